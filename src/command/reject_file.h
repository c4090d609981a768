/**
 * The rejects file of a run: it appears with the first row that is rejected.
 */
#ifndef POSSUM_COMMAND_REJECT_FILE_H
#define POSSUM_COMMAND_REJECT_FILE_H

#include "base/files.h"
#include "base/outputs.h"
#include "csv/reader.h"
#include "csv/writer.h"
#include "pipeline/issue.h"

/** A rejects file. The caller sets all members up to the blank line, and owns what they point to.
 */
struct reject_file {
    const char *path;        /**< NULL: rejected rows go nowhere, as in a dry run */
    bool overwrite;          /**< --force */
    struct outputs *outputs; /**< takes the file */

    struct csv_writer writer;
};

/** Writes a row of the input at `reader`, with the reasons in `issues` (at least one). */
bool write_rejected_row(struct reject_file *file, const struct reader *reader,
                        const struct record *record, const struct issue_list *issues,
                        struct error *error);

/** Removes a rejects file of an earlier run at `path` (NULL: nowhere), unless this run has rejects.
 *  Files that are not ours stay. */
bool remove_old_rejects(const struct reject_file *file, const char *path, struct error *error);

/** Frees what the file holds; the outputs keep the file itself. */
void free_reject_file(struct reject_file *file);

/** The place of a rejects file beside `path`: "NAME.rejects.csv" for "NAME.csv" (product.md
 *  "Outputs"). ERROR_USAGE if it is too long. */
bool name_reject_file(char place[PATH_LIMIT], const char *path, struct error *error);

#endif
