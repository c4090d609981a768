#include "v11.h"
#include "v8_query.h"

#include <string.h>

/* The messages are the document's "API Exceptions" of SugarCRM 8.0 to 13.0. That of a wrong
 * parameter is assumed; its label and status are those of "link_by_sync_keys POST". */
static const struct {
    unsigned status;
    const char *label;
    const char *message;
} errors[] = {
    [SUGAR_INCORRECT_VERSION] = {301, "incorrect_version",
                                 "The version of the API you are using is not correct for the "
                                 "current request."},
    [SUGAR_NEED_LOGIN] = {401, "need_login", "You need to be logged in to perform this action."},
    [SUGAR_INVALID_GRANT] = {401, "invalid_grant", "Your authentication token is invalid."},
    [SUGAR_NOT_AUTHORIZED] = {403, "not_authorized",
                              "You are not authorized to perform this action. Contact your "
                              "administrator if you need access."},
    [SUGAR_NO_METHOD] = {404, "no_method",
                         "Your request was not supported. Could not find the HTTP method of your "
                         "request for this path."},
    [SUGAR_NOT_FOUND] = {404, "not_found",
                         "Your requested resource was not found. Could not find a handler for the "
                         "path specified in the request."},
    [SUGAR_INVALID_PARAMETER] = {422, "invalid_parameter", "A parameter is invalid."},
};

/* What a call needs. */
enum need {
    NEED_NOTHING,
    NEED_TOKEN,
    NEED_KEY /* a token, the version that sync_key came with, and a site that has it */
};

/* A call that there is. In its path, a part that begins with ":" is any one. */
struct route {
    const char *method;
    const char *path;
    void (*answer)(struct call *call);
    enum need need;
};

static void answer_sugar_bulk(struct call *call);

static const struct route routes[] = {
    {"POST", "oauth2/token", log_in_to_sugar, NEED_NOTHING},
    {"POST", "oauth2/logout", log_out_of_sugar, NEED_TOKEN},
    {"GET", "metadata", get_sugar_metadata, NEED_TOKEN},
    {"POST", "bulk", answer_sugar_bulk, NEED_TOKEN},
    {"PATCH", "integrate/:module/sync_key/:key", upsert_sugar_record, NEED_KEY},
    {"PATCH", "integrate/:module/:id/sync_key/:key", set_sugar_key, NEED_KEY},
    {"PATCH", ":module/sync_key/:key", upsert_sugar_record, NEED_KEY},
    {"PUT", ":module/sync_key/:key", upsert_sugar_record, NEED_KEY},
    {"GET", ":module", list_sugar_records, NEED_TOKEN},
    {"GET", ":module/filter", list_sugar_records, NEED_TOKEN},
    {"POST", ":module/filter", list_sugar_records, NEED_TOKEN},
    {"POST", ":module", create_sugar_record, NEED_TOKEN},
    {"GET", ":module/:id", get_sugar_record, NEED_TOKEN},
    {"PUT", ":module/:id", update_sugar_record, NEED_TOKEN},
    {"DELETE", ":module/:id", delete_sugar_record, NEED_TOKEN},
    {"GET", ":module/:id/link/:link", list_sugar_links, NEED_TOKEN},
    {"POST", ":module/:id/link", add_sugar_links, NEED_TOKEN},
    {"POST", ":module/:id/link/:link/:other", add_sugar_link, NEED_TOKEN},
    {"DELETE", ":module/:id/link/:link/:other", remove_sugar_link, NEED_TOKEN},
};

enum { ROUTE_TOTAL = sizeof routes / sizeof routes[0] };

static const char *const versions[] = {"v10", "v11", "v11_10"};

enum { VERSION_TOTAL = sizeof versions / sizeof versions[0], VERSION_WITH_KEY = 2 };

void give_sugar_answer(struct call *call, unsigned status, struct json_object *body)
{
    free_answer(call->answer);
    *call->answer =
        (struct answer){.status = status, .headers = json_object_new_object(), .body = body};
    set_header(call->answer, "content-type", "application/json");
}

void refuse_sugar_call(struct call *call, enum sugar_error error, const char *message)
{
    struct json_object *body = json_object_new_object();
    json_object_object_add(body, "error", json_object_new_string(errors[error].label));
    json_object_object_add(
        body, "error_message",
        json_object_new_string(message == NULL ? errors[error].message : message));
    give_sugar_answer(call, errors[error].status, body);
}

struct json_object *find_sugar_parameter(struct call *call, const char *name)
{
    struct json_object *found = NULL;
    if (json_object_is_type(call->body, json_type_object)) {
        json_object_object_get_ex(call->body, name, &found);
    }
    return found == NULL ? json_object_object_get(call->query, name) : found;
}

/* Whether a route's path is that of the request, whose parts begin behind the version. */
static bool fits_path(const struct path *pattern, const struct path *path)
{
    if (pattern->count + 1 != path->count) {
        return false;
    }
    for (size_t i = 0; i < pattern->count; i++) {
        const char *part = pattern->parts[i];
        if (part[0] != ':' && strcmp(part, path->parts[i + 1]) != 0) {
            return false;
        }
    }
    return true;
}

/* False if there is no such module. */
static bool take_parts(struct call *call, const struct path *pattern, const struct path *path)
{
    const struct {
        const char *name;
        const char **place;
    } places[] = {{":id", &call->id},
                  {":link", &call->link},
                  {":other", &call->other_id},
                  {":key", &call->key}};
    bool known = true;
    for (size_t i = 0; i < pattern->count; i++) {
        if (strcmp(pattern->parts[i], ":module") == 0) {
            known = find_module(path->parts[i + 1], &call->module);
        }
        for (size_t k = 0; k < sizeof places / sizeof places[0]; k++) {
            if (strcmp(pattern->parts[i], places[k].name) == 0) {
                *places[k].place = path->parts[i + 1];
            }
        }
    }
    return known;
}

