#include "command/report_files.h"

#include "command/command.h"

bool check_report_forms(const struct string_list *reports, struct error *error)
{
    enum report_form form;
    for (size_t i = 0; i < reports->count; i++) {
        if (!find_report_form(reports->items[i], &form, error)) {
            return false;
        }
    }
    return true;
}

bool open_report_files(const struct common_options *options, struct outputs *outputs,
                       struct error *error)
{
    for (size_t i = 0; i < options->reports.count; i++) {
        if (open_output(outputs, options->reports.items[i], options->force, error) == NULL) {
            return false;
        }
    }
    return true;
}

bool write_report_files(struct report *report, size_t count, const struct outputs *outputs,
                        struct error *error)
{
    for (size_t i = 0; i < count; i++) {
        const struct output *output = outputs->items[i];
        enum report_form form;
        if (!find_report_form(output->path, &form, error) ||
            !write_report(report, form, output->stream, error)) {
            return false;
        }
    }
    return true;
}

/* Rows that were not taken, of whichever input: those of the rejects file. */
static uint64_t count_rejected(const struct report *report)
{
    const struct counts *counts = &report->counts;
    return counts->rejected + counts->rejected_accounts + counts->conflict + counts->failed;
}

bool wants_summary(const struct common_options *options, const struct report *report)
{
    return !options->quiet || count_rejected(report) > 0 || report->stopped != NULL;
}

const char *count_records(struct arena *arena, uint64_t count)
{
    struct text counted =
        print_to_arena(arena, "%llu record%s", (unsigned long long)count, count == 1 ? "" : "s");
    return counted.length > 0 ? counted.at : "records";
}

size_t list_side_files(const struct outputs *outputs, const struct common_options *options,
                       const struct report *report, struct arena *arena,
                       struct report_file files[FILE_LIST_LIMIT], size_t count)
{
    for (size_t i = 0; i < outputs->count && count < FILE_LIST_LIMIT; i++) {
        bool is_report = i < options->reports.count;
        files[count++] = (struct report_file){
            outputs->items[i]->path,
            is_report ? "report" : count_records(arena, count_rejected(report))};
    }
    return count;
}

int choose_status(const struct report *report)
{
    if (report->stopped != NULL) {
        return EXIT_STOPPED;
    }
    return count_rejected(report) > 0 ? EXIT_REJECTS : EXIT_DONE;
}
