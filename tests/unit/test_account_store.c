#include "customer/account_store.h"

#include "crm_files.h"

#define ID_1 "aaaaaaaa-1111-4111-8111-000000000001"
#define ID_2 "aaaaaaaa-1111-4111-8111-000000000002"

/* A store filled by rows of "ID|Name|Website". */
struct store_test {
    struct fixture fixture;
    struct crm_file file;
    struct account_store store;
    uint64_t line;
};

static void begin_store_test(struct store_test *test, bool finds_ids, bool finds_names)
{
    *test = (struct store_test){.fixture = begin_fixture(), .line = 1};
    open_crm_file(&test->fixture, &test->file, MODULE_ACCOUNTS, "ID|Name|Website");
    test->store = (struct account_store){.mapping = test->fixture.mapping,
                                         .digest_key = {"0123456789abcde"},
                                         .finds_ids = finds_ids,
                                         .finds_names = finds_names};
}

static void end_store_test(struct store_test *test)
{
    free_account_store(&test->store);
    end_fixture(&test->fixture);
}

/* Stores the next line. */
static struct account store(struct store_test *test, const char *row)
{
    struct account account = make_account_row(&test->fixture, &test->file, ++test->line, row);
    assert_int_equal(account.outcome, OUTCOME_CARRIED);
    uint64_t before = test->store.count;
    store_account(&test->store, &account, &test->fixture.arena);
    assert_false(test->fixture.arena.exhausted);
    assert_int_equal(test->store.count - before, account.outcome == OUTCOME_CARRIED);
    return account;
}

static void store_all(struct store_test *test, const char *const *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(store(test, rows[i]).outcome, OUTCOME_CARRIED);
    }
}

/* The line of an account; 0 if there is none. */
static uint64_t get_line(struct store_test *test, const struct packed_account *account)
{
    return account == NULL ? 0
                           : unpack_account(&test->store, account, &test->fixture.arena, NULL).line;
}

static uint64_t find_id(struct store_test *test, const char *id)
{
    struct found_account found =
        find_account_by_id(&test->store, make_text(id), &test->fixture.arena);
    assert_null(found.namesake);
    assert_int_equal(found.namesake_count, 0);
    return get_line(test, found.account);
}

/* Fails unless the accounts of that name are found. */
static void check_found(struct store_test *test, const char *name, uint64_t line, uint64_t namesake,
                        uint64_t namesake_count)
{
    struct found_account found =
        find_account_by_name(&test->store, make_text(name), &test->fixture.arena);
    if (get_line(test, found.account) != line || get_line(test, found.namesake) != namesake ||
        found.namesake_count != namesake_count) {
        fail_msg("\"%s\" is found on line %d, with %d others from line %d on", name,
                 (int)get_line(test, found.account), (int)found.namesake_count,
                 (int)get_line(test, found.namesake));
    }
}

/* Fails unless these are the lines of the accounts that no contact has. */
static void check_unused(struct store_test *test, const char *expected)
{
    struct arena *arena = &test->fixture.arena;
    struct account_walk walk = {0};
    struct text lines = print_to_arena(arena, "%s", "");
    for (const struct packed_account *account = find_unused_account(&test->store, &walk, arena);
         account != NULL; account = find_unused_account(&test->store, &walk, arena)) {
        lines = print_to_arena(arena, "%s%s%d", lines.at, lines.length > 0 ? " " : "",
                               (int)get_line(test, account));
    }
    check_text(lines, expected);
    assert_null(find_unused_account(&test->store, &walk, arena)); /* the end stays the end */
}

static void mark_id(struct store_test *test, const char *id)
{
    mark_account(find_account_by_id(&test->store, make_text(id), &test->fixture.arena).account);
}

static void mark_name(struct store_test *test, const char *name)
{
    mark_account(find_account_by_name(&test->store, make_text(name), &test->fixture.arena).account);
}

