#include "base/options.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct settings {
    bool force;
    bool dry_run;
    const char *output;
    const char *site;
    uint64_t limit;
    int target;
    int color;
    struct string_list reports;
};

static const char *const targets[] = {"suitecrm", "sugarcrm", NULL};

static const struct option_entry table[] = {
    {"output", 'o', OPTION_STRING, "DIR", NULL, offsetof(struct settings, output),
     "where the files go; the folder is made if it is not there yet, and left alone if it is"},
    {"site", 0, OPTION_STRING, "NAME", NULL, offsetof(struct settings, site), "which shop"},
    {"max-rejects", 0, OPTION_STRING, "N|P%", NULL, offsetof(struct settings, site), "stop early"},
    {"limit", 'n', OPTION_COUNT, "N", NULL, offsetof(struct settings, limit), "the first N"},
    {"target", 0, OPTION_CHOICE, "CRM", targets, offsetof(struct settings, target), "whose wizard"},
    {"color", 'c', OPTION_WHEN, "WHEN", NULL, offsetof(struct settings, color), "colors"},
    {"report", 'r', OPTION_LIST, "FILE", NULL, offsetof(struct settings, reports), "a report"},
    {"dry-run", 0, OPTION_FLAG, NULL, NULL, offsetof(struct settings, dry_run), "write nothing"},
    {"force", 'f', OPTION_FLAG, NULL, NULL, offsetof(struct settings, force), "overwrite"},
};

enum { COUNT = sizeof table / sizeof table[0], MOST_WORDS = 12 };

/* A command line, parsed. */
struct run {
    char *argv[MOST_WORDS + 2];
    int argc;
    struct settings settings;
    bool parsed;
    bool help;
    int first_operand;
    struct error error;
};

/* `words`: up to MOST_WORDS, then NULL. */
static void run_parser(struct run *run, const char *const *words)
{
    *run = (struct run){.argv = {(char *)"to-sugar"}, .argc = 1};
    while (words[run->argc - 1] != NULL) {
        run->argv[run->argc] = (char *)words[run->argc - 1];
        run->argc++;
    }
    run->parsed = parse_options(run->argc, run->argv, table, COUNT, &run->settings, &run->help,
                                &run->first_operand, &run->error);
}

#define RUN(run, ...) run_parser((run), (const char *const[MOST_WORDS + 1]){__VA_ARGS__})

static void test_nothing_changes_the_defaults(void **state)
{
    (void)state;
    struct run run;
    RUN(&run, NULL);
    assert_true(run.parsed);
    assert_false(run.help);
    assert_int_equal(run.first_operand, 1);
    assert_null(run.settings.output);
    assert_false(run.settings.force);
    assert_int_equal(run.settings.limit, 0);
    assert_int_equal(run.settings.color, WHEN_AUTO);
    assert_int_equal(run.settings.reports.count, 0);
}

static void test_every_kind(void **state)
{
    (void)state;
    struct run run;
    RUN(&run, "export.csv", "--output", "out", "--limit=18446744073709551615", "--target",
        "sugarcrm", "--color=never", "--report", "a.txt", "-rb.html", "-f", "-");
    assert_true(run.parsed);
    assert_string_equal(run.settings.output, "out");
    assert_true(run.settings.limit == UINT64_MAX);
    assert_int_equal(run.settings.target, 1);
    assert_int_equal(run.settings.color, WHEN_NEVER);
    assert_true(run.settings.force);
    assert_false(run.settings.dry_run);
    assert_int_equal(run.settings.reports.count, 2);
    assert_string_equal(run.settings.reports.items[0], "a.txt");
    assert_string_equal(run.settings.reports.items[1], "b.html");
    assert_int_equal(run.first_operand, run.argc - 2);
    assert_string_equal(run.argv[run.first_operand], "export.csv");
    assert_string_equal(run.argv[run.first_operand + 1], "-");
    free_string_list(&run.settings.reports);
    assert_null(run.settings.reports.items);
    assert_int_equal(run.settings.reports.count, 0);
}

