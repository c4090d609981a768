#include "customer/script.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct {
    const char *text;
    const char *left; /* NULL: all of it */
} cases[] = {
    {"jar: a;b", ";b"},
    {"Jar :x", ""},
    {"Cookiejar: x", NULL},
    {"a javascript : b/c", "a /c"},
    {"View-source: x", ""},
    {"vbs", NULL},
    {"a.innerHTML", "a"},
    {"-moz-binding", ""},
    {"window.location", ""},
    {"www.window.online", "www."},
    {"windows.location", NULL},
    {"window.onx9 y", " y"},
    {"(:document).location", ""},
    {"data : y base64 z, w", " w"},
    {"data:image/png;base64,x", NULL},
    {"data:image/svg;base64,x", "x"},
    {"data: x", NULL},
    {"xexpression(x)", "xx)"},
    {"expressionx(", NULL},
    {"src=\"a.js\"", ""},
    {"src=\"a.css\"", NULL},
    {"Java Script", "JavaScript"},
    {"Java Script shop", NULL},
    {"xJava Script", NULL},
    {"base 64", "base64"},
    {"Eva L", "EvaL"},
    {"Eva Long", NULL},
    {"OnShow", ""},
    {"On Show", NULL},
    {"Ann-onload", "Ann-"},
    {"x.onload", NULL},
    {"xonload", NULL},
    {"onload x", NULL},
    {"onload = y", " = y"},
    {"onload [a] =", " [a] ="},
    {"onload(x)", "(x)"},
    {"onload (x)", NULL},
    {"onload x > y", " x > y"},
    {"docdocument.cookieument.cookie", ""},
    {"&#106;ar: x", ""},
    {"%6aar: x", ""},
    {"100%25 &amp; more", NULL},
    {"100%25 Jar: more", "100% "},
};

static void traces_of_scripts_go(void **state)
{
    (void)state;
    struct arena arena = {0};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct text text = make_text(cases[i].text);
        struct text wanted = cases[i].left == NULL ? text : make_text(cases[i].left);
        bool found;
        struct text left = remove_scripts(&arena, text, &found);
        assert_int_equal(found, cases[i].left != NULL);
        assert_true(found || left.at == text.at);
        assert_int_equal(left.length, wanted.length);
        assert_memory_equal(left.at, wanted.at, wanted.length);
    }
    free_arena(&arena);
}

static void the_weak_character_decides(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char bytes[64];
        struct text text = {bytes, strlen(cases[i].text)};
        memcpy(bytes, cases[i].text, text.length);
        struct script found;
        size_t count = 0;
        while (find_script(text, &found)) {
            assert_in_range(found.weak, found.start, found.end - 1);
            assert_in_range(bytes[found.weak], '!', '~');
            bytes[found.weak] = 0x1F;
            assert_true(++count < 5);
        }
    }
}

static void percent_escapes_are_read(void **state)
{
    (void)state;
    assert_int_equal(read_percent_escape(TEXT("a%4Ab"), 1), 'J');
    assert_int_equal(read_percent_escape(TEXT("%fF"), 0), 255);
    assert_int_equal(read_percent_escape(TEXT("%4"), 0), -1);
    assert_int_equal(read_percent_escape(TEXT("%4g"), 0), -1);
    assert_int_equal(read_percent_escape(TEXT("100% a"), 3), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(traces_of_scripts_go),
        cmocka_unit_test(the_weak_character_decides),
        cmocka_unit_test(percent_escapes_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
