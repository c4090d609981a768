/* Relationships over the JSON:API: accounts of contacts, contacts of accounts, and e-mail addresses
 * (facts: suitecrm-live.md section 3; of addresses: live findings, 25 November 2026). */
#include "v8.h"
#include "v8_query.h"

#include <stdarg.h>
#include <string.h>

/* What the records at the other end of a link are. */
enum link_kind { LINK_NONE, LINK_RECORDS, LINK_EMAILS, LINK_PRIMARY_EMAIL };

/* A record, and a link of it. */
struct linking {
    struct exchange *exchange;
    struct store *store;
    enum module module;
    enum module other; /* at the other end, for LINK_RECORDS */
    const char *id;
    const char *link;
    enum link_kind kind;
};

static enum module find_other(enum module module)
{
    return module == MODULE_CONTACTS ? MODULE_ACCOUNTS : MODULE_CONTACTS;
}

static const char *name_link(enum module module)
{
    return module == MODULE_CONTACTS ? "accounts" : "contacts";
}

static enum link_kind find_link(enum module module, const char *link)
{
    if (strcmp(link, name_link(module)) == 0) {
        return LINK_RECORDS;
    }
    return strcmp(link, "email_addresses") == 0           ? LINK_EMAILS
           : strcmp(link, "email_addresses_primary") == 0 ? LINK_PRIMARY_EMAIL
                                                          : LINK_NONE;
}

static const char *name_other_bean(const struct linking *linking)
{
    return linking->kind == LINK_RECORDS ? name_bean(linking->other) : "EmailAddress";
}

static const char *name_other_module(const struct linking *linking)
{
    return linking->kind == LINK_RECORDS ? name_module(linking->other) : "EmailAddresses";
}

