/**
 * What the fuzz targets share: a target is a function that is called with any bytes, and must not
 * end with a misuse of memory, nor with something that it insists on and that does not hold.
 */
#ifndef POSSUM_TESTS_FUZZ_FUZZING_H
#define POSSUM_TESTS_FUZZ_FUZZING_H

#include "base/text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/** What libFuzzer calls with each input; returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/** Ends the run with the input at hand unless it `holds`. */
static inline void insist(bool holds)
{
    if (!holds) {
        abort();
    }
}

/** The text in a block of exactly its size, so that a read beyond it is noticed. The caller frees
 *  the block, which is at `at`. */
static inline struct text copy_exactly(struct text text)
{
    char *copy = malloc(text.length);
    insist(copy != NULL || text.length == 0);
    if (text.length > 0) {
        memcpy(copy, text.at, text.length);
    }
    return (struct text){copy, text.length};
}

/** Frees the block of copy_exactly. */
static inline void free_copy(struct text copy)
{
    free((char *)copy.at);
}

/** Takes the first byte off the input; 0 if there is none. */
static inline uint8_t take_byte(struct text *input)
{
    uint8_t byte = input->length > 0 ? (uint8_t)input->at[0] : 0;
    *input = slice_text(*input, input->length > 0, input->length);
    return byte;
}

/** Takes the first `length` bytes off the input, or what there is. */
static inline struct text take_bytes(struct text *input, size_t length)
{
    size_t end = length < input->length ? length : input->length;
    struct text taken = slice_text(*input, 0, end);
    *input = slice_text(*input, end, input->length);
    return taken;
}

#endif
