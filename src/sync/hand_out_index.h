/**
 * The contacts that pulls have handed out as new customers and that still wait for their numbers,
 * by what was handed out: so that a row with a new number finds its contact again (product.md
 * "pull, and closing the loop").
 *
 * Compared is what the export has columns for.
 */
#ifndef POSSUM_SYNC_HAND_OUT_INDEX_H
#define POSSUM_SYNC_HAND_OUT_INDEX_H

#include "sync/hand_outs.h"

/** A contact that waits for its number. */
struct waiting_contact {
    struct text id;
    struct text row; /**< what was handed out: see view_digests */
    uint64_t key;    /**< the same as one digest: see join_digests */
    bool is_found;   /**< a row of this run is it */
};

/** A value under which a contact is found. */
struct indexed_value {
    uint64_t digest;
    size_t contact;
};

/** An index. All zero is an empty one; free_hand_out_index frees it. */
struct hand_out_index {
    bool is_loaded;
    struct value_digests header;      /**< the fields that the export has columns for */
    struct waiting_contact *contacts; /**< in the order of their keys */
    size_t count;
    struct indexed_value *values; /**< all that is not blank, in the order of the digests */
    size_t value_count;
    struct arena arena; /**< of the contacts' texts */
};

/** Loads the index from a journal, for an export that is read by `rules`. */
bool load_hand_out_index(struct hand_out_index *index, struct journal *journal,
                         const struct customer_rules *rules, struct error *error);

/** The contacts that were handed out with the row's values: at most `limit` of them to `found`;
 *  returns how many there are. */
size_t list_equal_contacts(const struct hand_out_index *index, const struct value_digests *row,
                           struct waiting_contact **found, size_t limit);

/** Likewise those that the row may be with a change or two: see are_digests_alike. They are
 *  sought by the values that only few of the contacts have. */
size_t list_similar_contacts(const struct hand_out_index *index, const struct value_digests *row,
                             struct waiting_contact **found, size_t limit);

/** Frees it. */
void free_hand_out_index(struct hand_out_index *index);

#endif
