/**
 * An account: one record of an accounts file that came from the CRM.
 */
#ifndef POSSUM_CUSTOMER_ACCOUNT_H
#define POSSUM_CUSTOMER_ACCOUNT_H

#include "customer/crm_cell.h"

/** An account; what it points to stands in the batch's arena. */
struct account {
    const struct record *record;
    enum outcome outcome; /**< carried: it can be joined to contacts */
    struct issue_list issues;
    struct text id;      /**< the CRM's; empty if the file has none */
    struct text *values; /**< one for each row of the mapping, contacts' ones blank; NULL unless
                              carried */
};

/** Reads and cleans a record. A deleted account, a repeated header and a record with neither id nor
 *  name are skipped, each with an issue. Memory that ran out shows in `arena`. */
void make_account(const struct crm_rules *rules, const struct record *record, struct arena *arena,
                  struct account *account);

#endif
