#include "crm_site.h"

/* The last digits of the ids found. */
static void check_contacts(const struct site *site, struct crm *crm, const char *const keys[2],
                           const char *const numbers[2], const char *live, const char *deleted)
{
    struct arena arena = {0};
    struct error error = {0};
    struct crm_record_list list;
    struct text key_texts[2];
    struct text number_texts[2];
    char made[2][64];
    char found[16];
    size_t key_count = 0;
    size_t number_count = 0;
    for (; key_count < 2 && keys[key_count] != NULL; key_count++) {
        key_texts[key_count] = make_text(make_key(site, keys[key_count], made[key_count]));
    }
    for (; number_count < 2 && numbers[number_count] != NULL; number_count++) {
        number_texts[number_count] = make_text(numbers[number_count]);
    }
    if (!find_contacts(crm, key_texts, key_count, number_texts, number_count, &arena, &list,
                       &error)) {
        fail_msg("%s: %s", site->name, error.message);
    }
    assert_true(list.count < sizeof found);
    for (size_t i = 0; i < list.count; i++) {
        found[i] = list.records[i].id.at[list.records[i].id.length - 1];
    }
    found[list.count] = '\0';
    const char *expected = site->finds_deleted ? deleted : live;
    if (strcmp(found, expected) != 0) {
        fail_msg("%s: found \"%s\", not \"%s\"", site->name, found, expected);
    }
    free_arena(&arena);
}

static void check_pairs(const struct site *site, const struct crm_process *process, struct crm *crm)
{
    (void)process;
    bool has_keys = site->has_keys || site->api != CRM_API_V11;
    check_contacts(site, crm, (const char *[2]){NINA, GONE}, (const char *[2]){"1001", "9"},
                   has_keys ? "124" : "14", "1234");
    check_contacts(site, crm, (const char *[2]){NULL}, (const char *[2]){"1003"}, "", "3");
    check_contacts(site, crm, (const char *[2]){ZOE, NEWCOMER}, (const char *[2]){NULL},
                   has_keys ? "1" : "", "1");
    check_contacts(site, crm, (const char *[2]){ZOE, NULL}, (const char *[2]){"1001"}, "14", "14");
    check_contacts(site, crm, (const char *[2]){NULL}, (const char *[2]){NULL}, "", "");
    struct arena arena = {0};
    struct error error = {0};
    struct crm_record_list list;
    const struct text wrong = TEXT("1 OR 1=1");
    assert_false(find_contacts(crm, NULL, 0, &wrong, 1, &arena, &list, &error));
    assert_false(find_contacts(crm, &wrong, 1, NULL, 0, &arena, &list, &error));
    free_arena(&arena);
}

static void check_account_contacts(const struct site *site, const struct crm_process *process,
                                   struct crm *crm)
{
    struct arena arena = {0};
    struct error error = {0};
    const struct text ids[] = {TEXT(BETA), TEXT(GAMMA), TEXT(ALPHA)};
    struct crm_account_contacts contacts[3];
    (void)process;
    if (!list_contacts_of_accounts(crm, ids, 3, &arena, contacts, &error)) {
        fail_msg("%s: %s", site->name, error.message);
    }
    assert_int_equal(contacts[0].count, 2);
    assert_int_equal(contacts[1].count, 0);
    assert_int_equal(contacts[2].count, 2);
    for (size_t i = 0; i < 2; i++) {
        bool is_one = equal_texts(contacts[2].ids[i], TEXT(ZOE)) ||
                      equal_texts(contacts[2].ids[i], TEXT(TWIN));
        assert_true(is_one);
    }
    free_arena(&arena);
}

static void check_marks(const struct site *site, const struct crm_process *process, struct crm *crm)
{
    struct arena arena = {0};
    struct error error = {0};
    const struct text addresses[] = {TEXT("zoe@example.com"), TEXT("Nina@Example.com"),
                                     TEXT("nobody@example.com"), TEXT("nina@example.com")};
    struct text marked[4];
    size_t count = 9;
    (void)process;
    assert_true(find_marked_emails(crm, addresses, 4, &arena, marked, &count, &error));
    switch (site->api) {
    case CRM_API_V4_1:
        assert_int_equal(count, 2);
        assert_true(equal_texts(marked[0], addresses[1]) && equal_texts(marked[1], addresses[3]));
        break;
    case CRM_API_V8:
        assert_int_equal(count, 4);
        break;
    default:
        assert_int_equal(count, 0);
        break;
    }
    free_arena(&arena);
}

/* The CRM for tests has users over v4_1 alone. */
static void check_users(const struct site *site, const struct crm_process *process, struct crm *crm)
{
    static const struct {
        struct text name;
        const char *id;
    } cases[] = {{{"admin", 5}, "1"},
                 {{"sally", 5}, "u-sally"},
                 {{"gone", 4}, ""},
                 {{"x' OR '1'='1", 12}, ""}};
    (void)process;
    for (size_t i = 0; site->api == CRM_API_V4_1 && i < COUNT(cases); i++) {
        struct arena arena = {0};
        struct error error = {0};
        struct text id;
        assert_true(find_user(crm, cases[i].name, &arena, &id, &error));
        assert_true(equal_texts(id, make_text(cases[i].id)));
        free_arena(&arena);
    }
}

static void contacts_are_found_by_keys_and_numbers_at_once(void **state)
{
    (void)state;
    visit_sites(check_pairs);
}

static void the_contacts_of_accounts_are_listed(void **state)
{
    (void)state;
    visit_sites(check_account_contacts);
}

static void marked_addresses_are_told(void **state)
{
    (void)state;
    visit_sites(check_marks);
}

static void users_are_found_by_their_names(void **state)
{
    (void)state;
    visit_sites(check_users);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(contacts_are_found_by_keys_and_numbers_at_once),
        cmocka_unit_test(the_contacts_of_accounts_are_listed),
        cmocka_unit_test(marked_addresses_are_told),
        cmocka_unit_test(users_are_found_by_their_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
