/**
 * The command line of push.
 */
#ifndef POSSUM_COMMAND_PUSH_OPTIONS_H
#define POSSUM_COMMAND_PUSH_OPTIONS_H

#include "command/common_options.h"
#include "command/crm_options.h"

/** The options as they are parsed. */
struct push_options {
    struct common_options common;
    struct crm_options access;
    const char *site;
    int no_company;   /**< enum no_company */
    int too_long;     /**< 1: cut */
    int on_duplicate; /**< enum on_duplicate */
    int blanks;       /**< 1: clear */
    bool recreate_deleted;
    const char *assign;
    uint64_t connections; /**< 0: what possum.conf says, or 2 */
    const char *results;
    const char *plan_out;
    const char *plan;
    const char *state;
    bool verbose;
};

/** Options that have been checked, with what they say in words turned into values. */
struct push_choices {
    struct push_options options;
    const char *input; /**< the export;"-" is standard input */
    char delimiter;    /**< 0: find it */
    struct reject_limit reject_limit;
};

/** Parses and checks the command line, as read_to_sugar_options does. */
bool read_push_options(int argc, char **argv, struct push_choices *choices, bool *help,
                       struct error *error);

/** Runs push (push.c) and returns the exit status. */
int run_push(int argc, char **argv);

#endif
