#include "command/to_sugar_options.h"

#include "base/files.h"
#include "command/command.h"
#include "command/report_files.h"

#include <string.h>

static const char *const targets[] = {"suitecrm", "sugarcrm", NULL};
static const char *const no_company_choices[] = {"account", "contact", "skip", NULL};
static const char *const too_long_choices[] = {"reject", "cut", NULL};
static const char *const duplicate_choices[] = {"reject", "first", NULL};

#define OPTION(member) offsetof(struct to_sugar_options, member)

/* clang-format off */
static const struct option_entry options[] = {
    {.name = "output", .letter = 'o', .kind = OPTION_STRING, .argument = "DIR", .offset = OPTION(output),
     .help = "the directory for the files; it is made if it is missing"},
    {.name = "target", .kind = OPTION_CHOICE, .choices = targets, .offset = OPTION(target),
     .help = "whose import wizard will read the files (default suitecrm)"},
    {.name = "protect", .kind = OPTION_FLAG, .offset = OPTION(protect),
     .help = "write values that the wizard would damage in a harmless form"},
    {.name = "split", .kind = OPTION_COUNT, .argument = "N", .offset = OPTION(split),
     .help = "write numbered parts of N records"},
    {.name = "no-company", .kind = OPTION_CHOICE, .choices = no_company_choices, .offset = OPTION(no_company),
     .help = "what a customer without a company gets: an account (default), the address on the contact, or neither"},
    {.name = "too-long", .kind = OPTION_CHOICE, .choices = too_long_choices, .offset = OPTION(too_long),
     .help = "what becomes of a value longer than its field (default reject)"},
    {.name = "on-duplicate", .kind = OPTION_CHOICE, .choices = duplicate_choices, .offset = OPTION(on_duplicate),
     .help = "what becomes of a second, different row of a number: reject it (default), or let the first count"},
    {.name = "site", .kind = OPTION_STRING, .argument = "NAME", .offset = OPTION(site),
     .help = "the shop's name in derived ids, for two shops in one CRM; default clickpos"},
    COMMON_OPTIONS(struct to_sugar_options),
};
/* clang-format on */

enum { OPTION_TOTAL = sizeof options / sizeof options[0] };

static bool check_options(struct to_sugar_choices *choices, int operand_count, char **operands,
                          struct error *error)
{
    const struct to_sugar_options *chosen = &choices->options;
    if (operand_count != 1) {
        return fail(error, ERROR_USAGE,
                    operand_count == 0 ? "to-sugar needs the export to read: possum to-sugar "
                                         "EXPORT.csv -o DIR; \"-\" is standard input"
                                       : "to-sugar reads one export at a time");
    }
    choices->input = operands[0];
    if (chosen->output == NULL && !chosen->common.dry_run) {
        return fail(error, ERROR_USAGE,
                    "to-sugar needs a directory for its files: -o DIR (or --dry-run)");
    }
    if (chosen->output != NULL && strcmp(chosen->output, "-") == 0) {
        return fail(
            error, ERROR_USAGE,
            "to-sugar writes several files and cannot write them to standard output; name a "
            "directory with -o DIR");
    }
    const char *mapping = chosen->common.mapping;
    if (mapping != NULL && is_standard_input(mapping) && is_standard_input(choices->input)) {
        return fail(error, ERROR_USAGE,
                    "only one of the export and the mapping can be standard input");
    }
    if (!check_site(chosen->site, error)) {
        return false;
    }
    return read_delimiter(chosen->common.delimiter, &choices->delimiter, error) &&
           read_reject_limit(chosen->common.max_rejects, &choices->reject_limit, error) &&
           check_report_forms(&chosen->common.reports, error);
}

bool read_to_sugar_options(int argc, char **argv, struct to_sugar_choices *choices, bool *help,
                           struct error *error)
{
    int first = argc;
    choices->options.site = "clickpos";
    return parse_options(argc, argv, options, OPTION_TOTAL, &choices->options, help, &first,
                         error) &&
           (*help || check_options(choices, argc - first, argv + first, error));
}

const struct command to_sugar_command = {
    .name = "to-sugar",
    .summary = "turn a ClickPOS export into files for SugarCRM's import",
    .usage = "possum to-sugar [options] EXPORT.csv -o DIR",
    .options = options,
    .option_count = OPTION_TOTAL,
    .run = run_to_sugar,
};
