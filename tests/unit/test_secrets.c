#include "crm/secrets.h"

#include "support.h"

struct secret_case {
    const char *secret;
    const char *text;
    const char *expected;
};

static const struct secret_case cases[] = {
    {"hunter2", "hunter2", "[secret]"},
    {"hunter2", "a hunter2 and a hunter2, hunter", "a [secret] and a [secret], hunter"},
    {"hunter2", "Hunter2", "Hunter2"},
    {"hunter2", "%68%75nter2&x=%68", "[secret]&x=%68"},
    {"hunter2", "\\u0068unter2", "[secret]"},
    {"aa", "aaaa a", "[secret] a"},
    {"", "nothing", "nothing"},
    {"x", "", ""},
    {"100%", "100% 100%25 %31%30%30%25", "[secret] [secret] [secret]"},
    {"%41", "%41 A %2541", "[secret] A [secret]"},
    {"a b", "p=a+b&q=a%20b&r=a b", "p=[secret]&q=[secret]&r=[secret]"},
    {"a+b", "a+b a%2Bb a%2bb", "[secret] [secret] [secret]"},
    {"a+b c", "p=a+b%20c&q=a%2Bb+c", "p=[secret]&q=[secret]"},
    {"p\"w\\d/x", "{\"a\":\"p\\\"w\\\\d\\/x\"}", "{\"a\":\"[secret]\"}"},
    {"p\"w\\d/x", "{\"a\":\"p\\\"w\\\\d/x\"}", "{\"a\":\"[secret]\"}"},
    {"p\"w\\d/x", "rest=%7B%22a%22%3A%22p%5C%22w%5C%5Cd%5C%2Fx%22%7D",
     "rest=%7B%22a%22%3A%22[secret]%22%7D"},
    {"p\"w", "\"{\\\"a\\\":\\\"p\\\\\\\"w\\\"}\"", "\"{\\\"a\\\":\\\"[secret]\\\"}\""},
    {"\\\\\\", "\\\\\\\\\\\\ \\\\\\", "[secret] [secret]"},
    {"l\nx", "l\\nx", "[secret]"},
    {"é€😀", "\\u00e9\\u20AC\\ud83d\\ude00 %C3%A9%e2%82%AC%F0%9F%98%80 é€😀",
     "[secret] [secret] [secret]"},
    {"<a'b&\">", "<b>&lt;a&#039;b&amp;&quot;&gt;</b>", "<b>[secret]</b>"},
    {"<a", "&#x3c;&#X61; &#60;a", "[secret] [secret]"},
    {"hunter2", "%6 %zz \\u12 \\ &#; &#99999999999; &amp \\",
     "%6 %zz \\u12 \\ &#; &#99999999999; &amp \\"},
    {"hunter2", "hunter%", "hunter%"},
};

static void secrets_are_blanked_however_encoded(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buffer out = {0};
        struct text secret = make_text(cases[i].secret);
        append_without_secrets(&out, make_text(cases[i].text), &secret, 1);
        assert_false(out.failed);
        check_text(view_buffer(&out), cases[i].expected);
        free_buffer(&out);
    }
}

static void several_secrets_may_overlap_and_hold_any_byte(void **state)
{
    (void)state;
    const struct text secrets[] = {TEXT("abc"), TEXT("cde"), TEXT("n\0l"), TEXT("\xFF\xFE")};
    const struct text text = TEXT("<abcde> n\0l n%00l n\\u0000l nl \xFF\xFE %FF%fe \xFF");
    struct buffer out = {0};
    append_text(&out, TEXT("abc: "));
    append_without_secrets(&out, text, secrets, COUNT(secrets));
    check_text(view_buffer(&out),
               "abc: <[secret]> [secret] [secret] [secret] nl [secret] [secret] \xFF");
    free_buffer(&out);
}

static void a_long_text_takes_no_long_time(void **state)
{
    (void)state;
    struct buffer text = {0};
    struct buffer out = {0};
    for (int i = 0; i < 300000; i++) {
        append_text(&text, TEXT("\\%5C&amp;+"));
    }
    const struct text secret = TEXT("\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\x");
    append_without_secrets(&out, view_buffer(&text), &secret, 1);
    assert_int_equal(out.length, text.length);
    free_buffer(&text);
    free_buffer(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(secrets_are_blanked_however_encoded),
        cmocka_unit_test(several_secrets_may_overlap_and_hold_any_byte),
        cmocka_unit_test(a_long_text_takes_no_long_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
