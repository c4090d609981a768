#include "crm/json.h"

struct json_building begin_json_object(void)
{
    struct json_object *root = json_object_new_object();
    return (struct json_building){.root = root, .failed = root == NULL};
}

struct json_object *add_json_member(struct json_building *building, struct json_object *object,
                                    const char *name, struct json_object *value)
{
    if (value != NULL && object != NULL && json_object_object_add(object, name, value) == 0) {
        return value;
    }
    json_object_put(value);
    building->failed = true;
    return NULL;
}

void add_json_string(struct json_building *building, struct json_object *object, const char *name,
                     const char *value)
{
    add_json_member(building, object, name, json_object_new_string(value));
}

struct json_object *add_json_element(struct json_building *building, struct json_object *list,
                                     struct json_object *value)
{
    if (value != NULL && list != NULL && json_object_array_add(list, value) == 0) {
        return value;
    }
    json_object_put(value);
    building->failed = true;
    return NULL;
}

struct json_object *make_json_text(struct text text)
{
    return json_object_new_string_len(text.length > 0 ? text.at : "", (int)text.length);
}

struct json_object *end_json(struct json_building *building)
{
    struct json_object *root = building->root;
    if (building->failed) {
        json_object_put(root);
        root = NULL;
    }
    *building = (struct json_building){0};
    return root;
}
