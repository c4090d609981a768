#include "sync/planning.h"
#include "sync/record_changes.h"
#include "sync/tick.h"

#include <stdlib.h>
#include <string.h>

struct plan start_plan(const struct push_rules *rules, struct registers *registers, struct text run)
{
    return (struct plan){.rules = rules,
                         .registers = registers,
                         .run = run,
                         .accounts = start_account_memory(),
                         .contacts = {.entry_size = sizeof(struct contact_entry)}};
}

void free_plan(struct plan *plan)
{
    free_account_memory(&plan->accounts);
    free_entry_set(&plan->contacts);
    free_hand_out_index(&plan->hand_outs);
    free_arena(&plan->arena);
    free(plan->withdrawn);
}

/* The account that the contact hangs on in the end. */
static struct text get_account_of(const struct planning *planning, size_t i)
{
    const struct crm_record *contact = planning->contacts[i].contact;
    struct text chosen = planning->accounts[i].reference;
    return chosen.length > 0 || contact == NULL ? chosen : get_linked_account(contact);
}

static bool enter_change(struct planning *planning, size_t i, enum crm_module module,
                         const struct crm_record *record, struct text reference,
                         struct field_change *changes, size_t count)
{
    const struct push_rules *rules = planning->plan->rules;
    bool is_new = record == NULL;
    struct change_entry change = {
        .record = planning->customers[i]->record->number,
        .module = module,
        .kind = is_new ? CHANGE_CREATE : CHANGE_UPDATE,
        .id = is_new ? EMPTY_TEXT : record->id,
        .key = is_new ? reference : EMPTY_TEXT,
        .account = module == CRM_CONTACTS ? get_account_of(planning, i) : EMPTY_TEXT,
        .fields = changes,
        .modified = is_new ? EMPTY_TEXT : record->modified,
        .digest =
            is_new ? EMPTY_TEXT : digest_record(rules->fields, &planning->arena, module, record),
        .words = EMPTY_TEXT};
    if (is_new && rules->assigned_user.length > 0) {
        changes[count++] =
            (struct field_change){TEXT("assigned_user_id"), EMPTY_TEXT, rules->assigned_user};
    }
    change.field_count = count;
    return add_change(rules->journal, planning->plan->run, &change, planning->error);
}

/* What the row makes of the account, if no earlier row has decided that. */
static bool plan_account(struct planning *planning, size_t i, bool *is_changed)
{
    const struct push_rules *rules = planning->plan->rules;
    const struct account_match *match = &planning->accounts[i];
    struct field_change changes[RECORD_CHANGE_LIMIT];
    size_t count = 0;
    bool is_first = false;
    *is_changed = false;
    if (match->reference.length == 0) {
        return true;
    }
    register_account(planning->plan->registers, planning->customers[i], pack_id(match->reference),
                     &planning->arena, &is_first);
    if (!is_first || (match->account == NULL && !match->is_new)) {
        return true;
    }
    if (!compare_record(rules, planning->customers[i], CRM_ACCOUNTS, match->account,
                        &planning->arena, changes, &count, planning->error)) {
        return false;
    }
    if (count == 0) {
        return true;
    }
    *is_changed = true;
    if (match->is_new) {
        report_created(planning, i, ISSUE_ACCOUNT_CREATED, planning->customers[i]->account_name,
                       "a new account");
    } else {
        report_updated(planning, i, CRM_ACCOUNTS, ISSUE_ACCOUNT_UPDATED, changes, count);
    }
    foresee_changes(planning, i, CRM_ACCOUNTS, changes, count);
    return enter_change(planning, i, CRM_ACCOUNTS, match->account, match->reference, changes,
                        count);
}

