#include "command/push_options.h"

#include "base/files.h"
#include "command/command.h"
#include "command/report_files.h"

#include <string.h>

static const char *const no_company_choices[] = {"account", "contact", "skip", NULL};
static const char *const too_long_choices[] = {"reject", "cut", NULL};
static const char *const duplicate_choices[] = {"reject", "first", NULL};
static const char *const blanks_choices[] = {"keep", "clear", NULL};

#define OPTION(member) offsetof(struct push_options, member)

/* clang-format off */
static const struct option_entry options[] = {
    {.name = "crm", .kind = OPTION_STRING, .argument = "URL|NAME", .offset = OPTION(access.crm),
     .help = "the CRM: its address, or its name in possum.conf"},
    CRM_OPTIONS(struct push_options),
    {.name = "connections", .kind = OPTION_COUNT, .argument = "N", .offset = OPTION(connections),
     .help = "write N records at a time, 16 at most (default 2)"},
    {.name = "site", .kind = OPTION_STRING, .argument = "NAME", .offset = OPTION(site),
     .help = "the shop's name in derived ids, for two shops in one CRM; default clickpos"},
    {.name = "no-company", .kind = OPTION_CHOICE, .choices = no_company_choices, .offset = OPTION(no_company),
     .help = "what a customer without a company gets: an account (default), the address on the contact, or neither"},
    {.name = "too-long", .kind = OPTION_CHOICE, .choices = too_long_choices, .offset = OPTION(too_long),
     .help = "what becomes of a value longer than its field (default reject)"},
    {.name = "on-duplicate", .kind = OPTION_CHOICE, .choices = duplicate_choices, .offset = OPTION(on_duplicate),
     .help = "what becomes of a second, different row of a number: reject it (default), or let the first count"},
    {.name = "blanks", .kind = OPTION_CHOICE, .choices = blanks_choices, .offset = OPTION(blanks),
     .help = "what a blank cell does to a value in the CRM: keep it (default) or clear it"},
    {.name = "recreate-deleted", .kind = OPTION_FLAG, .offset = OPTION(recreate_deleted),
     .help = "make a contact anew that was deleted in the CRM"},
    {.name = "assign", .kind = OPTION_STRING, .argument = "USER", .offset = OPTION(assign),
     .help = "give the records that are created this user of the CRM as their owner"},
    {.name = "results", .kind = OPTION_STRING, .argument = "FILE", .offset = OPTION(results),
     .help = "write a line for each row: what became of it, and its ids in the CRM"},
    {.name = "plan-out", .kind = OPTION_STRING, .argument = "FILE", .offset = OPTION(plan_out),
     .help = "with --dry-run: write down the plan, for --plan"},
    {.name = "plan", .kind = OPTION_STRING, .argument = "FILE", .offset = OPTION(plan),
     .help = "carry out this plan, and nothing else"},
    {.name = "state", .kind = OPTION_STRING, .argument = "FILE", .offset = OPTION(state),
     .help = "keep the journal in this file instead of the usual one"},
    {.name = "verbose", .letter = 'v', .kind = OPTION_FLAG, .offset = OPTION(verbose),
     .help = "list all changes in the summary, not only the first few"},
    COMMON_OPTIONS(struct push_options),
};
/* clang-format on */

enum { OPTION_TOTAL = sizeof options / sizeof options[0] };

static bool check_plan_options(const struct push_options *chosen, struct error *error)
{
    if (chosen->plan_out != NULL && !chosen->common.dry_run) {
        return fail(error, ERROR_USAGE,
                    "--plan-out writes down what would be done; run it with --dry-run, and then "
                    "again with --plan instead of both");
    }
    if (chosen->plan_out != NULL && chosen->plan != NULL) {
        return fail(error, ERROR_USAGE,
                    "--plan carries a plan out, --plan-out writes one; give "
                    "one of them");
    }
    return true;
}

static bool check_inputs(const struct push_choices *choices, struct error *error)
{
    const struct push_options *chosen = &choices->options;
    const char *mapping = chosen->common.mapping;
    if (mapping != NULL && is_standard_input(mapping) && is_standard_input(choices->input)) {
        return fail(error, ERROR_USAGE,
                    "only one of the export and the mapping can be standard input");
    }
    if (chosen->access.crm == NULL) {
        return fail(error, ERROR_USAGE,
                    "push needs the CRM to write to: --crm with its address or its name in "
                    "possum.conf");
    }
    return true;
}

static bool check_options(struct push_choices *choices, int operand_count, char **operands,
                          struct error *error)
{
    const struct push_options *chosen = &choices->options;
    if (operand_count != 1) {
        return fail(error, ERROR_USAGE,
                    operand_count == 0 ? "push needs the export to read: possum push --crm URL "
                                         "EXPORT.csv; \"-\" is standard input"
                                       : "push reads one export at a time");
    }
    choices->input = operands[0];
    if (!check_site(chosen->site, error)) {
        return false;
    }
    if (chosen->connections > CRM_SESSION_LIMIT) {
        return fail(error, ERROR_USAGE, "--connections takes a number from 1 to %d",
                    CRM_SESSION_LIMIT);
    }
    return check_inputs(choices, error) && check_plan_options(chosen, error) &&
           read_delimiter(chosen->common.delimiter, &choices->delimiter, error) &&
           read_reject_limit(chosen->common.max_rejects, &choices->reject_limit, error) &&
           check_report_forms(&chosen->common.reports, error);
}

bool read_push_options(int argc, char **argv, struct push_choices *choices, bool *help,
                       struct error *error)
{
    int first = argc;
    choices->options.site = "clickpos";
    choices->options.access.api = CRM_API_NOT_GIVEN;
    return parse_options(argc, argv, options, OPTION_TOTAL, &choices->options, help, &first,
                         error) &&
           (*help || check_options(choices, argc - first, argv + first, error));
}

const struct command push_command = {
    .name = "push",
    .summary = "create and update the CRM's records from a ClickPOS export",
    .usage = "possum push [options] --crm URL|NAME EXPORT.csv",
    .options = options,
    .option_count = OPTION_TOTAL,
    .run = run_push,
};
