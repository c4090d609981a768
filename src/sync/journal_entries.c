#include "sync/journal_entries.h"

#include "base/buffer.h"
#include "sync/journal_database.h"

const char *get_outcome_name(enum push_outcome outcome)
{
    static const char *const names[PUSH_OUTCOME_COUNT] = {[PUSH_CREATED] = "created",
                                                          [PUSH_UPDATED] = "updated",
                                                          [PUSH_UNCHANGED] = "unchanged",
                                                          [PUSH_CONFLICT] = "conflict",
                                                          [PUSH_FAILED] = "failed"};
    return names[outcome];
}

const char *get_change_kind_name(enum change_kind kind)
{
    static const char *const names[CHANGE_KIND_COUNT] = {
        [CHANGE_CREATE] = "create", [CHANGE_UPDATE] = "update", [CHANGE_DELETE] = "delete"};
    return names[kind];
}

const char *get_rule_name(enum match_rule rule)
{
    static const char *const names[MATCH_RULE_COUNT] = {
        [MATCH_NONE] = "none",   [MATCH_ID] = "id",         [MATCH_NUMBER] = "number",
        [MATCH_EMAIL] = "email", [MATCH_MOBILE] = "mobile", [MATCH_HAND_OUT] = "handed-out"};
    return names[rule];
}

/* Values hold no NUL, so that texts can be told apart by one. */
static void pack_text(struct buffer *out, struct text text)
{
    append_text(out, text);
    append_byte(out, '\0');
}

static bool unpack_text(struct text *packed, struct text *text)
{
    size_t end = find_byte(*packed, '\0', 0);
    if (end == packed->length) {
        return false;
    }
    *text = slice_text(*packed, 0, end);
    *packed = slice_text(*packed, end + 1, packed->length);
    return true;
}

static void pack_issue(struct buffer *out, const struct issue *issue)
{
    const struct text flags[] = {TEXT("-"), TEXT("o"), TEXT("n"), TEXT("on")};
    pack_text(out, make_text(get_issue_kind(issue->code)->name));
    pack_text(out, issue->column);
    pack_text(out, flags[(issue->has_old ? 1 : 0) + (issue->has_new ? 2 : 0)]);
    pack_text(out, issue->old);
    pack_text(out, issue->new);
    pack_text(out, issue->message);
}

static bool fail_for_entry(const struct journal *journal, struct error *error)
{
    return fail(error, ERROR_USAGE,
                "the state file %s holds an entry that this version of Possum does not know; use "
                "the version that made it",
                journal->path);
}

static bool find_code(struct text name, enum issue_code *code)
{
    for (size_t i = 0; i < ISSUE_CODE_COUNT; i++) {
        *code = (enum issue_code)i;
        if (equal_texts(make_text(get_issue_kind(*code)->name), name)) {
            return true;
        }
    }
    return false;
}

static bool unpack_issues(const struct journal *journal, struct text packed, struct arena *arena,
                          struct issue_list *issues, struct error *error)
{
    while (packed.length > 0) {
        struct text parts[6];
        enum issue_code code;
        for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
            if (!unpack_text(&packed, &parts[i])) {
                return fail_for_entry(journal, error);
            }
        }
        if (!find_code(parts[0], &code)) {
            return fail_for_entry(journal, error);
        }
        struct issue *issue = add_issue(issues, arena, code, parts[1]);
        issue->has_old = find_byte(parts[2], 'o', 0) < parts[2].length;
        issue->has_new = find_byte(parts[2], 'n', 0) < parts[2].length;
        issue->old = parts[3];
        issue->new = parts[4];
        issue->message = parts[5];
    }
    return true;
}

/* Packs a list of issues and binds it; the buffer is to be freed after the statement. */
static void bind_issues(sqlite3_stmt *statement, int place, const struct issue_list *issues,
                        struct buffer *packed)
{
    for (const struct issue *issue = issues->first; issue != NULL; issue = issue->next) {
        pack_issue(packed, issue);
    }
    bind_bytes(statement, place, view_buffer(packed));
}

