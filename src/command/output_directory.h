/**
 * The directory of to-sugar's outputs: what an earlier run left in it, and what becomes of that.
 */
#ifndef POSSUM_COMMAND_OUTPUT_DIRECTORY_H
#define POSSUM_COMMAND_OUTPUT_DIRECTORY_H

#include "base/error.h"

#include <stddef.h>

/** Our files found in the directory. */
struct output_directory {
    const char *path;
    size_t old_length; /**< of the path's beginning that was there before make_directory */
    char **leftovers;  /**< names of files that an earlier run wrote */
    size_t leftover_count;
};

/** Looks what stands in `path`, which need not exist. Files with the names of our outputs are
 *  ERROR_USAGE unless `overwrite`; so is, always, such a file that is the input itself
 *  (`input_path`; NULL for standard input). The paths must outlive the directory. */
bool inspect_directory(struct output_directory *directory, const char *path, bool overwrite,
                       const char *input_path, struct error *error);

/** Makes the directory and its parents where they are missing. */
bool make_directory(struct output_directory *directory, struct error *error);

/** Whether `path` is a place in the directory where an output of ours goes; rejects.csv is one only
 * if `with_rejects`. */
bool is_output_place(const struct output_directory *directory, const char *path, bool with_rejects);

/** Whether the first bytes of the file at `path` say that Possum wrote it. */
bool is_file_of_ours(const char *path);

/** Removes the file at `path` if its first bytes say that Possum wrote it; one that is not there is
 *  none. */
bool remove_if_ours(const char *path, struct error *error);

/** Whether a file at `path` belongs to this run. */
typedef bool path_judge(const char *path, const void *context);

/** Removes the leftovers that `is_kept` does not claim, if their first bytes say that Possum wrote
 *  them. */
bool remove_leftovers(const struct output_directory *directory, path_judge *is_kept,
                      const void *context, struct error *error);

/** Frees it; removes the directories that make_directory made and nothing has been put in. */
void close_directory(struct output_directory *directory);

#endif
