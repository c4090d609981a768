/**
 * The counts of a run as the summary has them.
 */
#ifndef POSSUM_REPORT_COUNTS_SUMMARY_H
#define POSSUM_REPORT_COUNTS_SUMMARY_H

#include "base/buffer.h"
#include "report/report.h"

/** Appends "363 rows read = 341 carried + ...", what went where, and the warnings and notices; with
 *  the colors of a terminal if `color`. */
void append_counts(struct buffer *out, const struct report *report, bool color);

#endif
