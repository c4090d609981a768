/* Requests that are sent again, or not, and signals that end the waiting. */
#include "crm/http.h"

#include "base/signals.h"
#include "http_server.h"

#include <signal.h>
#include <sys/wait.h>

enum { MOST_STATUSES = 6 };

static const struct text body = {"body END", 8};

static double read_time(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

struct status_case {
    unsigned statuses[MOST_STATUSES]; /* of the answers, one after the other */
    enum http_repeat repeat;
    long status; /* of the answer that is given */
    size_t requests;
};

static const struct status_case status_cases[] = {
    {{503, 200}, HTTP_REPEAT_ALWAYS, 200, 2},
    {{429, 200}, HTTP_REPEAT_ALWAYS, 200, 2},
    {{502, 504, 503, 201}, HTTP_REPEAT_ALWAYS, 201, 4},
    {{503, 503, 503, 503, 200}, HTTP_REPEAT_ALWAYS, 503, 4},
    {{429, 500, 200}, HTTP_REPEAT_ALWAYS, 500, 2},
    {{500, 200}, HTTP_REPEAT_ALWAYS, 500, 1},
    {{501, 200}, HTTP_REPEAT_ALWAYS, 501, 1},
    {{429, 503, 200}, HTTP_REPEAT_REFUSED, 200, 3},
    {{503, 502, 200}, HTTP_REPEAT_REFUSED, 502, 2},
    {{504, 200}, HTTP_REPEAT_REFUSED, 504, 1},
    {{502, 200}, HTTP_REPEAT_UNSENT, 502, 1},
    {{503, 200}, HTTP_REPEAT_UNSENT, 503, 1},
    {{429, 200}, HTTP_REPEAT_UNSENT, 429, 1},
    {{504, 200}, HTTP_REPEAT_UNSENT, 504, 1},
};

static void passing_statuses_are_repeated_if_that_does_no_harm(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(status_cases); i++) {
        const struct status_case *test = &status_cases[i];
        struct reply replies[MOST_STATUSES];
        size_t count = 0;
        for (; count < MOST_STATUSES && test->statuses[count] != 0; count++) {
            replies[count] = (struct reply){.status = test->statuses[count], .is_echo = true};
        }
        struct http_server server;
        struct error error = {0};
        struct http_response response;
        start_server(&server, replies, count, false);
        struct http_client *client =
            open_http_client(server.url, &(struct http_options){.wait_factor = 0.001}, &error);
        assert_non_null(client);
        assert_true(perform_request(
            client,
            &(struct http_request){
                .method = "POST", .path = "/", .body = body, .repeat = test->repeat},
            &response, &error));
        assert_int_equal(response.status, test->status);
        assert_false(response.answer_lost);
        check_text(view_buffer(&response.body), "body END"); /* of the last answer only */
        assert_int_equal(server.request_count, test->requests);
        free_http_response(&response);
        close_http_client(client);
        stop_server(&server);
    }
}

/* The seconds that a request takes that is answered 503 with `retry_after`, then 200. */
static double time_repeat(const char *retry_after, double wait_factor)
{
    const struct reply replies[] = {{.status = 503, .headers = {{"Retry-After", retry_after}}},
                                    {.status = 200}};
    struct http_server server;
    struct error error = {0};
    struct http_response response;
    start_server(&server, replies, COUNT(replies), false);
    struct http_client *client =
        open_http_client(server.url, &(struct http_options){.wait_factor = wait_factor}, &error);
    assert_non_null(client);
    double start = read_time();
    assert_true(perform_request(
        client, &(struct http_request){.method = "GET", .path = "/", .repeat = HTTP_REPEAT_ALWAYS},
        &response, &error));
    double passed = read_time() - start;
    assert_int_equal(response.status, 200);
    free_http_response(&response);
    close_http_client(client);
    stop_server(&server);
    return passed;
}

