/**
 * What a CRM stores of a value that is written over its API, and whether a value that was read is
 * what would be stored (product.md "Compared as the CRM stores"; facts: suitecrm-live.md section
 * 2).
 */
#ifndef POSSUM_CUSTOMER_STORED_VALUE_H
#define POSSUM_CUSTOMER_STORED_VALUE_H

#include "base/arena.h"

/** What of a field matters to that. */
enum value_kind {
    VALUE_TEXT,
    VALUE_STUDIO_TEXT, /**< made in Studio: it may keep `&` as `&amp;` */
    VALUE_EMAIL,       /**< addresses of either case are one, since records share them */
    VALUE_NUMBER,      /**< 0 is none */
    VALUE_TICK,        /**< none is 0 */
    VALUE_WEBSITE,     /**< a bare "http://" is none */
};

/** A field. */
struct stored_field {
    enum value_kind kind;
    size_t length; /**< in characters; 0: it has no limit */
};

/** A value that was read, as the one that was meant: the `&` of a Studio field, and none for what
 *  means none. A slice of it, or in `arena`. */
struct text read_stored_value(struct arena *arena, enum value_kind kind, struct text stored);

/** An address as addresses are compared: with small letters, of ASCII. In `arena`. */
struct text fold_email(struct arena *arena, struct text email);

/** The value that SuiteCRM stores for `value` (cleaned, valid UTF-8), as read_stored_value reads
 *  it: entities decoded, markup purified, an address in angle brackets left out, characters beyond
 *  the BMP as "????", cut to the field's length. The very same slice if nothing would change. */
struct text store_over_api(struct arena *arena, const struct stored_field *field,
                           struct text value);

/** Whether `stored`, as read_stored_value gave it, is what a CRM makes of `value`: the value as it
 *  stands, trimmed and cut, or as store_over_api has it. */
bool is_stored_value(struct arena *arena, const struct stored_field *field, struct text value,
                     struct text stored);

#endif
