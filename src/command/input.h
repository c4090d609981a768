/**
 * An input of a run: its reader and header, and what the report says of them.
 */
#ifndef POSSUM_COMMAND_INPUT_H
#define POSSUM_COMMAND_INPUT_H

#include "csv/reader.h"
#include "customer/columns.h"
#include "report/report.h"

/** An input. */
struct input {
    const char *role; /**< "export", "contacts" or "accounts" */
    const char *path; /**< as given; "-" is standard input */
    struct reader *reader;
    struct text *headers; /**< the header's cells without the white space around them */
    size_t header_count;
};

/** Takes the headers from the dialect of the input's reader into `arena`. */
bool take_headers(struct input *input, struct arena *arena, struct error *error);

/** Adds the input to the report: its dialect and columns, each with the fields it goes to. The
 * texts stand in `arena`. */
bool describe_input(struct report *report, const struct input *input, const struct mapping *mapping,
                    const struct columns *columns, struct arena *arena, struct error *error);

/** Says that the column goes to one field more, which is in no mapping: "Contacts.account_id". */
void add_column_field(struct report_input *input, size_t column, struct text field,
                      struct arena *arena);

/** The row of the mapping that a header could go to, by its key (make_header_key), or NULL. */
typedef const struct mapping_row *row_finder(const void *context, struct text key);

/** Warns of columns that the mapping knows but has no use for, since another took their place:
 *  `column-repeated`, at the header's line. `index` is the input's in the report. */
bool report_unused_columns(struct report *report, size_t index, row_finder *find_row,
                           const void *context, struct arena *arena, struct error *error);

/** Records one issue about an input's header: about the whole file. */
bool report_header_issue(struct report *report, size_t index, enum issue_code code,
                         struct text column, struct text message, struct arena *arena,
                         struct error *error);

/** Counts which cells of a record are not blank, unless its cells cannot be told apart. */
void count_filled_cells(struct report_input *input, const struct record *record);

#endif
