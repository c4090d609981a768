/**
 * The places that the user names for reports and rejects, beside the run's own outputs: they must
 * not meet anything else.
 */
#ifndef POSSUM_COMMAND_SIDE_PLACES_H
#define POSSUM_COMMAND_SIDE_PLACES_H

#include "command/common_options.h"
#include "command/output_directory.h"

/** Checks that no report and no rejects file would stand where another one does, where an input
 *  (`inputs`, `input_count` of them; NULL and "-" are passed over) or an output of the run in
 *  `directory` (NULL in a dry run; else it must exist) does, or, unless --force is given, where a
 *  rejects file stands already. */
bool check_side_places(const struct common_options *options, const char *const *inputs,
                       size_t input_count, const struct output_directory *directory,
                       struct error *error);

#endif
