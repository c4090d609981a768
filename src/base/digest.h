/**
 * Keyed digests: 64 bits that stand for a text of any length, on libsodium's SipHash-2-4.
 *
 * Two texts of the same digest are the same text but for one chance in 2^64 for each pair compared:
 * SipHash is a pseudo-random function, and the key is drawn anew in each run, so no file can be
 * made to collide. A digest never leaves the process.
 */
#ifndef POSSUM_BASE_DIGEST_H
#define POSSUM_BASE_DIGEST_H

#include "base/text.h"

#include <stdint.h>

/** A secret key. */
struct digest_key {
    unsigned char bytes[16];
};

/** Draws a key from the system's random numbers. */
struct digest_key draw_digest_key(void);

/** The digest of a text. */
uint64_t digest_text(const struct digest_key *key, struct text text);

/** The digest of a number. */
uint64_t digest_number(const struct digest_key *key, uint64_t number);

#endif
