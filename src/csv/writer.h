/**
 * Records to CSV: comma, double quotes where needed, CRLF (RFC 4180).
 *
 * A cell is quoted if it holds a comma, a quote or a line break, or if blanks stand at its ends,
 * which some readers would trim.
 */
#ifndef POSSUM_CSV_WRITER_H
#define POSSUM_CSV_WRITER_H

#include "csv/encode.h"

#include <stdio.h>

/** A writer of records to `out`. Set `out`, perhaps `encoder`, and leave the rest zero. Failures to
 *  write show in ferror(out); memory that ran out shows in record.failed. */
struct csv_writer {
    FILE *out;               /**< not owned; NULL records nothing, as in a dry run */
    struct encoder *encoder; /**< into what records are encoded; NULL for UTF-8. Not owned */
    struct buffer record;    /**< the record being composed */
    struct buffer encoded;   /**< the same, encoded */
    bool begun;              /**< it has a cell already */
};

/** Appends a cell to the record. */
void write_cell(struct csv_writer *writer, struct text cell);

/** Ends the record and writes it. */
void end_record(struct csv_writer *writer);

/** Frees the writer's memory, not the stream. */
void free_csv_writer(struct csv_writer *writer);

#endif
