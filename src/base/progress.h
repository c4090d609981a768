/**
 * Progress on standard error: a line that is written over itself twice a second.
 */
#ifndef POSSUM_BASE_PROGRESS_H
#define POSSUM_BASE_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

/** A progress line. */
struct progress {
    bool is_shown;
    bool has_line; /**< one stands on the terminal */
    struct timespec started;
    struct timespec shown;
};

/** Starts the clock; nothing is ever shown unless `is_shown`. */
struct progress start_progress(bool is_shown);

/** Shows the number of records so far, and how many that makes a second. */
void show_progress(struct progress *progress, uint64_t records);

/** Clears the line. */
void end_progress(struct progress *progress);

#endif
