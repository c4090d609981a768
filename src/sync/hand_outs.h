/**
 * What was handed out to ClickPOS: which contacts, with which values, in which pull (product.md
 * "pull, and closing the loop"), and the rows that ClickPOS was last seen to have. They stand in
 * the journal, whose groups hold for them too.
 */
#ifndef POSSUM_SYNC_HAND_OUTS_H
#define POSSUM_SYNC_HAND_OUTS_H

#include "sync/journal_runs.h"
#include "sync/value_digests.h"

/** How far a hand-out has come. */
enum hand_out_state {
    HAND_OUT_PREPARED,   /**< the file is not in its place yet: it counts for nothing */
    HAND_OUT_OPEN,       /**< the file is there, and no push has met what came of it */
    HAND_OUT_CLOSED,     /**< a push has taken the tick away */
    HAND_OUT_SUPERSEDED, /**< a later one has followed before that */
};

/** A hand-out of a contact. */
struct hand_out {
    struct text run; /**< the pull's id */
    struct text contact;
    struct text customer; /**< the customer number that it had; empty: it was new to ClickPOS */
    enum hand_out_state state;
    int64_t handed;              /**< seconds since 1970 */
    struct value_digests in_crm; /**< what the contact and its account had in the CRM */
    struct value_digests in_row; /**< what the row in the file has, as a push would read it */
};

/** "handed out on 2026-11-25 10:05 (run 20261125-100500-3fa9c1)", in local time, in `arena`. */
struct text describe_hand_out(const struct hand_out *hand_out, struct arena *arena);

/** Enters a hand-out. */
bool add_hand_out(struct journal *journal, const struct hand_out *hand_out, struct error *error);

/** Finds the last hand-out of a contact that is not merely prepared; *found is false if there is
 *  none. Texts stand in `arena`, here and below. */
bool find_hand_out(struct journal *journal, struct text contact, struct arena *arena,
                   struct hand_out *hand_out, bool *found, struct error *error);

/** Tells whether a row is what was handed out of a contact, last or earlier, since its tick was
 * last taken away. */
bool ask_whether_handed_out(struct journal *journal, struct text contact,
                            const struct value_digests *row, bool *is_handed_out,
                            struct error *error);

/** Takes in a hand-out, whose texts are valid during the call; false ends the listing. */
typedef bool hand_out_visitor(void *context, const struct hand_out *hand_out);

/** Hands those that are open and were new to ClickPOS to `visit`. */
bool list_new_hand_outs(struct journal *journal, hand_out_visitor *visit, void *context,
                        struct error *error);

/** Hands those of a pull to `visit`, in their order. */
bool list_hand_outs(struct journal *journal, struct text run, hand_out_visitor *visit,
                    void *context, struct error *error);

/** Opens the hand-outs that a pull has prepared; earlier ones of the same contacts, if they are
 *  still open, are superseded. */
bool open_hand_outs(struct journal *journal, struct text run, struct error *error);

/** Takes the hand-outs of a pull away: its file is not there. */
bool drop_hand_outs(struct journal *journal, struct text run, struct error *error);

/** Closes a contact's hand-outs, if it has open ones: its tick has been taken away. */
bool close_hand_out(struct journal *journal, struct text contact, struct error *error);

/** Opens a contact's last hand-out again: an undo has given it its tick back. */
bool reopen_hand_out(struct journal *journal, struct text contact, struct error *error);

/** Remembers the row of a customer number, which ClickPOS has and the CRM has got. */
bool note_seen_row(struct journal *journal, uint32_t number, const struct value_digests *row,
                   struct error *error);

/** Finds the row that was last seen of a customer number. */
bool find_seen_row(struct journal *journal, uint32_t number, struct value_digests *row, bool *found,
                   struct error *error);

#endif
