#include "report/report.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* A report of two inputs that a test fills; its output is taken as text. */
struct fixture {
    struct report report;
    struct report_column column;
    char *output;
    size_t length;
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    struct error error = {0};
    if (fixture == NULL) {
        return -1;
    }
    struct report *report = &fixture->report;
    fixture->column.header = TEXT("Name");
    report->command = "to-clickpos";
    report->inputs[0] = (struct report_input){.role = "contacts",
                                              .path = "contacts.csv",
                                              .encoding = "UTF-8",
                                              .line_ends = "LF",
                                              .delimiter = ',',
                                              .header_line = 1,
                                              .columns = &fixture->column,
                                              .column_count = 1};
    report->inputs[1] = report->inputs[0];
    report->inputs[1].role = "accounts";
    report->inputs[1].path = "accounts.csv";
    report->input_count = 2;
    *state = fixture;
    return open_report(report, NULL, &error) ? 0 : -1;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    close_report(&fixture->report);
    free(fixture->output);
    free(fixture);
    return 0;
}

static void record_in(struct fixture *fixture, size_t input, uint64_t line, const char *message)
{
    struct error error = {0};
    struct issue_place place = {.input = input, .line = line};
    struct issue issue = {.code = ISSUE_CUT, .message = make_text(message)};
    assert_true(record_issue(&fixture->report, &place, &issue, &error));
}

static const char *write_form(struct fixture *fixture, enum report_form form)
{
    struct error error = {0};
    free(fixture->output);
    FILE *out = open_memstream(&fixture->output, &fixture->length);
    assert_non_null(out);
    assert_true(write_report(&fixture->report, form, out, &error));
    assert_int_equal(fclose(out), 0);
    return fixture->output;
}

static void assert_contains(const char *text, const char *part)
{
    if (strstr(text, part) == NULL) {
        fail_msg("\"%s\" is not in:\n%s", part, text);
    }
}

static void two_inputs_are_told_apart(void **state)
{
    struct fixture *fixture = *state;
    record_in(fixture, 0, 20, "cut");
    record_in(fixture, 1, 20, "cut");
    const char *text = write_form(fixture, REPORT_TEXT);
    assert_contains(text, "contacts.csv (contacts): comma, ");
    assert_contains(text, "\naccounts.csv (accounts): comma, ");
    assert_contains(text, "\ncontacts, line 20: cut [cut]\naccounts, line 20: cut [cut]\n");
    const char *csv = write_form(fixture, REPORT_CSV);
    assert_contains(csv, "1 column\"\r\n\"accounts.csv (accounts): comma,");
    assert_contains(csv, "\r\nwarning,cut,accounts,20,0,,,,,cut\r\n");
    assert_contains(write_form(fixture, REPORT_JSON), "\"input\":\"accounts\",\"line\":20");
}

/* Fails unless the parts stand in `text`, each behind the one before. */
static void assert_order(const char *text, const char *const *parts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        assert_contains(text, parts[i]);
        text = strstr(text, parts[i]) + strlen(parts[i]);
    }
}

static void issues_stand_in_the_order_of_the_inputs(void **state)
{
    static const char *const lines[] = {
        "\ncontacts, line 4: ", "\ncontacts, line 9: ", "\naccounts, line 2: ",
        "\naccounts, line 5: ", "\naccounts, line 6: "};
    static const char *const records[] = {",contacts,4,", ",contacts,9,", ",accounts,2,",
                                          ",accounts,5,", ",accounts,6,"};
    static const char *const objects[] = {"\"contacts\",\"line\":4,", "\"contacts\",\"line\":9,",
                                          "\"accounts\",\"line\":2,", "\"accounts\",\"line\":5,",
                                          "\"accounts\",\"line\":6,"};
    struct fixture *fixture = *state;
    record_in(fixture, 1, 2, "cut");
    record_in(fixture, 1, 5, "cut");
    record_in(fixture, 0, 4, "cut");
    record_in(fixture, 1, 6, "cut");
    record_in(fixture, 0, 9, "cut");
    assert_order(write_form(fixture, REPORT_TEXT), lines, COUNT(lines));
    assert_order(write_form(fixture, REPORT_CSV), records, COUNT(records));
    assert_order(write_form(fixture, REPORT_JSON), objects, COUNT(objects));
}

static void the_first_lines_are_those_of_the_report(void **state)
{
    struct fixture *fixture = *state;
    const struct issue_group *group = &fixture->report.groups[ISSUE_CUT];
    record_in(fixture, 1, 2, "cut");
    record_in(fixture, 0, 4, "cut");
    record_in(fixture, 1, 2, "cut again, and the line counts once");
    record_in(fixture, 1, 3, "cut");
    assert_contains(write_form(fixture, REPORT_TEXT),
                    " lines 4 (contacts), 2 (accounts) and 3 (accounts)\n");
    record_in(fixture, 1, 4, "cut");
    record_in(fixture, 0, 7, "cut");
    assert_contains(write_form(fixture, REPORT_TEXT),
                    " lines 4 (contacts), 7 (contacts), 2 (accounts) and 2 more\n");
    record_in(fixture, 0, 8, "cut");
    record_in(fixture, 0, 9, "cut");
    assert_contains(write_form(fixture, REPORT_TEXT), " lines 4, 7, 8 (contacts) and 4 more\n");
    assert_int_equal(group->count, 8);
    assert_int_equal(group->line_count, 7);
}

