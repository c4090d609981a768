/**
 * What is wrong with the header of a file from the CRM, in words for a person.
 */
#ifndef POSSUM_CUSTOMER_CRM_HEADER_H
#define POSSUM_CUSTOMER_CRM_HEADER_H

#include "customer/crm_columns.h"

/** Checks that no columns clash, that each header that --column names for the module was found, and
 *  that the contacts are not given as the accounts; `path` is for the message. */
bool check_crm_columns(const struct mapping *mapping, const struct crm_columns *columns,
                       const struct text *headers, size_t count, const char *path,
                       struct error *error);

/** Fills `error` for a file of the module in which no record makes a header: the headers seen, what
 *  is missing, and what to do. */
void explain_no_crm_header(const struct mapping *mapping, enum module module, const char *path,
                           const struct text *headers, size_t count, uint64_t line,
                           struct error *error);

#endif
