/**
 * The reports of a run, and what the run says at its end.
 */
#ifndef POSSUM_COMMAND_REPORT_FILES_H
#define POSSUM_COMMAND_REPORT_FILES_H

#include "base/outputs.h"
#include "command/common_options.h"

/** Checks that the ending of each report names a form. */
bool check_report_forms(const struct string_list *reports, struct error *error);

/** Opens an output for each report, the first of `outputs`. */
bool open_report_files(const struct common_options *options, struct outputs *outputs,
                       struct error *error);

/** Writes the reports to the outputs that open_report_files opened. */
bool write_report_files(struct report *report, size_t count, const struct outputs *outputs,
                        struct error *error);

/** Whether the summary is wanted: --quiet wants it only if rows were rejected or the run stopped
 *  early. */
bool wants_summary(const struct common_options *options, const struct report *report);

/** "1 record" or "2 records", in `arena`. */
const char *count_records(struct arena *arena, uint64_t count);

enum { FILE_LIST_LIMIT = 16 };

/** Adds the reports and the rejects file that stand in `outputs` to the `count` files listed
 * already, for the summary; the texts stand in `arena`. Returns how many are listed then. */
size_t list_side_files(const struct outputs *outputs, const struct common_options *options,
                       const struct report *report, struct arena *arena,
                       struct report_file files[FILE_LIST_LIMIT], size_t count);

/** The exit status that the report comes to. */
int choose_status(const struct report *report);

#endif
