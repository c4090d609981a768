#include "report/numbers.h"

void append_number(struct buffer *out, uint64_t number, size_t width)
{
    char digits[32];
    size_t at = sizeof digits;
    size_t count = 0;
    do {
        if (count > 0 && count % 3 == 0) {
            digits[--at] = ',';
        }
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
        count++;
    } while (number > 0);
    for (size_t length = sizeof digits - at; length < width; length++) {
        append_byte(out, ' ');
    }
    append_text(out, (struct text){digits + at, sizeof digits - at});
}

void append_counted(struct buffer *out, uint64_t number, const char *noun)
{
    append_number(out, number, 0);
    append_formatted(out, " %s%s", noun, number == 1 ? "" : "s");
}

/* What a stock CRM's import takes in, in records a second (product.md "What it is for"). */
enum { SLOW_RATE = 20, FAST_RATE = 40 };

void append_time(struct buffer *out, uint64_t records, const char *purpose)
{
    double slow = (double)records / SLOW_RATE;
    double fast = (double)records / FAST_RATE;
    append_text(out, TEXT("the CRM will need about "));
    if (slow >= 100 * 60) {
        append_formatted(out, "%.1f to %.1f hours", fast / 3600, slow / 3600);
    } else if (slow >= 100) {
        append_formatted(out, "%.0f to %.0f minutes", fast / 60, slow / 60);
    } else if (slow >= 2) {
        append_formatted(out, "%.0f to %.0f seconds", fast, slow);
    } else {
        append_text(out, TEXT("a second or two"));
    }
    append_formatted(out, " %s\n", purpose);
}
