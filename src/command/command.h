/**
 * The commands: each parses its options, wires the stages and chooses the exit status.
 */
#ifndef POSSUM_COMMAND_COMMAND_H
#define POSSUM_COMMAND_COMMAND_H

#include "base/error.h"
#include "base/options.h"

/** Exit statuses (product.md "Commands"). */
enum exit_status {
    EXIT_DONE = 0,
    EXIT_REJECTS = 1,
    EXIT_USAGE = 2,
    EXIT_INPUT = 3,
    EXIT_CRM = 4,
    EXIT_STOPPED = 5,
};

/** A command. main.c has the table of all. */
struct command {
    const char *name;
    const char *summary; /**< one line for "possum --help" */
    const char *usage;   /**< "possum to-sugar [options] EXPORT.csv -o DIR" */
    const struct option_entry *options;
    size_t option_count;
    int (*run)(int argc, char **argv);
};

extern const struct command to_sugar_command;
extern const struct command to_clickpos_command;
extern const struct command push_command;
extern const struct command pull_command;
extern const struct command undo_command;
extern const struct command runs_command;
extern const struct command fields_command;
extern const struct command mapping_command;

/** Prints the help of one command. */
void print_command_help(FILE *out, const struct command *command);

/** Prints "possum: MESSAGE" on standard error, control characters made visible, and returns the
 * exit status of the error's kind. */
int report_error(const struct error *error);

#endif
