/**
 * The queue of the writes that are not complete. What can be done with it is submit_write and
 * await_writes of crm/crm.h.
 */
#ifndef POSSUM_CRM_WRITES_H
#define POSSUM_CRM_WRITES_H

#include "crm/crm.h"

/** A new queue of which as many requests are on their way at a time as there are connections; NULL
 *  if memory ran out. */
struct crm_queue *open_queue(size_t connections);

/** Completes all writes of a connection, as refused or as unknown, and takes no more. `words` say
 *  why. */
void abandon_writes(struct crm *crm, struct text words);

/** Frees an empty queue; NULL is allowed. */
void close_queue(struct crm_queue *queue);

#endif
