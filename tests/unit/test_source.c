#include "csv/source.h"

#include "base/signals.h"
#include "exports.h"
#include "feeding.h"

#include <fcntl.h>
#include <signal.h>
#include <time.h>

enum { MEBIBYTE = 1024 * 1024 };

/* Fills the window to the end of the input; moves it by `step` bytes whenever there are as many, so
 * that the content must be put together again. */
static void read_whole(struct source *source, size_t step, struct buffer *content)
{
    struct error error = {0};
    for (;;) {
        struct text window = get_window(source);
        if (window.length >= step || (source->at_end && window.length > 0)) {
            size_t length = window.length < step ? window.length : step;
            append_text(content, slice_text(window, 0, length));
            move_window(source, length);
        } else if (source->at_end) {
            break;
        } else {
            assert_true(fill_window(source, &error));
        }
    }
    assert_int_equal(get_window(source).length, 0);
}

static void check_content(struct source *source, size_t step, struct text expected)
{
    struct buffer content = {0};
    read_whole(source, step, &content);
    assert_int_equal(content.length, expected.length);
    assert_memory_equal(content.at, expected.at, expected.length);
    free_buffer(&content);
    close_source(source);
    close_source(source);
}

static void the_window_moves_over_all_of_a_file(void **state)
{
    (void)state;
    struct buffer bytes = {0};
    for (int i = 0; i < 200000; i++) {
        append_formatted(&bytes, "%d,", i);
    }
    struct test_file file = make_test_file(view_buffer(&bytes));
    static const size_t steps[] = {1, 1000, 300000, SIZE_MAX};
    for (size_t i = 0; i < COUNT(steps); i++) {
        struct source source;
        struct error error = {0};
        assert_true(open_source(&source, file.path, NULL, &error));
        check_content(&source, steps[i], view_buffer(&bytes));
        assert_true(open_memory_source(&source, "bytes", view_buffer(&bytes), &error));
        assert_string_equal(source.name, "bytes");
        check_content(&source, steps[i], view_buffer(&bytes));
        struct feeding feeding = start_feeding(view_buffer(&bytes), 4096);
        assert_true(open_source(&source, "-", i % 2 == 0 ? NULL : "UTF-8", &error));
        check_content(&source, steps[i], view_buffer(&bytes));
        end_feeding(&feeding);
    }
    remove_test_file(&file);
    free_buffer(&bytes);
}

static void an_empty_input_ends_at_once(void **state)
{
    (void)state;
    struct source source;
    struct error error = {0};
    struct test_file file = make_test_file(EMPTY_TEXT);
    assert_true(open_source(&source, file.path, NULL, &error));
    assert_string_equal(source.encoding, "UTF-8");
    assert_true(fill_window(&source, &error));
    assert_true(source.at_end);
    check_content(&source, 1, EMPTY_TEXT);
    remove_test_file(&file);
    assert_true(open_memory_source(&source, "nothing", EMPTY_TEXT, &error));
    check_content(&source, 1, EMPTY_TEXT);
}

static const struct {
    struct text bytes;
    const char *told; /* NULL: to be found */
    const char *encoding;
    struct text content;
} encodings[] = {
    {{"a\xC3\xA9", 3}, NULL, "UTF-8", {"a\xC3\xA9", 3}},
    {{"\xEF\xBB\xBF\xE9", 4}, NULL, "UTF-8", {"\xE9", 1}},
    {{"Zo\xEB", 3}, NULL, "Windows-1252", {"Zo\xC3\xAB", 4}},
    {{"\x80\x81", 2}, NULL, "Windows-1252", {"\xE2\x82\xAC\xFF", 4}},
    {{"\xC3\xA9\xC3\xA9\xE9", 5}, NULL, "UTF-8", {"\xC3\xA9\xC3\xA9\xE9", 5}},
    {{"\xC3\xA9\xC3\xA9\xE9", 5},
     "Windows-1252",
     "Windows-1252",
     {"\xC3\x83\xC2\xA9\xC3\x83\xC2\xA9\xC3\xA9", 10}},
    {{"\xFF\xFE"
      "a\0,\0\xE9\0",
      8},
     NULL,
     "UTF-16LE",
     {"a,\xC3\xA9", 4}},
    {{"\xFE\xFF\0a\0,\0\xE9", 8}, NULL, "UTF-16BE", {"a,\xC3\xA9", 4}},
    {{"a\0,\0", 4}, "UTF-16LE", "UTF-16LE", {"a,", 2}},
    /* without the last byte, what is left of the last character is undecodable */
    {{"\xFF\xFE"
      "a\0,\0\xE9",
      7},
     NULL,
     "UTF-16LE",
     {"a,\xFF", 3}},
    {{"\xFE\xFF\0a\0,\0", 7}, NULL, "UTF-16BE", {"a,\xFF", 3}},
    {{"\xE9", 1}, "UTF-8", "UTF-8", {"\xE9", 1}},
    {{"\x82\xA0", 2}, "SHIFT_JIS", "SHIFT_JIS", {"\xE3\x81\x82", 3}},
};

