/**
 * Which run of the journal a push is: an unfinished one of the same file, CRM, site and options,
 * that goes on, or a new one (product.md "Which run goes on").
 */
#ifndef POSSUM_COMMAND_PUSH_RUN_H
#define POSSUM_COMMAND_PUSH_RUN_H

#include "base/file_digest.h"
#include "command/push_options.h"
#include "command/state_access.h"
#include "sync/apply.h"

/** A push's place in its journal. All zero is none; close_push_run ends it. */
struct push_run {
    struct state state;
    struct run_entry entry;
    bool goes_on; /**< an earlier run is continued: its plan stands */
    struct arena arena;
};

/** What a push brings to the choice. */
struct push_facts {
    const char *url;     /**< of the CRM */
    const char *crm;     /**< --crm as given */
    const char *file;    /**< the export */
    const char *sha256;  /**< its digest */
    struct text plan;    /**< the digest of the plan file that is applied; empty: none */
    struct text options; /**< what else decides the plan */
    struct text go_on;   /**< the command to go on with */
};

/** What, beside the file, decides the plan, as one text in `arena`; behind "fields " it ends with
 *  what describe_record_fields has to say, for an undo. */
bool describe_push_options(const struct push_choices *choices, const struct record_fields *fields,
                           struct arena *arena, struct text *options, struct error *error);

/** The fields that a run's options end with; false if they have none. */
bool read_fields_of_run(const struct run_entry *run, struct record_fields *fields);

/** The command line as a shell takes it, in `arena`: with "--force", since the files that the run
 *  has written so far are in the way of the next one. */
struct text quote_command(int argc, char **argv, bool has_force, struct arena *arena);

/** Finds the state file and opens it, as open_state does. */
bool open_push_run(struct push_run *run, const struct push_choices *choices,
                   const struct push_facts *facts, struct error *error);

/** Chooses the run: the unfinished one, if it is the same, with its outcomes as they stand; else a
 *  new one, after the unfinished one has been settled, by `application`, and abandoned. */
bool choose_push_run(struct push_run *run, const struct push_choices *choices,
                     const struct push_facts *facts, struct application *application,
                     struct error *error);

/** Unlocks and closes it. */
void close_push_run(struct push_run *run);

#endif
