#include "sync/journal.h"

#include "base/files.h"
#include "sync/journal_database.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    APPLICATION_ID = 0x506F7373, /* "Poss" */
    SCHEMA_VERSION = 2,
    BUSY_MILLISECONDS = 5000,
};

/* What each version has brought; a file of an earlier one gets what it lacks. */
static const char *const schemas[SCHEMA_VERSION] = {
    "CREATE TABLE run (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind INTEGER NOT NULL,"
    " state INTEGER NOT NULL, started INTEGER NOT NULL, ended INTEGER NOT NULL, file TEXT NOT NULL,"
    " sha256 TEXT NOT NULL, options TEXT NOT NULL, plan TEXT NOT NULL, crm TEXT NOT NULL,"
    " url TEXT NOT NULL, site TEXT NOT NULL, api TEXT NOT NULL, go_on TEXT NOT NULL,"
    " undoes TEXT NOT NULL, undone_by TEXT NOT NULL, is_forgotten INTEGER NOT NULL,"
    " last_record INTEGER NOT NULL, created INTEGER NOT NULL, updated INTEGER NOT NULL,"
    " unchanged INTEGER NOT NULL, conflict INTEGER NOT NULL, failed INTEGER NOT NULL,"
    " rejected INTEGER NOT NULL, skipped INTEGER NOT NULL);"
    "CREATE TABLE customer (run INTEGER NOT NULL, record INTEGER NOT NULL, line INTEGER NOT NULL,"
    " number TEXT NOT NULL, outcome INTEGER NOT NULL, rule INTEGER NOT NULL, contact TEXT NOT NULL,"
    " account TEXT NOT NULL, issues BLOB NOT NULL, PRIMARY KEY (run, record)) WITHOUT ROWID;"
    "CREATE TABLE finding (number INTEGER PRIMARY KEY, run INTEGER NOT NULL,"
    " record INTEGER NOT NULL, issue BLOB NOT NULL);"
    "CREATE INDEX finding_record ON finding (run, record, number);"
    "CREATE TABLE change (run INTEGER NOT NULL, sequence INTEGER NOT NULL, record INTEGER NOT NULL,"
    " module INTEGER NOT NULL, kind INTEGER NOT NULL, state INTEGER NOT NULL, id TEXT NOT NULL,"
    " key TEXT NOT NULL, account TEXT NOT NULL, fields BLOB NOT NULL, modified TEXT NOT NULL, "
    "digest TEXT NOT NULL,"
    " words TEXT NOT NULL, PRIMARY KEY (run, sequence)) WITHOUT ROWID;"
    "CREATE INDEX change_record ON change (run, record, module);"
    "CREATE INDEX change_account ON change (run, id) WHERE module = 1;"
    "CREATE INDEX change_new_account ON change (run, key) WHERE module = 1;"
    "CREATE TABLE known_record (module INTEGER NOT NULL, key TEXT NOT NULL, id TEXT NOT NULL,"
    " is_taken_back INTEGER NOT NULL, PRIMARY KEY (module, key)) WITHOUT ROWID;"
    "CREATE TABLE settled_value (module INTEGER NOT NULL, id TEXT NOT NULL, field TEXT NOT NULL,"
    " sent TEXT NOT NULL, kept TEXT NOT NULL, PRIMARY KEY (module, id, field)) WITHOUT ROWID;",
    "CREATE TABLE hand_out (number INTEGER PRIMARY KEY, run TEXT NOT NULL, contact TEXT NOT NULL,"
    " customer TEXT NOT NULL, state INTEGER NOT NULL, handed INTEGER NOT NULL,"
    " contact_digests BLOB NOT NULL, row_digests BLOB NOT NULL);"
    "CREATE INDEX hand_out_contact ON hand_out (contact, number);"
    "CREATE INDEX hand_out_run ON hand_out (run, number);"
    "CREATE INDEX hand_out_new ON hand_out (number) WHERE state = 1 AND customer = '';"
    "CREATE TABLE seen_row (number INTEGER PRIMARY KEY, digests BLOB NOT NULL);"
    "CREATE TABLE removed_address (module INTEGER NOT NULL, id TEXT NOT NULL,"
    " addresses TEXT NOT NULL, PRIMARY KEY (module, id)) WITHOUT ROWID;",
};

