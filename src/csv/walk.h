/**
 * A walk over the cells of one record by our quote rule: a quote opens a cell only at its start, a
 * doubled one inside stands for itself, and behind the closing one comes a delimiter or the end.
 */
#ifndef POSSUM_CSV_WALK_H
#define POSSUM_CSV_WALK_H

#include "base/text.h"

/** Where a walk is. */
enum walk_state {
    WALK_IN_RECORD,    /**< more cells may come */
    WALK_RECORD_ENDED, /**< the record has ended, at `at` */
    WALK_NEEDS_MORE,   /**< the window ended first, and it is not the end of the input */
    WALK_QUOTE_OPEN,   /**< the input ended inside quotes */
    WALK_QUOTE_JUNK,   /**< something else than a delimiter stands behind a closing quote */
    WALK_TOO_LARGE,    /**< a cell over CELL_LIMIT or the record over RECORD_LIMIT */
};

/** A walk; start_walk makes one. */
struct walk {
    struct text window;
    bool at_end;
    char delimiter;
    size_t at;         /**< where the walk has come to */
    struct text cell;  /**< the newest cell, its quotes included */
    size_t cell_count; /**< cells walked, the newest included */
    enum walk_state state;
};

/** A walk over the record that begins `window`; `at_end` says that no bytes follow the window. */
struct walk start_walk(struct text window, bool at_end, char delimiter);

/** Goes to the next cell. False if there is none: `state` says why. */
bool walk_to_next_cell(struct walk *walk);

/** The newest cell without the quotes around it; doubled quotes inside stay doubled. */
struct text get_walked_value(const struct walk *walk);

#endif
