/**
 * The records of an input in the order of their lines, and what is made of them, batch by batch;
 * with two jobs or more by a thread of its own, which reads and makes ahead while the caller
 * commits.
 */
#ifndef POSSUM_COMMAND_RECORD_STREAM_H
#define POSSUM_COMMAND_RECORD_STREAM_H

#include "csv/reader.h"

/** Makes something of each record of a batch, by `rules`: an array of as many, in the batch's
 *  arena, where memory that ran out shows. It may run in another thread. */
typedef void *batch_maker(const void *rules, struct batch *batch);

/** A batch of records and what was made of them. */
struct made_batch {
    struct batch batch;
    void *made;
    bool is_whole;      /**< false: reading it failed */
    struct error error; /**< why */
};

struct record_stream;

/** Opens a stream of the records that `reader` has; it and `rules` must outlive the stream, and
 *  nobody else may read meanwhile. NULL if memory ran out. */
struct record_stream *open_record_stream(struct reader *reader, batch_maker *make,
                                         const void *rules, uint64_t jobs, struct error *error);

/** The next batch, which is the caller's until the next call; its count is 0 at the end of the
 *  input. NULL if it could not be made. */
struct made_batch *read_made_batch(struct record_stream *stream, struct error *error);

/** Ends the stream, at its end or before; NULL is allowed. */
void close_record_stream(struct record_stream *stream);

#endif
