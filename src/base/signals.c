#include "base/signals.h"

#include <signal.h>
#include <stddef.h>

/* Like the terminal, signals belong to the process: a handler can reach nothing else. */
static volatile sig_atomic_t caught;

static void catch_signal(int number)
{
    caught = number;
}

void catch_signals(void)
{
    struct sigaction action = {.sa_handler = catch_signal, .sa_flags = (int)SA_RESETHAND};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGHUP, &action, NULL);
}

const char *explain_signal(void)
{
    switch (caught) {
    case SIGINT:
        return "interrupted by Ctrl-C or SIGINT";
    case SIGTERM:
        return "asked to end by SIGTERM";
    case SIGHUP:
        return "the terminal was closed (SIGHUP)";
    default:
        return NULL;
    }
}

void acknowledge_signal(void)
{
    caught = 0;
}
