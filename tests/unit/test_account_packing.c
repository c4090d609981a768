#include "customer/account_store.h"

#include "random.h"
#include "support.h"

/* A store. */
struct store_test {
    struct fixture fixture;
    struct account_store store;
};

static void begin_store_test(struct store_test *test, bool finds_names)
{
    test->fixture = begin_fixture();
    test->store = (struct account_store){.mapping = test->fixture.mapping,
                                         .digest_key = {"0123456789abcde"},
                                         .finds_ids = true,
                                         .finds_names = finds_names};
}

static void end_store_test(struct store_test *test)
{
    free_account_store(&test->store);
    end_fixture(&test->fixture);
}

/* A value of so many bytes, each another. */
static struct text make_value(struct arena *arena, size_t length, uint64_t seed)
{
    char *bytes = take_from_arena(arena, length);
    assert_non_null(bytes);
    for (size_t i = 0; i < length; i++) {
        bytes[i] = (char)draw_number(&seed);
    }
    return (struct text){bytes, length};
}

/* Stores an account of values that are given, whatever they hold. */
static void store_values(struct store_test *test, uint64_t line, uint64_t number, struct text id,
                         const struct text *values)
{
    struct arena *arena = &test->fixture.arena;
    size_t size = test->fixture.mapping->count * sizeof *values;
    struct account account = {.id = id, .values = take_from_arena(arena, size)};
    struct record *record = take_from_arena(arena, sizeof *record);
    assert_non_null(record);
    assert_non_null(account.values);
    memcpy(account.values, values, size);
    *record = (struct record){.line = line, .number = number};
    account.record = record;
    store_account(&test->store, &account, arena);
    assert_false(arena->exhausted);
    assert_int_equal(account.outcome, OUTCOME_CARRIED);
}

static void values_come_back_whatever_their_length(void **state)
{
    static const size_t lengths[] = {0,     1,     126,     127,     128,     129,    255,
                                     256,   16382, 16383,   16384,   16385,   65535,  65536,
                                     70000, 99999, 2097151, 2097152, 1048575, 1048576};
    (void)state;
    struct store_test test;
    begin_store_test(&test, false);
    struct arena *arena = &test.fixture.arena;
    const struct mapping *mapping = test.fixture.mapping;
    for (size_t i = 0; i < COUNT(lengths); i++) {
        struct text values[MAPPING_ROW_LIMIT] = {{0}};
        for (size_t row = 0; row < mapping->count; row++) {
            size_t length = lengths[i] > 70000 && row % 7 != 0 ? row : lengths[i];
            values[row] = make_value(arena, length, 100 * i + row);
        }
        struct text id = make_value(arena, lengths[i] + 1, i);
        store_values(&test, (uint64_t)1 << (3 * i), UINT64_MAX >> (3 * i), id, values);
        struct found_account found = find_account_by_id(&test.store, id, arena);
        assert_non_null(found.account);
        struct text back[MAPPING_ROW_LIMIT];
        memset(back, 0, sizeof back);
        struct stored_account stored = unpack_account(&test.store, found.account, arena, back);
        assert_true(equal_texts(stored.id, id));
        assert_true(stored.line == (uint64_t)1 << (3 * i));
        assert_true(stored.record == UINT64_MAX >> (3 * i));
        for (size_t row = 0; row < mapping->count; row++) {
            bool is_account = mapping->rows[row].field.module == MODULE_ACCOUNTS;
            assert_true(is_account ? equal_texts(back[row], values[row]) : back[row].at == NULL);
        }
    }
    struct account_walk walk = {0};
    for (size_t i = 0; i < COUNT(lengths); i++) {
        const struct packed_account *account = find_unused_account(&test.store, &walk, arena);
        assert_true(unpack_account(&test.store, account, arena, NULL).line == (uint64_t)1
                                                                                  << (3 * i));
    }
    assert_null(find_unused_account(&test.store, &walk, arena));
    end_store_test(&test);
}

enum { MANY = 20000 };

static struct text print_name(struct arena *arena, uint64_t number)
{
    return print_to_arena(arena, "Firm %llu", (unsigned long long)number);
}

/* An id that is a UUID, or not, or none. */
static struct text print_id(struct arena *arena, uint64_t number)
{
    return number % 3 == 0   ? EMPTY_TEXT
           : number % 3 == 1 ? print_to_arena(arena, "bbbbbbbb-2222-4222-8222-%012llx",
                                              (unsigned long long)number)
                             : print_to_arena(arena, "cp-%llu", (unsigned long long)number);
}

/* Many chunks of accounts, one of which takes more than a chunk. */
static void many_accounts_are_held(void **state)
{
    (void)state;
    struct store_test test;
    begin_store_test(&test, true);
    struct arena *arena = &test.fixture.arena;
    const struct mapping *mapping = test.fixture.mapping;
    size_t name = find_row(&test.fixture, MODULE_ACCOUNTS, "name");
    size_t website = find_row(&test.fixture, MODULE_ACCOUNTS, "website");
    size_t street = find_row(&test.fixture, MODULE_ACCOUNTS, "billing_address_street");
    struct text values[MAPPING_ROW_LIMIT];
    for (size_t row = 0; row < mapping->count; row++) {
        values[row] = EMPTY_TEXT;
    }
    for (uint64_t number = 1; number <= MANY; number++) {
        size_t length = number % 7777 == 0 ? 3000000 : (size_t)(number % 500);
        values[name] = print_name(arena, number);
        values[website] = make_value(arena, length, number);
        values[street] = print_name(arena, 3 * number);
        store_values(&test, number + 1, number, print_id(arena, number), values);
        reset_arena(arena);
    }
    assert_int_equal(test.store.count, MANY);
    for (uint64_t number = 1; number <= MANY; number++) {
        struct text id = print_id(arena, number);
        struct text folded = print_to_arena(arena, "FIRM  %llu", (unsigned long long)number);
        struct found_account by_name = find_account_by_name(&test.store, folded, arena);
        assert_non_null(by_name.account);
        assert_null(by_name.namesake);
        if (id.length > 0) {
            struct found_account by_id = find_account_by_id(&test.store, id, arena);
            assert_ptr_equal(by_id.account, by_name.account);
        }
        struct stored_account stored = unpack_account(&test.store, by_name.account, arena, values);
        size_t length = number % 7777 == 0 ? 3000000 : (size_t)(number % 500);
        assert_int_equal(stored.line, number + 1);
        assert_true(equal_texts(stored.id, id));
        assert_true(equal_texts(values[street], print_name(arena, 3 * number)));
        assert_true(equal_texts(values[website], make_value(arena, length, number)));
        if (number % 2 == 0) {
            mark_account(by_name.account);
        }
        reset_arena(arena);
    }
    struct account_walk walk = {0};
    for (uint64_t number = 1; number <= MANY; number += 2) {
        const struct packed_account *account = find_unused_account(&test.store, &walk, arena);
        assert_int_equal(unpack_account(&test.store, account, arena, NULL).record, number);
        reset_arena(arena);
    }
    assert_null(find_unused_account(&test.store, &walk, arena));
    end_store_test(&test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_come_back_whatever_their_length),
        cmocka_unit_test(many_accounts_are_held),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
