/* Links of SugarCRM's API. The one between a contact and its accounts is meant here, from either
 * end; how another, or a record that is not there, is refused is assumed. */
#include "v11.h"

#include <string.h>

static enum module find_other(const struct call *call)
{
    return call->module == MODULE_CONTACTS ? MODULE_ACCOUNTS : MODULE_CONTACTS;
}

/* False if the call has been refused. */
static bool check_link(struct call *call)
{
    const char *link = call->module == MODULE_CONTACTS ? "accounts" : "contacts";
    bool is_live = look_up_record(call->site->store, call->module, call->id) == RECORD_LIVE;
    bool is_known = call->link != NULL && strcmp(call->link, link) == 0;
    if (!is_live || !is_known) {
        refuse_sugar_call(call, SUGAR_NOT_FOUND,
                          is_live ? "Could not find a relationship named so" : NULL);
    }
    return is_live && is_known;
}

static bool check_other(struct call *call, const char *id)
{
    bool is_live = look_up_record(call->site->store, find_other(call), id) == RECORD_LIVE;
    if (!is_live) {
        refuse_sugar_call(call, SUGAR_NOT_FOUND, "Could not find the related record");
    }
    return is_live;
}

void list_sugar_links(struct call *call)
{
    unsigned offset = 0;
    unsigned limit = 0;
    if (!check_link(call)) {
        return;
    }
    struct json_object *all = list_linked(call->site->store, call->module, call->id);
    struct json_object *ids = json_object_new_array();
    size_t count = json_object_array_length(all);
    read_sugar_page(call, &offset, &limit);
    for (size_t i = offset; i < count && i - offset < limit; i++) {
        json_object_array_add(ids, json_object_get(json_object_array_get_idx(all, i)));
    }
    give_sugar_records(call, find_other(call), ids, offset, (unsigned)count);
    json_object_put(ids);
    json_object_put(all);
}

static void link_other(const struct call *call, const char *other_id)
{
    bool from_contact = call->module == MODULE_CONTACTS;
    link_account(call->site->store, from_contact ? call->id : other_id,
                 from_contact ? other_id : call->id);
}

/* An id of the list is a text, or an object that has one. */
static const char *read_id(struct json_object *item)
{
    bool is_object = json_object_is_type(item, json_type_object);
    const char *id = is_object ? get_text(item, "id") : json_object_get_string(item);
    return id == NULL ? "" : id;
}

/* All are looked at before any is linked, which is assumed. */
void add_sugar_links(struct call *call)
{
    struct json_object *ids = find_sugar_parameter(call, "ids");
    call->link = get_text(call->body, "link_name");
    if (!check_link(call)) {
        return;
    }
    if (!json_object_is_type(ids, json_type_array)) {
        refuse_sugar_call(call, SUGAR_INVALID_PARAMETER, "Missing parameter: ids");
        return;
    }
    size_t count = json_object_array_length(ids);
    for (size_t i = 0; i < count; i++) {
        if (!check_other(call, read_id(json_object_array_get_idx(ids, i)))) {
            return;
        }
    }
    struct json_object *body = json_object_new_object();
    struct json_object *related = json_object_new_array();
    for (size_t i = 0; i < count; i++) {
        const char *id = read_id(json_object_array_get_idx(ids, i));
        link_other(call, id);
        json_object_array_add(related, make_sugar_record(call, find_other(call), id, NULL));
    }
    json_object_object_add(body, "record", make_sugar_record(call, call->module, call->id, NULL));
    json_object_object_add(body, "related_records", related);
    give_sugar_answer(call, 200, body);
}

static void give_both(struct call *call)
{
    struct json_object *body = json_object_new_object();
    json_object_object_add(body, "record", make_sugar_record(call, call->module, call->id, NULL));
    json_object_object_add(body, "related_record",
                           make_sugar_record(call, find_other(call), call->other_id, NULL));
    give_sugar_answer(call, 200, body);
}

void add_sugar_link(struct call *call)
{
    if (check_link(call) && check_other(call, call->other_id)) {
        link_other(call, call->other_id);
        give_both(call);
    }
}

void remove_sugar_link(struct call *call)
{
    if (check_link(call) && check_other(call, call->other_id)) {
        bool from_contact = call->module == MODULE_CONTACTS;
        unlink_account(call->site->store, from_contact ? call->id : call->other_id,
                       from_contact ? call->other_id : call->id);
        give_both(call);
    }
}
