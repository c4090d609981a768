#include "sync/plan.h"

#include "base/buffer.h"
#include "sync/record_changes.h"

#include <stdlib.h>
#include <string.h>

struct contact_entry {
    struct uuid id;
    uint64_t record;
    uint64_t line;
};

/* A batch of customers being planned. */
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
    free_arena(&plan->arena);
    free(plan->withdrawn);
}

static bool matches_contact(const void *entry, const void *key)
{
    return memcmp(&((const struct contact_entry *)entry)->id, key, sizeof(struct uuid)) == 0;
}

static struct text get_contact_reference(const struct planning *planning, size_t i)
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

static bool claim_contacts(struct planning *planning)
{
    for (size_t i = 0; i < planning->count; i++) {
        if (!planning->contacts[i].is_conflict && !claim_contact(planning, i)) {
            return false;
        }
    }
    return true;
}

static const char *explain_rule(enum match_rule rule)
{
    static const char *const words[MATCH_RULE_COUNT] = {
        [MATCH_NONE] = "no contact matched",
        [MATCH_ID] = "matched by id",
        [MATCH_NUMBER] = "matched by customer number",
        [MATCH_EMAIL] = "matched by email and last name",
        [MATCH_MOBILE] = "matched by mobile and last name"};
    return words[rule];
}

static struct text get_column(const struct planning *planning, const struct record_field *field)
{
    return field == NULL ? EMPTY_TEXT
                         : get_column_header(planning->plan->rules->customers, field->row);
}

static const struct record_field *find_field_of(const struct planning *planning,
                                                enum crm_module module, struct text name)
{
    const struct record_fields *fields = planning->plan->rules->fields;
    size_t index = find_record_field(fields, module, name);
    return index == fields->counts[module] ? NULL : &fields->fields[module][index];
}

/* Names each value that the CRM will store in another form. */
static void foresee_changes(struct planning *planning, size_t i, enum crm_module module,
                            const struct field_change *changes, size_t count)
{
    for (size_t k = 0; k < count; k++) {
        const struct record_field *field = find_field_of(planning, module, changes[k].name);
        struct text stored = field == NULL
                                 ? changes[k].new
                                 : store_over_api(&planning->arena, &field->stored, changes[k].new);
        if (equal_texts(stored, changes[k].new)) {
            continue;
        }
        struct issue *issue = add_issue(&planning->issues[i], &planning->arena, ISSUE_CRM_CHANGES,
                                        get_column(planning, field));
        issue->old = changes[k].new;
        issue->has_old = true;
        issue->new = stored;
        issue->has_new = true;
        issue->message = print_to_arena(
            &planning->arena, "%s.%.*s: the CRM would store the value in another form",
            name_crm_module(module), (int)changes[k].name.length, changes[k].name.at);
    }
}

static struct text join_names(struct arena *arena, struct text first, struct text last)
{
    const struct text parts[] = {first, TEXT(" "), last};
    return first.length == 0 ? last : last.length == 0 ? first : join_in_arena(arena, parts, 3);
}

static struct text get_customer_name(struct planning *planning, size_t i)
{
    const int *rows = planning->plan->rules->customers->mapping->role_rows;
    const struct text *values = planning->customers[i]->values;
    return join_names(&planning->arena,
                      rows[ROLE_FIRST_NAME] == NO_ROW ? EMPTY_TEXT : values[rows[ROLE_FIRST_NAME]],
                      rows[ROLE_LAST_NAME] == NO_ROW ? EMPTY_TEXT : values[rows[ROLE_LAST_NAME]]);
}

static void report_created(struct planning *planning, size_t i, enum issue_code code,
                           struct text name, const char *message)
{
    struct issue *issue = add_issue(&planning->issues[i], &planning->arena, code, EMPTY_TEXT);
    issue->new = name;
    issue->has_new = true;
    issue->message = make_text(message);
}

static void report_updated(struct planning *planning, size_t i, enum crm_module module,
                           enum issue_code code, const struct field_change *changes, size_t count)
{
    const char *rule = explain_rule(planning->contacts[i].rule);
    for (size_t k = 0; k < count; k++) {
        const struct record_field *field = find_field_of(planning, module, changes[k].name);
        if (field == NULL) {
            continue; /* the link, which is reported as a move */
        }
        bool is_renaming = module == CRM_ACCOUNTS && field->role == ROLE_COMPANY &&
                           planning->accounts[i].is_renamed;
        struct issue *issue =
            add_issue(&planning->issues[i], &planning->arena,
                      is_renaming ? ISSUE_ACCOUNT_RENAMED : code, get_column(planning, field));
        issue->old = changes[k].old;
        issue->has_old = true;
        issue->new = changes[k].new;
        issue->has_new = true;
        issue->message = print_to_arena(&planning->arena, "%s.%.*s, %s", name_crm_module(module),
                                        (int)changes[k].name.length, changes[k].name.at, rule);
    }
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

/* A ticked contact whose values are not the row's holds an edit that ClickPOS has not seen
   (product.md "pull, and closing the loop"). */
static void judge_tick(struct planning *planning, size_t i)
{
    const struct push_rules *rules = planning->plan->rules;
    const struct crm_record *contact = planning->contacts[i].contact;
    const struct record_field *field = NULL;
    struct text held;
    if (contact == NULL || !equal_texts(get_record_value(rules->fields, &planning->arena,
                                                         CRM_CONTACTS, ROLE_TICK, contact),
                                        TEXT("1"))) {
        return;
    }
    bool is_edit = holds_other_value(rules, planning->customers[i], CRM_CONTACTS, contact,
                                     &planning->arena, &field, &held);
    if (!is_edit && contact->account_count > 0 && gets_account(rules, planning->customers[i])) {
        is_edit = holds_other_value(rules, planning->customers[i], CRM_ACCOUNTS,
                                    &contact->accounts[0], &planning->arena, &field, &held);
    }
    if (is_edit) {
        struct issue *issue = add_issue(&planning->issues[i], &planning->arena, ISSUE_UNSEEN_EDIT,
                                        get_column(planning, field));
        issue->old = held;
        issue->has_old = true;
        issue->new = get_customer_value(planning->customers[i], field, true);
        issue->has_new = true;
        issue->message =
            TEXT("the contact is ticked for ClickPOS, and the CRM has another value than the row");
        planning->contacts[i].is_conflict = true;
    }
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

static bool enter_plan(struct planning *planning)
{
    struct journal *journal = planning->plan->rules->journal;
    if (!begin_group(journal, planning->error)) {
        return false;
    }
    bool done = claim_contacts(planning);
    for (size_t i = 0; done && i < planning->count; i++) {
        judge_tick(planning, i);
    }
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
           match_contacts(plan->rules, customers, count, arena, planning.contacts, planning.issues,
                          error) &&
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
