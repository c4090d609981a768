#include "command/crm_fields.h"

#include "base/buffer.h"
#include "base/unicode.h"
#include "command/field_check.h"

enum { SHOWN_LENGTH = 100 };

/* What the CRM told of itself. */
struct description {
    struct crm_field_list lists[CRM_MODULE_COUNT];
    struct checked_field checked[NEEDED_FIELD_COUNT];
    struct buffer missing; /* the names of fields that it does not have */
};

static bool describe_crm(struct crm *crm, const struct mapping *mapping, struct arena *arena,
                         struct description *description, struct error *error)
{
    for (int i = 0; i < CRM_MODULE_COUNT; i++) {
        if (!describe_module(crm, (enum crm_module)i, arena, &description->lists[i], error)) {
            return false;
        }
    }
    check_fields(mapping, description->lists, description->checked);
    return judge_fields(description->checked, error);
}

static const struct crm_field *find_in_list(const struct crm_field_list *list, struct text name)
{
    for (size_t i = 0; i < list->count; i++) {
        if (equal_texts_ignoring_case(list->fields[i].name, name)) {
            return &list->fields[i];
        }
    }
    return NULL;
}

/* The CRM's own field; one of the four may have another name. */
static const struct crm_field *find_own_field(const struct description *description,
                                              enum module module, struct text name)
{
    for (size_t i = 0; i < NEEDED_FIELD_COUNT; i++) {
        if (needed_fields[i].module == module &&
            equal_texts(make_text(needed_fields[i].name), name)) {
            return &description->checked[i].found;
        }
    }
    return find_in_list(&description->lists[module], name);
}

static enum value_kind choose_kind(const struct mapping_row *row)
{
    switch (row->field.role) {
    case ROLE_EMAIL:
    case ROLE_ACCOUNT_EMAIL:
        return VALUE_EMAIL;
    case ROLE_NUMBER:
        return VALUE_NUMBER;
    case ROLE_TICK:
        return VALUE_TICK;
    default:
        break;
    }
    return row->rule == RULE_WEBSITE ? VALUE_WEBSITE
           : row->field.custom       ? VALUE_STUDIO_TEXT
                                     : VALUE_TEXT;
}

static size_t choose_length(enum value_kind kind, size_t mapped, size_t own)
{
    bool has_limit = kind == VALUE_TEXT || kind == VALUE_STUDIO_TEXT || kind == VALUE_WEBSITE;
    return !has_limit ? 0 : mapped == 0 ? own : own == 0 || mapped < own ? mapped : own;
}

static bool add_field(struct description *description, const struct sugar_form *form,
                      enum module module, const struct sugar_column *column,
                      struct crm_fields *fields)
{
    const struct mapping_row *row = &form->rules->mapping->rows[column->row];
    const struct crm_field *own = find_own_field(description, module, column->header);
    bool is_moved = column->source == SUGAR_MOVED_VALUE;
    bool is_only_read = is_moved && form->no_company != NO_COMPANY_CONTACT;
    if (own == NULL && is_only_read) {
        return true; /* it need not be there */
    }
    if (own == NULL) {
        append_formatted(&description->missing, "%s%s.",
                         description->missing.length > 0 ? ", " : "", get_module_name(module));
        append_visible(&description->missing, column->header, SHOWN_LENGTH);
        return true;
    }
    enum value_kind kind = choose_kind(row);
    const struct record_field field = {
        .name = own->name,
        .row = column->row,
        .stored = {kind, choose_length(kind, row->field.length, own->length)},
        .role = is_moved ? ROLE_NONE : row->field.role,
        .is_moved = is_moved,
        .is_only_read = is_only_read,
        .is_filled = form->rules->columns->of_row[column->row] != NO_COLUMN};
    return add_record_field(&fields->records, (enum crm_module)module, &field);
}

static bool add_fields(struct description *description, const struct sugar_form *form,
                       struct crm_fields *fields, struct error *error)
{
    struct sugar_form places = *form; /* a contact's own address is read in any case */
    places.no_company = NO_COMPANY_CONTACT;
    lay_out_files(&places);
    clear_record_fields(&fields->records);
    for (int module = 0; module < MODULE_COUNT; module++) {
        const struct sugar_layout *layout = &places.layouts[module];
        for (size_t i = 0; i < layout->count; i++) {
            const struct sugar_column *column = &layout->columns[i];
            bool is_field = column->source != SUGAR_ID && column->source != SUGAR_ACCOUNT_ID;
            if (is_field && !add_field(description, form, (enum module)module, column, fields)) {
                return fail(error, ERROR_USAGE, "the mapping has more than %d fields of one module",
                            RECORD_FIELD_LIMIT);
            }
        }
    }
    struct text missing = view_buffer(&description->missing);
    return missing.length == 0 ||
           fail(error, ERROR_CRM,
                "the CRM has no %.*s; take the row out of the mapping, or add the field in the "
                "CRM, in Admin, Studio",
                (int)missing.length, missing.at);
}

static void choose_for_look_ups(struct crm *crm, struct crm_fields *fields)
{
    const struct record_fields *records = &fields->records;
    for (int i = 0; i < CRM_MODULE_COUNT; i++) {
        fields->choice.read[i] = (struct crm_field_choice){records->names[i], records->counts[i]};
    }
    int number = records->of_role[ROLE_NUMBER];
    int tick = records->of_role[ROLE_TICK];
    fields->choice.number_field =
        number == NO_FIELD ? EMPTY_TEXT : records->names[CRM_CONTACTS][number];
    fields->choice.tick_field = tick == NO_FIELD ? EMPTY_TEXT : records->names[CRM_CONTACTS][tick];
    choose_fields(crm, &fields->choice);
}

bool find_crm_fields(struct crm *crm, const struct sugar_form *form, struct arena *arena,
                     struct crm_fields *fields, struct error *error)
{
    struct description description = {0};
    bool done = describe_crm(crm, form->rules->mapping, arena, &description, error) &&
                add_fields(&description, form, fields, error);
    if (done && (description.missing.failed || arena->exhausted)) {
        done = fail_for_memory(error);
    }
    free_buffer(&description.missing);
    if (done) {
        choose_for_look_ups(crm, fields);
    }
    return done;
}
