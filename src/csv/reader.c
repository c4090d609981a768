#include "csv/reader.h"

#include "base/unicode.h"
#include "csv/dialect.h"
#include "csv/frame.h"
#include "csv/source.h"

#include <stdlib.h>

struct reader {
    struct source source;
    struct dialect dialect;
    struct frame_rules rules;
    struct splitter *splitter;
    struct arena header_arena;
    struct header_place header_place;
    unsigned header_line_ends;
    uint64_t line;   /* of the window's start */
    uint64_t number; /* of the newest record */
};

/* Moves the window, which begins with the input's first byte, behind the header. */
static void pass_header(struct reader *reader)
{
    move_window(&reader->source, reader->header_place.length);
    reader->line = reader->header_place.next_line;
    reader->number = 0;
    reader->dialect.line_ends = reader->header_line_ends;
}

/* Finds the header in the reader's source, and takes the rules from it. */
static bool start_reading(struct reader *reader, char delimiter, const struct header_judge *judge,
                          struct error *error)
{
    if (!find_header(&reader->source, delimiter, judge, &reader->header_arena, &reader->dialect,
                     &reader->header_place, error)) {
        return false;
    }
    reader->splitter = make_splitter(reader->dialect.delimiter);
    if (reader->splitter == NULL) {
        return fail_for_memory(error);
    }
    size_t ignored = reader->dialect.is_rejects_file ? REJECTS_COLUMN_COUNT : 0;
    size_t key_column = reader->header_place.key_column;
    reader->rules =
        (struct frame_rules){.delimiter = reader->dialect.delimiter,
                             .cell_count = reader->dialect.header.count + ignored,
                             .key_column = key_column == SIZE_MAX ? SIZE_MAX : key_column + ignored,
                             .is_key = judge->is_key};
    reader->header_line_ends = reader->dialect.line_ends;
    pass_header(reader);
    return true;
}

/* A reader over `source`, which it takes over. */
static struct reader *make_reader(struct source *source, char delimiter,
                                  const struct header_judge *judge, struct error *error)
{
    struct reader *reader = calloc(1, sizeof *reader);
    if (reader == NULL) {
        close_source(source);
        fail_for_memory(error);
        return NULL;
    }
    reader->source = *source;
    if (!start_reading(reader, delimiter, judge, error)) {
        close_reader(reader);
        return NULL;
    }
    return reader;
}

struct reader *open_reader(const char *path, const char *encoding, char delimiter,
                           const struct header_judge *judge, struct error *error)
{
    struct source source;
    return open_source(&source, path, encoding, error)
               ? make_reader(&source, delimiter, judge, error)
               : NULL;
}

struct reader *open_rewindable_reader(const char *path, const char *encoding, char delimiter,
                                      const char *spool_directory, const struct header_judge *judge,
                                      struct error *error)
{
    struct source source;
    return open_rewindable_source(&source, path, encoding, spool_directory, error)
               ? make_reader(&source, delimiter, judge, error)
               : NULL;
}

struct reader *open_memory_reader(const char *name, struct text bytes,
                                  const struct header_judge *judge, struct error *error)
{
    struct source source;
    return open_memory_source(&source, name, bytes, error) ? make_reader(&source, 0, judge, error)
                                                           : NULL;
}

const struct dialect *get_dialect(const struct reader *reader)
{
    return &reader->dialect;
}

/* Frames the record at the start of the window, reading on as far as it takes. */
static bool frame_next_record(struct reader *reader, struct frame *frame, struct error *error)
{
    struct source *source = &reader->source;
    for (;;) {
        struct text window = get_window(source);
        if (window.length == 0 && source->at_end) {
            *frame = (struct frame){0};
            return true;
        }
        if (window.length > 0 && frame_record(window, source->at_end, &reader->rules, frame)) {
            return true;
        }
        if (!fill_window(source, error)) {
            return false;
        }
    }
}

/* Skips the rest of a line that is longer than any record may be. */
static bool skip_rest_of_line(struct reader *reader, struct error *error)
{
    struct source *source = &reader->source;
    for (;;) {
        struct text window = get_window(source);
        size_t end = find_line_end(window, 0);
        bool complete = end + 1 < window.length || (end < window.length && window.at[end] == '\n');
        if (complete || source->at_end) {
            unsigned kind;
            move_window(source, end + measure_line_end(window, end, &kind));
            reader->dialect.line_ends |= kind;
            reader->line += kind != 0;
            return true;
        }
        move_window(source, end);
        if (!fill_window(source, error)) {
            return false;
        }
    }
}

/* What is wrong with the bytes of a record whose quotes add up. */
static enum record_fault judge_bytes(struct text content)
{
    if (find_byte(content, '\0', 0) < content.length) {
        return RECORD_NUL;
    }
    return is_valid_utf8(content) ? RECORD_SOUND : RECORD_UNDECODABLE;
}

static void add_record(struct reader *reader, struct batch *batch, const struct frame *frame)
{
    enum record_fault fault = frame->fault;
    struct cell_list list;
    if (fault == RECORD_SOUND) {
        fault = judge_bytes(frame->content);
        list = split_sound_record(reader->splitter, &batch->arena, frame->content);
    } else {
        list = split_unsound_line(reader->splitter, &batch->arena, frame->content);
    }
    if (reader->dialect.is_rejects_file) {
        list = strip_rejects_columns(&batch->arena, list);
    }
    batch->records[batch->count++] = (struct record){.line = reader->line,
                                                     .number = ++reader->number,
                                                     .cells = list.cells,
                                                     .cell_count = list.count,
                                                     .fault = fault};
}

bool read_batch(struct reader *reader, struct batch *batch, struct error *error)
{
    if (!begin_batch(batch)) {
        return fail_for_memory(error);
    }
    size_t bytes = 0;
    while (batch->count < BATCH_RECORD_LIMIT && (bytes < BATCH_BYTE_LIMIT || batch->count == 0)) {
        struct frame frame;
        if (!frame_next_record(reader, &frame, error)) {
            return false;
        }
        if (frame.length == 0) {
            break;
        }
        if (!frame.blank) {
            add_record(reader, batch, &frame);
        }
        bytes += frame.length;
        reader->line += frame.lines;
        reader->dialect.line_ends |= frame.line_end;
        move_window(&reader->source, frame.length);
        if (frame.goes_on && !skip_rest_of_line(reader, error)) {
            return false;
        }
    }
    batch->line_ends = reader->dialect.line_ends;
    return batch->arena.exhausted ? fail_for_memory(error) : true;
}

bool rewind_reader(struct reader *reader, struct error *error)
{
    struct source *source = &reader->source;
    if (!rewind_source(source, error)) {
        return false;
    }
    while (get_window(source).length < reader->header_place.length) {
        if (source->at_end) {
            return fail(error, ERROR_INPUT, "%s changed while it was being read; run again",
                        source->name);
        }
        if (!fill_window(source, error)) {
            return false;
        }
    }
    pass_header(reader);
    return true;
}

void close_reader(struct reader *reader)
{
    if (reader != NULL) {
        close_source(&reader->source);
        free_splitter(reader->splitter);
        free_arena(&reader->header_arena);
        free(reader);
    }
}
