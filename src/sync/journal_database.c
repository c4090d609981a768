#include "sync/journal_database.h"

#include <string.h>

#define RUN_COLUMNS                                                                                \
    "id, kind, state, started, ended, file, sha256, options, plan, crm, url, site, api, go_on,"    \
    " undoes, undone_by, is_forgotten, last_record, created, updated, unchanged, conflict, "       \
    "failed,"                                                                                      \
    " rejected, skipped"

#define CHANGE_COLUMNS                                                                             \
    "sequence, record, module, kind, state, id, key, account, fields, modified, digest, words"

#define HAND_OUT_COLUMNS "run, contact, customer, state, handed, contact_digests, row_digests"

static const char *const texts[STATEMENT_COUNT] = {
    [STATEMENT_BEGIN] = "BEGIN IMMEDIATE",
    [STATEMENT_COMMIT] = "COMMIT",
    [STATEMENT_ROLLBACK] = "ROLLBACK",
    [STATEMENT_ADD_RUN] = "INSERT INTO run (" RUN_COLUMNS ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7,"
                          " ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21,"
                          " ?22, ?23, ?24, ?25)",
    [STATEMENT_UPDATE_RUN] =
        "UPDATE run SET state = ?2, ended = ?3, undone_by = ?4, last_record = ?5, created = ?6,"
        " updated = ?7, unchanged = ?8, conflict = ?9, failed = ?10, rejected = ?11, skipped = ?12"
        " WHERE id = ?1",
    [STATEMENT_FIND_RUN] = "SELECT " RUN_COLUMNS " FROM run WHERE id = ?1",
    [STATEMENT_FIND_UNFINISHED_RUN] = "SELECT " RUN_COLUMNS " FROM run WHERE state = ?1"
                                      " AND kind <> ?2 ORDER BY number DESC LIMIT 1",
    [STATEMENT_FIND_RUN_OF_PLAN] = "SELECT " RUN_COLUMNS " FROM run WHERE plan = ?1 AND state <> ?2"
                                   " ORDER BY number DESC LIMIT 1",
    [STATEMENT_LIST_RUNS] = "SELECT " RUN_COLUMNS " FROM run WHERE state <> ?1 ORDER BY number",
    [STATEMENT_FIND_RUN_NUMBER] = "SELECT number FROM run WHERE id = ?1",
    [STATEMENT_ADD_CUSTOMER] = "INSERT INTO customer (run, record, line, number, outcome, rule,"
                               " contact, account, issues)"
                               " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    [STATEMENT_UPDATE_CUSTOMER] =
        "UPDATE customer SET outcome = ?3, issues = ?4 WHERE run = ?1 AND record = ?2",
    [STATEMENT_LIST_CUSTOMERS] = "SELECT record, line, number, outcome, rule, contact, account,"
                                 " issues FROM customer WHERE run = ?1 AND record > ?2"
                                 " ORDER BY record LIMIT ?3",
    [STATEMENT_ADD_FINDING] = "INSERT INTO finding (run, record, issue) VALUES (?1, ?2, ?3)",
    [STATEMENT_LIST_FINDINGS] = "SELECT record, issue FROM finding WHERE run = ?1 AND record > ?2"
                                " AND record <= ?3 ORDER BY record, number",
    [STATEMENT_LAST_SEQUENCE] = "SELECT coalesce(max(sequence), 0) FROM change WHERE run = ?1",
    [STATEMENT_ADD_CHANGE] = "INSERT INTO change (run, " CHANGE_COLUMNS ") VALUES (?1, ?2, ?3, ?4,"
                             " ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
    [STATEMENT_LIST_CHANGES] = "SELECT " CHANGE_COLUMNS " FROM change WHERE run = ?1"
                               " AND sequence > ?2 AND (1 << state) & ?3 ORDER BY sequence"
                               " LIMIT ?4",
    [STATEMENT_UPDATE_CHANGE] = "UPDATE change SET state = ?3, id = ?4, modified = ?5, digest = ?6,"
                                " words = ?7 WHERE run = ?1 AND sequence = ?2",
    [STATEMENT_FIND_CHANGE] = "SELECT " CHANGE_COLUMNS " FROM change INDEXED BY change_account"
                              " WHERE module = 1 AND run = ?1 AND id = ?2 UNION ALL"
                              " SELECT " CHANGE_COLUMNS " FROM change INDEXED BY change_new_account"
                              " WHERE module = 1 AND run = ?1 AND key = ?2 LIMIT 1",
    [STATEMENT_FIND_CHANGE_OF_RECORD] = "SELECT " CHANGE_COLUMNS " FROM change WHERE run = ?1"
                                        " AND record = ?2 AND module = ?3 LIMIT 1",
    [STATEMENT_DROP_CHANGE] = "DELETE FROM change WHERE run = ?1 AND sequence = ?2",
    [STATEMENT_NOTE_RECORD] = "INSERT OR REPLACE INTO known_record (module, key, id, is_taken_back)"
                              " VALUES (?1, ?2, ?3, ?4)",
    [STATEMENT_FIND_RECORD] =
        "SELECT id, is_taken_back FROM known_record WHERE module = ?1 AND key = ?2",
    [STATEMENT_NOTE_SETTLED] = "INSERT OR REPLACE INTO settled_value (module, id, field, sent,"
                               " kept) VALUES (?1, ?2, ?3, ?4, ?5)",
    [STATEMENT_FIND_SETTLED] =
        "SELECT sent, kept FROM settled_value WHERE module = ?1 AND id = ?2 AND field = ?3",
    [STATEMENT_NOTE_REMOVED] =
        "INSERT OR REPLACE INTO removed_address (module, id, addresses) VALUES (?1, ?2, ?3)",
    [STATEMENT_FIND_REMOVED] = "SELECT addresses FROM removed_address WHERE module = ?1"
                               " AND id = ?2",
    [STATEMENT_DROP_REMOVED] = "DELETE FROM removed_address WHERE module = ?1 AND id = ?2",
    [STATEMENT_FIND_UNFINISHED_PULL] =
        "SELECT " RUN_COLUMNS " FROM run WHERE state = ?1 AND kind = ?2 LIMIT 1",
    [STATEMENT_ADD_HAND_OUT] = "INSERT INTO hand_out (run, contact, customer, state, handed,"
                               " contact_digests, row_digests) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    [STATEMENT_FIND_HAND_OUT] = "SELECT " HAND_OUT_COLUMNS " FROM hand_out WHERE contact = ?1"
                                " AND state <> 0 ORDER BY number DESC LIMIT 1",
    [STATEMENT_LIST_WAITING_ROWS] =
        "SELECT row_digests FROM hand_out WHERE contact = ?1 AND state IN (1, 3)",
    [STATEMENT_LIST_NEW_HAND_OUTS] = "SELECT " HAND_OUT_COLUMNS " FROM hand_out WHERE state = 1"
                                     " AND customer = '' ORDER BY number",
    [STATEMENT_LIST_HAND_OUTS] =
        "SELECT " HAND_OUT_COLUMNS " FROM hand_out WHERE run = ?1 ORDER BY number",
    [STATEMENT_SUPERSEDE_HAND_OUTS] =
        "UPDATE hand_out SET state = 3 WHERE state = 1 AND run <> ?1 AND contact IN"
        " (SELECT contact FROM hand_out WHERE run = ?1)",
    [STATEMENT_OPEN_HAND_OUTS] = "UPDATE hand_out SET state = 1 WHERE run = ?1 AND state = 0",
    [STATEMENT_DROP_HAND_OUTS] = "DELETE FROM hand_out WHERE run = ?1",
    [STATEMENT_CLOSE_HAND_OUT] =
        "UPDATE hand_out SET state = 2 WHERE contact = ?1 AND state IN (1, 3)",
    [STATEMENT_REOPEN_HAND_OUT] = "UPDATE hand_out SET state = 1 WHERE number ="
                                  " (SELECT max(number) FROM hand_out WHERE contact = ?1"
                                  " AND state <> 0)",
    [STATEMENT_FIND_SEEN_ROW] = "SELECT digests FROM seen_row WHERE number = ?1",
    [STATEMENT_NOTE_SEEN_ROW] = "INSERT OR REPLACE INTO seen_row (number, digests) VALUES (?1, ?2)",
};

