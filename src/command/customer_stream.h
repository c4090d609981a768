/**
 * The customers of an export in the order of their lines, made batch by batch; with two jobs or
 * more by a thread of its own, which reads and cleans ahead while the caller commits.
 */
#ifndef POSSUM_COMMAND_CUSTOMER_STREAM_H
#define POSSUM_COMMAND_CUSTOMER_STREAM_H

#include "csv/reader.h"
#include "customer/customer.h"

/** A batch of records and the customers made of them. */
struct customer_batch {
    struct batch batch;
    struct customer *customers; /**< batch.count of them, in the batch's arena */
    bool is_whole;              /**< false: reading it failed */
    struct error error;         /**< why */
};

struct customer_stream;

/** Opens a stream of the records that `reader` has, made into customers by `rules`; both must
 *  outlive it, and nobody else may read meanwhile. NULL if memory ran out. */
struct customer_stream *open_customer_stream(struct reader *reader,
                                             const struct customer_rules *rules, uint64_t jobs,
                                             struct error *error);

/** The next batch, which is the caller's until the next call; its count is 0 at the end of the
 *  input. NULL if it could not be made. */
struct customer_batch *read_customers(struct customer_stream *stream, struct error *error);

/** Ends the stream, at its end or before; NULL is allowed. */
void close_customer_stream(struct customer_stream *stream);

#endif
