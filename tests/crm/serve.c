#include "serve.h"

#include "control.h"
#include "fault.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { BLOCK_SIZE = 65536 };

struct server {
    struct serving *serving;
    struct MHD_Daemon *daemon;
    pthread_mutex_t mutex; /* of what follows, and of the site */
    unsigned port;
    pthread_cond_t stop;
    bool stopping;
};

/* A body on its way. */
struct sending {
    struct buffer body;
    size_t length; /* how much of it is sent */
    enum fault_kind fault;
};

static ssize_t send_piece(void *context, uint64_t position, char *out, size_t size)
{
    const struct sending *sending = context;
    size_t left = position < sending->length ? sending->length - (size_t)position : 0;
    if (left > 0) {
        size_t piece = left < size ? left : size;
        memcpy(out, sending->body.at + position, piece);
        return (ssize_t)piece;
    }
    if (sending->fault == FAULT_ENDLESS) {
        memset(out, ' ', size);
        return (ssize_t)size;
    }
    return sending->fault == FAULT_CUT ? MHD_CONTENT_READER_END_WITH_ERROR
                                       : MHD_CONTENT_READER_END_OF_STREAM;
}

static void free_sending(void *context)
{
    struct sending *sending = context;
    free_buffer(&sending->body);
    free(sending);
}

/* In pieces of no announced number, as PHP's are. */
static enum MHD_Result send_answer(struct MHD_Connection *connection, const struct answer *answer,
                                   enum fault_kind fault)
{
    struct sending *sending = calloc(1, sizeof *sending);
    if (sending == NULL) {
        return MHD_NO;
    }
    append_body(&sending->body, answer);
    sending->fault = fault;
    sending->length = fault == FAULT_CUT ? sending->body.length / 2 : sending->body.length;
    struct MHD_Response *response = MHD_create_response_from_callback(
        MHD_SIZE_UNKNOWN, BLOCK_SIZE, send_piece, sending, free_sending);
    json_object_object_foreach(answer->headers, name, value)
    {
        MHD_add_response_header(response, name, json_object_get_string(value));
    }
    enum MHD_Result result = MHD_queue_response(connection, answer->status, response);
    MHD_destroy_response(response);
    return result;
}

/* The place below the prefix, or NULL if the path is elsewhere. */
static const char *find_place(const char *path, const char *prefix)
{
    size_t length = strlen(prefix);
    return strncmp(path, prefix, length) == 0 ? path + length : NULL;
}

static bool answer_request(struct serving *serving, struct request *request, struct answer *answer,
                           struct error *error)
{
    const char *place = find_place(request->path, serving->prefix);
    const char *below_api = place == NULL ? NULL : find_place(place, "/Api");
    if (serving->has_v4_1 && place != NULL && strcmp(place, "/service/v4_1/rest.php") == 0 &&
        strcmp(request->method, "POST") == 0) {
        return answer_v4_1(&serving->site, request, answer, error);
    }
    if (serving->has_v8 && below_api != NULL && below_api[0] == '/') {
        request->path = below_api;
        return answer_v8(&serving->site, request, answer, error);
    }
    const char *below_rest = place == NULL ? NULL : find_place(place, "/rest");
    if (serving->has_v11 && below_rest != NULL && below_rest[0] == '/') {
        request->path = below_rest;
        return answer_v11(&serving->site, request, answer, error);
    }
    make_page(answer, 404, "<html>\n<head><title>404 Not Found</title></head>\n</html>\n");
    return true;
}

/* Waits, but not for longer than the server serves. */
static void delay_answer(struct server *server, unsigned milliseconds)
{
    struct timespec end;
    clock_gettime(CLOCK_REALTIME, &end);
    end.tv_sec += milliseconds / 1000;
    end.tv_nsec += (long)(milliseconds % 1000) * 1000000;
    if (end.tv_nsec >= 1000000000) {
        end.tv_sec++;
        end.tv_nsec -= 1000000000;
    }
    while (!server->stopping &&
           pthread_cond_timedwait(&server->stop, &server->mutex, &end) != ETIMEDOUT) {
    }
}

static void log_request(FILE *log, const struct request *request)
{
    const char *host =
        MHD_lookup_connection_value(request->connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_HOST);
    if (log != NULL) {
        fprintf(log, "%s\t%s\t%s\t%.*s\n", request->method, host == NULL ? "" : host, request->path,
                (int)request->body.length, request->body.at);
        fflush(log);
    }
}

