#include "base/files.h"
#include "base/signals.h"
#include "base/unicode.h"
#include "command/clickpos_conversion.h"
#include "command/command.h"
#include "command/crm_fields.h"
#include "command/crm_place.h"
#include "command/hand_out_judge.h"
#include "command/load_mapping.h"
#include "command/output_directory.h"
#include "command/pull_options.h"
#include "command/pull_place.h"
#include "command/report_files.h"
#include "command/side_places.h"
#include "command/state_access.h"
#include "command/trace_file.h"
#include "report/summary.h"
#include "sync/hand_over.h"

#include <stdlib.h>
#include <time.h>

/* A run: all that lives from the command line to the exit status. */
struct run {
    struct pull_choices choices;
    struct text id;
    struct pull_place output; /* its path is NULL in a dry run */
    struct crm_place place;
    FILE *trace;
    struct crm crm;
    struct mapping *mapping;
    struct columns columns;      /* of the file for ClickPOS */
    struct customer_rules rules; /* by which a push would read it */
    struct sugar_form form;
    struct crm_fields fields;
    struct state state;
    struct ticked_contacts contacts;
    struct clickpos_inputs inputs;
    struct clickpos_file file;
    struct hand_out_judge judge;
    struct clickpos_conversion conversion;
    struct reject_file rejects;
    struct outputs side_outputs; /* reports, then rejects */
    struct report report;
    int64_t started;
    struct arena arena;
};

static bool load_rules(struct run *run, struct error *error)
{
    run->mapping = load_mapping(run->choices.options.common.mapping,
                                &run->choices.options.common.columns, true, error);
    if (run->mapping == NULL) {
        return false;
    }
    const struct clickpos_layout layout = lay_out_clickpos_file(run->mapping);
    struct text *headers = take_from_arena(&run->arena, (layout.count + 1) * sizeof *headers);
    for (size_t i = 0; headers != NULL && i < layout.count; i++) {
        headers[i] = run->mapping->rows[layout.rows[i]].column;
    }
    if (headers == NULL) {
        return fail_for_memory(error);
    }
    find_columns(run->mapping, headers, layout.count, &run->arena, &run->columns);
    run->rules = (struct customer_rules){.mapping = run->mapping,
                                         .columns = &run->columns,
                                         .headers = headers,
                                         .header_count = layout.count,
                                         .site = make_text(run->choices.options.site),
                                         .digest_key = draw_digest_key()};
    run->form = (struct sugar_form){.rules = &run->rules, .no_company = NO_COMPANY_CONTACT};
    lay_out_files(&run->form);
    return !run->arena.exhausted || fail_for_memory(error);
}

/* Rejects of an earlier pull into the same directory make way, without --force. */
static bool may_replace_rejects(const struct run *run)
{
    return run->choices.options.common.force ||
           (run->output.is_in_directory && run->choices.options.common.rejects == NULL &&
            run->rejects.path != NULL && is_file_of_ours(run->rejects.path));
}

static bool check_places(struct run *run, struct error *error)
{
    const struct common_options *common = &run->choices.options.common;
    const char *const inputs[] = {common->mapping, run->choices.options.state};
    const char *path = run->output.path;
    run->rejects.overwrite = may_replace_rejects(run);
    const struct run_places places = {.inputs = inputs,
                                      .input_count = sizeof inputs / sizeof inputs[0],
                                      .output = path,
                                      .rejects = run->rejects.overwrite ? NULL : run->rejects.path};
    if (!check_side_places(common, &places, error) || !keep_crm_files(&run->place, path, error)) {
        return false;
    }
    for (size_t i = 0; i < common->reports.count; i++) {
        if (!keep_crm_files(&run->place, common->reports.items[i], error)) {
            return false;
        }
    }
    return true;
}

static bool open_places(struct run *run, struct error *error)
{
    const struct pull_options *chosen = &run->choices.options;
    const struct common_options *common = &chosen->common;
    if (!common->dry_run &&
        !find_pull_place(&run->output, chosen->output, run->id, &run->arena, error)) {
        return false;
    }
    run->rejects = (struct reject_file){
        .path = common->rejects != NULL || common->dry_run ? common->rejects : run->output.rejects,
        .outputs = &run->side_outputs};
    return check_places(run, error) && open_report_files(common, &run->side_outputs, error) &&
           open_report(&run->report, NULL, error) &&
           open_trace_file(chosen->access.trace, common->force, &run->trace, error);
}