bool add_customer(struct journal *journal, struct text run, const struct customer_entry *customer,
                  struct error *error)
{
    struct buffer packed = {0};
    int64_t number = 0;
    sqlite3_stmt *statement = get_statement(journal, STATEMENT_ADD_CUSTOMER, error);
    if (statement == NULL || !find_run_number(journal, run, &number, error)) {
        return false;
    }
    bind_number(statement, 1, number);
    bind_number(statement, 2, (int64_t)customer->record);
    bind_number(statement, 3, (int64_t)customer->line);
    bind_text(statement, 4, customer->number);
    bind_number(statement, 5, customer->outcome);
    bind_number(statement, 6, customer->rule);
    bind_text(statement, 7, customer->contact);
    bind_text(statement, 8, customer->account);
    bind_issues(statement, 9, &customer->issues, &packed);
    bool done =
        packed.failed ? fail_for_memory(error) : finish_statement(journal, statement, error);
    free_buffer(&packed);
    return done;
}

bool update_customer(struct journal *journal, struct text run,
                     const struct customer_entry *customer, struct error *error)
{
    struct buffer packed = {0};
    int64_t number = 0;
    sqlite3_stmt *statement = get_statement(journal, STATEMENT_UPDATE_CUSTOMER, error);
    if (statement == NULL || !find_run_number(journal, run, &number, error)) {
        return false;
    }
    bind_number(statement, 1, number);
    bind_number(statement, 2, (int64_t)customer->record);
    bind_number(statement, 3, customer->outcome);
    bind_issues(statement, 4, &customer->issues, &packed);
    bool done =
        packed.failed ? fail_for_memory(error) : finish_statement(journal, statement, error);
    free_buffer(&packed);
    return done;
}

static bool read_customer(struct journal *journal, sqlite3_stmt *statement, struct arena *arena,
                          struct customer_entry *customer, struct error *error)
{
    *customer =
        (struct customer_entry){.record = read_number_column(statement, 0),
                                .line = read_number_column(statement, 1),
                                .number = read_text_column(statement, 2, arena),
                                .outcome = (enum push_outcome)read_number_column(statement, 3),
                                .rule = (enum match_rule)read_number_column(statement, 4),
                                .contact = read_text_column(statement, 5, arena),
                                .account = read_text_column(statement, 6, arena)};
    if (customer->outcome >= PUSH_OUTCOME_COUNT || customer->rule >= MATCH_RULE_COUNT) {
        return fail_for_entry(journal, error);
    }
    return unpack_issues(journal, read_text_column(statement, 7, arena), arena, &customer->issues,
                         error);
}

/* Adds the findings of the customers listed, which stand in the order of their records. */
static bool join_findings(struct journal *journal, int64_t run, struct arena *arena,
                          struct customer_entry *customers, size_t count, struct error *error)
{
    sqlite3_stmt *statement = get_statement(journal, STATEMENT_LIST_FINDINGS, error);
    bool has_row = true;
    bool done = statement != NULL;
    size_t next = 0;
    if (done) {
        bind_number(statement, 1, run);
        bind_number(statement, 2, (int64_t)customers[0].record - 1);
        bind_number(statement, 3, (int64_t)customers[count - 1].record);
    }
    while (done && has_row) {
        done = take_row(journal, statement, &has_row, error);
        if (done && has_row) {
            uint64_t record = read_number_column(statement, 0);
            while (next < count && customers[next].record < record) {
                next++;
            }
            done = next == count || customers[next].record != record ||
                   unpack_issues(journal, read_text_column(statement, 1, arena), arena,
                                 &customers[next].findings, error);
        }
    }
    if (statement != NULL) {
        sqlite3_reset(statement);
    }
    return done;
}

bool list_customers(struct journal *journal, struct text run, uint64_t after, size_t limit,
                    struct arena *arena, struct customer_entry **customers, size_t *count,
                    struct error *error)
{
    int64_t number = 0;
    bool has_row = true;
    sqlite3_stmt *statement = get_statement(journal, STATEMENT_LIST_CUSTOMERS, error);
    *count = 0;
    *customers = take_from_arena(arena, (limit + 1) * sizeof **customers);
    if (*customers == NULL) {
        return fail_for_memory(error);
    }
    if (statement == NULL || !find_run_number(journal, run, &number, error)) {
        return false;
    }
    bind_number(statement, 1, number);
    bind_number(statement, 2, (int64_t)after);
    bind_number(statement, 3, (int64_t)limit);
    bool done = true;
    while (done && has_row) {
        done = take_row(journal, statement, &has_row, error);
        if (done && has_row) {
            done = read_customer(journal, statement, arena, &(*customers)[*count], error);
            ++*count;
        }
    }
    sqlite3_reset(statement);
    done =
        done && (*count == 0 || join_findings(journal, number, arena, *customers, *count, error));
    return done && (!arena->exhausted || fail_for_memory(error));
}

