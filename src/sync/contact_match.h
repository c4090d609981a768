/**
 * Which contact of the CRM a customer is (product.md "Matching" and "Deleted in the CRM").
 */
#ifndef POSSUM_SYNC_CONTACT_MATCH_H
#define POSSUM_SYNC_CONTACT_MATCH_H

#include "sync/hand_out_index.h"
#include "sync/push_rules.h"

/** What was found for a customer. */
struct contact_match {
    enum match_rule rule;
    const struct crm_record *contact; /**< NULL: none, so that it is to be created under `key` */
    struct text key;
    bool is_recreated; /**< a person deleted it in the CRM */
    bool is_conflict;  /**< an issue of the customer says why */
    bool keeps_tick;   /**< judge_tick: ClickPOS may not have seen what the tick stands for */
    bool keeps_values; /**< judge_tick: nothing but its number is written */
};

/** Finds the contacts of customers (at most SYNC_BATCH_LIMIT), with as few requests as will do: one
 *  over v4_1 if all are found by id or number. Those handed out are marked in `hand_outs` once they
 *  are found. What the rules have to say goes to `issues`, a list for each customer. All stands in
 *  `arena`. */
bool match_contacts(const struct push_rules *rules, struct hand_out_index *hand_outs,
                    struct customer *const *customers, size_t count, struct arena *arena,
                    struct contact_match *matches, struct issue_list *issues, struct error *error);

#endif
