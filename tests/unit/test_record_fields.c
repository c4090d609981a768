#include "sync/record_fields.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static struct record_fields fields;

static int set_up(void **state)
{
    (void)state;
    clear_record_fields(&fields);
    add_record_field(
        &fields, CRM_CONTACTS,
        &(struct record_field){.name = TEXT("last_name"), .stored = {VALUE_TEXT, 100}});
    add_record_field(&fields, CRM_CONTACTS,
                     &(struct record_field){
                         .name = TEXT("num_c"), .stored = {VALUE_NUMBER, 0}, .role = ROLE_NUMBER});
    add_record_field(&fields, CRM_CONTACTS,
                     &(struct record_field){
                         .name = TEXT("email1"), .stored = {VALUE_EMAIL, 0}, .role = ROLE_EMAIL});
    add_record_field(&fields, CRM_ACCOUNTS,
                     &(struct record_field){
                         .name = TEXT("name"), .stored = {VALUE_TEXT, 150}, .role = ROLE_COMPANY});
    return 0;
}

static void fields_survive_being_written_down(void **state)
{
    static struct record_fields read;
    static const char *const wrong[] = {"0 0 100",           "0 0 100 name", "9 0 1 name;",
                                        "0 9 1 name;",       "0 0 x name;",  "0 0 1 ;",
                                        "0 0 1234567890 a;", "0 0 1 name;;", " 0 0 1 name;"};
    struct arena arena = {0};
    (void)state;
    struct text text = describe_record_fields(&fields, &arena);
    assert_true(read_record_fields(text, &read));
    assert_int_equal(read.counts[CRM_CONTACTS], 3);
    assert_int_equal(read.counts[CRM_ACCOUNTS], 1);
    assert_true(equal_texts(read.names[CRM_CONTACTS][2], TEXT("email1")));
    assert_int_equal(read.fields[CRM_ACCOUNTS][0].stored.length, 150);
    assert_int_equal(read.of_role[ROLE_NUMBER], 1);
    assert_int_equal(read.of_role[ROLE_TICK], NO_FIELD);
    for (size_t i = 0; i < COUNT(wrong); i++) {
        if (read_record_fields(make_text(wrong[i]), &read)) {
            fail_msg("\"%s\" was read", wrong[i]);
        }
    }
    free_arena(&arena);
}

static bool have_one_digest(const struct crm_record *one, const struct crm_record *other)
{
    struct arena arena = {0};
    struct text left = digest_record(&fields, &arena, CRM_CONTACTS, one);
    bool are_equal = equal_texts(left, digest_record(&fields, &arena, CRM_CONTACTS, other));
    assert_int_equal(left.length, RECORD_DIGEST_LENGTH);
    free_arena(&arena);
    return are_equal;
}

static void a_digest_tells_what_counts(void **state)
{
    struct text values[] = {TEXT("Brook"), TEXT("0"), TEXT("Ada@example.com")};
    struct text same[] = {TEXT("Brook"), EMPTY_TEXT, TEXT("ada@EXAMPLE.com")};
    struct text other[] = {TEXT("Brooks"), EMPTY_TEXT, TEXT("ada@example.com")};
    struct text shifted[] = {EMPTY_TEXT, TEXT("Brook"), TEXT("ada@example.com")};
    struct crm_record accounts[] = {{.id = TEXT("a-1")}, {.id = TEXT("a-2")}};
    struct crm_record turned[] = {{.id = TEXT("a-2")}, {.id = TEXT("a-1")}};
    const struct crm_record first = {.values = values, .accounts = accounts, .account_count = 2};
    (void)state;
    assert_true(have_one_digest(
        &first, &(struct crm_record){.values = same, .accounts = turned, .account_count = 2}));
    assert_false(have_one_digest(
        &first, &(struct crm_record){.values = other, .accounts = accounts, .account_count = 2}));
    assert_false(have_one_digest(
        &first, &(struct crm_record){.values = same, .accounts = accounts, .account_count = 1}));
    assert_false(have_one_digest(
        &first, &(struct crm_record){.values = shifted, .accounts = accounts, .account_count = 2}));
}

static void a_module_has_room_for_so_many_fields(void **state)
{
    (void)state;
    const struct record_field field = {.name = TEXT("x")};
    for (size_t i = fields.counts[CRM_ACCOUNTS]; i < RECORD_FIELD_LIMIT; i++) {
        assert_true(add_record_field(&fields, CRM_ACCOUNTS, &field));
    }
    assert_false(add_record_field(&fields, CRM_ACCOUNTS, &field));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(fields_survive_being_written_down, set_up),
        cmocka_unit_test_setup(a_digest_tells_what_counts, set_up),
        cmocka_unit_test_setup(a_module_has_room_for_so_many_fields, set_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
