/* Logins to SugarCRM: one session a platform (facts: source-and-docs.md section A). */
#include "v11.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* The tickets are dealt to the platforms in turn, so that a ticket's number says whose it is. */
enum { PLATFORM_TOTAL = 8 };

/* "base" is the first; where any platform will do, two of them may be taken as one. */
static bool find_platform(const struct site *site, const char *name, unsigned *platform)
{
    uint32_t hash = 0;
    *platform = 0;
    if (strcmp(name, "base") == 0) {
        return true;
    }
    for (size_t i = 0; i < site->platforms.count; i++) {
        if (strcmp(site->platforms.items[i], name) == 0) {
            *platform = (unsigned)(1 + i % (PLATFORM_TOTAL - 1));
            return true;
        }
    }
    for (size_t i = 0; name[i] != '\0'; i++) {
        hash = hash * 31 + (unsigned char)name[i];
    }
    *platform = 1 + hash % (PLATFORM_TOTAL - 1);
    return site->platforms.count == 0;
}

/* Whose a ticket is that is good. */
static unsigned read_platform(const struct tickets *tickets, struct text ticket)
{
    return (unsigned)strtoul(ticket.at + strlen(tickets->beginning), NULL, 10) % PLATFORM_TOTAL;
}

static void end_platform_tickets(struct tickets *tickets, unsigned platform)
{
    for (unsigned i = platform; i < tickets->issued; i += PLATFORM_TOTAL) {
        tickets->ended[i] = true;
    }
}

static void issue_platform_ticket(struct tickets *tickets, unsigned platform,
                                  char ticket[TICKET_LENGTH])
{
    end_platform_tickets(tickets, platform);
    issue_ticket(tickets, ticket);
    while ((tickets->issued - 1) % PLATFORM_TOTAL != platform && tickets->issued < TICKET_LIMIT) {
        end_ticket(tickets, make_text(ticket));
        issue_ticket(tickets, ticket);
    }
}

/* A login ends the platform's last one, and a refresh all of its refresh tokens. That it ends the
 * access token too is assumed, as is refresh_expires_in. */
static void give_tokens(struct call *call, unsigned platform)
{
    char token[TICKET_LENGTH];
    char refresh[TICKET_LENGTH];
    struct json_object *body = json_object_new_object();
    issue_platform_ticket(&call->site->tokens, platform, token);
    issue_platform_ticket(&call->site->refresh_tokens, platform, refresh);
    json_object_object_add(body, "access_token", json_object_new_string(token));
    json_object_object_add(body, "expires_in", json_object_new_int(3600));
    json_object_object_add(body, "token_type", json_object_new_string("bearer"));
    json_object_object_add(body, "scope", NULL);
    json_object_object_add(body, "refresh_token", json_object_new_string(refresh));
    json_object_object_add(body, "refresh_expires_in", json_object_new_int(1209600));
    json_object_object_add(body, "download_token", json_object_new_string(token));
    give_sugar_answer(call, 200, body);
}

/* The answer to a wrong password is assumed. */
static void grant_password(struct call *call, unsigned platform)
{
    const struct site *site = call->site;
    if (site->refuses_logins || strcmp(get_text(call->body, "username"), "admin") != 0 ||
        strcmp(get_text(call->body, "password"), site->password) != 0) {
        refuse_sugar_call(call, SUGAR_NEED_LOGIN,
                          "You must specify a valid username and password.");
        return;
    }
    give_tokens(call, platform);
}

static void grant_refresh(struct call *call, unsigned platform)
{
    struct text refresh = make_text(get_text(call->body, "refresh_token"));
    const struct tickets *tickets = &call->site->refresh_tokens;
    if (call->site->refuses_logins || !is_good_ticket(tickets, refresh) ||
        read_platform(tickets, refresh) != platform) {
        refuse_sugar_call(call, SUGAR_INVALID_GRANT, "Invalid refresh token");
        return;
    }
    give_tokens(call, platform);
}

static void refuse_grant(struct call *call, const char *label, const char *message)
{
    struct json_object *body = json_object_new_object();
    json_object_object_add(body, "error", json_object_new_string(label));
    json_object_object_add(body, "error_message", json_object_new_string(message));
    give_sugar_answer(call, 400, body);
}

/* How an unknown client, grant or platform is refused is assumed. */
void log_in_to_sugar(struct call *call)
{
    const char *grant = get_text(call->body, "grant_type");
    const char *platform = get_text(call->body, "platform");
    unsigned found = 0;
    if (strcmp(get_text(call->body, "client_id"), "sugar") != 0) {
        refuse_grant(call, "invalid_client", "The client credentials are invalid");
    } else if (!find_platform(call->site, platform[0] == '\0' ? "base" : platform, &found)) {
        refuse_sugar_call(call, SUGAR_INVALID_PARAMETER, "Unknown platform.");
    } else if (strcmp(grant, "password") == 0) {
        grant_password(call, found);
    } else if (strcmp(grant, "refresh_token") == 0) {
        grant_refresh(call, found);
    } else {
        refuse_grant(call, "unsupported_grant_type", "Unsupported grant type");
    }
}

/* Ends the session of the token's platform. */
void log_out_of_sugar(struct call *call)
{
    struct site *site = call->site;
    struct json_object *body = json_object_new_object();
    unsigned platform = read_platform(&site->tokens, call->token);
    end_platform_tickets(&site->tokens, platform);
    end_platform_tickets(&site->refresh_tokens, platform);
    json_object_object_add(body, "success", json_object_new_boolean(true));
    give_sugar_answer(call, 200, body);
}
