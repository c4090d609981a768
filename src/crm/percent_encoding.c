#include "crm/percent_encoding.h"

void append_percent_encoded(struct buffer *out, struct text text)
{
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < text.length; i++) {
        unsigned char byte = (unsigned char)text.at[i];
        bool is_plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                        (byte >= '0' && byte <= '9') || byte == '-' || byte == '_' || byte == '.';
        if (is_plain) {
            append_byte(out, (char)byte);
        } else {
            append_byte(out, '%');
            append_byte(out, digits[byte >> 4]);
            append_byte(out, digits[byte & 15]);
        }
    }
}

void append_percent_decoded(struct buffer *out, struct text text)
{
    for (size_t i = 0; i < text.length; i++) {
        int high = text.at[i] == '%' && i + 2 < text.length ? read_digit(text.at[i + 1], 16) : -1;
        int low = high >= 0 ? read_digit(text.at[i + 2], 16) : -1;
        if (low >= 0) {
            append_byte(out, (char)(high * 16 + low));
            i += 2;
        } else {
            append_byte(out, text.at[i] == '+' ? ' ' : text.at[i]);
        }
    }
}
