#include "report/style.h"

#include "report/numbers.h"

void begin_style(struct buffer *out, bool color, const char *style)
{
    if (color) {
        append_formatted(out, "\033[%sm", style);
    }
}

void end_style(struct buffer *out, bool color)
{
    if (color) {
        append_text(out, TEXT("\033[0m"));
    }
}

void append_styled(struct buffer *out, bool color, const char *style, uint64_t number,
                   const char *word)
{
    bool has_style = color && number > 0;
    begin_style(out, has_style, style);
    append_number(out, number, 0);
    append_formatted(out, " %s", word);
    end_style(out, has_style);
}
