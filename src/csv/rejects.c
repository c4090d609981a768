#include "csv/rejects.h"

#include "base/excel.h"
#include "base/unicode.h"
#include "csv/reader.h"

static void append_decodable(struct buffer *out, struct text cell)
{
    for (size_t at = 0; at < cell.length;) {
        struct character character = read_character(cell, at);
        bool decodable = character.code > 0;
        append_text(out,
                    decodable ? slice_text(cell, at, at + character.length) : TEXT("\xEF\xBF\xBD"));
        at += character.length;
    }
}

static void write_safe_cell(struct csv_writer *writer, struct text cell)
{
    bool plain = is_valid_utf8(cell) && find_byte(cell, '\0', 0) == cell.length;
    if (plain && !is_changed_by_excel(cell)) {
        write_cell(writer, cell);
        return;
    }
    struct buffer decodable = {0};
    struct buffer safe = {0};
    append_decodable(&decodable, cell);
    append_for_excel(&safe, view_buffer(&decodable));
    write_cell(writer, view_buffer(&safe));
    writer->record.failed |= decodable.failed || safe.failed;
    free_buffer(&decodable);
    free_buffer(&safe);
}

void begin_rejects(struct csv_writer *writer, struct cell_list header)
{
    append_text(&writer->record, TEXT("\xEF\xBB\xBF"));
    for (size_t i = 0; i < REJECTS_COLUMN_COUNT; i++) {
        write_cell(writer, make_text(rejects_columns[i]));
    }
    for (size_t i = 0; i < header.count; i++) {
        write_safe_cell(writer, header.cells[i]);
    }
    end_record(writer);
}

void write_reject(struct csv_writer *writer, const struct record *record, struct text code,
                  struct text reason)
{
    char line[24];
    snprintf(line, sizeof line, "%llu", (unsigned long long)record->line);
    write_cell(writer, make_text(line));
    write_cell(writer, code);
    write_safe_cell(writer, reason);
    for (size_t i = 0; i < record->cell_count; i++) {
        write_safe_cell(writer, record->cells[i]);
    }
    end_record(writer);
}
