/* Records are created, changed and deleted. */
#include "store_database.h"
#include "store_value.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { COLUMN_LIMIT = 160 };

/* What is written to a table: columns, and their texts or NULL. */
struct columns {
    const char *names[COLUMN_LIMIT];
    struct text texts[COLUMN_LIMIT];
    bool is_null[COLUMN_LIMIT];
    int count;
    struct arena arena;
};

static void add_column(struct columns *columns, const char *name, struct text text)
{
    if (columns->count < COLUMN_LIMIT) {
        columns->names[columns->count] = name;
        columns->texts[columns->count++] = text;
    }
}

/* The store sets these itself. */
static bool is_own_field(const char *name)
{
    return strcasecmp(name, "id") == 0 || strcmp(name, "date_entered") == 0 ||
           strcmp(name, "date_modified") == 0 || strcmp(name, "deleted") == 0;
}

static void gather_columns(const struct store *store, enum module module, enum field_place place,
                           struct json_object *values, struct columns *columns)
{
    json_object_object_foreach(values, name, value)
    {
        const struct store_field *field = find_field(store, module, name);
        if (field != NULL && field->place == place && !is_own_field(name) &&
            columns->count < COLUMN_LIMIT) {
            struct text text = EMPTY_TEXT;
            columns->is_null[columns->count] =
                !make_stored_text(&columns->arena, store->kind, field, value, &text);
            add_column(columns, field->name, text);
        }
    }
}

/* INSERT INTO table ("a", "b") VALUES (?, ?) */
static void append_insert(struct buffer *sql, const char *table, const struct columns *columns)
{
    append_formatted(sql, "INSERT INTO %s (", table);
    for (int i = 0; i < columns->count; i++) {
        append_text(sql, i == 0 ? EMPTY_TEXT : TEXT(", "));
        append_name(sql, columns->names[i]);
    }
    append_text(sql, TEXT(") VALUES ("));
    for (int i = 0; i < columns->count; i++) {
        append_text(sql, i == 0 ? TEXT("?") : TEXT(", ?"));
    }
    append_text(sql, TEXT(")"));
}

/* UPDATE table SET "a" = ?, "b" = ? WHERE key = ? */
static void append_update(struct buffer *sql, const char *table, const char *key,
                          const struct columns *columns)
{
    append_formatted(sql, "UPDATE %s SET ", table);
    for (int i = 0; i < columns->count; i++) {
        append_text(sql, i == 0 ? EMPTY_TEXT : TEXT(", "));
        append_name(sql, columns->names[i]);
        append_text(sql, TEXT(" = ?"));
    }
    append_formatted(sql, " WHERE %s = ?", key);
}

/* Runs the statement and is done with SQL and columns; `id` is the last parameter, if there is
   one. */
static void write_columns(struct store *store, struct buffer *sql, struct columns *columns,
                          const char *id)
{
    append_byte(sql, '\0');
    insist(!sql->failed && !columns->arena.exhausted, store, "a record");
    sqlite3_stmt *statement = start_statement(store, sql->at, 0);
    for (int i = 0; i < columns->count; i++) {
        if (!columns->is_null[i]) {
            bind_text(statement, i + 1, columns->texts[i]);
        }
    }
    if (id != NULL) {
        bind_text(statement, columns->count + 1, make_text(id));
    }
    take_row(statement);
    free_buffer(sql);
    free_arena(&columns->arena);
}

enum record_state look_up_record(struct store *store, enum module module, const char *id)
{
    sqlite3_stmt *statement =
        start_statement(store,
                        module == MODULE_CONTACTS ? "SELECT deleted FROM contacts WHERE id = ?"
                                                  : "SELECT deleted FROM accounts WHERE id = ?",
                        1, id);
    enum record_state state = RECORD_ABSENT;
    if (take_row(statement)) {
        state = sqlite3_column_int(statement, 0) == 0 ? RECORD_LIVE : RECORD_DELETED;
        end_statement(statement);
    }
    return state;
}

static void insert_record(struct store *store, enum module module, const char *id,
                          struct json_object *values)
{
    char stamp[STAMP_SIZE];
    struct buffer sql = {0};
    struct columns main = {.count = 0};
    struct columns custom = {.count = 0};
    print_stamp(store, stamp);
    add_column(&main, "id", make_text(id));
    add_column(&main, "date_entered", make_text(stamp));
    add_column(&main, "date_modified", make_text(stamp));
    gather_columns(store, module, FIELD_IN_TABLE, values, &main);
    append_insert(&sql, module_tables[module].main, &main);
    write_columns(store, &sql, &main, NULL);
    add_column(&custom, "id_c", make_text(id));
    gather_columns(store, module, FIELD_IN_CUSTOM, values, &custom);
    append_insert(&sql, module_tables[module].custom, &custom);
    append_text(&sql, TEXT(" ON CONFLICT DO NOTHING"));
    write_columns(store, &sql, &custom, NULL);
}

