/**
 * The quick look at a value. Nearly every value is harmless to an import wizard, and one pass over
 * its bytes, an OR for each, must find it so: this runs twenty times for each of millions of rows.
 */
#ifndef POSSUM_CUSTOMER_TRAITS_H
#define POSSUM_CUSTOMER_TRAITS_H

#include "base/text.h"

#include <stdint.h>

/* Each byte has a trait or none; a value has those of its bytes. Bits 0 to 25 are the letters of
 * either case. */
#define TRAIT(number) (UINT64_C(1) << (number))
#define TRAIT_LETTERS (TRAIT(26) - 1)
#define TRAIT_MARKUP TRAIT(26)    /**< holds `"`, `<` or `%` */
#define TRAIT_BEYOND TRAIT(27)    /**< holds a character beyond the BMP */
#define TRAIT_LONG TRAIT(28)      /**< holds one that SuiteCRM counts as several */
#define TRAIT_BACKSLASH TRAIT(29) /**< holds a backslash */
#define TRAIT_AMPERSAND TRAIT(38) /**< holds an ampersand; it counts as TRAIT_LONG too */

/** The traits of `value`. */
uint64_t look_at_value(struct text value);

/** Whether `value`, which has the traits `seen`, may hold a trace of a script (script.h). */
bool may_hold_script(struct text value, uint64_t seen);

#endif
