#include "base/outputs.h"

#include <dirent.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

/* A directory of its own for each test. */
struct place {
    char directory[64];
    char path[128];  /* of a file in it */
    char other[128]; /* and of another */
};

static int set_up(void **state)
{
    struct place *place = calloc(1, sizeof *place);
    if (place == NULL) {
        return -1;
    }
    *state = place;
    snprintf(place->directory, sizeof place->directory, "/tmp/possum-test-XXXXXX");
    if (mkdtemp(place->directory) == NULL) {
        return -1;
    }
    snprintf(place->path, sizeof place->path, "%s/Accounts.csv", place->directory);
    snprintf(place->other, sizeof place->other, "%s/Contacts.csv", place->directory);
    return 0;
}

static int tear_down(void **state)
{
    struct place *place = *state;
    unlink(place->path);
    rmdir(place->path);
    unlink(place->other);
    int status = rmdir(place->directory); /* fails if a temporary file is left */
    free(place);
    return status;
}

/* The number of files there, hidden ones included. */
static int count_files(const struct place *place)
{
    DIR *directory = opendir(place->directory);
    assert_non_null(directory);
    int count = 0;
    for (struct dirent *entry = readdir(directory); entry != NULL; entry = readdir(directory)) {
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    }
    closedir(directory);
    return count;
}

static bool is_there(const char *path)
{
    return access(path, F_OK) == 0;
}

