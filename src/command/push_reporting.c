#include "command/push_reporting.h"

#include "base/buffer.h"
#include "command/export.h"
#include "command/reading.h"
#include "sync/account_match.h"

enum { PAGE = 1000, GROUP_LIMIT = 1000 };

/* What is done and only not read back yet counts as reached. */
#define UNFINISHED_STATES ((1U << CHANGE_PLANNED) | (1U << CHANGE_INTENDED))

/* The journal's customer of that record, or NULL; they are asked for in the order of the records.
 */
static bool find_entry_of(struct push_reporting *reporting, uint64_t record,
                          struct customer_entry **entry, struct error *error)
{
    *entry = NULL;
    for (;;) {
        while (reporting->entry_next < reporting->entry_count &&
               reporting->entries[reporting->entry_next].record < record) {
            reporting->entry_next++;
        }
        if (reporting->entry_next < reporting->entry_count) {
            struct customer_entry *found = &reporting->entries[reporting->entry_next];
            *entry = found->record == record ? found : NULL;
            return true;
        }
        reset_arena(&reporting->entry_arena);
        reporting->entry_next = 0;
        if (!list_customers(reporting->journal, reporting->run, record - 1, PAGE,
                            &reporting->entry_arena, &reporting->entries, &reporting->entry_count,
                            error)) {
            return false;
        }
        if (reporting->entry_count == 0) {
            return true;
        }
    }
}

/* Whether a change for the record is still to be carried out. */
static bool ask_whether_unfinished(struct push_reporting *reporting, uint64_t record,
                                   bool *is_unfinished, struct error *error)
{
    *is_unfinished = false;
    while (reporting->is_unfinished) {
        while (reporting->change_next < reporting->change_count &&
               reporting->changes[reporting->change_next].record < record) {
            reporting->change_next++;
        }
        if (reporting->change_next < reporting->change_count) {
            *is_unfinished = reporting->changes[reporting->change_next].record == record;
            return true;
        }
        reset_arena(&reporting->change_arena);
        if (reporting->change_count > 0) {
            reporting->change_after = reporting->changes[reporting->change_count - 1].sequence;
        }
        reporting->change_next = 0;
        if (!list_changes(reporting->journal, reporting->run, reporting->change_after,
                          UNFINISHED_STATES, PAGE, &reporting->change_arena, &reporting->changes,
                          &reporting->change_count, error)) {
            return false;
        }
        if (reporting->change_count == 0) {
            return true;
        }
    }
    return true;
}

/* What became of a row, as it is counted and listed. */
struct row_result {
    const struct customer *customer;
    const struct customer_entry *entry; /* NULL: the plan has none */
    bool is_unfinished;
};

static bool is_reached(const struct row_result *row)
{
    return row->entry != NULL && !row->is_unfinished;
}

static void count_row(struct push_reporting *reporting, const struct row_result *row)
{
    struct counts *counts = &reporting->report->counts;
    if (row->customer->outcome == OUTCOME_REJECTED) {
        counts->rejected++;
    } else if (row->customer->outcome == OUTCOME_SKIPPED) {
        counts->skipped++;
    } else if (!is_reached(row)) {
        counts->not_reached++;
    } else {
        uint64_t *const of_outcome[PUSH_OUTCOME_COUNT] = {[PUSH_CREATED] = &counts->created,
                                                          [PUSH_UPDATED] = &counts->updated,
                                                          [PUSH_UNCHANGED] = &counts->unchanged,
                                                          [PUSH_CONFLICT] = &counts->conflict,
                                                          [PUSH_FAILED] = &counts->failed};
        ++*of_outcome[row->entry->outcome];
        counts->carried = counts->created + counts->updated + counts->unchanged;
    }
}

/* The fields that were changed, and why a row did not go the whole way. */
static void append_words(const struct row_result *row, struct buffer *fields,
                         struct buffer *message)
{
    const struct issue_list *const lists[] = {&row->customer->issues,
                                              row->entry == NULL ? NULL : &row->entry->findings};
    for (size_t i = 0; i < 2; i++) {
        const struct issue *issue = lists[i] == NULL ? NULL : lists[i]->first;
        for (; issue != NULL; issue = issue->next) {
            enum severity severity = get_issue_kind(issue->code)->severity;
            if (severity == SEVERITY_CHANGE && issue->has_old && issue->column.length > 0) {
                size_t end = find_byte(issue->message, ',', 0);
                append_text(fields, fields->length > 0 ? TEXT("; ") : EMPTY_TEXT);
                append_text(fields, slice_text(issue->message, 0, end));
            } else if (severity == SEVERITY_ERROR || severity == SEVERITY_CONFLICT ||
                       severity == SEVERITY_FAILURE) {
                append_text(message, message->length > 0 ? TEXT("; ") : EMPTY_TEXT);
                append_text(message, issue->message);
            }
        }
    }
}

