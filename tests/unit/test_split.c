#include "csv/split.h"

#include "base/buffer.h"
#include "frame_reference.h"
#include "random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

struct split_case {
    char delimiter;
    const char *record;
    const char *cells; /* in brackets */
};

static const struct split_case sound_cases[] = {
    {',', "a", "[a]"},
    {',', "a,b", "[a][b]"},
    {',', "a,", "[a][]"},
    {',', ",", "[][]"},
    {',', ",,,", "[][][][]"},
    {',', " a ,\tb\t", "[ a ][\tb\t]"},
    {',', " , ", "[ ][ ]"},
    {',', "a;b|c", "[a;b|c]"},
    {';', "a,b;c", "[a,b][c]"},
    {'|', "a|b", "[a][b]"},
    {'\t', "a\tb", "[a][b]"},
    {'\t', "\t", "[][]"},
    {'\t', "\ta\t", "[][a][]"},
    {'\t', " \t ", "[ ][ ]"},
    {' ', "a  b", "[a][][b]"},
    {',', "\"\"", "[]"},
    {',', "\"a\",\"b\"", "[a][b]"},
    {',', "\"a,b\",c", "[a,b][c]"},
    {',', "\" a \",b", "[ a ][b]"},
    {',', "\"a\nb\r\nc\rd\",e", "[a\nb\r\nc\rd][e]"},
    {',', "\"\n\",\"\r\"", "[\n][\r]"},
    {',', "\"5\"\" pipe\"", "[5\" pipe]"},
    {',', "\"\"\"\"", "[\"]"},
    {',', "\"\"\",\"\"\"", "[\",\"]"},
    {',', "\"=\"\"0411\"\"\"", "[=\"0411\"]"},
    {',', "=\"0411\",5\" pipe", "[=\"0411\"][5\" pipe]"},
    {',', " \"a\",b\"\"c,d\"", "[ \"a\"][b\"\"c][d\"]"},
    {',', "Zo\xC3\xAB,\xFF\xC3", "[Zo\xC3\xAB][\xFF\xC3]"},
    {',', "\x1A", "[\x1A]"},
};

static const struct split_case unsound_cases[] = {
    {',', "", "[]"},
    {',', "1,\"b", "[1][\"b]"},
    {',', "1,\"b,c", "[1][\"b][c]"},
    {',', "1,\"b\"x,c", "[1][\"b\"x][c]"},
    {',', "1,\"b\" ,c", "[1][\"b\" ][c]"},
    {',', "1,\"b,c\"x,d", "[1][\"b][c\"x][d]"},
    {',', "1,\"b,c\",\"d", "[1][b,c][\"d]"},
    {',', "\"a\",\"5\"\" pipe\",\"\",\"x\"y,", "[a][5\" pipe][][\"x\"y][]"},
    {',', "\"\"\"", "[\"\"\"]"},
    {',', "\"\"\"\"", "[\"]"},
    {',', "\"\"a,b", "[\"\"a][b]"},
    {',', "\"a\"\",b", "[\"a\"\"][b]"},
    {',', ",,\"", "[][][\"]"},
    {',', ",\"", "[][\"]"},
    {'\t', "\"a\tb\"c\t\"d\"", "[\"a][b\"c][d]"},
    {';', "\"a;b\";\"c", "[a;b][\"c]"},
};

typedef struct cell_list split_function(struct splitter *, struct arena *, struct text);

static void assert_splits(const struct split_case *cases, size_t count, split_function *split)
{
    for (size_t i = 0; i < count; i++) {
        struct arena arena = {0};
        struct buffer shown = {0};
        struct splitter *splitter = make_splitter(cases[i].delimiter);
        assert_non_null(splitter);
        struct cell_list list = split(splitter, &arena, make_text(cases[i].record));
        free_splitter(splitter); /* the cells stand in the arena */
        assert_false(arena.exhausted);
        for (size_t j = 0; j < list.count; j++) {
            append_formatted(&shown, "[%.*s]", (int)list.cells[j].length, list.cells[j].at);
        }
        append_byte(&shown, '\0');
        assert_string_equal(shown.at, cases[i].cells);
        free_buffer(&shown);
        free_arena(&arena);
    }
}