static void an_empty_store_has_nothing(void **state)
{
    (void)state;
    struct store_test test;
    begin_store_test(&test, true, true);
    assert_int_equal(find_id(&test, ID_1), 0);
    assert_int_equal(find_id(&test, ""), 0);
    check_found(&test, "Firm", 0, 0, 0);
    check_unused(&test, "");
    end_store_test(&test);
}

static void accounts_are_found_by_id(void **state)
{
    static const char *const ids[] = {
        ID_1,
        ID_2,
        "AAAAAAAA-1111-4111-8111-000000000001", /* another than in lower case */
        "AAAAAAAA-1111-4111-8111-00000000000a",
        "aaaaaaaa-1111-4111-8111-00000000000A",
        "00000000-0000-0000-0000-000000000000",
        "ffffffff-ffff-ffff-ffff-ffffffffffff",
        /* of 36 characters, yet none */
        "aaaaaaaa-1111-4111-8111-00000000000g",
        "aaaaaaaa-1111-4111-81110-00000000001",
        "aaaaaaaaa1111a4111a8111a000000000001",
        "aaaaaaaa-1111-4111-8111-0000000000-1",
        "-aaaaaaa-1111-4111-8111-000000000001",
        "\u00E9\u00E9\u00E9\u00E9-1111-4111-8111-000000000001",
        "abcdefghijklmnopqrstuvwxyz0123456789",
        /* nearly so many */
        "aaaaaaaa-1111-4111-8111-00000000001",
        "aaaaaaaa-1111-4111-8111-0000000000011",
        "cp-1001",
        "1",
        "0",
        "a",
    };
    (void)state;
    struct store_test test;
    begin_store_test(&test, true, false);
    for (size_t i = 0; i < COUNT(ids); i++) {
        struct text row = print_to_arena(&test.fixture.arena, "%s|Firm|www.shop.example", ids[i]);
        assert_int_equal(store(&test, row.at).outcome, OUTCOME_CARRIED);
    }
    for (size_t i = 0; i < COUNT(ids); i++) {
        struct arena *arena = &test.fixture.arena;
        struct found_account found = find_account_by_id(&test.store, make_text(ids[i]), arena);
        assert_non_null(found.account);
        struct text values[MAPPING_ROW_LIMIT];
        struct stored_account stored = unpack_account(&test.store, found.account, arena, values);
        check_text(stored.id, ids[i]);
        assert_int_equal(stored.line, i + 2);
        assert_int_equal(stored.record, i + 1);
        check_text(values[find_row(&test.fixture, MODULE_ACCOUNTS, "website")], "www.shop.example");
    }
    assert_int_equal(find_id(&test, "aaaaaaaa-1111-4111-8111-000000000003"), 0);
    assert_int_equal(find_id(&test, "aaaaaaaa11114111811100000000000001"), 0);
    assert_int_equal(find_id(&test, "cp-1002"), 0);
    assert_int_equal(find_id(&test, ""), 0);
    check_found(&test, "Firm", 0, 0, 0); /* this store finds no names */
    end_store_test(&test);
}

static void accounts_are_found_by_folded_name(void **state)
{
    static const char *const rows[] = {
        "|Zo\u00EB  &\u00A0Co|", "|Stra\u00DFe|", "|\uFF26\uFF29\uFF32\uFF2D|", "|Firm 2|",
        "|5\" Pipe's|",
    };
    static const struct {
        const char *name;
        uint64_t line;
    } examples[] = {
        {"Zo\u00EB & Co", 2},
        {"ZOE\u0308 &\tCO", 2},
        {" zo\u00EB & co ", 2},
        {"Zoe & Co", 0},
        {"Zo\u00EB&Co", 0},
        {"STRASSE", 3},
        {"Strase", 0},
        {"firm", 4},
        {"\uFF46irm", 4},
        {"FIRM 2", 5},
        {"Firm2", 0},
        {"5\" pipe's", 6},
        {"5 pipes", 0}, /* punctuation counts */
        {"", 0},
        {" ", 0},
    };
    (void)state;
    struct store_test test;
    begin_store_test(&test, false, true);
    store_all(&test, rows, COUNT(rows));
    for (size_t i = 0; i < COUNT(examples); i++) {
        check_found(&test, examples[i].name, examples[i].line, 0, 0);
    }
    end_store_test(&test);
}

