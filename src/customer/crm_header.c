#include "customer/crm_header.h"

#include "base/unicode.h"

/* So many headers are named in a message, and in so many bytes that it has room for the rest. */
enum { SHOWN_HEADERS = 120, HEADERS_ROOM = 2800 };

/* Whether --column can name a column for the field of the module. */
static bool can_choose(const struct mapping *mapping, enum module module, struct text field)
{
    for (size_t i = 0; i < LINK_COUNT; i++) {
        if (has_link(module, (enum link)i) && equal_texts(get_link_name((enum link)i), field)) {
            return true;
        }
    }
    return find_mapping_row(mapping, module, field) != NULL;
}

static bool refuse_clash(const struct mapping *mapping, const struct crm_columns *columns,
                         const struct text *headers, const char *path, struct error *error)
{
    const char *module = get_module_name(columns->module);
    struct text field = columns->clashing_field;
    struct buffer text = {0};
    for (size_t i = 0; i < 2; i++) {
        append_formatted(&text, i == 0 ? "%zu (\"" : "and %zu (\"", columns->clashing[i] + 1);
        append_visible(&text, trim_white_space(headers[columns->clashing[i]]), 60);
        append_text(&text, i == 0 ? TEXT("\") ") : TEXT("\")"));
    }
    append_text(&text, TEXT("; rename one of them in the file"));
    if (can_choose(mapping, columns->module, field)) {
        append_formatted(&text, ", or name another with --column %s.%.*s=HEADER", module,
                         (int)field.length, field.at);
    }
    struct text shown = view_buffer(&text);
    fail(error, ERROR_INPUT, "%s has two columns that could be %s.%.*s, %.*s", path, module,
         (int)field.length, field.at, (int)shown.length, shown.at);
    free_buffer(&text);
    return false;
}

static struct crm_columns find_columns_of(const struct mapping *mapping, enum module module,
                                          const struct text *headers, size_t count)
{
    struct arena arena = {0};
    struct crm_columns columns;
    find_crm_columns(mapping, module, headers, count, false, &arena, &columns);
    free_arena(&arena);
    return columns;
}

/* Accounts have names as contacts' accounts have, but no last names and no customer numbers. */
static bool refuse_contacts(const struct mapping *mapping, const struct text *headers, size_t count,
                            const char *path, struct error *error)
{
    const struct crm_columns contacts = find_columns_of(mapping, MODULE_CONTACTS, headers, count);
    size_t number = contacts.columns.of_row[mapping->role_rows[ROLE_NUMBER]];
    size_t last_name = contacts.columns.of_row[mapping->role_rows[ROLE_LAST_NAME]];
    if (mapping->rows[mapping->role_rows[ROLE_COMPANY]].chosen_column.length > 0 ||
        !make_crm_header(mapping, &contacts) || last_name == NO_COLUMN) {
        return true;
    }
    const struct text both[] = {headers[last_name], headers[number]};
    struct buffer names = {0};
    append_headers(&names, both, 2, 2);
    struct text shown = view_buffer(&names);
    fail(error, ERROR_INPUT,
         "%s looks like the file for --contacts, for it has the columns %.*s; name the file of the "
         "accounts with --accounts, or if this is one, say --column Accounts.name=HEADER",
         path, (int)shown.length, shown.at);
    free_buffer(&names);
    return false;
}

bool check_crm_columns(const struct mapping *mapping, const struct crm_columns *columns,
                       const struct text *headers, size_t count, const char *path,
                       struct error *error)
{
    for (size_t i = 0; i < mapping->count; i++) {
        const struct mapping_row *row = &mapping->rows[i];
        if (row->field.module == columns->module && row->chosen_column.length > 0 &&
            columns->columns.of_row[i] == NO_COLUMN) {
            return refuse_chosen_column(row->chosen_column, headers, count, path, error);
        }
    }
    for (size_t i = 0; i < LINK_COUNT; i++) {
        struct text chosen = mapping->chosen_links[columns->module][i];
        if (chosen.length > 0 && columns->of_link[i] == NO_COLUMN) {
            return refuse_chosen_column(chosen, headers, count, path, error);
        }
    }
    if (columns->module == MODULE_ACCOUNTS &&
        !refuse_contacts(mapping, headers, count, path, error)) {
        return false;
    }
    return columns->clashing_field.length == 0 ||
           refuse_clash(mapping, columns, headers, path, error);
}

