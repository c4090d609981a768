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

/** Takes note of the signal that came: explain_signal returns NULL from now on, so that what a run
 *  has to do at its end is not cut short. The next signal ends the process at once. */
void acknowledge_signal(void);

#endif
