/**
 * A plan in a file: what a dry run found that would be done, to be approved and then carried out as
 * it stands (product.md "push --dry-run is the report that gets signed; push then does exactly
 * that").
 *
 * It is text, a JSON object a line: a header first, that says for which CRM and which export it was
 * made, with which options; then a line for each customer, with its changes, old and new values;
 * and an end line with the number of customers, so that a file which was cut is known.
 */
#ifndef POSSUM_SYNC_PLAN_FILE_H
#define POSSUM_SYNC_PLAN_FILE_H

#include "sync/journal_entries.h"
#include "sync/journal_runs.h"

#include <stdio.h>

enum { PLAN_FORMAT = 1 /**< the version that the header names */ };

/** What the header of a plan file says beside what a run knows. */
struct plan_file {
    uint64_t last_record; /**< the last record of the export that it has; 0: all */
};

/** Writes the plan of a run from its journal. Failures to write show in ferror(out). */
bool write_plan_file(FILE *out, struct journal *journal, const struct run_entry *run,
                     struct error *error);

/** Takes the SHA-256 of the plan file at `path`, by which a run knows it, into `arena`, and looks
 *  whether it was applied before. ERROR_USAGE if that run has come to its end: a plan is applied
 *  once. */
bool find_applied_plan(const char *path, struct journal *journal, struct arena *arena,
                       struct text *plan, struct error *error);

/** Reads the plan file at `path` into the journal, as the plan of `run`, which is in there already.
 *  ERROR_USAGE if the file is none, was cut or altered so that it cannot be read, or was made for
 *  another CRM, site, export or with other options than the run's. */
bool read_plan_file(const char *path, const struct run_entry *run, struct journal *journal,
                    struct plan_file *plan, struct error *error);

#endif
