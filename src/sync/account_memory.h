/**
 * What a run remembers of the accounts that it has dealt with: fixed-size entries, see
 * customer/registers.h.
 */
#ifndef POSSUM_SYNC_ACCOUNT_MEMORY_H
#define POSSUM_SYNC_ACCOUNT_MEMORY_H

#include "sync/id_set.h"

/** The accounts of a run so far. start_account_memory makes it, free_account_memory frees it. */
struct account_memory {
    struct entry_set companies; /**< by the derived id of the folded name: which account it is */
    struct id_set accounts;     /**< those that a row of the run has */
    struct id_set renamed;      /**< those of them that the run renames */
};

/** An empty memory. */
struct account_memory start_account_memory(void);

/** The account, its id or the key that it is to get, of the company with that derived id: a slice
 *  of the memory. False if the run has not met the company. */
bool recall_company(const struct account_memory *memory, struct uuid derived,
                    struct text *reference);

/** Remembers which account a company has, unless it is known. False if memory ran out. */
bool remember_company(struct account_memory *memory, struct uuid derived, struct text reference,
                      struct error *error);

/** Frees it. */
void free_account_memory(struct account_memory *memory);

#endif
