#include "csv/dialect.h"

#include "base/excel.h"
#include "csv/frame.h"

#include <string.h>

enum {
    HEADER_RECORD_LIMIT = 20,
    SEARCH_LIMIT = 32 * RECORD_LIMIT, /* bytes: the records, and blank lines between them */
    SHOWN_LENGTH = 1024,
};

static const char candidates[] = {',', ';', '\t', '|'};

const char *const rejects_columns[REJECTS_COLUMN_COUNT] = {"possum_line", "possum_code",
                                                           "possum_reason"};

/* The search for the header: what has been found so far. */
struct search {
    const struct header_judge *judge;
    struct arena *arena;
    size_t known; /* of the best header so far */
    struct dialect dialect;
    struct header_place place;
    struct cell_list nearest; /* the record that has most cells, for the message */
    uint64_t nearest_line;
};

const char *get_line_ends_name(unsigned line_ends)
{
    switch (line_ends) {
    case 0:
        return "none";
    case LINE_END_CRLF:
        return "CRLF";
    case LINE_END_LF:
        return "LF";
    case LINE_END_CR:
        return "CR";
    default:
        return "mixed";
    }
}

static bool is_rejects_header(struct cell_list cells)
{
    for (size_t i = 0; i < REJECTS_COLUMN_COUNT; i++) {
        if (cells.count <= i || !equal_texts(cells.cells[i], make_text(rejects_columns[i]))) {
            return false;
        }
    }
    return true;
}

struct cell_list strip_rejects_columns(struct arena *arena, struct cell_list list)
{
    size_t ignored = list.count < REJECTS_COLUMN_COUNT ? list.count : REJECTS_COLUMN_COUNT;
    size_t count = list.count - ignored;
    struct text *cells = take_from_arena(arena, count * sizeof *cells);
    if (cells == NULL) {
        return (struct cell_list){NULL, 0};
    }
    for (size_t i = 0; i < count; i++) {
        cells[i] = unwrap_excel(arena, list.cells[ignored + i]);
    }
    return (struct cell_list){cells, count};
}

/* Looks at one record; true if it is a header. */
static bool consider_record(struct search *search, struct cell_list cells, size_t end,
                            uint64_t line, const struct frame *frame)
{
    bool is_rejects_file = is_rejects_header(cells);
    if (is_rejects_file) {
        cells = strip_rejects_columns(search->arena, cells);
    }
    if (cells.count > search->nearest.count) {
        search->nearest = cells;
        search->nearest_line = line;
    }
    if (frame->goes_on) {
        return false;
    }
    size_t key_column = 0;
    size_t known = search->judge->match_header(search->judge->context, cells, &key_column);
    if (known > search->known) {
        search->known = known;
        search->dialect.line_ends = frame->line_end;
        search->dialect.header_line = line;
        search->dialect.header = cells;
        search->dialect.is_rejects_file = is_rejects_file;
        search->place = (struct header_place){
            .length = end, .next_line = line + frame->lines, .key_column = key_column};
        return true;
    }
    return false;
}

/* Past the rest of the line at `start`. */
static size_t skip_line(struct text window, size_t start, uint64_t *line)
{
    unsigned kind;
    size_t end = find_line_end(window, start);
    *line += end < window.length;
    return end + measure_line_end(window, end, &kind);
}

/* Seeks the header under one delimiter, from `start` (line `line`) on. False if the window is too
   short to tell. */
