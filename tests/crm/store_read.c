/* Records are read and selected. */
#include "store_database.h"

#include <string.h>

/* A record that is being read: the row of the reader, and what other tables say of it once that is
   asked for. */
struct reading {
    struct store *store;
    enum module module;
    const char *id;
    sqlite3_stmt *row;
    struct json_object *emails;
    struct json_object *account; /* id and name */
    bool has_account;            /* it was looked for */
};

static const char *get_member(struct json_object *object, const char *name)
{
    struct json_object *member = NULL;
    json_object_object_get_ex(object, name, &member);
    return member == NULL ? "" : json_object_get_string(member);
}

/* The column of a field in the row, whose first one is the id; 0 if it stands elsewhere. */
static int find_column(const struct field_list *fields, const char *name)
{
    int column = 0;
    for (size_t i = 0; i < fields->count; i++) {
        const struct store_field *field = &fields->items[i];
        column += field->place != FIELD_ELSEWHERE ? 1 : 0;
        if (strcmp(field->name, name) == 0) {
            return field->place == FIELD_ELSEWHERE ? 0 : column;
        }
    }
    return 0;
}

static const char *get_stored(const struct reading *reading, const char *name)
{
    int column = find_column(&reading->store->fields[reading->module], name);
    return column == 0 ? "" : get_column(reading->row, column);
}

static const char *get_email(struct reading *reading, size_t index)
{
    if (reading->emails == NULL) {
        reading->emails = list_emails(reading->store, reading->module, reading->id);
    }
    return index < json_object_array_length(reading->emails)
               ? get_member(json_object_array_get_idx(reading->emails, index), "email_address")
               : "";
}

static const char *get_account(struct reading *reading, const char *name)
{
    if (!reading->has_account && reading->module == MODULE_CONTACTS) {
        sqlite3_stmt *statement = start_statement(
            reading->store,
            "SELECT accounts.id, accounts.name FROM accounts_contacts ac JOIN accounts"
            " ON accounts.id = account_id WHERE contact_id = ? AND ac.deleted = 0"
            " AND accounts.deleted = 0 ORDER BY ac.rowid LIMIT 1",
            1, reading->id);
        if (take_row(statement)) {
            reading->account = json_object_new_object();
            json_object_object_add(reading->account, "account_id",
                                   json_object_new_string(get_column(statement, 0)));
            json_object_object_add(reading->account, "account_name",
                                   json_object_new_string(get_column(statement, 1)));
            end_statement(statement);
        }
    }
    reading->has_account = true;
    return get_member(reading->account, name);
}

static void append_full_name(struct buffer *out, const struct reading *reading)
{
    const char *first = get_stored(reading, "first_name");
    const char *last = get_stored(reading, "last_name");
    append_text(out, make_text(first));
    append_text(out, first[0] != '\0' && last[0] != '\0' ? TEXT(" ") : EMPTY_TEXT);
    append_text(out, make_text(last));
}

/* What is made of other fields and tables. */
static void append_made_value(struct buffer *out, struct reading *reading, const char *name)
{
    if (strcmp(name, "name") == 0 || strcmp(name, "full_name") == 0) {
        append_full_name(out, reading);
    } else if (strcmp(name, "email_and_name1") == 0) {
        append_full_name(out, reading);
        append_formatted(out, " <%s>", get_email(reading, 0));
    } else if (strcmp(name, "email1") == 0) {
        append_text(out, make_text(get_email(reading, 0)));
    } else if (strcmp(name, "email2") == 0) {
        append_text(out, make_text(get_email(reading, 1)));
    } else if (strcmp(name, "account_id") == 0 || strcmp(name, "account_name") == 0) {
        append_text(out, make_text(get_account(reading, name)));
    } else if (strcmp(name, "created_by_name") == 0 || strcmp(name, "modified_by_name") == 0) {
        append_text(out, TEXT("admin"));
    }
}

static struct json_object *make_value(struct reading *reading, const struct store_field *field,
                                      int column)
{
    struct buffer made = {0};
    if (field->place != FIELD_ELSEWHERE) {
        return json_object_new_string(get_column(reading->row, column));
    }
    append_made_value(&made, reading, field->name);
    struct json_object *value =
        json_object_new_string_len(made.length == 0 ? "" : made.at, (int)made.length);
    free_buffer(&made);
    return value;
}

static struct json_object *read_all(struct reading *reading)
{
    const struct field_list *fields = &reading->store->fields[reading->module];
    struct json_object *record = json_object_new_object();
    int column = 0;
    for (size_t i = 0; i < fields->count; i++) {
        const struct store_field *field = &fields->items[i];
        column += field->place != FIELD_ELSEWHERE ? 1 : 0;
        json_object_object_add(record, field->name, make_value(reading, field, column));
    }
    return record;
}

static struct json_object *read_some(struct reading *reading, struct json_object *names)
{
    struct json_object *record = json_object_new_object();
    for (size_t i = 0; i < json_object_array_length(names); i++) {
        const char *name = json_object_get_string(json_object_array_get_idx(names, i));
        const struct store_field *field =
            name == NULL ? NULL : find_field(reading->store, reading->module, name);
        if (field != NULL) {
            int column = find_column(&reading->store->fields[reading->module], name);
            json_object_object_add(record, name, make_value(reading, field, column));
        }
    }
    return record;
}