static bool has_version(const struct path *path, size_t *version)
{
    for (*version = 0; path->count > 0 && *version < VERSION_TOTAL; (*version)++) {
        if (strcmp(path->parts[0], versions[*version]) == 0) {
            return true;
        }
    }
    return false;
}

static const struct route *find_route(const struct call *call, const struct path *path,
                                      size_t version, struct path *pattern)
{
    bool has_key = version >= VERSION_WITH_KEY && !call->site->has_no_sync_key;
    for (size_t i = 0; i < ROUTE_TOTAL; i++) {
        split_path(pattern, routes[i].path);
        if (strcmp(routes[i].method, call->method) == 0 &&
            (routes[i].need != NEED_KEY || has_key) && fits_path(pattern, path)) {
            return &routes[i];
        }
    }
    return NULL;
}

/* Takes a URL without its parameters apart, which begins with the version, and answers the call.
   `is_part`: in bulk, whose caller has logged in; bulk in bulk is assumed to be no call. */
static void answer_sugar_call(struct call *call, const char *url, bool is_part)
{
    struct path path;
    struct path pattern;
    size_t version = 0;
    split_path(&path, url);
    if (!has_version(&path, &version)) {
        refuse_sugar_call(call, SUGAR_INCORRECT_VERSION, NULL);
        return;
    }
    const struct route *route = find_route(call, &path, version, &pattern);
    bool needs_token = !is_part && (route == NULL || route->need != NEED_NOTHING);
    if (needs_token && call->token.length == 0) {
        refuse_sugar_call(call, SUGAR_NEED_LOGIN, NULL);
    } else if (needs_token && !is_good_ticket(&call->site->tokens, call->token)) {
        refuse_sugar_call(call, SUGAR_INVALID_GRANT, NULL);
    } else if (route == NULL || (is_part && route->answer == answer_sugar_bulk)) {
        refuse_sugar_call(call, SUGAR_NO_METHOD, NULL);
    } else if (!take_parts(call, &pattern, &path)) {
        refuse_sugar_call(call, SUGAR_NOT_FOUND, NULL);
    } else {
        route->answer(call);
    }
}

static struct json_object *parse_json(struct text text)
{
    struct json_tokener *tokener = json_tokener_new();
    struct json_object *parsed =
        text.length == 0 ? NULL : json_tokener_parse_ex(tokener, text.at, (int)text.length);
    json_tokener_free(tokener);
    return parsed;
}

/* The body of a part is a text that holds JSON; an object does too (thorn sends one). */
static struct json_object *read_part_body(struct json_object *part)
{
    struct json_object *data = json_object_object_get(part, "data");
    return json_object_is_type(data, json_type_string)
               ? parse_json(make_text(json_object_get_string(data)))
               : json_object_get(data);
}

/* That headers is an empty list, and the words of status_text, are assumed. */
static struct json_object *make_part_answer(const struct answer *answer)
{
    struct json_object *made = json_object_new_object();
    const char *words = answer->status == 200   ? "OK"
                        : answer->status == 201 ? "Created"
                        : answer->status == 404 ? "Not Found"
                                                : "Error";
    json_object_object_add(made, "contents", json_object_get(answer->body));
    json_object_object_add(made, "headers", json_object_new_array());
    json_object_object_add(made, "status", json_object_new_int((int)answer->status));
    json_object_object_add(made, "status_text", json_object_new_string(words));
    return made;
}

static struct json_object *answer_part(struct call *call, struct json_object *part)
{
    struct answer answer = {0};
    const char *method = get_text(part, "method");
    struct text url = make_text(get_text(part, "url"));
    char path[PATH_SIZE];
    size_t end = find_byte(url, '?', 0);
    struct call inner = {.site = call->site,
                         .method = method[0] == '\0' ? "GET" : method,
                         .body = read_part_body(part),
                         .token = call->token,
                         .answer = &answer};
    inner.query = parse_query(end < url.length ? slice_text(url, end + 1, url.length) : EMPTY_TEXT);
    snprintf(path, sizeof path, "%.*s", (int)end, url.at);
    answer_sugar_call(&inner, path, true);
    struct json_object *made = make_part_answer(&answer);
    free_answer(&answer);
    json_object_put(inner.body);
    json_object_put(inner.query);
    return made;
}

static void answer_sugar_bulk(struct call *call)
{
    struct json_object *requests = find_sugar_parameter(call, "requests");
    if (!json_object_is_type(requests, json_type_array)) {
        refuse_sugar_call(call, SUGAR_INVALID_PARAMETER, "Missing parameter: requests");
        return;
    }
    struct json_object *answers = json_object_new_array();
    for (size_t i = 0; i < json_object_array_length(requests); i++) {
        json_object_array_add(answers, answer_part(call, json_object_array_get_idx(requests, i)));
    }
    give_sugar_answer(call, 200, answers);
}

bool answer_v11(struct site *site, const struct request *request, struct answer *answer,
                struct error *error)
{
    (void)error;
    const char *token =
        MHD_lookup_connection_value(request->connection, MHD_HEADER_KIND, "OAuth-Token");
    struct call call = {.site = site,
                        .method = request->method,
                        .query = read_query(request),
                        .body = parse_json(request->body),
                        .token = make_text(token == NULL ? "" : token),
                        .answer = answer};
    answer_sugar_call(&call, request->path, false);
    json_object_put(call.query);
    json_object_put(call.body);
    return true;
}
