#include "base/files.h"
#include "base/signals.h"
#include "base/unicode.h"
#include "command/command.h"
#include "command/crm_place.h"
#include "command/field_check.h"
#include "command/field_package.h"
#include "command/load_mapping.h"
#include "command/trace_file.h"

#include <string.h>

struct fields_options {
    struct crm_options access;
    const char *package;
    const char *mapping;
    bool force;
};

#define OPTION(member) offsetof(struct fields_options, member)

/* clang-format off */
static const struct option_entry options[] = {
    {.name = "crm", .kind = OPTION_STRING, .argument = "URL|NAME", .offset = OPTION(access.crm),
     .help = "look whether the CRM at this address, or of this name in possum.conf, has the fields"},
    CRM_OPTIONS(struct fields_options),
    {.name = "package", .kind = OPTION_STRING, .argument = "FILE.zip", .offset = OPTION(package),
     .help = "the package to write, for the CRM's Module Loader"},
    {.name = "mapping", .kind = OPTION_STRING, .argument = "FILE", .offset = OPTION(mapping),
     .help = "take the fields' labels from this mapping instead of the shipped one"},
    {.name = "force", .letter = 'f', .kind = OPTION_FLAG, .offset = OPTION(force),
     .help = "replace a package or a trace that exists"},
};
/* clang-format on */

enum { OPTION_TOTAL = sizeof options / sizeof options[0] };

/* A run, and the mappings that the labels stand in. */
struct run {
    struct fields_options options;
    struct mapping *shipped;
    struct mapping *given;  /* NULL without --mapping */
    struct crm_place place; /* empty without --crm */
};

/* The CRM takes no file with another ending. */
static bool ends_in_zip(const char *path)
{
    const char *name = get_file_name(path);
    size_t length = strlen(name);
    return length > 4 && strcmp(name + length - 4, ".zip") == 0;
}

static bool find_place(struct run *run, struct error *error)
{
    const struct fields_options *chosen = &run->options;
    if (!find_crm(&run->place, &chosen->access, error)) {
        return false;
    }
    return chosen->access.trace == NULL || chosen->mapping == NULL ||
           !is_same_place(chosen->access.trace, chosen->mapping) ||
           fail(error, ERROR_USAGE, "%s would replace what the run reads; name another file",
                chosen->access.trace);
}

static bool check_package_options(const struct fields_options *chosen, struct error *error)
{
    if (has_crm_options(&chosen->access)) {
        return fail(error, ERROR_USAGE,
                    "--package writes a file and looks at no CRM; leave out the options for that");
    }
    if (!ends_in_zip(chosen->package)) {
        return fail(error, ERROR_USAGE,
                    "the name of the package has to end in \".zip\", or the CRM does not take it");
    }
    if (chosen->mapping != NULL && is_same_place(chosen->package, chosen->mapping)) {
        return fail(error, ERROR_USAGE, "%s would replace what the run reads; name another file",
                    chosen->package);
    }
    return true;
}

static bool check_options(struct run *run, const char *operand, struct error *error)
{
    const struct fields_options *chosen = &run->options;
    if (operand != NULL) {
        return fail(error, ERROR_USAGE,
                    "fields takes the CRM's address and the package by name: --crm URL or "
                    "--package FILE.zip");
    }
    if ((chosen->package == NULL) == (chosen->access.crm == NULL)) {
        return fail(error, ERROR_USAGE,
                    "fields needs either a CRM to look at, --crm URL, or the package to write, "
                    "--package FILE.zip");
    }
    return chosen->package != NULL ? check_package_options(chosen, error) : find_place(run, error);
}

static bool load_mappings(struct run *run, struct error *error)
{
    const struct string_list no_columns = {0};
    const char *path = run->options.mapping;
    run->shipped = load_mapping(NULL, &no_columns, false, error);
    run->given = path == NULL ? NULL : load_mapping(path, &no_columns, false, error);
    return run->shipped != NULL && (path == NULL || run->given != NULL);
}

/* Lists what the CRM has of both modules, and prints what was found. */
static bool check_crm(struct run *run, struct crm *crm, struct arena *arena, struct error *error)
{
    static const enum crm_module modules[MODULE_COUNT] = {
        [MODULE_CONTACTS] = CRM_CONTACTS, [MODULE_ACCOUNTS] = CRM_ACCOUNTS};
    struct crm_field_list lists[MODULE_COUNT];
    struct checked_field checked[NEEDED_FIELD_COUNT];
    for (size_t i = 0; i < MODULE_COUNT; i++) {
        if (!describe_module(crm, modules[i], arena, &lists[i], error)) {
            return false;
        }
    }
    check_fields(run->given != NULL ? run->given : run->shipped, lists, checked);
    struct text product = make_visible(arena, crm->product, crm->product.length);
    struct text place = make_visible(arena, make_text(run->place.url), SIZE_MAX);
    if (arena->exhausted) {
        return fail_for_memory(error);
    }
    printf("%.*s at %.*s, over %s\n\n", (int)product.length, product.at, (int)place.length,
           place.at, get_api_name(crm));
    print_checked_fields(checked, stdout);
    fflush(stdout); /* before an error may follow; main looks whether it arrived */
    return judge_fields(checked, error);
}

static bool look_at_crm(struct run *run, FILE *trace, struct error *error)
{
    struct arena arena = {0};
    struct crm crm = {0};
    run->place.http.connections = 1; /* a trace of more has to number its exchanges */
    bool done = enter_crm(&run->place, trace, &crm, error) && check_crm(run, &crm, &arena, error);
    close_crm(&crm);
    free_arena(&arena);
    return done;
}

static bool look_with_trace(struct run *run, struct error *error)
{
    const struct fields_options *chosen = &run->options;
    FILE *trace;
    if (!open_trace_file(chosen->access.trace, chosen->force, &trace, error)) {
        return false;
    }
    struct error unwritten = {0};
    bool done = look_at_crm(run, trace, error);
    bool written = close_trace_file(chosen->access.trace, trace, &unwritten);
    if (done && !written) {
        *error = unwritten;
    }
    return done && written;
}

static bool do_run(struct run *run, struct error *error)
{
    const struct fields_options *chosen = &run->options;
    catch_signals(); /* none may come between a temporary file and its end */
    return load_mappings(run, error) &&
           (chosen->package != NULL ? write_package_file(chosen->package, run->given, run->shipped,
                                                         chosen->force, error)
                                    : look_with_trace(run, error));
}

static int run_fields(int argc, char **argv)
{
    struct run run = {.options = {.access = NO_CRM_OPTIONS}};
    struct error error = {0};
    bool help = false;
    int first = argc;
    int status = EXIT_DONE;
    bool done =
        parse_options(argc, argv, options, OPTION_TOTAL, &run.options, &help, &first, &error) &&
        (help ||
         (check_options(&run, first < argc ? argv[first] : NULL, &error) && do_run(&run, &error)));
    if (!done) {
        status = report_error(&error);
    } else if (help) {
        print_command_help(stdout, &fields_command);
    }
    forget_crm(&run.place);
    unload_mapping(run.given);
    unload_mapping(run.shipped);
    return status;
}

const struct command fields_command = {
    .name = "fields",
    .summary = "check a CRM for ClickPOS's four fields, or package them",
    .usage = "possum fields --crm URL|NAME, or: possum fields --package FILE.zip",
    .options = options,
    .option_count = OPTION_TOTAL,
    .run = run_fields,
};
