/**
 * The file for ClickPOS's mass upload, in the encoding that was asked for.
 */
#ifndef POSSUM_COMMAND_CLICKPOS_FILE_H
#define POSSUM_COMMAND_CLICKPOS_FILE_H

#include "base/outputs.h"
#include "csv/writer.h"
#include "customer/clickpos.h"
#include "customer/customer.h"

/** The file. */
struct clickpos_file {
    const struct mapping *mapping;
    struct clickpos_layout layout;
    struct encoder encoder;
    struct csv_writer writer;
    struct outputs outputs; /**< none in a dry run and for standard output */
};

/** Opens the file at `path` ("-" is standard output; NULL for a dry run, in which nothing is
 * written but all else is the same) and writes its header. ERROR_USAGE if the encoding (NULL:
 * UTF-8) is unknown or the file cannot be written. close_clickpos_file closes it, after a failure
 * too. */
bool open_clickpos_file(struct clickpos_file *file, const struct mapping *mapping, const char *path,
                        const char *encoding, bool overwrite, struct error *error);

/** Writes a customer. Each value that the encoding cannot hold adds an issue to it (`unencodable`)
 *  and is written with "?" for the characters concerned. */
bool write_clickpos_record(struct clickpos_file *file, struct customer *customer,
                           const struct customer_rules *rules, struct arena *arena,
                           struct error *error);

/** Ends the file: all its bytes are out, and nothing but the renaming is left. */
bool finish_clickpos_file(struct clickpos_file *file, struct error *error);

/** Frees what the file holds, and removes it if it is not in its place. */
void close_clickpos_file(struct clickpos_file *file);

#endif
