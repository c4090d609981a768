/**
 * Version-5 UUIDs: names in a namespace, hashed (RFC 9562 section 5.5), on nettle's SHA-1.
 */
#ifndef POSSUM_BASE_UUID_H
#define POSSUM_BASE_UUID_H

#include "base/text.h"

#include <stdint.h>

/** A UUID, in network order. */
struct uuid {
    uint8_t bytes[16];
};

enum { UUID_TEXT_LENGTH = 36 };

/** The URL namespace of RFC 9562: 6ba7b811-9dad-11d1-80b4-00c04fd430c8. */
extern const struct uuid url_namespace;

/** The UUID of the name that `parts` (`count` of them) make one behind another. */
struct uuid derive_uuid(const struct uuid *name_space, const struct text *parts, size_t count);

/** Reads a UUID written as format_uuid writes it; false for any other text. */
bool parse_uuid(struct text text, struct uuid *uuid);

/** Writes the UUID as 36 characters, lower case, with no NUL behind, and returns them as a slice.
 */
struct text format_uuid(struct uuid uuid, char text[UUID_TEXT_LENGTH]);

#endif
