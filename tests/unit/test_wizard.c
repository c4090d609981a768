#include "customer/wizard.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct wizard_field plain = {0, false};
static const struct wizard_field studio = {0, true};

struct example {
    const char *value;
    const char *stored;    /* by the wizard; NULL: as it stands */
    const char *protected; /* NULL: as it stands */
};

static const struct example suitecrm_examples[] = {
    /* seen live, or with SuiteCRM's own classes */
    {"Caf\xC3\xA9 \"Le Kiwi\", & Co", "Caf\xC3\xA9 &Le Kiwi&, & Co",
     "Caf\xC3\xA9 \xE2\x80\x9CLe Kiwi\xE2\x80\x9D, & Co"},
    {"(\"x\")", "(&x&)", "(\xE2\x80\x9Cx\xE2\x80\x9D)"},
    {"5\" pipe", "5& pipe", "5\xE2\x80\x9D pipe"},
    {"\xC2\xA0\"x", "\xC2\xA0&x", "\xC2\xA0\xE2\x80\x9Cx"},
    {"O'Brien", NULL, NULL},
    {"a`b", NULL, NULL},
    {"5 < 6", NULL, NULL},
    {"<5 kg", NULL, NULL},
    {"1<2 and 3>2", NULL, NULL},
    {"a < b and c > d", NULL, NULL},
    {"x <vip> y", "x  y", "x \xEF\xBC\x9Cvip\xEF\xBC\x9E y"},
    {"<b>bold", "<b>bold</b>",
     "\xEF\xBC\x9C"
     "b\xEF\xBC\x9E"
     "bold"},
    {"L<T", "L", "L\xEF\xBC\x9CT"},
    {"<1jo@example.com>", "<<a href=\"mailto:1jo@example.com\">1jo@example.com</a>> ",
     "\xEF\xBC\x9C"
     "1jo@example.com\xEF\xBC\x9E"},
    {"AT&amp;T", "AT&T",
     "AT\xEF\xBC\x86"
     "amp;T"},
    {"&amp;amp;", "&",
     "\xEF\xBC\x86"
     "amp;amp;"},
    {"&eacute;&#233;&#xE9;&#233", "\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9",
     "\xEF\xBC\x86"
     "eacute;\xEF\xBC\x86#233;\xEF\xBC\x86#xE9;\xEF\xBC\x86#233"},
    {"&lt;vip&gt; x", " x", "\xEF\xBC\x86lt;vip\xEF\xBC\x86gt; x"},
    {"&quot;x", "&x", "\xEF\xBC\x86quot;x"},
    {"R&D; &c &copy", NULL, NULL},
    {"javascript:alert(1)", "(1)",
     "javascript\xEF\xBC\x9A"
     "alert(1)"},
    {"xjavascript:y", "xjava script:y", "xjavascript\xEF\xBC\x9Ay"},
    {"document.cookie", "",
     "document\xEF\xBC\x8E"
     "cookie"},
    {"expression(x)", "x)", "expression\xEF\xBC\x88x)"},
    {"Cookie Jar: sweets & more", "Cookie", "Cookie Jar\xEF\xBC\x9A sweets & more"},
    {"Cafe OnShow", "Cafe", "Cafe \xEF\xBC\xAFnShow"},
    {"E v a l", "Eval", "\xEF\xBC\xA5 v a l"},
    {"document.cookie\"", "\"",
     "document\xEF\xBC\x8E"
     "cookie\xE2\x80\x9D"},
    {"document%2Ecookie", "",
     "document\xEF\xBC\x85"
     "2Ecookie"},
    {"http://example.com/a%20b", NULL, NULL},
    {"Jack-in-the-box. On show: 9-5 (daily) = free", NULL, NULL},
    {"\xF0\x9F\x98\x80", "????", "\xEF\xBF\xBD"},
    {"\xF0\x9D\x90\x80x", "????x", "Ax"},
    {"\xF0\x9D\x90\x9E\xCC\x81", "????\xCC\x81", "\xC3\xA9"},
    /* harmless as such; the whole row breaks */
    {"a\\", NULL, "a\xEF\xBC\xBC"},
    {"a\\b", NULL, NULL},
    {"0", NULL, NULL},
    {"", NULL, NULL},
};

