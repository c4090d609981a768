#include "command/input.h"

#include "base/unicode.h"

bool take_headers(struct input *input, struct arena *arena, struct error *error)
{
    struct cell_list header = get_dialect(input->reader)->header;
    input->headers = take_from_arena(arena, header.count * sizeof *input->headers);
    input->header_count = header.count;
    for (size_t i = 0; input->headers != NULL && i < header.count; i++) {
        input->headers[i] = trim_white_space(header.cells[i]);
    }
    return input->headers != NULL || fail_for_memory(error);
}

/* The names of the fields that a column goes to. */
static void list_fields(const struct mapping *mapping, const struct columns *columns, size_t column,
                        struct arena *arena, struct report_column *out)
{
    struct text *fields = take_from_arena(arena, mapping->count * sizeof *fields);
    out->fields = fields;
    for (size_t row = 0; fields != NULL && row < mapping->count; row++) {
        if (columns->of_row[row] == column) {
            const struct field *field = &mapping->rows[row].field;
            fields[out->field_count++] =
                print_to_arena(arena, "%s.%.*s", get_module_name(field->module),
                               (int)field->name.length, field->name.at);
        }
    }
}

bool describe_input(struct report *report, const struct input *input, const struct mapping *mapping,
                    const struct columns *columns, struct arena *arena, struct error *error)
{
    const struct dialect *dialect = get_dialect(input->reader);
    size_t count = input->header_count;
    struct report_column *described = take_from_arena(arena, count * sizeof *described);
    for (size_t i = 0; described != NULL && i < count; i++) {
        described[i] = (struct report_column){.header = input->headers[i]};
        list_fields(mapping, columns, i, arena, &described[i]);
    }
    report->inputs[report->input_count++] =
        (struct report_input){.role = input->role,
                              .path = input->path,
                              .encoding = dialect->encoding,
                              .line_ends = "none",
                              .delimiter = dialect->delimiter,
                              .header_line = dialect->header_line,
                              .columns = described,
                              .column_count = described == NULL ? 0 : count};
    return arena->exhausted ? fail_for_memory(error) : true;
}

void add_column_field(struct report_input *input, size_t column, struct text field,
                      struct arena *arena)
{
    struct report_column *described = &input->columns[column];
    struct text *fields = take_from_arena(arena, (described->field_count + 1) * sizeof *fields);
    if (fields == NULL) {
        return;
    }
    for (size_t i = 0; i < described->field_count; i++) {
        fields[i] = described->fields[i];
    }
    fields[described->field_count++] = field;
    described->fields = fields;
}

bool report_header_issue(struct report *report, size_t index, enum issue_code code,
                         struct text column, struct text message, struct arena *arena,
                         struct error *error)
{
    const struct issue_place place = {.input = index, .line = report->inputs[index].header_line};
    struct issue_list issues = {0};
    add_issue(&issues, arena, code, column)->message = message;
    return arena->exhausted ? fail_for_memory(error)
                            : record_issues(report, &place, &issues, error);
}

bool report_unused_columns(struct report *report, size_t index, row_finder *find_row,
                           const void *context, struct arena *arena, struct error *error)
{
    const struct report_input *input = &report->inputs[index];
    for (size_t i = 0; i < input->column_count; i++) {
        const struct report_column *column = &input->columns[i];
        const struct mapping_row *row = find_row(context, make_header_key(arena, column->header));
        if (row == NULL || column->field_count > 0) {
            continue;
        }
        struct text message = print_to_arena(
            arena, "column %zu could go to %s.%.*s too, but another column does; it is left out",
            i + 1, get_module_name(row->field.module), (int)row->field.name.length,
            row->field.name.at);
        if (!report_header_issue(report, index, ISSUE_COLUMN_REPEATED, column->header, message,
                                 arena, error)) {
            return false;
        }
    }
    return true;
}

void count_filled_cells(struct report_input *input, const struct record *record)
{
    if (record->fault != RECORD_SOUND) {
        return;
    }
    for (size_t i = 0; i < input->column_count && i < record->cell_count; i++) {
        struct text cell = record->cells[i];
        input->columns[i].filled += cell.length > 0 && ((unsigned char)cell.at[0] > ' ' ||
                                                        trim_white_space(cell).length > 0);
    }
}
