#include "crm/v4_1.h"

#include "crm/call.h"
#include "crm/json.h"
#include "crm/percent_encoding.h"

#include <string.h>

enum { INVALID_SESSION = 11 };

/* The arguments with the session before them. */
static void append_arguments(struct buffer *out, const struct crm_call *call)
{
    const char *json = json_object_to_json_string_ext(
        call->body, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);
    if (json == NULL) {
        out->failed = true;
        return;
    }
    struct text rest = make_text(json);
    if (!call->is_open) {
        struct json_object *session = make_json_text(call->session->ticket);
        const char *quoted = session == NULL ? NULL : json_object_to_json_string(session);
        append_percent_encoded(out, TEXT("{\"session\":"));
        append_percent_encoded(out, make_text(quoted == NULL ? "" : quoted));
        append_percent_encoded(out, rest.length > 2 ? TEXT(",") : EMPTY_TEXT);
        out->failed = out->failed || quoted == NULL;
        json_object_put(session);
        rest = slice_text(rest, 1, rest.length);
    }
    append_percent_encoded(out, rest);
}

static bool seal_call(struct crm *crm, const struct crm_call *call, struct crm_sending *sending)
{
    append_formatted(&sending->path, "%s/service/v4_1/rest.php", crm->prefix);
    append_formatted(&sending->body,
                     "method=%s&input_type=JSON&response_type=JSON&rest_data=", call->verb);
    append_arguments(&sending->body, call);
    return complete_sending(crm, call, "POST", "application/x-www-form-urlencoded", sending);
}

bool is_v4_1_fault(struct json_object *answer)
{
    return find_member(answer, "number") != NULL && find_member(answer, "name") != NULL;
}

static bool is_expired(const struct crm_reply *reply)
{
    return is_v4_1_fault(reply->body) &&
           read_number_member(reply->body, "number") == INVALID_SESSION;
}

struct text read_v4_1_words(const struct crm *crm, const struct crm_reply *reply,
                            struct arena *arena)
{
    if (!is_v4_1_fault(reply->body)) {
        return quote_answer(crm, &reply->response, arena);
    }
    struct text name = copy_member(arena, reply->body, "name");
    struct text description = copy_member(arena, reply->body, "description");
    return quote_words(crm,
                       print_to_arena(arena, "%.*s: %.*s", (int)name.length, name.at,
                                      (int)description.length, description.at),
                       arena);
}

enum crm_level read_v4_1_level(struct json_object *answer)
{
    /* SoapErrorDefinitions.php: what is about a module, and what is about the login */
    static const size_t of_modules[] = {20, 30, 31};
    static const size_t of_logins[] = {10, 11, 12, 13, 60, 61, 1008, 1009, 1012};
    size_t number = read_number_member(answer, "number");
    for (size_t i = 0; i < sizeof of_modules / sizeof *of_modules; i++) {
        if (number == of_modules[i]) {
            return CRM_LEVEL_MODULE;
        }
    }
    for (size_t i = 0; i < sizeof of_logins / sizeof *of_logins; i++) {
        if (number == of_logins[i]) {
            return CRM_LEVEL_CONNECTION;
        }
    }
    return CRM_LEVEL_RECORD;
}

static bool probe(struct crm *crm, bool *answers, struct error *error)
{
    struct crm_reply reply;
    struct crm_call call = {.verb = "get_server_info",
                            .body = json_object_new_object(),
                            .is_read = true,
                            .is_open = true};
    *answers = false;
    bool done = make_probe(crm, &call, &reply, error);
    if (done && reply.status == 200 && !is_v4_1_fault(reply.body)) {
        struct text suite = copy_member(&crm->arena, reply.body, "suitecrm_version");
        struct text sugar = copy_member(&crm->arena, reply.body, "version");
        *answers = sugar.length > 0;
        crm->product =
            suite.length > 0
                ? print_to_arena(&crm->arena, "SuiteCRM %.*s", (int)suite.length, suite.at)
                : print_to_arena(&crm->arena, "SugarCRM %.*s", (int)sugar.length, sugar.at);
    }
    if (done && reply.status >= 500) {
        done = refuse_answer(crm, &reply.response, "get_server_info", error);
    }
    end_reply(&reply);
    return done;
}

