#include "sync/journal_runs.h"

#include "sync/journal_database.h"

#include <sodium.h>
#include <time.h>

struct text make_run_id(struct arena *arena)
{
    char when[32] = "";
    time_t now = time(NULL);
    struct tm parts;
    if (gmtime_r(&now, &parts) != NULL) {
        strftime(when, sizeof when, "%Y%m%d-%H%M%S", &parts);
    }
    return print_to_arena(arena, "%s-%06x", when, randombytes_uniform(0x1000000));
}

static void bind_counts(sqlite3_stmt *statement, int place, const struct run_counts *counts)
{
    const uint64_t numbers[] = {counts->created,  counts->updated, counts->unchanged,
                                counts->conflict, counts->failed,  counts->rejected,
                                counts->skipped};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        bind_number(statement, place + (int)i, (int64_t)numbers[i]);
    }
}

bool add_run(struct journal *journal, const struct run_entry *run, struct error *error)
{
    sqlite3_stmt *statement = get_statement(journal, STATEMENT_ADD_RUN, error);
    if (statement == NULL) {
        return false;
    }
    const struct text texts[] = {run->file,  run->sha256, run->options,  run->plan,
                                 run->crm,   run->url,    run->site,     run->api,
                                 run->go_on, run->undoes, run->undone_by};
    bind_text(statement, 1, run->id);
    bind_number(statement, 2, run->kind);
    bind_number(statement, 3, run->state);
    bind_number(statement, 4, run->started);
    bind_number(statement, 5, run->ended);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        bind_text(statement, 6 + (int)i, texts[i]);
    }
    bind_number(statement, 17, run->is_forgotten);
    bind_number(statement, 18, (int64_t)run->last_record);
    bind_counts(statement, 19, &run->counts);
    return finish_statement(journal, statement, error);
}

bool update_run(struct journal *journal, const struct run_entry *run, struct error *error)
{
    sqlite3_stmt *statement = get_statement(journal, STATEMENT_UPDATE_RUN, error);
    if (statement == NULL) {
        return false;
    }
    bind_text(statement, 1, run->id);
    bind_number(statement, 2, run->state);
    bind_number(statement, 3, run->ended);
    bind_text(statement, 4, run->undone_by);
    bind_number(statement, 5, (int64_t)run->last_record);
    bind_counts(statement, 6, &run->counts);
    return finish_statement(journal, statement, error);
}

static void read_run(sqlite3_stmt *statement, struct arena *arena, struct run_entry *run)
{
    struct text *const texts[] = {&run->file,  &run->sha256, &run->options,  &run->plan,
                                  &run->crm,   &run->url,    &run->site,     &run->api,
                                  &run->go_on, &run->undoes, &run->undone_by};
    uint64_t *const counts[] = {&run->counts.created,  &run->counts.updated, &run->counts.unchanged,
                                &run->counts.conflict, &run->counts.failed,  &run->counts.rejected,
                                &run->counts.skipped};
    run->id = read_text_column(statement, 0, arena);
    run->kind = (enum run_kind)read_number_column(statement, 1);
    run->state = (enum run_state)read_number_column(statement, 2);
    run->started = (int64_t)read_number_column(statement, 3);
    run->ended = (int64_t)read_number_column(statement, 4);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        *texts[i] = read_text_column(statement, 5 + (int)i, arena);
    }
    run->is_forgotten = read_number_column(statement, 16) != 0;
    run->last_record = read_number_column(statement, 17);
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        *counts[i] = read_number_column(statement, 18 + (int)i);
    }
}

/* Takes the one run that a statement gives. */
static bool take_run(struct journal *journal, sqlite3_stmt *statement, struct arena *arena,
                     struct run_entry *run, bool *found, struct error *error)
{
    if (!take_row(journal, statement, found, error)) {
        return false;
    }
    if (*found) {
        read_run(statement, arena, run);
        sqlite3_reset(statement);
    }
    return !arena->exhausted || fail_for_memory(error);
}

bool find_run(struct journal *journal, struct text id, struct arena *arena, struct run_entry *run,
              bool *found, struct error *error)
{
    sqlite3_stmt *statement = get_statement(journal, STATEMENT_FIND_RUN, error);
    if (statement == NULL) {
        return false;
    }
    bind_text(statement, 1, id);
    return take_run(journal, statement, arena, run, found, error);
}

static bool find_planned_run(struct journal *journal, enum statement which, struct arena *arena,
                             struct run_entry *run, bool *found, struct error *error)
{
    sqlite3_stmt *statement = get_statement(journal, which, error);
    if (statement == NULL) {
        return false;
    }
    bind_number(statement, 1, RUN_PLANNED);
    bind_number(statement, 2, RUN_PULL);
    return take_run(journal, statement, arena, run, found, error);
}

