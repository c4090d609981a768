/**
 * Which account of the CRM a customer belongs to (product.md "Matching", from "A company's account
 * is ..." on).
 */
#ifndef POSSUM_SYNC_ACCOUNT_MATCH_H
#define POSSUM_SYNC_ACCOUNT_MATCH_H

#include "sync/account_memory.h"
#include "sync/contact_match.h"

/** What was chosen for a customer. */
struct account_match {
    struct text reference; /**< the account's id, or the key that it is to get; empty: no account */
    const struct crm_record *account; /**< as the CRM has it; NULL: an earlier row of the run has
                                           dealt with it, or it is new */
    bool is_new;                      /**< it is to be created */
    bool is_renamed;  /**< its name in the CRM is another one's, and becomes the row's */
    bool is_moved;    /**< the contact hangs on another account */
    bool is_conflict; /**< an issue says why */
};

/** Chooses the accounts of customers (at most SYNC_BATCH_LIMIT) in their order, and remembers them.
 *  Customers whose contact is in conflict, and those that get no account, get none. What the rules
 *  have to say goes to `issues`. All stands in `arena`. */
bool match_accounts(const struct push_rules *rules, struct account_memory *memory,
                    struct customer *const *customers, const struct contact_match *contacts,
                    size_t count, struct arena *arena, struct account_match *matches,
                    struct issue_list *issues, struct error *error);

#endif
