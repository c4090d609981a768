#include "csv/decode.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* Behind a hexadecimal escape A, B and a are \x41, \x42 and \x61, lest they continue it. */
static const struct {
    const char *encoding;
    struct text bytes;
    struct text decoded;
} cases[] = {
    /* UTF-8 goes through as it is, but for the mark at its start */
    {"UTF-8", {"", 0}, {"", 0}},
    {"UTF-8", {"a\xC3\xA9\xFF\xED\xA0\x80", 7}, {"a\xC3\xA9\xFF\xED\xA0\x80", 7}},
    {"utf8", {"\xEF\xBB\xBF\x61", 4}, {"a", 1}},
    {"Utf-8", {"\xEF\xBB\xBF\xEF\xBB\xBF\x61", 7}, {"\xEF\xBB\xBF\x61", 4}},
    {"UTF8", {"a\xEF\xBB\xBF", 4}, {"a\xEF\xBB\xBF", 4}},
    {"UTF-8", {"\xEF\xBB\xBE\x61", 4}, {"\xEF\xBB\xBE\x61", 4}},
    {"UTF-8", {"\xEF\xEF\xBB\xBF", 4}, {"\xEF\xEF\xBB\xBF", 4}},
    {"UTF-8", {"\xEF\xBB\xBF", 3}, {"", 0}},
    {"UTF-8", {"\xEF\xBB", 2}, {"\xEF\xBB", 2}},
    {"UTF-8", {"\xEF", 1}, {"\xEF", 1}},
    {"UTF-8//", {"\xEF\xBB\xBF\x61\xC3\xFF", 6}, {"a\xFF\xFF", 3}},
    /* UTF-16, its mark, and its surrogates: lone ones, a pair, one cut by the end */
    {"UTF-16LE", {"A\0\xE9\0\xAC\x20", 6}, {"A\xC3\xA9\xE2\x82\xAC", 6}},
    {"UTF-16LE", {"\xFF\xFE\x41\0", 4}, {"A", 1}},
    {"UTF-16LE", {"\xFF\xFE\xFF\xFE\x41\0", 6}, {"\xEF\xBB\xBF\x41", 4}},
    {"UTF-16LE", {"\x3D\xD8\x00\xDE", 4}, {"\xF0\x9F\x98\x80", 4}},
    {"UTF-16LE", {"A\0\x00\xDE\x42\0", 6}, {"A\xFF\x42", 3}},
    {"UTF-16LE", {"A\0\x3D\xD8\x42\0", 6}, {"A\xFF\x42", 3}},
    {"UTF-16LE", {"\x00\xDE\xFF\xFE", 4}, {"\xFF\xEF\xBB\xBF", 4}},
    {"UTF-16LE", {"A\0\x3D\xD8", 4}, {"A\xFF", 2}},
    {"UTF-16LE", {"A\0\x3D\xD8\x00", 5}, {"A\xFF", 2}},
    {"UTF-16LE", {"A\0B", 3}, {"A\xFF", 2}},
    {"UTF-16LE", {"A", 1}, {"\xFF", 1}},
    {"UTF-16BE", {"\0A\0\xE9\x20\xAC", 6}, {"A\xC3\xA9\xE2\x82\xAC", 6}},
    {"utf-16be", {"\xFE\xFF\0A", 4}, {"A", 1}},
    {"UTF-16BE", {"\xD8\x3D\xDE\x00", 4}, {"\xF0\x9F\x98\x80", 4}},
    {"UTF-16BE", {"\0A\xDE\x00\0B", 6}, {"A\xFF\x42", 3}},
    {"UTF-16BE", {"\0A\xD8\x3D\0B\0", 7}, {"A\xFF\x42\xFF", 4}},
    /* UTF-16 whose order the mark tells, or else little-endian */
    {"UTF-16", {"A\0\xE9\0", 4}, {"A\xC3\xA9", 3}},
    {"utf-16", {"\xFF\xFE\x41\0", 4}, {"A", 1}},
    {"UTF16", {"\xFE\xFF\0A", 4}, {"A", 1}},
    {"UTF-16", {"\xFE\xFF\xDE\x00\0A\0B", 8}, {"\xFF\x41\x42", 3}},
    {"UTF-16", {"\xFF\xFE\xFF\xFE\x41\0", 6}, {"\xEF\xBB\xBF\x41", 4}},
    {"UTF-16", {"A\0\xFF\xFE\x42\0", 6}, {"A\xEF\xBB\xBF\x42", 5}},
    {"UTF-16", {"\x00\xDE\x41\0", 4}, {"\xFF\x41", 2}},
    {"UTF-16", {"\xFF", 1}, {"\xFF", 1}},
    {"UTF-16", {"\xFE\xFF", 2}, {"", 0}},
    /* UTF-32 */
    {"UTF-32LE", {"A\0\0\0\x00\xF6\x01\x00", 8}, {"A\xF0\x9F\x98\x80", 5}},
    {"UTF-32BE", {"\0\0\xFE\xFF\0\0\0A", 8}, {"A", 1}},
    {"UTF-32LE", {"\0\0\x11\0A\0\0\0", 8}, {"\xFF\x41", 2}},
    {"UCS-4LE", {"\0\0\0\x80\x41\0\0\0\0\0", 10}, {"\xFF\x41\xFF", 3}},
    {"UTF-32", {"A\0\0\0", 4}, {"A", 1}},
    {"UTF-32", {"\0\0\xFE\xFF\0\0\0A", 8}, {"A", 1}},
    {"UTF-32", {"\xFF\xFE\0\0A\0\0\0", 8}, {"A", 1}},
    /* Windows-1252 with the five bytes it has no character for */
    {"CP1252", {"Zo\xEB \x80 \x9F", 7}, {"Zo\xC3\xAB \xE2\x82\xAC \xC5\xB8", 11}},
    {"Windows-1252", {"\x81,\x8D,\x8F,\x90,\x9D", 9}, {"\xFF,\xFF,\xFF,\xFF,\xFF", 9}},
    {"cp1252", {"\x81\x8D\x8F\x90\x9D", 5}, {"\xFF\xFF\xFF\xFF\xFF", 5}},
    /* two bytes to a character, and a first byte that nothing or the wrong thing follows */
    {"SHIFT_JIS", {"\x8E\x52\x93\x63", 4}, {"\xE5\xB1\xB1\xE7\x94\xB0", 6}},
    {"SHIFT_JIS", {"a\xB1\x8E\x52", 4}, {"a\xEF\xBD\xB1\xE5\xB1\xB1", 7}},
    {"SHIFT_JIS", {"\x8E,\x8E\x52", 4}, {"\xFF,\xE5\xB1\xB1", 5}},
    {"SHIFT_JIS", {"a\x8E", 2}, {"a\xFF", 2}},
    {"SHIFT_JIS", {"\xFF\x61", 2}, {"\xFF\x61", 2}},
    /* up to four bytes, the mark among them */
    {"GB18030", {"\x84\x31\x95\x33\x61", 5}, {"a", 1}},
    {"GB18030", {"\x94\x39\xFC\x36\x61\x81\x30\x81", 8}, {"\xF0\x9F\x98\x80\x61\xFF", 6}},
    /* shift sequences */
    {"ISO-2022-JP", {"a\x1B$B;3EDv\x1B(Ba", 13}, {"a\xE5\xB1\xB1\xE7\x94\xB0\xFF\x61", 9}},
    {"ISO-2022-JP", {"a\x1B$B;3ED\x1B(Ba", 12}, {"a\xE5\xB1\xB1\xE7\x94\xB0\x61", 8}},
    {"UTF-7",
     {"+/v8-a+IKw-b", 12},
     {"a\xE2\x82\xAC"
      "b",
      5}},
    /* a letter that is held back, since a mark on it may follow */
    {"CP1258", {"xa\xEC", 3}, {"x\xC3\xA1", 3}},
    {"CP1258", {"xa", 2}, {"xa", 2}},
    {"CP1258", {"a", 1}, {"a", 1}},
};

