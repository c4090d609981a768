#include "customer/columns.h"

#include "base/buffer.h"
#include "base/nearest.h"
#include "base/unicode.h"

/* The headers' keys, and which columns have been given to a row already. */
struct header_keys {
    const struct text *keys;
    bool *taken;
    size_t count;
};

static size_t find_key(const struct header_keys *headers, struct text key, bool taken)
{
    for (size_t i = 0; i < headers->count; i++) {
        if (headers->taken[i] == taken && equal_texts(headers->keys[i], key)) {
            return i;
        }
    }
    return NO_COLUMN;
}

/* Seeks a free column for the row, the likeliest name first. */
static size_t find_free_column(const struct mapping_row *row, const struct header_keys *headers)
{
    for (size_t i = 0; i < row->column_keys.count; i++) {
        size_t column = find_key(headers, row->column_keys.names[i], false);
        if (column != NO_COLUMN) {
            return column;
        }
    }
    return NO_COLUMN;
}

static bool share_first_name(const struct mapping_row *row, const struct mapping_row *other)
{
    return other->column_keys.count > 0 && row->column_keys.count > 0 &&
           equal_texts(row->column_keys.names[0], other->column_keys.names[0]);
}

/* The column of an earlier row of the same name, or NO_COLUMN. */
static size_t find_shared_column(const struct mapping *mapping, size_t index,
                                 const struct columns *columns)
{
    size_t shared = NO_COLUMN;
    for (size_t i = 0; i < index; i++) {
        if (share_first_name(&mapping->rows[index], &mapping->rows[i]) &&
            columns->of_row[i] != NO_COLUMN) {
            shared = columns->of_row[i];
        }
    }
    return shared;
}

static void assign_columns(const struct mapping *mapping, struct header_keys *headers,
                           struct arena *arena, struct columns *columns)
{
    for (size_t i = 0; i < mapping->count; i++) {
        struct text chosen = mapping->rows[i].chosen_column;
        columns->of_row[i] = NO_COLUMN;
        if (chosen.length > 0) {
            struct text key = make_header_key(arena, chosen);
            columns->of_row[i] = find_key(headers, key, false);
            if (columns->of_row[i] == NO_COLUMN) {
                columns->of_row[i] = find_key(headers, key, true);
            }
        }
        if (columns->of_row[i] != NO_COLUMN) {
            headers->taken[columns->of_row[i]] = true;
        }
    }
    for (size_t i = 0; i < mapping->count; i++) {
        if (mapping->rows[i].chosen_column.length > 0) {
            continue;
        }
        columns->of_row[i] = find_free_column(&mapping->rows[i], headers);
        if (columns->of_row[i] != NO_COLUMN) {
            headers->taken[columns->of_row[i]] = true;
        } else {
            columns->of_row[i] = find_shared_column(mapping, i, columns);
        }
    }
}

/* The first row that has the same column and rule as `row`: perhaps itself. */
static size_t find_twin(const struct mapping *mapping, const struct columns *columns, size_t row)
{
    for (size_t i = 0; i < row && columns->of_row[row] != NO_COLUMN; i++) {
        if (columns->of_row[i] == columns->of_row[row] &&
            mapping->rows[i].rule == mapping->rows[row].rule) {
            return i;
        }
    }
    return row;
}

void find_columns(const struct mapping *mapping, const struct text *headers, size_t count,
                  struct arena *arena, struct columns *columns)
{
    *columns = (struct columns){.mapped = 0};
    struct text *keys = take_from_arena(arena, count * sizeof *keys);
    bool *taken = take_from_arena(arena, count * sizeof *taken);
    if (keys == NULL || taken == NULL) {
        return;
    }
    for (size_t i = 0; i < count; i++) {
        keys[i] = make_header_key(arena, headers[i]);
        taken[i] = false;
    }
    struct header_keys all = {keys, taken, count};
    assign_columns(mapping, &all, arena, columns);
    for (size_t i = 0; i < count; i++) {
        columns->mapped += taken[i];
    }
    for (size_t row = 0; row < mapping->count; row++) {
        columns->twin_of_row[row] = find_twin(mapping, columns, row);
    }
}

bool make_header(const struct mapping *mapping, const struct columns *columns)
{
    return columns->of_row[mapping->role_rows[ROLE_NUMBER]] != NO_COLUMN && columns->mapped >= 3;
}

