/* Lists of SugarCRM's API, and its metadata. */
#include "v11.h"

#include <stdlib.h>
#include <string.h>

enum { PAGE_DEFAULT = 20, PAGE_LIMIT = 1000 };

void read_sugar_page(struct call *call, unsigned *offset, unsigned *limit)
{
    struct json_object *start = find_sugar_parameter(call, "offset");
    struct json_object *size = find_sugar_parameter(call, "max_num");
    int64_t first = start == NULL ? 0 : json_object_get_int64(start);
    int64_t count = size == NULL ? PAGE_DEFAULT : json_object_get_int64(size);
    *offset = first > 0 ? (unsigned)first : 0;
    *limit = count <= 0 ? PAGE_DEFAULT : count > PAGE_LIMIT ? PAGE_LIMIT : (unsigned)count;
}

static void add_names(struct json_object *chosen, const char *list)
{
    struct text names = make_text(list == NULL ? "" : list);
    for (size_t at = 0; at < names.length;) {
        size_t end = find_byte(names, ',', at);
        char name[128];
        struct text one = trim_blanks(slice_text(names, at, end));
        snprintf(name, sizeof name, "%.*s", (int)one.length, one.at);
        json_object_object_add(chosen, name, NULL);
        at = end + 1;
    }
}

/* A text with commas, or a list. Fields that are not there are assumed to be ignored. */
struct json_object *choose_sugar_fields(struct call *call)
{
    struct json_object *fields = find_sugar_parameter(call, "fields");
    if (fields == NULL) {
        return NULL;
    }
    struct json_object *chosen = json_object_new_object();
    if (!json_object_is_type(fields, json_type_array)) {
        add_names(chosen, json_object_get_string(fields));
        return chosen;
    }
    for (size_t i = 0; i < json_object_array_length(fields); i++) {
        add_names(chosen, json_object_get_string(json_object_array_get_idx(fields, i)));
    }
    return chosen;
}

void give_sugar_records(struct call *call, enum module module, struct json_object *ids,
                        unsigned offset, unsigned total)
{
    struct json_object *body = json_object_new_object();
    struct json_object *records = json_object_new_array();
    struct json_object *chosen = choose_sugar_fields(call);
    size_t count = json_object_array_length(ids);
    for (size_t i = 0; i < count; i++) {
        const char *id = json_object_get_string(json_object_array_get_idx(ids, i));
        json_object_array_add(records, make_sugar_record(call, module, id, chosen));
    }
    bool is_last = offset + count >= total;
    json_object_object_add(body, "next_offset",
                           json_object_new_int(is_last ? -1 : (int)(offset + count)));
    json_object_object_add(body, "records", records);
    give_sugar_answer(call, 200, body);
    json_object_put(chosen);
}

/* "name:ASC,date_entered:DESC". False if the call has been refused. */
static bool append_order(struct call *call, struct buffer *order)
{
    struct json_object *parameter = find_sugar_parameter(call, "order_by");
    struct text list =
        make_text(parameter == NULL ? "date_modified:DESC" : json_object_get_string(parameter));
    for (size_t at = 0; at < list.length;) {
        size_t end = find_byte(list, ',', at);
        struct text item = slice_text(list, at, end);
        size_t colon = find_byte(item, ':', 0);
        struct text way = slice_text(item, colon, item.length);
        char name[128];
        snprintf(name, sizeof name, "%.*s", (int)colon, item.at);
        const struct store_field *field = find_field(call->site->store, call->module, name);
        if (field == NULL || field->place == FIELD_ELSEWHERE) {
            refuse_sugar_call(call, SUGAR_INVALID_PARAMETER,
                              "Could not find the field to order by");
            return false;
        }
        append_formatted(order, "%s%s%s", order->length == 0 ? "" : ", ", name,
                         equal_texts_ignoring_case(way, TEXT(":desc")) ? " DESC" : " ASC");
        at = end + 1;
    }
    append_byte(order, '\0');
    return true;
}

