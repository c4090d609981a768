#include "sync/account_match.h"

#include "base/buffer.h"
#include "base/unicode.h"
#include "customer/identity.h"
#include "sync/key_look_up.h"

#include <stdio.h>
#include <string.h>

enum { SITE_SIZE = 48, MOST_KEYS = 20 };

/* A batch of customers whose accounts are being chosen. */
struct choosing {
    const struct push_rules *rules;
    struct account_memory *memory;
    struct customer *const *customers;
    const struct contact_match *contacts;
    size_t count;
    struct arena *arena;
    struct account_match *matches;
    struct issue_list *issues;
    struct error *error;
    struct crm_record_list by_key;  /* accounts with a derived id of the batch */
    struct crm_record_list by_name; /* accounts with a name of the batch */
    struct text *folded_names;      /* of these, folded */
};

static struct text get_name(const struct choosing *choosing, const struct crm_record *account)
{
    return get_record_value(choosing->rules->fields, choosing->arena, CRM_ACCOUNTS, ROLE_COMPANY,
                            account);
}

static bool has_name_of(const struct choosing *choosing, size_t i, const struct crm_record *account)
{
    return equal_texts(fold_text(choosing->arena, get_name(choosing, account)),
                       fold_text(choosing->arena, choosing->customers[i]->account_name));
}

static struct text get_value(const struct choosing *choosing, size_t i, enum role role)
{
    int row = choosing->rules->customers->mapping->role_rows[role];
    return row == NO_ROW ? EMPTY_TEXT : choosing->customers[i]->values[row];
}

/* Whether the account is that of the person: as the row or as the CRM names him. */
static bool is_of_person(const struct choosing *choosing, size_t i,
                         const struct crm_record *account)
{
    const struct record_fields *fields = choosing->rules->fields;
    const struct crm_record *contact = choosing->contacts[i].contact;
    size_t length = get_role_row(choosing->rules->customers->mapping, ROLE_COMPANY)->field.length;
    struct text number = choosing->customers[i]->number_text;
    const struct person in_row = {get_value(choosing, i, ROLE_FIRST_NAME),
                                  get_value(choosing, i, ROLE_LAST_NAME), number};
    const struct person in_crm = {
        get_record_value(fields, choosing->arena, CRM_CONTACTS, ROLE_FIRST_NAME, contact),
        get_record_value(fields, choosing->arena, CRM_CONTACTS, ROLE_LAST_NAME, contact), number};
    struct text name = get_name(choosing, account);
    return is_person_account(choosing->arena, &in_row, name, length) ||
           is_person_account(choosing->arena, &in_crm, name, length);
}

static struct issue *add_conflict(struct choosing *choosing, size_t i, const char *message)
{
    int row = choosing->rules->customers->mapping->role_rows[ROLE_COMPANY];
    struct issue *issue = add_issue(
        &choosing->issues[i], choosing->arena, ISSUE_SEVERAL_ACCOUNTS,
        row == NO_ROW ? EMPTY_TEXT : get_column_header(choosing->rules->customers, (size_t)row));
    issue->old = choosing->customers[i]->account_name;
    issue->has_old = true;
    issue->message = make_text(message);
    choosing->matches[i].is_conflict = true;
    return issue;
}

/* The contact's own account, if it is the row's. */
static void choose_own(struct choosing *choosing, size_t i)
{
    const struct crm_record *contact = choosing->contacts[i].contact;
    struct account_match *match = &choosing->matches[i];
    size_t count = 0;
    for (size_t k = 0; contact != NULL && k < contact->account_count; k++) {
        const struct crm_record *account = &contact->accounts[k];
        bool is_own = choosing->customers[i]->has_company ? has_name_of(choosing, i, account)
                                                          : is_of_person(choosing, i, account);
        if (is_own && !has_id(&choosing->memory->renamed, account->id)) {
            match->account = account;
            match->reference = account->id;
            count++;
        }
    }
    if (count > 1) {
        add_conflict(choosing, i, "the contact hangs on several accounts that could be the row's");
    }
}

