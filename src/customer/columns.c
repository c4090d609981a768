#include "customer/columns.h"

#include "base/nearest.h"
#include "base/unicode.h"

enum { SHOWN_HEADERS = 12 };

/* The headers, their keys, and which columns have been given to a row already. */
struct header_keys {
    const struct text *headers;
    const struct text *keys;
    bool *taken;
    size_t count;
};

/* What a row seeks its column by. */
struct wish {
    struct name_list keys; /* the likeliest first */
    struct text sign;      /* a chosen header without a letter or digit, which has no key */
};

static bool matches_wish(const struct header_keys *all, size_t column, const struct wish *wish,
                         size_t name)
{
    if (wish->sign.length > 0) {
        return equal_texts(trim_white_space(all->headers[column]), wish->sign);
    }
    return equal_texts(all->keys[column], wish->keys.names[name]);
}

/* The first column, taken or not, that the wish's likeliest possible name matches. */
static size_t find_wished_column(const struct header_keys *all, const struct wish *wish, bool taken)
{
    size_t names = wish->sign.length > 0 ? 1 : wish->keys.count;
    for (size_t name = 0; name < names; name++) {
        for (size_t i = 0; i < all->count; i++) {
            if (all->taken[i] == taken && matches_wish(all, i, wish, name)) {
                return i;
            }
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

/* Finds the row's column; one that is taken already serves for a chosen name, or for a name that
   the row shares with the one that took it. */
static void assign_column(const struct mapping *mapping, size_t row, const struct wish *wish,
                          struct header_keys *all, struct columns *columns)
{
    size_t column = find_wished_column(all, wish, false);
    if (column == NO_COLUMN) {
        bool is_chosen = mapping->rows[row].chosen_column.length > 0;
        column = is_chosen ? find_wished_column(all, wish, true)
                           : find_shared_column(mapping, row, columns);
    } else {
        all->taken[column] = true;
    }
    columns->of_row[row] = column;
}

static bool has_key(const struct mapping_row *row, struct text key)
{
    for (size_t i = 0; i < row->column_keys.count; i++) {
        if (equal_texts(row->column_keys.names[i], key)) {
            return true;
        }
    }
    return false;
}

/* Columns chosen for a row that does not know them go first: no other row may take those. A choice
   of a name that the row has anyway, such as "Email", only rules out its other names. */
static void assign_columns(const struct mapping *mapping, struct header_keys *all,
                           struct arena *arena, struct columns *columns)
{
    for (size_t i = 0; i < mapping->count; i++) {
        columns->of_row[i] = NO_COLUMN;
    }
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < mapping->count; i++) {
            const struct mapping_row *row = &mapping->rows[i];
            struct text key = make_header_key(arena, row->chosen_column);
            bool is_chosen = row->chosen_column.length > 0;
            bool goes_first = is_chosen && !has_key(row, key);
            if (goes_first == (pass == 0)) {
                struct wish wish = {row->column_keys, EMPTY_TEXT};
                if (is_chosen) {
                    wish.keys = (struct name_list){&key, 1};
                    wish.sign = key.length == 0 ? trim_white_space(row->chosen_column) : EMPTY_TEXT;
                }
                assign_column(mapping, i, &wish, all, columns);
            }
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
    struct header_keys all = {headers, keys, taken, count};
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
        if (has_key(&mapping->rows[i], key)) {
            return &mapping->rows[i];
        }
    }
    return NULL;
}

void append_headers(struct buffer *out, const struct text *headers, size_t count, size_t most)
{
    size_t seen = 0;
    for (size_t i = 0; i < count; i++) {
        struct text header = trim_white_space(headers[i]);
        if (header.length > 0 && seen++ < most) {
            append_text(out, seen > 1 ? TEXT(", \"") : TEXT("\""));
            append_visible(out, header, 30);
            append_byte(out, '"');
        }
    }
    if (seen > most) {
        append_formatted(out, " and %zu more", seen - most);
    }
}

bool refuse_chosen_column(struct text chosen, const struct text *headers, size_t count,
                          const char *path, struct error *error)
{
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
        append_headers(&text, headers, count, SHOWN_HEADERS);
    }
    struct text shown = view_buffer(&text);
    fail(error, ERROR_USAGE, "%s has no column %.*s", path, (int)shown.length, shown.at);
    free_buffer(&text);
    return false;
}

bool check_chosen_columns(const struct mapping *mapping, const struct columns *columns,
                          const struct text *headers, size_t count, const char *path,
                          struct error *error)
{
    for (size_t i = 0; i < mapping->count; i++) {
        struct text chosen = mapping->rows[i].chosen_column;
        if (chosen.length > 0 && columns->of_row[i] == NO_COLUMN) {
            return refuse_chosen_column(chosen, headers, count, path, error);
        }
    }
    return true;
}

enum { MISTYPED_DISTANCE = 2 };

static bool is_mistyped(struct text key, const struct name_list *names)
{
    for (size_t i = 0; i < names->count && key.length > 0; i++) {
        if (measure_distance(key, names->names[i]) <= MISTYPED_DISTANCE) {
            return true;
        }
    }
    return false;
}

void append_number_advice(struct buffer *out, const struct name_list *keys,
                          const struct text *headers, size_t count)
{
    struct arena arena = {0};
    size_t mistyped = 0;
    while (mistyped < count && !is_mistyped(make_header_key(&arena, headers[mistyped]), keys)) {
        mistyped++;
    }
    free_arena(&arena);
    if (mistyped < count) {
        append_text(out, TEXT("; if \""));
        append_visible(out, headers[mistyped], 30);
        append_text(out, TEXT("\" is the customer number, say --column cp_cust_code=\""));
        append_visible(out, headers[mistyped], 30);
        append_text(out, TEXT("\""));
    } else {
        append_text(out, TEXT("; export it with the customer number included, or name that column "
                              "with --column cp_cust_code=HEADER"));
    }
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
    struct arena arena = {0};
    struct columns columns;
    find_columns(mapping, headers, count, &arena, &columns);
    free_arena(&arena);
    struct buffer text = {0};
    append_formatted(&text, "the columns seen on line %llu are ", (unsigned long long)line);
    append_headers(&text, headers, count, SHOWN_HEADERS);
    if (columns.of_row[mapping->role_rows[ROLE_NUMBER]] == NO_COLUMN) {
        append_number_advice(&text, &row->column_keys, headers, count);
    } else {
        append_text(&text, TEXT("; the number is there, but too few of the others are known: name "
                                "them with --column FIELD=HEADER (\"possum mapping\" lists the "
                                "fields)"));
    }
    struct text shown = view_buffer(&text);
    fail(error, ERROR_INPUT,
         "%s has no header that can be used: none of its first 20 records has a customer number "
         "column (\"%.*s\") and at least two other known ones; %.*s",
         path, (int)column.length, column.at, (int)shown.length, shown.at);
    free_buffer(&text);
}
