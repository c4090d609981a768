#include "command/field_package.h"

#include "base/outputs.h"
#include "base/unicode.h"

/* The first label in the field's row, if the mapping has one. */
static bool find_label(const struct mapping *mapping, const struct needed_field *field,
                       struct text *label)
{
    const struct mapping_row *row = find_needed_row(mapping, field);
    if (row == NULL || row->labels.count == 0) {
        return false;
    }
    *label = row->labels.names[0];
    return true;
}

static void choose_fields(const struct mapping *mapping, const struct mapping *shipped,
                          struct custom_field fields[NEEDED_FIELD_COUNT])
{
    for (size_t i = 0; i < NEEDED_FIELD_COUNT; i++) {
        const struct needed_field *needed = &needed_fields[i];
        fields[i] = (struct custom_field){.module = get_module_name(needed->module),
                                          .name = make_text(needed->name),
                                          .label = EMPTY_TEXT,
                                          .type = needed->type};
        if (!find_label(mapping, needed, &fields[i].label)) {
            find_label(shipped, needed, &fields[i].label);
        }
    }
}

static void append_whole(struct buffer *out, struct text text)
{
    append_visible(out, text, text.length);
}

/* Says where the package is, what is in it and what an administrator does with it. */
static void print_steps(const char *path, const struct custom_field fields[NEEDED_FIELD_COUNT],
                        FILE *out)
{
    struct buffer text = {0};
    append_whole(&text, make_text(path));
    append_text(&text, TEXT(" is the package. It adds four fields to the CRM:\n\n"));
    for (size_t i = 0; i < NEEDED_FIELD_COUNT; i++) {
        append_formatted(&text, "  %-8s  %-23s  %-9s  ", fields[i].module, fields[i].name.at,
                         name_field_type(fields[i].type));
        append_whole(&text, fields[i].label);
        append_byte(&text, '\n');
    }
    append_text(&text,
                TEXT("\nAn administrator installs it there:\n\n"
                     "  1. Open Admin, Module Loader.\n"
                     "  2. Choose the file and press Upload.\n"
                     "  3. Press Install beside it, then Commit on the page that follows.\n\n"
                     "Then put the fields on the layouts of Contacts and Accounts, with Studio. "
                     "Until\nthen they are in imports and exports, but on no page.\n"));
    struct text steps = view_buffer(&text);
    fwrite(steps.at, 1, steps.length, out);
    free_buffer(&text);
}

bool write_package_file(const char *path, const struct mapping *mapping,
                        const struct mapping *shipped, bool overwrite, struct error *error)
{
    struct custom_field fields[NEEDED_FIELD_COUNT];
    struct outputs outputs = {0};
    choose_fields(mapping, shipped, fields);
    struct output *output = open_output(&outputs, path, overwrite, error);
    bool done =
        output != NULL &&
        write_field_package(output->stream, fields, NEEDED_FIELD_COUNT, POSSUM_VERSION, error) &&
        place_outputs(&outputs, error);
    discard_outputs(&outputs);
    if (done) {
        print_steps(path, fields, stderr);
    }
    return done;
}
