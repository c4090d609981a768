/**
 * Framing: where a record ends, judged by our own quote rule before libcsv sees it.
 *
 * A quote opens a cell only at the cell's very start; a quote elsewhere is text. A record whose
 * quotes do not add up is cut down to its first line, so that it swallows none of the rows below
 * (product.md "Reading a file"; facts G: lenient libcsv swallows the file after `"a"b`).
 */
#ifndef POSSUM_CSV_FRAME_H
#define POSSUM_CSV_FRAME_H

#include "pipeline/record.h"

enum {
    CELL_LIMIT = 64 * 1024,     /**< bytes; a larger cell rejects its row */
    RECORD_LIMIT = 1024 * 1024, /**< bytes; likewise */
};

/** The ways a line can end, as bits. */
enum line_end { LINE_END_CRLF = 1, LINE_END_LF = 2, LINE_END_CR = 4 };

/** What framing knows of the file. */
struct frame_rules {
    char delimiter;
    size_t cell_count; /**< of the header; 0 while it is sought: then no record is stray */
    size_t key_column; /**< the column that has the key of a record; SIZE_MAX if none has */
    bool (*is_key)(struct text cell); /**< whether a cell is one */
};

/** A record framed. */
struct frame {
    struct text content; /**< its bytes without the line end */
    size_t length;       /**< bytes to move on, the line end included */
    uint64_t lines;      /**< physical lines to move on */
    unsigned line_end;   /**< the kind of line end behind it; 0 at the end of the input */
    bool blank;          /**< nothing but blanks and tabs: no record at all */
    bool goes_on; /**< the line is longer than RECORD_LIMIT; its rest is still to be skipped */
    enum record_fault fault; /**< of its quotes and sizes; the other faults are not looked for */
};

/** Frames the record at the start of `window` (not empty). False if its end cannot be told yet and
 *  more bytes are needed, which never happens at the end of the input or with twice RECORD_LIMIT.
 */
bool frame_record(struct text window, bool at_end, const struct frame_rules *rules,
                  struct frame *frame);

/** The length of the line end at `at` in `window`: 0, 1 or 2 (CRLF). `kind` becomes its bit. */
size_t measure_line_end(struct text window, size_t at, unsigned *kind);

/** The position of the first CR or LF in `window` at or after `from`, or window.length. */
size_t find_line_end(struct text window, size_t from);

#endif
