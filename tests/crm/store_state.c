/* All records as text, and back. */
#include "store_database.h"
#include "store_value.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { STATE_FLAGS = JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE };

static int compare_strings(const void *one, const void *other)
{
    struct json_object *const *first = one;
    struct json_object *const *second = other;
    return strcmp(json_object_get_string(*first), json_object_get_string(*second));
}

static void add_addresses(struct store *store, enum module module, const char *id,
                          struct json_object *line)
{
    struct json_object *emails = list_emails(store, module, id);
    struct json_object *addresses = json_object_new_array();
    for (size_t i = 0; i < json_object_array_length(emails); i++) {
        struct json_object *email = json_object_array_get_idx(emails, i);
        json_object_array_add(addresses,
                              json_object_get(json_object_object_get(email, "email_address")));
    }
    if (json_object_array_length(addresses) > 0) {
        json_object_object_add(line, "emails", json_object_get(addresses));
    }
    json_object_put(addresses);
    json_object_put(emails);
}

/* Whether a value is not what a new record has; a check box that is NULL is as good as not ticked.
 */
static bool is_shown(const struct store_field *field, const char *value)
{
    bool is_unticked = strcasecmp(field->type, "bool") == 0 && value[0] == '\0';
    return field->place != FIELD_ELSEWHERE && strcmp(field->name, "id") != 0 && !is_unticked &&
           strcmp(value, field->usual) != 0;
}

/* Lists those addresses of a record that have a mark. */
static void add_marked(struct store *store, enum module module, const char *id,
                       struct json_object *line, const char *list, const char *mark)
{
    struct json_object *emails = list_emails(store, module, id);
    struct json_object *marked = json_object_new_array();
    for (size_t i = 0; i < json_object_array_length(emails); i++) {
        struct json_object *email = json_object_array_get_idx(emails, i);
        if (strcmp(json_object_get_string(json_object_object_get(email, mark)), "1") == 0) {
            json_object_array_add(marked,
                                  json_object_get(json_object_object_get(email, "email_address")));
        }
    }
    if (json_object_array_length(marked) > 0) {
        json_object_object_add(line, list, json_object_get(marked));
    }
    json_object_put(marked);
    json_object_put(emails);
}

static void append_record(struct buffer *out, struct store *store, enum module module,
                          const char *id)
{
    const struct field_list *fields = &store->fields[module];
    struct json_object *line = json_object_new_object();
    struct json_object *record = read_record(store, module, id, NULL);
    json_object_object_add(line, "module", json_object_new_string(name_module(module)));
    json_object_object_add(line, "id", json_object_new_string(id));
    for (size_t i = 0; i < fields->count; i++) {
        const struct store_field *field = &fields->items[i];
        struct json_object *value = json_object_object_get(record, field->name);
        if (value != NULL && is_shown(field, json_object_get_string(value))) {
            json_object_object_add(line, field->name, json_object_get(value));
        }
    }
    add_addresses(store, module, id, line);
    add_marked(store, module, id, line, "opted_out", "opt_out");
    add_marked(store, module, id, line, "invalid", "invalid_email");
    struct json_object *accounts =
        module == MODULE_CONTACTS ? list_linked(store, module, id) : NULL;
    if (accounts != NULL && json_object_array_length(accounts) > 0) {
        json_object_array_sort(accounts, compare_strings);
        json_object_object_add(line, "accounts", json_object_get(accounts));
    }
    append_text(out, make_text(json_object_to_json_string_ext(line, STATE_FLAGS)));
    append_byte(out, '\n');
    json_object_put(accounts);
    json_object_put(record);
    json_object_put(line);
}

void append_state(struct buffer *out, struct store *store)
{
    static const enum module order[] = {MODULE_ACCOUNTS, MODULE_CONTACTS};
    for (size_t i = 0; i < MODULE_TOTAL; i++) {
        struct selection all = {.condition = "",
                                .order = order[i] == MODULE_CONTACTS ? "contacts.id COLLATE BINARY"
                                                                     : "accounts.id COLLATE BINARY",
                                .deleted = 1};
        struct json_object *ids = select_records(store, order[i], &all, NULL);
        for (size_t at = 0; at < json_object_array_length(ids); at++) {
            append_record(out, store, order[i],
                          json_object_get_string(json_object_array_get_idx(ids, at)));
        }
        json_object_put(ids);
    }
}

static void empty_store(struct store *store)
{
    run_sql(store, "DELETE FROM contacts; DELETE FROM contacts_cstm; DELETE FROM accounts;"
                   "DELETE FROM accounts_cstm; DELETE FROM accounts_contacts;"
                   "DELETE FROM email_addresses; DELETE FROM email_addr_bean_rel;");
}

/* Other fields hold no empty text, but NULL. */
static bool is_text_field(const struct store_field *field)
{
    static const char *const others[] = {"int", "bool", "date", "datetime", "float"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (strcasecmp(field->type, others[i]) == 0) {
            return false;
        }
    }
    return true;
}

/* The values of one table are written as they stand. */
static void store_line(struct store *store, enum module module, enum field_place place,
                       const char *id, struct json_object *line)
{
    const char *table =
        place == FIELD_IN_TABLE ? module_tables[module].main : module_tables[module].custom;
    json_object_object_foreach(line, name, value)
    {
        const struct store_field *field = find_field(store, module, name);
        if (field != NULL && field->place == place && strcmp(name, "id") != 0) {
            struct buffer sql = {0};
            append_formatted(&sql, "UPDATE %s SET ", table);
            append_name(&sql, field->name);
            append_formatted(&sql, " = %s WHERE %s = ?",
                             is_text_field(field) ? "?" : "NULLIF(?, '')",
                             place == FIELD_IN_TABLE ? "id" : "id_c");
            append_byte(&sql, '\0');
            insist(!sql.failed, store, "a line");
            struct text text = get_plain_text(value);
            run_statement(start_statement(store, sql.at, 2, text.length == 0 ? "" : text.at, id));
            free_buffer(&sql);
        }
    }
}

