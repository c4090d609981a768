#include "report/report.h"

#include <json-c/json.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const struct text first_name[] = {{"Contacts.first_name", 19}};
static const struct text email[] = {{"Contacts.email1", 15}, {"Accounts.email1", 15}};

/* A report that a test fills; its output is taken as text. */
struct fixture {
    struct report report;
    struct report_column columns[3];
    char *output;
    size_t length;
};

static void set_up_input(struct fixture *fixture)
{
    fixture->columns[0] = (struct report_column){TEXT("Name"), first_name, 1, 9};
    fixture->columns[1] = (struct report_column){TEXT("Email"), email, 2, 5};
    fixture->columns[2] = (struct report_column){TEXT("Loyalty Points"), NULL, 0, 1300};
    fixture->report.inputs[0] = (struct report_input){.role = "export",
                                                      .path = "customers.csv",
                                                      .encoding = "Windows-1252",
                                                      .line_ends = "CRLF",
                                                      .delimiter = ',',
                                                      .header_line = 3,
                                                      .columns = fixture->columns,
                                                      .column_count = 3};
    fixture->report.input_count = 1;
}

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    struct error error = {0};
    if (fixture == NULL) {
        return -1;
    }
    fixture->report.command = "to-sugar";
    set_up_input(fixture);
    *state = fixture;
    return open_report(&fixture->report, NULL, &error) ? 0 : -1;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    close_report(&fixture->report);
    close_report(&fixture->report);
    free(fixture->output);
    free(fixture);
    return 0;
}

