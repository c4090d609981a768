/**
 * Which encoding a file is in (product.md "Reading a file", Encoding).
 */
#ifndef POSSUM_CSV_ENCODING_H
#define POSSUM_CSV_ENCODING_H

#include "base/text.h"

#include <stdint.h>

/** A scan of a file's bytes for signs of its encoding; all zero is one that has seen nothing. Feed
 * it the bytes from the start, in pieces of any size. */
struct encoding_scan {
    unsigned char start[4]; /**< the first bytes, for the byte order mark */
    size_t start_length;
    unsigned char partial[4]; /**< a sequence cut by the end of the last piece */
    size_t partial_length;
    uint64_t valid;   /**< valid UTF-8 sequences of more than one byte */
    uint64_t invalid; /**< bytes or sequences that are not */
    uint64_t total;   /**< bytes */
    uint64_t nul;     /**< NUL bytes: a sign of UTF-16 without its mark */
};

/** Takes in the next bytes. */
void scan_encoding(struct encoding_scan *scan, struct text bytes);

/** The encoding that the scan points to: that of the byte order mark ("UTF-8", "UTF-16LE",
 *  "UTF-16BE"), else "UTF-8" if there are more valid than invalid multi-byte sequences or none of
 *  either, else "Windows-1252". A static string. `mark_length` becomes the bytes of the mark. */
const char *find_encoding(struct encoding_scan *scan, size_t *mark_length);

#endif