/* The sequence that the next change of a run gets. */
static bool find_next_sequence(struct journal *journal, int64_t run, int64_t *sequence,
                               struct error *error)
{
    bool has_row = false;
    if (journal->last_sequence < 0) {
        sqlite3_stmt *statement = get_statement(journal, STATEMENT_LAST_SEQUENCE, error);
        if (statement == NULL) {
            return false;
        }
        bind_number(statement, 1, run);
        if (!take_row(journal, statement, &has_row, error)) {
            return false;
        }
        journal->last_sequence = has_row ? (int64_t)read_number_column(statement, 0) : 0;
        sqlite3_reset(statement);
    }
    *sequence = ++journal->last_sequence;
    return true;
}

bool add_change(struct journal *journal, struct text run, struct change_entry *change,
                struct error *error)
{
    struct buffer packed = {0};
    int64_t number = 0;
    sqlite3_stmt *statement = get_statement(journal, STATEMENT_ADD_CHANGE, error);
    if (statement == NULL || !find_run_number(journal, run, &number, error) ||
        !find_next_sequence(journal, number, &change->sequence, error)) {
        return false;
    }
    for (size_t i = 0; i < change->field_count; i++) {
        pack_text(&packed, change->fields[i].name);
        pack_text(&packed, change->fields[i].old);
        pack_text(&packed, change->fields[i].new);
    }
    bind_number(statement, 1, number);
    bind_number(statement, 2, change->sequence);
    bind_number(statement, 3, (int64_t)change->record);
    bind_number(statement, 4, change->module);
    bind_number(statement, 5, change->kind);
    bind_number(statement, 6, change->state);
    bind_text(statement, 7, change->id);
    bind_text(statement, 8, change->key);
    bind_text(statement, 9, change->account);
    bind_bytes(statement, 10, view_buffer(&packed));
    bind_text(statement, 11, change->modified);
    bind_text(statement, 12, change->digest);
    bind_text(statement, 13, change->words);
    bool done =
        packed.failed ? fail_for_memory(error) : finish_statement(journal, statement, error);
    free_buffer(&packed);
    return done;
}

static bool read_fields(const struct journal *journal, struct text packed, struct arena *arena,
                        struct change_entry *change, struct error *error)
{
    size_t nuls = 0;
    for (size_t i = 0; i < packed.length; i++) {
        nuls += packed.at[i] == '\0';
    }
    change->field_count = nuls / 3;
    change->fields = take_from_arena(arena, (nuls / 3 + 1) * sizeof *change->fields);
    if (change->fields == NULL) {
        return fail_for_memory(error);
    }
    for (size_t i = 0; i < change->field_count; i++) {
        struct field_change *field = &change->fields[i];
        if (!unpack_text(&packed, &field->name) || !unpack_text(&packed, &field->old) ||
            !unpack_text(&packed, &field->new)) {
            return fail_for_entry(journal, error);
        }
    }
    return packed.length == 0 || fail_for_entry(journal, error);
}

static bool read_change(const struct journal *journal, sqlite3_stmt *statement, struct arena *arena,
                        struct change_entry *change, struct error *error)
{
    *change = (struct change_entry){.sequence = (int64_t)read_number_column(statement, 0),
                                    .record = read_number_column(statement, 1),
                                    .module = (enum crm_module)read_number_column(statement, 2),
                                    .kind = (enum change_kind)read_number_column(statement, 3),
                                    .state = (enum change_state)read_number_column(statement, 4),
                                    .id = read_text_column(statement, 5, arena),
                                    .key = read_text_column(statement, 6, arena),
                                    .account = read_text_column(statement, 7, arena),
                                    .modified = read_text_column(statement, 9, arena),
                                    .digest = read_text_column(statement, 10, arena),
                                    .words = read_text_column(statement, 11, arena)};
    if (change->module >= CRM_MODULE_COUNT || change->kind > CHANGE_DELETE ||
        change->state > CHANGE_CONFLICT) {
        return fail_for_entry(journal, error);
    }
    return read_fields(journal, read_text_column(statement, 8, arena), arena, change, error);
}

