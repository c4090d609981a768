/* Writes on their way, whatever the API: each is an operation of one step or more, and each step a
   call. Operations wait in a queue; parcels of one call, or of a bundle of them, travel. */
#include "crm/writes.h"

#include "base/email.h"
#include "base/signals.h"
#include "crm/call.h"

#include <stdlib.h>

enum { PARCEL_LIMIT = 20 };

/* A request, and the operations that it is for. */
struct parcel {
    struct crm_operation *operations[PARCEL_LIMIT];
    size_t count;
    struct crm_session *session;
    unsigned login; /* of the session, as its `logins` */
    struct crm_sending sending;
    struct crm_reply reply;
};

struct crm_queue {
    struct crm_operation *first; /* those that wait, in the order in which they go */
    struct crm_operation *last;
    size_t incomplete; /* waiting or travelling */
    size_t parcels;    /* on their way */
    size_t parcel_limit;
    bool is_busy[CRM_SESSION_LIMIT];     /* a parcel is on its way with the session */
    bool needs_login[CRM_SESSION_LIMIT]; /* a session has ended */
};

struct crm_queue *open_queue(size_t connections)
{
    struct crm_queue *queue = calloc(1, sizeof *queue);
    if (queue != NULL) {
        size_t limit = connections < CRM_SESSION_LIMIT ? connections : CRM_SESSION_LIMIT;
        queue->parcel_limit = limit > 0 ? limit : 1;
    }
    return queue;
}

void close_queue(struct crm_queue *queue)
{
    free(queue);
}

static void append_operation(struct crm_queue *queue, struct crm_operation *operation)
{
    operation->next = NULL;
    if (queue->first == NULL) {
        queue->first = operation;
    } else {
        queue->last->next = operation;
    }
    queue->last = operation;
}

/* What has begun goes before what has not. */
static void prepend_operation(struct crm_queue *queue, struct crm_operation *operation)
{
    operation->next = queue->first;
    queue->last = queue->first == NULL ? operation : queue->last;
    queue->first = operation;
}

static struct crm_operation *take_operation(struct crm_queue *queue)
{
    struct crm_operation *operation = queue->first;
    queue->first = operation->next;
    return operation;
}

static const char *find_fault(const struct crm_write *write)
{
    bool is_contact = write->module == CRM_CONTACTS;
    bool has_values = write->value_count > 0;
    switch (write->kind) {
    case CRM_CREATE:
        return is_contact || write->account_id.length == 0 ? NULL : "an account has no account";
    case CRM_UPDATE:
        for (size_t i = 0; i < write->value_count; i++) {
            if (equal_texts(write->values[i].name, TEXT("email1"))) {
                return "an update does not change an email";
            }
        }
        return has_values ? NULL : "an update needs values";
    case CRM_LINK:
        return is_contact ? NULL : "only a contact is linked to an account";
    case CRM_CHANGE_EMAIL:
        return write->email.length == 0 || is_valid_email(write->email)
                   ? NULL
                   : "an email is an address that the CRM takes, such as name@example.com";
    case CRM_DELETE:
        break;
    }
    return NULL;
}

bool submit_write(struct crm *crm, const struct crm_write *write,
                  const struct crm_completion *completion, struct error *error)
{
    const char *fault = write->id.length == 0 ? "a write needs an id" : find_fault(write);
    if (completion->done == NULL || completion->refused == NULL || completion->unknown == NULL) {
        fault = "a write may be done, refused or unknown, and each needs somebody who sees to it";
    }
    if (fault != NULL) {
        return fail(error, ERROR_USAGE, "%s", fault);
    }
    if (crm->is_lost) {
        return fail(error, ERROR_CRM, "the connection to the CRM is lost, so nothing is written");
    }
    struct crm_operation *operation = calloc(1, sizeof *operation);
    if (operation == NULL) {
        return fail_for_memory(error);
    }
    operation->write = *write;
    operation->completion = *completion;
    operation->id = EMPTY_TEXT;
    operation->words = EMPTY_TEXT;
    append_operation(crm->queue, operation);
    crm->queue->incomplete++;
    return true;
}

/* A record may be left with fewer addresses than it had: then it is said which there were. */
static struct text explain_unknown(struct crm_operation *operation)
{
    if (operation->addresses.length == 0) {
        return operation->words;
    }
    return print_to_arena(&operation->arena, "%.*s; its addresses were %.*s",
                          (int)operation->words.length, operation->words.at,
                          (int)operation->addresses.length, operation->addresses.at);
}

