#include "ticket.h"

#include <stdio.h>

static void print_ticket(const struct tickets *tickets, unsigned number, char ticket[TICKET_LENGTH])
{
    snprintf(ticket, TICKET_LENGTH, "%s%09u%s", tickets->beginning, number, tickets->end);
}

void issue_ticket(struct tickets *tickets, char ticket[TICKET_LENGTH])
{
    if (tickets->issued < TICKET_LIMIT) {
        tickets->issued++;
    }
    print_ticket(tickets, tickets->issued - 1, ticket);
}

/* The number of a ticket, or TICKET_LIMIT if it was never issued. */
static unsigned find_ticket(const struct tickets *tickets, struct text ticket)
{
    for (unsigned i = 0; i < tickets->issued; i++) {
        char issued[TICKET_LENGTH];
        print_ticket(tickets, i, issued);
        if (equal_texts(make_text(issued), ticket)) {
            return i;
        }
    }
    return TICKET_LIMIT;
}

bool is_good_ticket(const struct tickets *tickets, struct text ticket)
{
    unsigned number = find_ticket(tickets, ticket);
    return number < TICKET_LIMIT && !tickets->ended[number];
}

void end_ticket(struct tickets *tickets, struct text ticket)
{
    unsigned number = find_ticket(tickets, ticket);
    if (number < TICKET_LIMIT) {
        tickets->ended[number] = true;
    }
}

void end_all_tickets(struct tickets *tickets)
{
    for (unsigned i = 0; i < tickets->issued; i++) {
        tickets->ended[i] = true;
    }
}