bool list_changes(struct journal *journal, struct text run, int64_t after, unsigned states,
                  size_t limit, struct arena *arena, struct change_entry **changes, size_t *count,
                  struct error *error)
{
    int64_t number = 0;
    bool has_row = true;
    sqlite3_stmt *statement = get_statement(journal, STATEMENT_LIST_CHANGES, error);
    *count = 0;
    *changes = take_from_arena(arena, (limit + 1) * sizeof **changes);
    if (*changes == NULL) {
        return fail_for_memory(error);
    }
    if (statement == NULL || !find_run_number(journal, run, &number, error)) {
        return false;
    }
    bind_number(statement, 1, number);
    bind_number(statement, 2, after);
    bind_number(statement, 3, states);
    bind_number(statement, 4, (int64_t)limit);
    bool done = true;
    while (done && has_row) {
        done = take_row(journal, statement, &has_row, error);
        if (done && has_row) {
            done = read_change(journal, statement, arena, &(*changes)[*count], error);
            ++*count;
        }
    }
    sqlite3_reset(statement);
    return done && (!arena->exhausted || fail_for_memory(error));
}

bool update_change(struct journal *journal, struct text run, const struct change_entry *change,
                   struct error *error)
{
    int64_t number = 0;
    sqlite3_stmt *statement = get_statement(journal, STATEMENT_UPDATE_CHANGE, error);
    if (statement == NULL || !find_run_number(journal, run, &number, error)) {
        return false;
    }
    bind_number(statement, 1, number);
    bind_number(statement, 2, change->sequence);
    bind_number(statement, 3, change->state);
    bind_text(statement, 4, change->id);
    bind_text(statement, 5, change->modified);
    bind_text(statement, 6, change->digest);
    bind_text(statement, 7, change->words);
    return finish_statement(journal, statement, error);
}

/* Takes the one change that a statement gives. */
static bool take_change(struct journal *journal, sqlite3_stmt *statement, struct arena *arena,
                        struct change_entry *change, bool *found, struct error *error)
{
    bool done = take_row(journal, statement, found, error) &&
                (!*found || read_change(journal, statement, arena, change, error));
    sqlite3_reset(statement);
    return done && (!arena->exhausted || fail_for_memory(error));
}

bool find_account_change(struct journal *journal, struct text run, struct text id,
                         struct arena *arena, struct change_entry *change, bool *found,
                         struct error *error)
{
    int64_t number = 0;
    sqlite3_stmt *statement = get_statement(journal, STATEMENT_FIND_CHANGE, error);
    if (statement == NULL || !find_run_number(journal, run, &number, error)) {
        return false;
    }
    bind_number(statement, 1, number);
    bind_text(statement, 2, id);
    return take_change(journal, statement, arena, change, found, error);
}

bool find_customer_change(struct journal *journal, struct text run, uint64_t record,
                          enum crm_module module, struct arena *arena, struct change_entry *change,
                          bool *found, struct error *error)
{
    int64_t number = 0;
    sqlite3_stmt *statement = get_statement(journal, STATEMENT_FIND_CHANGE_OF_RECORD, error);
    if (statement == NULL || !find_run_number(journal, run, &number, error)) {
        return false;
    }
    bind_number(statement, 1, number);
    bind_number(statement, 2, (int64_t)record);
    bind_number(statement, 3, module);
    return take_change(journal, statement, arena, change, found, error);
}

bool drop_change(struct journal *journal, struct text run, int64_t sequence, struct error *error)
{
    int64_t number = 0;
    sqlite3_stmt *statement = get_statement(journal, STATEMENT_DROP_CHANGE, error);
    if (statement == NULL || !find_run_number(journal, run, &number, error)) {
        return false;
    }
    bind_number(statement, 1, number);
    bind_number(statement, 2, sequence);
    return finish_statement(journal, statement, error);
}

bool add_finding(struct journal *journal, struct text run, uint64_t record,
                 const struct issue *issue, struct error *error)
{
    struct buffer packed = {0};
    int64_t number = 0;
    sqlite3_stmt *statement = get_statement(journal, STATEMENT_ADD_FINDING, error);
    if (statement == NULL || !find_run_number(journal, run, &number, error)) {
        return false;
    }
    pack_issue(&packed, issue);
    bind_number(statement, 1, number);
    bind_number(statement, 2, (int64_t)record);
    bind_bytes(statement, 3, view_buffer(&packed));
    bool done =
        packed.failed ? fail_for_memory(error) : finish_statement(journal, statement, error);
    free_buffer(&packed);
    return done;
}
