/**
 * UTF-8 to another encoding, on iconv: the way back of csv/decode.h.
 *
 * A value is looked at before it is written: what the encoding cannot hold becomes "?" and is named
 * to whoever reports it. An encoding holds what comes back the same when it is decoded again (or
 * the same in normal form C, since some compose letters and marks). Iconv alone does not tell:
 * glibc's leaves out the tag characters (U+E0000 to U+E007F) and writes some others as one that
 * looks like them, such as U+00A5 as a backslash in CP932, as if all was well.
 *
 * One thread at a time uses an encoder.
 */
#ifndef POSSUM_CSV_ENCODE_H
#define POSSUM_CSV_ENCODE_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"

#include <iconv.h>

/** An encoder; open_encoder fills it, close_encoder empties it. */
struct encoder {
    iconv_t converter;     /**< writes the stream; (iconv_t)-1 for UTF-8, which needs none */
    iconv_t trial;         /**< encodes single values, and leaves the state of the stream alone;
                                (iconv_t)-1 if the encoding holds all of Unicode */
    iconv_t way_back;      /**< decodes what `trial` made; (iconv_t)-1 without it */
    struct text mark;      /**< the byte order mark that begins the stream, or empty */
    bool holds_ascii;      /**< whether `trial` would pass all printable ASCII characters */
    bool leaves_out_tags;  /**< whether `converter` may write nothing for a tag character */
    struct buffer encoded; /**< of the last trial */
    struct buffer decoded; /**< of the last trial */
    struct arena scratch;  /**< of the last trial */
    bool failed;           /**< memory ran out in a trial */
};

/** Opens an encoder to the encoding `name`: any that iconv knows, or NULL for UTF-8. UTF-8, UTF-16
 *  and UTF-32 are known in either case and with or without their dashes; without a byte order in
 *  the name they are little-endian. ERROR_USAGE if iconv knows none such, if the name holds a "/"
 *  (what follows it, such as "//TRANSLIT", would have iconv change values without a word), if the
 *  encoding lacks the "?" or what CSV is made of, or if iconv writes it wrong (ISO-2022-CN). */
bool open_encoder(struct encoder *encoder, const char *name, struct error *error);

/** Begins a stream: appends to `out` the byte order mark of UTF-8, UTF-16 or UTF-32, and nothing
 *  in other encodings. */
void begin_encoding(struct encoder *encoder, struct buffer *out);

/** `value` (UTF-8) as the encoding can hold it: the same slice if it holds all of it, else a text
 *  in `arena` with a "?" for each character that it cannot. `characters` becomes the list of those
 *  for a person, each once, in their order ("U+0101 \xC4\x81, U+4E2D \xE4\xB8\xAD"; the first ten
 *  and then ", ..."), also in `arena`; it is empty if there are none. */
struct text replace_unencodable(struct encoder *encoder, struct arena *arena, struct text value,
                                struct text *characters);

/** Encodes `text` (whole characters of UTF-8) and appends the result to `out` (look at out->failed
 *  afterwards). What iconv cannot write becomes "?"; what it writes as something else passes, so
 *  that values should have gone through replace_unencodable. */
void encode_text(struct encoder *encoder, struct text text, struct buffer *out);

/** Ends the stream: appends what an encoding with shift states needs to return to its first one, or
 *  holds back. The next stream may begin. */
void finish_encoding(struct encoder *encoder, struct buffer *out);

/** Frees what the encoder holds. Closing it twice, or one that is all zero, does no harm. */
void close_encoder(struct encoder *encoder);

#endif
