#include "base/uuid.h"

#include <nettle/sha1.h>
#include <string.h>

const struct uuid url_namespace = {{0x6b, 0xa7, 0xb8, 0x11, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4,
                                    0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8}};

struct uuid derive_uuid(const struct uuid *name_space, const struct text *parts, size_t count)
{
    struct sha1_ctx hash;
    sha1_init(&hash);
    sha1_update(&hash, sizeof name_space->bytes, name_space->bytes);
    for (size_t i = 0; i < count; i++) {
        sha1_update(&hash, parts[i].length, (const uint8_t *)parts[i].at);
    }
    struct uuid uuid;
    sha1_digest(&hash, sizeof uuid.bytes, uuid.bytes);
    uuid.bytes[6] = (uint8_t)((uuid.bytes[6] & 0x0F) | 0x50);
    uuid.bytes[8] = (uint8_t)((uuid.bytes[8] & 0x3F) | 0x80);
    return uuid;
}

struct text format_uuid(struct uuid uuid, char text[UUID_TEXT_LENGTH])
{
    static const char digits[] = "0123456789abcdef";
    char *end = text;
    for (size_t i = 0; i < sizeof uuid.bytes; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10) {
            *end++ = '-';
        }
        *end++ = digits[uuid.bytes[i] >> 4];
        *end++ = digits[uuid.bytes[i] & 0x0F];
    }
    return (struct text){text, UUID_TEXT_LENGTH};
}

/* The value of a hexadecimal digit as format_uuid writes it, or -1. */
static int read_small_digit(char digit)
{
    return digit >= 'A' && digit <= 'F' ? -1 : read_digit(digit, 16);
}

bool parse_uuid(struct text text, struct uuid *uuid)
{
    if (text.length != UUID_TEXT_LENGTH) {
        return false;
    }
    size_t at = 0;
    for (size_t i = 0; i < sizeof uuid->bytes; i++) {
        if ((i == 4 || i == 6 || i == 8 || i == 10) && text.at[at++] != '-') {
            return false;
        }
        int high = read_small_digit(text.at[at++]);
        int low = read_small_digit(text.at[at++]);
        if (high < 0 || low < 0) {
            return false;
        }
        uuid->bytes[i] = (uint8_t)(16 * high + low);
    }
    return true;
}
