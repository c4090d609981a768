#include "base/unicode.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define BYTES(literal)                                                                             \
    {                                                                                              \
        (literal), sizeof(literal) - 1                                                             \
    }

static void assert_text(struct text text, struct text expected)
{
    assert_int_equal(text.length, expected.length);
    assert_memory_equal(text.at, expected.at, expected.length);
}

static void characters_are_read_with_their_length(void **state)
{
    (void)state;
    static const struct {
        struct text text;
        int32_t code;
        size_t length;
    } cases[] = {
        {BYTES("A"), 'A', 1},
        {BYTES("\0"), 0, 1},
        {BYTES("\xC3\xA9"), 0xE9, 2},
        {BYTES("\xE2\x82\xAC"), 0x20AC, 3},
        {BYTES("\xF0\x9F\x98\x80"), 0x1F600, 4},
        {BYTES("\xF4\x8F\xBF\xBF"), 0x10FFFF, 4},
        {BYTES("\xE9t\xE9"), -1, 1},        /* Windows-1252 */
        {BYTES("\xE2\x82"), -1, 1},         /* cut short by the end */
        {BYTES("\xC0\xAF"), -1, 1},         /* longer than it need be */
        {BYTES("\xED\xA0\x80"), -1, 1},     /* half of a surrogate pair */
        {BYTES("\xF4\x90\x80\x80"), -1, 1}, /* beyond the last code point */
        {BYTES("\x80"), -1, 1},             /* the middle of a character */
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct character character = read_character(cases[i].text, 0);
        assert_int_equal(character.code, cases[i].code);
        assert_int_equal(character.length, cases[i].length);
    }
    assert_int_equal(read_character(TEXT("ab\xC3\xA9"), 2).code, 0xE9);
}

static void plain_ascii_has_no_control_characters(void **state)
{
    (void)state;
    assert_true(is_plain_ascii(EMPTY_TEXT));
    assert_true(is_plain_ascii(TEXT(" 215 Rouse St.~")));
    assert_false(is_plain_ascii(TEXT("a\tb")));
    assert_false(is_plain_ascii(TEXT("a\x7F")));
    assert_false(is_plain_ascii(TEXT("a\0b")));
    assert_false(is_plain_ascii(TEXT("Caf\xC3\xA9")));
}

static void white_space_and_control_characters_are_known(void **state)
{
    (void)state;
    static const struct {
        int32_t code;
        bool white_space;
        bool control;
    } cases[] = {
        {-1, false, false},     {0x00, false, true},   {0x08, false, true},
        {0x09, true, true},     {0x0A, true, true},    {0x0D, true, true},
        {0x0E, false, true},    {0x1F, false, true},   {0x20, true, false},
        {0x21, false, false},   {0x7E, false, false},  {0x7F, false, true},
        {0x84, false, true},    {0x85, true, true},    {0x9F, false, true},
        {0xA0, true, false},    {0xA1, false, false},  {0x1680, true, false},
        {0x2000, true, false},  {0x200A, true, false}, {0x200B, false, false},
        {0x2028, true, false},  {0x2029, true, false}, {0x202F, true, false},
        {0x205F, true, false},  {0x3000, true, false}, {0xFEFF, true, false},
        {0x180E, false, false},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_int_equal(is_white_space(cases[i].code), cases[i].white_space);
        assert_int_equal(is_control(cases[i].code), cases[i].control);
    }
}

static void characters_are_counted_and_cut_whole(void **state)
{
    (void)state;
    struct text text = TEXT("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80z");
    static const size_t lengths[] = {0, 1, 3, 6, 10, 11, 11};
    assert_int_equal(count_characters(text), 5);
    assert_int_equal(count_characters(EMPTY_TEXT), 0);
    for (size_t most = 0; most < COUNT(lengths); most++) {
        assert_text(cut_to_characters(text, most), slice_text(text, 0, lengths[most]));
    }
    assert_int_equal(cut_to_characters(EMPTY_TEXT, 0).length, 0);
}

static void white_space_around_a_text_is_trimmed(void **state)
{
    (void)state;
    assert_text(trim_white_space(TEXT("\xC2\xA0 \tPort\xC2\xA0Melbourne\r\n\xE3\x80\x80")),
                TEXT("Port\xC2\xA0Melbourne"));
    assert_text(trim_white_space(TEXT("\xEF\xBB\xBFVic")), TEXT("Vic"));
    assert_text(trim_white_space(TEXT("Vic")), TEXT("Vic"));
    assert_text(trim_white_space(TEXT("caf\xC3\xA9 ")), TEXT("caf\xC3\xA9"));
    assert_int_equal(trim_white_space(TEXT(" \xC2\xA0\xE2\x80\x83")).length, 0);
    assert_int_equal(trim_white_space(EMPTY_TEXT).length, 0);
    assert_text(trim_white_space(TEXT(" \xA0\xA0 ")), TEXT("\xA0\xA0"));
}

