#include "command/crm_configuration.h"

#include "command/crm_options.h"
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* A directory of its own for each test. */
static int set_up(void **state)
{
    static char directory[64];
    alarm(60); /* a file that is waited for would be waited for without end */
    snprintf(directory, sizeof directory, "/tmp/possum-test-XXXXXX");
    *state = mkdtemp(directory);
    return *state == NULL || chdir(directory) != 0 ? -1 : 0;
}

static int tear_down(void **state)
{
    unlink("my.conf");
    return chdir("/") == 0 ? rmdir(*state) : -1;
}

static struct crm_configuration parse(const char *path, const char *content)
{
    struct crm_configuration configuration;
    struct error error = {0};
    memset(&configuration, 0xAA, sizeof configuration);
    if (!parse_crm_configuration(&configuration, path, make_text(content), &error)) {
        fail_msg("%s: %s", content, error.message);
    }
    return configuration;
}

static void check_refused(const char *content, const char *message)
{
    struct crm_configuration configuration;
    struct error error = {0};
    if (parse_crm_configuration(&configuration, "my.conf", make_text(content), &error)) {
        fail_msg("it is not refused: %s", content);
    }
    assert_int_equal(error.kind, ERROR_USAGE);
    if (!starts_with(make_text(error.message), make_text(message))) {
        fail_msg("\"%s\" is not \"%s...\"", error.message, message);
    }
    assert_null(strstr(error.message, "quokka"));
    free_crm_configuration(&configuration);
}

static void a_section_says_all_there_is(void **state)
{
    (void)state;
    struct crm_configuration configuration =
        parse("etc/my.conf", "[crm main]\n"
                             "url = https://crm.example/suitecrm\n"
                             "api = v8\n"
                             "user = ada = \xC3\xA9\n"
                             "client_id = 6d0a\n"
                             "platform = till\n"
                             "password_file = secrets/password file\n"
                             "client_secret_file = /run/secret\n"
                             "insecure_http = yes\n"
                             "rate = 0.5\n"
                             "connections = 016\n");
    const struct crm_section *section = find_crm_section(&configuration, "main");
    assert_non_null(section);
    assert_null(section->next);
    assert_string_equal(section->name, "main");
    assert_int_equal(section->line, 1);
    assert_int_equal(section->url_line, 2);
    assert_string_equal(section->url, "https://crm.example/suitecrm");
    assert_int_equal(section->api, CRM_API_V8);
    assert_string_equal(section->user, "ada = \xC3\xA9");
    assert_string_equal(section->client_id, "6d0a");
    assert_string_equal(section->platform, "till");
    assert_string_equal(section->password_file, "etc/secrets/password file");
    assert_string_equal(section->client_secret_file, "/run/secret");
    assert_true(section->insecure_http);
    assert_true(section->rate > 0.49 && section->rate < 0.51);
    assert_int_equal(section->connections, 16);
    free_crm_configuration(&configuration);
    assert_null(configuration.first);
}

static void what_is_not_said_is_nothing(void **state)
{
    (void)state;
    struct crm_configuration configuration = parse(
        "my.conf", "\xEF\xBB\xBF# a remark\r\n[crm a]\r\nurl=https://a.example\r\n"
                   "password_file = secret\r\n[ crm\t b.B_1-x ]\r\n  url: http://b.example\r\n"
                   "insecure_http = no\r\n");
    const struct crm_section *first = configuration.first;
    assert_string_equal(first->name, "a");
    assert_int_equal(first->line, 2);
    assert_string_equal(first->password_file, "secret");
    const struct crm_section *other = find_crm_section(&configuration, "b.B_1-x");
    assert_ptr_equal(first->next, other);
    assert_string_equal(other->url, "http://b.example");
    assert_int_equal(other->api, CRM_API_AUTO);
    assert_null(other->user);
    assert_null(other->client_id);
    assert_null(other->platform);
    assert_null(other->password_file);
    assert_null(other->client_secret_file);
    assert_false(other->insecure_http);
    assert_true(other->rate >= 0 && other->rate <= 0);
    assert_int_equal(other->connections, 0);
    assert_null(find_crm_section(&configuration, "A"));
    assert_null(find_crm_section(&configuration, ""));
    free_crm_configuration(&configuration);
    configuration = parse("my.conf", "");
    assert_null(configuration.first);
    free_crm_configuration(&configuration);
}

