/**
 * Which column of a file that came from the CRM goes to which row of the mapping.
 *
 * Headers are labels, as the products export them, or field names, as our own files have them; both
 * match whatever their case, spacing and punctuation, a custom field with or without its "_c"
 * (facts: source-and-docs.md section D, suitecrm-live.md section 4).
 */
#ifndef POSSUM_CUSTOMER_CRM_COLUMNS_H
#define POSSUM_CUSTOMER_CRM_COLUMNS_H

#include "customer/columns.h"

/** The columns found in a file of one module. */
struct crm_columns {
    enum module module;
    struct columns columns;     /**< of the module's rows; in contacts also of rows of an account's
                                     fields, if the contact has a place for them (customer/field.h) */
    size_t of_link[LINK_COUNT]; /**< NO_COLUMN if there is none */
    bool has_labels;            /**< not all headers known are field names (or custom fields are all
                                     that is known), so the file is none of ours: cells may carry
                                     the guard against formulas */
    size_t clashing[2];         /**< two columns between which nothing decides */
    struct text clashing_field; /**< the field both could go to, "phone_mobile"; empty if none */
};

/** Finds the columns of the module's rows among `headers`. A row takes the first of its names that
 *  is there: its field's name, then its labels in the mapping's order. Of several columns of one
 *  name, the one spelled exactly so is meant; else as many rows must have that name as there are
 *  columns, and take them in their order; else they clash. What --column names goes first, and may
 *  be one column for two rows. `with_places`: in contacts, an account's
 *  rows take the columns of the contact's own address and phone (customer/field.h). Memory that ran
 *  out shows in `arena`. */
void find_crm_columns(const struct mapping *mapping, enum module module, const struct text *headers,
                      size_t count, bool with_places, struct arena *arena,
                      struct crm_columns *columns);

/** The row that a file of the module cannot do without: of the customer number, or of the name. */
size_t get_needed_row(const struct mapping *mapping, enum module module);

/** Whether the columns make a header: of contacts the customer number and at least two others, of
 *  accounts the name and at least one other (a file of ours may have the id alone beside it). */
bool make_crm_header(const struct mapping *mapping, const struct crm_columns *columns);

/** The column that tells records apart: that of the id, or if there is none, of the customer
 * number; NO_COLUMN if there is neither. */
size_t find_key_column(const struct mapping *mapping, const struct crm_columns *columns);

/** The module's row that the header `key` (make_header_key) could go to, or NULL. */
const struct mapping_row *find_row_of_crm_header(const struct mapping *mapping, enum module module,
                                                 struct text key);

#endif
