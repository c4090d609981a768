#include "base/nearest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define LONG_TEXT "0123456789012345678901234567890123456789012345678901234567890123"

static void test_distance(void **state)
{
    (void)state;
    static const struct {
        const char *one;
        const char *other;
        size_t distance;
    } cases[] = {
        {"", "", 0},
        {"", "push", 4},
        {"push", "", 4},
        {"push", "push", 0},
        {"PUSH", "push", 0},
        {"puh", "push", 1},
        {"pussh", "push", 1},
        {"pash", "push", 1},
        {"psuh", "push", 1},
        {"PSUH", "push", 1},
        {"upsh", "push", 1},
        {"puhs", "push", 1},
        {"ca", "abc", 3}, /* a swapped pair is not edited again */
        {"kitten", "sitting", 3},
        {"[", "{", 1}, /* 32 apart like letters of either case, but no letters */
        {LONG_TEXT, LONG_TEXT, 0},
        {LONG_TEXT, "", 64},
        {LONG_TEXT "4", LONG_TEXT "4", SIZE_MAX},
        {"push", LONG_TEXT "4", SIZE_MAX},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct text one = make_text(cases[i].one), other = make_text(cases[i].other);
        size_t there = measure_distance(one, other), back = measure_distance(other, one);
        if (there != cases[i].distance || back != there) {
            fail_msg("\"%s\" and \"%s\": %zu and back %zu, not %zu", one.at, other.at, there, back,
                     cases[i].distance);
        }
    }
}

static void test_distance_reads_slices(void **state)
{
    (void)state;
    assert_int_equal(measure_distance((struct text){"pushed", 4}, (struct text){"push", 4}), 0);
    assert_int_equal(measure_distance((struct text){NULL, 0}, TEXT("a\0b")), 3);
}

static void test_nearest(void **state)
{
    (void)state;
    const struct text names[] = {
        TEXT("to-sugar"), TEXT("push"), TEXT("pull"), TEXT("to-clickpos"), TEXT("mapping"),
    };
    enum { COUNT = sizeof names / sizeof names[0] };
    static const struct {
        const char *typed;
        size_t nearest;
    } cases[] = {
        {"to-sugar", 0},    {"to-suger", 0},       {"TO_SUGAR", 0},
        {"tosuagr", 0},     {"psuh", 1},           {"pul", 2},
        {"to-clikcpos", 3}, {"maping", 4},         {"mappnig", 4},
        {"maxxing", 4},     {"puxx", COUNT}, /* half of the letters differ */
        {"maxxxng", COUNT},                  /* three of seven */
        {"", COUNT},        {"export.csv", COUNT}, {LONG_TEXT "4", COUNT},
        {"pusl", 1}, /* as near to pull: the first wins */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t nearest = find_nearest(make_text(cases[i].typed), names, COUNT);
        if (nearest != cases[i].nearest) {
            fail_msg("\"%s\": %zu, not %zu", cases[i].typed, nearest, cases[i].nearest);
        }
    }
    assert_int_equal(find_nearest(TEXT("push"), NULL, 0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_distance),
        cmocka_unit_test(test_distance_reads_slices),
        cmocka_unit_test(test_nearest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
