#include "csv/select.h"

#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* The records of `in` with the columns that `marks` has an x for. The caller frees the result. */
static char *select_marked(struct text in, const char *marks, struct error *error)
{
    bool keep[16] = {false};
    size_t count = strlen(marks);
    for (size_t i = 0; i < count; i++) {
        keep[i] = marks[i] == 'x';
    }
    char *result;
    size_t length;
    FILE *from = fmemopen((void *)in.at, in.length, "rb");
    FILE *to = open_memstream(&result, &length);
    assert_non_null(from);
    assert_non_null(to);
    bool selected = select_columns(from, to, keep, count, error);
    assert_int_equal(fclose(from), 0);
    assert_int_equal(fclose(to), 0);
    if (!selected) {
        free(result);
        return NULL;
    }
    return result;
}

static void only_the_marked_columns_are_copied(void **state)
{
    (void)state;
    static const struct {
        const char *in;
        const char *marks;
        const char *out;
    } cases[] = {
        {"id,name,city\r\n1,a,b\r\n2,c,d\r\n", "xxx", "id,name,city\r\n1,a,b\r\n2,c,d\r\n"},
        {"id,name,city\r\n1,a,b\r\n2,c,d\r\n", "x-x", "id,city\r\n1,b\r\n2,d\r\n"},
        {"id,name,city\r\n1,a,b\r\n2,c,d\r\n", "--x", "city\r\nb\r\nd\r\n"},
        {"id,name,city\r\n1,,\r\n2,,d\r\n", "xx-", "id,name\r\n1,\r\n2,\r\n"},
        {"id,name,city\r\n1,,\r\n2,,d\r\n", "x-x", "id,city\r\n1,\r\n2,d\r\n"},
        /* what its place in the list says nothing about is left out */
        {"id,name,city\r\n1,a,b\r\n", "xx", "id,name\r\n1,a\r\n"},
        /* quotes stay where they are needed, and values as they are */
        {"1,\"a,b\",\"5\"\" pipe\"\r\n", "xxx", "1,\"a,b\",\"5\"\" pipe\"\r\n"},
        {"1,\"a,b\",\"5\"\" pipe\"\r\n", "x-x", "1,\"5\"\" pipe\"\r\n"},
        {"1,\"a\nb\r\nc\",d\r\n", "xxx", "1,\"a\nb\r\nc\",d\r\n"},
        {"1,\"a\nb\r\nc\",d\r\n", "x-x", "1,d\r\n"},
        {"1,\" a \",\"\tb\"\r\n", "xxx", "1,\" a \",\"\tb\"\r\n"},
        {"1,\"\"\"\",b\r\n", "xx-", "1,\"\"\"\"\r\n"},
        {"1,Zo\xC3\xAB,b\r\n", "xx-", "1,Zo\xC3\xAB\r\n"},
        /* the last line end may be missing */
        {"1,a,b", "x-x", "1,b\r\n"},
        {"1,a,\"b\"", "x-x", "1,b\r\n"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct error error = {0};
        char *out = select_marked(make_text(cases[i].in), cases[i].marks, &error);
        assert_non_null(out);
        assert_string_equal(out, cases[i].out);
        assert_int_equal(error.kind, ERROR_NONE);
        free(out);
    }
}

/* Cells and records that lie across the pieces it reads. */
static void long_files_are_copied_whole(void **state)
{
    (void)state;
    char *in;
    char *expected;
    size_t length;
    size_t expected_length;
    FILE *writing = open_memstream(&in, &length);
    FILE *expecting = open_memstream(&expected, &expected_length);
    assert_non_null(writing);
    assert_non_null(expecting);
    for (int i = 0; i < 20000; i++) {
        fprintf(writing, "%d,\"a, %d\",%*d,\"\"\"%d\"\r\n", i, i, i % 50 + 1, 7, i);
        fprintf(expecting, "\"a, %d\",\"\"\"%d\"\r\n", i, i);
    }
    assert_int_equal(fclose(writing), 0);
    assert_int_equal(fclose(expecting), 0);
    struct error error = {0};
    char *out = select_marked((struct text){in, length}, "-x-x", &error);
    assert_non_null(out);
    assert_string_equal(out, expected);
    free(in);
    free(expected);
    free(out);
}

/* Our writer writes no such thing; so the file has changed under us. */
static void what_the_writer_cannot_have_written_is_an_error(void **state)
{
    (void)state;
    static const char *const broken[] = {"1,\"a\"b,c\r\n", "1,a\"b,c\r\n", "1,b,\"c\r\n"};
    for (size_t i = 0; i < COUNT(broken); i++) {
        struct error error = {0};
        assert_null(select_marked(make_text(broken[i]), "xxx", &error));
        assert_int_equal(error.kind, ERROR_USAGE);
        assert_non_null(strstr(error.message, "read back"));
    }
}

static void a_stream_that_cannot_be_read_is_an_error(void **state)
{
    (void)state;
    static const bool keep[] = {true};
    struct error error = {0};
    FILE *in = fopen("/", "rb");
    FILE *out = tmpfile();
    assert_non_null(in);
    assert_non_null(out);
    assert_false(select_columns(in, out, keep, 1, &error));
    assert_int_equal(error.kind, ERROR_USAGE);
    fclose(in);
    fclose(out);
}

static void a_failure_to_write_shows_in_the_stream(void **state)
{
    (void)state;
    static const bool keep[] = {true};
    struct error error = {0};
    struct text bytes = TEXT("a,b\r\n");
    FILE *in = fmemopen((void *)bytes.at, bytes.length, "rb");
    FILE *out = fopen("/dev/full", "wb");
    assert_non_null(in);
    assert_non_null(out);
    assert_int_equal(setvbuf(out, NULL, _IONBF, 0), 0);
    select_columns(in, out, keep, 1, &error);
    assert_true(ferror(out) != 0);
    fclose(in);
    fclose(out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_the_marked_columns_are_copied),
        cmocka_unit_test(long_files_are_copied_whole),
        cmocka_unit_test(what_the_writer_cannot_have_written_is_an_error),
        cmocka_unit_test(a_stream_that_cannot_be_read_is_an_error),
        cmocka_unit_test(a_failure_to_write_shows_in_the_stream),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
