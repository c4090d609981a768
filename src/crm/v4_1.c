/* The legacy REST API (facts: source-and-docs.md section B, suitecrm-live.md section 2). Arguments
   have their exact names, for PHP 8, and stand in their exact order, for PHP 5 and 7. */
#include "crm/answer.h"
#include "crm/crm.h"

#include <string.h>

/* Appends bytes as a form holds them. */
static void append_form_value(struct buffer *out, struct text value)
{
    for (size_t i = 0; i < value.length; i++) {
        unsigned char byte = (unsigned char)value.at[i];
        bool is_plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                        (byte >= '0' && byte <= '9') || byte == '-' || byte == '_' || byte == '.';
        if (is_plain) {
            append_byte(out, (char)byte);
        } else {
            append_formatted(out, "%%%02X", byte);
        }
    }
}

static void append_form(struct buffer *out, const char *method, struct json_object *arguments)
{
    const char *json = json_object_to_json_string_ext(
        arguments, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);
    append_formatted(out, "method=%s&input_type=JSON&response_type=JSON&rest_data=", method);
    if (json == NULL) {
        out->failed = true;
    } else {
        append_form_value(out, make_text(json));
    }
}

/* Calls a method. The answer's JSON goes to *answer, which is an object that is no error; *is_fault
   says that it is an error of the API, which is left to the caller with its number. The arguments
   are put back. */
struct call {
    struct crm *crm;
    const char *method;
    struct json_object *arguments;
    struct http_response response;
    struct json_object *answer;
    bool is_fault;
};

static bool send_call(struct call *call, struct error *error)
{
    struct crm *crm = call->crm;
    struct text secrets[CRM_SECRET_COUNT];
    list_secrets(crm, secrets);
    struct text path = print_to_arena(&crm->arena, "%s/service/v4_1/rest.php", crm->prefix);
    struct buffer form = {0};
    append_form(&form, call->method, call->arguments);
    const struct http_request request = {
        .method = "POST",
        .path = path.at,
        .body = view_buffer(&form),
        .content_type = "application/x-www-form-urlencoded",
        .secrets = secrets,
        .secret_count = CRM_SECRET_COUNT,
        .repeat = strcmp(call->method, "logout") == 0 ? HTTP_REPEAT_UNSENT : HTTP_REPEAT_ALWAYS,
        .secret_answer = strcmp(call->method, "login") == 0};
    bool done = form.failed || crm->arena.exhausted
                    ? fail_for_memory(error)
                    : perform_request(crm->http, &request, &call->response, error);
    free_buffer(&form);
    json_object_put(call->arguments);
    call->arguments = NULL;
    return done;
}

static bool is_fault(struct json_object *answer)
{
    return find_member(answer, "number") != NULL && find_member(answer, "name") != NULL;
}

static bool make_call(struct call *call, struct error *error)
{
    if (call->arguments == NULL) {
        return fail_for_memory(error);
    }
    if (!send_call(call, error)) {
        return false;
    }
    call->answer = parse_answer(&call->response);
    call->is_fault = is_fault(call->answer);
    return true;
}

static void end_call(struct call *call)
{
    json_object_put(call->answer);
    free_http_response(&call->response);
    *call = (struct call){0};
}

/* What an error of the API says: its name and its description. */
static struct text read_fault(const struct call *call, struct arena *arena)
{
    struct text name = copy_member(arena, call->answer, "name");
    struct text description = copy_member(arena, call->answer, "description");
    return print_to_arena(arena, "%.*s: %.*s", (int)name.length, name.at, (int)description.length,
                          description.at);
}

static bool probe(struct crm *crm, bool *answers, struct error *error)
{
    struct call call = {
        .crm = crm, .method = "get_server_info", .arguments = json_object_new_object()};
    *answers = false;
    bool done = make_call(&call, error);
    if (done && call.response.status == 200 && !call.is_fault) {
        struct text suite = copy_member(&crm->arena, call.answer, "suitecrm_version");
        struct text sugar = copy_member(&crm->arena, call.answer, "version");
        *answers = sugar.length > 0;
        crm->product =
            suite.length > 0
                ? print_to_arena(&crm->arena, "SuiteCRM %.*s", (int)suite.length, suite.at)
                : print_to_arena(&crm->arena, "SugarCRM %.*s", (int)sugar.length, sugar.at);
    }
    if (done && call.response.status >= 500) {
        done = refuse_answer(crm, &call.response, call.method, error);
    }
    end_call(&call);
    return done;
}

static struct json_object *make_login_arguments(const struct crm_credentials *credentials)
{
    struct json_object *arguments = json_object_new_object();
    struct json_object *user = json_object_new_object();
    json_object_object_add(user, "user_name", json_object_new_string(credentials->user));
    json_object_object_add(user, "password", json_object_new_string(credentials->password));
    /* in clear, within TLS: an MD5 sum would shut out users that LDAP knows */
    json_object_object_add(user, "encryption", json_object_new_string("PLAIN"));
    json_object_object_add(arguments, "user_auth", user);
    json_object_object_add(arguments, "application", json_object_new_string("possum"));
    json_object_object_add(arguments, "name_value_list", json_object_new_array());
    return arguments;
}

static bool log_in(struct crm *crm, struct error *error)
{
    struct call call = {
        .crm = crm, .method = "login", .arguments = make_login_arguments(crm->credentials)};
    bool done = make_call(&call, error);
    if (done) {
        crm->session = call.is_fault ? EMPTY_TEXT : copy_member(&crm->arena, call.answer, "id");
        struct text words = call.is_fault ? read_fault(&call, &crm->arena) : EMPTY_TEXT;
        done = crm->session.length > 0 || refuse_login(crm, &call.response, words, error);
    }
    end_call(&call);
    return done;
}

static bool describe(struct crm *crm, const char *module, struct arena *arena,
                     struct crm_field_list *fields, struct error *error)
{
    struct json_object *arguments = json_object_new_object();
    json_object_object_add(arguments, "session",
                           json_object_new_string_len(crm->session.at, (int)crm->session.length));
    json_object_object_add(arguments, "module_name", json_object_new_string(module));
    json_object_object_add(arguments, "fields", json_object_new_array());
    struct call call = {.crm = crm, .method = "get_module_fields", .arguments = arguments};
    bool done = make_call(&call, error);
    if (done &&
        (call.is_fault || !take_fields(find_member(call.answer, "module_fields"), arena, fields))) {
        done = refuse_answer(crm, &call.response, call.method, error);
    }
    end_call(&call);
    return done && (!arena->exhausted || fail_for_memory(error));
}

static void log_out(struct crm *crm)
{
    struct error unwanted;
    struct json_object *arguments = json_object_new_object();
    json_object_object_add(arguments, "session",
                           json_object_new_string_len(crm->session.at, (int)crm->session.length));
    struct call call = {.crm = crm, .method = "logout", .arguments = arguments};
    make_call(&call, &unwanted);
    end_call(&call);
}

const struct crm_driver v4_1_driver = {
    .name = "v4_1",
    .probe = probe,
    .log_in = log_in,
    .describe = describe,
    .log_out = log_out,
};