static void splits_sound_records(void **state)
{
    (void)state;
    assert_splits(sound_cases, COUNT(sound_cases), split_sound_record);
}

static void splits_unsound_lines_as_well_as_can_be(void **state)
{
    (void)state;
    assert_splits(unsound_cases, COUNT(unsound_cases), split_unsound_line);
}

static void nul_bytes_stay(void **state)
{
    (void)state;
    static split_function *const functions[] = {split_sound_record, split_unsound_line};
    struct splitter *splitter = make_splitter(',');
    assert_non_null(splitter);
    for (size_t i = 0; i < COUNT(functions); i++) {
        struct arena arena = {0};
        struct cell_list list = functions[i](splitter, &arena, TEXT("\0,a\0b,\"\0\""));
        assert_int_equal(list.count, 3);
        assert_true(equal_texts(list.cells[0], TEXT("\0")));
        assert_true(equal_texts(list.cells[1], TEXT("a\0b")));
        assert_true(equal_texts(list.cells[2], TEXT("\0")));
        free_arena(&arena);
    }
    free_splitter(splitter);
}

/* A record before it, of whatever kind, leaves nothing behind in the splitter. */
static void each_record_is_split_for_itself(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct splitter *splitter = make_splitter(',');
    assert_non_null(splitter);
    for (size_t i = 0; i < COUNT(unsound_cases); i++) {
        split_unsound_line(splitter, &arena, make_text(unsound_cases[i].record));
        split_sound_record(splitter, &arena, make_text(unsound_cases[i].record));
        struct cell_list list = split_sound_record(splitter, &arena, TEXT("\"b\"\"c\",d"));
        assert_int_equal(list.count, 2);
        assert_true(equal_texts(list.cells[0], TEXT("b\"c")));
        assert_true(equal_texts(list.cells[1], TEXT("d")));
    }
    free_splitter(splitter);
    free_arena(&arena);
}

static void takes_five_thousand_cells(void **state)
{
    (void)state;
    struct buffer record = {0};
    for (int i = 0; i < 5000; i++) {
        append_formatted(&record, i % 2 == 0 ? ",cell %d" : ",\"cell, %d\"", i);
    }
    struct splitter *splitter = make_splitter(',');
    assert_non_null(splitter);
    for (int unsound = 0; unsound < 2; unsound++) {
        struct arena arena = {0};
        struct cell_list list = unsound
                                    ? split_unsound_line(splitter, &arena, view_buffer(&record))
                                    : split_sound_record(splitter, &arena, view_buffer(&record));
        assert_int_equal(list.count, 5001);
        assert_true(equal_texts(list.cells[1], TEXT("cell 0")));
        assert_true(equal_texts(list.cells[5000], TEXT("cell, 4999")));
        free_arena(&arena);
    }
    free_splitter(splitter);
    free_buffer(&record);
}

static void large_cells_are_kept(void **state)
{
    (void)state;
    size_t length = 3 * CELL_LIMIT;
    char *line = malloc(length);
    assert_non_null(line);
    memset(line, 'a', length);
    line[0] = '"';
    line[2 * CELL_LIMIT] = ',';
    struct arena arena = {0};
    struct splitter *splitter = make_splitter(',');
    assert_non_null(splitter);
    struct cell_list list = split_unsound_line(splitter, &arena, (struct text){line, length});
    assert_int_equal(list.count, 2);
    assert_int_equal(list.cells[0].length, 2 * CELL_LIMIT);
    assert_int_equal(list.cells[1].length, CELL_LIMIT - 1);
    free_splitter(splitter);
    free_arena(&arena);
    free(line);
}

static void says_in_the_arena_that_memory_ran_out(void **state)
{
    (void)state;
    struct arena arena = {.exhausted = true};
    struct splitter *splitter = make_splitter(',');
    assert_non_null(splitter);
    assert_int_equal(split_sound_record(splitter, &arena, TEXT("a,b")).count, 0);
    assert_int_equal(split_unsound_line(splitter, &arena, TEXT("a,\"b")).count, 0);
    assert_true(arena.exhausted);
    free_splitter(splitter);
    free_splitter(NULL);
    free_arena(&arena);
}