static void namesakes_are_counted(void **state)
{
    static const char *const rows[] = {
        ID_1 "|Firm|", ID_2 "|Other|", "a-3|FIRM |",
        "a-4| firm|",  "|Firm|", /* without ids, two accounts that are equal are two all the same */
        "|Firm|",      "a-5|Other|",   "a-6|Alone|",
    };
    (void)state;
    for (int with_ids = 0; with_ids < 2; with_ids++) {
        struct store_test test;
        begin_store_test(&test, with_ids == 1, true);
        store_all(&test, rows, COUNT(rows));
        check_found(&test, "firm", 2, 4, 4);
        check_found(&test, "other", 3, 8, 1);
        check_found(&test, "alone", 9, 0, 0);
        assert_int_equal(test.store.count, COUNT(rows));
        assert_int_equal(find_id(&test, "a-4"), with_ids == 1 ? 5 : 0);
        end_store_test(&test);
    }
}

static void an_account_may_have_no_name(void **state)
{
    (void)state;
    struct store_test test;
    begin_store_test(&test, true, true);
    store(&test, ID_1 "||www.one.example");
    store(&test, ID_2 "||www.two.example");
    store(&test, "|Firm|");
    store(&test, "|Shop|");
    assert_int_equal(find_id(&test, ID_1), 2);
    assert_int_equal(find_id(&test, ID_2), 3);
    check_found(&test, "", 0, 0, 0);
    check_found(&test, "Firm", 4, 0, 0);
    check_found(&test, "Shop", 5, 0, 0);
    check_unused(&test, "2 3 4 5");
    mark_id(&test, ID_2);
    mark_name(&test, "shop");
    check_unused(&test, "2 4");
    end_store_test(&test);
}

/* Fails unless the account was left out, with the first one's line named. */
static void check_left_out(const struct account *account, const char *id, enum issue_code code,
                           const char *line)
{
    assert_int_equal(account->outcome, OUTCOME_SKIPPED);
    assert_null(account->values);
    const struct issue *issue = find_issue(&account->issues, code);
    assert_null(issue->next);
    assert_ptr_equal(issue, account->issues.first);
    check_issue(issue, "", id, NULL);
    assert_true(find_text(issue->message, make_text(line)) < issue->message.length);
}

static void a_repeated_id_is_left_out(void **state)
{
    (void)state;
    for (int with_names = 0; with_names < 2; with_names++) {
        struct store_test test;
        begin_store_test(&test, true, with_names == 1);
        store(&test, ID_1 "|Firm|www.shop.example");
        store(&test, "a-2|Other|");
        struct account again = store(&test, " " ID_1 "| Firm |www.shop.example");
        check_left_out(&again, ID_1, ISSUE_REPEATED_ROW, "line 2 ");
        again = store(&test, "a-2|Other|http://"); /* what cleaning evens out does not count */
        check_left_out(&again, "a-2", ISSUE_REPEATED_ROW, "line 3 ");
        again = store(&test, "a-2|OTHER|");
        check_left_out(&again, "a-2", ISSUE_REPEATED_ACCOUNT, "line 3 ");
        again = store(&test, "a-2||");
        check_left_out(&again, "a-2", ISSUE_REPEATED_ACCOUNT, "line 3 ");
        again = store(&test, "a-2|New Name|");
        check_left_out(&again, "a-2", ISSUE_REPEATED_ACCOUNT, "line 3 ");
        /* the first counts, and it has no namesake in itself */
        assert_int_equal(find_id(&test, "a-2"), 3);
        check_found(&test, "Other", with_names == 1 ? 3 : 0, 0, 0);
        check_found(&test, "New Name", 0, 0, 0);
        check_unused(&test, "2 3");
        end_store_test(&test);
    }
}

