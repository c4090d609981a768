/**
 * Lists of records as look-ups fill them, batch by batch.
 */
#ifndef POSSUM_CRM_LOOK_UP_H
#define POSSUM_CRM_LOOK_UP_H

#include "crm/crm.h"

/** Makes room in the list for `more` records; they start at records[count]. NULL if memory ran
 *  out. */
struct crm_record *grow_records(struct arena *arena, struct crm_record_list *list, size_t more);

/** Reads the accounts of the contacts in the list from `first` on, each once, where a contact knows
 *  its account's id alone so far. A contact whose account is not there has none. */
bool read_linked_accounts(struct crm *crm, size_t first, struct arena *arena,
                          struct crm_record_list *contacts, struct error *error);

#endif
