/**
 * Errors as values.
 *
 * A function that can fail returns false (or NULL) and fills the error its caller owns: what is
 * wrong, where, and what to do. Only the command layer prints it and turns its kind into an exit
 * status (product.md "Commands", the table of exit statuses).
 */
#ifndef POSSUM_BASE_ERROR_H
#define POSSUM_BASE_ERROR_H

#include <stdbool.h>

/** What failed; each kind has one exit status. */
enum error_kind {
    ERROR_NONE,    /**< nothing failed */
    ERROR_USAGE,   /**< the command line, the mapping or an output: exit 2 */
    ERROR_INPUT,   /**< an input could not be used: exit 3 */
    ERROR_CRM,     /**< the CRM could not be used: exit 4 */
    ERROR_STOPPED, /**< stopped early, by a signal or a limit: exit 5 */
};

/** An error; all zero is "none". */
struct error {
    enum error_kind kind;
    char message[4096]; /**< one sentence or two, without the program's name or a line end */
};

/** Fills `error` with a formatted message (cut, at a character, if too long) and returns false. */
bool fail(struct error *error, enum error_kind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/** fail() for memory that ran out. */
bool fail_for_memory(struct error *error);

#endif
