#include "base/excel.h"

#include <string.h>

enum { DIGITS_KEPT_BY_EXCEL = 15 };

static bool is_one_of(char byte, const char *set, size_t count)
{
    return memchr(set, byte, count) != NULL;
}

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static bool is_letter(char byte)
{
    return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') ||
           (unsigned char)byte >= 0x80;
}

static bool begins_like_formula(struct text cell)
{
    return cell.length > 0 && is_one_of(cell.at[0], "=+-@\t\r\n", 7);
}

static bool is_long_number(struct text cell)
{
    size_t digits = 0;
    for (size_t i = 0; i < cell.length; i++) {
        if (is_digit(cell.at[i])) {
            digits++;
        } else if (!is_one_of(cell.at[i], " .,", 3)) {
            return false;
        }
    }
    return digits > DIGITS_KEPT_BY_EXCEL;
}

static bool has_leading_zero(struct text cell)
{
    if (cell.length < 2 || cell.at[0] != '0') {
        return false;
    }
    for (size_t i = 1; i < cell.length; i++) {
        if (is_letter(cell.at[i])) {
            return false;
        }
    }
    return true;
}

bool is_changed_by_excel(struct text cell)
{
    return begins_like_formula(cell) || is_long_number(cell) || has_leading_zero(cell);
}

void append_for_excel(struct buffer *out, struct text cell)
{
    if (!is_changed_by_excel(cell)) {
        append_text(out, cell);
        return;
    }
    append_text(out, TEXT("=\""));
    for (size_t from = 0; from < cell.length;) {
        size_t quote = find_byte(cell, '"', from);
        append_text(out, slice_text(cell, from, quote));
        if (quote < cell.length) {
            append_text(out, TEXT("\"\""));
        }
        from = quote + 1;
    }
    append_byte(out, '"');
}

/* The number of doubled quotes; false if one stands alone. */
static bool count_doubled_quotes(struct text inner, size_t *count)
{
    *count = 0;
    for (size_t at = find_byte(inner, '"', 0); at < inner.length;) {
        if (at + 1 == inner.length || inner.at[at + 1] != '"') {
            return false;
        }
        (*count)++;
        at = find_byte(inner, '"', at + 2);
    }
    return true;
}

static struct text undouble_quotes(struct arena *arena, struct text inner, size_t doubled)
{
    char *undoubled = take_from_arena(arena, inner.length - doubled);
    if (undoubled == NULL) {
        return EMPTY_TEXT;
    }
    size_t length = 0;
    for (size_t i = 0; i < inner.length; i++) {
        undoubled[length++] = inner.at[i];
        if (inner.at[i] == '"') {
            i++;
        }
    }
    return (struct text){undoubled, length};
}

struct text unwrap_excel(struct arena *arena, struct text cell)
{
    if (cell.length < 3 || !starts_with(cell, TEXT("=\"")) || cell.at[cell.length - 1] != '"') {
        return cell;
    }
    struct text inner = slice_text(cell, 2, cell.length - 1);
    size_t doubled = 0;
    if (!count_doubled_quotes(inner, &doubled)) {
        return cell;
    }
    return doubled == 0 ? inner : undouble_quotes(arena, inner, doubled);
}
