#include "base/digest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* The example of the paper on SipHash (appendix A). */
static void digests_are_those_of_siphash(void **state)
{
    (void)state;
    static const unsigned char expected[] = {0xE5, 0x45, 0xBE, 0x49, 0x61, 0xCA, 0x29, 0xA1};
    struct digest_key key;
    char bytes[15];
    for (size_t i = 0; i < sizeof key.bytes; i++) {
        key.bytes[i] = (unsigned char)i;
    }
    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = (char)i;
    }
    uint64_t digest = digest_text(&key, (struct text){bytes, sizeof bytes});
    assert_memory_equal(&digest, expected, sizeof expected);
}

static void equal_texts_have_equal_digests(void **state)
{
    (void)state;
    struct digest_key key = draw_digest_key();
    char copy[] = "Company Name";
    assert_true(digest_text(&key, TEXT("Company Name")) == digest_text(&key, make_text(copy)));
    assert_true(digest_text(&key, EMPTY_TEXT) == digest_text(&key, make_text("")));
}

static void other_texts_have_other_digests(void **state)
{
    (void)state;
    struct digest_key key = draw_digest_key();
    static const struct text texts[] = {{"", 0},   {"\0", 1}, {"\0\0", 2}, {"a", 1}, {"b", 1},
                                        {"ab", 2}, {"ba", 2}, {"a\0", 2},  {"A", 1}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        for (size_t j = 0; j < i; j++) {
            assert_true(digest_text(&key, texts[i]) != digest_text(&key, texts[j]));
        }
    }
}

static void each_key_is_drawn_anew(void **state)
{
    (void)state;
    struct digest_key one = draw_digest_key();
    struct digest_key other = draw_digest_key();
    assert_memory_not_equal(one.bytes, other.bytes, sizeof one.bytes);
    assert_true(digest_text(&one, TEXT("a")) != digest_text(&other, TEXT("a")));
}

static void numbers_are_digested_whole(void **state)
{
    (void)state;
    struct digest_key key = draw_digest_key();
    struct digest_key other_key = draw_digest_key();
    static const uint64_t numbers[] = {
        0, 1, 2, 255, 256, 630, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0x100000000, UINT64_MAX};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        uint64_t digest = digest_number(&key, numbers[i]);
        assert_true(digest_number(&key, numbers[i]) == digest);
        assert_true(digest_number(&other_key, numbers[i]) != digest);
        for (size_t j = 0; j < i; j++) {
            assert_true(digest_number(&key, numbers[j]) != digest);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(digests_are_those_of_siphash),
        cmocka_unit_test(equal_texts_have_equal_digests),
        cmocka_unit_test(other_texts_have_other_digests),
        cmocka_unit_test(each_key_is_drawn_anew),
        cmocka_unit_test(numbers_are_digested_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
