/**
 * Whether a CRM has the four custom fields that ClickPOS needs, under which names, and whether they
 * can take their values.
 */
#ifndef POSSUM_COMMAND_FIELD_CHECK_H
#define POSSUM_COMMAND_FIELD_CHECK_H

#include "command/needed_fields.h"
#include "crm/crm.h"

/** What was found of a field. */
enum field_state {
    FIELD_FITS,
    FIELD_SHORT, /**< it takes fewer characters than a value may have */
    FIELD_UNFIT, /**< its type cannot take the values */
    FIELD_MISSING,
};

/** One of the four. */
struct checked_field {
    enum field_state state;
    struct crm_field found; /**< unless it is missing */
};

/** Seeks the four among the fields of both modules: by name, with or without "_c" and in either
 *  case, or else by the labels that the mapping has for them. */
void check_fields(const struct mapping *mapping, const struct crm_field_list lists[MODULE_COUNT],
                  struct checked_field checked[NEEDED_FIELD_COUNT]);

/** Prints a line for each field. */
void print_checked_fields(const struct checked_field checked[NEEDED_FIELD_COUNT], FILE *out);

/** True if all four can be used; else ERROR_CRM, with what to do about those that cannot. */
bool judge_fields(const struct checked_field checked[NEEDED_FIELD_COUNT], struct error *error);

#endif
