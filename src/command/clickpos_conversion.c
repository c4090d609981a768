#include "command/clickpos_conversion.h"

#include "base/files.h"
#include "command/reading.h"

static void *make_accounts(const void *rules, struct batch *batch)
{
    struct account *accounts = take_from_arena(&batch->arena, batch->count * sizeof *accounts);
    for (size_t i = 0; accounts != NULL && i < batch->count; i++) {
        make_account(rules, &batch->records[i], &batch->arena, &accounts[i]);
    }
    return accounts;
}

static void *make_contacts(const void *rules, struct batch *batch)
{
    struct contact *contacts = take_from_arena(&batch->arena, batch->count * sizeof *contacts);
    for (size_t i = 0; contacts != NULL && i < batch->count; i++) {
        make_contact(rules, &batch->records[i], &batch->arena, &contacts[i]);
    }
    return contacts;
}

/* In a list of the CRM's a record's place is its number. */
static void count_lines(struct batch *batch)
{
    for (size_t i = 0; i < batch->count; i++) {
        batch->records[i].line = batch->records[i].number;
    }
}

static void *make_listed_accounts(const void *rules, struct batch *batch)
{
    count_lines(batch);
    return make_accounts(rules, batch);
}

static void *make_listed_contacts(const void *rules, struct batch *batch)
{
    count_lines(batch);
    return make_contacts(rules, batch);
}

static struct issue_place get_place(enum module module, const struct record *record,
                                    struct text customer)
{
    return (struct issue_place){
        .input = module, .line = record->line, .record = record->number, .customer = customer};
}

/* The cell of a column; empty if the record, or the file, has none. */
static struct text get_cell_at(const struct record *record, size_t column)
{
    return column < record->cell_count ? record->cells[column] : EMPTY_TEXT;
}

/* Puts `Ada Brook (ID): ` in front of what is said of a record that nobody finds by its line. */
static void name_record(const struct clickpos_conversion *conversion, enum module module,
                        const struct record *record, const struct issue_list *issues,
                        struct arena *arena)
{
    const struct crm_columns *columns = &conversion->inputs->columns[module];
    const int *rows = conversion->inputs->mapping->role_rows;
    enum role names[] = {module == MODULE_CONTACTS ? ROLE_FIRST_NAME : ROLE_COMPANY,
                         ROLE_LAST_NAME};
    struct text name = EMPTY_TEXT;
    for (size_t i = 0; i < (module == MODULE_CONTACTS ? 2 : 1); i++) {
        struct text part = rows[names[i]] == NO_ROW
                               ? EMPTY_TEXT
                               : get_cell_at(record, columns->columns.of_row[rows[names[i]]]);
        const struct text parts[] = {name, name.length > 0 ? TEXT(" ") : EMPTY_TEXT, part};
        name = part.length == 0 ? name : join_in_arena(arena, parts, 3);
    }
    for (struct issue *issue = issues->first; issue != NULL; issue = issue->next) {
        const struct text parts[] = {name, name.length > 0 ? TEXT(" (") : TEXT("("),
                                     get_cell_at(record, columns->of_link[LINK_ID]), TEXT("): "),
                                     issue->message};
        issue->message = join_in_arena(arena, parts, sizeof parts / sizeof parts[0]);
    }
}

static bool commit_account(void *context, void *made, size_t index, struct arena *arena,
                           bool *ended, struct error *error)
{
    struct clickpos_conversion *conversion = context;
    struct account *account = (struct account *)made + index;
    struct report *report = conversion->report;
    const struct issue_place place = get_place(MODULE_ACCOUNTS, account->record, EMPTY_TEXT);
    *ended = false;
    if (account->outcome == OUTCOME_CARRIED) {
        store_account(&conversion->accounts, account, arena);
    }
    if (conversion->is_listing) {
        name_record(conversion, MODULE_ACCOUNTS, account->record, &account->issues, arena);
    }
    if (arena->exhausted) {
        return fail_for_memory(error);
    }
    report->counts.accounts += account->outcome == OUTCOME_CARRIED;
    report->counts.rejected_accounts += account->outcome == OUTCOME_REJECTED;
    count_filled_cells(&report->inputs[MODULE_ACCOUNTS], account->record);
    return record_issues(report, &place, &account->issues, error);
}

/* The first reading of the contacts: only to know them all. */
static bool enter_made_contact(void *context, void *made, size_t index, struct arena *arena,
                               bool *ended, struct error *error)
{
    struct clickpos_conversion *conversion = context;
    const struct contact *contact = (const struct contact *)made + index;
    (void)arena;
    *ended = false;
    return contact->customer.outcome != OUTCOME_CARRIED ||
           enter_contact(&conversion->contacts, contact) || fail_for_memory(error);
}

