#include "csv/frame.h"

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

static bool is_digit_key(struct text cell)
{
    return cell.length == 1 && cell.at[0] >= '0' && cell.at[0] <= '9';
}

static const struct {
    const char *window;
    const char *content;
    uint64_t lines;
    unsigned line_end;
    enum record_fault fault;
    bool blank;
} cases[] = {
    /* line ends; a window is the end of the input */
    {"1,b,c\n2", "1,b,c", 1, LINE_END_LF, RECORD_SOUND, false},
    {"1,b,c\r2", "1,b,c", 1, LINE_END_CR, RECORD_SOUND, false},
    {"1,b,c\r\n2", "1,b,c", 1, LINE_END_CRLF, RECORD_SOUND, false},
    {"1,b,c\n\r2", "1,b,c", 1, LINE_END_LF, RECORD_SOUND, false},
    {"1,b,c\r", "1,b,c", 1, LINE_END_CR, RECORD_SOUND, false},
    {"1,b,c\r\r\n", "1,b,c", 1, LINE_END_CR, RECORD_SOUND, false},
    {"1,b,c", "1,b,c", 0, 0, RECORD_SOUND, false},
    {"\"1\",b,c", "\"1\",b,c", 0, 0, RECORD_SOUND, false},
    {"\"1\",b,c\r\n2", "\"1\",b,c", 1, LINE_END_CRLF, RECORD_SOUND, false},
    /* blank lines, and what is none */
    {"\n1", "", 1, LINE_END_LF, RECORD_SOUND, true},
    {"\r\n1", "", 1, LINE_END_CRLF, RECORD_SOUND, true},
    {" \t \n1", " \t ", 1, LINE_END_LF, RECORD_SOUND, true},
    {"  ", "  ", 0, 0, RECORD_SOUND, true},
    {",,\n1", ",,", 1, LINE_END_LF, RECORD_SOUND, false},
    {"\"\"\n1", "\"\"", 1, LINE_END_LF, RECORD_SOUND, false},
    {"\" \"\n1", "\" \"", 1, LINE_END_LF, RECORD_SOUND, false},
    /* line breaks in quotes */
    {"1,\"b\nc\r\nd\re\",f\r\n2", "1,\"b\nc\r\nd\re\",f", 4, LINE_END_CRLF, RECORD_SOUND, false},
    {"1,\"\n\n\r\n\",c\n2", "1,\"\n\n\r\n\",c", 4, LINE_END_LF, RECORD_SOUND, false},
    {"1,b,\"c\n\"", "1,b,\"c\n\"", 1, 0, RECORD_SOUND, false},
    /* junk behind a closing quote: the first line alone */
    {"1,\"b\"x,c\n2", "1,\"b\"x,c", 1, LINE_END_LF, RECORD_QUOTE_JUNK, false},
    {"1,\"b\" ,c\r\n2", "1,\"b\" ,c", 1, LINE_END_CRLF, RECORD_QUOTE_JUNK, false},
    {"1,\"b\nc\"x,d\n2", "1,\"b", 1, LINE_END_LF, RECORD_QUOTE_OPEN, false},
    {"1,\"b\nc\" x", "1,\"b", 1, LINE_END_LF, RECORD_QUOTE_OPEN, false},
    /* quotes that never close: likewise */
    {"1,\"b,c\n2,d,e\n", "1,\"b,c", 1, LINE_END_LF, RECORD_QUOTE_OPEN, false},
    {"1,\"b,c\r\n2,d,e", "1,\"b,c", 1, LINE_END_CRLF, RECORD_QUOTE_OPEN, false},
    {"1,\"b,c", "1,\"b,c", 0, 0, RECORD_QUOTE_OPEN, false},
    {"\"", "\"", 0, 0, RECORD_QUOTE_OPEN, false},
    {"1,\"b\"\",c\n2", "1,\"b\"\",c", 1, LINE_END_LF, RECORD_QUOTE_OPEN, false},
    /* a quote that met another one far below: a line stands alone */
    {"1,\"b,c\n2,d,e\n3,f\",g\n", "1,\"b,c", 1, LINE_END_LF, RECORD_QUOTE_STRAY, false},
    {"1,\"b,c\r2,d,e\r3,f\",g\r", "1,\"b,c", 1, LINE_END_CR, RECORD_QUOTE_STRAY, false},
    {"1,\"b\n3,d\",e\n", "1,\"b", 1, LINE_END_LF, RECORD_QUOTE_STRAY, false},
    {"1,\"b\nx\n\"\"3\"\",d,e\n\",f", "1,\"b\nx\n\"\"3\"\",d,e\n\",f", 3, 0, RECORD_SOUND, false},
    /* no line does: too few cells, too many, no key, its own quotes unsound */
    {"1,\"b\n2,d\nx,d,e\n2,d,e,f\n\",g", "1,\"b\n2,d\nx,d,e\n2,d,e,f\n\",g", 4, 0, RECORD_SOUND,
     false},
    {"1,\"b\n2,d,\"\"e\n\",g", "1,\"b\n2,d,\"\"e\n\",g", 2, 0, RECORD_SOUND, false},
    {"1,\"b\n3,d,e\",f\n", "1,\"b\n3,d,e\",f", 2, LINE_END_LF, RECORD_SOUND, false},
    {"1,\"2,d,e\",f\n", "1,\"2,d,e\",f", 1, LINE_END_LF, RECORD_SOUND, false},
    {"1,\"12 High St\nSuburb\",c\n", "1,\"12 High St\nSuburb\",c", 2, LINE_END_LF, RECORD_SOUND,
     false},
    /* several lines that end with too many cells; blank ones do not count, nor do they in one line
     */
    {"1,\"b\nx\",c,d\n2", "1,\"b", 1, LINE_END_LF, RECORD_QUOTE_STRAY, false},
    {"1,\"b\nx\",c,\"d\"\n2", "1,\"b", 1, LINE_END_LF, RECORD_QUOTE_STRAY, false},
    {"1,b,c,,\"d\ne\"\n2", "1,b,c,,\"d", 1, LINE_END_LF, RECORD_QUOTE_STRAY, false},
    {"1,\"b\nx\",c, ,\"\"\n2", "1,\"b\nx\",c, ,\"\"", 2, LINE_END_LF, RECORD_SOUND, false},
    {"1,\"b\",c,d\n2", "1,\"b\",c,d", 1, LINE_END_LF, RECORD_SOUND, false},
    {"1,b,c,d\n2", "1,b,c,d", 1, LINE_END_LF, RECORD_SOUND, false},
    /* a quote in a cell that does not start with one is text */
    {"1,5\" pipe,c\n2", "1,5\" pipe,c", 1, LINE_END_LF, RECORD_SOUND, false},
    {"1,=\"0411\",c\n2", "1,=\"0411\",c", 1, LINE_END_LF, RECORD_SOUND, false},
    {"1, \"b\nc\",d\n2", "1, \"b", 1, LINE_END_LF, RECORD_SOUND, false},
};

