/**
 * Sessions by OAuth 2, which V8 and v11 have in common: tokens, and tokens that renew them.
 */
#ifndef POSSUM_CRM_OAUTH_H
#define POSSUM_CRM_OAUTH_H

#include "crm/driver.h"

/** How an API does it. */
struct oauth_manner {
    struct text path; /**< where it gives tokens, below the API */
    /** What is sent for one: what renews the session if it has that, else a login. */
    struct json_object *(*make_grant)(const struct crm *crm, const struct crm_session *session);
    /** Fills the error for a login that was refused; false. */
    bool (*refuse)(struct crm *crm, const struct crm_reply *reply, struct error *error);
};

/** Renews the session, or if that is refused or there is none, logs in. */
bool log_in_by_oauth(struct crm *crm, struct crm_session *session,
                     const struct oauth_manner *manner, struct error *error);

/** Ends a session at `path`, as well as it can be done. */
void log_out_by_oauth(struct crm *crm, const struct crm_session *session, struct text path);

#endif
