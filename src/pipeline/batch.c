#include "pipeline/batch.h"

bool begin_batch(struct batch *batch)
{
    reset_arena(&batch->arena);
    batch->count = 0;
    batch->records = take_from_arena(&batch->arena, BATCH_RECORD_LIMIT * sizeof *batch->records);
    return batch->records != NULL;
}

void free_batch(struct batch *batch)
{
    free_arena(&batch->arena);
    *batch = (struct batch){0};
}
