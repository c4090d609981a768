/**
 * What a journal holds of a run: its customers and its changes.
 */
#ifndef POSSUM_SYNC_JOURNAL_ENTRIES_H
#define POSSUM_SYNC_JOURNAL_ENTRIES_H

#include "crm/crm.h"
#include "pipeline/issue.h"
#include "sync/journal.h"

#include <stdint.h>

/** What becomes of a customer (product.md "Outcome per customer"). Rejected and skipped ones do
 *  not get as far as the plan. */
enum push_outcome {
    PUSH_CREATED,
    PUSH_UPDATED,
    PUSH_UNCHANGED,
    PUSH_CONFLICT,
    PUSH_FAILED,
    PUSH_OUTCOME_COUNT,
};

/** "created", "updated", "unchanged", "conflict" or "failed". */
const char *get_outcome_name(enum push_outcome outcome);

/** By which rule a customer's contact was found (product.md "Matching"). */
enum match_rule {
    MATCH_NONE, /**< by none: it is new */
    MATCH_ID,
    MATCH_NUMBER,
    MATCH_EMAIL,
    MATCH_MOBILE,
    MATCH_HAND_OUT, /**< a pull has handed it out with these values */
    MATCH_RULE_COUNT,
};

/** "none", "id", "number", "email", "mobile" or "handed-out". */
const char *get_rule_name(enum match_rule rule);

/** A customer of a run. */
struct customer_entry {
    uint64_t record; /**< its record's number in the export; one customer has it */
    uint64_t line;
    struct text number; /**< the customer number */
    enum push_outcome outcome;
    enum match_rule rule;
    struct text contact;      /**< the contact's id, or the key that it is to get; empty if none */
    struct text account;      /**< likewise the account's */
    struct issue_list issues; /**< what the plan has to say */
    struct issue_list findings; /**< what was found when it was carried out: see add_finding */
};

/** Enters a customer of a run, without its findings. */
bool add_customer(struct journal *journal, struct text run, const struct customer_entry *customer,
                  struct error *error);

/** Enters the outcome and the issues of a customer anew. */
bool update_customer(struct journal *journal, struct text run,
                     const struct customer_entry *customer, struct error *error);

/** Finds the first customers of a run, by their records, whose record comes after `after`: at most
 *  `limit`. *count is how many there are; they and what they point to stand in `arena`. */
bool list_customers(struct journal *journal, struct text run, uint64_t after, size_t limit,
                    struct arena *arena, struct customer_entry **customers, size_t *count,
                    struct error *error);

/** What a change does to a record. */
enum change_kind { CHANGE_CREATE, CHANGE_UPDATE, CHANGE_DELETE };

enum { CHANGE_KIND_COUNT = CHANGE_DELETE + 1 };

/** "create", "update" or "delete". */
const char *get_change_kind_name(enum change_kind kind);

/** How far a change has come. */
enum change_state {
    CHANGE_PLANNED,  /**< nothing was sent */
    CHANGE_INTENDED, /**< it may have been done, or not, or in part */
    CHANGE_DONE,     /**< done, and not read back yet */
    CHANGE_VERIFIED, /**< done and read back */
    CHANGE_REFUSED,  /**< not done, since the CRM did not take it */
    CHANGE_CONFLICT, /**< not done, since the record was changed in between */
};

/** A field that a change sets. "email1" and, of a contact, "account_id" are fields too. */
struct field_change {
    struct text name; /**< as the CRM calls it */
    struct text old;
    struct text new;
};

/** A change: all that a run does to one record. */
struct change_entry {
    int64_t sequence; /**< from 1, in the order of adding; add_change sets it */
    uint64_t record;  /**< of the customer it is for; 0: none (undo) */
    enum crm_module module;
    enum change_kind kind;
    enum change_state state;
    struct text id;      /**< the record's; of a create empty until it is known */
    struct text key;     /**< of a create */
    struct text account; /**< of a contact: the account that it hangs on afterwards, its id or key;
                              empty: none */
    struct field_change *fields;
    size_t field_count;
    struct text modified; /**< the record's stamp: when planned of an update, else when read back */
    struct text digest;   /**< of the record's mapped values when it was read back */
    struct text words;    /**< why it was refused, or is in conflict */
};

/** Enters a change, all of it but the sequence, which is set. */
bool add_change(struct journal *journal, struct text run, struct change_entry *change,
                struct error *error);

/** Lists the changes of a run from sequence `after` (not included) on, in their order: at most
 *  `limit` of those whose state is one of the bits 1 << state of `states`. */
bool list_changes(struct journal *journal, struct text run, int64_t after, unsigned states,
                  size_t limit, struct arena *arena, struct change_entry **changes, size_t *count,
                  struct error *error);

/** Enters what has become of a change: state, id, modified, digest and words. */
bool update_change(struct journal *journal, struct text run, const struct change_entry *change,
                   struct error *error);

/** Finds the change of a run to the account of that id or key; *found is false if there is none. */
bool find_account_change(struct journal *journal, struct text run, struct text id,
                         struct arena *arena, struct change_entry *change, bool *found,
                         struct error *error);

/** Finds the change of a run that is for the customer of that record, to a record of that module;
 *  *found is false if there is none. */
bool find_customer_change(struct journal *journal, struct text run, uint64_t record,
                          enum crm_module module, struct arena *arena, struct change_entry *change,
                          bool *found, struct error *error);

/** Takes the change of a run to a record away. */
bool drop_change(struct journal *journal, struct text run, int64_t sequence, struct error *error);

/** Enters a finding about a customer of a run, behind those that are there: an issue that was found
 *  when a change was carried out or read back. */
bool add_finding(struct journal *journal, struct text run, uint64_t record,
                 const struct issue *issue, struct error *error);

#endif