bool fail_for_database(const struct journal *journal, struct error *error)
{
    return fail(error, ERROR_USAGE,
                "the state file %s cannot be used: %s; look at its permissions and at the room on "
                "the disk, or name another one with --state",
                journal->path, sqlite3_errmsg(journal->database));
}

static bool run_script(struct journal *journal, const char *script, struct error *error)
{
    return sqlite3_exec(journal->database, script, NULL, NULL, NULL) == SQLITE_OK ||
           fail_for_database(journal, error);
}

static bool read_pragma(struct journal *journal, const char *pragma, int64_t *value,
                        struct error *error)
{
    sqlite3_stmt *statement = NULL;
    bool done = sqlite3_prepare_v2(journal->database, pragma, -1, &statement, NULL) == SQLITE_OK &&
                sqlite3_step(statement) == SQLITE_ROW;
    *value = done ? sqlite3_column_int64(statement, 0) : 0;
    done = sqlite3_finalize(statement) == SQLITE_OK && done;
    return done || fail_for_database(journal, error);
}

/* Makes what a file of that version lacks; 0 is an empty one. */
static bool extend_schema(struct journal *journal, int64_t version, struct error *error)
{
    char stamps[96];
    snprintf(stamps, sizeof stamps, "PRAGMA application_id = %d; PRAGMA user_version = %d;",
             APPLICATION_ID, SCHEMA_VERSION);
    bool done = run_script(journal, "BEGIN IMMEDIATE", error);
    for (int64_t i = version; done && i < SCHEMA_VERSION; i++) {
        done = run_script(journal, schemas[i], error);
    }
    return done && run_script(journal, stamps, error) && run_script(journal, "COMMIT", error);
}

/* Whose file it is, and whether it has all that this version keeps. */
static bool check_schema(struct journal *journal, struct error *error)
{
    int64_t application = 0;
    int64_t version = 0;
    int64_t tables = 0;
    if (!read_pragma(journal, "PRAGMA application_id", &application, error) ||
        !read_pragma(journal, "PRAGMA user_version", &version, error) ||
        !read_pragma(journal, "SELECT count(*) FROM sqlite_master", &tables, error)) {
        return false;
    }
    if (application == 0 && version == 0 && tables == 0) {
        return extend_schema(journal, 0, error);
    }
    if (application != APPLICATION_ID) {
        return fail(error, ERROR_USAGE,
                    "%s is no state file of Possum; name another one with --state", journal->path);
    }
    if (version > 0 && version < SCHEMA_VERSION) {
        return extend_schema(journal, version, error);
    }
    return version == SCHEMA_VERSION ||
           fail(error, ERROR_USAGE,
                "the state file %s is of a later version of Possum (schema %d, this one knows %d); "
                "use that version",
                journal->path, (int)version, SCHEMA_VERSION);
}

static struct journal *begin_journal(const char *path, struct error *error)
{
    struct journal *journal = calloc(1, sizeof *journal);
    if (journal != NULL) {
        journal->path = strdup(path);
        journal->last_sequence = -1;
    }
    if (journal == NULL || journal->path == NULL) {
        free(journal);
        fail_for_memory(error);
        return NULL;
    }
    return journal;
}

static bool fail_to_make(const char *path, struct error *error)
{
    return fail(error, ERROR_USAGE,
                "cannot make the state file %s: %s; name another one with --state", path,
                strerror(errno));
}

