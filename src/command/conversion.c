#include "command/conversion.h"

#include "command/export.h"
#include "command/reading.h"

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

/* Settles what becomes of a customer: the registers have judged it. */
static bool settle_customer(struct conversion *conversion, struct customer *customer,
                            bool new_account, struct arena *arena, struct error *error)
{
    struct counts *counts = &conversion->report->counts;
    switch (customer->outcome) {
    case OUTCOME_CARRIED:
        return carry_customer(conversion, customer, new_account, arena, error);
    case OUTCOME_REJECTED:
        counts->rejected++;
        return write_rejected_row(conversion->rejects, conversion->reader, customer->record,
                                  &customer->issues, error);
    case OUTCOME_SKIPPED:
        counts->skipped++;
        break;
    }
    return true;
}

static bool commit_customer(void *context, void *made, size_t index, struct arena *arena,
                            bool *ended, struct error *error)
{
    struct conversion *conversion = context;
    struct customer *customer = (struct customer *)made + index;
    struct report *report = conversion->report;
    bool new_account = false;
    report->counts.read++;
    if (customer->outcome == OUTCOME_CARRIED) {
        register_customer(conversion->registers, customer, arena, &new_account);
    }
    if (arena->exhausted) {
        return fail_for_memory(error);
    }
    count_filled_cells(&report->inputs[0], customer->record);
    if (!settle_customer(conversion, customer, new_account, arena, error)) {
        return false;
    }
    if (arena->exhausted) {
        return fail_for_memory(error);
    }
    const struct issue_place place = {.line = customer->record->line,
                                      .record = customer->record->number,
                                      .customer = customer->number_text};
    judge_rejects(report, &conversion->reject_limit, false);
    *ended = report->stopped != NULL ||
             (conversion->limit > 0 && report->counts.carried >= conversion->limit);
    return record_issues(report, &place, &customer->issues, error);
}

bool run_conversion(struct conversion *conversion, struct error *error)
{
    struct reading reading = {.reader = conversion->reader,
                              .make = make_customers,
                              .rules = conversion->rules,
                              .commit = commit_customer,
                              .context = conversion,
                              .report = conversion->report,
                              .jobs = conversion->jobs,
                              .show_progress = conversion->show_progress};
    if (!read_records(&reading, error)) {
        return false;
    }
    conversion->report->inputs[0].line_ends = get_line_ends_name(reading.line_ends);
    judge_rejects(conversion->report, &conversion->reject_limit, true);
    return true;
}
