/**
 * Percent-encoding, for forms and for the queries of URLs (RFC 3986 section 2.1).
 */
#ifndef POSSUM_CRM_PERCENT_ENCODING_H
#define POSSUM_CRM_PERCENT_ENCODING_H

#include "base/buffer.h"

/** Appends a text with every byte encoded but letters, digits, "-", "_" and ".". */
void append_percent_encoded(struct buffer *out, struct text text);

/** Appends a text decoded, as a form has it: "+" is a blank; a "%" without two hexadecimal digits
 *  stays. */
void append_percent_decoded(struct buffer *out, struct text text);

#endif
