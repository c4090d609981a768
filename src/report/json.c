#include "report/forms.h"

#include "base/unicode.h"
#include "report/spool.h"

#include <inttypes.h>
#include <json-c/json.h>

/* A report being written. */
struct json_form {
    const struct report *report;
    FILE *out;
    struct buffer valid; /* a value made UTF-8 */
    bool begun;          /* an issue has been written */
    bool failed;         /* memory ran out */
};

/* Appends `text` with U+FFFD for each byte that belongs to no character. */
static void append_valid(struct buffer *out, struct text text)
{
    for (size_t at = 0; at < text.length;) {
        struct character character = read_character(text, at);
        if (character.code < 0) {
            append_text(out, TEXT("\xEF\xBF\xBD"));
        } else {
            append_text(out, slice_text(text, at, at + character.length));
        }
        at += character.length;
    }
}

/* json-c escapes the control characters below U+0020; those from U+007F to U+009F command some
 * terminals all the same. */
static void write_escaping_controls(FILE *out, struct text json)
{
    size_t written = 0;
    for (size_t at = 0; at < json.length;) {
        struct character character = read_character(json, at);
        if (is_control(character.code)) {
            fwrite(json.at + written, 1, at - written, out);
            fprintf(out, "\\u%04x", (unsigned)character.code);
            written = at + character.length;
        }
        at += character.length;
    }
    fwrite(json.at + written, 1, json.length - written, out);
}

static void write_string(struct json_form *form, struct text text)
{
    if (!is_plain_ascii(text)) {
        form->valid.length = 0;
        append_valid(&form->valid, text);
        form->failed |= form->valid.failed;
        text = view_buffer(&form->valid);
    }
    /* A record has at most 1 MiB, so every length fits. */
    struct json_object *string = json_object_new_string_len(text.at, (int)text.length);
    size_t length = 0;
    const char *json = json_object_to_json_string_length(
        string, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE, &length);
    if (string == NULL || json == NULL) {
        form->failed = true;
    } else {
        write_escaping_controls(form->out, (struct text){json, length});
    }
    json_object_put(string);
}

static void write_key(struct json_form *form, const char *beginning, const char *key)
{
    fprintf(form->out, "%s\"%s\":", beginning, key);
}

static void write_string_member(struct json_form *form, const char *beginning, const char *key,
                                struct text value)
{
    write_key(form, beginning, key);
    write_string(form, value);
}

static void write_optional_member(struct json_form *form, const char *key, bool has_value,
                                  struct text value)
{
    write_key(form, ",", key);
    if (has_value) {
        write_string(form, value);
    } else {
        fputs("null", form->out);
    }
}

static void write_number_member(struct json_form *form, const char *beginning, const char *key,
                                uint64_t number)
{
    write_key(form, beginning, key);
    fprintf(form->out, "%" PRIu64, number);
}

static void write_columns(struct json_form *form, const struct report_input *input)
{
    write_key(form, ",", "columns");
    fputc('[', form->out);
    for (size_t i = 0; i < input->column_count; i++) {
        const struct report_column *column = &input->columns[i];
        write_string_member(form, i > 0 ? ",\n{" : "\n{", "header", column->header);
        write_key(form, ",", "fields");
        fputc('[', form->out);
        for (size_t k = 0; k < column->field_count; k++) {
            fputs(k > 0 ? "," : "", form->out);
            write_string(form, column->fields[k]);
        }
        fputc(']', form->out);
        write_number_member(form, ",", "filled", column->filled);
        fputc('}', form->out);
    }
    fputc(']', form->out);
}

static void write_inputs(struct json_form *form)
{
    write_key(form, ",\n", "inputs");
    fputc('[', form->out);
    for (size_t i = 0; i < form->report->input_count; i++) {
        const struct report_input *input = &form->report->inputs[i];
        write_string_member(form, i > 0 ? ",\n{" : "\n{", "role", make_text(input->role));
        write_string_member(form, ",", "path", make_text(input->path));
        write_string_member(form, ",", "encoding", make_text(input->encoding));
        write_string_member(form, ",", "delimiter", (struct text){&input->delimiter, 1});
        write_string_member(form, ",", "line_ends", make_text(input->line_ends));
        write_number_member(form, ",", "header_line", input->header_line);
        write_columns(form, input);
        fputc('}', form->out);
    }
    fputc(']', form->out);
}