static void test_short_forms(void **state)
{
    (void)state;
    struct run run;
    RUN(&run, "-fn", "007", "-o", "", "-c");
    assert_true(run.parsed);
    assert_true(run.settings.force);
    assert_int_equal(run.settings.limit, 7);
    assert_string_equal(run.settings.output, "");
    assert_int_equal(run.settings.color, WHEN_ALWAYS);
    RUN(&run, "-cauto", "-fooutput");
    assert_true(run.parsed);
    assert_int_equal(run.settings.color, WHEN_AUTO);
    assert_string_equal(run.settings.output, "output");
}

static void test_color_leaves_the_operand(void **state)
{
    (void)state;
    struct run run;
    RUN(&run, "--color", "never");
    assert_true(run.parsed);
    assert_int_equal(run.settings.color, WHEN_ALWAYS);
    assert_string_equal(run.argv[run.first_operand], "never");
}

static void test_last_wins(void **state)
{
    (void)state;
    struct run run;
    RUN(&run, "--site", "one", "--limit", "5", "--target=sugarcrm", "--site=two", "--limit=6",
        "--target=suitecrm");
    assert_true(run.parsed);
    assert_string_equal(run.settings.site, "two");
    assert_int_equal(run.settings.limit, 6);
    assert_int_equal(run.settings.target, 0);
}

static void test_dashes_end_the_options(void **state)
{
    (void)state;
    struct run run;
    RUN(&run, "a.csv", "-f", "--", "--dry-run", "--bogus");
    assert_true(run.parsed);
    assert_true(run.settings.force);
    assert_false(run.settings.dry_run);
    assert_int_equal(run.argc - run.first_operand, 3);
    assert_string_equal(run.argv[run.first_operand], "a.csv");
    assert_string_equal(run.argv[run.first_operand + 1], "--dry-run");
    assert_string_equal(run.argv[run.first_operand + 2], "--bogus");
}

static void test_abbreviation(void **state)
{
    (void)state;
    struct run run;
    RUN(&run, "--dry", "--out=x");
    assert_true(run.parsed);
    assert_true(run.settings.dry_run);
    assert_string_equal(run.settings.output, "x");
}

static void test_help(void **state)
{
    (void)state;
    static const char *const words[] = {"--help", "-h", "--he"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        struct run run;
        RUN(&run, "a.csv", "-f", words[i], "--bogus");
        assert_true(run.parsed);
        assert_true(run.help);
        assert_int_equal(run.first_operand, run.argc);
    }
}

static void test_option_joined_as_argument(void **state)
{
    (void)state;
    struct run run;
    RUN(&run, "--site=--dry-run", "-o-f");
    assert_true(run.parsed);
    assert_string_equal(run.settings.site, "--dry-run");
    assert_string_equal(run.settings.output, "-f");
    assert_false(run.settings.dry_run);
    RUN(&run, "--site", "--else", "-o", "-");
    assert_true(run.parsed);
    assert_string_equal(run.settings.site, "--else");
    assert_string_equal(run.settings.output, "-");
}

#define LISTS "\"possum to-sugar --help\" lists them"
#define NUMBER "a whole number, 1 or more, in plain digits"
#define TEN "0123456789"

