/**
 * A CRM behind one interface, whatever API it speaks.
 *
 * Memory belongs to the caller unless something else is said. A failure is ERROR_CRM (the CRM could
 * not be used), ERROR_USAGE (it was asked for in a wrong way) or ERROR_STOPPED (a signal).
 */
#ifndef POSSUM_CRM_CRM_H
#define POSSUM_CRM_CRM_H

#include "base/arena.h"
#include "crm/http.h"

/** Which API to use (--api). */
enum crm_api {
    CRM_API_AUTO, /**< the first of the others that answers */
    CRM_API_V4_1, /**< the legacy REST API: SugarCRM 5.5 to 6.5, SuiteCRM 7 and 8 */
    CRM_API_V8,   /**< SuiteCRM's JSON:API */
    CRM_API_COUNT,
};

/** Who logs in. NULL for what is not known; the strings must outlive the connection. */
struct crm_credentials {
    const char *user;
    const char *password;
    const char *client_id; /**< V8 only, which needs it */
    const char *client_secret;
};

/** A field of a module, as the CRM describes it. */
struct crm_field {
    struct text name;
    struct text label; /**< on the screen, without its colon; empty if the API does not tell */
    struct text type;  /**< "int", "bool", "varchar"... */
    size_t length;     /**< 0 if it has none */
    bool is_required;
};

/** The fields of a module. */
struct crm_field_list {
    struct crm_field *fields;
    size_t count;
};

struct crm_driver;

/** A connection. open_crm makes it, close_crm ends it. */
struct crm {
    const struct crm_driver *driver;
    struct http_client *http;
    const struct crm_credentials *credentials;
    const char *prefix; /**< below the URL, where the API was found: "" or "/legacy" (SuiteCRM 8) */
    struct arena arena; /**< of what follows */
    struct text product; /**< "SuiteCRM 7.14.6", as far as the API tells */
    struct text session; /**< the session or the token: a secret */
};

/** An API. */
struct crm_driver {
    const char *name; /**< "v4_1" */
    /** Asks, without logging in, whether the API is there below crm->prefix; fills crm->product if
     *  it says so. False with *answers false and no error if something else answers; false with an
     *  error if nothing does. */
    bool (*probe)(struct crm *crm, bool *answers, struct error *error);
    /** Logs in; the session goes to crm->session. */
    bool (*log_in)(struct crm *crm, struct error *error);
    /** Lists the fields of a module into `arena`. */
    bool (*describe)(struct crm *crm, const char *module, struct arena *arena,
                     struct crm_field_list *fields, struct error *error);
    /** Logs out, as well as it can be done. */
    void (*log_out)(struct crm *crm);
};

extern const struct crm_driver v4_1_driver;
extern const struct crm_driver v8_driver;

/** Opens a connection to the CRM at `url` and logs in: over `api`, or the first API that answers
 *  and for which the credentials suffice. Fails as described above; close_crm frees it, after a
 *  failure too. */
bool open_crm(struct crm *crm, const char *url, const struct http_options *options,
              const struct crm_credentials *credentials, enum crm_api api, struct error *error);

/** Lists the fields of a module ("Contacts") into `arena`. */
bool describe_module(struct crm *crm, const char *module, struct arena *arena,
                     struct crm_field_list *fields, struct error *error);

/** Logs out and closes the connection. */
void close_crm(struct crm *crm);

#endif
