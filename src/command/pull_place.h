/**
 * Where the file of a pull goes: the one that is named, or a new one in the directory that is named
 * (product.md "pull, and closing the loop").
 */
#ifndef POSSUM_COMMAND_PULL_PLACE_H
#define POSSUM_COMMAND_PULL_PLACE_H

#include "base/files.h"
#include "sync/journal_runs.h"

/** A place. */
struct pull_place {
    const char *path;       /**< as it is written and shown */
    struct text whole_path; /**< the same whatever the directory at hand; a NUL stands behind it */
    bool is_in_directory;
    const char *rejects; /**< where rejects go if --rejects does not say: beside the file, or
                              "rejects.csv" in the directory */
};

/** Finds the place for `output`, a file or a directory, in the run `id`. Texts stand in `arena`.
 *  ERROR_USAGE if there is no such directory, or the path is too long. */
bool find_pull_place(struct pull_place *place, const char *output, struct text id,
                     struct arena *arena, struct error *error);

/** Checks that a file which an earlier pull has handed out does not stand there, as it was handed
 *  out: not even --force overwrites it. ERROR_USAGE. */
bool keep_handed_out_file(const struct pull_place *place, struct journal *journal,
                          struct error *error);

#endif
