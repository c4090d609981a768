#include "report/report.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void counts_must_add_up(void **state)
{
    (void)state;
    struct error error = {0};
    assert_true(check_counts(&(struct counts){.read = 6, .carried = 1, .rejected = 2, .skipped = 3},
                             &error));
    assert_false(check_counts(
        &(struct counts){.read = 7, .carried = 1, .rejected = 2, .skipped = 3}, &error));
    assert_int_equal(error.kind, ERROR_INPUT);
    assert_string_equal(error.message,
                        "7 rows were read, but 1 carried, 2 rejected and 3 skipped; this is a "
                        "mistake in Possum: please report it; nothing was written");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_must_add_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
