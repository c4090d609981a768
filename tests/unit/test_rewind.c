#include "csv/source.h"
#include "exports.h"
#include "feeding.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

enum { MEBIBYTE = 1024 * 1024, ALL = -1 };

#define HEADER "No,First,Last\n"
#define BYTES(literal)                                                                             \
    {                                                                                              \
        (literal), sizeof(literal) - 1                                                             \
    }

/* How the bytes of an input come. */
enum way { BY_FILE, BY_FILE_ON_STANDARD_INPUT, BY_PIPE, BY_FIFO, WAY_COUNT };

/* An input on its way. */
struct input {
    struct test_file file; /* none by a pipe */
    int saved;             /* the standard input before, or -1 */
    pid_t child;           /* which writes, or -1 */
    int next;              /* the lowest free descriptor */
};

/* What stands on standard input before the input begins: bytes that somebody else has read. */
static const struct text read_before = {"\xFF\xFE\"taken\n", 9};

/* The lowest number that a new descriptor would get. */
static int find_free_descriptor(void)
{
    int descriptor = dup(STDERR_FILENO);
    assert_true(descriptor >= 0);
    close(descriptor);
    return descriptor;
}

/* Starts a process that writes the bytes to ends[1], or to the FIFO at `path` if that is not NULL.
 */
static pid_t start_writing(const int *ends, const char *path, struct text bytes)
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (child > 0) {
        return child;
    }
    alarm(60);
    if (path == NULL) {
        close(ends[0]);
    }
    int descriptor = path == NULL ? ends[1] : open(path, O_WRONLY);
    for (ssize_t written = 1; bytes.length > 0 && written > 0;) {
        written = write(descriptor, bytes.at, bytes.length);
        bytes = slice_text(bytes, written > 0 ? (size_t)written : 0, bytes.length);
    }
    _exit(0);
}

static void begin_pipe(struct input *input, struct text bytes)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    input->child = start_writing(ends, NULL, bytes);
    close(ends[1]);
    input->saved = replace_standard_input(ends[0]);
}

static void begin_fifo(struct input *input, struct text bytes)
{
    input->file = make_test_file(EMPTY_TEXT);
    remove_test_file(&input->file);
    assert_int_equal(mkfifo(input->file.path, 0600), 0);
    input->child = start_writing(NULL, input->file.path, bytes);
}

static void begin_file_on_standard_input(struct input *input, struct text bytes)
{
    struct buffer whole = {0};
    append_text(&whole, read_before);
    append_text(&whole, bytes);
    assert_false(whole.failed);
    input->file = make_test_file(view_buffer(&whole));
    free_buffer(&whole);
    int descriptor = open(input->file.path, O_RDONLY);
    assert_true(descriptor >= 0);
    assert_int_equal(lseek(descriptor, (off_t)read_before.length, SEEK_SET), read_before.length);
    input->saved = replace_standard_input(descriptor);
}

static struct input begin_input(enum way way, struct text bytes)
{
    struct input input = {.saved = -1, .child = -1};
    if (way == BY_FILE) {
        input.file = make_test_file(bytes);
    } else if (way == BY_FILE_ON_STANDARD_INPUT) {
        begin_file_on_standard_input(&input, bytes);
    } else if (way == BY_PIPE) {
        begin_pipe(&input, bytes);
    } else {
        begin_fifo(&input, bytes);
    }
    input.next = find_free_descriptor();
    return input;
}

static const char *get_path(const struct input *input)
{
    return input->saved < 0 ? input->file.path : "-";
}

/* Ends the input, of which no descriptor may be left, and nothing closed that was not its own. */
static void end_input(struct input *input)
{
    assert_int_equal(find_free_descriptor(), input->next);
    assert_int_not_equal(fcntl(STDIN_FILENO, F_GETFD), -1);
    if (input->saved >= 0) {
        restore_standard_input(input->saved);
    }
    if (input->child >= 0) {
        assert_int_equal(waitpid(input->child, NULL, 0), input->child);
    }
    if (input->file.path[0] != '\0') {
        remove_test_file(&input->file);
    }
}