static struct json_object *make_message(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

static struct json_object *make_message(const char *format, ...)
{
    char message[1024];
    struct json_object *meta = json_object_new_object();
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    json_object_object_add(meta, "message", json_object_new_string(message));
    return meta;
}

static bool give_meta(struct exchange *exchange, unsigned status, struct json_object *meta)
{
    struct json_object *body = json_object_new_object();
    json_object_object_add(body, "meta", meta);
    json_object_object_add(body, "data", json_object_new_array());
    return give_v8_answer(exchange, status, body);
}

static void add_linked(struct json_object *data, const struct linking *linking, const char *id,
                       struct json_object *attributes)
{
    char self[128];
    struct json_object *links = json_object_new_object();
    struct json_object *linked = json_object_new_object();
    const char *bean = name_other_bean(linking);
    snprintf(self, sizeof self, "V8/module/%s/%s", bean, id);
    json_object_object_add(links, "self", json_object_new_string(self));
    json_object_object_add(linked, "type", json_object_new_string(bean));
    json_object_object_add(linked, "id", json_object_new_string(id));
    json_object_object_add(linked, "attributes", attributes);
    json_object_object_add(linked, "links", links);
    json_object_array_add(data, linked);
}

static bool add_records(const struct linking *linking, struct json_object *data)
{
    struct json_object *fields = list_v8_fields(linking->exchange, linking->other);
    if (fields == NULL) {
        return false;
    }
    struct json_object *ids = list_linked(linking->store, linking->module, linking->id);
    for (size_t i = 0; i < json_object_array_length(ids); i++) {
        const char *id = json_object_get_string(json_object_array_get_idx(ids, i));
        add_linked(data, linking, id,
                   make_attributes(linking->store, linking->other, id, fields, NULL));
    }
    json_object_put(ids);
    json_object_put(fields);
    return true;
}

/* The primary address comes last, since nobody may count on its being the first. */
static bool add_emails(const struct linking *linking, struct json_object *data)
{
    struct json_object *emails = list_emails(linking->store, linking->module, linking->id);
    for (int primary = linking->kind == LINK_PRIMARY_EMAIL ? 1 : 0; primary <= 1; primary++) {
        for (size_t i = 0; i < json_object_array_length(emails); i++) {
            struct json_object *email = json_object_array_get_idx(emails, i);
            if ((strcmp(get_text(email, "primary_address"), "1") == 0) == (primary == 1)) {
                add_linked(data, linking, get_text(email, "id"), make_email_attributes(email));
            }
        }
    }
    json_object_put(emails);
    return true;
}

static bool give_linked(const struct linking *linking)
{
    struct json_object *data = json_object_new_array();
    if (!(linking->kind == LINK_RECORDS ? add_records(linking, data) : add_emails(linking, data))) {
        json_object_put(data);
        return false;
    }
    int count = (int)json_object_array_length(data);
    if (count == 0) {
        json_object_put(data);
        return give_meta(
            linking->exchange, 200,
            make_message("There is no relationship set in %s module with %s link field",
                         name_bean(linking->module), linking->link));
    }
    struct json_object *meta = json_object_new_object();
    struct json_object *body = json_object_new_object();
    json_object_object_add(meta, "total-records", json_object_new_int(count));
    json_object_object_add(meta, "total-pages", json_object_new_int(1));
    json_object_object_add(meta, "records-on-this-page", json_object_new_int(count));
    json_object_object_add(body, "meta", meta);
    json_object_object_add(body, "data", data);
    return give_v8_answer(linking->exchange, 200, body);
}

static bool link_other(const struct linking *linking, const char *other_id)
{
    if (linking->kind != LINK_RECORDS) {
        return link_email(linking->store, linking->module, linking->id, other_id);
    }
    if (look_up_record(linking->store, linking->other, other_id) != RECORD_LIVE) {
        return false;
    }
    bool from_contact = linking->module == MODULE_CONTACTS;
    link_account(linking->store, from_contact ? linking->id : other_id,
                 from_contact ? other_id : linking->id);
    return true;
}

static struct json_object *make_link_message(const struct linking *linking, const char *other_id)
{
    const char *module = name_module(linking->module);
    const char *other = name_other_module(linking);
    const char *label = linking->kind == LINK_RECORDS ? other : "Email Address";
    struct json_object *meta =
        make_message("%s record with id %s has been related to %s record with id %s using link %s",
                     label, other_id, module, linking->id, linking->link);
    const char *const values[][2] = {
        {"sourceModule", module},
        {"sourceModuleLabel", module},
        {"sourceId", linking->id},
        {"relatedModule", other},
        {"relatedModuleLabel", label},
        {"relatedId", other_id},
        {"relationshipLink", linking->link},
    };
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        json_object_object_add(meta, values[i][0], json_object_new_string(values[i][1]));
    }
    return meta;
}

/* `by_type`: no link was named, it is found by the type of the other record. */
static bool add_link(const struct linking *linking, const char *other_id, bool by_type)
{
    struct exchange *exchange = linking->exchange;
    if (!link_other(linking, other_id)) {
        return refuse_v8_request(exchange, REFUSED_BY_SERVICE, "%s module with id %s is not found",
                                 name_other_module(linking), other_id);
    }
    return give_meta(exchange, 201,
                     by_type ? make_message("%s with id %s has been added to %s with id %s",
                                            name_other_bean(linking), other_id,
                                            name_bean(linking->module), linking->id)
                             : make_link_message(linking, other_id));
}