/* The file has its mode before there is anything in it. */
static bool make_file(const char *path, struct error *error)
{
    int descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
    if (descriptor < 0) {
        return fail_to_make(path, error);
    }
    bool done = fchmod(descriptor, S_IRUSR | S_IWUSR) == 0 || fail_to_make(path, error);
    close(descriptor);
    return done;
}

static bool set_up(struct journal *journal, struct error *error)
{
    static const char settings[] = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                                   "PRAGMA secure_delete = ON;";
    sqlite3_busy_timeout(journal->database, BUSY_MILLISECONDS);
    return check_schema(journal, error) && run_script(journal, settings, error);
}

struct journal *open_journal(const char *path, struct error *error)
{
    struct journal *journal = begin_journal(path, error);
    if (journal == NULL) {
        return NULL;
    }
    bool done =
        (make_parent_directories(path) || fail_to_make(path, error)) && make_file(path, error) &&
        (sqlite3_open_v2(path, &journal->database, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK ||
         fail_for_database(journal, error)) &&
        set_up(journal, error);
    if (!done) {
        close_journal(journal);
        return NULL;
    }
    return journal;
}

/* Copies the file at `path` into the journal's database. */
static bool copy_file(struct journal *journal, const char *path, struct error *error)
{
    sqlite3 *source = NULL;
    /* Not read-only, or it could not take its log away again. */
    bool done = sqlite3_open_v2(path, &source, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK;
    sqlite3_busy_timeout(source, BUSY_MILLISECONDS);
    sqlite3_backup *backup =
        done ? sqlite3_backup_init(journal->database, "main", source, "main") : NULL;
    int result = backup == NULL ? SQLITE_ERROR : sqlite3_backup_step(backup, -1);
    if (backup != NULL) {
        sqlite3_backup_finish(backup);
    }
    if (result != SQLITE_DONE) {
        fail(error, ERROR_USAGE,
             "the state file %s cannot be read: %s; name another one with "
             "--state",
             path,
             done && backup == NULL ? sqlite3_errmsg(journal->database) : sqlite3_errmsg(source));
    }
    sqlite3_close(source);
    return result == SQLITE_DONE;
}

struct journal *copy_journal(const char *path, struct error *error)
{
    struct journal *journal = begin_journal(path, error);
    if (journal == NULL) {
        return NULL;
    }
    /* A file without a name, which SQLite begins once its cache is full and takes away itself. */
    bool done = sqlite3_open_v2("", &journal->database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
                                NULL) == SQLITE_OK ||
                fail_for_database(journal, error);
    if (done && access(path, F_OK) == 0) {
        done = copy_file(journal, path, error);
    }
    done = done && check_schema(journal, error);
    if (!done) {
        close_journal(journal);
        return NULL;
    }
    return journal;
}

void close_journal(struct journal *journal)
{
    if (journal == NULL) {
        return;
    }
    for (int i = 0; i < STATEMENT_COUNT; i++) {
        sqlite3_finalize(journal->statements[i]);
    }
    sqlite3_close(journal->database);
    free(journal->path);
    free(journal);
}

bool begin_group(struct journal *journal, struct error *error)
{
    sqlite3_stmt *statement = get_statement(journal, STATEMENT_BEGIN, error);
    return statement != NULL && finish_statement(journal, statement, error);
}

void abandon_group(struct journal *journal)
{
    struct error unwanted; /* what cannot be rolled back goes with the connection */
    sqlite3_stmt *rollback = get_statement(journal, STATEMENT_ROLLBACK, &unwanted);
    journal->last_sequence = -1;
    if (rollback != NULL) {
        (void)finish_statement(journal, rollback, &unwanted);
    }
}

bool commit_group(struct journal *journal, struct error *error)
{
    sqlite3_stmt *statement = get_statement(journal, STATEMENT_COMMIT, error);
    bool done = statement != NULL && finish_statement(journal, statement, error);
    if (!done) {
        abandon_group(journal);
    }
    return done;
}
