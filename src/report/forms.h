/**
 * The forms of the report; write_report chooses among them.
 *
 * Each writes the whole report to `out`, issue by issue from the spools. Failures to write show in
 * ferror(out); false if a spool cannot be read or memory runs out.
 */
#ifndef POSSUM_REPORT_FORMS_H
#define POSSUM_REPORT_FORMS_H

#include "report/report.h"

/** The summary, then every issue on a line of its own. */
bool write_text_report(const struct report *report, FILE *out, struct error *error);

/** One JSON object (tests/report.schema.json), an issue a line. */
bool write_json_report(const struct report *report, FILE *out, struct error *error);

/** For Excel: the dialect of each input, a header, then a record an issue. */
bool write_csv_report(const struct report *report, FILE *out, struct error *error);

#endif
