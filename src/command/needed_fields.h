/**
 * The four custom fields that ClickPOS needs in the CRM (product.md, its help page's fields).
 */
#ifndef POSSUM_COMMAND_NEEDED_FIELDS_H
#define POSSUM_COMMAND_NEEDED_FIELDS_H

#include "crm/package.h"
#include "customer/mapping.h"

enum { NEEDED_FIELD_COUNT = 4 };

/** One of them. */
struct needed_field {
    const char *name; /**< with its "_c" */
    enum module module;
    enum custom_field_type type;
};

extern const struct needed_field needed_fields[NEEDED_FIELD_COUNT];

/** What the administrator calls a type: "check box". */
const char *name_field_type(enum custom_field_type type);

/** The field's row in a mapping; NULL if there is none, or `mapping` is NULL. */
const struct mapping_row *find_needed_row(const struct mapping *mapping,
                                          const struct needed_field *field);

#endif
