#include "base/files.h"
#include "command/command.h"
#include "command/load_mapping.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

struct mapping_options {
    const char *mapping;
};

static const struct option_entry options[] = {
    {.name = "mapping",
     .kind = OPTION_STRING,
     .argument = "FILE",
     .offset = offsetof(struct mapping_options, mapping),
     .help = "check this mapping and print it, instead of the shipped one"},
};

enum { OPTION_TOTAL = sizeof options / sizeof options[0] };

static int print_file(const char *path, struct error *error)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        fail(error, ERROR_USAGE, "%s cannot be opened: %s", path, strerror(errno));
        return report_error(error);
    }
    char bytes[4096];
    size_t length;
    while ((length = fread(bytes, 1, sizeof bytes, file)) > 0) {
        fwrite(bytes, 1, length, stdout);
    }
    fclose(file);
    return EXIT_DONE;
}

static int run_mapping(int argc, char **argv)
{
    struct mapping_options chosen = {0};
    struct error error = {0};
    bool help = false;
    int first_operand = argc;
    if (!parse_options(argc, argv, options, OPTION_TOTAL, &chosen, &help, &first_operand, &error)) {
        return report_error(&error);
    }
    if (help) {
        print_command_help(stdout, &mapping_command);
        return EXIT_DONE;
    }
    if (first_operand < argc) {
        fail(&error, ERROR_USAGE, "mapping takes no file; a mapping to check goes to --mapping");
        return report_error(&error);
    }
    if (chosen.mapping != NULL && is_standard_input(chosen.mapping)) {
        fail(&error, ERROR_USAGE, "mapping checks and prints a file; give it a name");
        return report_error(&error);
    }
    if (chosen.mapping == NULL) {
        fwrite(default_mapping, 1, default_mapping_size, stdout);
        return EXIT_DONE;
    }
    struct mapping *mapping = load_mapping(chosen.mapping, &(struct string_list){0}, false, &error);
    if (mapping == NULL) {
        return report_error(&error);
    }
    unload_mapping(mapping);
    return print_file(chosen.mapping, &error);
}

const struct command mapping_command = {
    .name = "mapping",
    .summary = "print the mapping in use, to be edited and handed back",
    .usage = "possum mapping [--mapping FILE]",
    .options = options,
    .option_count = OPTION_TOTAL,
    .run = run_mapping,
};
