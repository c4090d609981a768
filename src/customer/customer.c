#include "customer/customer.h"

#include "base/unicode.h"
#include "customer/clean.h"
#include "customer/identity.h"

#include <string.h>

/* A customer in the making. */
struct making {
    const struct customer_rules *rules;
    const struct mapping *mapping;
    const struct record *record;
    struct customer *customer;
    struct cleaning cleaning;
};

struct text get_column_header(const struct customer_rules *rules, size_t row)
{
    size_t column = rules->columns->of_row[row];
    return column < rules->header_count ? rules->headers[column] : rules->mapping->rows[row].column;
}

static struct text get_cell(const struct making *making, size_t row)
{
    size_t column = making->rules->columns->of_row[row];
    return column < making->record->cell_count ? making->record->cells[column] : EMPTY_TEXT;
}

static struct text get_value(const struct making *making, enum role role)
{
    int row = making->mapping->role_rows[role];
    return row == NO_ROW ? EMPTY_TEXT : making->customer->values[row];
}

static struct issue *add_record_issue(struct making *making, enum issue_code code,
                                      struct text message)
{
    struct issue *issue =
        add_issue(&making->customer->issues, making->cleaning.arena, code, EMPTY_TEXT);
    issue->message = message;
    return issue;
}

static struct issue *add_value_issue(struct making *making, enum issue_code code, size_t row,
                                     struct text old)
{
    struct issue *issue = add_issue(&making->customer->issues, making->cleaning.arena, code,
                                    get_column_header(making->rules, row));
    issue->old = old;
    issue->has_old = true;
    return issue;
}

static void reject_fault(struct making *making)
{
    static const struct {
        enum issue_code code;
        struct text message;
    } faults[] = {
        [RECORD_QUOTE_OPEN] = {ISSUE_QUOTE_OPEN,
                               TEXT("a cell opens with a quote that never closes")},
        [RECORD_QUOTE_JUNK] = {ISSUE_QUOTE_JUNK,
                               TEXT("text stands behind the closing quote of a cell")},
        [RECORD_QUOTE_STRAY] = {ISSUE_QUOTE_STRAY,
                                TEXT("a stray quote opens a cell here and would swallow the rows "
                                     "below")},
        [RECORD_TOO_LARGE] = {ISSUE_TOO_LARGE,
                              TEXT("a cell is over 64 KiB or the record over 1 MiB; of a longer "
                                   "one the rejects file has the first MiB")},
        [RECORD_NUL] = {ISSUE_NUL_BYTE, TEXT("the record holds a NUL byte")},
        [RECORD_UNDECODABLE] = {ISSUE_UNDECODABLE,
                                TEXT("the record holds bytes that the file's encoding does not "
                                     "know")},
    };
    enum record_fault fault = making->record->fault;
    add_record_issue(making, faults[fault].code, faults[fault].message);
}

/* Judges the number of cells against the header's. */
static void check_cell_count(struct making *making)
{
    const struct record *record = making->record;
    size_t expected = making->rules->header_count;
    if (record->cell_count < expected) {
        add_record_issue(making, ISSUE_TOO_FEW_CELLS,
                         print_to_arena(making->cleaning.arena,
                                        "the record has %zu cells, the header %zu; the missing "
                                        "ones count as blank",
                                        record->cell_count, expected));
    }
    for (size_t i = expected; i < record->cell_count; i++) {
        if (trim_white_space(record->cells[i]).length > 0) {
            add_record_issue(making, ISSUE_TOO_MANY_CELLS,
                             print_to_arena(making->cleaning.arena,
                                            "the record has %zu cells, the header %zu; an unquoted "
                                            "delimiter may have shifted the columns",
                                            record->cell_count, expected));
            return;
        }
    }
}

static void clean_row(struct making *making, size_t row)
{
    struct customer *customer = making->customer;
    struct text *value = &customer->values[row];
    struct text cell = get_cell(making, row);
    making->cleaning.column = get_column_header(making->rules, row);
    switch (making->mapping->rows[row].rule) {
    case RULE_CUSTOMER_NUMBER:
        *value = clean_customer_number(&making->cleaning, cell, &customer->number);
        customer->number_text = *value;
        return;
    case RULE_TICK:
        *value = TEXT("0"); /* a row that comes from ClickPOS is in step by definition */
        return;
    default:
        *value = clean_value(&making->cleaning, making->mapping->rows[row].rule, cell);
        return;
    }
}

static void clean_values(struct making *making)
{
    for (size_t row = 0; row < making->mapping->count; row++) {
        size_t twin = making->rules->columns->twin_of_row[row];
        if (twin < row) {
            making->customer->values[row] = making->customer->values[twin];
        } else {
            clean_row(making, row);
        }
    }
    struct text country = get_value(making, ROLE_COUNTRY);
    for (size_t row = 0; row < making->mapping->count; row++) {
        if (making->mapping->rows[row].rule == RULE_POSTCODE) {
            size_t twin = making->rules->columns->twin_of_row[row];
            making->cleaning.column = get_column_header(making->rules, row);
            making->customer->values[row] =
                twin < row ? making->customer->values[twin]
                           : restore_postcode_zero(&making->cleaning, making->customer->values[row],
                                                   country);
        }
    }
}

static bool repeats_header(const struct making *making)
{
    const struct record *record = making->record;
    const struct customer_rules *rules = making->rules;
    for (size_t i = 0; i < record->cell_count || i < rules->header_count; i++) {
        struct text cell = i < record->cell_count ? record->cells[i] : EMPTY_TEXT;
        struct text header = i < rules->header_count ? rules->headers[i] : EMPTY_TEXT;
        if (!equal_texts_ignoring_case(trim_white_space(cell), trim_white_space(header))) {
            return false;
        }
    }
    return true;
}

