#include "customer/mapping.h"

#include "base/nearest.h"
#include "base/unicode.h"

const char *const mapping_headers[MAPPING_COLUMN_COUNT] = {
    [MAPPING_MODULE] = "module",
    [MAPPING_FIELD] = "field",
    [MAPPING_LABEL] = "label",
    [MAPPING_FURTHER_LABELS] = "further labels",
    [MAPPING_COLUMN] = "ClickPOS column",
    [MAPPING_FURTHER_COLUMNS] = "further ClickPOS columns",
    [MAPPING_RULE] = "rule",
};

static const struct text rule_names[RULE_COUNT] = {
    [RULE_TEXT] = {"text", 4},
    [RULE_STREET] = {"street", 6},
    [RULE_CUSTOMER_NUMBER] = {"customer number", 15},
    [RULE_PHONE] = {"phone", 5},
    [RULE_POSTCODE] = {"postcode", 8},
    [RULE_EMAIL] = {"email", 5},
    [RULE_WEBSITE] = {"website", 7},
    [RULE_TICK] = {"tick", 4},
};

struct text make_header_key(struct arena *arena, struct text header)
{
    return is_valid_utf8(header) ? keep_letters_and_digits(arena, fold_text(arena, header))
                                 : EMPTY_TEXT;
}

static struct text copy_visible(struct mapping *mapping, struct text text)
{
    return make_visible(&mapping->arena, text, 60);
}

/* "...; did you mean "X"?", or nothing if nothing is near. */
static const char *suggest(struct mapping *mapping, struct text suggestion)
{
    if (suggestion.length == 0) {
        return "";
    }
    struct text hint = print_to_arena(&mapping->arena, "; did you mean \"%.*s\"?",
                                      (int)suggestion.length, suggestion.at);
    return hint.length > 0 ? hint.at : "";
}

/* Appends the names of a list "one; other" behind those that the row has. */
static void add_names(struct mapping *mapping, struct name_list *list, struct text names,
                      bool as_keys)
{
    size_t most = list->count + 1;
    for (size_t at = find_byte(names, ';', 0); at < names.length;
         at = find_byte(names, ';', at + 1)) {
        most++;
    }
    struct text *grown = take_from_arena(&mapping->arena, most * sizeof *grown);
    if (grown == NULL) {
        return;
    }
    for (size_t i = 0; i < list->count; i++) {
        grown[i] = list->names[i];
    }
    list->names = grown;
    for (size_t at = 0; at <= names.length;) {
        size_t end = find_byte(names, ';', at);
        struct text name = trim_white_space(slice_text(names, at, end));
        name =
            as_keys ? make_header_key(&mapping->arena, name) : copy_to_arena(&mapping->arena, name);
        if (name.length > 0) {
            list->names[list->count++] = name;
        }
        at = end + 1;
    }
}

static bool read_field(struct mapping *mapping, const struct text *cells, const char *place,
                       struct field *field, struct error *error)
{
    enum module module;
    if (!find_module(cells[MAPPING_MODULE], &module)) {
        struct text typed = copy_visible(mapping, cells[MAPPING_MODULE]);
        return fail(error, ERROR_USAGE,
                    "%s: there is no module \"%.*s\"; it is \"Contacts\" or \"Accounts\"", place,
                    (int)typed.length, typed.at);
    }
    struct text name = copy_to_arena(&mapping->arena, cells[MAPPING_FIELD]);
    if (!find_field(module, name, field)) {
        struct text typed = copy_visible(mapping, name);
        return fail(error, ERROR_USAGE, "%s: there is no field \"%.*s\" in %s%s", place,
                    (int)typed.length, typed.at, get_module_name(module),
                    suggest(mapping, suggest_field(module, name)));
    }
    if (find_mapping_row(mapping, module, field->name) != NULL) {
        return fail(error, ERROR_USAGE, "%s: the field %s.%.*s has a row already", place,
                    get_module_name(module), (int)field->name.length, field->name.at);
    }
    return true;
}

