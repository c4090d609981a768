/**
 * Taking a run back: what it created is deleted, what it changed gets its old values, and what has
 * been changed since is left alone (product.md "Undo").
 */
#ifndef POSSUM_SYNC_UNDO_H
#define POSSUM_SYNC_UNDO_H

#include "sync/apply.h"
#include "sync/journal_runs.h"

/** What an undo means to do, counted in records. */
struct undo_counts {
    uint64_t deleted;
    uint64_t restored;
    uint64_t gone;       /**< those that it would have deleted, which are not there any more */
    uint64_t left_alone; /**< changed since, or with contacts that are not ours */
};

/** Plans to take back the run `undone`, as the changes of the run `application->run`, which is in
 *  the journal: contacts first, then accounts. Each record is looked at; what has been changed
 *  since it was read back, in its stamp or in a value, becomes a change in conflict, and so does an
 *  account that has contacts which are not taken back with it. Entered as one group. */
bool plan_undo(const struct application *application, struct text undone,
               struct undo_counts *counts, struct error *error);

#endif
