#include "customer/markup.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct example {
    const char *text;
    const char *left; /* NULL: all of it, the same slice */
};

typedef struct text cleaner(struct arena *arena, struct text text);

static void check_examples(cleaner *clean, const struct example *examples, size_t count)
{
    struct arena arena = {0};
    for (size_t i = 0; i < count; i++) {
        struct text text = make_text(examples[i].text);
        struct text wanted = examples[i].left == NULL ? text : make_text(examples[i].left);
        struct text left = clean(&arena, text);
        assert_true(examples[i].left != NULL || left.at == text.at);
        assert_int_equal(left.length, wanted.length);
        assert_memory_equal(left.at, wanted.at, wanted.length);
    }
    free_arena(&arena);
}

static void suitecrm_purifies(void **state)
{
    static const struct example examples[] = {
        {"a<b", "a"},
        {"a <b c d", "a "},
        {"a < b> c", NULL},
        {"a <_x> b", NULL},
        {"a <=> b", NULL},
        {"<3", NULL},
        {"<", NULL},
        {"</", ""},
        {"a </> b", "a > b"},
        {"a </zz> b", "a  b"},
        {"x <!-- y --> z", "x  z"},
        {"x <!-- y", "x "},
        {"a <b x=1>c", "a <b>c</b>"},
        {"a <B>x</B>", "a <b>x</b>"},
        {"a <b><i>c</b> d", "a <b><i>c</i></b> d"},
        {"<b>a</i>b", "<b>ab</b>"},
        {"a <b> </b> d", "a  d"},
        {"a <em/>x", "a x"},
        {"a <b< c> d", "a  d"},
        {"<<b>>", "<<b>></b>"},
        {"a <li>c", "a c"},
        {"<p>a<p>b", "<p>a</p><p>b</p>"},
        {"x<br>y<hr/>", "x<br />y<hr />"},
        {"a <title>c</title> d", "a  d"},
        {"<script>x", ""},
        {"jo <jo@example.com> <al@example.org> c",
         "jo  <<a href=\"mailto:al@example.org\">al@example.org</a>>  c"},
        {"<jo@example.com>\n<al@example.org>",
         "<<a href=\"mailto:jo@example.com\">jo@example.com</a>> \n"
         "<<a href=\"mailto:al@example.org\">al@example.org</a>> "},
        {"<@example.com>", NULL},
    };
    (void)state;
    check_examples(purify_markup, examples, sizeof examples / sizeof examples[0]);
}

static void sugarcrm_strips_tags(void **state)
{
    static const struct example examples[] = {
        {"a<b>c", "ac"},
        {"a < b", NULL},
        {"a<", "a"},
        {"a>b", NULL},
        {"a <'x>'>b", "a b"},
        {"<a<b>c>d", "d"},
        {"<!-- a > b --> c", " c"},
        {"a <? x ?> b", "a  b"},
        {"a<\"b", "a"},
    };
    (void)state;
    check_examples(strip_tags, examples, sizeof examples / sizeof examples[0]);
}

static void an_amount_is_no_open_markup(void **state)
{
    (void)state;
    assert_false(leaves_markup_open(TEXT("5 < 6")));
    assert_false(leaves_markup_open(TEXT("a < 10 kg ")));
    assert_false(leaves_markup_open(TEXT("a <b> c")));
    assert_false(leaves_markup_open(TEXT("a <")));
    assert_true(leaves_markup_open(TEXT("a<b")));
    assert_true(leaves_markup_open(TEXT("<i> <b")));
    assert_true(leaves_markup_open(TEXT("a < b c")));
}

static void deep_nesting_is_survived(void **state)
{
    (void)state;
    struct arena arena = {0};
    char bytes[3 * 200];
    for (size_t at = 0; at < sizeof bytes; at += 3) {
        memcpy(bytes + at, "<b>", 3);
    }
    assert_int_equal(purify_markup(&arena, (struct text){bytes, sizeof bytes}).length, 0);
    free_arena(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(suitecrm_purifies),
        cmocka_unit_test(sugarcrm_strips_tags),
        cmocka_unit_test(an_amount_is_no_open_markup),
        cmocka_unit_test(deep_nesting_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
