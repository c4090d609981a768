#include "customer/making.h"

#include "base/unicode.h"

#include <string.h>

struct text get_column_header(const struct customer_rules *rules, size_t row)
{
    size_t column = rules->columns->of_row[row];
    return column < rules->header_count ? rules->headers[column] : rules->mapping->rows[row].column;
}

struct text get_cell(const struct making *making, size_t row)
{
    size_t column = making->rules->columns->of_row[row];
    return column < making->record->cell_count ? making->record->cells[column] : EMPTY_TEXT;
}

struct text get_value(const struct making *making, enum role role)
{
    int row = making->rules->mapping->role_rows[role];
    return row == NO_ROW ? EMPTY_TEXT : making->values[row];
}

struct issue *add_record_issue(struct making *making, enum issue_code code, struct text message)
{
    struct issue *issue =
        add_issue(making->cleaning.issues, making->cleaning.arena, code, EMPTY_TEXT);
    issue->message = message;
    return issue;
}

struct issue *add_value_issue(struct making *making, enum issue_code code, size_t row,
                              struct text old)
{
    struct issue *issue = add_issue(making->cleaning.issues, making->cleaning.arena, code,
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

bool check_record(struct making *making)
{
    if (making->record->fault != RECORD_SOUND) {
        reject_fault(making);
    } else {
        check_cell_count(making);
    }
    return !has_error(making->cleaning.issues);
}

static void clean_row(struct making *making, size_t row)
{
    const struct mapping_row *mapping_row = &making->rules->mapping->rows[row];
    size_t twin = making->rules->columns->twin_of_row[row];
    if (making->leaves_out[mapping_row->field.module]) {
        making->values[row] = EMPTY_TEXT;
    } else if (twin < row) {
        making->values[row] = making->values[twin];
    } else {
        making->cleaning.column = get_column_header(making->rules, row);
        making->values[row] = making->clean_cell(making, row, get_cell(making, row));
    }
}

static void restore_zero_of_row(struct making *making, size_t row, struct text country)
{
    size_t twin = making->rules->columns->twin_of_row[row];
    making->cleaning.column = get_column_header(making->rules, row);
    making->values[row] =
        twin < row ? making->values[twin]
                   : restore_postcode_zero(&making->cleaning, making->values[row], country);
}

bool clean_values(struct making *making)
{
    const struct mapping *mapping = making->rules->mapping;
    making->values = take_from_arena(making->cleaning.arena, mapping->count * sizeof(struct text));
    if (making->values == NULL) {
        return false;
    }
    for (size_t row = 0; row < mapping->count; row++) {
        clean_row(making, row);
    }
    struct text country = get_value(making, ROLE_COUNTRY);
    for (size_t row = 0; row < mapping->count; row++) {
        if (mapping->rows[row].rule == RULE_POSTCODE) {
            restore_zero_of_row(making, row, country);
        }
    }
    return true;
}

bool repeats_header(const struct making *making)
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
    int row = making->rules->mapping->role_rows[role];
    struct text cell = row == NO_ROW ? EMPTY_TEXT : get_cell(making, (size_t)row);
    return find_byte(cell, '@', 0) < cell.length;
}

bool has_any_email(const struct making *making)
{
    return has_email(making, ROLE_EMAIL) || has_email(making, ROLE_ACCOUNT_EMAIL);
}

struct text peek_at_number(const struct making *making)
{
    struct issue_list unwanted = {0};
    struct cleaning cleaning = {.arena = making->cleaning.arena, .issues = &unwanted};
    struct text cell = get_cell(making, (size_t)making->rules->mapping->role_rows[ROLE_NUMBER]);
    uint32_t number;
    return is_valid_utf8(cell) ? clean_customer_number(&cleaning, cell, &number) : EMPTY_TEXT;
}

static char *append_value(char *end, struct text value)
{
    uint32_t length = (uint32_t)value.length;
    memcpy(end, &length, sizeof length);
    memcpy(end + sizeof length, value.at, length);
    return end + sizeof length + length;
}

static size_t measure_values(const struct text *values, size_t count)
{
    size_t size = count * sizeof(uint32_t);
    for (size_t i = 0; i < count; i++) {
        size += values[i].length;
    }
    return size;
}

uint64_t digest_values(const struct making *making, const struct text *further, size_t count)
{
    size_t rows = making->rules->mapping->count;
    size_t size = measure_values(making->values, rows) + measure_values(further, count);
    char *bytes = take_from_arena(making->cleaning.arena, size);
    if (bytes == NULL) {
        return 0;
    }
    char *end = bytes;
    for (size_t i = 0; i < rows + count; i++) {
        end = append_value(end, i < rows ? making->values[i] : further[i - rows]);
    }
    uint64_t digest = digest_text(&making->rules->digest_key, (struct text){bytes, size});
    shrink_newest_piece(making->cleaning.arena, bytes, size, 0);
    return digest;
}
