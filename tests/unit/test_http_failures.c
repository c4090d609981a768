/* Exchanges that come to no answer that could be used. */
#include "crm/http.h"

#include "http_server.h"

#include <stdlib.h>

/* A hundred thousand zeros in 132 bytes. */
static const char packed_zeros[] =
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xed\xc1\x31\x01\x00\x00\x00\xc2\xa0\xf5\x4f\x6d\x0d"
    "\x0f\xa0\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
    "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
    "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
    "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
    "\x00\x00\x00\x00\x00\x00\x80\x57\x03\x7d\x95\x11\xd4\xa0\x86\x01\x00";

/* The host and its port, with which each message begins. */
static struct text find_host(const char *url)
{
    struct text rest = make_text(strstr(url, "://") + 3);
    return slice_text(rest, 0, find_byte(rest, '/', 0));
}

/* Sends a request that must fail with ERROR_CRM and returns whether its answer was lost. */
static bool fail_to_ask(const char *url, const struct http_options *options,
                        const struct http_request *request, struct error *error)
{
    struct http_response response;
    *error = (struct error){0};
    struct http_client *client = open_http_client(url, options, error);
    assert_non_null(client);
    bool answered = perform_request(client, request, &response, error);
    bool answer_lost = response.answer_lost;
    assert_false(answered);
    assert_int_equal(error->kind, ERROR_CRM);
    assert_int_equal(response.body.length, 0);
    assert_null(response.body.at);
    free_http_response(&response);
    struct text host = find_host(url);
    if (!starts_with(make_text(error->message), host)) {
        fail_msg("%s", error->message);
    }
    close_http_client(client);
    return answer_lost;
}

static void check_message(const struct error *error, const char *part)
{
    if (strstr(error->message, part) == NULL) {
        fail_msg("\"%s\" should hold \"%s\"", error->message, part);
    }
}

static const struct http_request get_request = {
    .method = "GET", .path = "/", .repeat = HTTP_REPEAT_ALWAYS};
static const struct http_request post_request = {
    .method = "POST", .path = "/", .body = {"body END", 8}, .content_type = "text/plain"};

static void redirects_are_named_and_not_followed(void **state)
{
    (void)state;
    static const struct {
        unsigned status;
        const char *location;
        const char *named;
    } cases[] = {
        {301, "https://evil.example/login", "(https://evil.example/login)"},
        {302, "file:///etc/passwd", "(file:///etc/passwd)"},
        {303, "https://evil.example/hunter2/%68unter2?q=hunter2",
         "(https://evil.example/[secret]/[secret])"},
        {307, "/other", "/other)"},
        {302, "https://evil.example/\x1B[2J", "(https://evil.example/"},
    };
    const struct text secret = TEXT("hunter2");
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct reply replies[] = {
            {.status = cases[i].status, .headers = {{"Location", cases[i].location}}},
            {.status = 200}};
        struct http_request request = post_request;
        struct http_server server;
        struct error error;
        request.secrets = &secret;
        request.secret_count = 1;
        request.repeat = HTTP_REPEAT_ALWAYS;
        start_server(&server, replies, COUNT(replies), false);
        assert_true(fail_to_ask(server.url, &(struct http_options){0}, &request, &error));
        check_message(&error, cases[i].named);
        check_message(&error, "redirects");
        assert_null(strchr(error.message, '\x1B'));
        assert_int_equal(server.request_count, 1);
        stop_server(&server);
    }
}

static void an_answer_over_the_limit_is_dropped(void **state)
{
    (void)state;
    static char body[1001];
    const struct reply replies[] = {
        {.status = 200, .body = {body, 1001}},
        {.status = 200, .body = {body, 1001}, .is_chunked = true},
        {.status = 200,
         .body = {packed_zeros, sizeof packed_zeros - 1},
         .headers = {{"Content-Encoding", "gzip"}}},
        {.status = 503, .body = {body, 1001}},
    };
    const struct http_options options = {.body_limit = 1000, .attempts = 1};
    for (size_t i = 0; i < COUNT(replies); i++) {
        struct http_server server;
        struct error error;
        start_server(&server, &replies[i], 1, false);
        assert_true(fail_to_ask(server.url, &options, &get_request, &error));
        check_message(&error, "too large (the limit is 1000 bytes)");
        assert_int_equal(server.request_count, 1);
        stop_server(&server);
    }
}

