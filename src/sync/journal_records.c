#include "sync/journal_records.h"

#include "sync/journal_database.h"

/* The statement, with the record bound. */
static sqlite3_stmt *prepare_for_record(struct journal *journal, enum statement which,
                                        enum crm_module module, struct text id, struct error *error)
{
    sqlite3_stmt *statement = get_statement(journal, which, error);
    if (statement != NULL) {
        bind_number(statement, 1, module);
        bind_text(statement, 2, id);
    }
    return statement;
}

bool note_record(struct journal *journal, enum crm_module module, struct text key,
                 const struct known_record *record, struct error *error)
{
    sqlite3_stmt *statement =
        prepare_for_record(journal, STATEMENT_NOTE_RECORD, module, key, error);
    if (statement == NULL) {
        return false;
    }
    bind_text(statement, 3, record->id);
    bind_number(statement, 4, record->is_taken_back);
    return finish_statement(journal, statement, error);
}

bool find_known_record(struct journal *journal, enum crm_module module, struct text key,
                       struct arena *arena, struct known_record *record, bool *found,
                       struct error *error)
{
    sqlite3_stmt *statement =
        prepare_for_record(journal, STATEMENT_FIND_RECORD, module, key, error);
    if (statement == NULL) {
        return false;
    }
    bool done = take_row(journal, statement, found, error);
    if (done && *found) {
        record->id = read_text_column(statement, 0, arena);
        record->is_taken_back = read_number_column(statement, 1) != 0;
        sqlite3_reset(statement);
    }
    return done && (!arena->exhausted || fail_for_memory(error));
}

bool note_settled_value(struct journal *journal, enum crm_module module, struct text id,
                        struct text field, const struct settled_value *value, struct error *error)
{
    sqlite3_stmt *statement =
        prepare_for_record(journal, STATEMENT_NOTE_SETTLED, module, id, error);
    if (statement == NULL) {
        return false;
    }
    bind_text(statement, 3, field);
    bind_text(statement, 4, value->sent);
    bind_text(statement, 5, value->kept);
    return finish_statement(journal, statement, error);
}

bool find_settled_value(struct journal *journal, enum crm_module module, struct text id,
                        struct text field, struct arena *arena, struct settled_value *value,
                        bool *found, struct error *error)
{
    sqlite3_stmt *statement =
        prepare_for_record(journal, STATEMENT_FIND_SETTLED, module, id, error);
    if (statement == NULL) {
        return false;
    }
    bind_text(statement, 3, field);
    bool done = take_row(journal, statement, found, error);
    if (done && *found) {
        value->sent = read_text_column(statement, 0, arena);
        value->kept = read_text_column(statement, 1, arena);
        sqlite3_reset(statement);
    }
    return done && (!arena->exhausted || fail_for_memory(error));
}

bool note_removed_addresses(struct journal *journal, enum crm_module module, struct text id,
                            struct text addresses, struct error *error)
{
    sqlite3_stmt *statement =
        prepare_for_record(journal, STATEMENT_NOTE_REMOVED, module, id, error);
    if (statement == NULL) {
        return false;
    }
    bind_text(statement, 3, addresses);
    return finish_statement(journal, statement, error);
}

bool find_removed_addresses(struct journal *journal, enum crm_module module, struct text id,
                            struct arena *arena, struct text *addresses, struct error *error)
{
    bool found = false;
    sqlite3_stmt *statement =
        prepare_for_record(journal, STATEMENT_FIND_REMOVED, module, id, error);
    *addresses = EMPTY_TEXT;
    if (statement == NULL || !take_row(journal, statement, &found, error)) {
        return false;
    }
    if (found) {
        *addresses = read_text_column(statement, 0, arena);
        sqlite3_reset(statement);
    }
    return !arena->exhausted || fail_for_memory(error);
}

bool drop_removed_addresses(struct journal *journal, enum crm_module module, struct text id,
                            struct error *error)
{
    sqlite3_stmt *statement =
        prepare_for_record(journal, STATEMENT_DROP_REMOVED, module, id, error);
    return statement != NULL && finish_statement(journal, statement, error);
}
