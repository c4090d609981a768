/* Values and entries as v4_1 writes them. */
#include "v4_1.h"

#include <string.h>

struct json_object *gather_values(struct json_object *pairs)
{
    struct json_object *values = json_object_new_object();
    if (json_object_is_type(pairs, json_type_array)) {
        for (size_t i = 0; i < json_object_array_length(pairs); i++) {
            struct json_object *pair = json_object_array_get_idx(pairs, i);
            const char *name = get_text(pair, "name");
            if (name != NULL && name[0] != '\0') {
                json_object_object_add(values, name,
                                       json_object_get(json_object_object_get(pair, "value")));
            }
        }
    } else if (json_object_is_type(pairs, json_type_object)) {
        json_object_object_foreach(pairs, name, value)
        {
            bool is_pair = json_object_is_type(value, json_type_object) &&
                           json_object_object_get_ex(value, "name", NULL);
            json_object_object_add(
                values, is_pair ? get_text(value, "name") : name,
                json_object_get(is_pair ? json_object_object_get(value, "value") : value));
        }
    }
    return values;
}

static struct text escape_byte(const char *byte)
{
    switch (*byte) {
    case '\'':
        return TEXT("&#039;");
    case '"':
        return TEXT("&quot;");
    case '<':
        return TEXT("&lt;");
    case '>':
        return TEXT("&gt;");
    default:
        return (struct text){byte, 1};
    }
}

struct json_object *make_pair(const char *name, struct json_object *text)
{
    struct json_object *pair = json_object_new_object();
    const char *value = text == NULL ? "" : json_object_get_string(text);
    json_object_object_add(pair, "name", json_object_new_string(name));
    if (strpbrk(value, "'\"<>") == NULL) {
        json_object_object_add(pair, "value", json_object_new_string(value));
        return pair;
    }
    struct buffer escaped = {0};
    for (; *value != '\0'; value++) {
        append_text(&escaped, escape_byte(value));
    }
    json_object_object_add(pair, "value",
                           json_object_new_string_len(escaped.at, (int)escaped.length));
    free_buffer(&escaped);
    return pair;
}

struct json_object *make_php_list(struct json_object *object)
{
    if (json_object_object_length(object) > 0) {
        return object;
    }
    json_object_put(object);
    return json_object_new_array();
}

struct json_object *make_entry(const char *id, const char *module, struct json_object *record)
{
    struct json_object *entry = json_object_new_object();
    struct json_object *values = json_object_new_object();
    if (record != NULL) {
        json_object_object_foreach(record, name, value)
        {
            json_object_object_add(values, name, make_pair(name, value));
        }
    }
    json_object_object_add(entry, "id", json_object_new_string(id));
    json_object_object_add(entry, "module_name", json_object_new_string(module));
    json_object_object_add(entry, "name_value_list", make_php_list(values));
    return entry;
}