/* A store without ids compares an account with the first two of its name. */
static void a_repeated_id_is_seen_by_its_name(void **state)
{
    (void)state;
    struct store_test test;
    begin_store_test(&test, false, true);
    store(&test, ID_1 "|Firm|");
    struct account again = store(&test, ID_1 "|FIRM|www.shop.example");
    check_left_out(&again, ID_1, ISSUE_REPEATED_ACCOUNT, "line 2 ");
    store(&test, "a-2|Firm|");
    again = store(&test, "a-2|Firm|");
    check_left_out(&again, "a-2", ISSUE_REPEATED_ROW, "line 4 ");
    check_found(&test, "firm", 2, 4, 1);
    assert_int_equal(find_id(&test, ID_1), 0); /* this store finds no ids */
    /* a name of its own is another way to be found */
    assert_int_equal(store(&test, ID_1 "|Renamed|").outcome, OUTCOME_CARRIED);
    check_found(&test, "renamed", 6, 0, 0);
    end_store_test(&test);
}

static void a_shared_name_is_used_through_its_first(void **state)
{
    static const char *const rows[] = {"a-1|Firm|", "a-2|Other|", "a-3|FIRM|",
                                       "a-4|firm|", "a-5|Alone|", "a-6|other|"};
    (void)state;
    struct store_test test;
    begin_store_test(&test, false, true);
    store_all(&test, rows, COUNT(rows));
    check_unused(&test, "2 3 4 5 6 7");
    mark_name(&test, "firm");
    check_unused(&test, "3 6 7");
    mark_name(&test, "firm"); /* as every contact of it does */
    mark_name(&test, "alone");
    check_unused(&test, "3 7");
    mark_name(&test, "OTHER");
    check_unused(&test, "");
    end_store_test(&test);
    /* who names an account by id means none but that one */
    for (int with_names = 0; with_names < 2; with_names++) {
        begin_store_test(&test, true, with_names == 1);
        store_all(&test, rows, COUNT(rows));
        check_unused(&test, "2 3 4 5 6 7");
        mark_id(&test, "a-1");
        mark_id(&test, "a-6");
        check_unused(&test, "3 4 5 6");
        end_store_test(&test);
    }
}

static void a_name_may_be_shared_by_thousands(void **state)
{
    (void)state;
    struct store_test test;
    begin_store_test(&test, false, true);
    for (uint64_t number = 0; number < 3000; number++) {
        struct text row = print_to_arena(&test.fixture.arena, "a-%d|Cash Sale|", (int)number);
        assert_int_equal(store(&test, row.at).outcome, OUTCOME_CARRIED);
    }
    check_found(&test, "cash sale", 2, 3, 2999);
    mark_name(&test, "Cash Sale");
    check_unused(&test, "");
    end_store_test(&test);
}

static void a_freed_store_is_empty(void **state)
{
    (void)state;
    struct store_test test;
    begin_store_test(&test, true, true);
    store(&test, ID_1 "|Firm|");
    store(&test, ID_2 "|Firm|");
    free_account_store(&test.store);
    assert_null(test.store.first);
    assert_int_equal(test.store.count, 0);
    free_account_store(&test.store);
    end_store_test(&test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_store_has_nothing),
        cmocka_unit_test(accounts_are_found_by_id),
        cmocka_unit_test(accounts_are_found_by_folded_name),
        cmocka_unit_test(namesakes_are_counted),
        cmocka_unit_test(an_account_may_have_no_name),
        cmocka_unit_test(a_repeated_id_is_left_out),
        cmocka_unit_test(a_repeated_id_is_seen_by_its_name),
        cmocka_unit_test(a_shared_name_is_used_through_its_first),
        cmocka_unit_test(a_name_may_be_shared_by_thousands),
        cmocka_unit_test(a_freed_store_is_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
