/**
 * When a request is sent again, how long to wait before it, and when to give up: arithmetic without
 * a clock, so that all of it can be tested.
 */
#ifndef POSSUM_CRM_RETRY_H
#define POSSUM_CRM_RETRY_H

#include <stdbool.h>
#include <stdint.h>

enum {
    LONGEST_RETRY_AFTER = 300, /**< seconds; a server that asks for more gets this */
    LONGEST_BACK_OFF = 60,     /**< seconds */
    BREAKER_LIMIT = 5,         /**< failures in a row */
};

/** Whether a status says that the server was too busy to take the request: 429, 503. */
bool is_busy_status(long status);

/** Whether a status says that the same request may do better later: 429, 502, 503, 504. */
bool is_passing_status(long status);

/** The seconds to wait after attempt number `attempt` (from 1) has failed. What the server asked
 * for in `retry_after` counts (0: it did not ask), up to LONGEST_RETRY_AFTER; without that it is 1,
 * 2, 4 ... seconds up to LONGEST_BACK_OFF, of which `random` (evenly drawn) leaves between a half
 * and all, so that clients that failed together do not come back together. */
double choose_wait(unsigned attempt, int64_t retry_after, uint32_t random);

/** Spreads requests evenly; all zero but the rate is the start. */
struct pacer {
    double rate; /**< requests a second; 0: no limit */
    double next; /**< when the next request may begin, on the caller's clock, in seconds */
};

/** Books the next place for a request and returns the seconds from `now` until it may begin. What
 *  was not used is lost: there are no bursts after a pause. */
double book_request(struct pacer *pacer, double now);

/** Counts failures in a row; all zero is the start. */
struct breaker {
    unsigned failures;
};

/** Counts the outcome of a request. */
void count_outcome(struct breaker *breaker, bool failed);

/** Whether there were BREAKER_LIMIT failures in a row; then it stays so. */
bool is_broken(const struct breaker *breaker);

#endif
