#include "customer/entity.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct {
    const char *text;
    const char *decoded; /* NULL: no entity, the same slice */
    const char *basic;   /* the same for the five of SugarCRM CE */
} cases[] = {
    {"AT&amp;T", "AT&T", "AT&T"},
    {"&lt;&gt;&quot;&#039;", "<>\"'", "<>\"'"},
    {"&amp;amp;", "&amp;", "&amp;"},
    {"&apos;&nbsp;&yuml;", "'\xC2\xA0\xC3\xBF", NULL},
    {"&AElig;&zwnj;&euro;&thetasym;", "\xC3\x86\xE2\x80\x8C\xE2\x82\xAC\xCF\x91", NULL},
    {"&EACUTE; &Amp;", NULL, NULL},
    {"R&D; & &; &amp &thetasymx;", NULL, NULL},
    {"&#233;&#xE9;&#XE9;&#00233;", "\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9", NULL},
    {"&#65 x&#65", "A xA", NULL},
    {"&#128512;", "\xF0\x9F\x98\x80", NULL},
    {"a&#0;&#8;&#128;&#xD800;&#1114112;&#99999999999999999999;b", "ab", NULL},
    {"&#;&#x;&#", "", NULL},
    {"&", NULL, NULL},
    {"", NULL, NULL},
};

static void check_decoding(entity_reader *reader, const char *source, const char *expected)
{
    struct arena arena = {0};
    struct text text = make_text(source);
    struct text wanted = expected == NULL ? text : make_text(expected);
    struct text decoded = decode_entities(&arena, reader, text);
    assert_true(expected != NULL || decoded.at == text.at);
    assert_int_equal(decoded.length, wanted.length);
    assert_memory_equal(decoded.at, wanted.at, wanted.length);
    free_arena(&arena);
}

static void entities_are_decoded_once(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        check_decoding(read_entity, cases[i].text, cases[i].decoded);
        check_decoding(read_basic_entity, cases[i].text, cases[i].basic);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entities_are_decoded_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
