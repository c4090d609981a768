/**
 * Arenas: memory that is taken piece by piece and given back all at once.
 *
 * A failed allocation sticks: `exhausted` becomes true and every later request returns NULL (or the
 * empty text) until the arena is reset. So a stage may take many small pieces and look once, at its
 * end, whether all of them were there; what it made is thrown away if not.
 */
#ifndef POSSUM_BASE_ARENA_H
#define POSSUM_BASE_ARENA_H

#include "base/text.h"

struct arena_block;

/** An arena; all zero is a valid, empty one. The caller owns it and frees it with free_arena. */
struct arena {
    struct arena_block *first;   /**< all blocks, in the order they are filled */
    struct arena_block *current; /**< the one being filled */
    bool exhausted;              /**< an allocation has failed since the last reset */
};

/** `size` bytes, aligned for any object, not cleared; NULL if memory ran out. */
void *take_from_arena(struct arena *arena, size_t size);

/** A copy of `text` in the arena. */
struct text copy_to_arena(struct arena *arena, struct text text);

/** The parts (`count` of them), one behind another, in the arena. */
struct text join_in_arena(struct arena *arena, const struct text *parts, size_t count);

/** Text formatted as by printf, in the arena; a NUL stands behind it. */
struct text print_to_arena(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/** Gives back the last `size - used` bytes of `piece`, the newest piece taken, `size` bytes long.
 */
void shrink_newest_piece(struct arena *arena, void *piece, size_t size, size_t used);

/** Forgets everything taken but keeps the memory for the next round. */
void reset_arena(struct arena *arena);

/** Frees all memory; the arena is empty and usable afterwards. */
void free_arena(struct arena *arena);

#endif
