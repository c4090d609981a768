/**
 * A customer: one record of a ClickPOS export, mapped, cleaned and checked.
 */
#ifndef POSSUM_CUSTOMER_CUSTOMER_H
#define POSSUM_CUSTOMER_CUSTOMER_H

#include "base/digest.h"
#include "base/uuid.h"
#include "customer/columns.h"
#include "pipeline/issue.h"
#include "pipeline/record.h"

/** What becomes of a record. */
enum outcome { OUTCOME_CARRIED, OUTCOME_REJECTED, OUTCOME_SKIPPED };

/** A customer; everything it points to stands in the batch's arena. */
struct customer {
    const struct record *record;
    enum outcome outcome;
    struct issue_list issues; /**< one of severity error rejects the row */
    uint32_t number;          /**< 0 if it has no valid one */
    struct text number_text;  /**< in decimal digits; empty if it has no valid one */
    struct text *values;      /**< one for each row of the mapping, cleaned; NULL unless carried */
    bool has_company;
    struct text account_name; /**< the company's, or that of the person's account */
    struct uuid contact_id;
    struct uuid account_id;
    uint64_t digest; /**< of all values */
};

/** What customers are made by; the same for the whole run, read-only. */
struct customer_rules {
    const struct mapping *mapping;
    const struct columns *columns;
    const struct text *headers; /**< the header's cells */
    size_t header_count;
    struct text site;
    bool cut_too_long; /**< --too-long cut */
    struct digest_key digest_key;
};

/** Maps, cleans and checks a record (product.md "Reading a file" and "Cleaning and checking a
 * row"). What needs other records, whether the number comes twice and who shares an account, is
 * left to the registers. Memory that ran out shows in `arena`. */
void make_customer(const struct customer_rules *rules, const struct record *record,
                   struct arena *arena, struct customer *customer);

/** The header of the column that a row of the mapping comes from, or its own name for it. */
struct text get_column_header(const struct customer_rules *rules, size_t row);

#endif
