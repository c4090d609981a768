/**
 * The runs in a journal.
 */
#ifndef POSSUM_SYNC_JOURNAL_RUNS_H
#define POSSUM_SYNC_JOURNAL_RUNS_H

#include "sync/journal.h"

#include <stdint.h>

/** What a run does. */
enum run_kind {
    RUN_PUSH,
    RUN_UNDO, /**< it takes back what another run did */
    RUN_PULL, /**< it hands contacts out to ClickPOS; its counts: created are those handed out,
                   unchanged those that wait, rejected as usual */
};

/** How far a run has come. */
enum run_state {
    RUN_PLANNING,  /**< its plan is not whole: it counts for nothing */
    RUN_PLANNED,   /**< it is being carried out, or was left half done: it can go on */
    RUN_DONE,      /**< it came to its end */
    RUN_ABANDONED, /**< another one took its place before its end; what it did stands */
};

/** The outcomes of a run, counted in customers (of an undo: in records). */
struct run_counts {
    uint64_t created;
    uint64_t updated;
    uint64_t unchanged;
    uint64_t conflict;
    uint64_t failed;
    uint64_t rejected;
    uint64_t skipped;
};

/** A run. Texts are empty where nothing is known. */
struct run_entry {
    struct text id; /**< "20261125-113007-9f3a41" */
    enum run_kind kind;
    enum run_state state;
    int64_t started;     /**< seconds since 1970 */
    int64_t ended;       /**< when it came to its end or was last left off; 0: not yet */
    struct text file;    /**< the export's path as given; of a RUN_PULL, the whole path of the file
                              that it has handed out */
    struct text sha256;  /**< of that file, in hexadecimal */
    struct text options; /**< what, beside the file, decides the plan: as the caller writes it; of a
                              RUN_PULL, where the file stood before it was in its place */
    struct text plan;    /**< the SHA-256 of the plan file that was applied */
    struct text crm;     /**< --crm as given */
    struct text url;
    struct text site;
    struct text api;
    struct text go_on;     /**< the command that goes on with it */
    struct text undoes;    /**< of a RUN_UNDO: the run that it takes back */
    struct text undone_by; /**< the undo of it that came to its end */
    bool is_forgotten;     /**< its pre-images are gone: it cannot be undone */
    uint64_t last_record;  /**< the last record of the file that the plan has; 0: all */
    struct run_counts counts;
};

/** Makes an id that no other run has: the time in UTC, and six digits at random. In `arena`. */
struct text make_run_id(struct arena *arena);

/** Enters a run, all of `run`. */
bool add_run(struct journal *journal, const struct run_entry *run, struct error *error);

/** Enters what has changed of a run: state, ended, last_record, counts, undone_by. */
bool update_run(struct journal *journal, const struct run_entry *run, struct error *error);

/** Finds a run by its id; *found is false if there is none. Texts stand in `arena`, here and
 *  below. */
bool find_run(struct journal *journal, struct text id, struct arena *arena, struct run_entry *run,
              bool *found, struct error *error);

/** Finds the push or undo of state RUN_PLANNED; there is one at most. */
bool find_unfinished_run(struct journal *journal, struct arena *arena, struct run_entry *run,
                         bool *found, struct error *error);

/** Finds a pull of state RUN_PLANNED. */
bool find_unfinished_pull(struct journal *journal, struct arena *arena, struct run_entry *run,
                          bool *found, struct error *error);

/** Finds the last run, of whichever state, that applied the plan file of that SHA-256. */
bool find_run_of_plan(struct journal *journal, struct text plan, struct arena *arena,
                      struct run_entry *run, bool *found, struct error *error);

/** Takes in a run; false ends the listing. */
typedef bool run_visitor(void *context, const struct run_entry *run);

/** Hands the runs to `visit`, in the order in which they were added, those being planned left
 *  out. */
bool list_runs(struct journal *journal, run_visitor *visit, void *context, struct error *error);

/** Takes all runs of state RUN_PLANNING away, with their customers and changes. */
bool drop_unplanned_runs(struct journal *journal, struct error *error);

/** Takes the values of a run's changes away (of customers and of fields, old and new), which are
 *  personal data; what was done to which record stays. The file keeps no trace of them (secure
 *  delete, and the log is emptied). The run becomes forgotten. */
bool forget_run(struct journal *journal, struct text id, struct error *error);

#endif
