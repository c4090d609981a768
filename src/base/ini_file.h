/**
 * INI files, on inih, which loses nothing in silence: inih itself cuts long lines and the names of
 * sections, ends a line at a NUL, takes an indented line for a second value of the key before, and
 * says nothing of a section without keys.
 *
 * A line is a section "[NAME]", a setting "key = value" (or "key: value"), or blank. A line that
 * begins with "#" or ";" is a remark; so is, behind a value, what begins with a blank and ";".
 * Blanks at either end of a line, a key or a value do not count, nor does a byte order mark.
 */
#ifndef POSSUM_BASE_INI_FILE_H
#define POSSUM_BASE_INI_FILE_H

#include "base/error.h"
#include "base/text.h"

#include <stdint.h>

enum {
    INI_LINE_LIMIT = 199 /**< bytes of a line that is no remark, without its end; what Debian's
                              inih has room for */
};

/** Who takes what stands in a file, in its order. A function that returns false, with an error,
 *  ends the reading. The texts are gone when it returns. */
struct ini_taker {
    bool (*begin_section)(void *context, struct text name, uint64_t line, struct error *error);
    bool (*take_setting)(void *context, struct text key, struct text value, uint64_t line,
                         struct error *error);
};

/** Reads the content of a file; `path` is its name in messages. ERROR_USAGE for the first line that
 *  is none of the above, is too long, is not UTF-8 or holds control characters; or the error of
 *  whoever takes. */
bool read_ini(const char *path, struct text content, const struct ini_taker *taker, void *context,
              struct error *error);

/** fail(), ERROR_USAGE, with "PATH:LINE: " before the message. */
bool fail_at_line(struct error *error, const char *path, uint64_t line, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

#endif
