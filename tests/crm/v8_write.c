/* Writing records over the JSON:API. */
#include "v8.h"

#include <string.h>

bool is_v8_id(const char *text)
{
    static const char shape[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    if (strlen(text) != strlen(shape)) {
        return false;
    }
    for (size_t i = 0; shape[i] != '\0'; i++) {
        bool fits =
            shape[i] == '-' ? text[i] == '-' : strchr("0123456789abcdefABCDEF", text[i]) != NULL;
        if (!fits) {
            return false;
        }
    }
    return true;
}

static struct json_object *parse_body(const struct exchange *exchange)
{
    struct json_tokener *tokener = json_tokener_new();
    struct text body = exchange->request->body;
    struct json_object *parsed = json_tokener_parse_ex(tokener, body.at, (int)body.length);
    json_tokener_free(tokener);
    return parsed;
}

/* Gives the first member that is not "data", or NULL. */
static const char *find_stranger(struct json_object *body)
{
    json_object_object_foreach(body, name, value)
    {
        (void)value;
        if (strcmp(name, "data") != 0) {
            return name;
        }
    }
    return NULL;
}

struct json_object *read_v8_data(struct exchange *exchange)
{
    struct json_object *body = parse_body(exchange);
    struct json_object *data = NULL;
    bool is_object = json_object_is_type(body, json_type_object);
    const char *stranger = is_object ? find_stranger(body) : NULL;
    if (is_object) {
        data = json_object_get(json_object_object_get(body, "data"));
    }
    json_object *taken = NULL;
    if (stranger != NULL) {
        refuse_v8_request(exchange, REFUSED_BY_PARAMETERS,
                          "The option \"%s\" does not exist. Defined options are: \"data\".",
                          stranger);
    } else if (!json_object_is_type(data, json_type_object)) {
        refuse_v8_request(exchange, REFUSED_BY_PARAMETERS,
                          "The required option \"data\" is missing.");
    } else if (get_text(data, "type")[0] == '\0') {
        refuse_v8_request(exchange, REFUSED_BY_PARAMETERS,
                          "The required option \"type\" is missing.");
    } else {
        taken = json_object_get(data);
    }
    json_object_put(data);
    json_object_put(body);
    return taken;
}

/* Gives the first attribute that is no field of the module, or NULL. */
static const char *find_unknown(struct json_object *attributes, struct json_object *fields)
{
    if (!json_object_is_type(attributes, json_type_object)) {
        return NULL;
    }
    json_object_object_foreach(attributes, name, value)
    {
        (void)value;
        if (!json_object_object_get_ex(fields, name, NULL)) {
            return name;
        }
    }
    return NULL;
}

/* Looks at everything before anything is written. */
static bool check_data(struct exchange *exchange, struct json_object *data, enum module *module,
                       struct json_object **fields)
{
    const char *type = get_text(data, "type");
    const char *id = get_text(data, "id");
    if (!find_module(type, module)) {
        refuse_v8_request(exchange, REFUSED_BY_PARAMETERS, "Module %s does not exist", type);
        return false;
    }
    if (json_object_object_get_ex(data, "id", NULL) && !is_v8_id(id)) {
        refuse_v8_request(exchange, REFUSED_BY_PARAMETERS,
                          "The option \"id\" with value \"%s\" is invalid.", id);
        return false;
    }
    *fields = list_v8_fields(exchange, *module);
    const char *unknown =
        *fields == NULL ? NULL : find_unknown(json_object_object_get(data, "attributes"), *fields);
    if (unknown != NULL) {
        refuse_v8_request(exchange, REFUSED_BY_PARAMETERS, "Property %s in %s module is invalid",
                          unknown, name_bean(*module));
        return false;
    }
    return *fields != NULL;
}

/* The attributes to write: NULL leaves a field as it is. */
static struct json_object *list_values(struct json_object *data)
{
    struct json_object *values = json_object_new_object();
    struct json_object *attributes = json_object_object_get(data, "attributes");
    if (!json_object_is_type(attributes, json_type_object)) {
        return values;
    }
    json_object_object_foreach(attributes, name, value)
    {
        if (value != NULL) {
            json_object_object_add(values, name, json_object_get(value));
        }
    }
    return values;
}

/* What has just been created shows one attribute in its own way (v8-post-contact). */
static bool give_record(struct exchange *exchange, enum module module, const char *id,
                        struct json_object *fields, bool is_new)
{
    struct json_object *body = json_object_new_object();
    struct json_object *resource =
        make_resource(exchange->site->store, module, id, fields, NULL, "V8/module");
    struct json_object *attributes = json_object_object_get(resource, "attributes");
    if (is_new && json_object_object_get_ex(attributes, "portal_account_disabled", NULL)) {
        json_object_object_add(attributes, "portal_account_disabled",
                               json_object_new_boolean(false));
    }
    json_object_object_add(body, "data", resource);
    return give_v8_answer(exchange, 201, body);
}

static bool write_new(struct exchange *exchange, struct json_object *data)
{
    enum module module = MODULE_CONTACTS;
    struct json_object *fields = NULL;
    const char *id = get_text(data, "id");
    char created[ID_SIZE];
    struct json_object *values = list_values(data);
    bool done = check_data(exchange, data, &module, &fields);
    if (done && create_record(exchange->site->store, module, id, values, created) == STORE_TAKEN) {
        done = refuse_v8_request(exchange, REFUSED_BY_SERVICE,
                                 "Bean %s with id %s is already exist", name_module(module), id);
    } else if (done) {
        done = give_record(exchange, module, created, fields, true);
    }
    json_object_put(values);
    json_object_put(fields);
    return done;
}

static bool write_changes(struct exchange *exchange, struct json_object *data)
{
    enum module module = MODULE_CONTACTS;
    struct json_object *fields = NULL;
    const char *id = get_text(data, "id");
    struct json_object *values = list_values(data);
    bool done = check_data(exchange, data, &module, &fields);
    if (done && id[0] == '\0') {
        done = refuse_v8_request(exchange, REFUSED_BY_PARAMETERS,
                                 "The required option \"id\" is missing.");
    } else if (done && update_record(exchange->site->store, module, id, values) == STORE_MISSING) {
        done = refuse_v8_request(exchange, REFUSED_BY_SERVICE, "%s module with id %s is not found",
                                 name_module(module), id);
    } else if (done) {
        done = give_record(exchange, module, id, fields, false);
    }
    json_object_put(values);
    json_object_put(fields);
    return done;
}

bool create_v8_record(struct exchange *exchange)
{
    struct json_object *data = read_v8_data(exchange);
    bool is_email = strcmp(get_text(data, "type"), "EmailAddresses") == 0;
    bool done =
        data != NULL && (is_email ? create_v8_email(exchange, data) : write_new(exchange, data));
    json_object_put(data);
    return done || exchange->answer->status != 0;
}

bool update_v8_record(struct exchange *exchange)
{
    struct json_object *data = read_v8_data(exchange);
    bool is_email = strcmp(get_text(data, "type"), "EmailAddresses") == 0;
    bool done = data != NULL &&
                (is_email ? update_v8_email(exchange, data) : write_changes(exchange, data));
    json_object_put(data);
    return done || exchange->answer->status != 0;
}

bool delete_v8_record(struct exchange *exchange, enum module module, const char *id)
{
    char message[128];
    if (delete_record(exchange->site->store, module, id) == STORE_MISSING) {
        return refuse_v8_request(exchange, REFUSED_BY_SERVICE, "%s module with id %s is not found",
                                 name_module(module), id);
    }
    struct json_object *meta = json_object_new_object();
    struct json_object *body = json_object_new_object();
    snprintf(message, sizeof message, "Record with id %s is deleted", id);
    json_object_object_add(meta, "message", json_object_new_string(message));
    json_object_object_add(body, "meta", meta);
    json_object_object_add(body, "data", json_object_new_array());
    return give_v8_answer(exchange, 200, body);
}
