/**
 * The fields of a CRM that Possum reads and writes: those of the mapping, under the names they have
 * there.
 */
#ifndef POSSUM_COMMAND_CRM_FIELDS_H
#define POSSUM_COMMAND_CRM_FIELDS_H

#include "crm/crm.h"
#include "customer/sugar.h"
#include "sync/record_fields.h"

/** What the look-ups must know of the CRM, with the arrays that it points into. */
struct crm_fields {
    struct record_fields records;
    struct crm_choice choice;
};

/** Asks the CRM for its fields, and finds those of the mapping among them (`form` is laid out, see
 *  lay_out_files); says so to the connection. Texts stand in `arena`. ERROR_CRM if it lacks one, or
 *  one of the four of ClickPOS cannot take its values. */
bool find_crm_fields(struct crm *crm, const struct sugar_form *form, struct arena *arena,
                     struct crm_fields *fields, struct error *error);

#endif
