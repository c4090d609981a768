#include "base/files.h"
#include "base/signals.h"
#include "command/clickpos_conversion.h"
#include "command/command.h"
#include "command/load_mapping.h"
#include "command/report_files.h"
#include "command/side_places.h"
#include "command/to_clickpos_options.h"
#include "report/summary.h"

#include <stdlib.h>
#include <string.h>

/* A run: all that lives from the command line to the exit status. */
struct run {
    struct to_clickpos_choices choices;
    const char *output; /* NULL in a dry run */
    struct mapping *mapping;
    struct clickpos_inputs inputs;
    struct clickpos_file file;
    struct clickpos_conversion conversion;
    char directory[PATH_LIMIT];    /* of the output */
    char rejects_path[PATH_LIMIT]; /* where rejects go if --rejects does not say */
    struct reject_file rejects;
    struct outputs side_outputs; /* reports, then rejects */
    struct report report;
    struct arena arena; /* of the headers and the report's facts */
};

static bool is_standard_output(const char *path)
{
    return path != NULL && strcmp(path, "-") == 0;
}

/* The directory that temporary files go to: the output's; NULL if there is none. */
static const char *find_directory(struct run *run)
{
    const char *output = run->output;
    if (output == NULL || is_standard_output(output)) {
        return NULL;
    }
    size_t length = (size_t)(get_file_name(output) - output);
    if (length == 0 || length >= sizeof run->directory) {
        return length == 0 ? "." : NULL;
    }
    memcpy(run->directory, output, length);
    run->directory[length] = '\0';
    return run->directory;
}

/* Rejects go beside the output, or beside the contacts if that is standard output; a dry run writes
   none unasked. */
static bool choose_rejects_path(struct run *run, struct error *error)
{
    const char *contacts = run->choices.options.contacts;
    if (run->choices.options.common.rejects != NULL || run->output == NULL) {
        run->rejects.path = run->choices.options.common.rejects;
        return true;
    }
    run->rejects.path = run->rejects_path;
    bool is_nameless = is_standard_input(contacts) || is_system_path(contacts);
    return name_reject_file(run->rejects_path,
                            !is_standard_output(run->output) ? run->output
                            : is_nameless                    ? "stdin"
                                                             : contacts,
                            error);
}

static bool check_places(struct run *run, struct error *error)
{
    const struct to_clickpos_options *chosen = &run->choices.options;
    const char *const inputs[] = {chosen->contacts, chosen->accounts, chosen->common.mapping};
    const struct run_places places = {.inputs = inputs,
                                      .input_count = sizeof inputs / sizeof inputs[0],
                                      .output =
                                          is_standard_output(run->output) ? NULL : run->output,
                                      .rejects = run->rejects.path};
    return check_side_places(&chosen->common, &places, error);
}

static bool open_files(struct run *run, struct error *error)
{
    const struct to_clickpos_options *chosen = &run->choices.options;
    const struct common_options *common = &chosen->common;
    run->output = common->dry_run ? NULL : chosen->output;
    run->rejects.overwrite = common->force;
    run->rejects.outputs = &run->side_outputs;
    if (!choose_rejects_path(run, error) || !check_places(run, error)) {
        return false;
    }
    const char *directory = find_directory(run);
    run->mapping = load_mapping(common->mapping, &common->columns, true, error);
    return run->mapping != NULL &&
           open_clickpos_inputs(&run->inputs, &run->choices, run->mapping, directory, &run->arena,
                                error) &&
           open_clickpos_file(&run->file, run->mapping, run->output, chosen->output_encoding,
                              common->force, error) &&
           open_report_files(common, &run->side_outputs, error) &&
           open_report(&run->report, directory, error);
}

static bool convert(struct run *run, struct error *error)
{
    const struct to_clickpos_options *chosen = &run->choices.options;
    const struct common_options *common = &chosen->common;
    run->report.command = "to-clickpos";
    run->report.direction = REPORT_TO_CLICKPOS;
    run->report.dry_run = common->dry_run;
    run->conversion = (struct clickpos_conversion){
        .inputs = &run->inputs,
        .file = &run->file,
        .report = &run->report,
        .selection = (enum selection)chosen->selection,
        .reject_limit = run->choices.reject_limit,
        .limit = common->limit,
        .jobs = choose_jobs(common->jobs),
        .show_progress = decide_on_terminal(common->progress) && !common->quiet,
        .rejects = &run->rejects};
    return describe_clickpos_inputs(&run->inputs, &run->report, &run->arena, error) &&
           run_clickpos_conversion(&run->conversion, error);
}

/* Puts everything in its place: all of it, or after an early stop the reports and rejects alone. */
static bool finish_run(struct run *run, struct error *error)
{
    bool whole = run->report.stopped == NULL;
    return check_counts(&run->report.counts, error) &&
           (!whole || finish_clickpos_file(&run->file, error)) &&
           write_report_files(&run->report, run->choices.options.common.reports.count,
                              &run->side_outputs, error) &&
           place_outputs(&run->side_outputs, error) &&
           remove_old_rejects(&run->rejects, run->rejects.path, error) &&
           (!whole || place_outputs(&run->file.outputs, error));
}

static void print_summary(struct run *run)
{
    const struct common_options *common = &run->choices.options.common;
    const struct counts *counts = &run->report.counts;
    if (!wants_summary(common, &run->report)) {
        return;
    }
    struct report_file files[FILE_LIST_LIMIT];
    size_t count = 0;
    if (run->report.stopped == NULL && run->file.outputs.count > 0) {
        files[count++] =
            (struct report_file){run->output, count_records(&run->arena, counts->carried)};
    }
    count = list_side_files(&run->side_outputs, common, &run->report, &run->arena, files, count);
    write_summary(&run->report, files, count, decide_on_terminal(common->color), stderr);
}

static void free_run(struct run *run)
{
    close_report(&run->report);
    free_clickpos_conversion(&run->conversion);
    close_clickpos_file(&run->file);
    free_reject_file(&run->rejects);
    discard_outputs(&run->side_outputs);
    close_clickpos_inputs(&run->inputs);
    unload_mapping(run->mapping);
    free_arena(&run->arena);
    free_common_options(&run->choices.options.common);
    free(run);
}

int run_to_clickpos(int argc, char **argv)
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
    bool done =
        read_to_clickpos_options(argc, argv, &run->choices, &help, &error) &&
        (help || (open_files(run, &error) && convert(run, &error) && finish_run(run, &error)));
    if (!done) {
        status = report_error(&error);
    } else if (help) {
        print_command_help(stdout, &to_clickpos_command);
    } else {
        print_summary(run);
        status = choose_status(&run->report);
    }
    free_run(run);
    return status;
}
