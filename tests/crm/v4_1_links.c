/* Links between records: get_relationships, set_relationship, and what other methods say of them.
 */
#include "v4_1.h"

#include <string.h>

/* What a link leads to. */
enum link { LINK_NONE, LINK_RECORDS, LINK_EMAILS, LINK_PRIMARY_EMAIL };

static enum link find_link(enum module module, const char *name)
{
    if (strcmp(name, "email_addresses") == 0) {
        return LINK_EMAILS;
    }
    if (strcmp(name, "email_addresses_primary") == 0) {
        return LINK_PRIMARY_EMAIL;
    }
    return strcmp(name, module == MODULE_CONTACTS ? "accounts" : "contacts") == 0 ? LINK_RECORDS
                                                                                  : LINK_NONE;
}

static enum module get_other_module(enum module module)
{
    return module == MODULE_CONTACTS ? MODULE_ACCOUNTS : MODULE_CONTACTS;
}

static void add_emails(struct json_object *list, struct json_object *emails, bool primary)
{
    for (size_t i = 0; i < json_object_array_length(emails); i++) {
        struct json_object *email = json_object_array_get_idx(emails, i);
        if ((strcmp(get_text(email, "primary_address"), "1") == 0) == primary) {
            json_object_array_add(list, json_object_get(email));
        }
    }
}

/* The primary address alone, or all; it comes last then, whatever is made of that. */
static struct json_object *list_linked_emails(struct store *store, enum module module,
                                              const char *id, bool is_primary_alone)
{
    struct json_object *emails = list_emails(store, module, id);
    struct json_object *ordered = json_object_new_array();
    if (!is_primary_alone) {
        add_emails(ordered, emails, false);
    }
    add_emails(ordered, emails, true);
    json_object_put(emails);
    return ordered;
}

/* The entries at the other end of a link of a record, or NULL if there is no such link. */
static struct json_object *list_link(struct call *call, enum module module, const char *id,
                                     const char *link, struct json_object *names,
                                     bool is_with_record)
{
    struct store *store = call->site->store;
    enum link kind = find_link(module, link);
    enum module other = get_other_module(module);
    if (kind == LINK_NONE) {
        return NULL;
    }
    struct json_object *entries = json_object_new_array();
    struct json_object *linked =
        kind == LINK_RECORDS ? list_linked(store, module, id)
                             : list_linked_emails(store, module, id, kind == LINK_PRIMARY_EMAIL);
    for (size_t i = 0; i < json_object_array_length(linked); i++) {
        struct json_object *item = json_object_array_get_idx(linked, i);
        if (kind != LINK_RECORDS) {
            json_object_array_add(entries, make_address_entry(item, names, is_with_record));
            continue;
        }
        const char *other_id = json_object_get_string(item);
        struct json_object *record = read_record(store, other, other_id, names);
        json_object_array_add(entries, make_entry(other_id, name_module(other), record));
        json_object_put(record);
    }
    json_object_put(linked);
    return entries;
}

/* The fields alone of the entries of a link. */
static struct json_object *list_values(struct json_object *entries, bool is_wrapped)
{
    struct json_object *list = json_object_new_array();
    for (size_t i = 0; i < json_object_array_length(entries); i++) {
        struct json_object *entry = json_object_array_get_idx(entries, i);
        struct json_object *values =
            json_object_get(json_object_object_get(entry, "name_value_list"));
        if (is_wrapped) {
            struct json_object *wrapped = json_object_new_object();
            json_object_object_add(wrapped, "link_value", values);
            values = wrapped;
        }
        json_object_array_add(list, values);
    }
    return list;
}

struct json_object *make_links(struct call *call, enum module module, const char *id,
                               struct json_object *links, bool is_wrapped)
{
    struct json_object *list = json_object_new_array();
    json_object_object_foreach(links, name, fields)
    {
        struct json_object *entries = list_link(call, module, id, name, fields, true);
        if (entries != NULL && json_object_array_length(entries) > 0) {
            struct json_object *link = json_object_new_object();
            json_object_object_add(link, "name", json_object_new_string(name));
            json_object_object_add(link, "records", list_values(entries, is_wrapped));
            json_object_array_add(list, link);
        }
        json_object_put(entries);
    }
    return list;
}

/* Whether a record at the other end fits the query; a query on addresses is not looked at. */
static bool fits_query(struct call *call, enum module module, const char *id, const char *query,
                       bool *failed)
{
    struct buffer condition = {0};
    append_formatted(&condition, "%s.id = ", module == MODULE_CONTACTS ? "contacts" : "accounts");
    append_literal(&condition, make_text(id));
    append_formatted(&condition, " AND (%s\n)", query);
    append_byte(&condition, '\0');
    const struct selection selection = {.condition = condition.at, .order = ""};
    struct json_object *ids = select_records(call->site->store, module, &selection, NULL);
    bool fits = ids != NULL && json_object_array_length(ids) > 0;
    *failed = *failed || ids == NULL;
    json_object_put(ids);
    free_buffer(&condition);
    return fits;
}