static void write_file(const char *path, const char *content)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_true(fputs(content, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void assert_file(const char *path, const char *content)
{
    char bytes[256];
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t length = fread(bytes, 1, sizeof bytes - 1, file);
    fclose(file);
    bytes[length] = '\0';
    assert_string_equal(bytes, content);
}

static struct output *open_and_write(struct outputs *outputs, const char *path, const char *content)
{
    struct error error = {0};
    struct output *output = open_output(outputs, path, false, &error);
    assert_non_null(output);
    assert_true(fputs(content, output->stream) >= 0);
    return output;
}

static void outputs_appear_when_they_are_placed(void **state)
{
    struct place *place = *state;
    struct outputs outputs = {0};
    struct error error = {0};
    open_and_write(&outputs, place->path, "id\r\n");
    struct output *closed = open_and_write(&outputs, place->other, "id,account_id\r\n");
    assert_true(close_output(closed, &error));
    assert_true(close_output(closed, &error));
    assert_null(closed->stream);
    assert_false(is_there(place->path));
    assert_false(is_there(place->other));
    assert_true(place_outputs(&outputs, &error));
    assert_int_equal(count_files(place), 2);
    discard_outputs(&outputs);
    assert_int_equal(outputs.count, 0);
    assert_int_equal(count_files(place), 2);
    assert_file(place->path, "id\r\n");
    assert_file(place->other, "id,account_id\r\n");
}

static void discarded_outputs_leave_nothing(void **state)
{
    struct place *place = *state;
    struct outputs outputs = {0};
    struct error error = {0};
    open_and_write(&outputs, place->path, "id\r\n");
    struct output *closed = open_and_write(&outputs, place->other, "id\r\n");
    assert_true(close_output(closed, &error));
    assert_int_equal(count_files(place), 2);
    discard_outputs(&outputs);
    assert_int_equal(count_files(place), 0);
    discard_outputs(&outputs);
}

static void no_outputs_are_placed_at_once(void **state)
{
    (void)state;
    struct outputs outputs = {0};
    struct error error = {0};
    assert_true(place_outputs(&outputs, &error));
    discard_outputs(&outputs);
}

static void an_existing_file_is_refused(void **state)
{
    struct place *place = *state;
    struct outputs outputs = {0};
    struct error error = {0};
    write_file(place->path, "kept");
    assert_null(open_output(&outputs, place->path, false, &error));
    assert_int_equal(error.kind, ERROR_USAGE);
    assert_non_null(strstr(error.message, place->path));
    assert_non_null(strstr(error.message, "--force"));
    discard_outputs(&outputs);
    assert_int_equal(count_files(place), 1);
    assert_file(place->path, "kept");
}

static void a_file_to_overwrite_stays_until_the_end(void **state)
{
    struct place *place = *state;
    struct error error = {0};
    write_file(place->path, "old");
    for (int placed = 0; placed < 2; placed++) {
        struct outputs outputs = {0};
        struct output *output = open_output(&outputs, place->path, true, &error);
        assert_non_null(output);
        assert_true(fputs("new", output->stream) >= 0);
        assert_file(place->path, "old");
        assert_true(placed == 0 || place_outputs(&outputs, &error));
        discard_outputs(&outputs);
        assert_file(place->path, placed ? "new" : "old");
        assert_int_equal(count_files(place), 1);
    }
}

static void what_is_no_plain_file_is_never_overwritten(void **state)
{
    struct place *place = *state;
    struct outputs outputs = {0};
    struct error error = {0};
    assert_int_equal(mkdir(place->path, 0700), 0);
    assert_null(open_output(&outputs, place->path, true, &error));
    assert_int_equal(error.kind, ERROR_USAGE);
    error = (struct error){0};
    assert_null(open_output(&outputs, "/dev/null", true, &error));
    assert_int_equal(error.kind, ERROR_USAGE);
    discard_outputs(&outputs);
}

static void a_directory_that_is_not_there_is_an_error(void **state)
{
    struct place *place = *state;
    struct outputs outputs = {0};
    struct error error = {0};
    char path[160];
    snprintf(path, sizeof path, "%s/none/Accounts.csv", place->directory);
    assert_null(open_output(&outputs, path, false, &error));
    assert_int_equal(error.kind, ERROR_USAGE);
    assert_non_null(strstr(error.message, path));
    assert_int_equal(outputs.count, 0);
    discard_outputs(&outputs);
}

static void a_path_without_a_directory_is_one_here(void **state)
{
    struct place *place = *state;
    struct outputs outputs = {0};
    struct error error = {0};
    char before[4096];
    assert_non_null(getcwd(before, sizeof before));
    assert_int_equal(chdir(place->directory), 0);
    open_and_write(&outputs, "Accounts.csv", "here");
    assert_int_equal(count_files(place), 1);
    assert_true(place_outputs(&outputs, &error));
    discard_outputs(&outputs);
    assert_int_equal(chdir(before), 0);
    assert_file(place->path, "here");
}

static void rights_follow_the_umask(void **state)
{
    struct place *place = *state;
    static const mode_t masks[] = {022, 077, 002, 0};
    for (size_t i = 0; i < sizeof masks / sizeof *masks; i++) {
        struct outputs outputs = {0};
        struct error error = {0};
        struct stat status;
        mode_t before = umask(masks[i]);
        open_and_write(&outputs, place->path, "");
        assert_true(place_outputs(&outputs, &error));
        discard_outputs(&outputs);
        assert_int_equal(umask(before), masks[i]);
        assert_int_equal(stat(place->path, &status), 0);
        assert_int_equal(status.st_mode & 07777, 0666 & ~masks[i]);
        assert_int_equal(unlink(place->path), 0);
    }
}

static void what_cannot_be_placed_is_not_left_about(void **state)
{
    struct place *place = *state;
    struct outputs outputs = {0};
    struct error error = {0};
    open_and_write(&outputs, place->other, "first");
    open_and_write(&outputs, place->path, "second");
    assert_int_equal(mkdir(place->path, 0700), 0); /* somebody else was faster */
    assert_false(place_outputs(&outputs, &error));
    assert_int_equal(error.kind, ERROR_USAGE);
    assert_non_null(strstr(error.message, place->path));
    discard_outputs(&outputs);
    assert_int_equal(count_files(place), 2);
    assert_file(place->other, "first");
}

/* As on a full disk: what is written goes no further than a limit. */
static void a_failure_to_write_names_the_output(void **state)
{
    struct place *place = *state;
    struct outputs outputs = {0};
    struct error error = {0};
    struct output *output = open_and_write(&outputs, place->path, "1234567890");
    struct rlimit before;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    const struct rlimit limit = {.rlim_cur = 4, .rlim_max = before.rlim_max};
    void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    bool closed = close_output(output, &error);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    signal(SIGXFSZ, handler);
    assert_false(closed);
    assert_int_equal(error.kind, ERROR_USAGE);
    assert_non_null(strstr(error.message, place->path));
    discard_outputs(&outputs);
    assert_int_equal(count_files(place), 0);
}

/* Copies with each letter `a` as the letter that the context points to; refuses a `!`. */
static bool replace_letter(FILE *in, FILE *out, void *context, struct error *error)
{
    const char *letter = context;
    for (int byte = getc(in); byte != EOF; byte = getc(in)) {
        if (byte == '!') {
            return (fail)(error, ERROR_USAGE, "refused");
        }
        putc(byte == 'a' ? *letter : byte, out);
    }
    return true;
}

static void a_rewritten_output_holds_what_the_rewriter_wrote(void **state)
{
    struct place *place = *state;
    struct outputs outputs = {0};
    struct error error = {0};
    struct output *output = open_and_write(&outputs, place->path, "banana");
    assert_true(rewrite_output(output, replace_letter, "o", &error));
    assert_null(output->stream);
    assert_int_equal(count_files(place), 1);
    assert_true(rewrite_output(output, replace_letter, "i", &error));
    assert_int_equal(count_files(place), 1);
    assert_false(is_there(place->path));
    assert_true(place_outputs(&outputs, &error));
    discard_outputs(&outputs);
    assert_file(place->path, "bonono");
    assert_int_equal(count_files(place), 1);
}

static void a_failed_rewriting_leaves_nothing(void **state)
{
    struct place *place = *state;
    struct outputs outputs = {0};
    struct error error = {0};
    struct output *output = open_and_write(&outputs, place->path, "banana!");
    assert_false(rewrite_output(output, replace_letter, "o", &error));
    assert_string_equal(error.message, "refused");
    discard_outputs(&outputs);
    assert_int_equal(count_files(place), 0);
}

static void what_cannot_be_read_back_is_an_error(void **state)
{
    struct place *place = *state;
    struct outputs outputs = {0};
    struct error error = {0};
    struct output *output = open_and_write(&outputs, place->path, "banana");
    assert_int_equal(unlink(output->temporary), 0);
    assert_false(rewrite_output(output, replace_letter, "o", &error));
    assert_int_equal(error.kind, ERROR_USAGE);
    assert_non_null(strstr(error.message, place->path));
    discard_outputs(&outputs);
    assert_int_equal(count_files(place), 0);
}

#define IN_PLACE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_PLACE(outputs_appear_when_they_are_placed),
        IN_PLACE(discarded_outputs_leave_nothing),
        cmocka_unit_test(no_outputs_are_placed_at_once),
        IN_PLACE(an_existing_file_is_refused),
        IN_PLACE(a_file_to_overwrite_stays_until_the_end),
        IN_PLACE(what_is_no_plain_file_is_never_overwritten),
        IN_PLACE(a_directory_that_is_not_there_is_an_error),
        IN_PLACE(a_path_without_a_directory_is_one_here),
        IN_PLACE(rights_follow_the_umask),
        IN_PLACE(what_cannot_be_placed_is_not_left_about),
        IN_PLACE(a_failure_to_write_names_the_output),
        IN_PLACE(a_rewritten_output_holds_what_the_rewriter_wrote),
        IN_PLACE(a_failed_rewriting_leaves_nothing),
        IN_PLACE(what_cannot_be_read_back_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
