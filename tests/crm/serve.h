/**
 * Serves the APIs on 127.0.0.1, spoils the answers that are to be spoilt and logs the requests.
 */
#ifndef POSSUM_TESTS_CRM_SERVE_H
#define POSSUM_TESTS_CRM_SERVE_H

#include "api.h"

#include <stdio.h>

/** How to serve. */
struct serving {
    struct site site;
    const char *prefix; /**< where the APIs stand: "" or "/legacy" */
    bool has_v4_1;
    bool has_v8;
    bool has_v11;
    struct string_list faults;
    char *fault_text;  /**< what the faults point into, if a test has replaced them */
    unsigned requests; /**< how many there were since the faults were set */
    FILE *log; /**< a line a request: method, host, path and body, with a tab between, or NULL */
};

struct server;

/** Begins to serve, in threads of its own. `serving` must stay until stop_server. ERROR_USAGE if
 *  there is no port. */
struct server *start_server(struct serving *serving, struct error *error);

/** The port, which the system chose. */
unsigned get_port(const struct server *server);

/** Ends all connections, and the answers that are late; NULL is allowed. */
void stop_server(struct server *server);

#endif
