/**
 * How a test looks into the CRM and changes it: paths beside the APIs, which are neither logged nor
 * counted, whatever the prefix.
 *
 * GET /test/state is all records, PUT /test/state replaces them (append_state, replace_state);
 * PUT /test/faults replaces the faults, one a line as behind --fault, and the next request is
 * number 1 again. An answer of 400 says what is wrong.
 */
#ifndef POSSUM_TESTS_CRM_CONTROL_H
#define POSSUM_TESTS_CRM_CONTROL_H

#include "serve.h"

/** Whether a path is one of the tests' own. */
bool is_control_path(const char *path);

/** Answers a request to such a path. */
void answer_control(struct serving *serving, const struct request *request, struct answer *answer);

#endif
