#include "customer/stored_value.h"

#include "base/buffer.h"
#include "base/unicode.h"
#include "customer/entity.h"
#include "customer/markup.h"

#include <string.h>

static struct text take_buffer(struct arena *arena, struct buffer *buffer)
{
    struct text text = copy_to_arena(arena, view_buffer(buffer));
    arena->exhausted = arena->exhausted || buffer->failed;
    free_buffer(buffer);
    return text;
}

static struct text undo_ampersands(struct arena *arena, struct text stored)
{
    const struct text escape = TEXT("&amp;");
    struct buffer out = {0};
    if (find_text(stored, escape) == stored.length) {
        return stored;
    }
    for (size_t at = 0; at < stored.length;) {
        bool is_escape = starts_with(slice_text(stored, at, stored.length), escape);
        append_byte(&out, stored.at[at]);
        at += is_escape ? escape.length : 1;
    }
    return take_buffer(arena, &out);
}

static bool is_bare_website(struct text stored)
{
    return equal_texts_ignoring_case(stored, TEXT("http://")) ||
           equal_texts_ignoring_case(stored, TEXT("https://"));
}

struct text fold_email(struct arena *arena, struct text email)
{
    char *small = take_from_arena(arena, email.length + 1);
    for (size_t i = 0; small != NULL && i < email.length; i++) {
        char byte = email.at[i];
        small[i] = (char)(byte >= 'A' && byte <= 'Z' ? byte + 'a' - 'A' : byte);
    }
    return small == NULL ? EMPTY_TEXT : (struct text){small, email.length};
}

struct text read_stored_value(struct arena *arena, enum value_kind kind, struct text stored)
{
    switch (kind) {
    case VALUE_STUDIO_TEXT:
        return undo_ampersands(arena, stored);
    case VALUE_NUMBER:
        return equal_texts(stored, TEXT("0")) ? EMPTY_TEXT : stored;
    case VALUE_TICK:
        return stored.length == 0 ? TEXT("0") : stored;
    case VALUE_WEBSITE:
        return is_bare_website(stored) ? EMPTY_TEXT : stored;
    case VALUE_TEXT:
    case VALUE_EMAIL:
        break;
    }
    return stored;
}

/* Where an address in angle brackets ends that begins at `at`; `at` if there is none. */
static size_t find_address_end(struct text text, size_t at)
{
    bool has_at_sign = false;
    size_t end = at + 1;
    while (end < text.length && strchr("<> \t\n", text.at[end]) == NULL) {
        has_at_sign = has_at_sign || text.at[end] == '@';
        end++;
    }
    return has_at_sign && end < text.length && text.at[end] == '>' ? end + 1 : at;
}

/* Over the API an address in angle brackets goes; the import wizard makes a link of it. */
static struct text drop_addresses(struct arena *arena, struct text text)
{
    struct buffer out = {0};
    for (size_t at = 0; at < text.length;) {
        size_t end = text.at[at] == '<' ? find_address_end(text, at) : at;
        if (end == at) {
            append_byte(&out, text.at[at++]);
        }
        at = end > at ? end : at;
    }
    return take_buffer(arena, &out);
}

static bool is_beyond_bmp(char byte)
{
    return (unsigned char)byte >= 0xF0;
}

static struct text replace_beyond(struct arena *arena, struct text text)
{
    struct buffer out = {0};
    for (size_t at = 0; at < text.length;) {
        size_t length = read_character(text, at).length;
        append_text(&out,
                    is_beyond_bmp(text.at[at]) ? TEXT("????") : slice_text(text, at, at + length));
        at += length;
    }
    return take_buffer(arena, &out);
}

static bool has_beyond_bmp(struct text text)
{
    for (size_t at = 0; at < text.length; at++) {
        if (is_beyond_bmp(text.at[at])) {
            return true;
        }
    }
    return false;
}

static struct text cut_value(const struct stored_field *field, struct text value)
{
    return field->length > 0 && value.length > field->length
               ? trim_white_space(cut_to_characters(value, field->length))
               : value;
}

static bool is_text(enum value_kind kind)
{
    return kind == VALUE_TEXT || kind == VALUE_STUDIO_TEXT || kind == VALUE_WEBSITE;
}

struct text store_over_api(struct arena *arena, const struct stored_field *field, struct text value)
{
    struct text stored = value;
    if (is_text(field->kind)) {
        if (find_byte(stored, '<', 0) < stored.length) {
            stored = purify_markup(arena, drop_addresses(arena, stored));
        }
        if (find_byte(stored, '&', 0) < stored.length) {
            stored = decode_entities(arena, read_entity, stored);
        }
        if (has_beyond_bmp(stored)) {
            stored = replace_beyond(arena, stored);
        }
        stored = cut_value(field, trim_white_space(stored));
    }
    return equal_texts(stored, value) ? value : stored;
}

bool is_stored_value(struct arena *arena, const struct stored_field *field, struct text value,
                     struct text stored)
{
    if (equal_texts(value, stored)) {
        return true;
    }
    if (field->kind == VALUE_EMAIL) {
        return equal_texts_ignoring_case(value, stored);
    }
    if (!is_text(field->kind)) {
        return false;
    }
    struct text trimmed = trim_white_space(stored);
    return equal_texts(cut_value(field, value), trimmed) ||
           equal_texts(store_over_api(arena, field, value), trimmed);
}
