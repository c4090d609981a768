#include "crm/call.h"

bool complete_sending(const struct crm *crm, const struct crm_call *call, const char *method,
                      const char *content_type, struct crm_sending *sending)
{
    size_t headers = sending->headers[0] == NULL ? 0 : 1;
    append_byte(&sending->path, '\0');
    append_byte(&sending->ticket, '\0');
    if (sending->path.failed || sending->body.failed || sending->ticket.failed) {
        return false;
    }
    if (sending->ticket.length > 1) {
        sending->headers[headers++] = sending->ticket.at;
    }
    bool has_body = sending->body.length > 0;
    sending->request =
        (struct http_request){.method = method,
                              .path = sending->path.at,
                              .body = has_body ? view_buffer(&sending->body) : EMPTY_TEXT,
                              .content_type = has_body ? content_type : NULL,
                              .headers = sending->headers,
                              .header_count = headers,
                              .secrets = crm->secrets,
                              .secret_count = crm->secret_count,
                              .repeat = call->is_read || call->is_harmless ? HTTP_REPEAT_ALWAYS
                                        : call->is_unique                  ? HTTP_REPEAT_UNSENT
                                                                           : HTTP_REPEAT_REFUSED,
                              .secret_answer = call->is_login};
    return true;
}

void end_sending(struct crm_sending *sending)
{
    free_buffer(&sending->path);
    free_buffer(&sending->body);
    free_buffer(&sending->ticket);
    *sending = (struct crm_sending){0};
}

void read_reply(struct crm_reply *reply)
{
    reply->status = reply->response.status;
    reply->body = parse_answer(&reply->response);
}

void end_reply(struct crm_reply *reply)
{
    json_object_put(reply->body);
    free_http_response(&reply->response);
    *reply = (struct crm_reply){0};
}

void end_call(struct crm_call *call)
{
    json_object_put(call->body);
    *call = (struct crm_call){0};
}

bool renew_session(struct crm *crm, struct crm_session *session, struct error *error)
{
    crm->level = CRM_LEVEL_CONNECTION;
    if (!crm->driver->log_in(crm, session, error)) {
        return false;
    }
    note_secret(crm, session->ticket);
    if (session->renewal.length > 0) {
        note_secret(crm, session->renewal);
    }
    session->logins++;
    return true;
}

static bool send_call(struct crm *crm, const struct crm_call *call, struct crm_reply *reply,
                      struct error *error)
{
    struct crm_sending sending = {0};
    bool done = crm->driver->seal_call(crm, call, &sending)
                    ? perform_request(crm->http, &sending.request, &reply->response, error)
                    : fail_for_memory(error);
    end_sending(&sending);
    if (done) {
        read_reply(reply);
    }
    return done;
}

bool make_call(struct crm *crm, struct crm_call *call, struct crm_reply *reply, struct error *error)
{
    *reply = (struct crm_reply){0};
    crm->level = CRM_LEVEL_CONNECTION;
    if (call->session == NULL) {
        call->session = &crm->sessions[0];
    }
    bool done = send_call(crm, call, reply, error);
    if (done && !call->is_open && !call->is_logout && crm->driver->is_expired(reply)) {
        end_reply(reply);
        done = renew_session(crm, &crm->sessions[0], error) && send_call(crm, call, reply, error);
    }
    end_call(call);
    return done;
}

bool make_probe(struct crm *crm, struct crm_call *call, struct crm_reply *reply,
                struct error *error)
{
    struct error failure = {0};
    bool done = make_call(crm, call, reply, &failure);
    if (!done && reply->response.is_redirect) {
        crm->redirect = copy_to_arena(&crm->arena, make_text(failure.message));
        return true;
    }
    if (!done) {
        *error = failure;
    }
    return done;
}
