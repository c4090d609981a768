#include "sync/journal_entries.h"
#include "sync/journal_records.h"
#include "sync/journal_runs.h"

#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static char directory[64];
static char path[128];
static struct error error;
static struct arena arena;

static int set_up(void **state)
{
    (void)state;
    error = (struct error){0};
    snprintf(directory, sizeof directory, "/tmp/possum-journal-XXXXXX");
    assert_non_null(mkdtemp(directory));
    snprintf(path, sizeof path, "%s/deeper/down/crm.state", directory);
    return 0;
}

static int tear_down(void **state)
{
    static const char *const endings[] = {"", "-wal", "-shm", "-journal"};
    char place[192];
    (void)state;
    free_arena(&arena);
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        snprintf(place, sizeof place, "%s%s", path, endings[i]);
        unlink(place);
    }
    snprintf(place, sizeof place, "%s/deeper/down", directory);
    rmdir(place);
    snprintf(place, sizeof place, "%s/deeper", directory);
    rmdir(place);
    return rmdir(directory);
}

static struct journal *open_own(void)
{
    struct journal *journal = open_journal(path, &error);
    if (journal == NULL) {
        fail_msg("%s", error.message);
    }
    return journal;
}

static struct run_entry make_run(const char *id)
{
    return (struct run_entry){.id = make_text(id),
                              .state = RUN_PLANNING,
                              .started = 1000,
                              .file = TEXT("export.csv"),
                              .sha256 = TEXT("abc"),
                              .options = TEXT("none"),
                              .plan = TEXT("p"),
                              .crm = TEXT("main"),
                              .url = TEXT("https://crm.example"),
                              .site = TEXT("clickpos"),
                              .api = TEXT("v4_1"),
                              .go_on = TEXT("possum push"),
                              .undoes = EMPTY_TEXT,
                              .undone_by = EMPTY_TEXT,
                              .last_record = 7,
                              .counts = {1, 2, 3, 4, 5, 6, 7}};
}

static void add_own_run(struct journal *journal, const char *id, enum run_state state)
{
    struct run_entry run = make_run(id);
    run.state = state;
    assert_true(add_run(journal, &run, &error));
}

static void add_own_change(struct journal *journal, uint64_t record, const char *key)
{
    struct field_change fields[] = {{TEXT("last_name"), EMPTY_TEXT, TEXT("Brook")},
                                    {TEXT("title"), TEXT("Dr"), EMPTY_TEXT}};
    struct change_entry change = {.record = record,
                                  .module = CRM_ACCOUNTS,
                                  .kind = CHANGE_CREATE,
                                  .id = EMPTY_TEXT,
                                  .key = make_text(key),
                                  .fields = fields,
                                  .field_count = 2,
                                  .modified = EMPTY_TEXT,
                                  .digest = EMPTY_TEXT,
                                  .words = EMPTY_TEXT};
    if (!add_change(journal, TEXT("run"), &change, &error)) {
        fail_msg("%s", error.message);
    }
}

static size_t count_changes(struct journal *journal, unsigned states)
{
    struct change_entry *changes;
    size_t count = 0;
    assert_true(
        list_changes(journal, TEXT("run"), 0, states, 1000, &arena, &changes, &count, &error));
    return count;
}

static void a_file_is_its_owners_and_keeps_what_it_was_given(void **state)
{
    struct stat status;
    struct run_entry run;
    bool found = false;
    (void)state;
    struct journal *journal = open_own();
    add_own_run(journal, "run", RUN_PLANNED);
    close_journal(journal);
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    journal = open_own();
    assert_true(find_unfinished_run(journal, &arena, &run, &found, &error));
    assert_true(found);
    const struct run_entry expected = make_run("run");
    assert_true(equal_texts(run.id, expected.id) && equal_texts(run.options, expected.options) &&
                equal_texts(run.go_on, expected.go_on) && equal_texts(run.api, expected.api));
    assert_int_equal(run.last_record, 7);
    assert_memory_equal(&run.counts, &expected.counts, sizeof run.counts);
    run.state = RUN_DONE;
    run.undone_by = TEXT("other");
    assert_true(update_run(journal, &run, &error));
    assert_true(find_unfinished_run(journal, &arena, &run, &found, &error));
    assert_false(found);
    assert_true(find_run_of_plan(journal, TEXT("p"), &arena, &run, &found, &error));
    assert_true(found && equal_texts(run.undone_by, TEXT("other")));
    assert_true(find_run(journal, TEXT("nobody"), &arena, &run, &found, &error));
    assert_false(found);
    close_journal(journal);
}