/* Lists so many of the next batches with the line ends met, or all of them. */
static void list_batches(struct reader *reader, int count, struct buffer *listing)
{
    struct error error = {0};
    struct batch batch = {0};
    reset_buffer(listing);
    append_formatted(listing, "%s\n", get_line_ends_name(get_dialect(reader)->line_ends));
    for (int i = 0; i != count; i++) {
        assert_true(read_batch(reader, &batch, &error));
        append_records(listing, &batch);
        append_formatted(listing, "%s\n", get_line_ends_name(batch.line_ends));
        if (batch.count == 0) {
            break;
        }
    }
    append_byte(listing, '\0');
    assert_false(listing->failed);
    free_batch(&batch);
}

/* Reads all; goes back at once, after a batch, and at the end; and reads the same each time. */
static void check_rewinding(struct reader *reader, const char *expected)
{
    static const int counts[] = {ALL, 0, 1, 2, ALL, 0, ALL};
    struct error error = {0};
    struct buffer first = {0};
    struct buffer again = {0};
    list_batches(reader, ALL, &first);
    if (expected != NULL) {
        assert_string_equal(first.at, expected);
    }
    for (size_t i = 0; i < COUNT(counts); i++) {
        assert_true(rewind_reader(reader, &error));
        list_batches(reader, counts[i], &again);
        assert_true(counts[i] == ALL ? strcmp(again.at, first.at) == 0
                                     : strncmp(again.at, first.at, strlen(again.at)) == 0);
    }
    free_buffer(&first);
    free_buffer(&again);
    close_reader(reader);
}

static const struct {
    struct text bytes;
    const char *told;
    const char *listing;
} cases[] = {
    {BYTES("No,First,Last"), NULL, "none\nnone\n"},
    {BYTES(HEADER), NULL, "LF\nLF\n"},
    {BYTES(HEADER "1,a,b\r\n2,c,d"), NULL,
     "LF\n2/1 sound [1][a][b]\n3/2 sound [2][c][d]\nmixed\nmixed\n"},
    /* a quote that stays open, and a NUL byte */
    {BYTES(HEADER "1,\"a\nb\",c\n2,\"d,e\n3,f\0,g\n"), NULL,
     "LF\n2/1 sound [1][a\\nb][c]\n4/2 open [2][\"d][e]\n5/3 nul [3][f\\x00][g]\nLF\nLF\n"},
    /* lines before the header */
    {BYTES("sep=;\r\nCustomers, all of them\n\n\nNo;First;Last\n1;a,b;c\n"), NULL,
     "mixed\n6/1 sound [1][a,b][c]\nmixed\nmixed\n"},
    {BYTES("\"Customers\r\nof May\"\r\n\r\nNo|First|Last\r\n1|a|b\r\n"), NULL,
     "CRLF\n5/1 sound [1][a][b]\nCRLF\nCRLF\n"},
    /* a rejects file of ours */
    {BYTES("possum_line,possum_code,possum_reason,No,First,Last\r\n"
           "7,cut,\"too long\",1,a,\"=\"\"01\"\"\"\r\n"),
     NULL, "CRLF\n2/1 sound [1][a][01]\nCRLF\nCRLF\n"},
    /* encodings, with a byte order mark and without */
    {BYTES("\xEF\xBB\xBFNo,First,Last\n1,Zo\xC3\xAB,b\n"), NULL,
     "LF\n2/1 sound [1][Zo\xC3\xAB][b]\nLF\nLF\n"},
    {BYTES("\xEF\xBB\xBF\xEF\xBB\xBFx\n" HEADER "1,a,b\n"), NULL,
     "LF\n3/1 sound [1][a][b]\nLF\nLF\n"},
    {BYTES(HEADER "1,Zo\xEB,b\n"), NULL, "LF\n2/1 sound [1][Zo\xC3\xAB][b]\nLF\nLF\n"},
    {BYTES("\xFF\xFEN\0o\0\t\0F\0i\0r\0s\0t\0\t\0L\0a\0s\0t\0\n\0"
           "1\0\t\0Z\0o\0\xEB\0\t\0b\0\r\0\n\0"),
     NULL, "LF\n2/1 sound [1][Zo\xC3\xAB][b]\nmixed\nmixed\n"},
    /* cut in the middle of its last character */
    {BYTES("\xFE\xFF\0N\0o\0,\0F\0i\0r\0s\0t\0,\0L\0a\0s\0t\0\r\0\n\0"
           "1\0,\0a\0,\0b\0"),
     NULL, "CRLF\n2/1 undecodable [1][a][b\xEF\xBF\xBD]\nCRLF\nCRLF\n"},
    /* where the byte order is left open, the mark tells it each time */
    {BYTES("\xFE\xFF\0N\0o\0,\0F\0i\0r\0s\0t\0,\0L\0a\0s\0t\0\r\0001\0,\0a\0,\0b"), "UTF-16",
     "CR\n2/1 sound [1][a][b]\nCR\nCR\n"},
    {BYTES("N\0o\0,\0F\0i\0r\0s\0t\0,\0L\0a\0s\0t\0\r\0001\0,\0a\0,\0b\0"), "UTF-16",
     "CR\n2/1 sound [1][a][b]\nCR\nCR\n"},
    {BYTES(HEADER "1,\x82\xA0,b\n"), "SHIFT_JIS", "LF\n2/1 sound [1][\xE3\x81\x82][b]\nLF\nLF\n"},
};

