#include "crm/escapes.h"

#include <string.h>

static const struct escape {
    struct text written;
    char character;
} escapes[] = {
    {{"&#039;", 6}, '\''},
    {{"&quot;", 6}, '"'},
    {{"&lt;", 4}, '<'},
    {{"&gt;", 4}, '>'},
};

static const struct escape *find_escape(struct text rest)
{
    for (size_t i = 0; i < sizeof escapes / sizeof *escapes; i++) {
        if (starts_with(rest, escapes[i].written)) {
            return &escapes[i];
        }
    }
    return NULL;
}

struct text undo_escapes(struct arena *arena, struct text text)
{
    size_t at = find_byte(text, '&', 0);
    if (at == text.length) {
        return text;
    }
    char *decoded = take_from_arena(arena, text.length);
    if (decoded == NULL) {
        return EMPTY_TEXT;
    }
    size_t length = at;
    memcpy(decoded, text.at, at);
    while (at < text.length) {
        const struct escape *escape =
            text.at[at] == '&' ? find_escape(slice_text(text, at, text.length)) : NULL;
        decoded[length++] = escape == NULL ? text.at[at] : escape->character;
        at += escape == NULL ? 1 : escape->written.length;
    }
    return (struct text){decoded, length};
}
