#include "csv/walk.h"

#include "base/buffer.h"
#include "csv/frame.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const struct {
    const char *window;
    bool at_end;
    char delimiter;
    const char *cells; /* each as it stands, in brackets */
    enum walk_state state;
    size_t at;
} cases[] = {
    /* cells without quotes, and the ways they end */
    {"", true, ',', "[]", WALK_RECORD_ENDED, 0},
    {"", false, ',', "", WALK_NEEDS_MORE, 0},
    {"a", true, ',', "[a]", WALK_RECORD_ENDED, 1},
    {"a", false, ',', "", WALK_NEEDS_MORE, 0},
    {"a,b", true, ',', "[a][b]", WALK_RECORD_ENDED, 3},
    {"a,b", false, ',', "[a]", WALK_NEEDS_MORE, 2},
    {"a,", true, ',', "[a][]", WALK_RECORD_ENDED, 2},
    {"a,", false, ',', "[a]", WALK_NEEDS_MORE, 2},
    {",,", true, ',', "[][][]", WALK_RECORD_ENDED, 2},
    {" a\t,\tb ", true, ',', "[ a\t][\tb ]", WALK_RECORD_ENDED, 7},
    {"a,b\nc", false, ',', "[a][b]", WALK_RECORD_ENDED, 3},
    {"a,b\rc", false, ',', "[a][b]", WALK_RECORD_ENDED, 3},
    {"a,b\r", false, ',', "[a][b]", WALK_RECORD_ENDED, 3},
    {"a,b\r\n", true, ',', "[a][b]", WALK_RECORD_ENDED, 3},
    {"\na", false, ',', "[]", WALK_RECORD_ENDED, 0},
    {"a,\nb", false, ',', "[a][]", WALK_RECORD_ENDED, 2},
    /* the other delimiters */
    {"a,b;c", true, ';', "[a,b][c]", WALK_RECORD_ENDED, 5},
    {"a;b\tc", true, '\t', "[a;b][c]", WALK_RECORD_ENDED, 5},
    {"a,b|\"c|d\"|e", true, '|', "[a,b][\"c|d\"][e]", WALK_RECORD_ENDED, 11},
    /* quoted cells */
    {"\"a\"", true, ',', "[\"a\"]", WALK_RECORD_ENDED, 3},
    {"\"a\"", false, ',', "", WALK_NEEDS_MORE, 0},
    {"\"a\",", false, ',', "[\"a\"]", WALK_NEEDS_MORE, 4},
    {"\"\"", true, ',', "[\"\"]", WALK_RECORD_ENDED, 2},
    {"\"\",\"\"\n", false, ',', "[\"\"][\"\"]", WALK_RECORD_ENDED, 5},
    {"\"a,b\",c\n", false, ',', "[\"a,b\"][c]", WALK_RECORD_ENDED, 7},
    {"\"a\nb\r\nc\rd\",e\n", false, ',', "[\"a\nb\r\nc\rd\"][e]", WALK_RECORD_ENDED, 12},
    {"\"a\"\r\n", false, ',', "[\"a\"]", WALK_RECORD_ENDED, 3},
    /* doubled quotes */
    {"\"5\"\" pipe\",b\n", false, ',', "[\"5\"\" pipe\"][b]", WALK_RECORD_ENDED, 12},
    {"\"\"\"\"", true, ',', "[\"\"\"\"]", WALK_RECORD_ENDED, 4},
    {"\"\"\"a\"\"\"\n", false, ',', "[\"\"\"a\"\"\"]", WALK_RECORD_ENDED, 7},
    {"\"\"\",\"\"\"\n", false, ',', "[\"\"\",\"\"\"]", WALK_RECORD_ENDED, 7},
    {"\"=\"\"0411\"\"\",b", true, ',', "[\"=\"\"0411\"\"\"][b]", WALK_RECORD_ENDED, 13},
    /* a quote inside a cell that does not start with one is text */
    {"5\" pipe,b\n", false, ',', "[5\" pipe][b]", WALK_RECORD_ENDED, 9},
    {"=\"0411\",b\n", false, ',', "[=\"0411\"][b]", WALK_RECORD_ENDED, 9},
    {" \"a\",b\n", false, ',', "[ \"a\"][b]", WALK_RECORD_ENDED, 6},
    {"a\"\nb", false, ',', "[a\"]", WALK_RECORD_ENDED, 2},
    {"a\"b,c\"d", true, ',', "[a\"b][c\"d]", WALK_RECORD_ENDED, 7},
    /* quotes that never close */
    {"\"", true, ',', "", WALK_QUOTE_OPEN, 1},
    {"\"", false, ',', "", WALK_NEEDS_MORE, 1},
    {"\"\"\"", true, ',', "", WALK_QUOTE_OPEN, 3},
    {"a,\"b\nc,d\n", true, ',', "[a]", WALK_QUOTE_OPEN, 9},
    {"a,\"b\nc,d\n", false, ',', "[a]", WALK_NEEDS_MORE, 9},
    {"\"a\"\"", true, ',', "", WALK_QUOTE_OPEN, 4},
    /* junk behind a closing quote; a blank is junk too */
    {"\"a\"b,c\n", false, ',', "", WALK_QUOTE_JUNK, 3},
    {"\"a\"b", false, ',', "", WALK_QUOTE_JUNK, 3},
    {"x,\"a\" ,c\n", false, ',', "[x]", WALK_QUOTE_JUNK, 5},
    {"\"a\",b\n", true, ';', "", WALK_QUOTE_JUNK, 3},
    {"\"\"a\"\",b\n", true, ',', "", WALK_QUOTE_JUNK, 2},
    {"\"a\nb\"c\n", true, ',', "", WALK_QUOTE_JUNK, 5},
};

