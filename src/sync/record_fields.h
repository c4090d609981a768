/**
 * The fields of the CRM's records that a push writes and compares, and where in a customer their
 * values come from.
 */
#ifndef POSSUM_SYNC_RECORD_FIELDS_H
#define POSSUM_SYNC_RECORD_FIELDS_H

#include "crm/crm.h"
#include "customer/customer.h"
#include "customer/stored_value.h"
#include "customer/sugar.h"
#include "sync/journal_entries.h"

enum { RECORD_FIELD_LIMIT = MAPPING_ROW_LIMIT, NO_FIELD = -1 };

/** A field of a module. */
struct record_field {
    struct text name; /**< as this CRM calls it */
    size_t row;       /**< of the mapping: its value is the customer's */
    struct stored_field stored;
    enum role role;
    bool is_moved;     /**< an account's row, on the contact of a customer without an account */
    bool is_only_read; /**< likewise, but customers without a company get an account: what is there
                          is looked at by digest_contact and holds_other_value alone */
    bool is_filled; /**< the export has a column for it: only then a blank can mean to clear it */
};

/** The fields of both modules, by enum crm_module. The caller fills them; add_record_field helps.
 */
struct record_fields {
    struct record_field fields[CRM_MODULE_COUNT][RECORD_FIELD_LIMIT];
    struct text names[CRM_MODULE_COUNT][RECORD_FIELD_LIMIT]; /**< as choose_fields wants them */
    size_t counts[CRM_MODULE_COUNT];
    int of_role[ROLE_COUNT]; /**< index of the role's field in its module, or NO_FIELD */
};

/** Begins with no fields. */
void clear_record_fields(struct record_fields *fields);

/** Adds a field; false if its module has RECORD_FIELD_LIMIT of them. */
bool add_record_field(struct record_fields *fields, enum crm_module module,
                      const struct record_field *field);

/** The value that a role's field has in a record of its module; empty if it has no such field. */
struct text get_record_value(const struct record_fields *fields, struct arena *arena,
                             enum crm_module module, enum role role,
                             const struct crm_record *record);

/** The value that a customer has for a field, `with_account` saying whether it gets an account. */
struct text get_customer_value(const struct customer *customer, const struct record_field *field,
                               bool with_account);

/** What record has in field number `index`, as it was meant. */
struct text read_record_value(const struct record_fields *fields, struct arena *arena,
                              enum crm_module module, size_t index,
                              const struct crm_record *record);

/** The index of the field of that name; the count of them if there is none. */
size_t find_record_field(const struct record_fields *fields, enum crm_module module,
                         struct text name);

/** The account that a contact's page shows, by its id; empty if it is linked to none. */
struct text get_linked_account(const struct crm_record *contact);

/** The fields as one text in `arena`, by which an undo can read records as the run did. */
struct text describe_record_fields(const struct record_fields *fields, struct arena *arena);

/** Reads what describe_record_fields has written: names, kinds and lengths; the rows and roles are
 *  not known but those of number and tick. The names are slices of `text`. False if it is no such
 *  text. */
bool read_record_fields(struct text text, struct record_fields *fields);

enum { RECORD_DIGEST_LENGTH = 32 };

/** A digest of a record's values in these fields and, of a contact, of the accounts it is linked
 *  to, in hexadecimal, in `arena`: what of a record counts when it is asked whether it has been
 *  changed (product.md "Which run goes on"). */
struct text digest_record(const struct record_fields *fields, struct arena *arena,
                          enum crm_module module, const struct crm_record *record);

/** Says that a field of a module does not count. */
typedef bool field_filter(const void *context, const struct record_field *field);

/** A digest as digest_record's, without the accounts and without the fields that `leaves_out`
 * names.
 */
struct text digest_some_fields(const struct record_fields *fields, struct arena *arena,
                               enum crm_module module, const struct crm_record *record,
                               field_filter *leaves_out, const void *context);

/** The SHA-256 of a value in hexadecimal, in `arena`, as the settled values have it. */
struct text digest_value(struct arena *arena, struct text value);

#endif
