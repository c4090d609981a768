/**
 * Command lines, from one table.
 *
 * Each command has a table of its options; the parser, --help and the tests that hold the man page
 * to it read the same table (architecture.md "Tables over code"). Parsing stands on getopt_long.
 */
#ifndef POSSUM_BASE_OPTIONS_H
#define POSSUM_BASE_OPTIONS_H

#include "base/error.h"

#include <stdint.h>
#include <stdio.h>

/** What an option's argument is, and so where it goes. */
enum option_kind {
    OPTION_FLAG,   /**< none; *(bool *) becomes true */
    OPTION_STRING, /**< any; *(const char **) points at it */
    OPTION_COUNT,  /**< a whole number from 1; *(uint64_t *) */
    OPTION_CHOICE, /**< one of `choices`; *(int *) becomes its index */
    OPTION_WHEN,   /**< always (if none is given), never or auto; *(int *), an enum when */
    OPTION_LIST,   /**< any, repeatable; appended to *(struct string_list *) */
};

/** For OPTION_WHEN. */
enum when { WHEN_AUTO, WHEN_ALWAYS, WHEN_NEVER };

/** The arguments of a repeatable option. The strings belong to argv. */
struct string_list {
    const char **items;
    size_t count;
};

/** One option of a command. */
struct option_entry {
    const char *name; /**< long name, without dashes */
    char letter;      /**< short form, or 0 */
    enum option_kind kind;
    const char *argument;       /**< how help names the argument ("FILE"); NULL for flags */
    const char *const *choices; /**< for OPTION_CHOICE, NULL-terminated; the first is the default */
    size_t offset;              /**< of the target in the command's options struct */
    const char *help;           /**< one line */
};

/**
 * Parses argv[1..] of a command by `table` (`count` entries) into the struct at `target`, which the
 * caller has filled with defaults; argv[0] is the command's name.
 *
 * Options may stand anywhere (unless POSIXLY_CORRECT is set); "--" ends them; "-" is an operand.
 * The operands are moved to the end of argv, *first_operand is the index of the first one. "--help"
 * and "-h" are always known, set *help and end the parse (no operands then). Of an option given
 * again the last counts, but for lists. An option of the table, written out, is not taken as
 * another one's argument unless joined to it ("--site=--force").
 *
 * ERROR_USAGE otherwise, with the nearest name for a mistyped option or choice. What was parsed
 * until then stands in the target: the caller frees its lists either way.
 */
bool parse_options(int argc, char **argv, const struct option_entry *table, size_t count,
                   void *target, bool *help, int *first_operand, struct error *error);

/** Writes the table, and --help, as help text, one option a line, within 80 columns. */
void print_options(FILE *out, const struct option_entry *table, size_t count);

/** Frees the list's array. */
void free_string_list(struct string_list *list);

#endif
