/* Questions about what is beside the records themselves: the contacts of accounts, users, and the
   marks of addresses. */
#include "base/email.h"
#include "crm/call.h"
#include "crm/escapes.h"
#include "crm/json.h"
#include "crm/sql_literal.h"
#include "crm/v4_1.h"

/* A list of one module's records, of whose fields a few are asked for. */
struct listing {
    const char *module;
    struct text query;
    const char *field; /* beside the id */
    const char *link;  /* whose ids are asked for too, or NULL */
    size_t offset;
    bool is_over;
};

static struct json_object *list_names(const char *field)
{
    struct json_building building = {.root = json_object_new_array()};
    add_json_element(&building, building.root, json_object_new_string("id"));
    if (field != NULL) {
        add_json_element(&building, building.root, json_object_new_string(field));
    }
    return end_json(&building);
}

static struct json_object *list_links(const char *link)
{
    struct json_building building = {.root = json_object_new_array()};
    if (link != NULL) {
        struct json_object *named =
            add_json_element(&building, building.root, json_object_new_object());
        add_json_string(&building, named, "name", link);
        add_json_member(&building, named, "value", list_names(NULL));
    }
    return end_json(&building);
}

/* Takes in an entry of the list, and its part of the relationship_list. */
typedef void entry_taker(void *context, struct json_object *values, struct json_object *links,
                         struct arena *arena);

static bool ask_for_page(struct crm *crm, struct listing *listing, entry_taker *take, void *context,
                         struct arena *arena, struct error *error)
{
    struct crm_reply reply;
    struct crm_call call = {
        .verb = "get_entry_list",
        .body = make_v4_1_list_arguments(listing->module, listing->query, listing->offset,
                                         list_names(listing->field), list_links(listing->link),
                                         V4_1_PAGE_SIZE, false),
        .is_read = true};
    bool done = make_call(crm, &call, &reply, error);
    struct json_object *entries = find_member(reply.body, "entry_list");
    struct json_object *links = find_member(reply.body, "relationship_list");
    if (done && (is_v4_1_fault(reply.body) || !json_object_is_type(entries, json_type_array))) {
        crm->level = is_v4_1_fault(reply.body) ? read_v4_1_level(reply.body) : CRM_LEVEL_CONNECTION;
        done = refuse_answer(crm, &reply.response, "get_entry_list", error);
    }
    for (size_t i = 0; done && i < count_elements(entries); i++) {
        take(context, find_member(get_element(entries, i), "name_value_list"),
             get_element(links, i), arena);
    }
    listing->offset = read_number_member(reply.body, "next_offset");
    listing->is_over = read_number_member(reply.body, "result_count") == 0 ||
                       listing->offset >= read_number_member(reply.body, "total_count");
    end_reply(&reply);
    return done && (!arena->exhausted || fail_for_memory(error));
}

static bool go_through(struct crm *crm, struct listing *listing, entry_taker *take, void *context,
                       struct arena *arena, struct error *error)
{
    bool done = true;
    while (done && !listing->is_over) {
        done = ask_for_page(crm, listing, take, context, arena, error);
    }
    return done;
}

static struct text read_value(struct json_object *values, const char *name, struct arena *arena)
{
    return undo_escapes(arena, copy_member(arena, find_member(values, name), "value"));
}

/* The accounts that are asked about. */
struct accounts {
    const struct text *ids;
    size_t count;
    struct crm_account_contacts *contacts;
};

static void take_account(void *context, struct json_object *values, struct json_object *links,
                         struct arena *arena)
{
    const struct accounts *accounts = context;
    struct text id = read_value(values, "id", arena);
    struct json_object *link = get_element(find_member(links, "link_list"), 0);
    struct json_object *records = find_member(link, "records");
    size_t count = count_elements(records);
    for (size_t i = 0; i < accounts->count; i++) {
        struct crm_account_contacts *contacts = &accounts->contacts[i];
        if (!equal_texts(accounts->ids[i], id)) {
            continue;
        }
        contacts->ids = take_from_arena(arena, (count + 1) * sizeof *contacts->ids);
        for (size_t k = 0; contacts->ids != NULL && k < count; k++) {
            contacts->ids[contacts->count++] =
                read_value(find_member(get_element(records, k), "link_value"), "id", arena);
        }
    }
}

bool list_v4_1_contacts(struct crm *crm, const struct text *ids, size_t count, struct arena *arena,
                        struct crm_account_contacts *contacts, struct error *error)
{
    struct buffer query = {0};
    struct accounts accounts = {ids, count, contacts};
    struct listing listing = {.module = "Accounts", .link = "contacts"};
    append_text(&query, TEXT("accounts.id IN "));
    listing.is_over = !append_v4_1_literals(&query, ids, count, false);
    listing.query = view_buffer(&query);
    bool done = query.failed ? fail_for_memory(error)
                             : go_through(crm, &listing, take_account, &accounts, arena, error);
    free_buffer(&query);
    return done;
}

static void take_user(void *context, struct json_object *values, struct json_object *links,
                      struct arena *arena)
{
    struct text *id = context;
    (void)links;
    *id = read_value(values, "id", arena);
}

bool find_v4_1_user(struct crm *crm, struct text name, struct arena *arena, struct text *id,
                    struct error *error)
{
    struct buffer query = {0};
    struct listing listing = {.module = "Users", .field = "user_name"};
    append_text(&query, TEXT("users.user_name IN "));
    listing.is_over = !append_v4_1_literals(&query, &name, 1, false);
    listing.query = view_buffer(&query);
    bool done = query.failed ? fail_for_memory(error)
                             : go_through(crm, &listing, take_user, id, arena, error);
    free_buffer(&query);
    return done;
}

/* The addresses that are asked about. */
struct addresses {
    const struct text *addresses;
    size_t count;
    struct text *marked;
    size_t marked_count;
};

static void take_address(void *context, struct json_object *values, struct json_object *links,
                         struct arena *arena)
{
    struct addresses *addresses = context;
    struct text address = read_value(values, "email_address", arena);
    (void)links;
    for (size_t i = 0; i < addresses->count; i++) {
        bool is_listed = !equal_texts_ignoring_case(addresses->addresses[i], address);
        for (size_t k = 0; k < addresses->marked_count && !is_listed; k++) {
            is_listed = equal_texts(addresses->marked[k], addresses->addresses[i]);
        }
        if (!is_listed && addresses->marked_count < addresses->count) {
            addresses->marked[addresses->marked_count++] = addresses->addresses[i];
        }
    }
}

bool find_v4_1_marked(struct crm *crm, const struct text *addresses, size_t count,
                      struct arena *arena, struct text *marked, size_t *marked_count,
                      struct error *error)
{
    struct buffer query = {0};
    struct addresses asked = {addresses, count, marked + *marked_count, 0};
    struct listing listing = {.module = "EmailAddresses", .field = "email_address"};
    append_text(&query, TEXT("(email_addresses.opt_out = 1 OR email_addresses.invalid_email = 1) "
                             "AND email_addresses.email_address_caps IN "));
    listing.is_over = !append_v4_1_literals(&query, addresses, count, true);
    listing.query = view_buffer(&query);
    bool done = query.failed ? fail_for_memory(error)
                             : go_through(crm, &listing, take_address, &asked, arena, error);
    *marked_count += asked.marked_count;
    free_buffer(&query);
    return done;
}
