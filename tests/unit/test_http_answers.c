/* Exchanges that come to an answer, and what is shown of them; see also the other test_http_*.c. */
#include "crm/http.h"

#include "http_server.h"

#include <stdlib.h>

static struct http_client *open_client(const char *url, const struct http_options *options)
{
    struct error error = {0};
    struct http_client *client = open_http_client(url, options, &error);
    if (client == NULL) {
        fail_msg("%s", error.message);
    }
    return client;
}

/* Sends a request that must be answered. */
static struct http_response ask(struct http_client *client, const struct http_request *request)
{
    struct http_response response;
    struct error error = {0};
    if (!perform_request(client, request, &response, &error)) {
        fail_msg("%s", error.message);
    }
    assert_int_equal(error.kind, ERROR_NONE);
    assert_false(response.answer_lost);
    return response;
}

static bool has_header(const struct http_server *server, const char *line)
{
    struct buffer searched = {0};
    append_formatted(&searched, "\n%.*s", (int)server->headers.length, server->headers.at);
    struct text all = view_buffer(&searched);
    bool found = find_text(all, make_text(line)) < all.length;
    free_buffer(&searched);
    return found;
}

static void bodies_of_any_bytes_go_both_ways(void **state)
{
    (void)state;
    static const char *const methods[] = {"POST", "PUT", "PATCH", "DELETE"};
    const struct reply echo = {.status = 200, .is_echo = true};
    struct http_server server;
    struct buffer body = {0};
    start_server(&server, &echo, 1, false);
    struct http_client *client = open_client(server.url, &(struct http_options){0});
    for (size_t i = 0; i < 1500000; i++) {
        append_byte(&body, (char)(i * 7 + i / 256));
    }
    for (size_t i = 0; i < 2 * COUNT(methods); i++) {
        struct text sent = i < COUNT(methods) ? view_buffer(&body) : TEXT("\0a\0\r\n\xFF");
        struct http_response response =
            ask(client, &(struct http_request){.method = methods[i % COUNT(methods)],
                                               .path = "/rest",
                                               .body = sent,
                                               .content_type = "application/x-test"});
        assert_int_equal(response.status, 200);
        assert_int_equal(response.body.length, sent.length);
        assert_memory_equal(response.body.at, sent.at, sent.length);
        assert_string_equal(server.method, methods[i % COUNT(methods)]);
        check_text(view_buffer(&server.target), "/crm/rest");
        assert_false(has_header(&server, "\nExpect:")); /* which costs large bodies a wait */
        free_http_response(&response);
        free_http_response(&response);
    }
    assert_int_equal(server.connection_count, 1); /* kept */
    close_http_client(client);
    stop_server(&server);
    free_buffer(&body);
}

static void headers_are_those_asked_for_and_no_surprises(void **state)
{
    (void)state;
    const struct reply reply = {
        .status = 200, .body = TEXT("ok"), .headers = {{"Set-Cookie", "PHPSESSID=abc"}}};
    static const char *const headers[] = {"OAuth-Token: abc", "Accept: application/json"};
    struct http_server server;
    start_server(&server, &reply, 1, false);
    struct http_client *client = open_client(server.url, &(struct http_options){0});
    struct http_request request = {.method = "POST",
                                   .path = "rest?a=b",
                                   .content_type = "application/json",
                                   .headers = headers,
                                   .header_count = COUNT(headers)};
    for (int i = 0; i < 2; i++) {
        struct http_response response = ask(client, &request);
        free_http_response(&response);
        check_text(view_buffer(&server.target), "/crm/rest");
        assert_true(has_header(&server, "\nUser-Agent: possum/" POSSUM_VERSION "\n"));
        assert_true(has_header(&server, "\nContent-Type: application/json\n"));
        assert_true(has_header(&server, "\nContent-Length: 0\n"));
        assert_true(has_header(&server, "\nOAuth-Token: abc\n"));
        assert_true(has_header(&server, "\nAccept: application/json\n"));
        assert_false(has_header(&server, "\nCookie:"));
        assert_false(has_header(&server, "\nAuthorization:"));
        assert_false(has_header(&server, "\nExpect:"));
    }
    struct http_response response =
        ask(client, &(struct http_request){.method = "GET", .path = "/"});
    free_http_response(&response);
    assert_false(has_header(&server, "\nContent-Type:"));
    assert_false(has_header(&server, "\nContent-Length:"));
    close_http_client(client);
    stop_server(&server);
}