static bool carry_contact(struct clickpos_conversion *conversion, struct contact *contact,
                          struct arena *arena, struct error *error)
{
    struct counts *counts = &conversion->report->counts;
    if (!write_clickpos_record(conversion->file, &contact->customer, &conversion->rules.crm.values,
                               arena, error)) {
        return false;
    }
    counts->carried++;
    counts->contacts++;
    counts->new_customers += contact->customer.number == 0;
    return true;
}

/* Settles what becomes of a contact: the register has judged it. */
static bool settle_contact(struct clickpos_conversion *conversion, struct contact *contact,
                           struct arena *arena, struct error *error)
{
    struct counts *counts = &conversion->report->counts;
    struct customer *customer = &contact->customer;
    switch (customer->outcome) {
    case OUTCOME_CARRIED:
        return carry_contact(conversion, contact, arena, error);
    case OUTCOME_REJECTED:
        counts->rejected++;
        return write_rejected_row(conversion->rejects,
                                  conversion->inputs->inputs[MODULE_CONTACTS].reader,
                                  customer->record, &customer->issues, error);
    case OUTCOME_SKIPPED:
        counts->skipped++;
        break;
    }
    return true;
}

/* The register's judgement, and that of --select behind it. */
static bool judge_contact(struct clickpos_conversion *conversion, struct contact *contact,
                          struct arena *arena, struct error *error)
{
    struct customer *customer = &contact->customer;
    if (customer->outcome != OUTCOME_CARRIED) {
        return true;
    }
    if (!judge_contact_again(&conversion->contacts, contact, arena)) {
        return fail(error, ERROR_INPUT,
                    "%s changed while it was being read: line %llu is not what it was; run again",
                    name_path(conversion->inputs->inputs[MODULE_CONTACTS].path),
                    (unsigned long long)customer->record->line);
    }
    if (!contact->is_selected) {
        customer->outcome = OUTCOME_SKIPPED;
        customer->issues = (struct issue_list){0};
        conversion->report->counts.not_selected++;
    }
    return true;
}

static bool commit_contact(void *context, void *made, size_t index, struct arena *arena,
                           bool *ended, struct error *error)
{
    struct clickpos_conversion *conversion = context;
    struct contact *contact = (struct contact *)made + index;
    struct report *report = conversion->report;
    report->counts.read++;
    if (contact->account != NULL) {
        mark_account(contact->account);
    }
    if (!judge_contact(conversion, contact, arena, error) ||
        (conversion->judge != NULL && contact->customer.outcome == OUTCOME_CARRIED &&
         !conversion->judge(conversion->context, contact, arena, error))) {
        return false;
    }
    count_filled_cells(&report->inputs[MODULE_CONTACTS], contact->customer.record);
    if (!settle_contact(conversion, contact, arena, error)) {
        return false;
    }
    if (conversion->is_listing) {
        name_record(conversion, MODULE_CONTACTS, contact->customer.record,
                    &contact->customer.issues, arena);
    }
    if (arena->exhausted) {
        return fail_for_memory(error);
    }
    const struct issue_place place =
        get_place(MODULE_CONTACTS, contact->customer.record, contact->customer.number_text);
    judge_rejects(report, &conversion->reject_limit, false);
    *ended = report->stopped != NULL ||
             (conversion->limit > 0 && report->counts.carried >= conversion->limit);
    return record_issues(report, &place, &contact->customer.issues, error);
}

static struct reading plan_reading(struct clickpos_conversion *conversion, enum module module)
{
    return (struct reading){.reader = conversion->inputs->inputs[module].reader,
                            .context = conversion,
                            .report = conversion->report,
                            .jobs = conversion->jobs,
                            .show_progress = conversion->show_progress};
}

static bool read_accounts(struct clickpos_conversion *conversion, struct error *error)
{
    struct reading reading = plan_reading(conversion, MODULE_ACCOUNTS);
    reading.make = conversion->is_listing ? make_listed_accounts : make_accounts;
    reading.rules = &conversion->inputs->rules[MODULE_ACCOUNTS];
    reading.commit = commit_account;
    if (!read_records(&reading, error)) {
        return false;
    }
    conversion->report->inputs[MODULE_ACCOUNTS].line_ends = get_line_ends_name(reading.line_ends);
    return true;
}

