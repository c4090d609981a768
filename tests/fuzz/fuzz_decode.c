/* However a text is cut into pieces, it decodes to the same: the first byte says which encoding it
   has, the second and the third how long the first pieces are. */
#include "csv/decode.h"
#include "fuzzing.h"

static const char *const encodings[] = {
    "UTF-8", "UTF-16LE", "UTF-16BE", "Windows-1252", "UTF-16", "UTF-32", "GB18030", "Shift_JIS",
};

static void decode_in_pieces(const char *encoding, struct text bytes, size_t first, size_t others,
                             struct buffer *out)
{
    struct decoder decoder;
    struct error error = {0};
    insist(open_decoder(&decoder, encoding, &error));
    size_t length = first;
    while (bytes.length > 0) {
        struct text piece = copy_exactly(take_bytes(&bytes, length));
        decode_bytes(&decoder, piece, out);
        free_copy(piece);
        length = others;
    }
    finish_decoding(&decoder, out);
    close_decoder(&decoder);
    insist(!out->failed);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct text input = {(const char *)bytes, size};
    struct buffer whole = {0};
    struct buffer pieces = {0};
    const char *encoding = encodings[take_byte(&input) % (sizeof encodings / sizeof *encodings)];
    size_t first = take_byte(&input) % 32U + 1U;
    size_t others = take_byte(&input) % 8U + 1U;
    decode_in_pieces(encoding, input, SIZE_MAX, SIZE_MAX, &whole);
    decode_in_pieces(encoding, input, first, others, &pieces);
    insist(equal_texts(view_buffer(&whole), view_buffer(&pieces)));
    free_buffer(&pieces);
    free_buffer(&whole);
    return 0;
}
