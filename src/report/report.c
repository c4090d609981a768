#include "report/report.h"

#include "report/forms.h"
#include "report/spool.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* What a form is called by, and who writes it. */
static const struct {
    struct text ending;
    bool (*write)(const struct report *report, FILE *out, struct error *error);
} forms[] = {
    [REPORT_TEXT] = {{".txt", 4}, write_text_report},
    [REPORT_JSON] = {{".json", 5}, write_json_report},
    [REPORT_CSV] = {{".csv", 4}, write_csv_report},
};

bool open_report(struct report *report, const char *directory, struct error *error)
{
    if (directory == NULL) {
        const char *chosen = getenv("TMPDIR");
        directory = chosen != NULL && chosen[0] != '\0' ? chosen : "/tmp";
    }
    report->spool = open_spool(directory);
    if (report->spool == NULL) {
        return fail(error, ERROR_USAGE, "cannot make a temporary file in %s: %s", directory,
                    strerror(errno));
    }
    return true;
}

static void add_to_group(struct issue_group *group, const struct issue_place *place)
{
    struct issue_line line = {place->input, place->line};
    bool is_new = group->line_count == 0 || group->last_line.input != line.input ||
                  group->last_line.line != line.line;
    group->count++;
    if (!is_new) {
        return;
    }
    if (group->line_count < REPORT_FIRST_LINES) {
        group->first_lines[group->line_count] = line;
    }
    group->line_count++;
    group->last_line = line;
}

bool record_issue(struct report *report, const struct issue_place *place, const struct issue *issue,
                  struct error *error)
{
    if (!append_to_spool(report->spool, place, issue)) {
        return fail(error, ERROR_USAGE,
                    "cannot write to the temporary file of the report's issues: %s",
                    strerror(errno));
    }
    add_to_group(&report->groups[issue->code], place);
    switch (get_issue_kind(issue->code)->severity) {
    case SEVERITY_WARNING:
        report->counts.warnings++;
        break;
    case SEVERITY_NOTICE:
        report->counts.notices++;
        break;
    case SEVERITY_ERROR:
        break; /* counted in rows: they are the rejected ones */
    }
    return true;
}

bool check_counts(const struct counts *counts, struct error *error)
{
    if (counts->read == counts->carried + counts->rejected + counts->skipped) {
        return true;
    }
    return fail(error, ERROR_INPUT,
                "%" PRIu64 " rows were read, but %" PRIu64 " carried, %" PRIu64 " rejected and "
                "%" PRIu64 " skipped; this is a mistake in Possum: please report it; nothing was "
                "written",
                counts->read, counts->carried, counts->rejected, counts->skipped);
}

void close_report(struct report *report)
{
    if (report->spool != NULL) {
        fclose(report->spool);
        report->spool = NULL;
    }
}

static bool ends_with(struct text path, struct text ending)
{
    return path.length >= ending.length &&
           equal_texts_ignoring_case(slice_text(path, path.length - ending.length, path.length),
                                     ending);
}

bool find_report_form(const char *path, enum report_form *form, struct error *error)
{
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if (ends_with(make_text(path), forms[i].ending)) {
            *form = (enum report_form)i;
            return true;
        }
    }
    return fail(error, ERROR_USAGE,
                "the ending of the report \"%s\" names no form; let it end in .txt, .json or .csv",
                path);
}

bool write_report(struct report *report, enum report_form form, FILE *out, struct error *error)
{
    return forms[form].write(report, out, error);
}
