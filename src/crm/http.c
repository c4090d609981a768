#include "crm/http.h"

#include "base/signals.h"
#include "crm/exchange.h"
#include "crm/retry.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum {
    USUAL_BODY_LIMIT = 64 * 1024 * 1024,
    USUAL_CONNECT_TIMEOUT = 30,
    USUAL_STALL_TIMEOUT = 120,
    USUAL_ATTEMPTS = 4,
    SIGNAL_GRACE = 5,        /* seconds */
    POLL_MILLISECONDS = 100, /* how often limits and signals are looked at */
};

struct http_client {
    CURLM *multi;
    struct base_url base;
    struct http_options options;
    struct pacer pacer;
    struct breaker breaker;
    bool has_answered; /* once at least: the URL is right */
};

static void set_defaults(struct http_options *options)
{
    options->body_limit = options->body_limit > 0 ? options->body_limit : USUAL_BODY_LIMIT;
    options->connect_timeout =
        options->connect_timeout > 0 ? options->connect_timeout : USUAL_CONNECT_TIMEOUT;
    options->stall_timeout =
        options->stall_timeout > 0 ? options->stall_timeout : USUAL_STALL_TIMEOUT;
    options->attempts = options->attempts > 0 ? options->attempts : USUAL_ATTEMPTS;
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
    client->options = *options;
    set_defaults(&client->options);
    client->pacer.rate = options->rate;
    client->multi = curl_multi_init();
    bool opened = client->multi != NULL
                      ? read_base_url(&client->base, base_url, options->insecure_http, error)
                      : fail_for_memory(error);
    if (!opened) {
        close_http_client(client);
        return NULL;
    }
    return client;
}

const char *get_http_host(const struct http_client *client)
{
    return client->base.host;
}

/* Waits, or not to the end if a signal comes. */
static bool wait_for_seconds(struct http_client *client, double seconds, struct error *error)
{
    double end = read_clock() + seconds;
    for (;;) {
        if (explain_signal() != NULL) {
            return fail(error, ERROR_STOPPED, "%s was not asked any more (%s)", client->base.host,
                        explain_signal());
        }
        double left = (end - read_clock()) * 1000;
        if (left <= 0) {
            return true;
        }
        curl_multi_poll(client->multi, NULL, 0,
                        left < POLL_MILLISECONDS ? (int)left + 1 : POLL_MILLISECONDS, NULL);
    }
}

/* The exchange that has come to its end, or NULL; *code says how. */
static struct exchange *take_finished(struct http_client *client, CURLcode *code)
{
    int left;
    const CURLMsg *message;
    while ((message = curl_multi_info_read(client->multi, &left)) != NULL) {
        if (message->msg == CURLMSG_DONE) {
            char *exchange = NULL;
            *code = message->data.result;
            curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &exchange);
            return (struct exchange *)(void *)exchange;
        }
    }
    return NULL;
}

/* Drives the exchange to its end, or to its limit. */
static enum exchange_end run_exchange(struct http_client *client, struct exchange *exchange)
{
    enum exchange_end end = END_NO_MEMORY;
    if (curl_multi_add_handle(client->multi, exchange->easy) != CURLM_OK) {
        return end;
    }
    for (;;) {
        int running;
        CURLcode code = CURLE_OK;
        if (curl_multi_perform(client->multi, &running) != CURLM_OK) {
            break;
        }
        if (take_finished(client, &code) == exchange) {
            end = finish_exchange(exchange, code);
            break;
        }
        if (is_exchange_overdue(exchange, &end)) {
            break;
        }
        curl_multi_poll(client->multi, NULL, 0, POLL_MILLISECONDS, NULL);
    }
    curl_multi_remove_handle(client->multi, exchange->easy);
    return end;
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
                client->base.host);
}