static void frames_by_the_quote_rule(void **state)
{
    (void)state;
    const struct frame_rules rules = {.delimiter = ',', .cell_count = 3, .is_key = is_digit_key};
    for (size_t i = 0; i < COUNT(cases); i++) {
        size_t line_end_length = cases[i].line_end == 0               ? 0
                                 : cases[i].line_end == LINE_END_CRLF ? 2
                                                                      : 1;
        struct frame frame;
        assert_true(frame_record(make_text(cases[i].window), true, &rules, &frame));
        if (!equal_texts(frame.content, make_text(cases[i].content)) ||
            frame.length != frame.content.length + line_end_length ||
            frame.lines != cases[i].lines || frame.line_end != cases[i].line_end ||
            frame.fault != cases[i].fault || frame.blank != cases[i].blank || frame.goes_on) {
            fail_msg("<%s> gave <%.*s>, length %zu, %d lines, fault %d", cases[i].window,
                     (int)frame.content.length, frame.content.at, frame.length, (int)frame.lines,
                     (int)frame.fault);
        }
    }
}

/* The key stands second, so that the end of a first cell of several lines may have one behind it.
 */
static void a_first_cell_may_have_several_lines(void **state)
{
    static const struct {
        const char *window;
        enum record_fault fault;
    } examples[] = {
        {"\"a\nb\",\"2\",\"c\"\n", RECORD_SOUND},
        {"\"a\r\n\r\nb\"\"\",\"2\",\"c\"\r\n", RECORD_SOUND},
        {"\"a\n\"\"b\",\"2\",\"c\"\n", RECORD_SOUND},
        {"\"a\",\"2\",\"b\nc,2,d\"\n", RECORD_SOUND},
        {"\"a\",\"b\nc,2\",\"d\"\n", RECORD_SOUND},
        /* a cell that is not quoted: a stray quote has met another in the next row */
        {"\"a\nb\",\"2\",c\n", RECORD_QUOTE_STRAY},
        {"\"a\nb\",2,\"c\"\n", RECORD_QUOTE_STRAY},
        {"\"a\nb\",\"2\",\n", RECORD_QUOTE_STRAY},
        /* and so has one that swallowed a whole row on the way */
        {"\"a\nb,2,c\nd\",\"3\",\"c\"\n", RECORD_QUOTE_STRAY},
    };
    (void)state;
    const struct frame_rules rules = {
        .delimiter = ',', .cell_count = 3, .key_column = 1, .is_key = is_digit_key};
    for (size_t i = 0; i < COUNT(examples); i++) {
        struct text window = make_text(examples[i].window);
        struct frame frame;
        assert_true(frame_record(window, true, &rules, &frame));
        const struct frame expected = make_expected_frame(window, &rules);
        if (frame.fault != examples[i].fault || !equal_frames(&frame, &expected)) {
            fail_msg("<%s> gave fault %d", examples[i].window, (int)frame.fault);
        }
    }
}

