#include "customer/crm_columns.h"

#include "base/unicode.h"

/* Contacts' labels of a place for an account's field that are not like the field's name. */
static const struct {
    const char *field;
    const char *label;
} place_labels[] = {{"phone_home", "Home"}, {"phone_home", "Home Phone"}};

enum { PLACE_LABEL_COUNT = sizeof place_labels / sizeof place_labels[0] };

/* What seeks a column. */
struct claim {
    struct text field;
    struct text bare_field;
    const struct name_list *labels; /* NULL for links and places */
    struct text chosen;             /* the header that --column names; empty if none */
    bool custom;
    size_t *column;        /* where the answer goes */
    struct text contested; /* the name it was found by; empty if the column is spelled exactly so */
};

enum { CLAIM_LIMIT = MAPPING_ROW_LIMIT + LINK_COUNT };

/* A search for columns. */
struct search {
    struct crm_columns *columns;
    const struct text *headers;
    const struct text *keys;
    bool *taken;
    size_t count;
    bool with_places;
    struct claim claims[CLAIM_LIMIT];
    size_t claim_count;
    struct arena *arena;
};

/* The name of a claim, the likeliest first; empty when there are no more. */
static struct text get_name(const struct claim *claim, size_t index)
{
    if (claim->chosen.length > 0) {
        return index == 0 ? claim->chosen : EMPTY_TEXT;
    }
    if (index < 2) {
        return index == 0 ? claim->field : claim->bare_field;
    }
    index -= 2;
    if (claim->labels != NULL) {
        return index < claim->labels->count ? claim->labels->names[index] : EMPTY_TEXT;
    }
    for (size_t i = 0; i < PLACE_LABEL_COUNT; i++) {
        if (equal_texts(claim->field, make_text(place_labels[i].field)) && index-- == 0) {
            return make_text(place_labels[i].label);
        }
    }
    return EMPTY_TEXT;
}

static bool has_name(struct arena *arena, const struct claim *claim, struct text key)
{
    for (size_t i = 0; get_name(claim, i).length > 0; i++) {
        if (equal_texts(make_header_key(arena, get_name(claim, i)), key)) {
            return true;
        }
    }
    return false;
}

static void add_row_claim(struct search *search, const struct mapping *mapping, size_t index)
{
    const struct mapping_row *row = &mapping->rows[index];
    size_t *column = &search->columns->columns.of_row[index];
    const char *place = row->field.contact_place;
    *column = NO_COLUMN;
    if (row->field.module == search->columns->module) {
        search->claims[search->claim_count++] =
            (struct claim){.field = row->field.name,
                           .bare_field = get_bare_name(&row->field),
                           .labels = &row->labels,
                           .chosen = row->chosen_column,
                           .custom = row->field.custom,
                           .column = column};
    } else if (search->with_places && place != NULL &&
               find_mapping_row(mapping, MODULE_CONTACTS, make_text(place)) == NULL) {
        struct text field = make_text(place);
        search->claims[search->claim_count++] =
            (struct claim){.field = field, .bare_field = field, .column = column};
    }
}

static void add_claims(struct search *search, const struct mapping *mapping)
{
    enum module module = search->columns->module;
    for (size_t i = 0; i < mapping->count; i++) {
        add_row_claim(search, mapping, i);
        search->columns->columns.twin_of_row[i] = i;
    }
    for (size_t i = 0; i < LINK_COUNT; i++) {
        search->columns->of_link[i] = NO_COLUMN;
        if (has_link(module, (enum link)i)) {
            struct text field = get_link_name((enum link)i);
            search->claims[search->claim_count++] =
                (struct claim){.field = field,
                               .bare_field = field,
                               .chosen = mapping->chosen_links[module][i],
                               .column = &search->columns->of_link[i]};
        }
    }
}

/* Whether a column has the name; one without a letter or digit has no key and must be spelled so.
 */
static bool matches_name(const struct search *search, size_t column, struct text name,
                         struct text key)
{
    return key.length > 0 ? equal_texts(search->keys[column], key)
                          : equal_texts(trim_white_space(search->headers[column]), name);
}

/* The first column, taken or not, that a name can mean. */
static size_t find_column(const struct search *search, struct text name, struct text key,
                          bool taken)
{
    for (size_t i = 0; i < search->count; i++) {
        if (search->taken[i] == taken && matches_name(search, i, name, key)) {
            return i;
        }
    }
    return NO_COLUMN;
}

/* The one column that is spelled exactly as the claim's likeliest name of this key; NO_COLUMN if
   there is none, or several. One that is taken counts only if it was chosen. */
static size_t find_exact_column(const struct search *search, const struct claim *claim,
                                struct text key)
{
    for (size_t i = 0; get_name(claim, i).length > 0; i++) {
        struct text name = trim_white_space(get_name(claim, i));
        size_t exact = NO_COLUMN;
        size_t count = 0;
        for (size_t k = 0; k < search->count; k++) {
            if ((!search->taken[k] || claim->chosen.length > 0) &&
                equal_texts(search->keys[k], key) &&
                equal_texts(trim_white_space(search->headers[k]), name)) {
                exact = k;
                count++;
            }
        }
        if (count > 0) {
            return count == 1 ? exact : NO_COLUMN;
        }
    }
    return NO_COLUMN;
}

