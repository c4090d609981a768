#include "base/files.h"
#include "base/signals.h"
#include "command/command.h"
#include "command/conversion.h"
#include "command/export.h"
#include "command/how_to_import.h"
#include "command/output_directory.h"
#include "command/report_files.h"
#include "command/side_places.h"
#include "command/to_sugar_options.h"
#include "report/summary.h"

#include <stdlib.h>
#include <string.h>

/* A run: all that lives from the command line to the exit status. */
struct run {
    struct to_sugar_choices choices;
    struct export export;
    struct registers registers;
    struct sugar_form form;
    struct sugar_file files[MODULE_COUNT];
    struct output_directory directory;
    char rejects_path[PATH_LIMIT];
    struct reject_file rejects;
    struct outputs side_outputs; /* reports, then rejects */
    struct outputs guide;        /* how-to-import.txt */
    struct report report;
    struct arena arena; /* of the report's facts */
};

static bool open_input(struct run *run, struct error *error)
{
    const struct to_sugar_options *chosen = &run->choices.options;
    const struct export_options options = {.path = run->choices.input,
                                           .delimiter = run->choices.delimiter,
                                           .site = chosen->site,
                                           .cut_too_long = chosen->too_long == 1};
    return open_export(&run->export, &options, &chosen->common, &run->arena, error);
}

static bool begin_report(struct run *run, struct error *error)
{
    run->report.command = "to-sugar";
    run->report.dry_run = run->choices.options.common.dry_run;
    return describe_export(&run->report, &run->export, &run->arena, error);
}

/* Opens what can be opened before the first record: the reports, the spool, the directory. */
static bool open_outputs(struct run *run, struct error *error)
{
    const struct to_sugar_options *chosen = &run->choices.options;
    const struct common_options *common = &chosen->common;
    if (!common->dry_run &&
        (!inspect_directory(&run->directory, chosen->output, common->force,
                            is_standard_input(run->choices.input) ? NULL : run->choices.input,
                            error) ||
         !make_directory(&run->directory, error))) {
        return false;
    }
    const char *const inputs[] = {run->choices.input, common->mapping};
    const struct run_places places = {.inputs = inputs,
                                      .input_count = sizeof inputs / sizeof inputs[0],
                                      .directory = common->dry_run ? NULL : &run->directory};
    if (!check_side_places(common, &places, error) ||
        !open_report_files(common, &run->side_outputs, error)) {
        return false;
    }
    return open_report(&run->report, common->dry_run ? NULL : chosen->output, error);
}

static void set_up_files(struct run *run)
{
    const struct to_sugar_options *chosen = &run->choices.options;
    run->form = (struct sugar_form){.rules = &run->export.rules,
                                    .wizard = (enum wizard)chosen->target,
                                    .protect = chosen->protect,
                                    .no_company = (enum no_company)chosen->no_company};
    lay_out_files(&run->form);
    for (int i = 0; i < MODULE_COUNT; i++) {
        run->files[i] = (struct sugar_file){.form = &run->form,
                                            .module = (enum module)i,
                                            .directory = chosen->output,
                                            .split = chosen->split,
                                            .overwrite = chosen->common.force,
                                            .dry_run = chosen->common.dry_run};
    }
    run->registers = start_registers(&run->export.rules, (enum on_duplicate)chosen->on_duplicate);
}

/* Where rejects go; NULL: nowhere, since a dry run writes none unasked. */
static bool choose_rejects_path(struct run *run, const char **path, struct error *error)
{
    const struct to_sugar_options *chosen = &run->choices.options;
    *path = chosen->common.rejects;
    if (*path != NULL || chosen->common.dry_run) {
        return true;
    }
    *path = run->rejects_path;
    return join_path(run->rejects_path, chosen->output, "rejects.csv", error);
}

static bool convert(struct run *run, struct error *error)
{
    const struct common_options *common = &run->choices.options.common;
    run->rejects = (struct reject_file){.overwrite = common->force, .outputs = &run->side_outputs};
    struct conversion conversion = {
        .reader = run->export.input.reader,
        .rules = &run->export.rules,
        .registers = &run->registers,
        .form = &run->form,
        .files = {&run->files[MODULE_CONTACTS], &run->files[MODULE_ACCOUNTS]},
        .report = &run->report,
        .reject_limit = run->choices.reject_limit,
        .limit = common->limit,
        .jobs = choose_jobs(common->jobs),
        .show_progress = decide_on_terminal(common->progress) && !common->quiet,
        .rejects = &run->rejects};
    return choose_rejects_path(run, &run->rejects.path, error) &&
           run_conversion(&conversion, error);
}