static bool open_pull_state(struct run *run, struct error *error)
{
    const struct pull_options *chosen = &run->choices.options;
    struct text path = EMPTY_TEXT;
    return choose_state_path(chosen->state, run->place.url, chosen->site, &run->arena, &path,
                             error) &&
           open_state(&run->state, path, chosen->common.dry_run, error) &&
           (run->output.path == NULL ||
            keep_handed_out_file(&run->output, run->state.journal, error));
}

static bool open_connection(struct run *run, struct error *error)
{
    run->place.http.connections = 1;
    if (!enter_crm(&run->place, run->trace, &run->crm, error) ||
        !find_crm_fields(&run->crm, &run->form, &run->arena, &run->fields, error)) {
        return false;
    }
    run->report.crm = describe_place(&run->place, &run->crm, &run->arena);
    return !run->arena.exhausted || fail_for_memory(error);
}

static bool download(struct run *run, struct error *error)
{
    const struct common_options *common = &run->choices.options.common;
    struct progress progress =
        start_progress(decide_on_terminal(common->progress) && !common->quiet);
    bool done =
        download_ticked_contacts(&run->contacts, &run->crm, &run->fields.records, run->mapping,
                                 run->rules.site, run->state.journal, &progress, error);
    end_progress(&progress);
    return done;
}

/* The lists are read as to-clickpos reads exports; but there is no path that a person knows. */
static bool open_lists(struct run *run, struct error *error)
{
    struct to_clickpos_choices choices = {
        .options = {.common = {.encoding = "UTF-8"},
                    .contacts = run->contacts.paths[MODULE_CONTACTS],
                    .accounts = run->contacts.paths[MODULE_ACCOUNTS],
                    .no_company = NO_COMPANY_ON_CONTACT},
        .delimiter = ','};
    if (!open_clickpos_inputs(&run->inputs, &choices, run->mapping, NULL, &run->arena, error)) {
        return false;
    }
    for (size_t i = 0; i < MODULE_COUNT; i++) {
        run->inputs.inputs[i].path = run->place.url;
    }
    return describe_clickpos_inputs(&run->inputs, &run->report, &run->arena, error);
}

static bool convert(struct run *run, struct error *error)
{
    const struct pull_options *chosen = &run->choices.options;
    const struct common_options *common = &chosen->common;
    run->report.command = "pull";
    run->report.direction = REPORT_PULL;
    run->report.dry_run = common->dry_run;
    run->report.verbose = chosen->verbose;
    if (!open_lists(run, error) ||
        !open_clickpos_file(&run->file, run->mapping, run->output.path, chosen->output_encoding,
                            common->force, error)) {
        return false;
    }
    run->judge =
        (struct hand_out_judge){.journal = run->state.journal,
                                .run = run->id,
                                .contacts = &run->contacts,
                                .file = &run->file,
                                .rules = &run->rules,
                                .id_column = run->inputs.columns[MODULE_CONTACTS].of_link[LINK_ID],
                                .counts = &run->report.counts,
                                .hands_out_again = chosen->again};
    run->conversion = (struct clickpos_conversion){.inputs = &run->inputs,
                                                   .file = &run->file,
                                                   .report = &run->report,
                                                   .selection = SELECT_ALL,
                                                   .reject_limit = run->choices.reject_limit,
                                                   .limit = common->limit,
                                                   .jobs = choose_jobs(common->jobs),
                                                   .rejects = &run->rejects,
                                                   .judge = judge_hand_out,
                                                   .context = &run->judge,
                                                   .is_listing = true};
    return begin_group(run->state.journal, error) &&
           run_clickpos_conversion(&run->conversion, error);
}

static bool is_handed_over(const struct run *run)
{
    return run->report.stopped == NULL && run->report.counts.carried > 0 &&
           run->output.path != NULL;
}

