#include "sync/hand_over.h"

#include "journal_file.h"

#include <sys/stat.h>

static char place[128];
static struct outputs outputs;
static struct text warning;

static int set_up(void **state)
{
    set_up_journal(state);
    snprintf(place, sizeof place, "%s/clickpos.csv", directory);
    outputs = (struct outputs){0};
    return 0;
}

static int tear_down(void **state)
{
    discard_outputs(&outputs);
    return tear_down_journal(state);
}

/* Writes the file and opens the group with what it hands out. */
static struct run_entry begin_hand_over(void)
{
    struct run_entry run = make_pull("r-1", place);
    const struct hand_out hand_out = {.run = run.id,
                                      .contact = TEXT("c-1"),
                                      .customer = EMPTY_TEXT,
                                      .state = HAND_OUT_PREPARED,
                                      .handed = 2000,
                                      .in_crm = {{1}, 1},
                                      .in_row = {{1}, 1}};
    struct output *output = open_output(&outputs, place, false, &error);
    assert_non_null(output);
    fputs("Cust No.\r\n", output->stream);
    assert_true(begin_group(journal, &error));
    assert_true(add_hand_out(journal, &hand_out, &error));
    return run;
}

static bool is_handed_out(void)
{
    struct hand_out hand_out;
    bool found = false;
    assert_true(find_hand_out(journal, TEXT("c-1"), &arena, &hand_out, &found, &error));
    return found;
}

static enum run_state find_state(void)
{
    struct run_entry run;
    bool found = false;
    assert_true(find_run(journal, TEXT("r-1"), &arena, &run, &found, &error));
    assert_true(found);
    return run.state;
}

static bool is_there(const char *path)
{
    return access(path, F_OK) == 0;
}

static void a_file_is_handed_over(void **state)
{
    struct run_entry run = begin_hand_over();
    (void)state;
    if (!hand_over_file(journal, &run, &outputs, &arena, &error)) {
        fail_msg("%s", error.message);
    }
    assert_true(is_there(place));
    assert_true(is_handed_out());
    assert_int_equal(find_state(), RUN_DONE);
    assert_int_equal(run.sha256.length, 64);
    assert_true(settle_pull(journal, false, &arena, &warning, &error));
    assert_int_equal(warning.length, 0);
}

static void a_place_that_cannot_be_taken_hands_nothing_out(void **state)
{
    struct run_entry run = begin_hand_over();
    (void)state;
    assert_int_equal(mkdir(place, 0700), 0); /* rename(2) puts no file over a directory */
    assert_false(hand_over_file(journal, &run, &outputs, &arena, &error));
    assert_int_equal(error.kind, ERROR_USAGE);
    assert_false(is_handed_out());
    assert_int_equal(find_state(), RUN_ABANDONED);
    assert_int_equal(rmdir(place), 0);
}

/* As a hand-over leaves it that is killed right before the file is renamed. Returns where it is. */
static const char *stop_before_renaming(void)
{
    struct run_entry run = begin_hand_over();
    assert_true(close_output(outputs.items[0], &error));
    run.state = RUN_PLANNED;
    run.options = copy_to_arena(&arena, make_text(outputs.items[0]->temporary));
    /* the SHA-256 of what begin_hand_over writes */
    run.sha256 = TEXT("a874efe30071ca9753af7a21c02e64e381b504a0c4517cbda736a424a34df8d8");
    assert_true(add_run(journal, &run, &error));
    assert_true(commit_group(journal, &error));
    return print_to_arena(&arena, "%s", outputs.items[0]->temporary).at;
}

static void a_file_that_was_not_renamed_is_taken_back(void **state)
{
    const char *temporary = stop_before_renaming();
    (void)state;
    assert_true(settle_pull(journal, true, &arena, &warning, &error));
    assert_true(is_there(temporary)); /* it was a dry run */
    assert_false(is_handed_out());
    assert_int_equal(find_state(), RUN_ABANDONED);
}

static void a_rest_of_it_is_removed(void **state)
{
    const char *temporary = stop_before_renaming();
    (void)state;
    assert_true(settle_pull(journal, false, &arena, &warning, &error));
    assert_false(is_there(temporary));
    assert_int_equal(warning.length, 0);
    assert_false(is_handed_out());
}

static void a_file_that_was_renamed_is_handed_out(void **state)
{
    const char *temporary = stop_before_renaming();
    (void)state;
    assert_int_equal(rename(temporary, place), 0);
    open_own_journal();
    assert_true(settle_pull(journal, false, &arena, &warning, &error));
    assert_int_equal(warning.length, 0);
    assert_true(is_handed_out());
    assert_int_equal(find_state(), RUN_DONE);
}

static void a_file_that_somebody_has_taken_is_handed_out_with_a_warning(void **state)
{
    const char *temporary = stop_before_renaming();
    (void)state;
    assert_int_equal(unlink(temporary), 0);
    assert_true(settle_pull(journal, false, &arena, &warning, &error));
    assert_true(find_text(warning, make_text(place)) < warning.length);
    assert_true(find_text(warning, TEXT("--again")) < warning.length);
    assert_true(is_handed_out());
}

static void a_file_that_was_changed_is_handed_out_with_a_warning(void **state)
{
    const char *temporary = stop_before_renaming();
    (void)state;
    assert_int_equal(rename(temporary, place), 0);
    FILE *file = fopen(place, "a");
    assert_non_null(file);
    fputs("more", file);
    fclose(file);
    assert_true(settle_pull(journal, false, &arena, &warning, &error));
    assert_true(warning.length > 0);
    assert_true(is_handed_out());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_file_is_handed_over, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_place_that_cannot_be_taken_hands_nothing_out, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_file_that_was_not_renamed_is_taken_back, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_rest_of_it_is_removed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_file_that_was_renamed_is_handed_out, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_file_that_somebody_has_taken_is_handed_out_with_a_warning,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_file_that_was_changed_is_handed_out_with_a_warning,
                                        set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
