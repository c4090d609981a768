/**
 * HTTP servers for tests, on 127.0.0.1 and a free port, in threads of the test: one that answers as
 * told, on libmicrohttpd, and one that misbehaves below HTTP.
 */
#ifndef POSSUM_TESTS_UNIT_HTTP_SERVER_H
#define POSSUM_TESTS_UNIT_HTTP_SERVER_H

#include "base/buffer.h"
#include "base/error.h"
#include "certificate.h"
#include "support.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { URL_LENGTH = 64, REPLY_HEADERS = 4 };

/** What the server answers to one request. */
struct reply {
    unsigned status;
    struct text body;
    const char *headers[REPLY_HEADERS][2]; /**< names and values */
    bool is_chunked;                       /**< the length is not told */
    bool is_echo;                          /**< the body is the request's */
    long delay;                            /**< milliseconds */
};

/** A server. Its members may be read while no request is under way. */
struct http_server {
    struct MHD_Daemon *daemon;
    char url[URL_LENGTH];
    const struct reply *replies; /**< one after the other; the last one again and again */
    size_t reply_count;
    size_t request_count;
    size_t connection_count;
    char method[16];      /**< of the last request, as all below */
    struct buffer target; /**< path, without the query */
    struct buffer headers;
    struct buffer body;
};

/** Sleeps. */
static inline void sleep_for(long milliseconds)
{
    struct timespec time = {.tv_sec = milliseconds / 1000,
                            .tv_nsec = milliseconds % 1000 * 1000000};
    nanosleep(&time, NULL);
}

static inline enum MHD_Result note_header(void *data, enum MHD_ValueKind kind, const char *name,
                                          const char *value)
{
    (void)kind;
    append_formatted(data, "%s: %s\n", name, value == NULL ? "" : value);
    return MHD_YES;
}

static inline void note_connection(void *data, struct MHD_Connection *connection, void **context,
                                   enum MHD_ConnectionNotificationCode code)
{
    (void)connection;
    (void)context;
    struct http_server *server = data;
    server->connection_count += code == MHD_CONNECTION_NOTIFY_STARTED;
}

/* Gives out the body of a reply whose length is not told. */
static inline ssize_t give_chunk(void *data, uint64_t position, char *place, size_t size)
{
    const struct reply *reply = data;
    size_t left = reply->body.length - (size_t)position;
    size_t length = left < size ? left : size;
    if (left == 0) {
        return MHD_CONTENT_READER_END_OF_STREAM;
    }
    memcpy(place, reply->body.at + position, length);
    return (ssize_t)length;
}

static inline enum MHD_Result give_reply(struct http_server *server,
                                         struct MHD_Connection *connection)
{
    size_t last = server->reply_count - 1;
    const struct reply *reply =
        &server->replies[server->request_count < last ? server->request_count : last];
    struct text body = reply->is_echo ? view_buffer(&server->body) : reply->body;
    struct MHD_Response *response =
        reply->is_chunked
            ? MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 4096, give_chunk, (void *)reply,
                                                NULL)
            : MHD_create_response_from_buffer(body.length, (void *)body.at, MHD_RESPMEM_MUST_COPY);
    for (size_t i = 0; i < REPLY_HEADERS && reply->headers[i][0] != NULL; i++) {
        MHD_add_response_header(response, reply->headers[i][0], reply->headers[i][1]);
    }
    server->request_count++;
    sleep_for(reply->delay);
    enum MHD_Result result = MHD_queue_response(connection, reply->status, response);
    MHD_destroy_response(response);
    return result;
}

static inline enum MHD_Result take_request(void *data, struct MHD_Connection *connection,
                                           const char *target, const char *method,
                                           const char *version, const char *bytes, size_t *length,
                                           void **context)
{
    (void)version;
    struct http_server *server = data;
    if (*context == NULL) {
        *context = server;
        snprintf(server->method, sizeof server->method, "%s", method);
        reset_buffer(&server->target);
        reset_buffer(&server->headers);
        reset_buffer(&server->body);
        append_formatted(&server->target, "%s", target);
        MHD_get_connection_values(connection, MHD_HEADER_KIND, note_header, &server->headers);
        return MHD_YES;
    }
    if (*length > 0) {
        append_text(&server->body, (struct text){bytes, *length});
        *length = 0;
        return MHD_YES;
    }
    return give_reply(server, connection);
}

/** Starts a server that gives the replies; `server` must stay where it is. */
static inline void start_server(struct http_server *server, const struct reply *replies,
                                size_t reply_count, bool with_tls)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    unsigned flags = MHD_USE_INTERNAL_POLLING_THREAD | (with_tls ? MHD_USE_TLS : 0U);
    *server = (struct http_server){.replies = replies, .reply_count = reply_count};
    server->daemon =
        MHD_start_daemon(flags, 0, NULL, NULL, take_request, server, MHD_OPTION_SOCK_ADDR, &address,
                         MHD_OPTION_NOTIFY_CONNECTION, note_connection, server,
                         with_tls ? MHD_OPTION_HTTPS_MEM_KEY : MHD_OPTION_END, test_key,
                         MHD_OPTION_HTTPS_MEM_CERT, test_certificate, MHD_OPTION_END);
    assert_non_null(server->daemon);
    const union MHD_DaemonInfo *info =
        MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_BIND_PORT);
    snprintf(server->url, sizeof server->url, "%s://127.0.0.1:%d/crm", with_tls ? "https" : "http",
             info->port);
}

