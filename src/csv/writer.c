#include "csv/writer.h"

#include <string.h>

static bool needs_quotes(struct text cell)
{
    static const bool special[256] = {[','] = true, ['"'] = true, ['\r'] = true, ['\n'] = true};
    bool found = false;
    for (size_t i = 0; i < cell.length; i++) {
        found |= special[(unsigned char)cell.at[i]];
    }
    return found || trim_blanks(cell).length != cell.length;
}

static void append_quoted(struct buffer *out, struct text cell)
{
    char *place = reserve_in_buffer(out, 2 * cell.length + 2);
    if (place == NULL) {
        return;
    }
    char *end = place;
    *end++ = '"';
    for (size_t i = 0; i < cell.length; i++) {
        if (cell.at[i] == '"') {
            *end++ = '"';
        }
        *end++ = cell.at[i];
    }
    *end++ = '"';
    out->length += (size_t)(end - place);
}

void write_cell(struct csv_writer *writer, struct text cell)
{
    if (writer->begun) {
        append_byte(&writer->record, ',');
    }
    writer->begun = true;
    if (needs_quotes(cell)) {
        append_quoted(&writer->record, cell);
    } else {
        append_text(&writer->record, cell);
    }
}

/* Writes the record, in the encoding there is. */
static void write_record(struct csv_writer *writer)
{
    struct text bytes = view_buffer(&writer->record);
    if (writer->encoder != NULL) {
        writer->encoded.length = 0;
        encode_text(writer->encoder, bytes, &writer->encoded);
        writer->record.failed |= writer->encoded.failed;
        bytes = view_buffer(&writer->encoded);
    }
    fwrite(bytes.at, 1, bytes.length, writer->out);
}

void end_record(struct csv_writer *writer)
{
    append_text(&writer->record, TEXT("\r\n"));
    if (!writer->record.failed && writer->out != NULL) {
        write_record(writer);
    }
    if (!writer->record.failed) {
        writer->record.length = 0;
    }
    writer->begun = false;
}

void free_csv_writer(struct csv_writer *writer)
{
    free_buffer(&writer->record);
    free_buffer(&writer->encoded);
    writer->begun = false;
}
