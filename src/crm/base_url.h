/**
 * The address of a CRM, as a person gives it.
 */
#ifndef POSSUM_CRM_BASE_URL_H
#define POSSUM_CRM_BASE_URL_H

#include "base/error.h"

/** A base URL taken apart. The strings belong to it; free_base_url frees them. */
struct base_url {
    char *url;        /**< without index.php and a final slash: paths go behind it */
    char *host;       /**< for messages: the host's name, and the port unless it is the usual one */
    bool is_loopback; /**< localhost, 127.0.0.0/8 or ::1: what is sent stays on this machine */
    bool is_https;
};

/** Checks that `url` can be the base URL of a CRM: https, or http to a loopback host, or http to
 * any host with `insecure_http`; no login in it (secrets never stand on a command line), no query
 * and no fragment (product.md "Safe"). ERROR_USAGE with what to do; the message does not repeat a
 * URL that may hold a password. */
bool check_base_url(const char *url, bool insecure_http, struct error *error);

/** Checks `url` as check_base_url does and takes it apart. */
bool read_base_url(struct base_url *base, const char *url, bool insecure_http, struct error *error);

/** Frees the strings. */
void free_base_url(struct base_url *base);

#endif