/* Whether what ended so is to be sent again. */
static bool is_repeated(const struct http_client *client, const struct http_request *request,
                        enum exchange_end end, long status)
{
    struct end_traits traits = get_end_traits(end);
    if (end == END_ANSWERED) {
        return request->may_repeat && is_passing_status(status);
    }
    if (end == END_UNKNOWN_HOST) {
        return client->has_answered; /* the name is right, so it is the network */
    }
    return traits.may_repeat || (traits.may_pass && request->may_repeat);
}

/* Sends the request once; *retry_after becomes the seconds that the server asks for. */
static enum exchange_end attempt_request(struct http_client *client,
                                         const struct http_request *request,
                                         struct http_response *response, int64_t *retry_after,
                                         struct error *error)
{
    const struct http_options *options = &client->options;
    struct exchange exchange = {
        .base = &client->base,
        .request = request,
        .response = response,
        .limits = {.body = options->body_limit,
                   .connect_timeout = options->connect_timeout,
                   .stall_timeout = options->stall_timeout,
                   .grace = SIGNAL_GRACE * options->wait_factor},
        .trace = {.file = options->trace,
                  .show_values = options->trace_values,
                  .secrets = request->secrets,
                  .secret_count = request->secret_count},
    };
    if (!begin_exchange(&exchange)) {
        fail_for_memory(error);
        return END_NO_MEMORY;
    }
    enum exchange_end end = run_exchange(client, &exchange);
    *retry_after = exchange.retry_after;
    response->answer_lost =
        response->answer_lost || (get_end_traits(end).loses_answer && is_exchange_sent(&exchange));
    if (end != END_ANSWERED) {
        explain_end(&exchange, end, error);
        trace_remark(&exchange.trace, "%s", error->message);
    }
    client->has_answered = client->has_answered || end == END_ANSWERED;
    end_exchange(&exchange);
    return end;
}

/* Makes the response ready for another attempt. */
static void empty_response(struct http_response *response)
{
    bool answer_lost = response->answer_lost;
    free_http_response(response);
    response->answer_lost = answer_lost;
}

static bool repeat_request(struct http_client *client, const struct http_request *request,
                           struct http_response *response, struct error *error)
{
    for (unsigned attempt = 1;; attempt++) {
        int64_t retry_after = 0;
        if (!wait_for_seconds(client, book_request(&client->pacer, read_clock()), error)) {
            return false;
        }
        empty_response(response);
        enum exchange_end end = attempt_request(client, request, response, &retry_after, error);
        if (attempt >= client->options.attempts ||
            !is_repeated(client, request, end, response->status)) {
            return end == END_ANSWERED;
        }
        double wait = choose_wait(attempt, retry_after, randombytes_random());
        const struct trace trace = {.file = client->options.trace};
        trace_remark(&trace, "sent again in %.1f seconds", wait);
        if (!wait_for_seconds(client, wait * client->options.wait_factor, error)) {
            return false;
        }
    }
}

bool perform_request(struct http_client *client, const struct http_request *request,
                     struct http_response *response, struct error *error)
{
    *response = (struct http_response){0};
    if (is_broken(&client->breaker)) {
        return fail(error, ERROR_CRM,
                    "the last %d requests to %s have all failed, so no more are sent: run again "
                    "when the CRM is well",
                    BREAKER_LIMIT, client->base.host);
    }
    if (!check_request(client, request, error)) {
        return false;
    }
    struct error trouble = {0}; /* of an attempt that another one may make good */
    bool answered = repeat_request(client, request, response, &trouble);
    if (!answered) {
        *error = trouble;
        empty_response(response);
    }
    if (answered || trouble.kind == ERROR_CRM) {
        count_outcome(&client->breaker, !answered || is_passing_status(response->status));
    }
    if (client->options.trace != NULL) {
        fflush(client->options.trace);
    }
    return answered;
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
    curl_multi_cleanup(client->multi);
    free_base_url(&client->base);
    free(client);
    curl_global_cleanup();
}