/* Writes a cell as a record may hold it: in quotes if it must be, or if the dice say so. */
static void append_cell(struct buffer *record, struct text cell, char delimiter, uint64_t *drawing)
{
    const char special[] = {delimiter, '\n', '\r'};
    bool quoted = draw_below(drawing, 3) == 0 || (cell.length > 0 && cell.at[0] == '"');
    for (size_t i = 0; i < sizeof special; i++) {
        quoted |= find_byte(cell, special[i], 0) < cell.length;
    }
    if (!quoted) {
        append_text(record, cell);
        return;
    }
    append_byte(record, '"');
    for (size_t i = 0; i < cell.length; i++) {
        append_text(record, cell.at[i] == '"' ? TEXT("\"\"") : slice_text(cell, i, i + 1));
    }
    append_byte(record, '"');
}

static void any_cells_written_are_read_again(void **state)
{
    (void)state;
    enum { MOST_CELLS = 6 };
    static const struct text alphabet = {"ab,;\"\"\r\n \t", 10};
    static const char delimiters[] = {',', ';', '\t'};
    for (uint64_t seed = 1; seed <= 20000; seed++) {
        uint64_t drawing = seed;
        char bytes[MOST_CELLS][8];
        struct text cells[MOST_CELLS];
        struct arena arena = {0};
        struct buffer record = {0};
        char delimiter = delimiters[seed % COUNT(delimiters)];
        size_t count = 2 + draw_below(&drawing, MOST_CELLS - 1);
        for (size_t i = 0; i < count; i++) {
            cells[i] = draw_text(&drawing, alphabet, bytes[i], sizeof bytes[i]);
            if (i > 0) {
                append_byte(&record, delimiter);
            }
            append_cell(&record, cells[i], delimiter, &drawing);
        }
        struct splitter *splitter = make_splitter(delimiter);
        assert_non_null(splitter);
        struct cell_list list = split_sound_record(splitter, &arena, view_buffer(&record));
        bool same = list.count == count;
        for (size_t i = 0; i < count && same; i++) {
            same = equal_texts(list.cells[i], cells[i]);
        }
        if (!same) {
            fail_msg("seed %llu: <%.*s>", (unsigned long long)seed, (int)record.length, record.at);
        }
        free_splitter(splitter);
        free_buffer(&record);
        free_arena(&arena);
    }
}

static bool is_no_key(struct text cell)
{
    (void)cell;
    return false;
}

/* Where the quotes do add up, the two ways to split a line agree. */
static void both_ways_agree_about_sound_lines(void **state)
{
    (void)state;
    static const struct text alphabet = {"a,\"\"\t", 5};
    static const struct frame_rules rules = {.delimiter = ',', .is_key = is_no_key};
    struct splitter *splitter = make_splitter(',');
    assert_non_null(splitter);
    size_t compared = 0;
    for (uint64_t seed = 1; seed <= 20000; seed++) {
        uint64_t drawing = seed;
        char bytes[12];
        struct arena arena = {0};
        struct text line = draw_text(&drawing, alphabet, bytes, sizeof bytes);
        if (line.length > 0 && read_record(line, &rules).fault == RECORD_SOUND) {
            struct cell_list sound = split_sound_record(splitter, &arena, line);
            struct cell_list unsound = split_unsound_line(splitter, &arena, line);
            bool same = sound.count == unsound.count;
            for (size_t i = 0; i < sound.count && same; i++) {
                same = equal_texts(sound.cells[i], unsound.cells[i]);
            }
            if (!same) {
                fail_msg("seed %llu: <%.*s>", (unsigned long long)seed, (int)line.length, line.at);
            }
            compared++;
        }
        free_arena(&arena);
    }
    assert_in_range(compared, 5000, 20000);
    free_splitter(splitter);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(splits_sound_records),
        cmocka_unit_test(splits_unsound_lines_as_well_as_can_be),
        cmocka_unit_test(nul_bytes_stay),
        cmocka_unit_test(each_record_is_split_for_itself),
        cmocka_unit_test(takes_five_thousand_cells),
        cmocka_unit_test(large_cells_are_kept),
        cmocka_unit_test(says_in_the_arena_that_memory_ran_out),
        cmocka_unit_test(any_cells_written_are_read_again),
        cmocka_unit_test(both_ways_agree_about_sound_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
