/**
 * The journal of a command: that of its CRM and site, or the one that has a run, in the state file
 * that --state names or among those in the usual directory.
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

/** A journal that is open, and the lock that goes with it. open_state makes it, close_state ends
 * it.
 */
struct state {
    struct text path; /**< of the state file */
    struct state_lock lock;
    struct journal *journal;
    bool is_busy; /**< open_state failed because another run has the lock */
};

/** What a struct state begins with. */
#define NO_STATE ((struct state){.lock = {.descriptor = -1}})

/** Finds the path of the state file of a CRM and site, or takes the one of --state. */
bool choose_state_path(const char *given, const char *url, const char *site, struct arena *arena,
                       struct text *path, struct error *error);

/** Locks the state file at `path`, which stays with the caller, and opens it; in a dry run a copy
 * of it, without a lock. What was left half planned goes, and a pull that was stopped while it
 * handed its file over is settled; what a person has to know of that goes to standard error.
 * ERROR_STOPPED if another run has the lock. */
bool open_state(struct state *state, struct text path, bool is_dry_run, struct error *error);

/** Closes and unlocks it. */
void close_state(struct state *state);

#endif
