/**
 * The trace: what was sent and what came back, for a person who looks for the reason of a failure
 * and for passing on to somebody else. Secrets are blanked always, values unless asked for.
 */
#ifndef POSSUM_CRM_TRACE_H
#define POSSUM_CRM_TRACE_H

#include "base/buffer.h"

#include <stdio.h>

/** A trace. Lines sent begin with "> ", lines received with "< ", remarks with "* "; before that
 *  stands the exchange's number, if several may be on their way at a time. */
struct trace {
    FILE *file;                 /**< NULL: no trace */
    unsigned number;            /**< of the exchange; 0: there is one at a time */
    bool show_values;           /**< values in bodies and queries too, except secrets */
    const struct text *secrets; /**< of the request at hand */
    size_t secret_count;
};

/** Shows the first line of a request; the values of its query are values. */
void trace_request_line(const struct trace *trace, const char *method, const char *url);

/** Shows a header; the value of one that holds a login or a session is a secret. */
void trace_header(const struct trace *trace, char direction, struct text header);

/** Shows a body on one line: JSON, and forms (decoded), without their values except a few that say
 *  what the request is about; anything else as its length. With values all of it is shown, except
 *  those of members that are named like secrets. Long bodies are cut. */
void trace_body(const struct trace *trace, char direction, struct text content_type,
                struct text body);

/** Shows a remark. */
void trace_remark(const struct trace *trace, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
