/* Whatever an export holds, its records come back from a second reading as from the first, and when
   the writer has written the sound ones. */
#include "base/unicode.h"
#include "csv/reader.h"
#include "csv/writer.h"
#include "fuzzing.h"

#include <stdio.h>

static size_t match_header(const void *context, struct cell_list cells, size_t *key_column)
{
    bool is_header = cells.count >= 3 && equal_texts(cells.cells[0], TEXT("No")) &&
                     equal_texts(cells.cells[1], TEXT("First"));
    (void)context;
    *key_column = is_header ? 0 : SIZE_MAX;
    return is_header ? 3 : 0;
}

static bool is_key(struct text cell)
{
    bool is_number = cell.length > 0;
    for (size_t i = 0; i < cell.length; i++) {
        is_number = is_number && cell.at[i] >= '0' && cell.at[i] <= '9';
    }
    return is_number;
}

static void explain(const void *context, const char *path, struct cell_list cells, uint64_t line,
                    struct error *error)
{
    (void)context;
    fail(error, ERROR_INPUT, "%s: line %u: %zu cells", path, (unsigned)line, cells.count);
}

static const struct header_judge judge = {
    .match_header = match_header, .is_key = is_key, .explain_no_header = explain};

/* What was read: cells with their lengths, so that two listings are equal only if all cells are. */
struct listing {
    struct buffer all;
    struct buffer kept;        /* of the records that come back from the writer, without places */
    struct csv_writer *writer; /* of those; NULL: none */
    uint64_t line;             /* of the last record */
    uint64_t number;           /* likewise */
};

/* Whether the record has to come back when it is written: it is sound, is not a blank line, and has
   no line that could be taken for a record of its own after a quote that strayed. */
static bool is_kept(const struct record *record)
{
    bool is_blank =
        record->cell_count == 0 || (record->cell_count == 1 && record->cells[0].length == 0);
    bool is_one_line = true;
    for (size_t i = 0; i < record->cell_count; i++) {
        struct text cell = record->cells[i];
        is_one_line = is_one_line && find_byte(cell, '\n', 0) == cell.length &&
                      find_byte(cell, '\r', 0) == cell.length;
    }
    return record->fault == RECORD_SOUND && !is_blank && is_one_line;
}

static void append_cells(struct buffer *out, const struct record *record)
{
    for (size_t i = 0; i < record->cell_count; i++) {
        append_formatted(out, " %zu:", record->cells[i].length);
        append_text(out, record->cells[i]);
    }
    append_byte(out, '\n');
}

static void write_cells(struct csv_writer *writer, const struct text *cells, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        write_cell(writer, cells[i]);
    }
    end_record(writer);
}

static void take_record(struct listing *listing, const struct record *record)
{
    insist(record->line > listing->line && record->number == listing->number + 1);
    listing->line = record->line;
    listing->number = record->number;
    for (size_t i = 0; i < record->cell_count && record->fault == RECORD_SOUND; i++) {
        struct text cell = record->cells[i];
        insist(is_valid_utf8(cell) && find_byte(cell, '\0', 0) == cell.length);
    }
    append_formatted(&listing->all, "%u %d", (unsigned)record->line, (int)record->fault);
    append_cells(&listing->all, record);
    if (is_kept(record)) {
        append_cells(&listing->kept, record);
    }
    if (is_kept(record) && listing->writer != NULL) {
        write_cells(listing->writer, record->cells, record->cell_count);
    }
}

static struct listing list_records(struct reader *reader, struct csv_writer *writer)
{
    struct listing listing = {.writer = writer};
    struct batch batch = {0};
    struct error error = {0};
    do {
        insist(read_batch(reader, &batch, &error));
        for (size_t i = 0; i < batch.count; i++) {
            take_record(&listing, &batch.records[i]);
        }
    } while (batch.count > 0);
    insist(!listing.all.failed && !listing.kept.failed);
    free_batch(&batch);
    return listing;
}

static void free_listing(struct listing *listing)
{
    free_buffer(&listing->all);
    free_buffer(&listing->kept);
}

static void read_written(struct text written, const struct listing *expected)
{
    struct error error = {0};
    struct reader *reader = open_memory_reader("written.csv", written, &judge, &error);
    insist(reader != NULL && get_dialect(reader)->delimiter == ',');
    struct listing listing = list_records(reader, NULL);
    insist(equal_texts(view_buffer(&listing.kept), view_buffer(&expected->kept)));
    free_listing(&listing);
    close_reader(reader);
}

static void read_twice(struct reader *reader)
{
    struct error error = {0};
    char *written = NULL;
    size_t length = 0;
    struct csv_writer writer = {.out = open_memstream(&written, &length)};
    insist(writer.out != NULL);
    const struct cell_list header = get_dialect(reader)->header;
    write_cells(&writer, header.cells, header.count);
    struct listing first = list_records(reader, &writer);
    insist(fclose(writer.out) == 0 && !writer.record.failed);
    insist(rewind_reader(reader, &error));
    struct listing second = list_records(reader, NULL);
    insist(equal_texts(view_buffer(&first.all), view_buffer(&second.all)));
    read_written((struct text){written, length}, &first);
    free_listing(&first);
    free_listing(&second);
    free_csv_writer(&writer);
    free(written);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct text content = copy_exactly((struct text){(const char *)bytes, size});
    struct error error = {0};
    struct reader *reader = open_memory_reader("export.csv", content, &judge, &error);
    if (reader != NULL) {
        read_twice(reader);
    } else {
        insist(error.kind == ERROR_INPUT && error.message[0] != '\0');
    }
    close_reader(reader);
    free_copy(content);
    return 0;
}
