/**
 * Which ticked contacts a pull hands out: those that no earlier pull has handed out as they are
 * (product.md "pull, and closing the loop"). What is handed out is entered in the journal.
 */
#ifndef POSSUM_COMMAND_HAND_OUT_JUDGE_H
#define POSSUM_COMMAND_HAND_OUT_JUDGE_H

#include "command/clickpos_file.h"
#include "command/ticked_contacts.h"
#include "customer/contact.h"
#include "report/report.h"
#include "sync/hand_outs.h"

/** A judge. The caller sets all members. */
struct hand_out_judge {
    struct journal *journal; /**< in which a group is open */
    struct text run;
    struct ticked_contacts *contacts;
    struct clickpos_file *file;
    const struct customer_rules *rules; /**< by which a push would read the file */
    size_t id_column;                   /**< of the list of contacts */
    struct counts *counts;
    bool hands_out_again; /**< --again */
};

/** Judges a contact: a carry_judge, whose context is a struct hand_out_judge. */
bool judge_hand_out(void *context, struct contact *contact, struct arena *arena,
                    struct error *error);

#endif