static void select_and_give(struct call *call, const char *condition, const char *order)
{
    unsigned total = 0;
    struct selection selection = {.condition = condition, .order = order};
    read_sugar_page(call, &selection.offset, &selection.limit);
    struct json_object *ids = select_records(call->site->store, call->module, &selection, &total);
    if (ids == NULL) {
        refuse_sugar_call(call, SUGAR_INVALID_PARAMETER, NULL);
        return;
    }
    give_sugar_records(call, call->module, ids, selection.offset, total);
    json_object_put(ids);
}

/* In a URL, a filter is JSON or parameters of its own. What is no JSON stays a text. */
static struct json_object *read_filter(struct call *call)
{
    struct json_object *filter = find_sugar_parameter(call, "filter");
    struct json_object *parsed = json_object_is_type(filter, json_type_string)
                                     ? json_tokener_parse(json_object_get_string(filter))
                                     : NULL;
    return parsed == NULL ? json_object_get(filter) : parsed;
}

void list_sugar_records(struct call *call)
{
    struct buffer condition = {0};
    struct buffer order = {0};
    struct json_object *filter = read_filter(call);
    if (append_sugar_filter(call, filter, &condition) && append_order(call, &order)) {
        select_and_give(call, condition.at, order.at);
    }
    json_object_put(filter);
    free_buffer(&condition);
    free_buffer(&order);
}

static bool is_required(enum module module, const char *name)
{
    return strcmp(name, "id") == 0 ||
           strcmp(name, module == MODULE_CONTACTS ? "last_name" : "name") == 0;
}

/* The label of a field is given by its name in the language file. */
static struct json_object *describe_field(enum module module, const struct store_field *field)
{
    struct json_object *made = json_object_new_object();
    char label[160];
    snprintf(label, sizeof label, "LBL_%s", field->name);
    for (size_t i = 0; label[i] != '\0'; i++) {
        label[i] = (char)(label[i] >= 'a' && label[i] <= 'z' ? label[i] - 32 : label[i]);
    }
    json_object_object_add(made, "name", json_object_new_string(field->name));
    json_object_object_add(made, "vname", json_object_new_string(label));
    json_object_object_add(made, "type", json_object_new_string(field->type));
    json_object_object_add(made, "required",
                           json_object_new_boolean(is_required(module, field->name)));
    if (field->length > 0) {
        json_object_object_add(made, "len", json_object_new_int((int)field->length));
    }
    return made;
}

static struct json_object *describe_module(const struct site *site, enum module module)
{
    size_t count = 0;
    const struct store_field *fields = list_fields(site->store, module, &count);
    struct json_object *described = json_object_new_object();
    struct json_object *made = json_object_new_object();
    for (size_t i = 0; i < count; i++) {
        if (has_sugar_field(site, module, fields[i].name)) {
            json_object_object_add(described, fields[i].name, describe_field(module, &fields[i]));
        }
    }
    json_object_object_add(made, "fields", described);
    return made;
}

/* Whether a list with commas is empty or has the name. */
static bool allows_name(struct call *call, const char *parameter, const char *name)
{
    struct json_object *value = find_sugar_parameter(call, parameter);
    struct json_object *names = json_object_new_object();
    add_names(names, value == NULL ? "" : json_object_get_string(value));
    bool allows =
        json_object_object_length(names) == 0 || json_object_object_get_ex(names, name, NULL);
    json_object_put(names);
    return allows;
}

void get_sugar_metadata(struct call *call)
{
    struct json_object *body = json_object_new_object();
    struct json_object *modules = json_object_new_object();
    for (int module = 0; module < MODULE_TOTAL; module++) {
        if (allows_name(call, "module_filter", name_module((enum module)module))) {
            json_object_object_add(modules, name_module((enum module)module),
                                   describe_module(call->site, (enum module)module));
        }
    }
    if (allows_name(call, "type_filter", "modules")) {
        json_object_object_add(body, "modules", json_object_get(modules));
    }
    json_object_put(modules);
    json_object_object_add(body, "_hash", json_object_new_string("0"));
    give_sugar_answer(call, 200, body);
}
