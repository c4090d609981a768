/* Records of SugarCRM's API, one at a time. */
#include "v11.h"

#include <stdlib.h>
#include <string.h>

/* What SugarCRM has in the list "email" in place of these. */
static bool is_replaced(const char *name)
{
    static const char *const names[] = {"id", "email", "email1", "email2",
                                        "email_addresses_non_primary"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(names[i], name) == 0) {
            return true;
        }
    }
    return false;
}

bool has_sugar_field(const struct site *site, enum module module, const char *name)
{
    bool is_key = strcmp(name, "sync_key") == 0;
    return find_field(site->store, module, name) != NULL && !(is_key && site->has_no_sync_key);
}

/* "2026-01-02T03:04:05+00:00"; SugarCRM's documents show the seconds. */
static struct json_object *make_moment(const char *value)
{
    char moment[32];
    if (strlen(value) != strlen("2026-01-02 03:04:05")) {
        return json_object_new_string(value);
    }
    snprintf(moment, sizeof moment, "%.10sT%.8s+00:00", value, value + 11);
    return json_object_new_string(moment);
}

/* Booleans are such, numbers are such or, which is assumed, null. */
static struct json_object *make_value(const struct store_field *field, const char *value)
{
    bool is_empty = value[0] == '\0';
    if (strcmp(field->type, "bool") == 0) {
        return json_object_new_boolean(strcmp(value, "1") == 0);
    }
    if (strcmp(field->type, "int") == 0) {
        return is_empty ? NULL : json_object_new_int64(strtoll(value, NULL, 10));
    }
    if (strcmp(field->type, "float") == 0) {
        return is_empty ? NULL : json_object_new_double(strtod(value, NULL));
    }
    return strcmp(field->type, "datetime") == 0 ? make_moment(value)
                                                : json_object_new_string(value);
}

static struct json_object *make_emails(struct store *store, enum module module, const char *id)
{
    struct json_object *made = json_object_new_array();
    struct json_object *emails = list_emails(store, module, id);
    for (size_t i = 0; i < json_object_array_length(emails); i++) {
        struct json_object *email = json_object_array_get_idx(emails, i);
        struct json_object *one = json_object_new_object();
        bool is_primary = strcmp(get_text(email, "primary_address"), "1") == 0;
        json_object_object_add(one, "email_address_id",
                               json_object_new_string(get_text(email, "id")));
        json_object_object_add(one, "email_address",
                               json_object_new_string(get_text(email, "email_address")));
        json_object_object_add(one, "primary_address", json_object_new_boolean(is_primary));
        json_object_object_add(one, "reply_to_address", json_object_new_boolean(false));
        json_object_object_add(one, "invalid_email", json_object_new_boolean(false));
        json_object_object_add(one, "opt_out", json_object_new_boolean(false));
        json_object_array_add(made, one);
    }
    json_object_put(emails);
    return made;
}

static bool is_chosen(struct json_object *chosen, const char *name)
{
    return chosen == NULL || json_object_object_get_ex(chosen, name, NULL);
}

struct json_object *make_sugar_record(struct call *call, enum module module, const char *id,
                                      struct json_object *chosen)
{
    struct store *store = call->site->store;
    struct json_object *made = json_object_new_object();
    struct json_object *acl = json_object_new_object();
    struct json_object *values = read_record(store, module, id, NULL);
    size_t count = 0;
    const struct store_field *fields = list_fields(store, module, &count);
    json_object_object_add(made, "id", json_object_new_string(id));
    for (size_t i = 0; i < count; i++) {
        const char *name = fields[i].name;
        bool wanted = is_chosen(chosen, name) || strcmp(name, "date_modified") == 0;
        if (wanted && !is_replaced(name) && has_sugar_field(call->site, module, name)) {
            json_object_object_add(made, name, make_value(&fields[i], get_text(values, name)));
        }
    }
    if (is_chosen(chosen, "email")) {
        json_object_object_add(made, "email", make_emails(store, module, id));
    }
    json_object_object_add(acl, "fields", json_object_new_object());
    json_object_object_add(made, "_acl", acl);
    json_object_object_add(made, "_module", json_object_new_string(name_module(module)));
    json_object_put(values);
    return made;
}

/* False if the call has been refused. That the message names the record is assumed. */
static bool check_record(struct call *call)
{
    if (look_up_record(call->site->store, call->module, call->id) == RECORD_LIVE) {
        return true;
    }
    char message[256];
    snprintf(message, sizeof message, "Could not find record: %s in module: %s", call->id,
             name_module(call->module));
    refuse_sugar_call(call, SUGAR_NOT_FOUND, message);
    return false;
}

static bool check_body(struct call *call)
{
    if (!json_object_is_type(call->body, json_type_object)) {
        refuse_sugar_call(call, SUGAR_INVALID_PARAMETER, "The request has no body in JSON.");
        return false;
    }
    return true;
}

