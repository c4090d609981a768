/**
 * The two APIs of the CRM that the tests talk to, as SuiteCRM 7.14.6 on PHP 8.2 answered them.
 */
#ifndef POSSUM_TESTS_CRM_API_H
#define POSSUM_TESTS_CRM_API_H

#include "answer.h"
#include "fields.h"
#include "ticket.h"

#include <microhttpd.h>

/** What the APIs know. */
struct site {
    const char *transcripts; /**< the directory */
    const char *password;    /**< of the user "admin" */
    const char *client_secret;
    struct field_changes changes;
    struct tickets sessions;
    struct tickets tokens;
};

/** A request. */
struct request {
    struct MHD_Connection *connection;
    const char *method;
    const char *path; /**< below the API: "" or what stands behind "/Api" */
    struct text body;
};

/** Answers a request to service/v4_1/rest.php. */
bool answer_v4_1(struct site *site, const struct request *request, struct answer *answer,
                 struct error *error);

/** Answers a request below Api. */
bool answer_v8(struct site *site, const struct request *request, struct answer *answer,
               struct error *error);

/** Takes a form apart into an object of texts, in *form, which the caller puts back. */
void read_form(const struct request *request, struct json_object **form);

/** The text of a member of an object, "" if it has none. */
const char *get_text(struct json_object *object, const char *name);

#endif
