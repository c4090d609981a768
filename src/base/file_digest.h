/**
 * The SHA-256 of a file, by which a run knows it again.
 */
#ifndef POSSUM_BASE_FILE_DIGEST_H
#define POSSUM_BASE_FILE_DIGEST_H

#include "base/error.h"

enum { FILE_DIGEST_SIZE = 65 /**< 64 hexadecimal digits and a NUL */ };

/** Takes the SHA-256 of the file at `path`; "-" is standard input, of what is still to be read of
 *  it. What of that cannot be sought (a pipe) is first copied to a temporary file in the usual
 *  directory, which becomes standard input. The position stays as it was. ERROR_INPUT if it cannot
 *  be read, ERROR_USAGE if it cannot be copied, ERROR_STOPPED once a signal has come. */
bool digest_file(const char *path, char digest[FILE_DIGEST_SIZE], struct error *error);

#endif