struct json_object *read_record(struct store *store, enum module module, const char *id,
                                struct json_object *names)
{
    struct reading reading = {.store = store, .module = module, .id = id};
    struct json_object *record = NULL;
    bool wants_some =
        json_object_is_type(names, json_type_array) && json_object_array_length(names) > 0;
    reading.row = start_statement(store, store->readers[module], 1, id);
    if (take_row(reading.row)) {
        record = wants_some ? read_some(&reading, names) : read_all(&reading);
        end_statement(reading.row);
    }
    json_object_put(reading.emails);
    json_object_put(reading.account);
    return record;
}

/* What is selected of: the first table has the columns id and deleted. */
struct source {
    const char *table;
    const char *joined; /* SQL */
};

static const struct source record_sources[MODULE_TOTAL] = {
    [MODULE_CONTACTS] = {"contacts", " JOIN contacts_cstm ON contacts.id = contacts_cstm.id_c"},
    [MODULE_ACCOUNTS] = {"accounts", " JOIN accounts_cstm ON accounts.id = accounts_cstm.id_c"},
};

static const struct source email_source = {"email_addresses", ""};
static const struct source user_source = {"users", ""};

/* FROM, WHERE; a comment in the condition ends with its line. */
static void append_source(struct buffer *sql, const struct source *source,
                          const struct selection *selection)
{
    append_formatted(sql, " FROM %s%s WHERE ", source->table, source->joined);
    if (selection->condition[0] != '\0') {
        append_formatted(sql, "(%s\n) AND ", selection->condition);
    }
    append_formatted(sql, "%s.deleted %s", source->table,
                     selection->deleted == 0 ? "= 0" : "IN (0, 1)");
}

/* Runs SQL of somebody else's making and adds its first column to a list; false if it is none, or
   more than one statement. */
static bool run_foreign_sql(struct store *store, struct buffer *sql, struct json_object *list)
{
    sqlite3_stmt *statement = NULL;
    const char *rest = "";
    append_byte(sql, '\0');
    insist(!sql->failed, store, "a query");
    int result = sqlite3_prepare_v2(store->database, sql->at, -1, &statement, &rest);
    bool done = result == SQLITE_OK && rest[0] == '\0' && statement != NULL;
    while (done && (result = sqlite3_step(statement)) == SQLITE_ROW) {
        json_object_array_add(list, json_object_new_string(get_column(statement, 0)));
    }
    sqlite3_finalize(statement);
    reset_buffer(sql);
    return done && result == SQLITE_DONE;
}

static bool count_rows(struct store *store, const struct source *source,
                       const struct selection *selection, struct buffer *sql, unsigned *total)
{
    struct json_object *counts = json_object_new_array();
    append_text(sql, TEXT("SELECT count(*)"));
    append_source(sql, source, selection);
    bool done = run_foreign_sql(store, sql, counts);
    *total = done ? (unsigned)json_object_get_int64(json_object_array_get_idx(counts, 0)) : 0;
    json_object_put(counts);
    return done;
}

static struct json_object *select_ids(struct store *store, const struct source *source,
                                      const struct selection *selection, unsigned *total)
{
    struct json_object *ids = json_object_new_array();
    struct buffer sql = {0};
    append_formatted(&sql, "SELECT %s.id", source->table);
    append_source(&sql, source, selection);
    if (selection->order[0] != '\0') {
        append_formatted(&sql, " ORDER BY %s\n", selection->order);
    } else {
        append_formatted(&sql, " ORDER BY %s.rowid", source->table);
    }
    append_formatted(&sql, " LIMIT %lld OFFSET %u",
                     selection->limit == 0 ? -1 : (long long)selection->limit, selection->offset);
    bool done = run_foreign_sql(store, &sql, ids) &&
                (total == NULL || count_rows(store, source, selection, &sql, total));
    free_buffer(&sql);
    if (!done) {
        json_object_put(ids);
        ids = NULL;
    }
    return ids;
}

struct json_object *select_records(struct store *store, enum module module,
                                   const struct selection *selection, unsigned *total)
{
    return select_ids(store, &record_sources[module], selection, total);
}

struct json_object *select_users(struct store *store, const struct selection *selection,
                                 unsigned *total)
{
    return select_ids(store, &user_source, selection, total);
}

struct json_object *select_emails(struct store *store, const struct selection *selection,
                                  unsigned *total)
{
    static const char *const names[] = {"email_address", "email_address_caps", "opt_out",
                                        "invalid_email"};
    struct json_object *ids = select_ids(store, &email_source, selection, total);
    struct json_object *emails = ids == NULL ? NULL : json_object_new_array();
    for (size_t i = 0; ids != NULL && i < json_object_array_length(ids); i++) {
        const char *id = json_object_get_string(json_object_array_get_idx(ids, i));
        struct json_object *email = json_object_new_object();
        sqlite3_stmt *statement = start_statement(
            store,
            "SELECT email_address, email_address_caps, opt_out, invalid_email FROM email_addresses"
            " WHERE id = ?",
            1, id);
        json_object_object_add(email, "id", json_object_new_string(id));
        if (take_row(statement)) {
            for (int column = 0; column < 4; column++) {
                json_object_object_add(email, names[column],
                                       json_object_new_string(get_column(statement, column)));
            }
            end_statement(statement);
        }
        json_object_array_add(emails, email);
    }
    json_object_put(ids);
    return emails;
}
