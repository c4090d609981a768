#include "customer/account_store.h"

#include "base/unicode.h"
#include "base/uuid.h"

#include <stdlib.h>
#include <string.h>

/* A mark; the line; the record's number; the id; the values. Numbers, and lengths in front of
   texts, take seven bits a byte, the lowest first, all bytes but the last with the highest bit set.
 */
struct packed_account {
    unsigned char mark;
    unsigned char bytes[];
};

enum { ID_IS_UUID = 0, ID_IS_TEXT = 1, CHUNK_SIZE = 1024 * 1024, NUMBER_LIMIT = 10 };

struct packed_chunk {
    struct packed_chunk *next;
    size_t used;
    unsigned char bytes[];
};

struct account_entry {
    struct packed_account *account;
};

struct namesake_entry {
    const struct packed_account *first;
    struct packed_account *second;
    uint64_t count;
};

/* What an entry is looked for by. */
struct account_key {
    const struct account_store *store;
    struct text text; /* the id, or the folded name */
    struct arena *arena;
};

static unsigned char *pack_number(unsigned char *end, uint64_t number)
{
    while (number >= 0x80) {
        *end++ = (unsigned char)(number | 0x80);
        number >>= 7;
    }
    *end++ = (unsigned char)number;
    return end;
}

static const unsigned char *unpack_number(const unsigned char *at, uint64_t *number)
{
    *number = 0;
    for (unsigned shift = 0;; shift += 7) {
        *number |= (uint64_t)(*at & 0x7F) << shift;
        if (*at++ < 0x80) {
            return at;
        }
    }
}

static unsigned char *pack_text(unsigned char *end, struct text text)
{
    end = pack_number(end, text.length);
    memcpy(end, text.at, text.length);
    return end + text.length;
}

static const unsigned char *unpack_text(const unsigned char *at, struct text *text)
{
    uint64_t length;
    at = unpack_number(at, &length);
    *text = (struct text){(const char *)at, (size_t)length};
    return at + length;
}

static unsigned char *pack_id(unsigned char *end, struct text id)
{
    struct uuid uuid;
    if (!parse_uuid(id, &uuid)) {
        *end++ = ID_IS_TEXT;
        return pack_text(end, id);
    }
    *end++ = ID_IS_UUID;
    memcpy(end, uuid.bytes, sizeof uuid.bytes);
    return end + sizeof uuid.bytes;
}

static const unsigned char *unpack_id(const unsigned char *at, struct arena *arena, struct text *id)
{
    struct uuid uuid;
    if (*at++ == ID_IS_TEXT) {
        return unpack_text(at, id);
    }
    memcpy(uuid.bytes, at, sizeof uuid.bytes);
    char *text = arena == NULL ? NULL : take_from_arena(arena, UUID_TEXT_LENGTH);
    *id = text == NULL ? EMPTY_TEXT : format_uuid(uuid, text);
    return at + sizeof uuid.bytes;
}

static bool is_account_row(const struct account_store *store, size_t row)
{
    return store->mapping->rows[row].field.module == MODULE_ACCOUNTS;
}

static size_t measure_account(const struct account_store *store, const struct account *account)
{
    size_t size = sizeof(struct packed_account) + 3 * NUMBER_LIMIT + 1 + account->id.length;
    for (size_t row = 0; row < store->mapping->count; row++) {
        size += is_account_row(store, row) ? NUMBER_LIMIT + account->values[row].length : 0;
    }
    return size;
}

/* Room for `size` bytes at the end of the last chunk; NULL if memory ran out. */
static unsigned char *make_room(struct account_store *store, size_t size)
{
    struct packed_chunk *last = store->last;
    size_t capacity = CHUNK_SIZE - sizeof *last;
    if (last != NULL && last->used + size <= capacity) {
        return last->bytes + last->used;
    }
    struct packed_chunk *chunk = malloc(sizeof *chunk + (size > capacity ? size : capacity));
    if (chunk == NULL) {
        return NULL;
    }
    *chunk = (struct packed_chunk){0};
    if (last == NULL) {
        store->first = chunk;
    } else {
        last->next = chunk;
    }
    store->last = chunk;
    return chunk->bytes;
}

static struct packed_account *pack_account(struct account_store *store,
                                           const struct account *account)
{
    unsigned char *place = make_room(store, measure_account(store, account));
    if (place == NULL) {
        return NULL;
    }
    unsigned char *end = place;
    *end++ = 0;
    end = pack_number(end, account->record->line);
    end = pack_number(end, account->record->number);
    end = pack_id(end, account->id);
    for (size_t row = 0; row < store->mapping->count; row++) {
        if (is_account_row(store, row)) {
            end = pack_text(end, account->values[row]);
        }
    }
    store->last->used += (size_t)(end - place);
    store->count++;
    return (struct packed_account *)place;
}