/* The contact's link to its account, if that is not the one it has. */
static void plan_link(struct planning *planning, size_t i, struct field_change *changes,
                      size_t *count)
{
    const struct crm_record *contact = planning->contacts[i].contact;
    const struct account_match *match = &planning->accounts[i];
    bool is_linked = match->reference.length == 0;
    for (size_t k = 0; contact != NULL && k < contact->account_count; k++) {
        is_linked = is_linked || equal_texts(contact->accounts[k].id, match->reference);
    }
    if (is_linked) {
        return;
    }
    struct text old = contact == NULL ? EMPTY_TEXT : get_linked_account(contact);
    changes[(*count)++] = (struct field_change){TEXT("account_id"), old, match->reference};
    if (contact != NULL) {
        struct issue *issue =
            add_issue(&planning->issues[i], &planning->arena, ISSUE_CONTACT_MOVED, EMPTY_TEXT);
        issue->has_old = old.length > 0;
        issue->old = old.length == 0
                         ? EMPTY_TEXT
                         : get_record_value(planning->plan->rules->fields, &planning->arena,
                                            CRM_ACCOUNTS, ROLE_COMPANY, &contact->accounts[0]);
        issue->new = planning->customers[i]->account_name;
        issue->has_new = true;
        issue->message = old.length == 0 ? TEXT("the contact had no account, and is linked to one")
                                         : TEXT("the contact moves to another account");
    }
}

/* Leaves out what must not be written yet, since ClickPOS may not have seen what it would undo. */
static void leave_unseen_out(const struct planning *planning, size_t i,
                             struct field_change *changes, size_t *count)
{
    const struct contact_match *match = &planning->contacts[i];
    size_t kept = 0;
    for (size_t k = 0; k < *count; k++) {
        const struct record_field *field = find_field_of(planning, CRM_CONTACTS, changes[k].name);
        bool goes = match->keeps_values ? field->role == ROLE_NUMBER
                                        : !match->keeps_tick || field->role != ROLE_TICK;
        if (goes) {
            changes[kept++] = changes[k];
        }
    }
    *count = kept;
}

/* The contact, and with it the outcome. */
static bool plan_contact(struct planning *planning, size_t i, bool has_account_change)
{
    const struct push_rules *rules = planning->plan->rules;
    const struct contact_match *match = &planning->contacts[i];
    struct field_change changes[RECORD_CHANGE_LIMIT];
    size_t count = 0;
    if (!compare_record(rules, planning->customers[i], CRM_CONTACTS, match->contact,
                        &planning->arena, changes, &count, planning->error)) {
        return false;
    }
    leave_unseen_out(planning, i, changes, &count);
    size_t field_count = count;
    plan_link(planning, i, changes, &count);
    struct customer_entry *entry = &planning->entries[i];
    entry->outcome = match->contact == NULL            ? PUSH_CREATED
                     : count > 0 || has_account_change ? PUSH_UPDATED
                                                       : PUSH_UNCHANGED;
    if (count == 0) {
        return true;
    }
    if (match->contact != NULL) {
        report_updated(planning, i, CRM_CONTACTS, ISSUE_UPDATED, changes, field_count);
    } else {
        report_created(planning, i, match->is_recreated ? ISSUE_RECREATED : ISSUE_CREATED,
                       get_customer_name(planning, i),
                       match->is_recreated
                           ? "a new contact, in place of one that was deleted in the CRM"
                           : "a new contact");
    }
    foresee_changes(planning, i, CRM_CONTACTS, changes, field_count);
    return enter_change(planning, i, CRM_CONTACTS, match->contact, match->key, changes, count);
}

static bool plan_customer(struct planning *planning, size_t i)
{
    const struct customer *customer = planning->customers[i];
    struct customer_entry *entry = &planning->entries[i];
    bool has_account_change = false;
    *entry = (struct customer_entry){.record = customer->record->number,
                                     .line = customer->record->line,
                                     .number = customer->number_text,
                                     .outcome = PUSH_CONFLICT,
                                     .rule = planning->contacts[i].rule,
                                     .contact = planning->contacts[i].contact != NULL
                                                    ? planning->contacts[i].contact->id
                                                    : EMPTY_TEXT,
                                     .account = EMPTY_TEXT};
    if (!planning->contacts[i].is_conflict && !planning->accounts[i].is_conflict) {
        entry->contact = get_contact_reference(planning, i);
        entry->account = planning->accounts[i].reference;
        if (!plan_account(planning, i, &has_account_change) ||
            !plan_contact(planning, i, has_account_change)) {
            return false;
        }
    }
    entry->issues = planning->issues[i];
    return add_customer(planning->plan->rules->journal, planning->plan->run, entry,
                        planning->error);
}

