#include "command/crm_place.h"

#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define SECTION                                                                                    \
    "[crm main]\n"                                                                                 \
    "url = http://crm.example\n"                                                                   \
    "api = v8\n"                                                                                   \
    "user = ada\n"                                                                                 \
    "client_id = till\n"                                                                           \
    "platform = shop\n"                                                                            \
    "password_file = secret\n"                                                                     \
    "client_secret_file = other\n"                                                                 \
    "insecure_http = yes\n"                                                                        \
    "rate = 2\n"                                                                                   \
    "connections = 3\n"

static const char *const variables[] = {"POSSUM_CONFIG", "XDG_CONFIG_HOME", "HOME"};

/* A directory of its own for each test, with a configuration that nothing points at. */
static int set_up(void **state)
{
    static char directory[64];
    for (size_t i = 0; i < COUNT(variables); i++) {
        unsetenv(variables[i]);
    }
    snprintf(directory, sizeof directory, "/tmp/possum-test-XXXXXX");
    *state = mkdtemp(directory);
    return *state == NULL || chdir(directory) != 0 ? -1 : 0;
}

static int tear_down(void **state)
{
    static const char *const files[] = {"my.conf", "xdg/possum/possum.conf",
                                        ".config/possum/possum.conf"};
    static const char *const directories[] = {"xdg/possum", "xdg", ".config/possum", ".config"};
    for (size_t i = 0; i < COUNT(files); i++) {
        unlink(files[i]);
    }
    for (size_t i = 0; i < COUNT(directories); i++) {
        rmdir(directories[i]);
    }
    return chdir("/") == 0 ? rmdir(*state) : -1;
}

