#include "report/summary.h"

#include "base/files.h"
#include "base/unicode.h"
#include "report/counts_summary.h"
#include "report/numbers.h"
#include "report/plan_summary.h"
#include "report/style.h"

#include <inttypes.h>

enum {
    VALUE_LIMIT = 200, /* characters of a header or a path that are shown */
    MARGIN = 11,       /* blanks before what belongs to a cause; the count stands in them */
    LINE_WIDTH = 80,
    COLUMN_LIMIT = 20, /* columns of an input that are listed */
};

/* A summary being written. */
struct summary {
    struct buffer *out;
    const struct report *report;
    bool color;
};

static void append_delimiter(struct buffer *out, char delimiter)
{
    switch (delimiter) {
    case ',':
        append_text(out, TEXT("comma"));
        break;
    case ';':
        append_text(out, TEXT("semicolon"));
        break;
    case '\t':
        append_text(out, TEXT("tab"));
        break;
    case '|':
        append_text(out, TEXT("pipe"));
        break;
    default:
        append_byte(out, '"');
        append_visible(out, (struct text){&delimiter, 1}, 1);
        append_byte(out, '"');
        break;
    }
}

static void append_path(struct buffer *out, const char *path)
{
    append_visible(out, make_text(name_path(path)), VALUE_LIMIT);
}

void append_dialect(struct buffer *out, const struct report *report,
                    const struct report_input *input)
{
    append_path(out, input->path);
    if (report->input_count > 1) {
        append_formatted(out, " (%s)", input->role);
    }
    append_text(out, TEXT(": "));
    append_delimiter(out, input->delimiter);
    append_text(out, TEXT(", "));
    append_visible(out, make_text(input->encoding), VALUE_LIMIT);
    append_formatted(out, ", %s, header on line %" PRIu64 ", ", input->line_ends,
                     input->header_line);
    append_counted(out, input->column_count, "column");
}

/* Begins a section; more of its title may follow. */
static void begin_title(struct summary *summary, const char *title)
{
    append_byte(summary->out, '\n');
    begin_style(summary->out, summary->color, BOLD);
    append_text(summary->out, make_text(title));
}

static void end_title(struct summary *summary)
{
    end_style(summary->out, summary->color);
    append_byte(summary->out, '\n');
}

static void append_outcome(struct summary *summary)
{
    const struct report *report = summary->report;
    begin_title(summary, "possum ");
    append_text(summary->out, make_text(report->command));
    if (report->dry_run) {
        append_text(summary->out,
                    TEXT(", DRY RUN: this is what would happen, nothing was changed"));
    }
    end_title(summary);
    if (report->dry_run && report->direction == REPORT_PUSH) {
        append_push_time(summary->out, &report->counts);
    }
    if (report->stopped != NULL) {
        begin_style(summary->out, summary->color, BOLD_RED);
        append_text(summary->out, TEXT("STOPPED EARLY: "));
        append_visible(summary->out, make_text(report->stopped), VALUE_LIMIT);
        end_style(summary->out, summary->color);
        append_byte(summary->out, '\n');
    }
    if (report->go_on != NULL) {
        append_text(summary->out, TEXT("To go on: "));
        append_visible(summary->out, make_text(report->go_on), SIZE_MAX);
        append_byte(summary->out, '\n');
    }
}

static void append_role(struct summary *summary, size_t input)
{
    append_formatted(summary->out, " (%s)", summary->report->inputs[input].role);
}

/* The inputs that the lines of a group are of. */
static size_t count_inputs(const struct issue_group *group)
{
    size_t count = 0;
    for (size_t i = 0; i < REPORT_INPUT_LIMIT; i++) {
        count += group->last_lines[i] > 0;
    }
    return count;
}

/* Appends "20 (contacts), 44 (contacts) and 3 (accounts)", or "20, 44 and 102 (contacts)" if all
 * are of one input; none is named if the report has no other. */
static void append_first_lines(struct summary *summary, const struct issue_group *group,
                               uint64_t shown, bool name_inputs)
{
    bool more = group->line_count > shown;
    bool alike = group->first_lines[0].input == group->first_lines[shown - 1].input;
    for (uint64_t i = 0; i < shown; i++) {
        const struct issue_line *place = &group->first_lines[i];
        if (i > 0) {
            append_text(summary->out, i + 1 == shown && !more ? TEXT(" and ") : TEXT(", "));
        }
        append_formatted(summary->out, "%" PRIu64, place->line);
        if (name_inputs && (!alike || i + 1 == shown)) {
            append_role(summary, place->input);
        }
    }
}

