#include "crm/exchange.h"

#include "base/signals.h"

#include <string.h>
#include <time.h>

enum {
    HEADER_LIMIT = 256 * 1024, /* bytes of all headers of an answer */
    LONGEST_STALLS = 10,       /* an exchange may last so many stall timeouts altogether */
};

double read_clock(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static size_t receive_body(const char *bytes, size_t size, size_t count, void *data)
{
    struct exchange *exchange = data;
    struct buffer *body = &exchange->response->body;
    size_t length = size * count;
    exchange->progressed = read_clock();
    if (length > exchange->limits.body - body->length) {
        exchange->is_too_large = true;
        return CURL_WRITEFUNC_ERROR;
    }
    append_text(body, (struct text){bytes, length});
    return body->failed ? CURL_WRITEFUNC_ERROR : length;
}

/* Headers are no progress until they are complete, or a server could send them for ever. */
static size_t receive_header(const char *bytes, size_t size, size_t count, void *data)
{
    struct exchange *exchange = data;
    size_t length = size * count;
    exchange->header_bytes += length;
    if (exchange->header_bytes > HEADER_LIMIT) {
        exchange->is_too_large = true;
        return CURL_WRITEFUNC_ERROR;
    }
    if (length > 0 && (bytes[0] == '\r' || bytes[0] == '\n')) {
        exchange->has_headers = true;
        exchange->progressed = read_clock();
    } else if (starts_with((struct text){bytes, length}, TEXT("HTTP/"))) {
        exchange->has_headers = false;
    }
    trace_header(&exchange->trace, '<', (struct text){bytes, length});
    return length;
}

static size_t send_body(char *place, size_t size, size_t count, void *data)
{
    struct exchange *exchange = data;
    struct text body = exchange->request->body;
    size_t length = size * count;
    size_t left = body.length - exchange->sent;
    length = length < left ? length : left;
    if (length > 0) {
        memcpy(place, body.at + exchange->sent, length);
    }
    exchange->sent += length;
    exchange->progressed = read_clock();
    return length;
}

/* libcurl sends a request again of its own accord if a kept connection turns out to be closed. That
   may be after the server took the request, so it must not happen to one that may not be repeated;
   without its body it cannot. */
static int rewind_body(void *data, curl_off_t offset, int origin)
{
    struct exchange *exchange = data;
    if (origin != SEEK_SET || offset != 0 ||
        (exchange->sent > 0 && exchange->request->repeat != HTTP_REPEAT_ALWAYS)) {
        return CURL_SEEKFUNC_FAIL;
    }
    exchange->response->answer_lost = exchange->response->answer_lost || exchange->sent > 0;
    exchange->sent = 0;
    return CURL_SEEKFUNC_OK;
}

static bool add_header(struct exchange *exchange, const char *header)
{
    struct curl_slist *longer = curl_slist_append(exchange->headers, header);
    if (longer != NULL) {
        exchange->headers = longer;
    }
    return longer != NULL;
}

/* The list of headers; "Name:" keeps libcurl from sending one of its own. */
static bool list_headers(struct exchange *exchange)
{
    const struct http_request *request = exchange->request;
    struct buffer type = {0};
    append_formatted(&type, "Content-Type:%s%s%c", request->content_type == NULL ? "" : " ",
                     request->content_type == NULL ? "" : request->content_type, '\0');
    bool added = !type.failed && add_header(exchange, type.at) && add_header(exchange, "Expect:");
    free_buffer(&type);
    for (size_t i = 0; added && i < request->header_count; i++) {
        added = add_header(exchange, request->headers[i]);
    }
    return added;
}

static bool set_url(struct exchange *exchange)
{
    const char *path = exchange->request->path;
    struct buffer url = {0};
    append_formatted(&url, "%s%s%s%c", exchange->base->url, path[0] == '/' ? "" : "/", path, '\0');
    bool set = !url.failed && curl_easy_setopt(exchange->easy, CURLOPT_URL, url.at) == CURLE_OK;
    if (set) {
        trace_request_line(&exchange->trace, exchange->request->method, url.at);
    }
    free_buffer(&url);
    return set;
}

/* With CURLOPT_NOSIGNAL libcurl leaves SIGPIPE to the client, which ignores it as long as it is
   open, instead of doing so itself at each step. */
static void set_limits(struct exchange *exchange)
{
    CURL *easy = exchange->easy;
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, exchange->limits.connect_timeout);
    curl_easy_setopt(easy, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)exchange->limits.body);
    /* Without a proxy set here, libcurl takes that of the environment. */
    if (exchange->base->is_loopback || !exchange->base->is_https) {
        curl_easy_setopt(easy, CURLOPT_PROXY, "");
    }
}

