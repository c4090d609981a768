/**
 * The summary: what a run did, on a page for a person.
 */
#ifndef POSSUM_REPORT_SUMMARY_H
#define POSSUM_REPORT_SUMMARY_H

#include "base/buffer.h"
#include "report/report.h"

/** Appends the dialect of an input: "export.csv: comma, UTF-8, CRLF, header on line 3, 19 columns".
 *  Where the report has several inputs, the role stands behind the path. */
void append_dialect(struct buffer *out, const struct report *report,
                    const struct report_input *input);

/** What an issue's place is called: "line"; of a pull, whose contacts stand in no file, "number".
 */
const char *name_place(const struct report *report);

/** Appends the summary: dialects, counts, the issues grouped by cause, the columns that map to
 *  nothing, and the `files` written; with the colors of a terminal if `color`. */
void append_summary(struct buffer *out, const struct report *report,
                    const struct report_file *files, size_t file_count, bool color);

/** Writes what append_summary appends; if memory runs out, as much of it as there is. */
void write_summary(const struct report *report, const struct report_file *files, size_t file_count,
                   bool color, FILE *out);

#endif
