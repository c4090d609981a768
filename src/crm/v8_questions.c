/* Questions about what is beside the records themselves: the contacts of accounts, users, and the
   marks of addresses. */
#include "crm/call.h"
#include "crm/percent_encoding.h"
#include "crm/v8.h"

/* Asks for a list; false, with an error, if the answer is none. The reply is to be ended. */
static bool ask_for_list(struct crm *crm, struct text path, struct crm_reply *reply,
                         bool may_be_missing, struct error *error)
{
    struct crm_call call = {.verb = "GET", .path = path, .is_read = true};
    if (!make_call(crm, &call, reply, error)) {
        return false;
    }
    struct json_object *data = find_member(reply->body, "data");
    bool is_list = reply->status == 200 && json_object_is_type(data, json_type_array);
    if (is_list || (may_be_missing && reply->status == 400)) {
        return true;
    }
    crm->level =
        reply->status == 400 || reply->status == 403 ? CRM_LEVEL_MODULE : CRM_LEVEL_CONNECTION;
    return refuse_answer(crm, &reply->response, "the question for a list", error);
}

static bool list_contacts_of(struct crm *crm, struct text id, struct arena *arena,
                             struct crm_account_contacts *contacts, struct error *error)
{
    struct crm_reply reply;
    struct text path = print_to_arena(arena, "V8/module/Accounts/%.*s/relationships/contacts",
                                      (int)id.length, id.at);
    bool done = ask_for_list(crm, path, &reply, true, error);
    struct json_object *data = find_member(reply.body, "data");
    size_t count = done ? count_elements(data) : 0;
    contacts->ids = take_from_arena(arena, (count + 1) * sizeof *contacts->ids);
    for (size_t i = 0; contacts->ids != NULL && i < count; i++) {
        contacts->ids[contacts->count++] = copy_member(arena, get_element(data, i), "id");
    }
    end_reply(&reply);
    return done && (!arena->exhausted || fail_for_memory(error));
}

bool list_v8_contacts(struct crm *crm, const struct text *ids, size_t count, struct arena *arena,
                      struct crm_account_contacts *contacts, struct error *error)
{
    for (size_t i = 0; i < count; i++) {
        if (!list_contacts_of(crm, ids[i], arena, &contacts[i], error)) {
            return false;
        }
    }
    return true;
}

bool find_v8_user(struct crm *crm, struct text name, struct arena *arena, struct text *id,
                  struct error *error)
{
    struct buffer path = {0};
    struct crm_reply reply;
    append_text(&path, TEXT("V8/module/Users?fields[Users]=user_name&filter[user_name][eq]="));
    append_percent_encoded(&path, name);
    bool done = path.failed ? fail_for_memory(error)
                            : ask_for_list(crm, view_buffer(&path), &reply, false, error);
    if (!path.failed) {
        *id = done ? copy_member(arena, get_element(find_member(reply.body, "data"), 0), "id")
                   : EMPTY_TEXT;
        end_reply(&reply);
    }
    free_buffer(&path);
    return done && (!arena->exhausted || fail_for_memory(error));
}
