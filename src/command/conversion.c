#include "command/conversion.h"

#include "base/progress.h"
#include "base/signals.h"
#include "base/unicode.h"
#include "command/customer_stream.h"
#include "csv/rejects.h"

static struct issue_place get_place(const struct customer *customer)
{
    return (struct issue_place){.line = customer->record->line,
                                .record = customer->record->number,
                                .customer = customer->number_text};
}

static bool record_issues(struct conversion *conversion, const struct customer *customer,
                          struct error *error)
{
    const struct issue_place place = get_place(customer);
    for (const struct issue *issue = customer->issues.first; issue != NULL; issue = issue->next) {
        if (!record_issue(conversion->report, &place, issue, error)) {
            return false;
        }
    }
    return true;
}

static bool begin_rejects_file(struct conversion *conversion, struct error *error)
{
    struct output *output = open_output(conversion->outputs, conversion->rejects_path,
                                        conversion->overwrite_rejects, error);
    if (output == NULL) {
        return false;
    }
    conversion->rejects.out = output->stream;
    begin_rejects(&conversion->rejects, get_dialect(conversion->reader)->header);
    return true;
}

/* All that is wrong with a row, in one text: "Mob: message; Suburb: message". */
static void append_reason(struct buffer *out, const struct issue_list *issues)
{
    for (const struct issue *issue = issues->first; issue != NULL; issue = issue->next) {
        if (issue->column.length > 0) {
            append_visible(out, issue->column, issue->column.length);
            append_text(out, TEXT(": "));
        }
        append_text(out, issue->message);
        if (issue->next != NULL) {
            append_text(out, TEXT("; "));
        }
    }
}

static bool reject_customer(struct conversion *conversion, const struct customer *customer,
                            struct error *error)
{
    conversion->report->counts.rejected++;
    if (conversion->rejects_path == NULL) {
        return true;
    }
    if (conversion->rejects.out == NULL && !begin_rejects_file(conversion, error)) {
        return false;
    }
    struct buffer reason = {0};
    append_reason(&reason, &customer->issues);
    write_reject(&conversion->rejects, customer->record,
                 make_text(get_issue_kind(customer->issues.first->code)->name),
                 view_buffer(&reason));
    bool failed = reason.failed || conversion->rejects.record.failed;
    free_buffer(&reason);
    return failed ? fail_for_memory(error) : true;
}

static bool carry_customer(struct conversion *conversion, struct customer *customer,
                           bool new_account, struct arena *arena, struct error *error)
{
    struct counts *counts = &conversion->report->counts;
    if (new_account && has_account(conversion->form, customer)) {
        if (!write_sugar_record(conversion->files[MODULE_ACCOUNTS], customer, arena, error)) {
            return false;
        }
        counts->accounts++;
    }
    if (!write_sugar_record(conversion->files[MODULE_CONTACTS], customer, arena, error)) {
        return false;
    }
    counts->contacts++;
    counts->carried++;
    return true;
}

/* Counts the record's cells that are not blank. */
static void count_filled(struct report_input *input, const struct record *record)
{
    for (size_t i = 0; i < input->column_count && i < record->cell_count; i++) {
        struct text cell = record->cells[i];
        input->columns[i].filled += cell.length > 0 && ((unsigned char)cell.at[0] > ' ' ||
                                                        trim_white_space(cell).length > 0);
    }
}

static bool commit_customer(struct conversion *conversion, struct customer *customer,
                            struct arena *arena, struct error *error)
{
    struct counts *counts = &conversion->report->counts;
    bool new_account = false;
    counts->read++;
    if (customer->outcome == OUTCOME_CARRIED) {
        register_customer(conversion->registers, customer, arena, &new_account);
    }
    if (arena->exhausted) {
        return fail_for_memory(error);
    }
    if (customer->record->fault == RECORD_SOUND) {
        count_filled(&conversion->report->inputs[0], customer->record);
    }
    bool done = true;
    switch (customer->outcome) {
    case OUTCOME_CARRIED:
        done = carry_customer(conversion, customer, new_account, arena, error);
        break;
    case OUTCOME_REJECTED:
        done = reject_customer(conversion, customer, error);
        break;
    case OUTCOME_SKIPPED:
        counts->skipped++;
        break;
    }
    if (arena->exhausted) {
        return fail_for_memory(error);
    }
    return done && record_issues(conversion, customer, error);
}

static bool has_reached_limit(const struct conversion *conversion)
{
    return conversion->limit > 0 && conversion->report->counts.carried >= conversion->limit;
}

static void judge_rejects(struct conversion *conversion, bool at_end)
{
    struct report *report = conversion->report;
    if (report->stopped == NULL &&
        passes_reject_limit(&conversion->reject_limit, &report->counts, at_end)) {
        report->stopped = "more rows were rejected than --max-rejects allows";
    }
}

/* Commits the customers of a batch in order; *ended says that the run ends here. */
static bool commit_batch(struct conversion *conversion, struct customer_batch *customers,
                         bool *ended, struct error *error)
{
    struct report *report = conversion->report;
    struct batch *batch = &customers->batch;
    for (size_t i = 0; i < batch->count && !*ended; i++) {
        if (!commit_customer(conversion, &customers->customers[i], &batch->arena, error)) {
            return false;
        }
        judge_rejects(conversion, false);
        *ended = report->stopped != NULL || has_reached_limit(conversion);
    }
    return true;
}

static bool commit_stream(struct conversion *conversion, struct customer_stream *stream,
                          struct progress *progress, struct error *error)
{
    struct report *report = conversion->report;
    bool ended = false;
    while (!ended) {
        struct customer_batch *batch = read_customers(stream, error);
        if (batch == NULL && error->kind == ERROR_STOPPED) {
            report->stopped = explain_signal();
            return true;
        }
        if (batch == NULL || !commit_batch(conversion, batch, &ended, error)) {
            return false;
        }
        conversion->line_ends = batch->batch.line_ends;
        ended = ended || batch->batch.count == 0;
        show_progress(progress, report->counts.read);
        if (report->stopped == NULL && explain_signal() != NULL) {
            report->stopped = explain_signal();
            ended = true;
        }
    }
    return true;
}

bool run_conversion(struct conversion *conversion, struct error *error)
{
    struct customer_stream *stream =
        open_customer_stream(conversion->reader, conversion->rules, conversion->jobs, error);
    if (stream == NULL) {
        return false;
    }
    struct progress progress = start_progress(conversion->show_progress);
    bool done = commit_stream(conversion, stream, &progress, error);
    end_progress(&progress);
    close_customer_stream(stream);
    free_csv_writer(&conversion->rejects);
    judge_rejects(conversion, true);
    return done;
}
