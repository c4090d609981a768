#include "customer/contact_register.h"

#include <string.h>

struct contact_entry {
    struct uuid identity;
    uint64_t digest;
    uint64_t line;
};

/* A line in two halves, so that an entry takes 12 bytes and not 16. */
struct number_entry {
    uint32_t number;
    uint32_t line_low;
    uint32_t line_high;
};

struct repeated_entry {
    struct uuid identity;
    uint64_t second_line;
};

struct shared_entry {
    uint64_t second_line;
    uint32_t number;
};

static bool matches_contact(const void *entry, const void *key)
{
    return memcmp(&((const struct contact_entry *)entry)->identity, key, sizeof(struct uuid)) == 0;
}

static bool matches_number(const void *entry, const void *key)
{
    return ((const struct number_entry *)entry)->number == *(const uint32_t *)key;
}

static bool matches_repeated(const void *entry, const void *key)
{
    return memcmp(&((const struct repeated_entry *)entry)->identity, key, sizeof(struct uuid)) == 0;
}

static bool matches_shared(const void *entry, const void *key)
{
    return ((const struct shared_entry *)entry)->number == *(const uint32_t *)key;
}

static uint64_t get_line(const struct number_entry *entry)
{
    return ((uint64_t)entry->line_high << 32) | entry->line_low;
}

static uint64_t digest_identity(const struct contact_register *contacts, struct uuid identity)
{
    return digest_text(&contacts->rules->digest_key,
                       (struct text){(const char *)identity.bytes, sizeof identity.bytes});
}

struct contact_register start_contact_register(const struct customer_rules *rules)
{
    return (struct contact_register){.rules = rules,
                                     .contacts = {.entry_size = sizeof(struct contact_entry)},
                                     .numbers = {.entry_size = sizeof(struct number_entry)},
                                     .repeated = {.entry_size = sizeof(struct repeated_entry)},
                                     .shared = {.entry_size = sizeof(struct shared_entry)}};
}

/* The contact has been entered before; if with other values, both rows go. */
static bool enter_again(struct contact_register *contacts, const struct contact *contact,
                        const struct contact_entry *first)
{
    uint64_t hash = digest_identity(contacts, contact->identity);
    if (first->digest == contact->customer.digest ||
        find_entry(&contacts->repeated, hash, matches_repeated, &contact->identity) != NULL) {
        return true;
    }
    struct repeated_entry *entry = add_entry(&contacts->repeated, hash);
    if (entry != NULL) {
        *entry = (struct repeated_entry){.identity = contact->identity,
                                         .second_line = contact->customer.record->line};
    }
    return entry != NULL;
}

/* The number belongs to the contact whose first row is on `line`. */
static bool enter_number(struct contact_register *contacts, uint32_t number, uint64_t line)
{
    uint64_t hash = digest_number(&contacts->rules->digest_key, number);
    if (number == 0) {
        return true;
    }
    const struct number_entry *first =
        find_entry(&contacts->numbers, hash, matches_number, &number);
    if (first == NULL) {
        struct number_entry *entry = add_entry(&contacts->numbers, hash);
        if (entry != NULL) {
            *entry = (struct number_entry){
                .number = number, .line_low = (uint32_t)line, .line_high = (uint32_t)(line >> 32)};
        }
        return entry != NULL;
    }
    if (get_line(first) == line ||
        find_entry(&contacts->shared, hash, matches_shared, &number) != NULL) {
        return true;
    }
    struct shared_entry *entry = add_entry(&contacts->shared, hash);
    if (entry != NULL) {
        *entry = (struct shared_entry){.second_line = line, .number = number};
    }
    return entry != NULL;
}

