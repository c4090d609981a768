#include "base/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#undef fail /* cmocka has a macro of that name */

static void fail_fills_the_error_and_returns_false(void **state)
{
    (void)state;
    struct error error = {0};
    assert_int_equal(error.kind, ERROR_NONE);
    assert_false(fail(&error, ERROR_INPUT, "%s: line %d", "export.csv", 7));
    assert_int_equal(error.kind, ERROR_INPUT);
    assert_string_equal(error.message, "export.csv: line 7");
}

static void the_last_failure_wins(void **state)
{
    (void)state;
    struct error error = {0};
    fail(&error, ERROR_INPUT, "a longer message that comes first");
    fail(&error, ERROR_USAGE, "short");
    assert_int_equal(error.kind, ERROR_USAGE);
    assert_string_equal(error.message, "short");
}

static void memory_that_ran_out_is_an_error_of_the_input(void **state)
{
    (void)state;
    struct error error = {0};
    assert_false(fail_for_memory(&error));
    assert_int_equal(error.kind, ERROR_INPUT);
    assert_non_null(strstr(error.message, "out of memory"));
}

/* `plain` letters, then characters of one to four bytes up to the limit and beyond: the message
 * ends with a whole one, and near the limit. */
static void a_long_message_is_cut_at_a_character(void **state)
{
    (void)state;
    static const char *const characters[] = {"a", "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80"};
    const size_t most = sizeof((struct error *)NULL)->message - 1;
    for (size_t plain = 0; plain < 8; plain++) {
        for (size_t i = 0; i < sizeof characters / sizeof *characters; i++) {
            const size_t width = strlen(characters[i]);
            char input[8192] = "";
            memset(input, 'x', plain);
            for (size_t at = plain; at < 8000; at += width) {
                memcpy(input + at, characters[i], width + 1);
            }
            struct error error = {0};
            fail(&error, ERROR_USAGE, "%s", input);
            const size_t length = strlen(error.message);
            assert_int_equal((length - plain) % width, 0);
            assert_in_range(length, most - 4, most);
            assert_memory_equal(error.message, input, length);
        }
    }
}

static void a_message_that_just_fits_is_whole(void **state)
{
    (void)state;
    struct error error = {0};
    char input[sizeof error.message] = "";
    memset(input, 'x', sizeof input - 1);
    memcpy(input + sizeof input - 3, "\xC3\xA9", 2);
    fail(&error, ERROR_USAGE, "%s", input);
    assert_string_equal(error.message, input);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fail_fills_the_error_and_returns_false),
        cmocka_unit_test(the_last_failure_wins),
        cmocka_unit_test(memory_that_ran_out_is_an_error_of_the_input),
        cmocka_unit_test(a_long_message_is_cut_at_a_character),
        cmocka_unit_test(a_message_that_just_fits_is_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
