/**
 * An import file of a run: Accounts.csv or Contacts.csv, or its numbered parts.
 */
#ifndef POSSUM_COMMAND_SUGAR_FILE_H
#define POSSUM_COMMAND_SUGAR_FILE_H

#include "base/outputs.h"
#include "csv/writer.h"
#include "customer/sugar.h"

/** A module's file, or its parts. */
struct sugar_file {
    const struct sugar_form *form;
    enum module module;
    const char *directory;
    uint64_t split;       /**< records a part; 0 for one file */
    bool overwrite;       /**< --force */
    bool dry_run;         /**< nothing is opened; all else is the same */
    struct outputs parts; /**< none in a dry run */
    struct csv_writer writer;
    size_t part_count; /**< parts begun; in a dry run, too */
    uint64_t records_in_part;
    uint64_t record_count;           /**< in all parts */
    bool filled[SUGAR_COLUMN_LIMIT]; /**< columns that some record has filled */
};

/** Writes the customer's record of the file's module; adds an issue if the wizard may split it. */
bool write_sugar_record(struct sugar_file *file, struct customer *customer, struct arena *arena,
                        struct error *error);

/** Ends the file: leaves out the columns that are blank throughout (product.md "Cleaning and
 * checking a row"), or writes a header alone if no record came. The parts are then closed: all
 *  their bytes are out, and nothing but the renaming is left. */
bool finish_sugar_file(struct sugar_file *file, struct error *error);

/** Whether the column stays in the file. */
bool keeps_column(const struct sugar_file *file, size_t column);

/** Frees what the file holds, and removes parts that are not in their place. */
void free_sugar_file(struct sugar_file *file);

#endif
