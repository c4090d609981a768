/**
 * What the CRM's import wizard does to a value on its way in, computed, so that a report can say so
 * beforehand (product.md "to-sugar"; facts: source-and-docs.md section E, suitecrm-live.md section
 * 5).
 */
#ifndef POSSUM_CUSTOMER_WIZARD_H
#define POSSUM_CUSTOMER_WIZARD_H

#include "base/arena.h"

/** Whose wizard (--target). */
enum wizard {
    WIZARD_SUITECRM, /**< SuiteCRM 7 and 8 */
    WIZARD_SUGARCRM, /**< SugarCRM CE 6.x */
};

/** What of a field matters to the wizard. */
struct wizard_field {
    size_t length; /**< its length in characters; 0 if it has none */
    bool custom;   /**< a text field made in Studio */
};

/** The value that the wizard would store for `value` (cleaned, valid UTF-8): the very same slice if
 *  nothing would change, else a text in the arena. That a Studio field of SuiteCRM keeps `&` as
 *  `&amp;`, which is read as `&`, does not count as a change. */
struct text store_by_wizard(struct arena *arena, enum wizard wizard,
                            const struct wizard_field *field, struct text value);

/** A harmless equivalent of `value`, which the wizard stores as it stands (--protect): the very
 * same slice if nothing needs to change, else a text in the arena. Idempotent. What has no
 * equivalent stays (an apostrophe), so store_by_wizard may still have something to say of the
 * result. */
struct text protect_from_wizard(struct arena *arena, enum wizard wizard,
                                const struct wizard_field *field, struct text value);

/** Whether the wizard would lose or garble the whole row because of `value`: it ends in a
 * backslash, or has one before a double quote (a backslash that another one escapes does not
 * count). */
bool breaks_wizard_row(struct text value);

/** Whether the wizard would refuse the whole row because of this email address. */
bool breaks_wizard_email(enum wizard wizard, struct text email);

enum { WIZARD_RECORD_LIMIT = 8191 /**< bytes; a longer record may be split in two */ };

#endif
