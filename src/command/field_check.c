#include "command/field_check.h"

#include "base/unicode.h"

enum { TEXT_LENGTH = 255, SHOWN_LENGTH = 100 };

/* The field by its name, as find_field takes it. */
static const struct crm_field *find_by_name(const struct crm_field_list *list,
                                            const struct needed_field *needed)
{
    for (size_t i = 0; i < list->count; i++) {
        struct field field;
        if (find_field(needed->module, list->fields[i].name, &field) &&
            equal_texts_ignoring_case(field.name, make_text(needed->name))) {
            return &list->fields[i];
        }
    }
    return NULL;
}

/* The field by a label that the mapping has for it. */
static const struct crm_field *find_by_label(const struct crm_field_list *list,
                                             const struct mapping_row *row)
{
    const struct crm_field *found = NULL;
    struct arena arena = {0};
    for (size_t i = 0; row != NULL && found == NULL && i < row->labels.count; i++) {
        struct text key = make_header_key(&arena, row->labels.names[i]);
        for (size_t k = 0; found == NULL && key.length > 0 && k < list->count; k++) {
            if (equal_texts(make_header_key(&arena, list->fields[k].label), key)) {
                found = &list->fields[k];
            }
        }
    }
    free_arena(&arena);
    return found;
}

/* Whether a field of the CRM's type `type` takes the values. */
static bool takes_values(enum custom_field_type needed, struct text type)
{
    static const char *const types[][5] = {
        [FIELD_CHECK_BOX] = {"bool", "boolean"},
        [FIELD_INTEGER] = {"int", "integer", "uint", "long", "ulong"},
        [FIELD_TEXT] = {"varchar", "text", "name"},
    };
    for (size_t i = 0; i < sizeof types[0] / sizeof types[0][0]; i++) {
        if (types[needed][i] != NULL &&
            equal_texts_ignoring_case(type, make_text(types[needed][i]))) {
            return true;
        }
    }
    return false;
}

static enum field_state judge_field(const struct needed_field *needed,
                                    const struct crm_field *found)
{
    if (!takes_values(needed->type, found->type)) {
        return FIELD_UNFIT;
    }
    bool is_short = needed->type == FIELD_TEXT && found->length > 0 && found->length < TEXT_LENGTH;
    return is_short ? FIELD_SHORT : FIELD_FITS;
}

void check_fields(const struct mapping *mapping, const struct crm_field_list lists[MODULE_COUNT],
                  struct checked_field checked[NEEDED_FIELD_COUNT])
{
    for (size_t i = 0; i < NEEDED_FIELD_COUNT; i++) {
        const struct needed_field *needed = &needed_fields[i];
        const struct crm_field_list *list = &lists[needed->module];
        const struct crm_field *found = find_by_name(list, needed);
        if (found == NULL) {
            found = find_by_label(list, find_needed_row(mapping, needed));
        }
        checked[i] = (struct checked_field){.state = FIELD_MISSING};
        if (found != NULL) {
            checked[i].state = judge_field(needed, found);
            checked[i].found = *found;
        }
    }
}

/* "Contacts.cp_synch", without the suffix. */
static void append_needed_name(struct buffer *out, const struct needed_field *needed)
{
    struct field field;
    find_field(needed->module, make_text(needed->name), &field);
    append_formatted(out, "%s.", get_module_name(needed->module));
    append_text(out, get_bare_name(&field));
}

/* `cp_synch_c ("ClickPOS Sync"), bool` */
static void append_found(struct buffer *out, const struct crm_field *found)
{
    append_visible(out, found->name, SHOWN_LENGTH);
    if (found->label.length > 0) {
        append_text(out, TEXT(" (\""));
        append_visible(out, found->label, SHOWN_LENGTH);
        append_text(out, TEXT("\")"));
    }
    append_text(out, TEXT(", "));
    append_visible(out, found->type, SHOWN_LENGTH);
}

static void append_state(struct buffer *out, const struct needed_field *needed,
                         const struct checked_field *checked)
{
    if (checked->state != FIELD_MISSING) {
        append_found(out, &checked->found);
    }
    switch (checked->state) {
    case FIELD_FITS:
        append_text(out, TEXT(": fits"));
        break;
    case FIELD_SHORT:
        append_formatted(out, ", %zu characters: values over that will be cut",
                         checked->found.length);
        break;
    case FIELD_UNFIT:
        append_formatted(out, ": does not fit, it must be %s %s",
                         needed->type == FIELD_INTEGER ? "an" : "a", name_field_type(needed->type));
        break;
    case FIELD_MISSING:
        append_text(out, TEXT("missing"));
        break;
    }
}

void print_checked_fields(const struct checked_field checked[NEEDED_FIELD_COUNT], FILE *out)
{
    enum { NAME_WIDTH = 32 };
    struct buffer lines = {0};
    for (size_t i = 0; i < NEEDED_FIELD_COUNT; i++) {
        size_t start = lines.length;
        append_needed_name(&lines, &needed_fields[i]);
        while (!lines.failed && lines.length - start < NAME_WIDTH) {
            append_byte(&lines, ' ');
        }
        append_state(&lines, &needed_fields[i], &checked[i]);
        append_byte(&lines, '\n');
    }
    struct text text = view_buffer(&lines);
    fwrite(text.at, 1, text.length, out);
    free_buffer(&lines);
}

bool judge_fields(const struct checked_field checked[NEEDED_FIELD_COUNT], struct error *error)
{
    struct buffer names = {0};
    for (size_t i = 0; i < NEEDED_FIELD_COUNT; i++) {
        if (checked[i].state == FIELD_MISSING || checked[i].state == FIELD_UNFIT) {
            append_text(&names, names.length > 0 ? TEXT(", ") : EMPTY_TEXT);
            append_needed_name(&names, &needed_fields[i]);
            append_text(&names,
                        checked[i].state == FIELD_UNFIT ? TEXT(" (of another type)") : EMPTY_TEXT);
        }
    }
    struct text shown = view_buffer(&names);
    bool is_good = shown.length == 0;
    if (!is_good) {
        fail(error, ERROR_CRM,
             "the CRM lacks %.*s; add what is missing in the CRM, in Admin, Studio, or install the "
             "package that \"possum fields --package FILE.zip\" writes in Admin, Module Loader",
             (int)shown.length, shown.at);
    }
    free_buffer(&names);
    return is_good;
}
