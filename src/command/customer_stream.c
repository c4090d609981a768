#include "command/customer_stream.h"

#include "pipeline/handover.h"

#include <stdlib.h>

struct customer_stream {
    struct reader *reader;
    const struct customer_rules *rules;
    struct customer_batch slots[HANDOVER_SLOTS];
    bool has_thread;
    bool holds_slot; /* the caller has a slot that is to be given back */
    pthread_t thread;
    struct handover handover;
};

/* Reads a batch and makes its customers. */
static void fill_batch(struct customer_stream *stream, struct customer_batch *slot)
{
    struct batch *batch = &slot->batch;
    slot->is_whole = read_batch(stream->reader, batch, &slot->error);
    if (!slot->is_whole) {
        return;
    }
    slot->customers = take_from_arena(&batch->arena, batch->count * sizeof *slot->customers);
    for (size_t i = 0; slot->customers != NULL && i < batch->count; i++) {
        make_customer(stream->rules, &batch->records[i], &batch->arena, &slot->customers[i]);
    }
    slot->is_whole = !batch->arena.exhausted || fail_for_memory(&slot->error);
}

static void *fill_slots(void *context)
{
    struct customer_stream *stream = context;
    bool more = true;
    size_t slot;
    while (more && wait_for_empty_slot(&stream->handover, &slot)) {
        struct customer_batch *batch = &stream->slots[slot];
        fill_batch(stream, batch);
        more = batch->is_whole && batch->batch.count > 0;
        hand_over_slot(&stream->handover);
    }
    return NULL;
}

struct customer_stream *open_customer_stream(struct reader *reader,
                                             const struct customer_rules *rules, uint64_t jobs,
                                             struct error *error)
{
    struct customer_stream *stream = calloc(1, sizeof *stream);
    if (stream == NULL) {
        fail_for_memory(error);
        return NULL;
    }
    stream->reader = reader;
    stream->rules = rules;
    if (jobs > 1) {
        start_handover(&stream->handover);
        stream->has_thread = pthread_create(&stream->thread, NULL, fill_slots, stream) == 0;
        if (!stream->has_thread) {
            end_handover(&stream->handover); /* without one, all happens in this thread */
        }
    }
    return stream;
}

struct customer_batch *read_customers(struct customer_stream *stream, struct error *error)
{
    size_t slot = 0;
    if (stream->has_thread) {
        if (stream->holds_slot) {
            give_back_slot(&stream->handover);
        }
        slot = wait_for_filled_slot(&stream->handover);
        stream->holds_slot = true;
    } else {
        fill_batch(stream, &stream->slots[slot]);
    }
    struct customer_batch *batch = &stream->slots[slot];
    if (!batch->is_whole) {
        *error = batch->error;
        return NULL;
    }
    return batch;
}

void close_customer_stream(struct customer_stream *stream)
{
    if (stream == NULL) {
        return;
    }
    if (stream->has_thread) {
        stop_handover(&stream->handover);
        pthread_join(stream->thread, NULL);
        end_handover(&stream->handover);
    }
    for (size_t i = 0; i < HANDOVER_SLOTS; i++) {
        free_batch(&stream->slots[i].batch);
    }
    free(stream);
}
