/**
 * The quote rule written a second time, byte by byte over a whole text and for small ones only:
 * what frame_record must find whatever the window (product.md "Reading a file").
 */
#ifndef POSSUM_TESTS_UNIT_FRAME_REFERENCE_H
#define POSSUM_TESTS_UNIT_FRAME_REFERENCE_H

#include "csv/frame.h"

#include <string.h>

enum { READING_LIMIT = 64 }; /* the longest text it is made for */

/** What the quote rule makes of a record. */
struct reading {
    enum record_fault fault;
    size_t length; /**< if sound */
    size_t cells;
    size_t excess; /**< non-blank cells beyond the header's */
    bool has_key;
    size_t plain; /**< cells that are not quoted */
};

/** Counts a cell. */
static inline void take_cell(struct reading *reading, struct text value, bool is_quoted,
                             const struct frame_rules *rules)
{
    reading->plain += !is_quoted;
    bool blank = true;
    for (size_t i = 0; i < value.length; i++) {
        blank = blank && (value.at[i] == ' ' || value.at[i] == '\t');
    }
    reading->has_key |= reading->cells == rules->key_column && rules->is_key(value);
    reading->cells++;
    reading->excess += reading->cells > rules->cell_count && !blank;
}

static inline bool holds_line_end(struct text bytes)
{
    return find_byte(bytes, '\n', 0) < bytes.length || find_byte(bytes, '\r', 0) < bytes.length;
}

/** Reads the record that `bytes` begin with; junk behind a quote that closes on a later line means
 *  that the quote that opened never did. */
static inline struct reading read_record(struct text bytes, const struct frame_rules *rules)
{
    enum { CELL_START, IN_PLAIN, IN_QUOTES, BEHIND_QUOTE } place = CELL_START;
    struct reading reading = {.fault = RECORD_SOUND};
    char value[READING_LIMIT];
    size_t length = 0;
    for (size_t i = 0;; i++) {
        int byte = i < bytes.length ? bytes.at[i] : -1;
        bool ends_record = byte == -1 || byte == '\n' || byte == '\r';
        if (place == IN_QUOTES && byte == -1) {
            reading.fault = RECORD_QUOTE_OPEN;
            return reading;
        }
        if (place == IN_QUOTES && byte == '"') {
            place = BEHIND_QUOTE;
        } else if (place != IN_QUOTES && (ends_record || byte == rules->delimiter)) {
            take_cell(&reading, (struct text){value, length}, place == BEHIND_QUOTE, rules);
            length = 0;
            place = CELL_START;
            if (ends_record) {
                reading.length = i;
                return reading;
            }
        } else if (place == BEHIND_QUOTE && byte != '"') {
            bool several = holds_line_end(slice_text(bytes, 0, i));
            reading.fault = several ? RECORD_QUOTE_OPEN : RECORD_QUOTE_JUNK;
            return reading;
        } else if (place == CELL_START && byte == '"') {
            place = IN_QUOTES;
        } else {
            value[length++] = (char)byte;
            place = place == CELL_START || place == IN_PLAIN ? IN_PLAIN : IN_QUOTES;
        }
    }
}

/** The first line of `bytes`; `next` becomes the start of the second one. */
static inline struct text take_line(struct text bytes, size_t *next)
{
    size_t end = 0;
    while (end < bytes.length && bytes.at[end] != '\n' && bytes.at[end] != '\r') {
        end++;
    }
    bool pair = end + 1 < bytes.length && bytes.at[end] == '\r' && bytes.at[end + 1] == '\n';
    *next = end == bytes.length ? end : end + 1 + pair;
    return slice_text(bytes, 0, end);
}

/** Whether a record that is sound so far has met the quote of another. */
static inline bool is_stray(struct text content, const struct reading *reading,
                            const struct frame_rules *rules)
{
    size_t start;
    take_line(content, &start);
    bool stray = start < content.length && reading->excess > 0;
    while (start < content.length) {
        size_t length;
        struct text line = take_line(slice_text(content, start, content.length), &length);
        struct reading alone = read_record(line, rules);
        bool is_end = reading->plain == 0 && reading->cells == rules->cell_count &&
                      start + line.length == content.length;
        stray |= alone.fault == RECORD_SOUND && alone.cells == rules->cell_count && alone.has_key &&
                 !is_end;
        start += length;
    }
    return stray && rules->cell_count > 0;
}

/** The frame of the record that `bytes`, the rest of an input, begin with. */
static inline struct frame make_expected_frame(struct text bytes, const struct frame_rules *rules)
{
    struct reading reading = read_record(bytes, rules);
    size_t length;
    struct text content = take_line(bytes, &length);
    struct frame frame = {.fault = reading.fault, .blank = true};
    if (frame.fault == RECORD_SOUND) {
        struct text whole = slice_text(bytes, 0, reading.length);
        frame.fault = is_stray(whole, &reading, rules) ? RECORD_QUOTE_STRAY : RECORD_SOUND;
        content = frame.fault == RECORD_SOUND ? whole : content;
    }
    for (size_t i = 0; i < content.length; i++) {
        frame.blank &= content.at[i] == ' ' || (content.at[i] == '\t' && rules->delimiter != '\t');
    }
    take_line(slice_text(bytes, content.length, bytes.length), &length);
    frame.content = content;
    frame.length = content.length + length;
    frame.line_end = length == 2                        ? LINE_END_CRLF
                     : length == 0                      ? 0
                     : bytes.at[content.length] == '\n' ? LINE_END_LF
                                                        : LINE_END_CR;
    for (size_t start = 0; start < frame.length; start += length) {
        struct text line = take_line(slice_text(bytes, start, frame.length), &length);
        frame.lines += line.length < length;
    }
    return frame;
}

/** Whether two frames say the same. */
static inline bool equal_frames(const struct frame *one, const struct frame *other)
{
    return equal_texts(one->content, other->content) && one->length == other->length &&
           one->lines == other->lines && one->line_end == other->line_end &&
           one->blank == other->blank && one->goes_on == other->goes_on &&
           one->fault == other->fault;
}

#endif
