#include "crm/call.h"
#include "crm/look_up.h"
#include "crm/v11.h"

/* A question for records of a module, page by page. */
struct question {
    enum crm_module module;
    struct json_object *filter; /* a list of conditions, all of which must hold */
    size_t limit;               /* records a page */
    size_t offset;
    bool is_over;
};

/* What is read: the API has an email as a list of addresses. */
static struct text list_fields(const struct crm *crm, enum crm_module module, struct arena *arena)
{
    const struct crm_field_choice *choice = &crm->choice->read[module];
    struct buffer names = {0};
    append_text(&names, module == CRM_CONTACTS ? TEXT("id,date_modified,account_id")
                                               : TEXT("id,date_modified"));
    append_text(&names, crm->has_keys ? TEXT(",sync_key") : EMPTY_TEXT);
    for (size_t i = 0; i < choice->count; i++) {
        bool is_email = equal_texts(choice->names[i], TEXT("email1"));
        append_byte(&names, ',');
        append_text(&names, is_email ? TEXT("email") : choice->names[i]);
    }
    struct text list = copy_to_arena(arena, view_buffer(&names));
    arena->exhausted = arena->exhausted || names.failed;
    free_buffer(&names);
    return list;
}

/* The primary address of a record. */
static struct text read_primary(struct json_object *record, struct arena *arena)
{
    struct json_object *addresses = find_member(record, "email");
    for (size_t i = 0; i < count_elements(addresses); i++) {
        struct json_object *address = get_element(addresses, i);
        if (read_number_member(address, "primary_address") == 1) {
            return copy_member(arena, address, "email_address");
        }
    }
    return EMPTY_TEXT;
}

static struct text read_value(struct json_object *record, struct text name, struct arena *arena)
{
    char member[CRM_NAME_SIZE];
    if (equal_texts(name, TEXT("email1"))) {
        return read_primary(record, arena);
    }
    copy_name(member, name);
    return copy_member(arena, record, member);
}

/* Reads a record; a contact's account is known by its id alone at first. */
static void read_record(const struct crm *crm, enum crm_module module, struct json_object *data,
                        struct arena *arena, struct crm_record *record)
{
    const struct crm_field_choice *choice = &crm->choice->read[module];
    struct text *texts = take_from_arena(arena, (choice->count + 1) * sizeof *texts);
    for (size_t i = 0; texts != NULL && i < choice->count; i++) {
        texts[i] = read_value(data, choice->names[i], arena);
    }
    struct text account = copy_member(arena, data, "account_id");
    *record = (struct crm_record){.id = copy_member(arena, data, "id"),
                                  .key = crm->has_keys ? copy_member(arena, data, "sync_key")
                                                       : EMPTY_TEXT,
                                  .modified = copy_member(arena, data, "date_modified"),
                                  .values = texts};
    if (module == CRM_CONTACTS && account.length > 0) {
        record->accounts = take_from_arena(arena, sizeof *record->accounts);
        if (record->accounts != NULL) {
            *record->accounts = (struct crm_record){.id = account};
            record->account_count = 1;
        }
    }
}

static bool read_page(const struct crm *crm, struct question *question,
                      const struct crm_reply *reply, struct arena *arena,
                      struct crm_record_list *list)
{
    struct json_object *data = find_member(reply->body, "records");
    struct json_object *next = find_member(reply->body, "next_offset");
    if (reply->status != 200 || !json_object_is_type(data, json_type_array)) {
        return false;
    }
    size_t count = count_elements(data);
    struct crm_record *records = grow_records(arena, list, count);
    for (size_t i = 0; records != NULL && i < count; i++) {
        struct crm_record *record = &records[list->count];
        read_record(crm, question->module, get_element(data, i), arena, record);
        list->count += record->id.length > 0;
    }
    int64_t offset = next == NULL ? -1 : json_object_get_int64(next);
    question->is_over = offset <= (int64_t)question->offset; /* -1 at the end */
    question->offset = offset > 0 ? (size_t)offset : 0;
    return true;
}

static struct json_object *make_question(const struct crm *crm, const struct question *question,
                                         struct arena *arena)
{
    struct json_building building = begin_json_object();
    struct json_object *root = building.root;
    add_json_member(&building, root, "filter", json_object_get(question->filter));
    add_json_member(&building, root, "max_num", json_object_new_int64((int64_t)question->limit));
    add_json_member(&building, root, "offset", json_object_new_int64((int64_t)question->offset));
    add_json_member(&building, root, "fields",
                    make_json_text(list_fields(crm, question->module, arena)));
    add_json_string(&building, root, "order_by", "id:ASC");
    return end_json(&building);
}

