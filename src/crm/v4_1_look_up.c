#include "base/email.h"
#include "crm/call.h"
#include "crm/escapes.h"
#include "crm/json.h"
#include "crm/look_up.h"
#include "crm/sql_literal.h"
#include "crm/v4_1.h"

struct json_object *make_v4_1_list_arguments(const char *module, struct text query, size_t offset,
                                             struct json_object *fields, struct json_object *links,
                                             size_t limit, bool with_deleted)
{
    struct json_building building = begin_json_object();
    struct json_object *root = building.root;
    add_json_string(&building, root, "module_name", module);
    add_json_member(&building, root, "query", make_json_text(query));
    add_json_string(&building, root, "order_by", "id");
    add_json_member(&building, root, "offset", json_object_new_int64((int64_t)offset));
    add_json_member(&building, root, "select_fields", fields);
    add_json_member(&building, root, "link_name_to_fields_array", links);
    add_json_member(&building, root, "max_results", json_object_new_int64((int64_t)limit));
    add_json_member(&building, root, "deleted", json_object_new_int(with_deleted));
    add_json_member(&building, root, "favorites", json_object_new_boolean(false));
    return end_json(&building);
}

/* The names of what is read of a module's records. */
static struct json_object *list_fields(const struct crm *crm, enum crm_module module)
{
    static const char *const always[] = {"id", "date_modified", "deleted"};
    const struct crm_field_choice *choice = &crm->choice->read[module];
    struct json_building building = {.root = json_object_new_array()};
    for (size_t i = 0; i < sizeof always / sizeof *always; i++) {
        add_json_element(&building, building.root, json_object_new_string(always[i]));
    }
    for (size_t i = 0; i < choice->count; i++) {
        add_json_element(&building, building.root, make_json_text(choice->names[i]));
    }
    return end_json(&building);
}

/* What is read of the records that a module's are linked to: the accounts of contacts. */
static struct json_object *list_links(const struct crm *crm, enum crm_module module)
{
    struct json_building building = {.root = json_object_new_array()};
    if (module != CRM_CONTACTS) {
        return building.root;
    }
    struct json_object *link = add_json_element(&building, building.root, json_object_new_object());
    add_json_string(&building, link, "name", "accounts");
    add_json_member(&building, link, "value", list_fields(crm, CRM_ACCOUNTS));
    return end_json(&building);
}

/* The value of a field in a list of {"name": {"name":, "value":}}. */
static struct text read_value(struct json_object *values, struct text name, struct arena *arena)
{
    char member[CRM_NAME_SIZE];
    copy_name(member, name);
    return undo_escapes(arena, copy_member(arena, find_member(values, member), "value"));
}

static void read_record(const struct crm *crm, enum crm_module module, struct json_object *values,
                        struct arena *arena, struct crm_record *record)
{
    const struct crm_field_choice *choice = &crm->choice->read[module];
    struct text *texts = take_from_arena(arena, (choice->count + 1) * sizeof *texts);
    for (size_t i = 0; texts != NULL && i < choice->count; i++) {
        texts[i] = read_value(values, choice->names[i], arena);
    }
    struct text id = read_value(values, TEXT("id"), arena);
    *record = (struct crm_record){
        .id = id,
        .key = id,
        .modified = read_value(values, TEXT("date_modified"), arena),
        .is_deleted = equal_texts(read_value(values, TEXT("deleted"), arena), TEXT("1")),
        .values = texts};
}

/* The accounts of a contact, from its part of the relationship_list. */
static void read_accounts(const struct crm *crm, struct json_object *links, struct arena *arena,
                          struct crm_record *contact)
{
    struct json_object *list = find_member(links, "link_list");
    struct json_object *link = get_element(list, 0); /* it is the only one asked for */
    struct json_object *records = find_member(link, "records");
    size_t count = count_elements(records);
    contact->accounts = take_from_arena(arena, (count + 1) * sizeof *contact->accounts);
    for (size_t i = 0; contact->accounts != NULL && i < count; i++) {
        struct json_object *values = find_member(get_element(records, i), "link_value");
        read_record(crm, CRM_ACCOUNTS, values, arena, &contact->accounts[i]);
        contact->account_count++;
    }
}

