/* How the API is made to write (tried on SuiteCRM 7.14.6). It cannot say which address is the
   primary one, so that all are taken away, the new one is written as the only one, and the others
   come back behind it; for that time the record has none, which over v4_1 can be avoided. Writing
   an address takes the marks "opted out" and "invalid" away that it has, for all who share it, and
   its spelling, so that its row is written again as it was. None of these steps does harm when it
   is done twice, so each is tried again, since what is left in the middle is lost. */
#include "base/email.h"
#include "crm/call.h"
#include "crm/escapes.h"
#include "crm/json.h"
#include "crm/percent_encoding.h"
#include "crm/v8.h"

/* The steps of CRM_LINK and CRM_CHANGE_EMAIL; what is not needed is left out. */
enum step {
    STEP_READ_PRIMARY, /* the primary address */
    STEP_READ,         /* what is linked */
    STEP_READ_ROW,     /* of the new address, which all who have it share */
    STEP_ADD,          /* the account */
    STEP_REMOVE,       /* one of what was linked */
    STEP_SET,          /* the new address */
    STEP_RETURN,       /* one of the other addresses */
    STEP_RESTORE,      /* the row of the new address */
};

static const char *name_link(const struct crm_operation *operation)
{
    return operation->write.kind == CRM_LINK      ? "accounts"
           : operation->step == STEP_READ_PRIMARY ? "email_addresses_primary"
                                                  : "email_addresses";
}

/* The address of the record's links, or of one of what is linked. */
static struct text make_link_path(struct crm_operation *operation, struct text id)
{
    const struct crm_write *write = &operation->write;
    return print_to_arena(&operation->arena, "V8/module/%s/%.*s/relationships/%s%s%.*s",
                          name_crm_module(write->module), (int)write->id.length, write->id.at,
                          name_link(operation), id.length > 0 ? "/" : "", (int)id.length,
                          id.length > 0 ? id.at : "");
}

static void add_attributes(struct json_building *building, struct json_object *data,
                           const struct crm_write *write)
{
    char name[CRM_NAME_SIZE];
    struct json_object *attributes =
        add_json_member(building, data, "attributes", json_object_new_object());
    for (size_t i = 0; i < write->value_count; i++) {
        copy_name(name, write->values[i].name);
        add_json_member(building, attributes, name, make_json_text(write->values[i].value));
    }
    if (write->kind == CRM_CREATE && write->account_id.length > 0) {
        add_json_member(building, attributes, "account_id", make_json_text(write->account_id));
    }
    if (write->kind == CRM_CHANGE_EMAIL) {
        add_json_member(building, attributes, "email1", make_json_text(write->email));
    }
}

/* {"data": {"type": ..., "id": ...}}, with the record's attributes or without. */
static struct json_object *make_data(const struct crm_write *write, const char *type,
                                     struct text id, bool has_attributes)
{
    struct json_building building = begin_json_object();
    struct json_object *data =
        add_json_member(&building, building.root, "data", json_object_new_object());
    add_json_string(&building, data, "type", type);
    add_json_member(&building, data, "id", make_json_text(id));
    if (has_attributes) {
        add_attributes(&building, data, write);
    }
    return end_json(&building);
}

static struct crm_call make_record_call(const struct crm_write *write, const char *verb)
{
    return (struct crm_call){.verb = verb,
                             .path = TEXT("V8/module"),
                             .body =
                                 make_data(write, name_crm_module(write->module), write->id, true)};
}

static struct crm_call make_link_call(struct crm_operation *operation, const char *type,
                                      struct text id)
{
    return (struct crm_call){.verb = "POST",
                             .path = make_link_path(operation, EMPTY_TEXT),
                             .body = make_data(&operation->write, type, id, false),
                             .is_harmless = true};
}

static struct crm_call make_row_search(struct crm_operation *operation)
{
    struct buffer path = {0};
    struct text capitals = write_in_capitals(&operation->arena, operation->write.email);
    append_text(&path, TEXT("V8/module/EmailAddresses?fields[EmailAddresses]=email_address,opt_out,"
                            "invalid_email&filter[email_address_caps][eq]="));
    append_percent_encoded(&path, capitals);
    struct text copy = copy_to_arena(&operation->arena, view_buffer(&path));
    operation->arena.exhausted = operation->arena.exhausted || path.failed;
    free_buffer(&path);
    return (struct crm_call){.verb = "GET", .path = copy, .is_read = true};
}

