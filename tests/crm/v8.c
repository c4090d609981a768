/* The JSON:API (facts: suitecrm-live.md section 3). */
#include "v8.h"
#include "v8_query.h"

#include <stdarg.h>
#include <string.h>

/* What the two clients of the recordings may do: log in with a user's password, or as themselves.
 */
static const char password_client[] = "e7bc5ac7-1c1f-9ba4-7845-6b05752f686a";
static const char own_client[] = "ecffe16f-14f0-72aa-040d-6b0575305f99";

/* A refresh token is a ticket and the access token that it renews, with a ~ between. */
enum { REFRESH_SIZE = 2 * TICKET_LENGTH };

bool recall_v8_answer(struct exchange *exchange, const char *name)
{
    return recall_answer(exchange->answer, exchange->site->transcripts, name, exchange->error);
}

bool give_v8_answer(struct exchange *exchange, unsigned status, struct json_object *body)
{
    const char *name = status == 400 ? "v8-get-404" : "v8-logout";
    bool done =
        recall_headers(exchange->answer, exchange->site->transcripts, name, body, exchange->error);
    exchange->answer->status = done ? status : 0;
    return done;
}

bool refuse_v8_request(struct exchange *exchange, enum refusal refusal, const char *format, ...)
{
    char detail[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(detail, sizeof detail, format, arguments);
    va_end(arguments);
    const char *name = refusal == REFUSED_BY_PARAMETERS ? "v8-module-404" : "v8-get-404";
    if (!recall_v8_answer(exchange, name)) {
        return false;
    }
    struct json_object *errors = json_object_object_get(exchange->answer->body, "errors");
    json_object_object_add(errors, "detail", json_object_new_string(detail));
    return true;
}

/* Recalls an answer and has its message, which stands there twice, end in `detail`. */
static bool recall_with_detail(struct exchange *exchange, const char *name, const char *format,
                               const char *detail)
{
    struct buffer message = {0};
    bool done = recall_v8_answer(exchange, name);
    const char *rest = strstr(format, "%s") + 2;
    append_text(&message, (struct text){format, (size_t)(rest - 2 - format)});
    append_text(&message, make_text(detail));
    append_text(&message, make_text(rest));
    append_byte(&message, '\0');
    if (done) {
        replace_member(exchange->answer, "error_description", message.at);
        replace_member(exchange->answer, "message", message.at);
    }
    free_buffer(&message);
    return done;
}

/* Only the answers to users have a refresh token. */
static bool issue_token(struct exchange *exchange, const char *name)
{
    struct site *site = exchange->site;
    char token[TICKET_LENGTH];
    if (!recall_v8_answer(exchange, name)) {
        return false;
    }
    issue_ticket(&site->tokens, token);
    replace_member(exchange->answer, "access_token", token);
    if (json_object_object_get_ex(exchange->answer->body, "refresh_token", NULL)) {
        char ticket[TICKET_LENGTH];
        char refresh[REFRESH_SIZE];
        issue_ticket(&site->refresh_tokens, ticket);
        snprintf(refresh, sizeof refresh, "%s~%s", ticket, token);
        replace_member(exchange->answer, "refresh_token", refresh);
    }
    return true;
}

/* As the OAuth library of SuiteCRM's has it (league/oauth2-server). */
static bool refuse_refresh(struct exchange *exchange, bool was_good)
{
    if (!recall_v8_answer(exchange, "v8-token-badsecret")) {
        return false;
    }
    replace_member(exchange->answer, "error", "invalid_request");
    replace_member(exchange->answer, "error_description", "The refresh token is invalid.");
    replace_member(exchange->answer, "hint",
                   was_good ? "Token has been revoked" : "Cannot decrypt the refresh token");
    replace_member(exchange->answer, "message", "The refresh token is invalid.");
    return true;
}

/* Ends the old pair of tokens. */
static bool refresh_token(struct exchange *exchange, struct json_object *grant)
{
    struct site *site = exchange->site;
    struct text refresh = make_text(get_text(grant, "refresh_token"));
    size_t middle = find_byte(refresh, '~', 0);
    struct text ticket = slice_text(refresh, 0, middle);
    if (site->refuses_logins || !is_good_ticket(&site->refresh_tokens, ticket)) {
        return refuse_refresh(exchange, middle < refresh.length);
    }
    end_ticket(&site->refresh_tokens, ticket);
    end_ticket(&site->tokens, slice_text(refresh, middle + 1, refresh.length));
    return issue_token(exchange, "v8-refresh");
}

/* The client is looked at before the user, and the user before the password. */
static bool answer_grant(struct exchange *exchange, struct json_object *grant)
{
    const struct site *site = exchange->site;
    const char *client = get_text(grant, "client_id");
    const char *user = get_text(grant, "username");
    const char *password = get_text(grant, "password");
    const char *type = get_text(grant, "grant_type");
    bool as_user = strcmp(type, "client_credentials") != 0;
    if (strcmp(client, password_client) != 0 && strcmp(client, own_client) != 0) {
        return recall_with_detail(exchange, "v8-token-badclient",
                                  "OAuth2Clients module with id %s is not found", client);
    }
    if (strcmp(get_text(grant, "client_secret"), site->client_secret) != 0 ||
        strcmp(client, as_user ? password_client : own_client) != 0) {
        return recall_v8_answer(exchange, "v8-token-badsecret");
    }
    if (strcmp(type, "refresh_token") == 0) {
        return refresh_token(exchange, grant);
    }
    if (!as_user) {
        return site->refuses_logins ? recall_v8_answer(exchange, "v8-token-badsecret")
                                    : issue_token(exchange, "v8-token-cc");
    }
    if (strcmp(user, "admin") != 0) {
        return recall_with_detail(exchange, "v8-token-baduser",
                                  "No user found with this username: %s", user);
    }
    if (site->refuses_logins || strcmp(password, site->password) != 0) {
        return recall_with_detail(exchange, "v8-token-badpassword", "The password is invalid: %s",
                                  password);
    }
    return issue_token(exchange, "v8-token-ok");
}

static bool is_json_request(const struct request *request)
{
    const char *type =
        MHD_lookup_connection_value(request->connection, MHD_HEADER_KIND, "Content-Type");
    return type != NULL && strstr(type, "json") != NULL;
}

static bool answer_login(struct exchange *exchange)
{
    const struct request *request = exchange->request;
    struct json_object *grant = NULL;
    if (is_json_request(request)) {
        struct json_tokener *tokener = json_tokener_new();
        grant = json_tokener_parse_ex(tokener, request->body.at, (int)request->body.length);
        json_tokener_free(tokener);
    } else {
        read_form(request, &grant);
    }
    const char *type = get_text(grant, "grant_type");
    bool done = true;
    if (strcmp(type, "password") == 0 || strcmp(type, "client_credentials") == 0 ||
        strcmp(type, "refresh_token") == 0) {
        done = answer_grant(exchange, grant);
    } else {
        make_page(exchange->answer, 400, "{\"error\":\"unsupported_grant_type\"}");
    }
    json_object_put(grant);
    return done;
}

static bool give_fields(struct exchange *exchange, enum module module)
{
    const char *name =
        module == MODULE_CONTACTS ? "v8-meta-fields-Contacts" : "v8-meta-fields-Accounts";
    if (!recall_v8_answer(exchange, name)) {
        return false;
    }
    struct json_object *data = json_object_object_get(exchange->answer->body, "data");
    struct json_object *fields = json_object_object_get(data, "attributes");
    json_object_object_add(data, "attributes", change_fields(&exchange->site->changes, fields));
    return true;
}

/* The token of the request's header, empty if there is none. */
static struct text find_token(const struct request *request)
{
    const char *header =
        MHD_lookup_connection_value(request->connection, MHD_HEADER_KIND, "Authorization");
    struct text value = make_text(header == NULL ? "" : header);
    return starts_with(value, TEXT("Bearer ")) ? slice_text(value, 7, value.length) : EMPTY_TEXT;
}

/* The parts of a path: V8/module/MODULE/ID/relationships/LINK/RELATED_ID. */
enum { PART_MODULE = 2, PART_ID, PART_RELATIONSHIPS, PART_LINK, PART_RELATED_ID, PART_TOTAL };

static bool answer_record(struct exchange *exchange, enum module module, const struct path *path)
{
    const char *method = exchange->request->method;
    const char *id = path->parts[PART_ID];
    bool is_get = strcmp(method, "GET") == 0;
    if (id == NULL && is_get) {
        return list_v8_records(exchange, module);
    }
    if (id != NULL && !is_v8_id(id)) {
        return refuse_v8_request(exchange, REFUSED_BY_PARAMETERS,
                                 "The option \"id\" with value \"%s\" is invalid.", id);
    }
    if (path->count == PART_ID + 1 && is_get) {
        return get_v8_record(exchange, module, id);
    }
    if (path->count == PART_ID + 1 && strcmp(method, "DELETE") == 0) {
        return delete_v8_record(exchange, module, id);
    }
    if (path->count > PART_RELATIONSHIPS && path->count <= PART_TOTAL &&
        strcmp(path->parts[PART_RELATIONSHIPS], "relationships") == 0) {
        return answer_v8_relationship(exchange, module, id, path->parts[PART_LINK],
                                      path->parts[PART_RELATED_ID]);
    }
    return recall_v8_answer(exchange, "v8-route-404");
}

static bool answer_module(struct exchange *exchange, const struct path *path)
{
    const char *method = exchange->request->method;
    enum module module = MODULE_CONTACTS;
    if (path->count == PART_MODULE) {
        return strcmp(method, "POST") == 0    ? create_v8_record(exchange)
               : strcmp(method, "PATCH") == 0 ? update_v8_record(exchange)
                                              : recall_v8_answer(exchange, "v8-route-404");
    }
    if (path->count == PART_ID && strcmp(method, "GET") == 0 &&
        strcmp(path->parts[PART_MODULE], "EmailAddresses") == 0) {
        return list_v8_emails(exchange);
    }
    if (!find_module(path->parts[PART_MODULE], &module)) {
        return refuse_v8_request(exchange, REFUSED_BY_PARAMETERS, "Module %s does not exist",
                                 path->parts[PART_MODULE]);
    }
    return answer_record(exchange, module, path);
}

/* V8/meta/fields/MODULE */
static bool answer_fields(struct exchange *exchange, const struct path *path)
{
    enum module module = MODULE_CONTACTS;
    if (path->count != 4 || strcmp(path->parts[2], "fields") != 0) {
        return recall_v8_answer(exchange, "v8-route-404");
    }
    return find_module(path->parts[3], &module)
               ? give_fields(exchange, module)
               : refuse_v8_request(exchange, REFUSED_BY_PARAMETERS, "Module %s does not exist",
                                   path->parts[3]);
}

static bool is_route(const struct request *request, const struct path *path, const char *method,
                     const char *second)
{
    return path->count >= 2 && strcmp(path->parts[0], "V8") == 0 &&
           strcmp(path->parts[1], second) == 0 &&
           (method == NULL || strcmp(request->method, method) == 0);
}

/* A few of the attributes that were recorded. */
static bool give_user(struct exchange *exchange)
{
    struct json_object *attributes = json_object_new_object();
    struct json_object *user = json_object_new_object();
    struct json_object *body = json_object_new_object();
    json_object_object_add(attributes, "user_name", json_object_new_string("admin"));
    json_object_object_add(attributes, "is_admin", json_object_new_string("1"));
    json_object_object_add(user, "type", json_object_new_string("User"));
    json_object_object_add(user, "id", json_object_new_string("1"));
    json_object_object_add(user, "attributes", attributes);
    json_object_object_add(body, "data", user);
    return give_v8_answer(exchange, 200, body);
}

/* What is good only with a token. */
static bool answer_with_token(struct exchange *exchange, const struct path *path)
{
    struct site *site = exchange->site;
    struct text token = find_token(exchange->request);
    if (!is_good_ticket(&site->tokens, token)) {
        bool was_good = starts_with(token, make_text(site->tokens.beginning));
        return recall_v8_answer(exchange, was_good           ? "v8-after-logout"
                                          : token.length > 0 ? "v8-badtoken"
                                                             : "v8-notoken");
    }
    if (is_route(exchange->request, path, "POST", "logout")) {
        end_ticket(&site->tokens, token);
        return recall_v8_answer(exchange, "v8-logout");
    }
    if (is_route(exchange->request, path, "GET", "current-user")) {
        return give_user(exchange);
    }
    return is_route(exchange->request, path, NULL, "module") ? answer_module(exchange, path)
                                                             : answer_fields(exchange, path);
}

bool answer_v8(struct site *site, const struct request *request, struct answer *answer,
               struct error *error)
{
    struct exchange exchange = {site, request, answer, error};
    struct path path;
    split_path(&path, request->path);
    if (strcmp(request->method, "POST") == 0 && strcmp(request->path, "/access_token") == 0) {
        return answer_login(&exchange);
    }
    if (!is_route(request, &path, "POST", "logout") && !is_route(request, &path, "GET", "meta") &&
        !is_route(request, &path, "GET", "current-user") &&
        !is_route(request, &path, NULL, "module")) {
        return recall_v8_answer(&exchange, "v8-route-404");
    }
    return answer_with_token(&exchange, &path);
}
