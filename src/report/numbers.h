/**
 * Numbers as the summary writes them.
 */
#ifndef POSSUM_REPORT_NUMBERS_H
#define POSSUM_REPORT_NUMBERS_H

#include "base/buffer.h"

#include <stdint.h>

/** Appends 1234567 as 1,234,567, with blanks before it up to `width`. */
void append_number(struct buffer *out, uint64_t number, size_t width);

/** Appends "1 row" or "2 rows". */
void append_counted(struct buffer *out, uint64_t number, const char *noun);

/** Appends how long a stock CRM takes for so many records: "the CRM will need about 15 to 31
 *  seconds", minutes or hours, and what for (product.md "What it is for"). */
void append_time(struct buffer *out, uint64_t records, const char *purpose);

#endif
