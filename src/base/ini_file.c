#include "base/ini_file.h"

#include "base/unicode.h"

#include <ini.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { MESSAGE_LIMIT = 2048 };

/* The content on its way to inih, which asks for it line by line. */
struct passage {
    const char *path;
    struct text rest;
    uint64_t line; /* of the one handed over last */
    const struct ini_taker *taker;
    void *context;
    struct error *error;
    bool failed;
};

bool fail_at_line(struct error *error, const char *path, uint64_t line, const char *format, ...)
{
    char message[MESSAGE_LIMIT];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    return fail(error, ERROR_USAGE, "%s:%llu: %s", path, (unsigned long long)line, message);
}

static bool holds_control(struct text line)
{
    for (size_t at = 0; at < line.length;) {
        struct character character = read_character(line, at);
        if (is_control(character.code) && character.code != '\t') {
            return true;
        }
        at += character.length;
    }
    return false;
}

/* What inih would cut, or others could not use. */
static bool check_line(const struct passage *passage, struct text line, size_t room)
{
    if (holds_control(line)) {
        return fail_at_line(passage->error, passage->path, passage->line,
                            "the line holds something that is no text; save the file as plain "
                            "text, in UTF-8");
    }
    if (!is_valid_utf8(line)) {
        return fail_at_line(passage->error, passage->path, passage->line,
                            "the line is not UTF-8; save the file in UTF-8");
    }
    size_t most = room <= INI_LINE_LIMIT ? room - 1 : INI_LINE_LIMIT;
    return line.length <= most ||
           fail_at_line(passage->error, passage->path, passage->line,
                        "a line can have %zu bytes, and this one has %zu; shorten it", most,
                        line.length);
}

static bool is_remark(struct text line)
{
    return line.length > 0 && (line.at[0] == ';' || line.at[0] == '#');
}

static bool begin_section(const struct passage *passage, struct text line)
{
    size_t end = find_byte(line, ']', 0);
    if (end == line.length) {
        return fail_at_line(passage->error, passage->path, passage->line,
                            "the \"]\" behind the section's name is missing; add it");
    }
    struct text behind = trim_blanks(slice_text(line, end + 1, line.length));
    if (behind.length > 0 && !is_remark(behind)) {
        return fail_at_line(passage->error, passage->path, passage->line,
                            "something follows the section's \"]\"; put it on a line of its own");
    }
    return passage->taker->begin_section(passage->context, trim_blanks(slice_text(line, 1, end)),
                                         passage->line, passage->error);
}

static struct text take_line(struct passage *passage)
{
    struct text rest = passage->rest;
    size_t end = find_byte(rest, '\n', 0);
    passage->rest = slice_text(rest, end < rest.length ? end + 1 : end, rest.length);
    passage->line++;
    return trim_white_space(slice_text(rest, 0, end));
}

/* Hands a line to inih, as fgets would. */
static char *hand_over_line(char *room, int size, void *stream)
{
    struct passage *passage = stream;
    if (passage->failed || passage->rest.length == 0) {
        return NULL;
    }
    struct text line = take_line(passage);
    if (is_remark(line)) {
        line = EMPTY_TEXT; /* which may have any length, and hold anything */
    }
    bool is_section = line.length > 0 && line.at[0] == '[';
    passage->failed =
        !check_line(passage, line, (size_t)size) || (is_section && !begin_section(passage, line));
    if (passage->failed) {
        return NULL;
    }
    memcpy(room, line.at, line.length);
    room[line.length] = '\0';
    return room;
}

/* Called by inih. It is told that all is well, so that what it returns are its own findings. */
static int take_setting(void *user, const char *section, const char *name, const char *value)
{
    struct passage *passage = user;
    (void)section;
    if (name != NULL && value != NULL) {
        passage->failed = !passage->taker->take_setting(
            passage->context, trim_white_space(make_text(name)), trim_white_space(make_text(value)),
            passage->line, passage->error);
    }
    return 1;
}

bool read_ini(const char *path, struct text content, const struct ini_taker *taker, void *context,
              struct error *error)
{
    static const struct text mark = {"\xEF\xBB\xBF", 3};
    size_t start = starts_with(content, mark) ? mark.length : 0;
    struct passage passage = {.path = path,
                              .rest = slice_text(content, start, content.length),
                              .taker = taker,
                              .context = context,
                              .error = error};
    int wrong_line = ini_parse_stream(hand_over_line, &passage, take_setting, &passage);
    if (wrong_line > 0) { /* inih reads on behind it, but another error comes later in the file */
        return fail_at_line(error, path, (uint64_t)wrong_line,
                            "the line is neither a section such as [NAME] nor a setting such as "
                            "\"key = value\"; a remark begins with \"#\"");
    }
    return wrong_line == 0 ? !passage.failed : fail_for_memory(error);
}
