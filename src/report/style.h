/**
 * The colors of the summary, on a terminal that wants them.
 */
#ifndef POSSUM_REPORT_STYLE_H
#define POSSUM_REPORT_STYLE_H

#include "base/buffer.h"

#include <stdint.h>

#define BOLD "1"
#define BOLD_RED "1;31"
#define RED "31"
#define YELLOW "33"

/** Begins a style, if `color`. */
void begin_style(struct buffer *out, bool color, const char *style);

/** Ends it. */
void end_style(struct buffer *out, bool color);

/** Appends a number and a word, in a style unless the number is 0. */
void append_styled(struct buffer *out, bool color, const char *style, uint64_t number,
                   const char *word);

#endif
