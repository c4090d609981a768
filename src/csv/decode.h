/**
 * Bytes of any encoding to UTF-8, piece by piece, on iconv.
 *
 * What the encoding does not know becomes the byte 0xFF, which no UTF-8 text holds: so whoever
 * takes the record apart sees that it is undecodable, and only that record is lost. UTF-8 itself
 * goes through as it is; its invalid bytes speak for themselves.
 */
#ifndef POSSUM_CSV_DECODE_H
#define POSSUM_CSV_DECODE_H

#include "base/buffer.h"
#include "base/error.h"

#include <iconv.h>

/** A decoder; open_decoder fills it, close_decoder empties it. */
struct decoder {
    iconv_t converter;      /**< (iconv_t)-1 for UTF-8, which needs none */
    size_t unit;            /**< bytes of one code unit: 1, 2 or 4 */
    unsigned char tail[16]; /**< an incomplete sequence, kept until more bytes come */
    size_t tail_length;
    bool at_start; /**< nothing decoded yet: a byte order mark may come */
    bool
        order_open; /**< "UTF-16" and the like, whose first bytes have yet to tell the byte order */
};

/** Opens a decoder from `encoding` (any name iconv knows; "UTF-16" and "UTF-32" are little-endian
 *  unless their byte order mark says otherwise). ERROR_USAGE if it knows none such. */
bool open_decoder(struct decoder *decoder, const char *encoding, struct error *error);

/** Decodes `bytes` and appends the result to `out` (look at out->failed afterwards). A byte order
 *  mark at the very start is dropped. A sequence cut by the end of `bytes` waits for the next call.
 */
void decode_bytes(struct decoder *decoder, struct text bytes, struct buffer *out);

/** Ends the input: an incomplete sequence that still waits becomes one 0xFF (in UTF-8, where only
 * the beginning of a byte order mark can wait, it stands as it is). */
void finish_decoding(struct decoder *decoder, struct buffer *out);

/** Frees what the decoder holds. Closing it twice, or one that is all zero, does no harm. */
void close_decoder(struct decoder *decoder);

#endif
