/**
 * HTTP for talking to a CRM politely and safely, on libcurl's multi interface.
 *
 * Safely: certificates are verified, with no option to leave that out; http is spoken to this
 * machine only, unless asked for; redirects are not followed, since a login would travel with them;
 * answers are limited in size and time; cookies, .netrc and the like play no part. Proxies of the
 * environment (https_proxy, no_proxy) are used for https and never for a loopback host or for http.
 *
 * Politely: connections are kept, failures are repeated after growing waits (crm/retry.h), nothing
 * else is sent meanwhile to a server that does not answer, what it asks with Retry-After is heeded,
 * and requests can be limited to so many a second.
 *
 * A client, its requests and its responses belong to one thread.
 */
#ifndef POSSUM_CRM_HTTP_H
#define POSSUM_CRM_HTTP_H

#include "base/buffer.h"
#include "base/error.h"
#include "crm/base_url.h"

#include <stdio.h>

/** How a client behaves; all zero is sensible. */
struct http_options {
    bool insecure_http;   /**< http to any host */
    size_t body_limit;    /**< bytes of an answer's body, unpacked; 0: 64 MiB */
    long connect_timeout; /**< seconds to connect, TLS included; 0: 30 */
    long stall_timeout;   /**< seconds without a byte of the request or of the answer's body, or
                               until the answer's headers are complete; 0: 120. An exchange as a
                               whole may last ten times as long. */
    unsigned attempts;    /**< how often a request is sent at most; 0: 4 */
    double rate;          /**< requests a second, repeats included; 0: no limit */
    unsigned connections; /**< how many requests may be on their way at a time; 0: 1 */
    double wait_factor;   /**< the waits before repeats, and the grace after a signal, are
                               multiplied by it, so that tests need not wait; 0: 1 */
    FILE *trace;          /**< where exchanges are shown (crm/trace.h), or NULL */
    bool trace_values;    /**< the trace shows values too, except secrets */
};

/** A client; see open_http_client. */
struct http_client;

/** When a request may be sent again. */
enum http_repeat {
    HTTP_REPEAT_UNSENT,  /**< only if no connection came about, so that nothing of it was sent */
    HTTP_REPEAT_REFUSED, /**< also if the server says that it was too busy for it: 429 and 503 */
    HTTP_REPEAT_ALWAYS,  /**< also if its answer was lost, or a gateway gave none: 502 and 504 */
};

/** A request. What it points at must stay until it has ended. */
struct http_request {
    const char *method;         /**< "GET", "POST", ... */
    const char *path;           /**< below the base, with its query, percent-encoded */
    struct text body;           /**< any bytes */
    const char *content_type;   /**< of the body; NULL: none is sent */
    const char *const *headers; /**< further ones, "Name: value" */
    size_t header_count;
    const struct text *secrets; /**< blanked in errors and in the trace, however encoded
                                     (crm/secrets.h) */
    size_t secret_count;
    enum http_repeat repeat;
    bool secret_answer; /**< the answer brings a session or a token: its body is not traced */
};

/** An answer. The caller owns it, and frees it with free_http_response once its request has ended,
 *  however that was. */
struct http_response {
    long status;
    struct buffer body;     /**< may hold any byte */
    char content_type[128]; /**< as the server sent it, cut; what is not plain ASCII became "?" */
    /** The answer to one attempt at least was lost, or could not be used: the CRM may have carried
     * the request out, even if a later attempt was refused. */
    bool answer_lost;
    bool is_repeated; /**< the request was sent before, and the server said that it was too busy */
    bool is_redirect; /**< there is no answer since it would have led elsewhere */
};

/** Opens a client for the CRM at `base_url` (see check_base_url for what that may be); index.php
 * and a final slash are taken off it. Nothing is sent yet. The streams and strings of `options`
 * must outlive the client. NULL on failure: ERROR_USAGE for the URL. */
struct http_client *open_http_client(const char *base_url, const struct http_options *options,
                                     struct error *error);

/** Sends the request and waits for the answer.
 *
 *  True: there is an answer, whatever its status.
 *
 *  False: there is none. ERROR_CRM names the host, what went wrong and what to do: no connection,
 *  unknown host, a certificate that cannot be verified, a time limit, a body that is too large, a
 *  redirect (which is not followed), an answer that is not HTTP. ERROR_STOPPED once a signal has
 *  come (base/signals.h): a wait ends at once, and an exchange under way is given five seconds to
 *  end, so that its outcome need not stay unknown. `response->answer_lost` says after every failure
 *  whether the CRM may have carried the request out all the same.
 *
 *  The request is repeated, up to `attempts`, as its `repeat` allows. Five requests in a row that
 *  fail in spite of that are enough: the client then sends no more (ERROR_CRM).
 *
 *  Requests that were submitted go on meanwhile. */
bool perform_request(struct http_client *client, const struct http_request *request,
                     struct http_response *response, struct error *error);

/** How a submitted request has ended. */
struct http_end {
    void *context;      /**< as it was submitted with */
    bool answered;      /**< what perform_request would have returned */
    struct error error; /**< if it was not */
};

/** Puts a request in the queue; as many as there are connections are on their way at a time, once
 *  somebody waits: in take_request_end or perform_request. The request, all that it points at, and
 *  the response must stay until take_request_end has told its end. False, with nothing submitted,
 *  only if memory ran out. */
bool submit_request(struct http_client *client, const struct http_request *request,
                    struct http_response *response, void *context, struct error *error);

/** Waits until one of the submitted requests has ended, and tells how; it is forgotten then. False
 *  at once if none is submitted. */
bool take_request_end(struct http_client *client, struct http_end *end);

/** Whether so many requests in a row have failed that the client sends no more. */
bool is_client_broken(const struct http_client *client);

/** Frees the body; the response is all zero afterwards. */
void free_http_response(struct http_response *response);

/** Breaks off what was submitted, closes the connections and frees the client; NULL is allowed. */
void close_http_client(struct http_client *client);

#endif
