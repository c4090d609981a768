#include "support.h"

#include "customer/stored_value.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void values_mean_what_they_meant(void **state)
{
    static const struct {
        enum value_kind kind;
        const char *stored;
        const char *meant;
    } cases[] = {
        {VALUE_STUDIO_TEXT, "Salt &amp; Pepper &amp;amp; &lt;", "Salt & Pepper &amp; &lt;"},
        {VALUE_STUDIO_TEXT, "&am", "&am"},
        {VALUE_TEXT, "Salt &amp; Pepper", "Salt &amp; Pepper"},
        {VALUE_NUMBER, "0", ""},
        {VALUE_NUMBER, "10", "10"},
        {VALUE_TICK, "", "0"},
        {VALUE_TICK, "1", "1"},
        {VALUE_WEBSITE, "HTTP://", ""},
        {VALUE_WEBSITE, "http://a", "http://a"},
    };
    struct arena arena = {0};
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct text meant = read_stored_value(&arena, cases[i].kind, make_text(cases[i].stored));
        if (!equal_texts(meant, make_text(cases[i].meant))) {
            fail_msg("\"%s\" is read as \"%.*s\"", cases[i].stored, (int)meant.length, meant.at);
        }
    }
    free_arena(&arena);
}

/* What SuiteCRM 7.14.6 stores over its API (facts: suitecrm-live.md section 2). */
static void values_are_stored_as_the_api_does(void **state)
{
    static const struct {
        const char *value;
        const char *stored;
        size_t length;
        enum value_kind kind;
    } cases[] = {
        {"O'Brien & Sons \"Q\"", NULL, 0, VALUE_TEXT},
        {"5 < 6", NULL, 0, VALUE_TEXT},
        {"Amp & <tag> x", "Amp &  x", 0, VALUE_TEXT},
        {"O'Brien <b>&", "O'Brien <b>&</b>", 0, VALUE_TEXT},
        {"<john@example.com>", "", 0, VALUE_TEXT},
        {"AT&amp;T &eacute;", "AT&T \xC3\xA9", 0, VALUE_TEXT},
        {"\xF0\x9F\x98\x80!",
         "???"
         "?!",
         0, VALUE_TEXT},
        {"abc def", "abc", 4, VALUE_TEXT},
        {"\xC3\xA9\xC3\xA9", NULL, 2, VALUE_TEXT},
        {"a@example.com", NULL, 3, VALUE_EMAIL},
        {"12345", NULL, 2, VALUE_NUMBER},
    };
    struct arena arena = {0};
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct stored_field field = {cases[i].kind, cases[i].length};
        struct text value = make_text(cases[i].value);
        struct text stored = store_over_api(&arena, &field, value);
        const char *expected = cases[i].stored == NULL ? cases[i].value : cases[i].stored;
        if (!equal_texts(stored, make_text(expected))) {
            fail_msg("\"%s\" is stored as \"%.*s\"", cases[i].value, (int)stored.length, stored.at);
        }
        assert_true(cases[i].stored != NULL || stored.at == value.at);
        assert_true(is_stored_value(&arena, &field, value, stored));
        assert_true(is_stored_value(&arena, &field, value, value));
    }
    free_arena(&arena);
}

static void other_values_are_not_taken_for_the_same(void **state)
{
    static const struct {
        enum value_kind kind;
        const char *value;
        const char *stored;
        bool is_same;
    } cases[] = {
        {VALUE_EMAIL, "Ada@example.com", "ada@EXAMPLE.com", true},
        {VALUE_EMAIL, "ada@example.com", "", false},
        {VALUE_TEXT, "Ada", "ADA", false},
        {VALUE_TEXT, "Ada", " Ada ", true},
        {VALUE_TEXT, "Ada", "Ada B", false},
        {VALUE_TEXT, "", "x", false},
        {VALUE_NUMBER, "10", " 10", false},
        {VALUE_TICK, "0", "1", false},
    };
    struct arena arena = {0};
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct stored_field field = {cases[i].kind, 0};
        assert_int_equal(
            is_stored_value(&arena, &field, make_text(cases[i].value), make_text(cases[i].stored)),
            cases[i].is_same);
    }
    free_arena(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_mean_what_they_meant),
        cmocka_unit_test(values_are_stored_as_the_api_does),
        cmocka_unit_test(other_values_are_not_taken_for_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
