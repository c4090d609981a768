/**
 * A batch: a few thousand records and all that belongs to them, in one arena.
 *
 * Whatever a stage makes for a record (cells, cleaned values, issues) stands in the batch's arena;
 * resetting it frees every slice (architecture.md "Data flows forward").
 */
#ifndef POSSUM_PIPELINE_BATCH_H
#define POSSUM_PIPELINE_BATCH_H

#include "base/arena.h"
#include "pipeline/record.h"

enum {
    BATCH_RECORD_LIMIT = 2048,     /**< records in a batch */
    BATCH_BYTE_LIMIT = 512 * 1024, /**< bytes of input after which a batch takes no more */
};

/** A batch; all zero is a valid, empty one. */
struct batch {
    struct arena arena;
    struct record *records; /**< in the arena */
    size_t count;
    unsigned
        line_ends; /**< the ways lines ended (csv/frame.h) from the header to the batch's end */
};

/** Empties the batch for the next records, keeping its memory. False if memory ran out. */
bool begin_batch(struct batch *batch);

/** Frees all its memory. */
void free_batch(struct batch *batch);

#endif