bool enter_contact(struct contact_register *contacts, const struct contact *contact)
{
    uint64_t hash = digest_identity(contacts, contact->identity);
    uint32_t number = contact->customer.number;
    struct contact_entry *entry =
        find_entry(&contacts->contacts, hash, matches_contact, &contact->identity);
    if (entry != NULL) {
        return enter_again(contacts, contact, entry) && enter_number(contacts, number, entry->line);
    }
    entry = add_entry(&contacts->contacts, hash);
    if (entry == NULL) {
        return false;
    }
    *entry = (struct contact_entry){.identity = contact->identity,
                                    .digest = contact->customer.digest,
                                    .line = contact->customer.record->line};
    return enter_number(contacts, number, entry->line);
}

/* Takes the contact out of what is carried; what else was to be said of it goes. */
static struct issue *take_out(struct contact *contact, enum outcome outcome, enum issue_code code,
                              struct text column, struct arena *arena)
{
    contact->customer.issues = (struct issue_list){0};
    contact->customer.values = NULL;
    contact->customer.outcome = outcome;
    return add_issue(&contact->customer.issues, arena, code, column);
}

static void reject_repeated(struct contact *contact, uint64_t other, struct arena *arena)
{
    take_out(contact, OUTCOME_REJECTED, ISSUE_REPEATED_CONTACT, EMPTY_TEXT, arena)->message =
        print_to_arena(arena, "line %llu has this contact too, with other values",
                       (unsigned long long)other);
}

static void reject_shared(const struct contact_register *contacts, struct contact *contact,
                          uint64_t other, struct arena *arena)
{
    size_t row = (size_t)contacts->rules->mapping->role_rows[ROLE_NUMBER];
    struct issue *issue = take_out(contact, OUTCOME_REJECTED, ISSUE_SHARED_NUMBER,
                                   get_column_header(contacts->rules, row), arena);
    issue->old = contact->customer.number_text;
    issue->has_old = true;
    issue->message =
        print_to_arena(arena, "the contact %s %llu has this customer number too",
                       contacts->is_listing ? "number" : "on line", (unsigned long long)other);
}

static void skip_repeated(struct contact *contact, uint64_t first, struct arena *arena)
{
    take_out(contact, OUTCOME_SKIPPED, ISSUE_REPEATED_ROW, EMPTY_TEXT, arena)->message =
        print_to_arena(arena, "the row repeats line %llu and was folded into it",
                       (unsigned long long)first);
}

/* The line of another contact that has the number; 0 if none has. */
static uint64_t find_sharer(const struct contact_register *contacts, uint32_t number,
                            const struct contact_entry *contact)
{
    uint64_t hash = digest_number(&contacts->rules->digest_key, number);
    const struct shared_entry *shared =
        find_entry(&contacts->shared, hash, matches_shared, &number);
    if (number == 0 || shared == NULL) {
        return 0;
    }
    const struct number_entry *first =
        find_entry(&contacts->numbers, hash, matches_number, &number);
    return get_line(first) == contact->line ? shared->second_line : get_line(first);
}

bool judge_contact_again(const struct contact_register *contacts, struct contact *contact,
                         struct arena *arena)
{
    uint64_t line = contact->customer.record->line;
    uint64_t hash = digest_identity(contacts, contact->identity);
    const struct contact_entry *first =
        find_entry(&contacts->contacts, hash, matches_contact, &contact->identity);
    if (first == NULL) {
        return false;
    }
    const struct repeated_entry *repeated =
        find_entry(&contacts->repeated, hash, matches_repeated, &contact->identity);
    if (repeated == NULL && first->digest != contact->customer.digest) {
        return false;
    }
    uint64_t sharer = find_sharer(contacts, contact->customer.number, first);
    if (repeated != NULL) {
        reject_repeated(contact, first->line == line ? repeated->second_line : first->line, arena);
    } else if (sharer != 0) {
        reject_shared(contacts, contact, sharer, arena);
    } else if (first->line != line) {
        skip_repeated(contact, first->line, arena);
    }
    return true;
}

void free_contact_register(struct contact_register *contacts)
{
    free_entry_set(&contacts->contacts);
    free_entry_set(&contacts->numbers);
    free_entry_set(&contacts->repeated);
    free_entry_set(&contacts->shared);
}
