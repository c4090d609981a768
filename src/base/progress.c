#include "base/progress.h"

#include <stdio.h>

static double measure_seconds(struct timespec from, struct timespec to)
{
    return (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
}

static struct timespec read_clock(void)
{
    struct timespec now = {0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now;
}

struct progress start_progress(bool is_shown)
{
    struct timespec now = read_clock();
    return (struct progress){.is_shown = is_shown, .started = now, .shown = now};
}

void show_progress(struct progress *progress, uint64_t records)
{
    if (!progress->is_shown) {
        return;
    }
    struct timespec now = read_clock();
    if (measure_seconds(progress->shown, now) < 0.5) {
        return;
    }
    progress->shown = now;
    progress->has_line = true;
    fprintf(stderr, "\r%llu records, %.0f a second ", (unsigned long long)records,
            (double)records / measure_seconds(progress->started, now));
    fflush(stderr);
}

void end_progress(struct progress *progress)
{
    if (progress->has_line) {
        fputs("\r                                            \r", stderr);
        progress->has_line = false;
    }
}
