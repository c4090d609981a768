#include "command/sugar_file.h"

#include "base/files.h"
#include "csv/select.h"

enum { LINE_END_LENGTH = 2 };

static const struct sugar_layout *get_layout(const struct sugar_file *file)
{
    return &file->form->layouts[file->module];
}

static bool create_part(struct sugar_file *file, struct error *error)
{
    char name[64];
    char path[PATH_LIMIT];
    const char *module = get_module_name(file->module);
    if (file->split == 0) {
        snprintf(name, sizeof name, "%s.csv", module);
    } else {
        snprintf(name, sizeof name, "%s-%04zu.csv", module, file->part_count);
    }
    if (!join_path(path, file->directory, name, error)) {
        return false;
    }
    struct outputs *parts = &file->parts;
    if (parts->count > 0 && !close_output(parts->items[parts->count - 1], error)) {
        return false;
    }
    struct output *part = open_output(parts, path, file->overwrite, error);
    if (part == NULL) {
        return false;
    }
    file->writer.out = part->stream;
    const struct sugar_layout *layout = get_layout(file);
    for (size_t i = 0; i < layout->count; i++) {
        write_cell(&file->writer, layout->columns[i].header);
    }
    end_record(&file->writer);
    return true;
}

static bool begin_part(struct sugar_file *file, struct error *error)
{
    file->records_in_part = 0;
    file->part_count++;
    return file->dry_run || create_part(file, error);
}

static bool has_room(const struct sugar_file *file)
{
    return file->part_count > 0 && (file->split == 0 || file->records_in_part < file->split);
}

/* Says so if the record is longer than the wizard reads at a time. */
static void check_record_length(const struct sugar_file *file, struct customer *customer,
                                struct arena *arena)
{
    size_t length = file->writer.record.length + LINE_END_LENGTH;
    if (length > WIZARD_RECORD_LIMIT) {
        struct issue *issue = add_issue(&customer->issues, arena, ISSUE_WIZARD_ROW, EMPTY_TEXT);
        issue->message = print_to_arena(
            arena, "the record in %s has %zu bytes; the import wizard may split one of over %d",
            get_module_name(file->module), length, WIZARD_RECORD_LIMIT);
    }
}

bool write_sugar_record(struct sugar_file *file, struct customer *customer, struct arena *arena,
                        struct error *error)
{
    const struct sugar_layout *layout = get_layout(file);
    struct text cells[SUGAR_COLUMN_LIMIT];
    fill_sugar_cells(file->form, file->module, customer, arena, cells);
    if (!has_room(file) && !begin_part(file, error)) {
        return false;
    }
    for (size_t i = 0; i < layout->count; i++) {
        write_cell(&file->writer, cells[i]);
        file->filled[i] |= cells[i].length > 0;
    }
    check_record_length(file, customer, arena);
    end_record(&file->writer);
    file->records_in_part++;
    file->record_count++;
    return file->writer.record.failed ? fail_for_memory(error) : true;
}

bool keeps_column(const struct sugar_file *file, size_t column)
{
    return file->filled[column] || get_layout(file)->columns[column].is_needed;
}

static bool select_kept(FILE *in, FILE *out, void *context, struct error *error)
{
    const struct sugar_file *file = context;
    size_t count = get_layout(file)->count;
    bool keep[SUGAR_COLUMN_LIMIT];
    for (size_t i = 0; i < count; i++) {
        keep[i] = keeps_column(file, i);
    }
    return select_columns(in, out, keep, count, error);
}

static bool has_blank_column(const struct sugar_file *file)
{
    for (size_t i = 0; i < get_layout(file)->count; i++) {
        if (!keeps_column(file, i)) {
            return true;
        }
    }
    return false;
}

bool finish_sugar_file(struct sugar_file *file, struct error *error)
{
    if (file->part_count == 0 && !begin_part(file, error)) {
        return false;
    }
    bool rewrite = has_blank_column(file);
    for (size_t i = 0; i < file->parts.count; i++) {
        struct output *part = file->parts.items[i];
        if (!(rewrite ? rewrite_output(part, select_kept, file, error)
                      : close_output(part, error))) {
            return false;
        }
    }
    return true;
}

void free_sugar_file(struct sugar_file *file)
{
    free_csv_writer(&file->writer);
    discard_outputs(&file->parts);
}
