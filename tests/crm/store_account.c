/* Links between contacts and accounts. */
#include "store_database.h"

#include <string.h>

struct json_object *list_linked(struct store *store, enum module module, const char *id)
{
    struct json_object *ids = json_object_new_array();
    sqlite3_stmt *statement =
        start_statement(store,
                        module == MODULE_CONTACTS
                            ? "SELECT accounts.id FROM accounts_contacts ac JOIN accounts"
                              " ON accounts.id = account_id WHERE contact_id = ? AND ac.deleted = 0"
                              " AND accounts.deleted = 0 ORDER BY ac.rowid"
                            : "SELECT contacts.id FROM accounts_contacts ac JOIN contacts"
                              " ON contacts.id = contact_id WHERE account_id = ? AND ac.deleted = 0"
                              " AND contacts.deleted = 0 ORDER BY ac.rowid",
                        1, id);
    while (take_row(statement)) {
        json_object_array_add(ids, json_object_new_string(get_column(statement, 0)));
    }
    return ids;
}

void add_account_link(struct store *store, const char *contact_id, const char *account_id)
{
    char link_id[ID_SIZE];
    make_id(store, link_id);
    run_statement(start_statement(
        store, "INSERT INTO accounts_contacts (id, contact_id, account_id) VALUES (?, ?, ?)", 3,
        link_id, contact_id, account_id));
}

static bool is_linked(struct store *store, const char *contact_id, const char *account_id)
{
    sqlite3_stmt *statement = start_statement(
        store,
        "SELECT 1 FROM accounts_contacts WHERE contact_id = ? AND account_id = ? AND deleted = 0",
        2, contact_id, account_id);
    bool found = take_row(statement);
    end_statement(statement);
    return found;
}

void link_account(struct store *store, const char *contact_id, const char *account_id)
{
    if (look_up_record(store, MODULE_CONTACTS, contact_id) == RECORD_LIVE &&
        look_up_record(store, MODULE_ACCOUNTS, account_id) == RECORD_LIVE &&
        !is_linked(store, contact_id, account_id)) {
        add_account_link(store, contact_id, account_id);
    }
}

void unlink_account(struct store *store, const char *contact_id, const char *account_id)
{
    run_statement(start_statement(store,
                                  "UPDATE accounts_contacts SET deleted = 1"
                                  " WHERE contact_id = ? AND account_id = ? AND deleted = 0",
                                  2, contact_id, account_id));
}

void unlink_accounts(struct store *store, enum module module, const char *id)
{
    run_statement(start_statement(
        store,
        module == MODULE_CONTACTS
            ? "UPDATE accounts_contacts SET deleted = 1 WHERE contact_id = ? AND deleted = 0"
            : "UPDATE accounts_contacts SET deleted = 1 WHERE account_id = ? AND deleted = 0",
        1, id));
}

/* The first link goes even if there is nothing to put in its place. */
void move_account(struct store *store, const char *contact_id, const char *account_id)
{
    struct json_object *linked = list_linked(store, MODULE_CONTACTS, contact_id);
    if (json_object_array_length(linked) > 0) {
        const char *first = json_object_get_string(json_object_array_get_idx(linked, 0));
        if (strcmp(first, account_id) != 0) {
            unlink_account(store, contact_id, first);
        }
    }
    json_object_put(linked);
    if (look_up_record(store, MODULE_ACCOUNTS, account_id) == RECORD_LIVE &&
        !is_linked(store, contact_id, account_id)) {
        add_account_link(store, contact_id, account_id);
    }
}
