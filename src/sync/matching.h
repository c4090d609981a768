/**
 * The matching of a batch of customers: what contact_match.c, contact_search.c and
 * hand_out_match.c share.
 */
#ifndef POSSUM_SYNC_MATCHING_H
#define POSSUM_SYNC_MATCHING_H

#include "sync/contact_match.h"
#include "sync/record_index.h"

enum { CANDIDATE_LIMIT = 64 };

/** A batch of customers being matched. */
struct matching {
    const struct push_rules *rules;
    struct hand_out_index *hand_outs;
    struct customer *const *customers;
    size_t count;
    struct arena *arena;
    struct contact_match *matches;
    struct issue_list *issues;
    bool *needs_next_key;                 /**< its derived id is taken by a deleted record */
    const struct crm_record **handed_out; /**< the contact that was handed out with the row's values
                                               and has been deleted since; NULL: none */
    struct error *error;
};

/** The header of the column of a role; empty if the mapping has none. */
struct text get_role_column(const struct matching *matching, enum role role);

/** The customer number that a contact has in the CRM; empty if it has none. */
struct text read_contact_number(const struct matching *matching, const struct crm_record *contact);

/** The customer is in conflict; the message is `beginning`, the contacts, and `end`. */
void note_conflict(struct matching *matching, size_t i, enum issue_code code, enum role role,
                   const char *beginning, const struct crm_record *const *contacts, size_t count,
                   const char *end);

/** The customer is that contact. */
void note_match(struct matching *matching, size_t i, enum match_rule rule,
                const struct crm_record *contact);

/** Whether nothing has been found for the customer so far, and nothing speaks against it. */
bool is_unmatched(const struct matching *matching, size_t i);

/** Seeks those that are unmatched among the contacts that were handed out as new ones, with just
 *  the row's values. */
bool match_all_by_hand_out(struct matching *matching);

/** Those that are still unmatched, and yet look like a contact that was handed out, are conflicts:
 *  if they were made anew, the contact would be there twice. */
bool meet_hand_outs(struct matching *matching);

/** Seeks those that are unmatched among the contacts without a number, by email and by mobile. */
bool match_all_by_email(struct matching *matching);
bool match_all_by_mobile(struct matching *matching);

#endif
