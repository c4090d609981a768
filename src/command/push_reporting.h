/**
 * The second reading of a push's export: what became of each row goes to the report, the rejects
 * and the results.
 */
#ifndef POSSUM_COMMAND_PUSH_REPORTING_H
#define POSSUM_COMMAND_PUSH_REPORTING_H

#include "command/reject_file.h"
#include "command/results_file.h"
#include "customer/registers.h"
#include "report/report.h"
#include "sync/hand_outs.h"
#include "sync/journal_entries.h"

/** A reporting. The caller sets all members up to the blank line, and owns what they point to. */
struct push_reporting {
    struct reader *reader; /**< rewound */
    const struct sugar_form *form;
    struct registers *registers; /**< empty ones */
    struct journal *journal;
    struct text run;
    bool is_planned;      /**< the plan is whole; else no customer has been reached */
    bool is_unfinished;   /**< some changes may not have been carried out */
    bool is_dry_run;      /**< rows are not remembered as those that the CRM has got */
    uint64_t last_record; /**< the last one that the plan has; 0: all */
    struct report *report;
    struct reject_file *rejects;
    struct results_file *results;
    uint64_t jobs;

    struct customer_entry *entries; /**< of the journal, a page of them */
    size_t entry_count;
    size_t entry_next;
    uint64_t entry_after;
    struct arena entry_arena;
    struct change_entry *changes; /**< of those that are unfinished, a page */
    size_t change_count;
    size_t change_next;
    int64_t change_after;
    struct arena change_arena;
    size_t remembered; /**< rows in the open group; 0: none is open */
};

/** Runs it. */
bool run_push_reporting(struct push_reporting *reporting, struct error *error);

#endif