static void no_record_is_stray_while_the_header_is_sought(void **state)
{
    (void)state;
    const struct frame_rules rules = {.delimiter = ',', .cell_count = 0};
    struct text window = TEXT("1,\"b\n2,d,e\nf\",g,h\n2");
    struct frame frame;
    assert_true(frame_record(window, true, &rules, &frame));
    assert_int_equal(frame.fault, RECORD_SOUND);
    assert_int_equal(frame.length, window.length - 1);
    assert_int_equal(frame.lines, 3);
}

static void the_key_may_stand_in_any_column(void **state)
{
    (void)state;
    struct text window = TEXT("\"c;1\nd;e;2\nf\";1\n");
    for (size_t column = 0; column < 3; column++) {
        const struct frame_rules rules = {
            .delimiter = ';', .cell_count = 3, .key_column = column, .is_key = is_digit_key};
        struct frame frame;
        assert_true(frame_record(window, true, &rules, &frame));
        assert_int_equal(frame.fault, column == 2 ? RECORD_QUOTE_STRAY : RECORD_SOUND);
    }
}

static void line_ends_are_measured_and_found(void **state)
{
    (void)state;
    struct text window = TEXT("ab\"c defgh,ijkl mn\r\nop\nqr\r");
    unsigned kind;
    assert_int_equal(find_line_end(window, 0), 18);
    assert_int_equal(find_line_end(window, 18), 18);
    assert_int_equal(find_line_end(window, 20), 22);
    assert_int_equal(find_line_end(window, 23), 25);
    assert_int_equal(find_line_end(window, 26), 26);
    assert_int_equal(measure_line_end(window, 18, &kind), 2);
    assert_int_equal(kind, LINE_END_CRLF);
    assert_int_equal(measure_line_end(window, 22, &kind), 1);
    assert_int_equal(kind, LINE_END_LF);
    assert_int_equal(measure_line_end(window, 25, &kind), 1);
    assert_int_equal(kind, LINE_END_CR);
    assert_int_equal(measure_line_end(window, 26, &kind), 0);
    assert_int_equal(kind, 0);
}

/* Frames a copy of the window that ends where its memory ends, so that a sanitizer sees a byte read
 * too many. False if more bytes are asked for; `good` says if the frame is the expected one. */
static bool frame_copy(struct text window, bool at_end, const struct frame_rules *rules,
                       const struct frame *expected, bool *good)
{
    char *copy = malloc(window.length);
    assert_non_null(copy);
    memcpy(copy, window.at, window.length);
    struct frame frame;
    bool framed = frame_record((struct text){copy, window.length}, at_end, rules, &frame);
    *good = !framed || equal_frames(&frame, expected);
    free(copy);
    return framed;
}

/* Frames all records of `bytes` under windows of every length. */
static bool frames_as_expected(struct text bytes, const struct frame_rules *rules)
{
    bool all_good = true;
    for (size_t start = 0; start < bytes.length && all_good;) {
        struct text rest = slice_text(bytes, start, bytes.length);
        struct frame expected = make_expected_frame(rest, rules);
        bool good;
        all_good &= frame_copy(rest, true, rules, &expected, &good) && good;
        for (size_t length = 1; length <= rest.length; length++) {
            bool framed = frame_copy(slice_text(rest, 0, length), false, rules, &expected, &good);
            bool complete = expected.fault == RECORD_SOUND && length > expected.length;
            all_good &= good && (framed || !complete);
        }
        start += expected.length;
    }
    return all_good;
}

