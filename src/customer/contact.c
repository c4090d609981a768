#include "customer/contact.h"

#include "base/unicode.h"
#include "customer/identity.h"

/* A contact in the making. */
struct contact_making {
    struct making making;
    const struct contact_rules *rules;
    struct contact *contact;
    struct text id;
    struct text account_id;
    struct text account_name;
    struct found_account found; /* of that id, or of that name */
};

static size_t get_role_index(const struct contact_making *making, enum role role)
{
    return (size_t)making->making.rules->mapping->role_rows[role];
}

/* Whether a cell says 0, perhaps with decimal places. */
static bool is_zero(struct text cell)
{
    size_t dot = find_byte(cell, '.', 0);
    for (size_t i = 0; i < cell.length; i++) {
        if (cell.at[i] != '0' && i != dot) {
            return false;
        }
    }
    return dot > 0 && dot + 1 != cell.length;
}

/* The number; 0 or none makes a new customer, anything else that is no number an error. */
static struct text clean_number(struct making *making, const struct crm_rules *rules, size_t row,
                                struct text cell)
{
    struct customer *customer = making->customer;
    cell = remove_guard(cell, rules->columns->has_labels);
    customer->number_text = clean_customer_number(&making->cleaning, cell, &customer->number);
    struct text old = trim_white_space(cell);
    if (customer->number > 0 || old.length == 0) {
        return customer->number_text;
    }
    if (is_zero(old)) {
        struct issue *issue = add_value_issue(making, ISSUE_ZERO_NUMBER, row, old);
        issue->has_new = true;
        issue->message =
            TEXT("the CRM's number is 0, which is none: the customer is new to ClickPOS");
    } else {
        add_value_issue(making, ISSUE_BAD_CUSTOMER_NUMBER, row, old)->message =
            TEXT("the customer number is not a whole number from 1 to 2147483647");
    }
    return EMPTY_TEXT;
}

static struct text clean_contact_cell(struct making *making, size_t row, struct text cell)
{
    const struct contact_rules *rules = making->context;
    return making->rules->mapping->rows[row].rule == RULE_CUSTOMER_NUMBER
               ? clean_number(making, &rules->crm, row, cell)
               : clean_crm_cell(making, &rules->crm, row, cell);
}

static void skip_contact(struct contact_making *making, enum issue_code code, struct text message)
{
    struct customer *customer = &making->contact->customer;
    customer->issues = (struct issue_list){0};
    add_record_issue(&making->making, code, message);
    customer->outcome = OUTCOME_SKIPPED;
}

/* What the contact is called in a message: by its id if it has one. */
static struct text name_contact(const struct contact_making *making)
{
    const struct text parts[] = {TEXT("the contact "), making->id};
    return making->id.length == 0 ? TEXT("the contact")
                                  : join_in_arena(making->making.cleaning.arena, parts, 2);
}

/* An issue about the contact's account: about the column that names it. */
static struct issue *add_account_issue(struct contact_making *making, enum issue_code code)
{
    const struct crm_rules *crm = &making->rules->crm;
    bool by_id = making->account_id.length > 0;
    size_t column = crm->columns->of_link[by_id ? LINK_ACCOUNT_ID : LINK_ACCOUNT_NAME];
    struct issue *issue = add_issue(making->making.cleaning.issues, making->making.cleaning.arena,
                                    code, crm->values.headers[column]);
    issue->old = by_id ? making->account_id : making->account_name;
    issue->has_old = true;
    return issue;
}

static void report_missing(struct contact_making *making)
{
    struct text contact = name_contact(making);
    add_account_issue(making, ISSUE_ACCOUNT_MISSING)->message = print_to_arena(
        making->making.cleaning.arena,
        "%.*s has an account that is not in the accounts file; %s was carried of it",
        (int)contact.length, contact.at, making->account_name.length > 0 ? "its name" : "nothing");
}

