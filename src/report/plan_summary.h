/**
 * What a push does, or would do, as people read it: what is created, numbered, moved, renamed and
 * updated, and what a pull hands out; the first few of each.
 */
#ifndef POSSUM_REPORT_PLAN_SUMMARY_H
#define POSSUM_REPORT_PLAN_SUMMARY_H

#include "base/buffer.h"
#include "report/report.h"

/** Appends it, from the report's spools: `+ create`, `# number`, `> move`, `~ rename`,
 *  `~ update FIELD`, `= unchanged`, `! conflict`, and of a pull `> hand out`, each with its count
 * and the first three, or all if `all`. */
void append_plan_summary(struct buffer *out, const struct report *report, bool all);

/** Appends how many of the rows carried were created, updated and unchanged. */
void append_push_counts(struct buffer *out, const struct counts *counts);

/** Appends how long the writes will take; nothing if there are none. */
void append_push_time(struct buffer *out, const struct counts *counts);

#endif
