#include "csv/decode.h"

#include "base/unicode.h"

#include <errno.h>
#include <string.h>

#define NO_CONVERTER ((iconv_t)-1)

static const struct text utf8_mark = {"\xEF\xBB\xBF", 3};
static const char undecodable = '\xFF';

/* What is reserved beyond the length of the bytes to decode: no one character becomes as much. */
enum { ROOM_FOR_CHARACTER = 64 };

static bool is_utf8_name(struct text name)
{
    return equal_texts_ignoring_case(name, TEXT("UTF-8")) ||
           equal_texts_ignoring_case(name, TEXT("UTF8"));
}

/* The bytes that "A" becomes in the encoding of `converter`; 0 if it cannot be written there. */
static size_t measure_letter(iconv_t converter)
{
    char letter[] = "A";
    char written[32];
    char *from = letter;
    char *place = written;
    size_t left = 1;
    size_t room = sizeof written;
    if (iconv(converter, &from, &left, &place, &room) == (size_t)-1) {
        return 0;
    }
    return sizeof written - room;
}

/* iconv does not say how wide the code units of an encoding are, but it shows it by writing a
 * letter twice: a byte order mark stands before the first only, and only where the order is left
 * open. */
static void find_unit(struct decoder *decoder, const char *encoding)
{
    decoder->unit = 1;
    iconv_t writer = iconv_open(encoding, "UTF-8");
    if (writer == NO_CONVERTER) {
        return;
    }
    size_t first = measure_letter(writer);
    size_t second = measure_letter(writer);
    if (second == 2 || second == 4) {
        decoder->unit = second;
        decoder->order_open = first > second;
    }
    iconv_close(writer);
}

static bool fail_to_open(const char *encoding, int cause, struct error *error)
{
    struct buffer shown = {0};
    append_visible(&shown, make_text(encoding), 40);
    int length = (int)shown.length;
    const char *name = length > 0 ? shown.at : "";
    if (cause == EINVAL) {
        fail(error, ERROR_USAGE,
             "the encoding \"%.*s\" is unknown; \"iconv -l\" lists the known ones", length, name);
    } else {
        fail(error, ERROR_INPUT, "the encoding \"%.*s\" cannot be decoded now: %s", length, name,
             strerror(cause));
    }
    free_buffer(&shown);
    return false;
}

bool open_decoder(struct decoder *decoder, const char *encoding, struct error *error)
{
    *decoder = (struct decoder){.converter = NO_CONVERTER, .unit = 1, .at_start = true};
    if (is_utf8_name(make_text(encoding))) {
        return true;
    }
    /* To iconv a name without letters is the encoding of whoever runs the program. */
    if (encoding[0] == '\0' || encoding[0] == '/') {
        return fail_to_open(encoding, EINVAL, error);
    }
    decoder->converter = iconv_open("UTF-8", encoding);
    if (decoder->converter == NO_CONVERTER) {
        return fail_to_open(encoding, errno, error);
    }
    find_unit(decoder, encoding);
    return true;
}

/* Tells the converter the byte order: by the mark that `first` is, or by that of little-endian,
 * since without one iconv would take the machine's own. Returns the bytes of the mark in the input.
 */
static size_t settle_byte_order(struct decoder *decoder, const char *first)
{
    static const char little_marks[][4] = {"\xFF\xFE", {'\xFF', '\xFE', 0, 0}};
    static const char big_marks[][4] = {"\xFE\xFF", {0, 0, '\xFE', '\xFF'}};
    size_t unit = decoder->unit;
    size_t row = unit == 2 ? 0 : 1;
    bool is_big = memcmp(first, big_marks[row], unit) == 0;
    bool is_little = memcmp(first, little_marks[row], unit) == 0;
    char mark[4];
    char nothing[16];
    memcpy(mark, is_big ? big_marks[row] : little_marks[row], sizeof mark);
    char *from = mark;
    char *place = nothing;
    size_t left = unit;
    size_t room = sizeof nothing;
    iconv(decoder->converter, &from, &left, &place, &room);
    decoder->order_open = false;
    if (!is_big && !is_little) {
        return 0;
    }
    decoder->at_start = false;
    return unit;
}