static bool has_email(const struct making *making, enum role role)
{
    int row = making->mapping->role_rows[role];
    struct text cell = row == NO_ROW ? EMPTY_TEXT : get_cell(making, (size_t)row);
    return find_byte(cell, '@', 0) < cell.length;
}

static bool has_any_name(const struct making *making)
{
    return get_value(making, ROLE_FIRST_NAME).length > 0 ||
           get_value(making, ROLE_LAST_NAME).length > 0 ||
           get_value(making, ROLE_COMPANY).length > 0 || has_email(making, ROLE_EMAIL) ||
           has_email(making, ROLE_ACCOUNT_EMAIL);
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
    size_t row = (size_t)making->mapping->role_rows[ROLE_NUMBER];
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
    struct text *values = making->customer->values;
    size_t last = (size_t)making->mapping->role_rows[ROLE_LAST_NAME];
    int first = making->mapping->role_rows[ROLE_FIRST_NAME];
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
    const struct field *field = &making->mapping->rows[row].field;
    struct text *value = &making->customer->values[row];
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

/* The digest of all values, each with its length in front so that none can run into the next. */
static void digest_values(struct making *making)
{
    const struct text *values = making->customer->values;
    size_t count = making->mapping->count;
    size_t size = 0;
    for (size_t i = 0; i < count; i++) {
        size += sizeof(uint32_t) + values[i].length;
    }
    char *bytes = take_from_arena(making->cleaning.arena, size);
    if (bytes == NULL) {
        return;
    }
    char *end = bytes;
    for (size_t i = 0; i < count; i++) {
        uint32_t length = (uint32_t)values[i].length;
        memcpy(end, &length, sizeof length);
        memcpy(end + sizeof length, values[i].at, length);
        end += sizeof length + length;
    }
    making->customer->digest = digest_text(&making->rules->digest_key, (struct text){bytes, size});
    shrink_newest_piece(making->cleaning.arena, bytes, size, 0);
}

/* The customer's ids, and the account it belongs to. */
static void identify(struct making *making)
{
    struct customer *customer = making->customer;
    struct text site = making->rules->site;
    struct arena *arena = making->cleaning.arena;
    const struct mapping_row *company_row = get_role_row(making->mapping, ROLE_COMPANY);
    struct text company = get_value(making, ROLE_COMPANY);
    customer->contact_id = derive_contact_id(site, customer->number_text);
    customer->has_company = company.length > 0;
    customer->account_name = company;
    if (customer->has_company) {
        customer->account_id = derive_company_id(site, fold_text(arena, company));
        if (company.at[company.length - 1] != ')') {
            return;
        }
    }
    struct text person_name = name_person_account(arena, get_value(making, ROLE_FIRST_NAME),
                                                  get_value(making, ROLE_LAST_NAME),
                                                  customer->number_text, company_row->field.length);
    if (!customer->has_company) {
        customer->account_id = derive_person_id(site, customer->number_text);
        customer->account_name = person_name;
    } else if (equal_texts(company, person_name)) {
        size_t row = (size_t)making->mapping->role_rows[ROLE_COMPANY];
        add_value_issue(making, ISSUE_COMPANY_LIKE_PERSON, row, company)->message =
            TEXT("the company is named as the account of a person without one would be; on the way "
                 "back it will count as none");
    }
}

static void make_values(struct making *making)
{
    struct customer *customer = making->customer;
    clean_values(making);
    if (customer->number == 0) {
        judge_numberless(making);
    }
    if (customer->outcome == OUTCOME_SKIPPED) {
        return;
    }
    complete_last_name(making);
    for (size_t row = 0; row < making->mapping->count; row++) {
        check_length(making, row);
    }
    if (!has_error(&customer->issues)) {
        identify(making);
        digest_values(making);
    }
}

/* The customer number of a record that is rejected before it is cleaned, if it can be told. */
static void peek_at_number(struct making *making)
{
    struct issue_list unwanted = {0};
    struct cleaning cleaning = {.arena = making->cleaning.arena, .issues = &unwanted};
    struct text cell = get_cell(making, (size_t)making->mapping->role_rows[ROLE_NUMBER]);
    uint32_t number;
    if (is_valid_utf8(cell)) {
        making->customer->number_text = clean_customer_number(&cleaning, cell, &number);
    }
}

void make_customer(const struct customer_rules *rules, const struct record *record,
                   struct arena *arena, struct customer *customer)
{
    *customer = (struct customer){.record = record, .outcome = OUTCOME_CARRIED};
    struct making making = {.rules = rules,
                            .mapping = rules->mapping,
                            .record = record,
                            .customer = customer,
                            .cleaning = {.arena = arena, .issues = &customer->issues}};
    if (record->fault != RECORD_SOUND) {
        reject_fault(&making);
    } else {
        check_cell_count(&making);
    }
    if (has_error(&customer->issues)) {
        peek_at_number(&making);
    } else {
        customer->values = take_from_arena(arena, rules->mapping->count * sizeof *customer->values);
        if (customer->values == NULL) {
            return;
        }
        make_values(&making);
    }
    if (has_error(&customer->issues)) {
        keep_only_errors(&customer->issues);
        customer->outcome = OUTCOME_REJECTED;
    }
    if (customer->outcome != OUTCOME_CARRIED) {
        customer->values = NULL;
    }
}