/* Tells the outcome, and forgets the operation. What a step before has changed stays so. */
static void complete_operation(struct crm_queue *queue, struct crm_operation *operation,
                               enum crm_verdict verdict)
{
    const struct crm_completion *completion = &operation->completion;
    if (verdict == VERDICT_DONE) {
        completion->done(completion->context,
                         operation->id.length > 0 ? operation->id : operation->write.id);
    } else if (verdict == VERDICT_REFUSED && !operation->has_changed) {
        completion->refused(completion->context, operation->level, operation->words);
    } else {
        completion->unknown(completion->context, explain_unknown(operation));
    }
    end_call(&operation->call);
    json_object_put(operation->kept);
    free_arena(&operation->arena);
    free(operation);
    queue->incomplete--;
}

static void refuse_operation(struct crm_queue *queue, struct crm_operation *operation,
                             struct text words)
{
    operation->level = CRM_LEVEL_CONNECTION;
    operation->words = words;
    complete_operation(queue, operation, VERDICT_REFUSED);
}

/* The steps of operations that are ready, as many as go into a parcel. */
static void fill_parcel(struct crm *crm, struct parcel *parcel)
{
    struct crm_queue *queue = crm->queue;
    size_t limit = crm->driver->bundle_limit;
    while (queue->first != NULL && parcel->count < limit && parcel->count < PARCEL_LIMIT) {
        struct crm_operation *operation = take_operation(queue);
        if (operation->call.verb != NULL || crm->driver->plan_step(crm, operation)) {
            parcel->operations[parcel->count++] = operation;
        } else {
            refuse_operation(queue, operation, TEXT("out of memory"));
        }
    }
}

static bool seal_parcel(struct crm *crm, struct parcel *parcel)
{
    for (size_t i = 0; i < parcel->count; i++) {
        parcel->operations[i]->call.session = parcel->session;
    }
    return parcel->count == 1
               ? crm->driver->seal_call(crm, &parcel->operations[0]->call, &parcel->sending)
               : crm->driver->seal_bundle(crm, parcel->operations, parcel->count, &parcel->sending);
}

static void end_parcel(struct parcel *parcel)
{
    end_sending(&parcel->sending);
    end_reply(&parcel->reply);
    free(parcel);
}

/* A session that a parcel can go with; NULL if none is free. One that is not open yet is opened,
   and if the CRM does not grant another one, those that there are have to do. */
static struct crm_session *find_session(struct crm *crm)
{
    struct crm_queue *queue = crm->queue;
    struct error refusal;
    size_t i = 0;
    while (crm->driver->is_serial && i < queue->parcel_limit && queue->is_busy[i]) {
        i++;
    }
    if (i == queue->parcel_limit) {
        return NULL;
    }
    struct crm_session *session = &crm->sessions[i];
    if (session->logins == 0 && !renew_session(crm, session, &refusal)) {
        *session = (struct crm_session){0};
        queue->parcel_limit = i;
        return NULL;
    }
    return session;
}

static void refuse_parcel(struct crm_queue *queue, struct parcel *parcel)
{
    for (size_t i = 0; i < parcel->count; i++) {
        refuse_operation(queue, parcel->operations[i], TEXT("out of memory"));
    }
    end_parcel(parcel);
}

/* Sends what is ready, as far as there are connections and sessions. */
static void send_parcels(struct crm *crm)
{
    struct crm_queue *queue = crm->queue;
    while (queue->first != NULL && queue->parcels < queue->parcel_limit) {
        struct error error = {0};
        struct crm_session *session = find_session(crm);
        if (session == NULL) {
            return;
        }
        struct parcel *parcel = calloc(1, sizeof *parcel);
        if (parcel == NULL) {
            refuse_operation(queue, take_operation(queue), TEXT("out of memory"));
            continue;
        }
        fill_parcel(crm, parcel);
        parcel->session = session;
        parcel->login = session->logins;
        if (parcel->count > 0 && seal_parcel(crm, parcel) &&
            submit_request(crm->http, &parcel->sending.request, &parcel->reply.response, parcel,
                           &error)) {
            queue->is_busy[session - crm->sessions] = true;
            queue->parcels++;
        } else {
            refuse_parcel(queue, parcel);
        }
    }
}

/* There is no answer to the call. */
static void miss_answer(struct crm_queue *queue, struct crm_operation *operation, bool answer_lost,
                        struct text words)
{
    if (operation->call.is_harmless && ++operation->tries < STEP_TRY_LIMIT &&
        explain_signal() == NULL) {
        prepend_operation(queue, operation);
        return;
    }
    operation->level = CRM_LEVEL_CONNECTION;
    operation->words = words;
    bool may_be_done = answer_lost && !operation->call.is_read;
    complete_operation(queue, operation, may_be_done ? VERDICT_UNKNOWN : VERDICT_REFUSED);
}

