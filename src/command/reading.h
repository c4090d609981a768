/**
 * A reading of an input: all its records, committed one by one in the order of their lines, until
 * the input ends, the committing side has had enough, or a signal comes.
 */
#ifndef POSSUM_COMMAND_READING_H
#define POSSUM_COMMAND_READING_H

#include "command/record_stream.h"
#include "report/report.h"

/** Takes in what has been made of a record: number `index` of the array `made`. *ended becomes true
 *  if no more are wanted. False with an error if something failed that ends the run. */
typedef bool record_committer(void *context, void *made, size_t index, struct arena *arena,
                              bool *ended, struct error *error);

/** Told that the records committed last will be gone after the call. Fails as a record_committer.
 */
typedef bool batch_ender(void *context, struct error *error);

/** A reading. The caller sets all members up to the blank line, and owns what they point to. */
struct reading {
    struct reader *reader;
    batch_maker *make;
    const void *rules; /**< the maker's */
    record_committer *commit;
    batch_ender *end_batch; /**< NULL: nobody wants to know */
    void *context;          /**< the committer's and the ender's */
    struct report *report;  /**< its `stopped` says why a signal ended the reading */
    uint64_t jobs;          /**< threads that may work; the outcome is the same for any */
    bool show_progress;     /**< on standard error */

    uint64_t record_count; /**< records committed */
    unsigned line_ends;    /**< the ways the lines committed ended; begins with the header's */
};

/** Runs it. False if something failed that ends the run. */
bool read_records(struct reading *reading, struct error *error);

#endif
