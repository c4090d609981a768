#include "base/text.h"

#include <string.h>

struct text make_text(const char *string)
{
    return (struct text){string, strlen(string)};
}

bool equal_texts(struct text one, struct text other)
{
    return one.length == other.length &&
           (one.length == 0 || memcmp(one.at, other.at, one.length) == 0);
}

static char lower_letter(char byte)
{
    return byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
}

bool equal_texts_ignoring_case(struct text one, struct text other)
{
    if (one.length != other.length) {
        return false;
    }
    for (size_t i = 0; i < one.length; i++) {
        if (lower_letter(one.at[i]) != lower_letter(other.at[i])) {
            return false;
        }
    }
    return true;
}

bool starts_with(struct text text, struct text beginning)
{
    return text.length >= beginning.length &&
           equal_texts(slice_text(text, 0, beginning.length), beginning);
}

bool ends_with_ignoring_case(struct text text, struct text ending)
{
    return text.length >= ending.length &&
           equal_texts_ignoring_case(slice_text(text, text.length - ending.length, text.length),
                                     ending);
}

size_t find_byte(struct text text, char byte, size_t from)
{
    if (from >= text.length) {
        return text.length;
    }
    const char *found = memchr(text.at + from, byte, text.length - from);
    return found == NULL ? text.length : (size_t)(found - text.at);
}

size_t find_text(struct text text, struct text part)
{
    for (size_t at = find_byte(text, part.at[0], 0); at + part.length <= text.length;
         at = find_byte(text, part.at[0], at + 1)) {
        if (memcmp(text.at + at, part.at, part.length) == 0) {
            return at;
        }
    }
    return text.length;
}

struct text slice_text(struct text text, size_t from, size_t to)
{
    return (struct text){text.at + from, to - from};
}

struct text trim_blanks(struct text text)
{
    while (text.length > 0 && (text.at[0] == ' ' || text.at[0] == '\t')) {
        text = slice_text(text, 1, text.length);
    }
    while (text.length > 0 &&
           (text.at[text.length - 1] == ' ' || text.at[text.length - 1] == '\t')) {
        text.length--;
    }
    return text;
}

int read_digit(char byte, int base)
{
    int digit = -1;
    if (byte >= '0' && byte <= '9') {
        digit = byte - '0';
    } else if (byte >= 'a' && byte <= 'f') {
        digit = byte - 'a' + 10;
    } else if (byte >= 'A' && byte <= 'F') {
        digit = byte - 'A' + 10;
    }
    return digit < base ? digit : -1;
}

int compare_texts(const void *one, const void *other)
{
    const struct text *left = one;
    const struct text *right = other;
    size_t shorter = left->length < right->length ? left->length : right->length;
    int order = shorter == 0 ? 0 : memcmp(left->at, right->at, shorter);
    return order != 0 ? order : (left->length > right->length) - (left->length < right->length);
}