static void record(struct fixture *fixture, uint64_t line, const char *customer, struct issue issue)
{
    struct error error = {0};
    struct issue_place place = {.line = line, .record = line - 3, .customer = make_text(customer)};
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

static void assert_lacks(const char *text, const char *part)
{
    if (strstr(text, part) != NULL) {
        fail_msg("\"%s\" is in:\n%s", part, text);
    }
}

static void record_samples(struct fixture *fixture)
{
    fixture->report.counts = (struct counts){.read = 1234567,
                                             .carried = 1234564,
                                             .rejected = 2,
                                             .skipped = 1,
                                             .contacts = 1234564,
                                             .accounts = 4,
                                             .new_customers = 5,
                                             .not_selected = 6,
                                             .unused_accounts = 7,
                                             .rejected_accounts = 8};
    record(fixture, 4, "630",
           (struct issue){.code = ISSUE_ZERO_RESTORED,
                          .column = TEXT("Mob"),
                          .old = TEXT("411222333"),
                          .new = TEXT("0411222333"),
                          .has_old = true,
                          .has_new = true,
                          .message = TEXT("the leading zero was put back")});
    record(fixture, 20, "",
           (struct issue){.code = ISSUE_NO_CUSTOMER_NUMBER,
                          .message = TEXT("there is no customer number")});
    record(fixture, 21, "7",
           (struct issue){.code = ISSUE_BAD_EMAIL,
                          .column = TEXT("Email"),
                          .old = TEXT("joe, \"x\""),
                          .has_old = true,
                          .message = TEXT("this is no email address")});
    record(fixture, 44, "",
           (struct issue){.code = ISSUE_NO_CUSTOMER_NUMBER,
                          .message = TEXT("there is no customer number")});
}

static void the_text_form(void **state)
{
    record_samples(*state);
    const char *text = write_form(*state, REPORT_TEXT);
    static const char beginning[] = "customers.csv: comma, Windows-1252, CRLF, header on line 3, 3 "
                                    "columns\n\npossum to-sugar\n";
    assert_memory_equal(text, beginning, sizeof beginning - 1);
    const char *list = strstr(text, "\n\nEvery issue");
    assert_non_null(list);
    assert_string_equal(
        list,
        "\n\nEvery issue, in the order of the lines\n"
        "line 4, customer 630, column \"Mob\": the leading zero was put back (\"411222333\" -> "
        "\"0411222333\") [zero-restored]\n"
        "line 20: there is no customer number [no-customer-number]\n"
        "line 21, customer 7, column \"Email\": this is no email address (\"joe, \"x\"\") "
        "[bad-email]\n"
        "line 44: there is no customer number [no-customer-number]\n");
}

static void the_csv_form(void **state)
{
    record_samples(*state);
    assert_string_equal(
        write_form(*state, REPORT_CSV),
        "\xEF\xBB\xBF\"customers.csv: comma, Windows-1252, CRLF, header on line 3, 3 columns\"\r\n"
        "severity,code,input,line,record,customer,column,old,new,message\r\n"
        "notice,zero-restored,export,4,1,630,Mob,411222333,\"=\"\"0411222333\"\"\","
        "the leading zero was put back\r\n"
        "error,no-customer-number,export,20,17,,,,,there is no customer number\r\n"
        "warning,bad-email,export,21,18,7,Email,\"joe, \"\"x\"\"\",,this is no email address\r\n"
        "error,no-customer-number,export,44,41,,,,,there is no customer number\r\n");
}

static void the_json_form(void **state)
{
    record_samples(*state);
    assert_string_equal(
        write_form(*state, REPORT_JSON),
        "{\"possum\":\"" POSSUM_VERSION "\",\n"
        "\"command\":\"to-sugar\",\n"
        "\"dry_run\":false,\n"
        "\"inputs\":[\n"
        "{\"role\":\"export\",\"path\":\"customers.csv\",\"encoding\":\"Windows-1252\","
        "\"delimiter\":\",\",\"line_ends\":\"CRLF\",\"header_line\":3,\"columns\":[\n"
        "{\"header\":\"Name\",\"fields\":[\"Contacts.first_name\"],\"filled\":9},\n"
        "{\"header\":\"Email\",\"fields\":[\"Contacts.email1\",\"Accounts.email1\"],\"filled\":5},"
        "\n"
        "{\"header\":\"Loyalty Points\",\"fields\":[],\"filled\":1300}]}],\n"
        "\"counts\":{\"read\":1234567,\"carried\":1234564,\"rejected\":2,\"skipped\":1,"
        "\"contacts\":1234564,\"accounts\":4,\"new\":5,\"not_selected\":6,"
        "\"unused_accounts\":7,\"rejected_accounts\":8,\"notices\":1,\"warnings\":1},\n"
        "\"issues\":[\n"
        "{\"severity\":\"notice\",\"code\":\"zero-restored\",\"input\":\"export\",\"line\":4,"
        "\"record\":1,\"customer\":\"630\",\"column\":\"Mob\",\"old\":\"411222333\","
        "\"new\":\"0411222333\",\"message\":\"the leading zero was put back\"},\n"
        "{\"severity\":\"error\",\"code\":\"no-customer-number\",\"input\":\"export\",\"line\":20,"
        "\"record\":17,\"customer\":null,\"column\":null,\"old\":null,\"new\":null,"
        "\"message\":\"there is no customer number\"},\n"
        "{\"severity\":\"warning\",\"code\":\"bad-email\",\"input\":\"export\",\"line\":21,"
        "\"record\":18,\"customer\":\"7\",\"column\":\"Email\",\"old\":\"joe, \\\"x\\\"\","
        "\"new\":null,\"message\":\"this is no email address\"},\n"
        "{\"severity\":\"error\",\"code\":\"no-customer-number\",\"input\":\"export\",\"line\":44,"
        "\"record\":41,\"customer\":null,\"column\":null,\"old\":null,\"new\":null,"
        "\"message\":\"there is no customer number\"}]}\n");
}

/* The lines of a group are those of its first issues, each line once. */
static void groups_keep_their_first_lines(void **state)
{
    static const uint64_t lines[] = {20, 20, 44, 102, 102, 103, 104, 104};
    struct fixture *fixture = *state;
    struct error error = {0};
    struct issue issue = {.code = ISSUE_NO_CUSTOMER_NUMBER};
    const struct issue_group *group = &fixture->report.groups[ISSUE_NO_CUSTOMER_NUMBER];
    for (size_t i = 0; i < COUNT(lines); i++) {
        record(fixture, lines[i], "", issue);
    }
    assert_int_equal(group->count, 8);
    assert_int_equal(group->line_count, 5);
    assert_int_equal(group->first_lines[0].line, 20);
    assert_int_equal(group->first_lines[1].line, 44);
    assert_int_equal(group->first_lines[2].line, 102);
    struct issue_place place = {.input = 1, .line = 104};
    assert_true(record_issue(&fixture->report, &place, &issue, &error));
    assert_int_equal(group->line_count, 6);
    assert_int_equal(fixture->report.groups[ISSUE_NO_NAME].count, 0);
}

static void a_report_may_have_no_issues(void **state)
{
    assert_contains(write_form(*state, REPORT_TEXT), "\nThere is nothing to say about any row.\n");
    assert_contains(write_form(*state, REPORT_JSON), "\n\"issues\":[]}\n");
    const char *csv = write_form(*state, REPORT_CSV);
    assert_string_equal(strstr(csv, "severity"),
                        "severity,code,input,line,record,customer,column,old,new,message\r\n");
}

static void stopped_and_dry_run_are_shown(void **state)
{
    struct fixture *fixture = *state;
    assert_lacks(write_form(fixture, REPORT_TEXT), "STOPPED");
    assert_lacks(write_form(fixture, REPORT_TEXT), "DRY RUN");
    assert_lacks(write_form(fixture, REPORT_JSON), "stopped");
    fixture->report.stopped = "more than 10 rows were rejected";
    fixture->report.dry_run = true;
    assert_contains(write_form(fixture, REPORT_TEXT),
                    "\npossum to-sugar, DRY RUN: this is what would happen, nothing was changed\n"
                    "STOPPED EARLY: more than 10 rows were rejected\n");
    assert_contains(write_form(fixture, REPORT_JSON),
                    "\"dry_run\":true,\n\"stopped\":\"more than 10 rows were rejected\",\n"
                    "\"inputs\":");
}

static void the_json_form_has_every_column(void **state)
{
    enum { MANY = 1021 };
    struct fixture *fixture = *state;
    struct report_column *columns = calloc(MANY, sizeof *columns);
    assert_non_null(columns);
    for (size_t i = 0; i < MANY; i++) {
        columns[i].header = TEXT("Extra");
    }
    fixture->report.inputs[0].columns = columns;
    fixture->report.inputs[0].column_count = MANY;
    struct json_object *json = json_tokener_parse(write_form(fixture, REPORT_JSON));
    struct json_object *inputs = json_object_object_get(json, "inputs");
    struct json_object *input = json_object_array_get_idx(inputs, 0);
    assert_int_equal(json_object_array_length(json_object_object_get(input, "columns")), MANY);
    json_object_put(json);
    free(columns);
}

/* What a hostile file may hold, in every place that shows it. */
static const struct text hostile = {"=a\0b\x1B[2J\x7F\xC2\x9B\r\n\t\xFF\xC3\xE2\x80\xAE/\\\"", 22};

static void record_hostile(struct fixture *fixture)
{
    struct error error = {0};
    struct issue issue = {.code = ISSUE_WIZARD_DAMAGE,
                          .column = hostile,
                          .old = hostile,
                          .new = hostile,
                          .has_old = true,
                          .has_new = true,
                          .message = hostile};
    struct issue_place place = {.line = 9, .record = 1, .customer = hostile};
    fixture->columns[2].header = hostile;
    fixture->report.inputs[0].path = "a\x1B]0;\x07\xFF.csv";
    fixture->report.stopped = "stopped\x1B[2J\n";
    assert_true(record_issue(&fixture->report, &place, &issue, &error));
}

static void no_control_character_gets_through(void **state)
{
    struct fixture *fixture = *state;
    record_hostile(fixture);
    for (int form = REPORT_TEXT; form <= REPORT_CSV; form++) {
        write_form(fixture, (enum report_form)form);
        for (size_t i = 0; i < fixture->length; i++) {
            unsigned char byte = (unsigned char)fixture->output[i];
            bool line_end = byte == '\n' || (byte == '\r' && form == REPORT_CSV);
            assert_true((byte >= 0x20 && byte != 0x7F) || line_end);
        }
        assert_lacks(fixture->output, "\xC2\x9B");
        assert_lacks(fixture->output, "\xFF");
        assert_contains(fixture->output, "\xEF\xBF\xBD\xEF\xBF\xBD");
    }
}

static void hostile_values_stay_on_their_line(void **state)
{
    struct fixture *fixture = *state;
    record_hostile(fixture);
    const char *shown = "=a\\x00b\\x1B[2J\\x7F\\x9B\\r\\n\\t\xEF\xBF\xBD\xEF\xBF\xBD\\u{202E}/\\\"";
    const char *text = write_form(fixture, REPORT_TEXT);
    char line[512];
    snprintf(line, sizeof line,
             "\nline 9, customer %s, column \"%s\": %s (\"%s\" -> \"%s\") [wizard-damage]\n", shown,
             shown, shown, shown, shown);
    assert_contains(text, line);
    const char *csv = write_form(fixture, REPORT_CSV);
    size_t line_ends = 0;
    for (const char *at = csv; (at = strstr(at, "\r\n")) != NULL; at += 2) {
        line_ends++;
    }
    assert_int_equal(line_ends, 3);
    assert_contains(csv, "\r\nwarning,wizard-damage,export,9,1,\"=\"\"");
}

static void the_json_form_keeps_every_character(void **state)
{
    struct fixture *fixture = *state;
    record_hostile(fixture);
    struct json_tokener *tokener = json_tokener_new();
    json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
    const char *text = write_form(fixture, REPORT_JSON);
    struct json_object *json = json_tokener_parse_ex(tokener, text, (int)fixture->length);
    assert_non_null(json);
    assert_string_equal(json_object_get_string(json_object_object_get(json, "stopped")),
                        "stopped\x1B[2J\n");
    struct json_object *issues = json_object_object_get(json, "issues");
    struct json_object *issue = json_object_array_get_idx(issues, 0);
    static const char *const keys[] = {"customer", "column", "old", "new", "message"};
    static const char kept[] = "=a\0b\x1B[2J\x7F\xC2\x9B\r\n\t\xEF\xBF\xBD\xEF\xBF\xBD"
                               "\xE2\x80\xAE/\\\"";
    for (size_t i = 0; i < COUNT(keys); i++) {
        struct json_object *value = json_object_object_get(issue, keys[i]);
        assert_int_equal(json_object_get_string_len(value), sizeof kept - 1);
        assert_memory_equal(json_object_get_string(value), kept, sizeof kept - 1);
    }
    json_object_put(json);
    json_tokener_free(tokener);
}

static void empty_values_are_not_missing_ones(void **state)
{
    struct fixture *fixture = *state;
    record(fixture, 9, "1",
           (struct issue){.code = ISSUE_CUT,
                          .old = TEXT("x"),
                          .has_old = true,
                          .has_new = true,
                          .message = TEXT("gone")});
    record(fixture, 10, "",
           (struct issue){
               .code = ISSUE_CUT, .new = TEXT("y"), .has_new = true, .message = TEXT("made")});
    const char *text = write_form(fixture, REPORT_TEXT);
    assert_contains(text, "line 9, customer 1: gone (\"x\" -> \"\") [cut]\n");
    assert_contains(text, "line 10: made (-> \"y\") [cut]\n");
    const char *json = write_form(fixture, REPORT_JSON);
    assert_contains(json, "\"old\":\"x\",\"new\":\"\"");
    assert_contains(json, "\"customer\":null,\"column\":null,\"old\":null,\"new\":\"y\"");
}

/* A report can be written several times, and go on in between. */
static void a_report_goes_on_after_writing(void **state)
{
    struct fixture *fixture = *state;
    struct issue issue = {.code = ISSUE_UNWRAPPED, .message = TEXT("unwrapped")};
    for (uint64_t line = 4; line < 5004; line++) {
        record(fixture, line, "1", issue);
    }
    char *first = strdup(write_form(fixture, REPORT_CSV));
    assert_string_equal(write_form(fixture, REPORT_CSV), first);
    free(first);
    record(fixture, 5004, "2", issue);
    const char *csv = write_form(fixture, REPORT_CSV);
    assert_contains(csv, ",4,1,1,,,,unwrapped\r\nnotice,unwrapped,export,5,2,1,,,,unwrapped\r\n");
    assert_contains(csv, ",5003,5000,1,,,,unwrapped\r\n"
                         "notice,unwrapped,export,5004,5001,2,,,,unwrapped\r\n");
    assert_int_equal(fixture->report.counts.notices, 5001);
    assert_int_equal(fixture->report.counts.warnings, 0);
    assert_int_equal(fixture->report.groups[ISSUE_UNWRAPPED].count, 5001);
}

/* Puts a file in the place of an input's spool that can be neither written nor read. */
static void break_spool(struct fixture *fixture, size_t input)
{
    FILE *broken = fopen("/dev/full", "wb");
    assert_non_null(broken);
    setvbuf(broken, NULL, _IONBF, 0);
    fclose(fixture->report.spools[input]);
    fixture->report.spools[input] = broken;
}

static bool give_nothing(void *context, struct issue_place *place, struct issue *issue)
{
    (void)context;
    (void)place;
    (void)issue;
    return false;
}

static void a_broken_spool_is_told(void **state)
{
    struct fixture *fixture = *state;
    for (size_t input = REPORT_INPUT_LIMIT; input-- > 0;) { /* at last, both are broken */
        struct error error = {0};
        struct issue_place place = {.input = input, .line = 1};
        struct issue issue = {.code = ISSUE_CUT};
        break_spool(fixture, input);
        assert_false(record_issue(&fixture->report, &place, &issue, &error));
        assert_int_equal(error.kind, ERROR_USAGE);
        error = (struct error){0};
        assert_false(merge_issues(&fixture->report, input, give_nothing, NULL, &error));
        assert_int_equal(error.kind, ERROR_USAGE);
        assert_int_equal(fixture->report.counts.warnings, 0);
        assert_int_equal(fixture->report.groups[ISSUE_CUT].count, 0);
        FILE *out = open_memstream(&fixture->output, &fixture->length);
        error = (struct error){0};
        assert_false(write_report(&fixture->report, REPORT_JSON, out, &error));
        assert_int_equal(error.kind, ERROR_USAGE);
        fclose(out);
        free(fixture->output);
        fixture->output = NULL;
    }
}

static void the_spool_needs_its_directory(void **state)
{
    (void)state;
    struct report report = {0};
    struct error error = {0};
    assert_false(open_report(&report, "/nowhere/at/all", &error));
    assert_int_equal(error.kind, ERROR_USAGE);
    assert_contains(error.message, "/nowhere/at/all");
    close_report(&report);
}

static void forms_go_by_the_ending(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        bool known;
        enum report_form form;
    } cases[] = {
        {"report.txt", true, REPORT_TEXT},
        {"out/Report.TXT", true, REPORT_TEXT},
        {"report.json", true, REPORT_JSON},
        {"a.txt.csv", true, REPORT_CSV},
        {"report.Csv", true, REPORT_CSV},
        {"report.pdf", false, REPORT_TEXT},
        {"report", false, REPORT_TEXT},
        {"csv", false, REPORT_TEXT},
        {"report.csv/", false, REPORT_TEXT},
        {"-", false, REPORT_TEXT},
        {"", false, REPORT_TEXT},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        enum report_form form = REPORT_TEXT;
        struct error error = {0};
        assert_int_equal(find_report_form(cases[i].path, &form, &error), cases[i].known);
        assert_int_equal(form, cases[i].form);
        if (!cases[i].known) {
            assert_int_equal(error.kind, ERROR_USAGE);
            assert_contains(error.message, ".txt, .json or .csv");
        }
    }
}

#define REPORT_TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        REPORT_TEST(the_text_form),
        REPORT_TEST(the_csv_form),
        REPORT_TEST(the_json_form),
        REPORT_TEST(groups_keep_their_first_lines),
        REPORT_TEST(a_report_may_have_no_issues),
        REPORT_TEST(stopped_and_dry_run_are_shown),
        REPORT_TEST(the_json_form_has_every_column),
        REPORT_TEST(no_control_character_gets_through),
        REPORT_TEST(hostile_values_stay_on_their_line),
        REPORT_TEST(the_json_form_keeps_every_character),
        REPORT_TEST(empty_values_are_not_missing_ones),
        REPORT_TEST(a_report_goes_on_after_writing),
        REPORT_TEST(a_broken_spool_is_told),
        cmocka_unit_test(the_spool_needs_its_directory),
        cmocka_unit_test(forms_go_by_the_ending),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
