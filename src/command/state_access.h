/**
 * The journal that has a run: in the state file that --state names, or among those in the usual
 * directory.
 */
#ifndef POSSUM_COMMAND_STATE_ACCESS_H
#define POSSUM_COMMAND_STATE_ACCESS_H

#include "sync/journal_runs.h"
#include "sync/state_file.h"

/** Lists the state files to look into: the one of --state, or all in the usual directory. Paths
 *  stand in `arena`, each with a NUL behind it. ERROR_USAGE if `state` names one that is not
 *  there. */
bool list_states(const char *state, struct arena *arena, struct text **paths, size_t *count,
                 struct error *error);

/** Finds the state file that has the run `id`, and the run's entry. ERROR_USAGE if none has it. */
bool find_state_of_run(const char *state, struct text id, struct arena *arena, struct text *path,
                       struct run_entry *run, struct error *error);

#endif
