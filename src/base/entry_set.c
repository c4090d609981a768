#include "base/entry_set.h"

#include <stdlib.h>

enum { CHUNK_ENTRIES = 4096, FIRST_SLOT_COUNT = 1024 };

/* The upper half of the hash is kept, so that growing the table need not touch the entries. */
struct entry_slot {
    uint32_t tag;
    uint32_t place; /* index of the entry plus one; 0 is a free slot */
};

static uint32_t make_tag(uint64_t hash)
{
    return (uint32_t)(hash >> 32);
}

static char *get_entry(const struct entry_set *set, uint32_t index)
{
    return set->chunks[index / CHUNK_ENTRIES] + (index % CHUNK_ENTRIES) * set->entry_size;
}

void *find_entry(const struct entry_set *set, uint64_t hash, entry_matcher *matches,
                 const void *key)
{
    if (set->slot_count == 0) {
        return NULL;
    }
    uint32_t tag = make_tag(hash);
    uint32_t mask = set->slot_count - 1;
    for (uint32_t at = tag & mask; set->slots[at].place != 0; at = (at + 1) & mask) {
        if (set->slots[at].tag == tag) {
            char *entry = get_entry(set, set->slots[at].place - 1);
            if (matches(entry, key)) {
                return entry;
            }
        }
    }
    return NULL;
}

static void put_slot(struct entry_slot *slots, uint32_t slot_count, struct entry_slot slot)
{
    uint32_t at = slot.tag & (slot_count - 1);
    while (slots[at].place != 0) {
        at = (at + 1) & (slot_count - 1);
    }
    slots[at] = slot;
}

static bool grow_slots(struct entry_set *set)
{
    if (set->slot_count > UINT32_MAX / 2) {
        return false;
    }
    uint32_t slot_count = set->slot_count > 0 ? 2 * set->slot_count : FIRST_SLOT_COUNT;
    struct entry_slot *slots = calloc(slot_count, sizeof *slots);
    if (slots == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < set->slot_count; i++) {
        if (set->slots[i].place != 0) {
            put_slot(slots, slot_count, set->slots[i]);
        }
    }
    free(set->slots);
    set->slots = slots;
    set->slot_count = slot_count;
    return true;
}

static bool add_chunk(struct entry_set *set, size_t chunk)
{
    if (chunk == set->chunk_capacity) {
        size_t capacity = set->chunk_capacity > 0 ? 2 * set->chunk_capacity : 16;
        char **grown = realloc(set->chunks, capacity * sizeof *grown);
        if (grown == NULL) {
            return false;
        }
        set->chunks = grown;
        set->chunk_capacity = capacity;
    }
    set->chunks[chunk] = calloc(CHUNK_ENTRIES, set->entry_size);
    return set->chunks[chunk] != NULL;
}

void *add_entry(struct entry_set *set, uint64_t hash)
{
    if (set->count >= set->slot_count / 4 * 3 && !grow_slots(set)) {
        return NULL;
    }
    if (set->count % CHUNK_ENTRIES == 0 && !add_chunk(set, set->count / CHUNK_ENTRIES)) {
        return NULL;
    }
    struct entry_slot slot = {make_tag(hash), set->count + 1};
    put_slot(set->slots, set->slot_count, slot);
    return get_entry(set, set->count++);
}

void free_entry_set(struct entry_set *set)
{
    for (uint32_t i = 0; i < set->count; i += CHUNK_ENTRIES) {
        free(set->chunks[i / CHUNK_ENTRIES]);
    }
    free(set->chunks);
    free(set->slots);
    *set = (struct entry_set){.entry_size = set->entry_size};
}
