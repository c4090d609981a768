#include "command/pull_options.h"

#include "base/files.h"
#include "command/command.h"
#include "command/report_files.h"

#define OPTION(member) offsetof(struct pull_options, member)

/* clang-format off */
static const struct option_entry options[] = {
    {.name = "crm", .kind = OPTION_STRING, .argument = "URL|NAME", .offset = OPTION(access.crm),
     .help = "the CRM: its address, or its name in possum.conf"},
    {.name = "output", .letter = 'o', .kind = OPTION_STRING, .argument = "FILE|DIR", .offset = OPTION(output),
     .help = "the file for ClickPOS, or a directory in which each pull writes one of its own"},
    {.name = "again", .kind = OPTION_FLAG, .offset = OPTION(again),
     .help = "hand out once more what was handed out and has not come back"},
    CRM_OPTIONS(struct pull_options),
    {.name = "site", .kind = OPTION_STRING, .argument = "NAME", .offset = OPTION(site),
     .help = "the shop's name, as for push; default clickpos"},
    {.name = "output-encoding", .kind = OPTION_STRING, .argument = "NAME", .offset = OPTION(output_encoding),
     .help = "the encoding of the file for ClickPOS, as iconv calls it; default UTF-8 with a byte order mark"},
    {.name = "state", .kind = OPTION_STRING, .argument = "FILE", .offset = OPTION(state),
     .help = "keep the journal in this file instead of the usual one"},
    {.name = "verbose", .letter = 'v', .kind = OPTION_FLAG, .offset = OPTION(verbose),
     .help = "list all contacts in the summary, not only the first few"},
    COMMON_OPTIONS(struct pull_options),
};
/* clang-format on */

enum { OPTION_TOTAL = sizeof options / sizeof options[0] };

/* A pull reads no file but the mapping. */
static bool check_reading_options(const struct common_options *common, struct error *error)
{
    const char *option = common->encoding != NULL    ? "--encoding"
                         : common->delimiter != NULL ? "--delimiter"
                         : common->columns.count > 0 ? "--column"
                                                     : NULL;
    return option == NULL ||
           fail(error, ERROR_USAGE,
                "%s is about a file that is read, and pull reads from the CRM%s", option,
                common->encoding != NULL ? "; for the file it writes there is --output-encoding"
                                         : "");
}

static bool check_output(const struct pull_options *chosen, struct error *error)
{
    if (chosen->output == NULL && !chosen->common.dry_run) {
        return fail(error, ERROR_USAGE,
                    "pull needs a place for the file for ClickPOS: -o FILE or -o DIR (or "
                    "--dry-run)");
    }
    return chosen->output == NULL || !is_standard_input(chosen->output) ||
           fail(error, ERROR_USAGE,
                "pull remembers which file it has handed out, so that it cannot go to standard "
                "output; name a file or a directory");
}

static bool check_options(struct pull_choices *choices, const char *operand, struct error *error)
{
    const struct pull_options *chosen = &choices->options;
    if (operand != NULL) {
        return fail(error, ERROR_USAGE,
                    "pull reads from the CRM, not from a file: possum pull --crm URL -o FILE");
    }
    if (chosen->access.crm == NULL) {
        return fail(error, ERROR_USAGE,
                    "pull needs the CRM to read from: --crm with its address or its name in "
                    "possum.conf");
    }
    if (!check_site(chosen->site, error)) {
        return false;
    }
    if (chosen->common.rejects != NULL && is_standard_input(chosen->common.rejects)) {
        return fail(error, ERROR_USAGE, "rejects cannot go to standard output; name a file");
    }
    return check_reading_options(&chosen->common, error) && check_output(chosen, error) &&
           read_reject_limit(chosen->common.max_rejects, &choices->reject_limit, error) &&
           check_report_forms(&chosen->common.reports, error);
}

bool read_pull_options(int argc, char **argv, struct pull_choices *choices, bool *help,
                       struct error *error)
{
    int first = argc;
    choices->options.site = "clickpos";
    choices->options.access.api = CRM_API_NOT_GIVEN;
    return parse_options(argc, argv, options, OPTION_TOTAL, &choices->options, help, &first,
                         error) &&
           (*help || check_options(choices, first < argc ? argv[first] : NULL, error));
}

const struct command pull_command = {
    .name = "pull",
    .summary = "hand the CRM's ticked contacts out to ClickPOS",
    .usage = "possum pull [options] --crm URL|NAME -o FILE|DIR",
    .options = options,
    .option_count = OPTION_TOTAL,
    .run = run_pull,
};
