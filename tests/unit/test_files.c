#include "base/files.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* A directory of its own for each test, which must be empty again at its end. */
static int set_up(void **state)
{
    static char directory[64];
    snprintf(directory, sizeof directory, "/tmp/possum-test-XXXXXX");
    *state = mkdtemp(directory);
    return *state == NULL ? -1 : 0;
}

static int tear_down(void **state)
{
    return rmdir(*state);
}

/* The lowest number that a new descriptor would get. */
static int find_free_descriptor(void)
{
    int descriptor = dup(STDERR_FILENO);
    assert_true(descriptor >= 0);
    close(descriptor);
    return descriptor;
}

static void a_temporary_file_is_written_and_read_back(void **state)
{
    static const char content[] = "a\0b\r\nc";
    char bytes[sizeof content + 1] = "";
    FILE *file = open_temporary_file(*state, "possum-test");
    assert_non_null(file);
    assert_int_equal(fwrite(content, sizeof content, 1, file), 1);
    assert_int_equal(fseeko(file, 0, SEEK_SET), 0);
    assert_int_equal(fread(bytes, 1, sizeof bytes, file), sizeof content);
    assert_memory_equal(bytes, content, sizeof content);
    assert_int_equal(fclose(file), 0);
}

static void nobody_else_sees_a_temporary_file(void **state)
{
    mode_t mask = umask(0);
    FILE *file = open_temporary_file(*state, "possum-test");
    umask(mask);
    assert_non_null(file);
    struct stat status;
    assert_int_equal(fstat(fileno(file), &status), 0);
    assert_true(S_ISREG(status.st_mode));
    assert_int_equal(status.st_mode & 07777, 0600);
    assert_int_equal(status.st_nlink, 0);
    assert_int_equal(status.st_size, 0);
    assert_int_equal(fcntl(fileno(file), F_GETFD), FD_CLOEXEC);
    assert_int_equal(rmdir(*state), 0); /* it is empty */
    assert_int_equal(fclose(file), 0);
    assert_int_equal(mkdir(*state, 0700), 0);
}

static void two_temporary_files_of_one_name_are_two(void **state)
{
    FILE *one = open_temporary_file(*state, "possum-test");
    FILE *other = open_temporary_file(*state, "possum-test");
    assert_non_null(one);
    assert_non_null(other);
    assert_true(fputs("one", one) >= 0);
    assert_int_equal(fflush(one), 0);
    assert_int_equal(getc(other), EOF);
    assert_int_equal(fclose(one), 0);
    assert_int_equal(fclose(other), 0);
}

static void the_directory_of_a_temporary_file_may_have_a_long_path(void **state)
{
    char path[1024];
    int length = snprintf(path, sizeof path, "%s", (const char *)*state);
    while (length < 900) {
        length += snprintf(path + length, sizeof path - (size_t)length, "/.");
    }
    FILE *file = open_temporary_file(path, "possum-test");
    assert_non_null(file);
    assert_int_equal(fclose(file), 0);
}

static void a_temporary_file_that_cannot_be_made_has_a_reason(void **state)
{
    (void)state;
    static char long_name[5000];
    memset(long_name, 'x', sizeof long_name - 1);
    const struct {
        const char *directory;
        const char *name;
        int reason;
    } cases[] = {
        {"/nowhere/at/all", "possum-test", ENOENT}, {"", "no/such/place", ENOENT},
        {"/dev/null", "possum-test", ENOTDIR},      {"/tmp", long_name, ENAMETOOLONG},
        {long_name, "possum-test", ENAMETOOLONG},
    };
    int next = find_free_descriptor();
    for (size_t i = 0; i < COUNT(cases); i++) {
        errno = 0;
        assert_null(open_temporary_file(cases[i].directory, cases[i].name));
        assert_int_equal(errno, cases[i].reason);
    }
    assert_int_equal(find_free_descriptor(), next);
}

