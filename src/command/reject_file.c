#include "command/reject_file.h"

#include "base/unicode.h"
#include "command/output_directory.h"
#include "csv/rejects.h"

static bool begin_file(struct reject_file *file, const struct reader *reader, struct error *error)
{
    struct output *output = open_output(file->outputs, file->path, file->overwrite, error);
    if (output == NULL) {
        return false;
    }
    file->writer.out = output->stream;
    begin_rejects(&file->writer, get_dialect(reader)->header);
    return true;
}

/* All that is wrong with a row, in one text: "Mob: message; Suburb: message". */
static void append_reason(struct buffer *out, const struct issue_list *issues)
{
    for (const struct issue *issue = issues->first; issue != NULL; issue = issue->next) {
        if (issue->column.length > 0) {
            append_visible(out, issue->column, issue->column.length);
            append_text(out, TEXT(": "));
        }
        append_text(out, issue->message);
        if (issue->next != NULL) {
            append_text(out, TEXT("; "));
        }
    }
}

bool write_rejected_row(struct reject_file *file, const struct reader *reader,
                        const struct record *record, const struct issue_list *issues,
                        struct error *error)
{
    if (file->path == NULL) {
        return true;
    }
    if (file->writer.out == NULL && !begin_file(file, reader, error)) {
        return false;
    }
    struct buffer reason = {0};
    append_reason(&reason, issues);
    write_reject(&file->writer, record, make_text(get_issue_kind(issues->first->code)->name),
                 view_buffer(&reason));
    bool failed = reason.failed || file->writer.record.failed;
    free_buffer(&reason);
    return failed ? fail_for_memory(error) : true;
}

bool remove_old_rejects(const struct reject_file *file, const char *path, struct error *error)
{
    return path == NULL || file->writer.out != NULL || remove_if_ours(path, error);
}

void free_reject_file(struct reject_file *file)
{
    free_csv_writer(&file->writer);
}

bool name_reject_file(char place[PATH_LIMIT], const char *path, struct error *error)
{
    struct text name = make_text(path);
    if (name.length > 4 && ends_with_ignoring_case(name, TEXT(".csv"))) {
        name.length -= 4;
    }
    int written = snprintf(place, PATH_LIMIT, "%.*s.rejects.csv", (int)name.length, name.at);
    return (written > 0 && written < PATH_LIMIT) ||
           fail(error, ERROR_USAGE, "the path of the rejects file beside %s would be too long",
                path);
}
