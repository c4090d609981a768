/**
 * What the CRM makes of a value on its way into the database (facts: suitecrm-live.md section 2).
 * For store_*.c alone.
 */
#ifndef POSSUM_TESTS_CRM_STORE_VALUE_H
#define POSSUM_TESTS_CRM_STORE_VALUE_H

#include "base/arena.h"
#include "store.h"

/** The text of a JSON value as PHP has it: true is "1"; false, null and what holds others are "".
 *  A slice of the value. */
struct text get_plain_text(struct json_object *value);

/** Whether a value is true, as SuiteCRM takes the value of a check box. */
bool is_true(struct json_object *value);

/** The text to store in a field for a value, in the arena; false if that is NULL. */
bool make_stored_text(struct arena *arena, enum store_kind kind, const struct store_field *field,
                      struct json_object *value, struct text *stored);

#endif
