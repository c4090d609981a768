#include "command/export.h"

#include "base/files.h"
#include "command/load_mapping.h"
#include "customer/clean.h"

static size_t match_header(const void *context, struct cell_list cells, size_t *key_column)
{
    const struct mapping *mapping = context;
    struct arena arena = {0};
    struct columns columns;
    find_columns(mapping, cells.cells, cells.count, &arena, &columns);
    free_arena(&arena);
    *key_column = columns.of_row[mapping->role_rows[ROLE_NUMBER]];
    return make_header(mapping, &columns) ? columns.mapped : 0;
}

static void explain_header(const void *context, const char *path, struct cell_list cells,
                           uint64_t line, struct error *error)
{
    explain_no_header(context, path, cells.cells, cells.count, line, error);
}

static struct reader *open_its_reader(const struct export *export,
                                      const struct export_options *options, const char *encoding,
                                      struct error *error)
{
    const struct header_judge judge = {.context = export->mapping,
                                       .match_header = match_header,
                                       .is_key = is_customer_number,
                                       .explain_no_header = explain_header};
    return options->is_read_twice
               ? open_rewindable_reader(options->path, encoding, options->delimiter, NULL, &judge,
                                        error)
               : open_reader(options->path, encoding, options->delimiter, &judge, error);
}

bool open_export(struct export *export, const struct export_options *options,
                 const struct common_options *common, struct arena *arena, struct error *error)
{
    struct input *input = &export->input;
    export->mapping = load_mapping(common->mapping, &common->columns, false, error);
    if (export->mapping == NULL) {
        return false;
    }
    *input = (struct input){.role = "export", .path = options->path};
    input->reader = open_its_reader(export, options, common->encoding, error);
    if (input->reader == NULL || !take_headers(input, arena, error)) {
        return false;
    }
    find_columns(export->mapping, input->headers, input->header_count, arena, &export->columns);
    export->rules = (struct customer_rules){.mapping = export->mapping,
                                            .columns = &export->columns,
                                            .headers = input->headers,
                                            .header_count = input->header_count,
                                            .site = make_text(options->site),
                                            .cut_too_long = options->cut_too_long,
                                            .digest_key = draw_digest_key()};
    if (arena->exhausted) {
        return fail_for_memory(error);
    }
    return check_chosen_columns(export->mapping, &export->columns, input->headers,
                                input->header_count, name_path(input->path), error);
}

static const struct mapping_row *find_row(const void *context, struct text key)
{
    return find_row_of_header(context, key);
}

bool describe_export(struct report *report, const struct export *export, struct arena *arena,
                     struct error *error)
{
    return describe_input(report, &export->input, export->mapping, &export->columns, arena,
                          error) &&
           report_unused_columns(report, 0, find_row, export->mapping, arena, error);
}

void *make_customers(const void *rules, struct batch *batch)
{
    struct customer *customers = take_from_arena(&batch->arena, batch->count * sizeof *customers);
    for (size_t i = 0; customers != NULL && i < batch->count; i++) {
        make_customer(rules, &batch->records[i], &batch->arena, &customers[i]);
    }
    return customers;
}

void close_export(struct export *export)
{
    close_reader(export->input.reader);
    unload_mapping(export->mapping);
}
