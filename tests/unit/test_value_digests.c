#include "command/load_mapping.h"
#include "sync/value_digests.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

enum { CELL_LIMIT = 20 };

static struct mapping *mapping;
static struct arena arena;

static int set_up(void **state)
{
    const struct string_list no_columns = {0};
    struct error error = {0};
    (void)state;
    mapping = load_mapping(NULL, &no_columns, false, &error);
    assert_non_null(mapping);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    unload_mapping(mapping);
    free_arena(&arena);
    return 0;
}

static size_t split(const char *row, struct text *cells)
{
    size_t count = 0;
    struct text all = make_text(row);
    for (size_t at = 0; at <= all.length && count < CELL_LIMIT;) {
        size_t end = find_byte(all, '|', at);
        cells[count++] = slice_text(all, at, end);
        at = end + 1;
    }
    return count;
}

/* The digests of a row under a header, as a push takes them. */
static struct value_digests digest(const char *header, const char *row)
{
    struct text headers[CELL_LIMIT];
    struct text cells[CELL_LIMIT];
    struct columns columns;
    struct customer customer;
    size_t count = split(header, headers);
    find_columns(mapping, headers, count, &arena, &columns);
    const struct customer_rules rules = {.mapping = mapping,
                                         .columns = &columns,
                                         .headers = headers,
                                         .header_count = count,
                                         .site = TEXT("clickpos")};
    const struct record record = {
        .line = 1, .number = 1, .cells = cells, .cell_count = split(row, cells)};
    make_customer(&rules, &record, &arena, &customer);
    assert_non_null(customer.values);
    return digest_row(&rules, customer.values);
}

static void rows_are_compared_by_what_both_have(void **state)
{
    static const struct {
        const char *header, *row, *other_header, *other;
        bool is_equal;
    } cases[] = {
        {"Cust No.|Name|Last|Mob", "1|Ada|Brook|04", "Cust No.|Name|Last|Mob", "1|Ada|Brook|04",
         true},
        /* Another number is the point of it, and the order of columns is anybody's. */
        {"Cust No.|Name|Last|Mob", "1|Ada|Brook|04", "Mob|Last|Name|Cust No.", "04|Brook|Ada|77",
         true},
        {"Cust No.|Name|Last|Mob", "1|Ada|Brook|04", "Cust No.|Name|Last|Mob", "1|Ada|Brook|05",
         false},
        {"Cust No.|Name|Last|Mob", "1|Ada|Brook|", "Cust No.|Name|Last|Mob", "1|Ada|Brook|05",
         false},
        {"Cust No.|Name|Last|Mob", "1|Ada|Brook|04", "Cust No.|Name|Last", "1|Ada|Brook", true},
        /* The same value in another field. */
        {"Cust No.|Name|Last", "1|Ada|Brook", "Cust No.|Name|Last", "1|Brook|Ada", false},
        {"Cust No.|Last|Suburb|State", "1|Brook|Perth|", "Cust No.|Last|Suburb|State",
         "1|Brook||Perth", false},
        /* One column "Email" says nothing about the account's. */
        {"Cust No.|Last|Email|Email", "1|Brook|a@example.com|", "Cust No.|Last|Email",
         "1|Brook|a@example.com", true},
        {"Cust No.|Last|Email|Email", "1|Brook|a@example.com|b@example.com",
         "Cust No.|Last|Email|Email", "1|Brook|a@example.com|c@example.com", false},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct value_digests one = digest(cases[i].header, cases[i].row);
        const struct value_digests other = digest(cases[i].other_header, cases[i].other);
        if (are_digests_equal(&one, &other) != cases[i].is_equal ||
            are_digests_equal(&other, &one) != cases[i].is_equal) {
            fail_msg("case %zu", i);
        }
    }
}

