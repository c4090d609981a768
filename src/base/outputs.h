/**
 * The outputs of a run: each is written beside its place and all are renamed together at the end,
 * so that they appear whole or not at all (product.md "Output appears whole or not at all").
 */
#ifndef POSSUM_BASE_OUTPUTS_H
#define POSSUM_BASE_OUTPUTS_H

#include "base/error.h"

#include <stddef.h>
#include <stdio.h>

/** One output. */
struct output {
    char *path;      /**< where it will stand */
    char *temporary; /**< where it is written; NULL once it stands in its place */
    FILE *stream;    /**< NULL once it is closed */
};

/** The outputs of a run, in the order they are renamed. All zero is none. */
struct outputs {
    struct output **items;
    size_t count;
};

/** Whether an output may stand at `path`: nothing is there, or, with `overwrite`, a plain file is.
 *  ERROR_USAGE says what is there. */
bool check_output_place(const char *path, bool overwrite, struct error *error);

/** Opens a new output that will stand at `path`. An existing file there is ERROR_USAGE unless
 *  `overwrite`. NULL on failure. The outputs own it. */
struct output *open_output(struct outputs *outputs, const char *path, bool overwrite,
                           struct error *error);

/** Ends an output: writes what is buffered and closes it. ERROR_USAGE names it if that fails. */
bool close_output(struct output *output, struct error *error);

/** Copies what an output holds so far from `in` to `out`, changed; false with an error if it
 * cannot. */
typedef bool output_rewriter(FILE *in, FILE *out, void *context, struct error *error);

/** Writes an output anew, and closes it. */
bool rewrite_output(struct output *output, output_rewriter *rewrite, void *context,
                    struct error *error);

/** Closes whatever is open and puts every output in its place, in order. If one cannot be renamed,
 *  those not yet in place are left to discard_outputs. */
bool place_outputs(struct outputs *outputs, struct error *error);

/** Removes what is not in its place, and frees all. */
void discard_outputs(struct outputs *outputs);

#endif