static const struct {
    const char *words[3];
    const char *message;
} refusals[] = {
    {{"--outptu", "x"}, "there is no option \"--outptu\"; did you mean \"--output\"? " LISTS},
    {{"--outptu=x"}, "there is no option \"--outptu\"; did you mean \"--output\"? " LISTS},
    {{"--hlep"}, "there is no option \"--hlep\"; did you mean \"--help\"? " LISTS},
    {{"--bogus"}, "there is no option \"--bogus\"; " LISTS},
    {{"a.csv", "--bogus"}, "there is no option \"--bogus\"; " LISTS},
    {{"--a\x1B[2J\n%s"}, "there is no option \"--a\\x1B[2J\\n%s\"; " LISTS},
    {{"--" TEN TEN TEN TEN TEN TEN "x"},
     "there is no option \"--" TEN TEN TEN TEN TEN TEN "...\"; " LISTS},
    {{"-x"}, "there is no option \"-x\"; " LISTS},
    {{"-fx"}, "there is no option \"-x\"; " LISTS},
    {{"-fxf"}, "there is no option \"-x\"; " LISTS},
    {{"-?"}, "there is no option \"-?\"; " LISTS},
    {{"-:"}, "there is no option \"-:\"; " LISTS},
    {{"-\x07"}, "there is no option \"-\\x07\"; " LISTS},
    {{"-f\xC3\xA9"}, "there is no option \"-\xC3\xA9\"; " LISTS},
    {{"-\xE9"}, "there is no option \"-\xEF\xBF\xBD\"; " LISTS},
    {{"--r\xE9"}, "there is no option \"--r\xEF\xBF\xBD\"; " LISTS},
    {{"--fo=x"}, "--force takes no argument, but \"x\" was given; write only \"--force\""},
    {{"--help=a=b"}, "--help takes no argument, but \"a=b\" was given; write only \"--help\""},
    {{"--site"}, "--site needs a NAME; give it behind \"--site\""},
    {{"-fo"}, "--output needs a DIR; give it behind \"--output\""},
    {{"--max-rejects"}, "--max-rejects needs an N|P%; give it behind \"--max-rejects\""},
    {{"--target"}, "--target needs suitecrm or sugarcrm; give it behind \"--target\""},
    {{"--limit"}, "--limit needs " NUMBER "; give it behind \"--limit\""},
    {{"--limit="}, "--limit needs " NUMBER ", not \"\""},
    {{"--limit", "0"}, "--limit needs " NUMBER ", not \"0\""},
    {{"--limit", "-1"}, "--limit needs " NUMBER ", not \"-1\""},
    {{"--limit", "+1"}, "--limit needs " NUMBER ", not \"+1\""},
    {{"-n", " 1"}, "--limit needs " NUMBER ", not \" 1\""},
    {{"-n", "1,000"}, "--limit needs " NUMBER ", not \"1,000\""},
    {{"-n", "0x10"}, "--limit needs " NUMBER ", not \"0x10\""},
    {{"-n18446744073709551616"}, "--limit needs " NUMBER ", not \"18446744073709551616\""},
    {{"--target", "sugarcmr"},
     "--target needs suitecrm or sugarcrm, not \"sugarcmr\"; did you mean \"sugarcrm\"?"},
    {{"--target", "SuiteCRM"},
     "--target needs suitecrm or sugarcrm, not \"SuiteCRM\"; did you mean \"suitecrm\"?"},
    {{"--target", "vtiger"}, "--target needs suitecrm or sugarcrm, not \"vtiger\""},
    {{"--color=alway"},
     "--color needs auto, always or never, not \"alway\"; did you mean \"always\"?"},
    {{"--color="}, "--color needs auto, always or never, not \"\""},
    {{"--site", "--dry-run"},
     "--site needs a NAME, but the option \"--dry-run\" follows it; if that is meant, write "
     "\"--site=--dry-run\""},
    {{"-o", "--site=a"},
     "--output needs a DIR, but the option \"--site=a\" follows it; if that is meant, write "
     "\"--output=--site=a\""},
    {{"-o", "-f"},
     "--output needs a DIR, but the option \"-f\" follows it; if that is meant, write "
     "\"--output=-f\""},
};

static void test_refusals(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        struct run run;
        RUN(&run, refusals[i].words[0], refusals[i].words[1], refusals[i].words[2]);
        assert_false(run.parsed);
        assert_int_equal(run.error.kind, ERROR_USAGE);
        assert_string_equal(run.error.message, refusals[i].message);
    }
}

