/**
 * A handover between two threads: one fills slots of a ring in turn, the other empties them in the
 * same order. Threads share nothing else (architecture.md "Idioms").
 */
#ifndef POSSUM_PIPELINE_HANDOVER_H
#define POSSUM_PIPELINE_HANDOVER_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

enum { HANDOVER_SLOTS = 4 };

/** A handover; start_handover makes it, end_handover ends it. */
struct handover {
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    size_t filled;   /**< slots filled since the start */
    size_t emptied;  /**< slots emptied since the start */
    bool is_stopped; /**< the emptying side wants no more */
};

/** Starts a handover of empty slots. */
void start_handover(struct handover *handover);

/** Waits for a slot to fill and gives its index; false if no more are wanted. */
bool wait_for_empty_slot(struct handover *handover, size_t *slot);

/** Hands over the slot that wait_for_empty_slot gave. */
void hand_over_slot(struct handover *handover);

/** Waits for the next filled slot and gives its index. The filling side says itself, in a slot,
 * that it was the last. */
size_t wait_for_filled_slot(struct handover *handover);

/** Gives the slot back that wait_for_filled_slot gave, to be filled anew. */
void give_back_slot(struct handover *handover);

/** Says that no more slots are wanted. */
void stop_handover(struct handover *handover);

/** Ends it, when both sides are done. */
void end_handover(struct handover *handover);

#endif