static bool write_row_result(struct push_reporting *reporting, const struct row_result *row,
                             struct error *error)
{
    const struct customer *customer = row->customer;
    const struct customer_entry *entry = row->entry;
    struct buffer fields = {0};
    struct buffer message = {0};
    const char *outcome = customer->outcome == OUTCOME_REJECTED  ? "rejected"
                          : customer->outcome == OUTCOME_SKIPPED ? "skipped"
                          : !is_reached(row)                     ? "not-reached"
                                                                 : get_outcome_name(entry->outcome);
    append_words(row, &fields, &message);
    const struct result result = {.line = customer->record->line,
                                  .record = customer->record->number,
                                  .customer = customer->number_text,
                                  .outcome = make_text(outcome),
                                  .rule = entry == NULL ? EMPTY_TEXT
                                                        : make_text(get_rule_name(entry->rule)),
                                  .contact_id = entry == NULL ? EMPTY_TEXT : entry->contact,
                                  .account_id = entry == NULL ? EMPTY_TEXT : entry->account,
                                  .fields = view_buffer(&fields),
                                  .message = view_buffer(&message)};
    bool done = fields.failed || message.failed ? fail_for_memory(error)
                                                : write_result(reporting->results, &result, error);
    free_buffer(&fields);
    free_buffer(&message);
    return done;
}

static void append_issues(struct issue_list *list, const struct issue_list *more)
{
    if (more->first == NULL) {
        return;
    }
    if (list->last == NULL) {
        list->first = more->first;
    } else {
        list->last->next = more->first;
    }
    list->last = more->last;
}

/* The reasons why a row goes to the rejects. */
static void gather_reasons(const struct row_result *row, struct arena *arena,
                           struct issue_list *reasons)
{
    const struct issue_list *const lists[] = {&row->customer->issues, &row->entry->findings};
    for (size_t i = 0; i < 2; i++) {
        for (const struct issue *issue = lists[i]->first; issue != NULL; issue = issue->next) {
            enum severity severity = get_issue_kind(issue->code)->severity;
            if (severity == SEVERITY_CONFLICT || severity == SEVERITY_FAILURE) {
                struct issue *reason = add_issue(reasons, arena, issue->code, issue->column);
                reason->message = issue->message;
            }
        }
    }
}

static bool reject_row(struct push_reporting *reporting, const struct row_result *row,
                       struct arena *arena, struct error *error)
{
    const struct customer *customer = row->customer;
    if (customer->outcome == OUTCOME_REJECTED) {
        return write_rejected_row(reporting->rejects, reporting->reader, customer->record,
                                  &customer->issues, error);
    }
    bool is_back = customer->outcome == OUTCOME_CARRIED && is_reached(row) &&
                   (row->entry->outcome == PUSH_CONFLICT || row->entry->outcome == PUSH_FAILED);
    struct issue_list reasons = {0};
    if (!is_back) {
        return true;
    }
    gather_reasons(row, arena, &reasons);
    if (reasons.first == NULL) {
        add_issue(&reasons, arena, ISSUE_NOT_WRITTEN, EMPTY_TEXT)->message =
            TEXT("the CRM did not take it");
    }
    return !arena->exhausted ? write_rejected_row(reporting->rejects, reporting->reader,
                                                  customer->record, &reasons, error)
                             : fail_for_memory(error);
}

