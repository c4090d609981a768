/* Reading records over the JSON:API. */
#include "v8.h"
#include "v8_query.h"

#include <stdlib.h>
#include <string.h>

/* What a request asks for. */
struct listing {
    enum module module;
    struct json_object *query;
    struct json_object *fields;
    struct json_object *chosen; /* NULL is all */
    struct buffer condition;
    char order[256];
    unsigned size; /* of a page, 0 if there are none */
    unsigned number;
    int deleted;
};

static void free_listing(struct listing *listing)
{
    json_object_put(listing->query);
    json_object_put(listing->fields);
    json_object_put(listing->chosen);
    free_buffer(&listing->condition);
}

bool check_parameters(struct exchange *exchange, struct json_object *query,
                      const char *const *parameters)
{
    json_object_object_foreach(query, name, value)
    {
        (void)value;
        size_t i = 0;
        while (parameters[i] != NULL && strcmp(parameters[i], name) != 0) {
            i++;
        }
        if (parameters[i] == NULL) {
            refuse_v8_request(exchange, REFUSED_BY_PARAMETERS, "The option \"%s\" does not exist.",
                              name);
            return false;
        }
    }
    return true;
}

/* The members of "fields" have the modules' names as theirs, whatever they are (v8-get-one-
 * wrongtype). */
static bool choose_fields(struct exchange *exchange, struct listing *listing)
{
    struct json_object *lists = json_object_object_get(listing->query, "fields");
    if (!json_object_is_type(lists, json_type_object)) {
        return true;
    }
    listing->chosen = json_object_new_object();
    json_object_object_foreach(lists, module, list)
    {
        (void)module;
        struct text names = make_text(json_object_get_string(list));
        for (size_t at = 0; at <= names.length;) {
            size_t end = find_byte(names, ',', at);
            char name[128];
            snprintf(name, sizeof name, "%.*s", (int)(end - at), names.at + at);
            if (!json_object_object_get_ex(listing->fields, name, NULL)) {
                refuse_v8_request(exchange, REFUSED_BY_PARAMETERS,
                                  "The following field in %s module is not found: %s",
                                  name_bean(listing->module), name);
                return false;
            }
            json_object_object_add(listing->chosen, name, NULL);
            at = end + 1;
        }
    }
    return true;
}

static bool choose_order(struct exchange *exchange, struct listing *listing)
{
    const char *sort = get_text(listing->query, "sort");
    bool descends = sort[0] == '-';
    const char *name = descends ? sort + 1 : sort;
    if (name[0] == '\0') {
        snprintf(listing->order, sizeof listing->order, "id ASC");
        return true;
    }
    if (!json_object_object_get_ex(listing->fields, name, NULL)) {
        refuse_v8_request(exchange, REFUSED_BY_PARAMETERS,
                          "Sort field %s in %s module is not found", name,
                          name_bean(listing->module));
        return false;
    }
    snprintf(listing->order, sizeof listing->order, "%s %s", name, descends ? "DESC" : "ASC");
    return true;
}

/* Without a size of pages, all records are on one (facts: suitecrm-live.md section 3). */
static bool choose_page(struct exchange *exchange, struct listing *listing)
{
    static const char *const names[] = {"size", "number"};
    unsigned *const places[] = {&listing->size, &listing->number};
    struct json_object *page = json_object_object_get(listing->query, "page");
    for (size_t i = 0; i < 2; i++) {
        const char *text = get_text(page, names[i]);
        char *end = NULL;
        unsigned long number = strtoul(text, &end, 10);
        if (*end != '\0' || (text[0] != '\0' && (number == 0 || number > 1000000000))) {
            refuse_v8_request(exchange, REFUSED_BY_PARAMETERS,
                              "The option \"%s\" with value \"%s\" is invalid.", names[i], text);
            return false;
        }
        *places[i] = (unsigned)number;
    }
    return true;
}

static bool read_listing(struct exchange *exchange, struct listing *listing, enum module module,
                         const char *const *parameters)
{
    listing->module = module;
    listing->query = read_query(exchange->request);
    listing->fields = list_v8_fields(exchange, module);
    return listing->fields != NULL && check_parameters(exchange, listing->query, parameters) &&
           choose_fields(exchange, listing);
}

static void add_link(struct json_object *links, const char *name, struct listing *listing,
                     unsigned number)
{
    if (number == 0) {
        json_object_object_add(links, name, NULL);
        return;
    }
    struct buffer url = {0};
    struct json_object *page = json_object_object_get(listing->query, "page");
    json_object_object_add(page, "number", json_object_new_int((int)number));
    append_formatted(&url, "V8/module/%s?", name_module(listing->module));
    append_query(&url, listing->query);
    json_object_object_add(links, name, json_object_new_string_len(url.at, (int)url.length));
    free_buffer(&url);
}

