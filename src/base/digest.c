#include "base/digest.h"

#include <sodium.h>
#include <string.h>

_Static_assert(sizeof(struct digest_key) == crypto_shorthash_KEYBYTES, "the key is SipHash's");
_Static_assert(sizeof(uint64_t) == crypto_shorthash_BYTES, "so is the digest");

struct digest_key draw_digest_key(void)
{
    struct digest_key key;
    randombytes_buf(key.bytes, sizeof key.bytes);
    return key;
}

uint64_t digest_text(const struct digest_key *key, struct text text)
{
    uint64_t digest;
    unsigned char bytes[sizeof digest];
    crypto_shorthash(bytes, (const unsigned char *)text.at, text.length, key->bytes);
    memcpy(&digest, bytes, sizeof digest);
    return digest;
}

uint64_t digest_number(const struct digest_key *key, uint64_t number)
{
    return digest_text(key, (struct text){(const char *)&number, sizeof number});
}
