/* set_entry and set_entries. */
#include "v4_1.h"

#include <stdlib.h>
#include <string.h>

/* What became of a record that was sent. */
enum writing { WRITTEN, WRITE_FAILED };

static const char *get_value(struct json_object *values, const char *name)
{
    const char *text = get_text(values, name);
    return text == NULL ? "" : text;
}

/* A create that fails because of its id has moved the link to an account before that. */
static enum writing create_contact_or_account(struct store *store, enum module module,
                                              struct json_object *values, char id[ID_SIZE])
{
    if (create_record(store, module, get_value(values, "id"), values, id) == STORE_DONE) {
        return WRITTEN;
    }
    if (module == MODULE_CONTACTS && get_value(values, "account_id")[0] != '\0') {
        move_account(store, id, get_value(values, "account_id"));
    }
    return WRITE_FAILED;
}

/* An id that is not there is taken for that of a record to change, of which there is none. */
static enum writing write_record(struct store *store, enum module module,
                                 struct json_object *values, char id[ID_SIZE])
{
    const char *chosen = get_value(values, "id");
    if (chosen[0] == '\0' || !is_empty(get_value(values, "new_with_id"))) {
        return create_contact_or_account(store, module, values, id);
    }
    if (update_record(store, module, chosen, values) == STORE_MISSING &&
        is_empty(get_value(values, "deleted"))) {
        update_missing_record(store, module, chosen, values);
    }
    return WRITTEN;
}

/* The type of a field, or NULL if there is no such field. */
static const char *find_type(const struct store *store, bool is_address, enum module module,
                             const char *name)
{
    static const char *const own[] = {"id", "email_address", "email_address_caps", "opt_out",
                                      "invalid_email"};
    for (size_t i = 0; is_address && i < sizeof own / sizeof own[0]; i++) {
        if (strcmp(own[i], name) == 0) {
            return "varchar";
        }
    }
    const struct store_field *field = is_address ? NULL : find_field(store, module, name);
    return field == NULL ? NULL : field->type;
}

/* The values come back as the server holds them after cleaning: escaped, `&` even twice, numbers as
   numbers. */
static struct json_object *make_echo(const char *type, struct json_object *value)
{
    const char *text = value == NULL ? "" : json_object_get_string(value);
    if (strcmp(type, "int") == 0 && text[0] != '\0') {
        return json_object_new_int64(strtoll(text, NULL, 10));
    }
    if (strcmp(type, "bool") == 0 && is_empty(text)) {
        return json_object_new_boolean(0);
    }
    struct json_object *pair = make_pair("", value);
    const char *escaped = get_text(pair, "value");
    struct buffer echo = {0};
    for (; *escaped != '\0'; escaped++) {
        bool is_bare = *escaped == '&' && strncmp(escaped, "&#039;", 6) != 0 &&
                       strncmp(escaped, "&quot;", 6) != 0 && strncmp(escaped, "&lt;", 4) != 0 &&
                       strncmp(escaped, "&gt;", 4) != 0;
        if (escaped[0] == '\r' && escaped[1] == '\n') {
            continue;
        }
        append_text(&echo, is_bare ? TEXT("&amp;amp;") : (struct text){escaped, 1});
    }
    struct json_object *text_echo =
        json_object_new_string_len(echo.length == 0 ? "" : echo.at, (int)echo.length);
    free_buffer(&echo);
    json_object_put(pair);
    return text_echo;
}

static bool answer_written(struct call *call, bool is_address, enum module module,
                           struct json_object *values, const char *id)
{
    struct json_object *body = json_object_new_object();
    struct json_object *list = json_object_new_object();
    json_object_object_foreach(values, name, value)
    {
        const char *type = find_type(call->site->store, is_address, module, name);
        if (type != NULL) {
            struct json_object *pair = json_object_new_object();
            json_object_object_add(pair, "name", json_object_new_string(name));
            json_object_object_add(pair, "value", make_echo(type, value));
            json_object_object_add(list, name, pair);
        }
    }
    json_object_object_add(body, "id", json_object_new_string(id));
    json_object_object_add(body, "entry_list", make_php_list(list));
    return answer_with(call, body);
}

static bool is_accepted_id(const char *id)
{
    for (; *id != '\0'; id++) {
        bool is_letter = (*id >= 'a' && *id <= 'z') || (*id >= 'A' && *id <= 'Z');
        if (!is_letter && (*id < '0' || *id > '9') && *id != '_' && *id != '-') {
            return false;
        }
    }
    return true;
}

/* The reply has the id as it was sent, even where it was cut in the database. */
static bool write_values(struct call *call, bool is_address, enum module module,
                         struct json_object *values)
{
    struct store *store = call->site->store;
    char id[ID_SIZE] = "";
    const char *sent = get_value(values, "id");
    if (!is_accepted_id(sent)) {
        return recall_reply(call, "v4-set_entry-new_with_id-space");
    }
    bool is_written = is_address ? write_address(store, values, id)
                                 : write_record(store, module, values, id) == WRITTEN;
    if (!is_written) {
        return answer_database_failure(call);
    }
    return answer_written(call, is_address, module, values, sent[0] == '\0' ? id : sent);
}

