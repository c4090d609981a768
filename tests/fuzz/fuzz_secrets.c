/* Whatever stands around a secret, and however it is encoded, it is blanked: the first two bytes
   say which encodings the planted secret has, one over the other, the third how long it is; then
   come the secret, and the text, in the middle of which it is planted.

   "[", "]" and "|" cannot be in the secret here. A "|" on either side of the planted one then keeps
   it apart from the text in every encoding, and what is left between two "[secret]" has none of the
   secret by chance. */
#include "crm/answer.h"
#include "crm/secrets.h"
#include "encodings.h"
#include "fuzzing.h"

static const struct text blank = {"[secret]", 8};

/* The secret that the input has, made to suit. */
static struct text make_secret(struct arena *arena, struct text bytes)
{
    char *secret = take_from_arena(arena, bytes.length);
    insist(secret != NULL || bytes.length == 0);
    for (size_t i = 0; i < bytes.length; i++) {
        bool is_ours = bytes.at[i] == '[' || bytes.at[i] == ']' || bytes.at[i] == '|';
        secret[i] = is_ours ? '\\' : bytes.at[i];
    }
    return (struct text){secret, bytes.length};
}

/* Appends it blanked, and makes sure that nothing is left of the secret in the plain. */
static void append_blanked(struct buffer *out, struct text text, struct text secret)
{
    struct text exact = copy_exactly(text);
    size_t before = out->length;
    append_without_secrets(out, exact, &secret, 1);
    free_copy(exact);
    insist(!out->failed);
    struct text rest = slice_text(view_buffer(out), before, out->length);
    while (rest.length > 0) {
        size_t end = find_text(rest, blank);
        struct text piece = slice_text(rest, 0, end);
        insist(find_text(piece, secret) == piece.length);
        rest = slice_text(rest, end < rest.length ? end + blank.length : end, rest.length);
    }
}

/* The text with something between its halves, apart from both. */
static void append_between(struct buffer *out, struct text before, struct text middle,
                           struct text after)
{
    append_text(out, before);
    append_byte(out, '|');
    append_text(out, middle);
    append_byte(out, '|');
    append_text(out, after);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct text input = {(const char *)bytes, size};
    struct arena arena = {0};
    struct buffer planted = {0};
    struct buffer whole = {0};
    struct buffer expected = {0};
    struct buffer blanked = {0};
    uint8_t inner = take_byte(&input);
    uint8_t outer = take_byte(&input);
    size_t length = take_byte(&input) % 24;
    struct text secret = make_secret(&arena, take_bytes(&input, length));
    struct text before = slice_text(input, 0, input.length / 2);
    struct text after = slice_text(input, input.length / 2, input.length);
    if (secret.length > 0) {
        append_encoded_twice(&planted, secret, inner, outer);
        append_between(&whole, before, view_buffer(&planted), after);
        append_blanked(&blanked, view_buffer(&whole), secret);

        reset_buffer(&whole);
        append_text(&whole, before);
        append_byte(&whole, '|');
        append_blanked(&expected, view_buffer(&whole), secret);
        append_text(&expected, blank);
        reset_buffer(&whole);
        append_byte(&whole, '|');
        append_text(&whole, after);
        append_blanked(&expected, view_buffer(&whole), secret);
        insist(equal_texts(view_buffer(&blanked), view_buffer(&expected)));
    }
    free_buffer(&blanked);
    free_buffer(&expected);
    free_buffer(&whole);
    free_buffer(&planted);
    free_arena(&arena);
    return 0;
}