bool find_unfinished_run(struct journal *journal, struct arena *arena, struct run_entry *run,
                         bool *found, struct error *error)
{
    return find_planned_run(journal, STATEMENT_FIND_UNFINISHED_RUN, arena, run, found, error);
}

bool find_unfinished_pull(struct journal *journal, struct arena *arena, struct run_entry *run,
                          bool *found, struct error *error)
{
    return find_planned_run(journal, STATEMENT_FIND_UNFINISHED_PULL, arena, run, found, error);
}

bool find_run_of_plan(struct journal *journal, struct text plan, struct arena *arena,
                      struct run_entry *run, bool *found, struct error *error)
{
    sqlite3_stmt *statement = get_statement(journal, STATEMENT_FIND_RUN_OF_PLAN, error);
    if (statement == NULL) {
        return false;
    }
    bind_text(statement, 1, plan);
    bind_number(statement, 2, RUN_PLANNING);
    return take_run(journal, statement, arena, run, found, error);
}

bool list_runs(struct journal *journal, run_visitor *visit, void *context, struct error *error)
{
    sqlite3_stmt *statement = get_statement(journal, STATEMENT_LIST_RUNS, error);
    struct arena arena = {0};
    bool has_row = true;
    bool done = statement != NULL;
    if (done) {
        bind_number(statement, 1, RUN_PLANNING);
    }
    while (done && has_row) {
        struct run_entry run;
        reset_arena(&arena);
        done = take_row(journal, statement, &has_row, error);
        if (done && has_row) {
            read_run(statement, &arena, &run);
            done = !arena.exhausted || fail_for_memory(error);
            has_row = done && visit(context, &run);
        }
    }
    if (statement != NULL) {
        sqlite3_reset(statement);
    }
    free_arena(&arena);
    return done;
}

static bool run_script(struct journal *journal, const char *script, struct error *error)
{
    return sqlite3_exec(journal->database, script, NULL, NULL, NULL) == SQLITE_OK ||
           fail_for_database(journal, error);
}

bool drop_unplanned_runs(struct journal *journal, struct error *error)
{
    static const char script[] =
        "BEGIN IMMEDIATE;"
        "DELETE FROM customer WHERE run IN (SELECT number FROM run WHERE state = 0);"
        "DELETE FROM finding WHERE run IN (SELECT number FROM run WHERE state = 0);"
        "DELETE FROM change WHERE run IN (SELECT number FROM run WHERE state = 0);"
        "DELETE FROM run WHERE state = 0;"
        "COMMIT";
    _Static_assert(RUN_PLANNING == 0, "the script above names the state");
    journal->run_id_length = 0;
    return run_script(journal, script, error);
}

/* Takes the values of a run's changes away; the names of the fields stay. */
static void keep_names(sqlite3_context *context, int count, sqlite3_value **values)
{
    const char *bytes = sqlite3_value_blob(values[0]);
    struct text packed = {bytes, (size_t)sqlite3_value_bytes(values[0])};
    struct arena arena = {0};
    char *kept = take_from_arena(&arena, packed.length + 1);
    size_t length = 0;
    (void)count;
    for (size_t at = 0, part = 0; kept != NULL && at < packed.length; part++) {
        size_t end = find_byte(packed, '\0', at);
        if (part % 3 == 0) {
            for (size_t i = at; i < end; i++) {
                kept[length++] = packed.at[i];
            }
        }
        kept[length++] = '\0';
        at = end + 1;
    }
    sqlite3_result_blob(context, kept == NULL ? "" : kept, (int)length, SQLITE_TRANSIENT);
    free_arena(&arena);
}

bool forget_run(struct journal *journal, struct text id, struct error *error)
{
    struct arena arena = {0};
    int64_t number = 0;
    if (!find_run_number(journal, id, &number, error)) {
        return false;
    }
    struct text script = print_to_arena(
        &arena,
        "BEGIN IMMEDIATE;"
        "UPDATE change SET fields = keep_names(fields), words = '', digest = '' WHERE run = %lld;"
        "UPDATE customer SET issues = x'', number = '' WHERE run = %lld;"
        "DELETE FROM finding WHERE run = %lld;"
        "UPDATE run SET is_forgotten = 1 WHERE number = %lld;"
        "COMMIT; PRAGMA wal_checkpoint(TRUNCATE); VACUUM; PRAGMA wal_checkpoint(TRUNCATE)",
        (long long)number, (long long)number, (long long)number, (long long)number);
    bool done = !arena.exhausted || fail_for_memory(error);
    done = done && (sqlite3_create_function(journal->database, "keep_names", 1,
                                            SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL, keep_names,
                                            NULL, NULL) == SQLITE_OK ||
                    fail_for_database(journal, error));
    done = done && run_script(journal, script.at, error);
    free_arena(&arena);
    return done;
}