static void the_wait_that_the_server_asks_for_is_kept(void **state)
{
    (void)state;
    char date[64];
    time_t later = time(NULL) + 100;
    struct tm parts;
    strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S GMT", gmtime_r(&later, &parts));
    assert_true(time_repeat("60", 0.005) >= 0.3);
    assert_true(time_repeat(date, 0.005) >= 0.4);
    double longest = time_repeat("99999999999", 0.001); /* five minutes at most */
    assert_in_range(longest * 1000, 300, 5000);
    assert_true(time_repeat("soon", 0.001) < 5);
    assert_true(time_repeat("-5", 0.001) < 5);
    assert_true(time_repeat("0", 0.001) < 5);
}

#define GOOD_ANSWER "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

struct loss_case {
    const char *name;
    struct misdeed misdeeds[3];
    enum http_repeat repeat;
    bool is_answered;
    bool answer_lost; /* of the second request */
    size_t requests;
};

/* The second request on a connection that was kept, or on a new one, meets with a misfortune. */
static const struct loss_case loss_cases[] = {
    {"lost, repeated",
     {{.answers = {GOOD_ANSWER}}, {.answers = {GOOD_ANSWER}}},
     HTTP_REPEAT_ALWAYS,
     true,
     true,
     3},
    {"lost, not to be repeated",
     {{.answers = {GOOD_ANSWER}}, {.answers = {GOOD_ANSWER}}},
     HTTP_REPEAT_REFUSED,
     false,
     true,
     2},
    {"cut, repeated",
     {{.answers = {GOOD_ANSWER}, .last_words = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"},
      {.answers = {GOOD_ANSWER}}},
     HTTP_REPEAT_ALWAYS,
     true,
     true,
     3},
    {"cut, not to be repeated",
     {{.answers = {GOOD_ANSWER}, .last_words = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"},
      {.answers = {GOOD_ANSWER}}},
     HTTP_REPEAT_REFUSED,
     false,
     true,
     2},
    {"stalled, repeated",
     {{.answers = {GOOD_ANSWER}, .then = THEN_HOLD}, {.answers = {GOOD_ANSWER}}},
     HTTP_REPEAT_ALWAYS,
     true,
     true,
     3},
    {"stalled, not to be repeated",
     {{.answers = {GOOD_ANSWER}, .then = THEN_HOLD}, {.answers = {GOOD_ANSWER}}},
     HTTP_REPEAT_REFUSED,
     false,
     true,
     2},
};

static void a_lost_answer_leads_to_a_repeat_only_if_that_does_no_harm(void **state)
{
    (void)state;
    const struct http_options options = {.wait_factor = 0.001, .stall_timeout = 1};
    for (size_t i = 0; i < COUNT(loss_cases); i++) {
        const struct loss_case *test = &loss_cases[i];
        struct rough_server server;
        struct error error = {0};
        struct http_response response;
        start_rough_server(&server, test->misdeeds, 2);
        struct http_client *client = open_http_client(server.url, &options, &error);
        assert_non_null(client);
        struct http_request request = {.method = "POST", .path = "/", .body = body};
        assert_true(perform_request(client, &request, &response, &error));
        free_http_response(&response);
        request.repeat = test->repeat;
        bool is_answered = perform_request(client, &request, &response, &error);
        if (is_answered != test->is_answered || response.answer_lost != test->answer_lost ||
            server.request_count != test->requests) {
            fail_msg("%s: %d %d, %d requests: %s", test->name, is_answered, response.answer_lost,
                     (int)server.request_count, error.message);
        }
        if (is_answered) {
            check_text(view_buffer(&response.body), "ok");
            assert_int_equal(error.kind, ERROR_NONE);
        }
        free_http_response(&response);
        close_http_client(client);
        stop_rough_server(&server);
    }
}

/* libcurl tries a new connection of its own accord; that it was refused does not mean that nothing
   was sent before. */
static void a_kept_connection_that_breaks_loses_the_answer(void **state)
{
    (void)state;
    const struct misdeed misdeed = {.answers = {GOOD_ANSWER}, .is_last = true};
    const struct http_request request = {.method = "GET", .path = "/"};
    struct rough_server server;
    struct error error = {0};
    struct http_response response;
    start_rough_server(&server, &misdeed, 1);
    struct http_client *client =
        open_http_client(server.url, &(struct http_options){.attempts = 1}, &error);
    assert_non_null(client);
    assert_true(perform_request(client, &request, &response, &error));
    free_http_response(&response);
    assert_false(perform_request(client, &request, &response, &error));
    assert_true(response.answer_lost);
    free_http_response(&response);
    close_http_client(client);
    stop_rough_server(&server);
    assert_int_equal(server.request_count, 2);
}

static void after_five_failures_in_a_row_nothing_more_is_sent(void **state)
{
    (void)state;
    const struct reply replies[] = {{.status = 503}, {.status = 404}, {.status = 503}};
    const struct http_request request = {.method = "GET", .path = "/"};
    struct http_server server;
    struct error error = {0};
    struct http_response response;
    start_server(&server, replies, COUNT(replies), false);
    struct http_client *client = open_http_client(server.url, &(struct http_options){0}, &error);
    assert_non_null(client);
    for (int i = 0; i < 7; i++) {
        assert_true(perform_request(client, &request, &response, &error));
        free_http_response(&response);
    }
    for (int i = 0; i < 3; i++) {
        assert_false(perform_request(client, &request, &response, &error));
        assert_int_equal(error.kind, ERROR_CRM);
        assert_non_null(strstr(error.message, "the last 5 requests to 127.0.0.1"));
        assert_false(response.answer_lost);
        free_http_response(&response);
    }
    assert_int_equal(server.request_count, 7);
    close_http_client(client);
    stop_server(&server);
}

/* What a request comes to when a signal arrives 0.2 seconds after it was begun. */
struct signal_case {
    const char *name;
    struct reply reply;
    double wait_factor;
    bool is_answered;
    bool answer_lost;
};

static const struct signal_case signal_cases[] = {
    {"waiting to repeat", {.status = 503, .headers = {{"Retry-After", "100"}}}, 1, false, false},
    {"answered in the time of grace", {.status = 200, .delay = 600}, 1, true, false},
    {"not answered in it", {.status = 200, .delay = 1500}, 0.1, false, true},
};

static void *raise_later(void *data)
{
    (void)data;
    sleep_for(200);
    kill(getpid(), SIGTERM);
    return NULL;
}

/* In a process of its own, since what a signal has stopped stays stopped. */
static bool meet_signal(const struct signal_case *test)
{
    struct http_server server;
    struct error error = {0};
    struct http_response response;
    struct http_response further;
    pthread_t thread;
    const struct http_request request = {
        .method = "GET", .path = "/", .repeat = HTTP_REPEAT_ALWAYS};
    start_server(&server, &test->reply, 1, false);
    struct http_client *client = open_http_client(
        server.url, &(struct http_options){.wait_factor = test->wait_factor}, &error);
    catch_signals();
    double start = read_time();
    if (client == NULL || pthread_create(&thread, NULL, raise_later, NULL) != 0) {
        return false;
    }
    bool is_answered = perform_request(client, &request, &response, &error);
    bool good = is_answered == test->is_answered && response.answer_lost == test->answer_lost &&
                read_time() - start < 5 && error.kind == (is_answered ? ERROR_NONE : ERROR_STOPPED);
    pthread_join(thread, NULL);
    good = good && server.request_count == 1 &&
           !perform_request(client, &request, &further, &error) && error.kind == ERROR_STOPPED &&
           strstr(error.message, "SIGTERM") != NULL && !further.answer_lost;
    close_http_client(client);
    stop_server(&server);
    return good && server.request_count == 1;
}

static void a_signal_ends_the_waiting(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(signal_cases); i++) {
        int status;
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            _exit(meet_signal(&signal_cases[i]) ? 0 : 1);
        }
        assert_int_equal(waitpid(child, &status, 0), child);
        if (status != 0) {
            fail_msg("%s: status %d", signal_cases[i].name, status);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(passing_statuses_are_repeated_if_that_does_no_harm),
        cmocka_unit_test(the_wait_that_the_server_asks_for_is_kept),
        cmocka_unit_test(a_lost_answer_leads_to_a_repeat_only_if_that_does_no_harm),
        cmocka_unit_test(a_kept_connection_that_breaks_loses_the_answer),
        cmocka_unit_test(after_five_failures_in_a_row_nothing_more_is_sent),
        cmocka_unit_test(a_signal_ends_the_waiting),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
