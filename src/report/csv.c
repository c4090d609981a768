#include "report/forms.h"

#include "base/excel.h"
#include "base/unicode.h"
#include "csv/writer.h"
#include "report/spool.h"
#include "report/summary.h"

#include <inttypes.h>

/* Excel's cells hold 32,767 characters, and a character made visible can take eight. */
enum { VALUE_LIMIT = 4000 };

/* A report being written. */
struct csv_form {
    const struct report *report;
    struct csv_writer writer;
    struct buffer visible;
    struct buffer cell;
};

/* A value goes through Excel unharmed, and a line of the file stays a record. */
static void write_value(struct csv_form *form, struct text value)
{
    form->visible.length = 0;
    form->cell.length = 0;
    append_visible(&form->visible, value, VALUE_LIMIT);
    append_for_excel(&form->cell, view_buffer(&form->visible));
    write_cell(&form->writer, view_buffer(&form->cell));
}

static void write_number(struct csv_form *form, uint64_t number)
{
    form->cell.length = 0;
    append_formatted(&form->cell, "%" PRIu64, number);
    write_cell(&form->writer, view_buffer(&form->cell));
}

static void write_dialects(struct csv_form *form)
{
    struct buffer dialect = {0};
    for (size_t i = 0; i < form->report->input_count; i++) {
        dialect.length = 0;
        append_dialect(&dialect, form->report, &form->report->inputs[i]);
        write_value(form, view_buffer(&dialect));
        end_record(&form->writer);
    }
    form->cell.failed |= dialect.failed;
    free_buffer(&dialect);
}

static void write_header(struct csv_form *form)
{
    static const char *const names[] = {"severity", "code",   "input", "line", "record",
                                        "customer", "column", "old",   "new",  "message"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        write_cell(&form->writer, make_text(names[i]));
    }
    end_record(&form->writer);
}

static void write_issue(void *context, const struct issue_place *place, const struct issue *issue)
{
    struct csv_form *form = context;
    const struct issue_kind *kind = get_issue_kind(issue->code);
    write_cell(&form->writer, make_text(get_severity_name(kind->severity)));
    write_cell(&form->writer, make_text(kind->name));
    write_cell(&form->writer, make_text(form->report->inputs[place->input].role));
    write_number(form, place->line);
    write_number(form, place->record);
    write_value(form, place->customer);
    write_value(form, issue->column);
    write_value(form, issue->has_old ? issue->old : EMPTY_TEXT);
    write_value(form, issue->has_new ? issue->new : EMPTY_TEXT);
    write_value(form, issue->message);
    end_record(&form->writer);
}

bool write_csv_report(const struct report *report, FILE *out, struct error *error)
{
    struct csv_form form = {.report = report, .writer = {.out = out}};
    fputs("\xEF\xBB\xBF", out);
    write_dialects(&form);
    write_header(&form);
    bool read = visit_issues(report, write_issue, &form, error) &&
                visit_findings(report, write_issue, &form, error);
    bool failed = form.visible.failed || form.cell.failed || form.writer.record.failed;
    free_csv_writer(&form.writer);
    free_buffer(&form.visible);
    free_buffer(&form.cell);
    return read && (!failed || fail_for_memory(error));
}
