#include "command/crm_options.h"

#include <stdlib.h>
#include <string.h>

const char *const crm_api_names[CRM_API_COUNT + 1] = {
    [CRM_API_AUTO] = "auto", [CRM_API_V4_1] = "v4_1", [CRM_API_V8] = "v8", [CRM_API_V11] = "v11"};

bool read_request_rate(const char *given, double *rate)
{
    static const double least = 0.01;
    static const double most = 1000;
    static const char digits[] = "0123456789";
    size_t whole = strspn(given, digits);
    size_t fraction = given[whole] == '.' ? strspn(given + whole + 1, digits) : 0;
    size_t length = whole + (fraction > 0 ? 1 + fraction : 0);
    *rate = strtod(given, NULL); /* no locale is set, so a point is a point */
    return whole > 0 && given[length] == '\0' && *rate >= least && *rate <= most;
}

bool has_crm_options(const struct crm_options *options)
{
    return options->config != NULL || options->password_file != NULL || options->rate != NULL ||
           options->trace != NULL || options->api != CRM_API_NOT_GIVEN || options->insecure_http ||
           options->trace_values;
}

static bool check_trace(const struct crm_options *options, struct error *error)
{
    if (options->trace == NULL) {
        return !options->trace_values || fail(error, ERROR_USAGE,
                                              "--trace-values says what is in a trace; name its "
                                              "file with --trace FILE");
    }
    return strcmp(options->trace, "-") != 0 ||
           fail(error, ERROR_USAGE, "a trace cannot go to standard output; name a file");
}

bool check_crm_options(const struct crm_options *options, struct error *error)
{
    double rate;
    if (options->rate != NULL && !read_request_rate(options->rate, &rate)) {
        return fail(error, ERROR_USAGE, "--rate has to be " REQUEST_RATE_RULE ", not \"%.60s\"",
                    options->rate);
    }
    return check_trace(options, error);
}
