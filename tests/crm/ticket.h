/**
 * What a login brings: sessions and tokens. Several of them are good at the same time.
 */
#ifndef POSSUM_TESTS_CRM_TICKET_H
#define POSSUM_TESTS_CRM_TICKET_H

#include "base/text.h"

enum { TICKET_LIMIT = 100000, TICKET_LENGTH = 64 };

/** Tickets of one kind; all zero but the first two is none. */
struct tickets {
    const char *beginning; /**< of each ticket, before its number */
    const char *end;       /**< behind it */
    unsigned issued;
    bool ended[TICKET_LIMIT];
};

/** Issues a ticket into `ticket`. */
void issue_ticket(struct tickets *tickets, char ticket[TICKET_LENGTH]);

/** Whether a ticket is good. */
bool is_good_ticket(const struct tickets *tickets, struct text ticket);

/** Ends a ticket. */
void end_ticket(struct tickets *tickets, struct text ticket);

/** Ends all tickets issued so far. */
void end_all_tickets(struct tickets *tickets);

#endif
