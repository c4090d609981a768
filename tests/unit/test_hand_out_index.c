#include "sync/hand_out_index.h"

#include "journal_file.h"

#include "command/load_mapping.h"

enum { FIELD_COUNT = 4, LIMIT = 64 };

static struct mapping *mapping;
static struct columns columns;
static struct customer_rules rules;
static struct text headers[] = {{"Last", 4}, {"Email", 5}, {"Suburb", 6}, {"Country", 7}};
static struct hand_out_index hand_outs;

static int set_up(void **state)
{
    const struct string_list no_columns = {0};
    set_up_journal(state);
    mapping = load_mapping(NULL, &no_columns, false, &error);
    assert_non_null(mapping);
    find_columns(mapping, headers, FIELD_COUNT, &arena, &columns);
    rules = (struct customer_rules){
        .mapping = mapping, .columns = &columns, .headers = headers, .header_count = FIELD_COUNT};
    hand_outs = (struct hand_out_index){0};
    return 0;
}

static int tear_down(void **state)
{
    free_hand_out_index(&hand_outs);
    unload_mapping(mapping);
    return tear_down_journal(state);
}

static struct value_digests digest(const char *last, const char *email, const char *suburb,
                                   const char *country)
{
    struct text values[MAPPING_ROW_LIMIT] = {{0}};
    const char *const given[FIELD_COUNT] = {last, email, suburb, country};
    for (size_t row = 0; row < mapping->count; row++) {
        size_t column = columns.of_row[row];
        values[row] = column == NO_COLUMN ? EMPTY_TEXT : make_text(given[column]);
    }
    return digest_row(&rules, values);
}

static void hand_out(const char *contact, const char *customer, struct value_digests row)
{
    const struct hand_out hand_out = {.run = TEXT("r"),
                                      .contact = make_text(contact),
                                      .customer = make_text(customer),
                                      .state = HAND_OUT_OPEN,
                                      .in_row = row,
                                      .in_crm = row};
    assert_true(add_hand_out(journal, &hand_out, &error));
}

static void load(void)
{
    assert_true(load_hand_out_index(&hand_outs, journal, &rules, &error));
}

static size_t count_equal(struct value_digests row)
{
    struct waiting_contact *found[LIMIT];
    return list_equal_contacts(&hand_outs, &row, found, LIMIT);
}

static size_t count_similar(struct value_digests row)
{
    struct waiting_contact *found[LIMIT];
    return list_similar_contacts(&hand_outs, &row, found, LIMIT);
}

static void an_empty_index_finds_nothing(void **state)
{
    (void)state;
    load();
    assert_int_equal(count_equal(digest("Brook", "", "", "")), 0);
    assert_int_equal(count_similar(digest("Brook", "", "", "")), 0);
}

static void equal_ones_are_found_all_of_them(void **state)
{
    struct waiting_contact *found[LIMIT];
    (void)state;
    hand_out("c-1", "", digest("Brook", "a@x", "Perth", "Australia"));
    hand_out("c-2", "", digest("Brook", "a@x", "Perth", "Australia"));
    hand_out("c-3", "", digest("Brook", "a@x", "Perth", ""));
    hand_out("c-4", "7", digest("Brook", "a@x", "Perth", "Australia")); /* it has a number */
    load();
    const struct value_digests row = digest("Brook", "a@x", "Perth", "Australia");
    assert_int_equal(list_equal_contacts(&hand_outs, &row, found, LIMIT), 2);
    assert_int_equal(list_equal_contacts(&hand_outs, &row, found, 1), 1);
    assert_int_equal(count_equal(digest("Brook", "a@x", "Perth", "")), 1);
    assert_int_equal(count_equal(digest("Brook", "a@x", "", "Australia")), 0);
}

static void similar_ones_are_found_once_and_not_when_they_are_taken(void **state)
{
    struct waiting_contact *found[LIMIT];
    (void)state;
    hand_out("c-1", "", digest("Brook", "a@x", "Perth", "Australia"));
    hand_out("c-2", "", digest("Carr", "b@x", "Sydney", "Australia"));
    load();
    const struct value_digests row = digest("Brooke", "a@x", "Perth", "Australia");
    assert_int_equal(list_similar_contacts(&hand_outs, &row, found, LIMIT), 1);
    assert_true(equal_texts(found[0]->id, TEXT("c-1")));
    found[0]->is_found = true;
    assert_int_equal(count_similar(row), 0);
    assert_int_equal(count_similar(digest("Dale", "d@x", "Hobart", "Australia")), 0);
}

static void what_many_have_says_nothing(void **state)
{
    char names[40][8];
    (void)state;
    for (size_t i = 0; i < 40; i++) {
        snprintf(names[i], sizeof names[i], "n%zu", i);
        hand_out(names[i], "", digest(names[i], "", "Perth", "Australia"));
    }
    load();
    assert_int_equal(count_similar(digest("Zed", "", "Perth", "Australia")), 0);
    assert_int_equal(count_similar(digest("n7", "", "Hobart", "Australia")), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_empty_index_finds_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(equal_ones_are_found_all_of_them, set_up, tear_down),
        cmocka_unit_test_setup_teardown(similar_ones_are_found_once_and_not_when_they_are_taken,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_many_have_says_nothing, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