const char *name_place(const struct report *report)
{
    return report->direction == REPORT_PULL ? "number" : "line";
}

/* Appends "lines 20, 44, 102 and 9 more". */
static void append_lines(struct summary *summary, const struct issue_group *group)
{
    uint64_t shown =
        group->line_count < REPORT_FIRST_LINES ? group->line_count : REPORT_FIRST_LINES;
    uint64_t more = group->line_count - shown;
    bool several = summary->report->input_count > 1;
    bool name_last = several && count_inputs(group) == 1;
    append_formatted(summary->out, "%s%s ", name_place(summary->report),
                     group->line_count == 1 ? "" : "s");
    append_first_lines(summary, group, shown, several && !name_last);
    if (more > 0) {
        append_text(summary->out, TEXT(" and "));
        append_number(summary->out, more, 0);
        append_text(summary->out, TEXT(" more"));
    }
    if (name_last) {
        append_role(summary, group->first_lines[0].input);
    }
    append_byte(summary->out, '\n');
}

/* Appends what to do, broken at blanks where a line would go past LINE_WIDTH. */
static void append_advice(struct buffer *out, const char *advice)
{
    struct text rest = make_text(advice);
    size_t column = MARGIN + sizeof "What to do:" - 1;
    append_formatted(out, "%*sWhat to do:", MARGIN, "");
    while (rest.length > 0) {
        size_t end = find_byte(rest, ' ', 0);
        if (column + 1 + end > LINE_WIDTH) {
            append_formatted(out, "\n%*s", MARGIN - 1, "");
            column = MARGIN - 1;
        }
        append_byte(out, ' ');
        append_text(out, slice_text(rest, 0, end));
        column += 1 + end;
        rest = trim_blanks(slice_text(rest, end, rest.length));
    }
    append_byte(out, '\n');
}

static void append_group(struct summary *summary, enum issue_code code)
{
    const struct issue_group *group = &summary->report->groups[code];
    const struct issue_kind *kind = get_issue_kind(code);
    append_number(summary->out, group->count, MARGIN - 2);
    append_formatted(summary->out, "  %s [%s]\n%*s", kind->title, kind->name, MARGIN, "");
    append_lines(summary, group);
    append_advice(summary->out, kind->advice);
}

/* Appends the groups of one severity; `count` is the number in the section's title. */
static void append_section(struct summary *summary, enum severity severity, const char *title,
                           uint64_t count)
{
    bool begun = false;
    for (size_t i = 0; i < ISSUE_CODE_COUNT; i++) {
        enum issue_code code = (enum issue_code)i;
        const struct issue_kind *kind = get_issue_kind(code);
        if (summary->report->groups[i].count == 0 || kind->is_finding ||
            kind->severity != severity) {
            continue;
        }
        if (!begun) {
            begin_title(summary, title);
            append_number(summary->out, count, 0);
            end_title(summary);
            begun = true;
        }
        append_group(summary, code);
    }
}

/* What only the real write could show, whatever its severity. */
static void append_findings(struct summary *summary)
{
    bool begun = false;
    for (size_t i = 0; i < ISSUE_CODE_COUNT; i++) {
        enum issue_code code = (enum issue_code)i;
        if (summary->report->groups[i].count == 0 || !get_issue_kind(code)->is_finding) {
            continue;
        }
        if (!begun) {
            begin_title(summary, "What the writing itself has shown: ");
            append_number(summary->out, summary->report->counts.findings, 0);
            end_title(summary);
            begun = true;
        }
        append_group(summary, code);
    }
}

static void append_column(struct summary *summary, const struct report_input *input, size_t index)
{
    const struct report_column *column = &input->columns[index];
    struct buffer *out = summary->out;
    if (column->header.length > 0) {
        append_text(out, TEXT("  \""));
        append_visible(out, column->header, VALUE_LIMIT);
        append_text(out, TEXT("\"  filled in "));
    } else {
        append_formatted(out, "  column %zu, without a header,  filled in ", index + 1);
    }
    append_number(out, column->filled, 0);
    if (summary->report->input_count == 1) { /* else the rows read are not this input's alone */
        append_text(out, TEXT(" of "));
        append_number(out, summary->report->counts.read, 0);
    }
    append_byte(out, '\n');
}

