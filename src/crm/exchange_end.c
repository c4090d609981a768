#include "crm/exchange.h"

#include "base/signals.h"
#include "base/unicode.h"
#include "crm/secrets.h"

#include <string.h>

enum { WORDS_LIMIT = 300 /* characters of what a server or libcurl says */ };

/* An end, what follows from it, and the message about it. */
struct end_row {
    struct end_traits traits;
    const char *happened; /* behind the host's name */
    const char *advice;
};

static const struct end_row rows[END_COUNT] = {
    [END_NOT_CONNECTED] = {{.may_repeat = true, .may_pass = true},
                           "cannot be reached",
                           "check the URL and its port, that the CRM is running, and that this "
                           "machine may connect to it"},
    [END_UNKNOWN_HOST] = {{.may_pass = false},
                          "is not a name that can be looked up",
                          "check the spelling of the URL, and the network"},
    [END_LOST] = {{.may_pass = true, .loses_answer = true},
                  "has broken the connection off before its answer was complete",
                  "try again, and if it goes on look into the logs of the CRM and its web server"},
    [END_STALLED] = {{.may_pass = true, .loses_answer = true},
                     "has not answered in time",
                     "see whether the CRM is overloaded, and try again later"},
    [END_TOO_LONG] = {{.loses_answer = true},
                      "has not completed its answer in time",
                      "check that the URL is that of the CRM, and the network"},
    [END_TOO_LARGE] = {{.loses_answer = true},
                       "has sent an answer that is too large",
                       "check that the URL is that of the CRM"},
    [END_REDIRECT] = {{.loses_answer = true},
                      "redirects to another address, which is not followed since the login would "
                      "go there",
                      "if that is the CRM, give its address as the URL"},
    [END_UNVERIFIED] = {{.may_pass = false},
                        "has a certificate that cannot be verified",
                        "have the certificate corrected, or if your own authority has issued it, "
                        "add that to the authorities this system trusts; there is no option to go "
                        "on without"},
    [END_NO_TLS] = {{.may_pass = false},
                    "has not made a secure connection",
                    "check that the URL's port speaks https, with TLS 1.2 or later"},
    [END_PROXY] = {{.may_pass = false},
                   "cannot be reached through the proxy of the environment",
                   "check https_proxy, all_proxy and no_proxy"},
    [END_GARBAGE] = {{.loses_answer = true},
                     "has sent something that is not HTTP",
                     "check that the URL and its port are those of the CRM"},
    [END_STOPPED] = {{.loses_answer = true}, "was not waited for any longer", NULL},
    [END_NO_MEMORY] = {{.loses_answer = true}, "has sent more than there is memory for", NULL},
};

struct end_traits get_end_traits(enum exchange_end end)
{
    return rows[end].traits;
}

/* The details of an end in words. */
static void append_details(struct buffer *out, const struct exchange *exchange,
                           enum exchange_end end)
{
    const struct exchange_limits *limits = &exchange->limits;
    if (end == END_REDIRECT) {
        struct text target = make_text(exchange->redirect);
        append_text(out, slice_text(target, 0, find_byte(target, '?', 0)));
    } else if (end == END_STALLED) {
        append_formatted(out, "nothing came for %ld seconds", limits->stall_timeout);
    } else if (end == END_TOO_LARGE) {
        append_formatted(out, "the limit is %zu bytes", limits->body);
    } else if (end == END_NOT_CONNECTED && exchange->number != 0) {
        append_formatted(out, "%s", strerror(exchange->number));
    } else if (end == END_NOT_CONNECTED && exchange->words[0] == '\0') {
        append_formatted(out, "no connection within the time limit");
    } else if (end == END_STOPPED) {
        const char *signal = explain_signal();
        append_formatted(out, "%s", signal == NULL ? "" : signal);
    } else {
        append_formatted(out, "%s", exchange->words);
    }
}

bool explain_end(const struct exchange *exchange, enum exchange_end end, struct error *error)
{
    const struct http_request *request = exchange->request;
    const struct end_row *row = &rows[end];
    struct buffer details = {0};
    struct buffer blanked = {0};
    struct buffer shown = {0};
    append_details(&details, exchange, end);
    append_without_secrets(&blanked, view_buffer(&details), request->secrets,
                           request->secret_count);
    append_visible(&shown, view_buffer(&blanked), WORDS_LIMIT);
    if (end == END_NO_MEMORY || details.failed || blanked.failed || shown.failed) {
        fail_for_memory(error);
    } else {
        fail(error, end == END_STOPPED ? ERROR_STOPPED : ERROR_CRM, "%s %s%s%.*s%s%s%s",
             exchange->base->host, row->happened, shown.length > 0 ? " (" : "", (int)shown.length,
             shown.length > 0 ? shown.at : "", shown.length > 0 ? ")" : "",
             row->advice == NULL ? "" : ": ", row->advice == NULL ? "" : row->advice);
    }
    free_buffer(&details);
    free_buffer(&blanked);
    free_buffer(&shown);
    return false;
}
