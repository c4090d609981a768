#include "sync/hand_out_index.h"

#include <stdlib.h>

enum { COMMON = 32 /* contacts that have a value, from which on it tells nothing */ };

static int compare_keys(const void *one, const void *other)
{
    uint64_t left = ((const struct waiting_contact *)one)->key;
    uint64_t right = ((const struct waiting_contact *)other)->key;
    return left < right ? -1 : left > right;
}

static int compare_values(const void *one, const void *other)
{
    const struct indexed_value *left = one;
    const struct indexed_value *right = other;
    if (left->digest != right->digest) {
        return left->digest < right->digest ? -1 : 1;
    }
    return left->contact < right->contact ? -1 : left->contact > right->contact;
}

/* An index being loaded. */
struct loading {
    struct hand_out_index *index;
    size_t capacity;
    struct error *error;
    bool failed;
};

static bool make_room(struct loading *loading)
{
    struct hand_out_index *index = loading->index;
    if (index->count < loading->capacity) {
        return true;
    }
    size_t capacity = loading->capacity == 0 ? 64 : 2 * loading->capacity;
    struct waiting_contact *grown = realloc(index->contacts, capacity * sizeof *grown);
    if (grown == NULL) {
        return fail_for_memory(loading->error);
    }
    index->contacts = grown;
    loading->capacity = capacity;
    return true;
}

static bool load_hand_out(void *context, const struct hand_out *hand_out)
{
    struct loading *loading = context;
    struct hand_out_index *index = loading->index;
    if (!make_room(loading)) {
        loading->failed = true;
        return false;
    }
    index->contacts[index->count++] = (struct waiting_contact){
        .id = copy_to_arena(&index->arena, hand_out->contact),
        .row = copy_to_arena(&index->arena, view_digests(&hand_out->in_row)),
        .key = join_digests(&hand_out->in_row, &index->header)};
    return true;
}

static struct value_digests digest_header(const struct customer_rules *rules)
{
    struct text blanks[MAPPING_ROW_LIMIT];
    for (size_t i = 0; i < MAPPING_ROW_LIMIT; i++) {
        blanks[i] = EMPTY_TEXT;
    }
    return digest_row(rules, blanks);
}

static bool index_values(struct hand_out_index *index, struct error *error)
{
    size_t most = 0;
    for (size_t i = 0; i < index->count; i++) {
        most += index->contacts[i].row.length / sizeof(uint64_t);
    }
    index->values = malloc((most + 1) * sizeof *index->values);
    if (index->values == NULL) {
        return fail_for_memory(error);
    }
    for (size_t i = 0; i < index->count; i++) {
        struct value_digests row;
        size_t count = read_digests(index->contacts[i].row, &row) ? row.count : 0;
        for (size_t k = 0; k < count; k++) {
            if (!is_blank_digest(row.of_field[k])) {
                index->values[index->value_count++] = (struct indexed_value){row.of_field[k], i};
            }
        }
    }
    qsort(index->values, index->value_count, sizeof *index->values, compare_values);
    return true;
}

bool load_hand_out_index(struct hand_out_index *index, struct journal *journal,
                         const struct customer_rules *rules, struct error *error)
{
    struct loading loading = {.index = index, .error = error};
    index->is_loaded = true;
    index->header = digest_header(rules);
    if (!list_new_hand_outs(journal, load_hand_out, &loading, error) || loading.failed) {
        return false;
    }
    if (index->count > 0) {
        qsort(index->contacts, index->count, sizeof *index->contacts, compare_keys);
    }
    return (!index->arena.exhausted || fail_for_memory(error)) && index_values(index, error);
}

size_t list_equal_contacts(const struct hand_out_index *index, const struct value_digests *row,
                           struct waiting_contact **found, size_t limit)
{
    uint64_t key = join_digests(row, &index->header);
    size_t low = 0;
    size_t high = index->count;
    size_t count = 0;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (index->contacts[middle].key < key) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    for (; low < index->count && index->contacts[low].key == key && count < limit; low++) {
        found[count++] = &index->contacts[low];
    }
    return count;
}

/* The first of the values that have that digest, or where it would be. */
static size_t find_value(const struct hand_out_index *index, uint64_t digest)
{
    size_t low = 0;
    size_t high = index->value_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (index->values[middle].digest < digest) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static bool is_listed(struct waiting_contact *const *found, size_t count,
                      const struct waiting_contact *contact)
{
    size_t i = 0;
    while (i < count && found[i] != contact) {
        i++;
    }
    return i < count;
}

size_t list_similar_contacts(const struct hand_out_index *index, const struct value_digests *row,
                             struct waiting_contact **found, size_t limit)
{
    size_t count = 0;
    for (size_t i = 0; i < row->count; i++) {
        size_t begin = find_value(index, row->of_field[i]);
        size_t end = begin;
        while (end < index->value_count && end - begin <= COMMON &&
               index->values[end].digest == row->of_field[i]) {
            end++;
        }
        for (bool is_rare = end - begin <= COMMON; is_rare && begin < end && count < limit;
             begin++) {
            struct waiting_contact *contact = &index->contacts[index->values[begin].contact];
            struct value_digests handed_out;
            if (!contact->is_found && !is_listed(found, count, contact) &&
                read_digests(contact->row, &handed_out) && are_digests_alike(row, &handed_out)) {
                found[count++] = contact;
            }
        }
    }
    return count;
}

void free_hand_out_index(struct hand_out_index *index)
{
    free(index->contacts);
    free(index->values);
    free_arena(&index->arena);
    *index = (struct hand_out_index){0};
}
