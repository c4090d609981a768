/* The legacy REST API (facts: suitecrm-live.md section 2, source-and-docs.md section B). */
#include "api.h"

#include <nettle/md5.h>
#include <string.h>

enum { ARGUMENT_LIMIT = 3 };

/* A call, its arguments in the order of the method's parameters. */
struct call {
    struct site *site;
    struct json_object *arguments[ARGUMENT_LIMIT];
    struct answer *answer;
    struct error *error;
};

static bool recall(struct call *call, const char *name)
{
    return recall_answer(call->answer, call->site->transcripts, name, call->error);
}

static bool answer_server_info(struct call *call)
{
    return recall(call, "v4-get_server_info");
}

static void set_session(struct answer *answer, const char *session)
{
    char cookie[TICKET_LENGTH + 32];
    snprintf(cookie, sizeof cookie, "PHPSESSID=%s; path=/", session);
    set_header(answer, "set-cookie", cookie);
}

static void print_md5(const char *text, char digits[2 * MD5_DIGEST_SIZE + 1])
{
    struct md5_ctx context;
    uint8_t digest[MD5_DIGEST_SIZE];
    md5_init(&context);
    md5_update(&context, strlen(text), (const uint8_t *)text);
    md5_digest(&context, sizeof digest, digest);
    for (size_t i = 0; i < sizeof digest; i++) {
        snprintf(digits + 2 * i, 3, "%02x", digest[i]);
    }
}

static bool is_right_login(const struct site *site, struct json_object *user)
{
    char md5[2 * MD5_DIGEST_SIZE + 1];
    print_md5(site->password, md5);
    bool is_plain = strcmp(get_text(user, "encryption"), "PLAIN") == 0;
    return strcmp(get_text(user, "user_name"), "admin") == 0 &&
           strcmp(get_text(user, "password"), is_plain ? site->password : md5) == 0;
}

static bool answer_login(struct call *call)
{
    char session[TICKET_LENGTH];
    if (!is_right_login(call->site, call->arguments[0])) {
        return recall(call, "v4-login-bad");
    }
    if (!recall(call, "v4-login-ok")) {
        return false;
    }
    issue_ticket(&call->site->sessions, session);
    replace_member(call->answer, "id", session);
    set_session(call->answer, session);
    return true;
}

/* Whether the first argument is a session that is good; if not, the call is answered. */
static bool has_session(struct call *call, bool *done)
{
    struct json_object *session = call->arguments[0];
    bool is_good =
        json_object_is_type(session, json_type_string) &&
        is_good_ticket(&call->site->sessions, make_text(json_object_get_string(session)));
    *done = true;
    if (!is_good) {
        *done = recall(call, "v4-after-logout");
        json_object_object_del(call->answer->headers, "set-cookie");
    }
    return is_good;
}

static bool is_asked_for(struct json_object *names, const char *name)
{
    size_t count =
        json_object_is_type(names, json_type_array) ? json_object_array_length(names) : 0;
    for (size_t i = 0; i < count; i++) {
        if (strcmp(json_object_get_string(json_object_array_get_idx(names, i)), name) == 0) {
            return true;
        }
    }
    return count == 0;
}

/* PHP writes an object of nothing as a list of nothing. */
static void set_fields(struct answer *answer, struct json_object *fields, struct json_object *names)
{
    struct json_object *chosen = json_object_new_object();
    json_object_object_foreach(fields, name, field)
    {
        if (is_asked_for(names, name)) {
            json_object_object_add(chosen, name, json_object_get(field));
        }
    }
    if (json_object_object_length(chosen) == 0) {
        json_object_put(chosen);
        chosen = json_object_new_array();
    }
    json_object_object_add(answer->body, "module_fields", chosen);
}

