#include "ticket.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
    struct text beginning = make_text(tickets->beginning);
    char issued[TICKET_LENGTH];
    if (!starts_with(ticket, beginning) || ticket.length >= TICKET_LENGTH) {
        return TICKET_LIMIT;
    }
    memcpy(issued, ticket.at, ticket.length);
    issued[ticket.length] = '\0';
    unsigned long number = strtoul(issued + beginning.length, NULL, 10);
    if (number >= tickets->issued) {
        return TICKET_LIMIT;
    }
    print_ticket(tickets, (unsigned)number, issued);
    return equal_texts(make_text(issued), ticket) ? (unsigned)number : TICKET_LIMIT;
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