static const struct example sugarcrm_examples[] = {
    {"a<b", "a",
     "a\xEF\xBC\x9C"
     "b"},
    {"1<2 and 3>2", "12",
     "1\xEF\xBC\x9C"
     "2 and 3\xEF\xBC\x9E"
     "2"},
    {"a < b", NULL, NULL},
    {"a > b", NULL, NULL},
    {"\"Le Kiwi\"", NULL, NULL},
    {"O'Brien", NULL, NULL},
    {"AT&amp;T", "AT&T",
     "AT\xEF\xBC\x86"
     "amp;T"},
    {"&eacute;", NULL, NULL},
    {"javascript:x", NULL, NULL},
    {"Cafe OnShow", NULL, NULL},
    {"\xF0\x9F\x98\x80", "????", "\xEF\xBF\xBD"},
    {"a\\\"b", NULL, "a\xEF\xBC\xBC\"b"},
    {"0", NULL, NULL},
};

static void check_text(struct text result, struct text value, const char *expected)
{
    struct text wanted = expected == NULL ? value : make_text(expected);
    assert_true(expected != NULL || (result.at == value.at && result.length == value.length));
    assert_int_equal(result.length, wanted.length);
    assert_memory_equal(result.at, wanted.at, wanted.length);
}

static void check_examples(enum wizard wizard, const struct example *examples, size_t count)
{
    struct arena arena = {0};
    for (size_t i = 0; i < count; i++) {
        struct text value = make_text(examples[i].value);
        check_text(store_by_wizard(&arena, wizard, &plain, value), value, examples[i].stored);
        check_text(protect_from_wizard(&arena, wizard, &plain, value), value,
                   examples[i].protected);
    }
    free_arena(&arena);
}

static void suitecrm_damages_and_protection_helps(void **state)
{
    (void)state;
    check_examples(WIZARD_SUITECRM, suitecrm_examples,
                   sizeof suitecrm_examples / sizeof suitecrm_examples[0]);
}

static void sugarcrm_damages_and_protection_helps(void **state)
{
    (void)state;
    check_examples(WIZARD_SUGARCRM, sugarcrm_examples,
                   sizeof sugarcrm_examples / sizeof sugarcrm_examples[0]);
}

static void a_studio_field_loses_a_lone_zero(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct text zero = TEXT("0");
    check_text(store_by_wizard(&arena, WIZARD_SUITECRM, &studio, zero), zero, "");
    check_text(protect_from_wizard(&arena, WIZARD_SUITECRM, &studio, zero), zero, "\xEF\xBC\x90");
    check_text(store_by_wizard(&arena, WIZARD_SUGARCRM, &studio, zero), zero, NULL);
    check_text(store_by_wizard(&arena, WIZARD_SUITECRM, &studio, TEXT("00")), TEXT("00"), "00");
    struct text ampersand = TEXT("A & B");
    check_text(store_by_wizard(&arena, WIZARD_SUITECRM, &studio, ampersand), ampersand, NULL);
    free_arena(&arena);
}

static void lengths_are_cut_as_the_wizard_counts(void **state)
{
    static const struct {
        const char *value;
        size_t length;
        const char *stored;
    } cases[] = {
        {"O'Brien", 12, NULL},    {"O'Brien", 8, "O'B"}, {"O'Brien", 7, "O'"},
        {"Anna O'", 8, "Anna O"}, {"x 'yyyy", 4, "x "},  {"a<5", 5, "a<"},
        {"`abc", 6, "`a"},        {"a\"bcd", 6, "a&"},   {"ab&amp;cd", 5, "ab&am"},
        {"! ,[&", 8, "! ,[&amp"}, {"! ,[&", 9, NULL},    {"\xC3\xA9\xC3\xA9", 2, NULL},
        {"abcdef", 3, "abc"},
    };
    (void)state;
    struct arena arena = {0};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct wizard_field field = {cases[i].length, false};
        struct text value = make_text(cases[i].value);
        check_text(store_by_wizard(&arena, WIZARD_SUITECRM, &field, value), value, cases[i].stored);
    }
    const struct wizard_field seven = {7, false};
    struct text name = TEXT("O'Brien");
    check_text(store_by_wizard(&arena, WIZARD_SUGARCRM, &seven, name), name, NULL);
    check_text(protect_from_wizard(&arena, WIZARD_SUITECRM, &seven, name), name, NULL);
    free_arena(&arena);
}

static void a_backslash_breaks_the_row_unless_escaped(void **state)
{
    (void)state;
    assert_true(breaks_wizard_row(TEXT("C:\\")));
    assert_true(breaks_wizard_row(TEXT("a\\\"b")));
    assert_true(breaks_wizard_row(TEXT("\\\\\\")));
    assert_false(breaks_wizard_row(TEXT("\\\\")));
    assert_false(breaks_wizard_row(TEXT("a\\b\"")));
    assert_false(breaks_wizard_row(TEXT("")));
}

