#include "crm/http.h"

#include "base/signals.h"
#include "crm/pending.h"

#include <signal.h>
#include <stdlib.h>

enum {
    USUAL_BODY_LIMIT = 64 * 1024 * 1024,
    USUAL_CONNECT_TIMEOUT = 30,
    USUAL_STALL_TIMEOUT = 120,
    USUAL_ATTEMPTS = 4,
    USUAL_CONNECTIONS = 1,
    POLL_MILLISECONDS = 100, /* how often limits and signals are looked at */
};

struct http_client {
    struct attempt_setting setting;
    struct breaker breaker;
    double failed;                 /* when a request last did, on read_clock() */
    struct pending_request *first; /* in the order in which they were submitted */
    size_t count;
    struct sigaction on_broken_pipe; /* what SIGPIPE did before */
};

static void set_defaults(struct http_options *options)
{
    options->body_limit = options->body_limit > 0 ? options->body_limit : USUAL_BODY_LIMIT;
    options->connect_timeout =
        options->connect_timeout > 0 ? options->connect_timeout : USUAL_CONNECT_TIMEOUT;
    options->stall_timeout =
        options->stall_timeout > 0 ? options->stall_timeout : USUAL_STALL_TIMEOUT;
    options->attempts = options->attempts > 0 ? options->attempts : USUAL_ATTEMPTS;
    options->connections = options->connections > 0 ? options->connections : USUAL_CONNECTIONS;
    options->wait_factor = options->wait_factor > 0 ? options->wait_factor : 1;
}

struct http_client *open_http_client(const char *base_url, const struct http_options *options,
                                     struct error *error)
{
    struct http_client *client = calloc(1, sizeof *client);
    if (client == NULL || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        free(client);
        fail_for_memory(error);
        return NULL;
    }
    const struct sigaction ignore = {.sa_handler = SIG_IGN};
    sigaction(SIGPIPE, &ignore, &client->on_broken_pipe);
    struct attempt_setting *setting = &client->setting;
    setting->options = *options;
    set_defaults(&setting->options);
    setting->pacer.rate = options->rate;
    setting->multi = curl_multi_init();
    bool opened = setting->multi != NULL
                      ? read_base_url(&setting->base, base_url, options->insecure_http, error)
                      : fail_for_memory(error);
    if (!opened) {
        close_http_client(client);
        return NULL;
    }
    curl_multi_setopt(setting->multi, CURLMOPT_MAXCONNECTS, (long)setting->options.connections);
    return client;
}

/* What is put together of the data of others must not break out of its place. */
static bool is_free_of_breaks(const char *string, bool allows_blanks)
{
    for (; string != NULL && *string != '\0'; string++) {
        if ((unsigned char)*string < ' ' || *string == 0x7F || (*string == ' ' && !allows_blanks)) {
            return false;
        }
    }
    return true;
}

static bool check_request(const struct http_client *client, const struct http_request *request,
                          struct error *error)
{
    bool good = is_free_of_breaks(request->method, false) &&
                is_free_of_breaks(request->path, false) &&
                is_free_of_breaks(request->content_type, true);
    for (size_t i = 0; good && i < request->header_count; i++) {
        good = is_free_of_breaks(request->headers[i], true);
    }
    return good ||
           fail(error, ERROR_CRM,
                "a request to %s cannot be sent, since its address or a header of it "
                "holds a line break or a blank: look at what the CRM sent as an id or token",
                client->setting.base.host);
}

/* Fails if the request must not be sent at all. */
static bool admit_request(const struct http_client *client, const struct http_request *request,
                          struct error *error)
{
    if (is_broken(&client->breaker)) {
        return fail(error, ERROR_CRM,
                    "the last %d requests to %s have all failed, so no more are sent: run again "
                    "when the CRM is well",
                    BREAKER_LIMIT, client->setting.base.host);
    }
    return check_request(client, request, error);
}

static struct pending_request *add_pending(struct http_client *client,
                                           const struct http_request *request,
                                           struct http_response *response, struct error *error)
{
    struct pending_request *pending = calloc(1, sizeof *pending);
    struct pending_request **last = &client->first;
    if (pending == NULL) {
        fail_for_memory(error);
        return NULL;
    }
    *response = (struct http_response){0};
    pending->exchange.request = request;
    pending->exchange.response = response;
    if (admit_request(client, request, &pending->error)) {
        double now = read_clock();
        pending->due = now + book_request(&client->setting.pacer, now);
    } else {
        pending->state = PENDING_ENDED;
    }
    while (*last != NULL) {
        last = &(*last)->next;
    }
    *last = pending;
    client->count++;
    return pending;
}

static void remove_pending(struct http_client *client, struct pending_request *pending)
{
    struct pending_request **place = &client->first;
    while (*place != pending) {
        place = &(*place)->next;
    }
    *place = pending->next;
    client->count--;
    free(pending);
}

