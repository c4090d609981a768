/* Sessions, and what the CRM says of itself. */
#include "v4_1.h"

#include <nettle/md5.h>
#include <string.h>

bool answer_server_info(struct call *call)
{
    return recall_reply(call, "v4-get_server_info");
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
    return !site->refuses_logins && strcmp(get_text(user, "user_name"), "admin") == 0 &&
           strcmp(get_text(user, "password"), is_plain ? site->password : md5) == 0;
}

bool answer_login(struct call *call)
{
    char session[TICKET_LENGTH];
    if (!is_right_login(call->site, call->arguments[0])) {
        return recall_reply(call, "v4-login-bad");
    }
    if (!recall_reply(call, "v4-login-ok")) {
        return false;
    }
    issue_ticket(&call->site->sessions, session);
    replace_member(call->answer, "id", session);
    set_session(call->answer, session);
    return true;
}

bool answer_logout(struct call *call)
{
    bool done;
    if (!has_session(call, &done)) {
        return done;
    }
    struct text session = make_text(json_object_get_string(call->arguments[0]));
    end_ticket(&call->site->sessions, session);
    if (!recall_reply(call, "v4-logout")) {
        return false;
    }
    set_session(call->answer, session.at);
    return true;
}

/* 1 if the session is good, 0 if not: no fault. */
bool answer_seamless_login(struct call *call)
{
    bool is_good = is_good_ticket(&call->site->sessions, make_text(get_argument(call, 0)));
    return recall_headers(call->answer, call->site->transcripts, "v4-seamless_login",
                          json_object_new_int(is_good ? 1 : 0), call->error);
}

/* The user is the same whoever asks. */
bool answer_user_id(struct call *call)
{
    bool done;
    return has_session(call, &done) ? answer_with(call, json_object_new_string("1")) : done;
}

static bool is_asked_for(struct json_object *names, const char *name)
{
    size_t count =
        json_object_is_type(names, json_type_array) ? json_object_array_length(names) : 0;
    for (size_t i = 0; i < count; i++) {
        const char *asked = json_object_get_string(json_object_array_get_idx(names, i));
        if (asked != NULL && strcmp(asked, name) == 0) {
            return true;
        }
    }
    return count == 0;
}

/* Keeps of a member of the body, an object by names, those that are asked for. */
static void choose_members(struct answer *answer, const char *member, struct json_object *all,
                           struct json_object *names)
{
    struct json_object *chosen = json_object_new_object();
    json_object_object_foreach(all, name, described)
    {
        if (is_asked_for(names, name)) {
            json_object_object_add(chosen, name, json_object_get(described));
        }
    }
    json_object_object_add(answer->body, member, make_php_list(chosen));
}

bool answer_module_fields(struct call *call)
{
    bool done;
    enum module module;
    if (!has_module(call, &module, &done)) {
        return done;
    }
    done = recall_reply(call, module == MODULE_CONTACTS ? "v4-get_module_fields-Contacts"
                                                        : "v4-get_module_fields-Accounts");
    if (done) {
        struct json_object *changed = change_fields(
            &call->site->changes, json_object_object_get(call->answer->body, "module_fields"));
        set_session(call->answer, get_argument(call, 0));
        struct json_object *links = json_object_object_get(call->answer->body, "link_fields");
        choose_members(call->answer, "module_fields", changed, call->arguments[2]);
        choose_members(call->answer, "link_fields", links, call->arguments[2]);
        json_object_put(changed);
    }
    return done;
}
