#include "command/crm_place.h"

#include "base/buffer.h"
#include "base/environment.h"
#include "base/files.h"
#include "base/ini_file.h"
#include "base/unicode.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { MOST_SHOWN = 60 /* characters of the name that was given, in a message */ };

static const char system_configuration[] = "/etc/possum/possum.conf";

/* The path of the user's own configuration; empty if there is no home for it. */
static void find_own_configuration(struct buffer *path)
{
    const char *directory = read_variable("XDG_CONFIG_HOME");
    const char *home = read_variable("HOME");
    if (directory != NULL && directory[0] == '/') { /* another one is to be ignored, says XDG */
        append_formatted(path, "%s/possum/possum.conf", directory);
    } else if (home != NULL) {
        append_formatted(path, "%s/.config/possum/possum.conf", home);
    }
    append_byte(path, '\0');
}

/* Whether there is something at the path, if only something that cannot be read. */
static bool is_there(const char *path)
{
    return path[0] != '\0' && (access(path, F_OK) == 0 || (errno != ENOENT && errno != ENOTDIR));
}

static bool refuse_missing_configuration(const char *name, const char *own, struct error *error)
{
    struct buffer shown = {0};
    append_visible(&shown, make_text(name), MOST_SHOWN);
    fail(error, ERROR_USAGE,
         "there is no configuration with a CRM called \"%.*s\": neither %s nor %s is there; write "
         "one, or give the CRM's address, which begins with https://",
         (int)shown.length, shown.at, own[0] != '\0' ? own : "one in a home directory",
         system_configuration);
    free_buffer(&shown);
    return false;
}

static bool read_configuration(struct crm_place *place, const struct crm_options *options,
                               struct error *error)
{
    const char *named = options->config != NULL ? options->config : read_variable("POSSUM_CONFIG");
    if (named != NULL) {
        return read_crm_configuration(&place->configuration, named, error);
    }
    struct buffer own = {0};
    find_own_configuration(&own);
    bool done = false;
    if (own.failed) {
        fail_for_memory(error);
    } else if (is_there(own.at)) {
        done = read_crm_configuration(&place->configuration, own.at, error);
    } else if (is_there(system_configuration)) {
        done = read_crm_configuration(&place->configuration, system_configuration, error);
    } else {
        refuse_missing_configuration(options->crm, own.at, error);
    }
    free_buffer(&own);
    return done;
}

static bool refuse_name(const struct crm_configuration *configuration, const char *name,
                        struct error *error)
{
    struct buffer message = {0};
    append_formatted(&message, "%s has no CRM called \"", configuration->path);
    append_visible(&message, make_text(name), MOST_SHOWN);
    append_formatted(&message, configuration->first == NULL ? "\", and no other" : "\", but ");
    for (const struct crm_section *section = configuration->first; section != NULL;
         section = section->next) {
        const char *before = section == configuration->first ? ""
                             : section->next == NULL         ? " and "
                                                             : ", ";
        append_formatted(&message, "%s%s", before, section->name);
    }
    append_formatted(&message, "; if that is an address, write https:// before it");
    if (message.failed) {
        fail_for_memory(error);
    } else {
        fail(error, ERROR_USAGE, "%.*s", (int)message.length, message.at);
    }
    free_buffer(&message);
    return false;
}

static void take_section(struct crm_place *place, const struct crm_section *section)
{
    place->url = section->url;
    place->api = (enum crm_api)section->api;
    place->platform = section->platform;
    place->http.insecure_http = section->insecure_http;
    place->http.rate = section->rate;
    place->http.connections = section->connections;
    place->sources.user = section->user;
    place->sources.client_id = section->client_id;
    place->sources.usual_password_file = section->password_file;
    place->sources.client_secret_file = section->client_secret_file;
}

static void take_options(struct crm_place *place, const struct crm_options *options)
{
    if (options->api != CRM_API_NOT_GIVEN) {
        place->api = (enum crm_api)options->api;
    }
    if (options->rate != NULL) {
        (void)read_request_rate(options->rate, &place->http.rate); /* it has been checked */
    }
    place->http.insecure_http = place->http.insecure_http || options->insecure_http;
    place->http.trace_values = options->trace_values;
    place->sources.password_file = options->password_file;
}

static bool find_by_url(struct crm_place *place, const struct crm_options *options,
                        struct error *error)
{
    if (options->config != NULL) {
        return fail(error, ERROR_USAGE,
                    "--config says where the names of CRMs are, and --crm gives an address; leave "
                    "--config out, or give --crm a name");
    }
    place->url = options->crm;
    take_options(place, options);
    return check_base_url(place->url, place->http.insecure_http, error);
}

static bool find_by_name(struct crm_place *place, const struct crm_options *options,
                         struct error *error)
{
    if (options->crm[0] == '\0') {
        return fail(error, ERROR_USAGE,
                    "--crm needs the address of a CRM, which begins with https://, or its name in "
                    "possum.conf");
    }
    if (!read_configuration(place, options, error)) {
        return false;
    }
    const struct crm_section *section = find_crm_section(&place->configuration, options->crm);
    if (section == NULL) {
        return refuse_name(&place->configuration, options->crm, error);
    }
    take_section(place, section);
    take_options(place, options);
    struct error reason = {0};
    return check_base_url(place->url, place->http.insecure_http, &reason) ||
           fail_at_line(error, place->configuration.path, section->url_line, "%s", reason.message);
}

bool find_crm(struct crm_place *place, const struct crm_options *options, struct error *error)
{
    *place = (struct crm_place){0};
    return check_crm_options(options, error) &&
           (strstr(options->crm, "://") != NULL ? find_by_url(place, options, error)
                                                : find_by_name(place, options, error)) &&
           keep_crm_files(place, options->trace, error);
}

bool keep_crm_files(const struct crm_place *place, const char *path, struct error *error)
{
    const char *const inputs[] = {place->configuration.path, place->sources.password_file,
                                  place->sources.usual_password_file,
                                  place->sources.client_secret_file};
    for (size_t i = 0; path != NULL && i < sizeof inputs / sizeof inputs[0]; i++) {
        if (inputs[i] != NULL && is_same_place(path, inputs[i])) {
            return fail(error, ERROR_USAGE,
                        "%s would replace what the run reads; name another file", path);
        }
    }
    return true;
}

bool enter_crm(struct crm_place *place, FILE *trace, struct crm *crm, struct error *error)
{
    place->http.trace = trace;
    if (!read_credentials(&place->credentials, &place->sources, error)) {
        return false;
    }
    place->credentials.crm.platform = place->platform;
    return open_crm(crm, place->url, &place->http, &place->credentials.crm, place->api, error);
}

const char *describe_place(const struct crm_place *place, const struct crm *crm,
                           struct arena *arena)
{
    struct text product = make_visible(arena, crm->product, crm->product.length);
    struct text url = make_visible(arena, make_text(place->url), SIZE_MAX);
    return print_to_arena(arena, "%.*s at %.*s, over %s", (int)product.length, product.at,
                          (int)url.length, url.at, get_api_name(crm))
        .at;
}

void forget_crm(struct crm_place *place)
{
    forget_credentials(&place->credentials);
    free_crm_configuration(&place->configuration);
    *place = (struct crm_place){0};
}
