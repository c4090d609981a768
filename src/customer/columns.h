/**
 * Which column of an export goes to which row of the mapping.
 *
 * Headers match whatever their case, spacing and punctuation. A header that several rows share goes
 * to them in their order, and the last column of it to all the rest: so of two columns "Email" the
 * first is the contact's and the second the account's, and a single one is both (product.md "The
 * mapping").
 */
#ifndef POSSUM_CUSTOMER_COLUMNS_H
#define POSSUM_CUSTOMER_COLUMNS_H

#include "base/buffer.h"
#include "customer/mapping.h"

#define NO_COLUMN SIZE_MAX

/** The columns found for a mapping's rows. */
struct columns {
    size_t of_row[MAPPING_ROW_LIMIT];      /**< index of the row's column, or NO_COLUMN */
    size_t twin_of_row[MAPPING_ROW_LIMIT]; /**< the first row with this column and rule: its value
                                                serves for both, and is cleaned and reported once */
    size_t mapped;                         /**< columns that go to some row */
};

/** Finds the columns of all rows among `headers`. Memory that ran out shows in `arena`. */
void find_columns(const struct mapping *mapping, const struct text *headers, size_t count,
                  struct arena *arena, struct columns *columns);

/** Whether the columns make a header: the customer number and at least two others. */
bool make_header(const struct mapping *mapping, const struct columns *columns);

/** The row that the header `key` (make_header_key) belongs to, or NULL. */
const struct mapping_row *find_row_of_header(const struct mapping *mapping, struct text key);

/** Checks that each header that --column names was found; `path` is for the message. */
bool check_chosen_columns(const struct mapping *mapping, const struct columns *columns,
                          const struct text *headers, size_t count, const char *path,
                          struct error *error);

/** Appends the headers for a message, `"One", "Two" and 7 more`: at most `most` of them, and no
 * blank ones. */
void append_headers(struct buffer *out, const struct text *headers, size_t count, size_t most);

/** Fills `error` for a header that --column names and the file at `path` does not have, and returns
 *  false. */
bool refuse_chosen_column(struct text chosen, const struct text *headers, size_t count,
                          const char *path, struct error *error);

/** Appends what to do about the customer number column, which is not among the headers: one that is
 *  spelled nearly as one of `keys` (make_header_key) may be it. */
void append_number_advice(struct buffer *out, const struct name_list *keys,
                          const struct text *headers, size_t count);

/** Fills `error` for a file in which no record makes a header: what was seen (`headers`, at
 * `line`), what is missing, and what to do. */
void explain_no_header(const struct mapping *mapping, const char *path, const struct text *headers,
                       size_t count, uint64_t line, struct error *error);

#endif