/* Reads the bytes by each way, and again. */
static void check_input(struct text bytes, const char *told, const char *expected)
{
    for (int way = 0; way < WAY_COUNT; way++) {
        struct error error = {0};
        struct input input = begin_input((enum way)way, bytes);
        struct reader *reader =
            open_rewindable_reader(get_path(&input), told, 0, NULL, &export_judge, &error);
        if (reader == NULL) {
            fail_msg("%s", error.message);
        }
        check_rewinding(reader, expected);
        end_input(&input);
    }
}

static void the_records_are_the_same_again_however_they_come(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        check_input(cases[i].bytes, cases[i].told, cases[i].listing);
    }
}

static void a_reader_over_memory_goes_back_too(void **state)
{
    (void)state;
    struct error error = {0};
    struct text bytes = TEXT("\xEF\xBB\xBF" HEADER "1,a,b\r\n2,c,d");
    struct reader *reader = open_memory_reader("bytes", bytes, &export_judge, &error);
    assert_non_null(reader);
    check_rewinding(reader, "LF\n2/1 sound [1][a][b]\n3/2 sound [2][c][d]\nmixed\nmixed\n");
}

/* Several batches, much more than a pipe holds or is read at once; as UTF-8, and as UTF-16LE. */
static void a_big_input_goes_back_from_its_middle(void **state)
{
    (void)state;
    struct buffer narrow = {0};
    struct buffer wide = {0};
    append_text(&narrow, TEXT("\xEF\xBB\xBF" HEADER));
    for (int i = 0; i < 20000; i++) {
        append_formatted(&narrow, "%d,\"line\nof %d\",%*d\n", i, i, i % 50, i);
    }
    append_text(&wide, TEXT("\xFF\xFE"));
    for (size_t i = 3; i < narrow.length; i++) {
        append_byte(&wide, narrow.at[i]);
        append_byte(&wide, '\0');
    }
    assert_false(wide.failed);
    assert_true(narrow.length > 3 * (size_t)MEBIBYTE / 4);
    check_input(view_buffer(&narrow), NULL, NULL);
    check_input(view_buffer(&wide), NULL, NULL);
    free_buffer(&narrow);
    free_buffer(&wide);
}

static void a_header_may_lie_further_down_than_is_read_at_once(void **state)
{
    (void)state;
    struct buffer bytes = {0};
    append_formatted(&bytes, "%*s\n" HEADER "1,a,b\n", 3 * MEBIBYTE / 4, "title");
    check_input(view_buffer(&bytes), NULL, "LF\n3/1 sound [1][a][b]\nLF\nLF\n");
    free_buffer(&bytes);
}

static void an_input_that_has_lost_its_header_is_refused(void **state)
{
    (void)state;
    static const struct text bytes = BYTES(HEADER "1,a,b\n");
    for (size_t left = 0; left <= strlen(HEADER); left++) {
        struct error error = {0};
        struct batch batch = {0};
        struct input input = begin_input(BY_FILE, bytes);
        struct reader *reader =
            open_rewindable_reader(input.file.path, NULL, 0, NULL, &export_judge, &error);
        assert_non_null(reader);
        assert_int_equal(truncate(input.file.path, (off_t)left), 0);
        if (left < strlen(HEADER)) {
            assert_false(rewind_reader(reader, &error));
            assert_int_equal(error.kind, ERROR_INPUT);
            assert_non_null(strstr(error.message, input.file.path));
            assert_non_null(strstr(error.message, "changed while it was being read"));
        } else {
            assert_true(rewind_reader(reader, &error));
            assert_true(read_batch(reader, &batch, &error));
            assert_int_equal(batch.count, 0);
        }
        free_batch(&batch);
        close_reader(reader);
        end_input(&input);
    }
}

