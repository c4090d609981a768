#include "report/summary.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const struct text first_name[] = {{"Contacts.first_name", 19}};

/* A report that a test fills, and its summary. */
struct fixture {
    struct report report;
    struct report_column columns[2];
    struct buffer text;
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    if (fixture == NULL) {
        return -1;
    }
    fixture->columns[0] = (struct report_column){TEXT("Name"), first_name, 1, 9};
    fixture->columns[1] = (struct report_column){TEXT("Loyalty Points"), NULL, 0, 1300};
    fixture->report = (struct report){.command = "to-sugar", .input_count = 1};
    fixture->report.inputs[0] = (struct report_input){.role = "export",
                                                      .path = "customers.csv",
                                                      .encoding = "Windows-1252",
                                                      .line_ends = "CRLF",
                                                      .delimiter = ',',
                                                      .header_line = 3,
                                                      .columns = fixture->columns,
                                                      .column_count = 2};
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    free_buffer(&fixture->text);
    free(fixture);
    return 0;
}

static const char *summarize(struct fixture *fixture, const struct report_file *files,
                             size_t file_count, bool color)
{
    reset_buffer(&fixture->text);
    append_summary(&fixture->text, &fixture->report, files, file_count, color);
    append_byte(&fixture->text, '\0');
    assert_false(fixture->text.failed);
    return fixture->text.at;
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

static void set_group(struct fixture *fixture, enum issue_code code, uint64_t count,
                      uint64_t line_count)
{
    static const struct issue_line lines[REPORT_FIRST_LINES] = {{0, 20}, {0, 1044}, {0, 1102}};
    struct issue_group *group = &fixture->report.groups[code];
    memset(group, 0, sizeof *group);
    group->count = count;
    group->line_count = line_count;
    group->last_lines[0] = 1102;
    for (uint64_t i = 0; i < line_count && i < REPORT_FIRST_LINES; i++) {
        group->first_lines[i] = lines[i];
    }
}

static void add_accounts(struct fixture *fixture)
{
    struct report *report = &fixture->report;
    report->inputs[0].role = "contacts";
    report->inputs[1] = report->inputs[0];
    report->inputs[1].role = "accounts";
    report->inputs[1].path = "accounts.csv";
    report->input_count = 2;
}

static void fill(struct fixture *fixture)
{
    fixture->report.counts = (struct counts){.read = 1234567,
                                             .carried = 1234564,
                                             .rejected = 2,
                                             .skipped = 1,
                                             .contacts = 1234564,
                                             .accounts = 1,
                                             .notices = 1000,
                                             .warnings = 1};
    set_group(fixture, ISSUE_NO_CUSTOMER_NUMBER, 1, 1);
    set_group(fixture, ISSUE_TOO_LONG, 2, 1);
    set_group(fixture, ISSUE_BAD_EMAIL, 1, 1);
    set_group(fixture, ISSUE_ZERO_RESTORED, 1000, 998);
}

static void a_whole_summary(void **state)
{
    static const struct report_file files[] = {{"out/Accounts.csv", "1 record"},
                                               {"out/Contacts.csv", "1,234,564 records"}};
    fill(*state);
    assert_string_equal(
        summarize(*state, files, COUNT(files), false),
        "customers.csv: comma, Windows-1252, CRLF, header on line 3, 2 columns\n"
        "\n"
        "possum to-sugar\n"
        "\n"
        "1,234,567 rows read = 1,234,564 carried + 2 rejected + 1 skipped\n"
        "1,234,564 contacts, 1 account\n"
        "the CRM will need about 8.6 to 17.1 hours to import them\n"
        "1 warning, 1,000 notices\n"
        "\n"
        "Rejected rows: 2\n"
        "        1  No customer number [no-customer-number]\n"
        "           line 20\n"
        "           What to do: Look the customer's number up in ClickPOS, fill it in and\n"
        "           feed the row in again.\n"
        "        2  A value is longer than the CRM's field [too-long]\n"
        "           line 20\n"
        "           What to do: Shorten the value and feed the row in again, or run with\n"
        "           --too-long cut to have it cut.\n"
        "\n"
        "Warnings: 1\n"
        "        1  Not a valid email address: left out [bad-email]\n"
        "           line 20\n"
        "           What to do: Correct the address in ClickPOS and run again, or enter\n"
        "           it in the CRM by hand.\n"
        "\n"
        "Notices: 1,000\n"
        "    1,000  A leading zero that Excel had dropped was put back [zero-restored]\n"
        "           lines 20, 1044, 1102 and 995 more\n"
        "           What to do: Nothing, unless the number belongs to another country:\n"
        "           then correct it in ClickPOS.\n"
        "\n"
        "Columns that map to nothing, in customers.csv\n"
        "  \"Loyalty Points\"  filled in 1,300 of 1,234,567\n"
        "\n"
        "Files written\n"
        "  out/Accounts.csv  1 record\n"
        "  out/Contacts.csv  1,234,564 records\n");
}

static void what_is_not_there_has_no_section(void **state)
{
    struct fixture *fixture = *state;
    fixture->report.inputs[0].column_count = 1;
    assert_string_equal(summarize(fixture, NULL, 0, false),
                        "customers.csv: comma, Windows-1252, CRLF, header on line 3, 1 column\n"
                        "\n"
                        "possum to-sugar\n"
                        "\n"
                        "0 rows read = 0 carried + 0 rejected + 0 skipped\n"
                        "0 contacts, 0 accounts\n"
                        "0 warnings, 0 notices\n");
}

static void stopped_and_dry_run_stand_out(void **state)
{
    struct fixture *fixture = *state;
    fixture->report.stopped = "more than 10 rows were rejected";
    fixture->report.dry_run = true;
    assert_contains(summarize(fixture, NULL, 0, true),
                    "\n\n\033[1mpossum to-sugar, DRY RUN: this is what would happen, nothing was "
                    "changed\033[0m\n"
                    "\033[1;31mSTOPPED EARLY: more than 10 rows were rejected\033[0m\n\n");
}

static void delimiters_have_names(void **state)
{
    static const struct {
        char delimiter;
        const char *line;
    } cases[] = {
        {',', "customers.csv: comma, UTF-8, mixed, header on line 1, 2 columns\n"},
        {';', "customers.csv: semicolon, UTF-8, mixed, header on line 1, 2 columns\n"},
        {'\t', "customers.csv: tab, UTF-8, mixed, header on line 1, 2 columns\n"},
        {'|', "customers.csv: pipe, UTF-8, mixed, header on line 1, 2 columns\n"},
        {'^', "customers.csv: \"^\", UTF-8, mixed, header on line 1, 2 columns\n"},
        {'\x1B', "customers.csv: \"\\x1B\", UTF-8, mixed, header on line 1, 2 columns\n"},
    };
    struct fixture *fixture = *state;
    struct report_input *input = &fixture->report.inputs[0];
    input->encoding = "UTF-8";
    input->line_ends = "mixed";
    input->header_line = 1;
    for (size_t i = 0; i < COUNT(cases); i++) {
        input->delimiter = cases[i].delimiter;
        const char *text = summarize(fixture, NULL, 0, false);
        assert_memory_equal(text, cases[i].line, strlen(cases[i].line));
    }
}

static void standard_input_is_named(void **state)
{
    struct fixture *fixture = *state;
    fixture->report.inputs[0].path = "-";
    const char *text = summarize(fixture, NULL, 0, false);
    assert_memory_equal(text, "standard input: comma,", 22);
    assert_contains(text, "\nColumns that map to nothing, in standard input\n");
}

static void numbers_have_thousands_separators(void **state)
{
    static const struct {
        uint64_t number;
        const char *line;
    } cases[] = {
        {0, "\n0 contacts, "},
        {1, "\n1 contact, "},
        {999, "\n999 contacts, "},
        {1000, "\n1,000 contacts, "},
        {100000, "\n100,000 contacts, "},
        {1234567, "\n1,234,567 contacts, "},
        {UINT64_MAX, "\n18,446,744,073,709,551,615 contacts, "},
    };
    struct fixture *fixture = *state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        fixture->report.counts.contacts = cases[i].number;
        assert_contains(summarize(fixture, NULL, 0, false), cases[i].line);
    }
}

