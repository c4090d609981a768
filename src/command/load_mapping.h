/**
 * Loading a mapping: the shipped table, or the file of --mapping, with the choices of --column.
 */
#ifndef POSSUM_COMMAND_LOAD_MAPPING_H
#define POSSUM_COMMAND_LOAD_MAPPING_H

#include "base/options.h"
#include "customer/mapping.h"

/** Loads the mapping at `path` (NULL for the shipped table) and applies the choices of --column,
 *  which may name links too if `with_links` (customer/field.h). ERROR_USAGE names the line of a
 * mistake. NULL on failure; else the caller frees it with unload_mapping. */
struct mapping *load_mapping(const char *path, const struct string_list *columns, bool with_links,
                             struct error *error);

/** Frees a loaded mapping; NULL is allowed. */
void unload_mapping(struct mapping *mapping);

#endif
