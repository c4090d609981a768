#include "sync/state_file.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static char directory[64];
static char path[128];
static struct arena arena;
static struct error error;

static int set_up(void **state)
{
    (void)state;
    error = (struct error){0};
    snprintf(directory, sizeof directory, "/tmp/possum-state-XXXXXX");
    assert_non_null(mkdtemp(directory));
    snprintf(path, sizeof path, "%s/new/crm.state", directory);
    return setenv("XDG_STATE_HOME", directory, 1);
}

static int tear_down(void **state)
{
    char place[192];
    (void)state;
    free_arena(&arena);
    snprintf(place, sizeof place, "%s.lock", path);
    unlink(place);
    snprintf(place, sizeof place, "%s/new", directory);
    rmdir(place);
    return rmdir(directory);
}

static void a_crm_has_one_url(void **state)
{
    static const struct {
        const char *given;
        const char *normal;
    } cases[] = {
        {"HTTPS://CRM.Example:443/Suite/index.php", "https://crm.example/Suite"},
        {"https://crm.example/Suite///", "https://crm.example/Suite"},
        {"https://crm.example", "https://crm.example"},
        {"https://crm.example/", "https://crm.example"},
        {"https://crm.example/INDEX.PHP", "https://crm.example"},
        {"http://127.0.0.1:80/x", "http://127.0.0.1/x"},
        {"http://127.0.0.1:443/x", "http://127.0.0.1:443/x"},
        {"https://crm.example:8443/x", "https://crm.example:8443/x"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct text normal = normalise_base_url(&arena, make_text(cases[i].given));
        if (!equal_texts(normal, make_text(cases[i].normal))) {
            fail_msg("%s became %.*s", cases[i].given, (int)normal.length, normal.at);
        }
    }
}

static void each_crm_and_site_has_a_file_of_its_own(void **state)
{
    struct text one;
    struct text same;
    struct text other_site;
    struct text other_path;
    (void)state;
    assert_true(find_state_path(&arena, TEXT("https://crm.example/a"), TEXT("x"), &one, &error));
    assert_true(
        find_state_path(&arena, TEXT("https://CRM.example/a/index.php"), TEXT("x"), &same, &error));
    assert_true(
        find_state_path(&arena, TEXT("https://crm.example/a"), TEXT("y"), &other_site, &error));
    assert_true(
        find_state_path(&arena, TEXT("https://crm.example/b"), TEXT("x"), &other_path, &error));
    assert_string_equal(one.at, same.at);
    assert_string_not_equal(one.at, other_site.at);
    assert_string_not_equal(one.at, other_path.at);
    assert_true(starts_with(one, make_text(directory)));
    assert_non_null(strstr(one.at, "/possum/crm.example-"));
    assert_true(ends_with_ignoring_case(one, TEXT(".state")));
}

static void the_directory_follows_the_environment(void **state)
{
    struct text found;
    struct text *paths = NULL;
    size_t count = 1;
    (void)state;
    assert_true(list_state_files(&arena, &paths, &count, &error));
    assert_int_equal(count, 0);
    setenv("XDG_STATE_HOME", "relative", 1);
    setenv("HOME", "/home/ada", 1);
    assert_true(find_state_directory(&arena, &found, &error));
    assert_string_equal(found.at, "/home/ada/.local/state/possum");
    unsetenv("HOME");
    assert_false(find_state_directory(&arena, &found, &error));
    assert_int_equal(error.kind, ERROR_USAGE);
}

static void one_process_at_a_time_holds_the_lock(void **state)
{
    struct state_lock lock;
    int pipes[2];
    char byte;
    int status = 0;
    (void)state;
    assert_int_equal(pipe(pipes), 0);
    pid_t child = fork();
    if (child == 0) {
        struct state_lock own;
        bool locked = lock_state_file(path, &own, &error);
        if (write(pipes[1], locked ? "y" : "n", 1) != 1) {
            _exit(1);
        }
        pause();
        _exit(0);
    }
    assert_int_equal(read(pipes[0], &byte, 1), 1);
    assert_int_equal(byte, 'y');
    assert_false(lock_state_file(path, &lock, &error));
    assert_int_equal(error.kind, ERROR_STOPPED);
    char holder[32];
    snprintf(holder, sizeof holder, "process %ld on ", (long)child);
    assert_non_null(strstr(error.message, holder));
    assert_int_equal(lock.descriptor, -1);
    kill(child, SIGKILL);
    assert_int_equal(waitpid(child, &status, 0), child);
    /* What it has left is stale. */
    assert_true(lock_state_file(path, &lock, &error));
    unlock_state_file(&lock);
    assert_true(lock_state_file(path, &lock, &error));
    unlock_state_file(&lock);
    close(pipes[0]);
    close(pipes[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_crm_has_one_url, set_up, tear_down),
        cmocka_unit_test_setup_teardown(each_crm_and_site_has_a_file_of_its_own, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_directory_follows_the_environment, set_up, tear_down),
        cmocka_unit_test_setup_teardown(one_process_at_a_time_holds_the_lock, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