#define HEAD "[crm a]\nurl = https://a.example\n"

static void mistakes_are_named_with_their_line(void **state)
{
    static const struct {
        const char *content;
        const char *message;
    } cases[] = {
        /* sections */
        {"[main]\n", "my.conf:1: there are no sections but those of CRMs, not \"[main]\""},
        {"[crm]\n", "my.conf:1: there are no sections"},
        {"[crm ]\n", "my.conf:1: there are no sections"},
        {"[]\n", "my.conf:1: there are no sections"},
        {"[crmmain]\n", "my.conf:1: there are no sections"},
        {"[CRM main]\n", "my.conf:1: there are no sections"},
        {"[crm \"main\"]\n", "my.conf:1: the CRM's name \"\"main\"\" can have"},
        {"[crm a b]\n", "my.conf:1: the CRM's name \"a b\" can have"},
        {"[crm https://a.example]\n", "my.conf:1: the CRM's name \"https://a.example\" can have"},
        {"[crm Z\xC3\xBCrich]\n", "my.conf:1: the CRM's name"},
        {HEAD "[crm b]\nurl=https://b.example\n[crm a]\n",
         "my.conf:5: there is a section [crm a] on line 1 already"},
        {HEAD "[crm a]\n", "my.conf:3: there is a section [crm a] on line 1 already"},
        {"[crm a]\n\n"
         "[crm b]\nurl=https://b.example\n",
         "my.conf:1: the section [crm a] does not say where the CRM is"},
        {HEAD "[crm b]\nuser=ada\n", "my.conf:3: the section [crm b] does not say where"},
        /* keys */
        {"url = https://a.example\n", "my.conf:1: \"url\" belongs to no CRM"},
        {HEAD "\nusr = ada\n", "my.conf:4: there is no key \"usr\"; did you mean \"user\"?"},
        {HEAD "URL = x\n", "my.conf:3: there is no key \"URL\"; did you mean \"url\"?"},
        {HEAD "site = a\n", "my.conf:3: there is no key \"site\"; possum.conf(5) lists"},
        {HEAD "= a\n", "my.conf:3: there is no key \"\""},
        {HEAD "user = ada\nrate = 1\nuser = bert\n",
         "my.conf:5: \"user\" is there already, on line 3"},
        {HEAD "url = https://a.example\n", "my.conf:3: \"url\" is there already, on line 2"},
        {HEAD "word\n", "my.conf:3: the line is neither"},
        /* secrets */
        {HEAD "password = quokka\n",
         "my.conf:3: no secret may stand in this file; take the line out and give the password in "
         "POSSUM_PASSWORD, or in a file that password_file names"},
        {"password = quokka\n", "my.conf:1: no secret may stand in this file"},
        {HEAD "password =\n", "my.conf:3: no secret may stand in this file"},
        {HEAD "client_secret = quokka\n",
         "my.conf:3: no secret may stand in this file; take the line out and give the client's "
         "secret in POSSUM_CLIENT_SECRET, or in a file that client_secret_file names"},
        {"[crm a]\nurl = https://ada:quokka@a.example\n",
         "my.conf:2: the URL of the CRM holds a user name or password"},
        /* values */
        {HEAD "user =\n", "my.conf:3: \"user\" has no value"},
        {HEAD "user = ; ada\n", "my.conf:3: \"user\" has no value"},
        {HEAD "user = \"ada\"\n", "my.conf:3: the quotes around the value of \"user\""},
        {HEAD "user = 'ada'\n", "my.conf:3: the quotes around the value of \"user\""},
        {HEAD "user = ''\n", "my.conf:3: the quotes around the value of \"user\""},
        {"[crm a]\nurl = a.example\n", "my.conf:2: the URL of the CRM"},
        {"[crm a]\nurl = ftp://a.example\n", "my.conf:2: the URL of the CRM"},
        {"[crm a]\nurl = https://a.example/?x=y\n", "my.conf:2: the URL of the CRM"},
        {HEAD "api = v4.1\n", "my.conf:3: the API has to be one of auto, v4_1, v8"},
        {HEAD "api = V8\n", "my.conf:3: the API has to be one of"},
        {HEAD "insecure_http = true\n",
         "my.conf:3: insecure_http has to be yes or no, not \"true\""},
        {HEAD "insecure_http = 1\n", "my.conf:3: insecure_http has to be yes or no"},
        {HEAD "rate = 0\n", "my.conf:3: rate has to be requests a second, from 0.01 to 1000"},
        {HEAD "rate = 0,5\n", "my.conf:3: rate has to be"},
        {HEAD "connections = 0\n",
         "my.conf:3: connections has to be a whole number from 1 to 16, not \"0\""},
        {HEAD "connections = 17\n", "my.conf:3: connections has to be"},
        {HEAD "connections = 99999999999999999999999\n", "my.conf:3: connections has to be"},
        {HEAD "connections = 4294967297\n", "my.conf:3: connections has to be"},
        {HEAD "connections = -1\n", "my.conf:3: connections has to be"},
        {HEAD "connections = 2.5\n", "my.conf:3: connections has to be"},
        {HEAD "password_file = ~/secret\n", "my.conf:3: \"~\" stands for no directory here"},
        {HEAD "password_file = secrets/\n", "my.conf:3: password_file has to name a file"},
        {HEAD "client_secret_file = /\n", "my.conf:3: client_secret_file has to name a file"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        check_refused(cases[i].content, cases[i].message);
    }
}

static void a_rate_is_a_plain_number(void **state)
{
    static const struct {
        const char *given;
        double rate; /* 0: refused */
    } cases[] = {
        {"1", 1},
        {"0.5", 0.5},
        {"1000", 1000},
        {"0.01", 0.01},
        {"007", 7},
        {"2.50", 2.5},
        {"0.009", 0},
        {"1000.1", 0},
        {"0", 0},
        {"-1", 0},
        {"+1", 0},
        {"1.", 0},
        {".5", 0},
        {"0,5", 0},
        {"1e2", 0},
        {"0x10", 0},
        {"nan", 0},
        {"inf", 0},
        {"", 0},
        {" 1", 0},
        {"1 ", 0},
        {"1/s", 0},
        {"1.2.3", 0},
        {"99999999999999999999999999999999999999999999999999999999999999999999999999999999999", 0},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        double rate = 0;
        if (read_request_rate(cases[i].given, &rate) != (cases[i].rate > 0)) {
            fail_msg("\"%s\" is judged wrongly", cases[i].given);
        }
        if (cases[i].rate > 0) {
            assert_true(rate > cases[i].rate * 0.9999 && rate < cases[i].rate * 1.0001);
        }
    }
}

static void write_file(const char *content, size_t length)
{
    FILE *file = fopen("my.conf", "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(content, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
}

static void check_file_refused(const char *path, const char *reason)
{
    struct crm_configuration configuration;
    struct error error = {0};
    memset(&configuration, 0xAA, sizeof configuration);
    if (read_crm_configuration(&configuration, path, &error)) {
        fail_msg("it is not refused: %s", reason);
    }
    assert_int_equal(error.kind, ERROR_USAGE);
    if (strstr(error.message, reason) == NULL || strstr(error.message, path) == NULL) {
        fail_msg("\"%s\" is not \"%s\"", error.message, reason);
    }
    free_crm_configuration(&configuration);
}

static void a_file_is_read(void **state)
{
    (void)state;
    struct crm_configuration configuration;
    struct error error = {0};
    write_file(HEAD, sizeof HEAD - 1);
    assert_true(read_crm_configuration(&configuration, "./my.conf", &error));
    assert_string_equal(configuration.path, "./my.conf");
    assert_string_equal(find_crm_section(&configuration, "a")->url, "https://a.example");
    free_crm_configuration(&configuration);
    write_file("", 0);
    assert_true(read_crm_configuration(&configuration, "my.conf", &error));
    assert_null(configuration.first);
    free_crm_configuration(&configuration);
    write_file(HEAD "user = a\0b\n", sizeof HEAD "user = a\0b\n" - 1);
    check_file_refused("my.conf", "my.conf:3: the line holds something that is no text");
}

static void what_is_no_file_is_refused(void **state)
{
    (void)state;
    check_file_refused("my.conf", "cannot be opened: No such file or directory");
    assert_int_equal(mkdir("my.conf", 0700), 0);
    check_file_refused("my.conf", "is no plain file");
    assert_int_equal(rmdir("my.conf"), 0);
    assert_int_equal(mkfifo("my.conf", 0600), 0);
    check_file_refused("my.conf", "is no plain file");
    assert_int_equal(unlink("my.conf"), 0);
    check_file_refused("/dev/zero", "is no plain file");
    if (geteuid() != 0) {
        write_file(HEAD, sizeof HEAD - 1);
        assert_int_equal(chmod("my.conf", 0), 0);
        check_file_refused("my.conf", "cannot be opened: Permission denied");
    }
}

static void a_file_has_a_largest_size(void **state)
{
    enum { HUGE_SIZE = 10 * 1000 * 1000 };
    (void)state;
    struct crm_configuration configuration;
    struct error error = {0};
    char *content = malloc(HUGE_SIZE);
    assert_non_null(content);
    memset(content, '\n', HUGE_SIZE);
    write_file(content, CONFIGURATION_LIMIT);
    assert_true(read_crm_configuration(&configuration, "my.conf", &error));
    free_crm_configuration(&configuration);
    write_file(content, CONFIGURATION_LIMIT + 1);
    check_file_refused("my.conf", "a megabyte at most");
    write_file(content, HUGE_SIZE);
    check_file_refused("my.conf", "a megabyte at most");
    free(content);
}

/* Nothing costs more than its share, however many sections there are. */
static void many_sections_take_no_time(void **state)
{
    (void)state;
    struct buffer content = {0};
    struct error error = {0};
    struct crm_configuration configuration;
    for (int i = 0; i < 10000; i++) {
        append_formatted(&content, "[crm c%d]\nurl = https://c%d.example\n", i, i);
    }
    assert_true(parse_crm_configuration(&configuration, "my.conf", view_buffer(&content), &error));
    assert_string_equal(find_crm_section(&configuration, "c9999")->url, "https://c9999.example");
    free_crm_configuration(&configuration);
    free_buffer(&content);
}

static void no_file_is_left_open(void **state)
{
    (void)state;
    struct crm_configuration configuration;
    struct error error = {0};
    int next = dup(STDERR_FILENO);
    assert_true(next >= 0);
    close(next);
    write_file(HEAD, sizeof HEAD - 1);
    assert_true(read_crm_configuration(&configuration, "my.conf", &error));
    free_crm_configuration(&configuration);
    write_file("word", 4);
    check_file_refused("my.conf", "my.conf:1: ");
    int after = dup(STDERR_FILENO);
    close(after);
    assert_int_equal(after, next);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_section_says_all_there_is),
        cmocka_unit_test(what_is_not_said_is_nothing),
        cmocka_unit_test(mistakes_are_named_with_their_line),
        cmocka_unit_test(a_rate_is_a_plain_number),
        cmocka_unit_test_setup_teardown(a_file_is_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_no_file_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_file_has_a_largest_size, set_up, tear_down),
        cmocka_unit_test(many_sections_take_no_time),
        cmocka_unit_test_setup_teardown(no_file_is_left_open, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
