/**
 * Questions about files.
 */
#ifndef POSSUM_BASE_FILES_H
#define POSSUM_BASE_FILES_H

#include <stdbool.h>

/** Whether both paths lead to one and the same existing file. */
bool is_same_file(const char *one, const char *other);

#endif
