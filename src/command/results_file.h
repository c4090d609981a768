/**
 * The file of --results: what became of each row, a line for each record of the input, in their
 * order.
 */
#ifndef POSSUM_COMMAND_RESULTS_FILE_H
#define POSSUM_COMMAND_RESULTS_FILE_H

#include "base/outputs.h"
#include "csv/writer.h"

#include <stdint.h>

/** A results file. The caller sets all members up to the blank line, and owns what they point to.
 */
struct results_file {
    const char *path;        /**< NULL: none is wanted */
    bool overwrite;          /**< --force */
    struct outputs *outputs; /**< takes the file */

    struct csv_writer writer;
    struct buffer cell;
};

/** What became of a row. */
struct result {
    uint64_t line;
    uint64_t record;
    struct text customer;   /**< the customer number; empty if it has no valid one */
    struct text outcome;    /**< created, updated, unchanged, conflict, failed, rejected, skipped or
                                 not-reached */
    struct text rule;       /**< by which the contact was found; empty if it was not sought */
    struct text contact_id; /**< in the CRM */
    struct text account_id;
    struct text fields;  /**< that were changed */
    struct text message; /**< why it was not carried */
};

/** Opens it, with its header, so that it is there even if the input has no record. */
bool open_results_file(struct results_file *file, struct error *error);

/** Writes a line: UTF-8 with a byte order mark before the first, CRLF, values that Excel leaves as
 *  they are (product.md "Outputs"). */
bool write_result(struct results_file *file, const struct result *result, struct error *error);

/** Frees what the file holds; the outputs keep the file itself. */
void free_results_file(struct results_file *file);

#endif
