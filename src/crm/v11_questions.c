/* Questions about what is beside the records themselves: the contacts of accounts, users, and the
   marks of addresses. */
#include "crm/call.h"
#include "crm/json.h"
#include "crm/v11.h"

#include <stdlib.h>
#include <string.h>

/* A list of linked records, page by page. */
struct listing {
    struct text id;
    size_t offset;
    bool is_over;
};

static bool grow_ids(struct arena *arena, struct crm_account_contacts *contacts, size_t more)
{
    struct text *grown =
        take_from_arena(arena, (contacts->count + more + 1) * sizeof *contacts->ids);
    if (grown != NULL && contacts->count > 0) {
        memcpy(grown, contacts->ids, contacts->count * sizeof *grown);
    }
    contacts->ids = grown;
    return grown != NULL;
}

static bool refuse_reply(struct crm *crm, const struct crm_reply *reply, struct error *error)
{
    bool is_module = reply->status == 403 || reply->status == 404 || reply->status == 422;
    crm->level = is_module ? CRM_LEVEL_MODULE : CRM_LEVEL_CONNECTION;
    return refuse_answer(crm, &reply->response, "the question for a list", error);
}

static bool ask_for_page(struct crm *crm, struct listing *listing, struct arena *arena,
                         struct crm_account_contacts *contacts, struct error *error)
{
    struct crm_reply reply;
    struct crm_call call = {
        .verb = "GET",
        .path =
            print_to_arena(arena, "Accounts/%.*s/link/contacts?fields=id&max_num=%d&offset=%zu",
                           (int)listing->id.length, listing->id.at, V11_PAGE_SIZE, listing->offset),
        .is_read = true};
    bool done = make_call(crm, &call, &reply, error);
    struct json_object *records = find_member(reply.body, "records");
    struct json_object *next = find_member(reply.body, "next_offset");
    size_t count = count_elements(records);
    int64_t offset = next == NULL ? -1 : json_object_get_int64(next);
    if (done && reply.status != 404 &&
        (reply.status != 200 || !json_object_is_type(records, json_type_array))) {
        done = refuse_reply(crm, &reply, error);
    }
    if (done && grow_ids(arena, contacts, count)) {
        for (size_t i = 0; i < count; i++) {
            contacts->ids[contacts->count++] = copy_member(arena, get_element(records, i), "id");
        }
    }
    listing->is_over = offset <= (int64_t)listing->offset;
    listing->offset = offset > 0 ? (size_t)offset : 0;
    end_reply(&reply);
    return done && (!arena->exhausted || fail_for_memory(error));
}

bool list_v11_contacts(struct crm *crm, const struct text *ids, size_t count, struct arena *arena,
                       struct crm_account_contacts *contacts, struct error *error)
{
    bool done = true;
    for (size_t i = 0; done && i < count; i++) {
        struct listing listing = {.id = ids[i]};
        while (done && !listing.is_over) {
            done = ask_for_page(crm, &listing, arena, &contacts[i], error);
        }
    }
    return done;
}

static struct json_object *make_user_question(struct text name)
{
    struct json_building building = begin_json_object();
    struct json_object *root = building.root;
    struct json_object *filter =
        add_json_member(&building, root, "filter", json_object_new_array());
    struct json_object *condition = add_json_element(&building, filter, json_object_new_object());
    add_json_member(&building, condition, "user_name", make_json_text(name));
    add_json_string(&building, root, "fields", "id,user_name");
    add_json_member(&building, root, "max_num", json_object_new_int(1));
    return end_json(&building);
}

bool find_v11_user(struct crm *crm, struct text name, struct arena *arena, struct text *id,
                   struct error *error)
{
    struct crm_reply reply;
    struct crm_call call = {.verb = "POST",
                            .path = TEXT("Users/filter"),
                            .body = make_user_question(name),
                            .is_read = true};
    bool done = make_call(crm, &call, &reply, error);
    struct json_object *records = find_member(reply.body, "records");
    if (done && (reply.status != 200 || !json_object_is_type(records, json_type_array))) {
        done = refuse_reply(crm, &reply, error);
    }
    *id = done ? copy_member(arena, get_element(records, 0), "id") : EMPTY_TEXT;
    end_reply(&reply);
    return done && (!arena->exhausted || fail_for_memory(error));
}