static void temporary_files_go_where_they_are_told_to(void **state)
{
    (void)state;
    static const struct {
        const char *directory;
        const char *variable;
        const char *chosen;
    } cases[] = {
        {NULL, NULL, "/tmp"},
        {NULL, "", "/tmp"},
        {NULL, "/var/tmp", "/var/tmp"},
        {"/srv/spool", NULL, "/srv/spool"},
        {"/srv/spool", "/var/tmp", "/srv/spool"},
        {".", "", "."},
    };
    const char *before = getenv("TMPDIR");
    char *saved = before == NULL ? NULL : strdup(before);
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_int_equal(cases[i].variable == NULL ? unsetenv("TMPDIR")
                                                   : setenv("TMPDIR", cases[i].variable, 1),
                         0);
        assert_string_equal(choose_temporary_directory(cases[i].directory), cases[i].chosen);
    }
    assert_int_equal(saved == NULL ? unsetenv("TMPDIR") : setenv("TMPDIR", saved, 1), 0);
    free(saved);
}

static void a_path_is_joined_unless_it_is_too_long(void **state)
{
    (void)state;
    static const struct {
        const char *directory;
        const char *name;
        const char *path;
    } cases[] = {
        {"out", "Accounts.csv", "out/Accounts.csv"},
        {"out/", "Accounts.csv", "out/Accounts.csv"},
        {"/", "Accounts.csv", "/Accounts.csv"},
        {".", "a b", "./a b"},
    };
    char path[PATH_LIMIT];
    struct error error = {0};
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_true(join_path(path, cases[i].directory, cases[i].name, &error));
        assert_string_equal(path, cases[i].path);
    }
    char directory[PATH_LIMIT];
    memset(directory, 'x', sizeof directory);
    directory[PATH_LIMIT - 2] = '\0'; /* with "/a" and the NUL it is one byte too long */
    assert_false(join_path(path, directory, "a", &error));
    assert_int_equal(error.kind, ERROR_USAGE);
    directory[PATH_LIMIT - 3] = '\0';
    assert_true(join_path(path, directory, "a", &error));
    assert_int_equal(strlen(path), PATH_LIMIT - 1);
}

static void a_path_has_a_last_part_and_a_name(void **state)
{
    (void)state;
    assert_string_equal(get_file_name("/srv/out/Accounts.csv"), "Accounts.csv");
    assert_string_equal(get_file_name("Accounts.csv"), "Accounts.csv");
    assert_string_equal(get_file_name("out/"), "");
    assert_string_equal(name_path("-"), "standard input");
    assert_string_equal(name_path("./-"), "./-");
    assert_true(is_standard_input("-"));
    assert_false(is_standard_input("--"));
    assert_false(is_standard_input(""));
}

/* With a file "a", the same file linked as "b" and as "sub/a", and no file "c". */
static void places_are_the_same_by_whatever_path(void **state)
{
    static const struct {
        const char *one;
        const char *other;
        bool same_file;
        bool same_place;
    } cases[] = {
        {"a", "a", true, true},           {"a", "b", true, true},
        {"a", "sub/../a", true, true},    {"a", "sub/a", true, true},
        {"a", "c", false, false},         {"c", "c", false, true},
        {"c", "./sub/../c", false, true}, {"c", "sub/c", false, false},
        {"c", "d", false, false},         {"no/c", "no/c", false, false},
    };
    int here = open(".", O_RDONLY | O_CLOEXEC);
    assert_true(here >= 0);
    assert_int_equal(chdir(*state), 0);
    FILE *file = fopen("a", "wb");
    assert_non_null(file);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(mkdir("sub", 0700), 0);
    assert_int_equal(link("a", "b"), 0);
    assert_int_equal(symlink("../a", "sub/a"), 0);
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_int_equal(is_same_file(cases[i].one, cases[i].other), cases[i].same_file);
        assert_int_equal(is_same_place(cases[i].one, cases[i].other), cases[i].same_place);
    }
    assert_int_equal(unlink("sub/a") | unlink("a") | unlink("b") | rmdir("sub"), 0);
    assert_int_equal(fchdir(here), 0);
    close(here);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_temporary_file_is_written_and_read_back, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(nobody_else_sees_a_temporary_file, set_up, tear_down),
        cmocka_unit_test_setup_teardown(two_temporary_files_of_one_name_are_two, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_directory_of_a_temporary_file_may_have_a_long_path,
                                        set_up, tear_down),
        cmocka_unit_test(a_temporary_file_that_cannot_be_made_has_a_reason),
        cmocka_unit_test(temporary_files_go_where_they_are_told_to),
        cmocka_unit_test(a_path_is_joined_unless_it_is_too_long),
        cmocka_unit_test(a_path_has_a_last_part_and_a_name),
        cmocka_unit_test_setup_teardown(places_are_the_same_by_whatever_path, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
