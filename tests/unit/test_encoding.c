#include "csv/encoding.h"

#include "base/unicode.h"
#include "random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const struct {
    struct text bytes;
    uint64_t valid;
    uint64_t invalid; /* with a sequence that the end cuts */
    uint64_t nul;
    const char *encoding;
    size_t mark_length;
} cases[] = {
    {{"", 0}, 0, 0, 0, "UTF-8", 0},
    {{"Cust No.,Name\r\n", 15}, 0, 0, 0, "UTF-8", 0},
    {{"\x7F", 1}, 0, 0, 0, "UTF-8", 0},
    {{"\xC3\xA9", 2}, 1, 0, 0, "UTF-8", 0},
    {{"Zo\xC3\xAB M\xC3\xBCller of Some Street", 26}, 2, 0, 0, "UTF-8", 0},
    {{"\xE2\x82\xAC\xF0\x9F\x98\x80", 7}, 2, 0, 0, "UTF-8", 0},
    {{"Zo\xEB", 3}, 0, 1, 0, "Windows-1252", 0},
    {{"Zo\xEB M\xFCller of Some Street", 24}, 0, 2, 0, "Windows-1252", 0},
    {{"\xC3\xA9 \xE9", 4}, 1, 1, 0, "Windows-1252", 0},
    {{"\xC3\xA9\xC3\xA9\xE9 ", 6}, 2, 1, 0, "UTF-8", 0},
    /* the edges of what is well-formed */
    {{"\xC2\x80\xDF\xBF", 4}, 2, 0, 0, "UTF-8", 0},
    {{"\xE0\xA0\x80\xEF\xBF\xBF", 6}, 2, 0, 0, "UTF-8", 0},
    {{"\xED\x9F\xBF\xEE\x80\x80", 6}, 2, 0, 0, "UTF-8", 0},
    {{"\xF0\x90\x80\x80\xF4\x8F\xBF\xBF", 8}, 2, 0, 0, "UTF-8", 0},
    /* overlong, surrogates, beyond U+10FFFF: the second byte cannot follow, so each byte counts */
    {{"\xC0\xAF", 2}, 0, 2, 0, "Windows-1252", 0},
    {{"\xC1\xBF", 2}, 0, 2, 0, "Windows-1252", 0},
    {{"\xE0\x9F\xBF", 3}, 0, 3, 0, "Windows-1252", 0},
    {{"\xED\xA0\x80", 3}, 0, 3, 0, "Windows-1252", 0},
    {{"\xF0\x8F\xBF\xBF", 4}, 0, 4, 0, "Windows-1252", 0},
    {{"\xF4\x90\x80\x80", 4}, 0, 4, 0, "Windows-1252", 0},
    {{"\xF5\xFE\xFF\x80", 4}, 0, 4, 0, "Windows-1252", 0},
    /* a sequence broken off counts once, and what breaks it begins anew */
    {{"\xE2\x82,", 3}, 0, 1, 0, "Windows-1252", 0},
    {{"\xF0\x9F\x98\xC3\xA9", 5}, 1, 1, 0, "Windows-1252", 0},
    {{"\xE2\xE2\x82\xAC", 4}, 1, 1, 0, "Windows-1252", 0},
    {{"\xF0\x9F\x98\0", 4}, 0, 1, 1, "Windows-1252", 0},
    {{"\xF0\x9F\x98", 3}, 0, 1, 0, "Windows-1252", 0},
    {{"abcdefgh\xE2", 9}, 0, 1, 0, "Windows-1252", 0},
    /* NUL bytes */
    {{"N\0a\0m\0e\0 ,\0\0", 12}, 0, 0, 6, "UTF-8", 0},
    {{"abcdefghijklmno\0", 16}, 0, 0, 1, "UTF-8", 0},
    /* byte order marks */
    {{"\xEF\xBB\xBF\xE9\xE9", 5}, 1, 2, 0, "UTF-8", 3},
    {{"\xEF\xBB\xBF", 3}, 1, 0, 0, "UTF-8", 3},
    {{"\xFF\xFE\x41\0", 4}, 0, 2, 1, "UTF-16LE", 2},
    {{"\xFE\xFF\0A", 4}, 0, 2, 1, "UTF-16BE", 2},
    {{"\xFF\xFE", 2}, 0, 2, 0, "UTF-16LE", 2},
    {{"\xEF\xBB", 2}, 0, 1, 0, "Windows-1252", 0},
    {{" \xEF\xBB\xBF", 4}, 1, 0, 0, "UTF-8", 0},
};