static void one_digest_stands_for_what_a_header_has(void **state)
{
    (void)state;
    const char *narrow = "Cust No.|Last|Mob";
    const struct value_digests wide = digest("Cust No.|Last|Mob|Suburb", "1|Brook|04|Perth");
    const struct value_digests row = digest(narrow, "5|Brook|04");
    const struct value_digests blank = digest("Cust No.|Last|Mob|State", "5|Brook|04|");
    const struct value_digests other = digest(narrow, "5|Brook|05");
    assert_true(join_digests(&wide, &row) == join_digests(&row, &row));
    assert_true(join_digests(&wide, &wide) != join_digests(&row, &wide));
    assert_true(join_digests(&blank, &blank) == join_digests(&row, &row));
    assert_true(join_digests(&other, &row) != join_digests(&row, &row));
}

static void a_row_is_alike_by_its_address_its_name_or_half_of_it(void **state)
{
    static const char *const header = "Cust No.|Name|Last|Email|Mob|Suburb|State|Country";
    static const char *const handed_out = "1|Ada|Brook|a@example.com|04|Perth|WA|Australia";
    static const struct {
        const char *row;
        bool is_alike;
    } cases[] = {
        {"7|Ada|Brook|a@example.com|04|Perth|WA|Australia", true},
        {"7|Bea|Carr|a@example.com|05|Sydney|NSW|", true},
        {"7|Bea|Carr|b@example.com|04|Sydney|NSW|", true},
        {"7|Ada|Brook|b@example.com|05|Sydney|NSW|", true},
        {"7|Ada|Carr|b@example.com|05|Sydney|NSW|", false},
        {"7|Bea|Brook||05|Perth|WA|Australia", true}, /* of seven values four */
        {"7|Bea|Carr||05|Perth|WA|Australia", false},
        {"7||Zed|||||", false},
    };
    (void)state;
    const struct value_digests waiting = digest(header, handed_out);
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct value_digests row = digest(header, cases[i].row);
        if (are_digests_alike(&row, &waiting) != cases[i].is_alike) {
            fail_msg("case %zu", i);
        }
    }
}

static void a_row_stands_before_or_behind_an_edit(void **state)
{
    static const char *const header = "Cust No.|Last|Mob|Suburb";
    static const struct {
        const char *row, *before, *handed_out;
        enum row_standing standing;
    } cases[] = {
        {"1|Brook|04|Perth", "1|Brook|04|Perth", "1|Brook|04|Perth", ROW_WITHOUT_NEWS},
        {"1|Brook|04|Perth", "1|Brook|04|Perth", "1|Brook|05|Perth", ROW_BEFORE_EDIT},
        {"1|Brook|05|Perth", "1|Brook|04|Perth", "1|Brook|05|Perth", ROW_WITH_EDIT},
        {"1|Brook|0 5|Perth", "1|Brook|04|Perth", "1|Brook|05|Perth", ROW_WITH_EDIT},
        {"1|Brook|05|Sydney", "1|Brook|04|Perth", "1|Brook|05|Perth", ROW_WITH_EDIT},
        {"1|Brook|04|Sydney", "1|Brook|04|Perth", "1|Brook|05|Perth", ROW_MEETS_EDIT},
        {"1|Brook|04|Sydney", "1|Brook|04|Perth", "1|Brook|04|Perth", ROW_MEETS_EDIT},
        {"1|Brook|05|Perth", "1|Brook|04|Perth", "1|Brook|05|Sydney", ROW_WITH_EDIT},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct value_digests row = digest(header, cases[i].row);
        const struct value_digests before = digest(header, cases[i].before);
        const struct value_digests handed_out = digest(header, cases[i].handed_out);
        if (judge_row(&row, &before, &handed_out) != cases[i].standing) {
            fail_msg("case %zu", i);
        }
    }
}

/* A contact with an account; what is under test changes single values. */
struct crm_case {
    struct record_fields fields;
    struct text contact_values[5];
    struct text account_values[2];
    struct crm_record account;
    struct crm_record contact;
};

