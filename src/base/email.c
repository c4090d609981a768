#include "base/email.h"

#include <string.h>

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static bool is_word_byte(char byte)
{
    return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') || is_digit(byte) ||
           byte == '_';
}

static bool is_local_part(struct text text)
{
    static const char marks[] = "'.-+&#!$*=?^_`{}~/";
    for (size_t i = 0; i < text.length; i++) {
        if (!is_word_byte(text.at[i]) && memchr(marks, text.at[i], sizeof marks - 1) == NULL) {
            return false;
        }
    }
    return text.length > 0;
}

static bool is_numeric_host(struct text text)
{
    size_t dots = 0;
    size_t digits = 0;
    for (size_t i = 0; i < text.length; i++) {
        if (is_digit(text.at[i]) && digits < 3) {
            digits++;
        } else if (text.at[i] == '.' && digits > 0 && dots < 3) {
            dots++;
            digits = 0;
        } else {
            return false;
        }
    }
    return dots == 3 && digits > 0;
}

/* The host is a name that begins and ends with a word byte, then labels. From the end label by
 * label: each must have two bytes, until one is met whose dot stands behind a word byte; all before
 * that dot is then the name. */
static bool is_named_host(struct text text)
{
    if (text.length == 0 || !is_word_byte(text.at[0])) {
        return false;
    }
    for (size_t i = 0; i < text.length; i++) {
        if (!is_word_byte(text.at[i]) && text.at[i] != '.' && text.at[i] != '-') {
            return false;
        }
    }
    size_t end = text.length;
    for (size_t at = text.length - 1; at > 0; at--) {
        if (text.at[at] == '.') {
            if (end - at - 1 < 2) {
                return false;
            }
            if (is_word_byte(text.at[at - 1])) {
                return true;
            }
            end = at;
        }
    }
    return false;
}

bool is_valid_email(struct text email)
{
    size_t at = find_byte(email, '@', 0);
    if (at == email.length || !is_local_part(slice_text(email, 0, at))) {
        return false;
    }
    struct text host = slice_text(email, at + 1, email.length);
    return is_numeric_host(host) || is_named_host(host);
}

struct text write_in_capitals(struct arena *arena, struct text email)
{
    char *capitals = take_from_arena(arena, email.length);
    for (size_t i = 0; capitals != NULL && i < email.length; i++) {
        char byte = email.at[i];
        capitals[i] = byte >= 'a' && byte <= 'z' ? (char)(byte - 'a' + 'A') : byte;
    }
    return capitals == NULL ? EMPTY_TEXT : (struct text){capitals, email.length};
}
