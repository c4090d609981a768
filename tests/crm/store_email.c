/* Addresses, whose rows are shared, and their links to records. */
#include "base/email.h"
#include "store_database.h"
#include "store_value.h"

#include <string.h>

static void print_capitals(const char *address, struct buffer *capitals)
{
    for (; *address != '\0'; address++) {
        bool is_small = *address >= 'a' && *address <= 'z';
        append_byte(capitals, (char)(is_small ? *address - 'a' + 'A' : *address));
    }
    append_byte(capitals, '\0');
}

static void add_email_row(struct store *store, const char *email_id, const char *address)
{
    struct buffer capitals = {0};
    char stamp[STAMP_SIZE];
    print_capitals(address, &capitals);
    print_stamp(store, stamp);
    insist(!capitals.failed, store, "an address");
    run_statement(
        start_statement(store,
                        "INSERT INTO email_addresses (id, email_address, email_address_caps,"
                        " date_created, date_modified) VALUES (?, ?, ?, ?, ?)",
                        5, email_id, address, capitals.at, stamp, stamp));
    free_buffer(&capitals);
}

static bool has_email_row(struct store *store, const char *email_id)
{
    sqlite3_stmt *statement = start_statement(
        store, "SELECT 1 FROM email_addresses WHERE id = ? AND deleted = 0", 1, email_id);
    bool found = take_row(statement);
    end_statement(statement);
    return found;
}

enum store_result create_email(struct store *store, const char *email_id, const char *address)
{
    char id[ID_SIZE];
    copy_id(id, email_id);
    if (has_email_row(store, id)) {
        return STORE_TAKEN;
    }
    add_email_row(store, id, address);
    return STORE_DONE;
}

void provide_email_row(struct store *store, const char *address, char email_id[ID_SIZE])
{
    struct buffer capitals = {0};
    print_capitals(address, &capitals);
    insist(!capitals.failed, store, "an address");
    sqlite3_stmt *statement = start_statement(
        store, "SELECT id FROM email_addresses WHERE email_address_caps = ? AND deleted = 0", 1,
        capitals.at);
    email_id[0] = '\0';
    if (take_row(statement)) {
        copy_id(email_id, get_column(statement, 0));
        end_statement(statement);
    }
    if (email_id[0] != '\0' && store->kind == STORE_SUITECRM) {
        run_statement(start_statement(store,
                                      "UPDATE email_addresses SET email_address = ?, opt_out = 0,"
                                      " invalid_email = 0 WHERE id = ?",
                                      2, address, email_id));
    } else if (email_id[0] == '\0') {
        make_id(store, email_id);
        add_email_row(store, email_id, address);
    }
    free_buffer(&capitals);
}

bool provide_email(struct store *store, const char *address, char email_id[ID_SIZE])
{
    struct text trimmed = trim_blanks(make_text(address));
    struct buffer copy = {0};
    bool is_valid = is_valid_email(trimmed);
    if (is_valid) {
        append_text(&copy, trimmed);
        append_byte(&copy, '\0');
        insist(!copy.failed, store, "an address");
        provide_email_row(store, copy.at, email_id);
    }
    free_buffer(&copy);
    return is_valid;
}

bool rename_email(struct store *store, const char *email_id, const char *address)
{
    struct buffer capitals = {0};
    char stamp[STAMP_SIZE];
    print_capitals(address, &capitals);
    print_stamp(store, stamp);
    insist(!capitals.failed, store, "an address");
    run_statement(
        start_statement(store,
                        "UPDATE email_addresses SET email_address = ?, email_address_caps = ?,"
                        " date_modified = ? WHERE id = ? AND deleted = 0",
                        4, address, capitals.at, stamp, email_id));
    free_buffer(&capitals);
    return sqlite3_changes(store->database) > 0;
}

bool change_email(struct store *store, const char *email_id, struct json_object *values)
{
    static const struct {
        const char *name;
        const char *sql;
    } fields[] = {
        {"email_address", "UPDATE email_addresses SET email_address = ? WHERE id = ?"},
        {"opt_out", "UPDATE email_addresses SET opt_out = ? WHERE id = ?"},
        {"invalid_email", "UPDATE email_addresses SET invalid_email = ? WHERE id = ?"},
    };
    if (!has_email_row(store, email_id)) {
        return false;
    }
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        struct json_object *value = NULL;
        if (json_object_object_get_ex(values, fields[i].name, &value)) {
            run_statement(
                start_statement(store, fields[i].sql, 2, json_object_get_string(value), email_id));
        }
    }
    return true;
}

struct json_object *list_emails(struct store *store, enum module module, const char *id)
{
    struct json_object *emails = json_object_new_array();
    sqlite3_stmt *statement = start_statement(
        store,
        "SELECT ea.id, email_address, email_address_caps, primary_address, opt_out, invalid_email"
        " FROM email_addr_bean_rel eabr JOIN email_addresses ea ON ea.id = eabr.email_address_id"
        " WHERE bean_id = ? AND bean_module = ? AND eabr.deleted = 0 AND ea.deleted = 0"
        " ORDER BY primary_address DESC, eabr.rowid",
        2, id, name_module(module));
    static const char *const names[] = {
        "id", "email_address", "email_address_caps", "primary_address", "opt_out", "invalid_email"};
    while (take_row(statement)) {
        struct json_object *email = json_object_new_object();
        for (int i = 0; i < 6; i++) {
            json_object_object_add(email, names[i],
                                   json_object_new_string(get_column(statement, i)));
        }
        json_object_array_add(emails, email);
    }
    return emails;
}

