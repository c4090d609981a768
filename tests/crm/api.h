/**
 * The APIs of the CRM that the tests talk to: v4_1 and V8 as SuiteCRM 7.14.6 on PHP 8.2 answered
 * them, and v11 as SugarCRM's documents have it.
 */
#ifndef POSSUM_TESTS_CRM_API_H
#define POSSUM_TESTS_CRM_API_H

#include "answer.h"
#include "fields.h"
#include "store.h"
#include "ticket.h"

#include <microhttpd.h>

/** What the APIs know. */
struct site {
    struct transcripts *transcripts;
    const char *password; /**< of the user "admin" */
    const char *client_secret;
    struct field_changes changes;
    struct store *store;
    struct tickets sessions;       /**< of v4_1 */
    struct tickets tokens;         /**< access tokens of V8 and v11 */
    struct tickets refresh_tokens; /**< of V8 and v11 */
    bool refuses_logins;           /**< every login fails as a wrong password does, for a request */
    bool has_no_sync_key;          /**< v11 has no upsert by sync_key (--no-sync-key) */
    struct string_list platforms;  /**< those that v11 takes a login on (--platform); none: any */
};

/** A request. */
struct request {
    struct MHD_Connection *connection;
    const char *method;
    const char *path; /**< below the API: "" or what stands behind "/Api" or "/rest" */
    struct text body;
};

/** Answers a request to service/v4_1/rest.php. */
bool answer_v4_1(struct site *site, const struct request *request, struct answer *answer,
                 struct error *error);

/** Answers a request below Api. */
bool answer_v8(struct site *site, const struct request *request, struct answer *answer,
               struct error *error);

/** Answers a request below rest, by SugarCRM's API v11; the path is what stands behind "/rest". */
bool answer_v11(struct site *site, const struct request *request, struct answer *answer,
                struct error *error);

/** Takes a form apart into an object of texts, in *form, which the caller puts back. */
void read_form(const struct request *request, struct json_object **form);

/** The text of a member of an object, "" if it has none. */
const char *get_text(struct json_object *object, const char *name);

#endif
