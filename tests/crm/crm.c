/*
 * A CRM for tests: answers what Possum asks of SuiteCRM's two APIs as a real one did, or of
 * SugarCRM's as its documents have it, on 127.0.0.1 and a free port, which it prints, until its
 * standard input ends. Its records are in memory; how a test sees and sets them, control.h says.
 *
 * The user is "admin"; CRM_PASSWORD and CRM_CLIENT_SECRET are the secrets that it takes.
 */
#include "base/signals.h"
#include "fault.h"
#include "serve.h"

#include <stdlib.h>
#include <unistd.h>

/* The command line. */
struct options {
    struct serving serving;
    const char *transcripts;
    const char *log;
    int only; /* an enum api */
};

enum api { API_SUITECRM, API_V4_1, API_V8, API_V11 };

static const char *const apis[] = {
    [API_SUITECRM] = "both", [API_V4_1] = "v4_1", [API_V8] = "v8", [API_V11] = "v11", NULL};

#define OPTION(member) offsetof(struct options, member)

/* clang-format off */
static const struct option_entry options[] = {
    {.name = "transcripts", .kind = OPTION_STRING, .argument = "DIR",
     .offset = OPTION(transcripts), .help = "where the recorded answers are"},
    {.name = "log", .kind = OPTION_STRING, .argument = "FILE", .offset = OPTION(log),
     .help = "log each request: method, host, path and body"},
    {.name = "only", .kind = OPTION_CHOICE, .argument = "API", .choices = apis,
     .offset = OPTION(only), .help = "have one API alone: v4_1, v8 or v11 (else v4_1 and v8)"},
    {.name = "prefix", .kind = OPTION_STRING, .argument = "PATH", .offset = OPTION(serving.prefix),
     .help = "have the APIs below this path, as SuiteCRM 8 has them below /legacy"},
    {.name = "without", .kind = OPTION_LIST, .argument = "FIELD",
     .offset = OPTION(serving.site.changes.without), .help = "leave a field out"},
    {.name = "rename", .kind = OPTION_LIST, .argument = "FIELD=NAME",
     .offset = OPTION(serving.site.changes.names), .help = "give a field another name"},
    {.name = "type", .kind = OPTION_LIST, .argument = "FIELD=TYPE",
     .offset = OPTION(serving.site.changes.types), .help = "give a field another type"},
    {.name = "label", .kind = OPTION_LIST, .argument = "FIELD=LABEL",
     .offset = OPTION(serving.site.changes.labels), .help = "give a field another label"},
    {.name = "length", .kind = OPTION_LIST, .argument = "FIELD=LENGTH",
     .offset = OPTION(serving.site.changes.lengths), .help = "give a field another length"},
    {.name = "no-sync-key", .kind = OPTION_FLAG, .offset = OPTION(serving.site.has_no_sync_key),
     .help = "v11 has no upsert by sync_key"},
    {.name = "platform", .kind = OPTION_LIST, .argument = "NAME",
     .offset = OPTION(serving.site.platforms), .help = "v11 takes a login on this platform"},
    {.name = "fault", .kind = OPTION_LIST, .argument = "N=KIND", .offset = OPTION(serving.faults),
     .help = "spoil request N, or N and all after it (N+=KIND); KIND is cut, drop, "
             "delay:MILLISECONDS, 500, 503[:SECONDS], 429[:SECONDS], session, garbage, html, empty, "
             "redirect, endless or login; with early- before it, the request is not carried out"},
};
/* clang-format on */

enum { OPTION_TOTAL = sizeof options / sizeof options[0] };

static bool check_options(struct options *chosen, struct error *error)
{
    struct serving *serving = &chosen->serving;
    struct fault fault;
    serving->site.password = getenv("CRM_PASSWORD");
    serving->site.client_secret = getenv("CRM_CLIENT_SECRET");
    serving->has_v4_1 = chosen->only == API_SUITECRM || chosen->only == API_V4_1;
    serving->has_v8 = chosen->only == API_SUITECRM || chosen->only == API_V8;
    serving->has_v11 = chosen->only == API_V11;
    if (serving->site.password == NULL || serving->site.client_secret == NULL ||
        chosen->transcripts == NULL) {
        return fail(error, ERROR_USAGE,
                    "CRM_PASSWORD, CRM_CLIENT_SECRET and --transcripts are needed");
    }
    return find_fault(&serving->faults, 1, &fault, error);
}

static bool open_site(struct options *chosen, struct error *error)
{
    struct site *site = &chosen->serving.site;
    site->transcripts = open_transcripts(chosen->transcripts);
    if (site->transcripts == NULL) {
        return fail_for_memory(error);
    }
    if (!check_changes(&site->changes, site->transcripts, error)) {
        return false;
    }
    site->store = open_store(chosen->only == API_V11 ? STORE_SUGAR : STORE_SUITECRM,
                             site->transcripts, &site->changes, error);
    return site->store != NULL;
}

static bool open_log(struct options *chosen, struct error *error)
{
    chosen->serving.log = chosen->log == NULL ? NULL : fopen(chosen->log, "w");
    return chosen->log == NULL || chosen->serving.log != NULL ||
           fail(error, ERROR_USAGE, "%s cannot be written", chosen->log);
}

/* Serves until standard input ends or a signal comes. */
static bool serve(struct serving *serving, struct error *error)
{
    struct server *server = start_server(serving, error);
    if (server == NULL) {
        return false;
    }
    char ignored[256];
    printf("%u\n", get_port(server));
    fflush(stdout);
    while (explain_signal() == NULL && read(STDIN_FILENO, ignored, sizeof ignored) > 0) {
    }
    stop_server(server);
    return true;
}

static void close_serving(struct serving *serving)
{
    if (serving->log != NULL) {
        fclose(serving->log);
    }
    close_store(serving->site.store);
    close_transcripts(serving->site.transcripts);
    free_changes(&serving->site.changes);
    free_string_list(&serving->site.platforms);
    free_string_list(&serving->faults);
    free(serving->fault_text);
}

int main(int argc, char **argv)
{
    struct options chosen = {
        .serving = {
            .prefix = "",
            .site = {.sessions = {.beginning = "testsessionxyzuvw", .end = ""},
                     .tokens = {.beginning = "testtoken.", .end = ".signature"},
                     .refresh_tokens = {.beginning = "testtoken.refresh.", .end = ".signature"}}}};
    struct error error = {0};
    bool help = false;
    int first = argc;
    catch_signals();
    bool done = parse_options(argc, argv, options, OPTION_TOTAL, &chosen, &help, &first, &error) &&
                (help || (check_options(&chosen, &error) && open_site(&chosen, &error) &&
                          open_log(&chosen, &error) && serve(&chosen.serving, &error)));
    if (!done) {
        fprintf(stderr, "crm: %s\n", error.message);
    } else if (help) {
        print_options(stdout, options, OPTION_TOTAL);
    }
    close_serving(&chosen.serving);
    return done ? 0 : 2;
}