/* What the plan has to say of a customer. */
static bool join_entry(struct push_reporting *reporting, struct customer *customer,
                       struct row_result *row, struct arena *arena, struct error *error)
{
    struct customer_entry *entry = NULL;
    bool is_new = false;
    if (reporting->is_planned &&
        !find_entry_of(reporting, customer->record->number, &entry, error)) {
        return false;
    }
    row->entry = entry;
    if (entry == NULL) {
        return true;
    }
    if (!has_account(reporting->form, customer)) {
        report_lost_values(reporting->form, customer, arena);
    } else if (entry->account.length > 0) {
        register_account(reporting->registers, customer, pack_id(entry->account), arena, &is_new);
    }
    append_issues(&customer->issues, &entry->issues);
    return ask_whether_unfinished(reporting, customer->record->number, &row->is_unfinished, error);
}

/* What the CRM has got of ClickPOS's row: by that a later push tells an old row from one that has
   changed (sync/tick.h). */
static bool remember_row(struct push_reporting *reporting, const struct row_result *row,
                         struct error *error)
{
    struct value_digests known;
    bool is_known = false;
    bool is_carried = is_reached(row) && row->entry->outcome != PUSH_CONFLICT &&
                      row->entry->outcome != PUSH_FAILED;
    if (reporting->is_dry_run || !is_carried) {
        return true;
    }
    const struct customer *customer = row->customer;
    const struct value_digests digests = digest_row(reporting->form->rules, customer->values);
    if (!find_seen_row(reporting->journal, customer->number, &known, &is_known, error)) {
        return false;
    }
    if (is_known && equal_texts(view_digests(&known), view_digests(&digests))) {
        return true;
    }
    if (reporting->remembered == 0 && !begin_group(reporting->journal, error)) {
        return false;
    }
    reporting->remembered++;
    return note_seen_row(reporting->journal, customer->number, &digests, error);
}

static bool end_remembering(struct push_reporting *reporting, struct error *error)
{
    bool is_open = reporting->remembered > 0;
    reporting->remembered = 0;
    return !is_open || commit_group(reporting->journal, error);
}

static void count_records(struct counts *counts, const struct issue_list *issues)
{
    bool is_account_updated = false;
    for (const struct issue *issue = issues->first; issue != NULL; issue = issue->next) {
        counts->contacts += issue->code == ISSUE_CREATED || issue->code == ISSUE_RECREATED;
        counts->accounts += issue->code == ISSUE_ACCOUNT_CREATED;
        is_account_updated = is_account_updated || issue->code == ISSUE_ACCOUNT_UPDATED ||
                             issue->code == ISSUE_ACCOUNT_RENAMED;
    }
    counts->accounts_updated += is_account_updated;
}

static bool commit_customer(void *context, void *made, size_t index, struct arena *arena,
                            bool *ended, struct error *error)
{
    struct push_reporting *reporting = context;
    struct customer *customer = (struct customer *)made + index;
    struct report *report = reporting->report;
    struct row_result row = {.customer = customer};
    report->counts.read++;
    if (customer->outcome == OUTCOME_CARRIED) {
        register_number(reporting->registers, customer, arena);
    }
    if (customer->outcome == OUTCOME_CARRIED &&
        !join_entry(reporting, customer, &row, arena, error)) {
        return false;
    }
    if (arena->exhausted) {
        return fail_for_memory(error);
    }
    count_filled_cells(&report->inputs[0], customer->record);
    count_row(reporting, &row);
    count_records(&report->counts, &customer->issues);
    const struct issue_place place = {.line = customer->record->line,
                                      .record = customer->record->number,
                                      .customer = customer->number_text};
    *ended = reporting->last_record > 0 && customer->record->number >= reporting->last_record;
    return remember_row(reporting, &row, error) &&
           (reporting->remembered < GROUP_LIMIT || end_remembering(reporting, error)) &&
           reject_row(reporting, &row, arena, error) && write_row_result(reporting, &row, error) &&
           record_issues(report, &place, &customer->issues, error) &&
           (row.entry == NULL || record_issues(report, &place, &row.entry->findings, error));
}

bool run_push_reporting(struct push_reporting *reporting, struct error *error)
{
    struct reading reading = {.reader = reporting->reader,
                              .make = make_customers,
                              .rules = reporting->form->rules,
                              .commit = commit_customer,
                              .context = reporting,
                              .report = reporting->report,
                              .jobs = reporting->jobs};
    bool done = read_records(&reading, error) && end_remembering(reporting, error);
    if (done) {
        reporting->report->inputs[0].line_ends = get_line_ends_name(reading.line_ends);
    }
    free_arena(&reporting->entry_arena);
    free_arena(&reporting->change_arena);
    return done;
}
