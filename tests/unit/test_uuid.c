#include "base/uuid.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* RFC 9562, section 6.6: the namespace of domain names. */
static const struct uuid dns_namespace = {{0x6b, 0xa7, 0xb8, 0x10, 0x9d, 0xad, 0x11, 0xd1, 0x80,
                                           0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8}};

static void assert_format(struct uuid uuid, const char *expected)
{
    char text[UUID_TEXT_LENGTH + 1];
    memset(text, '#', sizeof text);
    struct text formatted = format_uuid(uuid, text);
    assert_ptr_equal(formatted.at, text);
    assert_int_equal(formatted.length, UUID_TEXT_LENGTH);
    assert_memory_equal(text, expected, UUID_TEXT_LENGTH);
    assert_int_equal(text[UUID_TEXT_LENGTH], '#');
}

static void uuids_are_formatted_in_lower_case(void **state)
{
    (void)state;
    assert_format(url_namespace, "6ba7b811-9dad-11d1-80b4-00c04fd430c8");
    assert_format((struct uuid){{0}}, "00000000-0000-0000-0000-000000000000");
    assert_format((struct uuid){{0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF, 0xFE, 0xDC, 0xBA,
                                 0x98, 0x76, 0x54, 0x32, 0x10}},
                  "01234567-89ab-cdef-fedc-ba9876543210");
}

/* The first is the RFC's own (appendix A.4); the others are those of Python's uuid module. */
static const struct {
    const struct uuid *name_space;
    struct text name;
    const char *expected;
} vectors[] = {
    {&dns_namespace, {"www.example.com", 15}, "2ed6657d-e927-568b-95e1-2665a8aea6a2"},
    {&dns_namespace, {"python.org", 10}, "886313e1-3b8a-5372-9b90-0c9aee199e5d"},
    {&url_namespace, {"", 0}, "1b4db7eb-4057-5ddf-91e0-36dec72071f5"},
    {&url_namespace, {"a\0b", 3}, "7881dd1e-3474-5a4c-847c-b4137040609a"},
    {&url_namespace, {"possum:clickpos/Contacts/630", 28}, "06a74697-4794-56dd-a565-22058e03f003"},
    {&url_namespace,
     {"possum:clickpos#2/Accounts/person/630", 37},
     "f217829c-ba09-5fc7-b490-3670ca88d729"},
    {&url_namespace,
     {"possum:clickpos/Accounts/company/zo\xC3\xAB & co", 42},
     "b02acfdb-b37a-5d8a-9afc-864e1f4b0c3e"},
};

static void names_have_the_uuids_of_the_standard(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(vectors); i++) {
        assert_format(derive_uuid(vectors[i].name_space, &vectors[i].name, 1), vectors[i].expected);
    }
}

static void a_name_may_come_in_parts(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(vectors); i++) {
        struct text name = vectors[i].name;
        for (size_t cut = 0; cut <= name.length; cut++) {
            const struct text parts[] = {slice_text(name, 0, cut), EMPTY_TEXT,
                                         slice_text(name, cut, name.length)};
            assert_format(derive_uuid(vectors[i].name_space, parts, COUNT(parts)),
                          vectors[i].expected);
        }
    }
    assert_format(derive_uuid(&url_namespace, NULL, 0), vectors[2].expected);
}

/* Longer than any block of the hash. */
static void version_and_variant_are_set(void **state)
{
    (void)state;
    char name[300];
    memset(name, 'n', sizeof name);
    for (size_t length = 0; length <= sizeof name; length++) {
        const struct text part = {name, length};
        struct uuid uuid = derive_uuid(&url_namespace, &part, 1);
        assert_int_equal(uuid.bytes[6] >> 4, 5);
        assert_int_equal(uuid.bytes[8] >> 6, 2);
    }
}