static bool read_rule(struct mapping *mapping, struct text cell, const char *place,
                      const struct field *field, enum rule *rule, struct error *error)
{
    size_t found = 0;
    while (found < RULE_COUNT && !equal_texts_ignoring_case(cell, rule_names[found])) {
        found++;
    }
    if (found == RULE_COUNT) {
        size_t nearest = find_nearest(cell, rule_names, RULE_COUNT);
        struct text typed = copy_visible(mapping, cell);
        return fail(error, ERROR_USAGE,
                    "%s: there is no rule \"%.*s\"%s; the rules are text, street, customer number, "
                    "phone, postcode, email, website and tick",
                    place, (int)typed.length, typed.at,
                    suggest(mapping, nearest < RULE_COUNT ? rule_names[nearest] : EMPTY_TEXT));
    }
    *rule = (enum rule)found;
    if ((*rule == RULE_CUSTOMER_NUMBER) != (field->role == ROLE_NUMBER) ||
        (*rule == RULE_TICK) != (field->role == ROLE_TICK)) {
        return fail(
            error, ERROR_USAGE,
            "%s: the rule \"%.*s\" does not fit the field %.*s; \"customer number\" belongs "
            "to cp_cust_code, \"tick\" to cp_synch, and they to those alone",
            place, (int)rule_names[found].length, rule_names[found].at, (int)field->name.length,
            field->name.at);
    }
    return true;
}

bool add_mapping_row(struct mapping *mapping, const struct text *cells, const char *place,
                     struct error *error)
{
    struct text trimmed[MAPPING_COLUMN_COUNT];
    for (size_t i = 0; i < MAPPING_COLUMN_COUNT; i++) {
        trimmed[i] = trim_white_space(cells[i]);
    }
    if (mapping->count == MAPPING_ROW_LIMIT) {
        return fail(error, ERROR_USAGE, "%s: a mapping has at most %d rows", place,
                    MAPPING_ROW_LIMIT);
    }
    struct mapping_row *row = &mapping->rows[mapping->count];
    *row = (struct mapping_row){0};
    if (!read_field(mapping, trimmed, place, &row->field, error) ||
        !read_rule(mapping, trimmed[MAPPING_RULE], place, &row->field, &row->rule, error)) {
        return false;
    }
    row->column = copy_to_arena(&mapping->arena, trimmed[MAPPING_COLUMN]);
    add_names(mapping, &row->labels, trimmed[MAPPING_LABEL], false);
    add_names(mapping, &row->labels, trimmed[MAPPING_FURTHER_LABELS], false);
    add_names(mapping, &row->column_keys, trimmed[MAPPING_COLUMN], true);
    add_names(mapping, &row->column_keys, trimmed[MAPPING_FURTHER_COLUMNS], true);
    mapping->count++;
    return mapping->arena.exhausted ? fail_for_memory(error) : true;
}

bool check_mapping(struct mapping *mapping, const char *path, struct error *error)
{
    static const struct {
        enum role role;
        const char *field;
    } needed[] = {{ROLE_NUMBER, "Contacts.cp_cust_code"},
                  {ROLE_LAST_NAME, "Contacts.last_name"},
                  {ROLE_COMPANY, "Accounts.name"}};
    for (size_t i = 0; i < ROLE_COUNT; i++) {
        mapping->role_rows[i] = NO_ROW;
    }
    for (size_t i = 0; i < mapping->count; i++) {
        mapping->role_rows[mapping->rows[i].field.role] = (int)i;
    }
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++) {
        if (mapping->role_rows[needed[i].role] == NO_ROW) {
            return fail(
                error, ERROR_USAGE,
                "%s has no row for %s, which every customer needs; \"possum mapping\" prints "
                "a complete table",
                path, needed[i].field);
        }
    }
    return true;
}

/* Takes the module in front of "Contacts.title" off the name; whether `module` can be meant. */
static bool strip_module(struct text *name, enum module module)
{
    size_t dot = find_byte(*name, '.', 0);
    if (dot == name->length) {
        return true;
    }
    struct text front = slice_text(*name, 0, dot);
    *name = slice_text(*name, dot + 1, name->length);
    return equal_texts_ignoring_case(front, make_text(get_module_name(module)));
}

