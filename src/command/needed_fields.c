#include "command/needed_fields.h"

const struct needed_field needed_fields[NEEDED_FIELD_COUNT] = {
    {"cp_synch_c", MODULE_CONTACTS, FIELD_CHECK_BOX},
    {"cp_cust_code_c", MODULE_CONTACTS, FIELD_INTEGER},
    {"cp_cust_tradingas_c", MODULE_ACCOUNTS, FIELD_TEXT},
    {"cp_cust_customerclass_c", MODULE_ACCOUNTS, FIELD_TEXT},
};

const char *name_field_type(enum custom_field_type type)
{
    static const char *const names[] = {
        [FIELD_CHECK_BOX] = "check box",
        [FIELD_INTEGER] = "integer",
        [FIELD_TEXT] = "text",
    };
    return names[type];
}

const struct mapping_row *find_needed_row(const struct mapping *mapping,
                                          const struct needed_field *field)
{
    return mapping == NULL ? NULL
                           : find_mapping_row(mapping, field->module, make_text(field->name));
}
