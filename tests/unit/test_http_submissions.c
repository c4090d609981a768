#include "base/signals.h"
#include "crm/http.h"
#include "http_server.h"

#include <signal.h>

enum { REQUEST_COUNT = 12, CONNECTIONS = 3, SERVED_MILLISECONDS = 30 };

/* A server that answers each request with its own path, after a while, several at a time. */
struct busy_server {
    struct MHD_Daemon *daemon;
    char url[URL_LENGTH];
    atomic_uint active;
    atomic_uint most_active;
    atomic_uint served;
    unsigned busy_until; /* so many requests are answered with 503 */
    unsigned lost_until; /* so many are not answered at all */
};

static enum MHD_Result serve(void *data, struct MHD_Connection *connection, const char *path,
                             const char *method, const char *version, const char *bytes,
                             size_t *length, void **context)
{
    (void)method;
    (void)version;
    (void)bytes;
    struct busy_server *server = data;
    if (*context == NULL || *length > 0) {
        *context = server;
        *length = 0;
        return MHD_YES;
    }
    unsigned active = ++server->active;
    if (active > server->most_active) {
        server->most_active = active;
    }
    sleep_for(SERVED_MILLISECONDS);
    unsigned served = server->served++;
    bool is_busy = served < server->busy_until;
    if (served < server->lost_until) {
        server->active--;
        return MHD_NO;
    }
    struct MHD_Response *response =
        MHD_create_response_from_buffer(strlen(path), (void *)path, MHD_RESPMEM_MUST_COPY);
    server->active--;
    enum MHD_Result result = MHD_queue_response(connection, is_busy ? 503 : 200, response);
    MHD_destroy_response(response);
    return result;
}

static void start_busy_server(struct busy_server *server, unsigned busy_until)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    *server = (struct busy_server){.busy_until = busy_until};
    server->daemon =
        MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION, 0, NULL,
                         NULL, serve, server, MHD_OPTION_SOCK_ADDR, &address, MHD_OPTION_END);
    assert_non_null(server->daemon);
    snprintf(server->url, sizeof server->url, "http://127.0.0.1:%d",
             MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_BIND_PORT)->port);
}

/* Requests, each with its own path. */
struct requests {
    char paths[REQUEST_COUNT][16];
    struct http_request requests[REQUEST_COUNT];
    struct http_response responses[REQUEST_COUNT];
};

static struct http_client *submit_all(const char *url, const struct http_options *options,
                                      struct requests *all)
{
    struct error error = {0};
    struct http_client *client = open_http_client(url, options, &error);
    assert_non_null(client);
    for (size_t i = 0; i < REQUEST_COUNT; i++) {
        snprintf(all->paths[i], sizeof all->paths[i], "/%zu", i);
        all->requests[i] = (struct http_request){.method = "POST",
                                                 .path = all->paths[i],
                                                 .body = TEXT("x"),
                                                 .repeat = HTTP_REPEAT_REFUSED};
        assert_true(
            submit_request(client, &all->requests[i], &all->responses[i], all->paths[i], &error));
    }
    return client;
}

/* Which request has this path. */
static size_t find_request(const struct requests *all, const char *path)
{
    size_t i = 0;
    while (i < REQUEST_COUNT && all->paths[i] != path) {
        i++;
    }
    assert_true(i < REQUEST_COUNT);
    return i;
}

/* The answer is that to the request whose path is the end's context. */
static void check_answer(struct requests *all, const struct http_end *end)
{
    size_t i = find_request(all, end->context);
    struct text body = view_buffer(&all->responses[i].body);
    assert_true(end->answered);
    assert_int_equal(all->responses[i].status, 200);
    assert_true(equal_texts(body, make_text(all->paths[i])));
    free_http_response(&all->responses[i]);
}

static void as_many_requests_as_there_are_connections_are_on_their_way(void **state)
{
    (void)state;
    static const unsigned connections[] = {0, 1, CONNECTIONS};
    for (size_t i = 0; i < COUNT(connections); i++) {
        struct busy_server server;
        struct requests all;
        struct http_end end;
        size_t ended = 0;
        start_busy_server(&server, 0);
        struct http_client *client =
            submit_all(server.url, &(struct http_options){.connections = connections[i]}, &all);
        assert_int_equal(server.served, 0);
        for (; take_request_end(client, &end); ended++) {
            check_answer(&all, &end);
        }
        assert_int_equal(ended, REQUEST_COUNT);
        assert_int_equal(server.served, REQUEST_COUNT);
        assert_int_equal(server.most_active, connections[i] == 0 ? 1 : connections[i]);
        close_http_client(client);
        MHD_stop_daemon(server.daemon);
    }
}

