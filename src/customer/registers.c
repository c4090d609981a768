#include "customer/registers.h"

#include <string.h>

struct number_entry {
    uint64_t line;
    uint64_t digest;
    uint32_t number;
};

struct account_entry {
    struct uuid id;
    uint64_t line;
    uint64_t digests[];
};

static bool matches_number(const void *entry, const void *key)
{
    return ((const struct number_entry *)entry)->number == *(const uint32_t *)key;
}

static bool matches_account(const void *entry, const void *key)
{
    return memcmp(&((const struct account_entry *)entry)->id, key, sizeof(struct uuid)) == 0;
}

static uint64_t digest_id(const struct registers *registers, struct uuid id)
{
    return digest_text(&registers->rules->digest_key,
                       (struct text){(const char *)id.bytes, sizeof id.bytes});
}

struct registers start_registers(const struct customer_rules *rules, enum on_duplicate on_duplicate)
{
    size_t count = 0;
    for (size_t i = 0; i < rules->mapping->count; i++) {
        count += rules->mapping->rows[i].field.module == MODULE_ACCOUNTS;
    }
    return (struct registers){
        .rules = rules,
        .on_duplicate = on_duplicate,
        .numbers = {.entry_size = sizeof(struct number_entry)},
        .accounts = {.entry_size = sizeof(struct account_entry) + count * sizeof(uint64_t)}};
}

/* The number has been carried before: this row goes, and says why. */
static void settle_duplicate(const struct registers *registers, struct customer *customer,
                             struct arena *arena, const struct number_entry *first)
{
    size_t row = (size_t)registers->rules->mapping->role_rows[ROLE_NUMBER];
    unsigned long long line = first->line;
    customer->issues = (struct issue_list){0};
    customer->values = NULL;
    customer->outcome = OUTCOME_SKIPPED;
    enum issue_code code = ISSUE_REPEATED_ROW;
    struct text message =
        print_to_arena(arena, "the row repeats line %llu and was folded into it", line);
    if (customer->digest != first->digest && registers->on_duplicate == ON_DUPLICATE_FIRST) {
        code = ISSUE_DUPLICATE_SKIPPED;
        message = print_to_arena(arena,
                                 "line %llu has this customer number with other values; the first "
                                 "one counts, this row was skipped",
                                 line);
    } else if (customer->digest != first->digest) {
        code = ISSUE_DUPLICATE_NUMBER;
        customer->outcome = OUTCOME_REJECTED;
        message =
            print_to_arena(arena, "line %llu has this customer number with other values", line);
    }
    struct issue *issue =
        add_issue(&customer->issues, arena, code, get_column_header(registers->rules, row));
    issue->old = customer->number_text;
    issue->has_old = true;
    issue->message = message;
}

/* The row of the mapping that is the account's next one at or after `row`; the count if none is. */
static size_t find_account_row(const struct mapping *mapping, size_t row)
{
    while (row < mapping->count && mapping->rows[row].field.module != MODULE_ACCOUNTS) {
        row++;
    }
    return row;
}

static uint64_t digest_value(const struct registers *registers, const struct customer *customer,
                             size_t row)
{
    return digest_text(&registers->rules->digest_key, customer->values[row]);
}

static void compare_account(const struct registers *registers, struct customer *customer,
                            struct arena *arena, const struct account_entry *first)
{
    const struct mapping *mapping = registers->rules->mapping;
    const uint64_t *digest = first->digests;
    for (size_t row = find_account_row(mapping, 0); row < mapping->count;
         row = find_account_row(mapping, row + 1)) {
        if (digest_value(registers, customer, row) == *digest++) {
            continue;
        }
        struct issue *issue = add_issue(&customer->issues, arena, ISSUE_ACCOUNT_DIFFERS,
                                        get_column_header(registers->rules, row));
        issue->old = customer->values[row];
        issue->has_old = true;
        issue->message = print_to_arena(
            arena,
            "the company took its details from line %llu, which differs here; that value stays",
            (unsigned long long)first->line);
    }
}

static void enter_account(const struct registers *registers, const struct customer *customer,
                          struct uuid account, struct account_entry *entry)
{
    const struct mapping *mapping = registers->rules->mapping;
    uint64_t *digest = entry->digests;
    entry->id = account;
    entry->line = customer->record->line;
    for (size_t row = find_account_row(mapping, 0); row < mapping->count;
         row = find_account_row(mapping, row + 1)) {
        *digest++ = digest_value(registers, customer, row);
    }
}

void register_account(struct registers *registers, struct customer *customer, struct uuid account,
                      struct arena *arena, bool *new_account)
{
    *new_account = true;
    if (!customer->has_company) {
        return; /* a person's account is that customer's alone, and the number comes once */
    }
    uint64_t hash = digest_id(registers, account);
    struct account_entry *entry = find_entry(&registers->accounts, hash, matches_account, &account);
    if (entry != NULL) {
        *new_account = false;
        compare_account(registers, customer, arena, entry);
        return;
    }
    entry = add_entry(&registers->accounts, hash);
    if (entry == NULL) {
        arena->exhausted = true;
        return;
    }
    enter_account(registers, customer, account, entry);
}

void register_number(struct registers *registers, struct customer *customer, struct arena *arena)
{
    uint64_t hash = digest_number(&registers->rules->digest_key, customer->number);
    struct number_entry *entry =
        find_entry(&registers->numbers, hash, matches_number, &customer->number);
    if (entry != NULL) {
        settle_duplicate(registers, customer, arena, entry);
        return;
    }
    entry = add_entry(&registers->numbers, hash);
    if (entry == NULL) {
        arena->exhausted = true;
        return;
    }
    *entry = (struct number_entry){
        .line = customer->record->line, .digest = customer->digest, .number = customer->number};
}

void register_customer(struct registers *registers, struct customer *customer, struct arena *arena,
                       bool *new_account)
{
    *new_account = false;
    register_number(registers, customer, arena);
    if (customer->outcome == OUTCOME_CARRIED && !arena->exhausted) {
        register_account(registers, customer, customer->account_id, arena, new_account);
    }
}

void free_registers(struct registers *registers)
{
    free_entry_set(&registers->numbers);
    free_entry_set(&registers->accounts);
}