/* Marks the addresses of a list. */
static void mark_addresses(struct store *store, struct json_object *list, const char *mark)
{
    struct json_object *values = json_object_new_object();
    size_t count = list == NULL ? 0 : json_object_array_length(list);
    json_object_object_add(values, mark, json_object_new_string("1"));
    for (size_t i = 0; i < count; i++) {
        struct buffer condition = {0};
        append_text(&condition, TEXT("email_addresses.email_address = "));
        append_literal(&condition,
                       make_text(json_object_get_string(json_object_array_get_idx(list, i))));
        append_byte(&condition, '\0');
        const struct selection selection = {.condition = condition.at, .order = ""};
        struct json_object *emails = select_emails(store, &selection, NULL);
        if (emails != NULL && json_object_array_length(emails) > 0) {
            struct json_object *email = json_object_array_get_idx(emails, 0);
            change_email(store, json_object_get_string(json_object_object_get(email, "id")),
                         values);
        }
        json_object_put(emails);
        free_buffer(&condition);
    }
    json_object_put(values);
}

static void store_lists(struct store *store, enum module module, const char *id,
                        struct json_object *line)
{
    struct json_object *emails = json_object_object_get(line, "emails");
    struct json_object *accounts = json_object_object_get(line, "accounts");
    size_t email_count = emails == NULL ? 0 : json_object_array_length(emails);
    size_t account_count = accounts == NULL ? 0 : json_object_array_length(accounts);
    for (size_t i = 0; i < email_count; i++) {
        char email_id[ID_SIZE];
        provide_email_row(store, json_object_get_string(json_object_array_get_idx(emails, i)),
                          email_id);
        add_email_link(store, module, id, email_id, i == 0);
    }
    mark_addresses(store, json_object_object_get(line, "opted_out"), "opt_out");
    mark_addresses(store, json_object_object_get(line, "invalid"), "invalid_email");
    for (size_t i = 0; i < account_count; i++) {
        add_account_link(store, id, json_object_get_string(json_object_array_get_idx(accounts, i)));
    }
}

static bool is_text_list(struct json_object *list)
{
    bool fits = json_object_is_type(list, json_type_array);
    for (size_t i = 0; fits && i < json_object_array_length(list); i++) {
        fits = json_object_is_type(json_object_array_get_idx(list, i), json_type_string);
    }
    return fits;
}

/* Whether each member is one that a line may have; if not, which one is not. */
static const char *find_wrong_member(const struct store *store, enum module module,
                                     struct json_object *line)
{
    json_object_object_foreach(line, name, value)
    {
        const struct store_field *field = find_field(store, module, name);
        bool is_list = strcmp(name, "emails") == 0 || strcmp(name, "opted_out") == 0 ||
                       strcmp(name, "invalid") == 0 ||
                       (strcmp(name, "accounts") == 0 && module == MODULE_CONTACTS);
        bool is_scalar = !json_object_is_type(value, json_type_array) &&
                         !json_object_is_type(value, json_type_object);
        bool fits = is_list ? is_text_list(value)
                            : is_scalar && (strcmp(name, "module") == 0 ||
                                            (field != NULL && field->place != FIELD_ELSEWHERE));
        if (!fits) {
            return name;
        }
    }
    return NULL;
}

static bool take_line(struct store *store, struct json_object *line, unsigned number,
                      struct error *error)
{
    enum module module;
    char id[ID_SIZE];
    struct json_object *nothing = json_object_new_object();
    struct json_object *module_name = NULL;
    struct json_object *chosen = NULL;
    const char *wrong = NULL;
    bool fits = json_object_is_type(line, json_type_object) &&
                json_object_object_get_ex(line, "module", &module_name) &&
                json_object_object_get_ex(line, "id", &chosen) &&
                json_object_is_type(chosen, json_type_string) &&
                json_object_get_string_len(chosen) > 0 &&
                find_module(json_object_get_string(module_name), &module);
    if (fits) {
        wrong = find_wrong_member(store, module, line);
        fits = wrong == NULL && create_record(store, module, json_object_get_string(chosen),
                                              nothing, id) == STORE_DONE;
    }
    if (fits) {
        store_line(store, module, FIELD_IN_TABLE, id, line);
        store_line(store, module, FIELD_IN_CUSTOM, id, line);
        store_lists(store, module, id, line);
    }
    json_object_put(nothing);
    return fits || fail(error, ERROR_INPUT, "line %u of the state is no record: %s", number,
                        wrong == NULL ? "module or id" : wrong);
}

bool replace_state(struct store *store, struct text state, struct error *error)
{
    struct json_tokener *tokener = json_tokener_new();
    unsigned number = 1;
    bool done = true;
    empty_store(store);
    run_sql(store, "BEGIN");
    for (size_t at = 0; done && at < state.length; number++) {
        size_t end = find_byte(state, '\n', at);
        if (end > at) {
            json_tokener_reset(tokener);
            struct json_object *line =
                json_tokener_parse_ex(tokener, state.at + at, (int)(end - at));
            done = take_line(store, line, number, error);
            json_object_put(line);
        }
        at = end + 1;
    }
    run_sql(store, "COMMIT");
    if (!done) {
        empty_store(store);
    }
    json_tokener_free(tokener);
    return done;
}
