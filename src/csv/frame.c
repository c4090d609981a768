#include "csv/frame.h"

#include "csv/walk.h"

#include <string.h>

enum { WINDOW_LIMIT = 2 * RECORD_LIMIT };

/* Eight bytes at a time: 0x80 in every byte of `word` that equals `byte`, and perhaps in bytes
   above such a one; so the lowest mark is exact. */
static uint64_t mark_equal_bytes(uint64_t word, unsigned char byte)
{
    const uint64_t ones = 0x0101010101010101u;
    uint64_t difference = word ^ (ones * byte);
    return (difference - ones) & ~difference & (ones << 7);
}

/* The position of the first line end, or quote if those count, at or after `from`; or
   window.length. */
static size_t find_end(struct text window, size_t from, bool quotes_count)
{
    size_t at = from;
    const unsigned char quote = quotes_count ? '"' : '\n';
    for (; at + sizeof(uint64_t) <= window.length; at += sizeof(uint64_t)) {
        uint64_t word;
        memcpy(&word, window.at + at, sizeof word);
        if ((mark_equal_bytes(word, '\n') | mark_equal_bytes(word, '\r') |
             mark_equal_bytes(word, quote)) != 0) {
            break;
        }
    }
    while (at < window.length && window.at[at] != '\n' && window.at[at] != '\r' &&
           (unsigned char)window.at[at] != quote) {
        at++;
    }
    return at;
}

size_t find_line_end(struct text window, size_t from)
{
    return find_end(window, from, false);
}

size_t measure_line_end(struct text window, size_t at, unsigned *kind)
{
    if (at >= window.length) {
        *kind = 0;
        return 0;
    }
    if (window.at[at] == '\n') {
        *kind = LINE_END_LF;
        return 1;
    }
    bool pair = at + 1 < window.length && window.at[at + 1] == '\n';
    *kind = pair ? LINE_END_CRLF : LINE_END_CR;
    return pair ? 2 : 1;
}

/* Takes [0, end) as the content and the line end behind it, if any. False if a CR stands at the end
   of the window and the LF that may follow is not there yet. */
static bool end_frame(struct text window, bool at_end, size_t end, struct frame *frame)
{
    if (!at_end && (end == window.length || (end + 1 == window.length && window.at[end] == '\r'))) {
        return false;
    }
    unsigned kind;
    frame->content = slice_text(window, 0, end);
    frame->length = end + measure_line_end(window, end, &kind);
    frame->lines = frame->length > end ? 1 : 0;
    frame->line_end = kind;
    return true;
}

/* Frames the first line alone: of a record without quotes, or of one that is unsound. */
static bool frame_line(struct text window, bool at_end, size_t line_end, struct frame *frame)
{
    if (line_end > RECORD_LIMIT) {
        frame->content = slice_text(window, 0, RECORD_LIMIT);
        frame->length = RECORD_LIMIT;
        frame->goes_on = true;
        frame->fault = RECORD_TOO_LARGE;
        return true;
    }
    return end_frame(window, at_end, line_end, frame);
}

static bool has_large_cell(struct text line, char delimiter)
{
    for (size_t start = 0; line.length - start > CELL_LIMIT;) {
        size_t end = find_byte(line, delimiter, start);
        if (end - start > CELL_LIMIT) {
            return true;
        }
        start = end + 1;
    }
    return false;
}

static bool is_blank_line(struct text content, char delimiter)
{
    for (size_t i = 0; i < content.length; i++) {
        if (content.at[i] != ' ' && (content.at[i] != '\t' || delimiter == '\t')) {
            return false;
        }
    }
    return true;
}

/* Whether `line`, read alone, is a record of its own: the header's number of cells, and a key. */
static bool stands_alone(struct text line, const struct frame_rules *rules)
{
    struct walk walk = start_walk(line, true, rules->delimiter);
    bool has_key = false;
    while (walk_to_next_cell(&walk)) {
        if (walk.cell_count == rules->key_column + 1) {
            has_key = rules->is_key(get_walked_value(&walk));
        }
    }
    return walk.state == WALK_RECORD_ENDED && walk.cell_count == rules->cell_count && has_key;
}

/* Counts the lines of a sound record's content into `frame`; false if one of the later ones stands
   alone, so that a stray quote has met another. The end of a record that is whole does not. */
static bool count_inner_lines(const struct frame_rules *rules, bool is_whole, struct frame *frame)
{
    struct text content = frame->content;
    size_t end = find_line_end(content, 0);
    while (end < content.length) {
        unsigned kind;
        size_t start = end + measure_line_end(content, end, &kind);
        frame->lines++;
        end = find_line_end(content, start);
        bool is_end = is_whole && end == content.length;
        if (rules->cell_count > 0 && !is_end &&
            stands_alone(slice_text(content, start, end), rules)) {
            return false;
        }
    }
    return true;
}

/* Walks the cells of a record that holds a quote. False if more bytes are needed. */
static bool frame_quoted_record(struct text window, bool at_end, const struct frame_rules *rules,
                                struct frame *frame)
{
    size_t line_end = find_line_end(window, 0);
    struct walk walk = start_walk(window, at_end, rules->delimiter);
    size_t excess = 0;
    bool is_quoted = true;
    while (walk_to_next_cell(&walk)) {
        is_quoted = is_quoted && walk.cell.length > 0 && walk.cell.at[0] == '"';
        excess += rules->cell_count > 0 && walk.cell_count > rules->cell_count &&
                  trim_blanks(get_walked_value(&walk)).length > 0;
    }
    bool several_lines = walk.at > line_end;
    /* Every cell of it is quoted, and there are as many as there should be. */
    bool is_whole = is_quoted && walk.cell_count == rules->cell_count;
    switch (walk.state) {
    case WALK_NEEDS_MORE:
        return false;
    case WALK_RECORD_ENDED:
        if (!end_frame(window, at_end, walk.at, frame)) {
            return false;
        }
        if ((several_lines && excess > 0) || !count_inner_lines(rules, is_whole, frame)) {
            frame->fault = RECORD_QUOTE_STRAY;
        }
        break;
    case WALK_QUOTE_OPEN:
        frame->fault = RECORD_QUOTE_OPEN;
        break;
    case WALK_TOO_LARGE:
        frame->fault = several_lines ? RECORD_QUOTE_OPEN : RECORD_TOO_LARGE;
        break;
    case WALK_QUOTE_JUNK:
    case WALK_IN_RECORD:
        /* text behind a quote that closes further down: there a new cell was meant to open */
        frame->fault = several_lines ? RECORD_QUOTE_OPEN : RECORD_QUOTE_JUNK;
        break;
    }
    return frame->fault == RECORD_SOUND || frame_line(window, at_end, line_end, frame);
}

bool frame_record(struct text window, bool at_end, const struct frame_rules *rules,
                  struct frame *frame)
{
    *frame = (struct frame){.fault = RECORD_SOUND};
    if (window.length > WINDOW_LIMIT) {
        window.length = WINDOW_LIMIT; /* no record needs more; so none costs more */
        at_end = false;
    }
    size_t end = find_end(window, 0, true);
    if (end < window.length && window.at[end] == '"') {
        return frame_quoted_record(window, at_end, rules, frame);
    }
    if (!frame_line(window, at_end, end, frame)) {
        return false;
    }
    if (frame->content.length > CELL_LIMIT && has_large_cell(frame->content, rules->delimiter)) {
        frame->fault = RECORD_TOO_LARGE;
    }
    frame->blank = !frame->goes_on && is_blank_line(frame->content, rules->delimiter);
    return true;
}
