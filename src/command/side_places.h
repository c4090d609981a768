/**
 * The places where reports and rejects go, beside the run's own outputs: they must not meet
 * anything else.
 */
#ifndef POSSUM_COMMAND_SIDE_PLACES_H
#define POSSUM_COMMAND_SIDE_PLACES_H

#include "command/common_options.h"
#include "command/output_directory.h"

/** What a run reads and writes besides. */
struct run_places {
    const char *const *inputs; /**< NULL and "-" among them are passed over */
    size_t input_count;
    const struct output_directory *directory; /**< of outputs; it must exist. NULL if there is none,
                                                   as in a dry run */
    const char *output;  /**< the only output of a run that has one; NULL otherwise */
    const char *rejects; /**< where rejects go if --rejects does not say; NULL if that is in
                              `directory`, or nowhere */
};

/** Checks that no report, no rejects file and no single output would stand where another one does,
 *  where an input does or where an output in the directory does, or, unless --force is given, where
 *  a rejects file or the output stands already. */
bool check_side_places(const struct common_options *options, const struct run_places *places,
                       struct error *error);

#endif
