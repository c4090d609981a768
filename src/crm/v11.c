#include "crm/v11.h"

#include "crm/call.h"
#include "crm/oauth.h"

static const char *const versions[] = {"v11_10", "v11", "v10"};

static void append_json(struct buffer *out, struct json_object *object)
{
    const char *json = object == NULL
                           ? ""
                           : json_object_to_json_string_ext(
                                 object, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);
    append_text(out, make_text(json == NULL ? "" : json));
    out->failed = out->failed || json == NULL;
}

static bool seal_call(struct crm *crm, const struct crm_call *call, struct crm_sending *sending)
{
    append_formatted(&sending->path, "%s/rest/%s/", crm->prefix, crm->version);
    append_text(&sending->path, call->path);
    append_json(&sending->body, call->body);
    sending->headers[0] = "Accept: application/json";
    if (!call->is_open) {
        append_formatted(&sending->ticket, "OAuth-Token: %.*s", (int)call->session->ticket.length,
                         call->session->ticket.at);
    }
    return complete_sending(crm, call, call->verb, "application/json", sending);
}

/* The data of a part is JSON within JSON. */
static void add_part(struct json_building *building, struct json_object *requests,
                     const struct crm *crm, const struct crm_call *call)
{
    struct buffer text = {0};
    struct json_object *part = add_json_element(building, requests, json_object_new_object());
    append_formatted(&text, "/%s/%.*s", crm->version, (int)call->path.length, call->path.at);
    add_json_member(building, part, "url", make_json_text(view_buffer(&text)));
    add_json_string(building, part, "method", call->verb);
    if (call->body != NULL) {
        reset_buffer(&text);
        append_json(&text, call->body);
        add_json_member(building, part, "data", make_json_text(view_buffer(&text)));
    }
    building->failed = building->failed || text.failed;
    free_buffer(&text);
}

static bool seal_bundle(struct crm *crm, struct crm_operation *const *operations, size_t count,
                        struct crm_sending *sending)
{
    struct crm_call bundle = {.verb = "POST",
                              .path = TEXT("bulk"),
                              .session = operations[0]->call.session,
                              .is_read = true};
    struct json_building building = begin_json_object();
    struct json_object *requests =
        add_json_member(&building, building.root, "requests", json_object_new_array());
    for (size_t i = 0; i < count; i++) {
        add_part(&building, requests, crm, &operations[i]->call);
        bundle.is_read = bundle.is_read && operations[i]->call.is_read;
        bundle.is_unique = bundle.is_unique || operations[i]->call.is_unique;
    }
    bundle.body = end_json(&building);
    bool done = bundle.body != NULL && seal_call(crm, &bundle, sending);
    end_call(&bundle);
    return done;
}

/* The contents of a part are an object, or a text that holds one. */
static void open_bundle(const struct crm_reply *whole, size_t index, struct crm_reply *part)
{
    struct json_object *element = get_element(whole->body, index);
    struct json_object *contents = find_member(element, "contents");
    if (!json_object_is_type(whole->body, json_type_array)) {
        part->body = json_object_get(whole->body); /* the bundle itself was refused */
        return;
    }
    part->status = (long)read_number_member(element, "status");
    part->body = json_object_is_type(contents, json_type_string)
                     ? json_tokener_parse(json_object_get_string(contents))
                     : json_object_get(contents);
}

static bool is_expired(const struct crm_reply *reply)
{
    return reply->status == 401;
}

struct text read_v11_words(const struct crm *crm, const struct crm_reply *reply,
                           struct arena *arena)
{
    struct text label = copy_member(arena, reply->body, "error");
    struct text message = copy_member(arena, reply->body, "error_message");
    if (label.length == 0) {
        return quote_answer(crm, &reply->response, arena);
    }
    return quote_words(crm,
                       print_to_arena(arena, "%.*s: %.*s", (int)label.length, label.at,
                                      (int)message.length, message.at),
                       arena);
}

/* Asks one version, which answers that somebody has to log in. */
static bool probe_version(struct crm *crm, const char *version, bool *answers, struct error *error)
{
    struct crm_reply reply;
    struct arena arena = {0};
    struct crm_call call = {
        .verb = "GET", .path = TEXT("Contacts?max_num=1"), .is_read = true, .is_open = true};
    crm->version = version;
    bool done = make_probe(crm, &call, &reply, error);
    *answers = done && reply.status == 401 &&
               equal_texts(copy_member(&arena, reply.body, "error"), TEXT("need_login"));
    free_arena(&arena);
    end_reply(&reply);
    return done;
}

