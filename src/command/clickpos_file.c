#include "command/clickpos_file.h"

#include "base/files.h"

#include <errno.h>
#include <string.h>

/* Writes what an encoding needs at the start or the end of a stream. */
static bool write_bytes(struct clickpos_file *file, struct buffer *bytes, struct error *error)
{
    bool failed = bytes->failed;
    if (!failed && file->writer.out != NULL && bytes->length > 0) {
        fwrite(bytes->at, 1, bytes->length, file->writer.out);
    }
    free_buffer(bytes);
    return failed ? fail_for_memory(error) : true;
}

static bool begin_stream(struct clickpos_file *file, struct error *error)
{
    struct buffer mark = {0};
    begin_encoding(&file->encoder, &mark);
    if (!write_bytes(file, &mark, error)) {
        return false;
    }
    for (size_t i = 0; i < file->layout.count; i++) {
        write_cell(&file->writer, file->mapping->rows[file->layout.rows[i]].column);
    }
    end_record(&file->writer);
    return file->writer.record.failed ? fail_for_memory(error) : true;
}

bool open_clickpos_file(struct clickpos_file *file, const struct mapping *mapping, const char *path,
                        const char *encoding, bool overwrite, struct error *error)
{
    *file = (struct clickpos_file){.mapping = mapping, .layout = lay_out_clickpos_file(mapping)};
    if (!open_encoder(&file->encoder, encoding, error)) {
        return false;
    }
    file->writer.encoder = encoding == NULL ? NULL : &file->encoder;
    if (path != NULL && strcmp(path, "-") == 0) {
        file->writer.out = stdout;
    } else if (path != NULL) {
        struct output *output = open_output(&file->outputs, path, overwrite, error);
        if (output == NULL) {
            return false;
        }
        file->writer.out = output->stream;
    }
    return begin_stream(file, error);
}

/* The value as the encoding can hold it. */
static struct text adapt_value(struct clickpos_file *file, struct customer *customer,
                               const struct customer_rules *rules, struct arena *arena, size_t row)
{
    struct text value = customer->values[row];
    struct text characters;
    struct text held = replace_unencodable(&file->encoder, arena, value, &characters);
    if (characters.length > 0) {
        struct issue *issue =
            add_issue(&customer->issues, arena, ISSUE_UNENCODABLE, get_column_header(rules, row));
        issue->old = value;
        issue->new = held;
        issue->has_old = true;
        issue->has_new = true;
        issue->message =
            print_to_arena(arena, "the output's encoding lacks %.*s; each became a question mark",
                           (int)characters.length, characters.at);
    }
    return held;
}

bool write_clickpos_record(struct clickpos_file *file, struct customer *customer,
                           const struct customer_rules *rules, struct arena *arena,
                           struct error *error)
{
    for (size_t i = 0; i < file->layout.count; i++) {
        size_t row = file->layout.rows[i];
        write_cell(&file->writer, file->writer.encoder == NULL
                                      ? customer->values[row]
                                      : adapt_value(file, customer, rules, arena, row));
    }
    end_record(&file->writer);
    return file->writer.record.failed ? fail_for_memory(error) : true;
}

bool finish_clickpos_file(struct clickpos_file *file, struct error *error)
{
    struct buffer end = {0};
    finish_encoding(&file->encoder, &end);
    if (!write_bytes(file, &end, error)) {
        return false;
    }
    if (file->outputs.count > 0) {
        return close_output(file->outputs.items[0], error);
    }
    errno = 0;
    if (file->writer.out == NULL || (fflush(stdout) == 0 && ferror(stdout) == 0)) {
        return true;
    }
    return fail(error, ERROR_USAGE,
                "cannot write standard output: %s; what arrived there is not "
                "whole",
                errno != 0 ? strerror(errno) : "a write failed");
}

void close_clickpos_file(struct clickpos_file *file)
{
    free_csv_writer(&file->writer);
    close_encoder(&file->encoder);
    discard_outputs(&file->outputs);
}
