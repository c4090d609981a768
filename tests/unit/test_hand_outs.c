#include "sync/hand_outs.h"

#include "journal_file.h"

#include <sqlite3.h>

/* Digests of two fields of no mapping; `value` below 2^40 is that of the first. */
static struct value_digests make_digests(uint64_t value)
{
    return (struct value_digests){{(UINT64_C(1) << 40) | value, UINT64_C(2) << 40}, 2};
}

static void prepare(const char *run, const char *contact, const char *customer, uint64_t value)
{
    const struct hand_out hand_out = {.run = make_text(run),
                                      .contact = make_text(contact),
                                      .customer = make_text(customer),
                                      .state = HAND_OUT_PREPARED,
                                      .handed = 2000,
                                      .in_crm = make_digests(value + 1),
                                      .in_row = make_digests(value)};
    assert_true(add_hand_out(journal, &hand_out, &error));
}

static void hand_out(const char *run, const char *contact, const char *customer, uint64_t value)
{
    prepare(run, contact, customer, value);
    assert_true(open_hand_outs(journal, make_text(run), &error));
}

static struct hand_out find(const char *contact, bool *found)
{
    struct hand_out hand_out = {0};
    assert_true(find_hand_out(journal, make_text(contact), &arena, &hand_out, found, &error));
    return hand_out;
}

static void expect_state(const char *contact, enum hand_out_state state)
{
    bool found = false;
    struct hand_out hand_out = find(contact, &found);
    assert_true(found);
    assert_int_equal(hand_out.state, state);
}

static bool count_hand_out(void *context, const struct hand_out *hand_out)
{
    (void)hand_out;
    ++*(size_t *)context;
    return true;
}

static size_t count_new(void)
{
    size_t count = 0;
    assert_true(list_new_hand_outs(journal, count_hand_out, &count, &error));
    return count;
}

static size_t count_of_run(const char *run)
{
    size_t count = 0;
    assert_true(list_hand_outs(journal, make_text(run), count_hand_out, &count, &error));
    return count;
}

static bool is_handed_out(const char *contact, uint64_t value)
{
    bool is_one = false;
    const struct value_digests row = make_digests(value);
    assert_true(ask_whether_handed_out(journal, make_text(contact), &row, &is_one, &error));
    return is_one;
}

static void what_is_prepared_counts_for_nothing(void **state)
{
    bool found = true;
    (void)state;
    prepare("r-1", "c-1", "", 5);
    find("c-1", &found);
    assert_false(found);
    assert_int_equal(count_new(), 0);
    assert_false(is_handed_out("c-1", 5));
    assert_true(open_hand_outs(journal, TEXT("r-1"), &error));
    open_own_journal();
    struct hand_out found_one = find("c-1", &found);
    assert_true(found);
    assert_true(equal_texts(found_one.run, TEXT("r-1")));
    assert_int_equal(found_one.handed, 2000);
    assert_int_equal(found_one.in_row.of_field[0], make_digests(5).of_field[0]);
    assert_int_equal(found_one.in_crm.of_field[0], make_digests(6).of_field[0]);
    assert_int_equal(count_new(), 1);
    prepare("r-2", "c-1", "", 9);
    expect_state("c-1", HAND_OUT_OPEN);
    assert_true(drop_hand_outs(journal, TEXT("r-2"), &error));
    assert_int_equal(count_of_run("r-2"), 0);
    assert_int_equal(count_of_run("r-1"), 1);
}

static void a_later_one_takes_the_place_of_an_earlier_one(void **state)
{
    bool found = false;
    (void)state;
    hand_out("r-1", "c-1", "7", 5);
    hand_out("r-1", "c-2", "8", 5);
    hand_out("r-2", "c-1", "7", 6);
    assert_int_equal(find("c-1", &found).in_row.of_field[0], make_digests(6).of_field[0]);
    assert_true(is_handed_out("c-1", 5)); /* its file may be the one that is uploaded */
    assert_true(is_handed_out("c-1", 6));
    assert_false(is_handed_out("c-1", 7));
    assert_false(is_handed_out("c-2", 6));
    assert_true(close_hand_out(journal, TEXT("c-1"), &error));
    expect_state("c-1", HAND_OUT_CLOSED);
    assert_false(is_handed_out("c-1", 5));
    assert_false(is_handed_out("c-1", 6));
    expect_state("c-2", HAND_OUT_OPEN);
}

