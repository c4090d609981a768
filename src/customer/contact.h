/**
 * A contact: one record of a contacts file that came from the CRM, joined to its account and so
 * become a customer again (product.md "to-clickpos").
 */
#ifndef POSSUM_CUSTOMER_CONTACT_H
#define POSSUM_CUSTOMER_CONTACT_H

#include "customer/account_store.h"

/** Which contacts are wanted (--select). */
enum selection {
    SELECT_ALL,
    SELECT_TICKED, /**< those whose check box ClickPOS Sync is ticked */
    SELECT_NEW,    /**< those without a customer number */
};

/** What contacts are made by. */
struct contact_rules {
    struct crm_rules crm;                 /**< of the contacts file */
    const struct account_store *accounts; /**< NULL if there is no accounts file */
    enum selection selection;
};

/** A contact. */
struct contact {
    struct customer customer; /**< its values are those for ClickPOS; it has no ids of ours, and its
                                   digest is of the account it names, too */
    struct uuid identity;     /**< the same for rows of one contact: of its id, or if the file has
                                   none, of its number and values */
    bool is_selected;         /**< what is not is skipped, with no issue */
    struct packed_account *account; /**< the one it has, or the first of its name; NULL if none was
                                         found */
};

/** Reads, cleans and joins a record. What needs other contacts, whether they share the number, is
 *  left to the contact register. Memory that ran out shows in `arena`. */
void make_contact(const struct contact_rules *rules, const struct record *record,
                  struct arena *arena, struct contact *contact);

#endif