static void walks_by_the_quote_rule(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct walk walk =
            start_walk(make_text(cases[i].window), cases[i].at_end, cases[i].delimiter);
        struct buffer cells = {0};
        size_t count = 0;
        while (walk_to_next_cell(&walk)) {
            count++;
            append_formatted(&cells, "[%.*s]", (int)walk.cell.length, walk.cell.at);
        }
        append_byte(&cells, '\0');
        if (strcmp(cells.at, cases[i].cells) != 0 || walk.state != cases[i].state) {
            fail_msg("<%s> gave %s in state %d", cases[i].window, cells.at, (int)walk.state);
        }
        assert_int_equal(walk.cell_count, count);
        if (walk.state != WALK_NEEDS_MORE) {
            assert_int_equal(walk.at, cases[i].at);
        }
        free_buffer(&cells);
    }
}

static void an_ended_walk_stays_where_it_is(void **state)
{
    (void)state;
    struct walk walk = start_walk(TEXT("a,b\nc,d\n"), true, ',');
    assert_true(walk_to_next_cell(&walk));
    assert_int_equal(walk.state, WALK_IN_RECORD);
    assert_true(walk_to_next_cell(&walk));
    assert_int_equal(walk.state, WALK_RECORD_ENDED);
    for (int i = 0; i < 2; i++) {
        assert_false(walk_to_next_cell(&walk));
        assert_int_equal(walk.state, WALK_RECORD_ENDED);
        assert_int_equal(walk.at, 3);
        assert_int_equal(walk.cell_count, 2);
    }
}

static void values_stand_without_their_outer_quotes(void **state)
{
    (void)state;
    static const struct {
        const char *record;
        const char *value;
    } values[] = {
        {"a", "a"},
        {"", ""},
        {"\"a\"", "a"},
        {"\"\"", ""},
        {"\"\"\"\"", "\"\""},
        {"\"=\"\"0411\"\"\"", "=\"\"0411\"\""},
        {"=\"0411\"", "=\"0411\""},
        {"5\"", "5\""},
        {"\" a \"", " a "},
        {" \"a\"", " \"a\""},
    };
    for (size_t i = 0; i < COUNT(values); i++) {
        struct walk walk = start_walk(make_text(values[i].record), true, ',');
        assert_true(walk_to_next_cell(&walk));
        struct text value = get_walked_value(&walk);
        assert_int_equal(value.length, strlen(values[i].value));
        assert_memory_equal(value.at, values[i].value, value.length);
    }
}

