/**
 * A set of entries of one size, found by a hash: what a run must remember of every customer.
 *
 * Entries stand in chunks that never move, so memory grows in small steps and a pointer stays
 * valid; beside them is a table of eight bytes a slot. Two entries of the same hash are told apart
 * by the caller's comparison.
 */
#ifndef POSSUM_BASE_ENTRY_SET_H
#define POSSUM_BASE_ENTRY_SET_H

#include "base/arena.h"

#include <stdint.h>

struct entry_slot;

/** A set. Set `entry_size`, leave the rest zero; free_entry_set frees it. */
struct entry_set {
    size_t entry_size;
    struct entry_slot *slots;
    uint32_t slot_count; /**< a power of two */
    uint32_t count;
    char **chunks;
    size_t chunk_capacity;
};

/** Whether the entry is the one that `key` means. */
typedef bool entry_matcher(const void *entry, const void *key);

/** The entry of `hash` that matches `key`, or NULL. */
void *find_entry(const struct entry_set *set, uint64_t hash, entry_matcher *matches,
                 const void *key);

/** Adds an entry, cleared, under `hash`; the caller fills it. NULL if memory ran out. */
void *add_entry(struct entry_set *set, uint64_t hash);

/** Frees all entries. */
void free_entry_set(struct entry_set *set);

#endif
