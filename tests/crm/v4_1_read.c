/* get_entry, get_entries, get_entry_list and get_entries_count. */
#include "v4_1.h"

#include <string.h>

enum { USUAL_PAGE = 20 };

/* What stands in place of a record that is deleted or was never there. */
static struct json_object *make_missing_entry(const char *id, const char *module)
{
    struct json_object *entry = make_entry(id, module, NULL);
    struct json_object *values = json_object_new_array();
    struct json_object *warning = json_object_new_string(
        "Access to this object is denied since it has been deleted or does not exist");
    struct json_object *deleted = json_object_new_string("1");
    json_object_array_add(values, make_pair("warning", warning));
    json_object_array_add(values, make_pair("deleted", deleted));
    json_object_object_add(entry, "name_value_list", values);
    json_object_put(warning);
    json_object_put(deleted);
    return entry;
}

static bool answer_ids(struct call *call, enum module module, struct json_object *ids)
{
    struct store *store = call->site->store;
    struct json_object *body = json_object_new_object();
    struct json_object *entries = json_object_new_array();
    struct json_object *relationships = json_object_new_array();
    struct json_object *links = gather_values(call->arguments[4]);
    size_t count = json_object_is_type(ids, json_type_array) ? json_object_array_length(ids) : 0;
    for (size_t i = 0; i < count; i++) {
        struct json_object *item = json_object_array_get_idx(ids, i);
        const char *id = item == NULL ? "" : json_object_get_string(item);
        if (look_up_record(store, module, id) != RECORD_LIVE) {
            json_object_array_add(entries, make_missing_entry(id, name_module(module)));
            continue;
        }
        struct json_object *record = read_record(store, module, id, call->arguments[3]);
        json_object_array_add(entries, make_entry(id, name_module(module), record));
        json_object_put(record);
        if (json_object_object_length(links) > 0) {
            json_object_array_add(relationships, make_links(call, module, id, links, false));
        }
    }
    json_object_put(links);
    json_object_object_add(body, "entry_list", entries);
    json_object_object_add(body, "relationship_list", relationships);
    return answer_with(call, body);
}

bool answer_get_entry(struct call *call)
{
    bool done;
    enum module module;
    if (!has_module(call, &module, &done)) {
        return done;
    }
    struct json_object *ids = json_object_new_array();
    json_object_array_add(ids, json_object_new_string(get_argument(call, 2)));
    done = answer_ids(call, module, ids);
    json_object_put(ids);
    return done;
}

bool answer_get_entries(struct call *call)
{
    bool done;
    enum module module;
    return has_module(call, &module, &done) ? answer_ids(call, module, call->arguments[2]) : done;
}

/* A row of a list has no account if the contact has none. */
static void drop_empty_account(struct json_object *record)
{
    static const char *const names[] = {"account_id", "account_name"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct json_object *value = NULL;
        if (json_object_object_get_ex(record, names[i], &value) &&
            json_object_get_string_len(value) == 0) {
            json_object_object_del(record, names[i]);
        }
    }
}

/* What the query of a list selects for these is blanks. */
static void pad_role_fields(struct json_object *record)
{
    static const char *const names[] = {"opportunity_role_fields", "c_accept_status_fields",
                                        "m_accept_status_fields", "e_invite_status_fields",
                                        "e_accept_status_fields"};
    char blanks[254];
    memset(blanks, ' ', sizeof blanks);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (json_object_object_get_ex(record, names[i], NULL)) {
            json_object_object_add(record, names[i],
                                   json_object_new_string_len(blanks, sizeof blanks));
        }
    }
}