static void submitted_requests_go_on_while_another_is_performed(void **state)
{
    (void)state;
    struct busy_server server;
    struct requests all;
    struct http_response response;
    struct http_end end;
    struct error error = {0};
    size_t ended = 0;
    start_busy_server(&server, 0);
    struct http_client *client =
        submit_all(server.url, &(struct http_options){.connections = CONNECTIONS}, &all);
    const struct http_request request = {.method = "GET", .path = "/performed"};
    assert_true(perform_request(client, &request, &response, &error));
    assert_true(equal_texts(view_buffer(&response.body), TEXT("/performed")));
    free_http_response(&response);
    for (; take_request_end(client, &end); ended++) {
        check_answer(&all, &end);
    }
    assert_int_equal(ended, REQUEST_COUNT);
    close_http_client(client);
    MHD_stop_daemon(server.daemon);
}

static void busy_answers_are_repeated_each_for_itself(void **state)
{
    (void)state;
    struct busy_server server;
    struct requests all;
    struct http_end end;
    size_t ended = 0;
    start_busy_server(&server, 5);
    struct http_client *client = submit_all(
        server.url, &(struct http_options){.connections = CONNECTIONS, .wait_factor = 0.001}, &all);
    for (; take_request_end(client, &end); ended++) {
        check_answer(&all, &end);
    }
    assert_int_equal(ended, REQUEST_COUNT);
    assert_int_equal(server.served, REQUEST_COUNT + 5);
    close_http_client(client);
    MHD_stop_daemon(server.daemon);
}

static void requests_that_fail_together_are_one_failure(void **state)
{
    (void)state;
    enum { LOST = 2 * CONNECTIONS };
    struct busy_server server;
    struct requests all;
    struct http_end end;
    size_t lost = 0;
    start_busy_server(&server, 0);
    server.lost_until = LOST;
    struct http_client *client = submit_all(
        server.url, &(struct http_options){.connections = CONNECTIONS, .wait_factor = 0.001}, &all);
    while (take_request_end(client, &end)) {
        if (end.answered) {
            check_answer(&all, &end);
        } else {
            assert_true(all.responses[find_request(&all, end.context)].answer_lost);
            lost++;
        }
    }
    assert_int_equal(lost, LOST);
    assert_int_equal(server.served, REQUEST_COUNT);
    assert_false(is_client_broken(client));
    close_http_client(client);
    MHD_stop_daemon(server.daemon);
}

static void a_client_may_be_closed_in_the_middle(void **state)
{
    (void)state;
    struct busy_server server;
    struct requests all;
    struct http_end end;
    start_busy_server(&server, 0);
    struct http_client *client =
        submit_all(server.url, &(struct http_options){.connections = CONNECTIONS}, &all);
    assert_true(take_request_end(client, &end));
    close_http_client(client);
    for (size_t i = 0; i < REQUEST_COUNT; i++) {
        free_http_response(&all.responses[i]);
    }
    MHD_stop_daemon(server.daemon);
}

static void a_signal_ends_those_that_wait_and_not_those_on_their_way(void **state)
{
    (void)state;
    struct busy_server server;
    struct requests all;
    struct http_end end;
    size_t answered = 0;
    size_t stopped = 0;
    start_busy_server(&server, 0);
    catch_signals();
    struct http_client *client =
        submit_all(server.url, &(struct http_options){.connections = CONNECTIONS}, &all);
    assert_true(take_request_end(client, &end));
    check_answer(&all, &end);
    answered++;
    raise(SIGTERM);
    while (take_request_end(client, &end)) {
        if (end.answered) {
            check_answer(&all, &end);
            answered++;
        } else {
            assert_int_equal(end.error.kind, ERROR_STOPPED);
            assert_false(all.responses[find_request(&all, end.context)].answer_lost);
            stopped++;
        }
    }
    assert_int_equal(answered + stopped, REQUEST_COUNT);
    assert_true(answered >= CONNECTIONS);
    assert_int_equal(server.served, answered);
    close_http_client(client);
    MHD_stop_daemon(server.daemon);
}

/* Last of all, since a signal cannot be taken back. */
int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_many_requests_as_there_are_connections_are_on_their_way),
        cmocka_unit_test(submitted_requests_go_on_while_another_is_performed),
        cmocka_unit_test(busy_answers_are_repeated_each_for_itself),
        cmocka_unit_test(requests_that_fail_together_are_one_failure),
        cmocka_unit_test(a_client_may_be_closed_in_the_middle),
        cmocka_unit_test(a_signal_ends_those_that_wait_and_not_those_on_their_way),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