/* Whether `name` means the row's field: with or without the module in front and "_c" behind. */
static bool names_row(const struct mapping_row *row, struct text name)
{
    struct field field;
    return strip_module(&name, row->field.module) && find_field(row->field.module, name, &field) &&
           equal_texts_ignoring_case(field.name, row->field.name);
}

static bool names_link(enum module module, enum link link, struct text name)
{
    return has_link(module, link) && strip_module(&name, module) &&
           equal_texts_ignoring_case(name, get_link_name(link));
}

/* Where the header goes that is chosen for `name`: the last place that it can mean. */
static struct text *find_choice(struct mapping *mapping, struct text name, bool with_links,
                                size_t *matches)
{
    struct text *chosen = NULL;
    *matches = 0;
    for (size_t i = 0; i < mapping->count; i++) {
        if (names_row(&mapping->rows[i], name)) {
            chosen = &mapping->rows[i].chosen_column;
            ++*matches;
        }
    }
    for (size_t i = 0; with_links && i < (size_t)MODULE_COUNT * LINK_COUNT; i++) {
        enum module module = (enum module)(i / LINK_COUNT);
        enum link link = (enum link)(i % LINK_COUNT);
        if (names_link(module, link, name)) {
            chosen = &mapping->chosen_links[module][link];
            ++*matches;
        }
    }
    return chosen;
}

static bool fail_to_choose(struct mapping *mapping, struct text name, bool with_links,
                           size_t matches, struct error *error)
{
    struct text typed = copy_visible(mapping, name);
    if (matches > 1) {
        return fail(error, ERROR_USAGE,
                    "--column %.*s=... could mean two fields; write Contacts.%.*s or Accounts.%.*s",
                    (int)typed.length, typed.at, (int)typed.length, typed.at, (int)typed.length,
                    typed.at);
    }
    struct text names[MAPPING_ROW_LIMIT + LINK_COUNT];
    size_t count = 0;
    while (count < mapping->count) {
        names[count] = mapping->rows[count].field.name;
        count++;
    }
    for (size_t i = 0; with_links && i < LINK_COUNT; i++) {
        names[count++] = get_link_name((enum link)i);
    }
    size_t nearest = find_nearest(name, names, count);
    return fail(error, ERROR_USAGE,
                "--column: the mapping has no field \"%.*s\"%s; \"possum mapping\" lists them",
                (int)typed.length, typed.at,
                suggest(mapping, nearest < count ? names[nearest] : EMPTY_TEXT));
}

bool choose_column(struct mapping *mapping, struct text choice, bool with_links,
                   struct error *error)
{
    size_t equals = find_byte(choice, '=', 0);
    struct text name = trim_white_space(slice_text(choice, 0, equals));
    if (equals == choice.length || name.length == 0 || equals + 1 == choice.length) {
        return fail(error, ERROR_USAGE,
                    "--column needs FIELD=HEADER, such as --column cp_cust_code=\"Client Nr\"");
    }
    size_t matches;
    struct text *chosen = find_choice(mapping, name, with_links, &matches);
    if (matches != 1) {
        return fail_to_choose(mapping, name, with_links, matches, error);
    }
    *chosen = copy_to_arena(&mapping->arena, slice_text(choice, equals + 1, choice.length));
    return mapping->arena.exhausted ? fail_for_memory(error) : true;
}

const struct mapping_row *find_mapping_row(const struct mapping *mapping, enum module module,
                                           struct text field)
{
    for (size_t i = 0; i < mapping->count; i++) {
        const struct mapping_row *row = &mapping->rows[i];
        if (row->field.module == module && equal_texts_ignoring_case(row->field.name, field)) {
            return row;
        }
    }
    return NULL;
}

const struct mapping_row *get_role_row(const struct mapping *mapping, enum role role)
{
    int row = mapping->role_rows[role];
    return row == NO_ROW ? NULL : &mapping->rows[row];
}

void free_mapping(struct mapping *mapping)
{
    free_arena(&mapping->arena);
    mapping->count = 0;
}
