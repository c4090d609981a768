/**
 * The file of --trace: the exchanges with the CRM as they happen, so that it is there even after a
 * failure. Only its owner may read it.
 */
#ifndef POSSUM_COMMAND_TRACE_FILE_H
#define POSSUM_COMMAND_TRACE_FILE_H

#include "base/error.h"

#include <stdio.h>

/** Opens the file; `path` NULL opens none, and *file becomes NULL. A file that exists is
 * ERROR_USAGE unless `overwrite`. */
bool open_trace_file(const char *path, bool overwrite, FILE **file, struct error *error);

/** Closes it; ERROR_USAGE if not all of it could be written. NULL is allowed. */
bool close_trace_file(const char *path, FILE *file, struct error *error);

#endif
