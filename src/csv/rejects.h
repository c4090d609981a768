/**
 * The rejects file: rows that were not carried, with the reasons, to be mended and fed back
 * (product.md "Rejects can be fed back").
 *
 * UTF-8 with byte order mark, comma, CRLF. A cell that Excel would run or change is written as
 * ="..."; what cannot be decoded, and NUL, stand as U+FFFD.
 */
#ifndef POSSUM_CSV_REJECTS_H
#define POSSUM_CSV_REJECTS_H

#include "csv/split.h"
#include "csv/writer.h"
#include "pipeline/record.h"

/** Begins the file: the byte order mark, and the three columns before the input's own. */
void begin_rejects(struct csv_writer *writer, struct cell_list header);

/** Writes one row. */
void write_reject(struct csv_writer *writer, const struct record *record, struct text code,
                  struct text reason);

#endif