/* `account ID (line 5)`, or without an id `the account on line 5`. */
static struct text name_account(struct contact_making *making, const struct packed_account *account)
{
    struct arena *arena = making->making.cleaning.arena;
    struct stored_account stored = unpack_account(making->rules->accounts, account, arena, NULL);
    unsigned long long line = stored.line;
    return stored.id.length == 0 ? print_to_arena(arena, "the account on line %llu", line)
                                 : print_to_arena(arena, "%.*s (line %llu)", (int)stored.id.length,
                                                  stored.id.at, line);
}

static void report_ambiguous(struct contact_making *making)
{
    const struct found_account *found = &making->found;
    struct arena *arena = making->making.cleaning.arena;
    struct text contact = name_contact(making);
    struct text first = name_account(making, found->account);
    struct text second = name_account(making, found->namesake);
    struct text more = found->namesake_count == 1
                           ? EMPTY_TEXT
                           : print_to_arena(arena, " and %llu more",
                                            (unsigned long long)(found->namesake_count - 1));
    add_account_issue(making, ISSUE_ACCOUNT_AMBIGUOUS)->message = print_to_arena(
        arena,
        "%.*s has an account whose name the accounts file has more than once: %.*s, %.*s%.*s; only "
        "the name was carried",
        (int)contact.length, contact.at, (int)first.length, first.at, (int)second.length, second.at,
        (int)more.length, more.at);
}

static bool has_account(const struct contact_making *making)
{
    return making->account_id.length > 0 || making->account_name.length > 0;
}

/* Finds the contact's account, or the first of those that have its name. */
static void find_account(struct contact_making *making)
{
    const struct account_store *store = making->rules->accounts;
    struct arena *arena = making->making.cleaning.arena;
    if (store == NULL || !has_account(making)) {
        return;
    }
    making->found = making->account_id.length > 0
                        ? find_account_by_id(store, making->account_id, arena)
                        : find_account_by_name(store, making->account_name, arena);
    making->contact->account = making->found.account;
}

/* Takes over what the contact's account holds, or what is certain of it: its name. */
static void join_account(struct contact_making *making)
{
    const struct account_store *store = making->rules->accounts;
    making->making.values[get_role_index(making, ROLE_COMPANY)] = making->account_name;
    if (store == NULL) {
        return; /* said once, about the whole file */
    }
    if (making->found.account == NULL) {
        report_missing(making);
    } else if (making->found.namesake != NULL) {
        report_ambiguous(making);
    } else {
        unpack_account(store, making->found.account, making->making.cleaning.arena,
                       making->making.values);
    }
}

/* A person's account goes back to no company. */
static void forget_person_account(struct contact_making *making)
{
    const struct mapping *mapping = making->making.rules->mapping;
    size_t row = get_role_index(making, ROLE_COMPANY);
    const struct person person = {get_value(&making->making, ROLE_FIRST_NAME),
                                  get_value(&making->making, ROLE_LAST_NAME),
                                  making->contact->customer.number_text};
    if (is_person_account(making->making.cleaning.arena, &person, making->making.values[row],
                          mapping->rows[row].field.length)) {
        making->making.values[row] = EMPTY_TEXT;
    }
}

/* Whether --select wants the contact. A number that cannot be read may be one. */
static bool is_selected(const struct contact_making *making)
{
    const struct customer *customer = &making->contact->customer;
    switch (making->rules->selection) {
    case SELECT_TICKED:
        return equal_texts(get_value(&making->making, ROLE_TICK), TEXT("1"));
    case SELECT_NEW:
        return customer->number == 0;
    case SELECT_ALL:
        break;
    }
    return true;
}

static bool has_name(const struct contact_making *making)
{
    return get_value(&making->making, ROLE_FIRST_NAME).length > 0 ||
           get_value(&making->making, ROLE_LAST_NAME).length > 0 ||
           making->account_name.length > 0 || making->found.account != NULL;
}