static void add_rows(struct call *call, enum module module, struct json_object *ids,
                     struct json_object *body)
{
    struct json_object *entries = json_object_new_array();
    struct json_object *relationships = json_object_new_array();
    struct json_object *links = gather_values(call->arguments[6]);
    for (size_t i = 0; i < json_object_array_length(ids); i++) {
        const char *id = json_object_get_string(json_object_array_get_idx(ids, i));
        struct json_object *record = read_record(call->site->store, module, id, call->arguments[5]);
        drop_empty_account(record);
        pad_role_fields(record);
        json_object_array_add(entries, make_entry(id, name_module(module), record));
        json_object_put(record);
        if (json_object_object_length(links) > 0) {
            struct json_object *list = json_object_new_object();
            json_object_object_add(list, "link_list", make_links(call, module, id, links, true));
            json_object_array_add(relationships, list);
        }
    }
    json_object_put(links);
    json_object_object_add(body, "entry_list", entries);
    json_object_object_add(body, "relationship_list", relationships);
}

/* total_count is a text, but for nothing it is the number 0. */
struct json_object *make_list_body(int count, unsigned total, unsigned offset)
{
    struct json_object *body = json_object_new_object();
    char digits[16];
    snprintf(digits, sizeof digits, "%u", total);
    json_object_object_add(body, "result_count", json_object_new_int(count));
    json_object_object_add(body, "total_count",
                           total == 0 ? json_object_new_int(0) : json_object_new_string(digits));
    json_object_object_add(body, "next_offset", json_object_new_int((int)offset + count));
    return body;
}

static bool answer_list(struct call *call, enum module module, const struct selection *selection)
{
    unsigned total = 0;
    struct json_object *ids = select_records(call->site->store, module, selection, &total);
    if (ids == NULL) {
        return answer_database_failure(call);
    }
    struct json_object *body =
        make_list_body((int)json_object_array_length(ids), total, selection->offset);
    add_rows(call, module, ids, body);
    json_object_put(ids);
    return answer_with(call, body);
}

/* An order by a column with its table is dropped without a word (seen on 7.14.6: SugarBean's
   process_order_by knows bare names alone). */
static void drop_order(struct buffer *order)
{
    if (strchr(order->at, '.') != NULL) {
        order->at[0] = '\0';
    }
}

bool answer_get_entry_list(struct call *call)
{
    bool done;
    enum module module;
    struct buffer condition = {0};
    struct buffer order = {0};
    bool is_address;
    bool is_user = strcmp(get_argument(call, 1), "Users") == 0;
    module = MODULE_CONTACTS;
    is_address = false;
    if ((is_user ? has_session(call, &done)
                 : has_module_or_addresses(call, &module, &is_address, &done)) &&
        accept_query(call, &condition, get_argument(call, 2), &done) &&
        accept_query(call, &order, get_argument(call, 3), &done)) {
        int offset = get_number(call, 4);
        int limit = get_number(call, 7);
        drop_order(&order);
        const struct selection selection = {.condition = condition.at,
                                            .order = order.at,
                                            .deleted = get_number(call, 8) != 0,
                                            .offset = offset > 0 ? (unsigned)offset : 0,
                                            .limit = limit > 0 ? (unsigned)limit : USUAL_PAGE};
        done = is_user      ? answer_user_list(call, &selection)
               : is_address ? answer_address_list(call, &selection)
                            : answer_list(call, module, &selection);
    }
    free_buffer(&condition);
    free_buffer(&order);
    return done;
}

bool answer_get_entries_count(struct call *call)
{
    bool done;
    enum module module;
    struct buffer condition = {0};
    if (has_module(call, &module, &done) &&
        accept_query(call, &condition, get_argument(call, 2), &done)) {
        unsigned total = 0;
        const struct selection selection = {.condition = condition.at,
                                            .order = "",
                                            .deleted = get_number(call, 3) != 0,
                                            .limit = 1};
        struct json_object *ids = select_records(call->site->store, module, &selection, &total);
        if (ids == NULL) {
            done = answer_database_failure(call);
        } else {
            char digits[16];
            struct json_object *body = json_object_new_object();
            snprintf(digits, sizeof digits, "%u", total);
            json_object_object_add(body, "result_count", json_object_new_string(digits));
            done = answer_with(call, body);
        }
        json_object_put(ids);
    }
    free_buffer(&condition);
    return done;
}