enum { MERGED_LIMIT = 5 /* lines of a list, and a 0 behind the last */ };

/* Issues for merge_issues, on the lines of a list; their texts go with the next one. */
struct lines {
    const uint64_t *next;
    struct counts *counts; /* of the report: the caller may go on counting */
    char message[32];
};

static bool give_issue(void *context, struct issue_place *place, struct issue *issue)
{
    struct lines *lines = context;
    memset(lines->message, '#', sizeof lines->message);
    if (*lines->next == 0) {
        return false;
    }
    snprintf(lines->message, sizeof lines->message, "further %d", (int)*lines->next);
    *place = (struct issue_place){.line = *lines->next++};
    *issue = (struct issue){.code = ISSUE_CUT, .message = make_text(lines->message)};
    lines->counts->unused_accounts++;
    return true;
}

static void start_again(struct fixture *fixture)
{
    struct report *report = &fixture->report;
    struct error error = {0};
    close_report(report);
    memset(report->groups, 0, sizeof report->groups);
    report->counts = (struct counts){0};
    assert_true(open_report(report, NULL, &error));
}

static void record_lines(struct fixture *fixture, size_t input, const uint64_t *lines)
{
    char message[32];
    for (; *lines > 0; lines++) {
        snprintf(message, sizeof message, "old %d", (int)*lines);
        record_in(fixture, input, *lines, message);
    }
}

static void merge_lines(struct fixture *fixture, size_t input, const uint64_t *further)
{
    struct error error = {0};
    struct lines lines = {.next = further, .counts = &fixture->report.counts};
    assert_true(merge_issues(&fixture->report, input, give_issue, &lines, &error));
}

/* The messages of the CSV form, each behind a blank. */
static void check_messages(struct fixture *fixture, const char *expected)
{
    char messages[256] = "";
    const char *at = strstr(write_form(fixture, REPORT_CSV), "message\r\n");
    assert_non_null(at);
    for (at += 9; *at != '\0'; at = strstr(at, "\r\n") + 2) {
        size_t length = strcspn(at, "\r");
        size_t start = length;
        while (at[start - 1] != ',') {
            start--;
        }
        size_t used = strlen(messages);
        snprintf(messages + used, sizeof messages - used, " %.*s", (int)(length - start),
                 at + start);
    }
    assert_string_equal(messages, expected);
}

static void further_issues_go_where_their_lines_are(void **state)
{
    static const struct {
        uint64_t recorded[MERGED_LIMIT];
        uint64_t further[MERGED_LIMIT];
        const char *messages;
        uint64_t line_count;
    } cases[] = {
        {{0}, {0}, "", 0},
        {{0}, {2, 2, 3}, " further 2 further 2 further 3", 2},
        {{2, 3}, {0}, " old 2 old 3", 2},
        {{2, 3}, {4, 5}, " old 2 old 3 further 4 further 5", 4},
        {{4, 5}, {2, 3}, " further 2 further 3 old 4 old 5", 4},
        {{2, 4, 4, 6}, {4, 5}, " old 2 old 4 old 4 further 4 further 5 old 6", 4},
        {{3, 3}, {2, 3, 3, 4}, " further 2 old 3 old 3 further 3 further 3 further 4", 3},
    };
    struct fixture *fixture = *state;
    for (size_t i = 0; i < 2 * COUNT(cases); i++) {
        size_t input = i % 2;
        start_again(fixture);
        record_lines(fixture, input, cases[i / 2].recorded);
        merge_lines(fixture, input, cases[i / 2].further);
        check_messages(fixture, cases[i / 2].messages);
        assert_int_equal(fixture->report.groups[ISSUE_CUT].line_count, cases[i / 2].line_count);
    }
}

static void merged_issues_count_once(void **state)
{
    static const uint64_t further[] = {2, 7, 20, 0};
    static const uint64_t more[] = {3, 20, 0};
    struct fixture *fixture = *state;
    const struct issue_group *group = &fixture->report.groups[ISSUE_CUT];
    fixture->report.counts.read = 9;
    record_in(fixture, 1, 7, "old");
    record_in(fixture, 1, 8, "old");
    record_in(fixture, 0, 4, "contact");
    merge_lines(fixture, 1, further);
    assert_int_equal(fixture->report.counts.warnings, 6);
    assert_int_equal(group->count, 6);
    assert_int_equal(group->line_count, 5);
    assert_contains(write_form(fixture, REPORT_TEXT),
                    " lines 4 (contacts), 2 (accounts), 7 (accounts) and 2 more\n");
    record_in(fixture, 1, 20, "last");
    assert_int_equal(group->line_count, 5);
    merge_lines(fixture, 1, more);
    assert_int_equal(fixture->report.counts.warnings, 9);
    assert_int_equal(group->line_count, 6);
    assert_contains(write_form(fixture, REPORT_TEXT),
                    " lines 4 (contacts), 2 (accounts), 3 (accounts) and 3 more\n");
    check_messages(fixture, " contact further 2 further 3 old further 7 old further 20 last"
                            " further 20");
    assert_int_equal(fixture->report.counts.read, 9);
    assert_int_equal(fixture->report.counts.unused_accounts, 5);
    assert_int_equal(fixture->report.counts.notices, 0);
}