static struct json_object *find_value(struct json_object *values, const char *name)
{
    struct json_object *value = NULL;
    json_object_object_get_ex(values, name, &value);
    return value;
}

static void save_links(struct store *store, enum module module, const char *id,
                       struct json_object *values, bool is_new)
{
    save_emails(store, module, id, values, is_new);
    if (module == MODULE_CONTACTS && json_object_object_get_ex(values, "account_id", NULL)) {
        struct text account = get_plain_text(find_value(values, "account_id"));
        char account_id[ID_SIZE];
        copy_id(account_id, account.length == 0 ? "" : account.at);
        move_account(store, id, account_id);
    }
}

/* Whatever else was saved of a record, deleted of 1 is done last. */
static void delete_if_asked(struct store *store, enum module module, const char *id,
                            struct json_object *values)
{
    if (is_true(find_value(values, "deleted"))) {
        delete_record(store, module, id);
    }
}

enum store_result create_record(struct store *store, enum module module, const char *id,
                                struct json_object *values, char created[ID_SIZE])
{
    copy_id(created, id);
    if (id[0] == '\0') {
        do {
            make_id(store, created);
        } while (look_up_record(store, module, created) != RECORD_ABSENT);
    } else if (look_up_record(store, module, created) != RECORD_ABSENT) {
        return STORE_TAKEN;
    }
    insert_record(store, module, created, values);
    save_links(store, module, created, values, true);
    delete_if_asked(store, module, created, values);
    return STORE_DONE;
}

enum store_result update_record(struct store *store, enum module module, const char *id,
                                struct json_object *values)
{
    char stamp[STAMP_SIZE];
    struct buffer sql = {0};
    struct columns main = {.count = 0};
    struct columns custom = {.count = 0};
    if (look_up_record(store, module, id) != RECORD_LIVE) {
        return STORE_MISSING;
    }
    print_stamp(store, stamp);
    add_column(&main, "date_modified", make_text(stamp));
    gather_columns(store, module, FIELD_IN_TABLE, values, &main);
    append_update(&sql, module_tables[module].main, "id", &main);
    write_columns(store, &sql, &main, id);
    gather_columns(store, module, FIELD_IN_CUSTOM, values, &custom);
    if (custom.count > 0) {
        append_update(&sql, module_tables[module].custom, "id_c", &custom);
        write_columns(store, &sql, &custom, id);
    }
    save_links(store, module, id, values, false);
    delete_if_asked(store, module, id, values);
    return STORE_DONE;
}

/* Custom fields with a usual value that are not among `values`. */
static void add_usual_columns(const struct store *store, enum module module,
                              struct json_object *values, struct columns *columns)
{
    const struct field_list *fields = &store->fields[module];
    for (size_t i = 0; i < fields->count; i++) {
        const struct store_field *field = &fields->items[i];
        if (field->place == FIELD_IN_CUSTOM && field->usual[0] != '\0' &&
            !json_object_object_get_ex(values, field->name, NULL)) {
            add_column(columns, field->name, make_text(field->usual));
        }
    }
}

void update_missing_record(struct store *store, enum module module, const char *id,
                           struct json_object *values)
{
    struct buffer insert = {0};
    struct buffer sql = {0};
    struct columns key = {.count = 0};
    struct columns custom = {.count = 0};
    char cut[ID_SIZE];
    copy_id(cut, id);
    add_column(&key, "id_c", make_text(cut));
    append_insert(&insert, module_tables[module].custom, &key);
    append_text(&insert, TEXT(" ON CONFLICT DO NOTHING"));
    write_columns(store, &insert, &key, NULL);
    gather_columns(store, module, FIELD_IN_CUSTOM, values, &custom);
    add_usual_columns(store, module, values, &custom);
    if (custom.count > 0) {
        append_update(&sql, module_tables[module].custom, "id_c", &custom);
        write_columns(store, &sql, &custom, cut);
    }
    save_links(store, module, cut, values, false);
}

enum store_result delete_record(struct store *store, enum module module, const char *id)
{
    char stamp[STAMP_SIZE];
    if (look_up_record(store, module, id) != RECORD_LIVE) {
        return STORE_MISSING;
    }
    print_stamp(store, stamp);
    run_statement(
        start_statement(store,
                        module == MODULE_CONTACTS
                            ? "UPDATE contacts SET deleted = 1, date_modified = ? WHERE id = ?"
                            : "UPDATE accounts SET deleted = 1, date_modified = ? WHERE id = ?",
                        2, stamp, id));
    unlink_emails(store, module, id);
    unlink_accounts(store, module, id);
    return STORE_DONE;
}
