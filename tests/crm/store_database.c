#include "store_database.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <utf8proc.h>

enum { CLOCK_START = 1767323045 /* 2026-01-02 03:04:05 UTC */ };

const struct module_tables module_tables[MODULE_TOTAL] = {
    [MODULE_CONTACTS] = {"contacts", "contacts_cstm"},
    [MODULE_ACCOUNTS] = {"accounts", "accounts_cstm"},
};

static const char link_tables[] =
    "CREATE TABLE accounts_contacts (id TEXT COLLATE NOCASE PRIMARY KEY,"
    " contact_id TEXT COLLATE NOCASE, account_id TEXT COLLATE NOCASE, date_modified TEXT,"
    " deleted INTEGER DEFAULT 0);"
    "CREATE INDEX accounts_of ON accounts_contacts (contact_id);"
    "CREATE INDEX contacts_of ON accounts_contacts (account_id);"
    "CREATE TABLE email_addresses (id TEXT COLLATE NOCASE PRIMARY KEY,"
    " email_address TEXT COLLATE mysql, email_address_caps TEXT COLLATE mysql,"
    " invalid_email INTEGER DEFAULT 0, opt_out INTEGER DEFAULT 0, date_created TEXT,"
    " date_modified TEXT, deleted INTEGER DEFAULT 0);"
    "CREATE TABLE users (id TEXT COLLATE NOCASE PRIMARY KEY, user_name TEXT COLLATE mysql,"
    " deleted INTEGER DEFAULT 0);"
    "INSERT INTO users VALUES ('1', 'admin', 0), ('u-sally', 'sally', 0), ('u-gone', 'gone', 1);"
    "CREATE INDEX addresses ON email_addresses (email_address_caps);"
    "CREATE TABLE email_addr_bean_rel (id TEXT COLLATE NOCASE PRIMARY KEY,"
    " email_address_id TEXT COLLATE NOCASE, bean_id TEXT COLLATE NOCASE,"
    " bean_module TEXT COLLATE NOCASE, primary_address INTEGER DEFAULT 0, date_modified TEXT,"
    " deleted INTEGER DEFAULT 0);"
    "CREATE INDEX addresses_of ON email_addr_bean_rel (bean_id);"
    "CREATE INDEX beans_of ON email_addr_bean_rel (email_address_id);";

/* Without it, SQLite takes an order by id for cheaper than a look-up by number. */
static const char statistics[] =
    "ANALYZE; DELETE FROM sqlite_stat1;"
    "INSERT INTO sqlite_stat1 SELECT tbl_name, name, '1000000 1' FROM sqlite_master"
    " WHERE type = 'index' AND tbl_name NOT LIKE 'sqlite_%';"
    "ANALYZE sqlite_master;";

void insist(bool holds, const struct store *store, const char *what)
{
    if (!holds) {
        fprintf(stderr, "crm: %s: %s\n", what,
                store->database == NULL ? "no memory" : sqlite3_errmsg(store->database));
        abort();
    }
}

static bool is_ascii(struct text text)
{
    for (size_t i = 0; i < text.length; i++) {
        if ((unsigned char)text.at[i] >= 0x80) {
            return false;
        }
    }
    return true;
}

static int compare_bytes(struct text one, struct text other)
{
    size_t length = one.length < other.length ? one.length : other.length;
    int order = length == 0 ? 0 : strncasecmp(one.at, other.at, length);
    return order != 0 ? order : (one.length > other.length) - (one.length < other.length);
}

/* MySQL's utf8_general_ci knows neither case nor accents. */
static char *fold_value(struct text text)
{
    utf8proc_uint8_t *folded = NULL;
    utf8proc_map((const utf8proc_uint8_t *)text.at, (utf8proc_ssize_t)text.length, &folded,
                 UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK);
    return (char *)folded;
}

static int compare_values(void *context, int one_length, const void *one, int other_length,
                          const void *other)
{
    (void)context;
    struct text first = {one, (size_t)one_length};
    struct text second = {other, (size_t)other_length};
    if (is_ascii(first) && is_ascii(second)) {
        return compare_bytes(first, second);
    }
    char *folded_first = fold_value(first);
    char *folded_second = fold_value(second);
    int order = compare_bytes(folded_first == NULL ? first : make_text(folded_first),
                              folded_second == NULL ? second : make_text(folded_second));
    free(folded_first);
    free(folded_second);
    return order;
}

