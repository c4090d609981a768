#include "crm/retry.h"

bool is_busy_status(long status)
{
    return status == 429 || status == 503;
}

bool is_passing_status(long status)
{
    return is_busy_status(status) || status == 502 || status == 504;
}

double choose_wait(unsigned attempt, int64_t retry_after, uint32_t random)
{
    if (retry_after > 0) {
        return retry_after < LONGEST_RETRY_AFTER ? (double)retry_after : LONGEST_RETRY_AFTER;
    }
    double wait = 1;
    for (unsigned i = 1; i < attempt && wait < LONGEST_BACK_OFF; i++) {
        wait *= 2;
    }
    if (wait > LONGEST_BACK_OFF) {
        wait = LONGEST_BACK_OFF;
    }
    return wait * (0.5 + (double)random / (2.0 * UINT32_MAX));
}

double book_request(struct pacer *pacer, double now)
{
    if (pacer->rate <= 0) {
        return 0;
    }
    double start = pacer->next > now ? pacer->next : now;
    pacer->next = start + 1 / pacer->rate;
    return start - now;
}

void count_outcome(struct breaker *breaker, bool failed)
{
    if (!is_broken(breaker)) {
        breaker->failures = failed ? breaker->failures + 1 : 0;
    }
}

bool is_broken(const struct breaker *breaker)
{
    return breaker->failures >= BREAKER_LIMIT;
}
