#include "sync/record_index.h"

#include <stdlib.h>

static int compare_entries(const void *one, const void *other)
{
    return compare_texts(&((const struct indexed_record *)one)->value,
                         &((const struct indexed_record *)other)->value);
}

bool index_records(const struct crm_record_list *list, value_reader *read, const void *context,
                   struct arena *arena, struct record_index *index, struct error *error)
{
    index->count = 0;
    index->entries = take_from_arena(arena, (list->count + 1) * sizeof *index->entries);
    if (index->entries == NULL) {
        return fail_for_memory(error);
    }
    for (size_t i = 0; i < list->count; i++) {
        struct text value = read(context, &list->records[i]);
        if (value.length > 0) {
            index->entries[index->count++] = (struct indexed_record){value, &list->records[i]};
        }
    }
    if (index->count > 1) {
        qsort(index->entries, index->count, sizeof *index->entries, compare_entries);
    }
    return true;
}

/* The first entry that does not stand before the value. */
static size_t find_first(const struct record_index *index, struct text value)
{
    size_t low = 0;
    size_t high = index->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_texts(&index->entries[middle].value, &value) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

size_t list_records_of_value(const struct record_index *index, struct text value, bool deleted,
                             const struct crm_record **found, size_t limit)
{
    size_t count = 0;
    for (size_t at = find_first(index, value);
         at < index->count && equal_texts(index->entries[at].value, value); at++) {
        if (index->entries[at].record->is_deleted == deleted && count < limit) {
            found[count++] = index->entries[at].record;
        }
    }
    return count;
}