/* HTTP/1.1, since a second version would repeat requests by rules of its own. */
static void set_exchange(struct exchange *exchange)
{
    CURL *easy = exchange->easy;
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "possum/" POSSUM_VERSION);
    curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "gzip");
    curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, exchange->headers);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, exchange->words);
    curl_easy_setopt(easy, CURLOPT_PRIVATE, exchange);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, receive_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, exchange);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, receive_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, exchange);
}

static void set_method(struct exchange *exchange)
{
    const struct http_request *request = exchange->request;
    CURL *easy = exchange->easy;
    bool is_get = strcmp(request->method, "GET") == 0;
    if (request->body.length > 0 || strcmp(request->method, "POST") == 0) {
        curl_easy_setopt(easy, CURLOPT_POST, 1L);
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.length);
        curl_easy_setopt(easy, CURLOPT_READFUNCTION, send_body);
        curl_easy_setopt(easy, CURLOPT_READDATA, exchange);
        curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, rewind_body);
        curl_easy_setopt(easy, CURLOPT_SEEKDATA, exchange);
    } else if (strcmp(request->method, "HEAD") == 0) {
        curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
    }
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request->method);
    /* No body, no rewinding of it, which tells that it is sent again: see rewind_body. */
    if (request->body.length == 0 && !is_get) {
        curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
    }
}

bool begin_exchange(struct exchange *exchange)
{
    const struct http_request *request = exchange->request;
    exchange->easy = curl_easy_init();
    if (exchange->easy == NULL || !list_headers(exchange) || !set_url(exchange)) {
        end_exchange(exchange);
        return false;
    }
    set_limits(exchange);
    set_exchange(exchange);
    set_method(exchange);
    for (const struct curl_slist *header = exchange->headers; header != NULL;
         header = header->next) {
        struct text line = make_text(header->data);
        if (line.at[line.length - 1] != ':') {
            trace_header(&exchange->trace, '>', line);
        }
    }
    trace_body(&exchange->trace, '>',
               request->content_type == NULL ? EMPTY_TEXT : make_text(request->content_type),
               request->body);
    exchange->started = read_clock();
    exchange->progressed = exchange->started;
    return true;
}

bool is_exchange_sent(const struct exchange *exchange)
{
    long sent = 0;
    curl_easy_getinfo(exchange->easy, CURLINFO_REQUEST_SIZE, &sent);
    return sent > 0;
}

bool is_exchange_overdue(struct exchange *exchange, enum exchange_end *end)
{
    double now = read_clock();
    double stall = (double)exchange->limits.stall_timeout;
    if (explain_signal() != NULL && exchange->signalled == 0) {
        exchange->signalled = now;
    }
    if (exchange->signalled > 0 && now - exchange->signalled >= exchange->limits.grace) {
        *end = END_STOPPED;
    } else if (now - exchange->progressed > stall) {
        *end = is_exchange_sent(exchange) ? END_STALLED : END_NOT_CONNECTED;
    } else if (now - exchange->started > stall * LONGEST_STALLS) {
        *end = END_TOO_LONG;
    } else {
        return false;
    }
    return true;
}

