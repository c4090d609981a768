/**
 * What of a record a customer changes, field by field (product.md "Overwriting", "Compared as the
 * CRM stores" and "Settling").
 */
#ifndef POSSUM_SYNC_RECORD_CHANGES_H
#define POSSUM_SYNC_RECORD_CHANGES_H

#include "sync/push_rules.h"

enum { RECORD_CHANGE_LIMIT = RECORD_FIELD_LIMIT + 2 /**< with the link and the owner */ };

/** Lists the fields of `record` that the customer's row changes, each with its old and new value;
 *  of a record that is to be created (NULL) those that it gets. The link to an account is not among
 *  them. `changes` has room for RECORD_CHANGE_LIMIT. Texts stand in `arena` or are the customer's
 *  or the record's. False if the journal fails. */
bool compare_record(const struct push_rules *rules, const struct customer *customer,
                    enum crm_module module, const struct crm_record *record, struct arena *arena,
                    struct field_change *changes, size_t *count, struct error *error);

/** Whether a ticked contact, or its account, holds a value that is not the row's, a blank included:
 *  an edit, then, that ClickPOS has not seen. Of the contact, the tick does not count, nor does a
 *  number that it does not have yet. The field and what the record has in it go to `field` and
 *  `held`. */
bool holds_other_value(const struct push_rules *rules, const struct customer *customer,
                       enum crm_module module, const struct crm_record *record, struct arena *arena,
                       const struct record_field **field, struct text *held);

#endif
