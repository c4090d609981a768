/**
 * The encodings in which a CRM may repeat a secret, written here to be undone by crm/secrets.c.
 */
#ifndef POSSUM_TESTS_FUZZ_ENCODINGS_H
#define POSSUM_TESTS_FUZZ_ENCODINGS_H

#include "base/buffer.h"
#include "base/unicode.h"
#include "fuzzing.h"

/** Appends the bytes of a character of `text` in an encoding. */
typedef void character_encoder(struct buffer *out, struct text bytes, int32_t code);

static inline void encode_as_it_is(struct buffer *out, struct text bytes, int32_t code)
{
    (void)code;
    append_text(out, bytes);
}

static inline void encode_in_percent(struct buffer *out, struct text bytes, int32_t code)
{
    (void)code;
    for (size_t i = 0; i < bytes.length; i++) {
        append_formatted(out, "%%%02X", (unsigned char)bytes.at[i]);
    }
}

/** Letters and digits stay, and a blank becomes "+". */
static inline void encode_for_form(struct buffer *out, struct text bytes, int32_t code)
{
    bool is_plain = (code >= '0' && code <= '9') || (code >= 'A' && code <= 'Z') ||
                    (code >= 'a' && code <= 'z');
    if (code == ' ') {
        append_byte(out, '+');
    } else if (is_plain) {
        append_text(out, bytes);
    } else {
        encode_in_percent(out, bytes, code);
    }
}

/** Only what must be escaped in JSON, and the slash, as PHP does. */
static inline void encode_for_json(struct buffer *out, struct text bytes, int32_t code)
{
    if (code == '"' || code == '\\' || code == '/') {
        append_byte(out, '\\');
        append_text(out, bytes);
    } else if (code == '\n') {
        append_text(out, TEXT("\\n"));
    } else if (code >= 0 && code < 0x20) {
        append_formatted(out, "\\u%04x", (unsigned)code);
    } else {
        append_text(out, bytes);
    }
}

/** Everything by its code; what is no character has none. */
static inline void encode_in_json_codes(struct buffer *out, struct text bytes, int32_t code)
{
    if (code < 0) {
        append_text(out, bytes);
    } else if (code > 0xFFFF) {
        append_formatted(out, "\\u%04X\\u%04x", 0xD800U + ((unsigned)(code - 0x10000) >> 10),
                         0xDC00U + ((unsigned)(code - 0x10000) & 0x3FF));
    } else {
        append_formatted(out, "\\u%04x", (unsigned)code);
    }
}

static inline void encode_for_html(struct buffer *out, struct text bytes, int32_t code)
{
    switch (code) {
    case '&':
        append_text(out, TEXT("&amp;"));
        return;
    case '<':
        append_text(out, TEXT("&lt;"));
        return;
    case '>':
        append_text(out, TEXT("&gt;"));
        return;
    case '"':
        append_text(out, TEXT("&quot;"));
        return;
    case '\'':
        append_text(out, TEXT("&#039;"));
        return;
    default:
        append_text(out, bytes);
    }
}

/** Everything by its code, in hexadecimal. */
static inline void encode_in_references(struct buffer *out, struct text bytes, int32_t code)
{
    if (code < 0) {
        append_text(out, bytes);
    } else {
        append_formatted(out, "&#x%x;", (unsigned)code);
    }
}

static inline void append_encoded(struct buffer *out, struct text text, uint8_t choice)
{
    static character_encoder *const encoders[] = {
        encode_as_it_is, encode_in_percent,    encode_for_form,      encode_for_json,
        encode_for_html, encode_in_json_codes, encode_in_references,
    };
    character_encoder *encode = encoders[choice % (sizeof encoders / sizeof *encoders)];
    for (size_t at = 0; at < text.length;) {
        struct character character = read_character(text, at);
        encode(out, slice_text(text, at, at + character.length), character.code);
        at += character.length;
    }
}

/** Appends the text in one encoding and, over that, another one. */
static inline void append_encoded_twice(struct buffer *out, struct text text, uint8_t inner,
                                        uint8_t outer)
{
    struct buffer once = {0};
    append_encoded(&once, text, inner);
    append_encoded(out, view_buffer(&once), outer);
    insist(!once.failed && !out->failed);
    free_buffer(&once);
}

#endif
