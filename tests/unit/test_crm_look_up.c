#include "crm_site.h"

/* A record in one line: its id's last digit, its values, and its accounts in brackets. */
static void append_shown(struct buffer *out, const struct crm_record *record, size_t count)
{
    append_formatted(out, "%c%s", record->id.at[record->id.length - 1],
                     record->is_deleted ? " deleted" : "");
    for (size_t i = 0; i < count; i++) {
        append_formatted(out, "|%.*s", (int)record->values[i].length, record->values[i].at);
    }
    for (size_t i = 0; i < record->account_count; i++) {
        append_text(out, TEXT(" ["));
        append_shown(out, &record->accounts[i], COUNT(account_fields));
        append_byte(out, ']');
    }
}

struct look_up_case {
    enum crm_module module;
    enum crm_criterion criterion;
    const char *values[4];
    const char *found;      /* the last digits of the ids */
    const char *also_found; /* where deleted records are found; NULL: the same */
};

static const struct look_up_case look_up_cases[] = {
    {CRM_CONTACTS, CRM_BY_ID, {ZOE, NINA, NEWCOMER, GONE}, "12", "123"},
    {CRM_CONTACTS, CRM_BY_ID, {NEWCOMER}, "", NULL},
    {CRM_ACCOUNTS, CRM_BY_ID, {BETA, ALPHA, GAMMA}, "12", NULL},
    {CRM_CONTACTS, CRM_BY_NUMBER, {"1001", "1002"}, "14", NULL},
    {CRM_CONTACTS, CRM_BY_NUMBER, {"1003"}, "", "3"},
    {CRM_CONTACTS, CRM_BY_EMAIL, {"NINA@example.com", "zoe@example.com"}, "2", NULL},
    {CRM_CONTACTS, CRM_BY_EMAIL, {"nobody@example.com"}, "", NULL},
    {CRM_CONTACTS, CRM_BY_MOBILE, {"0411000002", "0411 000 001"}, "2", NULL},
    {CRM_CONTACTS, CRM_BY_MOBILE, {"(03) `1"}, "5", NULL},
    {CRM_ACCOUNTS, CRM_BY_NAME, {"alpha & sons", "Gamma"}, "1", NULL},
    {CRM_ACCOUNTS, CRM_BY_NAME, {"B\xC3\xA9ta (Pty) \"Q\" `x"}, "2", NULL},
    {CRM_ACCOUNTS, CRM_BY_NAME, {"x' OR '1'='1", "\\'; DROP TABLE accounts; --"}, "", NULL},
    {CRM_ACCOUNTS, CRM_BY_NAME, {"\xF0\x9F\x90\xA8"}, "", NULL},
};

static void check_look_up(const struct site *site, struct crm *crm, const struct look_up_case *test)
{
    struct arena arena = {0};
    struct error error = {0};
    struct crm_record_list list;
    struct text values[4];
    char found[16];
    size_t count = 0;
    for (; count < 4 && test->values[count] != NULL; count++) {
        values[count] = make_text(test->values[count]);
    }
    if (!find_records(crm, test->module, test->criterion, values, count, &arena, &list, &error)) {
        fail_msg("%s: %s: %s", site->name, test->values[0], error.message);
    }
    assert_true(list.count < sizeof found);
    for (size_t i = 0; i < list.count; i++) {
        found[i] = list.records[i].id.at[list.records[i].id.length - 1];
    }
    found[list.count] = '\0';
    bool more = site->finds_deleted && test->also_found != NULL;
    if (strcmp(found, more ? test->also_found : test->found) != 0) {
        fail_msg("%s: %s: found \"%s\"", site->name, test->values[0], found);
    }
    free_arena(&arena);
}

static void check_look_ups(const struct site *site, const struct crm_process *process,
                           struct crm *crm)
{
    (void)process;
    for (size_t i = 0; i < COUNT(look_up_cases); i++) {
        check_look_up(site, crm, &look_up_cases[i]);
    }
}