void append_name(struct buffer *out, const char *name)
{
    append_byte(out, '"');
    for (; *name != '\0'; name++) {
        append_text(out, *name == '"' ? TEXT("\"\"") : (struct text){name, 1});
    }
    append_byte(out, '"');
}

static bool is_whole_number(const char *type)
{
    return strcasecmp(type, "int") == 0 || strcasecmp(type, "bool") == 0;
}

/* The columns of the fields that stand in one of the two tables, each with a comma before it. */
static void append_columns(struct buffer *out, const struct field_list *fields,
                           enum field_place place)
{
    for (size_t i = 0; i < fields->count; i++) {
        const struct store_field *field = &fields->items[i];
        if (field->place == place && strcasecmp(field->name, "id") != 0) {
            append_text(out, TEXT(", "));
            append_name(out, field->name);
            append_text(out,
                        make_text(is_whole_number(field->type) ? " INTEGER DEFAULT "
                                                               : " TEXT COLLATE mysql DEFAULT "));
            append_literal(out, make_text(field->usual));
            if (field->usual[0] == '\0') {
                out->length -= 2;
                append_text(out, TEXT("NULL"));
            }
        }
    }
}

/* A look-up by number costs a scan of the table in the CRM; here it need not. */
static void append_indexes(struct buffer *out, const struct field_list *fields, const char *table)
{
    for (size_t i = 0; i < fields->count; i++) {
        const struct store_field *field = &fields->items[i];
        bool is_custom = field->place == FIELD_IN_CUSTOM && strcasecmp(field->type, "int") == 0;
        bool is_key = field->place == FIELD_IN_TABLE && strcmp(field->name, "sync_key") == 0;
        bool is_name = field->place == FIELD_IN_TABLE && strcmp(field->name, "name") == 0;
        if (is_custom || is_key || is_name) {
            append_formatted(out, "CREATE INDEX \"%s_%zu\" ON %s%s (", table, i, table,
                             is_custom ? "_cstm" : "");
            append_name(out, field->name);
            append_text(out, TEXT(");"));
        }
    }
}

static void create_tables(struct store *store, enum module module)
{
    const struct field_list *fields = &store->fields[module];
    const struct module_tables *tables = &module_tables[module];
    struct buffer sql = {0};
    append_formatted(&sql, "CREATE TABLE %s (id TEXT COLLATE NOCASE PRIMARY KEY", tables->main);
    append_columns(&sql, fields, FIELD_IN_TABLE);
    append_formatted(&sql, "); CREATE TABLE %s (id_c TEXT COLLATE NOCASE PRIMARY KEY",
                     tables->custom);
    append_columns(&sql, fields, FIELD_IN_CUSTOM);
    append_text(&sql, TEXT(");"));
    append_indexes(&sql, fields, tables->main);
    append_byte(&sql, '\0');
    insist(!sql.failed, store, "the tables");
    run_sql(store, sql.at);
    free_buffer(&sql);
}

/* All stored fields in their order; id is not in _cstm under that name. */
static char *print_reader(struct store *store, enum module module)
{
    const struct field_list *fields = &store->fields[module];
    const struct module_tables *tables = &module_tables[module];
    struct buffer sql = {0};
    append_formatted(&sql, "SELECT %s.id", tables->main);
    for (size_t i = 0; i < fields->count; i++) {
        const struct store_field *field = &fields->items[i];
        if (field->place != FIELD_ELSEWHERE) {
            append_formatted(&sql, ", %s.",
                             field->place == FIELD_IN_TABLE ? tables->main : tables->custom);
            append_name(&sql, field->name);
        }
    }
    append_formatted(&sql, " FROM %s LEFT JOIN %s ON id = id_c WHERE id = ?", tables->main,
                     tables->custom);
    append_byte(&sql, '\0');
    insist(!sql.failed, store, "the reader");
    return sql.at;
}

