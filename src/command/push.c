#include "base/files.h"
#include "base/progress.h"
#include "base/signals.h"
#include "base/unicode.h"
#include "command/command.h"
#include "command/crm_fields.h"
#include "command/crm_place.h"
#include "command/export.h"
#include "command/push_planning.h"
#include "command/push_reporting.h"
#include "command/push_run.h"
#include "command/report_files.h"
#include "command/side_places.h"
#include "command/trace_file.h"
#include "report/summary.h"
#include "sync/plan_file.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

/* A run: all that lives from the command line to the exit status. */
struct run {
    struct push_choices choices;
    struct push_facts facts;
    char sha256[FILE_DIGEST_SIZE];
    struct export export;
    struct sugar_form form;
    struct crm_place place;
    FILE *trace;
    struct crm crm;
    struct crm_fields fields;
    struct push_rules push_rules;
    struct application application;
    struct push_run push;
    char rejects_path[PATH_LIMIT];
    struct reject_file rejects;
    struct results_file results;
    struct outputs side_outputs; /* reports, then results, the plan and rejects */
    struct output *plan_output;
    struct report report;
    struct progress progress;
    bool is_planned;
    bool is_read; /* at least one record was, so that there is something to report */
    bool is_unfinished;
    uint64_t last_record;
    struct error halt; /* why the CRM could not be used to the end */
    struct arena arena;
};

static bool open_input(struct run *run, struct error *error)
{
    const struct push_options *chosen = &run->choices.options;
    const struct export_options options = {.path = run->choices.input,
                                           .delimiter = run->choices.delimiter,
                                           .site = chosen->site,
                                           .cut_too_long = chosen->too_long == 1,
                                           .is_read_twice = true};
    run->form = (struct sugar_form){.rules = &run->export.rules,
                                    .no_company = (enum no_company)chosen->no_company};
    if (!digest_file(run->choices.input, run->sha256, error) ||
        !open_export(&run->export, &options, &chosen->common, &run->arena, error)) {
        return false;
    }
    lay_out_files(&run->form);
    return true;
}

static bool begin_report(struct run *run, struct error *error)
{
    run->report.command = "push";
    run->report.direction = REPORT_PUSH;
    run->report.dry_run = run->choices.options.common.dry_run;
    run->report.verbose = run->choices.options.verbose;
    return describe_export(&run->report, &run->export, &run->arena, error);
}

/* Rejects go beside the export; a dry run writes none unasked. */
static bool choose_rejects_path(struct run *run, struct error *error)
{
    const struct common_options *common = &run->choices.options.common;
    const char *input = run->choices.input;
    run->rejects.path = common->rejects;
    if (common->rejects != NULL || common->dry_run) {
        return true;
    }
    run->rejects.path = run->rejects_path;
    return name_reject_file(run->rejects_path,
                            is_standard_input(input) || is_system_path(input) ? "stdin" : input,
                            error);
}

/* An output of the run's own that stands beside reports and rejects. */
static bool check_own_output(struct run *run, const char *path, const char *const *others,
                             size_t count, struct error *error)
{
    const struct common_options *common = &run->choices.options.common;
    const char *const inputs[] = {run->choices.input, common->mapping, run->choices.options.plan,
                                  run->choices.options.state};
    const struct run_places places = {.inputs = inputs,
                                      .input_count = sizeof inputs / sizeof inputs[0],
                                      .output = path,
                                      .rejects = run->rejects.path};
    if (path != NULL && is_standard_input(path)) {
        return fail(error, ERROR_USAGE,
                    "only --rejects and reports' own files are written; name "
                    "a file instead of \"-\"");
    }
    for (size_t i = 0; path != NULL && i < count; i++) {
        if (others[i] != NULL && is_same_place(path, others[i])) {
            return fail(error, ERROR_USAGE, "%s is named for two outputs", path);
        }
    }
    return check_side_places(common, &places, error) && keep_crm_files(&run->place, path, error);
}