/* Keeps of the entries those that fit the query, from the offset, up to the limit. */
static struct json_object *choose_entries(struct call *call, enum module module,
                                          struct json_object *entries, const char *query,
                                          bool *failed)
{
    struct json_object *chosen = json_object_new_array();
    enum link kind = find_link(module, get_argument(call, 3));
    int offset = get_number(call, 9);
    int limit = get_number(call, 10);
    int fitting = 0;
    size_t count = entries == NULL ? 0 : json_object_array_length(entries);
    for (size_t i = 0; i < count; i++) {
        struct json_object *entry = json_object_array_get_idx(entries, i);
        bool fits =
            kind != LINK_RECORDS || query[0] == '\0' ||
            fits_query(call, get_other_module(module), get_text(entry, "id"), query, failed);
        fitting += fits ? 1 : 0;
        if (fits && fitting > offset && (limit <= 0 || fitting <= offset + limit)) {
            json_object_array_add(chosen, json_object_get(entry));
        }
    }
    return chosen;
}

static struct json_object *list_further_links(struct call *call, enum module module,
                                              struct json_object *entries)
{
    struct json_object *list = json_object_new_array();
    struct json_object *links = gather_values(call->arguments[6]);
    bool leads_on = find_link(module, get_argument(call, 3)) == LINK_RECORDS &&
                    json_object_object_length(links) > 0;
    for (size_t i = 0; leads_on && i < json_object_array_length(entries); i++) {
        const char *id = get_text(json_object_array_get_idx(entries, i), "id");
        struct json_object *row = json_object_new_object();
        json_object_object_add(row, "link_list",
                               make_links(call, get_other_module(module), id, links, true));
        json_object_array_add(list, row);
    }
    json_object_put(links);
    return list;
}

bool answer_get_relationships(struct call *call)
{
    bool done;
    bool failed = false;
    enum module module;
    struct buffer query = {0};
    if (!has_module(call, &module, &done) ||
        !accept_query(call, &query, get_argument(call, 4), &done)) {
        free_buffer(&query);
        return done;
    }
    struct json_object *all = list_link(call, module, get_argument(call, 2), get_argument(call, 3),
                                        call->arguments[5], false);
    struct json_object *entries = choose_entries(call, module, all, query.at, &failed);
    json_object_put(all);
    free_buffer(&query);
    if (failed) {
        json_object_put(entries);
        return answer_database_failure(call);
    }
    struct json_object *body = json_object_new_object();
    json_object_object_add(body, "relationship_list", list_further_links(call, module, entries));
    json_object_object_add(body, "entry_list", entries);
    return answer_with(call, body);
}

/* The values beside a new link say whether the address is the primary one. */
static void change_email_link(struct call *call, enum module module, const char *other,
                              bool deletes)
{
    struct store *store = call->site->store;
    const char *id = get_argument(call, 2);
    struct json_object *values = gather_values(call->arguments[5]);
    if (deletes) {
        unlink_email(store, module, id, other);
    } else if (link_email(store, module, id, other) &&
               json_object_object_get_ex(values, "primary_address", NULL)) {
        mark_email(store, module, id, other, !is_empty(get_text(values, "primary_address")));
    }
    json_object_put(values);
}

static void change_link(struct call *call, enum module module, enum link link, const char *other,
                        bool deletes)
{
    struct store *store = call->site->store;
    const char *id = get_argument(call, 2);
    bool is_contact = module == MODULE_CONTACTS;
    if (link != LINK_RECORDS) {
        change_email_link(call, module, other, deletes);
    } else if (deletes) {
        unlink_account(store, is_contact ? id : other, is_contact ? other : id);
    } else {
        link_account(store, is_contact ? id : other, is_contact ? other : id);
    }
}

/* An id that is not there counts as linked; a link that is not there fails. */
bool answer_set_relationship(struct call *call)
{
    bool done;
    enum module module;
    if (!has_module(call, &module, &done)) {
        return done;
    }
    struct json_object *ids = call->arguments[4];
    enum link link = find_link(module, get_argument(call, 3));
    bool deletes = get_number(call, 6) != 0;
    size_t count = json_object_is_type(ids, json_type_array) ? json_object_array_length(ids) : 0;
    for (size_t i = 0; link != LINK_NONE && i < count; i++) {
        struct json_object *other = json_object_array_get_idx(ids, i);
        change_link(call, module, link, other == NULL ? "" : json_object_get_string(other),
                    deletes);
    }
    struct json_object *body = json_object_new_object();
    bool fails = link == LINK_NONE;
    json_object_object_add(body, "created", json_object_new_int(!fails && !deletes ? 1 : 0));
    json_object_object_add(body, "failed", json_object_new_int(fails ? 1 : 0));
    json_object_object_add(body, "deleted", json_object_new_int(!fails && deletes ? 1 : 0));
    return answer_with(call, body);
}
