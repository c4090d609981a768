/**
 * The command line of pull.
 */
#ifndef POSSUM_COMMAND_PULL_OPTIONS_H
#define POSSUM_COMMAND_PULL_OPTIONS_H

#include "command/common_options.h"
#include "command/crm_options.h"

/** The options as they are parsed. */
struct pull_options {
    struct common_options common;
    struct crm_options access;
    const char *output; /**< a file or a directory; NULL only in a dry run */
    const char *output_encoding;
    const char *site;
    const char *state;
    bool again;
    bool verbose;
};

/** Options that have been checked. */
struct pull_choices {
    struct pull_options options;
    struct reject_limit reject_limit;
};

/** Parses and checks the command line, as read_to_clickpos_options does. */
bool read_pull_options(int argc, char **argv, struct pull_choices *choices, bool *help,
                       struct error *error);

/** Runs pull (pull.c) and returns the exit status. */
int run_pull(int argc, char **argv);

#endif
