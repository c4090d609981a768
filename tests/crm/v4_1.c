/* The API v4_1: methods, arguments and sessions (facts: suitecrm-live.md section 2,
   source-and-docs.md section B). */
#include "v4_1.h"

#include <stdlib.h>
#include <string.h>

bool recall_reply(struct call *call, const char *name)
{
    if (!recall_answer(call->answer, call->site->transcripts, name, call->error)) {
        return false;
    }
    if (json_object_object_get_ex(call->answer->headers, "set-cookie", NULL)) {
        set_session(call->answer, get_argument(call, 0));
    }
    return true;
}

bool answer_with(struct call *call, struct json_object *body)
{
    bool done = recall_headers(call->answer, call->site->transcripts, "v4-set_relationship", body,
                               call->error);
    if (done) {
        set_session(call->answer, get_argument(call, 0));
    }
    return done;
}

bool answer_database_failure(struct call *call)
{
    return recall_reply(call, "v4-set_entry-new_with_id-2-repeat");
}

void set_session(struct answer *answer, const char *session)
{
    char cookie[TICKET_LENGTH + 32];
    snprintf(cookie, sizeof cookie, "PHPSESSID=%.*s; path=/", TICKET_LENGTH, session);
    set_header(answer, "set-cookie", cookie);
}

bool has_session(struct call *call, bool *done)
{
    struct json_object *session = call->arguments[0];
    bool is_good =
        json_object_is_type(session, json_type_string) &&
        is_good_ticket(&call->site->sessions, make_text(json_object_get_string(session)));
    *done = true;
    if (!is_good) {
        *done = recall_reply(call, "v4-after-logout");
        json_object_object_del(call->answer->headers, "set-cookie");
    }
    return is_good;
}

bool has_module(struct call *call, enum module *module, bool *done)
{
    if (!has_session(call, done)) {
        return false;
    }
    bool is_there = find_module(get_argument(call, 1), module);
    if (!is_there) {
        *done = recall_reply(call, "v4-get_module_fields-badmodule");
    }
    return is_there;
}

bool has_module_or_addresses(struct call *call, enum module *module, bool *is_address, bool *done)
{
    *is_address = strcmp(get_argument(call, 1), "EmailAddresses") == 0;
    *module = MODULE_CONTACTS;
    return *is_address ? has_session(call, done) : has_module(call, module, done);
}

const char *get_argument(const struct call *call, size_t index)
{
    return call->arguments[index] == NULL ? "" : json_object_get_string(call->arguments[index]);
}

int get_number(const struct call *call, size_t index)
{
    struct json_object *argument = call->arguments[index];
    if (json_object_is_type(argument, json_type_string)) {
        return (int)strtol(json_object_get_string(argument), NULL, 10);
    }
    return json_object_get_int(argument);
}

static const struct method {
    const char *name;
    const char *parameters[ARGUMENT_LIMIT];
    size_t required;
    bool takes_more;
    method_answerer *answer;
} methods[] = {
    {"get_server_info", {NULL}, 0, false, answer_server_info},
    {"login", {"user_auth", "application", "name_value_list"}, 1, true, answer_login},
    {"logout", {"session"}, 1, false, answer_logout},
    {"seamless_login", {"session"}, 1, false, answer_seamless_login},
    {"get_user_id", {"session"}, 1, false, answer_user_id},
    {"get_module_fields", {"session", "module_name", "fields"}, 2, false, answer_module_fields},
    {"get_entry",
     {"session", "module_name", "id", "select_fields", "link_name_to_fields_array", "track_view"},
     3,
     false,
     answer_get_entry},
    {"get_entries",
     {"session", "module_name", "ids", "select_fields", "link_name_to_fields_array", "track_view"},
     3,
     false,
     answer_get_entries},
    {"get_entry_list",
     {"session", "module_name", "query", "order_by", "offset", "select_fields",
      "link_name_to_fields_array", "max_results", "deleted", "favorites"},
     2,
     false,
     answer_get_entry_list},
    {"get_entries_count",
     {"session", "module_name", "query", "deleted"},
     4,
     false,
     answer_get_entries_count},
    {"set_entry",
     {"session", "module_name", "name_value_list", "track_view"},
     3,
     false,
     answer_set_entry},
    {"set_entries", {"session", "module_name", "name_value_lists"}, 3, false, answer_set_entries},
    {"get_relationships",
     {"session", "module_name", "module_id", "link_field_name", "related_module_query",
      "related_fields", "related_module_link_name_to_fields_array", "deleted", "order_by", "offset",
      "limit"},
     7,
     false,
     answer_get_relationships},
    {"set_relationship",
     {"session", "module_name", "module_id", "link_field_name", "related_ids", "name_value_list",
      "delete"},
     5,
     false,
     answer_set_relationship},
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
        done = recall_reply(call, "v4-nosuchmethod");
    } else if (is_json && bind_arguments(call, method, data)) {
        done = method->answer(call);
    } else {
        done = recall_reply(call, "v4-badjson");
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
