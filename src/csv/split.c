#include "csv/split.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>

struct splitter {
    struct csv_parser parser;
    char delimiter;
    struct text *cells; /* of the record at hand */
    size_t count;
    size_t capacity;
    char *bytes; /* where the next cell's bytes go, in the arena */
    bool failed;
};

/* Blanks are part of a cell; cleaning trims them (and no-break spaces, which libcsv would not). */
static int is_no_space(unsigned char byte)
{
    (void)byte;
    return 0;
}

struct splitter *make_splitter(char delimiter)
{
    struct splitter *splitter = calloc(1, sizeof *splitter);
    if (splitter == NULL) {
        return NULL;
    }
    if (csv_init(&splitter->parser, 0) != 0) {
        free(splitter);
        return NULL;
    }
    splitter->delimiter = delimiter;
    csv_set_delim(&splitter->parser, (unsigned char)delimiter);
    csv_set_space_func(&splitter->parser, is_no_space);
    return splitter;
}

static void add_cell(struct splitter *splitter, struct text cell)
{
    if (splitter->count == splitter->capacity) {
        size_t capacity = splitter->capacity > 0 ? 2 * splitter->capacity : 64;
        struct text *grown = realloc(splitter->cells, capacity * sizeof *grown);
        if (grown == NULL) {
            splitter->failed = true;
            return;
        }
        splitter->cells = grown;
        splitter->capacity = capacity;
    }
    splitter->cells[splitter->count++] = cell;
}

static void take_cell(void *bytes, size_t length, void *context)
{
    struct splitter *splitter = context;
    if (length > 0) {
        memcpy(splitter->bytes, bytes, length);
    }
    add_cell(splitter, (struct text){splitter->bytes, length});
    splitter->bytes += length;
}

static void end_row(int line_end, void *context)
{
    (void)line_end;
    (void)context;
}

static struct cell_list keep_cells(struct splitter *splitter, struct arena *arena)
{
    struct text *kept = take_from_arena(arena, splitter->count * sizeof *kept);
    if (kept == NULL || splitter->failed) {
        arena->exhausted = true;
        return (struct cell_list){NULL, 0};
    }
    if (splitter->count > 0) {
        memcpy(kept, splitter->cells, splitter->count * sizeof *kept);
    }
    return (struct cell_list){kept, splitter->count};
}

struct cell_list split_sound_record(struct splitter *splitter, struct arena *arena,
                                    struct text content)
{
    splitter->count = 0;
    splitter->failed = false;
    splitter->bytes = take_from_arena(arena, content.length);
    if (splitter->bytes != NULL) {
        /* libcsv skips an empty line, but never a record that framing calls one: it is not blank */
        size_t taken =
            csv_parse(&splitter->parser, content.at, content.length, take_cell, end_row, splitter);
        splitter->failed = splitter->failed || taken < content.length ||
                           csv_fini(&splitter->parser, take_cell, end_row, splitter) != 0;
    }
    return keep_cells(splitter, arena);
}

/* Undoes doubled quotes; `value` is what stands between the outer ones. */
static struct text undouble_quotes(struct arena *arena, struct text value)
{
    char *plain = take_from_arena(arena, value.length);
    if (plain == NULL) {
        return EMPTY_TEXT;
    }
    size_t length = 0;
    for (size_t i = 0; i < value.length; i++) {
        plain[length++] = value.at[i];
        i += value.at[i] == '"';
    }
    return (struct text){plain, length};
}

/* The end of the cell at the start of `rest` if it is soundly quoted, else 0. */
static size_t find_quoted_end(struct text rest)
{
    for (size_t at = 1; at < rest.length; at += 2) {
        at = find_byte(rest, '"', at);
        if (at < rest.length && (at + 1 == rest.length || rest.at[at + 1] != '"')) {
            return at + 1;
        }
    }
    return 0;
}

static size_t take_unsound_cell(struct splitter *splitter, struct arena *arena, struct text rest)
{
    if (rest.length > 0 && rest.at[0] == '"') {
        size_t end = find_quoted_end(rest);
        if (end > 0 && (end == rest.length || rest.at[end] == splitter->delimiter)) {
            add_cell(splitter, undouble_quotes(arena, slice_text(rest, 1, end - 1)));
            return end;
        }
    }
    size_t end = find_byte(rest, splitter->delimiter, 0);
    add_cell(splitter, copy_to_arena(arena, slice_text(rest, 0, end)));
    return end;
}

struct cell_list split_unsound_line(struct splitter *splitter, struct arena *arena,
                                    struct text line)
{
    splitter->count = 0;
    splitter->failed = false;
    for (size_t at = 0; at <= line.length; at++) {
        at += take_unsound_cell(splitter, arena, slice_text(line, at, line.length));
    }
    return keep_cells(splitter, arena);
}

void free_splitter(struct splitter *splitter)
{
    if (splitter != NULL) {
        csv_free(&splitter->parser);
        free(splitter->cells);
        free(splitter);
    }
}
