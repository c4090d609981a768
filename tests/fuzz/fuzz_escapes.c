/* Whatever the text is, its escapes are undone once, as a second and simpler implementation undoes
   them. */
#include "base/buffer.h"
#include "crm/escapes.h"
#include "fuzzing.h"

static const struct {
    struct text written;
    char character;
} escapes[] = {{{"&lt;", 4}, '<'}, {{"&gt;", 4}, '>'}, {{"&quot;", 6}, '"'}, {{"&#039;", 6}, '\''}};

enum { ESCAPE_COUNT = sizeof escapes / sizeof *escapes };

/* Looks back from each end: since an escape has one "&" and none of the four characters, that comes
   to the same. */
static void append_decoded(struct buffer *out, struct text text)
{
    for (size_t i = 0; i < text.length; i++) {
        append_byte(out, text.at[i]);
        for (size_t j = 0; j < ESCAPE_COUNT; j++) {
            if (ends_with_ignoring_case(view_buffer(out), escapes[j].written) &&
                memcmp(out->at + out->length - escapes[j].written.length, escapes[j].written.at,
                       escapes[j].written.length) == 0) {
                out->length -= escapes[j].written.length;
                append_byte(out, escapes[j].character);
            }
        }
    }
}

/* As the CRM does. */
static void append_escaped(struct buffer *out, struct text text)
{
    for (size_t i = 0; i < text.length; i++) {
        size_t j = 0;
        while (j < ESCAPE_COUNT && escapes[j].character != text.at[i]) {
            j++;
        }
        append_text(out, j < ESCAPE_COUNT ? escapes[j].written : slice_text(text, i, i + 1));
    }
}

/* What undo_escapes makes of the text, which is copied so that no byte behind it is read. */
static struct text undo(struct arena *arena, struct text text)
{
    struct text exact = copy_exactly(text);
    struct text decoded = undo_escapes(arena, exact);
    if (find_byte(text, '&', 0) == text.length) {
        insist(decoded.at == exact.at);
        decoded = text;
    }
    free_copy(exact);
    insist(!arena->exhausted && decoded.length <= text.length);
    return decoded;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    const struct text text = {(const char *)bytes, size};
    struct arena arena = {0};
    struct buffer expected = {0};
    struct buffer escaped = {0};
    struct text decoded = undo(&arena, text);
    append_decoded(&expected, text);
    insist(equal_texts(decoded, view_buffer(&expected)));
    insist(equal_texts(undo(&arena, decoded), decoded));
    append_escaped(&escaped, decoded);
    insist(equal_texts(undo(&arena, view_buffer(&escaped)), decoded));
    free_buffer(&escaped);
    free_buffer(&expected);
    free_arena(&arena);
    return 0;
}
