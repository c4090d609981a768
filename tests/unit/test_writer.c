#include "csv/writer.h"

#include "csv/split.h"
#include "random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* What a writer has written, in memory. */
struct written {
    char *bytes;
    size_t length;
    struct csv_writer writer;
};

static void start_writing(struct written *written)
{
    *written = (struct written){0};
    written->writer.out = open_memstream(&written->bytes, &written->length);
    assert_non_null(written->writer.out);
}

static struct text end_writing(struct written *written)
{
    assert_false(written->writer.record.failed);
    free_csv_writer(&written->writer);
    assert_int_equal(fclose(written->writer.out), 0);
    return (struct text){written->bytes, written->length};
}

static void cells_are_quoted_where_needed(void **state)
{
    (void)state;
    static const struct {
        const char *cell;
        const char *written;
    } cases[] = {
        {"", ""},
        {"Port Melbourne", "Port Melbourne"},
        {"Zo\xC3\xAB", "Zo\xC3\xAB"},
        {"a;b|c'd", "a;b|c'd"},
        {"a\tb", "a\tb"},
        {"a,b", "\"a,b\""},
        {",", "\",\""},
        {"5\" pipe", "\"5\"\" pipe\""},
        {"\"", "\"\"\"\""},
        {"\"\"", "\"\"\"\"\"\""},
        {"=\"0411\"", "\"=\"\"0411\"\"\""},
        {"a\nb", "\"a\nb\""},
        {"a\rb", "\"a\rb\""},
        {"a\r\n", "\"a\r\n\""},
        {" a", "\" a\""},
        {"a ", "\"a \""},
        {"\ta", "\"\ta\""},
        {"a\t", "\"a\t\""},
        {" ", "\" \""},
        {"\xC2\xA0"
         "a",
         "\xC2\xA0"
         "a"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct written written;
        start_writing(&written);
        write_cell(&written.writer, TEXT("x"));
        write_cell(&written.writer, make_text(cases[i].cell));
        write_cell(&written.writer, TEXT("y"));
        end_record(&written.writer);
        struct text bytes = end_writing(&written);
        char expected[64];
        snprintf(expected, sizeof expected, "x,%s,y\r\n", cases[i].written);
        assert_string_equal(bytes.at, expected);
        free(written.bytes);
    }
}

static void empty_cells_have_their_places(void **state)
{
    (void)state;
    struct written written;
    start_writing(&written);
    for (int i = 0; i < 3; i++) {
        write_cell(&written.writer, EMPTY_TEXT);
    }
    end_record(&written.writer);
    write_cell(&written.writer, EMPTY_TEXT);
    write_cell(&written.writer, TEXT("a"));
    end_record(&written.writer);
    assert_string_equal(end_writing(&written).at, ",,\r\n,a\r\n");
    free(written.bytes);
}

static void a_nul_byte_is_written_as_it_is(void **state)
{
    (void)state;
    struct written written;
    start_writing(&written);
    write_cell(&written.writer, TEXT("a\0b"));
    end_record(&written.writer);
    assert_true(equal_texts(end_writing(&written), TEXT("a\0b\r\n")));
    free(written.bytes);
}

static void nothing_is_written_without_a_stream(void **state)
{
    (void)state;
    struct csv_writer writer = {0};
    for (int i = 0; i < 1000; i++) {
        write_cell(&writer, TEXT("a, b"));
        end_record(&writer);
    }
    assert_false(writer.record.failed);
    assert_int_equal(writer.record.length, 0);
    free_csv_writer(&writer);
    free_csv_writer(&writer);
}

static void nothing_is_written_once_memory_ran_out(void **state)
{
    (void)state;
    struct written written;
    start_writing(&written);
    write_cell(&written.writer, TEXT("a"));
    end_record(&written.writer);
    written.writer.record.failed = true;
    write_cell(&written.writer, TEXT("b"));
    end_record(&written.writer);
    assert_true(written.writer.record.failed);
    written.writer.record.failed = false;
    assert_string_equal(end_writing(&written).at, "a\r\n");
    free(written.bytes);
}

static bool holds_same_cells(struct text bytes, const struct text *cells, size_t count)
{
    struct arena arena = {0};
    struct splitter *splitter = make_splitter(',');
    assert_non_null(splitter);
    bool ended = bytes.length > 2 && memcmp(bytes.at + bytes.length - 2, "\r\n", 2) == 0;
    struct cell_list list =
        split_sound_record(splitter, &arena, slice_text(bytes, 0, bytes.length - 2));
    bool same = ended && list.count == count;
    for (size_t i = 0; i < count && same; i++) {
        same = equal_texts(list.cells[i], cells[i]);
    }
    free_splitter(splitter);
    free_arena(&arena);
    return same;
}

static void whatever_is_written_can_be_read_again(void **state)
{
    (void)state;
    enum { MOST_CELLS = 5 };
    static const struct text alphabet = {"a,;\"\"\r\n \t\0", 10};
    for (uint64_t seed = 1; seed <= 10000; seed++) {
        uint64_t drawing = seed;
        char letters[MOST_CELLS][8];
        struct text cells[MOST_CELLS];
        size_t count = 2 + draw_below(&drawing, MOST_CELLS - 1);
        struct written written;
        start_writing(&written);
        for (size_t i = 0; i < count; i++) {
            cells[i] = draw_text(&drawing, alphabet, letters[i], sizeof letters[i]);
            write_cell(&written.writer, cells[i]);
        }
        end_record(&written.writer);
        struct text bytes = end_writing(&written);
        if (!holds_same_cells(bytes, cells, count)) {
            fail_msg("seed %llu: <%s>", (unsigned long long)seed, bytes.at);
        }
        free(written.bytes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_are_quoted_where_needed),
        cmocka_unit_test(empty_cells_have_their_places),
        cmocka_unit_test(a_nul_byte_is_written_as_it_is),
        cmocka_unit_test(nothing_is_written_without_a_stream),
        cmocka_unit_test(nothing_is_written_once_memory_ran_out),
        cmocka_unit_test(whatever_is_written_can_be_read_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