/* Decodes in three pieces, cut at `one` and `other`, or byte by byte if `one` is beyond the end. */
static void decode_in_pieces(const char *encoding, struct text bytes, size_t one, size_t other,
                             struct buffer *out)
{
    struct decoder decoder;
    struct error error = {0};
    assert_true(open_decoder(&decoder, encoding, &error));
    if (one > bytes.length) {
        for (size_t i = 0; i < bytes.length; i++) {
            decode_bytes(&decoder, slice_text(bytes, i, i + 1), out);
        }
    } else {
        decode_bytes(&decoder, slice_text(bytes, 0, one), out);
        decode_bytes(&decoder, slice_text(bytes, one, other), out);
        decode_bytes(&decoder, slice_text(bytes, other, bytes.length), out);
    }
    finish_decoding(&decoder, out);
    close_decoder(&decoder);
    assert_false(out->failed);
}

static void check_decoding(size_t which, size_t one, size_t other)
{
    struct buffer out = {0};
    append_text(&out, TEXT("before"));
    decode_in_pieces(cases[which].encoding, cases[which].bytes, one, other, &out);
    struct text decoded = slice_text(view_buffer(&out), 6, out.length);
    if (!equal_texts(decoded, cases[which].decoded)) {
        print_error("case %zu, %s, cut at %zu and %zu\n", which, cases[which].encoding, one, other);
    }
    assert_int_equal(decoded.length, cases[which].decoded.length);
    assert_memory_equal(decoded.at, cases[which].decoded.at, decoded.length);
    free_buffer(&out);
}