/* Takes the type of the other record for the link, if none was named. */
static bool add_relationship(struct linking *linking, struct json_object *data)
{
    enum module named = MODULE_CONTACTS;
    const char *type = get_text(data, "type");
    bool is_email = strcmp(type, "EmailAddresses") == 0;
    bool by_type = linking->link == NULL;
    if (!is_email && !find_module(type, &named)) {
        return refuse_v8_request(linking->exchange, REFUSED_BY_PARAMETERS,
                                 "Module %s does not exist", type);
    }
    if (by_type) {
        linking->link = is_email ? "email_addresses" : name_link(linking->module);
        linking->kind = is_email ? LINK_EMAILS : LINK_RECORDS;
    }
    if (linking->kind == LINK_NONE || strcmp(type, name_other_module(linking)) != 0) {
        return refuse_v8_request(linking->exchange, REFUSED_BY_SERVICE,
                                 "Cannot load relationship %s for module %s", linking->link,
                                 name_bean(linking->module));
    }
    return add_link(linking, get_text(data, "id"), by_type);
}

static bool is_linked(const struct linking *linking, const char *other_id)
{
    bool found = false;
    bool are_records = linking->kind == LINK_RECORDS;
    struct json_object *others = are_records
                                     ? list_linked(linking->store, linking->module, linking->id)
                                     : list_emails(linking->store, linking->module, linking->id);
    for (size_t i = 0; i < json_object_array_length(others); i++) {
        struct json_object *other = json_object_array_get_idx(others, i);
        const char *id = are_records ? json_object_get_string(other) : get_text(other, "id");
        found = found || strcmp(id, other_id) == 0;
    }
    json_object_put(others);
    return found;
}

static bool remove_link(const struct linking *linking, const char *other_id)
{
    bool from_contact = linking->module == MODULE_CONTACTS;
    if (!is_linked(linking, other_id)) {
        return refuse_v8_request(linking->exchange, REFUSED_BY_SERVICE,
                                 "Module with %s id is not related to %s", other_id,
                                 name_bean(linking->module));
    }
    if (linking->kind != LINK_RECORDS) {
        unlink_email(linking->store, linking->module, linking->id, other_id);
    } else {
        unlink_account(linking->store, from_contact ? linking->id : other_id,
                       from_contact ? other_id : linking->id);
    }
    return give_meta(
        linking->exchange, 200,
        make_message("Relationship has been deleted between %s with id %s and %s with id %s",
                     name_bean(linking->module), linking->id, name_other_bean(linking), other_id));
}

static bool post_link(struct linking *linking)
{
    struct json_object *data = read_v8_data(linking->exchange);
    bool done = data != NULL && add_relationship(linking, data);
    json_object_put(data);
    return done || linking->exchange->answer->status != 0;
}

static bool get_link(struct linking *linking)
{
    static const char *const parameters[] = {"page", "filter", "sort", NULL};
    struct json_object *query = read_query(linking->exchange->request);
    bool done = check_parameters(linking->exchange, query, parameters) && give_linked(linking);
    json_object_put(query);
    return done || linking->exchange->answer->status != 0;
}

bool answer_v8_relationship(struct exchange *exchange, enum module module, const char *id,
                            const char *link, const char *related_id)
{
    const char *method = exchange->request->method;
    struct linking linking = {.exchange = exchange,
                              .store = exchange->site->store,
                              .module = module,
                              .other = find_other(module),
                              .id = id,
                              .link = link,
                              .kind = link == NULL ? LINK_NONE : find_link(module, link)};
    if (look_up_record(linking.store, module, id) != RECORD_LIVE) {
        return refuse_v8_request(exchange, REFUSED_BY_SERVICE, "%s module with id %s is not found",
                                 name_module(module), id);
    }
    if (strcmp(method, "POST") == 0 && related_id == NULL) {
        return post_link(&linking);
    }
    if (link != NULL && linking.kind == LINK_NONE) {
        return refuse_v8_request(exchange, REFUSED_BY_SERVICE,
                                 "Cannot load relationship %s for module %s", link,
                                 name_bean(module));
    }
    if (strcmp(method, "GET") == 0 && link != NULL && related_id == NULL) {
        return get_link(&linking);
    }
    if (strcmp(method, "DELETE") == 0 && related_id != NULL) {
        return remove_link(&linking, related_id);
    }
    return recall_v8_answer(exchange, "v8-route-404");
}