/* One long issue, then none. */
static bool give_long_issue(void *context, struct issue_place *place, struct issue *issue)
{
    struct text *message = context;
    *place = (struct issue_place){.line = 3};
    *issue = (struct issue){.code = ISSUE_CUT, .message = *message};
    *message = EMPTY_TEXT;
    return issue->message.length > 0;
}

/* Merges where no file may grow: a full disk, as far as the new spool can tell. */
static bool merge_without_room(struct fixture *fixture, struct text message, struct error *error)
{
    struct rlimit before;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    struct rlimit none = {.rlim_cur = 0, .rlim_max = before.rlim_max};
    void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &none), 0);
    bool merged = merge_issues(&fixture->report, 0, give_long_issue, &message, error);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    signal(SIGXFSZ, handler);
    return merged;
}

static void check_failing_merge(struct fixture *fixture, const char *message)
{
    const char *directory = fixture->report.spool_directory;
    struct error error = {0};
    struct text further = make_text(message);
    char *before = strdup(write_form(fixture, REPORT_JSON));
    assert_false(merge_without_room(fixture, further, &error));
    assert_int_equal(error.kind, ERROR_USAGE);
    assert_contains(error.message, "cannot write to the temporary file");
    error = (struct error){0};
    fixture->report.spool_directory = "/nowhere/at/all";
    assert_false(merge_issues(&fixture->report, 0, give_long_issue, &further, &error));
    fixture->report.spool_directory = directory;
    assert_int_equal(error.kind, ERROR_USAGE);
    assert_contains(error.message, "/nowhere/at/all");
    assert_string_equal(write_form(fixture, REPORT_JSON), before);
    free(before);
}

/* Whether the disk is full at a further issue or at one that was recorded before. */
static void a_merge_that_fails_changes_nothing(void **state)
{
    static char long_message[100000];
    struct fixture *fixture = *state;
    const struct issue_group *group = &fixture->report.groups[ISSUE_CUT];
    memset(long_message, 'x', sizeof long_message - 1);
    record_in(fixture, 0, 2, "old");
    check_failing_merge(fixture, long_message);
    record_in(fixture, 0, 4, long_message);
    check_failing_merge(fixture, "short");
    record_in(fixture, 0, 4, "on a line that has one");
    assert_int_equal(group->count, 3);
    assert_int_equal(group->line_count, 2);
}

static void merging_closes_what_it_opens(void **state)
{
    static const uint64_t further[] = {2, 0};
    static char long_message[100000];
    struct fixture *fixture = *state;
    struct rlimit before;
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    struct rlimit few = {.rlim_cur = 64, .rlim_max = before.rlim_max};
    memset(long_message, 'x', sizeof long_message - 1);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
    for (int i = 0; i < 64; i++) {
        struct error error = {0};
        merge_lines(fixture, 1, further);
        assert_false(merge_without_room(fixture, make_text(long_message), &error));
        assert_contains(error.message, "cannot write to the temporary file");
    }
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
    assert_int_equal(fixture->report.groups[ISSUE_CUT].count, 64);
}

/* The issues of a large file stay in files. */
static void merging_many_keeps_the_order(void **state)
{
    static uint64_t further[5001];
    struct fixture *fixture = *state;
    for (uint64_t i = 0; i < 5000; i++) {
        further[i] = 2 * i + 3;
        record_in(fixture, 0, 2 * i + 2, "old");
    }
    merge_lines(fixture, 0, further);
    const char *at = strstr(write_form(fixture, REPORT_CSV), "\nwarning");
    for (int line = 2; line < 10002; line++) {
        char beginning[64];
        snprintf(beginning, sizeof beginning, "\nwarning,cut,contacts,%d,", line);
        assert_non_null(at);
        assert_memory_equal(at, beginning, strlen(beginning));
        at = strstr(at + 1, "\nwarning");
    }
    assert_null(at);
}

#define INPUTS_TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        INPUTS_TEST(two_inputs_are_told_apart),
        INPUTS_TEST(issues_stand_in_the_order_of_the_inputs),
        INPUTS_TEST(the_first_lines_are_those_of_the_report),
        INPUTS_TEST(further_issues_go_where_their_lines_are),
        INPUTS_TEST(merged_issues_count_once),
        INPUTS_TEST(a_merge_that_fails_changes_nothing),
        INPUTS_TEST(merging_closes_what_it_opens),
        INPUTS_TEST(merging_many_keeps_the_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