static void bytes_are_decoded_as_found_or_told(void **state)
{
    (void)state;
    static const size_t pieces[] = {1, 2, 3, 1000};
    for (size_t i = 0; i < COUNT(encodings); i++) {
        struct source source;
        struct error error = {0};
        struct test_file file = make_test_file(encodings[i].bytes);
        assert_true(open_source(&source, file.path, encodings[i].told, &error));
        assert_string_equal(source.encoding, encodings[i].encoding);
        check_content(&source, 1, encodings[i].content);
        remove_test_file(&file);
        for (size_t j = 0; j < COUNT(pieces); j++) {
            struct feeding feeding = start_feeding(encodings[i].bytes, pieces[j]);
            assert_true(open_source(&source, "-", encodings[i].told, &error));
            assert_string_equal(source.encoding, encodings[i].encoding);
            check_content(&source, 1, encodings[i].content);
            end_feeding(&feeding);
        }
    }
}

/* ASCII for a mebibyte, and behind it something that is no UTF-8. */
static void a_file_is_scanned_whole_but_standard_input_is_not(void **state)
{
    (void)state;
    struct buffer bytes = {0};
    struct buffer decoded = {0};
    struct error error = {0};
    struct source source;
    char *place = reserve_in_buffer(&bytes, MEBIBYTE);
    assert_non_null(place);
    memset(place, 'a', MEBIBYTE);
    bytes.length = MEBIBYTE;
    append_text(&decoded, view_buffer(&bytes));
    append_text(&bytes, TEXT("Zo\xEB"));
    append_text(&decoded, TEXT("Zo\xC3\xAB"));
    struct test_file file = make_test_file(view_buffer(&bytes));
    assert_true(open_source(&source, file.path, NULL, &error));
    assert_string_equal(source.encoding, "Windows-1252");
    check_content(&source, 4096, view_buffer(&decoded));
    struct feeding feeding = start_feeding(view_buffer(&bytes), 65536);
    assert_true(open_source(&source, "-", NULL, &error));
    assert_string_equal(source.encoding, "UTF-8");
    check_content(&source, 4096, view_buffer(&bytes));
    end_feeding(&feeding);
    remove_test_file(&file);
    free_buffer(&bytes);
    free_buffer(&decoded);
}

/* Standard input that is a file may have been read in part by somebody else. */
static void a_file_on_standard_input_is_read_from_where_it_stands(void **state)
{
    (void)state;
    struct test_file file = make_test_file(TEXT("\xC3\xA9\xC3\xA9 first\nZo\xEB\n"));
    struct error error = {0};
    struct source source;
    int descriptor = open(file.path, O_RDONLY);
    assert_true(descriptor >= 0);
    assert_int_equal(lseek(descriptor, 11, SEEK_SET), 11);
    int saved = replace_standard_input(descriptor);
    bool opened = open_source(&source, "-", NULL, &error);
    if (opened) {
        check_content(&source, 1, TEXT("Zo\xC3\xAB\n"));
    }
    assert_int_not_equal(fcntl(STDIN_FILENO, F_GETFD), -1); /* which stays open */
    restore_standard_input(saved);
    assert_true(opened);
    remove_test_file(&file);
}

static void what_cannot_be_read_is_an_error(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        const char *encoding;
        enum error_kind kind;
        const char *message;
    } cases[] = {
        {"/no/such/export.csv", NULL, ERROR_INPUT, "/no/such/export.csv cannot be opened"},
        {"/no/such/export.csv", "UTF-8", ERROR_INPUT, "/no/such/export.csv cannot be opened"},
        {"/", NULL, ERROR_INPUT, "/ is a directory"},
        {"/dev/null", "no-such-encoding", ERROR_USAGE, "no-such-encoding"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct error error = {0};
        struct source source;
        assert_false(open_source(&source, cases[i].path, cases[i].encoding, &error));
        assert_int_equal(error.kind, cases[i].kind);
        assert_non_null(strstr(error.message, cases[i].message));
        close_source(&source);
    }
}

/* A directory cannot be read; on standard input that shows when it is tried. */
static void a_failure_to_read_is_an_error(void **state)
{
    (void)state;
    static const char *const told[] = {NULL, "UTF-8"};
    for (size_t i = 0; i < COUNT(told); i++) {
        struct error error = {0};
        struct source source;
        int saved = replace_standard_input(open("/", O_RDONLY));
        bool filled = open_source(&source, "-", told[i], &error) && fill_window(&source, &error);
        restore_standard_input(saved);
        close_source(&source);
        assert_false(filled);
        assert_int_equal(error.kind, ERROR_INPUT);
    }
}

/* Raises SIGTERM at once, or has it sent after a while. Returns the process that does that, or -1.
 */
static pid_t send_signal(bool at_once)
{
    if (at_once) {
        raise(SIGTERM);
        return -1;
    }
    pid_t sender = fork();
    if (sender == 0) {
        nanosleep(&(struct timespec){.tv_nsec = 100000000}, NULL);
        kill(getppid(), SIGTERM);
        _exit(0);
    }
    return sender;
}