static void an_answer_at_the_limit_is_kept(void **state)
{
    (void)state;
    const struct reply replies[] = {
        {.status = 200, .body = {packed_zeros, 100}},
        {.status = 200, .body = {packed_zeros, 100}, .is_chunked = true},
        {.status = 200,
         .body = {packed_zeros, sizeof packed_zeros - 1},
         .headers = {{"Content-Encoding", "gzip"}}},
    };
    for (size_t i = 0; i < COUNT(replies); i++) {
        const struct http_options options = {.body_limit = i < 2 ? 100 : 100000};
        struct http_server server;
        struct error error = {0};
        struct http_response response;
        start_server(&server, &replies[i], 1, false);
        struct http_client *client = open_http_client(server.url, &options, &error);
        assert_non_null(client);
        assert_true(perform_request(client, &get_request, &response, &error));
        assert_int_equal(response.body.length, options.body_limit);
        free_http_response(&response);
        close_http_client(client);
        stop_server(&server);
    }
}

struct rough_case {
    struct misdeed misdeed;
    const char *message;
};

static const struct rough_case rough_cases[] = {
    {{.last_words = NULL, .then = THEN_CLOSE}, "broken the connection off"},
    {{.last_words = "HTTP/1.1 200 OK\r\nContent-Le", .then = THEN_CLOSE},
     "broken the connection off"},
    {{.last_words = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", .then = THEN_CLOSE},
     "broken the connection off"},
    {{.last_words = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\nhalf",
      .then = THEN_CLOSE},
     "broken the connection off"},
    {{.last_words = NULL, .then = THEN_HOLD}, "nothing came for 1 seconds"},
    {{.last_words = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", .then = THEN_HOLD},
     "nothing came for 1 seconds"},
    {{.last_words = "HTTP/1.1 200 OK\r\n", .refrain = "X: y\r\n", .then = THEN_DRIP},
     "nothing came for 1 seconds"},
    {{.last_words = "HTTP/1.1 200 OK\r\n", .refrain = "X", .then = THEN_DRIP},
     "nothing came for 1 seconds"},
    {{.refrain = "HTTP/1.1 100 Continue\r\n\r\n", .then = THEN_POUR}, "too large"},
    {{.last_words = "HTTP/1.1 200 OK\r\n", .refrain = "X: y\r\n", .then = THEN_POUR}, "too large"},
    {{.last_words = "HTTP/1.1 200 OK\r\n\r\n", .refrain = "for ever", .then = THEN_POUR},
     "too large"},
    {{.last_words = "SSH-2.0-OpenSSH_9.2\r\n", .then = THEN_CLOSE}, "not HTTP"},
    {{.last_words = "HTTP/1.1 garbage\r\n\r\n", .then = THEN_CLOSE}, "not HTTP"},
    {{.last_words = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd",
      .then = THEN_CLOSE},
     "not HTTP"},
};

static void a_server_that_misbehaves_is_left_and_the_answer_is_lost(void **state)
{
    (void)state;
    const struct http_options options = {.attempts = 1, .body_limit = 100000, .stall_timeout = 1};
    for (size_t i = 0; i < COUNT(rough_cases); i++) {
        struct rough_server server;
        struct error error;
        start_rough_server(&server, &rough_cases[i].misdeed, 1);
        bool answer_lost = fail_to_ask(server.url, &options, &post_request, &error);
        stop_rough_server(&server);
        check_message(&error, rough_cases[i].message);
        assert_true(answer_lost);
        assert_int_equal(server.request_count, 1);
    }
}

/* A port that nobody listens on, since it is bound. */
static void a_refused_connection_is_tried_again_and_loses_nothing(void **state)
{
    (void)state;
    unsigned port;
    char url[URL_LENGTH];
    char *trace = NULL;
    size_t length = 0;
    struct error error;
    int bound = bind_free_port(&port);
    FILE *file = open_memstream(&trace, &length);
    snprintf(url, sizeof url, "http://127.0.0.1:%u", port);
    const struct http_options options = {.attempts = 3, .wait_factor = 0.001, .trace = file};
    assert_false(fail_to_ask(url, &options, &post_request, &error));
    check_message(&error, "cannot be reached (Connection refused): check the URL");
    assert_int_equal(fclose(file), 0);
    size_t repeats = 0;
    for (const char *at = trace; (at = strstr(at, "* sent again in ")) != NULL; at++) {
        repeats++;
    }
    assert_int_equal(repeats, 2);
    free(trace);
    close(bound);
}

static void an_unknown_host_is_named(void **state)
{
    (void)state;
    struct error error;
    /* Too long for a name, so nobody is asked for it. */
    assert_false(
        fail_to_ask("https://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
                    "aaaaaaaaaa.example",
                    &(struct http_options){0}, &post_request, &error));
    check_message(&error, "not a name that can be looked up");
}

static void a_certificate_that_nobody_vouches_for_is_refused(void **state)
{
    (void)state;
    const struct reply reply = {.status = 200};
    struct http_server server;
    struct error error;
    start_server(&server, &reply, 1, true);
    assert_false(fail_to_ask(server.url, &(struct http_options){0}, &post_request, &error));
    check_message(&error, "certificate that cannot be verified (");
    check_message(&error, "self-signed");
    check_message(&error, "no option");
    assert_int_equal(server.request_count, 0);
    assert_int_equal(server.connection_count, 1); /* it would not become better */
    stop_server(&server);
}

static void https_to_a_server_without_it_is_explained(void **state)
{
    (void)state;
    const struct reply reply = {.status = 200};
    struct http_server server;
    struct error error;
    struct buffer url = {0};
    start_server(&server, &reply, 1, false);
    append_formatted(&url, "https%s%c", server.url + strlen("http"), '\0');
    assert_false(fail_to_ask(url.at, &(struct http_options){0}, &post_request, &error));
    check_message(&error, "has not made a secure connection");
    free_buffer(&url);
    stop_server(&server);
}

static void a_request_that_would_break_out_is_not_sent(void **state)
{
    (void)state;
    static const char *const header = "OAuth-Token: a\r\nX-Evil: b";
    const struct http_request requests[] = {
        {.method = "GET", .path = "/a b"},
        {.method = "GET", .path = "/a\r\nX-Evil: b"},
        {.method = "GET /evil", .path = "/"},
        {.method = "GET", .path = "/\x7F"},
        {.method = "GET", .path = "/", .content_type = "a\nb"},
        {.method = "GET", .path = "/", .headers = &header, .header_count = 1},
    };
    const struct reply reply = {.status = 200};
    struct http_server server;
    start_server(&server, &reply, 1, false);
    for (size_t i = 0; i < COUNT(requests); i++) {
        struct error error = {0};
        struct http_response response;
        struct http_client *client =
            open_http_client(server.url, &(struct http_options){0}, &error);
        assert_non_null(client);
        assert_false(perform_request(client, &requests[i], &response, &error));
        assert_int_equal(error.kind, ERROR_CRM);
        assert_false(response.answer_lost);
        free_http_response(&response);
        close_http_client(client);
    }
    assert_int_equal(server.connection_count, 0);
    stop_server(&server);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(redirects_are_named_and_not_followed),
        cmocka_unit_test(an_answer_over_the_limit_is_dropped),
        cmocka_unit_test(an_answer_at_the_limit_is_kept),
        cmocka_unit_test(a_server_that_misbehaves_is_left_and_the_answer_is_lost),
        cmocka_unit_test(a_refused_connection_is_tried_again_and_loses_nothing),
        cmocka_unit_test(an_unknown_host_is_named),
        cmocka_unit_test(a_certificate_that_nobody_vouches_for_is_refused),
        cmocka_unit_test(https_to_a_server_without_it_is_explained),
        cmocka_unit_test(a_request_that_would_break_out_is_not_sent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
