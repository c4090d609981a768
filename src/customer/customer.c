#include "customer/customer.h"

#include "base/unicode.h"
#include "customer/identity.h"
#include "customer/making.h"

static struct text clean_export_cell(struct making *making, size_t row, struct text cell)
{
    struct customer *customer = making->customer;
    switch (making->rules->mapping->rows[row].rule) {
    case RULE_CUSTOMER_NUMBER:
        customer->number_text = clean_customer_number(&making->cleaning, cell, &customer->number);
        return customer->number_text;
    case RULE_TICK:
        return TEXT("0"); /* a row that comes from ClickPOS is in step by definition */
    default:
        return clean_value(&making->cleaning, making->rules->mapping->rows[row].rule, cell);
    }
}

static bool has_any_name(const struct making *making)
{
    return get_value(making, ROLE_FIRST_NAME).length > 0 ||
           get_value(making, ROLE_LAST_NAME).length > 0 ||
           get_value(making, ROLE_COMPANY).length > 0 || has_any_email(making);
}

static void skip_record(struct making *making, enum issue_code code, struct text message)
{
    making->customer->issues = (struct issue_list){0};
    add_record_issue(making, code, message);
    making->customer->outcome = OUTCOME_SKIPPED;
}

/* Without a valid number a record is a repeated header, a title or a total, or a row to reject. */
static void judge_numberless(struct making *making)
{
    size_t row = (size_t)making->rules->mapping->role_rows[ROLE_NUMBER];
    struct text cell = trim_white_space(get_cell(making, row));
    if (repeats_header(making)) {
        skip_record(making, ISSUE_REPEATED_HEADER, TEXT("the header stands here again"));
    } else if (!has_any_name(making)) {
        skip_record(
            making, ISSUE_NOT_A_CUSTOMER,
            TEXT("no customer number, no name, no company and no email: a title, a total or "
                 "a page number"));
    } else if (cell.length == 0) {
        add_value_issue(making, ISSUE_NO_CUSTOMER_NUMBER, row, cell)->message =
            TEXT("the customer number is missing");
    } else {
        add_value_issue(making, ISSUE_BAD_CUSTOMER_NUMBER, row, cell)->message =
            TEXT("the customer number is not a whole number from 1 to 2147483647");
    }
}

/* No last name: the first name moves there; without one, the company's name stands there too. */
static void complete_last_name(struct making *making)
{
    struct text *values = making->values;
    size_t last = (size_t)making->rules->mapping->role_rows[ROLE_LAST_NAME];
    int first = making->rules->mapping->role_rows[ROLE_FIRST_NAME];
    struct text company = get_value(making, ROLE_COMPANY);
    if (values[last].length > 0) {
        return;
    }
    struct issue *issue;
    if (first != NO_ROW && values[first].length > 0) {
        values[last] = values[first];
        values[first] = EMPTY_TEXT;
        issue = add_value_issue(making, ISSUE_NAME_MOVED, last, EMPTY_TEXT);
        issue->message = TEXT("there is no last name; the first name was moved there");
    } else if (company.length > 0) {
        values[last] = company;
        issue = add_value_issue(making, ISSUE_COMPANY_AS_NAME, last, EMPTY_TEXT);
        issue->message = TEXT("there is no name; the company's name stands as the last name too");
    } else {
        issue = add_value_issue(making, ISSUE_NO_NAME, last, EMPTY_TEXT);
        issue->message = TEXT("there is no last name, no first name and no company");
    }
    issue->new = values[last];
    issue->has_new = values[last].length > 0;
}

static void check_length(struct making *making, size_t row)
{
    const struct field *field = &making->rules->mapping->rows[row].field;
    struct text *value = &making->values[row];
    size_t length = value->length > field->length ? count_characters(*value) : 0;
    if (field->length == 0 || length <= field->length) {
        return;
    }
    bool cut = making->rules->cut_too_long;
    struct issue *issue = add_value_issue(making, cut ? ISSUE_CUT : ISSUE_TOO_LONG, row, *value);
    issue->message = print_to_arena(
        making->cleaning.arena, "the value has %zu characters, the CRM's field %.*s takes %zu%s",
        length, (int)field->name.length, field->name.at, field->length, cut ? "; it was cut" : "");
    if (cut) {
        *value = trim_white_space(cut_to_characters(*value, field->length));
        issue->new = *value;
        issue->has_new = true;
    }
}

/* The customer's ids, and the account it belongs to. */
static void identify(struct making *making)
{
    struct customer *customer = making->customer;
    struct text site = making->rules->site;
    struct arena *arena = making->cleaning.arena;
    size_t length = get_role_row(making->rules->mapping, ROLE_COMPANY)->field.length;
    const struct person person = {get_value(making, ROLE_FIRST_NAME),
                                  get_value(making, ROLE_LAST_NAME), customer->number_text};
    struct text company = get_value(making, ROLE_COMPANY);
    customer->contact_id = derive_contact_id(site, customer->number_text);
    customer->has_company = company.length > 0;
    if (!customer->has_company) {
        customer->account_id = derive_person_id(site, customer->number_text);
        customer->account_name = name_person_account(arena, &person, length);
        return;
    }
    customer->account_id = derive_company_id(site, fold_text(arena, company));
    customer->account_name = company;
    if (is_person_account(arena, &person, company, length)) {
        size_t row = (size_t)making->rules->mapping->role_rows[ROLE_COMPANY];
        add_value_issue(making, ISSUE_COMPANY_LIKE_PERSON, row, company)->message =
            TEXT("the company is named as the account of a person without one would be; on the way "
                 "back it will count as none");
    }
}

static void make_values(struct making *making)
{
    struct customer *customer = making->customer;
    if (!clean_values(making)) {
        return;
    }
    customer->values = making->values;
    if (customer->number == 0) {
        judge_numberless(making);
    }
    if (customer->outcome == OUTCOME_SKIPPED) {
        return;
    }
    complete_last_name(making);
    for (size_t row = 0; row < making->rules->mapping->count; row++) {
        check_length(making, row);
    }
    if (!has_error(&customer->issues)) {
        identify(making);
        customer->digest = digest_values(making, NULL, 0);
    }
}

void make_customer(const struct customer_rules *rules, const struct record *record,
                   struct arena *arena, struct customer *customer)
{
    *customer = (struct customer){.record = record, .outcome = OUTCOME_CARRIED};
    struct making making = {.rules = rules,
                            .record = record,
                            .customer = customer,
                            .cleaning = {.arena = arena, .issues = &customer->issues},
                            .clean_cell = clean_export_cell};
    if (check_record(&making)) {
        make_values(&making);
    } else {
        customer->number_text = peek_at_number(&making);
    }
    if (has_error(&customer->issues)) {
        keep_only_errors(&customer->issues);
        customer->outcome = OUTCOME_REJECTED;
    }
    if (customer->outcome != OUTCOME_CARRIED) {
        customer->values = NULL;
    }
}