struct stored_account unpack_account(const struct account_store *store,
                                     const struct packed_account *account, struct arena *arena,
                                     struct text *values)
{
    struct stored_account stored;
    const unsigned char *at = unpack_number(account->bytes, &stored.line);
    at = unpack_number(at, &stored.record);
    at = unpack_id(at, arena, &stored.id);
    for (size_t row = 0; values != NULL && row < store->mapping->count; row++) {
        if (is_account_row(store, row)) {
            at = unpack_text(at, &values[row]);
        }
    }
    return stored;
}

/* The bytes that an account takes. */
static size_t measure_packed(const struct account_store *store,
                             const struct packed_account *account)
{
    uint64_t number;
    struct text text;
    const unsigned char *at = unpack_number(account->bytes, &number);
    at = unpack_number(at, &number);
    at = unpack_id(at, NULL, &text);
    for (size_t row = 0; row < store->mapping->count; row++) {
        if (is_account_row(store, row)) {
            at = unpack_text(at, &text);
        }
    }
    return (size_t)(at - (const unsigned char *)account);
}

static struct text unpack_name(const struct account_store *store,
                               const struct packed_account *account)
{
    uint64_t number;
    struct text value = EMPTY_TEXT;
    const unsigned char *at = unpack_number(account->bytes, &number);
    at = unpack_number(at, &number);
    at = unpack_id(at, NULL, &value);
    for (int row = 0; row <= store->mapping->role_rows[ROLE_COMPANY]; row++) {
        if (is_account_row(store, (size_t)row)) {
            at = unpack_text(at, &value);
        }
    }
    return value;
}

static bool matches_id(const void *entry, const void *key)
{
    const struct account_key *wanted = key;
    const struct packed_account *account = ((const struct account_entry *)entry)->account;
    struct stored_account stored = unpack_account(wanted->store, account, wanted->arena, NULL);
    return equal_texts(stored.id, wanted->text);
}

static bool matches_name(const void *entry, const void *key)
{
    const struct account_key *wanted = key;
    const struct packed_account *account = ((const struct account_entry *)entry)->account;
    return equal_texts(fold_text(wanted->arena, unpack_name(wanted->store, account)), wanted->text);
}

static bool matches_first(const void *entry, const void *key)
{
    return ((const struct namesake_entry *)entry)->first == key;
}

static uint64_t hash_place(const struct account_store *store, const struct packed_account *account)
{
    return digest_text(&store->digest_key,
                       (struct text){(const char *)&account, sizeof(struct packed_account *)});
}

static const struct namesake_entry *find_namesake(const struct account_store *store,
                                                  const struct packed_account *account)
{
    return find_entry(&store->namesakes, hash_place(store, account), matches_first, account);
}

/* The store's entry sets are empty until the first is added, and then have their size. */
static bool add_to_set(struct entry_set *set, uint64_t hash, struct packed_account *account)
{
    set->entry_size = sizeof(struct account_entry);
    struct account_entry *entry = add_entry(set, hash);
    if (entry != NULL) {
        entry->account = account;
    }
    return entry != NULL;
}

static bool add_namesake(struct account_store *store, const struct packed_account *first,
                         struct packed_account *account)
{
    uint64_t hash = hash_place(store, first);
    struct namesake_entry *entry = find_entry(&store->namesakes, hash, matches_first, first);
    if (entry == NULL) {
        store->namesakes.entry_size = sizeof *entry;
        entry = add_entry(&store->namesakes, hash);
        if (entry == NULL) {
            return false;
        }
        *entry = (struct namesake_entry){.first = first, .second = account};
    }
    entry->count++;
    return true;
}

struct found_account find_account_by_id(const struct account_store *store, struct text id,
                                        struct arena *arena)
{
    const struct account_key key = {store, id, arena};
    const struct account_entry *entry =
        find_entry(&store->ids, digest_text(&store->digest_key, id), matches_id, &key);
    return (struct found_account){.account = entry == NULL ? NULL : entry->account};
}

struct found_account find_account_by_name(const struct account_store *store, struct text name,
                                          struct arena *arena)
{
    const struct account_key key = {store, fold_text(arena, name), arena};
    const struct account_entry *entry =
        find_entry(&store->names, digest_text(&store->digest_key, key.text), matches_name, &key);
    struct found_account found = {.account = entry == NULL ? NULL : entry->account};
    const struct namesake_entry *namesake =
        entry == NULL ? NULL : find_namesake(store, entry->account);
    if (namesake != NULL) {
        found.namesake = namesake->second;
        found.namesake_count = namesake->count;
    }
    return found;
}

