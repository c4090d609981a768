/**
 * Finding the dialect of a file: its delimiter and its header among the first records (product.md
 * "Reading a file", Delimiter and Header).
 */
#ifndef POSSUM_CSV_DIALECT_H
#define POSSUM_CSV_DIALECT_H

#include "csv/reader.h"
#include "csv/source.h"

/** Where the header was found. */
struct header_place {
    size_t length;      /**< bytes from the window's start to behind the header */
    uint64_t next_line; /**< the line behind it */
    size_t key_column;
};

/** Seeks the header in the first 20 records of the window, under each delimiter that may be meant
 *  (`delimiter` alone if it is not 0, else the one that a "sep=" line names, else comma, semicolon,
 *  tab and pipe), and takes the one that knows most columns. Fills `dialect`, whose header stands
 * in `arena`. */
bool find_header(struct source *source, char delimiter, const struct header_judge *judge,
                 struct arena *arena, struct dialect *dialect, struct header_place *place,
                 struct error *error);

/** The cells of a record of our own rejects file without the three that are ours, each unwrapped as
 *  it was before the rejects file was written (base/excel.h). */
struct cell_list strip_rejects_columns(struct arena *arena, struct cell_list list);

#endif