static void test_ambiguous_abbreviation(void **state)
{
    (void)state;
    static const struct option_entry few[] = {
        {"delimiter", 0, OPTION_STRING, "C", NULL, offsetof(struct settings, site), ""},
        {"delete", 0, OPTION_FLAG, NULL, NULL, offsetof(struct settings, force), ""},
        {"delet", 0, OPTION_FLAG, NULL, NULL, offsetof(struct settings, dry_run), ""},
    };
    struct settings settings = {0};
    struct error error = {0};
    bool help = false;
    int first = 0;
    char *argv[] = {(char *)"push", (char *)"--del=x", NULL};
    assert_false(parse_options(2, argv, few, 3, &settings, &help, &first, &error));
    assert_int_equal(error.kind, ERROR_USAGE);
    assert_string_equal(error.message, "\"--del\" could be \"--delimiter\", \"--delete\" or "
                                       "\"--delet\"; write the option out");
    argv[1] = (char *)"--delet";
    assert_true(parse_options(2, argv, few, 3, &settings, &help, &first, &error));
    assert_true(settings.dry_run);
    assert_false(settings.force);
}

static void test_list_survives_an_error(void **state)
{
    (void)state;
    struct run run;
    RUN(&run, "--report", "a.txt", "--bogus");
    assert_false(run.parsed);
    assert_int_equal(run.settings.reports.count, 1);
    free_string_list(&run.settings.reports);
}

static void test_printed_help(void **state)
{
    (void)state;
    static const char expected[] =
        "  -o, --output DIR      where the files go; the folder is made if it is not\n"
        "                        there yet, and left alone if it is\n"
        "      --site NAME       which shop\n"
        "      --max-rejects N|P%\n"
        "                        stop early\n"
        "  -n, --limit N         the first N\n"
        "      --target suitecrm|sugarcrm\n"
        "                        whose wizard\n"
        "  -c, --color[=auto|always|never]\n"
        "                        colors\n"
        "  -r, --report FILE     a report\n"
        "      --dry-run         write nothing\n"
        "  -f, --force           overwrite\n"
        "  -h, --help            show this help\n";
    char *printed = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&printed, &length);
    assert_non_null(out);
    print_options(out, table, COUNT);
    assert_int_equal(fclose(out), 0);
    assert_string_equal(printed, expected);
    free(printed);
}

static void test_help_fills_the_line(void **state)
{
    (void)state;
    /* 56 columns are left: the first help fits to the letter, the second is one over. */
    static const struct option_entry two[] = {
        {"one", 0, OPTION_FLAG, NULL, NULL, 0,
         "0123456789 0123456789 0123456789 0123456789 0123456 89AB"},
        {"two", 0, OPTION_FLAG, NULL, NULL, 0,
         "0123456789 0123456789 0123456789 0123456789 0123456 89ABC"},
    };
    static const char expected[] =
        "      --one             0123456789 0123456789 0123456789 0123456789 0123456 89AB\n"
        "      --two             0123456789 0123456789 0123456789 0123456789 0123456\n"
        "                        89ABC\n"
        "  -h, --help            show this help\n";
    char *printed = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&printed, &length);
    assert_non_null(out);
    print_options(out, two, 2);
    assert_int_equal(fclose(out), 0);
    assert_string_equal(printed, expected);
    free(printed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_changes_the_defaults),
        cmocka_unit_test(test_every_kind),
        cmocka_unit_test(test_short_forms),
        cmocka_unit_test(test_color_leaves_the_operand),
        cmocka_unit_test(test_last_wins),
        cmocka_unit_test(test_dashes_end_the_options),
        cmocka_unit_test(test_abbreviation),
        cmocka_unit_test(test_help),
        cmocka_unit_test(test_option_joined_as_argument),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_ambiguous_abbreviation),
        cmocka_unit_test(test_list_survives_an_error),
        cmocka_unit_test(test_printed_help),
        cmocka_unit_test(test_help_fills_the_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