void open_database(struct store *store)
{
    insist(sqlite3_open(":memory:", &store->database) == SQLITE_OK, store, "the database");
    insist(sqlite3_create_collation(store->database, "mysql", SQLITE_UTF8, NULL, compare_values) ==
               SQLITE_OK,
           store, "the collation");
    run_sql(store, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
                   "PRAGMA locking_mode = EXCLUSIVE; PRAGMA temp_store = MEMORY;");
    for (enum module module = 0; module < MODULE_TOTAL; module++) {
        create_tables(store, module);
        store->readers[module] = print_reader(store, module);
    }
    run_sql(store, link_tables);
    run_sql(store, statistics);
}

void close_database(struct store *store)
{
    for (size_t i = 0; i < STATEMENT_LIMIT; i++) {
        sqlite3_finalize(store->statements[i].prepared);
        free(store->statements[i].sql);
    }
    for (enum module module = 0; module < MODULE_TOTAL; module++) {
        free(store->readers[module]);
    }
    sqlite3_close(store->database);
}

static sqlite3_stmt *keep_statement(struct store *store, const char *sql)
{
    struct statement *statement = &store->statements[store->statement_count++ % STATEMENT_LIMIT];
    while (statement->prepared != NULL && sqlite3_stmt_busy(statement->prepared)) {
        statement = &store->statements[store->statement_count++ % STATEMENT_LIMIT];
    }
    sqlite3_finalize(statement->prepared);
    free(statement->sql);
    statement->sql = strdup(sql);
    insist(statement->sql != NULL, store, sql);
    insist(sqlite3_prepare_v2(store->database, sql, -1, &statement->prepared, NULL) == SQLITE_OK,
           store, sql);
    return statement->prepared;
}

static sqlite3_stmt *find_statement(struct store *store, const char *sql)
{
    size_t count =
        store->statement_count < STATEMENT_LIMIT ? store->statement_count : STATEMENT_LIMIT;
    for (size_t i = 0; i < count; i++) {
        if (strcmp(store->statements[i].sql, sql) == 0) {
            return store->statements[i].prepared;
        }
    }
    return keep_statement(store, sql);
}

void bind_text(sqlite3_stmt *statement, int index, struct text text)
{
    sqlite3_bind_text(statement, index, text.at, (int)text.length, SQLITE_STATIC);
}

sqlite3_stmt *start_statement(struct store *store, const char *sql, int count, ...)
{
    sqlite3_stmt *statement = find_statement(store, sql);
    va_list texts;
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    va_start(texts, count);
    for (int i = 1; i <= count; i++) {
        bind_text(statement, i, make_text(va_arg(texts, const char *)));
    }
    va_end(texts);
    return statement;
}

bool take_row(sqlite3_stmt *statement)
{
    int result = sqlite3_step(statement);
    if (result != SQLITE_ROW) {
        struct store failed = {.database = sqlite3_db_handle(statement)};
        insist(result == SQLITE_DONE, &failed, sqlite3_sql(statement));
        sqlite3_reset(statement);
    }
    return result == SQLITE_ROW;
}

void end_statement(sqlite3_stmt *statement)
{
    sqlite3_reset(statement);
}

void run_statement(sqlite3_stmt *statement)
{
    take_row(statement);
}

void run_sql(struct store *store, const char *sql)
{
    insist(sqlite3_exec(store->database, sql, NULL, NULL, NULL) == SQLITE_OK, store, sql);
}

const char *get_column(sqlite3_stmt *statement, int column)
{
    const char *text = (const char *)sqlite3_column_text(statement, column);
    return text == NULL ? "" : text;
}

void print_stamp(struct store *store, char stamp[STAMP_SIZE])
{
    time_t now = (time_t)(CLOCK_START + store->writes++);
    struct tm parts;
    gmtime_r(&now, &parts);
    strftime(stamp, STAMP_SIZE, "%Y-%m-%d %H:%M:%S", &parts);
}

void make_id(struct store *store, char id[ID_SIZE])
{
    store->ids++;
    snprintf(id, ID_SIZE, "%08x-0000-4000-8000-%012x", store->ids, store->ids);
}

void copy_id(char id[ID_SIZE], const char *from)
{
    size_t length = strnlen(from, ID_LENGTH);
    memcpy(id, from, length);
    id[length] = '\0';
}