static void any_status_is_an_answer(void **state)
{
    (void)state;
    static const unsigned statuses[] = {200, 201, 204, 301, 304, 308, 400,
                                        401, 403, 404, 422, 500, 501};
    for (size_t i = 0; i < COUNT(statuses); i++) {
        const struct reply reply = {.status = statuses[i]};
        struct http_server server;
        start_server(&server, &reply, 1, false);
        struct http_client *client = open_client(server.url, &(struct http_options){0});
        struct http_response response =
            ask(client,
                &(struct http_request){.method = "GET", .path = "/", .repeat = HTTP_REPEAT_ALWAYS});
        assert_int_equal(response.status, statuses[i]);
        assert_int_equal(response.body.length, 0);
        assert_int_equal(server.request_count, 1);
        free_http_response(&response);
        close_http_client(client);
        stop_server(&server);
    }
}

static void content_types_are_made_harmless(void **state)
{
    (void)state;
    char longest[300];
    memset(longest, 'x', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    const struct {
        const char *sent;
        const char *expected;
    } cases[] = {
        {NULL, ""},
        {"application/json; charset=utf-8", "application/json; charset=utf-8"},
        {"\xFF\x01\x1B[2J%s%n", "???[2J%s%n"},
        {longest, NULL},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buffer answer = {0};
        append_formatted(&answer, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n%s%s\r\n\r\n",
                         cases[i].sent == NULL ? "X: y" : "Content-Type: ",
                         cases[i].sent == NULL ? "" : cases[i].sent);
        append_byte(&answer, '\0');
        const struct misdeed misdeed = {.answers = {answer.at}};
        struct rough_server server;
        start_rough_server(&server, &misdeed, 1);
        struct http_client *client = open_client(server.url, &(struct http_options){0});
        struct http_response response =
            ask(client, &(struct http_request){.method = "GET", .path = "/"});
        if (cases[i].expected == NULL) {
            assert_int_equal(strlen(response.content_type), sizeof response.content_type - 1);
        } else {
            assert_string_equal(response.content_type, cases[i].expected);
        }
        free_http_response(&response);
        close_http_client(client);
        stop_rough_server(&server);
        free_buffer(&answer);
    }
}

/* Neither the login nor the CRM's names and addresses may go to a proxy that is for other hosts. */
static void this_machine_is_not_asked_through_a_proxy(void **state)
{
    (void)state;
    static const char *const names[] = {"http_proxy", "https_proxy", "all_proxy", "ALL_PROXY"};
    const struct reply reply = {.status = 200};
    struct http_server server;
    start_server(&server, &reply, 1, false);
    for (size_t i = 0; i < COUNT(names); i++) {
        setenv(names[i], "http://127.0.0.1:9", 1);
    }
    struct http_client *client = open_client(server.url, &(struct http_options){.attempts = 1});
    struct http_response response =
        ask(client, &(struct http_request){.method = "GET", .path = "/"});
    for (size_t i = 0; i < COUNT(names); i++) {
        unsetenv(names[i]);
    }
    free_http_response(&response);
    close_http_client(client);
    stop_server(&server);
}

static void requests_are_not_sent_faster_than_asked(void **state)
{
    (void)state;
    const struct reply reply = {.status = 200};
    struct http_server server;
    start_server(&server, &reply, 1, false);
    struct http_client *client = open_client(server.url, &(struct http_options){.rate = 20});
    struct timespec start;
    struct timespec end;
    clock_gettime(CLOCK_MONOTONIC, &start);
    for (int i = 0; i < 9; i++) {
        struct http_response response =
            ask(client, &(struct http_request){.method = "GET", .path = "/"});
        free_http_response(&response);
    }
    clock_gettime(CLOCK_MONOTONIC, &end);
    double passed =
        (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9;
    assert_true(passed >= 8 / 20.0);
    assert_int_equal(server.request_count, 9);
    close_http_client(client);
    stop_server(&server);
}

/* Sends one request with a trace; the caller frees what was traced. */
static char *trace_exchange(const char *url, bool show_values, const struct http_request *request)
{
    char *trace = NULL;
    size_t length = 0;
    FILE *file = open_memstream(&trace, &length);
    assert_non_null(file);
    struct http_client *client =
        open_client(url, &(struct http_options){.trace = file, .trace_values = show_values});
    struct http_response response = ask(client, request);
    free_http_response(&response);
    close_http_client(client);
    assert_int_equal(fclose(file), 0);
    return trace;
}

static void no_secret_is_traced(void **state)
{
    (void)state;
    const struct reply reply = {.status = 200,
                                .is_echo = true,
                                .headers = {{"Content-Type", "application/json"},
                                            {"X-Echo", "hunter2"},
                                            {"X-Other", "c d"}}};
    const struct text secrets[] = {TEXT("hunter2"), TEXT("p\"/w")};
    static const char *const headers[] = {"Authorization: Bearer abcdef", "X-Password: hunter2"};
    static const struct {
        const char *type;
        const char *body;
    } cases[] = {
        {"application/json", "{\"user\":\"Ada\",\"x\":\"hunter2\",\"y\":\"p\\\"\\/w\"}"},
        {"application/x-www-form-urlencoded",
         "user=Ada&x=hunter2&y=p%22%2Fw&z=%7B%22a%22%3A%22p%5C%22%5C%2Fw"},
        {"text/plain", "Ada hunter2 p\"/w &quot; p&quot;/w"},
    };
    struct http_server server;
    start_server(&server, &reply, 1, false);
    for (size_t i = 0; i < 2 * COUNT(cases); i++) {
        bool show_values = i >= COUNT(cases);
        char *trace =
            trace_exchange(server.url, show_values,
                           &(struct http_request){.method = "POST",
                                                  .path = "/rest?key=hunter2&other=p%22%2fw",
                                                  .body = make_text(cases[i % COUNT(cases)].body),
                                                  .content_type = cases[i % COUNT(cases)].type,
                                                  .headers = headers,
                                                  .header_count = COUNT(headers),
                                                  .secrets = secrets,
                                                  .secret_count = COUNT(secrets)});
        assert_non_null(strstr(trace, "> POST http://127.0.0.1:"));
        assert_non_null(strstr(trace, "> Authorization: [secret]\n> X-Password: [secret]\n"));
        assert_non_null(strstr(trace, "< HTTP/1.1 200 OK\n"));
        assert_non_null(strstr(trace, "< X-Echo: [secret]\n< X-Other: c d\n"));
        assert_int_equal(strstr(trace, "Ada") != NULL, show_values);
        static const char *const traces[] = {"hunter2", "abcdef", "/w", "%2Fw", "%2fw"};
        for (size_t t = 0; t < COUNT(traces); t++) {
            assert_null(strstr(trace, traces[t]));
        }
        free(trace);
    }
    stop_server(&server);
}

static void an_answer_that_brings_secrets_is_not_traced(void **state)
{
    (void)state;
    const struct reply reply = {.status = 200, .body = TEXT("{\"id\":\"session\"}")};
    struct http_server server;
    start_server(&server, &reply, 1, false);
    char *trace = trace_exchange(
        server.url, true,
        &(struct http_request){.method = "POST", .path = "/login", .secret_answer = true});
    assert_null(strstr(trace, "session"));
    assert_non_null(strstr(trace, "16 bytes"));
    free(trace);
    stop_server(&server);
}

static void a_client_is_not_opened_for_a_bad_url(void **state)
{
    (void)state;
    struct error error = {0};
    assert_null(open_http_client("http://crm.example", &(struct http_options){0}, &error));
    assert_int_equal(error.kind, ERROR_USAGE);
    struct http_client *client = open_client("http://crm.example:81/index.php",
                                             &(struct http_options){.insecure_http = true});
    close_http_client(client);
    close_http_client(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bodies_of_any_bytes_go_both_ways),
        cmocka_unit_test(headers_are_those_asked_for_and_no_surprises),
        cmocka_unit_test(any_status_is_an_answer),
        cmocka_unit_test(content_types_are_made_harmless),
        cmocka_unit_test(this_machine_is_not_asked_through_a_proxy),
        cmocka_unit_test(requests_are_not_sent_faster_than_asked),
        cmocka_unit_test(no_secret_is_traced),
        cmocka_unit_test(an_answer_that_brings_secrets_is_not_traced),
        cmocka_unit_test(a_client_is_not_opened_for_a_bad_url),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
