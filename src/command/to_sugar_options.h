/**
 * The command line of to-sugar.
 */
#ifndef POSSUM_COMMAND_TO_SUGAR_OPTIONS_H
#define POSSUM_COMMAND_TO_SUGAR_OPTIONS_H

#include "command/common_options.h"

/** The options as they are parsed. */
struct to_sugar_options {
    struct common_options common;
    const char *output;
    int target;       /**< enum wizard */
    int no_company;   /**< enum no_company */
    int too_long;     /**< 1: cut */
    int on_duplicate; /**< enum on_duplicate */
    bool protect;
    uint64_t split;
    const char *site;
};

/** Options that have been checked, with what they say in words turned into values. */
struct to_sugar_choices {
    struct to_sugar_options options;
    const char *input; /**< the export; "-" is standard input */
    char delimiter;    /**< 0: find it */
    struct reject_limit reject_limit;
};

/** Parses and checks the command line. *help says that only help is wanted. ERROR_USAGE otherwise
 *  says what is wrong. Free the choices' lists with free_common_options whatever comes of it. */
bool read_to_sugar_options(int argc, char **argv, struct to_sugar_choices *choices, bool *help,
                           struct error *error);

/** Runs to-sugar (to_sugar.c) and returns the exit status. */
int run_to_sugar(int argc, char **argv);

#endif
