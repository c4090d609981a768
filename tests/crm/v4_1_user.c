/* The module Users, of which ids alone are told. */
#include "v4_1.h"

bool answer_user_list(struct call *call, const struct selection *selection)
{
    unsigned total = 0;
    struct json_object *ids = select_users(call->site->store, selection, &total);
    if (ids == NULL) {
        return answer_database_failure(call);
    }
    int count = (int)json_object_array_length(ids);
    struct json_object *body = make_list_body(count, total, selection->offset);
    struct json_object *entries = json_object_new_array();
    for (int i = 0; i < count; i++) {
        struct json_object *id = json_object_array_get_idx(ids, (size_t)i);
        struct json_object *record = json_object_new_object();
        json_object_object_add(record, "id", json_object_get(id));
        json_object_array_add(entries, make_entry(json_object_get_string(id), "Users", record));
        json_object_put(record);
    }
    json_object_object_add(body, "entry_list", entries);
    json_object_object_add(body, "relationship_list", json_object_new_array());
    json_object_put(ids);
    return answer_with(call, body);
}
