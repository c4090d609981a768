/**
 * possum fields --package: the package that adds the four custom fields to the CRM.
 */
#ifndef POSSUM_COMMAND_FIELD_PACKAGE_H
#define POSSUM_COMMAND_FIELD_PACKAGE_H

#include "command/needed_fields.h"

/** Writes the package to `path`, whole or not at all, and says on standard error what an
 *  administrator does with it. The labels are the first ones of `mapping`, or where that has none
 *  (or is NULL), of `shipped`. ERROR_USAGE if the file exists and is not to be overwritten, or
 *  cannot be written. */
bool write_package_file(const char *path, const struct mapping *mapping,
                        const struct mapping *shipped, bool overwrite, struct error *error);

#endif