static bool probe(struct crm *crm, bool *answers, struct error *error)
{
    bool done = true;
    *answers = false;
    for (size_t i = 0;
         crm->prefix[0] == '\0' && done && !*answers && i < sizeof versions / sizeof *versions;
         i++) {
        done = probe_version(crm, versions[i], answers, error);
    }
    if (*answers) {
        crm->product = TEXT("SugarCRM");
        crm->has_keys = crm->version == versions[0];
    }
    return done;
}

static const char *find_lack(const struct crm_credentials *credentials)
{
    return credentials->user != NULL && credentials->password != NULL
               ? NULL
               : "a user: POSSUM_USER, and a password";
}

static const char *get_platform(const struct crm *crm)
{
    return crm->credentials->platform == NULL ? "possum" : crm->credentials->platform;
}

static struct json_object *make_grant(const struct crm *crm, const struct crm_session *session)
{
    const struct crm_credentials *credentials = crm->credentials;
    struct json_building grant = begin_json_object();
    bool renews = session->renewal.length > 0;
    add_json_string(&grant, grant.root, "grant_type", renews ? "refresh_token" : "password");
    add_json_string(&grant, grant.root, "client_id",
                    credentials->client_id == NULL ? "sugar" : credentials->client_id);
    add_json_string(&grant, grant.root, "client_secret",
                    credentials->client_secret == NULL ? "" : credentials->client_secret);
    if (renews) {
        add_json_member(&grant, grant.root, "refresh_token", make_json_text(session->renewal));
    } else {
        add_json_string(&grant, grant.root, "username", credentials->user);
        add_json_string(&grant, grant.root, "password", credentials->password);
    }
    add_json_string(&grant, grant.root, "platform", get_platform(crm));
    return end_json(&grant);
}

/* What is told of a platform that is not registered is not documented. */
static bool refuse_grant(struct crm *crm, const struct crm_reply *reply, struct error *error)
{
    struct error refusal = {0};
    struct text label = copy_member(&crm->arena, reply->body, "error");
    struct text words = label.length > 0 ? read_v11_words(crm, reply, &crm->arena) : EMPTY_TEXT;
    refuse_login(crm, &reply->response, words, &refusal);
    return fail(error, ERROR_CRM,
                "%s; if they are right, have an administrator register the platform \"%s\"",
                refusal.message, get_platform(crm));
}

static bool log_in(struct crm *crm, struct crm_session *session, struct error *error)
{
    static const struct oauth_manner manner = {
        .path = {"oauth2/token", 12}, .make_grant = make_grant, .refuse = refuse_grant};
    return log_in_by_oauth(crm, session, &manner, error);
}

static void log_out(struct crm *crm, const struct crm_session *session)
{
    log_out_by_oauth(crm, session, TEXT("oauth2/logout"));
}

static bool describe(struct crm *crm, enum crm_module module, struct arena *arena,
                     struct crm_field_list *fields, struct error *error)
{
    struct crm_reply reply;
    const char *name = name_crm_module(module);
    struct crm_call call = {
        .verb = "GET",
        .path = print_to_arena(arena, "metadata?type_filter=modules&module_filter=%s", name),
        .is_read = true};
    bool done = make_call(crm, &call, &reply, error);
    struct json_object *described = find_member(find_member(reply.body, "modules"), name);
    struct json_object *listed = find_member(described, "fields");
    if (done && (reply.status != 200 || !take_fields(listed, arena, fields))) {
        crm->level = reply.status == 200 || reply.status == 403 || reply.status == 404
                         ? CRM_LEVEL_MODULE
                         : CRM_LEVEL_CONNECTION;
        done = refuse_answer(crm, &reply.response, "the question for its fields", error);
    }
    crm->has_keys = crm->has_keys && find_member(listed, "sync_key") != NULL;
    end_reply(&reply);
    return done && (!arena->exhausted || fail_for_memory(error));
}

const struct crm_driver v11_driver = {
    .name = "v11",
    .find_lack = find_lack,
    .probe = probe,
    .log_in = log_in,
    .log_out = log_out,
    .seal_call = seal_call,
    .is_expired = is_expired,
    .describe = describe,
    .find = find_v11_records,
    .batch_limit = V11_BATCH_LIMIT,
    .list_contacts = list_v11_contacts,
    .find_user = find_v11_user,
    .keeps_marks = true,
    .list_ticked = list_v11_ticked,
    .plan_step = plan_v11_step,
    .judge_step = judge_v11_step,
    .bundle_limit = V11_BUNDLE_LIMIT,
    .seal_bundle = seal_bundle,
    .open_bundle = open_bundle,
};
