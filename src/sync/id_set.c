#include "sync/id_set.h"

#include <string.h>

static bool matches_id(const void *entry, const void *key)
{
    return memcmp(entry, key, sizeof(struct uuid)) == 0;
}

static uint64_t hash_id(const struct id_set *set, const struct uuid *id)
{
    return digest_text(&set->digest_key, (struct text){(const char *)id->bytes, sizeof id->bytes});
}

struct uuid pack_id(struct text id)
{
    struct uuid uuid;
    const struct text parts[] = {TEXT("possum:id/"), id};
    return parse_uuid(id, &uuid) ? uuid : derive_uuid(&url_namespace, parts, 2);
}

struct id_set start_id_set(void)
{
    return (struct id_set){.entries = {.entry_size = sizeof(struct uuid)},
                           .digest_key = draw_digest_key()};
}

bool add_id(struct id_set *set, struct text id, struct error *error)
{
    struct uuid packed = pack_id(id);
    struct uuid *entry =
        has_id(set, id) ? &packed : add_entry(&set->entries, hash_id(set, &packed));
    if (entry == NULL) {
        return fail_for_memory(error);
    }
    *entry = packed;
    return true;
}

bool has_id(const struct id_set *set, struct text id)
{
    struct uuid packed = pack_id(id);
    return find_entry(&set->entries, hash_id(set, &packed), matches_id, &packed) != NULL;
}

void free_id_set(struct id_set *set)
{
    free_entry_set(&set->entries);
}