static bool open_outputs(struct run *run, struct error *error)
{
    const struct push_options *chosen = &run->choices.options;
    const struct common_options *common = &chosen->common;
    run->rejects = (struct reject_file){.overwrite = common->force, .outputs = &run->side_outputs};
    run->results = (struct results_file){
        .path = chosen->results, .overwrite = common->force, .outputs = &run->side_outputs};
    const char *const others[] = {chosen->access.trace, chosen->plan_out};
    if (!choose_rejects_path(run, error) ||
        !check_own_output(run, chosen->results, others, 2, error) ||
        !check_own_output(run, chosen->plan_out, others, 1, error) ||
        !open_report_files(common, &run->side_outputs, error)) {
        return false;
    }
    for (size_t i = 0; i < common->reports.count; i++) {
        if (!keep_crm_files(&run->place, common->reports.items[i], error)) {
            return false;
        }
    }
    if (!open_results_file(&run->results, error)) {
        return false;
    }
    if (chosen->plan_out != NULL) {
        run->plan_output = open_output(&run->side_outputs, chosen->plan_out, common->force, error);
        if (run->plan_output == NULL) {
            return false;
        }
    }
    return open_report(&run->report, NULL, error);
}

static bool find_owner(struct run *run, struct error *error)
{
    const char *name = run->choices.options.assign;
    run->push_rules.assigned_user = EMPTY_TEXT;
    if (name == NULL) {
        return true;
    }
    return find_user(&run->crm, make_text(name), &run->arena, &run->push_rules.assigned_user,
                     error) &&
           (run->push_rules.assigned_user.length > 0 ||
            fail(error, ERROR_USAGE, "the CRM has no user called \"%.60s\" for --assign", name));
}

static bool open_connection(struct run *run, struct error *error)
{
    enum { USUAL_CONNECTIONS = 2 };
    const struct push_options *chosen = &run->choices.options;
    unsigned *connections = &run->place.http.connections;
    *connections = chosen->connections > 0 ? (unsigned)chosen->connections
                   : *connections > 0      ? *connections
                                           : USUAL_CONNECTIONS;
    if (run->trace != NULL) {
        *connections = 1; /* a trace of more would have to number its exchanges */
    }
    if (!enter_crm(&run->place, run->trace, &run->crm, error) ||
        !find_crm_fields(&run->crm, &run->form, &run->arena, &run->fields, error)) {
        return false;
    }
    run->report.crm = describe_place(&run->place, &run->crm, &run->arena);
    run->push_rules = (struct push_rules){.customers = &run->export.rules,
                                          .fields = &run->fields.records,
                                          .crm = &run->crm,
                                          .no_company = run->form.no_company,
                                          .clears_blanks = chosen->blanks == 1,
                                          .recreates_deleted = chosen->recreate_deleted};
    return find_owner(run, error);
}

static void show_changes(void *context, uint64_t changes)
{
    struct run *run = context;
    show_progress(&run->progress, changes);
}

static bool open_push_state(struct run *run, struct error *error)
{
    const struct push_options *chosen = &run->choices.options;
    run->facts.url = run->place.url;
    run->facts.crm = chosen->access.crm;
    run->facts.file = run->choices.input;
    run->facts.sha256 = run->sha256;
    run->facts.plan = EMPTY_TEXT;
    if (!describe_push_options(&run->choices, &run->fields.records, &run->arena,
                               &run->facts.options, error) ||
        !open_push_run(&run->push, &run->choices, &run->facts, error)) {
        return false;
    }
    run->push_rules.journal = run->push.state.journal;
    run->application = (struct application){.crm = &run->crm,
                                            .journal = run->push.state.journal,
                                            .fields = &run->fields.records,
                                            .rules = &run->export.rules,
                                            .connections = run->place.http.connections,
                                            .show = show_changes,
                                            .context = run};
    return true;
}

static void tell_how_to_go_on(struct run *run)
{
    struct text go_on = run->facts.go_on;
    run->report.go_on = print_to_arena(&run->arena, "%.*s", (int)go_on.length, go_on.at).at;
}

