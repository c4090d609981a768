/* How the API is made to write (facts: suitecrm-live.md section 2; tried on SuiteCRM 7.14.6).
   set_entry does all that it can; set_entries would drop what resembles another contact. An address
   or an account is added before others are taken away, so that there is always one. */
#include "base/email.h"
#include "crm/call.h"
#include "crm/escapes.h"
#include "crm/json.h"
#include "crm/sql_literal.h"
#include "crm/v4_1.h"

/* The steps of CRM_LINK and CRM_CHANGE_EMAIL; what is not needed is left out. */
enum step {
    STEP_READ,         /* what is linked; again when an account was added */
    STEP_FIND_ADDRESS, /* the row that all who have the address share */
    STEP_MAKE_ADDRESS,
    STEP_ADD,
    STEP_REMOVE,
};

static void add_name_value(struct json_building *building, struct json_object *list,
                           const char *name, struct text value)
{
    struct json_object *pair = add_json_element(building, list, json_object_new_object());
    add_json_string(building, pair, "name", name);
    add_json_member(building, pair, "value", make_json_text(value));
}

static void add_values(struct json_building *building, struct json_object *list,
                       const struct crm_write *write)
{
    char name[CRM_NAME_SIZE];
    for (size_t i = 0; i < write->value_count; i++) {
        copy_name(name, write->values[i].name);
        add_name_value(building, list, name, write->values[i].value);
    }
}

static bool plan_entry(struct crm_operation *operation)
{
    const struct crm_write *write = &operation->write;
    struct json_building building = begin_json_object();
    add_json_string(&building, building.root, "module_name", name_crm_module(write->module));
    struct json_object *list =
        add_json_member(&building, building.root, "name_value_list", json_object_new_array());
    if (write->kind == CRM_CREATE) {
        add_name_value(&building, list, "new_with_id", TEXT("1"));
    }
    add_name_value(&building, list, "id", write->id);
    add_values(&building, list, write);
    if (write->kind == CRM_CREATE && write->account_id.length > 0) {
        add_name_value(&building, list, "account_id", write->account_id);
    }
    if (write->kind == CRM_DELETE) {
        add_name_value(&building, list, "deleted", TEXT("1"));
    }
    operation->call = (struct crm_call){.verb = "set_entry", .body = end_json(&building)};
    return operation->call.body != NULL;
}

/* The link that is read: of addresses, the primary one alone is to go, unless all are. */
static const char *name_read_link(const struct crm_write *write)
{
    return write->kind == CRM_LINK   ? "accounts"
           : write->email.length > 0 ? "email_addresses_primary"
                                     : "email_addresses";
}

static bool plan_reading(struct crm_operation *operation)
{
    const struct crm_write *write = &operation->write;
    struct json_building building = begin_json_object();
    struct json_object *root = building.root;
    add_json_string(&building, root, "module_name", name_crm_module(write->module));
    add_json_member(&building, root, "module_id", make_json_text(write->id));
    add_json_string(&building, root, "link_field_name", name_read_link(write));
    add_json_string(&building, root, "related_module_query", "");
    struct json_object *fields =
        add_json_member(&building, root, "related_fields", json_object_new_array());
    add_json_element(&building, fields, json_object_new_string("id"));
    if (write->kind == CRM_CHANGE_EMAIL) {
        add_json_element(&building, fields, json_object_new_string("email_address"));
    }
    add_json_member(&building, root, "related_module_link_name_to_fields_array",
                    json_object_new_array());
    add_json_member(&building, root, "deleted", json_object_new_int(0));
    operation->call = (struct crm_call){
        .verb = "get_relationships", .body = end_json(&building), .is_read = true};
    return operation->call.body != NULL;
}

static bool plan_address_search(struct crm_operation *operation)
{
    struct buffer query = {0};
    struct json_building fields = {.root = json_object_new_array()};
    add_json_element(&fields, fields.root, json_object_new_string("id"));
    append_text(&query, TEXT("email_addresses.email_address_caps = "));
    append_sql_literal(&query, write_in_capitals(&operation->arena, operation->write.email));
    struct json_object *body =
        query.failed
            ? NULL
            : make_v4_1_list_arguments("EmailAddresses", view_buffer(&query), 0, end_json(&fields),
                                       json_object_new_array(), 1, false);
    free_buffer(&query);
    operation->call = (struct crm_call){.verb = "get_entry_list", .body = body, .is_read = true};
    return body != NULL;
}