static bool judge_ticks(struct planning *planning)
{
    for (size_t i = 0; i < planning->count; i++) {
        if (!judge_tick(planning->plan->rules, planning->customers[i], &planning->contacts[i],
                        &planning->issues[i], &planning->arena, planning->error)) {
            return false;
        }
    }
    return true;
}

static bool enter_plan(struct planning *planning)
{
    struct journal *journal = planning->plan->rules->journal;
    if (!begin_group(journal, planning->error)) {
        return false;
    }
    bool done = claim_contacts(planning) && judge_ticks(planning);
    done = done &&
           match_accounts(planning->plan->rules, &planning->plan->accounts, planning->customers,
                          planning->contacts, planning->count, &planning->arena, planning->accounts,
                          planning->issues, planning->error);
    for (size_t i = 0; done && i < planning->count; i++) {
        done = plan_customer(planning, i);
    }
    if (done && planning->arena.exhausted) {
        done = fail_for_memory(planning->error);
    }
    if (!done) {
        abandon_group(journal);
    }
    return done && commit_group(journal, planning->error);
}

bool plan_customers(struct plan *plan, struct customer *const *customers, size_t count,
                    struct error *error)
{
    struct planning planning = {
        .plan = plan, .customers = customers, .count = count, .error = error};
    struct arena *arena = &planning.arena;
    planning.contacts = take_from_arena(arena, (count + 1) * sizeof *planning.contacts);
    planning.accounts = take_from_arena(arena, (count + 1) * sizeof *planning.accounts);
    planning.issues = take_from_arena(arena, (count + 1) * sizeof *planning.issues);
    planning.entries = take_from_arena(arena, (count + 1) * sizeof *planning.entries);
    bool done = !arena->exhausted || fail_for_memory(error);
    for (size_t i = 0; done && i < count; i++) {
        planning.issues[i] = (struct issue_list){0};
        planning.accounts[i] = (struct account_match){.reference = EMPTY_TEXT};
    }
    done = done &&
           (plan->hand_outs.is_loaded || load_hand_out_index(&plan->hand_outs, plan->rules->journal,
                                                             plan->rules->customers, error)) &&
           match_contacts(plan->rules, &plan->hand_outs, customers, count, arena, planning.contacts,
                          planning.issues, error) &&
           enter_plan(&planning);
    free_arena(arena);
    return done;
}

/* Whether a customer that is not in conflict has the account. */
static bool ask_whether_needed(struct plan *plan, struct text account, bool *is_needed,
                               struct error *error)
{
    enum { PAGE = 1000 };
    struct arena arena = {0};
    struct customer_entry *entries;
    uint64_t after = 0;
    size_t count = PAGE;
    bool done = true;
    *is_needed = false;
    while (done && !*is_needed && count == PAGE) {
        reset_arena(&arena);
        done = list_customers(plan->rules->journal, plan->run, after, PAGE, &arena, &entries,
                              &count, error);
        for (size_t i = 0; done && i < count; i++) {
            *is_needed = *is_needed || (entries[i].outcome != PUSH_CONFLICT &&
                                        equal_texts(entries[i].account, account));
            after = entries[i].record;
        }
    }
    free_arena(&arena);
    return done;
}

static bool drop_account(struct plan *plan, struct text account, struct error *error)
{
    struct change_entry change;
    bool is_needed = false;
    bool has_change = false;
    struct journal *journal = plan->rules->journal;
    return ask_whether_needed(plan, account, &is_needed, error) &&
           (is_needed ||
            (find_account_change(journal, plan->run, account, &plan->arena, &change, &has_change,
                                 error) &&
             (!has_change || drop_change(journal, plan->run, change.sequence, error))));
}

bool end_plan(struct plan *plan, struct error *error)
{
    for (size_t i = 0; i < plan->withdrawn_count; i++) {
        if (!drop_account(plan, plan->withdrawn[i], error)) {
            return false;
        }
    }
    return true;
}
