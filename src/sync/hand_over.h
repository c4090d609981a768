/**
 * The file of a pull on its way into its place (product.md "pull, and closing the loop"): the
 * journal has its name, hash and contacts before it is there, and says that they are handed out
 * once it is. So a pull that ends in between neither hands out twice nor loses what it has handed
 * out.
 */
#ifndef POSSUM_SYNC_HAND_OVER_H
#define POSSUM_SYNC_HAND_OVER_H

#include "base/outputs.h"
#include "sync/hand_outs.h"

/** Hands a file over: `outputs` has it alone, whole but not in its place. A group is open in which
 *  its hand-outs have been added; it is committed with `run`, whose `file` is the whole path of the
 *  place, and of which sha256, options and state are set. On failure nothing counts as handed out,
 *  unless the file is in its place: then the next settle_pull says so. */
bool hand_over_file(struct journal *journal, struct run_entry *run, struct outputs *outputs,
                    struct arena *arena, struct error *error);

/** Settles the pull that was stopped while it handed its file over, if there is one. Where the file
 *  has not reached its place, what is there of it is removed and nothing counts as handed out; else
 *  all does. *warning, in `arena`, is for a person, or empty: the file should be in its place, and
 *  is not, or has other bytes. In a dry run nothing is removed. */
bool settle_pull(struct journal *journal, bool is_dry_run, struct arena *arena,
                 struct text *warning, struct error *error);

#endif
