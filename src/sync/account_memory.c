#include "sync/account_memory.h"

#include <string.h>

enum { REFERENCE_LIMIT = 36 };

struct company_entry {
    struct uuid derived;
    unsigned char length;
    char reference[REFERENCE_LIMIT];
};

static bool matches_company(const void *entry, const void *key)
{
    return memcmp(&((const struct company_entry *)entry)->derived, key, sizeof(struct uuid)) == 0;
}

static uint64_t hash_derived(const struct account_memory *memory, const struct uuid *derived)
{
    return digest_text(&memory->accounts.digest_key,
                       (struct text){(const char *)derived->bytes, sizeof derived->bytes});
}

struct account_memory start_account_memory(void)
{
    return (struct account_memory){.companies = {.entry_size = sizeof(struct company_entry)},
                                   .accounts = start_id_set(),
                                   .renamed = start_id_set()};
}

bool recall_company(const struct account_memory *memory, struct uuid derived,
                    struct text *reference)
{
    const struct company_entry *entry =
        find_entry(&memory->companies, hash_derived(memory, &derived), matches_company, &derived);
    *reference = entry == NULL ? EMPTY_TEXT : (struct text){entry->reference, entry->length};
    return entry != NULL;
}

bool remember_company(struct account_memory *memory, struct uuid derived, struct text reference,
                      struct error *error)
{
    struct text known;
    if (recall_company(memory, derived, &known)) {
        return true; /* the contact's own account of that name, beside the one of earlier rows */
    }
    if (reference.length > REFERENCE_LIMIT) {
        return fail(error, ERROR_CRM, "the CRM has an id of more than %d characters",
                    REFERENCE_LIMIT);
    }
    struct company_entry *entry = add_entry(&memory->companies, hash_derived(memory, &derived));
    if (entry == NULL) {
        return fail_for_memory(error);
    }
    entry->derived = derived;
    entry->length = (unsigned char)reference.length;
    memcpy(entry->reference, reference.at, reference.length);
    return true;
}

void free_account_memory(struct account_memory *memory)
{
    free_entry_set(&memory->companies);
    free_id_set(&memory->accounts);
    free_id_set(&memory->renamed);
}