static void records_are_found_by_what_they_have(void **state)
{
    (void)state;
    visit_sites(check_look_ups);
}

static void check_keys(const struct site *site, const struct crm_process *process, struct crm *crm)
{
    struct arena arena = {0};
    struct error error = {0};
    struct crm_record_list list;
    char key[64];
    (void)process;
    struct text keys[] = {make_text(make_key(site, ZOE, key)), TEXT(NEWCOMER)};
    assert_true(find_records(crm, CRM_CONTACTS, CRM_BY_KEY, keys, 2, &arena, &list, &error));
    assert_int_equal(list.count, crm->has_keys);
    if (crm->has_keys) {
        check_text(list.records[0].id, ZOE);
        check_text(list.records[0].key, key);
    }
    free_arena(&arena);
}

static void records_are_found_by_their_keys(void **state)
{
    (void)state;
    visit_sites(check_keys);
}

static void check_values(const struct site *site, const struct crm_process *process,
                         struct crm *crm)
{
    static const char alpha[] = "[1|Alpha & Sons|03 9000 0001|office@alpha.example.com|]";
    static const char beta[] = "[2|B\xC3\xA9ta (Pty) \"Q\" `x|||1 Quay St\nLevel 2]";
    struct arena arena = {0};
    struct error error = {0};
    struct crm_record_list list;
    struct buffer shown = {0};
    const struct text ids[] = {TEXT(ZOE), TEXT(NINA), TEXT(ODD)};
    (void)process;
    assert_true(find_records(crm, CRM_CONTACTS, CRM_BY_ID, ids, 3, &arena, &list, &error));
    for (size_t i = 0; i < list.count; i++) {
        append_shown(&shown, &list.records[i], COUNT(contact_fields));
        append_byte(&shown, '\n');
        assert_true(list.records[i].modified.length > 0);
    }
    struct text expected =
        print_to_arena(&arena,
                       "1|Zo\xC3\xAB|O'Brien <b>|zoe@example.com|1001|0|0411 000 001 %s\n"
                       "2||Union|nina@example.com||1|0411000002\n"
                       "5||Odd|||1|(03) `1 %s\n",
                       alpha, beta);
    if (!equal_texts(view_buffer(&shown), expected)) {
        fail_msg("%s:\n%.*s", site->name, (int)shown.length, shown.at);
    }
    free_buffer(&shown);
    free_arena(&arena);
}

static void values_are_read_as_they_are_with_the_accounts(void **state)
{
    (void)state;
    visit_sites(check_values);
}

/* SugarCRM's and V8's answers hold one account of a contact; v4_1 tells all. */
static void check_two_accounts(const struct site *site, const struct crm_process *process,
                               struct crm *crm)
{
    struct arena arena = {0};
    struct error error = {0};
    struct crm_record_list list;
    const struct text id = TEXT(TWIN);
    (void)process;
    assert_true(find_records(crm, CRM_CONTACTS, CRM_BY_ID, &id, 1, &arena, &list, &error));
    assert_int_equal(list.count, 1);
    assert_int_equal(list.records[0].account_count, site->api == CRM_API_V4_1 ? 2 : 1);
    free_arena(&arena);
}

static void a_contact_with_two_accounts_is_found_once(void **state)
{
    (void)state;
    visit_sites(check_two_accounts);
}

static void check_ticked(const struct site *site, const struct crm_process *process,
                         struct crm *crm)
{
    struct error error = {0};
    struct text after = EMPTY_TEXT;
    struct arena arena = {0};
    struct buffer found = {0};
    (void)process;
    for (size_t i = 0; i < 3; i++) {
        struct crm_record_list list;
        if (!list_ticked_contacts(crm, after, 2, &arena, &list, &error)) {
            fail_msg("%s: %s", site->name, error.message);
        }
        assert_int_equal(list.count, i == 0 ? 2 : i == 1 ? 1 : 0);
        for (size_t k = 0; k < list.count; k++) {
            after = list.records[k].id;
            append_byte(&found, after.at[after.length - 1]);
            check_text(list.records[k].values[4], "1");
        }
    }
    check_text(view_buffer(&found), "245");
    free_buffer(&found);
    free_arena(&arena);
}