static struct crm_call make_step_call(struct crm_operation *operation)
{
    switch ((enum step)operation->step) {
    case STEP_READ_PRIMARY:
    case STEP_READ:
        break;
    case STEP_READ_ROW:
        return make_row_search(operation);
    case STEP_RESTORE:
        return (struct crm_call){.verb = "PATCH",
                                 .path = TEXT("V8/module"),
                                 .body = json_object_get(operation->kept),
                                 .is_harmless = true};
    case STEP_ADD:
        return make_link_call(operation, "Accounts", operation->write.account_id);
    case STEP_REMOVE:
        return (struct crm_call){
            .verb = "DELETE",
            .path = make_link_path(operation, operation->found[operation->found_next]),
            .is_harmless = true};
    case STEP_SET: {
        struct crm_call call = make_record_call(&operation->write, "PATCH");
        call.is_harmless = true;
        return call;
    }
    case STEP_RETURN:
        return make_link_call(operation, "EmailAddresses", operation->found[operation->found_next]);
    }
    return (struct crm_call){
        .verb = "GET", .path = make_link_path(operation, EMPTY_TEXT), .is_read = true};
}

bool plan_v8_step(struct crm *crm, struct crm_operation *operation)
{
    const struct crm_write *write = &operation->write;
    bool has_body = true;
    (void)crm;
    switch (write->kind) {
    case CRM_CREATE:
        operation->call = make_record_call(write, "POST");
        break;
    case CRM_UPDATE:
        operation->call = make_record_call(write, "PATCH");
        break;
    case CRM_DELETE:
        operation->call =
            (struct crm_call){.verb = "DELETE",
                              .path = print_to_arena(&operation->arena, "V8/module/%s/%.*s",
                                                     name_crm_module(write->module),
                                                     (int)write->id.length, write->id.at)};
        has_body = false;
        break;
    case CRM_LINK:
    case CRM_CHANGE_EMAIL:
        if (operation->step == STEP_READ_PRIMARY &&
            (write->kind == CRM_LINK || write->email.length == 0)) {
            operation->step = STEP_READ;
        }
        operation->call = make_step_call(operation);
        has_body = operation->step == STEP_ADD || operation->step >= STEP_SET;
        break;
    }
    return !operation->arena.exhausted && (!has_body || operation->call.body != NULL);
}

/* What a call means that the API did not carry out, or of which that is not known. Its own errors
   come with a status of 4xx; those in the middle of something with 500. */
static enum crm_verdict judge_failure(struct crm *crm, struct crm_operation *operation,
                                      const struct crm_reply *reply)
{
    bool is_told = reply->status >= 400 && reply->status < 500 && reply->body != NULL;
    bool is_busy = reply->status == 429 || reply->status == 503;
    operation->words = read_v8_words(crm, reply, &operation->arena);
    operation->level = is_busy ? CRM_LEVEL_CONNECTION : CRM_LEVEL_RECORD;
    bool is_taken = operation->write.kind == CRM_CREATE &&
                    find_text(operation->words, TEXT("already exist")) < operation->words.length;
    bool is_refused = is_busy || operation->call.is_read || (is_told && !is_taken);
    return is_refused ? VERDICT_REFUSED : VERDICT_UNKNOWN;
}

static enum crm_verdict judge_record(struct crm *crm, struct crm_operation *operation,
                                     const struct crm_reply *reply)
{
    struct text id = copy_member(&operation->arena, find_member(reply->body, "data"), "id");
    if (reply->status != 201 || !equal_texts(id, operation->write.id)) {
        return judge_failure(crm, operation, reply);
    }
    operation->id = id;
    return VERDICT_DONE;
}

static enum crm_verdict go_to(struct crm_operation *operation, enum step step)
{
    operation->step = step;
    return VERDICT_NEXT;
}

/* Whether `address` is the one that is to be the primary one. */
static bool is_wanted_address(const struct crm_operation *operation, struct text address)
{
    return operation->write.email.length > 0 &&
           equal_texts_ignoring_case(address, operation->write.email);
}

/* What comes after what is linked has been read. */
static enum crm_verdict choose_step(struct crm_operation *operation, bool is_linked)
{
    const struct crm_write *write = &operation->write;
    if (write->kind == CRM_LINK && write->account_id.length > 0 && !is_linked) {
        return go_to(operation, STEP_ADD);
    }
    if (write->kind == CRM_CHANGE_EMAIL && write->email.length > 0) {
        return go_to(operation, STEP_READ_ROW);
    }
    return operation->removed_count > 0 ? go_to(operation, STEP_REMOVE) : VERDICT_DONE;
}

