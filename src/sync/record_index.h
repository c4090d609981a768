/**
 * Records of a list by one of their values; several may have the same.
 */
#ifndef POSSUM_SYNC_RECORD_INDEX_H
#define POSSUM_SYNC_RECORD_INDEX_H

#include "crm/crm.h"

/** A record under its value. */
struct indexed_record {
    struct text value;
    const struct crm_record *record;
};

/** Records in the order of their values. */
struct record_index {
    struct indexed_record *entries;
    size_t count;
};

/** The value of a record that an index is of; empty: the index leaves the record out. */
typedef struct text value_reader(const void *context, const struct crm_record *record);

/** Indexes the records of a list, in `arena`. False if memory ran out. */
bool index_records(const struct crm_record_list *list, value_reader *read, const void *context,
                   struct arena *arena, struct record_index *index, struct error *error);

/** The first `limit` records of that value, the live ones or the deleted ones, to `found`; returns
 *  how many there are. */
size_t list_records_of_value(const struct record_index *index, struct text value, bool deleted,
                             const struct crm_record **found, size_t limit);

#endif