static bool write_guide(struct run *run, struct error *error)
{
    char path[PATH_LIMIT];
    if (!join_path(path, run->choices.options.output, "how-to-import.txt", error)) {
        return false;
    }
    struct output *output =
        open_output(&run->guide, path, run->choices.options.common.force, error);
    if (output == NULL) {
        return false;
    }
    write_how_to_import(output->stream, run->form.wizard, &run->files[MODULE_ACCOUNTS],
                        &run->files[MODULE_CONTACTS]);
    return close_output(output, error);
}

static bool is_output_of_run(const char *path, const void *context)
{
    const struct run *run = context;
    const struct outputs *const all[] = {&run->side_outputs, &run->guide,
                                         &run->files[MODULE_ACCOUNTS].parts,
                                         &run->files[MODULE_CONTACTS].parts};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        for (size_t j = 0; j < all[i]->count; j++) {
            if (is_same_file(path, all[i]->items[j]->path)) {
                return true;
            }
        }
    }
    return false;
}

/* Puts everything in its place: all of it, or after an early stop the reports and rejects alone. */
static bool finish_run(struct run *run, struct error *error)
{
    bool whole = run->report.stopped == NULL && !run->choices.options.common.dry_run;
    if (!check_counts(&run->report.counts, error)) {
        return false;
    }
    if (run->report.stopped == NULL && (!finish_sugar_file(&run->files[MODULE_ACCOUNTS], error) ||
                                        !finish_sugar_file(&run->files[MODULE_CONTACTS], error))) {
        return false;
    }
    if (whole && !write_guide(run, error)) {
        return false;
    }
    if (!write_report_files(&run->report, run->choices.options.common.reports.count,
                            &run->side_outputs, error) ||
        !place_outputs(&run->side_outputs, error) ||
        !remove_old_rejects(&run->rejects, run->choices.options.common.rejects, error)) {
        return false;
    }
    return !whole || (place_outputs(&run->files[MODULE_ACCOUNTS].parts, error) &&
                      place_outputs(&run->files[MODULE_CONTACTS].parts, error) &&
                      place_outputs(&run->guide, error) &&
                      remove_leftovers(&run->directory, is_output_of_run, run, error));
}

static bool run_stages(struct run *run, struct error *error)
{
    if (!open_input(run, error) || !open_outputs(run, error) || !begin_report(run, error)) {
        return false;
    }
    set_up_files(run);
    return convert(run, error) && finish_run(run, error);
}

/* A line about a module's file, or about its parts. */
static void list_parts(struct run *run, enum module module, struct report_file *file)
{
    const struct sugar_file *sugar_file = &run->files[module];
    const struct outputs *parts = &sugar_file->parts;
    file->path = parts->items[0]->path;
    file->what = count_records(&run->arena, sugar_file->record_count);
    if (parts->count > 1) {
        file->path = print_to_arena(&run->arena, "%s ... %s", parts->items[0]->path,
                                    parts->items[parts->count - 1]->path)
                         .at;
    }
}

static void print_summary(struct run *run)
{
    const struct common_options *common = &run->choices.options.common;
    if (!wants_summary(common, &run->report)) {
        return;
    }
    struct report_file files[FILE_LIST_LIMIT];
    size_t count = 0;
    if (run->report.stopped == NULL && !common->dry_run) {
        list_parts(run, MODULE_ACCOUNTS, &files[count++]);
        list_parts(run, MODULE_CONTACTS, &files[count++]);
        files[count++] = (struct report_file){run->guide.items[0]->path, "the steps to take"};
    }
    count = list_side_files(&run->side_outputs, common, &run->report, &run->arena, files, count);
    write_summary(&run->report, files, count, decide_on_terminal(common->color), stderr);
}

static void free_run(struct run *run)
{
    close_report(&run->report);
    free_sugar_file(&run->files[MODULE_ACCOUNTS]);
    free_sugar_file(&run->files[MODULE_CONTACTS]);
    free_reject_file(&run->rejects);
    discard_outputs(&run->side_outputs);
    discard_outputs(&run->guide);
    close_directory(&run->directory);
    free_registers(&run->registers);
    close_export(&run->export);
    free_arena(&run->arena);
    free_common_options(&run->choices.options.common);
    free(run);
}

int run_to_sugar(int argc, char **argv)
{
    struct error error = {0};
    struct run *run = calloc(1, sizeof *run);
    if (run == NULL) {
        fail_for_memory(&error);
        return report_error(&error);
    }
    bool help = false;
    int status = EXIT_DONE;
    catch_signals();
    bool done = read_to_sugar_options(argc, argv, &run->choices, &help, &error) &&
                (help || run_stages(run, &error));
    if (!done) {
        status = report_error(&error);
    } else if (help) {
        print_command_help(stdout, &to_sugar_command);
    } else {
        print_summary(run);
        status = choose_status(&run->report);
    }
    free_run(run);
    return status;
}
