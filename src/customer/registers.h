/**
 * What a run remembers of the customers it has carried: their numbers and their accounts.
 *
 * Both keep fixed-size entries, not values: a number with the digest of its row, an account with
 * the digest of each of its fields. A digest is compared with one other only, so a wrong "equal"
 * has one chance in 2^64 (base/digest.h); an account is known by its derived id, which is 122 bits
 * of SHA-1 and would make the CRM itself take two such names for one.
 */
#ifndef POSSUM_CUSTOMER_REGISTERS_H
#define POSSUM_CUSTOMER_REGISTERS_H

#include "base/entry_set.h"
#include "customer/customer.h"

/** What to do with a second, different row of one number (--on-duplicate). */
enum on_duplicate { ON_DUPLICATE_REJECT, ON_DUPLICATE_FIRST };

/** The registers. start_registers makes them, free_registers frees them. */
struct registers {
    const struct customer_rules *rules;
    enum on_duplicate on_duplicate;
    struct entry_set numbers;
    struct entry_set accounts;
};

/** Empty registers. */
struct registers start_registers(const struct customer_rules *rules,
                                 enum on_duplicate on_duplicate);

/** Enters the number of a customer that has been carried so far, in the order of the lines
 *  (product.md "The same number twice"). A row whose number was carried before is rejected or
 *  skipped, with an issue that names the first one's line. Memory that ran out shows in `arena`. */
void register_number(struct registers *registers, struct customer *customer, struct arena *arena);

/** Enters the account of a carried customer, which is known by `account` (product.md "Company"). A
 *  company seen before keeps its first details; an issue names each field in which this row
 *  differs. *new_account becomes true if it has not been seen. A person's account is that
 *  customer's alone, so that it always is new. Memory that ran out shows in `arena`. */
void register_account(struct registers *registers, struct customer *customer, struct uuid account,
                      struct arena *arena, bool *new_account);

/** Enters both, the account by its derived id. *new_account becomes true if the customer is still
 *  carried and its account has not been seen. */
void register_customer(struct registers *registers, struct customer *customer, struct arena *arena,
                       bool *new_account);

/** Frees them. */
void free_registers(struct registers *registers);

#endif