static const struct frame_rules property_rules[] = {
    {.delimiter = ',', .cell_count = 2, .key_column = 0, .is_key = is_digit_key},
    {.delimiter = '\t', .cell_count = 2, .key_column = 1, .is_key = is_digit_key},
    {.delimiter = ',', .cell_count = 1, .key_column = 0, .is_key = is_digit_key},
    {.delimiter = ',', .cell_count = 0, .key_column = 0, .is_key = is_digit_key},
};

static const struct text alphabet = {"1,\"\r\n \t", 7};

static void any_short_text_is_framed_under_any_window(void **state)
{
    (void)state;
    for (size_t length = 1, texts = 7; length <= 5; length++, texts *= 7) {
        for (size_t number = 0; number < texts; number++) {
            char bytes[8] = "";
            size_t rest = number;
            for (size_t i = 0; i < length; i++, rest /= 7) {
                bytes[i] = alphabet.at[rest % 7];
            }
            if (!frames_as_expected((struct text){bytes, length}, &property_rules[number % 2])) {
                fail_msg("text %zu of length %zu: <%s>", number, length, bytes);
            }
        }
    }
}

static void random_texts_are_framed_under_any_window(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 30000; seed++) {
        uint64_t drawing = seed;
        char bytes[READING_LIMIT + 1] = "";
        struct text text = draw_text(&drawing, alphabet, bytes, 40);
        if (!frames_as_expected(text, &property_rules[seed % COUNT(property_rules)])) {
            fail_msg("seed %llu: <%s>", (unsigned long long)seed, bytes);
        }
    }
}

/* A piece of a long text. */
struct run {
    const char *text;
    size_t count; /* how often it is repeated */
};

enum { RUN_LIMIT = 6 };

static void append_runs(struct buffer *out, const struct run *runs)
{
    for (size_t i = 0; i < RUN_LIMIT && runs[i].text != NULL; i++) {
        size_t length = strlen(runs[i].text);
        char *place = reserve_in_buffer(out, length * runs[i].count);
        assert_true(place != NULL || length == 0);
        for (size_t at = 0; at < length * runs[i].count; at += length) {
            memcpy(place + at, runs[i].text, length);
        }
        out->length += length * runs[i].count;
    }
}

enum { HALF = RECORD_LIMIT / 2 };

