#include "command/record_stream.h"

#include "pipeline/handover.h"

#include <stdlib.h>

struct record_stream {
    struct reader *reader;
    batch_maker *make;
    const void *rules;
    struct made_batch slots[HANDOVER_SLOTS];
    bool has_thread;
    bool holds_slot; /* the caller has a slot that is to be given back */
    pthread_t thread;
    struct handover handover;
};

/* Reads a batch and makes of its records what they are to become. */
static void fill_batch(struct record_stream *stream, struct made_batch *slot)
{
    struct batch *batch = &slot->batch;
    slot->is_whole = read_batch(stream->reader, batch, &slot->error);
    if (slot->is_whole) {
        slot->made = stream->make(stream->rules, batch);
        slot->is_whole = !batch->arena.exhausted || fail_for_memory(&slot->error);
    }
}

static void *fill_slots(void *context)
{
    struct record_stream *stream = context;
    bool more = true;
    size_t slot;
    while (more && wait_for_empty_slot(&stream->handover, &slot)) {
        struct made_batch *batch = &stream->slots[slot];
        fill_batch(stream, batch);
        more = batch->is_whole && batch->batch.count > 0;
        hand_over_slot(&stream->handover);
    }
    return NULL;
}

struct record_stream *open_record_stream(struct reader *reader, batch_maker *make,
                                         const void *rules, uint64_t jobs, struct error *error)
{
    struct record_stream *stream = calloc(1, sizeof *stream);
    if (stream == NULL) {
        fail_for_memory(error);
        return NULL;
    }
    stream->reader = reader;
    stream->make = make;
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

struct made_batch *read_made_batch(struct record_stream *stream, struct error *error)
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
    struct made_batch *batch = &stream->slots[slot];
    if (!batch->is_whole) {
        *error = batch->error;
        return NULL;
    }
    return batch;
}

void close_record_stream(struct record_stream *stream)
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
