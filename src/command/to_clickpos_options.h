/**
 * The command line of to-clickpos.
 */
#ifndef POSSUM_COMMAND_TO_CLICKPOS_OPTIONS_H
#define POSSUM_COMMAND_TO_CLICKPOS_OPTIONS_H

#include "command/common_options.h"

/** --no-company contact: a contact without an account has its address and phone itself. */
enum { NO_COMPANY_ON_CONTACT = 1 };

/** The options as they are parsed. */
struct to_clickpos_options {
    struct common_options common;
    const char *contacts; /**< "-" is standard input */
    const char *accounts; /**< likewise; NULL if there are none */
    const char *output;   /**< "-" is standard output; NULL in a dry run */
    int selection;        /**< enum selection */
    int no_company;       /**< 1: NO_COMPANY_ON_CONTACT */
    const char *output_encoding;
};

/** Options that have been checked, with what they say in words turned into values. */
struct to_clickpos_choices {
    struct to_clickpos_options options;
    char delimiter; /**< 0: find it */
    struct reject_limit reject_limit;
};

/** Parses and checks the command line. *help says that only help is wanted. ERROR_USAGE otherwise
 *  says what is wrong. Free the choices' lists with free_common_options whatever comes of it. */
bool read_to_clickpos_options(int argc, char **argv, struct to_clickpos_choices *choices,
                              bool *help, struct error *error);

/** Runs to-clickpos (to_clickpos.c) and returns the exit status. */
int run_to_clickpos(int argc, char **argv);

#endif