/* Appends "  and 7 more, ..." or, if nothing stands before it, "  7 columns, ...". */
static void append_further_columns(struct buffer *out, size_t count, bool is_first,
                                   const char *what)
{
    append_text(out, is_first ? TEXT("  ") : TEXT("  and "));
    append_number(out, count, 0);
    append_formatted(out, "%s, %s\n",
                     !is_first    ? " more"
                     : count == 1 ? " column"
                                  : " columns",
                     what);
}

/* Lists the columns that map to nothing and hold something; the blank ones are only counted. */
static void append_unmapped_columns(struct summary *summary, const struct report_input *input)
{
    size_t count = 0;
    size_t blank = 0;
    for (size_t i = 0; i < input->column_count; i++) {
        const struct report_column *column = &input->columns[i];
        if (column->field_count > 0) {
            continue;
        }
        if (count + blank == 0) {
            begin_title(summary, "Columns that map to nothing, in ");
            append_path(summary->out, input->path);
            end_title(summary);
        }
        blank += column->filled == 0;
        count += column->filled > 0;
        if (column->filled > 0 && count <= COLUMN_LIMIT) {
            append_column(summary, input, i);
        }
    }
    if (count > COLUMN_LIMIT) {
        append_further_columns(summary->out, count - COLUMN_LIMIT, false,
                               "which a .json report lists");
    }
    if (blank > 0) {
        append_further_columns(summary->out, blank, count == 0, "blank in every row");
    }
}

static void append_files(struct summary *summary, const struct report_file *files,
                         size_t file_count)
{
    if (file_count == 0) {
        return;
    }
    begin_title(summary, "Files written");
    end_title(summary);
    for (size_t i = 0; i < file_count; i++) {
        append_text(summary->out, TEXT("  "));
        append_visible(summary->out, make_text(files[i].path), VALUE_LIMIT);
        append_formatted(summary->out, "  %s\n", files[i].what);
    }
}

void append_summary(struct buffer *out, const struct report *report,
                    const struct report_file *files, size_t file_count, bool color)
{
    struct summary summary = {.out = out, .report = report, .color = color};
    const struct counts *counts = &report->counts;
    for (size_t i = 0; report->direction != REPORT_PULL && i < report->input_count; i++) {
        append_dialect(out, report, &report->inputs[i]);
        append_byte(out, '\n');
    }
    if (report->crm != NULL) {
        append_visible(out, make_text(report->crm), VALUE_LIMIT);
        append_formatted(out, "%s%s\n", report->run != NULL ? ", run " : "",
                         report->run != NULL ? report->run : "");
    }
    append_outcome(&summary);
    append_counts(out, report, color);
    if (report->direction == REPORT_PUSH) {
        begin_title(&summary, "Changes");
        end_title(&summary);
        append_plan_summary(out, report, report->verbose);
        append_section(&summary, SEVERITY_CONFLICT, "Conflicts: ", counts->conflict);
        append_findings(&summary);
    }
    if (report->direction == REPORT_PULL && counts->carried > 0) {
        begin_title(&summary, "Handed out");
        end_title(&summary);
        append_plan_summary(out, report, report->verbose);
    }
    append_section(&summary, SEVERITY_ERROR,
                   "Rejected rows: ", counts->rejected + counts->rejected_accounts);
    append_section(&summary, SEVERITY_WARNING, "Warnings: ", counts->warnings);
    append_section(&summary, SEVERITY_NOTICE, "Notices: ", counts->notices);
    for (size_t i = 0; i < report->input_count; i++) {
        append_unmapped_columns(&summary, &report->inputs[i]);
    }
    append_files(&summary, files, file_count);
}

void write_summary(const struct report *report, const struct report_file *files, size_t file_count,
                   bool color, FILE *out)
{
    struct buffer text = {0};
    append_summary(&text, report, files, file_count, color);
    if (text.length > 0) {
        fwrite(text.at, 1, text.length, out);
    }
    free_buffer(&text);
}