static void fill_crm_case(struct crm_case *one)
{
    static const struct record_field contact_fields[] = {
        {.name = {"last_name", 9}, .role = ROLE_LAST_NAME},
        {.name = {"email1", 6}, .stored = {VALUE_EMAIL, 0}, .role = ROLE_EMAIL},
        {.name = {"num_c", 5}, .stored = {VALUE_NUMBER, 0}, .role = ROLE_NUMBER},
        {.name = {"tick_c", 6}, .stored = {VALUE_TICK, 0}, .role = ROLE_TICK},
        {.name = {"primary_address_city", 20}, .is_moved = true, .is_only_read = true}};
    static const struct record_field account_fields[] = {
        {.name = {"name", 4}, .role = ROLE_COMPANY}, {.name = {"billing_address_city", 20}}};
    *one = (struct crm_case){.contact_values = {TEXT("Brook"), TEXT("Ada@example.com"), TEXT("7"),
                                                TEXT("1"), TEXT("Hobart")},
                             .account_values = {TEXT("Brook & Co"), TEXT("Perth")},
                             .account = {.id = TEXT("a-1"), .values = one->account_values},
                             .contact = {.id = TEXT("c-1"),
                                         .values = one->contact_values,
                                         .accounts = &one->account,
                                         .account_count = 1}};
    clear_record_fields(&one->fields);
    for (size_t i = 0; i < COUNT(contact_fields); i++) {
        add_record_field(&one->fields, CRM_CONTACTS, &contact_fields[i]);
    }
    for (size_t i = 0; i < COUNT(account_fields); i++) {
        add_record_field(&one->fields, CRM_ACCOUNTS, &account_fields[i]);
    }
}

static bool is_as_before(const struct crm_case *one, const struct value_digests *before)
{
    const struct value_digests now = digest_contact(&one->fields, &arena, &one->contact);
    return are_digests_equal(&now, before);
}

static void an_edit_of_contact_or_account_shows(void **state)
{
    struct crm_case one;
    (void)state;
    fill_crm_case(&one);
    const struct value_digests before = digest_contact(&one.fields, &arena, &one.contact);
    one.contact_values[2] = TEXT("8"); /* number and tick are no edits */
    one.contact_values[3] = TEXT("0");
    one.contact_values[1] = TEXT("ada@EXAMPLE.com"); /* nor is the case of an address */
    one.contact_values[4] = TEXT("Cairns");          /* nor what the account stands in front of */
    assert_true(is_as_before(&one, &before));
    one.contact_values[0] = TEXT("Brooke");
    assert_false(is_as_before(&one, &before));
    fill_crm_case(&one);
    one.account_values[1] = TEXT("Sydney");
    assert_false(is_as_before(&one, &before));
    fill_crm_case(&one);
    one.account.id = TEXT("a-2");
    assert_false(is_as_before(&one, &before));
    fill_crm_case(&one);
    one.contact.account_count = 0;
    assert_false(is_as_before(&one, &before));
    const struct value_digests alone = digest_contact(&one.fields, &arena, &one.contact);
    one.contact_values[4] = TEXT("Cairns");
    assert_false(is_as_before(&one, &alone));
}

static void digests_survive_being_written_down(void **state)
{
    struct value_digests read;
    (void)state;
    const struct value_digests row = digest("Cust No.|Last|Mob", "1|Brook|04");
    struct text bytes = view_digests(&row);
    assert_true(read_digests(bytes, &read));
    assert_int_equal(read.count, row.count);
    assert_true(are_digests_equal(&row, &read));
    assert_false(read_digests((struct text){bytes.at, bytes.length - 1}, &read));
    static const uint64_t many[VALUE_DIGEST_LIMIT + 1];
    assert_false(read_digests((struct text){(const char *)many, sizeof many}, &read));
}

/* What a state file keeps is compared by later versions too. */
static void digests_stay_the_same(void **state)
{
    (void)state;
    const struct value_digests row = digest("Cust No.|Last", "1|Brook");
    assert_int_equal(row.count, 1);
    assert_true(row.of_field[0] == UINT64_C(0xb06483d211576076));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(rows_are_compared_by_what_both_have, set_up, tear_down),
        cmocka_unit_test_setup_teardown(one_digest_stands_for_what_a_header_has, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_row_is_alike_by_its_address_its_name_or_half_of_it,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_row_stands_before_or_behind_an_edit, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_edit_of_contact_or_account_shows, set_up, tear_down),
        cmocka_unit_test_setup_teardown(digests_survive_being_written_down, set_up, tear_down),
        cmocka_unit_test_setup_teardown(digests_stay_the_same, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
