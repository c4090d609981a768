/**
 * The ticked contacts of a CRM with their accounts, as to-clickpos reads them from two files: the
 * files are temporary ones, which nobody else sees.
 *
 * Beside them stands what each contact has in the CRM, as digests, in the order of the contacts.
 */
#ifndef POSSUM_COMMAND_TICKED_CONTACTS_H
#define POSSUM_COMMAND_TICKED_CONTACTS_H

#include "base/progress.h"
#include "sync/journal.h"
#include "sync/value_digests.h"

enum { LIST_PATH_SIZE = 32 };

/** The lists. All zero is none; download_ticked_contacts fills them, discard_ticked_contacts frees
 *  them. */
struct ticked_contacts {
    FILE *lists[MODULE_COUNT];
    FILE *digests;
    char paths[MODULE_COUNT][LIST_PATH_SIZE]; /**< by which the lists can be opened */
    uint64_t count;
    uint64_t read; /**< contacts whose digests have been read back */
};

/** What of a ticked contact is not in its row. */
struct ticked_contact {
    struct value_digests in_crm;
    uint32_t account_count; /**< the accounts that it is linked to */
};

/** Lists the ticked contacts of the CRM, in the order of their ids, into temporary files, with the
 *  headers that fields have in the mapping. An account that a push has made for a person (its id is
 *  derived from `site` and the contact's number, which its name ends with, or the journal knows it
 *  as such) has no name there: it is no company, whatever the person's name is now. ERROR_CRM if
 * the CRM cannot be used, ERROR_USAGE if a file cannot be written, ERROR_STOPPED after a signal. */
bool download_ticked_contacts(struct ticked_contacts *contacts, struct crm *crm,
                              const struct record_fields *fields, const struct mapping *mapping,
                              struct text site, struct journal *journal, struct progress *progress,
                              struct error *error);

/** Reads back what is not in the row of contact number `number`, from 1. They have to be asked for
 *  in their order; some may be left out. */
bool read_ticked_contact(struct ticked_contacts *contacts, uint64_t number,
                         struct ticked_contact *contact, struct error *error);

/** Closes the files, which go with that. */
void discard_ticked_contacts(struct ticked_contacts *contacts);

#endif
