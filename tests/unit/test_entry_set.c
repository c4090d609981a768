#include "base/entry_set.h"

#include "random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { MANY = 100000 }; /* more than a few growths, and not a whole number of chunks */

struct customer {
    uint64_t number;
    uint32_t line;
};

static bool has_number(const void *entry, const void *key)
{
    const struct customer *customer = entry;
    const uint64_t *number = key;
    return customer->number == *number;
}

static struct customer *find_number(const struct entry_set *set, uint64_t hash, uint64_t number)
{
    return find_entry(set, hash, has_number, &number);
}

static struct customer *add_number(struct entry_set *set, uint64_t hash, uint64_t number)
{
    struct customer *customer = add_entry(set, hash);
    assert_non_null(customer);
    assert_int_equal(customer->number, 0);
    assert_int_equal(customer->line, 0);
    customer->number = number;
    customer->line = (uint32_t)number;
    return customer;
}

static uint64_t spread(uint64_t number)
{
    return draw_number(&number);
}

static void an_empty_set_has_nothing(void **state)
{
    (void)state;
    struct entry_set set = {.entry_size = sizeof(struct customer)};
    assert_null(find_number(&set, 0, 0));
    assert_null(find_number(&set, UINT64_MAX, 1));
    free_entry_set(&set);
}

static void what_was_added_is_found_where_it_was(void **state)
{
    (void)state;
    struct entry_set set = {.entry_size = sizeof(struct customer)};
    struct customer **places = calloc(MANY + 1, sizeof(struct customer *));
    assert_non_null(places);
    for (uint64_t number = 1; number <= MANY; number++) {
        assert_null(find_number(&set, spread(number), number));
        places[number] = add_number(&set, spread(number), number);
        assert_ptr_equal(find_number(&set, spread(number), number), places[number]);
    }
    assert_int_equal(set.count, MANY);
    for (uint64_t number = 1; number <= MANY; number++) {
        struct customer *found = find_number(&set, spread(number), number);
        assert_ptr_equal(found, places[number]);
        assert_int_equal(found->line, number);
    }
    for (uint64_t number = MANY + 1; number <= 2 * MANY; number++) {
        assert_null(find_number(&set, spread(number), number));
    }
    free(places);
    free_entry_set(&set);
}

static void entries_of_one_hash_are_told_apart(void **state)
{
    (void)state;
    static const uint64_t hashes[] = {0, 1, UINT64_MAX, (uint64_t)1 << 32, 0xFFFFFFFFu};
    for (size_t i = 0; i < sizeof hashes / sizeof *hashes; i++) {
        struct entry_set set = {.entry_size = sizeof(struct customer)};
        for (uint64_t number = 1; number <= 2000; number++) {
            assert_null(find_number(&set, hashes[i], number));
            add_number(&set, hashes[i], number);
        }
        for (uint64_t number = 1; number <= 2000; number++) {
            struct customer *found = find_number(&set, hashes[i], number);
            assert_non_null(found);
            assert_int_equal(found->number, number);
        }
        assert_null(find_number(&set, hashes[i], 2001));
        free_entry_set(&set);
    }
}

static void an_entry_is_not_found_under_another_hash(void **state)
{
    (void)state;
    struct entry_set set = {.entry_size = sizeof(struct customer)};
    add_number(&set, spread(1), 1);
    assert_null(find_number(&set, spread(2), 1));
    assert_null(find_number(&set, spread(1) ^ (uint64_t)1 << 63, 1)); /* of the same slot */
    free_entry_set(&set);
}

static bool is_byte(const void *entry, const void *key)
{
    return memcmp(entry, key, 1) == 0;
}

static void entries_may_be_of_any_size(void **state)
{
    (void)state;
    static const size_t sizes[] = {1, 3, 8, 1000};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct entry_set set = {.entry_size = sizes[i]};
        for (int byte = 0; byte < 256; byte++) {
            unsigned char *entry = add_entry(&set, spread((uint64_t)byte));
            assert_non_null(entry);
            memset(entry, byte, sizes[i]);
        }
        for (int byte = 0; byte < 256; byte++) {
            unsigned char key = (unsigned char)byte;
            unsigned char *entry = find_entry(&set, spread((uint64_t)byte), is_byte, &key);
            assert_non_null(entry);
            assert_int_equal(entry[sizes[i] - 1], byte);
        }
        free_entry_set(&set);
    }
}

static void a_freed_set_is_empty_and_usable(void **state)
{
    (void)state;
    struct entry_set set = {.entry_size = sizeof(struct customer)};
    for (uint64_t number = 1; number <= 5000; number++) {
        add_number(&set, spread(number), number);
    }
    free_entry_set(&set);
    assert_int_equal(set.count, 0);
    assert_null(find_number(&set, spread(1), 1));
    add_number(&set, spread(1), 1);
    assert_non_null(find_number(&set, spread(1), 1));
    free_entry_set(&set);
    free_entry_set(&set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_set_has_nothing),
        cmocka_unit_test(what_was_added_is_found_where_it_was),
        cmocka_unit_test(entries_of_one_hash_are_told_apart),
        cmocka_unit_test(an_entry_is_not_found_under_another_hash),
        cmocka_unit_test(entries_may_be_of_any_size),
        cmocka_unit_test(a_freed_set_is_empty_and_usable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
