#include "command/credentials.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const char *const variables[] = {"POSSUM_USER", "POSSUM_PASSWORD", "POSSUM_CLIENT_ID",
                                        "POSSUM_CLIENT_SECRET"};

static const struct credential_sources nothing_else = {0};
static const struct credential_sources password_file = {.password_file = "password"};

/* A directory of its own for each test, and nobody in the environment. */
static int set_up(void **state)
{
    static char directory[64];
    for (size_t i = 0; i < COUNT(variables); i++) {
        unsetenv(variables[i]);
    }
    alarm(60); /* a file that is waited for would be waited for without end */
    snprintf(directory, sizeof directory, "/tmp/possum-test-XXXXXX");
    *state = mkdtemp(directory);
    return *state == NULL || chdir(directory) != 0 ? -1 : 0;
}

static int tear_down(void **state)
{
    unlink("password");
    return chdir("/") == 0 ? rmdir(*state) : -1;
}

static void write_file(const char *content, size_t length, mode_t mode)
{
    unlink("password");
    FILE *file = fopen("password", "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(content, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(chmod("password", mode), 0);
}

/* Reads the credentials with the file "password", which must be refused with a reason. */
static void check_refused(const char *reason)
{
    struct credentials credentials;
    struct error error = {0};
    if (read_credentials(&credentials, &password_file, &error)) {
        fail_msg("it is not refused: %s", reason);
    }
    assert_int_equal(error.kind, ERROR_USAGE);
    if (strstr(error.message, reason) == NULL || strstr(error.message, " password ") == NULL) {
        fail_msg("\"%s\" is not \"%s\"", error.message, reason);
    }
    assert_null(strstr(error.message, "quokka"));
}

static void check_password(const char *expected)
{
    struct credentials credentials;
    struct error error = {0};
    if (!read_credentials(&credentials, &password_file, &error)) {
        fail_msg("%s", error.message);
    }
    assert_string_equal(credentials.crm.password, expected);
    forget_credentials(&credentials);
}

static void nobody_is_nobody(void **state)
{
    (void)state;
    struct credentials credentials;
    struct error error = {0};
    memset(&credentials, 0xFF, sizeof credentials);
    assert_true(read_credentials(&credentials, &nothing_else, &error));
    assert_null(credentials.crm.user);
    assert_null(credentials.crm.password);
    assert_null(credentials.crm.client_id);
    assert_null(credentials.crm.client_secret);
}

static void the_environment_says_who_logs_in(void **state)
{
    (void)state;
    struct credentials credentials;
    struct error error = {0};
    setenv("POSSUM_USER", "ada", 1);
    setenv("POSSUM_PASSWORD", " quokka ", 1);
    setenv("POSSUM_CLIENT_ID", "till", 1);
    setenv("POSSUM_CLIENT_SECRET", "numbat", 1);
    assert_true(read_credentials(&credentials, &nothing_else, &error));
    assert_string_equal(credentials.crm.user, "ada");
    assert_string_equal(credentials.crm.password, " quokka ");
    assert_string_equal(credentials.crm.client_id, "till");
    assert_string_equal(credentials.crm.client_secret, "numbat");
}

static void an_empty_variable_is_as_good_as_none(void **state)
{
    (void)state;
    struct credentials credentials;
    struct error error = {0};
    for (size_t i = 0; i < COUNT(variables); i++) {
        setenv(variables[i], "", 1);
    }
    assert_true(read_credentials(&credentials, &nothing_else, &error));
    assert_null(credentials.crm.user);
    assert_null(credentials.crm.password);
    assert_null(credentials.crm.client_id);
    assert_null(credentials.crm.client_secret);
}

static void the_file_counts_before_the_environment(void **state)
{
    (void)state;
    setenv("POSSUM_USER", "ada", 1);
    setenv("POSSUM_PASSWORD", "wombat", 1);
    write_file("quokka", 6, 0600);
    check_password("quokka");
    assert_int_equal(unlink("password"), 0);
    check_refused("cannot be opened: No such file or directory");
}

static void nobody_else_may_have_a_right_to_the_file(void **state)
{
    (void)state;
    static const mode_t open_modes[] = {0644, 0640, 0604, 0620, 0602, 0610, 0601, 0666, 0777, 0440};
    static const mode_t closed_modes[] = {0600, 0400, 0700};
    for (size_t i = 0; i < COUNT(open_modes); i++) {
        write_file("quokka", 6, open_modes[i]);
        check_refused("chmod 600 password");
    }
    for (size_t i = 0; i < COUNT(closed_modes); i++) {
        write_file("quokka", 6, closed_modes[i]);
        check_password("quokka");
    }
}

static void the_password_is_the_first_line(void **state)
{
    (void)state;
    static const struct {
        const char *content;
        const char *password; /* NULL: refused */
    } cases[] = {
        {"", NULL},
        {"\n", NULL},
        {"\r\n", NULL},
        {"\nquokka\n", NULL},
        {"quokka", "quokka"},
        {"quokka\n", "quokka"},
        {"quokka\r\n", "quokka"},
        {"quokka\r", "quokka"},
        {"quokka\nnumbat\n", "quokka"},
        {"quokka\r\nnumbat\r\n", "quokka"},
        {" quokka\t\n", " quokka\t"},
        {"#quokka \"w\xC3\xA4ltz\" \\ $7%\n", "#quokka \"w\xC3\xA4ltz\" \\ $7%"},
        {" \n", " "},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        write_file(cases[i].content, strlen(cases[i].content), 0600);
        if (cases[i].password == NULL) {
            check_refused("is empty or too long");
        } else {
            check_password(cases[i].password);
        }
    }
}

static void a_password_has_a_longest_length(void **state)
{
    (void)state;
    char content[PASSWORD_LIMIT + 100];
    char expected[PASSWORD_LIMIT];
    memset(content, 'q', sizeof content);
    memset(expected, 'q', sizeof expected);
    expected[PASSWORD_LIMIT - 1] = '\0';
    write_file(content, PASSWORD_LIMIT - 1, 0600);
    check_password(expected);
    content[PASSWORD_LIMIT - 1] = '\n';
    write_file(content, sizeof content, 0600);
    check_password(expected);
    content[PASSWORD_LIMIT - 1] = 'q';
    write_file(content, PASSWORD_LIMIT, 0600);
    check_refused("is empty or too long");
    write_file(content, sizeof content, 0600);
    check_refused("is empty or too long");
}

static void only_a_plain_file_will_do(void **state)
{
    (void)state;
    assert_int_equal(mkdir("password", 0700), 0);
    check_refused("is no plain file");
    assert_int_equal(rmdir("password"), 0);
    assert_int_equal(mkfifo("password", 0600), 0);
    check_refused("is no plain file");
    assert_int_equal(unlink("password"), 0);
    assert_int_equal(symlink("/dev/null", "password"), 0);
    check_refused("is no plain file");
    assert_int_equal(unlink("password"), 0);
    assert_int_equal(symlink("nowhere", "password"), 0);
    check_refused("cannot be opened: No such file or directory");
    assert_int_equal(unlink("password"), 0);
    check_refused("cannot be opened: No such file or directory");
}

static void no_file_is_left_open(void **state)
{
    (void)state;
    int next = dup(STDERR_FILENO);
    assert_true(next >= 0);
    close(next);
    write_file("quokka", 6, 0600);
    check_password("quokka");
    write_file("quokka", 6, 0644);
    check_refused("chmod 600");
    int after = dup(STDERR_FILENO);
    close(after);
    assert_int_equal(after, next);
}

/* What a process without a terminal makes of a user without a password, as its exit status. */
static int read_without_terminal(void)
{
    struct credentials credentials;
    struct error error = {0};
    if (setsid() < 0) {
        return 3;
    }
    if (!read_credentials(&credentials, &nothing_else, &error)) {
        return 2;
    }
    return credentials.crm.user != NULL && credentials.crm.password == NULL ? 0 : 1;
}

static void without_a_terminal_nobody_is_asked(void **state)
{
    (void)state;
    setenv("POSSUM_USER", "ada", 1);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        _exit(read_without_terminal());
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

/* What possum.conf says counts only where the environment says nothing. */
static void possum_conf_comes_last(void **state)
{
    (void)state;
    static const struct credential_sources sources = {
        .user = "ada",
        .client_id = "till",
        .usual_password_file = "password",
        .client_secret_file = "password",
    };
    struct credentials credentials;
    struct error error = {0};
    write_file("quokka\n", 7, 0600);
    assert_true(read_credentials(&credentials, &sources, &error));
    assert_string_equal(credentials.crm.user, "ada");
    assert_string_equal(credentials.crm.password, "quokka");
    assert_string_equal(credentials.crm.client_id, "till");
    assert_string_equal(credentials.crm.client_secret, "quokka");
    forget_credentials(&credentials);
    assert_string_equal(credentials.client_secret, "");

    assert_int_equal(unlink("password"), 0); /* no file that is not needed is looked for */
    setenv("POSSUM_USER", "bert", 1);
    setenv("POSSUM_PASSWORD", "wombat", 1);
    setenv("POSSUM_CLIENT_ID", "door", 1);
    setenv("POSSUM_CLIENT_SECRET", "numbat", 1);
    assert_true(read_credentials(&credentials, &sources, &error));
    assert_string_equal(credentials.crm.user, "bert");
    assert_string_equal(credentials.crm.password, "wombat");
    assert_string_equal(credentials.crm.client_id, "door");
    assert_string_equal(credentials.crm.client_secret, "numbat");
}

static void the_named_file_counts_before_that_of_possum_conf(void **state)
{
    (void)state;
    static const struct credential_sources sources = {
        .user = "ada", .password_file = "password", .usual_password_file = "missing"};
    struct credentials credentials;
    struct error error = {0};
    setenv("POSSUM_PASSWORD", "wombat", 1);
    write_file("quokka\n", 7, 0600);
    assert_true(read_credentials(&credentials, &sources, &error));
    assert_string_equal(credentials.crm.password, "quokka");
    forget_credentials(&credentials);
}

static void a_client_secret_is_kept_as_a_password_is(void **state)
{
    (void)state;
    static const struct credential_sources sources = {.client_secret_file = "password"};
    struct credentials credentials;
    struct error error = {0};
    write_file("numbat", 6, 0640);
    assert_false(read_credentials(&credentials, &sources, &error));
    assert_int_equal(error.kind, ERROR_USAGE);
    assert_non_null(strstr(error.message, "others may read the client secret file password;"));
    write_file("num\xFF", 4, 0600);
    assert_false(read_credentials(&credentials, &sources, &error));
    assert_non_null(strstr(error.message, "the client's secret is not UTF-8"));
    write_file("\n", 1, 0600);
    assert_false(read_credentials(&credentials, &sources, &error));
    assert_non_null(strstr(error.message, "first line of the client secret file password"));
    assert_int_equal(unlink("password"), 0);
    assert_false(read_credentials(&credentials, &sources, &error));
    assert_non_null(strstr(error.message, "the client secret file password cannot be opened"));
}

static void a_password_is_forgotten(void **state)
{
    (void)state;
    struct credentials credentials;
    struct error error = {0};
    write_file("quokka", 6, 0600);
    assert_true(read_credentials(&credentials, &password_file, &error));
    assert_ptr_equal(credentials.crm.password, credentials.password);
    assert_string_equal(credentials.password, "quokka");
    forget_credentials(&credentials);
    for (size_t i = 0; i < sizeof credentials.password; i++) {
        assert_int_equal(credentials.password[i], 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(nobody_is_nobody, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_environment_says_who_logs_in, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_empty_variable_is_as_good_as_none, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_file_counts_before_the_environment, set_up, tear_down),
        cmocka_unit_test_setup_teardown(nobody_else_may_have_a_right_to_the_file, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(the_password_is_the_first_line, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_password_has_a_longest_length, set_up, tear_down),
        cmocka_unit_test_setup_teardown(only_a_plain_file_will_do, set_up, tear_down),
        cmocka_unit_test_setup_teardown(no_file_is_left_open, set_up, tear_down),
        cmocka_unit_test_setup_teardown(without_a_terminal_nobody_is_asked, set_up, tear_down),
        cmocka_unit_test_setup_teardown(possum_conf_comes_last, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_named_file_counts_before_that_of_possum_conf, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_client_secret_is_kept_as_a_password_is, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_password_is_forgotten, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