/* Seeks the column of a claim by its names. What was chosen for another may be chosen again. */
static void settle_claim(struct search *search, struct claim *claim)
{
    for (size_t i = 0; get_name(claim, i).length > 0; i++) {
        struct text name = trim_white_space(get_name(claim, i));
        struct text key = make_header_key(search->arena, name);
        size_t column = find_column(search, name, key, false);
        if (column == NO_COLUMN && claim->chosen.length > 0) {
            column = find_column(search, name, key, true);
        }
        if (column != NO_COLUMN) {
            size_t exact = find_exact_column(search, claim, key);
            *claim->column = exact != NO_COLUMN ? exact : column;
            claim->contested = exact != NO_COLUMN ? EMPTY_TEXT : name;
            search->taken[*claim->column] = true;
            return;
        }
    }
}

/* Finds a claim whose column is one of several that it could be, and not all were wanted. */
static void find_clash(const struct search *search)
{
    struct crm_columns *columns = search->columns;
    for (size_t i = 0; i < search->claim_count && columns->clashing_field.length == 0; i++) {
        const struct claim *claim = &search->claims[i];
        struct text key = make_header_key(search->arena, claim->contested);
        size_t other = claim->contested.length == 0
                           ? NO_COLUMN
                           : find_column(search, claim->contested, key, false);
        if (other != NO_COLUMN) {
            columns->clashing_field = claim->field;
            columns->clashing[0] = *claim->column;
            columns->clashing[1] = other;
        }
    }
}

/* Whether the columns found are called by labels: one of them is, or none by its field. Custom
   fields do not count, whose label may be their name, nor do those that were chosen. */
static bool find_labels(const struct search *search)
{
    size_t labels = 0;
    size_t fields = 0;
    for (size_t i = 0; i < search->claim_count; i++) {
        const struct claim *claim = &search->claims[i];
        if (*claim->column != NO_COLUMN && !claim->custom && claim->chosen.length == 0) {
            bool is_field =
                equal_texts(trim_white_space(search->headers[*claim->column]), claim->field);
            fields += is_field;
            labels += !is_field;
        }
    }
    return labels > 0 || fields == 0;
}

static void settle_claims(struct search *search)
{
    for (int pass = 0; pass < 2; pass++) { /* what was chosen goes first */
        for (size_t i = 0; i < search->claim_count; i++) {
            if ((search->claims[i].chosen.length > 0) == (pass == 0)) {
                settle_claim(search, &search->claims[i]);
            }
        }
    }
    for (size_t i = 0; i < search->count; i++) {
        search->columns->columns.mapped += search->taken[i];
    }
    search->columns->has_labels = find_labels(search);
    find_clash(search);
}

void find_crm_columns(const struct mapping *mapping, enum module module, const struct text *headers,
                      size_t count, bool with_places, struct arena *arena,
                      struct crm_columns *columns)
{
    *columns = (struct crm_columns){.module = module};
    struct text *keys = take_from_arena(arena, count * sizeof *keys);
    bool *taken = take_from_arena(arena, count * sizeof *taken);
    struct search *search = take_from_arena(arena, sizeof *search);
    if (keys == NULL || taken == NULL || search == NULL) {
        return;
    }
    for (size_t i = 0; i < count; i++) {
        keys[i] = make_header_key(arena, headers[i]);
        taken[i] = false;
    }
    *search = (struct search){.columns = columns,
                              .headers = headers,
                              .keys = keys,
                              .taken = taken,
                              .count = count,
                              .with_places = with_places,
                              .arena = arena};
    add_claims(search, mapping);
    settle_claims(search);
}

size_t get_needed_row(const struct mapping *mapping, enum module module)
{
    return (size_t)mapping->role_rows[module == MODULE_CONTACTS ? ROLE_NUMBER : ROLE_COMPANY];
}

bool make_crm_header(const struct mapping *mapping, const struct crm_columns *columns)
{
    size_t needed = get_needed_row(mapping, columns->module);
    size_t least = columns->module == MODULE_CONTACTS ? 3 : 2;
    return columns->columns.of_row[needed] != NO_COLUMN && columns->columns.mapped >= least;
}

size_t find_key_column(const struct mapping *mapping, const struct crm_columns *columns)
{
    size_t column = columns->of_link[LINK_ID];
    return column != NO_COLUMN || columns->module == MODULE_ACCOUNTS
               ? column
               : columns->columns.of_row[mapping->role_rows[ROLE_NUMBER]];
}

const struct mapping_row *find_row_of_crm_header(const struct mapping *mapping, enum module module,
                                                 struct text key)
{
    const struct mapping_row *found = NULL;
    struct arena arena = {0};
    for (size_t i = 0; i < mapping->count && found == NULL; i++) {
        const struct mapping_row *row = &mapping->rows[i];
        const struct claim claim = {.field = row->field.name,
                                    .bare_field = get_bare_name(&row->field),
                                    .labels = &row->labels};
        if (row->field.module == module && key.length > 0 && has_name(&arena, &claim, key)) {
            found = row;
        }
    }
    free_arena(&arena);
    return found;
}