/* Waits for bytes that never come, until a signal does; the exit status says whether it did. */
static void wait_for_signal(bool at_once, bool rewindable, const char *directory)
{
    struct error error = {0};
    struct source source;
    catch_signals();
    alarm(10);
    pid_t sender = send_signal(at_once);
    bool opened = rewindable ? open_rewindable_source(&source, "-", "UTF-8", directory, &error)
                             : open_source(&source, "-", "UTF-8", &error);
    bool filled = opened && fill_window(&source, &error) && fill_window(&source, &error);
    close_source(&source);
    if (sender >= 0) {
        waitpid(sender, NULL, 0);
    }
    _exit(opened != rewindable && !filled && error.kind == ERROR_STOPPED ? 0 : 1);
}

/* The child is a process of its own, since a signal is remembered for good. */
static void a_signal_ends_the_wait_for_bytes(void **state)
{
    (void)state;
    char directory[] = "/tmp/possum-test-XXXXXX";
    assert_non_null(mkdtemp(directory));
    for (int i = 0; i < 4; i++) {
        int ends[2];
        int status = 0;
        assert_int_equal(pipe(ends), 0);
        assert_int_equal(write(ends[1], "No", 2), 2);
        int saved = replace_standard_input(ends[0]);
        pid_t child = fork();
        if (child == 0) {
            wait_for_signal(i % 2 == 0, i / 2 == 0, directory);
        }
        restore_standard_input(saved);
        assert_int_equal(waitpid(child, &status, 0), child);
        close(ends[1]);
        assert_int_equal(status, 0);
    }
    assert_int_equal(rmdir(directory), 0); /* no copy is left in it */
}

static void utf16_without_its_mark_is_noticed(void **state)
{
    (void)state;
    static const char text[] = "No,First,Last\r\n1,a,b\r\n";
    char bytes[2 * sizeof text] = "";
    for (size_t i = 0; i < sizeof text - 1; i++) {
        bytes[2 * i] = text[i];
    }
    struct test_file file = make_test_file((struct text){bytes, 2 * (sizeof text - 1)});
    for (int told = 0; told < 2; told++) {
        struct error error = {0};
        struct buffer listing = {0};
        list_records(open_reader(file.path, told ? "UTF-16LE" : NULL, 0, &export_judge, &error),
                     &error, &listing);
        if (told) {
            assert_string_equal(listing.at, "2/1 sound [1][a][b]\n");
        } else {
            assert_int_equal(error.kind, ERROR_INPUT);
            assert_non_null(strstr(error.message, "UTF-16LE"));
        }
        free_buffer(&listing);
    }
    remove_test_file(&file);
}

/* Excel's "Unicode Text", whole and without its last byte or two. */
static void unicode_text_is_read(void **state)
{
    (void)state;
    static const char text[] = "No\tFirst\tLast\r\n1\t\"a\nb\"\tc\r\n2\tx\ty\r\n";
    static const struct {
        size_t cut;
        const char *records;
    } cases[] = {
        {0, "2/1 sound [1][a\\nb][c]\n4/2 sound [2][x][y]\n"},
        {1, "2/1 sound [1][a\\nb][c]\n4/2 sound [2][x][y]\n5/3 undecodable [\xEF\xBF\xBD]\n"},
        {2, "2/1 sound [1][a\\nb][c]\n4/2 sound [2][x][y]\n"},
        {4, "2/1 sound [1][a\\nb][c]\n4/2 sound [2][x][y]\n"},
        {5, "2/1 sound [1][a\\nb][c]\n4/2 undecodable [2][x][\xEF\xBF\xBD]\n"},
    };
    for (size_t i = 0; i < 2 * COUNT(cases); i++) {
        bool is_big = i % 2 == 1;
        char bytes[2 * sizeof text] = {is_big ? '\xFE' : '\xFF', is_big ? '\xFF' : '\xFE'};
        for (size_t j = 0; j < sizeof text - 1; j++) {
            bytes[2 + 2 * j + is_big] = text[j];
        }
        struct test_file file =
            make_test_file((struct text){bytes, sizeof bytes - cases[i / 2].cut});
        struct error error = {0};
        struct buffer listing = {0};
        list_records(open_reader(file.path, NULL, 0, &export_judge, &error), &error, &listing);
        assert_string_equal(listing.at, cases[i / 2].records);
        free_buffer(&listing);
        remove_test_file(&file);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_window_moves_over_all_of_a_file),
        cmocka_unit_test(an_empty_input_ends_at_once),
        cmocka_unit_test(bytes_are_decoded_as_found_or_told),
        cmocka_unit_test(a_file_is_scanned_whole_but_standard_input_is_not),
        cmocka_unit_test(a_file_on_standard_input_is_read_from_where_it_stands),
        cmocka_unit_test(what_cannot_be_read_is_an_error),
        cmocka_unit_test(a_failure_to_read_is_an_error),
        cmocka_unit_test(a_signal_ends_the_wait_for_bytes),
        cmocka_unit_test(utf16_without_its_mark_is_noticed),
        cmocka_unit_test(unicode_text_is_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