/* Reads the export for the first time and makes the plan. */
static bool make_plan(struct run *run, struct error *error)
{
    const struct push_options *chosen = &run->choices.options;
    struct registers registers =
        start_registers(&run->export.rules, (enum on_duplicate)chosen->on_duplicate);
    struct report *counting = calloc(1, sizeof *counting);
    if (counting == NULL) {
        free_registers(&registers);
        return fail_for_memory(error);
    }
    struct push_planning planning = {.reader = run->export.input.reader,
                                     .rules = &run->push_rules,
                                     .registers = &registers,
                                     .run = run->push.entry.id,
                                     .report = counting,
                                     .reject_limit = run->choices.reject_limit,
                                     .limit = chosen->common.limit,
                                     .jobs = choose_jobs(chosen->common.jobs),
                                     .show_progress = decide_on_terminal(chosen->common.progress) &&
                                                      !chosen->common.quiet};
    bool done = run_push_planning(&planning, error);
    if (!done && error->kind == ERROR_STOPPED && explain_signal() != NULL) {
        *error = (struct error){0};
        counting->stopped = explain_signal();
        done = true;
    }
    if (done) {
        run->report.stopped = counting->stopped;
        run->is_planned = counting->stopped == NULL;
        bool is_whole = run->is_planned && !planning.is_limited;
        run->last_record = is_whole ? 0 : planning.last_record;
        run->is_read = planning.last_record > 0;
    }
    free_registers(&registers);
    free(counting);
    if (done && explain_signal() != NULL) {
        tell_how_to_go_on(run);
        acknowledge_signal(); /* or nothing could be read for the report */
    }
    return done && rewind_reader(run->export.input.reader, error);
}

/* The plan that was approved stands in a file. */
static bool load_plan(struct run *run, struct error *error)
{
    const char *path = run->choices.options.plan;
    struct plan_file plan = {0};
    bool done = read_plan_file(path, &run->push.entry, run->push.state.journal, &plan, error);
    run->is_planned = done;
    run->is_read = true;
    run->last_record = plan.last_record;
    return done;
}

static bool plan_run(struct run *run, struct error *error)
{
    struct run_entry *entry = &run->push.entry;
    bool is_from_file = run->choices.options.plan != NULL;
    if (is_from_file && !find_applied_plan(run->choices.options.plan, run->push.state.journal,
                                           &run->arena, &run->facts.plan, error)) {
        return false;
    }
    if (!choose_push_run(&run->push, &run->choices, &run->facts, &run->application, error)) {
        return false;
    }
    run->application.run = entry->id;
    run->report.run = print_to_arena(&run->arena, "%.*s", (int)entry->id.length, entry->id.at).at;
    if (run->push.goes_on) {
        run->is_planned = true;
        run->is_read = true;
        run->last_record = entry->last_record;
        return true;
    }
    if (!(is_from_file ? load_plan(run, error) : make_plan(run, error)) || !run->is_planned) {
        return run->report.stopped != NULL && error->kind == ERROR_NONE;
    }
    entry->state = RUN_PLANNED;
    entry->last_record = run->last_record;
    return update_run(run->push.state.journal, entry, error);
}

/* Carries the plan out. That the CRM cannot be used any more ends the run early, not at once. */
static bool carry_out_plan(struct run *run, struct error *error)
{
    const struct common_options *common = &run->choices.options.common;
    if (!run->is_planned || common->dry_run) {
        return true;
    }
    run->progress = start_progress(decide_on_terminal(common->progress) && !common->quiet);
    bool done = apply_run(&run->application, error);
    end_progress(&run->progress);
    if (done) {
        return true;
    }
    if (error->kind != ERROR_STOPPED && error->kind != ERROR_CRM) {
        return false;
    }
    run->halt = *error;
    *error = (struct error){0};
    if (explain_signal() != NULL) {
        run->halt.kind = ERROR_NONE;
        fail(&run->halt, ERROR_STOPPED, "%s", explain_signal());
    }
    run->is_unfinished = true;
    run->report.stopped = run->halt.message;
    tell_how_to_go_on(run);
    return true;
}

static bool report_rows(struct run *run, struct error *error)
{
    const struct push_options *chosen = &run->choices.options;
    struct registers registers =
        start_registers(&run->export.rules, (enum on_duplicate)chosen->on_duplicate);
    struct push_reporting reporting = {.reader = run->export.input.reader,
                                       .form = &run->form,
                                       .registers = &registers,
                                       .journal = run->push.state.journal,
                                       .run = run->push.entry.id,
                                       .is_planned = run->is_planned,
                                       .is_unfinished = run->is_unfinished,
                                       .is_dry_run = chosen->common.dry_run,
                                       .last_record = run->last_record,
                                       .report = &run->report,
                                       .rejects = &run->rejects,
                                       .results = &run->results,
                                       .jobs = choose_jobs(chosen->common.jobs)};
    acknowledge_signal();
    bool done = !run->is_read || run_push_reporting(&reporting, error);
    free_registers(&registers);
    return done;
}