/* Whatever an early fault leaves of an answer. */
static bool carry_out(struct serving *serving, struct request *request, const struct fault *fault,
                      struct answer *answer, struct error *error)
{
    if (fault->kind == FAULT_SESSION) {
        end_all_tickets(&serving->site.sessions);
        end_all_tickets(&serving->site.tokens);
    }
    if (fault->is_early) {
        make_page(answer, 200, "");
        return true;
    }
    serving->site.refuses_logins = fault->kind == FAULT_LOGIN;
    return answer_request(serving, request, answer, error);
}

/* One request at a time. */
static enum MHD_Result serve_request(struct server *server, struct request *request)
{
    struct serving *serving = server->serving;
    struct answer answer = {0};
    struct error error = {0};
    struct fault fault = {0};
    const char *path = request->path;
    bool done = true;
    pthread_mutex_lock(&server->mutex);
    if (is_control_path(path)) {
        answer_control(serving, request, &answer);
    } else {
        log_request(serving->log, request);
        find_fault(&serving->faults, ++serving->requests, &fault, &error);
        done = carry_out(serving, request, &fault, &answer, &error);
    }
    if (fault.kind == FAULT_DELAY) {
        delay_answer(server, fault.number);
    }
    unsigned port = server->port;
    pthread_mutex_unlock(&server->mutex);
    if (!done) {
        fprintf(stderr, "crm: %s\n", error.message);
        make_page(&answer, 500, "");
    }
    spoil_answer(&answer, &fault, port, path);
    enum MHD_Result result =
        fault.kind == FAULT_DROP ? MHD_NO : send_answer(request->connection, &answer, fault.kind);
    free_answer(&answer);
    return result;
}

/* Called with the headers, with each piece of the body and at its end. */
static enum MHD_Result take_request(void *context, struct MHD_Connection *connection,
                                    const char *path, const char *method, const char *version,
                                    const char *piece, size_t *size, void **state)
{
    (void)version;
    struct buffer *body = *state;
    if (body == NULL) {
        *state = calloc(1, sizeof *body);
        return *state == NULL ? MHD_NO : MHD_YES;
    }
    if (*size > 0) {
        append_text(body, (struct text){piece, *size});
        *size = 0;
        return MHD_YES;
    }
    struct request request = {.connection = connection,
                              .method = method,
                              .path = path,
                              .body = body->length > 0 ? view_buffer(body) : EMPTY_TEXT};
    return serve_request(context, &request);
}

static void end_request(void *context, struct MHD_Connection *connection, void **state,
                        enum MHD_RequestTerminationCode how)
{
    (void)context;
    (void)connection;
    (void)how;
    struct buffer *body = *state;
    if (body != NULL) {
        free_buffer(body);
        free(body);
    }
    *state = NULL;
}

/* Answers go out at once. */
static void take_connection(void *context, struct MHD_Connection *connection, void **state,
                            enum MHD_ConnectionNotificationCode what)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    const int on = 1;
    (void)context;
    (void)state;
    if (what == MHD_CONNECTION_NOTIFY_STARTED && info != NULL) {
        setsockopt(info->connect_fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    }
}

struct server *start_server(struct serving *serving, struct error *error)
{
    struct server *server = calloc(1, sizeof *server);
    const struct sockaddr_in address = {.sin_family = AF_INET,
                                        .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (server == NULL) {
        fail_for_memory(error);
        return NULL;
    }
    server->serving = serving;
    pthread_mutex_init(&server->mutex, NULL);
    pthread_cond_init(&server->stop, NULL);
    server->daemon = MHD_start_daemon(
        MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION, 0, NULL, NULL,
        take_request, server, MHD_OPTION_SOCK_ADDR, &address, MHD_OPTION_NOTIFY_COMPLETED,
        end_request, NULL, MHD_OPTION_NOTIFY_CONNECTION, take_connection, NULL, MHD_OPTION_END);
    if (server->daemon == NULL) {
        fail(error, ERROR_USAGE, "the server cannot be started: %s", strerror(errno));
        stop_server(server);
        return NULL;
    }
    pthread_mutex_lock(&server->mutex);
    server->port = MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
    pthread_mutex_unlock(&server->mutex);
    return server;
}

unsigned get_port(const struct server *server)
{
    return server->port;
}

void stop_server(struct server *server)
{
    if (server == NULL) {
        return;
    }
    pthread_mutex_lock(&server->mutex);
    server->stopping = true;
    pthread_cond_broadcast(&server->stop);
    pthread_mutex_unlock(&server->mutex);
    if (server->daemon != NULL) {
        MHD_stop_daemon(server->daemon);
    }
    pthread_cond_destroy(&server->stop);
    pthread_mutex_destroy(&server->mutex);
    free(server);
}