static void decodes_however_it_is_cut(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t length = cases[i].bytes.length;
        for (size_t one = 0; one <= length; one++) {
            for (size_t other = one; other <= length; other++) {
                check_decoding(i, one, other);
            }
        }
        check_decoding(i, length + 1, 0);
    }
}

/* One byte becomes three, and whatever room the buffer has left it runs out in the middle. */
static void grows_the_buffer(void **state)
{
    (void)state;
    char bytes[1000];
    memset(bytes, 0x80, sizeof bytes);
    bytes[999] = '\x81';
    for (size_t filled = 0; filled < 300; filled++) {
        struct decoder decoder;
        struct error error = {0};
        struct buffer out = {0};
        for (size_t i = 0; i < filled; i++) {
            append_byte(&out, '-');
        }
        assert_true(open_decoder(&decoder, "CP1252", &error));
        decode_bytes(&decoder, (struct text){bytes, sizeof bytes}, &out);
        finish_decoding(&decoder, &out);
        close_decoder(&decoder);
        assert_int_equal(out.length, filled + 999 * 3 + 1);
        for (size_t i = 0; i < 999; i++) {
            assert_memory_equal(out.at + filled + i * 3, "\xE2\x82\xAC", 3);
        }
        assert_int_equal(out.at[out.length - 1], '\xFF');
        free_buffer(&out);
    }
}

/* What was decoded may have been taken away before the rest comes. */
static void does_without_earlier_output(void **state)
{
    (void)state;
    struct decoder decoder;
    struct error error = {0};
    struct buffer out = {0};
    assert_true(open_decoder(&decoder, "UTF-16", &error));
    decode_bytes(&decoder, (struct text){"\xFE\xFF\0A\0", 5}, &out);
    assert_int_equal(out.length, 1);
    reset_buffer(&out);
    decode_bytes(&decoder, (struct text){"B\xFE\xFF", 3}, &out);
    assert_int_equal(out.length, 4);
    assert_memory_equal(out.at, "B\xEF\xBB\xBF", 4);
    close_decoder(&decoder);
    free_buffer(&out);
}

static void stops_when_memory_ran_out(void **state)
{
    (void)state;
    static const char *const encodings[] = {"UTF-8", "CP1252", "UTF-16"};
    for (size_t i = 0; i < 3; i++) {
        struct decoder decoder;
        struct error error = {0};
        struct buffer out = {.failed = true};
        assert_true(open_decoder(&decoder, encodings[i], &error));
        decode_bytes(&decoder, TEXT("abc"), &out);
        decode_bytes(&decoder, TEXT("abc"), &out);
        finish_decoding(&decoder, &out);
        assert_true(out.failed);
        assert_int_equal(out.length, 0);
        close_decoder(&decoder);
    }
}

static void refuses_unknown_names(void **state)
{
    (void)state;
    static const char *const names[] = {"", "/", "//", "no-such-encoding", "\x1B[31m"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct decoder decoder;
        struct error error = {0};
        assert_false(open_decoder(&decoder, names[i], &error));
        assert_int_equal(error.kind, ERROR_USAGE);
        assert_non_null(strstr(error.message, "is unknown"));
        assert_null(strchr(error.message, '\x1B'));
        close_decoder(&decoder);
    }
}

static void closes_twice(void **state)
{
    (void)state;
    struct decoder decoder = {0};
    struct error error = {0};
    close_decoder(&decoder);
    assert_true(open_decoder(&decoder, "CP1252", &error));
    close_decoder(&decoder);
    close_decoder(&decoder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decodes_however_it_is_cut),   cmocka_unit_test(grows_the_buffer),
        cmocka_unit_test(does_without_earlier_output), cmocka_unit_test(stops_when_memory_ran_out),
        cmocka_unit_test(refuses_unknown_names),       cmocka_unit_test(closes_twice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
