/**
 * The conversion of a ClickPOS export: reading, making customers, entering them in the registers in
 * the order of their lines, and writing what is carried.
 */
#ifndef POSSUM_COMMAND_CONVERSION_H
#define POSSUM_COMMAND_CONVERSION_H

#include "command/common_options.h"
#include "command/sugar_file.h"
#include "csv/reader.h"
#include "customer/registers.h"

/** A conversion. The caller sets all members up to the blank line, and owns what they point to. */
struct conversion {
    struct reader *reader;
    const struct customer_rules *rules;
    struct registers *registers;
    struct sugar_form *form;
    struct sugar_file *files[MODULE_COUNT];
    struct report *report;
    struct reject_limit reject_limit;
    uint64_t limit;           /**< customers to carry; 0: all */
    uint64_t jobs;            /**< threads that may work; the outcome is the same for any */
    bool show_progress;       /**< on standard error */
    const char *rejects_path; /**< where rejects go; NULL: nowhere */
    bool overwrite_rejects;   /**< --force */
    struct outputs *outputs;  /**< takes the rejects file */

    unsigned line_ends;        /**< the ways the lines committed so far ended */
    struct csv_writer rejects; /**< begun with the first reject */
};

/** Runs it to the end of the input, to a limit, or until report->stopped says why it ended early.
 *  False if something failed that ends the run. */
bool run_conversion(struct conversion *conversion, struct error *error);

#endif