/* Decodes all of `bytes` but an incomplete sequence at its end, and returns the length of that. */
static size_t convert_bytes(struct decoder *decoder, struct text bytes, struct buffer *out)
{
    if (decoder->order_open) {
        if (bytes.length < decoder->unit) {
            return bytes.length;
        }
        size_t mark = settle_byte_order(decoder, bytes.at);
        bytes = slice_text(bytes, mark, bytes.length);
    }
    char *from = (char *)bytes.at; /* iconv only reads there, whatever its prototype says */
    size_t left = bytes.length;
    while (left > 0) {
        char *place = reserve_in_buffer(out, left + ROOM_FOR_CHARACTER);
        if (place == NULL) {
            return 0;
        }
        size_t room = out->capacity - out->length;
        bool complete = iconv(decoder->converter, &from, &left, &place, &room) != (size_t)-1;
        int cause = complete ? 0 : errno;
        out->length = out->capacity - room;
        if (cause == EINVAL && left < sizeof decoder->tail) {
            return left;
        }
        if (cause == EILSEQ || cause == EINVAL) {
            size_t skipped = left < decoder->unit ? left : decoder->unit;
            append_byte(out, undecodable);
            from += skipped;
            left -= skipped;
        }
    }
    return 0;
}

/* Completes the sequence that waits, byte by byte: whatever length it turns out to have, the bytes
 * behind it are then decoded where they stand. Returns the bytes that it did not need. */
static struct text complete_tail(struct decoder *decoder, struct text bytes, struct buffer *out)
{
    while (decoder->tail_length > 0 && bytes.length > 0) {
        decoder->tail[decoder->tail_length++] = (unsigned char)bytes.at[0];
        bytes = slice_text(bytes, 1, bytes.length);
        struct text tail = {(const char *)decoder->tail, decoder->tail_length};
        size_t kept = convert_bytes(decoder, tail, out);
        memmove(decoder->tail, decoder->tail + decoder->tail_length - kept, kept);
        decoder->tail_length = kept;
    }
    return bytes;
}

/* iconv hands out whole characters, so a mark stands complete in the first output there is. */
static void drop_mark(struct decoder *decoder, struct buffer *out, size_t start)
{
    if (!decoder->at_start || out->length == start) {
        return;
    }
    decoder->at_start = false;
    struct text decoded = slice_text(view_buffer(out), start, out->length);
    if (starts_with(decoded, utf8_mark)) {
        out->length -= utf8_mark.length;
        memmove(out->at + start, out->at + start + utf8_mark.length, out->length - start);
    }
}

static void pass_through(struct decoder *decoder, struct text bytes, struct buffer *out)
{
    while (decoder->at_start && bytes.length > 0) {
        char byte = bytes.at[0];
        decoder->tail[decoder->tail_length] = (unsigned char)byte;
        if (byte != utf8_mark.at[decoder->tail_length]) {
            append_text(out, (struct text){(const char *)decoder->tail, decoder->tail_length});
            decoder->tail_length = 0;
            decoder->at_start = false;
            break;
        }
        decoder->tail_length++;
        bytes = slice_text(bytes, 1, bytes.length);
        if (decoder->tail_length == utf8_mark.length) {
            decoder->tail_length = 0;
            decoder->at_start = false;
        }
    }
    append_text(out, bytes);
}

void decode_bytes(struct decoder *decoder, struct text bytes, struct buffer *out)
{
    if (decoder->converter == NO_CONVERTER) {
        pass_through(decoder, bytes, out);
        return;
    }
    size_t start = out->length;
    bytes = complete_tail(decoder, bytes, out);
    if (bytes.length > 0) {
        size_t kept = convert_bytes(decoder, bytes, out);
        memcpy(decoder->tail, bytes.at + bytes.length - kept, kept);
        decoder->tail_length = kept;
    }
    drop_mark(decoder, out, start);
}

/* Some encodings hold a character back that the next one might combine with. */
static void flush_converter(struct decoder *decoder, struct buffer *out)
{
    char *place = reserve_in_buffer(out, ROOM_FOR_CHARACTER);
    if (place != NULL) {
        size_t room = out->capacity - out->length;
        iconv(decoder->converter, NULL, NULL, &place, &room);
        out->length = out->capacity - room;
    }
}

void finish_decoding(struct decoder *decoder, struct buffer *out)
{
    if (decoder->converter == NO_CONVERTER) {
        append_text(out, (struct text){(const char *)decoder->tail, decoder->tail_length});
    } else {
        size_t start = out->length;
        flush_converter(decoder, out);
        drop_mark(decoder, out, start);
        if (decoder->tail_length > 0) {
            append_byte(out, undecodable);
        }
    }
    decoder->tail_length = 0;
}

void close_decoder(struct decoder *decoder)
{
    if (decoder->converter != NO_CONVERTER && decoder->converter != (iconv_t)0) {
        iconv_close(decoder->converter);
    }
    decoder->converter = NO_CONVERTER;
    decoder->tail_length = 0;
}
