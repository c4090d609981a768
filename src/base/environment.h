/**
 * The variables of the environment.
 */
#ifndef POSSUM_BASE_ENVIRONMENT_H
#define POSSUM_BASE_ENVIRONMENT_H

/** The variable's value; NULL if it is not set, or empty. It may change when the environment does,
 *  which nothing here changes. */
const char *read_variable(const char *name);

#endif