static bool ask_for_page(struct crm *crm, struct question *question, struct arena *arena,
                         struct crm_record_list *list, struct error *error)
{
    struct crm_reply reply;
    struct crm_call call = {
        .verb = "POST",
        .path = print_to_arena(arena, "%s/filter", name_crm_module(question->module)),
        .body = make_question(crm, question, arena),
        .is_read = true};
    bool done = make_call(crm, &call, &reply, error);
    if (done && !read_page(crm, question, &reply, arena, list)) {
        bool is_module = reply.status == 403 || reply.status == 404 || reply.status == 422;
        crm->level = is_module ? CRM_LEVEL_MODULE : CRM_LEVEL_CONNECTION;
        done = refuse_answer(crm, &reply.response, "the question for records", error);
    }
    end_reply(&reply);
    return done && (!arena->exhausted || fail_for_memory(error));
}

/* Asks for all pages; the filter is put back. */
static bool page_through(struct crm *crm, struct question *question, struct arena *arena,
                         struct crm_record_list *list, struct error *error)
{
    bool done = question->filter != NULL || fail_for_memory(error);
    while (done && !question->is_over) {
        done = ask_for_page(crm, question, arena, list, error);
    }
    json_object_put(question->filter);
    question->filter = NULL;
    return done;
}

/* Adds {field: {operator: value}} to a list of conditions. */
static void add_condition(struct json_building *building, struct json_object *list,
                          struct text field, const char *operator, struct json_object * value)
{
    char name[CRM_NAME_SIZE];
    copy_name(name, field);
    struct json_object *condition = add_json_element(building, list, json_object_new_object());
    struct json_object *test = add_json_member(building, condition, name, json_object_new_object());
    add_json_member(building, test, operator, value);
}

static struct text name_field(const struct crm *crm, enum crm_criterion criterion)
{
    switch (criterion) {
    case CRM_BY_KEY:
        return TEXT("sync_key");
    case CRM_BY_NUMBER:
        return crm->choice->number_field;
    case CRM_BY_EMAIL:
        return TEXT("email_addresses.email_address");
    case CRM_BY_MOBILE:
        return TEXT("phone_mobile");
    case CRM_BY_NAME:
        return TEXT("name");
    case CRM_BY_ID:
    case CRM_CRITERION_COUNT:
        break;
    }
    return TEXT("id");
}

static struct json_object *list_values(const struct text *values, size_t count)
{
    struct json_building building = {.root = json_object_new_array()};
    for (size_t i = 0; i < count; i++) {
        add_json_element(&building, building.root, make_json_text(values[i]));
    }
    return end_json(&building);
}

static struct json_object *make_filter(const struct crm *crm, enum crm_criterion criterion,
                                       const struct text *values, size_t count)
{
    struct json_building building = {.root = json_object_new_array()};
    add_condition(&building, building.root, name_field(crm, criterion), "$in",
                  list_values(values, count));
    if (criterion == CRM_BY_EMAIL || criterion == CRM_BY_MOBILE) {
        struct json_object *either =
            add_json_element(&building, building.root, json_object_new_object());
        struct json_object *choices =
            add_json_member(&building, either, "$or", json_object_new_array());
        struct text number = crm->choice->number_field;
        add_condition(&building, choices, number, "$is_null", json_object_new_string(""));
        add_condition(&building, choices, number, "$equals", json_object_new_int(0));
    }
    return end_json(&building);
}

bool find_v11_records(struct crm *crm, enum crm_module module, enum crm_criterion criterion,
                      const struct text *values, size_t count, struct arena *arena,
                      struct crm_record_list *list, struct error *error)
{
    size_t first = list->count;
    struct question question = {.module = module, .limit = V11_PAGE_SIZE};
    if (criterion == CRM_BY_KEY && !crm->has_keys) {
        return true;
    }
    question.filter = make_filter(crm, criterion, values, count);
    return page_through(crm, &question, arena, list, error) &&
           (module != CRM_CONTACTS || read_linked_accounts(crm, first, arena, list, error));
}

bool list_v11_ticked(struct crm *crm, struct text after, size_t limit, struct arena *arena,
                     struct crm_record_list *list, struct error *error)
{
    struct json_building building = {.root = json_object_new_array()};
    struct question question = {.module = CRM_CONTACTS, .limit = limit};
    add_condition(&building, building.root, crm->choice->tick_field, "$equals",
                  json_object_new_int(1));
    if (after.length > 0) {
        add_condition(&building, building.root, TEXT("id"), "$gt", make_json_text(after));
    }
    question.filter = end_json(&building);
    bool done = question.filter == NULL ? fail_for_memory(error)
                                        : ask_for_page(crm, &question, arena, list, error);
    json_object_put(question.filter);
    return done && read_linked_accounts(crm, 0, arena, list, error);
}