/* The session had ended, so that nothing was done: again with a new one, once. */
static void await_login(struct crm *crm, struct crm_operation *operation,
                        const struct parcel *parcel)
{
    size_t number = (size_t)(parcel->session - crm->sessions);
    if (operation->is_renewed) {
        refuse_operation(crm->queue, operation,
                         TEXT("the CRM ends each session as soon as it is used"));
        return;
    }
    operation->is_renewed = true;
    crm->queue->needs_login[number] =
        crm->queue->needs_login[number] || parcel->login == parcel->session->logins;
    prepend_operation(crm->queue, operation);
}

static void take_answer(struct crm *crm, struct crm_operation *operation,
                        const struct crm_reply *reply, const struct parcel *parcel)
{
    bool was_read = operation->call.is_read;
    if (crm->driver->is_expired(reply)) {
        await_login(crm, operation, parcel);
        return;
    }
    enum crm_verdict verdict = crm->driver->judge_step(crm, operation, reply);
    if (verdict == VERDICT_REFUSED && reply->response.is_repeated && !was_read) {
        verdict = VERDICT_UNKNOWN; /* the time before it may have been carried out all the same */
    }
    if (verdict != VERDICT_NEXT) {
        complete_operation(crm->queue, operation, verdict);
        return;
    }
    operation->has_changed = operation->has_changed || !was_read;
    operation->is_renewed = false;
    end_call(&operation->call);
    prepend_operation(crm->queue, operation);
}

/* Backwards, so that what goes on goes on in its order. */
static void open_parcel(struct crm *crm, struct parcel *parcel, const struct http_end *end)
{
    for (size_t i = parcel->count; i-- > 0;) {
        struct crm_operation *operation = parcel->operations[i];
        struct crm_reply part = parcel->reply;
        bool is_bundle = parcel->count > 1 && !crm->driver->is_expired(&parcel->reply);
        if (!end->answered) {
            miss_answer(crm->queue, operation, parcel->reply.response.answer_lost,
                        make_text(end->error.message));
            continue;
        }
        if (is_bundle) {
            crm->driver->open_bundle(&parcel->reply, i, &part);
        }
        take_answer(crm, operation, &part, parcel);
        if (is_bundle) {
            json_object_put(part.body);
        }
    }
}

/* Waits for an answer, and takes it. Of what cannot go on with this connection *error tells. */
static bool take_parcel(struct crm *crm, struct error *error)
{
    struct http_end end;
    if (!take_request_end(crm->http, &end)) {
        return true;
    }
    struct parcel *parcel = end.context;
    crm->queue->parcels--;
    crm->queue->is_busy[parcel->session - crm->sessions] = false;
    if (end.answered) {
        read_reply(&parcel->reply);
    }
    open_parcel(crm, parcel, &end);
    end_parcel(parcel);
    bool is_over =
        !end.answered && (end.error.kind == ERROR_STOPPED || is_client_broken(crm->http));
    if (is_over) {
        *error = end.error;
    }
    return !is_over;
}

void abandon_writes(struct crm *crm, struct text words)
{
    struct crm_queue *queue = crm->queue;
    struct error unwanted;
    crm->is_lost = true;
    while (queue->incomplete > 0) {
        while (queue->first != NULL) {
            refuse_operation(queue, take_operation(queue), words);
        }
        if (queue->parcels > 0) {
            take_parcel(crm, &unwanted);
        }
    }
}

/* Opens those sessions anew that have ended. */
static bool renew_sessions(struct crm *crm, struct error *error)
{
    bool done = true;
    for (size_t i = 0; done && i < CRM_SESSION_LIMIT; i++) {
        if (crm->queue->needs_login[i]) {
            crm->queue->needs_login[i] = false;
            done = renew_session(crm, &crm->sessions[i], error);
        }
    }
    return done;
}

bool await_writes(struct crm *crm, size_t left, struct error *error)
{
    struct crm_queue *queue = crm->queue;
    bool done = true;
    while (done && queue->incomplete > left) {
        send_parcels(crm);
        done = queue->parcels == 0 || take_parcel(crm, error);
        done = done && renew_sessions(crm, error);
    }
    if (!done) {
        crm->level = CRM_LEVEL_CONNECTION;
        abandon_writes(crm, make_text(error->message));
    }
    return done;
}