static const char *find_lack(const struct crm_credentials *credentials)
{
    return credentials->user != NULL && credentials->password != NULL
               ? NULL
               : "a user: POSSUM_USER, and a password";
}

static struct json_object *make_login_arguments(const struct crm_credentials *credentials)
{
    struct json_building building = begin_json_object();
    struct json_object *user =
        add_json_member(&building, building.root, "user_auth", json_object_new_object());
    add_json_string(&building, user, "user_name", credentials->user);
    add_json_string(&building, user, "password", credentials->password);
    /* in clear, within TLS: an MD5 sum would shut out users that LDAP knows */
    add_json_string(&building, user, "encryption", "PLAIN");
    add_json_string(&building, building.root, "application", "possum");
    add_json_member(&building, building.root, "name_value_list", json_object_new_array());
    return end_json(&building);
}

static bool log_in(struct crm *crm, struct crm_session *session, struct error *error)
{
    struct crm_reply reply;
    struct crm_call call = {.verb = "login",
                            .body = make_login_arguments(crm->credentials),
                            .is_read = true, /* several sessions do no harm */
                            .is_open = true,
                            .is_login = true};
    bool done = make_call(crm, &call, &reply, error);
    if (done) {
        bool is_fault = is_v4_1_fault(reply.body);
        session->ticket = is_fault ? EMPTY_TEXT : copy_member(&crm->arena, reply.body, "id");
        struct text words = is_fault ? read_v4_1_words(crm, &reply, &crm->arena) : EMPTY_TEXT;
        done = session->ticket.length > 0 || refuse_login(crm, &reply.response, words, error);
    }
    end_reply(&reply);
    return done;
}

static void log_out(struct crm *crm, const struct crm_session *session)
{
    struct error unwanted;
    struct crm_reply reply;
    struct crm_call call = {
        .verb = "logout", .body = json_object_new_object(), .session = session, .is_logout = true};
    make_call(crm, &call, &reply, &unwanted);
    end_reply(&reply);
}

static bool describe(struct crm *crm, enum crm_module module, struct arena *arena,
                     struct crm_field_list *fields, struct error *error)
{
    struct crm_reply reply;
    struct json_building building = begin_json_object();
    add_json_string(&building, building.root, "module_name", name_crm_module(module));
    add_json_member(&building, building.root, "fields", json_object_new_array());
    struct crm_call call = {
        .verb = "get_module_fields", .body = end_json(&building), .is_read = true};
    bool done = make_call(crm, &call, &reply, error);
    if (done && (is_v4_1_fault(reply.body) ||
                 !take_fields(find_member(reply.body, "module_fields"), arena, fields))) {
        crm->level = is_v4_1_fault(reply.body) ? read_v4_1_level(reply.body) : CRM_LEVEL_CONNECTION;
        done = refuse_answer(crm, &reply.response, "get_module_fields", error);
    }
    end_reply(&reply);
    return done && (!arena->exhausted || fail_for_memory(error));
}

const struct crm_driver v4_1_driver = {
    .name = "v4_1",
    .find_lack = find_lack,
    .probe = probe,
    .log_in = log_in,
    .log_out = log_out,
    .is_serial = true,
    .seal_call = seal_call,
    .is_expired = is_expired,
    .describe = describe,
    .find = find_v4_1_records,
    .batch_limit = V4_1_BATCH_LIMIT,
    .find_pairs = find_v4_1_pairs,
    .list_contacts = list_v4_1_contacts,
    .find_user = find_v4_1_user,
    .find_marked = find_v4_1_marked,
    .list_ticked = list_v4_1_ticked,
    .plan_step = plan_v4_1_step,
    .judge_step = judge_v4_1_step,
    .bundle_limit = 1,
};