/* Who the row is: the contact of its id; without one, the contact of exactly these values. */
static struct uuid identify(const struct contact_making *making)
{
    struct uuid identity;
    uint64_t digest = making->contact->customer.digest;
    const struct text values = {(const char *)&digest, sizeof digest};
    if (making->id.length > 0) {
        return parse_uuid(making->id, &identity) ? identity
                                                 : derive_uuid(&url_namespace, &making->id, 1);
    }
    return derive_uuid(&url_namespace, &values, 1);
}

/* A record that is no contact, or none that goes to ClickPOS; true if it is one. */
static bool judge_contact(struct contact_making *making)
{
    struct customer *customer = &making->contact->customer;
    bool is_numbered = customer->number > 0;
    if (!is_numbered && repeats_header(&making->making)) {
        skip_contact(making, ISSUE_REPEATED_HEADER, TEXT("the header stands here again"));
    } else if (!is_numbered && making->id.length == 0 && !has_name(making) &&
               !has_any_email(&making->making)) {
        skip_contact(making, ISSUE_NOT_A_CUSTOMER,
                     TEXT("no id, no customer number, no name, no account and no email: this is no "
                          "contact"));
    } else if (!is_selected(making)) {
        making->contact->is_selected = false;
        customer->issues = (struct issue_list){0};
    } else if (!has_name(making)) {
        add_value_issue(&making->making, ISSUE_NO_NAME, get_role_index(making, ROLE_LAST_NAME),
                        EMPTY_TEXT)
            ->message = TEXT("there is no last name, no first name and no account");
    }
    return customer->outcome == OUTCOME_CARRIED && !has_error(&customer->issues);
}

static void make_values(struct contact_making *making)
{
    const struct crm_rules *crm = &making->rules->crm;
    struct customer *customer = &making->contact->customer;
    making->id = read_link(&making->making, crm, LINK_ID);
    bool can_find_ids = making->rules->accounts == NULL || making->rules->accounts->finds_ids;
    if (can_find_ids) {
        making->account_id = read_link(&making->making, crm, LINK_ACCOUNT_ID);
    }
    making->account_name = read_link(&making->making, crm, LINK_ACCOUNT_NAME);
    if (is_deleted(&making->making, crm)) {
        customer->number_text = peek_at_number(&making->making);
        skip_contact(making, ISSUE_DELETED, TEXT("the contact is deleted in the CRM"));
        return;
    }
    find_account(making);
    /* Only without an account do the contact's own address and phone count, if at all. */
    making->making.leaves_out[MODULE_ACCOUNTS] = has_account(making);
    if (!clean_values(&making->making)) {
        return;
    }
    customer->values = making->making.values;
    if (!judge_contact(making)) {
        return;
    }
    if (has_account(making)) {
        join_account(making);
        forget_person_account(making);
    }
    const struct text further[] = {making->id, making->account_id, making->account_name};
    customer->digest = digest_values(&making->making, further, sizeof further / sizeof further[0]);
    making->contact->identity = identify(making);
}

void make_contact(const struct contact_rules *rules, const struct record *record,
                  struct arena *arena, struct contact *contact)
{
    *contact = (struct contact){.customer = {.record = record, .outcome = OUTCOME_CARRIED},
                                .is_selected = true};
    struct customer *customer = &contact->customer;
    struct contact_making making = {
        .making = {.rules = &rules->crm.values,
                   .record = record,
                   .customer = customer,
                   .cleaning = {.arena = arena, .issues = &customer->issues},
                   .clean_cell = clean_contact_cell,
                   .context = rules},
        .rules = rules,
        .contact = contact,
        .id = EMPTY_TEXT,
        .account_id = EMPTY_TEXT,
        .account_name = EMPTY_TEXT};
    if (check_record(&making.making)) {
        make_values(&making);
    } else {
        customer->number_text = peek_at_number(&making.making);
    }
    if (has_error(&customer->issues)) {
        keep_only_errors(&customer->issues);
        customer->outcome = OUTCOME_REJECTED;
    }
    if (customer->outcome != OUTCOME_CARRIED) {
        customer->values = NULL;
    }
}
