/**
 * One exchange over HTTP: a request sent once, and how that ended. What to do about it is for
 * crm/http.h, which is the interface of all this.
 */
#ifndef POSSUM_CRM_EXCHANGE_H
#define POSSUM_CRM_EXCHANGE_H

#include "crm/http.h"
#include "crm/trace.h"

#include <curl/curl.h>

/** How an exchange ended. */
enum exchange_end {
    END_ANSWERED,      /**< with an answer, whatever its status */
    END_NOT_CONNECTED, /**< nothing was sent */
    END_UNKNOWN_HOST,
    END_LOST,     /**< the connection broke after something was sent */
    END_STALLED,  /**< nothing came or went for too long */
    END_TOO_LONG, /**< bytes came and went, but for too long altogether */
    END_TOO_LARGE,
    END_REDIRECT,
    END_UNVERIFIED, /**< the certificate could not be verified */
    END_NO_TLS,
    END_PROXY,
    END_GARBAGE, /**< what came is not HTTP */
    END_STOPPED, /**< by a signal */
    END_NO_MEMORY,
    END_COUNT,
};

/** What follows from an end. */
struct end_traits {
    bool may_repeat;   /**< nothing was sent, so that any request may be sent again */
    bool may_pass;     /**< it may do better later: sent again with HTTP_REPEAT_ALWAYS */
    bool loses_answer; /**< the request may have been carried out */
};

/** The traits of an end. */
struct end_traits get_end_traits(enum exchange_end end);

/** The limits of an exchange. */
struct exchange_limits {
    size_t body;          /**< bytes */
    long connect_timeout; /**< seconds */
    long stall_timeout;   /**< seconds */
    double grace;         /**< seconds it may last after a signal */
};

/** An exchange; begin_exchange fills it, and it must stay where it is until finish_exchange. */
struct exchange {
    const struct base_url *base;
    const struct http_request *request;
    struct http_response *response;
    struct exchange_limits limits;
    struct trace trace;
    CURL *easy;
    struct curl_slist *headers;
    size_t sent;         /**< bytes of the body */
    size_t header_bytes; /**< received */
    double started;      /**< on read_clock() */
    double progressed;   /**< when bytes last came or went */
    double signalled;    /**< when a signal was first seen; 0: none */
    bool has_headers;    /**< all those of the answer */
    bool is_too_large;
    char words[CURL_ERROR_SIZE]; /**< libcurl's, about a failure */
    /* set by finish_exchange */
    int64_t retry_after; /**< seconds the server asked for; 0: it did not */
    int number;          /**< errno of a failed connection, or 0 */
    char *redirect;      /**< where a redirect points, or NULL; libcurl's until end_exchange */
};

/** A clock that only goes forward, in seconds. */
double read_clock(void);

/** Prepares the exchange; `exchange` has its first five members. False if memory ran out. */
bool begin_exchange(struct exchange *exchange);

/** Whether anything of the request was sent. */
bool is_exchange_sent(const struct exchange *exchange);

/** Whether the exchange must be broken off now, and as what it then ends. */
bool is_exchange_overdue(struct exchange *exchange, enum exchange_end *end);

/** Takes over what came and tells how it ended, from libcurl's code. The body stays in the response
 *  only if there is an answer. */
enum exchange_end finish_exchange(struct exchange *exchange, CURLcode code);

/** Frees what the exchange owns. */
void end_exchange(struct exchange *exchange);

/** Fills the error for an exchange that ended without an answer; false. Before end_exchange. */
bool explain_end(const struct exchange *exchange, enum exchange_end end, struct error *error);

#endif
