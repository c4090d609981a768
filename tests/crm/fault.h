/**
 * What goes wrong, and with which request.
 */
#ifndef POSSUM_TESTS_CRM_FAULT_H
#define POSSUM_TESTS_CRM_FAULT_H

#include "answer.h"
#include "base/options.h"

/** What goes wrong. */
enum fault_kind {
    FAULT_NONE,
    FAULT_CUT,      /**< the connection is closed in the middle of the body */
    FAULT_DROP,     /**< the connection is closed, without an answer */
    FAULT_DELAY,    /**< the answer is late */
    FAULT_500,      /**< an empty body, as PHP sends it */
    FAULT_503,      /**< with Retry-After */
    FAULT_429,      /**< with Retry-After */
    FAULT_SESSION,  /**< all sessions and tokens end before the request */
    FAULT_GARBAGE,  /**< a warning of PHP's stands before the answer */
    FAULT_HTML,     /**< a login page in place of the answer */
    FAULT_EMPTY,    /**< nothing in place of the answer */
    FAULT_REDIRECT, /**< to another host, which is this CRM too */
    FAULT_ENDLESS,  /**< the body never ends */
    FAULT_LOGIN,    /**< a login is refused as a wrong password is */
};

/** A fault; all zero is none. */
struct fault {
    enum fault_kind kind;
    unsigned number; /**< milliseconds of a delay, seconds of a Retry-After */
    bool is_early;   /**< the request is not carried out ("early-" before the kind) */
};

/** Finds what goes wrong with request `number` (from 1), or none. The faults are "N=KIND" for one
 *  request, "N+=KIND" for it and all that follow; the last that fits counts. ERROR_USAGE if one of
 *  them is no fault at all. */
bool find_fault(const struct string_list *faults, unsigned number, struct fault *found,
                struct error *error);

/** Adds the faults of a text, one a line, to an empty list, which points into the text: its line
 *  ends become NUL. ERROR_USAGE, with an empty list, if one is no fault. */
bool read_faults(struct string_list *faults, char *text, struct error *error);

/** Spoils an answer; `path` and `port` are of the request. */
void spoil_answer(struct answer *answer, const struct fault *fault, unsigned port,
                  const char *path);

#endif