/* How many live links to addresses a record has; whether one of them is to `email_id`. */
static unsigned count_links(struct store *store, enum module module, const char *id,
                            const char *email_id, bool *is_linked)
{
    unsigned count = 0;
    sqlite3_stmt *statement =
        start_statement(store,
                        "SELECT email_address_id = ? FROM email_addr_bean_rel"
                        " WHERE bean_id = ? AND bean_module = ? AND deleted = 0",
                        3, email_id, id, name_module(module));
    *is_linked = false;
    while (take_row(statement)) {
        *is_linked = *is_linked || sqlite3_column_int(statement, 0) != 0;
        count++;
    }
    return count;
}

void add_email_link(struct store *store, enum module module, const char *id, const char *email_id,
                    bool is_primary)
{
    char link_id[ID_SIZE];
    make_id(store, link_id);
    run_statement(start_statement(
        store,
        "INSERT INTO email_addr_bean_rel (id, email_address_id, bean_id, bean_module,"
        " primary_address) VALUES (?, ?, ?, ?, ?)",
        5, link_id, email_id, id, name_module(module), is_primary ? "1" : "0"));
}

bool link_email(struct store *store, enum module module, const char *id, const char *email_id)
{
    bool is_linked;
    bool is_there = has_email_row(store, email_id);
    count_links(store, module, id, email_id, &is_linked);
    if (is_there && !is_linked) {
        add_email_link(store, module, id, email_id, false);
    }
    return is_there;
}

void mark_email(struct store *store, enum module module, const char *id, const char *email_id,
                bool is_primary)
{
    run_statement(
        start_statement(store,
                        "UPDATE email_addr_bean_rel SET primary_address = ? WHERE bean_id = ?"
                        " AND bean_module = ? AND email_address_id = ? AND deleted = 0",
                        4, is_primary ? "1" : "0", id, name_module(module), email_id));
}

void unlink_email(struct store *store, enum module module, const char *id, const char *email_id)
{
    run_statement(start_statement(
        store,
        "UPDATE email_addr_bean_rel SET deleted = 1 WHERE bean_id = ? AND bean_module = ?"
        " AND email_address_id = ? AND deleted = 0",
        3, id, name_module(module), email_id));
}

void unlink_emails(struct store *store, enum module module, const char *id)
{
    run_statement(start_statement(
        store,
        "UPDATE email_addr_bean_rel SET deleted = 1 WHERE bean_id = ? AND bean_module = ?"
        " AND deleted = 0",
        2, id, name_module(module)));
}

static void unlink_primary_email(struct store *store, enum module module, const char *id)
{
    run_statement(start_statement(
        store,
        "UPDATE email_addr_bean_rel SET deleted = 1 WHERE bean_id = ? AND bean_module = ?"
        " AND primary_address = 1 AND deleted = 0",
        2, id, name_module(module)));
}

static const char *get_address(struct json_object *values, const char *name)
{
    struct json_object *value = NULL;
    json_object_object_get_ex(values, name, &value);
    struct text address = get_plain_text(value);
    return address.length == 0 ? "" : address.at;
}

static void save_email(struct store *store, enum module module, const char *id, const char *address,
                       bool is_primary)
{
    char email_id[ID_SIZE];
    bool is_linked;
    if (provide_email(store, address, email_id)) {
        count_links(store, module, id, email_id, &is_linked);
        if (!is_linked) {
            add_email_link(store, module, id, email_id, is_primary);
        }
    }
}

void save_emails(struct store *store, enum module module, const char *id,
                 struct json_object *values, bool is_new)
{
    bool is_linked;
    bool has_first = json_object_object_get_ex(values, "email1", NULL);
    if (!has_first && !json_object_object_get_ex(values, "email2", NULL)) {
        return;
    }
    bool has_addresses = !is_new && count_links(store, module, id, "", &is_linked) > 0;
    if (has_addresses && store->kind == STORE_SUITECRM) {
        return;
    }
    if (has_addresses && has_first) {
        unlink_primary_email(store, module, id);
    }
    save_email(store, module, id, get_address(values, "email1"), true);
    save_email(store, module, id, get_address(values, "email2"), false);
}

void replace_emails(struct store *store, enum module module, const char *id,
                    struct json_object *emails)
{
    size_t count = json_object_array_length(emails);
    size_t first = 0;
    char stamp[STAMP_SIZE];
    for (size_t i = count; i-- > 0;) {
        struct json_object *primary = NULL;
        json_object_object_get_ex(json_object_array_get_idx(emails, i), "primary_address",
                                  &primary);
        first = is_true(primary) ? i : first;
    }
    print_stamp(store, stamp);
    unlink_emails(store, module, id);
    for (size_t i = 0; i < count; i++) {
        save_email(store, module, id,
                   get_address(json_object_array_get_idx(emails, i), "email_address"), i == first);
    }
    run_statement(start_statement(store,
                                  module == MODULE_CONTACTS
                                      ? "UPDATE contacts SET date_modified = ? WHERE id = ?"
                                      : "UPDATE accounts SET date_modified = ? WHERE id = ?",
                                  2, stamp, id));
}
