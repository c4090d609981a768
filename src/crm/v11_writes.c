/* How the API is made to write (source-and-docs.md section A). A record is created under its key,
   its sync_key, where the server has that; linking is done by the documented link calls; of the
   addresses the whole list is written. */
#include "crm/call.h"
#include "crm/v11.h"

/* The steps of writes that take several; what is not needed is left out. */
enum step {
    STEP_CREATE,
    STEP_READ,   /* what is linked, or the addresses */
    STEP_ADD,    /* the account */
    STEP_REMOVE, /* one of the accounts that were linked */
    STEP_SET,    /* the addresses */
};

static struct text make_path(struct crm_operation *operation, struct text id, const char *rest)
{
    return print_to_arena(&operation->arena, "%s/%.*s%s", name_crm_module(operation->write.module),
                          (int)id.length, id.at, rest);
}

static struct json_object *make_values(const struct crm_write *write)
{
    char name[CRM_NAME_SIZE];
    struct json_building building = begin_json_object();
    for (size_t i = 0; i < write->value_count; i++) {
        copy_name(name, write->values[i].name);
        add_json_member(&building, building.root, name, make_json_text(write->values[i].value));
    }
    return end_json(&building);
}

static struct crm_call make_creation(const struct crm *crm, struct crm_operation *operation)
{
    const struct crm_write *write = &operation->write;
    const char *module = name_crm_module(write->module);
    if (!crm->has_keys) {
        return (struct crm_call){.verb = "POST",
                                 .path = print_to_arena(&operation->arena, "%s", module),
                                 .body = make_values(write),
                                 .is_unique = true};
    }
    return (struct crm_call){.verb = "PATCH",
                             .path = print_to_arena(&operation->arena, "%s/sync_key/%.*s", module,
                                                    (int)write->id.length, write->id.at),
                             .body = make_values(write)};
}

/* The record that is linked: a new one is known by the id that the CRM has given it. */
static struct text get_record_id(const struct crm_operation *operation)
{
    return operation->id.length > 0 ? operation->id : operation->write.id;
}

static struct crm_call make_link(struct crm_operation *operation)
{
    struct json_building building = begin_json_object();
    add_json_string(&building, building.root, "link_name", "accounts");
    struct json_object *ids =
        add_json_member(&building, building.root, "ids", json_object_new_array());
    add_json_element(&building, ids, make_json_text(operation->write.account_id));
    return (struct crm_call){.verb = "POST",
                             .path = make_path(operation, get_record_id(operation), "/link"),
                             .body = end_json(&building)};
}

static struct crm_call make_unlink(struct crm_operation *operation)
{
    struct text account = operation->found[operation->found_next];
    struct text rest =
        print_to_arena(&operation->arena, "/link/accounts/%.*s", (int)account.length, account.at);
    return (struct crm_call){.verb = "DELETE",
                             .path = make_path(operation, operation->write.id, rest.at)};
}

static struct crm_call make_reading(struct crm_operation *operation)
{
    bool is_link = operation->write.kind == CRM_LINK;
    return (struct crm_call){
        .verb = "GET",
        .path = make_path(operation, operation->write.id,
                          is_link ? "/link/accounts?fields=id&max_num=200" : "?fields=email"),
        .is_read = true};
}

bool plan_v11_step(struct crm *crm, struct crm_operation *operation)
{
    const struct crm_write *write = &operation->write;
    bool has_body = write->kind != CRM_DELETE;
    if (operation->step == STEP_CREATE &&
        (write->kind == CRM_LINK || write->kind == CRM_CHANGE_EMAIL)) {
        operation->step = STEP_READ;
    }
    if (write->kind == CRM_DELETE) {
        operation->call =
            (struct crm_call){.verb = "DELETE", .path = make_path(operation, write->id, "")};
    } else if (write->kind == CRM_UPDATE) {
        operation->call = (struct crm_call){
            .verb = "PUT", .path = make_path(operation, write->id, ""), .body = make_values(write)};
    } else if (operation->step == STEP_CREATE) {
        operation->call = make_creation(crm, operation);
    } else if (operation->step == STEP_ADD) {
        operation->call = make_link(operation);
    } else if (operation->step == STEP_SET) {
        operation->call = (struct crm_call){
            .verb = "PUT", .path = make_path(operation, write->id, ""), .body = operation->kept};
        operation->kept = NULL;
    } else {
        operation->call =
            operation->step == STEP_READ ? make_reading(operation) : make_unlink(operation);
        has_body = false;
    }
    return !operation->arena.exhausted && (!has_body || operation->call.body != NULL);
}

/* What a call means that the API did not carry out, or of which that is not known. */
static enum crm_verdict judge_failure(struct crm *crm, struct crm_operation *operation,
                                      const struct crm_reply *reply)
{
    bool is_told = reply->status >= 400 && reply->status < 500 && reply->body != NULL;
    bool is_busy = reply->status == 429 || reply->status == 503;
    operation->words = read_v11_words(crm, reply, &operation->arena);
    operation->level = is_busy ? CRM_LEVEL_CONNECTION : CRM_LEVEL_RECORD;
    bool is_refused = operation->call.is_read || (is_told && reply->status != 429) ||
                      (is_busy && !operation->call.is_unique);
    return is_refused ? VERDICT_REFUSED : VERDICT_UNKNOWN;
}

