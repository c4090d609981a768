#include "crm/oauth.h"

#include "crm/call.h"

/* Asks for a token. A renewal that is refused is no error yet: *is_granted tells. */
static bool ask_for_token(struct crm *crm, struct crm_session *session,
                          const struct oauth_manner *manner, bool *is_granted, struct error *error)
{
    struct crm_reply reply;
    bool renews = session->renewal.length > 0;
    struct crm_call call = {.verb = "POST",
                            .path = manner->path,
                            .body = manner->make_grant(crm, session),
                            .is_read = !renews, /* a renewal is good once */
                            .is_open = true,
                            .is_login = true};
    bool done = make_call(crm, &call, &reply, error);
    *is_granted = false;
    if (done) {
        struct text token = copy_member(&crm->arena, reply.body, "access_token");
        *is_granted = token.length > 0;
        if (*is_granted) {
            session->ticket = token;
            session->renewal = copy_member(&crm->arena, reply.body, "refresh_token");
        } else if (!renews) {
            done = manner->refuse(crm, &reply, error);
        }
    }
    end_reply(&reply);
    return done;
}

bool log_in_by_oauth(struct crm *crm, struct crm_session *session,
                     const struct oauth_manner *manner, struct error *error)
{
    bool is_granted = false;
    if (session->renewal.length > 0) {
        struct error unwanted;
        if (ask_for_token(crm, session, manner, &is_granted, &unwanted) && is_granted) {
            return true;
        }
        session->renewal = EMPTY_TEXT;
    }
    return ask_for_token(crm, session, manner, &is_granted, error);
}

void log_out_by_oauth(struct crm *crm, const struct crm_session *session, struct text path)
{
    struct error unwanted;
    struct crm_reply reply;
    struct crm_call call = {.verb = "POST", .path = path, .session = session, .is_logout = true};
    make_call(crm, &call, &reply, &unwanted);
    end_reply(&reply);
}
