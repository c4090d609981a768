#include "csv/select.h"

#include "csv/writer.h"

#include <csv.h>

enum { READ_SIZE = 64 * 1024 };

struct selection {
    struct csv_writer writer;
    const bool *keep;
    size_t count;
    size_t column;
};

static void select_cell(void *bytes, size_t length, void *context)
{
    struct selection *selection = context;
    if (selection->column < selection->count && selection->keep[selection->column]) {
        write_cell(&selection->writer, (struct text){bytes, length});
    }
    selection->column++;
}

static void end_row(int line_end, void *context)
{
    struct selection *selection = context;
    (void)line_end;
    end_record(&selection->writer);
    selection->column = 0;
}

/* Our own writer quotes a cell with blanks at its ends; so there is nothing to trim. */
static int is_no_space(unsigned char byte)
{
    (void)byte;
    return 0;
}

static bool copy_selection(FILE *in, struct csv_parser *parser, struct selection *selection)
{
    char bytes[READ_SIZE];
    csv_set_space_func(parser, is_no_space);
    size_t length;
    while ((length = fread(bytes, 1, sizeof bytes, in)) > 0) {
        if (csv_parse(parser, bytes, length, select_cell, end_row, selection) < length) {
            return false;
        }
    }
    return ferror(in) == 0 && csv_fini(parser, select_cell, end_row, selection) == 0 &&
           !selection->writer.record.failed;
}

bool select_columns(FILE *in, FILE *out, const bool *keep, size_t count, struct error *error)
{
    struct csv_parser parser;
    struct selection selection = {.writer = {.out = out}, .keep = keep, .count = count};
    if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0) {
        return fail_for_memory(error);
    }
    bool copied = copy_selection(in, &parser, &selection);
    csv_free(&parser);
    free_csv_writer(&selection.writer);
    return copied || fail(error, ERROR_USAGE,
                          "a temporary file beside the output cannot be read back; is its disk in "
                          "order?");
}