static void add_pages(struct json_object *body, struct listing *listing, unsigned total,
                      struct json_object *data)
{
    struct json_object *meta = json_object_new_object();
    struct json_object *links = json_object_new_object();
    unsigned number = listing->number;
    unsigned pages = (total + listing->size - 1) / listing->size;
    json_object_object_add(meta, "total-pages", json_object_new_int((int)pages));
    json_object_object_add(meta, "records-on-this-page",
                           json_object_new_int((int)json_object_array_length(data)));
    add_link(links, "first", listing, number > 1 ? 1 : 0);
    add_link(links, "prev", listing, number > 1 ? number - 1 : 0);
    add_link(links, "next", listing, number < pages ? number + 1 : 0);
    add_link(links, "last", listing, number < pages ? pages : 0);
    json_object_object_add(body, "meta", meta);
    json_object_object_add(body, "data", data);
    json_object_object_add(body, "links", links);
}

/* Two answers in one, the second of which is no JSON (live findings, 25 November 2026). */
static bool fail_in_database(struct exchange *exchange)
{
    static const char failure[] = "Database failure. Please refer to suitecrm.log for details.";
    struct buffer text = {0};
    append_formatted(&text,
                     "{\n    \"errors\": {\n        \"status\": 400,\n        \"title\": null,\n"
                     "        \"detail\": \"%s\"\n    }\n}%s",
                     failure, failure);
    struct json_object *body = json_object_new_string_len(text.at, (int)text.length);
    free_buffer(&text);
    return give_v8_answer(exchange, 400, body);
}

static bool refuse_missing(struct exchange *exchange, enum module module, const char *id)
{
    return refuse_v8_request(exchange, REFUSED_BY_SERVICE, "%s module with id %s is not found",
                             name_module(module), id);
}

static bool give_records(struct exchange *exchange, struct listing *listing,
                         struct json_object *ids, unsigned total)
{
    struct json_object *body = json_object_new_object();
    struct json_object *data = json_object_new_array();
    size_t count = json_object_array_length(ids);
    for (size_t i = 0; i < count; i++) {
        const char *id = json_object_get_string(json_object_array_get_idx(ids, i));
        json_object_array_add(data, make_resource(exchange->site->store, listing->module, id,
                                                  listing->fields, listing->chosen,
                                                  exchange->request->path));
    }
    if (count == 0) {
        struct json_object *meta = json_object_new_object();
        json_object_object_add(
            meta, "message",
            json_object_new_string("Request was successful, but there is no result"));
        json_object_object_add(body, "meta", meta);
    }
    if (count > 0 && listing->size > 0) {
        add_pages(body, listing, total, data);
    } else {
        json_object_object_add(body, "data", data);
    }
    return give_v8_answer(exchange, 200, body);
}

static bool select_listing(struct exchange *exchange, struct listing *listing)
{
    unsigned total = 0;
    struct selection selection = {
        .condition = listing->condition.at,
        .order = listing->order,
        .deleted = listing->deleted,
        .offset = listing->number > 0 ? (listing->number - 1) * listing->size : 0,
        .limit = listing->size};
    struct json_object *ids =
        select_records(exchange->site->store, listing->module, &selection, &total);
    if (ids == NULL) {
        return fail_in_database(exchange);
    }
    /* Deleted records are found, but then not read. */
    bool is_unreadable = listing->deleted != 0 && json_object_array_length(ids) > 0;
    bool done = is_unreadable
                    ? refuse_missing(exchange, listing->module,
                                     json_object_get_string(json_object_array_get_idx(ids, 0)))
                    : give_records(exchange, listing, ids, total);
    json_object_put(ids);
    return done;
}

/* A request that is refused has an answer already, so nothing has failed. */
static bool is_answered(const struct exchange *exchange)
{
    return exchange->answer->status != 0;
}

bool list_v8_records(struct exchange *exchange, enum module module)
{
    static const char *const parameters[] = {"fields", "page", "filter", "sort", NULL};
    struct listing listing = {0};
    bool done = read_listing(exchange, &listing, module, parameters) &&
                choose_order(exchange, &listing) && choose_page(exchange, &listing) &&
                append_v8_filter(exchange, module, listing.fields,
                                 json_object_object_get(listing.query, "filter"),
                                 &listing.condition, &listing.deleted) &&
                select_listing(exchange, &listing);
    free_listing(&listing);
    return done || is_answered(exchange);
}

bool get_v8_record(struct exchange *exchange, enum module module, const char *id)
{
    static const char *const parameters[] = {"fields", NULL};
    struct listing listing = {0};
    bool done = read_listing(exchange, &listing, module, parameters);
    if (done && look_up_record(exchange->site->store, module, id) != RECORD_LIVE) {
        done = refuse_missing(exchange, module, id);
    } else if (done) {
        char path[64];
        struct json_object *body = json_object_new_object();
        snprintf(path, sizeof path, "V8/module/%s", name_module(module));
        json_object_object_add(
            body, "data",
            make_resource(exchange->site->store, module, id, listing.fields, listing.chosen, path));
        done = give_v8_answer(exchange, 200, body);
    }
    free_listing(&listing);
    return done || is_answered(exchange);
}