/* Fills the window to the end of the input, which has these bytes left. */
static void check_rest(struct source *source, struct text expected)
{
    struct error error = {0};
    while (!source->at_end) {
        assert_true(fill_window(source, &error));
    }
    assert_true(equal_texts(get_window(source), expected));
}

/* Opens, goes back at once, after the first bytes, in the middle of the window and at the end. */
static void check_source(struct text bytes, const char *told, const char *encoding,
                         struct text expected)
{
    for (int way = 0; way < WAY_COUNT; way++) {
        struct source source;
        struct error error = {0};
        struct input input = begin_input((enum way)way, bytes);
        assert_true(open_rewindable_source(&source, get_path(&input), told, NULL, &error));
        bool looks_like_utf16 = source.looks_like_utf16;
        assert_true(rewind_source(&source, &error));
        check_rest(&source, expected);
        move_window(&source, expected.length / 2);
        assert_true(rewind_source(&source, &error));
        assert_false(source.at_end);
        assert_int_equal(get_window(&source).length, 0);
        assert_true(fill_window(&source, &error));
        move_window(&source, get_window(&source).length / 2);
        assert_true(rewind_source(&source, &error));
        check_rest(&source, expected);
        assert_string_equal(source.encoding, encoding);
        assert_int_equal(source.looks_like_utf16, looks_like_utf16);
        close_source(&source);
        close_source(&source);
        end_input(&input);
    }
}

static void the_bytes_are_the_same_again(void **state)
{
    (void)state;
    check_source(EMPTY_TEXT, NULL, "UTF-8", EMPTY_TEXT);
    check_source(TEXT("\xEF\xBB\xBF"), NULL, "UTF-8", EMPTY_TEXT);
    check_source(TEXT("\xEF\xBB"), "UTF-8", "UTF-8", TEXT("\xEF\xBB"));
    check_source(TEXT("a\0b\0"), NULL, "UTF-8", TEXT("a\0b\0"));
    check_source(TEXT("a\0b\0c"), "UTF-16LE", "UTF-16LE", TEXT("ab\xFF"));
}

/* What is read at once ends in the middle of a character of two bytes. */
static void half_a_character_is_forgotten(void **state)
{
    (void)state;
    struct buffer bytes = {0};
    struct buffer decoded = {0};
    append_byte(&bytes, 'a');
    append_byte(&decoded, 'a');
    for (int i = 0; i < MEBIBYTE / 2; i++) {
        append_text(&bytes, TEXT("\x82\xA0"));
        append_text(&decoded, TEXT("\xE3\x81\x82"));
    }
    check_source(view_buffer(&bytes), "SHIFT_JIS", "SHIFT_JIS", view_buffer(&decoded));
    free_buffer(&bytes);
    free_buffer(&decoded);
}

/* ASCII for more than a mebibyte, and behind it something that is no UTF-8. */
static void the_encoding_is_found_over_all_of_an_input(void **state)
{
    (void)state;
    struct buffer bytes = {0};
    struct buffer decoded = {0};
    append_formatted(&bytes, "%*s", MEBIBYTE + 1, "Zo");
    append_text(&decoded, view_buffer(&bytes));
    append_byte(&bytes, '\xEB');
    append_text(&decoded, TEXT("\xC3\xAB"));
    check_source(view_buffer(&bytes), NULL, "Windows-1252", view_buffer(&decoded));
    free_buffer(&bytes);
    free_buffer(&decoded);
}

static void an_empty_input_has_no_header_whatever_it_is(void **state)
{
    (void)state;
    for (int way = 0; way < WAY_COUNT; way++) {
        struct error error = {0};
        struct input input = begin_input((enum way)way, EMPTY_TEXT);
        assert_null(open_rewindable_reader(get_path(&input), NULL, 0, NULL, &export_judge, &error));
        assert_int_equal(error.kind, ERROR_INPUT);
        end_input(&input);
    }
}

