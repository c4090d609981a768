/**
 * Cleaning: one rule, one function (product.md "Cleaning and checking a row" and, for what Excel
 * did, "Reading a file").
 *
 * Each function takes a value as it stood and returns the value to carry, which stands in the arena
 * or is a slice of the argument. What a person should know of the change goes to the issues.
 */
#ifndef POSSUM_CUSTOMER_CLEAN_H
#define POSSUM_CUSTOMER_CLEAN_H

#include "customer/mapping.h"
#include "pipeline/issue.h"

#include <stdint.h>

/** The cell at hand. */
struct cleaning {
    struct arena *arena;
    struct issue_list *issues;
    struct text column; /**< the header of its column, for the issues */
};

/** Unwraps ="0411222333", as Excel writes it to keep a number a text: in any column, with a notice
 *  (`unwrapped`). White space around the value goes before and after, without a word. */
struct text unwrap_value(struct cleaning *cleaning, struct text value);

/** Any text: white space around it goes, the rest becomes normal form C; a tab or a line break
 *  becomes one space, other control characters go with a notice (`control-character`). U+FFFD stays
 *  with a warning (`replacement-character`): it stands for a character lost before Possum. */
struct text clean_text(struct cleaning *cleaning, struct text value);

/** As clean_text, but line breaks stay, each as one LF. */
struct text clean_street(struct cleaning *cleaning, struct text value);

/** As clean_text; 4.11E+08 is dropped with a warning (`lost-digits`), and a nine-digit Australian
 *  mobile (411222333) gets its zero back with a notice (`zero-restored`). */
struct text clean_phone(struct cleaning *cleaning, struct text value);

/** As clean_text; 3.2E+03 is dropped with a warning (`lost-digits`). */
struct text clean_postcode(struct cleaning *cleaning, struct text value);

/** Gives a three-digit postcode from 800 to 999 its zero back, with a notice (`zero-restored`), if
 *  `country` (cleaned) is Australia or empty. */
struct text restore_postcode_zero(struct cleaning *cleaning, struct text postcode,
                                  struct text country);

/** As clean_text, then checked as SuiteCRM's importer does (email.h). Of several, parted by ";",
 * "," or white space, the first valid one is used; the others are named in a warning
 *  (`further-email`). One that fails is left out with a warning (`bad-email`), one of over 255
 *  characters too. */
struct text clean_email(struct cleaning *cleaning, struct text value);

/** As clean_text; a bare "http://" or "https://", which is how SugarCRM writes no website at all,
 * is left out with a notice (`empty-website`). */
struct text clean_website(struct cleaning *cleaning, struct text value);

/** Reads a customer number: a whole number from 1 to 2147483647. 00630 and 630.0 become 630 with a
 *  notice (`number-rewritten`). Returns it in decimal digits; empty, with *number 0 and no issue,
 * if it is none. */
struct text clean_customer_number(struct cleaning *cleaning, struct text value, uint32_t *number);

/** Whether a cell as it stands in a file holds a valid customer number. */
bool is_customer_number(struct text cell);

/** Cleans `value` by a rule that needs nothing but the value: all but the customer number's. */
struct text clean_value(struct cleaning *cleaning, enum rule rule, struct text value);

#endif
