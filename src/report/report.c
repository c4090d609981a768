#include "report/report.h"

#include "base/files.h"
#include "report/forms.h"
#include "report/spool.h"

#include <errno.h>
#include <inttypes.h>
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

static bool open_spool(struct report *report, size_t input, struct error *error)
{
    report->spools[input] = open_temporary_file(report->spool_directory, "possum-issues");
    return report->spools[input] != NULL ||
           fail(error, ERROR_USAGE, "cannot make a temporary file in %s: %s",
                report->spool_directory, strerror(errno));
}

bool open_report(struct report *report, const char *directory, struct error *error)
{
    report->spool_directory = choose_temporary_directory(directory);
    for (size_t i = 0; i < REPORT_SPOOL_COUNT; i++) {
        if (!open_spool(report, i, error)) {
            return false;
        }
    }
    return true;
}

/* Whether a line stands before another in the report. */
static bool precedes(struct issue_line line, struct issue_line other)
{
    return line.input < other.input || (line.input == other.input && line.line < other.line);
}

/* Keeps a line that is new to the group if it is among the first; inputs come in any order, and
 * so do lines that are merged. */
static void keep_first_line(struct issue_group *group, struct issue_line line)
{
    size_t at = group->line_count < REPORT_FIRST_LINES ? group->line_count : REPORT_FIRST_LINES;
    for (; at > 0 && precedes(line, group->first_lines[at - 1]); at--) {
        if (at < REPORT_FIRST_LINES) {
            group->first_lines[at] = group->first_lines[at - 1];
        }
    }
    if (at < REPORT_FIRST_LINES) {
        group->first_lines[at] = line;
    }
}

static void add_to_group(struct issue_group *group, const struct issue_place *place)
{
    bool is_new = group->count == 0 || group->last_lines[place->input] != place->line;
    group->count++;
    if (is_new) {
        keep_first_line(group, (struct issue_line){place->input, place->line});
        group->line_count++;
        group->last_lines[place->input] = place->line;
    }
}

static bool spool_issue(struct report *report, const struct issue_place *place,
                        const struct issue *issue, struct error *error)
{
    size_t spool = get_issue_kind(issue->code)->is_finding ? REPORT_INPUT_LIMIT : place->input;
    return append_to_spool(report->spools[spool], place, issue) ||
           fail(error, ERROR_USAGE, "cannot write to the temporary file of the report's issues: %s",
                strerror(errno));
}

bool record_issue(struct report *report, const struct issue_place *place, const struct issue *issue,
                  struct error *error)
{
    if (!spool_issue(report, place, issue, error)) {
        return false;
    }
    add_to_group(&report->groups[issue->code], place);
    if (get_issue_kind(issue->code)->is_finding) {
        report->counts.findings++;
        return true;
    }
    switch (get_issue_kind(issue->code)->severity) {
    case SEVERITY_WARNING:
        report->counts.warnings++;
        break;
    case SEVERITY_NOTICE:
        report->counts.notices++;
        break;
    case SEVERITY_ERROR:
    case SEVERITY_CONFLICT:
    case SEVERITY_FAILURE:
    case SEVERITY_CHANGE:
        break; /* counted in rows */
    }
    return true;
}

/* Issues on their way into those that are recorded already. */
struct merging {
    struct report merged; /* what record_issue keeps of the report, as it will be */
    size_t input;
    issue_source *next;
    void *context;
    struct issue_place place; /* of the further issue that waits */
    struct issue issue;
    bool waits;
    bool failed;
    struct error *error;
};

static void take_next(struct merging *merging)
{
    merging->place = (struct issue_place){0};
    merging->issue = (struct issue){0};
    merging->waits = merging->next(merging->context, &merging->place, &merging->issue);
    merging->place.input = merging->input;
}

static void record_waiting(struct merging *merging)
{
    if (record_issue(&merging->merged, &merging->place, &merging->issue, merging->error)) {
        take_next(merging);
    } else {
        merging->failed = true;
    }
}

/* Keeps an issue that was recorded before, and that the counts have already; those that wait for
 * an earlier line go before it. */
static void keep_recorded(void *context, const struct issue_place *place, const struct issue *issue)
{
    struct merging *merging = context;
    while (!merging->failed && merging->waits && merging->place.line < place->line) {
        record_waiting(merging);
    }
    if (!merging->failed) {
        merging->failed = !spool_issue(&merging->merged, place, issue, merging->error);
        merging->merged.groups[issue->code].last_lines[place->input] = place->line;
    }
}

bool merge_issues(struct report *report, size_t input, issue_source *next, void *context,
                  struct error *error)
{
    struct merging merging = {
        .merged = *report, .input = input, .next = next, .context = context, .error = error};
    if (!open_spool(&merging.merged, input, error)) {
        return false;
    }
    take_next(&merging);
    bool read = visit_spool(report->spools[input], keep_recorded, &merging, error);
    while (read && !merging.failed && merging.waits) {
        record_waiting(&merging);
    }
    bool merged = read && !merging.failed;
    fclose(merged ? report->spools[input] : merging.merged.spools[input]);
    if (merged) {
        report->spools[input] = merging.merged.spools[input];
        report->counts.notices = merging.merged.counts.notices;
        report->counts.warnings = merging.merged.counts.warnings;
        memcpy(report->groups, merging.merged.groups, sizeof report->groups);
    }
    return merged;
}

bool record_issues(struct report *report, const struct issue_place *place,
                   const struct issue_list *issues, struct error *error)
{
    for (const struct issue *issue = issues->first; issue != NULL; issue = issue->next) {
        if (!record_issue(report, place, issue, error)) {
            return false;
        }
    }
    return true;
}

bool check_counts(const struct counts *counts, struct error *error)
{
    uint64_t others = counts->conflict + counts->failed + counts->not_reached;
    if (counts->read == counts->carried + counts->rejected + counts->skipped + others) {
        return true;
    }
    return fail(error, ERROR_INPUT,
                "%" PRIu64 " rows were read, but %" PRIu64 " carried, %" PRIu64 " rejected and "
                "%" PRIu64 " skipped; this is a mistake in Possum: please report it; nothing was "
                "written",
                counts->read, counts->carried + others, counts->rejected, counts->skipped);
}

void close_report(struct report *report)
{
    for (size_t i = 0; i < REPORT_SPOOL_COUNT; i++) {
        if (report->spools[i] != NULL) {
            fclose(report->spools[i]);
            report->spools[i] = NULL;
        }
    }
}

bool find_report_form(const char *path, enum report_form *form, struct error *error)
{
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if (ends_with_ignoring_case(make_text(path), forms[i].ending)) {
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
