#include "command/results_file.h"

#include "base/excel.h"
#include "base/unicode.h"

#include <inttypes.h>

/* Excel's cells hold 32,767 characters, and a character made visible can take eight. */
enum { VALUE_LIMIT = 4000 };

bool open_results_file(struct results_file *file, struct error *error)
{
    static const char *const names[] = {"line",       "record",     "customer", "outcome", "rule",
                                        "contact_id", "account_id", "fields",   "message"};
    if (file->path == NULL) {
        return true;
    }
    struct output *output = open_output(file->outputs, file->path, file->overwrite, error);
    if (output == NULL) {
        return false;
    }
    file->writer.out = output->stream;
    fputs("\xEF\xBB\xBF", output->stream);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        write_cell(&file->writer, make_text(names[i]));
    }
    end_record(&file->writer);
    return true;
}

static void write_number(struct results_file *file, uint64_t number)
{
    file->cell.length = 0;
    append_formatted(&file->cell, "%" PRIu64, number);
    write_cell(&file->writer, view_buffer(&file->cell));
}

static void write_value(struct results_file *file, struct text value)
{
    struct arena arena = {0};
    file->cell.length = 0;
    append_for_excel(&file->cell, make_visible(&arena, value, VALUE_LIMIT));
    file->cell.failed = file->cell.failed || arena.exhausted;
    write_cell(&file->writer, view_buffer(&file->cell));
    free_arena(&arena);
}

bool write_result(struct results_file *file, const struct result *result, struct error *error)
{
    if (file->writer.out == NULL) {
        return true;
    }
    const struct text values[] = {result->customer,   result->outcome,    result->rule,
                                  result->contact_id, result->account_id, result->fields,
                                  result->message};
    write_number(file, result->line);
    write_number(file, result->record);
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        write_value(file, values[i]);
    }
    end_record(&file->writer);
    return (!file->cell.failed && !file->writer.record.failed) || fail_for_memory(error);
}

void free_results_file(struct results_file *file)
{
    free_csv_writer(&file->writer);
    free_buffer(&file->cell);
}
