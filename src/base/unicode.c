#include "base/unicode.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

struct character read_character(struct text text, size_t at)
{
    utf8proc_int32_t code = -1;
    utf8proc_ssize_t length = utf8proc_iterate((const utf8proc_uint8_t *)text.at + at,
                                               (utf8proc_ssize_t)(text.length - at), &code);
    if (length <= 0) {
        return (struct character){-1, 1};
    }
    return (struct character){code, (size_t)length};
}

bool is_plain_ascii(struct text text)
{
    /* Eight bytes at a time: the high bit of each byte is set if it is not ASCII, below 0x20 (the
       borrow of the subtraction), or 0x7F (the carry of the addition). */
    const uint64_t ones = 0x0101010101010101u;
    uint64_t odd = 0;
    size_t at = 0;
    for (; at + sizeof(uint64_t) <= text.length; at += sizeof(uint64_t)) {
        uint64_t word;
        memcpy(&word, text.at + at, sizeof word);
        odd |= word | ((word & (ones * 0x7F)) + ones) | ~((word | (ones << 7)) - ones * 0x20);
    }
    bool plain = (odd & (ones << 7)) == 0;
    for (; at < text.length; at++) {
        unsigned char byte = (unsigned char)text.at[at];
        plain = plain && byte >= 0x20 && byte <= 0x7E;
    }
    return plain;
}

/* The position of the first byte at or after `from` that is not ASCII, or text.length. */
static size_t find_non_ascii(struct text text, size_t from)
{
    size_t at = from;
    for (; at + sizeof(uint64_t) <= text.length; at += sizeof(uint64_t)) {
        uint64_t word;
        memcpy(&word, text.at + at, sizeof word);
        if ((word & 0x8080808080808080u) != 0) {
            break;
        }
    }
    while (at < text.length && (unsigned char)text.at[at] < 0x80) {
        at++;
    }
    return at;
}

bool is_valid_utf8(struct text text)
{
    size_t at = find_non_ascii(text, 0);
    while (at < text.length) {
        struct character character = read_character(text, at);
        if (character.code < 0) {
            return false;
        }
        at = find_non_ascii(text, at + character.length);
    }
    return true;
}

bool is_white_space(int32_t code)
{
    return code == ' ' || (code >= 0x09 && code <= 0x0D) || code == 0x85 || code == 0xA0 ||
           code == 0x1680 || (code >= 0x2000 && code <= 0x200A) || code == 0x2028 ||
           code == 0x2029 || code == 0x202F || code == 0x205F || code == 0x3000 || code == 0xFEFF;
}

bool is_control(int32_t code)
{
    return (code >= 0 && code < 0x20) || (code >= 0x7F && code < 0xA0);
}

size_t count_characters(struct text text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.length; i++) {
        count += ((unsigned char)text.at[i] & 0xC0) != 0x80;
    }
    return count;
}

struct text cut_to_characters(struct text text, size_t most)
{
    size_t count = 0;
    for (size_t i = 0; i < text.length; i++) {
        if (((unsigned char)text.at[i] & 0xC0) != 0x80 && count++ == most) {
            return slice_text(text, 0, i);
        }
    }
    return text;
}

struct text trim_white_space(struct text text)
{
    while (text.length > 0) {
        struct character first = read_character(text, 0);
        if (!is_white_space(first.code)) {
            break;
        }
        text = slice_text(text, first.length, text.length);
    }
    while (text.length > 0) {
        size_t start = text.length - 1;
        while (start > 0 && ((unsigned char)text.at[start] & 0xC0) == 0x80) {
            start--;
        }
        if (!is_white_space(read_character(text, start).code)) {
            break;
        }
        text.length = start;
    }
    return text;
}

static struct text map_text(struct arena *arena, struct text text, utf8proc_option_t options)
{
    utf8proc_uint8_t *mapped = NULL;
    utf8proc_ssize_t length = utf8proc_map((const utf8proc_uint8_t *)text.at,
                                           (utf8proc_ssize_t)text.length, &mapped, options);
    if (length < 0) {
        if (length == UTF8PROC_ERROR_NOMEM) {
            arena->exhausted = true;
        }
        return text; /* not UTF-8: such a text never gets this far, and is left as it is */
    }
    struct text copy = copy_to_arena(arena, (struct text){(const char *)mapped, (size_t)length});
    free(mapped);
    return copy;
}