static bool try_delimiter(struct search *search, struct text window, bool at_end, size_t start,
                          uint64_t line, char delimiter, struct splitter *splitter)
{
    const struct frame_rules rules = {.delimiter = delimiter};
    for (int seen = 0; seen < HEADER_RECORD_LIMIT && start < window.length;) {
        struct frame frame;
        if (!frame_record(slice_text(window, start, window.length), at_end, &rules, &frame)) {
            return false;
        }
        start += frame.length;
        if (!frame.blank) {
            seen++;
            /* of a line without end, which is no header, the beginning is enough for the message */
            size_t shown = frame.goes_on ? SHOWN_LENGTH : frame.content.length;
            struct text content = slice_text(frame.content, 0, shown);
            struct cell_list cells = frame.fault == RECORD_SOUND
                                         ? split_sound_record(splitter, search->arena, content)
                                         : split_unsound_line(splitter, search->arena, content);
            if (consider_record(search, cells, start, line, &frame)) {
                search->dialect.delimiter = delimiter;
                return true;
            }
        }
        if (frame.goes_on) {
            start = skip_line(window, start, &line);
        }
        line += frame.lines;
    }
    return start < window.length || at_end;
}

/* The line "sep=;" that Excel writes and reads: its delimiter, or 0. `length` becomes the line's.
 */
static char read_separator_line(struct text window, size_t *length, unsigned *line_end)
{
    *length = 0;
    if (window.length < 5 || !equal_texts_ignoring_case(slice_text(window, 0, 4), TEXT("sep="))) {
        return 0;
    }
    size_t end_length = measure_line_end(window, 5, line_end);
    if (end_length == 0 || find_line_end(window, 4) != 5 || window.at[4] == '"') {
        return 0;
    }
    *length = 5 + end_length;
    return window.at[4];
}

/* Bytes of byte order marks at the window's start. One is gone already; SugarCRM may have put its
   own in front of UTF-8 and then converted both. */
static size_t measure_marks(struct text window)
{
    static const struct text mark = {"\xEF\xBB\xBF", 3};
    size_t length = 0;
    while (starts_with(slice_text(window, length, window.length), mark)) {
        length += mark.length;
    }
    return length;
}

/* One try over the window as it is. *complete says whether it was long enough. */
static bool search_window(struct search *search, struct text window, bool at_end, char delimiter,
                          bool *complete, struct error *error)
{
    size_t marks = measure_marks(window);
    size_t start;
    unsigned line_end = 0;
    char separator =
        read_separator_line(slice_text(window, marks, window.length), &start, &line_end);
    uint64_t line = start > 0 ? 2 : 1;
    char only = delimiter != 0 ? delimiter : separator;
    *complete = true;
    for (size_t i = 0; i < (only != 0 ? 1 : sizeof candidates); i++) {
        char candidate = only != 0 ? only : candidates[i];
        struct splitter *splitter = make_splitter(candidate);
        if (splitter == NULL) {
            return fail_for_memory(error);
        }
        *complete &=
            try_delimiter(search, window, at_end, marks + start, line, candidate, splitter);
        free_splitter(splitter);
    }
    search->dialect.line_ends |= line_end;
    return search->arena->exhausted ? fail_for_memory(error) : true;
}

bool find_header(struct source *source, char delimiter, const struct header_judge *judge,
                 struct arena *arena, struct dialect *dialect, struct header_place *place,
                 struct error *error)
{
    if (source->looks_like_utf16) {
        return fail(error, ERROR_INPUT,
                    "%s holds NUL bytes, as UTF-16 does when its byte order mark is missing; "
                    "try --encoding UTF-16LE, or save the file as CSV UTF-8",
                    source->name);
    }
    struct search search;
    bool complete = false;
    for (size_t wanted = 1; !complete; wanted = 2 * get_window(source).length) {
        while (!source->at_end && get_window(source).length < wanted) {
            if (!fill_window(source, error)) {
                return false;
            }
        }
        reset_arena(arena);
        search = (struct search){.judge = judge, .arena = arena};
        if (!search_window(&search, get_window(source), source->at_end, delimiter, &complete,
                           error)) {
            return false;
        }
        complete = complete || source->at_end || get_window(source).length > SEARCH_LIMIT;
    }
    if (search.known > 0) {
        *dialect = search.dialect;
        dialect->encoding = source->encoding;
        *place = search.place;
        return true;
    }
    judge->explain_no_header(judge->context, source->name, search.nearest, search.nearest_line,
                             error);
    return false;
}
