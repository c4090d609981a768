/**
 * The inputs of to-clickpos: the contacts, and the accounts they belong to.
 */
#ifndef POSSUM_COMMAND_CLICKPOS_INPUTS_H
#define POSSUM_COMMAND_CLICKPOS_INPUTS_H

#include "command/input.h"
#include "command/to_clickpos_options.h"
#include "customer/contact.h"
#include "customer/crm_header.h"

/** The inputs; MODULE_CONTACTS and MODULE_ACCOUNTS are the indices, here and in the report. */
struct clickpos_inputs {
    const struct mapping *mapping;
    struct input inputs[MODULE_COUNT]; /**< the accounts' reader is NULL if there is no such file */
    struct crm_columns columns[MODULE_COUNT];
    struct crm_rules rules[MODULE_COUNT];
};

/** Opens the files and finds their columns. Copies of what cannot be sought go to `directory`
 * (NULL: TMPDIR or /tmp). ERROR_INPUT if a file cannot be used, if two columns clash, if the two
 * cannot be joined, or if the check box that --select asks for is not there. close_clickpos_inputs
 * frees them, after a failure too. */
bool open_clickpos_inputs(struct clickpos_inputs *inputs, const struct to_clickpos_choices *choices,
                          const struct mapping *mapping, const char *directory, struct arena *arena,
                          struct error *error);

/** Whether there is an accounts file. */
bool has_accounts(const struct clickpos_inputs *inputs);

/** An empty store for the accounts, found as the two files allow. */
struct account_store start_account_store(const struct clickpos_inputs *inputs);

/** Describes the inputs in the report, and reports what is to be said about whole files: columns of
 *  no use, fields without a column, no accounts file. */
bool describe_clickpos_inputs(const struct clickpos_inputs *inputs, struct report *report,
                              struct arena *arena, struct error *error);

/** Closes the files. */
void close_clickpos_inputs(struct clickpos_inputs *inputs);

#endif
