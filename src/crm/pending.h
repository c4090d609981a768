/**
 * A request on its way: its attempts, and the waits between them. Who drives them is crm/http.h.
 */
#ifndef POSSUM_CRM_PENDING_H
#define POSSUM_CRM_PENDING_H

#include "crm/exchange.h"
#include "crm/retry.h"

/** Where a pending request is. */
enum pending_state {
    PENDING_WAITING, /**< for its time, or for a connection */
    PENDING_RUNNING, /**< an attempt of it */
    PENDING_ENDED,
};

/** A pending request; it stays where it is until it has ended. */
struct pending_request {
    struct exchange exchange; /* first, so that libcurl's pointer to it is one to this */
    struct pending_request *next;
    void *context;
    bool is_performed; /**< by perform_request, which waits for this one */
    enum pending_state state;
    unsigned attempt; /**< from 1 */
    double due;       /**< when the next attempt may begin, on read_clock() */
    bool answered;
    struct error error; /**< of the last attempt, if it was not answered */
};

/** What attempts have in common: the client's. */
struct attempt_setting {
    CURLM *multi;
    struct base_url base;
    struct http_options options; /**< without zeros that stand for a default */
    struct pacer pacer;
    unsigned exchanges; /**< begun so far */
    bool has_answered;  /**< once at least: the URL is right */
    unsigned troubles;  /**< attempts in a row that failed and may do better later; such as were on
                             their way together count once */
    double troubled;    /**< when the last one did, on read_clock() */
    double held_until;  /**< so that the server has time to recover, nothing begins before that */
};

/** Begins an attempt: the request is running then, or has ended if memory ran out. */
void begin_attempt(struct attempt_setting *setting, struct pending_request *pending);

/** Ends a running attempt: the request has ended then, or waits for the next one. */
void end_attempt(struct attempt_setting *setting, struct pending_request *pending,
                 enum exchange_end end);

/** Ends a request that is waiting, because of a signal. */
void stop_waiting(const struct attempt_setting *setting, struct pending_request *pending);

/** Frees what a request owns that has not ended. */
void abandon_attempt(struct attempt_setting *setting, struct pending_request *pending);

#endif