bool answer_set_entry(struct call *call)
{
    bool done;
    bool is_address;
    enum module module;
    if (!has_module_or_addresses(call, &module, &is_address, &done)) {
        return done;
    }
    struct json_object *values = gather_values(call->arguments[2]);
    done = write_values(call, is_address, module, values);
    json_object_put(values);
    return done;
}

/* The first record that fits, in `id`; false if there is none. */
static bool find_first(struct store *store, enum module module, struct buffer *condition,
                       char id[ID_SIZE])
{
    append_byte(condition, '\0');
    const struct selection selection = {.condition = condition->at, .order = "", .limit = 1};
    struct json_object *ids = select_records(store, module, &selection, NULL);
    bool found = ids != NULL && json_object_array_length(ids) > 0;
    if (found) {
        snprintf(id, ID_SIZE, "%s", json_object_get_string(json_object_array_get_idx(ids, 0)));
    }
    json_object_put(ids);
    free_buffer(condition);
    return found;
}

/* set_entries links a contact to the account of its account_name, which it creates if there is
   none. */
static void provide_account(struct store *store, struct json_object *values)
{
    const char *name = get_value(values, "account_name");
    const char *sent = get_value(values, "account_id");
    struct buffer condition = {0};
    char id[ID_SIZE];
    if (name[0] == '\0' || look_up_record(store, MODULE_ACCOUNTS, sent) == RECORD_LIVE) {
        return;
    }
    append_text(&condition, TEXT("accounts.name = "));
    append_literal(&condition, make_text(name));
    if (sent[0] != '\0' || !find_first(store, MODULE_ACCOUNTS, &condition, id)) {
        struct json_object *account = json_object_new_object();
        json_object_object_add(account, "name", json_object_new_string(name));
        create_record(store, MODULE_ACCOUNTS, "", account, id);
        json_object_put(account);
    }
    free_buffer(&condition);
    json_object_object_add(values, "account_id", json_object_new_string(id));
}

/* A contact of the same address and last name, and account if one is named. */
static bool find_duplicate(struct store *store, struct json_object *values, char id[ID_SIZE])
{
    const char *email = get_value(values, "email1");
    const char *account = get_value(values, "account_name");
    struct buffer condition = {0};
    if (email[0] == '\0' || get_value(values, "id")[0] != '\0') {
        return false;
    }
    append_text(&condition, TEXT("contacts.last_name = "));
    append_literal(&condition, make_text(get_value(values, "last_name")));
    append_text(&condition,
                TEXT(" AND contacts.id IN (SELECT bean_id FROM email_addr_bean_rel eabr JOIN"
                     " email_addresses ea ON ea.id = eabr.email_address_id WHERE bean_module ="
                     " 'Contacts' AND eabr.deleted = 0 AND ea.email_address_caps = upper("));
    append_literal(&condition, make_text(email));
    append_text(&condition, TEXT("))"));
    if (account[0] != '\0') {
        append_text(&condition, TEXT(" AND contacts.id IN (SELECT contact_id FROM accounts_contacts"
                                     " ac JOIN accounts a ON a.id = account_id WHERE ac.deleted = 0"
                                     " AND a.deleted = 0 AND a.name = "));
        append_literal(&condition, make_text(account));
        append_byte(&condition, ')');
    }
    return find_first(store, MODULE_CONTACTS, &condition, id);
}

/* One record of set_entries: adds its id. */
static enum writing write_listed(struct store *store, bool is_address, enum module module,
                                 struct json_object *values, struct json_object *ids)
{
    char id[ID_SIZE] = "";
    enum writing writing = WRITTEN;
    bool is_contact = !is_address && module == MODULE_CONTACTS;
    if (is_contact && is_empty(get_value(values, "deleted"))) {
        provide_account(store, values);
    }
    if (is_address) {
        writing = write_address(store, values, id) ? WRITTEN : WRITE_FAILED;
    } else if (!is_contact || !find_duplicate(store, values, id)) {
        writing = write_record(store, module, values, id);
    }
    const char *sent = get_value(values, "id");
    json_object_array_add(ids, json_object_new_string(sent[0] == '\0' ? id : sent));
    return writing;
}

/* A record that fails ends the call without ids; those before it stay. */
bool answer_set_entries(struct call *call)
{
    bool done;
    bool is_address;
    enum module module;
    if (!has_module_or_addresses(call, &module, &is_address, &done)) {
        return done;
    }
    struct json_object *lists = call->arguments[2];
    struct json_object *ids = json_object_new_array();
    enum writing writing = WRITTEN;
    size_t count =
        json_object_is_type(lists, json_type_array) ? json_object_array_length(lists) : 0;
    for (size_t i = 0; i < count && writing == WRITTEN; i++) {
        struct json_object *values = gather_values(json_object_array_get_idx(lists, i));
        writing = write_listed(call->site->store, is_address, module, values, ids);
        json_object_put(values);
    }
    if (writing == WRITE_FAILED) {
        json_object_put(ids);
        return answer_database_failure(call);
    }
    struct json_object *body = json_object_new_object();
    json_object_object_add(body, "ids", ids);
    return answer_with(call, body);
}