static void write_file(const char *content, size_t length)
{
    char place[192];
    snprintf(place, sizeof place, "%s/deeper", directory);
    mkdir(place, 0700);
    snprintf(place, sizeof place, "%s/deeper/down", directory);
    mkdir(place, 0700);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fwrite(content, 1, length, file);
    fclose(file);
}

static void other_files_are_refused_as_they_are(void **state)
{
    static const char text[] = "a text, no database; it is long enough to have a header of one, or "
                               "so it seems to be, for a hundred bytes";
    (void)state;
    write_file(text, sizeof text);
    assert_null(open_journal(path, &error));
    assert_int_equal(error.kind, ERROR_USAGE);
    assert_non_null(strstr(error.message, path));
    assert_null(copy_journal(path, &error));
    assert_null(open_journal(directory, &error));
    struct journal *journal;
    write_file("", 0);
    journal = open_own();
    close_journal(journal);
    sqlite3 *database;
    assert_int_equal(sqlite3_open(path, &database), SQLITE_OK);
    assert_int_equal(sqlite3_exec(database, "PRAGMA user_version = 3", NULL, NULL, NULL),
                     SQLITE_OK);
    sqlite3_close(database);
    assert_null(open_journal(path, &error));
    assert_non_null(strstr(error.message, "later version"));
    assert_null(copy_journal(path, &error));
    assert_int_equal(sqlite3_open(path, &database), SQLITE_OK);
    assert_int_equal(sqlite3_exec(database, "PRAGMA application_id = 7", NULL, NULL, NULL),
                     SQLITE_OK);
    sqlite3_close(database);
    assert_null(open_journal(path, &error));
    assert_non_null(strstr(error.message, "no state file of Possum"));
}