static bool hand_over(struct run *run, struct error *error)
{
    const struct counts *counts = &run->report.counts;
    struct run_entry entry = {.id = run->id,
                              .kind = RUN_PULL,
                              .started = run->started,
                              .file = run->output.whole_path,
                              .plan = EMPTY_TEXT,
                              .crm = make_text(run->choices.options.access.crm),
                              .url = make_text(run->place.url),
                              .site = make_text(run->choices.options.site),
                              .api = make_text(get_api_name(&run->crm)),
                              .go_on = EMPTY_TEXT,
                              .undoes = EMPTY_TEXT,
                              .undone_by = EMPTY_TEXT,
                              .counts = {.created = counts->carried,
                                         .unchanged = counts->waiting,
                                         .rejected = counts->rejected}};
    return hand_over_file(run->state.journal, &entry, &run->file.outputs, &run->arena, error);
}

/* The file for ClickPOS comes last: once it is there, all else is. */
static bool finish_run(struct run *run, struct error *error)
{
    bool whole = run->report.stopped == NULL;
    if (is_handed_over(run)) {
        run->report.run = print_to_arena(&run->arena, "%.*s", (int)run->id.length, run->id.at).at;
    }
    return check_counts(&run->report.counts, error) &&
           (!whole || finish_clickpos_file(&run->file, error)) &&
           write_report_files(&run->report, run->choices.options.common.reports.count,
                              &run->side_outputs, error) &&
           place_outputs(&run->side_outputs, error) &&
           remove_old_rejects(&run->rejects, run->rejects.path, error) &&
           (!is_handed_over(run) || hand_over(run, error));
}

static bool run_stages(struct run *run, struct error *error)
{
    run->id = make_run_id(&run->arena);
    run->started = (int64_t)time(NULL);
    return find_crm(&run->place, &run->choices.options.access, error) && load_rules(run, error) &&
           open_places(run, error) && open_pull_state(run, error) && open_connection(run, error) &&
           download(run, error) && convert(run, error) && finish_run(run, error);
}

static void print_summary(struct run *run)
{
    const struct common_options *common = &run->choices.options.common;
    struct report_file files[FILE_LIST_LIMIT];
    size_t count = 0;
    if (!wants_summary(common, &run->report)) {
        return;
    }
    if (is_handed_over(run)) {
        files[count++] = (struct report_file){
            run->output.path, count_records(&run->arena, run->report.counts.carried)};
    }
    count = list_side_files(&run->side_outputs, common, &run->report, &run->arena, files, count);
    write_summary(&run->report, files, count, decide_on_terminal(common->color), stderr);
}

static void free_run(struct run *run)
{
    close_crm(&run->crm);
    close_report(&run->report);
    free_clickpos_conversion(&run->conversion);
    close_clickpos_file(&run->file);
    free_reject_file(&run->rejects);
    discard_outputs(&run->side_outputs);
    close_clickpos_inputs(&run->inputs);
    discard_ticked_contacts(&run->contacts);
    close_state(&run->state);
    unload_mapping(run->mapping);
    forget_crm(&run->place);
    free_arena(&run->arena);
    free_common_options(&run->choices.options.common);
    free(run);
}

int run_pull(int argc, char **argv)
{
    struct error error = {0};
    struct error unwritten = {0};
    struct run *run = calloc(1, sizeof *run);
    if (run == NULL) {
        fail_for_memory(&error);
        return report_error(&error);
    }
    bool help = false;
    int status = EXIT_DONE;
    run->state = NO_STATE;
    catch_signals();
    bool done = read_pull_options(argc, argv, &run->choices, &help, &error) &&
                (help || run_stages(run, &error));
    const struct pull_options *chosen = &run->choices.options;
    if (!close_trace_file(chosen->access.trace, run->trace, &unwritten) && done) {
        error = unwritten;
        done = false;
    }
    if (!done) {
        /* A run of a timer that meets another one comes again by itself. */
        status = run->state.is_busy && chosen->common.quiet ? EXIT_STOPPED : report_error(&error);
    } else if (help) {
        print_command_help(stdout, &pull_command);
    } else {
        print_summary(run);
        status = choose_status(&run->report);
    }
    free_run(run);
    return status;
}