static bool read_contacts(struct clickpos_conversion *conversion, record_committer *commit,
                          uint64_t *record_count, struct error *error)
{
    struct reading reading = plan_reading(conversion, MODULE_CONTACTS);
    reading.make = conversion->is_listing ? make_listed_contacts : make_contacts;
    reading.rules = &conversion->rules;
    reading.commit = commit;
    if (!read_records(&reading, error)) {
        return false;
    }
    conversion->report->inputs[MODULE_CONTACTS].line_ends = get_line_ends_name(reading.line_ends);
    *record_count = reading.record_count;
    return true;
}

static bool read_contacts_twice(struct clickpos_conversion *conversion, struct error *error)
{
    struct report *report = conversion->report;
    const struct input *input = &conversion->inputs->inputs[MODULE_CONTACTS];
    uint64_t entered = 0;
    uint64_t committed = 0;
    if (!read_contacts(conversion, enter_made_contact, &entered, error)) {
        return false;
    }
    if (report->stopped != NULL) {
        return true;
    }
    if (!rewind_reader(input->reader, error) ||
        !read_contacts(conversion, commit_contact, &committed, error)) {
        return false;
    }
    bool is_whole = report->stopped == NULL && conversion->limit == 0;
    return !is_whole || entered == committed ||
           fail(error, ERROR_INPUT,
                "%s changed while it was being read: it had %llu records and now has %llu; run "
                "again",
                name_path(input->path), (unsigned long long)entered, (unsigned long long)committed);
}

/* A walk over the accounts that no contact has. */
struct unused_walk {
    struct clickpos_conversion *conversion;
    struct account_walk walk;
    struct arena arena;
};

static bool give_unused_account(void *context, struct issue_place *place, struct issue *issue)
{
    struct unused_walk *unused = context;
    const struct account_store *store = &unused->conversion->accounts;
    reset_arena(&unused->arena);
    const struct packed_account *account =
        find_unused_account(store, &unused->walk, &unused->arena);
    if (account == NULL) {
        return false;
    }
    const struct mapping *mapping = store->mapping;
    struct text *values = take_from_arena(&unused->arena, mapping->count * sizeof *values);
    if (values == NULL) {
        return false;
    }
    struct stored_account stored = unpack_account(store, account, &unused->arena, values);
    *place = (struct issue_place){.line = stored.line, .record = stored.record};
    *issue = (struct issue){.code = ISSUE_UNUSED_ACCOUNT,
                            .old = values[mapping->role_rows[ROLE_COMPANY]],
                            .has_old = true,
                            .message = TEXT("no contact of the file has this account; it was not "
                                            "carried")};
    unused->conversion->report->counts.unused_accounts++;
    return true;
}

/* Whether the file has all the contacts that the accounts may belong to. */
static bool knows_all_contacts(const struct clickpos_conversion *conversion)
{
    const struct reader *contacts = conversion->inputs->inputs[MODULE_CONTACTS].reader;
    return conversion->report->stopped == NULL && conversion->limit == 0 &&
           conversion->selection == SELECT_ALL && !get_dialect(contacts)->is_rejects_file;
}

/* Names the accounts that no contact has. */
static bool report_unused_accounts(struct clickpos_conversion *conversion, struct error *error)
{
    bool is_known = has_accounts(conversion->inputs) && knows_all_contacts(conversion);
    struct unused_walk unused = {.conversion = conversion};
    bool done = !is_known || merge_issues(conversion->report, MODULE_ACCOUNTS, give_unused_account,
                                          &unused, error);
    bool failed = unused.arena.exhausted;
    free_arena(&unused.arena);
    return done && (!failed || fail_for_memory(error));
}

bool run_clickpos_conversion(struct clickpos_conversion *conversion, struct error *error)
{
    const struct clickpos_inputs *inputs = conversion->inputs;
    struct report *report = conversion->report;
    bool with_accounts = has_accounts(inputs);
    conversion->accounts = start_account_store(inputs);
    conversion->contacts = start_contact_register(&inputs->rules[MODULE_CONTACTS].values);
    conversion->contacts.is_listing = conversion->is_listing;
    conversion->rules =
        (struct contact_rules){.crm = inputs->rules[MODULE_CONTACTS],
                               .accounts = with_accounts ? &conversion->accounts : NULL,
                               .selection = conversion->selection};
    if (with_accounts && !read_accounts(conversion, error)) {
        return false;
    }
    if (report->stopped == NULL && !read_contacts_twice(conversion, error)) {
        return false;
    }
    judge_rejects(report, &conversion->reject_limit, true);
    return report_unused_accounts(conversion, error);
}

void free_clickpos_conversion(struct clickpos_conversion *conversion)
{
    free_account_store(&conversion->accounts);
    free_contact_register(&conversion->contacts);
}
