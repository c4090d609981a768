/**
 * The nearest name: what a person may have meant who mistyped one.
 */
#ifndef POSSUM_BASE_NEAREST_H
#define POSSUM_BASE_NEAREST_H

#include "base/text.h"

/** The edit distance of two texts (insertions, deletions, substitutions and swaps of neighbours),
 *  ASCII letters of either case taken as equal; texts over 64 bytes are as far as can be. */
size_t measure_distance(struct text one, struct text other);

/** The index of the name nearest to `typed` among `names`, or `count` if none is near enough to be
 *  worth suggesting (more than a third of the longer one's letters differ). The first of equals
 * wins. */
size_t find_nearest(struct text typed, const struct text *names, size_t count);

#endif
