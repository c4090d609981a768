/* Whatever the text is, its literal is "''" or "0x" and the hexadecimal digits of its bytes, so
   that nothing of it can end the literal. */
#include "base/unicode.h"
#include "crm/sql_literal.h"
#include "fuzzing.h"

static unsigned read_literal_digit(char digit)
{
    static const char digits[] = "0123456789abcdef";
    unsigned value = 0;
    while (value < 16 && digits[value] != digit) {
        value++;
    }
    insist(value < 16);
    return value;
}

static void check_literal(struct text literal, struct text text)
{
    if (text.length == 0) {
        insist(equal_texts(literal, TEXT("''")));
        return;
    }
    insist(literal.length == 2 + 2 * text.length && starts_with(literal, TEXT("0x")));
    for (size_t i = 0; i < text.length; i++) {
        unsigned high = read_literal_digit(literal.at[2 + 2 * i]);
        unsigned low = read_literal_digit(literal.at[3 + 2 * i]);
        insist((char)(high << 4 | low) == text.at[i]);
    }
}

/* Without a byte of NUL or of what begins a character of four. */
static bool is_sendable(struct text text)
{
    bool is_good = is_valid_utf8(text);
    for (size_t i = 0; i < text.length; i++) {
        is_good = is_good && text.at[i] != '\0' && (unsigned char)text.at[i] < 0xF0;
    }
    return is_good;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct text text = copy_exactly((struct text){(const char *)bytes, size});
    struct buffer query = {0};
    append_text(&query, TEXT("accounts.name = "));
    size_t before = query.length;
    append_sql_literal(&query, text);
    insist(!query.failed);
    check_literal(slice_text(view_buffer(&query), before, query.length), text);
    insist(is_sql_text(text) == is_sendable(text));
    free_buffer(&query);
    free_copy(text);
    return 0;
}