/* Every character below U+0300 is its own normal form C, whatever stands beside it. */
static bool holds_combining_candidates(struct text text)
{
    for (size_t i = 0; i < text.length; i++) {
        if ((unsigned char)text.at[i] >= 0xCC) {
            return true;
        }
    }
    return false;
}

struct text compose_text(struct arena *arena, struct text text)
{
    if (!holds_combining_candidates(text)) {
        return text;
    }
    return map_text(arena, text, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
}

static struct text join_white_space(struct arena *arena, struct text text)
{
    text = trim_white_space(text);
    char *joined = take_from_arena(arena, text.length);
    if (joined == NULL) {
        return EMPTY_TEXT;
    }
    size_t length = 0;
    for (size_t at = 0; at < text.length;) {
        struct character character = read_character(text, at);
        if (!is_white_space(character.code)) {
            memcpy(joined + length, text.at + at, character.length);
            length += character.length;
        } else if (joined[length - 1] != ' ') {
            joined[length++] = ' ';
        }
        at += character.length;
    }
    shrink_newest_piece(arena, joined, text.length, length);
    return (struct text){joined, length};
}

static struct text fold_plain_ascii(struct arena *arena, struct text text)
{
    text = trim_blanks(text);
    char *folded = take_from_arena(arena, text.length);
    if (folded == NULL) {
        return EMPTY_TEXT;
    }
    size_t length = 0;
    for (size_t i = 0; i < text.length; i++) {
        char byte = text.at[i];
        if (byte >= 'A' && byte <= 'Z') {
            byte = (char)(byte - 'A' + 'a');
        }
        if (byte != ' ' || folded[length - 1] != ' ') {
            folded[length++] = byte;
        }
    }
    shrink_newest_piece(arena, folded, text.length, length);
    return (struct text){folded, length};
}

struct text fold_text(struct arena *arena, struct text text)
{
    if (text.length == 0) {
        return EMPTY_TEXT;
    }
    if (is_plain_ascii(text)) {
        return fold_plain_ascii(arena, text);
    }
    /* The options of utf8proc_NFKC_Casefold, which itself takes only NUL-terminated strings. */
    struct text folded = map_text(arena, text,
                                  UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT |
                                      UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
    return join_white_space(arena, folded);
}

static bool is_letter_or_digit(int32_t code)
{
    utf8proc_category_t category = utf8proc_category(code);
    return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO;
}

struct text keep_letters_and_digits(struct arena *arena, struct text text)
{
    char *kept = take_from_arena(arena, text.length);
    if (kept == NULL) {
        return EMPTY_TEXT;
    }
    size_t length = 0;
    for (size_t at = 0; at < text.length;) {
        struct character character = read_character(text, at);
        if (is_letter_or_digit(character.code)) {
            memcpy(kept + length, text.at + at, character.length);
            length += character.length;
        }
        at += character.length;
    }
    shrink_newest_piece(arena, kept, text.length, length);
    return (struct text){kept, length};
}

/* Marks that turn the direction of the text around them, which can disguise a value. */
static bool turns_direction(int32_t code)
{
    return code == 0x061C || code == 0x200E || code == 0x200F ||
           (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
}

static void append_visible_character(struct buffer *out, struct text text, size_t at,
                                     struct character character)
{
    if (character.code < 0) {
        append_text(out, TEXT("\xEF\xBF\xBD"));
    } else if (character.code == '\n') {
        append_text(out, TEXT("\\n"));
    } else if (character.code == '\r') {
        append_text(out, TEXT("\\r"));
    } else if (character.code == '\t') {
        append_text(out, TEXT("\\t"));
    } else if (is_control(character.code)) {
        append_formatted(out, "\\x%02X", (unsigned)character.code);
    } else if (turns_direction(character.code) || character.code == 0x2028 ||
               character.code == 0x2029) {
        append_formatted(out, "\\u{%04X}", (unsigned)character.code);
    } else {
        append_text(out, slice_text(text, at, at + character.length));
    }
}

void append_visible(struct buffer *out, struct text text, size_t most)
{
    size_t count = 0;
    for (size_t at = 0; at < text.length;) {
        struct character character = read_character(text, at);
        if (count++ == most) {
            append_text(out, TEXT("..."));
            return;
        }
        append_visible_character(out, text, at, character);
        at += character.length;
    }
}

struct text make_visible(struct arena *arena, struct text text, size_t most)
{
    struct buffer out = {0};
    append_visible(&out, text, most);
    if (out.failed) {
        arena->exhausted = true;
    }
    struct text visible = copy_to_arena(arena, view_buffer(&out));
    free_buffer(&out);
    return visible;
}
