/**
 * The conversion of the CRM's contacts and accounts into customers for ClickPOS: the accounts are
 * read into a store, the contacts once to know which numbers they share, and once more to be
 * written (product.md "Two passes are fine").
 */
#ifndef POSSUM_COMMAND_CLICKPOS_CONVERSION_H
#define POSSUM_COMMAND_CLICKPOS_CONVERSION_H

#include "command/clickpos_file.h"
#include "command/clickpos_inputs.h"
#include "command/reject_file.h"
#include "customer/contact_register.h"

/** Has the last word about a contact that would be carried: it may skip or reject it, with an
 * issue.
 */
typedef bool carry_judge(void *context, struct contact *contact, struct arena *arena,
                         struct error *error);

/** A conversion. The caller sets all members up to the blank line, and owns what they point to;
 *  free_clickpos_conversion frees the rest. */
struct clickpos_conversion {
    const struct clickpos_inputs *inputs;
    struct clickpos_file *file;
    struct report *report; /**< the inputs are described already */
    enum selection selection;
    struct reject_limit reject_limit;
    uint64_t limit; /**< customers to carry; 0: all */
    uint64_t jobs;  /**< threads that may work; the outcome is the same for any */
    bool show_progress;
    struct reject_file *rejects;
    carry_judge *judge; /**< NULL: nobody */
    void *context;      /**< the judge's */
    bool is_listing; /**< the inputs are lists of the CRM's, no files that a person sees: a place is
                          a number in the list, and messages name the contact or account */

    struct account_store accounts;
    struct contact_register contacts;
    struct contact_rules rules;
};

/** Runs it to the end of the contacts, to a limit, or until report->stopped says why it ended
 * early. False if something failed that ends the run. */
bool run_clickpos_conversion(struct clickpos_conversion *conversion, struct error *error);

/** Frees what the conversion holds. */
void free_clickpos_conversion(struct clickpos_conversion *conversion);

#endif
