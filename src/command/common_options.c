#include "command/common_options.h"

#include "base/text.h"
#include "customer/identity.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PERCENT_SAMPLE = 100 };

bool read_reject_limit(const char *given, struct reject_limit *limit, struct error *error)
{
    *limit = (struct reject_limit){0};
    if (given == NULL) {
        return true;
    }
    uint64_t most = 0;
    size_t digits = strspn(given, "0123456789");
    for (size_t i = 0; i < digits; i++) {
        most = most < UINT32_MAX ? 10 * most + (uint64_t)(given[i] - '0') : most;
    }
    limit->is_percent = strcmp(given + digits, "%") == 0;
    bool valid = digits > 0 && (given[digits] == '\0' || (limit->is_percent && most <= 100));
    if (!valid) {
        return fail(error, ERROR_USAGE,
                    "--max-rejects needs a number of rows such as 50, or a share such as 5%%");
    }
    limit->is_set = true;
    limit->most = most;
    return true;
}

bool passes_reject_limit(const struct reject_limit *limit, const struct counts *counts, bool at_end)
{
    if (!limit->is_set) {
        return false;
    }
    if (!limit->is_percent) {
        return counts->rejected > limit->most;
    }
    return (at_end || counts->read >= PERCENT_SAMPLE) &&
           100 * counts->rejected > limit->most * counts->read;
}

void judge_rejects(struct report *report, const struct reject_limit *limit, bool at_end)
{
    if (report->stopped == NULL && passes_reject_limit(limit, &report->counts, at_end)) {
        report->stopped = "more rows were rejected than --max-rejects allows";
    }
}

bool check_site(const char *site, struct error *error)
{
    return is_site_name(make_text(site)) ||
           fail(error, ERROR_USAGE, "--site needs 1 to 32 of the characters a-z, 0-9 and \"-\"");
}

bool read_delimiter(const char *given, char *delimiter, struct error *error)
{
    static const struct {
        const char *name;
        char delimiter;
    } names[] = {{"comma", ','}, {"semicolon", ';'}, {"tab", '\t'}, {"\\t", '\t'}, {"pipe", '|'}};
    *delimiter = 0;
    if (given == NULL) {
        return true;
    }
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (equal_texts_ignoring_case(make_text(given), make_text(names[i].name))) {
            *delimiter = names[i].delimiter;
            return true;
        }
    }
    bool valid =
        strlen(given) == 1 && strchr("\"\r\n ", given[0]) == NULL && (unsigned char)given[0] < 0x80;
    if (!valid) {
        return fail(error, ERROR_USAGE,
                    "--delimiter needs one character such as \";\", or comma, semicolon, tab or "
                    "pipe; a quote, a blank or a line break cannot part cells");
    }
    *delimiter = given[0];
    return true;
}

uint64_t choose_jobs(uint64_t given)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    return given > 0 ? given : (uint64_t)(processors > 1 ? processors : 1);
}

bool decide_on_terminal(int when)
{
    return when == WHEN_ALWAYS || (when == WHEN_AUTO && isatty(STDERR_FILENO) != 0);
}

void free_common_options(struct common_options *options)
{
    free_string_list(&options->columns);
    free_string_list(&options->reports);
}
