#include "pipeline/handover.h"

void start_handover(struct handover *handover)
{
    *handover = (struct handover){0};
    pthread_mutex_init(&handover->mutex, NULL);
    pthread_cond_init(&handover->changed, NULL);
}

bool wait_for_empty_slot(struct handover *handover, size_t *slot)
{
    pthread_mutex_lock(&handover->mutex);
    while (!handover->is_stopped && handover->filled - handover->emptied == HANDOVER_SLOTS) {
        pthread_cond_wait(&handover->changed, &handover->mutex);
    }
    bool wanted = !handover->is_stopped;
    *slot = handover->filled % HANDOVER_SLOTS;
    pthread_mutex_unlock(&handover->mutex);
    return wanted;
}

/* Changes one of the counts or the mark and wakes the other side. */
static void change_handover(struct handover *handover, size_t filled, size_t emptied, bool stop)
{
    pthread_mutex_lock(&handover->mutex);
    handover->filled += filled;
    handover->emptied += emptied;
    handover->is_stopped = handover->is_stopped || stop;
    pthread_cond_signal(&handover->changed);
    pthread_mutex_unlock(&handover->mutex);
}

void hand_over_slot(struct handover *handover)
{
    change_handover(handover, 1, 0, false);
}

size_t wait_for_filled_slot(struct handover *handover)
{
    pthread_mutex_lock(&handover->mutex);
    while (handover->filled == handover->emptied) {
        pthread_cond_wait(&handover->changed, &handover->mutex);
    }
    size_t slot = handover->emptied % HANDOVER_SLOTS;
    pthread_mutex_unlock(&handover->mutex);
    return slot;
}

void give_back_slot(struct handover *handover)
{
    change_handover(handover, 0, 1, false);
}

void stop_handover(struct handover *handover)
{
    change_handover(handover, 0, 0, true);
}

void end_handover(struct handover *handover)
{
    pthread_cond_destroy(&handover->changed);
    pthread_mutex_destroy(&handover->mutex);
}