static void an_undo_opens_the_last_one_again(void **state)
{
    bool found = false;
    (void)state;
    assert_true(close_hand_out(journal, TEXT("c-1"), &error)); /* none is there */
    assert_true(reopen_hand_out(journal, TEXT("c-1"), &error));
    hand_out("r-1", "c-1", "", 5);
    assert_true(close_hand_out(journal, TEXT("c-1"), &error));
    hand_out("r-2", "c-1", "", 6);
    assert_true(close_hand_out(journal, TEXT("c-1"), &error));
    assert_int_equal(count_new(), 0);
    prepare("r-3", "c-1", "", 7);
    assert_true(reopen_hand_out(journal, TEXT("c-1"), &error));
    assert_int_equal(count_new(), 1);
    struct hand_out open = find("c-1", &found);
    assert_int_equal(open.state, HAND_OUT_OPEN);
    assert_true(equal_texts(open.run, TEXT("r-2")));
}

static void new_ones_are_those_without_a_number(void **state)
{
    (void)state;
    hand_out("r-1", "c-1", "", 5);
    hand_out("r-2", "c-2", "8", 5);
    hand_out("r-3", "c-3", "", 5);
    assert_int_equal(count_new(), 2);
    hand_out("r-4", "c-1", "", 5); /* --again */
    assert_int_equal(count_new(), 2);
}

static void a_row_that_was_seen_is_known_by_its_number(void **state)
{
    struct value_digests row;
    bool found = true;
    (void)state;
    assert_true(find_seen_row(journal, 630, &row, &found, &error));
    assert_false(found);
    const struct value_digests first = make_digests(5);
    const struct value_digests second = make_digests(6);
    assert_true(note_seen_row(journal, 630, &first, &error));
    assert_true(note_seen_row(journal, 2147483647, &first, &error));
    assert_true(note_seen_row(journal, 630, &second, &error));
    open_own_journal();
    assert_true(find_seen_row(journal, 630, &row, &found, &error));
    assert_true(found && are_digests_equal(&row, &second));
    assert_false(are_digests_equal(&row, &first));
    assert_true(find_seen_row(journal, 2147483647, &row, &found, &error));
    assert_true(found && are_digests_equal(&row, &first));
}

static void change_file(const char *script)
{
    sqlite3 *database = NULL;
    close_journal(journal);
    journal = NULL;
    assert_int_equal(sqlite3_open(state_path, &database), SQLITE_OK);
    assert_int_equal(sqlite3_exec(database, script, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(database), SQLITE_OK);
}

static void a_file_of_the_first_version_gets_what_it_lacks(void **state)
{
    struct run_entry run = make_pull("r-0", "/x");
    bool found = false;
    (void)state;
    run.kind = RUN_PUSH;
    run.state = RUN_DONE;
    assert_true(add_run(journal, &run, &error));
    change_file("DROP TABLE hand_out; DROP TABLE seen_row; DROP TABLE removed_address; PRAGMA "
                "user_version = 1;");
    journal = copy_journal(state_path, &error); /* a copy leaves the file as it is */
    assert_non_null(journal);
    hand_out("r-1", "c-1", "", 5);
    open_own_journal();
    assert_true(find_run(journal, TEXT("r-0"), &arena, &run, &found, &error));
    assert_true(found);
    find("c-1", &found);
    assert_false(found);
    hand_out("r-1", "c-1", "", 5);
    open_own_journal();
    expect_state("c-1", HAND_OUT_OPEN);
}

static void damaged_digests_are_no_digests(void **state)
{
    struct hand_out hand_out_found;
    bool found = false;
    (void)state;
    hand_out("r-1", "c-1", "", 5);
    change_file("UPDATE hand_out SET row_digests = x'0102';");
    open_own_journal();
    assert_false(find_hand_out(journal, TEXT("c-1"), &arena, &hand_out_found, &found, &error));
    assert_int_equal(error.kind, ERROR_USAGE);
    assert_non_null(strstr(error.message, "c-1"));
    error = (struct error){0};
    assert_false(is_handed_out("c-1", 5));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_prepared_counts_for_nothing, set_up_journal,
                                        tear_down_journal),
        cmocka_unit_test_setup_teardown(a_later_one_takes_the_place_of_an_earlier_one,
                                        set_up_journal, tear_down_journal),
        cmocka_unit_test_setup_teardown(an_undo_opens_the_last_one_again, set_up_journal,
                                        tear_down_journal),
        cmocka_unit_test_setup_teardown(new_ones_are_those_without_a_number, set_up_journal,
                                        tear_down_journal),
        cmocka_unit_test_setup_teardown(a_row_that_was_seen_is_known_by_its_number, set_up_journal,
                                        tear_down_journal),
        cmocka_unit_test_setup_teardown(a_file_of_the_first_version_gets_what_it_lacks,
                                        set_up_journal, tear_down_journal),
        cmocka_unit_test_setup_teardown(damaged_digests_are_no_digests, set_up_journal,
                                        tear_down_journal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