/* The labels of the needed row as keys. */
static struct name_list make_label_keys(const struct mapping_row *row, struct arena *arena)
{
    struct text *keys = take_from_arena(arena, row->labels.count * sizeof *keys);
    struct name_list list = {keys, 0};
    for (size_t i = 0; keys != NULL && i < row->labels.count; i++) {
        keys[list.count++] = make_header_key(arena, row->labels.names[i]);
    }
    return list;
}

static bool is_clickpos_header(const struct mapping *mapping, const struct text *headers,
                               size_t count)
{
    struct arena arena = {0};
    struct columns columns;
    find_columns(mapping, headers, count, &arena, &columns);
    free_arena(&arena);
    return make_header(mapping, &columns);
}

/* Whether the header is that of the other module's file. Contacts have their accounts' names, as
   accounts have, but accounts have no last names. */
static bool is_other_header(const struct mapping *mapping, enum module module,
                            const struct text *headers, size_t count)
{
    const struct crm_columns contacts = find_columns_of(mapping, MODULE_CONTACTS, headers, count);
    const struct crm_columns accounts = find_columns_of(mapping, MODULE_ACCOUNTS, headers, count);
    return module == MODULE_ACCOUNTS
               ? make_crm_header(mapping, &contacts)
               : make_crm_header(mapping, &accounts) &&
                     contacts.columns.of_row[mapping->role_rows[ROLE_LAST_NAME]] == NO_COLUMN;
}

static void append_advice(struct buffer *out, const struct mapping *mapping, enum module module,
                          const struct text *headers, size_t count)
{
    size_t needed = get_needed_row(mapping, module);
    const struct crm_columns columns = find_columns_of(mapping, module, headers, count);
    if (columns.columns.of_row[needed] != NO_COLUMN) {
        append_text(out, TEXT("; that one is there, but too few of the others are known: name them "
                              "with --column FIELD=HEADER (\"possum mapping\" lists the fields)"));
    } else if (is_clickpos_header(mapping, headers, count)) {
        append_text(out, TEXT("; this looks like an export of ClickPOS, which \"possum to-sugar\" "
                              "reads"));
    } else if (is_other_header(mapping, module, headers, count)) {
        append_formatted(out, "; this looks like the file for --%s",
                         module == MODULE_CONTACTS ? "accounts" : "contacts");
    } else if (module == MODULE_CONTACTS) {
        struct arena arena = {0};
        struct name_list keys = make_label_keys(&mapping->rows[needed], &arena);
        append_number_advice(out, &keys, headers, count);
        free_arena(&arena);
    } else {
        append_text(out, TEXT("; name that column with --column Accounts.name=HEADER"));
    }
}

/* Appends the headers, as many as there is room for. */
static void append_seen_headers(struct buffer *out, const struct text *headers, size_t count)
{
    size_t most = SHOWN_HEADERS;
    do {
        reset_buffer(out);
        append_headers(out, headers, count, most);
        most /= 2;
    } while (view_buffer(out).length > HEADERS_ROOM && most > 0);
}

void explain_no_crm_header(const struct mapping *mapping, enum module module, const char *path,
                           const struct text *headers, size_t count, uint64_t line,
                           struct error *error)
{
    bool is_contacts = module == MODULE_CONTACTS;
    if (count == 0) {
        fail(error, ERROR_INPUT, "%s is empty; it has no header and no %s", path,
             is_contacts ? "contacts" : "accounts");
        return;
    }
    const struct mapping_row *row = &mapping->rows[get_needed_row(mapping, module)];
    struct text label = row->chosen_column.length > 0 ? row->chosen_column
                        : row->labels.count > 0       ? row->labels.names[0]
                                                      : row->field.name;
    struct buffer text = {0};
    append_seen_headers(&text, headers, count);
    append_advice(&text, mapping, module, headers, count);
    struct text shown = view_buffer(&text);
    fail(error, ERROR_INPUT,
         "%s has no header that can be used: none of its first 20 records has a column for %s "
         "(\"%.*s\") and at least %s; the columns seen on line %llu are %.*s",
         path, is_contacts ? "the customer number" : "the account's name", (int)label.length,
         label.at, is_contacts ? "two other known ones" : "one other known one",
         (unsigned long long)line, (int)shown.length, shown.at);
    free_buffer(&text);
}