sqlite3_stmt *get_statement(struct journal *journal, enum statement statement, struct error *error)
{
    sqlite3_stmt **kept = &journal->statements[statement];
    if (*kept == NULL && sqlite3_prepare_v3(journal->database, texts[statement], -1,
                                            SQLITE_PREPARE_PERSISTENT, kept, NULL) != SQLITE_OK) {
        fail_for_database(journal, error);
        return NULL;
    }
    sqlite3_reset(*kept);
    return *kept;
}

void bind_text(sqlite3_stmt *statement, int place, struct text text)
{
    sqlite3_bind_text(statement, place, text.length == 0 ? "" : text.at, (int)text.length,
                      SQLITE_STATIC);
}

void bind_bytes(sqlite3_stmt *statement, int place, struct text bytes)
{
    sqlite3_bind_blob(statement, place, bytes.length == 0 ? "" : bytes.at, (int)bytes.length,
                      SQLITE_STATIC);
}

void bind_number(sqlite3_stmt *statement, int place, int64_t number)
{
    sqlite3_bind_int64(statement, place, number);
}

bool finish_statement(struct journal *journal, sqlite3_stmt *statement, struct error *error)
{
    bool done = sqlite3_step(statement) == SQLITE_DONE || fail_for_database(journal, error);
    sqlite3_reset(statement);
    return done;
}

