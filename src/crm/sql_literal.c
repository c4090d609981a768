#include "crm/sql_literal.h"

#include "base/unicode.h"

bool is_sql_text(struct text text)
{
    size_t at = 0;
    while (at < text.length) {
        struct character character = read_character(text, at);
        if (character.code <= 0 || character.code > 0xFFFF) {
            return false;
        }
        at += character.length;
    }
    return true;
}

void append_sql_literal(struct buffer *out, struct text text)
{
    static const char digits[] = "0123456789abcdef";
    append_text(out, text.length > 0 ? TEXT("0x") : TEXT("''"));
    for (size_t i = 0; i < text.length; i++) {
        unsigned char byte = (unsigned char)text.at[i];
        append_byte(out, digits[byte >> 4]);
        append_byte(out, digits[byte & 15]);
    }
}