static enum exchange_end classify_failure(const struct exchange *exchange, CURLcode code)
{
    static const struct {
        CURLcode code;
        enum exchange_end end;
    } ends[] = {
        {CURLE_COULDNT_CONNECT, END_NOT_CONNECTED},
        {CURLE_COULDNT_RESOLVE_HOST, END_UNKNOWN_HOST},
        {CURLE_COULDNT_RESOLVE_PROXY, END_PROXY},
        {CURLE_PROXY, END_PROXY},
        {CURLE_OPERATION_TIMEDOUT, END_STALLED},
        {CURLE_FILESIZE_EXCEEDED, END_TOO_LARGE},
        {CURLE_PEER_FAILED_VERIFICATION, END_UNVERIFIED},
        {CURLE_SSL_CACERT_BADFILE, END_UNVERIFIED},
        {CURLE_SSL_ISSUER_ERROR, END_UNVERIFIED},
        {CURLE_SSL_INVALIDCERTSTATUS, END_UNVERIFIED},
        {CURLE_SSL_CONNECT_ERROR, END_NO_TLS},
        {CURLE_SSL_CIPHER, END_NO_TLS},
        {CURLE_SSL_ENGINE_INITFAILED, END_NO_TLS},
        {CURLE_UNSUPPORTED_PROTOCOL, END_GARBAGE},
        {CURLE_WEIRD_SERVER_REPLY, END_GARBAGE},
        {CURLE_BAD_CONTENT_ENCODING, END_GARBAGE},
        {CURLE_URL_MALFORMAT, END_GARBAGE},
        {CURLE_OUT_OF_MEMORY, END_NO_MEMORY},
    };
    if (exchange->is_too_large) {
        return END_TOO_LARGE;
    }
    if (exchange->response->body.failed) {
        return END_NO_MEMORY;
    }
    enum exchange_end end = END_LOST;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        if (ends[i].code == code) {
            end = ends[i].end;
        }
    }
    if (!is_exchange_sent(exchange)) {
        return end == END_LOST || end == END_STALLED ? END_NOT_CONNECTED : end;
    }
    /* A kept connection may have taken the request before the new one was refused. */
    return end == END_NOT_CONNECTED ? END_LOST : end;
}

static void copy_content_type(struct exchange *exchange)
{
    char *place = exchange->response->content_type;
    const char *type = NULL;
    size_t length = 0;
    curl_easy_getinfo(exchange->easy, CURLINFO_CONTENT_TYPE, &type);
    while (type != NULL && type[length] != '\0' &&
           length < sizeof exchange->response->content_type - 1) {
        place[length] = type[length] >= ' ' && type[length] <= '~' ? type[length] : '?';
        length++;
    }
    place[length] = '\0';
}

static bool is_redirect(long status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

enum exchange_end finish_exchange(struct exchange *exchange, CURLcode code)
{
    struct http_response *response = exchange->response;
    long number = 0;
    curl_off_t retry_after = 0;
    curl_easy_getinfo(exchange->easy, CURLINFO_OS_ERRNO, &number);
    exchange->number = (int)number;
    if (code != CURLE_OK) {
        return classify_failure(exchange, code);
    }
    if (!exchange->has_headers) {
        return END_LOST; /* libcurl takes a connection that ends among the headers for an answer */
    }
    curl_easy_getinfo(exchange->easy, CURLINFO_RESPONSE_CODE, &response->status);
    curl_easy_getinfo(exchange->easy, CURLINFO_RETRY_AFTER, &retry_after);
    curl_easy_getinfo(exchange->easy, CURLINFO_REDIRECT_URL, &exchange->redirect);
    exchange->retry_after = retry_after;
    copy_content_type(exchange);
    if (exchange->request->secret_answer) {
        trace_remark(&exchange->trace, "a body of %zu bytes, which holds secrets",
                     response->body.length);
    } else {
        trace_body(&exchange->trace, '<', make_text(response->content_type),
                   view_buffer(&response->body));
    }
    /* Without an address it leads nowhere: SugarCRM's "incorrect_version" is a 301, too. */
    bool leads_away = is_redirect(response->status) && exchange->redirect != NULL;
    return leads_away ? END_REDIRECT : END_ANSWERED;
}

void end_exchange(struct exchange *exchange)
{
    curl_easy_cleanup(exchange->easy);
    curl_slist_free_all(exchange->headers);
    exchange->easy = NULL;
    exchange->headers = NULL;
    exchange->redirect = NULL;
}
