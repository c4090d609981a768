/**
 * The options that every command takes which talks to a CRM: which one it is, and how to get at it.
 * What they come to, with possum.conf and the environment, is a crm_place.
 */
#ifndef POSSUM_COMMAND_CRM_OPTIONS_H
#define POSSUM_COMMAND_CRM_OPTIONS_H

#include "base/options.h"
#include "crm/crm.h"

#include <stddef.h>

/** Where these options go; a member `access` of a command's own options. NULL and false for what
 *  was not given. */
struct crm_options {
    const char *crm; /**< a URL, or the name of a section of possum.conf */
    const char *config;
    const char *password_file;
    const char *rate;
    const char *trace;
    int api; /**< enum crm_api, or CRM_API_NOT_GIVEN */
    bool insecure_http;
    bool trace_values;
};

enum { CRM_API_NOT_GIVEN = -1 };

/** What a command's options begin with, since "--api auto" is something else than no --api. */
#define NO_CRM_OPTIONS                                                                             \
    {                                                                                              \
        .api = CRM_API_NOT_GIVEN                                                                   \
    }

/** What --api and possum.conf call the APIs, by enum crm_api; NULL ends them. */
extern const char *const crm_api_names[CRM_API_COUNT + 1];

/* clang-format off */
#define CRM_OPTION(type, member) offsetof(type, access) + offsetof(struct crm_options, member)

/** The entries for the table of a command whose options are a `type`. */
#define CRM_OPTIONS(type)                                                                         \
    {.name = "config", .kind = OPTION_STRING, .argument = "FILE",                                 \
     .offset = CRM_OPTION(type, config),                                                          \
     .help = "look the CRM's name up in this file instead of possum.conf"},                       \
    {.name = "api", .kind = OPTION_CHOICE, .choices = crm_api_names,                              \
     .offset = CRM_OPTION(type, api),                                                             \
     .help = "the CRM's API to use (default auto: the first one that answers)"},                  \
    {.name = "password-file", .kind = OPTION_STRING, .argument = "FILE",                          \
     .offset = CRM_OPTION(type, password_file),                                                   \
     .help = "take the password from the first line of this file, which only you may read"},      \
    {.name = "insecure-http", .kind = OPTION_FLAG, .offset = CRM_OPTION(type, insecure_http),     \
     .help = "log in over http, which others on the way can read"},                               \
    {.name = "rate", .kind = OPTION_STRING, .argument = "N", .offset = CRM_OPTION(type, rate),    \
     .help = "send N requests a second at most, such as 2 or 0.5"},                               \
    {.name = "trace", .kind = OPTION_STRING, .argument = "FILE",                                  \
     .offset = CRM_OPTION(type, trace),                                                           \
     .help = "write down what is sent and received, without secrets and values"},                 \
    {.name = "trace-values", .kind = OPTION_FLAG, .offset = CRM_OPTION(type, trace_values),       \
     .help = "with --trace: values too, but no secrets"}
/* clang-format on */

/** The rule of a rate, for a message: "... has to be " REQUEST_RATE_RULE. */
#define REQUEST_RATE_RULE "requests a second, from 0.01 to 1000, such as 2 or 0.5"

/** Reads a number of requests a second; false if it does not keep the rule. */
bool read_request_rate(const char *given, double *rate);

/** Whether any of the options was given but --crm itself. */
bool has_crm_options(const struct crm_options *options);

/** Checks what can be told of the options alone. ERROR_USAGE. */
bool check_crm_options(const struct crm_options *options, struct error *error);

#endif