static bool is_good(const struct crm_reply *reply)
{
    return reply->body != NULL && (reply->status == 200 || reply->status == 201);
}

static enum crm_verdict go_to(struct crm_operation *operation, enum step step)
{
    operation->step = step;
    return VERDICT_NEXT;
}

static enum crm_verdict judge_creation(struct crm *crm, struct crm_operation *operation,
                                       const struct crm_reply *reply)
{
    struct text id = copy_member(&operation->arena, reply->body, crm->has_keys ? "record" : "id");
    if (!is_good(reply) || id.length == 0) {
        return judge_failure(crm, operation, reply);
    }
    operation->id = id;
    return operation->write.account_id.length > 0 ? go_to(operation, STEP_ADD) : VERDICT_DONE;
}

static enum crm_verdict judge_update(struct crm *crm, struct crm_operation *operation,
                                     const struct crm_reply *reply)
{
    return is_good(reply) && find_member(reply->body, "id") != NULL
               ? VERDICT_DONE
               : judge_failure(crm, operation, reply);
}

/* Lists the accounts that are to go. */
static enum crm_verdict judge_links(struct crm *crm, struct crm_operation *operation,
                                    const struct crm_reply *reply)
{
    struct json_object *records = find_member(reply->body, "records");
    const struct crm_write *write = &operation->write;
    bool is_linked = false;
    if (!is_good(reply) || !json_object_is_type(records, json_type_array)) {
        return judge_failure(crm, operation, reply);
    }
    size_t count = count_elements(records);
    operation->found = take_from_arena(&operation->arena, (count + 1) * sizeof *operation->found);
    for (size_t i = 0; operation->found != NULL && i < count; i++) {
        struct text id = copy_member(&operation->arena, get_element(records, i), "id");
        bool is_wanted = equal_texts(id, write->account_id);
        is_linked = is_linked || is_wanted;
        if (!is_wanted) {
            operation->found[operation->found_count++] = id;
        }
    }
    if (write->account_id.length > 0 && !is_linked) {
        return go_to(operation, STEP_ADD);
    }
    return operation->found_count > 0 ? go_to(operation, STEP_REMOVE) : VERDICT_DONE;
}

/* Adds an address to the list, as it was but for whether it is the primary one. */
static void add_address(struct json_building *building, struct json_object *list,
                        struct json_object *address, bool is_primary)
{
    struct json_object *copy = NULL;
    if (address == NULL) {
        copy = json_object_new_object();
    } else if (json_object_deep_copy(address, &copy, NULL) != 0) {
        building->failed = true;
    }
    copy = add_json_element(building, list, copy);
    add_json_member(building, copy, "primary_address", json_object_new_boolean(is_primary));
}

/* Makes the list of addresses with the new one in the place of the primary one. */
static struct json_object *make_addresses(const struct crm_write *write,
                                          struct json_object *addresses, struct arena *arena)
{
    struct json_building building = begin_json_object();
    struct json_object *list =
        add_json_member(&building, building.root, "email", json_object_new_array());
    bool is_there = false;
    for (size_t i = 0; write->email.length > 0 && i < count_elements(addresses); i++) {
        struct json_object *address = get_element(addresses, i);
        struct text text = copy_member(arena, address, "email_address");
        bool is_wanted = equal_texts_ignoring_case(text, write->email);
        if (is_wanted || read_number_member(address, "primary_address") != 1) {
            add_address(&building, list, address, is_wanted);
        }
        is_there = is_there || is_wanted;
    }
    if (write->email.length > 0 && !is_there) {
        add_address(&building, list, NULL, true);
        struct json_object *last = get_element(list, count_elements(list) - 1);
        add_json_member(&building, last, "email_address", make_json_text(write->email));
    }
    return end_json(&building);
}

static enum crm_verdict judge_addresses(struct crm *crm, struct crm_operation *operation,
                                        const struct crm_reply *reply)
{
    if (!is_good(reply)) {
        return judge_failure(crm, operation, reply);
    }
    operation->kept =
        make_addresses(&operation->write, find_member(reply->body, "email"), &operation->arena);
    return go_to(operation, STEP_SET);
}

/* What comes after one of the links has been changed. */
static enum crm_verdict judge_change(struct crm *crm, struct crm_operation *operation,
                                     const struct crm_reply *reply)
{
    if (!is_good(reply)) {
        return judge_failure(crm, operation, reply);
    }
    operation->found_next += operation->step == STEP_REMOVE;
    return operation->found_next < operation->found_count ? go_to(operation, STEP_REMOVE)
                                                          : VERDICT_DONE;
}

enum crm_verdict judge_v11_step(struct crm *crm, struct crm_operation *operation,
                                const struct crm_reply *reply)
{
    enum crm_write_kind kind = operation->write.kind;
    if (kind == CRM_UPDATE || kind == CRM_DELETE) {
        return judge_update(crm, operation, reply);
    }
    switch ((enum step)operation->step) {
    case STEP_CREATE:
        return judge_creation(crm, operation, reply);
    case STEP_READ:
        return kind == CRM_LINK ? judge_links(crm, operation, reply)
                                : judge_addresses(crm, operation, reply);
    case STEP_SET:
        return judge_update(crm, operation, reply);
    case STEP_ADD:
    case STEP_REMOVE:
        break;
    }
    return judge_change(crm, operation, reply);
}
