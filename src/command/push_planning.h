/**
 * The first reading of a push's export: its customers are cleaned, registered and planned for.
 */
#ifndef POSSUM_COMMAND_PUSH_PLANNING_H
#define POSSUM_COMMAND_PUSH_PLANNING_H

#include "command/common_options.h"
#include "csv/reader.h"
#include "sync/plan.h"

/** A planning. The caller sets all members up to the blank line, and owns what they point to. */
struct push_planning {
    struct reader *reader;
    const struct push_rules *rules;
    struct registers *registers;
    struct text run;
    struct report
        *report; /**< a report of its own, of which only the counts and `stopped` matter */
    struct reject_limit reject_limit;
    uint64_t limit; /**< customers to plan for; 0: all */
    uint64_t jobs;
    bool show_progress;

    uint64_t last_record; /**< the last one that was read */
    bool is_limited;      /**< it ended there by the limit */
    struct plan plan;
    struct customer *waiting[SYNC_BATCH_LIMIT]; /**< to be planned together */
    size_t waiting_count;
    uint64_t planned;
};

/** Runs it to the end of the input or to a limit, or until report->stopped says why it ended early:
 *  then the plan is not whole. */
bool run_push_planning(struct push_planning *planning, struct error *error);

#endif