static void text_is_composed_to_form_c(void **state)
{
    (void)state;
    static const struct {
        struct text text;
        struct text composed;
    } cases[] = {
        {BYTES(""), BYTES("")},
        {BYTES("Citizen"), BYTES("Citizen")},
        {BYTES("Rene\xCC\x81"), BYTES("Ren\xC3\xA9")},
        {BYTES("Ren\xC3\xA9"), BYTES("Ren\xC3\xA9")},
        {BYTES("q\xCC\x87\xCC\xA3"), BYTES("q\xCC\xA3\xCC\x87")}, /* marks in their order */
        {BYTES("\xE1\x84\x80\xE1\x85\xA1"), BYTES("\xEA\xB0\x80")},
        {BYTES("\xE2\x84\xAB"), BYTES("\xC3\x85")},     /* the Angstrom sign */
        {BYTES("\xEF\xAC\x81"), BYTES("\xEF\xAC\x81")}, /* a ligature is no form C matter */
    };
    struct arena arena = {0};
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_text(compose_text(&arena, cases[i].text), cases[i].composed);
    }
    free_arena(&arena);
}

static void text_is_folded_for_comparison(void **state)
{
    (void)state;
    static const struct {
        struct text text;
        struct text folded;
    } cases[] = {
        {BYTES(""), BYTES("")},
        {BYTES("   "), BYTES("")},
        {BYTES("\xC2\xA0"), BYTES("")},
        {BYTES("Company Name"), BYTES("company name")},
        {BYTES("  COMPANY   Name "), BYTES("company name")},
        {BYTES("Company\tName"), BYTES("company name")},
        {BYTES("Company\xC2\xA0 \xE2\x80\x83Name\xC2\xA0"), BYTES("company name")},
        {BYTES("CAF\xC3\x89"), BYTES("caf\xC3\xA9")},
        {BYTES("CAFE\xCC\x81"), BYTES("caf\xC3\xA9")},
        {BYTES("Stra\xC3\x9F"
               "e"),
         BYTES("strasse")},
        {BYTES("\xEF\xBC\xA1\xEF\xBC\xA2\xE3\x80\x80\xEF\xBC\xA3"), BYTES("ab c")}, /* full width */
        {BYTES("\xEF\xAC\x81sh"), BYTES("fish")},                                   /* ligature */
        {BYTES("Soft\xC2\xAD"
               "ware"),
         BYTES("software")}, /* soft hyphen */
    };
    struct arena arena = {0};
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_text(fold_text(&arena, cases[i].text), cases[i].folded);
    }
    free_arena(&arena);
}

static void folding_twice_changes_nothing(void **state)
{
    (void)state;
    static const struct text texts[] = {
        BYTES(" O'BRIEN  & Sons\t"),
        BYTES("\xC4\xB0stanbul \xE2\x84\xA2"),
        BYTES("\xCE\xA3\xCE\x8A\xCE\xA3\xCE\xA5\xCE\xA6\xCE\x9F\xCE\xA3"),
    };
    struct arena arena = {0};
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct text once = fold_text(&arena, texts[i]);
        assert_text(fold_text(&arena, once), once);
    }
    free_arena(&arena);
}

static void no_byte_of_a_value_commands_the_terminal(void **state)
{
    (void)state;
    static const struct {
        struct text text;
        struct text visible;
    } cases[] = {
        {BYTES(""), BYTES("")},
        {BYTES("Ren\xC3\xA9 \xF0\x9F\x98\x80"), BYTES("Ren\xC3\xA9 \xF0\x9F\x98\x80")},
        {BYTES("a\nb\r\n\tc"), BYTES("a\\nb\\r\\n\\tc")},
        {BYTES("\x1B[31m"), BYTES("\\x1B[31m")},
        {BYTES("a\0b\x7F"), BYTES("a\\x00b\\x7F")},
        {BYTES("\xC2\x9B"
               "2J"),
         BYTES("\\x9B2J")},
        {BYTES("\xE2\x80\xAEgpj"), BYTES("\\u{202E}gpj")},
        {BYTES("\xE2\x81\xA6\xD8\x9C"), BYTES("\\u{2066}\\u{061C}")},
        {BYTES("\xE2\x80\xA8"), BYTES("\\u{2028}")},
        {BYTES("Ren\xE9!"), BYTES("Ren\xEF\xBF\xBD!")},
    };
    struct arena arena = {0};
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_text(make_visible(&arena, cases[i].text, 100), cases[i].visible);
    }
    free_arena(&arena);
}

static void long_values_are_shown_in_part(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct text text = TEXT("\xC3\xA9\xC3\xA9\x1B\xC3\xA9");
    assert_text(make_visible(&arena, text, 4), TEXT("\xC3\xA9\xC3\xA9\\x1B\xC3\xA9"));
    assert_text(make_visible(&arena, text, 3), TEXT("\xC3\xA9\xC3\xA9\\x1B..."));
    assert_text(make_visible(&arena, text, 0), TEXT("..."));
    free_arena(&arena);

    struct buffer out = {0};
    append_text(&out, TEXT("Suburb: "));
    append_visible(&out, text, 1);
    assert_text(view_buffer(&out), TEXT("Suburb: \xC3\xA9..."));
    free_buffer(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(characters_are_read_with_their_length),
        cmocka_unit_test(plain_ascii_has_no_control_characters),
        cmocka_unit_test(white_space_and_control_characters_are_known),
        cmocka_unit_test(characters_are_counted_and_cut_whole),
        cmocka_unit_test(white_space_around_a_text_is_trimmed),
        cmocka_unit_test(text_is_composed_to_form_c),
        cmocka_unit_test(text_is_folded_for_comparison),
        cmocka_unit_test(folding_twice_changes_nothing),
        cmocka_unit_test(no_byte_of_a_value_commands_the_terminal),
        cmocka_unit_test(long_values_are_shown_in_part),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
