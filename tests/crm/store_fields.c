/* Which fields there are: the recorded ones of v4_1 in their order; V8 says of each where its value
   stands. */
#include "store_database.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const struct module_name {
    const char *name;
    const char *v4_1; /* the transcripts */
    const char *v8;
} names[MODULE_TOTAL] = {
    [MODULE_CONTACTS] = {"Contacts", "v4-get_module_fields-Contacts", "v8-meta-fields-Contacts"},
    [MODULE_ACCOUNTS] = {"Accounts", "v4-get_module_fields-Accounts", "v8-meta-fields-Accounts"},
};

bool find_module(const char *name, enum module *module)
{
    for (enum module i = 0; i < MODULE_TOTAL; i++) {
        if (name != NULL && strcmp(names[i].name, name) == 0) {
            *module = i;
            return true;
        }
    }
    return false;
}

const char *name_module(enum module module)
{
    return names[module].name;
}

static const char *read_member(struct json_object *object, const char *name)
{
    struct json_object *member = NULL;
    json_object_object_get_ex(object, name, &member);
    return member == NULL ? "" : json_object_get_string(member);
}

/* A field made in Studio ends in _c; without that it stands in the module's own table. */
static enum field_place find_place(const char *name, struct json_object *meta)
{
    const char *source = read_member(meta, "source");
    if (meta == NULL || strcmp(source, "non-db") == 0) {
        return FIELD_ELSEWHERE;
    }
    return strcmp(source, "custom_fields") == 0 &&
                   ends_with_ignoring_case(make_text(name), TEXT("_c"))
               ? FIELD_IN_CUSTOM
               : FIELD_IN_TABLE;
}

static size_t find_length(struct json_object *field, struct json_object *meta)
{
    const char *type = read_member(meta, "dbType");
    size_t length = strtoul(read_member(field, "len"), NULL, 10);
    if (strcmp(type, "id") == 0) {
        return ID_LENGTH;
    }
    return length == 0 && strcmp(type, "varchar") == 0 ? 255 : length;
}

/* What a new record has in the field. */
static const char *find_usual(const char *name, struct json_object *field)
{
    const char *usual = read_member(field, "default_value");
    if (strcmp(name, "created_by") == 0 || strcmp(name, "modified_user_id") == 0) {
        return "1";
    }
    return usual[0] == '\0' && strcmp(read_member(field, "type"), "bool") == 0 ? "0" : usual;
}

static void add_field(struct field_list *list, const char *name, struct json_object *field,
                      struct json_object *meta)
{
    list->items[list->count++] = (struct store_field){.name = name,
                                                      .type = read_member(field, "type"),
                                                      .length = find_length(field, meta),
                                                      .place = find_place(name, meta),
                                                      .usual = find_usual(name, field)};
}

static bool list_described(struct store *store, enum module module, struct json_object *fields,
                           struct json_object *metas, struct error *error)
{
    struct field_list *list = &store->fields[module];
    list->described = fields;
    list->items = calloc((size_t)json_object_object_length(fields) + 1, sizeof *list->items);
    if (list->items == NULL) {
        return fail_for_memory(error);
    }
    json_object_object_foreach(fields, name, field)
    {
        add_field(list, name, field, json_object_object_get(metas, name));
    }
    if (store->kind == STORE_SUGAR) {
        list->items[list->count++] = (struct store_field){.name = "sync_key",
                                                          .type = "varchar",
                                                          .length = 100,
                                                          .place = FIELD_IN_TABLE,
                                                          .usual = ""};
    }
    return true;
}

/* The described fields are kept, since the items' texts are theirs. */
static bool load_module(struct store *store, enum module module, struct transcripts *transcripts,
                        const struct field_changes *changes, struct error *error)
{
    struct answer v4_1 = {0};
    struct answer v8 = {0};
    bool done = recall_answer(&v4_1, transcripts, names[module].v4_1, error) &&
                recall_answer(&v8, transcripts, names[module].v8, error);
    if (done) {
        struct json_object *data = json_object_object_get(v8.body, "data");
        struct json_object *metas =
            change_fields(changes, json_object_object_get(data, "attributes"));
        done = list_described(
            store, module,
            change_fields(changes, json_object_object_get(v4_1.body, "module_fields")), metas,
            error);
        json_object_put(metas);
    }
    free_answer(&v4_1);
    free_answer(&v8);
    return done;
}

bool load_fields(struct store *store, struct transcripts *transcripts,
                 const struct field_changes *changes, struct error *error)
{
    return load_module(store, MODULE_CONTACTS, transcripts, changes, error) &&
           load_module(store, MODULE_ACCOUNTS, transcripts, changes, error);
}

void free_fields(struct store *store)
{
    for (enum module module = 0; module < MODULE_TOTAL; module++) {
        free(store->fields[module].items);
        json_object_put(store->fields[module].described);
    }
}

const struct store_field *list_fields(const struct store *store, enum module module, size_t *count)
{
    *count = store->fields[module].count;
    return store->fields[module].items;
}

const struct store_field *find_field(const struct store *store, enum module module,
                                     const char *name)
{
    const struct field_list *fields = &store->fields[module];
    for (size_t i = 0; i < fields->count; i++) {
        if (strcmp(fields->items[i].name, name) == 0) {
            return &fields->items[i];
        }
    }
    return NULL;
}
