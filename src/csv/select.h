/**
 * Some columns of a CSV file that our own writer wrote.
 */
#ifndef POSSUM_CSV_SELECT_H
#define POSSUM_CSV_SELECT_H

#include "base/error.h"

#include <stddef.h>
#include <stdio.h>

/** Copies the records of `in` to `out` with only the columns marked in `keep` (`count` of them).
 *  Failures to write show in ferror(out). */
bool select_columns(FILE *in, FILE *out, const bool *keep, size_t count, struct error *error);

#endif