static bool is_open(const struct choosing *choosing, size_t i)
{
    return !choosing->contacts[i].is_conflict && !choosing->contacts[i].keeps_values &&
           !choosing->matches[i].is_conflict && choosing->matches[i].reference.length == 0 &&
           gets_account(choosing->rules, choosing->customers[i]);
}

static struct text collapse_spaces(struct arena *arena, struct text value)
{
    char *out = take_from_arena(arena, value.length + 1);
    size_t length = 0;
    for (size_t at = 0; out != NULL && at < value.length; at++) {
        if (value.at[at] != ' ' || at == 0 || value.at[at - 1] != ' ') {
            out[length++] = value.at[at];
        }
    }
    return out == NULL ? value : (struct text){out, length};
}

static struct text derive_key(const struct choosing *choosing, size_t i, unsigned turn)
{
    const struct customer *customer = choosing->customers[i];
    struct text site = choosing->rules->customers->site;
    char name[SITE_SIZE];
    if (turn == 1) {
        return write_key(choosing->arena, customer->account_id);
    }
    int length = snprintf(name, sizeof name, "%.*s#%u", (int)site.length, site.at, turn);
    struct text next = {name, (size_t)length};
    return write_key(
        choosing->arena,
        customer->has_company
            ? derive_company_id(next, fold_text(choosing->arena, customer->account_name))
            : derive_person_id(next, customer->number_text));
}

static bool fold_names(struct choosing *choosing)
{
    const struct crm_record_list *list = &choosing->by_name;
    choosing->folded_names =
        take_from_arena(choosing->arena, (list->count + 1) * sizeof *choosing->folded_names);
    for (size_t i = 0; choosing->folded_names != NULL && i < list->count; i++) {
        choosing->folded_names[i] =
            fold_text(choosing->arena, get_name(choosing, &list->records[i]));
    }
    return choosing->folded_names != NULL || fail_for_memory(choosing->error);
}

/* Looks up what the customers may need that have no account of their own. */
static bool look_up_accounts(struct choosing *choosing)
{
    size_t limit = 2 * choosing->count + 1;
    struct text *keys = take_from_arena(choosing->arena, limit * sizeof *keys);
    struct text *names = take_from_arena(choosing->arena, limit * sizeof *names);
    size_t key_count = 0;
    size_t name_count = 0;
    if (keys == NULL || names == NULL) {
        return fail_for_memory(choosing->error);
    }
    for (size_t i = 0; i < choosing->count; i++) {
        struct text known;
        bool has_company = choosing->customers[i]->has_company;
        if (!is_open(choosing, i) ||
            (has_company &&
             recall_company(choosing->memory, choosing->customers[i]->account_id, &known))) {
            continue;
        }
        keys[key_count++] = derive_key(choosing, i, 1);
        if (has_company) {
            struct text name = choosing->customers[i]->account_name;
            struct text collapsed = collapse_spaces(choosing->arena, name);
            names[name_count++] = name;
            if (!equal_texts(name, collapsed)) {
                names[name_count++] = collapsed;
            }
        }
    }
    return (key_count == 0 || find_by_keys(choosing->rules, CRM_ACCOUNTS, keys, key_count,
                                           choosing->arena, &choosing->by_key, choosing->error)) &&
           (name_count == 0 ||
            find_records(choosing->rules->crm, CRM_ACCOUNTS, CRM_BY_NAME, names, name_count,
                         choosing->arena, &choosing->by_name, choosing->error)) &&
           fold_names(choosing);
}

static const struct crm_record *find_of_key(const struct crm_record_list *list, struct text key)
{
    for (size_t i = 0; i < list->count; i++) {
        if (equal_texts(list->records[i].key, key)) {
            return &list->records[i];
        }
    }
    return NULL;
}