/* Leaves out an account whose id is there already. */
static void settle_repeated(const struct account_store *store, struct account *account,
                            const struct packed_account *first, struct arena *arena)
{
    size_t count = store->mapping->count;
    struct text *values = take_from_arena(arena, count * sizeof *values);
    if (values == NULL) {
        return;
    }
    struct stored_account stored = unpack_account(store, first, arena, values);
    bool is_same = true;
    for (size_t row = 0; row < count; row++) {
        is_same = is_same &&
                  (!is_account_row(store, row) || equal_texts(values[row], account->values[row]));
    }
    account->issues = (struct issue_list){0};
    struct issue *issue = add_issue(
        &account->issues, arena, is_same ? ISSUE_REPEATED_ROW : ISSUE_REPEATED_ACCOUNT, EMPTY_TEXT);
    issue->old = account->id;
    issue->has_old = true;
    issue->message = print_to_arena(
        arena,
        is_same ? "the row repeats line %llu and was folded into it"
                : "line %llu has this account with other values; the first one counts",
        (unsigned long long)stored.line);
    account->outcome = OUTCOME_SKIPPED;
    account->values = NULL;
}

/* The account of that id among those found; NULL if it is none of them. */
static const struct packed_account *find_same_id(const struct account_store *store,
                                                 const struct found_account *found, struct text id,
                                                 struct arena *arena)
{
    const struct packed_account *const all[] = {found->account, found->namesake};
    for (size_t i = 0; i < sizeof all / sizeof all[0] && id.length > 0; i++) {
        if (all[i] != NULL && equal_texts(unpack_account(store, all[i], arena, NULL).id, id)) {
            return all[i];
        }
    }
    return NULL;
}

void store_account(struct account_store *store, struct account *account, struct arena *arena)
{
    struct text name = account->values[store->mapping->role_rows[ROLE_COMPANY]];
    struct text id = account->id;
    bool has_id = store->finds_ids && id.length > 0;
    bool has_name = store->finds_names && name.length > 0;
    struct found_account by_id = {0};
    struct found_account by_name = {0};
    if (has_id) {
        by_id = find_account_by_id(store, id, arena);
    }
    if (has_name) {
        by_name = find_account_by_name(store, name, arena);
    }
    const struct packed_account *first =
        by_id.account != NULL ? by_id.account : find_same_id(store, &by_name, id, arena);
    if (first != NULL) {
        settle_repeated(store, account, first, arena);
        return;
    }
    struct packed_account *packed = pack_account(store, account);
    bool done = packed != NULL;
    if (has_id) {
        done = done && add_to_set(&store->ids, digest_text(&store->digest_key, id), packed);
    }
    if (by_name.account != NULL) {
        done = done && add_namesake(store, by_name.account, packed);
    } else if (has_name) {
        uint64_t hash = digest_text(&store->digest_key, fold_text(arena, name));
        done = done && add_to_set(&store->names, hash, packed);
    }
    arena->exhausted |= !done;
}

void mark_account(struct packed_account *account)
{
    account->mark = 1;
}

/* Whether the account is marked, or the first of its name for it: where contacts name accounts by
   id, they mean none but that one. */
static bool is_used(const struct account_store *store, const struct packed_account *account,
                    struct arena *arena)
{
    if (account->mark != 0 || store->finds_ids || !store->finds_names) {
        return account->mark != 0;
    }
    struct found_account found = find_account_by_name(store, unpack_name(store, account), arena);
    return found.namesake != NULL && found.account->mark != 0;
}

const struct packed_account *find_unused_account(const struct account_store *store,
                                                 struct account_walk *walk, struct arena *arena)
{
    if (walk->chunk == NULL) {
        walk->chunk = store->first;
    }
    while (walk->chunk != NULL) {
        while (walk->at < walk->chunk->used) {
            const struct packed_account *account =
                (const struct packed_account *)(walk->chunk->bytes + walk->at);
            walk->at += measure_packed(store, account);
            if (!is_used(store, account, arena)) {
                return account;
            }
        }
        if (walk->chunk->next == NULL) {
            return NULL;
        }
        walk->chunk = walk->chunk->next;
        walk->at = 0;
    }
    return NULL;
}

void free_account_store(struct account_store *store)
{
    for (struct packed_chunk *chunk = store->first; chunk != NULL;) {
        struct packed_chunk *next = chunk->next;
        free(chunk);
        chunk = next;
    }
    free_entry_set(&store->ids);
    free_entry_set(&store->names);
    free_entry_set(&store->namesakes);
    *store = (struct account_store){0};
}
