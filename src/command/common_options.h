/**
 * The options that every converting command takes (product.md "Commands"), and what they come to.
 */
#ifndef POSSUM_COMMAND_COMMON_OPTIONS_H
#define POSSUM_COMMAND_COMMON_OPTIONS_H

#include "base/options.h"
#include "report/report.h"

#include <stddef.h>

/** Where the common options go; a member `common` of a command's own options. */
struct common_options {
    const char *mapping;
    struct string_list columns;
    const char *encoding;
    const char *delimiter;
    struct string_list reports;
    const char *rejects;
    const char *max_rejects;
    uint64_t limit; /**< 0: none */
    uint64_t jobs;  /**< 0: as many as there are processors */
    bool dry_run;
    bool force;
    bool quiet;
    int progress; /**< enum when */
    int color;    /**< enum when */
};

/* clang-format off */
#define COMMON_OPTION(type, member) offsetof(type, common) + offsetof(struct common_options, member)

/** The entries for the table of a command whose options are a `type`. */
#define COMMON_OPTIONS(type)                                                                      \
    {.name = "dry-run", .letter = 'n', .kind = OPTION_FLAG,                                       \
     .offset = COMMON_OPTION(type, dry_run),                                                      \
     .help = "do all but write; only reports and rejects asked for appear"},                              \
    {.name = "mapping", .kind = OPTION_STRING, .argument = "FILE",                                \
     .offset = COMMON_OPTION(type, mapping), .help = "use this mapping instead of the shipped one"}, \
    {.name = "column", .kind = OPTION_LIST, .argument = "FIELD=HEADER",                           \
     .offset = COMMON_OPTION(type, columns),                                                      \
     .help = "take a field from the column of that header; repeatable"},                          \
    {.name = "encoding", .kind = OPTION_STRING, .argument = "NAME",                               \
     .offset = COMMON_OPTION(type, encoding),                                                     \
     .help = "the input's encoding, as iconv calls it; else it is found"},                        \
    {.name = "delimiter", .kind = OPTION_STRING, .argument = "C",                                 \
     .offset = COMMON_OPTION(type, delimiter),                                                    \
     .help = "the input's delimiter: a character, or comma, semicolon, tab, pipe; else it is found"}, \
    {.name = "report", .kind = OPTION_LIST, .argument = "FILE",                                   \
     .offset = COMMON_OPTION(type, reports),                                                      \
     .help = "write a report; its ending says how: .txt, .json or .csv; repeatable"},             \
    {.name = "rejects", .kind = OPTION_STRING, .argument = "FILE",                                \
     .offset = COMMON_OPTION(type, rejects), .help = "where rejected rows go"},                   \
    {.name = "max-rejects", .kind = OPTION_STRING, .argument = "N|P%",                            \
     .offset = COMMON_OPTION(type, max_rejects),                                                  \
     .help = "stop with exit status 5 once more rows than that are rejected"},                    \
    {.name = "limit", .kind = OPTION_COUNT, .argument = "N",                                      \
     .offset = COMMON_OPTION(type, limit), .help = "carry the first N customers only"},           \
    {.name = "jobs", .letter = 'j', .kind = OPTION_COUNT, .argument = "N",                        \
     .offset = COMMON_OPTION(type, jobs),                                                         \
     .help = "use up to N workers; the outputs are the same for any N"},                          \
    {.name = "force", .letter = 'f', .kind = OPTION_FLAG, .offset = COMMON_OPTION(type, force),   \
     .help = "replace outputs that exist"},                                                       \
    {.name = "quiet", .letter = 'q', .kind = OPTION_FLAG, .offset = COMMON_OPTION(type, quiet),   \
     .help = "no summary unless rows were rejected or the run stopped early"},                                       \
    {.name = "progress", .kind = OPTION_WHEN, .offset = COMMON_OPTION(type, progress),            \
     .help = "show how far the run is; auto: on a terminal"},                                     \
    {.name = "color", .kind = OPTION_WHEN, .offset = COMMON_OPTION(type, color),                  \
     .help = "color the summary; auto: on a terminal"}
/* clang-format on */

/** How many rejects end a run early. */
struct reject_limit {
    bool is_set;
    bool is_percent;
    uint64_t most; /**< rejects, or percent of the records read */
};

/** Reads --max-rejects: "N" or "P%". NULL sets none. */
bool read_reject_limit(const char *given, struct reject_limit *limit, struct error *error);

/** Whether the limit is passed: a percentage is judged from the 100th record on, and `at_end`. */
bool passes_reject_limit(const struct reject_limit *limit, const struct counts *counts,
                         bool at_end);

/** Says in the report that the run stopped early once the limit is passed. */
void judge_rejects(struct report *report, const struct reject_limit *limit, bool at_end);

/** Checks --site, the name that ids are derived from. */
bool check_site(const char *site, struct error *error);

/** Reads --delimiter: one character, or its name. NULL becomes 0: find it. */
bool read_delimiter(const char *given, char *delimiter, struct error *error);

/** The threads to use: as many as --jobs says, or one for each processor if it says nothing. */
uint64_t choose_jobs(uint64_t given);

/** Whether to do what the option says, on standard error: always, never, or on a terminal. */
bool decide_on_terminal(int when);

/** Frees the lists. */
void free_common_options(struct common_options *options);

#endif
