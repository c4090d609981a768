/* The JSON:API (facts: suitecrm-live.md section 3). */
#include "api.h"

#include <string.h>

/* What the two clients of the recordings may do: log in with a user's password, or as themselves.
 */
static const char password_client[] = "e7bc5ac7-1c1f-9ba4-7845-6b05752f686a";
static const char own_client[] = "ecffe16f-14f0-72aa-040d-6b0575305f99";

/* A request, and where its answer goes. */
struct exchange {
    struct site *site;
    const struct request *request;
    struct answer *answer;
    struct error *error;
};

static bool recall(struct exchange *exchange, const char *name)
{
    return recall_answer(exchange->answer, exchange->site->transcripts, name, exchange->error);
}

/* Recalls an answer and has its message, which stands there twice, end in `detail`. */
static bool recall_with_detail(struct exchange *exchange, const char *name, const char *format,
                               const char *detail)
{
    struct buffer message = {0};
    bool done = recall(exchange, name);
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

static bool issue_token(struct exchange *exchange, const char *name)
{
    char token[TICKET_LENGTH];
    if (!recall(exchange, name)) {
        return false;
    }
    issue_ticket(&exchange->site->tokens, token);
    replace_member(exchange->answer, "access_token", token);
    if (json_object_object_get_ex(exchange->answer->body, "refresh_token", NULL)) {
        replace_member(exchange->answer, "refresh_token", "testtoken.refresh.signature");
    }
    return true;
}

/* The client is looked at before the user, and the user before the password. */
static bool answer_grant(struct exchange *exchange, struct json_object *grant)
{
    const struct site *site = exchange->site;
    const char *client = get_text(grant, "client_id");
    const char *user = get_text(grant, "username");
    const char *password = get_text(grant, "password");
    bool as_user = strcmp(get_text(grant, "grant_type"), "password") == 0;
    if (strcmp(client, password_client) != 0 && strcmp(client, own_client) != 0) {
        return recall_with_detail(exchange, "v8-token-badclient",
                                  "OAuth2Clients module with id %s is not found", client);
    }
    if (strcmp(get_text(grant, "client_secret"), site->client_secret) != 0 ||
        strcmp(client, as_user ? password_client : own_client) != 0) {
        return recall(exchange, "v8-token-badsecret");
    }
    if (!as_user) {
        return issue_token(exchange, "v8-token-cc");
    }
    if (strcmp(user, "admin") != 0) {
        return recall_with_detail(exchange, "v8-token-baduser",
                                  "No user found with this username: %s", user);
    }
    if (strcmp(password, site->password) != 0) {
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
    if (strcmp(type, "password") == 0 || strcmp(type, "client_credentials") == 0) {
        done = answer_grant(exchange, grant);
    } else {
        make_page(exchange->answer, 400, "{\"error\":\"unsupported_grant_type\"}");
    }
    json_object_put(grant);
    return done;
}

static bool answer_fields(struct exchange *exchange)
{
    const char *module = strrchr(exchange->request->path, '/') + 1;
    bool is_contacts = strcmp(module, "Contacts") == 0;
    if (!is_contacts && strcmp(module, "Accounts") != 0) {
        return recall(exchange, "v8-module-404");
    }
    if (!recall(exchange, is_contacts ? "v8-meta-fields-Contacts" : "v8-meta-fields-Accounts")) {
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

bool answer_v8(struct site *site, const struct request *request, struct answer *answer,
               struct error *error)
{
    struct exchange exchange = {site, request, answer, error};
    struct text path = make_text(request->path);
    bool is_get = strcmp(request->method, "GET") == 0;
    bool is_post = strcmp(request->method, "POST") == 0;
    bool wants_fields = is_get && starts_with(path, TEXT("/V8/meta/fields/"));
    bool wants_logout = is_post && equal_texts(path, TEXT("/V8/logout"));
    if (is_post && equal_texts(path, TEXT("/access_token"))) {
        return answer_login(&exchange);
    }
    if (!wants_fields && !wants_logout) {
        return recall(&exchange, "v8-route-404");
    }
    struct text token = find_token(request);
    if (!is_good_ticket(&site->tokens, token)) {
        bool was_good = starts_with(token, TEXT("testtoken."));
        return recall(&exchange, was_good           ? "v8-after-logout"
                                 : token.length > 0 ? "v8-badtoken"
                                                    : "v8-notoken");
    }
    if (wants_logout) {
        end_ticket(&site->tokens, token);
        return recall(&exchange, "v8-logout");
    }
    return answer_fields(&exchange);
}
