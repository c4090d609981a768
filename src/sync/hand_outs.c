#include "sync/hand_outs.h"

#include "sync/journal_database.h"

#include <time.h>

struct text describe_hand_out(const struct hand_out *hand_out, struct arena *arena)
{
    char when[32] = "";
    time_t time = (time_t)hand_out->handed;
    struct tm parts;
    if (localtime_r(&time, &parts) != NULL) {
        strftime(when, sizeof when, "%Y-%m-%d %H:%M", &parts);
    }
    return print_to_arena(arena, "handed out on %s (run %.*s)", when, (int)hand_out->run.length,
                          hand_out->run.at);
}

bool add_hand_out(struct journal *journal, const struct hand_out *hand_out, struct error *error)
{
    sqlite3_stmt *statement = get_statement(journal, STATEMENT_ADD_HAND_OUT, error);
    if (statement == NULL) {
        return false;
    }
    bind_text(statement, 1, hand_out->run);
    bind_text(statement, 2, hand_out->contact);
    bind_text(statement, 3, hand_out->customer);
    bind_number(statement, 4, hand_out->state);
    bind_number(statement, 5, hand_out->handed);
    bind_bytes(statement, 6, view_digests(&hand_out->in_crm));
    bind_bytes(statement, 7, view_digests(&hand_out->in_row));
    return finish_statement(journal, statement, error);
}

static bool read_digest_column(sqlite3_stmt *statement, int column, struct value_digests *digests)
{
    const char *bytes = sqlite3_column_blob(statement, column);
    int length = sqlite3_column_bytes(statement, column);
    return length > 0 && read_digests((struct text){bytes, (size_t)length}, digests);
}

static bool read_hand_out(const struct journal *journal, sqlite3_stmt *statement,
                          struct arena *arena, struct hand_out *hand_out, struct error *error)
{
    *hand_out = (struct hand_out){.run = read_text_column(statement, 0, arena),
                                  .contact = read_text_column(statement, 1, arena),
                                  .customer = read_text_column(statement, 2, arena),
                                  .state = (enum hand_out_state)read_number_column(statement, 3),
                                  .handed = (int64_t)read_number_column(statement, 4)};
    if (arena->exhausted) {
        return fail_for_memory(error);
    }
    return (read_digest_column(statement, 5, &hand_out->in_crm) &&
            read_digest_column(statement, 6, &hand_out->in_row)) ||
           fail(error, ERROR_USAGE,
                "the state file %s is damaged: what was handed out of the "
                "contact %.*s cannot be read",
                journal->path, (int)hand_out->contact.length, hand_out->contact.at);
}

bool find_hand_out(struct journal *journal, struct text contact, struct arena *arena,
                   struct hand_out *hand_out, bool *found, struct error *error)
{
    sqlite3_stmt *statement = get_statement(journal, STATEMENT_FIND_HAND_OUT, error);
    if (statement == NULL) {
        return false;
    }
    bind_text(statement, 1, contact);
    if (!take_row(journal, statement, found, error)) {
        return false;
    }
    bool done = !*found || read_hand_out(journal, statement, arena, hand_out, error);
    sqlite3_reset(statement);
    return done;
}

bool ask_whether_handed_out(struct journal *journal, struct text contact,
                            const struct value_digests *row, bool *is_handed_out,
                            struct error *error)
{
    struct value_digests handed_out;
    bool has_row = true;
    sqlite3_stmt *statement = get_statement(journal, STATEMENT_LIST_WAITING_ROWS, error);
    if (statement == NULL) {
        return false;
    }
    bind_text(statement, 1, contact);
    *is_handed_out = false;
    while (!*is_handed_out && has_row) {
        if (!take_row(journal, statement, &has_row, error)) {
            return false;
        }
        *is_handed_out = has_row && read_digest_column(statement, 0, &handed_out) &&
                         are_digests_equal(row, &handed_out);
    }
    sqlite3_reset(statement);
    return true;
}

static bool visit_all(struct journal *journal, sqlite3_stmt *statement, hand_out_visitor *visit,
                      void *context, struct error *error)
{
    struct arena arena = {0};
    struct hand_out hand_out;
    bool has_row = true;
    bool goes_on = true;
    bool done = true;
    while (done && goes_on && has_row) {
        reset_arena(&arena);
        done = take_row(journal, statement, &has_row, error) &&
               (!has_row || read_hand_out(journal, statement, &arena, &hand_out, error));
        goes_on = done && has_row && visit(context, &hand_out);
    }
    sqlite3_reset(statement);
    free_arena(&arena);
    return done;
}

bool list_new_hand_outs(struct journal *journal, hand_out_visitor *visit, void *context,
                        struct error *error)
{
    sqlite3_stmt *statement = get_statement(journal, STATEMENT_LIST_NEW_HAND_OUTS, error);
    return statement != NULL && visit_all(journal, statement, visit, context, error);
}

bool list_hand_outs(struct journal *journal, struct text run, hand_out_visitor *visit,
                    void *context, struct error *error)
{
    sqlite3_stmt *statement = get_statement(journal, STATEMENT_LIST_HAND_OUTS, error);
    if (statement == NULL) {
        return false;
    }
    bind_text(statement, 1, run);
    return visit_all(journal, statement, visit, context, error);
}

/* Carries a statement out whose one parameter is a text. */
static bool finish_with_text(struct journal *journal, enum statement which, struct text text,
                             struct error *error)
{
    sqlite3_stmt *statement = get_statement(journal, which, error);
    if (statement == NULL) {
        return false;
    }
    bind_text(statement, 1, text);
    return finish_statement(journal, statement, error);
}

bool open_hand_outs(struct journal *journal, struct text run, struct error *error)
{
    return finish_with_text(journal, STATEMENT_SUPERSEDE_HAND_OUTS, run, error) &&
           finish_with_text(journal, STATEMENT_OPEN_HAND_OUTS, run, error);
}

bool drop_hand_outs(struct journal *journal, struct text run, struct error *error)
{
    return finish_with_text(journal, STATEMENT_DROP_HAND_OUTS, run, error);
}

bool close_hand_out(struct journal *journal, struct text contact, struct error *error)
{
    return finish_with_text(journal, STATEMENT_CLOSE_HAND_OUT, contact, error);
}

bool reopen_hand_out(struct journal *journal, struct text contact, struct error *error)
{
    return finish_with_text(journal, STATEMENT_REOPEN_HAND_OUT, contact, error);
}

bool note_seen_row(struct journal *journal, uint32_t number, const struct value_digests *row,
                   struct error *error)
{
    sqlite3_stmt *statement = get_statement(journal, STATEMENT_NOTE_SEEN_ROW, error);
    if (statement == NULL) {
        return false;
    }
    bind_number(statement, 1, number);
    bind_bytes(statement, 2, view_digests(row));
    return finish_statement(journal, statement, error);
}

bool find_seen_row(struct journal *journal, uint32_t number, struct value_digests *row, bool *found,
                   struct error *error)
{
    sqlite3_stmt *statement = get_statement(journal, STATEMENT_FIND_SEEN_ROW, error);
    if (statement == NULL) {
        return false;
    }
    bind_number(statement, 1, number);
    if (!take_row(journal, statement, found, error)) {
        return false;
    }
    if (!*found) {
        return true;
    }
    *found = read_digest_column(statement, 0, row);
    sqlite3_reset(statement);
    return true;
}
