/**
 * The plan of a push: what is to be done for each customer, decided before anything is done
 * (product.md "push", from "Matching" to "Compared as the CRM stores").
 *
 * It is made batch by batch, of customers in the order of their lines, and stands in the journal:
 * a customer for each, and a change for each record that is to be created or updated.
 */
#ifndef POSSUM_SYNC_PLAN_H
#define POSSUM_SYNC_PLAN_H

#include "customer/registers.h"
#include "sync/account_match.h"
#include "sync/hand_out_index.h"

/** A plan in the making. start_plan makes it, free_plan frees it. */
struct plan {
    const struct push_rules *rules;
    struct registers *registers; /**< in which the accounts are entered */
    struct text run;
    struct account_memory accounts;
    struct entry_set contacts; /**< those that a row has been matched to */
    struct hand_out_index hand_outs;
    struct text *withdrawn; /**< the accounts of rows that have lost their contact since */
    size_t withdrawn_count;
    struct arena arena; /**< of these */
};

/** Begins the plan of a run that is in the journal; what is given must outlive it. The customers'
 *  numbers have to be registered before they are planned, their accounts are registered here. */
struct plan start_plan(const struct push_rules *rules, struct registers *registers,
                       struct text run);

/** Plans for customers, at most SYNC_BATCH_LIMIT: looks up what the CRM has of them, decides, and
 *  enters it in the journal, as a group. ERROR_CRM if the CRM cannot be asked. */
bool plan_customers(struct plan *plan, struct customer *const *customers, size_t count,
                    struct error *error);

/** Ends the plan: accounts that no customer needs any more, since its contact turned out to be in
 *  conflict, are left alone. */
bool end_plan(struct plan *plan, struct error *error);

/** Frees it. */
void free_plan(struct plan *plan);

#endif