/** Ends the server. */
static inline void stop_server(struct http_server *server)
{
    MHD_stop_daemon(server->daemon);
    free_buffer(&server->target);
    free_buffer(&server->headers);
    free_buffer(&server->body);
}

/** What a misbehaving server does on one connection: it reads a request and sends the next of the
 *  answers, until there are no more; then it reads one more request and comes to the
 *  end. Requests with a body must end in "END". */
struct misdeed {
    const char *answers[2];
    const char *last_words; /**< sent before the end, or NULL */
    const char *refrain;    /**< sent behind them again and again, to pour or to drip */
    enum { THEN_CLOSE, THEN_HOLD, THEN_POUR, THEN_DRIP } then;
    bool is_last; /**< further connections are refused */
};

/** A misbehaving server. */
struct rough_server {
    int listener;
    pthread_t thread;
    char url[URL_LENGTH];
    const struct misdeed *misdeeds; /**< one for each connection; the last one again and again */
    size_t misdeed_count;
    atomic_size_t request_count;
    atomic_bool is_ending;
};

/* Reads a request to its end; false if the connection ends before, or the server does. */
static inline bool read_request(struct rough_server *server, int connection)
{
    struct buffer request = {0};
    bool read_whole = false;
    while (!read_whole && !server->is_ending) {
        struct pollfd wait = {.fd = connection, .events = POLLIN};
        char *place = reserve_in_buffer(&request, 4096);
        if (poll(&wait, 1, 20) <= 0) {
            continue;
        }
        ssize_t got = recv(connection, place, 4096, 0);
        if (got <= 0) {
            break;
        }
        request.length += (size_t)got;
        struct text all = view_buffer(&request);
        read_whole = (all.length >= 4 && memcmp(all.at + all.length - 4, "\r\n\r\n", 4) == 0 &&
                      all.at[0] == 'G') ||
                     (all.length >= 3 && memcmp(all.at + all.length - 3, "END", 3) == 0);
    }
    free_buffer(&request);
    server->request_count += read_whole;
    return read_whole;
}

static inline bool send_string(int connection, const char *string)
{
    return string == NULL ||
           send(connection, string, strlen(string), MSG_NOSIGNAL) == (ssize_t)strlen(string);
}

static inline void misbehave(struct rough_server *server, int connection,
                             const struct misdeed *misdeed)
{
    bool going = true;
    for (size_t i = 0; going && i < COUNT(misdeed->answers) && misdeed->answers[i] != NULL; i++) {
        going = read_request(server, connection) && send_string(connection, misdeed->answers[i]);
    }
    going =
        going && read_request(server, connection) && send_string(connection, misdeed->last_words);
    while (going && misdeed->then != THEN_CLOSE && !server->is_ending) {
        struct pollfd wait = {.fd = connection, .events = POLLIN};
        if (misdeed->then != THEN_POUR && poll(&wait, 1, 50) > 0) {
            going = false; /* the client has gone */
        } else if (misdeed->then != THEN_HOLD) {
            going = send_string(connection, misdeed->refrain);
        }
    }
    if (misdeed->is_last) {
        close(server->listener);
        server->listener = -1;
        server->is_ending = true;
    }
    close(connection);
}

static inline void *serve_roughly(void *data)
{
    struct rough_server *server = data;
    for (size_t i = 0; !server->is_ending; i++) {
        struct pollfd wait = {.fd = server->listener, .events = POLLIN};
        while (!server->is_ending && poll(&wait, 1, 20) <= 0) {
        }
        int connection = server->is_ending ? -1 : accept(server->listener, NULL, NULL);
        if (connection >= 0) {
            size_t last = server->misdeed_count - 1;
            misbehave(server, connection, &server->misdeeds[i < last ? i : last]);
        }
    }
    return NULL;
}

/** A socket bound to a free port of 127.0.0.1. */
static inline int bind_free_port(unsigned *port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    assert_true(listener >= 0);
    assert_int_equal(bind(listener, (struct sockaddr *)&address, length), 0);
    assert_int_equal(getsockname(listener, (struct sockaddr *)&address, &length), 0);
    *port = ntohs(address.sin_port);
    return listener;
}

/** Starts a misbehaving server; `server` must stay where it is. */
static inline void start_rough_server(struct rough_server *server, const struct misdeed *misdeeds,
                                      size_t misdeed_count)
{
    unsigned port;
    *server = (struct rough_server){.misdeeds = misdeeds, .misdeed_count = misdeed_count};
    server->listener = bind_free_port(&port);
    assert_int_equal(listen(server->listener, 8), 0);
    snprintf(server->url, sizeof server->url, "http://127.0.0.1:%u", port);
    assert_int_equal(pthread_create(&server->thread, NULL, serve_roughly, server), 0);
}

/** Ends it. */
static inline void stop_rough_server(struct rough_server *server)
{
    server->is_ending = true;
    pthread_join(server->thread, NULL);
    if (server->listener >= 0) {
        close(server->listener);
    }
}

#endif
