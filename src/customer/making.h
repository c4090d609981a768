/**
 * A record on its way to become a customer, a contact or an account: what the makers of the three
 * (customer.c, contact.c, account.c) share.
 */
#ifndef POSSUM_CUSTOMER_MAKING_H
#define POSSUM_CUSTOMER_MAKING_H

#include "customer/clean.h"
#include "customer/customer.h"

struct making;

/** Cleans a cell by the rule of its row; each maker has its own. */
typedef struct text cell_cleaner(struct making *making, size_t row, struct text cell);

/** A record in the making. */
struct making {
    const struct customer_rules *rules;
    const struct record *record;
    struct customer *customer; /**< what is being made; NULL for an account */
    struct text *values;       /**< one for each row of the mapping */
    struct cleaning cleaning;
    cell_cleaner *clean_cell;
    const void *context;           /**< the cleaner's own */
    bool leaves_out[MODULE_COUNT]; /**< rows of such a module stay blank */
};

/** The record's cell for a row of the mapping, as it stands; empty if it has none. */
struct text get_cell(const struct making *making, size_t row);

/** The cleaned value of the role's row; empty if the mapping has no such row. */
struct text get_value(const struct making *making, enum role role);

/** Adds an issue about the whole record. */
struct issue *add_record_issue(struct making *making, enum issue_code code, struct text message);

/** Adds an issue about the value `old` of a row. */
struct issue *add_value_issue(struct making *making, enum issue_code code, size_t row,
                              struct text old);

/** Judges the record's bytes, and the number of its cells against the header's; false, with an
 *  issue, if it cannot be used (product.md "Reading a file"). */
bool check_record(struct making *making);

/** Fills `values`: takes them from the arena and cleans each cell once, then what needs another
 * value (a postcode its country). False if memory ran out. */
bool clean_values(struct making *making);

/** Whether the record repeats the header, as on each printed page. */
bool repeats_header(const struct making *making);

/** Whether a cell of one of the two emails holds an "@", valid or not. */
bool has_any_email(const struct making *making);

/** The customer number of a record that is rejected before it is cleaned, if it can be told. */
struct text peek_at_number(const struct making *making);

/** The digest of the values, and of `further` ones, each with its length in front so that none can
 *  run into the next. */
uint64_t digest_values(const struct making *making, const struct text *further, size_t count);

#endif
