/**
 * What all of a push goes by: the CRM, the journal, and the choices of the person who runs it.
 */
#ifndef POSSUM_SYNC_PUSH_RULES_H
#define POSSUM_SYNC_PUSH_RULES_H

#include "sync/journal_entries.h"
#include "sync/journal_records.h"
#include "sync/record_fields.h"

enum { SYNC_BATCH_LIMIT = 256 /**< customers that are looked up together */ };

/** The rules of a push. The caller sets all members, and owns what they point to. */
struct push_rules {
    const struct customer_rules *customers;
    const struct record_fields *fields;
    struct crm *crm;
    struct journal *journal;
    enum no_company no_company;
    bool clears_blanks;        /**< --blanks clear */
    bool recreates_deleted;    /**< --recreate-deleted */
    struct text assigned_user; /**< the id of the user that records are created for; empty: none */
};

/** Whether a customer gets an account. */
static inline bool gets_account(const struct push_rules *rules, const struct customer *customer)
{
    return customer->has_company || rules->no_company == NO_COMPANY_ACCOUNT;
}

/** An id as the CRM has it, in `arena`. */
struct text write_key(struct arena *arena, struct uuid id);

#endif