/* The row as it is, to be written again; NULL if nothing of it would get lost. */
static struct json_object *make_row(const struct crm_operation *operation,
                                    struct json_object *entry, struct arena *arena)
{
    struct json_object *attributes = find_member(entry, "attributes");
    struct text address = undo_escapes(arena, copy_member(arena, attributes, "email_address"));
    struct text opted_out = copy_member(arena, attributes, "opt_out");
    struct text invalid = copy_member(arena, attributes, "invalid_email");
    bool is_marked = equal_texts(opted_out, TEXT("1")) || equal_texts(invalid, TEXT("1"));
    if (!is_marked && equal_texts(address, operation->write.email)) {
        return NULL;
    }
    struct json_building building = begin_json_object();
    struct json_object *data =
        add_json_member(&building, building.root, "data", json_object_new_object());
    add_json_string(&building, data, "type", "EmailAddresses");
    add_json_member(&building, data, "id", make_json_text(copy_member(arena, entry, "id")));
    struct json_object *row =
        add_json_member(&building, data, "attributes", json_object_new_object());
    add_json_member(&building, row, "email_address", make_json_text(address));
    add_json_member(&building, row, "opt_out", make_json_text(opted_out));
    add_json_member(&building, row, "invalid_email", make_json_text(invalid));
    return end_json(&building);
}

/* The addresses that go for a moment are told before they do. */
static enum crm_verdict begin_removing(struct crm_operation *operation)
{
    const struct crm_completion *completion = &operation->completion;
    struct text ids = EMPTY_TEXT;
    for (size_t i = operation->returned_from; i < operation->found_count; i++) {
        const struct text parts[] = {ids, operation->found[i], TEXT(" ")};
        ids = join_in_arena(&operation->arena, parts, 3);
    }
    if (ids.length > 0 && completion->removing != NULL &&
        !completion->removing(completion->context, ids)) {
        operation->level = CRM_LEVEL_RECORD;
        operation->words = TEXT("its further email addresses could not be written down");
        return VERDICT_REFUSED;
    }
    return go_to(operation, operation->removed_count > 0 ? STEP_REMOVE : STEP_SET);
}

static enum crm_verdict judge_row(struct crm *crm, struct crm_operation *operation,
                                  const struct crm_reply *reply)
{
    struct json_object *data = find_member(reply->body, "data");
    if (reply->status != 200 || !json_object_is_type(data, json_type_array)) {
        return judge_failure(crm, operation, reply);
    }
    if (count_elements(data) > 0) {
        operation->kept = make_row(operation, get_element(data, 0), &operation->arena);
    }
    return begin_removing(operation);
}

static struct text read_address(struct crm_operation *operation, struct json_object *entry)
{
    struct text address =
        copy_member(&operation->arena, find_member(entry, "attributes"), "email_address");
    return undo_escapes(&operation->arena, address);
}

/* All addresses, for a message. */
static struct text list_addresses(struct crm_operation *operation, struct json_object *data)
{
    struct text list = EMPTY_TEXT;
    for (size_t i = 0; i < count_elements(data); i++) {
        struct text address = read_address(operation, get_element(data, i));
        list = print_to_arena(&operation->arena, "%.*s%s%.*s", (int)list.length, list.at,
                              list.length > 0 ? ", " : "", (int)address.length, address.at);
    }
    return list;
}

static enum crm_verdict judge_primary(struct crm *crm, struct crm_operation *operation,
                                      const struct crm_reply *reply)
{
    struct json_object *data = find_member(reply->body, "data");
    if (reply->status != 200 || !json_object_is_type(data, json_type_array)) {
        return judge_failure(crm, operation, reply);
    }
    struct json_object *entry = get_element(data, 0);
    bool is_there = entry != NULL && is_wanted_address(operation, read_address(operation, entry));
    if (is_there && operation->write.further.length == 0) {
        return VERDICT_DONE;
    }
    operation->is_set = is_there;
    operation->found_id = copy_member(&operation->arena, entry, "id");
    return go_to(operation, STEP_READ);
}

static bool is_found(const struct crm_operation *operation, struct text id)
{
    size_t i = 0;
    while (i < operation->found_count && !equal_texts(operation->found[i], id)) {
        i++;
    }
    return i < operation->found_count;
}

static bool is_linked_now(struct json_object *data, struct text id, struct arena *arena)
{
    size_t i = 0;
    while (i < count_elements(data) &&
           !equal_texts(copy_member(arena, get_element(data, i), "id"), id)) {
        i++;
    }
    return i < count_elements(data);
}

/* Lists the addresses that an earlier try has taken away and not brought back. */
static void add_missing_addresses(struct crm_operation *operation, struct json_object *data)
{
    struct text further = operation->write.further;
    for (size_t at = 0; operation->found != NULL && at < further.length;) {
        size_t end = find_byte(further, ' ', at);
        struct text id = slice_text(further, at, end);
        bool is_there = is_linked_now(data, id, &operation->arena) || is_found(operation, id);
        if (id.length > 0 && !is_there) {
            operation->found[operation->found_count++] = id;
        }
        at = end + 1;
    }
}

/* The address is set already: what is left is to bring back what is missing. */
static enum crm_verdict bring_back(struct crm_operation *operation)
{
    operation->found_next = operation->returned_from = 0;
    return operation->found_count > 0 ? go_to(operation, STEP_RETURN) : VERDICT_DONE;
}

