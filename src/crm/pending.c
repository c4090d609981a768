#include "crm/pending.h"

#include "base/signals.h"

#include <sodium.h>

enum { SIGNAL_GRACE = 5 /* seconds */ };

static void end_without_memory(struct pending_request *pending)
{
    fail_for_memory(&pending->error);
    pending->state = PENDING_ENDED;
}

void begin_attempt(struct attempt_setting *setting, struct pending_request *pending)
{
    const struct http_options *options = &setting->options;
    struct exchange *exchange = &pending->exchange;
    const struct http_request *request = exchange->request;
    struct http_response *response = exchange->response;
    struct http_response kept = {.answer_lost = response->answer_lost,
                                 .is_repeated = response->is_repeated};
    free_http_response(response);
    *response = kept;
    setting->exchanges++;
    *exchange = (struct exchange){
        .base = &setting->base,
        .request = request,
        .response = response,
        .limits = {.body = options->body_limit,
                   .connect_timeout = options->connect_timeout,
                   .stall_timeout = options->stall_timeout,
                   .grace = SIGNAL_GRACE * options->wait_factor},
        .trace = {.file = options->trace,
                  .number = options->connections > 1 ? setting->exchanges : 0,
                  .show_values = options->trace_values,
                  .secrets = request->secrets,
                  .secret_count = request->secret_count},
    };
    pending->attempt++;
    if (!begin_exchange(exchange)) {
        end_without_memory(pending);
    } else if (curl_multi_add_handle(setting->multi, exchange->easy) != CURLM_OK) {
        end_exchange(exchange);
        end_without_memory(pending);
    } else {
        pending->state = PENDING_RUNNING;
    }
}

/* Whether what ended so is to be sent again. */
static bool is_repeated(const struct attempt_setting *setting, const struct http_request *request,
                        enum exchange_end end, long status)
{
    struct end_traits traits = get_end_traits(end);
    if (end == END_ANSWERED) {
        return (request->repeat != HTTP_REPEAT_UNSENT && is_busy_status(status)) ||
               (request->repeat == HTTP_REPEAT_ALWAYS && is_passing_status(status));
    }
    if (end == END_UNKNOWN_HOST) {
        return setting->has_answered; /* the name is right, so it is the network */
    }
    return traits.may_repeat || (traits.may_pass && request->repeat == HTTP_REPEAT_ALWAYS);
}

static void schedule_repeat(struct attempt_setting *setting, struct pending_request *pending)
{
    double now = read_clock();
    double wait =
        choose_wait(pending->attempt, pending->exchange.retry_after, randombytes_random());
    trace_remark(&pending->exchange.trace, "sent again in %.1f seconds", wait);
    double due = now + wait * setting->options.wait_factor;
    pending->due = due + book_request(&setting->pacer, due);
    pending->state = PENDING_WAITING;
}

/* What is thrown at a server that is going down is lost, too. */
static void hold_back(struct attempt_setting *setting, const struct exchange *exchange,
                      enum exchange_end end)
{
    double now = read_clock();
    if (end == END_ANSWERED) {
        setting->troubles = 0;
        setting->held_until = 0;
    } else if (get_end_traits(end).may_pass) {
        if (exchange->started >= setting->troubled) {
            setting->troubles++;
            setting->held_until = now + choose_wait(setting->troubles, 0, randombytes_random()) *
                                            setting->options.wait_factor;
        }
        setting->troubled = now;
    }
}

void end_attempt(struct attempt_setting *setting, struct pending_request *pending,
                 enum exchange_end end)
{
    struct exchange *exchange = &pending->exchange;
    struct http_response *response = exchange->response;
    response->answer_lost =
        response->answer_lost || (get_end_traits(end).loses_answer && is_exchange_sent(exchange));
    response->is_redirect = end == END_REDIRECT;
    pending->answered = end == END_ANSWERED;
    if (!pending->answered) {
        explain_end(exchange, end, &pending->error);
        trace_remark(&exchange->trace, "%s", pending->error.message);
    }
    setting->has_answered = setting->has_answered || pending->answered;
    hold_back(setting, exchange, end);
    if (pending->attempt < setting->options.attempts &&
        is_repeated(setting, exchange->request, end, response->status)) {
        response->is_repeated = response->is_repeated || pending->answered;
        schedule_repeat(setting, pending);
    } else {
        pending->state = PENDING_ENDED;
    }
    curl_multi_remove_handle(setting->multi, exchange->easy);
    end_exchange(exchange);
}

void stop_waiting(const struct attempt_setting *setting, struct pending_request *pending)
{
    pending->answered = false;
    fail(&pending->error, ERROR_STOPPED, "%s was not asked any more (%s)", setting->base.host,
         explain_signal());
    pending->state = PENDING_ENDED;
}

void abandon_attempt(struct attempt_setting *setting, struct pending_request *pending)
{
    if (pending->state == PENDING_RUNNING) {
        curl_multi_remove_handle(setting->multi, pending->exchange.easy);
        end_exchange(&pending->exchange);
    }
}
