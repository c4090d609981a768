#include "crm/retry.h"

#include "support.h"

static void only_some_statuses_pass(void **state)
{
    (void)state;
    static const long passing[] = {429, 502, 503, 504};
    size_t found = 0;
    for (long status = 0; status < 1000; status++) {
        found += is_passing_status(status);
    }
    assert_int_equal(found, COUNT(passing));
    for (size_t i = 0; i < COUNT(passing); i++) {
        assert_true(is_passing_status(passing[i]));
    }
}

static void the_server_decides_how_long_to_wait_within_limits(void **state)
{
    (void)state;
    static const struct {
        int64_t asked;
        double wait;
    } cases[] = {{1, 1}, {30, 30}, {300, 300}, {301, 300}, {INT64_MAX, 300}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_true(choose_wait(1, cases[i].asked, 12345) == cases[i].wait);
        assert_true(choose_wait(9, cases[i].asked, 0) == cases[i].wait);
    }
}

static void waits_double_up_to_a_limit_and_differ(void **state)
{
    (void)state;
    static const struct {
        unsigned attempt;
        double longest;
    } cases[] = {{1, 1}, {2, 2}, {3, 4}, {6, 32}, {7, 60}, {8, 60}, {UINT32_MAX, 60}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_true(choose_wait(cases[i].attempt, 0, UINT32_MAX) == cases[i].longest);
        assert_true(choose_wait(cases[i].attempt, 0, 0) == cases[i].longest / 2);
        double between = choose_wait(cases[i].attempt, -5, UINT32_MAX / 3);
        assert_true(between > cases[i].longest / 2 && between < cases[i].longest);
    }
}

/* Sends whenever it may, and counts the requests that begin in each second of a made-up clock. */
static void requests_keep_to_the_rate(void **state)
{
    (void)state;
    static const double rates[] = {0.5, 1, 7, 50};
    for (size_t i = 0; i < COUNT(rates); i++) {
        struct pacer pacer = {.rate = rates[i]};
        unsigned begun[20] = {0};
        double now = 1000.25;
        for (;;) {
            double start = now + book_request(&pacer, now);
            if (start >= 1020) {
                break;
            }
            begun[(size_t)(start - 1000)]++;
            now = start + 0.001;
        }
        unsigned total = 0;
        for (size_t second = 0; second < COUNT(begun); second++) {
            assert_true(begun[second] <= (rates[i] < 1 ? 1 : rates[i]));
            total += begun[second];
        }
        assert_true(total >= rates[i] * 19);
    }
}

static void a_pause_is_not_made_up_for(void **state)
{
    (void)state;
    struct pacer pacer = {.rate = 2};
    assert_true(book_request(&pacer, 10) == 0);
    assert_true(book_request(&pacer, 10) == 0.5);
    assert_true(book_request(&pacer, 10) == 1);
    assert_true(book_request(&pacer, 100) == 0);
    assert_true(book_request(&pacer, 100) == 0.5);
    struct pacer unlimited = {0};
    assert_true(book_request(&unlimited, 10) == 0);
    assert_true(book_request(&unlimited, 10) == 0);
}

static void the_breaker_counts_failures_in_a_row(void **state)
{
    (void)state;
    struct breaker breaker = {0};
    for (int round = 0; round < 3; round++) {
        for (int i = 1; i < BREAKER_LIMIT; i++) {
            count_outcome(&breaker, true);
            assert_false(is_broken(&breaker));
        }
        count_outcome(&breaker, false);
    }
    for (int i = 0; i < BREAKER_LIMIT; i++) {
        count_outcome(&breaker, true);
    }
    assert_true(is_broken(&breaker));
    count_outcome(&breaker, false);
    assert_true(is_broken(&breaker));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_some_statuses_pass),
        cmocka_unit_test(the_server_decides_how_long_to_wait_within_limits),
        cmocka_unit_test(waits_double_up_to_a_limit_and_differ),
        cmocka_unit_test(requests_keep_to_the_rate),
        cmocka_unit_test(a_pause_is_not_made_up_for),
        cmocka_unit_test(the_breaker_counts_failures_in_a_row),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