/* Whether the account has no contact but this one, or none at all. */
static bool ask_whether_alone(struct choosing *choosing, struct text account,
                              const struct crm_record *contact, bool *is_alone)
{
    struct crm_account_contacts contacts;
    if (!list_contacts_of_accounts(choosing->rules->crm, &account, 1, choosing->arena, &contacts,
                                   choosing->error)) {
        return false;
    }
    *is_alone = true;
    for (size_t i = 0; i < contacts.count; i++) {
        *is_alone = *is_alone && contact != NULL && equal_texts(contacts.ids[i], contact->id);
    }
    return true;
}

static void take_account(struct choosing *choosing, size_t i, const struct crm_record *account)
{
    choosing->matches[i].account = account;
    choosing->matches[i].reference = account->id;
}

/* The account of a derived id, if it is there and is the row's: another name that others share
   stays. */
static bool choose_by_key(struct choosing *choosing, size_t i, const struct crm_record *found)
{
    if (found == NULL || found->is_deleted || has_id(&choosing->memory->renamed, found->id)) {
        return true;
    }
    bool has_name = choosing->customers[i]->has_company ? has_name_of(choosing, i, found) : true;
    bool is_alone = false;
    if (!has_name &&
        !ask_whether_alone(choosing, found->id, choosing->contacts[i].contact, &is_alone)) {
        return false;
    }
    if (has_name || (is_alone && !has_id(&choosing->memory->accounts, found->id))) {
        take_account(choosing, i, found);
        choosing->matches[i].is_renamed = !has_name;
    }
    return true;
}

static void choose_by_name(struct choosing *choosing, size_t i)
{
    struct text name = fold_text(choosing->arena, choosing->customers[i]->account_name);
    size_t count = 0;
    for (size_t k = 0; k < choosing->by_name.count; k++) {
        const struct crm_record *account = &choosing->by_name.records[k];
        if (!account->is_deleted && equal_texts(choosing->folded_names[k], name) &&
            !has_id(&choosing->memory->renamed, account->id)) {
            take_account(choosing, i, account);
            count++;
        }
    }
    if (count > 1) {
        choosing->matches[i].reference = EMPTY_TEXT;
        choosing->matches[i].account = NULL;
        add_conflict(choosing, i, "several accounts in the CRM have the company's name");
    }
}

/* The contact's own account, if nobody else has it, as the help page's sync would rename it. */
static bool choose_for_renaming(struct choosing *choosing, size_t i)
{
    const struct crm_record *contact = choosing->contacts[i].contact;
    bool is_alone = false;
    if (contact == NULL || contact->account_count != 1) {
        return true;
    }
    const struct crm_record *own = &contact->accounts[0];
    if (has_id(&choosing->memory->accounts, own->id)) {
        return true;
    }
    if (!ask_whether_alone(choosing, own->id, contact, &is_alone)) {
        return false;
    }
    if (is_alone) {
        take_account(choosing, i, own);
        choosing->matches[i].is_renamed = true;
    }
    return true;
}

/* A new account, under the first derived id that is free. */
static bool choose_new(struct choosing *choosing, size_t i, const struct crm_record *taken)
{
    struct text key = derive_key(choosing, i, 1);
    for (unsigned turn = 2; taken != NULL; turn++) {
        struct crm_record_list list;
        if (turn > MOST_KEYS) {
            return fail(choosing->error, ERROR_CRM,
                        "%d accounts of one company were deleted or renamed in the CRM; that "
                        "cannot be right",
                        MOST_KEYS);
        }
        key = derive_key(choosing, i, turn);
        if (!find_by_keys(choosing->rules, CRM_ACCOUNTS, &key, 1, choosing->arena, &list,
                          choosing->error)) {
            return false;
        }
        taken = find_of_key(&list, key);
        if (!choose_by_key(choosing, i, taken)) {
            return false;
        }
        if (choosing->matches[i].reference.length > 0) {
            return true;
        }
    }
    choosing->matches[i].reference = key;
    choosing->matches[i].is_new = true;
    return true;
}

