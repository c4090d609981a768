/* Whatever a configuration holds, nothing of it is lost in silence: a second reading of each line,
   without inih, finds what is handed over, and all of it unless there is an error. */
#include "base/ini_file.h"
#include "base/unicode.h"
#include "fuzzing.h"

/* What has been handed over so far. */
struct reading {
    struct text content; /* without its byte order mark */
    uint64_t count;
    uint64_t line; /* the last */
};

static struct text get_line(struct text content, uint64_t line)
{
    for (uint64_t i = 1; i < line; i++) {
        size_t end = find_byte(content, '\n', 0);
        insist(end < content.length);
        content = slice_text(content, end + 1, content.length);
    }
    return trim_white_space(slice_text(content, 0, find_byte(content, '\n', 0)));
}

/* Where a remark behind a value begins, or the end. */
static size_t find_remark(struct text text)
{
    size_t at = 1;
    while (at < text.length &&
           (text.at[at] != ';' || (text.at[at - 1] != ' ' && text.at[at - 1] != '\t'))) {
        at++;
    }
    return at < text.length ? at : text.length;
}

static void insist_on_soundness(struct text text)
{
    insist(is_valid_utf8(text));
    for (size_t i = 0; i < text.length; i++) {
        insist((unsigned char)text.at[i] >= ' ' || text.at[i] == '\t');
    }
}

/* The line that something was handed over from: a later one than the last. */
static struct text take_line(struct reading *reading, uint64_t line)
{
    insist(line > reading->line);
    reading->line = line;
    reading->count++;
    struct text whole = get_line(reading->content, line);
    insist(whole.length <= INI_LINE_LIMIT);
    return whole;
}

static bool begin_section(void *context, struct text name, uint64_t line, struct error *error)
{
    struct text whole = take_line(context, line);
    (void)error;
    insist_on_soundness(name);
    insist(whole.length > 0 && whole.at[0] == '[');
    size_t end = find_byte(whole, ']', 0);
    insist(end < whole.length);
    insist(equal_texts(name, trim_blanks(slice_text(whole, 1, end))));
    return true;
}

static bool take_setting(void *context, struct text key, struct text value, uint64_t line,
                         struct error *error)
{
    struct text whole = take_line(context, line);
    (void)error;
    insist_on_soundness(key);
    insist_on_soundness(value);
    size_t equals = find_byte(whole, '=', 0);
    size_t colon = find_byte(whole, ':', 0);
    size_t end = equals < colon ? equals : colon;
    insist(end < whole.length);
    insist(equal_texts(key, trim_white_space(slice_text(whole, 0, end))));
    struct text rest = slice_text(whole, end + 1, whole.length);
    rest = slice_text(rest, 0, find_remark(rest));
    insist(equal_texts(value, trim_white_space(rest)));
    return true;
}

/* The lines that are neither blank nor a remark. */
static uint64_t count_lines_that_count(struct text content)
{
    uint64_t count = 0;
    while (content.length > 0) {
        size_t end = find_byte(content, '\n', 0);
        struct text line = trim_white_space(slice_text(content, 0, end));
        count += line.length > 0 && line.at[0] != ';' && line.at[0] != '#';
        content = slice_text(content, end + (end < content.length), content.length);
    }
    return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const struct ini_taker taker = {begin_section, take_setting};
    struct text content = copy_exactly((struct text){(const char *)bytes, size});
    size_t mark = starts_with(content, TEXT("\xEF\xBB\xBF")) ? 3 : 0;
    struct reading reading = {.content = slice_text(content, mark, content.length)};
    struct error error = {0};
    if (read_ini("possum.conf", content, &taker, &reading, &error)) {
        insist(error.kind == ERROR_NONE);
        insist(reading.count == count_lines_that_count(reading.content));
    } else {
        insist(error.kind == ERROR_USAGE);
        insist(starts_with(make_text(error.message), TEXT("possum.conf:")));
    }
    free_copy(content);
    return 0;
}
