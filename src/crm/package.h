/**
 * The package that adds custom fields to the CRM: a zip that an administrator installs with the
 * CRM's Module Loader (facts: source-and-docs.md section F, suitecrm-live.md "Module Loader
 * package"). One package is for all: SugarCRM CE 6.5, SuiteCRM 7 and 8, later SugarCRM.
 */
#ifndef POSSUM_CRM_PACKAGE_H
#define POSSUM_CRM_PACKAGE_H

#include "base/error.h"
#include "base/text.h"

#include <stddef.h>
#include <stdio.h>

/** What a custom field holds. */
enum custom_field_type {
    FIELD_CHECK_BOX, /**< ticked or not; not ticked to begin with */
    FIELD_INTEGER,   /**< a whole number or none */
    FIELD_TEXT,      /**< up to 255 characters */
};

/** A custom field. */
struct custom_field {
    const char *module; /**< "Contacts" */
    struct text name;   /**< in small letters, with the suffix "_c": the CRM adds a missing one, and
                             then does not find the field when the package is installed again */
    struct text label;  /**< how the CRM shows it: UTF-8, anything but control characters */
    enum custom_field_type type;
};

/**
 * Writes the package with `count` fields to `out`, front to back: manifest.php, then a language
 * file for each module. `version` is the package's own, such as "1.0.0". The bytes depend on the
 * arguments alone, not on time, place or user.
 *
 * ERROR_USAGE if a label holds a control character, or if `out` cannot be written; what is left in
 * its buffer can still fail later, when it is closed.
 */
bool write_field_package(FILE *out, const struct custom_field *fields, size_t count,
                         const char *version, struct error *error);

#endif