/* Records that come to a limit, and those that pass it by one byte. */
static const struct {
    struct run runs[RUN_LIMIT];
    size_t content;
    enum record_fault fault;
    bool goes_on;
} large_records[] = {
    /* a cell */
    {{{"a", CELL_LIMIT}, {"\n2", 1}}, CELL_LIMIT, RECORD_SOUND, false},
    {{{"a", CELL_LIMIT + 1}, {"\n2", 1}}, CELL_LIMIT + 1, RECORD_TOO_LARGE, false},
    {{{"1,", 1}, {"a", CELL_LIMIT}, {",c\n2", 1}}, CELL_LIMIT + 4, RECORD_SOUND, false},
    {{{"1,", 1}, {"a", CELL_LIMIT + 1}, {",c\n2", 1}}, CELL_LIMIT + 5, RECORD_TOO_LARGE, false},
    {{{"1,b,", 1}, {"a", CELL_LIMIT}, {"\r\n2", 1}}, CELL_LIMIT + 4, RECORD_SOUND, false},
    {{{"1,b,", 1}, {"a", CELL_LIMIT + 1}, {"\r\n2", 1}}, CELL_LIMIT + 5, RECORD_TOO_LARGE, false},
    {{{"1,\"\",", 1}, {"a", CELL_LIMIT}, {"\n", 1}}, CELL_LIMIT + 5, RECORD_SOUND, false},
    {{{"1,\"\",", 1}, {"a", CELL_LIMIT + 1}, {"\n", 1}}, CELL_LIMIT + 6, RECORD_TOO_LARGE, false},
    /* a quoted one, its quotes counted */
    {{{"1,\"", 1}, {"a", CELL_LIMIT - 2}, {"\",c\n2", 1}}, CELL_LIMIT + 4, RECORD_SOUND, false},
    {{{"1,\"", 1}, {"a", CELL_LIMIT - 1}, {"\",c\n2", 1}}, CELL_LIMIT + 5, RECORD_TOO_LARGE, false},
    {{{"1,\"", 1}, {"\"\"", CELL_LIMIT / 2 - 1}, {"\",c\n", 1}},
     CELL_LIMIT + 4,
     RECORD_SOUND,
     false},
    {{{"1,\"", 1}, {"\"\"", CELL_LIMIT / 2}, {"\",c\n", 1}},
     CELL_LIMIT + 6,
     RECORD_TOO_LARGE,
     false},
    /* one of several lines is taken for a quote that never closes */
    {{{"1,\"b\n", 1}, {"a", CELL_LIMIT - 4}, {"\",c\n2", 1}}, CELL_LIMIT + 4, RECORD_SOUND, false},
    {{{"1,\"b\n", 1}, {"a", CELL_LIMIT - 3}, {"\",c\n2", 1}}, 4, RECORD_QUOTE_OPEN, false},
    {{{"1,\"b\n", 1}, {"x,y\n", RECORD_LIMIT}}, 4, RECORD_QUOTE_OPEN, false},
    /* a record */
    {{{"a,", HALF - 1}, {"bc\n2", 1}}, RECORD_LIMIT, RECORD_SOUND, false},
    {{{"a,", HALF - 1}, {"bcd\n2", 1}}, RECORD_LIMIT, RECORD_TOO_LARGE, true},
    {{{"a,", HALF - 2}, {"\"\",b\r2", 1}}, RECORD_LIMIT, RECORD_SOUND, false},
    {{{"a,", HALF - 2}, {"\"\",bc\r2", 1}}, RECORD_LIMIT, RECORD_TOO_LARGE, true},
    {{{"a,", 5 * HALF}, {"\n2", 1}}, RECORD_LIMIT, RECORD_TOO_LARGE, true},
    {{{"a,", 5 * HALF}, {"\"b", 1}}, RECORD_LIMIT, RECORD_TOO_LARGE, true},
    {{{"\"a,", 1}, {"b", 2 * RECORD_LIMIT}, {"\n", 1}}, RECORD_LIMIT, RECORD_TOO_LARGE, true},
    {{{"1,\"\n\",", 1}, {"a,", HALF - 4}, {"bc\n2", 1}}, RECORD_LIMIT, RECORD_SOUND, false},
    {{{"1,\"\n\",", 1}, {"a,", HALF - 4}, {"bcd\n2", 1}}, 3, RECORD_QUOTE_OPEN, false},
    /* blanks */
    {{{" ", CELL_LIMIT}, {"\n2", 1}}, CELL_LIMIT, RECORD_SOUND, false},
    {{{" ", RECORD_LIMIT + 1}, {"\n2", 1}}, RECORD_LIMIT, RECORD_TOO_LARGE, true},
    {{{" ", RECORD_LIMIT + 1}, {"1,b,c\n2", 1}}, RECORD_LIMIT, RECORD_TOO_LARGE, true},
};

static const struct frame_rules unlimited = {
    .delimiter = ',', .cell_count = RECORD_LIMIT, .is_key = is_digit_key};

static void records_are_framed_up_to_the_limits(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(large_records); i++) {
        struct buffer bytes = {0};
        append_runs(&bytes, large_records[i].runs);
        struct frame frame;
        assert_true(frame_record(view_buffer(&bytes), true, &unlimited, &frame));
        if (frame.content.length != large_records[i].content ||
            frame.fault != large_records[i].fault || frame.goes_on != large_records[i].goes_on) {
            fail_msg("row %zu gave %zu bytes of content, fault %d", i, frame.content.length,
                     (int)frame.fault);
        }
        if (frame.goes_on) {
            assert_int_equal(frame.length, frame.content.length);
            assert_int_equal(frame.lines, 0);
            assert_int_equal(frame.line_end, 0);
        }
        free_buffer(&bytes);
    }
}

/* What follows the beginning of a line that is cut may be anything: it is not blank. */
static void a_line_that_goes_on_is_not_blank(void **state)
{
    (void)state;
    struct buffer bytes = {0};
    append_runs(&bytes, (struct run[RUN_LIMIT]){{" ", RECORD_LIMIT + 9}, {"1,b,c\n", 1}});
    struct frame frame;
    assert_true(frame_record(view_buffer(&bytes), true, &unlimited, &frame));
    assert_true(frame.goes_on);
    assert_false(frame.blank);
    free_buffer(&bytes);
}