/* Scans in up to three pieces, cut at `one` and `other`. */
static struct encoding_scan scan_in_pieces(struct text bytes, size_t one, size_t other)
{
    struct encoding_scan scan = {0};
    scan_encoding(&scan, slice_text(bytes, 0, one));
    scan_encoding(&scan, slice_text(bytes, one, other));
    scan_encoding(&scan, slice_text(bytes, other, bytes.length));
    return scan;
}

static void counts_and_finds(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct text bytes = cases[i].bytes;
        for (size_t one = 0; one <= bytes.length; one++) {
            for (size_t other = one; other <= bytes.length; other++) {
                struct encoding_scan scan = scan_in_pieces(bytes, one, other);
                uint64_t cut = scan.partial_length > 0;
                size_t mark_length = 99;
                const char *encoding = find_encoding(&scan, &mark_length);
                assert_string_equal(encoding, cases[i].encoding);
                assert_int_equal(mark_length, cases[i].mark_length);
                assert_int_equal(scan.valid, cases[i].valid);
                assert_int_equal(scan.invalid + (mark_length > 0 ? cut : 0), cases[i].invalid);
                assert_int_equal(scan.nul, cases[i].nul);
            }
        }
    }
}

static void finds_the_same_twice(void **state)
{
    (void)state;
    struct encoding_scan scan = {0};
    size_t mark_length;
    scan_encoding(&scan, TEXT("\xC3\xA9\xC3\xA9 \xE2\x82"));
    assert_string_equal(find_encoding(&scan, &mark_length), "UTF-8");
    assert_string_equal(find_encoding(&scan, &mark_length), "UTF-8");
    assert_int_equal(scan.invalid, 1);
}

static struct text draw_bytes(char *bytes, size_t most, uint64_t *seed)
{
    static const struct text pieces[] = {
        {"plain text", 10},
        {"a", 1},
        {"\xC3\xA9", 2},
        {"\xE2\x82\xAC", 3},
        {"\xE2\x82", 2},
        {"\xED\xA0\x80", 3},
        {"\xF0\x9F\x98\x80", 4},
        {"\xF0\x9F\x98", 3},
        {"\xF4", 1},
        {"\x80", 1},
        {"\xBF", 1},
        {"\0", 1},
    };
    size_t length = 0;
    for (;;) {
        struct text piece = pieces[draw_below(seed, sizeof pieces / sizeof *pieces)];
        if (length + piece.length > most) {
            return (struct text){bytes, length};
        }
        for (size_t i = 0; i < piece.length; i++) {
            bytes[length++] = piece.at[i];
        }
    }
}

static uint64_t count_valid(struct text bytes)
{
    uint64_t valid = 0;
    for (size_t at = 0; at < bytes.length;) {
        struct character character = read_character(bytes, at);
        valid += character.code >= 0x80;
        at += character.length;
    }
    return valid;
}

/* utf8proc knows what is valid; how the bytes are cut must not matter. */
static void agrees_with_utf8proc(void **state)
{
    (void)state;
    uint64_t seed = 20110131;
    for (int round = 0; round < 20000; round++) {
        char memory[64];
        struct text bytes = draw_bytes(memory, draw_below(&seed, sizeof memory), &seed);
        struct encoding_scan whole = scan_in_pieces(bytes, 0, 0);
        size_t other = draw_below(&seed, bytes.length + 1);
        struct encoding_scan cut = scan_in_pieces(bytes, draw_below(&seed, other + 1), other);
        assert_int_equal(whole.valid, count_valid(bytes));
        assert_int_equal(cut.valid, whole.valid);
        assert_int_equal(cut.invalid, whole.invalid);
        assert_int_equal(cut.nul, whole.nul);
        assert_int_equal(cut.partial_length, whole.partial_length);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_and_finds),
        cmocka_unit_test(finds_the_same_twice),
        cmocka_unit_test(agrees_with_utf8proc),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