/* Appends the records of a page; false if memory ran out or it is none. */
static bool read_page(const struct crm *crm, enum crm_module module, struct json_object *answer,
                      struct arena *arena, struct crm_record_list *list)
{
    struct json_object *entries = find_member(answer, "entry_list");
    struct json_object *links = find_member(answer, "relationship_list");
    if (!json_object_is_type(entries, json_type_array)) {
        return false;
    }
    size_t count = count_elements(entries);
    struct crm_record *records = grow_records(arena, list, count);
    for (size_t i = 0; records != NULL && i < count; i++) {
        struct json_object *values = find_member(get_element(entries, i), "name_value_list");
        struct crm_record *record = &records[list->count];
        read_record(crm, module, values, arena, record);
        if (module == CRM_CONTACTS) {
            read_accounts(crm, get_element(links, i), arena, record);
        }
        list->count += record->id.length > 0;
    }
    return true;
}

/* A list that is asked for page by page. */
struct paging {
    enum crm_module module;
    struct text query;
    bool with_deleted;
    size_t limit; /* records a page */
    size_t offset;
    bool is_over;
};

static bool ask_for_page(struct crm *crm, struct paging *paging, struct arena *arena,
                         struct crm_record_list *list, struct error *error)
{
    struct crm_reply reply;
    enum crm_module module = paging->module;
    struct crm_call call = {
        .verb = "get_entry_list",
        .body = make_v4_1_list_arguments(name_crm_module(module), paging->query, paging->offset,
                                         list_fields(crm, module), list_links(crm, module),
                                         paging->limit, paging->with_deleted),
        .is_read = true};
    bool done = make_call(crm, &call, &reply, error);
    if (done && (is_v4_1_fault(reply.body) || !read_page(crm, module, reply.body, arena, list))) {
        crm->level = is_v4_1_fault(reply.body) ? read_v4_1_level(reply.body) : CRM_LEVEL_CONNECTION;
        done = refuse_answer(crm, &reply.response, "get_entry_list", error);
    }
    /* A next offset is told at the end, too. */
    paging->offset = read_number_member(reply.body, "next_offset");
    paging->is_over = read_number_member(reply.body, "result_count") == 0 ||
                      paging->offset >= read_number_member(reply.body, "total_count");
    end_reply(&reply);
    return done && (!arena->exhausted || fail_for_memory(error));
}

bool append_v4_1_literals(struct buffer *query, const struct text *values, size_t count,
                          bool in_capitals)
{
    size_t listed = 0;
    struct arena arena = {0};
    for (size_t i = 0; i < count; i++) {
        struct text value = in_capitals ? write_in_capitals(&arena, values[i]) : values[i];
        if (is_sql_text(value)) {
            append_byte(query, listed++ == 0 ? '(' : ',');
            append_sql_literal(query, value);
        }
    }
    append_byte(query, ')');
    query->failed = query->failed || arena.exhausted;
    free_arena(&arena);
    return listed > 0;
}

/* The column of a custom field stands in a table of its own, unless it has another sort of name. */
static void append_column(struct buffer *query, struct text field)
{
    append_text(query, ends_with_ignoring_case(field, TEXT("_c")) ? TEXT("contacts_cstm.")
                                                                  : TEXT("contacts."));
    append_text(query, field);
}

static void append_numberless(struct buffer *query, struct text field)
{
    append_text(query, TEXT(" AND ("));
    append_column(query, field);
    append_text(query, TEXT(" IS NULL OR "));
    append_column(query, field);
    append_text(query, TEXT(" = 0)"));
}

/* The query for records that have one of the values; false if none of them can be there. The one
   for addresses is the only kind of sub-select that SuiteCRM lets through. */
