/**
 * What the parts of the store share: the database, its statements, the clock and the ids. For
 * store_*.c alone.
 */
#ifndef POSSUM_TESTS_CRM_STORE_DATABASE_H
#define POSSUM_TESTS_CRM_STORE_DATABASE_H

#include "store.h"

#include <sqlite3.h>

enum { STATEMENT_LIMIT = 128, STAMP_SIZE = sizeof "2026-01-02 03:04:05" };

/** A statement that is kept, by its SQL. */
struct statement {
    char *sql;
    sqlite3_stmt *prepared;
};

/** The fields of a module. */
struct field_list {
    struct store_field *items;
    size_t count;
    struct json_object *described; /**< what the items' texts belong to */
};

struct store {
    enum store_kind kind;
    sqlite3 *database;
    struct field_list fields[MODULE_TOTAL];
    struct statement statements[STATEMENT_LIMIT];
    size_t statement_count;      /**< how many there ever were; the oldest one makes room */
    char *readers[MODULE_TOTAL]; /**< SQL that reads a record by its id */
    uint64_t writes;             /**< seconds that the clock has advanced */
    unsigned ids;                /**< how many were made */
};

/** The names of a module's tables. */
struct module_tables {
    const char *main;
    const char *custom;
};

/** The tables of each module. */
extern const struct module_tables module_tables[MODULE_TOTAL];

/** Opens the database with its tables; the fields are there. */
void open_database(struct store *store);

/** Closes the database. */
void close_database(struct store *store);

/** Reads which fields there are. ERROR_INPUT if a transcript cannot be read. */
bool load_fields(struct store *store, struct transcripts *transcripts,
                 const struct field_changes *changes, struct error *error);

/** Frees them. */
void free_fields(struct store *store);

/** Begins a statement, prepared if it was not yet, whose first parameters are the `count` texts
 *  (const char *) that follow. */
sqlite3_stmt *start_statement(struct store *store, const char *sql, int count, ...);

/** Binds a text as parameter `index`, from 1; it must stay until the statement has ended. */
void bind_text(sqlite3_stmt *statement, int index, struct text text);

/** Takes the next row; false at the end, where the statement is ended. */
bool take_row(sqlite3_stmt *statement);

/** Ends a statement that has more rows. */
void end_statement(sqlite3_stmt *statement);

/** Runs a statement that has no rows. */
void run_statement(sqlite3_stmt *statement);

/** Runs SQL that is not kept. */
void run_sql(struct store *store, const char *sql);

/** The text of a column, "" for NULL. */
const char *get_column(sqlite3_stmt *statement, int column);

/** Appends a name as SQL has it, in double quotes. */
void append_name(struct buffer *out, const char *name);

/** Advances the clock and prints the time before that. */
void print_stamp(struct store *store, char stamp[STAMP_SIZE]);

/** Makes an id of the store's own. */
void make_id(struct store *store, char id[ID_SIZE]);

/** Copies an id, cut to its length. */
void copy_id(char id[ID_SIZE], const char *from);

/** Ends the program if the condition does not hold: the store itself does not work. */
void insist(bool holds, const struct store *store, const char *what);

/** Gives the addresses email1 and email2 of `values` to a record that was just created, or has
 *  changed. */
void save_emails(struct store *store, enum module module, const char *id,
                 struct json_object *values, bool is_new);

/** Takes all addresses of a record away. */
void unlink_emails(struct store *store, enum module module, const char *id);

/** Links a record to an address row, whatever there is. */
void add_email_link(struct store *store, enum module module, const char *id, const char *email_id,
                    bool is_primary);

/** Finds or makes the row of an address, which is not checked. */
void provide_email_row(struct store *store, const char *address, char email_id[ID_SIZE]);

/** Links a contact and an account, whether they are there or not. */
void add_account_link(struct store *store, const char *contact_id, const char *account_id);

/** Takes all links of a contact, or of an account, away. */
void unlink_accounts(struct store *store, enum module module, const char *id);

#endif