static void suitecrm_refuses_emails_that_it_escapes(void **state)
{
    (void)state;
    assert_true(breaks_wizard_email(WIZARD_SUITECRM, TEXT("pat.o'brien@example.com")));
    assert_true(breaks_wizard_email(WIZARD_SUITECRM, TEXT("a`b@example.com")));
    assert_false(breaks_wizard_email(WIZARD_SUITECRM, TEXT("a&b@example.com")));
    assert_false(breaks_wizard_email(WIZARD_SUGARCRM, TEXT("pat.o'brien@example.com")));
}

/* The same values in every run. */
static uint32_t draw_below(uint32_t *seed, uint32_t limit)
{
    *seed = *seed * 1664525U + 1013904223U;
    return (*seed >> 8) % limit;
}

static struct text make_value(uint32_t *seed, char *room, size_t size)
{
    static const char *const pieces[] = {
        "Anna",
        "O'Brien",
        "\"",
        "\\",
        "<",
        ">",
        "< ",
        "</",
        "<b>",
        "<!--",
        "-->",
        "<vip>",
        "&",
        "amp;",
        "lt;",
        "#60;",
        "#6",
        "&quot;",
        "eacute;",
        "javascript",
        ":",
        "java script",
        "jar",
        "vbs ",
        "document",
        ".",
        "cookie",
        "(document)",
        "window",
        "location",
        "expression",
        "(",
        ")",
        "data:",
        "base64",
        "base 64",
        ",",
        "on",
        "onShow",
        "onload",
        "=",
        "[",
        "]",
        "src=",
        "'",
        "a.js",
        "E v a",
        " ",
        " l",
        "%",
        "3C",
        "%6A",
        "2Ecookie",
        "innerHTML",
        "-moz-binding",
        "\xC3\xA9",
        "\xE4\xB8\xAD",
        "\xF0\x9D\x90\xA3",
        "\xF0\x9F\x98\x80",
        "\xC2\xA0",
        "0",
        "5",
        "a@example.com",
        "<a@example.com>",
        "`",
        "?",
        "/",
        "\n",
        "+",
        "_",
    };
    const uint32_t count = sizeof pieces / sizeof pieces[0];
    size_t length = 0;
    for (uint32_t left = 1 + draw_below(seed, 8); left > 0; left--) {
        const char *piece = pieces[draw_below(seed, count)];
        if (length + strlen(piece) <= size) {
            memcpy(room + length, piece, strlen(piece));
            length += strlen(piece);
        }
    }
    while (length > 0 && (room[length - 1] == ' ' || room[length - 1] == '\n')) {
        length--;
    }
    size_t start = 0;
    while (start < length && (room[start] == ' ' || room[start] == '\n')) {
        start++;
    }
    return (struct text){room + start, length - start};
}

static void check_protection(struct arena *arena, enum wizard wizard,
                             const struct wizard_field *field, struct text value)
{
    struct text protected = protect_from_wizard(arena, wizard, field, value);
    struct text again = protect_from_wizard(arena, wizard, field, protected);
    struct text stored = store_by_wizard(arena, wizard, field, protected);
    if (again.at != protected.at || stored.at != protected.at || breaks_wizard_row(protected)) {
        print_error("value     %.*s\nprotected %.*s\nagain     %.*s\nstored    %.*s\n",
                    (int)value.length, value.at, (int)protected.length, protected.at,
                    (int)again.length, again.at, (int)stored.length, stored.at);
        fail();
    }
}

static void what_is_protected_is_stored_as_it_stands(void **state)
{
    (void)state;
    struct arena arena = {0};
    uint32_t seed = 20110117;
    for (int i = 0; i < 40000; i++) {
        char room[128];
        struct text value = make_value(&seed, room, sizeof room);
        check_protection(&arena, WIZARD_SUITECRM, &plain, value);
        check_protection(&arena, WIZARD_SUITECRM, &studio, value);
        check_protection(&arena, WIZARD_SUGARCRM, &plain, value);
        reset_arena(&arena);
    }
    free_arena(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(suitecrm_damages_and_protection_helps),
        cmocka_unit_test(sugarcrm_damages_and_protection_helps),
        cmocka_unit_test(a_studio_field_loses_a_lone_zero),
        cmocka_unit_test(lengths_are_cut_as_the_wizard_counts),
        cmocka_unit_test(a_backslash_breaks_the_row_unless_escaped),
        cmocka_unit_test(suitecrm_refuses_emails_that_it_escapes),
        cmocka_unit_test(what_is_protected_is_stored_as_it_stands),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
