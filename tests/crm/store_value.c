#include "store_value.h"

#include "base/unicode.h"
#include "customer/entity.h"
#include "customer/markup.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct text get_plain_text(struct json_object *value)
{
    switch (json_object_get_type(value)) {
    case json_type_string:
        return (struct text){json_object_get_string(value),
                             (size_t)json_object_get_string_len(value)};
    case json_type_boolean:
        return json_object_get_boolean(value) ? TEXT("1") : EMPTY_TEXT;
    case json_type_int:
    case json_type_double:
        return make_text(json_object_get_string(value));
    default:
        return EMPTY_TEXT;
    }
}

/* Whatever is neither empty nor one of PHP's words for no is yes. */
bool is_true(struct json_object *value)
{
    static const char *const words[] = {"", "0", "off", "false", "no"};
    struct text text = get_plain_text(value);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (equal_texts(text, make_text(words[i]))) {
            return false;
        }
    }
    return true;
}

/* PHP's intval, in the column's 32 bits. */
static bool make_integer(struct arena *arena, struct json_object *value, struct text *stored)
{
    struct text text = trim_white_space(get_plain_text(value));
    if (text.length == 0 && !json_object_is_type(value, json_type_boolean)) {
        return false;
    }
    long long number =
        strtoll(print_to_arena(arena, "%.*s", (int)text.length, text.at).at, NULL, 10);
    number = number > INT32_MAX ? INT32_MAX : number < INT32_MIN ? INT32_MIN : number;
    *stored = print_to_arena(arena, "%lld", number);
    return true;
}

/* Whether the text begins as `pattern` does, where 9 stands for any digit. */
static bool fits_pattern(struct text text, const char *pattern)
{
    size_t length = strlen(pattern);
    bool fits = text.length >= length;
    for (size_t i = 0; fits && i < length; i++) {
        fits =
            pattern[i] == '9' ? text.at[i] >= '0' && text.at[i] <= '9' : text.at[i] == pattern[i];
    }
    return fits;
}

static bool is_day(unsigned year, unsigned month, unsigned day)
{
    static const unsigned char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month >= 1 && month <= 12 && day >= 1 &&
           day <= days[month - 1] + (leap && month == 2 ? 1U : 0U);
}

/* SuiteCRM makes NULL of another form than Y-m-d, MySQL zeros of a day that is none. */
static bool make_date(struct arena *arena, struct json_object *value, struct text *stored)
{
    struct text text = trim_white_space(get_plain_text(value));
    if (!fits_pattern(text, "9999-99-99")) {
        return false;
    }
    struct text date = print_to_arena(arena, "%.10s", text.at);
    *stored = is_day((unsigned)strtoul(date.at, NULL, 10), (unsigned)strtoul(date.at + 5, NULL, 10),
                     (unsigned)strtoul(date.at + 8, NULL, 10))
                  ? date
                  : TEXT("0000-00-00");
    return true;
}

static bool make_time(struct arena *arena, struct json_object *value, struct text *stored)
{
    struct text text = trim_white_space(get_plain_text(value));
    if (!fits_pattern(text, "9999-99-99 99:99")) {
        return false;
    }
    *stored = fits_pattern(text, "9999-99-99 99:99:99")
                  ? print_to_arena(arena, "%.19s", text.at)
                  : print_to_arena(arena, "%.16s:00", text.at);
    return true;
}

static struct text take_buffer(struct arena *arena, struct buffer *buffer)
{
    struct text text = copy_to_arena(arena, view_buffer(buffer));
    free_buffer(buffer);
    return text;
}

/* HTML Purifier's lexer: no NUL, and LF for every line end. */
static struct text mend_bytes(struct arena *arena, struct text text)
{
    struct buffer out = {0};
    if (find_byte(text, '\0', 0) == text.length && find_byte(text, '\r', 0) == text.length) {
        return text;
    }
    for (size_t i = 0; i < text.length; i++) {
        if (text.at[i] == '\r') {
            append_byte(&out, '\n');
            i += i + 1 < text.length && text.at[i + 1] == '\n' ? 1 : 0;
        } else if (text.at[i] != '\0') {
            append_byte(&out, text.at[i]);
        }
    }
    return take_buffer(arena, &out);
}