/* The store's values of the body: "email" is apart, and a key there is none of. NULL is "", which
 * is assumed. */
static struct json_object *list_values(struct call *call)
{
    struct json_object *values = json_object_new_object();
    json_object_object_foreach(call->body, name, value)
    {
        if (strcmp(name, "email") != 0 && has_sugar_field(call->site, call->module, name)) {
            json_object_object_add(
                values, name, value == NULL ? json_object_new_string("") : json_object_get(value));
        }
    }
    return values;
}

/* The list takes the place of all addresses. */
static void write_emails(struct call *call, const char *id)
{
    struct json_object *emails = json_object_object_get(call->body, "email");
    if (json_object_is_type(emails, json_type_array)) {
        replace_emails(call->site->store, call->module, id, emails);
    }
}

/* With `key`, that becomes the record's. That a chosen id is ignored is assumed: the documents do
 * not speak of one. */
static void write_new(struct call *call, const char *key, char created[ID_SIZE])
{
    struct json_object *values = list_values(call);
    if (key != NULL) {
        json_object_object_add(values, "sync_key", json_object_new_string(key));
    }
    create_record(call->site->store, call->module, "", values, created);
    write_emails(call, created);
    json_object_put(values);
}

static void write_changes(struct call *call, const char *id, bool has_key)
{
    struct json_object *values = list_values(call);
    if (has_key) {
        json_object_object_del(values, "sync_key");
    }
    update_record(call->site->store, call->module, id, values);
    write_emails(call, id);
    json_object_put(values);
}

void create_sugar_record(struct call *call)
{
    if (check_body(call)) {
        char created[ID_SIZE];
        write_new(call, NULL, created);
        give_sugar_answer(call, 200, make_sugar_record(call, call->module, created, NULL));
    }
}

void get_sugar_record(struct call *call)
{
    if (check_record(call)) {
        struct json_object *chosen = choose_sugar_fields(call);
        give_sugar_answer(call, 200, make_sugar_record(call, call->module, call->id, chosen));
        json_object_put(chosen);
    }
}

void update_sugar_record(struct call *call)
{
    if (check_record(call) && check_body(call)) {
        write_changes(call, call->id, false);
        give_sugar_answer(call, 200, make_sugar_record(call, call->module, call->id, NULL));
    }
}

void delete_sugar_record(struct call *call)
{
    if (check_record(call)) {
        struct json_object *body = json_object_new_object();
        delete_record(call->site->store, call->module, call->id);
        json_object_object_add(body, "id", json_object_new_string(call->id));
        give_sugar_answer(call, 200, body);
    }
}

/* The live record that has the key, or "". That a deleted one does not count is assumed. */
static void find_key(struct call *call, char id[ID_SIZE])
{
    struct buffer condition = {0};
    const char *table = call->module == MODULE_CONTACTS ? "contacts" : "accounts";
    append_formatted(&condition, "%s.sync_key = ", table);
    append_literal(&condition, make_text(call->key));
    append_byte(&condition, '\0');
    const struct selection selection = {.condition = condition.at, .order = "", .limit = 1};
    struct json_object *ids = select_records(call->site->store, call->module, &selection, NULL);
    const char *found =
        json_object_is_type(ids, json_type_array) && json_object_array_length(ids) > 0
            ? json_object_get_string(json_object_array_get_idx(ids, 0))
            : "";
    snprintf(id, ID_SIZE, "%s", found);
    json_object_put(ids);
    free_buffer(&condition);
}

void upsert_sugar_record(struct call *call)
{
    char id[ID_SIZE];
    if (!check_body(call)) {
        return;
    }
    find_key(call, id);
    bool is_new = id[0] == '\0';
    if (is_new) {
        write_new(call, call->key, id);
    } else {
        write_changes(call, id, true);
    }
    struct json_object *body = json_object_new_object();
    json_object_object_add(body, "record", json_object_new_string(id));
    give_sugar_answer(call, is_new ? 201 : 200, body);
}

/* That the key of another record is refused is assumed. */
void set_sugar_key(struct call *call)
{
    char id[ID_SIZE];
    if (!check_record(call)) {
        return;
    }
    find_key(call, id);
    if (id[0] != '\0' && strcmp(id, call->id) != 0) {
        refuse_sugar_call(call, SUGAR_INVALID_PARAMETER, "Another record has this sync_key.");
        return;
    }
    struct json_object *values = json_object_new_object();
    struct json_object *body = json_object_new_object();
    json_object_object_add(values, "sync_key", json_object_new_string(call->key));
    update_record(call->site->store, call->module, call->id, values);
    json_object_object_add(body, "success", json_object_new_boolean(true));
    give_sugar_answer(call, 200, body);
    json_object_put(values);
}