static void write_push_counts(struct json_form *form)
{
    const struct counts *counts = &form->report->counts;
    write_number_member(form, ",", "created", counts->created);
    write_number_member(form, ",", "updated", counts->updated);
    write_number_member(form, ",", "unchanged", counts->unchanged);
    write_number_member(form, ",", "conflict", counts->conflict);
    write_number_member(form, ",", "failed", counts->failed);
    write_number_member(form, ",", "not_reached", counts->not_reached);
    write_number_member(form, ",", "accounts_updated", counts->accounts_updated);
    write_number_member(form, ",", "findings", counts->findings);
}

static void write_counts(struct json_form *form)
{
    const struct counts *counts = &form->report->counts;
    write_key(form, ",\n", "counts");
    write_number_member(form, "{", "read", counts->read);
    write_number_member(form, ",", "carried", counts->carried);
    write_number_member(form, ",", "rejected", counts->rejected);
    write_number_member(form, ",", "skipped", counts->skipped);
    write_number_member(form, ",", "contacts", counts->contacts);
    write_number_member(form, ",", "accounts", counts->accounts);
    write_number_member(form, ",", "new", counts->new_customers);
    write_number_member(form, ",", "not_selected", counts->not_selected);
    write_number_member(form, ",", "unused_accounts", counts->unused_accounts);
    write_number_member(form, ",", "rejected_accounts", counts->rejected_accounts);
    write_number_member(form, ",", "notices", counts->notices);
    write_number_member(form, ",", "warnings", counts->warnings);
    if (form->report->direction == REPORT_PUSH) {
        write_push_counts(form);
    }
    if (form->report->direction == REPORT_PULL) {
        write_number_member(form, ",", "waiting", counts->waiting);
    }
    fputc('}', form->out);
}

static void write_issue(void *context, const struct issue_place *place, const struct issue *issue)
{
    struct json_form *form = context;
    const struct issue_kind *kind = get_issue_kind(issue->code);
    write_string_member(form, form->begun ? ",\n{" : "\n{", "severity",
                        make_text(get_severity_name(kind->severity)));
    form->begun = true;
    write_string_member(form, ",", "code", make_text(kind->name));
    write_string_member(form, ",", "input", make_text(form->report->inputs[place->input].role));
    write_number_member(form, ",", "line", place->line);
    write_number_member(form, ",", "record", place->record);
    write_optional_member(form, "customer", place->customer.length > 0, place->customer);
    write_optional_member(form, "column", issue->column.length > 0, issue->column);
    write_optional_member(form, "old", issue->has_old, issue->old);
    write_optional_member(form, "new", issue->has_new, issue->new);
    write_string_member(form, ",", "message", issue->message);
    fputc('}', form->out);
}

bool write_json_report(const struct report *report, FILE *out, struct error *error)
{
    struct json_form form = {.report = report, .out = out};
    write_string_member(&form, "{", "possum", make_text(POSSUM_VERSION));
    write_string_member(&form, ",\n", "command", make_text(report->command));
    write_key(&form, ",\n", "dry_run");
    fputs(report->dry_run ? "true" : "false", out);
    if (report->stopped != NULL) {
        write_string_member(&form, ",\n", "stopped", make_text(report->stopped));
    }
    if (report->crm != NULL) {
        write_string_member(&form, ",\n", "crm", make_text(report->crm));
    }
    if (report->run != NULL) {
        write_string_member(&form, ",\n", "run", make_text(report->run));
    }
    write_inputs(&form);
    write_counts(&form);
    write_key(&form, ",\n", "issues");
    fputc('[', out);
    bool read = visit_issues(report, write_issue, &form, error);
    fputc(']', out);
    if (read && report->direction == REPORT_PUSH) {
        write_key(&form, ",\n", "findings");
        fputc('[', out);
        form.begun = false;
        read = visit_findings(report, write_issue, &form, error);
        fputc(']', out);
    }
    fputs("}\n", out);
    free_buffer(&form.valid);
    return read && (!form.failed || fail_for_memory(error));
}
