#include "customer/traits.h"

#include "customer/script.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static bool may_hold(struct text value)
{
    return may_hold_script(value, look_at_value(value));
}

static void every_kind_of_script_is_suspected(void **state)
{
    static const char *const scripts[] = {
        "javascript:x",    "JavaScript :",      "a jar: b",
        "AppleScript:",    "vbscript:",         "VBS:",
        "wscript:",        "jscript:",          "behavior:",
        "Mocha :",         "livescript:",       "view-source:",
        "document.cookie", "(document).cookie", "document.write",
        "a.parentNode",    "a.innerHTML",       "a.appendChild",
        "-moz-binding",    "window.location",   "(window).document.onblur",
        "data: base64,",   "src='x.js'",        "expression (",
        "java script",     "base 64",           "docu\xC2\xA0ment",
        "E'val",           "a onShow",          "onqt_error",
        "onload=x",        "onload(x)",         "onload x > y",
    };
    (void)state;
    for (size_t i = 0; i < sizeof scripts / sizeof scripts[0]; i++) {
        struct text value = make_text(scripts[i]);
        struct script found;
        assert_true(find_script(value, &found));
        assert_true(may_hold(value));
    }
}

/* Random values from pieces of scripts, the same in every run. */
static void no_script_goes_unsuspected(void **state)
{
    static const char *const pieces[] = {
        "java",       "script", "vb",       "s",           "jar", ":",    " ",     "on",
        "show",       "load",   "=",        "(",           ")",   "doc",  "ument", ".",
        "cookie",     "base",   "64",       "E",           "v",   "al",   "data",  ",",
        "expression", "window", "location", "'",           "x",   "src=", "-moz",  "-binding",
        "mocha",      ">",      "+",        "view-source",
    };
    (void)state;
    uint32_t seed = 630;
    size_t found_count = 0;
    for (int i = 0; i < 100000; i++) {
        char bytes[64];
        size_t length = 0;
        for (int left = 4; left > 0; left--) {
            seed = seed * 1664525U + 1013904223U;
            const char *piece = pieces[(seed >> 8) % (sizeof pieces / sizeof pieces[0])];
            memcpy(bytes + length, piece, strlen(piece));
            length += strlen(piece);
        }
        struct text value = trim_blanks((struct text){bytes, length});
        struct script found;
        bool holds = find_script(value, &found);
        found_count += holds;
        assert_true(!holds || may_hold(value));
    }
    assert_true(found_count > 500);
}

static void ordinary_values_are_not_suspected(void **state)
{
    static const char *const values[] = {
        "John",
        "O'Brien",
        "john.citizen@example.com",
        "+61 3 9393 9393",
        "(03) 9393 9393",
        "215 Rouse St.",
        "Port Melbourne",
        "www.example.com",
        "http://www.example.com/shop",
        "https://www.example.com",
        "Smith-Jones",
        "Conway",
        "Onslow Road 12",
        "3207",
        "Australia",
    };
    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        assert_false(may_hold(make_text(values[i])));
    }
}

static void traits_are_those_of_the_bytes(void **state)
{
    (void)state;
    assert_true(look_at_value(TEXT("aB")) == (TRAIT(0) | TRAIT(1)));
    assert_true(look_at_value(TEXT("%")) == TRAIT_MARKUP);
    assert_true(look_at_value(TEXT("\\")) == TRAIT_BACKSLASH);
    assert_true((look_at_value(TEXT("\xF0\x9F\x98\x80")) & TRAIT_BEYOND) != 0);
    assert_true((look_at_value(TEXT("'")) & TRAIT_LONG) != 0);
    assert_true(look_at_value(EMPTY_TEXT) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_script_is_suspected),
        cmocka_unit_test(no_script_goes_unsuspected),
        cmocka_unit_test(ordinary_values_are_not_suspected),
        cmocka_unit_test(traits_are_those_of_the_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
