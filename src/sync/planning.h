/**
 * The planning of a batch of customers: what plan.c, plan_claims.c and plan_issues.c share.
 */
#ifndef POSSUM_SYNC_PLANNING_H
#define POSSUM_SYNC_PLANNING_H

#include "sync/plan.h"

/** A contact that a row has been matched to. */
struct contact_entry {
    struct uuid id;
    uint64_t record; /**< of the row */
    uint64_t line;
};

/** A batch of customers being planned. */
struct planning {
    struct plan *plan;
    struct customer *const *customers;
    size_t count;
    struct arena arena;
    struct contact_match *contacts;
    struct account_match *accounts;
    struct issue_list *issues;
    struct customer_entry *entries;
    struct error *error;
};

/** The contact of a customer: its id, or the key that it is to get. */
struct text get_contact_reference(const struct planning *planning, size_t i);

/** Claims the contacts for their rows: two rows that match one contact are both in conflict, also
 *  if an earlier batch has planned for the first. */
bool claim_contacts(struct planning *planning);

/** The field of that name, or NULL. */
const struct record_field *find_field_of(const struct planning *planning, enum crm_module module,
                                         struct text name);

/** Names each value of the changes that the CRM will store in another form. */
void foresee_changes(struct planning *planning, size_t i, enum crm_module module,
                     const struct field_change *changes, size_t count);

/** The customer's first and last name. */
struct text get_customer_name(struct planning *planning, size_t i);

/** Reports a record that is created, by its name. */
void report_created(struct planning *planning, size_t i, enum issue_code code, struct text name,
                    const char *message);

/** Reports each field that is changed, with the rule by which the contact was found. */
void report_updated(struct planning *planning, size_t i, enum crm_module module,
                    enum issue_code code, const struct field_change *changes, size_t count);

#endif
