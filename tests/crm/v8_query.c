#include "v8_query.h"

#include "crm/percent_encoding.h"

#include <string.h>

enum { KEY_SIZE = 256 };

void split_path(struct path *path, const char *text)
{
    *path = (struct path){.count = 0};
    snprintf(path->text, sizeof path->text, "%s", text);
    for (char *at = path->text; *at != '\0'; at++) {
        bool begins = *at != '/' && (at == path->text || at[-1] == '\0');
        if (begins && path->count < PATH_PART_LIMIT - 1) {
            path->parts[path->count++] = at;
        }
        if (*at == '/') {
            *at = '\0';
        }
    }
}

/* The member of that name, made an object if it is none. */
static struct json_object *provide_object(struct json_object *object, const char *key)
{
    struct json_object *member = json_object_object_get(object, key);
    if (!json_object_is_type(member, json_type_object)) {
        member = json_object_new_object();
        json_object_object_add(object, key, member);
    }
    return member;
}

static void copy_key(char key[KEY_SIZE], struct text text)
{
    snprintf(key, KEY_SIZE, "%.*s", (int)text.length, text.at);
}

static void add_parameter(struct json_object *query, const char *name, const char *value)
{
    struct text rest = make_text(name);
    struct json_object *object = query;
    size_t end = find_byte(rest, '[', 0);
    char key[KEY_SIZE];
    copy_key(key, slice_text(rest, 0, end));
    while (end < rest.length && rest.at[end] == '[') {
        size_t close = find_byte(rest, ']', end);
        if (close == rest.length) {
            break;
        }
        object = provide_object(object, key);
        copy_key(key, slice_text(rest, end + 1, close));
        if (key[0] == '\0') {
            snprintf(key, sizeof key, "%d", json_object_object_length(object));
        }
        end = close + 1;
    }
    json_object_object_add(object, key, json_object_new_string(value == NULL ? "" : value));
}

static enum MHD_Result take_parameter(void *query, enum MHD_ValueKind kind, const char *name,
                                      const char *value)
{
    (void)kind;
    add_parameter(query, name, value);
    return MHD_YES;
}

struct json_object *read_query(const struct request *request)
{
    struct json_object *query = json_object_new_object();
    MHD_get_connection_values(request->connection, MHD_GET_ARGUMENT_KIND, take_parameter, query);
    return query;
}

/* Ends in a NUL. */
static void append_decoded(struct buffer *out, struct text text)
{
    append_percent_decoded(out, text);
    append_byte(out, '\0');
}

struct json_object *parse_query(struct text query)
{
    struct json_object *parsed = json_object_new_object();
    size_t at = 0;
    while (at < query.length) {
        size_t end = find_byte(query, '&', at);
        struct text pair = slice_text(query, at, end);
        size_t equals = find_byte(pair, '=', 0);
        size_t value_at = equals < pair.length ? equals + 1 : equals;
        struct buffer name = {0};
        struct buffer value = {0};
        append_decoded(&name, slice_text(pair, 0, equals));
        append_decoded(&value, slice_text(pair, value_at, pair.length));
        if (name.at[0] != '\0') {
            add_parameter(parsed, name.at, value.at);
        }
        free_buffer(&name);
        free_buffer(&value);
        at = end + 1;
    }
    return parsed;
}

/* `before` is what stands before the names, "filter[name" for example. */
static void append_members(struct buffer *out, struct json_object *object, const char *before)
{
    json_object_object_foreach(object, name, value)
    {
        struct buffer full = {0};
        append_formatted(&full, before[0] == '\0' ? "%s%s" : "%s[%s]", before, name);
        append_byte(&full, '\0');
        if (json_object_is_type(value, json_type_object)) {
            append_members(out, value, full.at);
        } else {
            append_formatted(out, "%s%s=%s", out->length == 0 ? "" : "&", full.at,
                             json_object_get_string(value));
        }
        free_buffer(&full);
    }
}

void append_query(struct buffer *out, struct json_object *query)
{
    struct buffer parameters = {0};
    append_members(&parameters, query, "");
    if (parameters.length > 0) {
        append_text(out, view_buffer(&parameters));
    }
    free_buffer(&parameters);
}
