/**
 * What the tests of the customer layer share: a mapping with a header, customers made of rows
 * written with "|" between the cells, and comparisons of texts and issues.
 */
#ifndef POSSUM_TESTS_UNIT_SUPPORT_H
#define POSSUM_TESTS_UNIT_SUPPORT_H

#include "command/load_mapping.h"
#include "customer/customer.h"

/* cmocka comes last, since its macro fail() hides the function of base/error.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/** The shipped mapping and a header. Once it has one it stays where it is: the rules point into it.
 */
struct fixture {
    struct arena arena;
    struct mapping *mapping;
    struct columns columns;
    struct customer_rules rules;
};

/** Fails unless `actual` is `expected`. */
static inline void check_text(struct text actual, const char *expected)
{
    if (!equal_texts(actual, make_text(expected))) {
        fail_msg("\"%.*s\" should be \"%s\"", (int)actual.length, actual.at, expected);
    }
}

/** The codes of the issues in their order, a blank between. */
static inline const char *list_codes(struct arena *arena, const struct issue_list *issues)
{
    struct text list = print_to_arena(arena, "%s", "");
    for (const struct issue *issue = issues->first; issue != NULL; issue = issue->next) {
        list = print_to_arena(arena, "%s%s%s", list.at, list.length > 0 ? " " : "",
                              get_issue_kind(issue->code)->name);
    }
    return list.at;
}

/** The issue of that code, of which there must be one. */
static inline const struct issue *find_issue(const struct issue_list *issues, enum issue_code code)
{
    const struct issue *found = NULL;
    for (const struct issue *issue = issues->first; issue != NULL; issue = issue->next) {
        if (issue->code == code) {
            assert_null(found);
            found = issue;
        }
    }
    if (found == NULL) {
        fail_msg("there is no issue %s", get_issue_kind(code)->name);
    }
    return found;
}

/** Fails unless the issue is about `column` and shows `old` and `new` (NULL: shows none). */
static inline void check_issue(const struct issue *issue, const char *column, const char *old,
                               const char *new)
{
    check_text(issue->column, column);
    assert_int_equal(issue->has_old, old != NULL);
    check_text(issue->old, old == NULL ? "" : old);
    assert_int_equal(issue->has_new, new != NULL);
    check_text(issue->new, new == NULL ? "" : new);
    assert_true(issue->message.length > 0);
}

/** The cells of a row with "|" between them; the cells stand in `row` itself. */
static inline struct text *split_row(struct arena *arena, const char *row, size_t *count)
{
    struct text all = make_text(row);
    struct text *cells = take_from_arena(arena, (all.length + 1) * sizeof *cells);
    assert_non_null(cells);
    *count = 0;
    for (size_t at = 0; at <= all.length;) {
        size_t end = find_byte(all, '|', at);
        cells[(*count)++] = slice_text(all, at, end);
        at = end + 1;
    }
    return cells;
}

/** Loads the shipped mapping. */
static inline struct fixture begin_fixture(void)
{
    const struct string_list no_columns = {0};
    struct error error = {0};
    struct fixture fixture = {.mapping = load_mapping(NULL, &no_columns, false, &error)};
    if (fixture.mapping == NULL) {
        fail_msg("%s", error.message);
    }
    return fixture;
}

/** Adds a row to the mapping, written as in its table. */
static inline void extend_mapping(struct fixture *fixture, const char *row)
{
    struct error error = {0};
    size_t count;
    const struct text *cells = split_row(&fixture->arena, row, &count);
    assert_int_equal(count, MAPPING_COLUMN_COUNT);
    assert_true(add_mapping_row(fixture->mapping, cells, "the test", &error));
    assert_true(check_mapping(fixture->mapping, "the test", &error));
}

/** Finds the columns of a header. */
static inline void set_header(struct fixture *fixture, const char *header)
{
    size_t count;
    const struct text *cells = split_row(&fixture->arena, header, &count);
    find_columns(fixture->mapping, cells, count, &fixture->arena, &fixture->columns);
    fixture->rules = (struct customer_rules){.mapping = fixture->mapping,
                                             .columns = &fixture->columns,
                                             .headers = cells,
                                             .header_count = count,
                                             .site = TEXT("clickpos"),
                                             .digest_key = {"0123456789abcde"}};
}

/** Makes a customer of a row that begins at `line` and has `fault`. */
static inline struct customer make_faulty(struct fixture *fixture, uint64_t line, const char *row,
                                          enum record_fault fault)
{
    struct customer customer;
    struct record *record = take_from_arena(&fixture->arena, sizeof *record);
    assert_non_null(record);
    *record = (struct record){.line = line, .number = line, .fault = fault};
    record->cells = split_row(&fixture->arena, row, &record->cell_count);
    make_customer(&fixture->rules, record, &fixture->arena, &customer);
    assert_false(fixture->arena.exhausted);
    return customer;
}

/** Makes a customer of a sound row. */
static inline struct customer make_row(struct fixture *fixture, uint64_t line, const char *row)
{
    return make_faulty(fixture, line, row, RECORD_SOUND);
}

/** The index of the mapping's row for a field. */
static inline size_t find_row(const struct fixture *fixture, enum module module, const char *name)
{
    struct field field;
    assert_true(find_field(module, make_text(name), &field));
    for (size_t row = 0; row < fixture->mapping->count; row++) {
        if (fixture->mapping->rows[row].field.module == module &&
            equal_texts(fixture->mapping->rows[row].field.name, field.name)) {
            return row;
        }
    }
    fail_msg("the mapping has no field %s", name);
    return 0;
}

/** The customer's value for a field. */
static inline struct text get_customer_value(const struct fixture *fixture,
                                             const struct customer *customer, enum module module,
                                             const char *name)
{
    assert_non_null(customer->values);
    return customer->values[find_row(fixture, module, name)];
}

/** Fails unless the UUID is written as `expected`. */
static inline void check_uuid(struct uuid uuid, const char *expected)
{
    char text[UUID_TEXT_LENGTH];
    check_text(format_uuid(uuid, text), expected);
}

/** Frees it all. */
static inline void end_fixture(struct fixture *fixture)
{
    unload_mapping(fixture->mapping);
    free_arena(&fixture->arena);
}

#endif