static void ticked_contacts_are_listed_page_by_page(void **state)
{
    (void)state;
    visit_sites(check_ticked);
}

static void check_many(const struct site *site, const struct crm_process *process, struct crm *crm)
{
    enum { MANY = 1300 };
    struct arena arena = {0};
    struct error error = {0};
    struct crm_record_list list;
    struct buffer state = {0};
    static struct text numbers[MANY];
    for (size_t i = 0; i < MANY; i++) {
        numbers[i] = print_to_arena(&arena, "%zu", 5000 + i * 7);
        append_formatted(
            &state,
            "{\"module\":\"Contacts\",\"id\":\"d0000000-0000-4000-8000-00000000%04zu\","
            "\"last_name\":\"Many\",\"cp_cust_code_c\":\"%s\"}\n",
            i, numbers[i].at);
    }
    append_byte(&state, '\0');
    fill_crm(process, state.at);
    if (!find_records(crm, CRM_CONTACTS, CRM_BY_NUMBER, numbers, MANY, &arena, &list, &error)) {
        fail_msg("%s: %s", site->name, error.message);
    }
    assert_int_equal(list.count, MANY);
    free_buffer(&state);
    free_arena(&arena);
}

static void hundreds_are_found_each_once(void **state)
{
    (void)state;
    visit_sites(check_many);
}

static void check_refused_values(const struct site *site, const struct crm_process *process,
                                 struct crm *crm)
{
    static const struct {
        enum crm_module module;
        enum crm_criterion criterion;
        struct text value;
    } cases[] = {
        {CRM_CONTACTS, CRM_BY_ID, {"a' OR 1=1", 9}},
        {CRM_CONTACTS, CRM_BY_ID, {"", 0}},
        {CRM_CONTACTS, CRM_BY_ID, {"0123456789012345678901234567890123456", 37}},
        {CRM_CONTACTS, CRM_BY_NUMBER, {"1) OR (1=1", 10}},
        {CRM_CONTACTS, CRM_BY_NUMBER, {"-1", 2}},
        {CRM_CONTACTS, CRM_BY_NUMBER, {"", 0}},
        {CRM_CONTACTS, CRM_BY_NAME, {"Alpha", 5}},
        {CRM_ACCOUNTS, CRM_BY_NAME, {"a\0b", 3}},
        {CRM_ACCOUNTS, CRM_BY_NAME, {"a\nb", 3}},
        {CRM_ACCOUNTS, CRM_BY_NAME, {"\xFF", 1}},
        {CRM_ACCOUNTS, CRM_BY_NAME, {"", 0}},
        {CRM_ACCOUNTS, CRM_BY_EMAIL, {"a@example.com", 13}},
    };
    (void)site;
    (void)process;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct arena arena = {0};
        struct error error = {0};
        struct crm_record_list list;
        assert_false(find_records(crm, cases[i].module, cases[i].criterion, &cases[i].value, 1,
                                  &arena, &list, &error));
        assert_int_equal(error.kind, ERROR_USAGE);
        assert_int_equal(list.count, 0);
        free_arena(&arena);
    }
}

static void what_cannot_be_asked_for_is_refused(void **state)
{
    (void)state;
    visit_sites(check_refused_values);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_are_found_by_what_they_have),
        cmocka_unit_test(records_are_found_by_their_keys),
        cmocka_unit_test(values_are_read_as_they_are_with_the_accounts),
        cmocka_unit_test(a_contact_with_two_accounts_is_found_once),
        cmocka_unit_test(ticked_contacts_are_listed_page_by_page),
        cmocka_unit_test(hundreds_are_found_each_once),
        cmocka_unit_test(what_cannot_be_asked_for_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