static void write_file(const char *path, const char *content)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_true(fputs(content, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static struct crm_place find(const struct crm_options *options)
{
    struct crm_place place;
    struct error error = {0};
    memset(&place, 0xAA, sizeof place);
    if (!find_crm(&place, options, &error)) {
        fail_msg("%s: %s", options->crm, error.message);
    }
    return place;
}

static void check_refused(const struct crm_options *options, const char *reason)
{
    struct crm_place place;
    struct error error = {0};
    if (find_crm(&place, options, &error)) {
        fail_msg("it is not refused: %s", reason);
    }
    assert_int_equal(error.kind, ERROR_USAGE);
    if (strstr(error.message, reason) == NULL) {
        fail_msg("\"%s\" is not \"%s\"", error.message, reason);
    }
    forget_crm(&place);
}

static void a_url_needs_no_configuration(void **state)
{
    (void)state;
    setenv("POSSUM_CONFIG", "missing.conf", 1);
    struct crm_options options = NO_CRM_OPTIONS;
    options.crm = "http://localhost:1/crm";
    struct crm_place place = find(&options);
    assert_string_equal(place.url, "http://localhost:1/crm");
    assert_int_equal(place.api, CRM_API_AUTO);
    assert_null(place.platform);
    assert_null(place.sources.user);
    assert_null(place.sources.usual_password_file);
    assert_false(place.http.insecure_http);
    assert_true(place.http.rate <= 0);
    forget_crm(&place);
}

/* Else a section might lend its user to an address that was given with care. */
static void a_url_is_not_looked_for_among_the_sections(void **state)
{
    (void)state;
    write_file("my.conf", SECTION);
    setenv("POSSUM_CONFIG", "my.conf", 1);
    struct crm_options options = NO_CRM_OPTIONS;
    options.crm = "http://crm.example";
    check_refused(&options, "http would send the login to crm.example");
    options.insecure_http = true;
    struct crm_place place = find(&options);
    assert_null(place.sources.user);
    forget_crm(&place);
}

static void a_section_says_how(void **state)
{
    (void)state;
    write_file("my.conf", SECTION);
    struct crm_options options = NO_CRM_OPTIONS;
    options.crm = "main";
    options.config = "my.conf";
    struct crm_place place = find(&options);
    assert_string_equal(place.url, "http://crm.example");
    assert_int_equal(place.api, CRM_API_V8);
    assert_string_equal(place.platform, "shop");
    assert_string_equal(place.sources.user, "ada");
    assert_string_equal(place.sources.client_id, "till");
    assert_string_equal(place.sources.usual_password_file, "secret");
    assert_string_equal(place.sources.client_secret_file, "other");
    assert_null(place.sources.password_file);
    assert_true(place.http.insecure_http);
    assert_true(place.http.rate >= 2 && place.http.rate <= 2);
    assert_int_equal(place.http.connections, 3);
    forget_crm(&place);
}

static void options_count_before_the_section(void **state)
{
    (void)state;
    write_file("my.conf", SECTION "[crm plain]\nurl = http://plain.example\n");
    struct crm_options options = NO_CRM_OPTIONS;
    options.crm = "main";
    options.config = "my.conf";
    options.api = CRM_API_AUTO;
    options.rate = "0.5";
    options.password_file = "mine";
    options.trace_values = true;
    options.trace = "trace";
    struct crm_place place = find(&options);
    assert_int_equal(place.api, CRM_API_AUTO);
    assert_true(place.http.rate >= 0.5 && place.http.rate <= 0.5);
    assert_string_equal(place.sources.password_file, "mine");
    assert_true(place.http.trace_values);
    forget_crm(&place);
    options.crm = "plain";
    check_refused(&options, "my.conf:13: http would send the login to plain.example");
    options.insecure_http = true;
    place = find(&options);
    assert_true(place.http.insecure_http);
    forget_crm(&place);
}

static void check_configuration(const char *expected)
{
    struct crm_options options = NO_CRM_OPTIONS;
    options.crm = "main";
    struct crm_place place = find(&options);
    assert_string_equal(place.url, expected);
    forget_crm(&place);
}

static void the_first_place_that_says_one_has_the_configuration(void **state)
{
    char directory[128];
    char home[160];
    struct crm_options options = NO_CRM_OPTIONS;
    options.crm = "main";
    snprintf(directory, sizeof directory, "%s", (const char *)*state);
    snprintf(home, sizeof home, "%s/xdg", directory);
    for (const char *const *path =
             (const char *const[]){"xdg", "xdg/possum", ".config", ".config/possum", NULL};
         *path != NULL; path++) {
        assert_int_equal(mkdir(*path, 0700), 0);
    }
    write_file(".config/possum/possum.conf", "[crm main]\nurl = https://home.example\n");
    write_file("xdg/possum/possum.conf", "[crm main]\nurl = https://xdg.example\n");
    write_file("my.conf", "[crm main]\nurl = https://variable.example\n");

    setenv("HOME", directory, 1);
    check_configuration("https://home.example");
    setenv("XDG_CONFIG_HOME", "xdg", 1); /* not absolute */
    check_configuration("https://home.example");
    setenv("XDG_CONFIG_HOME", "", 1);
    check_configuration("https://home.example");
    setenv("XDG_CONFIG_HOME", home, 1);
    check_configuration("https://xdg.example");
    setenv("POSSUM_CONFIG", "", 1);
    check_configuration("https://xdg.example");
    setenv("POSSUM_CONFIG", "my.conf", 1);
    check_configuration("https://variable.example");
    options.config = ".config/possum/possum.conf";
    struct crm_place place = find(&options);
    assert_string_equal(place.url, "https://home.example");
    forget_crm(&place);

    setenv("POSSUM_CONFIG", "missing.conf", 1); /* which is not passed over */
    options.config = NULL;
    check_refused(&options, "missing.conf cannot be opened");
    options.config = "absent.conf";
    check_refused(&options, "absent.conf cannot be opened");
}

static void a_directory_in_the_place_of_the_configuration_is_a_mistake(void **state)
{
    struct crm_options options = NO_CRM_OPTIONS;
    options.crm = "main";
    assert_int_equal(mkdir(".config", 0700), 0);
    assert_int_equal(mkdir(".config/possum", 0700), 0);
    assert_int_equal(mkdir(".config/possum/possum.conf", 0700), 0);
    setenv("HOME", *state, 1);
    check_refused(&options, "possum.conf is no plain file");
    assert_int_equal(rmdir(".config/possum/possum.conf"), 0);
}

static void a_name_that_is_not_there(void **state)
{
    (void)state;
    struct crm_options options = NO_CRM_OPTIONS;
    options.crm = "";
    check_refused(&options, "--crm needs the address of a CRM");
    options.config = "my.conf";
    options.crm = "crm.example.org";
    write_file("my.conf", "");
    check_refused(&options,
                  "my.conf has no CRM called \"crm.example.org\", and no other; if that is "
                  "an address, write https:// before it");
    write_file("my.conf", "[crm a]\nurl = https://a.example\n");
    check_refused(&options, "called \"crm.example.org\", but a; if");
    write_file("my.conf", "[crm a]\nurl = https://a.example\n[crm b]\nurl = https://b.example\n"
                          "[crm crm]\nurl = https://c.example\n");
    check_refused(&options, "called \"crm.example.org\", but a, b and crm; if");
    options.crm = "crm a";
    check_refused(&options, "called \"crm a\"");
}

static void nothing_goes_over_what_is_read(void **state)
{
    static const char *const paths[] = {"my.conf", "./my.conf", "secret", "./other", "mine"};
    (void)state;
    write_file("my.conf", SECTION);
    struct crm_options options = NO_CRM_OPTIONS;
    options.crm = "main";
    options.config = "my.conf";
    options.password_file = "mine";
    for (size_t i = 0; i < COUNT(paths); i++) {
        options.trace = paths[i];
        check_refused(&options, "would replace what the run reads");
    }
    options.trace = "trace";
    struct crm_place place = find(&options);
    struct error error = {0};
    assert_true(keep_crm_files(&place, NULL, &error));
    assert_true(keep_crm_files(&place, "clickpos.csv", &error));
    assert_false(keep_crm_files(&place, "mine", &error));
    forget_crm(&place);
}

static void options_that_cannot_be(void **state)
{
    (void)state;
    struct crm_options options = NO_CRM_OPTIONS;
    assert_false(has_crm_options(&options));
    options.crm = "https://crm.example";
    assert_false(has_crm_options(&options));
    options.config = "my.conf";
    assert_true(has_crm_options(&options));
    check_refused(&options, "leave --config out");
    options.config = NULL;
    options.rate = "fast";
    check_refused(&options, "--rate has to be requests a second, from 0.01 to 1000, such as 2 or "
                            "0.5, not \"fast\"");
    options.rate = NULL;
    options.trace_values = true;
    check_refused(&options, "--trace-values");
    options.trace = "-";
    check_refused(&options, "a trace cannot go to standard output");
}

/* In the order of the enum, which --api and possum.conf hand on as a number. */
static void the_apis_have_their_names(void **state)
{
    (void)state;
    assert_string_equal(crm_api_names[CRM_API_AUTO], "auto");
    assert_string_equal(crm_api_names[CRM_API_V4_1], "v4_1");
    assert_string_equal(crm_api_names[CRM_API_V8], "v8");
    assert_string_equal(crm_api_names[CRM_API_V11], "v11");
    assert_null(crm_api_names[CRM_API_COUNT]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_url_needs_no_configuration, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_url_is_not_looked_for_among_the_sections, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_section_says_how, set_up, tear_down),
        cmocka_unit_test_setup_teardown(options_count_before_the_section, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_first_place_that_says_one_has_the_configuration, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_directory_in_the_place_of_the_configuration_is_a_mistake,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_name_that_is_not_there, set_up, tear_down),
        cmocka_unit_test_setup_teardown(nothing_goes_over_what_is_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(options_that_cannot_be, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_apis_have_their_names, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