/* Further texts of which a limit lies within something. */
static const struct run crossing[][RUN_LIMIT] = {
    {{"1,\"\n\",", 1}, {"a,", HALF - 9}, {"\"", 1}, {"b", 20}, {"\",c\n2", 1}},
    {{"1,\"\n\",", 1}, {"a,", HALF - 9}, {"\"", 1}, {"b", 20}, {"\"x,c\n2", 1}},
    {{"1,\"\n\",", 1}, {"a,", HALF - 9}, {"\"", 1}, {"\"\"", 20}, {"\"x,c\n2", 1}},
    {{"1,\"\n\",", 1}, {"a,", HALF - 9}, {"\"", 1}, {"b\n", CELL_LIMIT}},
    {{"1,\"b", 1}, {"a", CELL_LIMIT}, {"\nc\"x,d\n2", 1}},
    {{"1,\"b\n", 1}, {"a", CELL_LIMIT}, {"\"x,d\n2", 1}},
    {{"1,\"", 1}, {"a", CELL_LIMIT - 1}, {"\"x,d\n2", 1}},
    {{"1,\"", 1}, {"a", CELL_LIMIT - 2}, {"\"\",d\n2", 1}},
    {{"a,", HALF - 9}, {"\"", 1}, {"b", 20}, {"\"x,c\n2", 1}},
    {{"a,", HALF}, {"\r\n2", 1}},
};

/* Windows whose ends lie about a limit, or the end of the text, give the frame that all of it
 * gives, or ask for more. */
static void assert_same_about_the_limits(const struct run *runs, const char *list, size_t row)
{
    struct buffer bytes = {0};
    append_runs(&bytes, runs);
    const size_t edges[] = {4, CELL_LIMIT, RECORD_LIMIT, RECORD_LIMIT + CELL_LIMIT, bytes.length};
    struct frame whole;
    assert_true(frame_record(view_buffer(&bytes), true, &unlimited, &whole));
    for (size_t i = 0; i < COUNT(edges); i++) {
        for (size_t length = edges[i] - 4; length < edges[i] + 24; length++) {
            struct frame frame;
            if (length > 0 && length <= bytes.length &&
                frame_record((struct text){bytes.at, length}, false, &unlimited, &frame) &&
                !equal_frames(&frame, &whole)) {
                fail_msg("%s %zu: a window of %zu bytes gives fault %d, the whole fault %d", list,
                         row, length, (int)frame.fault, (int)whole.fault);
            }
        }
    }
    free_buffer(&bytes);
}

static void the_limits_do_not_depend_on_the_window(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(large_records); i++) {
        assert_same_about_the_limits(large_records[i].runs, "large record", i);
    }
    for (size_t i = 0; i < COUNT(crossing); i++) {
        assert_same_about_the_limits(crossing[i], "crossing", i);
    }
}

static void twice_the_limit_is_always_enough(void **state)
{
    (void)state;
    static const char *const starts[] = {"", "\"", "1,\"", "1,\"\n", "1,\"\n\","};
    static const char *const rests[] = {"a", "a,", " ", "\"\"", "\"\",", ",\"\"", "a\n\"\""};
    for (size_t i = 0; i < COUNT(starts) * COUNT(rests); i++) {
        struct buffer bytes = {0};
        const struct run runs[RUN_LIMIT] = {{starts[i % COUNT(starts)], 1},
                                            {rests[i / COUNT(starts)], 2 * RECORD_LIMIT}};
        append_runs(&bytes, runs);
        struct frame frame;
        assert_true(
            frame_record((struct text){bytes.at, 2 * RECORD_LIMIT}, false, &unlimited, &frame));
        free_buffer(&bytes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frames_by_the_quote_rule),
        cmocka_unit_test(a_first_cell_may_have_several_lines),
        cmocka_unit_test(no_record_is_stray_while_the_header_is_sought),
        cmocka_unit_test(the_key_may_stand_in_any_column),
        cmocka_unit_test(line_ends_are_measured_and_found),
        cmocka_unit_test(any_short_text_is_framed_under_any_window),
        cmocka_unit_test(random_texts_are_framed_under_any_window),
        cmocka_unit_test(records_are_framed_up_to_the_limits),
        cmocka_unit_test(a_line_that_goes_on_is_not_blank),
        cmocka_unit_test(the_limits_do_not_depend_on_the_window),
        cmocka_unit_test(twice_the_limit_is_always_enough),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
