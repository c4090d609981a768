#include "fields.h"

#include <string.h>

/* What a list says of a field: the argument behind "FIELD=" (or "" for "FIELD" alone), or NULL. */
static const char *find_change(const struct string_list *list, const char *field)
{
    const char *found = NULL;
    size_t length = strlen(field);
    for (size_t i = 0; i < list->count; i++) {
        const char *item = list->items[i];
        if (strncmp(item, field, length) == 0 && (item[length] == '=' || item[length] == '\0')) {
            found = item[length] == '=' ? item + length + 1 : item + length;
        }
    }
    return found;
}

static void change_member(struct json_object *field, const char *name, const char *text)
{
    if (text != NULL && json_object_object_get_ex(field, name, NULL)) {
        json_object_object_add(field, name, json_object_new_string(text));
    }
}

static void change_field(const struct field_changes *changes, const char *name,
                         struct json_object *field)
{
    change_member(field, "name", find_change(&changes->names, name));
    change_member(field, "type", find_change(&changes->types, name));
    change_member(field, "dbType", find_change(&changes->types, name));
    change_member(field, "label", find_change(&changes->labels, name));
    change_member(field, "len", find_change(&changes->lengths, name));
}

struct json_object *change_fields(const struct field_changes *changes, struct json_object *fields)
{
    struct json_object *changed = json_object_new_object();
    json_object_object_foreach(fields, name, field)
    {
        struct json_object *copy = NULL;
        const char *new_name = find_change(&changes->names, name);
        if (find_change(&changes->without, name) == NULL) {
            json_object_deep_copy(field, &copy, NULL);
            change_field(changes, name, copy);
            json_object_object_add(changed, new_name == NULL ? name : new_name, copy);
        }
    }
    return changed;
}

/* Whether the change's field is one of the module in the transcript. */
static bool has_field(struct transcripts *transcripts, const char *transcript, const char *change,
                      bool *found, struct error *error)
{
    struct answer answer = {0};
    if (!recall_answer(&answer, transcripts, transcript, error)) {
        return false;
    }
    json_object_object_foreach(json_object_object_get(answer.body, "module_fields"), name, field)
    {
        (void)field;
        size_t length = strlen(name);
        *found = *found || (strncmp(change, name, length) == 0 &&
                            (change[length] == '=' || change[length] == '\0'));
    }
    free_answer(&answer);
    return true;
}

static bool check_list(const struct string_list *list, bool has_argument,
                       struct transcripts *transcripts, struct error *error)
{
    for (size_t i = 0; i < list->count; i++) {
        const char *change = list->items[i];
        bool found = false;
        if (!has_field(transcripts, "v4-get_module_fields-Contacts", change, &found, error) ||
            !has_field(transcripts, "v4-get_module_fields-Accounts", change, &found, error)) {
            return false;
        }
        if (!found || (strchr(change, '=') != NULL) != has_argument) {
            return fail(error, ERROR_USAGE, "%s is no change of a field that the CRM has", change);
        }
    }
    return true;
}

bool check_changes(const struct field_changes *changes, struct transcripts *transcripts,
                   struct error *error)
{
    return check_list(&changes->without, false, transcripts, error) &&
           check_list(&changes->names, true, transcripts, error) &&
           check_list(&changes->types, true, transcripts, error) &&
           check_list(&changes->labels, true, transcripts, error) &&
           check_list(&changes->lengths, true, transcripts, error);
}

void free_changes(struct field_changes *changes)
{
    free_string_list(&changes->without);
    free_string_list(&changes->names);
    free_string_list(&changes->types);
    free_string_list(&changes->labels);
    free_string_list(&changes->lengths);
}
