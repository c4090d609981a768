#include "command/conversion.h"

#include "base/progress.h"
#include "base/signals.h"
#include "base/unicode.h"
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

/* All that is wrong with a row, in one text: `"Mob": message; "Suburb": message`. */
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

/* Makes the batch's customers and commits them in order; *ended says that the run ends here. */
static bool convert_batch(struct conversion *conversion, struct batch *batch, bool *ended,
                          struct error *error)
{
    struct report *report = conversion->report;
    *ended = false;
    for (size_t i = 0; i < batch->count && !*ended; i++) {
        struct customer customer;
        make_customer(conversion->rules, &batch->records[i], &batch->arena, &customer);
        if (batch->arena.exhausted) {
            return fail_for_memory(error);
        }
        if (!commit_customer(conversion, &customer, &batch->arena, error)) {
            return false;
        }
        if (passes_reject_limit(&conversion->reject_limit, &report->counts, false)) {
            report->stopped = "more rows were rejected than --max-rejects allows";
        }
        *ended = report->stopped != NULL || has_reached_limit(conversion);
    }
    return true;
}

bool run_conversion(struct conversion *conversion, struct error *error)
{
    struct report *report = conversion->report;
    struct progress progress = start_progress(conversion->show_progress);
    struct batch batch = {0};
    bool ended = false;
    bool done = true;
    while (done && !ended) {
        done = read_batch(conversion->reader, &batch, error);
        if (!done || batch.count == 0) {
            break;
        }
        done = convert_batch(conversion, &batch, &ended, error);
        show_progress(&progress, report->counts.read);
        if (report->stopped == NULL && explain_signal() != NULL) {
            report->stopped = explain_signal();
            ended = true;
        }
    }
    end_progress(&progress);
    free_batch(&batch);
    free_csv_writer(&conversion->rejects);
    if (done && report->stopped == NULL &&
        passes_reject_limit(&conversion->reject_limit, &report->counts, true)) {
        report->stopped = "more rows were rejected than --max-rejects allows";
    }
    return done;
}
