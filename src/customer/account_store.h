/**
 * The accounts that contacts are joined to: held packed, found by id or by folded name.
 *
 * An account takes its values' bytes, one byte more for each, 17 for its id if that is a UUID, some
 * for its place in the file, and 20 to 30 bytes of tables for each way it can be found. Names and
 * ids are compared themselves, not by a digest. Filling and marking are for one thread; finding,
 * once the store is full, is for any.
 */
#ifndef POSSUM_CUSTOMER_ACCOUNT_STORE_H
#define POSSUM_CUSTOMER_ACCOUNT_STORE_H

#include "base/digest.h"
#include "base/entry_set.h"
#include "customer/account.h"

struct packed_account;
struct packed_chunk;

/** A store. Set the members up to the blank line, leave the rest zero; free_account_store frees it.
 */
struct account_store {
    const struct mapping *mapping;
    struct digest_key digest_key;
    bool finds_ids;   /**< contacts name their account by id */
    bool finds_names; /**< contacts name their account by name */

    struct packed_chunk *first;
    struct packed_chunk *last;
    struct entry_set ids;
    struct entry_set names;
    struct entry_set namesakes; /**< the accounts that share a name with an earlier one */
    uint64_t count;
};

/** What was found. */
struct found_account {
    struct packed_account *account;  /**< NULL if there is none */
    struct packed_account *namesake; /**< the next account of that name; NULL if there is none */
    uint64_t namesake_count;         /**< how many there are besides `account` */
};

/** An account taken out of its packing; texts but the id stand in the store. */
struct stored_account {
    struct text id; /**< in the arena given */
    uint64_t line;  /**< where it stood in its file */
    uint64_t record;
};

/** Puts an account in. One whose id is there already is left out, with an issue added to it, and is
 *  then skipped: `repeated-row` if it has the same values, else `repeated-account`. A store that
 *  does not find ids sees that only of the first two accounts of a name. Takes memory
 *  that is gone with the arena from `arena`, where memory that ran out shows. */
void store_account(struct account_store *store, struct account *account, struct arena *arena);

/** Finds an account by its id. */
struct found_account find_account_by_id(const struct account_store *store, struct text id,
                                        struct arena *arena);

/** Finds an account by its name: case and white space do not count. */
struct found_account find_account_by_name(const struct account_store *store, struct text name,
                                          struct arena *arena);

/** Takes an account out: its id and place, and, unless `values` is NULL, its values into those of
 *  the mapping's rows that are an account's. */
struct stored_account unpack_account(const struct account_store *store,
                                     const struct packed_account *account, struct arena *arena,
                                     struct text *values);

/** Marks an account as one that a contact has. Where several have its name, the first is marked for
 *  all of them, unless the store finds ids. */
void mark_account(struct packed_account *account);

/** Where a walk over the unused accounts stands; all zero is its beginning. */
struct account_walk {
    struct packed_chunk *chunk;
    size_t at;
};

/** The next account that is not marked, nor another of its name for it, in the order they were
 *  stored; NULL at the end. Takes memory from `arena`. */
const struct packed_account *find_unused_account(const struct account_store *store,
                                                 struct account_walk *walk, struct arena *arena);

/** Frees it. */
void free_account_store(struct account_store *store);

#endif