static bool answer_module_fields(struct call *call)
{
    bool done;
    if (!has_session(call, &done)) {
        return done;
    }
    const char *session = json_object_get_string(call->arguments[0]);
    const char *module = json_object_get_string(call->arguments[1]);
    bool is_contacts = module != NULL && strcmp(module, "Contacts") == 0;
    bool is_accounts = module != NULL && strcmp(module, "Accounts") == 0;
    done = recall(call, is_contacts   ? "v4-get_module_fields-Contacts"
                        : is_accounts ? "v4-get_module_fields-Accounts"
                                      : "v4-get_module_fields-badmodule");
    if (done) {
        set_session(call->answer, session);
    }
    if (done && (is_contacts || is_accounts)) {
        struct json_object *changed = change_fields(
            &call->site->changes, json_object_object_get(call->answer->body, "module_fields"));
        set_fields(call->answer, changed, call->arguments[2]);
        json_object_put(changed);
    }
    return done;
}

static bool answer_logout(struct call *call)
{
    bool done;
    if (!has_session(call, &done)) {
        return done;
    }
    struct text session = make_text(json_object_get_string(call->arguments[0]));
    end_ticket(&call->site->sessions, session);
    if (!recall(call, "v4-logout")) {
        return false;
    }
    set_session(call->answer, session.at);
    return true;
}

static const struct method {
    const char *name;
    const char *parameters[ARGUMENT_LIMIT];
    size_t required;
    bool takes_more;
    bool (*answer)(struct call *call);
} methods[] = {
    {"get_server_info", {NULL}, 0, false, answer_server_info},
    {"login", {"user_auth", "application", "name_value_list"}, 1, true, answer_login},
    {"get_module_fields", {"session", "module_name", "fields"}, 2, false, answer_module_fields},
    {"logout", {"session"}, 1, false, answer_logout},
};

static const struct method *find_method(const char *name)
{
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
        if (strcmp(methods[i].name, name) == 0) {
            return &methods[i];
        }
    }
    return NULL;
}

/* Binds as PHP 8 does: members by name, the elements of a list by position. False for a name that
   is no parameter's, and for too few. */
static bool bind_arguments(struct call *call, const struct method *method, struct json_object *data)
{
    if (json_object_is_type(data, json_type_array)) {
        for (size_t i = 0; i < ARGUMENT_LIMIT && i < json_object_array_length(data); i++) {
            call->arguments[i] = json_object_array_get_idx(data, i);
        }
    } else if (json_object_is_type(data, json_type_object)) {
        json_object_object_foreach(data, name, value)
        {
            size_t i = 0;
            while (i < ARGUMENT_LIMIT &&
                   (method->parameters[i] == NULL || strcmp(method->parameters[i], name) != 0)) {
                i++;
            }
            if (i < ARGUMENT_LIMIT) {
                call->arguments[i] = value;
            } else if (!method->takes_more) {
                return false;
            }
        }
    }
    for (size_t i = 0; i < method->required; i++) {
        if (call->arguments[i] == NULL) {
            return false;
        }
    }
    return true;
}

static bool answer_call(struct call *call, struct json_object *form)
{
    const char *rest_data = get_text(form, "rest_data");
    const struct method *method = find_method(get_text(form, "method"));
    enum json_tokener_error failure = json_tokener_success;
    struct json_object *data = json_tokener_parse_verbose(rest_data, &failure);
    bool is_json = rest_data[0] == '\0' || failure == json_tokener_success;
    bool done;
    if (is_json && method == NULL) {
        done = recall(call, "v4-nosuchmethod");
    } else if (is_json && bind_arguments(call, method, data)) {
        done = method->answer(call);
    } else {
        done = recall(call, "v4-badjson");
    }
    json_object_put(data);
    return done;
}

bool answer_v4_1(struct site *site, const struct request *request, struct answer *answer,
                 struct error *error)
{
    struct call call = {.site = site, .answer = answer, .error = error};
    struct json_object *form;
    bool done = true;
    read_form(request, &form);
    if (strcmp(get_text(form, "input_type"), "JSON") != 0 ||
        strcmp(get_text(form, "response_type"), "JSON") != 0) {
        make_page(answer, 500, "<h1>500 Internal Server Error</h1>\n");
    } else {
        done = answer_call(&call, form);
    }
    json_object_put(form);
    return done;
}
