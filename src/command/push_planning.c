#include "command/push_planning.h"

#include "command/export.h"
#include "command/reading.h"

static bool plan_waiting(void *context, struct error *error)
{
    struct push_planning *planning = context;
    size_t count = planning->waiting_count;
    planning->waiting_count = 0;
    return count == 0 || plan_customers(&planning->plan, planning->waiting, count, error);
}

static bool commit_customer(void *context, void *made, size_t index, struct arena *arena,
                            bool *ended, struct error *error)
{
    struct push_planning *planning = context;
    struct customer *customer = (struct customer *)made + index;
    struct report *report = planning->report;
    report->counts.read++;
    if (customer->outcome == OUTCOME_CARRIED) {
        register_number(planning->registers, customer, arena);
    }
    if (arena->exhausted) {
        return fail_for_memory(error);
    }
    if (customer->outcome == OUTCOME_CARRIED) {
        planning->waiting[planning->waiting_count++] = customer;
        planning->planned++;
    }
    report->counts.rejected += customer->outcome == OUTCOME_REJECTED;
    judge_rejects(report, &planning->reject_limit, false);
    planning->last_record = customer->record->number;
    planning->is_limited = planning->limit > 0 && planning->planned >= planning->limit;
    *ended = report->stopped != NULL || planning->is_limited;
    return planning->waiting_count < SYNC_BATCH_LIMIT || plan_waiting(planning, error);
}

bool run_push_planning(struct push_planning *planning, struct error *error)
{
    planning->plan = start_plan(planning->rules, planning->registers, planning->run);
    struct reading reading = {.reader = planning->reader,
                              .make = make_customers,
                              .rules = planning->rules->customers,
                              .commit = commit_customer,
                              .end_batch = plan_waiting,
                              .context = planning,
                              .report = planning->report,
                              .jobs = planning->jobs,
                              .show_progress = planning->show_progress};
    bool done = read_records(&reading, error);
    if (done) {
        judge_rejects(planning->report, &planning->reject_limit, true);
        done = planning->report->stopped != NULL || end_plan(&planning->plan, error);
    }
    free_plan(&planning->plan);
    return done;
}
