/**
 * Random texts for tests of properties: each seed gives its own, the same on every machine.
 */
#ifndef POSSUM_TESTS_UNIT_RANDOM_H
#define POSSUM_TESTS_UNIT_RANDOM_H

#include "base/text.h"

#include <stdint.h>

/** The next number of the sequence that `seed` began (SplitMix64). */
static inline uint64_t draw_number(uint64_t *seed)
{
    *seed += 0x9E3779B97F4A7C15u;
    uint64_t number = *seed;
    number = (number ^ (number >> 30)) * 0xBF58476D1CE4E5B9u;
    number = (number ^ (number >> 27)) * 0x94D049BB133111EBu;
    return number ^ (number >> 31);
}

/** A number below `limit`. */
static inline size_t draw_below(uint64_t *seed, size_t limit)
{
    return (size_t)(draw_number(seed) % limit);
}

/** Up to `most` letters of `alphabet`, at `place`. */
static inline struct text draw_text(uint64_t *seed, struct text alphabet, char *place, size_t most)
{
    size_t length = draw_below(seed, most + 1);
    for (size_t i = 0; i < length; i++) {
        place[i] = alphabet.at[draw_below(seed, alphabet.length)];
    }
    return (struct text){place, length};
}

#endif
