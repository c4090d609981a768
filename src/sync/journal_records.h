/**
 * What a journal knows of records, whatever the run.
 */
#ifndef POSSUM_SYNC_JOURNAL_RECORDS_H
#define POSSUM_SYNC_JOURNAL_RECORDS_H

#include "crm/crm.h"
#include "sync/journal.h"

/** A record that a run of ours has made. */
struct known_record {
    struct text id;
    bool is_taken_back; /**< an undo of ours has deleted it */
};

/** Enters that the record with that key has that id, and is not, or is, taken back. */
bool note_record(struct journal *journal, enum crm_module module, struct text key,
                 const struct known_record *record, struct error *error);

/** Finds what is known of the record with that key. */
bool find_known_record(struct journal *journal, enum crm_module module, struct text key,
                       struct arena *arena, struct known_record *record, bool *found,
                       struct error *error);

/** A value that the CRM keeps in another form than it was sent in (product.md "Settling"): SHA-256
 *  of both, in hexadecimal. */
struct settled_value {
    struct text sent;
    struct text kept;
};

/** Enters it, in place of an earlier one of that field of that record. */
bool note_settled_value(struct journal *journal, enum crm_module module, struct text id,
                        struct text field, const struct settled_value *value, struct error *error);

/** Finds it. */
bool find_settled_value(struct journal *journal, enum crm_module module, struct text id,
                        struct text field, struct arena *arena, struct settled_value *value,
                        bool *found, struct error *error);

/** Enters the ids of addresses that a record is about to lose for a moment (see `removing` in
 *  crm/crm.h), in place of earlier ones. */
bool note_removed_addresses(struct journal *journal, enum crm_module module, struct text id,
                            struct text addresses, struct error *error);

/** Finds them; empty if there are none. */
bool find_removed_addresses(struct journal *journal, enum crm_module module, struct text id,
                            struct arena *arena, struct text *addresses, struct error *error);

/** Takes them away: the record has them again. */
bool drop_removed_addresses(struct journal *journal, enum crm_module module, struct text id,
                            struct error *error);

#endif
