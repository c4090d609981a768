/**
 * Files and their paths.
 */
#ifndef POSSUM_BASE_FILES_H
#define POSSUM_BASE_FILES_H

#include "base/error.h"

#include <stdio.h>

enum { PATH_LIMIT = 4096 /**< bytes, the NUL included */ };

/** Keeps other files from taking the descriptors of standard streams that came closed: reading and
 *  writing there fails as before. To be called first. */
void keep_standard_streams(void);

/** Whether both paths lead to one and the same existing file. */
bool is_same_file(const char *one, const char *other);

/** Whether both paths mean one place: the same file, or the same name in the same directory,
 * existing or not. */
bool is_same_place(const char *one, const char *other);

/** The last part of a path. */
const char *get_file_name(const char *path);

/** Whether the path is "-", which stands for standard input. */
bool is_standard_input(const char *path);

/** The path as messages name it: "standard input" for "-". */
const char *name_path(const char *path);

/** Whether the path leads to something of the system's own, such as /dev/stdin, beside and over
 * which nothing is written. */
bool is_system_path(const char *path);

/** The path of `name` in `directory`, into `path`. ERROR_USAGE if it is too long. */
bool join_path(char path[PATH_LIMIT], const char *directory, const char *name, struct error *error);

/** The path from the root on, into `whole`: what leads to it whatever the directory at hand.
 *  ERROR_USAGE if it is too long or there is no such directory. */
bool make_whole_path(char whole[PATH_LIMIT], const char *path, struct error *error);

/** Makes the directories above `path` that are missing, for their owner alone (0700). False if one
 *  cannot be made, errno says why. */
bool make_parent_directories(const char *path);

/** Where temporary files go: `directory`, or TMPDIR if that is NULL, or /tmp if TMPDIR is unset or
 *  empty. */
const char *choose_temporary_directory(const char *directory);

/** Opens an empty file in `directory` for writing and reading back, which nobody else sees: its
 *  name, which begins with `name`, is taken away at once, and the file goes with its closing. NULL
 *  if it cannot be made, errno says why. */
FILE *open_temporary_file(const char *directory, const char *name);

#endif