static void a_nul_byte_is_a_byte_like_any_other(void **state)
{
    (void)state;
    struct walk walk = start_walk(TEXT("\0a,\"\0\"\nb"), false, ',');
    assert_true(walk_to_next_cell(&walk));
    assert_int_equal(walk.cell.length, 2);
    assert_true(walk_to_next_cell(&walk));
    assert_int_equal(walk.cell.length, 3);
    assert_int_equal(walk.state, WALK_RECORD_ENDED);
}

/* Walks `cell` plain bytes, quoted or not, behind `before` bytes in cells of 1023, up to LF. */
static enum walk_state walk_cell_of(size_t before, size_t cell, bool quoted)
{
    size_t length = before + cell + 1;
    char *bytes = malloc(length);
    assert_non_null(bytes);
    memset(bytes, 'a', length);
    for (size_t i = 1023; i < before; i += 1024) {
        bytes[i] = ',';
    }
    if (before > 0) {
        bytes[before - 1] = ',';
    }
    if (quoted) {
        bytes[before] = '"';
        bytes[before + cell - 1] = '"';
    }
    bytes[length - 1] = '\n';
    struct walk walk = start_walk((struct text){bytes, length}, false, ',');
    while (walk_to_next_cell(&walk)) {
    }
    free(bytes);
    return walk.state;
}

static void a_cell_may_be_as_large_as_the_limit(void **state)
{
    (void)state;
    for (int quoted = 0; quoted < 2; quoted++) {
        for (size_t before = 0; before < 3; before++) {
            assert_int_equal(walk_cell_of(before, CELL_LIMIT - 1, quoted), WALK_RECORD_ENDED);
            assert_int_equal(walk_cell_of(before, CELL_LIMIT, quoted), WALK_RECORD_ENDED);
            assert_int_equal(walk_cell_of(before, CELL_LIMIT + 1, quoted), WALK_TOO_LARGE);
            assert_int_equal(walk_cell_of(before, CELL_LIMIT + 2, quoted), WALK_TOO_LARGE);
        }
    }
}

static void a_record_may_be_as_large_as_the_limit(void **state)
{
    (void)state;
    for (int quoted = 0; quoted < 2; quoted++) {
        size_t before = RECORD_LIMIT - 100;
        assert_int_equal(walk_cell_of(before, 99, quoted), WALK_RECORD_ENDED);
        assert_int_equal(walk_cell_of(before, 100, quoted), WALK_RECORD_ENDED);
        assert_int_equal(walk_cell_of(before, 101, quoted), WALK_TOO_LARGE);
        assert_int_equal(walk_cell_of(before, 102, quoted), WALK_TOO_LARGE);
    }
}

/* However it may go on: what stands there is too much already. */
static void what_is_too_large_needs_no_more(void **state)
{
    (void)state;
    static const char starts[] = {'a', '"'};
    char *bytes = malloc(2 * RECORD_LIMIT);
    assert_non_null(bytes);
    for (size_t i = 0; i < COUNT(starts); i++) {
        memset(bytes, 'a', 2 * RECORD_LIMIT);
        bytes[0] = starts[i];
        struct walk walk = start_walk((struct text){bytes, 2 * RECORD_LIMIT}, false, ',');
        assert_false(walk_to_next_cell(&walk));
        assert_int_equal(walk.state, WALK_TOO_LARGE);
    }
    free(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(walks_by_the_quote_rule),
        cmocka_unit_test(an_ended_walk_stays_where_it_is),
        cmocka_unit_test(values_stand_without_their_outer_quotes),
        cmocka_unit_test(a_nul_byte_is_a_byte_like_any_other),
        cmocka_unit_test(a_cell_may_be_as_large_as_the_limit),
        cmocka_unit_test(a_record_may_be_as_large_as_the_limit),
        cmocka_unit_test(what_is_too_large_needs_no_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
