/**
 * A ClickPOS export that is read: its mapping, its reader, which of its columns is what, and the
 * rules by which its customers are made.
 */
#ifndef POSSUM_COMMAND_EXPORT_H
#define POSSUM_COMMAND_EXPORT_H

#include "command/common_options.h"
#include "command/input.h"
#include "command/record_stream.h"
#include "customer/customer.h"

/** An export. open_export fills it, close_export empties it; it may not be moved in between. */
struct export
{
    struct mapping *mapping;
    struct input input;
    struct columns columns;
    struct customer_rules rules;
};

/** How it is to be read, beside the common options. */
struct export_options {
    const char *path; /**< "-" is standard input */
    char delimiter;   /**< 0: find it */
    const char *site;
    bool cut_too_long;
    bool is_read_twice; /**< the reader can be rewound */
};

/** Loads the mapping, opens the export and finds its header. Texts stand in `arena`. ERROR_USAGE
 *  for the mapping or a column that --column names, ERROR_INPUT for the export. */
bool open_export(struct export *export, const struct export_options *options,
                 const struct common_options *common, struct arena *arena, struct error *error);

/** Adds it to the report, and warns of columns that another one's place leaves without use. */
bool describe_export(struct report *report, const struct export *export, struct arena *arena,
                     struct error *error);

/** Makes the customers of a batch: a batch_maker, whose rules are the export's. */
void *make_customers(const void *rules, struct batch *batch);

/** Closes it; all zero is allowed. */
void close_export(struct export *export);

#endif
