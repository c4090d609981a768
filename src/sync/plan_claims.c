/* Which row a contact belongs to. */
#include "sync/planning.h"

#include <stdlib.h>
#include <string.h>

static bool matches_contact(const void *entry, const void *key)
{
    return memcmp(&((const struct contact_entry *)entry)->id, key, sizeof(struct uuid)) == 0;
}

struct text get_contact_reference(const struct planning *planning, size_t i)
{
    const struct contact_match *match = &planning->contacts[i];
    return match->contact != NULL ? match->contact->id : match->key;
}

static struct issue *add_taken_issue(struct planning *planning, struct issue_list *issues,
                                     uint64_t line)
{
    const struct customer_rules *rules = planning->plan->rules->customers;
    size_t row = (size_t)rules->mapping->role_rows[ROLE_NUMBER];
    struct issue *issue =
        add_issue(issues, &planning->arena, ISSUE_CONTACT_TAKEN, get_column_header(rules, row));
    issue->message =
        print_to_arena(&planning->arena, "the row matches the same contact in the CRM as line %llu",
                       (unsigned long long)line);
    return issue;
}

/* The account of a row that has lost its contact: it may be nobody's now. */
static bool withdraw_account(struct plan *plan, struct text account, struct error *error)
{
    struct text *grown =
        realloc(plan->withdrawn, (plan->withdrawn_count + 1) * sizeof *plan->withdrawn);
    if (grown == NULL) {
        return fail_for_memory(error);
    }
    plan->withdrawn = grown;
    grown[plan->withdrawn_count++] = copy_to_arena(&plan->arena, account);
    return !plan->arena.exhausted || fail_for_memory(error);
}

/* An earlier batch has planned for the contact: that is taken back. */
static bool withdraw_customer(struct planning *planning, const struct contact_entry *first,
                              size_t i)
{
    struct plan *plan = planning->plan;
    struct journal *journal = plan->rules->journal;
    struct customer_entry *found = NULL;
    struct change_entry change;
    size_t count = 0;
    bool has_change = false;
    if (!list_customers(journal, plan->run, first->record - 1, 1, &planning->arena, &found, &count,
                        planning->error) ||
        !find_customer_change(journal, plan->run, first->record, CRM_CONTACTS, &planning->arena,
                              &change, &has_change, planning->error)) {
        return false;
    }
    if (count == 0 || found->record != first->record || found->outcome == PUSH_CONFLICT) {
        return true;
    }
    found->outcome = PUSH_CONFLICT;
    found->issues = (struct issue_list){0};
    add_taken_issue(planning, &found->issues, planning->customers[i]->record->line);
    return update_customer(journal, plan->run, found, planning->error) &&
           (!has_change || drop_change(journal, plan->run, change.sequence, planning->error)) &&
           (found->account.length == 0 || withdraw_account(plan, found->account, planning->error));
}

/* Two rows that match one contact are both in conflict. */
static bool claim_contact(struct planning *planning, size_t i)
{
    struct plan *plan = planning->plan;
    struct contact_match *match = &planning->contacts[i];
    const struct record *record = planning->customers[i]->record;
    struct uuid id = pack_id(get_contact_reference(planning, i));
    uint64_t hash = digest_text(&plan->accounts.accounts.digest_key,
                                (struct text){(const char *)id.bytes, sizeof id.bytes});
    struct contact_entry *first = find_entry(&plan->contacts, hash, matches_contact, &id);
    if (first == NULL) {
        first = add_entry(&plan->contacts, hash);
        if (first == NULL) {
            return fail_for_memory(planning->error);
        }
        *first = (struct contact_entry){id, record->number, record->line};
        return true;
    }
    match->is_conflict = true;
    add_taken_issue(planning, &planning->issues[i], first->line);
    for (size_t k = 0; k < i; k++) {
        if (planning->customers[k]->record->number == first->record) {
            if (!planning->contacts[k].is_conflict) {
                planning->contacts[k].is_conflict = true;
                add_taken_issue(planning, &planning->issues[k], record->line);
            }
            return true;
        }
    }
    return withdraw_customer(planning, first, i);
}

bool claim_contacts(struct planning *planning)
{
    for (size_t i = 0; i < planning->count; i++) {
        if (!planning->contacts[i].is_conflict && !claim_contact(planning, i)) {
            return false;
        }
    }
    return true;
}