static void a_group_is_there_whole_or_not_at_all(void **state)
{
    int status = 0;
    (void)state;
    pid_t child = fork();
    if (child == 0) {
        struct journal *journal = open_own();
        add_own_run(journal, "run", RUN_PLANNED);
        assert_true(begin_group(journal, &error));
        add_own_change(journal, 1, "k-1");
        add_own_change(journal, 2, "k-2");
        assert_true(commit_group(journal, &error));
        assert_true(begin_group(journal, &error));
        add_own_change(journal, 3, "k-3");
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    struct journal *journal = open_own();
    assert_int_equal(count_changes(journal, ~0U), 2);
    add_own_change(journal, 3, "k-3");
    assert_int_equal(count_changes(journal, ~0U), 3);
    close_journal(journal);
}

static void changes_go_their_way(void **state)
{
    struct change_entry *changes;
    struct change_entry found;
    size_t count = 0;
    bool is_found = false;
    (void)state;
    struct journal *journal = open_own();
    add_own_run(journal, "run", RUN_PLANNED);
    add_own_change(journal, 5, "k-1");
    add_own_change(journal, 6, "k-2");
    assert_true(list_changes(journal, TEXT("run"), 0, 1U << CHANGE_PLANNED, 1, &arena, &changes,
                             &count, &error));
    assert_int_equal(count, 1);
    assert_int_equal(changes->record, 5);
    assert_int_equal(changes->field_count, 2);
    assert_true(equal_texts(changes->fields[0].new, TEXT("Brook")));
    assert_true(equal_texts(changes->fields[1].old, TEXT("Dr")));
    assert_int_equal(changes->fields[1].new.length, 0);
    changes->state = CHANGE_VERIFIED;
    changes->id = TEXT("a-1");
    changes->modified = TEXT("now");
    changes->words = TEXT("why");
    assert_true(update_change(journal, TEXT("run"), changes, &error));
    assert_int_equal(count_changes(journal, 1U << CHANGE_PLANNED), 1);
    assert_true(
        find_account_change(journal, TEXT("run"), TEXT("a-1"), &arena, &found, &is_found, &error));
    assert_true(is_found && found.state == CHANGE_VERIFIED);
    assert_true(equal_texts(found.modified, TEXT("now")) && equal_texts(found.words, TEXT("why")));
    assert_true(
        find_account_change(journal, TEXT("run"), TEXT("k-2"), &arena, &found, &is_found, &error));
    assert_true(is_found && found.record == 6);
    assert_true(find_customer_change(journal, TEXT("run"), 6, CRM_CONTACTS, &arena, &found,
                                     &is_found, &error));
    assert_false(is_found);
    assert_true(drop_change(journal, TEXT("run"), 2, &error));
    assert_int_equal(count_changes(journal, ~0U), 1);
    struct change_entry lost = {.key = TEXT("k")};
    assert_false(add_change(journal, TEXT("no such run"), &lost, &error));
    close_journal(journal);
}

static void customers_keep_their_issues_and_get_findings(void **state)
{
    struct customer_entry *customers;
    size_t count = 0;
    (void)state;
    struct journal *journal = open_own();
    add_own_run(journal, "run", RUN_PLANNED);
    for (uint64_t record = 1; record <= 3; record++) {
        struct customer_entry customer = {.record = record,
                                          .line = record + 1,
                                          .number = TEXT("630"),
                                          .outcome = PUSH_UPDATED,
                                          .rule = MATCH_EMAIL,
                                          .contact = TEXT("c-1"),
                                          .account = EMPTY_TEXT};
        struct issue *issue = add_issue(&customer.issues, &arena, ISSUE_UPDATED, TEXT("Mob"));
        issue->has_old = true;
        issue->old = EMPTY_TEXT;
        issue->message = TEXT("words");
        assert_true(add_customer(journal, TEXT("run"), &customer, &error));
    }
    const struct issue finding = {
        .code = ISSUE_NOT_KEPT, .new = TEXT("x"), .has_new = true, .message = TEXT("not kept")};
    assert_true(add_finding(journal, TEXT("run"), 2, &finding, &error));
    assert_true(list_customers(journal, TEXT("run"), 1, 10, &arena, &customers, &count, &error));
    assert_int_equal(count, 2);
    assert_int_equal(customers[0].record, 2);
    assert_int_equal(customers[0].rule, MATCH_EMAIL);
    const struct issue *issue = customers[0].issues.first;
    assert_true(issue != NULL && issue->next == NULL && issue->has_old && !issue->has_new &&
                equal_texts(issue->column, TEXT("Mob")));
    assert_true(customers[0].findings.first != NULL &&
                customers[0].findings.first->code == ISSUE_NOT_KEPT);
    assert_null(customers[1].findings.first);
    customers[1].outcome = PUSH_FAILED;
    customers[1].issues = (struct issue_list){0};
    assert_true(update_customer(journal, TEXT("run"), &customers[1], &error));
    assert_true(list_customers(journal, TEXT("run"), 2, 10, &arena, &customers, &count, &error));
    assert_true(count == 1 && customers->outcome == PUSH_FAILED && customers->issues.first == NULL);
    close_journal(journal);
}

static void what_is_known_of_records_outlives_runs(void **state)
{
    struct known_record record = {.id = TEXT("id-1")};
    struct settled_value value = {TEXT("sent"), TEXT("kept")};
    bool found = false;
    (void)state;
    struct journal *journal = open_own();
    assert_true(note_record(journal, CRM_CONTACTS, TEXT("key"), &record, &error));
    record.is_taken_back = true;
    assert_true(note_record(journal, CRM_CONTACTS, TEXT("key"), &record, &error));
    assert_true(note_settled_value(journal, CRM_ACCOUNTS, TEXT("a"), TEXT("f"), &value, &error));
    assert_true(note_removed_addresses(journal, CRM_CONTACTS, TEXT("c"), TEXT("e1 "), &error));
    assert_true(note_removed_addresses(journal, CRM_CONTACTS, TEXT("c"), TEXT("e1 e2 "), &error));
    close_journal(journal);
    journal = copy_journal(path, &error);
    assert_non_null(journal);
    struct text addresses;
    assert_true(
        find_removed_addresses(journal, CRM_CONTACTS, TEXT("c"), &arena, &addresses, &error));
    assert_true(equal_texts(addresses, TEXT("e1 e2 ")));
    assert_true(drop_removed_addresses(journal, CRM_CONTACTS, TEXT("c"), &error));
    assert_true(
        find_removed_addresses(journal, CRM_CONTACTS, TEXT("c"), &arena, &addresses, &error));
    assert_int_equal(addresses.length, 0);
    assert_true(
        find_known_record(journal, CRM_CONTACTS, TEXT("key"), &arena, &record, &found, &error));
    assert_true(found && record.is_taken_back && equal_texts(record.id, TEXT("id-1")));
    assert_true(
        find_known_record(journal, CRM_ACCOUNTS, TEXT("key"), &arena, &record, &found, &error));
    assert_false(found);
    assert_true(find_settled_value(journal, CRM_ACCOUNTS, TEXT("a"), TEXT("f"), &arena, &value,
                                   &found, &error));
    assert_true(found && equal_texts(value.kept, TEXT("kept")));
    /* A copy is a copy. */
    add_own_run(journal, "run", RUN_PLANNED);
    close_journal(journal);
    journal = open_own();
    struct run_entry run;
    assert_true(find_run(journal, TEXT("run"), &arena, &run, &found, &error));
    assert_false(found);
    close_journal(journal);
}

static void unplanned_runs_count_for_nothing(void **state)
{
    struct run_entry run;
    bool found = true;
    (void)state;
    struct journal *journal = open_own();
    add_own_run(journal, "run", RUN_PLANNING);
    add_own_change(journal, 1, "k-1");
    assert_true(drop_unplanned_runs(journal, &error));
    assert_true(find_run(journal, TEXT("run"), &arena, &run, &found, &error));
    assert_false(found);
    add_own_run(journal, "run", RUN_PLANNED);
    assert_int_equal(count_changes(journal, ~0U), 0);
    assert_true(drop_unplanned_runs(journal, &error));
    assert_true(find_run(journal, TEXT("run"), &arena, &run, &found, &error));
    assert_true(found);
    close_journal(journal);
    journal = copy_journal("/nonexistent/file", &error);
    assert_non_null(journal);
    close_journal(journal);
}

static void run_ids_are_the_time_and_six_digits(void **state)
{
    (void)state;
    struct text id = make_run_id(&arena);
    assert_int_equal(id.length, sizeof "20261125-113007-9f3a41" - 1);
    assert_true(id.at[8] == '-' && id.at[15] == '-');
    assert_int_equal(strspn(id.at + 16, "0123456789abcdef"), 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_file_is_its_owners_and_keeps_what_it_was_given, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(other_files_are_refused_as_they_are, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_group_is_there_whole_or_not_at_all, set_up, tear_down),
        cmocka_unit_test_setup_teardown(changes_go_their_way, set_up, tear_down),
        cmocka_unit_test_setup_teardown(customers_keep_their_issues_and_get_findings, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(what_is_known_of_records_outlives_runs, set_up, tear_down),
        cmocka_unit_test_setup_teardown(unplanned_runs_count_for_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(run_ids_are_the_time_and_six_digits, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
