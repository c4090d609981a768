#include "base/files.h"
#include "base/nearest.h"
#include "base/unicode.h"
#include "command/command.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const struct command *const commands[] = {
    &to_sugar_command, &to_clickpos_command, &push_command,   &pull_command,
    &undo_command,     &runs_command,        &fields_command, &mapping_command,
};

enum { COMMAND_COUNT = sizeof commands / sizeof commands[0] };

static void print_usage(FILE *out)
{
    fputs("usage: possum COMMAND [options]\n", out);
}

static void print_program_help(FILE *out)
{
    print_usage(out);
    fputs("\nMoves customers between ClickPOS and SugarCRM or SuiteCRM.\n\ncommands:\n", out);
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        fprintf(out, "  %-14s %s\n", commands[i]->name, commands[i]->summary);
    }
    fputs("\n\"possum COMMAND --help\" has more about a command;\n"
          "\"possum --version\" tells the version.\n",
          out);
}

static const struct command *find_command(const char *name)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (strcmp(commands[i]->name, name) == 0) {
            return commands[i];
        }
    }
    return NULL;
}

static int refuse_command(const char *typed)
{
    struct text names[COMMAND_COUNT + 2];
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        names[i] = make_text(commands[i]->name);
    }
    names[COMMAND_COUNT] = TEXT("--help");
    names[COMMAND_COUNT + 1] = TEXT("--version");
    size_t count = sizeof names / sizeof names[0];
    size_t nearest = find_nearest(make_text(typed), names, count);
    struct buffer visible = {0};
    append_visible(&visible, make_text(typed), 60);
    append_byte(&visible, '\0');
    struct error error = {0};
    if (visible.failed) {
        fail_for_memory(&error);
    } else if (nearest < count) {
        fail(&error, ERROR_USAGE,
             "there is no command \"%s\"; did you mean \"%s\"? \"possum --help\" lists them",
             visible.at, names[nearest].at);
    } else if (typed[0] == '-') {
        fail(&error, ERROR_USAGE,
             "the command comes first, then its options such as \"%s\"; \"possum --help\" lists "
             "the commands",
             visible.at);
    } else {
        fail(&error, ERROR_USAGE, "there is no command \"%s\"; \"possum --help\" lists them",
             visible.at);
    }
    free_buffer(&visible);
    return report_error(&error);
}

static int run_help(int argc, char **argv)
{
    if (argc < 2) {
        print_program_help(stdout);
        return EXIT_DONE;
    }
    const struct command *command = find_command(argv[1]);
    if (command == NULL) {
        return refuse_command(argv[1]);
    }
    print_command_help(stdout, command);
    return EXIT_DONE;
}

static int run_command(int argc, char **argv)
{
    if (argc < 2) {
        print_usage(stderr);
        fputs("\"possum --help\" lists the commands\n", stderr);
        return EXIT_USAGE;
    }
    if (strcmp(argv[1], "help") == 0 || strcmp(argv[1], "--help") == 0 ||
        strcmp(argv[1], "-h") == 0) {
        return run_help(argc - 1, argv + 1);
    }
    if (strcmp(argv[1], "--version") == 0) {
        puts("possum " POSSUM_VERSION);
        return EXIT_DONE;
    }
    const struct command *command = find_command(argv[1]);
    return command == NULL ? refuse_command(argv[1]) : command->run(argc - 1, argv + 1);
}

/* Output that never arrived is not done; a run that failed has said so already. */
static int close_output(int status)
{
    errno = 0;
    bool failed = fflush(stdout) != 0 || ferror(stdout) != 0;
    int cause = errno;
    if (!failed && fclose(stdout) != 0 && errno != EBADF) { /* EBADF: it was never open */
        failed = true;
        cause = errno;
    }
    if (!failed || status > EXIT_REJECTS) {
        return status;
    }
    struct error error = {0};
    fail(&error, ERROR_USAGE, "cannot write standard output: %s; what arrived there is not whole",
         cause != 0 ? strerror(cause) : "a write failed");
    return report_error(&error);
}

int main(int argc, char **argv)
{
    keep_standard_streams();
    return close_output(run_command(argc, argv));
}