static bool append_query(struct buffer *query, const struct crm *crm, enum crm_module module,
                         enum crm_criterion criterion, const struct text *values, size_t count)
{
    struct text number = crm->choice->number_field;
    bool has_values = false;
    if (criterion == CRM_BY_NUMBER) {
        append_column(query, number);
        append_text(query, TEXT(" IN "));
        for (size_t i = 0; i < count; i++) {
            append_byte(query, i == 0 ? '(' : ',');
            append_text(query, values[i]);
        }
        append_byte(query, ')');
        return true;
    }
    if (criterion == CRM_BY_EMAIL) {
        append_text(query,
                    TEXT("contacts.id IN (SELECT eabr.bean_id FROM email_addr_bean_rel eabr JOIN "
                         "email_addresses ea ON (ea.id = eabr.email_address_id) WHERE "
                         "eabr.bean_module = 'Contacts' AND eabr.deleted = 0 AND ea.deleted = 0 "
                         "AND ea.email_address_caps IN "));
        has_values = append_v4_1_literals(query, values, count, true);
        append_byte(query, ')');
    } else {
        append_text(query, criterion == CRM_BY_MOBILE ? TEXT("contacts.phone_mobile IN ")
                           : criterion == CRM_BY_NAME ? TEXT("accounts.name IN ")
                           : module == CRM_CONTACTS   ? TEXT("contacts.id IN ")
                                                      : TEXT("accounts.id IN "));
        has_values = append_v4_1_literals(query, values, count, false);
    }
    if (criterion == CRM_BY_EMAIL || criterion == CRM_BY_MOBILE) {
        append_numberless(query, number);
    }
    return has_values;
}

bool find_v4_1_records(struct crm *crm, enum crm_module module, enum crm_criterion criterion,
                       const struct text *values, size_t count, struct arena *arena,
                       struct crm_record_list *list, struct error *error)
{
    struct buffer query = {0};
    bool with_deleted =
        criterion == CRM_BY_ID || criterion == CRM_BY_KEY || criterion == CRM_BY_NUMBER;
    struct paging paging = {
        .module = module, .with_deleted = with_deleted, .limit = V4_1_PAGE_SIZE};
    paging.is_over = !append_query(&query, crm, module, criterion, values, count);
    paging.query = view_buffer(&query);
    bool done = !query.failed || fail_for_memory(error);
    while (done && !paging.is_over) {
        done = ask_for_page(crm, &paging, arena, list, error);
    }
    free_buffer(&query);
    return done;
}

bool find_v4_1_pairs(struct crm *crm, const struct text *keys, size_t key_count,
                     const struct text *numbers, size_t number_count, struct arena *arena,
                     struct crm_record_list *list, struct error *error)
{
    struct buffer query = {0};
    struct paging paging = {.module = CRM_CONTACTS, .with_deleted = true, .limit = V4_1_PAGE_SIZE};
    bool has_keys =
        key_count > 0 && append_query(&query, crm, CRM_CONTACTS, CRM_BY_KEY, keys, key_count);
    if (has_keys && number_count > 0) {
        append_text(&query, TEXT(" OR "));
    }
    if (number_count > 0) {
        append_query(&query, crm, CRM_CONTACTS, CRM_BY_NUMBER, numbers, number_count);
    }
    paging.is_over = !has_keys && number_count == 0;
    paging.query = view_buffer(&query);
    bool done = !query.failed || fail_for_memory(error);
    while (done && !paging.is_over) {
        done = ask_for_page(crm, &paging, arena, list, error);
    }
    free_buffer(&query);
    return done;
}

bool list_v4_1_ticked(struct crm *crm, struct text after, size_t limit, struct arena *arena,
                      struct crm_record_list *list, struct error *error)
{
    struct buffer query = {0};
    append_column(&query, crm->choice->tick_field);
    append_text(&query, TEXT(" = 1"));
    if (after.length > 0) {
        append_text(&query, TEXT(" AND contacts.id > "));
        append_sql_literal(&query, after);
    }
    struct paging paging = {.module = CRM_CONTACTS, .query = view_buffer(&query), .limit = limit};
    bool done =
        query.failed ? fail_for_memory(error) : ask_for_page(crm, &paging, arena, list, error);
    free_buffer(&query);
    return done;
}
