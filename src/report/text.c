#include "report/forms.h"

#include "base/unicode.h"
#include "report/spool.h"
#include "report/summary.h"

#include <inttypes.h>

enum { VALUE_LIMIT = 1000 /* characters; a longer value says nothing more to the eye */ };

/* A report being written. */
struct text_form {
    const struct report *report;
    FILE *out;
    struct buffer line;
};

static void write_line(struct text_form *form)
{
    append_byte(&form->line, '\n');
    if (!form->line.failed) {
        fwrite(form->line.at, 1, form->line.length, form->out);
        form->line.length = 0;
    }
}

static void append_place(struct buffer *line, const struct report *report,
                         const struct issue_place *place)
{
    if (report->input_count > 1) {
        append_formatted(line, "%s, ", report->inputs[place->input].role);
    }
    append_formatted(line, "%s %" PRIu64, name_place(report), place->line);
    if (place->customer.length > 0) {
        append_text(line, TEXT(", customer "));
        append_visible(line, place->customer, VALUE_LIMIT);
    }
}

static void append_quoted(struct buffer *line, struct text value)
{
    append_byte(line, '"');
    append_visible(line, value, VALUE_LIMIT);
    append_byte(line, '"');
}

static void append_change(struct buffer *line, const struct issue *issue)
{
    if (!issue->has_old && !issue->has_new) {
        return;
    }
    append_text(line, TEXT(" ("));
    if (issue->has_old) {
        append_quoted(line, issue->old);
    }
    if (issue->has_new) {
        append_text(line, issue->has_old ? TEXT(" -> ") : TEXT("-> "));
        append_quoted(line, issue->new);
    }
    append_byte(line, ')');
}

static void write_issue(void *context, const struct issue_place *place, const struct issue *issue)
{
    struct text_form *form = context;
    append_place(&form->line, form->report, place);
    if (issue->column.length > 0) {
        append_text(&form->line, TEXT(", column "));
        append_quoted(&form->line, issue->column);
    }
    append_text(&form->line, TEXT(": "));
    append_visible(&form->line, issue->message, VALUE_LIMIT);
    append_change(&form->line, issue);
    append_formatted(&form->line, " [%s]", get_issue_kind(issue->code)->name);
    write_line(form);
}

static bool has_issues(const struct report *report)
{
    for (size_t i = 0; i < ISSUE_CODE_COUNT; i++) {
        if (report->groups[i].count > 0 && !get_issue_kind((enum issue_code)i)->is_finding) {
            return true;
        }
    }
    return false;
}

bool write_text_report(const struct report *report, FILE *out, struct error *error)
{
    struct text_form form = {.report = report, .out = out};
    append_summary(&form.line, report, NULL, 0, false);
    if (has_issues(report)) {
        append_formatted(&form.line, "\nEvery issue, in the order of the %ss", name_place(report));
    } else {
        append_text(&form.line, TEXT("\nThere is nothing to say about any row."));
    }
    write_line(&form);
    bool read = visit_issues(report, write_issue, &form, error);
    if (read && report->counts.findings > 0) {
        append_text(&form.line, TEXT("\nWhat the writing itself has shown, in the order of the "
                                     "lines"));
        write_line(&form);
        read = visit_findings(report, write_issue, &form, error);
    }
    bool failed = form.line.failed;
    free_buffer(&form.line);
    return read && (!failed || fail_for_memory(error));
}
