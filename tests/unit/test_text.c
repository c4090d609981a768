#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static void assert_text(struct text text, struct text expected)
{
    assert_int_equal(text.length, expected.length);
    assert_memory_equal(text.at, expected.at, expected.length);
}

static void a_string_becomes_a_text_without_its_nul(void **state)
{
    (void)state;
    assert_text(make_text("Citizen"), TEXT("Citizen"));
    assert_int_equal(make_text("").length, 0);
}

static void texts_are_compared_byte_by_byte(void **state)
{
    (void)state;
    static const struct {
        struct text one;
        struct text other;
        bool equal;
        bool equal_ignoring_case;
    } cases[] = {
        {{"", 0}, {"", 0}, true, true},
        {{NULL, 0}, {"", 0}, true, true},
        {{"Mob", 3}, {"Mob", 3}, true, true},
        {{"Mob", 3}, {"MOB", 3}, false, true},
        {{"Mob", 3}, {"Mobile", 6}, false, false},
        {{"Mobile", 6}, {"Mob", 3}, false, false},
        {{"Mob", 3}, {"Mop", 3}, false, false},
        {{"a\0b", 3}, {"a\0b", 3}, true, true},
        {{"a\0b", 3}, {"a\0c", 3}, false, false},
        {{"@", 1}, {"`", 1}, false, false},
        {{"\xC3\x89", 2}, {"\xC3\xA9", 2}, false, false},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_int_equal(equal_texts(cases[i].one, cases[i].other), cases[i].equal);
        assert_int_equal(equal_texts_ignoring_case(cases[i].one, cases[i].other),
                         cases[i].equal_ignoring_case);
    }
}

static void case_is_ignored_behind_a_nul_too(void **state)
{
    (void)state;
    assert_false(equal_texts_ignoring_case(((struct text){"a\0b", 3}), ((struct text){"a\0c", 3})));
    assert_true(equal_texts_ignoring_case(((struct text){"a\0b", 3}), ((struct text){"A\0B", 3})));
}

static void a_text_starts_with_its_beginnings(void **state)
{
    (void)state;
    assert_true(starts_with(TEXT("http://"), TEXT("http")));
    assert_true(starts_with(TEXT("http://"), TEXT("http://")));
    assert_true(starts_with(TEXT("http://"), EMPTY_TEXT));
    assert_true(starts_with(EMPTY_TEXT, EMPTY_TEXT));
    assert_false(starts_with(TEXT("http"), TEXT("http://")));
    assert_false(starts_with(TEXT("HTTP://"), TEXT("http")));
}

static void bytes_are_found_from_a_place_on(void **state)
{
    (void)state;
    struct text text = TEXT("a,b,c");
    assert_int_equal(find_byte(text, ',', 0), 1);
    assert_int_equal(find_byte(text, ',', 1), 1);
    assert_int_equal(find_byte(text, ',', 2), 3);
    assert_int_equal(find_byte(text, ',', 4), text.length);
    assert_int_equal(find_byte(text, ',', 5), text.length);
    assert_int_equal(find_byte(text, ',', 99), text.length);
    assert_int_equal(find_byte(slice_text(text, 0, 3), ',', 2), 3);
    assert_int_equal(find_byte(((struct text){NULL, 0}), ',', 0), 0);
}

static void slices_are_parts_of_a_text(void **state)
{
    (void)state;
    struct text text = TEXT("Melbourne");
    assert_text(slice_text(text, 0, text.length), text);
    assert_text(slice_text(text, 3, 7), TEXT("bour"));
    assert_int_equal(slice_text(text, 4, 4).length, 0);
    assert_ptr_equal(slice_text(text, 3, 7).at, text.at + 3);
}

static void blanks_and_tabs_around_a_text_are_trimmed(void **state)
{
    (void)state;
    assert_text(trim_blanks(TEXT(" \t Port  Melbourne\t ")), TEXT("Port  Melbourne"));
    assert_text(trim_blanks(TEXT("Vic")), TEXT("Vic"));
    assert_text(trim_blanks(TEXT("\nVic\n")), TEXT("\nVic\n"));
    assert_text(trim_blanks(TEXT("\xC2\xA0Vic")), TEXT("\xC2\xA0Vic"));
    assert_int_equal(trim_blanks(TEXT(" \t ")).length, 0);
    assert_int_equal(trim_blanks(EMPTY_TEXT).length, 0);
}

static void endings_match_in_either_case(void **state)
{
    (void)state;
    assert_true(ends_with_ignoring_case(TEXT("a.CSV"), TEXT(".csv")));
    assert_true(ends_with_ignoring_case(TEXT(".csv"), TEXT(".csv")));
    assert_true(ends_with_ignoring_case(EMPTY_TEXT, EMPTY_TEXT));
    assert_false(ends_with_ignoring_case(TEXT("csv"), TEXT(".csv")));
    assert_false(ends_with_ignoring_case(TEXT("a.csv "), TEXT(".csv")));
    assert_false(ends_with_ignoring_case(TEXT("a.csvx"), TEXT(".csv")));
}

static void digits_are_those_of_their_base(void **state)
{
    static const char decimal[] = "0123456789";
    static const char others[] = "abcdefABCDEF";
    static const char none[] = "gG/:@`\x80 ";
    (void)state;
    for (int i = 0; i < 10; i++) {
        assert_int_equal(read_digit(decimal[i], 10), i);
        assert_int_equal(read_digit(decimal[i], 16), i);
    }
    for (int i = 0; i < 12; i++) {
        assert_int_equal(read_digit(others[i], 10), -1);
        assert_int_equal(read_digit(others[i], 16), 10 + i % 6);
    }
    for (size_t i = 0; i < sizeof none; i++) { /* the NUL, too */
        assert_int_equal(read_digit(none[i], 16), -1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_string_becomes_a_text_without_its_nul),
        cmocka_unit_test(texts_are_compared_byte_by_byte),
        cmocka_unit_test(case_is_ignored_behind_a_nul_too),
        cmocka_unit_test(a_text_starts_with_its_beginnings),
        cmocka_unit_test(bytes_are_found_from_a_place_on),
        cmocka_unit_test(slices_are_parts_of_a_text),
        cmocka_unit_test(blanks_and_tabs_around_a_text_are_trimmed),
        cmocka_unit_test(endings_match_in_either_case),
        cmocka_unit_test(digits_are_those_of_their_base),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
