/* SuiteCRM's JSON:API (facts: suitecrm-live.md section 3). */
#include "crm/answer.h"
#include "crm/crm.h"

#include <string.h>

static const char json_api[] = "application/vnd.api+json";
static const char token_path[] = "access_token";
static const char logout_path[] = "V8/logout";

/* One exchange: its answer, parsed. */
struct exchange {
    struct http_response response;
    struct json_object *answer; /* NULL if it is no JSON object */
};

static bool make_exchange(struct crm *crm, struct exchange *exchange, const char *method,
                          const char *path, struct text body, struct error *error)
{
    struct text secrets[CRM_SECRET_COUNT];
    list_secrets(crm, secrets);
    struct text place = print_to_arena(&crm->arena, "%s/Api/%s", crm->prefix, path);
    struct text bearer = print_to_arena(&crm->arena, "Authorization: Bearer %.*s",
                                        (int)crm->session.length, crm->session.at);
    if (crm->arena.exhausted) {
        return fail_for_memory(error);
    }
    const char *const headers[] = {"Accept: application/vnd.api+json", bearer.at};
    const struct http_request request = {
        .method = method,
        .path = place.at,
        .body = body,
        .content_type = body.length > 0 ? json_api : NULL,
        .headers = headers,
        .header_count = crm->session.length > 0 ? 2 : 1,
        .secrets = secrets,
        .secret_count = CRM_SECRET_COUNT,
        .repeat = strcmp(path, logout_path) == 0 ? HTTP_REPEAT_UNSENT : HTTP_REPEAT_ALWAYS,
        .secret_answer = strcmp(path, token_path) == 0};
    if (!perform_request(crm->http, &request, &exchange->response, error)) {
        return false;
    }
    exchange->answer = parse_answer(&exchange->response);
    return true;
}

static void end_exchange(struct exchange *exchange)
{
    json_object_put(exchange->answer);
    free_http_response(&exchange->response);
}

static bool probe(struct crm *crm, bool *answers, struct error *error)
{
    struct exchange exchange = {0};
    struct arena arena = {0};
    bool done = make_exchange(crm, &exchange, "GET", "V8/meta/fields/Contacts", EMPTY_TEXT, error);
    *answers = done && exchange.response.status == 401 &&
               equal_texts(copy_member(&arena, exchange.answer, "error"), TEXT("access_denied"));
    if (*answers) {
        crm->product = TEXT("SuiteCRM");
    }
    free_arena(&arena);
    end_exchange(&exchange);
    return done;
}

/* With a user's password if there is one, else as the client itself. */
static struct json_object *make_grant(const struct crm_credentials *credentials)
{
    struct json_object *grant = json_object_new_object();
    bool has_user = credentials->user != NULL && credentials->password != NULL;
    json_object_object_add(grant, "grant_type",
                           json_object_new_string(has_user ? "password" : "client_credentials"));
    json_object_object_add(grant, "client_id", json_object_new_string(credentials->client_id));
    json_object_object_add(grant, "client_secret",
                           json_object_new_string(credentials->client_secret));
    if (has_user) {
        json_object_object_add(grant, "username", json_object_new_string(credentials->user));
        json_object_object_add(grant, "password", json_object_new_string(credentials->password));
    }
    return grant;
}

static bool log_in(struct crm *crm, struct error *error)
{
    struct exchange exchange = {0};
    struct json_object *grant = make_grant(crm->credentials);
    const char *json = json_object_to_json_string_ext(grant, JSON_C_TO_STRING_PLAIN);
    bool done = json == NULL
                    ? fail_for_memory(error)
                    : make_exchange(crm, &exchange, "POST", token_path, make_text(json), error);
    if (done) {
        crm->session = copy_member(&crm->arena, exchange.answer, "access_token");
        struct text words = copy_member(&crm->arena, exchange.answer, "message");
        done = crm->session.length > 0 || refuse_login(crm, &exchange.response, words, error);
    }
    json_object_put(grant);
    end_exchange(&exchange);
    return done;
}

static bool describe(struct crm *crm, const char *module, struct arena *arena,
                     struct crm_field_list *fields, struct error *error)
{
    struct exchange exchange = {0};
    struct text path = print_to_arena(&crm->arena, "V8/meta/fields/%s", module);
    bool done = path.length > 0 ? make_exchange(crm, &exchange, "GET", path.at, EMPTY_TEXT, error)
                                : fail_for_memory(error);
    struct json_object *listed = find_member(find_member(exchange.answer, "data"), "attributes");
    if (done && (exchange.response.status != 200 || !take_fields(listed, arena, fields))) {
        done = refuse_answer(crm, &exchange.response, "the question for its fields", error);
    }
    end_exchange(&exchange);
    return done && (!arena->exhausted || fail_for_memory(error));
}

static void log_out(struct crm *crm)
{
    struct error unwanted;
    struct exchange exchange = {0};
    make_exchange(crm, &exchange, "POST", logout_path, EMPTY_TEXT, &unwanted);
    end_exchange(&exchange);
}

const struct crm_driver v8_driver = {
    .name = "v8",
    .probe = probe,
    .log_in = log_in,
    .describe = describe,
    .log_out = log_out,
};
