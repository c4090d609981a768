/**
 * A change on its way: what apply.c, carry_out.c, look_at_records.c, read_back.c and
 * tick_clearing.c share.
 */
#ifndef POSSUM_SYNC_TASK_H
#define POSSUM_SYNC_TASK_H

#include "sync/apply.h"
#include "sync/id_set.h"

/** The writes that a change takes, in their order. */
enum task_step {
    STEP_CREATE = 1,
    STEP_UPDATE = 2,
    STEP_EMAIL = 4,
    STEP_LINK = 8,
    STEP_DELETE = 16,
    STEP_TICK = 32, /**< the tick again, see is_edited_meanwhile */
};

struct work;

/** A change and how far it has come. */
struct task {
    struct work *work;
    struct change_entry *change;
    unsigned steps;            /**< bits of enum task_step that are left to write */
    unsigned step;             /**< the one that is on its way; 0: none */
    struct task *waits_for[3]; /**< those that have to be over with writing first, or NULL */
    bool is_queued;            /**< it has steps in this round */
    bool is_written;           /**< its steps of this round are over */
    bool is_confirmed;         /**< the CRM said that it was done */
    bool is_over;              /**< nothing is left to do about it */
    bool needs_look;           /**< what the CRM has of it has to be looked at */
    bool email_apart;          /**< of a create: the address has marks that it would take away */
    bool is_unsaved;           /**< its state is not in the journal yet */
    bool has_changed;          /**< a step of this round was done */
    struct text further; /**< addresses that the record may have lost: see `removing` in crm/crm.h;
                              empty: none */
    struct text rest;    /**< digest of what the change leaves alone, as it was looked at right
                              before the tick is taken away; empty: it is not */
    enum change_state prior_state;   /**< before this round's intent */
    unsigned tries;                  /**< rounds in which it was written */
    const struct crm_record *record; /**< as it was looked at; NULL: not there */
    struct crm_value *values;        /**< of the write at hand */
};

/** A number of changes that are carried out together. */
struct work {
    const struct application *application;
    struct arena arena;      /**< of all of it */
    struct arena look_arena; /**< of what was looked at last */
    struct task *tasks;
    size_t count;
    size_t in_flight;
    struct entry_set by_id;         /**< the tasks, by the id or key of their record */
    bool is_stopping;               /**< the CRM cannot be used any more, or a signal has come */
    struct id_set *failed_accounts; /**< keys of accounts that could not be created */
    const struct digest_key *digest_key;
    struct error *error;
    bool failed; /**< something else than the CRM failed in a completion: `error` says what */
};

/** The task of the work for the record of that id or key, or NULL. */
struct task *find_task(const struct work *work, enum crm_module module, struct text id);

/** Says that the task's record has that id, too. */
bool name_task(struct task *task, struct text id);

/** The field of a change, or NULL. */
const struct field_change *find_field_change(const struct change_entry *change, struct text name);

/** Writes what the tasks have steps for, as long as the CRM can be used; afterwards each task is
 *  written, or waits for a look, or is as it was. False for failures of the journal or memory. */
bool carry_out_steps(struct work *work);

/** Looks at the records of the tasks that need it. */
bool look_at_records(struct work *work);

/** Whether the task's record, one of that module, has to be looked at. */
bool wants_look(const struct task *task, enum crm_module module);

/** Looks for the records that the tasks may have created, where the CRM finds none by its key. */
bool find_unkeyed_records(struct work *work, enum crm_module module);

/** Decides by what was looked at which steps are left of each task, or that it is over. */
bool judge_tasks(struct work *work);

/** The change of a contact's tick, or NULL; and whether it takes the tick away. */
const struct field_change *find_tick_change(const struct record_fields *fields,
                                            const struct change_entry *change);
bool takes_tick_away(const struct field_change *tick);

/** Notes what a contact is like right before its tick is taken away: task->rest. */
void note_rest(struct task *task);

/** Whether somebody has saved the contact between that and the write, and so under a tick that was
 *  there still: what he has edited is there, and must not lose it. */
bool is_edited_meanwhile(const struct task *task);

/** Reports that somebody has ticked the contact again behind the write: that stands, for the next
 *  pull. */
bool note_ticked_again(const struct task *task);

/** Closes the hand-out of a contact that is without its tick now, and opens it again for one that
 * an undo has given it back. */
bool note_hand_out(const struct task *task);

/** Ends a task as refused or in conflict: the customer's outcome and a finding say so. */
bool end_in_failure(struct task *task, enum change_state state, struct text words);

/** Enters the states that are not in the journal yet. */
bool save_states(struct work *work);

#endif