/* Where an address in angle brackets ends that begins at `at`, or `at` if there is none. */
static size_t find_address_end(struct text text, size_t at)
{
    size_t end = at + 1;
    bool has_at_sign = false;
    while (end < text.length && strchr("<> \t\n", text.at[end]) == NULL) {
        has_at_sign = has_at_sign || text.at[end] == '@';
        end++;
    }
    return has_at_sign && end < text.length && text.at[end] == '>' ? end + 1 : at;
}

/* Over the API, an address in angle brackets goes; the import wizard makes a link of it. */
static struct text drop_addresses(struct arena *arena, struct text text)
{
    struct buffer out = {0};
    for (size_t i = 0; i < text.length;) {
        size_t end = text.at[i] == '<' ? find_address_end(text, i) : i;
        if (end == i) {
            append_byte(&out, text.at[i++]);
        }
        i = end > i ? end : i;
    }
    return take_buffer(arena, &out);
}

static struct text strip_markup(struct arena *arena, struct text text)
{
    if (find_byte(text, '<', 0) < text.length) {
        text = purify_markup(arena, drop_addresses(arena, text));
    }
    return find_byte(text, '&', 0) < text.length ? decode_entities(arena, read_entity, text) : text;
}

/* The column's three bytes a character hold none beyond the BMP. */
static struct text replace_beyond(struct arena *arena, struct text text)
{
    struct buffer out = {0};
    size_t beyond = 0;
    for (size_t i = 0; i < text.length; i++) {
        beyond += (unsigned char)text.at[i] >= 0xF0 ? 1 : 0;
    }
    if (beyond == 0) {
        return text;
    }
    for (size_t i = 0; i < text.length;) {
        size_t length = read_character(text, i).length;
        append_text(&out, length == 4 ? TEXT("????") : slice_text(text, i, i + length));
        i += length;
    }
    return take_buffer(arena, &out);
}

static struct text escape_ampersands(struct arena *arena, struct text text)
{
    struct buffer out = {0};
    if (find_byte(text, '&', 0) == text.length) {
        return text;
    }
    for (size_t i = 0; i < text.length; i++) {
        append_text(&out, text.at[i] == '&' ? TEXT("&amp;") : slice_text(text, i, i + 1));
    }
    return take_buffer(arena, &out);
}

static struct text cut_value(const struct store_field *field, struct text text)
{
    return field->length > 0 && text.length > field->length ? cut_to_characters(text, field->length)
                                                            : text;
}

static struct text make_text_value(struct arena *arena, enum store_kind kind,
                                   const struct store_field *field, struct text text)
{
    text = mend_bytes(arena, text);
    if (kind == STORE_SUGAR) {
        return cut_value(field, trim_white_space(text));
    }
    text = trim_white_space(strip_markup(arena, text));
    if (field->place == FIELD_IN_CUSTOM) {
        text = escape_ampersands(arena, text);
    }
    return cut_value(field, replace_beyond(arena, cut_value(field, text)));
}

bool make_stored_text(struct arena *arena, enum store_kind kind, const struct store_field *field,
                      struct json_object *value, struct text *stored)
{
    if (strcasecmp(field->type, "bool") == 0) {
        *stored = is_true(value) ? TEXT("1") : TEXT("0");
        return true;
    }
    if (strcasecmp(field->type, "int") == 0) {
        return make_integer(arena, value, stored);
    }
    if (strcmp(field->type, "date") == 0) {
        return make_date(arena, value, stored);
    }
    if (strcmp(field->type, "datetime") == 0) {
        return make_time(arena, value, stored);
    }
    *stored = make_text_value(arena, kind, field, get_plain_text(value));
    return true;
}
