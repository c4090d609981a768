/**
 * A set of ids of records, as fixed-size entries: a UUID's own bytes, or of another id those of a
 * UUID that is derived from it.
 */
#ifndef POSSUM_SYNC_ID_SET_H
#define POSSUM_SYNC_ID_SET_H

#include "base/digest.h"
#include "base/entry_set.h"
#include "base/error.h"
#include "base/uuid.h"

/** A set. start_id_set makes it, free_id_set frees it. */
struct id_set {
    struct entry_set entries;
    struct digest_key digest_key;
};

/** An id as the set has it. */
struct uuid pack_id(struct text id);

/** An empty set. */
struct id_set start_id_set(void);

/** Adds an id. False if memory ran out. */
bool add_id(struct id_set *set, struct text id, struct error *error);

/** Whether the id is in the set. */
bool has_id(const struct id_set *set, struct text id);

/** Frees it. */
void free_id_set(struct id_set *set);

#endif
