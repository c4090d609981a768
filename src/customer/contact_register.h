/**
 * Which contacts of a file share a customer number, or are one contact that stands there twice:
 * known once the whole file has been read, and asked when it is read again (product.md "Two passes
 * are fine").
 *
 * A contact takes 32 bytes, its number 12, and each of the two 11 to 21 bytes of a table. Contacts
 * are told apart by their ids, or by 122 bits of a hash of what has no UUID for an id; whether two
 * rows of one contact are equal is told by a digest, which is wrong once in 2^64 (base/digest.h).
 */
#ifndef POSSUM_CUSTOMER_CONTACT_REGISTER_H
#define POSSUM_CUSTOMER_CONTACT_REGISTER_H

#include "base/entry_set.h"
#include "customer/contact.h"

/** A register. start_contact_register makes it, free_contact_register frees it. */
struct contact_register {
    const struct customer_rules *rules;
    bool is_listing; /**< the contacts are known by their numbers in a list, not by lines */
    struct entry_set contacts;
    struct entry_set numbers;
    struct entry_set repeated; /**< contacts with rows of different values */
    struct entry_set shared;   /**< numbers that several contacts have */
};

/** An empty register. */
struct contact_register start_contact_register(const struct customer_rules *rules);

/** Enters a contact that has been carried so far, on the first reading. False if memory ran out. */
bool enter_contact(struct contact_register *contacts, const struct contact *contact);

/** Judges a contact that has been carried so far, on the second reading, when all have been
 *  entered. One whose number another contact has is rejected (`shared-number`), one that stands
 *  there again with other values too (`repeated-contact`), each with the other one's line; a row
 *  that repeats an earlier one is skipped (`repeated-row`). False if the contact was not entered,
 *  or only with other values: the file has changed. Memory that ran out shows in `arena`. */
bool judge_contact_again(const struct contact_register *contacts, struct contact *contact,
                         struct arena *arena);

/** Frees it. */
void free_contact_register(struct contact_register *contacts);

#endif
