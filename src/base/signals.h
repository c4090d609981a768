/**
 * Signals that ask a run to end: the first SIGINT, SIGTERM or SIGHUP is remembered, the run ends in
 * order at the next batch; the second one ends the process at once.
 */
#ifndef POSSUM_BASE_SIGNALS_H
#define POSSUM_BASE_SIGNALS_H

/** Begins to catch them. */
void catch_signals(void);

/** Which signal came, in words for a person, or NULL if none did. */
const char *explain_signal(void);

#endif
