#include "crm/base_url.h"

#include "base/buffer.h"
#include "base/text.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

static char *get_part(CURLU *handle, CURLUPart part)
{
    char *value = NULL;
    return curl_url_get(handle, part, &value, 0) == CURLUE_OK ? value : NULL;
}

static bool has_part(CURLU *handle, CURLUPart part)
{
    char *value = get_part(handle, part);
    curl_free(value);
    return value != NULL;
}

/* libcurl resolves localhost itself, to the loopback addresses and nothing else, and has turned any
   spelling of an IPv4 address into the one with four numbers. */
static bool is_loopback_host(const char *host)
{
    struct in_addr address;
    struct in6_addr address6;
    char bare[INET6_ADDRSTRLEN];
    if (equal_texts_ignoring_case(make_text(host), TEXT("localhost"))) {
        return true;
    }
    if (inet_pton(AF_INET, host, &address) == 1) {
        return ntohl(address.s_addr) >> 24 == 127;
    }
    size_t length = strlen(host);
    if (host[0] != '[' || length < 3 || length - 2 >= sizeof bare) {
        return false;
    }
    memcpy(bare, host + 1, length - 2);
    bare[length - 2] = '\0';
    return inet_pton(AF_INET6, bare, &address6) == 1 && IN6_IS_ADDR_LOOPBACK(&address6);
}

/* The parts that may not be there. */
static bool check_parts(CURLU *handle, struct error *error)
{
    if (has_part(handle, CURLUPART_USER) || has_part(handle, CURLUPART_PASSWORD)) {
        return fail(error, ERROR_USAGE,
                    "the URL of the CRM holds a user name or password, which others could read on "
                    "the command line: leave out what stands before the @ and give it in "
                    "POSSUM_USER and POSSUM_PASSWORD");
    }
    if (has_part(handle, CURLUPART_FRAGMENT) || has_part(handle, CURLUPART_QUERY)) {
        return fail(error, ERROR_USAGE,
                    "the URL of the CRM is that of one of its pages: leave out the \"?\" or \"#\" "
                    "and what follows it, so that it reads like https://crm.example/suitecrm");
    }
    return true;
}

static bool check_scheme(const struct base_url *base, bool is_http, bool insecure_http,
                         struct error *error)
{
    if (!base->is_https && !is_http) {
        return fail(error, ERROR_USAGE,
                    "the URL of the CRM begins with neither https:// nor http://, and only these "
                    "can be used");
    }
    if (is_http && !base->is_loopback && !insecure_http) {
        return fail(error, ERROR_USAGE,
                    "http would send the login to %s for anybody on the way to read: use "
                    "https://, or --insecure-http if the network between is yours alone",
                    base->host);
    }
    return true;
}

/* The part of the path that belongs to the base: without index.php and slashes at its end. */
static size_t measure_base_path(struct text path)
{
    const struct text index = TEXT("/index.php");
    while (path.length > 0 && path.at[path.length - 1] == '/') {
        path.length--;
    }
    if (path.length >= index.length &&
        equal_texts(slice_text(path, path.length - index.length, path.length), index)) {
        path.length -= index.length;
    }
    while (path.length > 0 && path.at[path.length - 1] == '/') {
        path.length--;
    }
    return path.length;
}

static char *take_content(struct buffer *buffer)
{
    append_byte(buffer, '\0');
    if (buffer->failed) {
        free_buffer(buffer);
    }
    return buffer->at;
}

/* Writes the URL and the name of the host anew from their parts. */
static bool write_base(struct base_url *base, const char *scheme, const char *host,
                       const char *port, const char *path, struct error *error)
{
    struct buffer name = {0};
    struct buffer url = {0};
    const char *usual_port = base->is_https ? "443" : "80";
    append_formatted(&name, "%s", host);
    if (port != NULL && strcmp(port, usual_port) != 0) {
        append_formatted(&name, ":%s", port);
    }
    base->host = take_content(&name);
    append_formatted(&url, "%s://%s%.*s", scheme, base->host == NULL ? "" : base->host,
                     (int)measure_base_path(make_text(path)), path);
    base->url = take_content(&url);
    return (base->host != NULL && base->url != NULL) || fail_for_memory(error);
}

static bool read_parts(struct base_url *base, CURLU *handle, bool insecure_http,
                       struct error *error)
{
    char *scheme = get_part(handle, CURLUPART_SCHEME);
    char *host = get_part(handle, CURLUPART_HOST);
    char *port = get_part(handle, CURLUPART_PORT);
    char *path = get_part(handle, CURLUPART_PATH);
    bool read = false;
    if (scheme == NULL || host == NULL || path == NULL) {
        fail(error, ERROR_USAGE,
             "the URL of the CRM names no host: it should read like "
             "https://crm.example/suitecrm");
        goto cleanup;
    }
    base->is_https = strcmp(scheme, "https") == 0;
    base->is_loopback = is_loopback_host(host);
    read = write_base(base, scheme, host, port, path, error) &&
           check_scheme(base, strcmp(scheme, "http") == 0, insecure_http, error);
cleanup:
    curl_free(scheme);
    curl_free(host);
    curl_free(port);
    curl_free(path);
    return read;
}

bool read_base_url(struct base_url *base, const char *url, bool insecure_http, struct error *error)
{
    *base = (struct base_url){0};
    CURLU *handle = curl_url();
    if (handle == NULL) {
        return fail_for_memory(error);
    }
    CURLUcode code = curl_url_set(handle, CURLUPART_URL, url, CURLU_NON_SUPPORT_SCHEME);
    bool read = false;
    if (code != CURLUE_OK) {
        fail(error, ERROR_USAGE,
             "the URL of the CRM cannot be read (%s): it should read like "
             "https://crm.example/suitecrm",
             curl_url_strerror(code));
    } else {
        read = check_parts(handle, error) && read_parts(base, handle, insecure_http, error);
    }
    curl_url_cleanup(handle);
    if (!read) {
        free_base_url(base);
    }
    return read;
}

bool check_base_url(const char *url, bool insecure_http, struct error *error)
{
    struct base_url base;
    bool good = read_base_url(&base, url, insecure_http, error);
    free_base_url(&base);
    return good;
}

void free_base_url(struct base_url *base)
{
    free(base->url);
    free(base->host);
    *base = (struct base_url){0};
}
