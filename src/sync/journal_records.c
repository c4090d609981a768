#include "sync/journal_records.h"

#include "sync/journal_database.h"

bool note_record(struct journal *journal, enum crm_module module, struct text key,
                 const struct known_record *record, struct error *error)
{
    sqlite3_stmt *statement = get_statement(journal, STATEMENT_NOTE_RECORD, error);
    if (statement == NULL) {
        return false;
    }
    bind_number(statement, 1, module);
    bind_text(statement, 2, key);
    bind_text(statement, 3, record->id);
    bind_number(statement, 4, record->is_taken_back);
    return finish_statement(journal, statement, error);
}

bool find_known_record(struct journal *journal, enum crm_module module, struct text key,
                       struct arena *arena, struct known_record *record, bool *found,
                       struct error *error)
{
    sqlite3_stmt *statement = get_statement(journal, STATEMENT_FIND_RECORD, error);
    if (statement == NULL) {
        return false;
    }
    bind_number(statement, 1, module);
    bind_text(statement, 2, key);
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
    sqlite3_stmt *statement = get_statement(journal, STATEMENT_NOTE_SETTLED, error);
    if (statement == NULL) {
        return false;
    }
    bind_number(statement, 1, module);
    bind_text(statement, 2, id);
    bind_text(statement, 3, field);
    bind_text(statement, 4, value->sent);
    bind_text(statement, 5, value->kept);
    return finish_statement(journal, statement, error);
}

bool find_settled_value(struct journal *journal, enum crm_module module, struct text id,
                        struct text field, struct arena *arena, struct settled_value *value,
                        bool *found, struct error *error)
{
    sqlite3_stmt *statement = get_statement(journal, STATEMENT_FIND_SETTLED, error);
    if (statement == NULL) {
        return false;
    }
    bind_number(statement, 1, module);
    bind_text(statement, 2, id);
    bind_text(statement, 3, field);
    bool done = take_row(journal, statement, found, error);
    if (done && *found) {
        value->sent = read_text_column(statement, 0, arena);
        value->kept = read_text_column(statement, 1, arena);
        sqlite3_reset(statement);
    }
    return done && (!arena->exhausted || fail_for_memory(error));
}