static void the_import_takes_its_time(void **state)
{
    static const struct {
        uint64_t contacts;
        const char *line;
    } cases[] = {
        {1, "about a second or two to import"},       {39, "about a second or two to import"},
        {40, "about 1 to 2 seconds to import"},       {1980, "about 50 to 99 seconds to import"},
        {2400, "about 1 to 2 minutes to import"},     {118800, "about 50 to 99 minutes to import"},
        {144000, "about 1.0 to 2.0 hours to import"},
    };
    struct fixture *fixture = *state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        fixture->report.counts.contacts = cases[i].contacts;
        fixture->report.counts.accounts = 0;
        assert_contains(summarize(fixture, NULL, 0, false), cases[i].line);
    }
}

static void lines_read_as_a_sentence(void **state)
{
    static const struct {
        uint64_t lines;
        const char *shown;
    } cases[] = {
        {1, "\n           line 20\n"},
        {2, "\n           lines 20 and 1044\n"},
        {3, "\n           lines 20, 1044 and 1102\n"},
        {4, "\n           lines 20, 1044, 1102 and 1 more\n"},
        {5003, "\n           lines 20, 1044, 1102 and 5,000 more\n"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        set_group(*state, ISSUE_CUT, 9999, cases[i].lines);
        assert_contains(summarize(*state, NULL, 0, false), cases[i].shown);
    }
}

static void two_inputs_are_told_apart(void **state)
{
    struct fixture *fixture = *state;
    add_accounts(fixture);
    const char *text = summarize(fixture, NULL, 0, false);
    assert_contains(text, "customers.csv (contacts): comma, ");
    assert_contains(text, "\naccounts.csv (accounts): comma, ");
    assert_contains(text, "Columns that map to nothing, in accounts.csv\n"
                          "  \"Loyalty Points\"  filled in 1,300\n");
}

static void lines_of_two_inputs_name_them(void **state)
{
    static const struct {
        struct issue_group group;
        const char *shown;
    } cases[] = {
        {{1, 1, {{0, 4}}, {4, 0}}, " line 4 (contacts)\n"},
        {{1, 1, {{1, 4}}, {0, 4}}, " line 4 (accounts)\n"},
        {{2, 2, {{0, 4}, {0, 7}}, {7, 0}}, " lines 4 and 7 (contacts)\n"},
        {{2, 2, {{0, 20}, {1, 7}}, {20, 7}}, " lines 20 (contacts) and 7 (accounts)\n"},
        {{3, 3, {{0, 4}, {0, 7}, {1, 2}}, {7, 2}},
         " lines 4 (contacts), 7 (contacts) and 2 (accounts)\n"},
        {{9, 9, {{0, 4}, {0, 7}, {1, 2}}, {7, 20}},
         " lines 4 (contacts), 7 (contacts), 2 (accounts) and 6 more\n"},
        {{9, 9, {{1, 4}, {1, 7}, {1, 8}}, {0, 20}}, " lines 4, 7, 8 and 6 more (accounts)\n"},
        {{9, 9, {{0, 4}, {0, 7}, {0, 8}}, {20, 2}}, " lines 4, 7, 8 (contacts) and 6 more\n"},
    };
    struct fixture *fixture = *state;
    add_accounts(fixture);
    for (size_t i = 0; i < COUNT(cases); i++) {
        fixture->report.groups[ISSUE_CUT] = cases[i].group;
        assert_contains(summarize(fixture, NULL, 0, false), cases[i].shown);
    }
}

static void customers_for_clickpos_are_counted(void **state)
{
    static const struct {
        struct counts counts;
        size_t input_count;
        const char *shown;
    } cases[] = {
        {{0},
         2,
         "\n\n0 rows read = 0 carried + 0 rejected + 0 skipped\n"
         "0 customers for ClickPOS, none of them new\n0 accounts read\n0 warnings, "},
        {{.read = 8,
          .carried = 5,
          .skipped = 3,
          .contacts = 5,
          .accounts = 3,
          .new_customers = 2,
          .not_selected = 2,
          .unused_accounts = 1},
         2,
         "\n8 rows read = 5 carried + 0 rejected + 3 skipped (2 of them not selected)\n"
         "5 customers for ClickPOS, 2 of them new\n"
         "3 accounts read, 1 of them without a contact\n0 warnings, "},
        {{.read = 1, .carried = 1, .accounts = 1, .rejected_accounts = 1000},
         2,
         "+ 0 skipped\n1 customer for ClickPOS, none of them new\n"
         "1 account read, 1,000 rejected\n0 warnings, "},
        {{.accounts = 4000, .unused_accounts = 3000, .rejected_accounts = 1},
         2,
         "\n4,000 accounts read, 3,000 of them without a contact, 1 rejected\n"},
        {{.rejected_accounts = 1}, 2, "\n0 accounts read, 1 rejected\n"},
        {{.carried = 1, .new_customers = 1},
         1,
         "\n1 customer for ClickPOS, 1 of them new\n0 warnings, "},
    };
    struct fixture *fixture = *state;
    add_accounts(fixture);
    fixture->report.direction = REPORT_TO_CLICKPOS;
    for (size_t i = 0; i < COUNT(cases); i++) {
        fixture->report.counts = cases[i].counts;
        fixture->report.input_count = cases[i].input_count;
        assert_contains(summarize(fixture, NULL, 0, false), cases[i].shown);
        assert_lacks(fixture->text.at, "import");
    }
}

static void rejected_accounts_are_rejected_rows(void **state)
{
    struct fixture *fixture = *state;
    add_accounts(fixture);
    fixture->report.counts.rejected = 2;
    fixture->report.counts.rejected_accounts = 1000;
    set_group(fixture, ISSUE_QUOTE_OPEN, 1, 1);
    assert_contains(summarize(fixture, NULL, 0, false), "\nRejected rows: 1,002\n");
    fixture->report.direction = REPORT_TO_CLICKPOS;
    assert_contains(summarize(fixture, NULL, 0, true), ", \033[31m1,000 rejected\033[0m\n");
}

static void colors_only_where_wanted(void **state)
{
    struct fixture *fixture = *state;
    fill(fixture);
    assert_lacks(summarize(fixture, NULL, 0, false), "\033");
    const char *colored = summarize(fixture, NULL, 0, true);
    assert_contains(colored, "\n\033[1mWarnings: 1\033[0m\n");
    assert_contains(colored, "\033[31m2 rejected\033[0m");
    assert_contains(colored, "\033[33m1 warning\033[0m, 1,000 notices\n");
    fixture->report.counts.rejected = 0;
    assert_contains(summarize(fixture, NULL, 0, true), "+ 0 rejected +");
}

static void of_many_unmapped_columns_twenty_are_listed(void **state)
{
    static const struct {
        size_t count;
        const char *end;
    } cases[] = {
        {20, "\n  \"twentieth\"  filled in 7 of 0\n"},
        {1021,
         "\n  \"twentieth\"  filled in 7 of 0\n  and 1,001 more, which a .json report lists\n"},
    };
    static struct report_column columns[1021];
    struct fixture *fixture = *state;
    for (size_t i = 0; i < COUNT(columns); i++) {
        columns[i].header = i == 0 ? EMPTY_TEXT : i == 19 ? TEXT("twentieth") : TEXT("other");
        columns[i].filled = 7;
    }
    fixture->report.inputs[0].columns = columns;
    for (size_t i = 0; i < COUNT(cases); i++) {
        fixture->report.inputs[0].column_count = cases[i].count;
        const char *text = summarize(fixture, NULL, 0, false);
        assert_contains(text, "\n  column 1, without a header,  filled in 7 of 0\n");
        assert_string_equal(strstr(text, "\n  \"twentieth\""), cases[i].end);
    }
}

static void blank_columns_are_only_counted(void **state)
{
    static const struct {
        uint64_t filled[3];
        const char *end;
    } cases[] = {
        {{0, 0, 0}, "\n  3 columns, blank in every row\n"},
        {{0, 5, 0}, "\n  \"other\"  filled in 5 of 0\n  and 2 more, blank in every row\n"},
        {{5, 5, 5},
         "\n  \"other\"  filled in 5 of 0\n  \"other\"  filled in 5 of 0\n"
         "  \"other\"  filled in 5 of 0\n"},
    };
    struct report_column columns[3];
    struct fixture *fixture = *state;
    fixture->report.inputs[0].columns = columns;
    fixture->report.inputs[0].column_count = COUNT(columns);
    for (size_t i = 0; i < COUNT(cases); i++) {
        for (size_t k = 0; k < COUNT(columns); k++) {
            columns[k] =
                (struct report_column){.header = TEXT("other"), .filled = cases[i].filled[k]};
        }
        const char *title = strstr(summarize(fixture, NULL, 0, false), "Columns that map");
        assert_non_null(title);
        assert_string_equal(strchr(title, '\n'), cases[i].end);
    }
    fixture->report.inputs[0].column_count = 1;
    columns[0].filled = 0;
    assert_contains(summarize(fixture, NULL, 0, false), "\n  1 column, blank in every row\n");
}

static void nothing_commands_the_terminal(void **state)
{
    static const struct report_file files[] = {{"a\x1B[2J\n", "1 record"}};
    struct fixture *fixture = *state;
    fixture->columns[1].header = TEXT("b\x1B[2J\xC2\x9B\r\n\xFF");
    fixture->report.inputs[0].path = "c\x1B]0;\x07";
    fixture->report.inputs[0].encoding = "d\x1B[2J";
    fixture->report.stopped = "e\x1B[2J\t\x7F";
    const char *text = summarize(fixture, files, 1, false);
    for (const char *at = text; *at != '\0'; at++) {
        assert_true(*at == '\n' || (*at != 0x7F && (unsigned char)*at >= 0x20));
    }
    assert_contains(text, "c\\x1B]0;\\x07: comma, d\\x1B[2J, CRLF");
    assert_contains(text, "\nSTOPPED EARLY: e\\x1B[2J\\t\\x7F\n");
    assert_contains(text, "\n  \"b\\x1B[2J\\x9B\\r\\n\xEF\xBF\xBD\"  filled in");
    assert_contains(text, "\n  a\\x1B[2J\\n  1 record\n");
}

static void a_summary_goes_to_a_stream(void **state)
{
    char *written = NULL;
    size_t length = 0;
    struct fixture *fixture = *state;
    FILE *out = open_memstream(&written, &length);
    assert_non_null(out);
    write_summary(&fixture->report, NULL, 0, true, out);
    assert_int_equal(fclose(out), 0);
    assert_string_equal(written, summarize(fixture, NULL, 0, true));
    free(written);
}

#define SUMMARY_TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SUMMARY_TEST(a_whole_summary),
        SUMMARY_TEST(what_is_not_there_has_no_section),
        SUMMARY_TEST(stopped_and_dry_run_stand_out),
        SUMMARY_TEST(delimiters_have_names),
        SUMMARY_TEST(standard_input_is_named),
        SUMMARY_TEST(numbers_have_thousands_separators),
        SUMMARY_TEST(the_import_takes_its_time),
        SUMMARY_TEST(lines_read_as_a_sentence),
        SUMMARY_TEST(two_inputs_are_told_apart),
        SUMMARY_TEST(lines_of_two_inputs_name_them),
        SUMMARY_TEST(customers_for_clickpos_are_counted),
        SUMMARY_TEST(rejected_accounts_are_rejected_rows),
        SUMMARY_TEST(colors_only_where_wanted),
        SUMMARY_TEST(of_many_unmapped_columns_twenty_are_listed),
        SUMMARY_TEST(blank_columns_are_only_counted),
        SUMMARY_TEST(nothing_commands_the_terminal),
        SUMMARY_TEST(a_summary_goes_to_a_stream),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
