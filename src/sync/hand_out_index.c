#include "sync/hand_out_index.h"

#include <stdlib.h>

static int compare_keys(const void *one, const void *other)
{
    uint64_t left = ((const struct waiting_contact *)one)->key;
    uint64_t right = ((const struct waiting_contact *)other)->key;
    return left < right ? -1 : left > right;
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
    return !index->arena.exhausted || fail_for_memory(error);
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

size_t list_similar_contacts(const struct hand_out_index *index, const struct value_digests *row,
                             struct waiting_contact **found, size_t limit)
{
    size_t count = 0;
    for (size_t i = 0; i < index->count && count < limit; i++) {
        struct value_digests handed_out;
        struct waiting_contact *contact = &index->contacts[i];
        if (!contact->is_found && read_digests(contact->row, &handed_out) &&
            are_digests_alike(row, &handed_out)) {
            found[count++] = contact;
        }
    }
    return count;
}

void free_hand_out_index(struct hand_out_index *index)
{
    free(index->contacts);
    free_arena(&index->arena);
    *index = (struct hand_out_index){0};
}