static bool write_plan(struct run *run, struct error *error)
{
    return run->plan_output == NULL || !run->is_planned ||
           write_plan_file(run->plan_output->stream, run->push.state.journal, &run->push.entry,
                           error);
}

/* Enters in the journal how the run has ended. */
static bool end_run(struct run *run, struct error *error)
{
    const struct counts *counts = &run->report.counts;
    struct run_entry *entry = &run->push.entry;
    if (!run->is_planned) {
        return drop_unplanned_runs(run->push.state.journal, error);
    }
    entry->state = run->is_unfinished ? RUN_PLANNED : RUN_DONE;
    entry->ended = (int64_t)time(NULL);
    entry->counts = (struct run_counts){.created = counts->created,
                                        .updated = counts->updated,
                                        .unchanged = counts->unchanged,
                                        .conflict = counts->conflict,
                                        .failed = counts->failed,
                                        .rejected = counts->rejected,
                                        .skipped = counts->skipped};
    return update_run(run->push.state.journal, entry, error);
}

static bool finish_run(struct run *run, struct error *error)
{
    return check_counts(&run->report.counts, error) && write_plan(run, error) &&
           end_run(run, error) &&
           write_report_files(&run->report, run->choices.options.common.reports.count,
                              &run->side_outputs, error) &&
           place_outputs(&run->side_outputs, error) &&
           remove_old_rejects(&run->rejects, run->rejects.path, error);
}

static bool run_stages(struct run *run, struct error *error)
{
    const struct push_options *chosen = &run->choices.options;
    return find_crm(&run->place, &chosen->access, error) && open_input(run, error) &&
           open_outputs(run, error) && begin_report(run, error) &&
           open_trace_file(chosen->access.trace, chosen->common.force, &run->trace, error) &&
           open_connection(run, error) && open_push_state(run, error) && plan_run(run, error) &&
           carry_out_plan(run, error) && report_rows(run, error) && finish_run(run, error);
}

static void print_summary(struct run *run)
{
    const struct common_options *common = &run->choices.options.common;
    if (!wants_summary(common, &run->report)) {
        return;
    }
    struct report_file files[FILE_LIST_LIMIT];
    size_t count = list_side_files(&run->side_outputs, common, &run->report, &run->arena, files, 0);
    write_summary(&run->report, files, count, decide_on_terminal(common->color), stderr);
}

static void free_run(struct run *run)
{
    close_crm(&run->crm);
    close_push_run(&run->push);
    close_report(&run->report);
    free_reject_file(&run->rejects);
    free_results_file(&run->results);
    discard_outputs(&run->side_outputs);
    close_export(&run->export);
    forget_crm(&run->place);
    free_arena(&run->arena);
    free_common_options(&run->choices.options.common);
    free(run);
}

/* The status of a run that came to its end, or whose CRM did not let it. */
static int choose_end(struct run *run)
{
    return run->halt.kind == ERROR_CRM ? report_error(&run->halt) : choose_status(&run->report);
}

int run_push(int argc, char **argv)
{
    struct error error = {0};
    struct run *run = calloc(1, sizeof *run);
    if (run == NULL) {
        fail_for_memory(&error);
        return report_error(&error);
    }
    bool help = false;
    int status = EXIT_DONE;
    run->push.state = NO_STATE;
    catch_signals();
    bool done = read_push_options(argc, argv, &run->choices, &help, &error);
    if (done && !help) {
        run->facts.go_on =
            quote_command(argc, argv, run->choices.options.common.force, &run->arena);
        done = run_stages(run, &error);
    }
    const char *trace = run->choices.options.access.trace;
    struct error unwritten = {0};
    if (!close_trace_file(trace, run->trace, &unwritten) && done) {
        error = unwritten;
        done = false;
    }
    if (!done) {
        /* A run of a timer that meets another one comes again by itself. */
        bool is_silent = run->push.state.is_busy && run->choices.options.common.quiet;
        status = is_silent ? EXIT_STOPPED : report_error(&error);
    } else if (help) {
        print_command_help(stdout, &push_command);
    } else {
        print_summary(run);
        status = choose_end(run);
    }
    free_run(run);
    return status;
}
