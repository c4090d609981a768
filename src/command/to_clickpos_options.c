#include "command/to_clickpos_options.h"

#include "base/files.h"
#include "command/command.h"
#include "command/report_files.h"

static const char *const selections[] = {"all", "ticked", "new", NULL};
static const char *const no_company_choices[] = {"account", "contact", NULL};

#define OPTION(member) offsetof(struct to_clickpos_options, member)

/* clang-format off */
static const struct option_entry options[] = {
    {.name = "contacts", .kind = OPTION_STRING, .argument = "FILE", .offset = OPTION(contacts),
     .help = "the contacts that the CRM exported, or a Contacts.csv of to-sugar"},
    {.name = "accounts", .kind = OPTION_STRING, .argument = "FILE", .offset = OPTION(accounts),
     .help = "the accounts they belong to"},
    {.name = "output", .letter = 'o', .kind = OPTION_STRING, .argument = "FILE", .offset = OPTION(output),
     .help = "the file for ClickPOS; \"-\" is standard output"},
    {.name = "select", .kind = OPTION_CHOICE, .choices = selections, .offset = OPTION(selection),
     .help = "which contacts go: all (default), those with ClickPOS Sync ticked, or those without a customer number"},
    {.name = "no-company", .kind = OPTION_CHOICE, .choices = no_company_choices, .offset = OPTION(no_company),
     .help = "where a contact without an account has its address and phone: nowhere (account, default), or on itself"},
    {.name = "output-encoding", .kind = OPTION_STRING, .argument = "NAME", .offset = OPTION(output_encoding),
     .help = "the encoding of the file for ClickPOS, as iconv calls it; default UTF-8 with a byte order mark"},
    COMMON_OPTIONS(struct to_clickpos_options),
};
/* clang-format on */

enum { OPTION_TOTAL = sizeof options / sizeof options[0] };

/* Only one of the files to read may be standard input. */
static bool check_standard_input(const struct to_clickpos_options *chosen, struct error *error)
{
    const char *const inputs[] = {chosen->contacts, chosen->accounts, chosen->common.mapping};
    size_t count = 0;
    for (size_t i = 0; i < sizeof inputs / sizeof inputs[0]; i++) {
        count += inputs[i] != NULL && is_standard_input(inputs[i]);
    }
    return count <= 1 || fail(error, ERROR_USAGE,
                              "only one of the contacts, the accounts and the mapping can be "
                              "standard input");
}

static bool check_options(struct to_clickpos_choices *choices, const char *operand,
                          struct error *error)
{
    const struct to_clickpos_options *chosen = &choices->options;
    const char *rejects = chosen->common.rejects;
    if (operand != NULL) {
        return fail(error, ERROR_USAGE,
                    "to-clickpos takes its files by name: --contacts FILE and --accounts FILE");
    }
    if (chosen->contacts == NULL) {
        return fail(error, ERROR_USAGE,
                    "to-clickpos needs the contacts to read: --contacts FILE; \"-\" is standard "
                    "input");
    }
    if (chosen->output == NULL && !chosen->common.dry_run) {
        return fail(error, ERROR_USAGE,
                    "to-clickpos needs a file to write: -o FILE (or --dry-run); \"-\" is standard "
                    "output");
    }
    if (rejects != NULL && is_standard_input(rejects)) {
        return fail(error, ERROR_USAGE, "rejects cannot go to standard output; name a file");
    }
    return check_standard_input(chosen, error) &&
           read_delimiter(chosen->common.delimiter, &choices->delimiter, error) &&
           read_reject_limit(chosen->common.max_rejects, &choices->reject_limit, error) &&
           check_report_forms(&chosen->common.reports, error);
}

bool read_to_clickpos_options(int argc, char **argv, struct to_clickpos_choices *choices,
                              bool *help, struct error *error)
{
    int first = argc;
    return parse_options(argc, argv, options, OPTION_TOTAL, &choices->options, help, &first,
                         error) &&
           (*help || check_options(choices, first < argc ? argv[first] : NULL, error));
}

const struct command to_clickpos_command = {
    .name = "to-clickpos",
    .summary = "turn SugarCRM's exports into a file for ClickPOS's mass upload",
    .usage = "possum to-clickpos [options] --contacts C.csv [--accounts A.csv] -o FILE",
    .options = options,
    .option_count = OPTION_TOTAL,
    .run = run_to_clickpos,
};
