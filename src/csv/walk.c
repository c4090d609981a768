#include "csv/walk.h"

#include "csv/frame.h"

#include <string.h>

struct walk start_walk(struct text window, bool at_end, char delimiter)
{
    return (struct walk){.window = window, .at_end = at_end, .delimiter = delimiter};
}

static bool stop_walk(struct walk *walk, enum walk_state state)
{
    walk->state = state;
    return false;
}

/* Ends the newest cell at `end`: a delimiter, a line end, or the end of the input. */
static bool end_cell(struct walk *walk, size_t start, size_t end)
{
    if (end > RECORD_LIMIT || end - start > CELL_LIMIT) {
        walk->at = end;
        return stop_walk(walk, WALK_TOO_LARGE);
    }
    walk->cell = slice_text(walk->window, start, end);
    walk->cell_count++;
    bool more = end < walk->window.length && walk->window.at[end] == walk->delimiter;
    walk->at = more ? end + 1 : end;
    walk->state = more ? WALK_IN_RECORD : WALK_RECORD_ENDED;
    return true;
}

static bool walk_plain_cell(struct walk *walk, size_t start)
{
    struct text window = walk->window;
    size_t end = start;
    while (end < window.length && window.at[end] != walk->delimiter && window.at[end] != '\n' &&
           window.at[end] != '\r') {
        end++;
    }
    if (end == window.length && !walk->at_end && end <= RECORD_LIMIT) {
        return stop_walk(walk, WALK_NEEDS_MORE);
    }
    return end_cell(walk, start, end);
}

/* The window ended, or a limit was passed, inside a quoted cell. */
static bool stop_in_quotes(struct walk *walk, size_t start)
{
    size_t length = walk->window.length;
    if (length - start > CELL_LIMIT) {
        walk->at = start + CELL_LIMIT;
        return stop_walk(walk, WALK_TOO_LARGE);
    }
    if (length > RECORD_LIMIT) {
        walk->at = RECORD_LIMIT;
        return stop_walk(walk, WALK_TOO_LARGE);
    }
    walk->at = length;
    return stop_walk(walk, walk->at_end ? WALK_QUOTE_OPEN : WALK_NEEDS_MORE);
}

static bool walk_quoted_cell(struct walk *walk, size_t start)
{
    struct text window = walk->window;
    for (size_t from = start + 1;; from += 2) {
        from = find_byte(window, '"', from);
        if (from >= window.length || from - start > CELL_LIMIT || from > RECORD_LIMIT) {
            return stop_in_quotes(walk, start);
        }
        size_t end = from + 1;
        if (end == window.length) {
            return walk->at_end ? end_cell(walk, start, end) : stop_walk(walk, WALK_NEEDS_MORE);
        }
        char next = window.at[end];
        if (next == walk->delimiter || next == '\n' || next == '\r') {
            return end_cell(walk, start, end);
        }
        if (next != '"') {
            walk->at = end;
            return stop_walk(walk, WALK_QUOTE_JUNK);
        }
    }
}

bool walk_to_next_cell(struct walk *walk)
{
    if (walk->state != WALK_IN_RECORD) {
        return false;
    }
    size_t start = walk->at;
    if (start < walk->window.length && walk->window.at[start] == '"') {
        return walk_quoted_cell(walk, start);
    }
    return walk_plain_cell(walk, start);
}

struct text get_walked_value(const struct walk *walk)
{
    struct text cell = walk->cell;
    return cell.length >= 2 && cell.at[0] == '"' ? slice_text(cell, 1, cell.length - 1) : cell;
}