static bool choose_company(struct choosing *choosing, size_t i)
{
    const struct crm_record *contact = choosing->contacts[i].contact;
    struct account_match *match = &choosing->matches[i];
    struct text known;
    if (recall_company(choosing->memory, choosing->customers[i]->account_id, &known)) {
        match->reference = copy_to_arena(choosing->arena, known);
        return true;
    }
    const struct crm_record *of_key = find_of_key(&choosing->by_key, derive_key(choosing, i, 1));
    if (!choose_by_key(choosing, i, of_key)) {
        return false;
    }
    if (match->reference.length == 0) {
        choose_by_name(choosing, i);
    }
    if (match->reference.length == 0 && !match->is_conflict && contact != NULL &&
        contact->account_count > 1) {
        add_conflict(choosing, i,
                     "the contact hangs on several accounts, and none is the row's company");
    }
    if (match->reference.length == 0 && !match->is_conflict && !choose_for_renaming(choosing, i)) {
        return false;
    }
    return match->reference.length > 0 || match->is_conflict || choose_new(choosing, i, of_key);
}

static bool choose_person(struct choosing *choosing, size_t i)
{
    const struct crm_record *of_key = find_of_key(&choosing->by_key, derive_key(choosing, i, 1));
    return choose_by_key(choosing, i, of_key) &&
           (choosing->matches[i].reference.length > 0 || choose_new(choosing, i, of_key));
}

/* Whether the contact has to move to the account that was chosen. */
static void judge_move(struct choosing *choosing, size_t i)
{
    const struct crm_record *contact = choosing->contacts[i].contact;
    struct account_match *match = &choosing->matches[i];
    if (contact == NULL || contact->account_count == 0 || match->is_conflict) {
        return;
    }
    for (size_t k = 0; k < contact->account_count; k++) {
        if (equal_texts(contact->accounts[k].id, match->reference)) {
            return;
        }
    }
    if (contact->account_count > 1) {
        add_conflict(choosing, i, "the contact hangs on several accounts, and none is the row's");
    }
    match->is_moved = true;
}

static bool choose_account(struct choosing *choosing, size_t i)
{
    struct account_match *match = &choosing->matches[i];
    bool has_company = choosing->customers[i]->has_company;
    if (is_open(choosing, i) &&
        !(has_company ? choose_company(choosing, i) : choose_person(choosing, i))) {
        return false;
    }
    if (choosing->contacts[i].is_conflict || match->reference.length == 0) {
        return true;
    }
    judge_move(choosing, i);
    struct account_memory *memory = choosing->memory;
    return match->is_conflict ||
           (add_id(&memory->accounts, match->reference, choosing->error) &&
            (!match->is_renamed || add_id(&memory->renamed, match->reference, choosing->error)) &&
            (!has_company || remember_company(memory, choosing->customers[i]->account_id,
                                              match->reference, choosing->error)));
}

bool match_accounts(const struct push_rules *rules, struct account_memory *memory,
                    struct customer *const *customers, const struct contact_match *contacts,
                    size_t count, struct arena *arena, struct account_match *matches,
                    struct issue_list *issues, struct error *error)
{
    struct choosing choosing = {.rules = rules,
                                .memory = memory,
                                .customers = customers,
                                .contacts = contacts,
                                .count = count,
                                .arena = arena,
                                .matches = matches,
                                .issues = issues,
                                .error = error};
    for (size_t i = 0; i < count; i++) {
        matches[i] = (struct account_match){.reference = EMPTY_TEXT};
        if (is_open(&choosing, i)) {
            choose_own(&choosing, i);
        }
    }
    if (!look_up_accounts(&choosing)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (!choose_account(&choosing, i)) {
            return false;
        }
    }
    return !arena->exhausted || fail_for_memory(error);
}
