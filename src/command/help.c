#include "command/command.h"

#include "base/buffer.h"
#include "base/unicode.h"

#include <string.h>

void print_command_help(FILE *out, const struct command *command)
{
    fprintf(out, "usage: %s\n\n%s\n\noptions:\n", command->usage, command->summary);
    print_options(out, command->options, command->option_count);
}

static int choose_exit_status(enum error_kind kind)
{
    switch (kind) {
    case ERROR_NONE:
        return EXIT_DONE;
    case ERROR_USAGE:
        return EXIT_USAGE;
    case ERROR_INPUT:
        return EXIT_INPUT;
    case ERROR_CRM:
        return EXIT_CRM;
    case ERROR_STOPPED:
        return EXIT_STOPPED;
    }
    return EXIT_USAGE;
}

int report_error(const struct error *error)
{
    struct text message = make_text(error->message);
    struct buffer visible = {0};
    append_visible(&visible, message, message.length);
    if (visible.failed) {
        fputs("possum: out of memory\n", stderr);
    } else {
        fprintf(stderr, "possum: %.*s\n", (int)visible.length, visible.at);
    }
    free_buffer(&visible);
    return choose_exit_status(error->kind);
}
