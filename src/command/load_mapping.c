#include "command/load_mapping.h"

#include "base/files.h"
#include "base/nearest.h"
#include "base/unicode.h"
#include "csv/reader.h"

#include <stdlib.h>

/* Where the columns of a mapping table stand in a file. */
struct table_columns {
    size_t places[MAPPING_COLUMN_COUNT]; /* SIZE_MAX if it is not there */
};

static size_t find_table_column(struct cell_list header, const char *name)
{
    struct arena arena = {0};
    struct text key = make_header_key(&arena, make_text(name));
    size_t place = SIZE_MAX;
    for (size_t i = 0; i < header.count && place == SIZE_MAX; i++) {
        place = equal_texts(make_header_key(&arena, header.cells[i]), key) ? i : SIZE_MAX;
    }
    free_arena(&arena);
    return place;
}

static size_t match_table_header(const void *context, struct cell_list cells, size_t *key_column)
{
    (void)context;
    *key_column = 0;
    size_t known = 0;
    for (size_t i = 0; i < MAPPING_COLUMN_COUNT; i++) {
        known += find_table_column(cells, mapping_headers[i]) != SIZE_MAX;
    }
    return known >= 3 ? known : 0;
}

static bool is_no_key(struct text cell)
{
    (void)cell;
    return false;
}

static void explain_no_table(const void *context, const char *path, struct cell_list cells,
                             uint64_t line, struct error *error)
{
    (void)context;
    (void)cells;
    (void)line;
    fail(error, ERROR_USAGE,
         "%s is no mapping; its header must have the columns module, field, label, further labels, "
         "ClickPOS column, further ClickPOS columns and rule, as \"possum mapping\" prints them",
         path);
}

/* Finds the table's columns; the further names may be left out, the others not. */
static bool find_table_columns(const char *path, struct cell_list header,
                               struct table_columns *columns, struct error *error)
{
    for (size_t i = 0; i < MAPPING_COLUMN_COUNT; i++) {
        columns->places[i] = find_table_column(header, mapping_headers[i]);
        bool may_be_missing = i == MAPPING_FURTHER_LABELS || i == MAPPING_FURTHER_COLUMNS;
        if (columns->places[i] != SIZE_MAX || may_be_missing) {
            continue;
        }
        struct text name = make_text(mapping_headers[i]);
        size_t nearest = find_nearest(name, header.cells, header.count);
        if (nearest < header.count) {
            struct text seen = header.cells[nearest];
            return fail(error, ERROR_USAGE, "%s has no column \"%s\"; is \"%.*s\" meant for it?",
                        path, mapping_headers[i], (int)seen.length, seen.at);
        }
        return fail(error, ERROR_USAGE, "%s has no column \"%s\"", path, mapping_headers[i]);
    }
    return true;
}

static bool add_record(struct mapping *mapping, const char *path,
                       const struct table_columns *columns, const struct record *record,
                       struct error *error)
{
    char place[512];
    snprintf(place, sizeof place, "%.400s, line %llu", path, (unsigned long long)record->line);
    if (record->fault != RECORD_SOUND) {
        return fail(error, ERROR_USAGE, "%s: the row's quotes or bytes are broken", place);
    }
    struct text cells[MAPPING_COLUMN_COUNT];
    bool blank = true;
    for (size_t i = 0; i < MAPPING_COLUMN_COUNT; i++) {
        size_t column = columns->places[i];
        cells[i] = column < record->cell_count ? record->cells[column] : EMPTY_TEXT;
        blank = blank && trim_white_space(cells[i]).length == 0;
    }
    return blank || add_mapping_row(mapping, cells, place, error);
}

static bool read_table(struct mapping *mapping, const char *path, struct reader *reader,
                       struct error *error)
{
    struct table_columns columns = {0};
    if (!find_table_columns(path, get_dialect(reader)->header, &columns, error)) {
        return false;
    }
    struct batch batch = {0};
    bool done = true;
    do {
        done = read_batch(reader, &batch, error);
        for (size_t i = 0; done && i < batch.count; i++) {
            done = add_record(mapping, path, &columns, &batch.records[i], error);
        }
    } while (done && batch.count > 0);
    free_batch(&batch);
    return done && check_mapping(mapping, path, error);
}

struct mapping *load_mapping(const char *path, const struct string_list *columns, bool with_links,
                             struct error *error)
{
    static const struct header_judge judge = {.match_header = match_table_header,
                                              .is_key = is_no_key,
                                              .explain_no_header = explain_no_table};
    const struct text shipped = {(const char *)default_mapping, default_mapping_size};
    const char *name = path == NULL ? "the shipped mapping" : name_path(path);
    struct mapping *mapping = calloc(1, sizeof *mapping);
    if (mapping == NULL) {
        fail_for_memory(error);
        return NULL;
    }
    struct reader *reader = path == NULL ? open_memory_reader(name, shipped, &judge, error)
                                         : open_reader(path, NULL, 0, &judge, error);
    bool done = reader != NULL && read_table(mapping, name, reader, error);
    for (size_t i = 0; done && i < columns->count; i++) {
        done = choose_column(mapping, make_text(columns->items[i]), with_links, error);
    }
    close_reader(reader);
    if (!done) {
        if (error->kind == ERROR_INPUT) {
            error->kind = ERROR_USAGE; /* a mapping that cannot be read is no input, but a choice */
        }
        unload_mapping(mapping);
        return NULL;
    }
    return mapping;
}

void unload_mapping(struct mapping *mapping)
{
    if (mapping != NULL) {
        free_mapping(mapping);
        free(mapping);
    }
}
