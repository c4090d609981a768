/**
 * The journal's database: what journal.c, journal_runs.c, journal_entries.c,
 * journal_records.c and hand_outs.c share.
 */
#ifndef POSSUM_SYNC_JOURNAL_DATABASE_H
#define POSSUM_SYNC_JOURNAL_DATABASE_H

#include "sync/journal.h"

#include <sqlite3.h>
#include <stdint.h>

/** The statements, which are prepared once and kept. */
enum statement {
    STATEMENT_BEGIN,
    STATEMENT_COMMIT,
    STATEMENT_ROLLBACK,
    STATEMENT_ADD_RUN,
    STATEMENT_UPDATE_RUN,
    STATEMENT_FIND_RUN,
    STATEMENT_FIND_UNFINISHED_RUN,
    STATEMENT_FIND_RUN_OF_PLAN,
    STATEMENT_LIST_RUNS,
    STATEMENT_FIND_RUN_NUMBER,
    STATEMENT_ADD_CUSTOMER,
    STATEMENT_UPDATE_CUSTOMER,
    STATEMENT_LIST_CUSTOMERS,
    STATEMENT_ADD_FINDING,
    STATEMENT_LIST_FINDINGS,
    STATEMENT_LAST_SEQUENCE,
    STATEMENT_ADD_CHANGE,
    STATEMENT_LIST_CHANGES,
    STATEMENT_UPDATE_CHANGE,
    STATEMENT_FIND_CHANGE,
    STATEMENT_FIND_CHANGE_OF_RECORD,
    STATEMENT_DROP_CHANGE,
    STATEMENT_NOTE_RECORD,
    STATEMENT_FIND_RECORD,
    STATEMENT_NOTE_SETTLED,
    STATEMENT_FIND_SETTLED,
    STATEMENT_NOTE_REMOVED,
    STATEMENT_FIND_REMOVED,
    STATEMENT_DROP_REMOVED,
    STATEMENT_FIND_UNFINISHED_PULL,
    STATEMENT_ADD_HAND_OUT,
    STATEMENT_FIND_HAND_OUT,
    STATEMENT_LIST_WAITING_ROWS,
    STATEMENT_LIST_NEW_HAND_OUTS,
    STATEMENT_LIST_HAND_OUTS,
    STATEMENT_SUPERSEDE_HAND_OUTS,
    STATEMENT_OPEN_HAND_OUTS,
    STATEMENT_DROP_HAND_OUTS,
    STATEMENT_CLOSE_HAND_OUT,
    STATEMENT_REOPEN_HAND_OUT,
    STATEMENT_FIND_SEEN_ROW,
    STATEMENT_NOTE_SEEN_ROW,
    STATEMENT_COUNT,
};

enum { RUN_ID_LIMIT = 64 };

/** A journal. */
struct journal {
    sqlite3 *database;
    char *path;
    sqlite3_stmt *statements[STATEMENT_COUNT];
    char run_id[RUN_ID_LIMIT]; /**< of the run that was asked for last */
    size_t run_id_length;
    int64_t run_number;
    int64_t last_sequence; /**< of the changes of that run; -1: not known */
};

/** Fills `error` with what SQLite says, and returns false. */
bool fail_for_database(const struct journal *journal, struct error *error);

/** The statement, ready for binding; NULL if it cannot be prepared. */
sqlite3_stmt *get_statement(struct journal *journal, enum statement statement, struct error *error);

/** Binds a text, which must stay until the statement is reset, or a number; from 1. */
void bind_text(sqlite3_stmt *statement, int place, struct text text);
void bind_number(sqlite3_stmt *statement, int place, int64_t number);

/** Binds the text as bytes that are no text. */
void bind_bytes(sqlite3_stmt *statement, int place, struct text bytes);

/** Carries a statement out that gives no row. */
bool finish_statement(struct journal *journal, sqlite3_stmt *statement, struct error *error);

/** Takes the next row; *has_row is false, and the statement is reset, at the end. */
bool take_row(struct journal *journal, sqlite3_stmt *statement, bool *has_row, struct error *error);

/** A column of the row, from 0: a text in `arena`, or a number. */
struct text read_text_column(sqlite3_stmt *statement, int column, struct arena *arena);
uint64_t read_number_column(sqlite3_stmt *statement, int column);

/** The number by which entries name the run of that id. ERROR_USAGE if there is none. */
bool find_run_number(struct journal *journal, struct text id, int64_t *number, struct error *error);

#endif