const struct mapping_row *find_row_of_header(const struct mapping *mapping, struct text key)
{
    for (size_t i = 0; i < mapping->count && key.length > 0; i++) {
        const struct name_list *names = &mapping->rows[i].column_keys;
        for (size_t j = 0; j < names->count; j++) {
            if (equal_texts(names->names[j], key)) {
                return &mapping->rows[i];
            }
        }
    }
    return NULL;
}

/* Appends `"One", "Two" and 7 more`. */
static void append_headers(struct buffer *out, const struct text *headers, size_t count)
{
    enum { SHOWN = 12 };
    size_t shown = 0;
    for (size_t i = 0; i < count && shown < SHOWN; i++) {
        if (trim_white_space(headers[i]).length > 0) {
            append_text(out, shown > 0 ? TEXT(", \"") : TEXT("\""));
            append_visible(out, trim_white_space(headers[i]), 30);
            append_byte(out, '"');
            shown++;
        }
    }
    if (count > SHOWN) {
        append_formatted(out, " and %zu more", count - SHOWN);
    }
}

bool check_chosen_columns(const struct mapping *mapping, const struct columns *columns,
                          const struct text *headers, size_t count, const char *path,
                          struct error *error)
{
    for (size_t i = 0; i < mapping->count; i++) {
        struct text chosen = mapping->rows[i].chosen_column;
        if (chosen.length == 0 || columns->of_row[i] != NO_COLUMN) {
            continue;
        }
        struct buffer text = {0};
        append_text(&text, TEXT("\""));
        append_visible(&text, chosen, 60);
        append_text(&text, TEXT("\""));
        size_t nearest = find_nearest(chosen, headers, count);
        if (nearest < count) {
            append_text(&text, TEXT("; did you mean \""));
            append_visible(&text, headers[nearest], 60);
            append_text(&text, TEXT("\"?"));
        } else {
            append_text(&text, TEXT("; it has "));
            append_headers(&text, headers, count);
        }
        struct text shown = view_buffer(&text);
        fail(error, ERROR_USAGE, "%s has no column %.*s", path, (int)shown.length, shown.at);
        free_buffer(&text);
        return false;
    }
    return true;
}

/* The header among `headers` that may be a mistyped customer number, or `count`. */
static size_t find_mistyped_number(const struct mapping *mapping, const struct text *headers,
                                   size_t count)
{
    const struct mapping_row *row = get_role_row(mapping, ROLE_NUMBER);
    struct arena arena = {0};
    size_t found = count;
    for (size_t i = 0; i < count && found == count; i++) {
        struct text key = make_header_key(&arena, headers[i]);
        if (key.length > 0 &&
            find_nearest(key, row->column_keys.names, row->column_keys.count) <
                row->column_keys.count &&
            find_row_of_header(mapping, key) == NULL) {
            found = i;
        }
    }
    free_arena(&arena);
    return found;
}

void explain_no_header(const struct mapping *mapping, const char *path, const struct text *headers,
                       size_t count, uint64_t line, struct error *error)
{
    if (count == 0) {
        fail(error, ERROR_INPUT, "%s is empty; it has no header and no customers", path);
        return;
    }
    const struct mapping_row *row = get_role_row(mapping, ROLE_NUMBER);
    struct text column = row->chosen_column.length > 0 ? row->chosen_column : row->column;
    struct buffer text = {0};
    append_formatted(&text, "the columns seen on line %llu are ", (unsigned long long)line);
    append_headers(&text, headers, count);
    size_t mistyped = find_mistyped_number(mapping, headers, count);
    if (mistyped < count) {
        append_text(&text, TEXT("; if \""));
        append_visible(&text, headers[mistyped], 30);
        append_text(&text, TEXT("\" is the customer number, say --column cp_cust_code=\""));
        append_visible(&text, headers[mistyped], 30);
        append_text(&text, TEXT("\""));
    } else {
        append_text(&text,
                    TEXT("; export it with the customer number included, or name that column "
                         "with --column cp_cust_code=HEADER"));
    }
    struct text shown = view_buffer(&text);
    fail(error, ERROR_INPUT,
         "%s has no header that can be used: none of its first 20 records has a customer number "
         "column (\"%.*s\") and at least two other known ones; %.*s",
         path, (int)column.length, column.at, (int)shown.length, shown.at);
    free_buffer(&text);
}
