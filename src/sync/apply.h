/**
 * Carrying a planned run out: its changes, with several writes in flight, each intended in the
 * journal before it is sent, and read back afterwards (product.md "Verified" and "Resumable").
 *
 * Accounts go before the contacts that need them; no record, and no account's contacts, have two
 * writes at a time. A change that may have been done already, in this run or in one that was
 * killed, is looked at before anything else is done about it.
 */
#ifndef POSSUM_SYNC_APPLY_H
#define POSSUM_SYNC_APPLY_H

#include "sync/push_rules.h"

/** Told how many changes are over, now and then. */
typedef void progress_shower(void *context, uint64_t changes);

/** An application of a run. The caller sets all members. */
struct application {
    struct crm *crm;
    struct journal *journal;
    const struct record_fields *fields;
    const struct customer_rules *rules; /**< for the columns that findings name; NULL: none */
    struct text run;
    size_t connections;
    progress_shower *show; /**< NULL: nobody */
    void *context;         /**< the shower's */
};

/** Carries out what is left of the run; what comes of it stands in the journal. A change that is
 *  refused, or that met another one's in between, makes its customer failed or in conflict, with a
 *  finding. ERROR_STOPPED after a signal, ERROR_CRM if the CRM cannot be used any more: then it can
 *  be carried on later. */
bool apply_run(const struct application *application, struct error *error);

/** Finds out, without writing anything, what came of the changes of a run that may have been done:
 *  those that are done become so, those that are not are as they were planned. */
bool settle_run(const struct application *application, struct error *error);

#endif