/* Its capitals are not made by the API; without them nobody would find it. */
static bool plan_address(struct crm_operation *operation)
{
    struct text email = operation->write.email;
    struct json_building building = begin_json_object();
    add_json_string(&building, building.root, "module_name", "EmailAddresses");
    struct json_object *list =
        add_json_member(&building, building.root, "name_value_list", json_object_new_array());
    add_name_value(&building, list, "email_address", email);
    add_name_value(&building, list, "email_address_caps",
                   write_in_capitals(&operation->arena, email));
    operation->call =
        (struct crm_call){.verb = "set_entry", .body = end_json(&building), .is_unique = true};
    return operation->call.body != NULL;
}

/* Adds the link to found_id, or takes those to `found` away. */
static bool plan_relationship(struct crm_operation *operation, bool removes)
{
    const struct crm_write *write = &operation->write;
    bool is_email = write->kind == CRM_CHANGE_EMAIL;
    struct json_building building = begin_json_object();
    struct json_object *root = building.root;
    add_json_string(&building, root, "module_name", name_crm_module(write->module));
    add_json_member(&building, root, "module_id", make_json_text(write->id));
    add_json_string(&building, root, "link_field_name", is_email ? "email_addresses" : "accounts");
    struct json_object *ids =
        add_json_member(&building, root, "related_ids", json_object_new_array());
    for (size_t i = 0; removes && i < operation->found_count; i++) {
        add_json_element(&building, ids, make_json_text(operation->found[i]));
    }
    if (!removes) {
        add_json_element(&building, ids, make_json_text(operation->found_id));
    }
    struct json_object *values =
        add_json_member(&building, root, "name_value_list", json_object_new_array());
    if (is_email && !removes) {
        add_name_value(&building, values, "primary_address", TEXT("1"));
    }
    add_json_member(&building, root, "delete", json_object_new_int(removes));
    operation->call = (struct crm_call){.verb = "set_relationship", .body = end_json(&building)};
    return operation->call.body != NULL;
}

bool plan_v4_1_step(struct crm *crm, struct crm_operation *operation)
{
    enum crm_write_kind kind = operation->write.kind;
    (void)crm;
    if (kind != CRM_LINK && kind != CRM_CHANGE_EMAIL) {
        return plan_entry(operation);
    }
    switch ((enum step)operation->step) {
    case STEP_READ:
        return plan_reading(operation);
    case STEP_FIND_ADDRESS:
        return plan_address_search(operation);
    case STEP_MAKE_ADDRESS:
        return plan_address(operation);
    case STEP_ADD:
        return plan_relationship(operation, false);
    case STEP_REMOVE:
        break;
    }
    return plan_relationship(operation, true);
}

/* What a call means that the API did not carry out; or of which that is not known: an SQL error in
   the middle, a PHP error, an answer that is none. */
static enum crm_verdict judge_failure(struct crm *crm, struct crm_operation *operation,
                                      const struct crm_reply *reply)
{
    bool is_null = equal_texts(trim_blanks(view_buffer(&reply->response.body)), TEXT("null"));
    bool is_busy = reply->status == 429 || reply->status == 503;
    operation->level = CRM_LEVEL_RECORD;
    operation->words = read_v4_1_words(crm, reply, &operation->arena);
    if (is_v4_1_fault(reply->body)) {
        operation->level = read_v4_1_level(reply->body);
        return VERDICT_REFUSED;
    }
    if (is_null && reply->status == 200) {
        operation->words = TEXT("the CRM does not take such an id");
        return VERDICT_REFUSED;
    }
    operation->level = is_busy ? CRM_LEVEL_CONNECTION : CRM_LEVEL_RECORD;
    return operation->call.is_read || (is_busy && !operation->call.is_unique) ? VERDICT_REFUSED
                                                                              : VERDICT_UNKNOWN;
}

static enum crm_verdict judge_entry(struct crm *crm, struct crm_operation *operation,
                                    const struct crm_reply *reply)
{
    struct text id = copy_member(&operation->arena, reply->body, "id");
    if (reply->status != 200 || is_v4_1_fault(reply->body) || id.length == 0) {
        return judge_failure(crm, operation, reply);
    }
    operation->id = id;
    if (!equal_texts(id, operation->write.id)) {
        struct text words = print_to_arena(
            &operation->arena, "the CRM answers with another id, %.*s", (int)id.length, id.at);
        operation->words = quote_words(crm, words, &operation->arena);
        return VERDICT_UNKNOWN;
    }
    return VERDICT_DONE;
}

/* What is left to do once the linked records are known: `others` of them go, and found_id comes
   unless it is there. */
static enum crm_verdict choose_step(struct crm_operation *operation, bool is_linked)
{
    bool has_others = operation->found_count > 0;
    if (operation->write.kind == CRM_CHANGE_EMAIL && operation->write.email.length > 0 &&
        !is_linked) {
        operation->step = STEP_FIND_ADDRESS;
        return VERDICT_NEXT;
    }
    bool adds = operation->write.kind == CRM_LINK && operation->found_id.length > 0 && !is_linked;
    operation->step = adds ? STEP_ADD : STEP_REMOVE;
    return adds || has_others ? VERDICT_NEXT : VERDICT_DONE;
}

