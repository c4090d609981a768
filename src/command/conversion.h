/**
 * The conversion of a ClickPOS export: making customers, entering them in the registers in the
 * order of their lines, and writing what is carried.
 */
#ifndef POSSUM_COMMAND_CONVERSION_H
#define POSSUM_COMMAND_CONVERSION_H

#include "command/common_options.h"
#include "command/reject_file.h"
#include "command/sugar_file.h"
#include "customer/registers.h"

/** A conversion. The caller sets all members, and owns what they point to. */
struct conversion {
    struct reader *reader;
    const struct customer_rules *rules;
    struct registers *registers;
    struct sugar_form *form;
    struct sugar_file *files[MODULE_COUNT];
    struct report *report;
    struct reject_limit reject_limit;
    uint64_t limit; /**< customers to carry; 0: all */
    uint64_t jobs;  /**< threads that may work; the outcome is the same for any */
    bool show_progress;
    struct reject_file *rejects;
};

/** Runs it to the end of the input, to a limit, or until report->stopped says why it ended early.
 *  False if something failed that ends the run. */
bool run_conversion(struct conversion *conversion, struct error *error);

#endif