/* Opens an input that is to be copied to `directory`, which fails; the message becomes that. */
static void check_failing_copy(enum way way, struct text bytes, const char *directory,
                               const char *named, int reason)
{
    struct source source;
    struct error error = {0};
    struct buffer message = {0};
    struct input input = begin_input(way, bytes);
    append_formatted(&message, "the copy of %s in %s cannot be written: %s",
                     way == BY_PIPE ? "standard input" : input.file.path, named, strerror(reason));
    append_byte(&message, '\0');
    assert_false(open_rewindable_source(&source, get_path(&input), NULL, directory, &error));
    assert_int_equal(error.kind, ERROR_USAGE);
    assert_string_equal(error.message, message.at);
    close_source(&source);
    end_input(&input);
    free_buffer(&message);
}

static void a_copy_needs_its_directory(void **state)
{
    (void)state;
    static const struct text bytes = BYTES(HEADER "1,a,b\n");
    const char *before = getenv("TMPDIR");
    char *saved = before == NULL ? NULL : strdup(before);
    check_failing_copy(BY_PIPE, bytes, "/nowhere/at/all", "/nowhere/at/all", ENOENT);
    check_failing_copy(BY_FIFO, bytes, "/dev/null", "/dev/null", ENOTDIR);
    assert_int_equal(setenv("TMPDIR", "/nowhere/else", 1), 0);
    check_failing_copy(BY_PIPE, bytes, NULL, "/nowhere/else", ENOENT);
    assert_int_equal(saved == NULL ? unsetenv("TMPDIR") : setenv("TMPDIR", saved, 1), 0);
    free(saved);
}

/* The superuser may write anywhere, so the test becomes somebody else for a while. */
static void a_copy_needs_the_right_to_write(void **state)
{
    (void)state;
    char directory[] = "/tmp/possum-test-XXXXXX";
    bool is_superuser = geteuid() == 0;
    assert_non_null(mkdtemp(directory));
    assert_int_equal(chmod(directory, 0500), 0);
    assert_int_equal(is_superuser ? seteuid(65534) : 0, 0);
    check_failing_copy(BY_PIPE, TEXT(HEADER), directory, directory, EACCES);
    assert_int_equal(is_superuser ? seteuid(0) : 0, 0);
    assert_int_equal(rmdir(directory), 0);
}

static void what_can_be_sought_is_not_copied(void **state)
{
    (void)state;
    for (int way = BY_FILE; way <= BY_FILE_ON_STANDARD_INPUT; way++) {
        struct error error = {0};
        struct input input = begin_input((enum way)way, TEXT(HEADER "1,a,b\n"));
        struct reader *reader = open_rewindable_reader(get_path(&input), NULL, 0, "/nowhere/at/all",
                                                       &export_judge, &error);
        assert_non_null(reader);
        check_rewinding(reader, "LF\n2/1 sound [1][a][b]\nLF\nLF\n");
        end_input(&input);
    }
}

/* A limit on the size of files stands for a disk that is full. */
static void a_full_disk_is_an_error(void **state)
{
    (void)state;
    struct rlimit before;
    struct buffer bytes = {0};
    append_formatted(&bytes, "%*s", MEBIBYTE, "x");
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    const struct rlimit limit = {.rlim_cur = 100000, .rlim_max = before.rlim_max};
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    check_failing_copy(BY_PIPE, view_buffer(&bytes), "/tmp", "/tmp", EFBIG);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    signal(SIGXFSZ, SIG_DFL);
    free_buffer(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_records_are_the_same_again_however_they_come),
        cmocka_unit_test(a_reader_over_memory_goes_back_too),
        cmocka_unit_test(a_big_input_goes_back_from_its_middle),
        cmocka_unit_test(a_header_may_lie_further_down_than_is_read_at_once),
        cmocka_unit_test(an_input_that_has_lost_its_header_is_refused),
        cmocka_unit_test(the_bytes_are_the_same_again),
        cmocka_unit_test(half_a_character_is_forgotten),
        cmocka_unit_test(the_encoding_is_found_over_all_of_an_input),
        cmocka_unit_test(an_empty_input_has_no_header_whatever_it_is),
        cmocka_unit_test(a_copy_needs_its_directory),
        cmocka_unit_test(a_copy_needs_the_right_to_write),
        cmocka_unit_test(what_can_be_sought_is_not_copied),
        cmocka_unit_test(a_full_disk_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
