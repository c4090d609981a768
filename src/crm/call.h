/**
 * Calls that are made and waited for, whatever the API.
 */
#ifndef POSSUM_CRM_CALL_H
#define POSSUM_CRM_CALL_H

#include "crm/driver.h"

/** Makes the request of a sending whose buffers and first header the driver has filled: by HTTP's
 *  `method`, repeated and traced as the call allows. False if memory ran out. */
bool complete_sending(const struct crm *crm, const struct crm_call *call, const char *method,
                      const char *content_type, struct crm_sending *sending);

/** Frees what a sending holds. */
void end_sending(struct crm_sending *sending);

/** Parses the answer that stands in reply->response. */
void read_reply(struct crm_reply *reply);

/** Frees what a reply holds. */
void end_reply(struct crm_reply *reply);

/** Puts the call's body back. */
void end_call(struct crm_call *call);

/** Opens a session, or opens it anew, with what the API has for that. */
bool renew_session(struct crm *crm, struct crm_session *session, struct error *error);

/** Makes the call of a probe. A redirect is no error, but a reply without a status: something else
 *  may be where the API is not. What it said is kept in crm->redirect. */
bool make_probe(struct crm *crm, struct crm_call *call, struct crm_reply *reply,
                struct error *error);

/** Makes a call and waits for the answer, whatever that is; if the session has ended, once more
 *  with a new one. The call's body is put back; the reply is the caller's to end, in any case. */
bool make_call(struct crm *crm, struct crm_call *call, struct crm_reply *reply,
               struct error *error);

#endif