/* Counts the outcome of a request that has just ended. */
static void note_end(struct http_client *client, struct pending_request *pending)
{
    struct http_response *response = pending->exchange.response;
    if (!pending->answered) {
        struct http_response kept = {.answer_lost = response->answer_lost,
                                     .is_repeated = response->is_repeated,
                                     .is_redirect = response->is_redirect};
        free_http_response(response);
        *response = kept;
    }
    /* Requests that were on their way together fail together, and count once. */
    bool has_failed = !pending->answered || is_passing_status(response->status);
    bool is_counted = !has_failed || pending->exchange.started >= client->failed;
    if (is_counted && (pending->answered || pending->error.kind == ERROR_CRM)) {
        count_outcome(&client->breaker, has_failed);
    }
    client->failed = has_failed ? read_clock() : client->failed;
    if (client->setting.options.trace != NULL) {
        fflush(client->setting.options.trace);
    }
}

/* Takes over the attempts that libcurl has finished. */
static void finish_attempts(struct http_client *client)
{
    int left;
    const CURLMsg *message;
    while ((message = curl_multi_info_read(client->setting.multi, &left)) != NULL) {
        char *found = NULL;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &found);
        struct pending_request *pending = (struct pending_request *)(void *)found;
        if (message->msg == CURLMSG_DONE) {
            end_attempt(&client->setting, pending,
                        finish_exchange(&pending->exchange, message->data.result));
        }
    }
}

/* Breaks off what has lasted too long, and lets nothing begin after a signal. */
static void break_off(struct http_client *client)
{
    for (struct pending_request *pending = client->first; pending != NULL;
         pending = pending->next) {
        enum exchange_end end;
        if (pending->state == PENDING_RUNNING && is_exchange_overdue(&pending->exchange, &end)) {
            end_attempt(&client->setting, pending, end);
        }
        if (pending->state == PENDING_WAITING && explain_signal() != NULL) {
            stop_waiting(&client->setting, pending);
        }
    }
}

/* Begins what is due, as far as there are connections. Returns the milliseconds until something
   else may be. */
static int begin_due(struct http_client *client)
{
    double now = read_clock();
    double next = now + POLL_MILLISECONDS / 1000.0;
    double held_until = client->setting.held_until;
    unsigned running = 0;
    for (const struct pending_request *pending = client->first; pending != NULL;
         pending = pending->next) {
        running += pending->state == PENDING_RUNNING;
    }
    for (struct pending_request *pending = client->first; pending != NULL;
         pending = pending->next) {
        if (pending->state != PENDING_WAITING || running >= client->setting.options.connections) {
            continue;
        }
        double due = pending->due > held_until ? pending->due : held_until;
        if (due <= now) {
            begin_attempt(&client->setting, pending);
            running += pending->state == PENDING_RUNNING;
            next = now;
        } else if (due < next) {
            next = due;
        }
    }
    return next <= now ? 0 : (int)((next - now) * 1000) + 1;
}

/* The first request that has ended, of those that are performed or of the others. */
static struct pending_request *find_ended(const struct http_client *client, bool is_performed)
{
    struct pending_request *pending = client->first;
    while (pending != NULL &&
           (pending->state != PENDING_ENDED || pending->is_performed != is_performed)) {
        pending = pending->next;
    }
    return pending;
}

/* Drives all requests until one has ended. */
static struct pending_request *await_end(struct http_client *client, bool is_performed)
{
    for (;;) {
        int running;
        break_off(client);
        curl_multi_perform(client->setting.multi, &running);
        finish_attempts(client);
        struct pending_request *ended = find_ended(client, is_performed);
        if (ended != NULL) {
            note_end(client, ended);
            return ended;
        }
        int wait = begin_due(client);
        if (wait > 0) {
            curl_multi_poll(client->setting.multi, NULL, 0, wait, NULL);
        }
    }
}

bool perform_request(struct http_client *client, const struct http_request *request,
                     struct http_response *response, struct error *error)
{
    struct pending_request *pending = add_pending(client, request, response, error);
    if (pending == NULL) {
        return false;
    }
    pending->is_performed = true;
    await_end(client, true);
    bool answered = pending->answered;
    if (!answered) {
        *error = pending->error;
    }
    remove_pending(client, pending);
    return answered;
}

bool submit_request(struct http_client *client, const struct http_request *request,
                    struct http_response *response, void *context, struct error *error)
{
    struct pending_request *pending = add_pending(client, request, response, error);
    if (pending != NULL) {
        pending->context = context;
    }
    return pending != NULL;
}

bool take_request_end(struct http_client *client, struct http_end *end)
{
    if (client->count == 0) {
        return false;
    }
    struct pending_request *pending = await_end(client, false);
    end->context = pending->context;
    end->answered = pending->answered;
    end->error = pending->error;
    remove_pending(client, pending);
    return true;
}

bool is_client_broken(const struct http_client *client)
{
    return is_broken(&client->breaker);
}

void free_http_response(struct http_response *response)
{
    free_buffer(&response->body);
    *response = (struct http_response){0};
}

void close_http_client(struct http_client *client)
{
    if (client == NULL) {
        return;
    }
    while (client->first != NULL) {
        abandon_attempt(&client->setting, client->first);
        remove_pending(client, client->first);
    }
    curl_multi_cleanup(client->setting.multi);
    free_base_url(&client->setting.base);
    sigaction(SIGPIPE, &client->on_broken_pipe, NULL);
    free(client);
    curl_global_cleanup();
}