/* Takes the linked records over: those that are wanted already are no others. */
static enum crm_verdict judge_reading(struct crm *crm, struct crm_operation *operation,
                                      const struct crm_reply *reply)
{
    const struct crm_write *write = &operation->write;
    struct json_object *entries = find_member(reply->body, "entry_list");
    if (reply->status != 200 || !json_object_is_type(entries, json_type_array)) {
        return judge_failure(crm, operation, reply);
    }
    bool is_linked = false;
    size_t count = count_elements(entries);
    operation->found = take_from_arena(&operation->arena, (count + 1) * sizeof *operation->found);
    operation->found_count = 0;
    operation->found_id = write->kind == CRM_LINK ? write->account_id : EMPTY_TEXT;
    for (size_t i = 0; operation->found != NULL && i < count; i++) {
        struct json_object *entry = get_element(entries, i);
        struct text id = copy_member(&operation->arena, entry, "id");
        struct json_object *values = find_member(entry, "name_value_list");
        struct text address = undo_escapes(
            &operation->arena,
            copy_member(&operation->arena, find_member(values, "email_address"), "value"));
        bool is_wanted =
            write->kind == CRM_LINK
                ? equal_texts(id, write->account_id)
                : equal_texts_ignoring_case(address, write->email) && write->email.length > 0;
        is_linked = is_linked || is_wanted;
        if (!is_wanted) {
            operation->found[operation->found_count++] = id;
        }
    }
    if (operation->has_changed && write->account_id.length > 0 && !is_linked) {
        operation->level = CRM_LEVEL_RECORD;
        operation->words = TEXT("the CRM says that the contact is linked to the account, but it is "
                                "not: there may be no such account");
        return VERDICT_REFUSED;
    }
    return choose_step(operation, is_linked);
}

static enum crm_verdict judge_address_search(struct crm *crm, struct crm_operation *operation,
                                             const struct crm_reply *reply)
{
    struct json_object *entries = find_member(reply->body, "entry_list");
    if (reply->status != 200 || !json_object_is_type(entries, json_type_array)) {
        return judge_failure(crm, operation, reply);
    }
    operation->found_id = copy_member(&operation->arena, get_element(entries, 0), "id");
    operation->step = operation->found_id.length > 0 ? STEP_ADD : STEP_MAKE_ADDRESS;
    return VERDICT_NEXT;
}

static enum crm_verdict judge_address(struct crm *crm, struct crm_operation *operation,
                                      const struct crm_reply *reply)
{
    operation->found_id = copy_member(&operation->arena, reply->body, "id");
    if (reply->status != 200 || is_v4_1_fault(reply->body) || operation->found_id.length == 0) {
        return judge_failure(crm, operation, reply);
    }
    operation->step = STEP_ADD;
    return VERDICT_NEXT;
}

static enum crm_verdict judge_relationship(struct crm *crm, struct crm_operation *operation,
                                           const struct crm_reply *reply)
{
    bool removes = operation->step == STEP_REMOVE;
    size_t done = read_number_member(reply->body, removes ? "deleted" : "created");
    size_t failed = read_number_member(reply->body, "failed");
    if (reply->status != 200 || is_v4_1_fault(reply->body) || done == 0 || failed > 0) {
        enum crm_verdict verdict = judge_failure(crm, operation, reply);
        bool is_told = find_member(reply->body, "created") != NULL;
        return is_told ? VERDICT_REFUSED : verdict;
    }
    if (!removes && operation->write.kind == CRM_LINK) {
        operation->step = STEP_READ; /* a link to an account that is not there is said to be made */
        return VERDICT_NEXT;
    }
    operation->step = STEP_REMOVE;
    return removes || operation->found_count == 0 ? VERDICT_DONE : VERDICT_NEXT;
}

enum crm_verdict judge_v4_1_step(struct crm *crm, struct crm_operation *operation,
                                 const struct crm_reply *reply)
{
    enum crm_write_kind kind = operation->write.kind;
    if (kind != CRM_LINK && kind != CRM_CHANGE_EMAIL) {
        return judge_entry(crm, operation, reply);
    }
    switch ((enum step)operation->step) {
    case STEP_READ:
        return judge_reading(crm, operation, reply);
    case STEP_FIND_ADDRESS:
        return judge_address_search(crm, operation, reply);
    case STEP_MAKE_ADDRESS:
        return judge_address(crm, operation, reply);
    case STEP_ADD:
    case STEP_REMOVE:
        break;
    }
    return judge_relationship(crm, operation, reply);
}