bool take_row(struct journal *journal, sqlite3_stmt *statement, bool *has_row, struct error *error)
{
    int result = sqlite3_step(statement);
    *has_row = result == SQLITE_ROW;
    if (result != SQLITE_ROW && result != SQLITE_DONE) {
        fail_for_database(journal, error);
        sqlite3_reset(statement);
        return false;
    }
    if (result == SQLITE_DONE) {
        sqlite3_reset(statement);
    }
    return true;
}

struct text read_text_column(sqlite3_stmt *statement, int column, struct arena *arena)
{
    const void *bytes = sqlite3_column_blob(statement, column);
    int length = sqlite3_column_bytes(statement, column);
    return length <= 0 ? EMPTY_TEXT : copy_to_arena(arena, (struct text){bytes, (size_t)length});
}

uint64_t read_number_column(sqlite3_stmt *statement, int column)
{
    return (uint64_t)sqlite3_column_int64(statement, column);
}

bool find_run_number(struct journal *journal, struct text id, int64_t *number, struct error *error)
{
    bool has_row = false;
    if (equal_texts(id, (struct text){journal->run_id, journal->run_id_length}) && id.length > 0) {
        *number = journal->run_number;
        return true;
    }
    sqlite3_stmt *statement = get_statement(journal, STATEMENT_FIND_RUN_NUMBER, error);
    if (statement == NULL) {
        return false;
    }
    bind_text(statement, 1, id);
    if (!take_row(journal, statement, &has_row, error)) {
        return false;
    }
    if (!has_row || id.length > RUN_ID_LIMIT) {
        return fail(error, ERROR_USAGE, "the state file %s has no run %.*s", journal->path,
                    (int)id.length, id.at);
    }
    *number = (int64_t)read_number_column(statement, 0);
    sqlite3_reset(statement);
    memcpy(journal->run_id, id.at, id.length);
    journal->run_id_length = id.length;
    journal->run_number = *number;
    journal->last_sequence = -1;
    return true;
}