/* Lists what is linked and is to go. Addresses that are to come back stand behind those that are
   not, so that found_next can go through them once more from the first of them. */
static enum crm_verdict judge_reading(struct crm *crm, struct crm_operation *operation,
                                      const struct crm_reply *reply)
{
    struct json_object *data = find_member(reply->body, "data");
    bool is_linked = false;
    if (reply->status != 200 || !json_object_is_type(data, json_type_array)) {
        return judge_failure(crm, operation, reply);
    }
    size_t count = count_elements(data);
    operation->addresses = list_addresses(operation, data);
    operation->found =
        take_from_arena(&operation->arena,
                        (count + operation->write.further.length + 1) * sizeof *operation->found);
    operation->found_count = 0;
    operation->returned_from = 0;
    for (size_t pass = 0; operation->found != NULL && !operation->is_set && pass < 2; pass++) {
        for (size_t i = 0; i < count; i++) {
            struct json_object *entry = get_element(data, i);
            struct text id = copy_member(&operation->arena, entry, "id");
            bool is_link = operation->write.kind == CRM_LINK;
            bool is_kept = is_link && equal_texts(id, operation->write.account_id);
            bool returns = !is_link && operation->write.email.length > 0 &&
                           !equal_texts(id, operation->found_id) &&
                           !is_wanted_address(operation, read_address(operation, entry));
            is_linked = is_linked || is_kept;
            if (!is_kept && returns == (pass == 1)) {
                operation->found[operation->found_count++] = id;
                operation->returned_from += pass == 0;
            }
        }
    }
    operation->removed_count = operation->found_count;
    add_missing_addresses(operation, data);
    if (operation->is_set) {
        return bring_back(operation);
    }
    operation->found_next = 0;
    return choose_step(operation, is_linked);
}

/* Whether a change of a link is done: one that was tried before may have been done then, and is
   refused now because there is no such link any more. */
static bool is_step_done(const struct crm_operation *operation, const struct crm_reply *reply)
{
    const struct http_response *response = &reply->response;
    bool was_tried = operation->tries > 0 || response->answer_lost || response->is_repeated;
    bool is_refused = reply->status == 400 && reply->body != NULL;
    return (reply->body != NULL && reply->status >= 200 && reply->status <= 299) ||
           (operation->step == STEP_REMOVE && was_tried && is_refused);
}

/* What comes after one of the links has been changed. */
static enum crm_verdict judge_change(struct crm *crm, struct crm_operation *operation,
                                     const struct crm_reply *reply)
{
    bool is_set = operation->step == STEP_SET;
    bool has_email = operation->write.kind == CRM_CHANGE_EMAIL && operation->write.email.length > 0;
    if (!is_step_done(operation, reply)) {
        enum crm_verdict verdict = judge_failure(crm, operation, reply);
        bool may_pass = verdict == VERDICT_UNKNOWN || reply->status == 429 || reply->status == 503;
        if (may_pass && ++operation->tries < STEP_TRY_LIMIT) {
            return VERDICT_NEXT;
        }
        return verdict;
    }
    operation->tries = 0;
    if (operation->step == STEP_ADD) {
        return operation->removed_count > 0 ? go_to(operation, STEP_REMOVE) : VERDICT_DONE;
    }
    operation->found_next = is_set ? operation->returned_from : operation->found_next + 1;
    bool removes = operation->step == STEP_REMOVE;
    if (operation->found_next < (removes ? operation->removed_count : operation->found_count)) {
        return go_to(operation, is_set ? STEP_RETURN : operation->step);
    }
    if (removes && has_email) {
        return go_to(operation, STEP_SET);
    }
    return operation->kept != NULL && operation->step != STEP_RESTORE
               ? go_to(operation, STEP_RESTORE)
               : VERDICT_DONE;
}

enum crm_verdict judge_v8_step(struct crm *crm, struct crm_operation *operation,
                               const struct crm_reply *reply)
{
    enum crm_write_kind kind = operation->write.kind;
    if (kind == CRM_CREATE || kind == CRM_UPDATE) {
        return judge_record(crm, operation, reply);
    }
    if (kind == CRM_DELETE) {
        return reply->status == 200 && reply->body != NULL ? VERDICT_DONE
                                                           : judge_failure(crm, operation, reply);
    }
    switch ((enum step)operation->step) {
    case STEP_READ_PRIMARY:
        return judge_primary(crm, operation, reply);
    case STEP_READ:
        return judge_reading(crm, operation, reply);
    case STEP_READ_ROW:
        return judge_row(crm, operation, reply);
    case STEP_ADD:
    case STEP_REMOVE:
    case STEP_SET:
    case STEP_RETURN:
    case STEP_RESTORE:
        break;
    }
    return judge_change(crm, operation, reply);
}
