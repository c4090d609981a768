/* MySQL's string literals in SQLite's words. */
#include "store.h"

#include <string.h>

void append_literal(struct buffer *out, struct text value)
{
    append_byte(out, '\'');
    for (size_t i = 0; i < value.length; i++) {
        if (value.at[i] == '\'') {
            append_byte(out, '\'');
        }
        if (value.at[i] != '\0') {
            append_byte(out, value.at[i]);
        }
    }
    append_byte(out, '\'');
}

/* What stands for a backslash and the character behind it; MySQL keeps both of \% and \_. */
static void append_escaped(struct buffer *value, char escaped)
{
    static const char letters[] = "nrtbZ";
    static const char bytes[] = "\n\r\t\b\x1A";
    const char *letter = escaped == '\0' ? NULL : strchr(letters, escaped);
    if (letter != NULL) {
        append_byte(value, bytes[letter - letters]);
        return;
    }
    if (escaped == '%' || escaped == '_') {
        append_byte(value, '\\');
    }
    append_byte(value, escaped == '0' ? '\0' : escaped);
}

/* Reads the literal whose quote is at `at`; the place behind it, or 0 if it does not end. */
static size_t read_literal(struct text query, size_t at, struct buffer *value)
{
    char quote = query.at[at];
    for (size_t i = at + 1; i < query.length; i++) {
        bool has_next = i + 1 < query.length;
        if (query.at[i] == '\\' && has_next) {
            append_escaped(value, query.at[++i]);
        } else if (query.at[i] != quote) {
            append_byte(value, query.at[i]);
        } else if (has_next && query.at[i + 1] == quote) {
            append_byte(value, query.at[i++]);
        } else {
            return i + 1;
        }
    }
    return 0;
}

/* Reads a literal of 0x and pairs of digits at `at`; the place behind it, or `at` if it is none. */
static size_t read_hexadecimal(struct text query, size_t at, struct buffer *value)
{
    size_t i = at + 2;
    bool begins = at + 3 < query.length && query.at[at] == '0' && query.at[at + 1] == 'x' &&
                  (at == 0 || strchr(" ,(=", query.at[at - 1]) != NULL);
    while (begins && i + 1 < query.length && read_digit(query.at[i], 16) >= 0 &&
           read_digit(query.at[i + 1], 16) >= 0) {
        append_byte(value,
                    (char)(read_digit(query.at[i], 16) * 16 + read_digit(query.at[i + 1], 16)));
        i += 2;
    }
    return begins && i > at + 2 ? i : at;
}

bool translate_query(struct buffer *out, struct text query)
{
    struct buffer value = {0};
    bool done = true;
    size_t at = 0;
    while (done && at < query.length) {
        bool is_quoted = query.at[at] == '\'' || query.at[at] == '"';
        reset_buffer(&value);
        size_t end =
            is_quoted ? read_literal(query, at, &value) : read_hexadecimal(query, at, &value);
        done = end > 0 || !is_quoted;
        if (end > at) {
            append_literal(out, value.length == 0 ? EMPTY_TEXT : view_buffer(&value));
            at = end;
        } else if (done) {
            append_byte(out, query.at[at++]);
        }
    }
    free_buffer(&value);
    return done;
}
