#include "crm/v8.h"

#include "crm/call.h"
#include "crm/json.h"
#include "crm/oauth.h"

static bool seal_call(struct crm *crm, const struct crm_call *call, struct crm_sending *sending)
{
    const char *json =
        call->body == NULL
            ? ""
            : json_object_to_json_string_ext(call->body, JSON_C_TO_STRING_PLAIN |
                                                             JSON_C_TO_STRING_NOSLASHESCAPE);
    append_formatted(&sending->path, "%s/Api/", crm->prefix);
    append_text(&sending->path, call->path);
    append_text(&sending->body, make_text(json == NULL ? "" : json));
    sending->body.failed = sending->body.failed || json == NULL;
    sending->headers[0] = "Accept: application/vnd.api+json";
    if (!call->is_open) {
        append_formatted(&sending->ticket, "Authorization: Bearer %.*s",
                         (int)call->session->ticket.length, call->session->ticket.at);
    }
    return complete_sending(crm, call, call->verb, "application/vnd.api+json", sending);
}

/* A token that is taken away while a request is under way leaves that without a user (seen on
   SuiteCRM 7.14.6: nothing is written then). */
static bool is_expired(const struct crm_reply *reply)
{
    static const struct text without_user = {"Module id is empty when trying to get Users", 43};
    struct json_object *detail = find_member(find_member(reply->body, "errors"), "detail");
    return reply->status == 401 ||
           (reply->status == 400 && json_object_is_type(detail, json_type_string) &&
            starts_with(make_text(json_object_get_string(detail)), without_user));
}

struct text read_v8_words(const struct crm *crm, const struct crm_reply *reply, struct arena *arena)
{
    struct text detail = copy_member(arena, find_member(reply->body, "errors"), "detail");
    struct text message = copy_member(arena, reply->body, "message");
    struct text words = detail.length > 0 ? detail : message;
    return words.length > 0 ? quote_words(crm, words, arena)
                            : quote_answer(crm, &reply->response, arena);
}

static bool probe(struct crm *crm, bool *answers, struct error *error)
{
    struct crm_reply reply;
    struct arena arena = {0};
    struct crm_call call = {
        .verb = "GET", .path = TEXT("V8/meta/fields/Contacts"), .is_read = true, .is_open = true};
    bool done = make_probe(crm, &call, &reply, error);
    *answers = done && reply.status == 401 &&
               equal_texts(copy_member(&arena, reply.body, "error"), TEXT("access_denied"));
    if (*answers) {
        crm->product = TEXT("SuiteCRM");
    }
    free_arena(&arena);
    end_reply(&reply);
    return done;
}

static const char *find_lack(const struct crm_credentials *credentials)
{
    return credentials->client_id != NULL && credentials->client_secret != NULL
               ? NULL
               : "a client: POSSUM_CLIENT_ID and POSSUM_CLIENT_SECRET";
}

/* With what renews the session if there is that, else with a user's password if there is one, else
   as the client itself. */
static struct json_object *make_grant(const struct crm *crm, const struct crm_session *session)
{
    const struct crm_credentials *credentials = crm->credentials;
    struct json_building grant = begin_json_object();
    bool has_user = credentials->user != NULL && credentials->password != NULL;
    bool renews = session->renewal.length > 0;
    add_json_string(&grant, grant.root, "grant_type",
                    renews     ? "refresh_token"
                    : has_user ? "password"
                               : "client_credentials");
    add_json_string(&grant, grant.root, "client_id", credentials->client_id);
    add_json_string(&grant, grant.root, "client_secret", credentials->client_secret);
    if (renews) {
        add_json_member(&grant, grant.root, "refresh_token", make_json_text(session->renewal));
    } else if (has_user) {
        add_json_string(&grant, grant.root, "username", credentials->user);
        add_json_string(&grant, grant.root, "password", credentials->password);
    }
    return end_json(&grant);
}

static bool refuse_grant(struct crm *crm, const struct crm_reply *reply, struct error *error)
{
    return refuse_login(crm, &reply->response, copy_member(&crm->arena, reply->body, "message"),
                        error);
}

static bool log_in(struct crm *crm, struct crm_session *session, struct error *error)
{
    static const struct oauth_manner manner = {
        .path = {"access_token", 12}, .make_grant = make_grant, .refuse = refuse_grant};
    return log_in_by_oauth(crm, session, &manner, error);
}

static void log_out(struct crm *crm, const struct crm_session *session)
{
    log_out_by_oauth(crm, session, TEXT("V8/logout"));
}

static bool describe(struct crm *crm, enum crm_module module, struct arena *arena,
                     struct crm_field_list *fields, struct error *error)
{
    struct crm_reply reply;
    struct crm_call call = {.verb = "GET",
                            .path =
                                print_to_arena(arena, "V8/meta/fields/%s", name_crm_module(module)),
                            .is_read = true};
    bool done = make_call(crm, &call, &reply, error);
    struct json_object *listed = find_member(find_member(reply.body, "data"), "attributes");
    if (done && (reply.status != 200 || !take_fields(listed, arena, fields))) {
        crm->level =
            reply.status == 400 || reply.status == 403 ? CRM_LEVEL_MODULE : CRM_LEVEL_CONNECTION;
        done = refuse_answer(crm, &reply.response, "the question for its fields", error);
    }
    end_reply(&reply);
    return done && (!arena->exhausted || fail_for_memory(error));
}

const struct crm_driver v8_driver = {
    .name = "v8",
    .find_lack = find_lack,
    .probe = probe,
    .log_in = log_in,
    .log_out = log_out,
    .seal_call = seal_call,
    .is_expired = is_expired,
    .describe = describe,
    .find = find_v8_records,
    .batch_limit = 500,
    .list_contacts = list_v8_contacts,
    .find_user = find_v8_user,
    .list_ticked = list_v8_ticked,
    .plan_step = plan_v8_step,
    .judge_step = judge_v8_step,
    .bundle_limit = 1,
};