static void what_was_formatted_is_parsed(void **state)
{
    static const struct uuid uuids[] = {
        {{0}},
        {{0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
          0xFF}},
        {{0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF, 0xFE, 0xDC, 0xBA, 0x98, 0x76, 0x54, 0x32,
          0x10}},
        {{0x9A, 0xA9, 0x0F, 0xF0}},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(uuids) + COUNT(vectors); i++) {
        struct uuid uuid = i < COUNT(uuids) ? uuids[i]
                                            : derive_uuid(vectors[i - COUNT(uuids)].name_space,
                                                          &vectors[i - COUNT(uuids)].name, 1);
        char text[UUID_TEXT_LENGTH];
        struct uuid parsed;
        assert_true(parse_uuid(format_uuid(uuid, text), &parsed));
        assert_memory_equal(&parsed, &uuid, sizeof uuid);
    }
}

/* Else a text that is held as a UUID would come back as another one. */
static void other_texts_are_no_uuids(void **state)
{
    static const char *const texts[] = {
        "",
        "6ba7b811-9dad-11d1-80b4-00c04fd430c",
        "6ba7b811-9dad-11d1-80b4-00c04fd430c80",
        "6ba7b8119dad11d180b400c04fd430c8",
        "{6ba7b811-9dad-11d1-80b4-00c04fd430c8}",
        "6BA7B811-9DAD-11D1-80B4-00C04FD430C8",
        "6ba7b811-9dad-11d1-80b4-00c04fd430cA",
        "Fba7b811-9dad-11d1-80b4-00c04fd430c8",
        "6ba7b811-9dad-11d1-80b4-00c04fd430cg",
        "6ba7b811-9dad-11d1-80b4-00c04fd430c ",
        " 6ba7b811-9dad-11d1-80b4-00c04fd430c",
        "6ba7b811 9dad-11d1-80b4-00c04fd430c8",
        "6ba7b811-9dad-11d1-80b4000c04fd430c8",
        "6ba7b81-19dad-11d1-80b4-00c04fd430c8",
        "6ba7b811-9dad-11d1-80b40-0c04fd430c8",
        "6ba7b811-9dad-11d1-80b4-00c04fd430:8",
        "6ba7b811-9dad-11d1-80b4-00c04fd430`8",
        "6ba7b811-9dad-11d1-80b4-00c04fd430/8",
        "6ba7b811-9dad-11d1-80b4-00c04fd43\xC3\xA9x",
        "------------------------------------",
        "abcdefghijklmnopqrstuvwxyz0123456789",
    };
    (void)state;
    struct uuid uuid;
    for (size_t i = 0; i < COUNT(texts); i++) {
        if (parse_uuid(make_text(texts[i]), &uuid)) {
            fail_msg("\"%s\" was taken for a UUID", texts[i]);
        }
    }
    assert_false(parse_uuid((struct text){"6ba7b811-9dad-11d1-80b4-00c04fd430\0"
                                          "8",
                                          36},
                            &uuid));
    assert_true(parse_uuid((struct text){"6ba7b811-9dad-11d1-80b4-00c04fd430c8x", 36}, &uuid));
}

/* Every single wrong byte is seen. */
static void one_wrong_byte_makes_another_text(void **state)
{
    (void)state;
    char text[UUID_TEXT_LENGTH];
    struct uuid uuid;
    format_uuid(url_namespace, text);
    for (size_t at = 0; at < sizeof text; at++) {
        char right = text[at];
        for (int byte = 0; byte < 256; byte++) {
            bool is_digit = (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'f');
            bool is_dash = at == 8 || at == 13 || at == 18 || at == 23;
            text[at] = (char)byte;
            assert_int_equal(parse_uuid((struct text){text, sizeof text}, &uuid),
                             is_dash ? byte == '-' : is_digit);
        }
        text[at] = right;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(uuids_are_formatted_in_lower_case),
        cmocka_unit_test(names_have_the_uuids_of_the_standard),
        cmocka_unit_test(a_name_may_come_in_parts),
        cmocka_unit_test(version_and_variant_are_set),
        cmocka_unit_test(what_was_formatted_is_parsed),
        cmocka_unit_test(other_texts_are_no_uuids),
        cmocka_unit_test(one_wrong_byte_makes_another_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
