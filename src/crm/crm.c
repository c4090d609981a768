#include "crm/crm.h"

#include "crm/call.h"
#include "crm/writes.h"

static const struct crm_driver *const drivers[CRM_API_COUNT] = {
    [CRM_API_V4_1] = &v4_1_driver,
    [CRM_API_V8] = &v8_driver,
    [CRM_API_V11] = &v11_driver,
};

/* SuiteCRM 8 keeps the tree of SuiteCRM 7, with its APIs, below this. */
static const char *const prefixes[] = {"", "/legacy"};

enum { PREFIX_COUNT = sizeof prefixes / sizeof prefixes[0] };

/* Seeks the driver's API below the URL; *found says whether it is there. */
static bool seek_api(struct crm *crm, const struct crm_driver *driver, bool *found,
                     struct error *error)
{
    *found = false;
    for (size_t i = 0; i < PREFIX_COUNT && !*found; i++) {
        crm->driver = driver;
        crm->prefix = prefixes[i];
        if (!driver->probe(crm, found, error)) {
            return false;
        }
    }
    return true;
}

/* Finds an API that is there and for which the credentials suffice. */
static bool choose_api(struct crm *crm, const char *url, enum crm_api api, struct error *error)
{
    const char *lack = NULL;
    const char *lacking = NULL;
    for (int i = CRM_API_AUTO + 1; i < CRM_API_COUNT; i++) {
        bool found;
        if (api != CRM_API_AUTO && api != (enum crm_api)i) {
            continue;
        }
        if (!seek_api(crm, drivers[i], &found, error)) {
            return false;
        }
        const char *missing = found ? drivers[i]->find_lack(crm->credentials) : NULL;
        if (found && missing == NULL) {
            return true;
        }
        if (found && lack == NULL) {
            lack = missing;
            lacking = drivers[i]->name;
        }
    }
    if (lack != NULL) {
        return fail(error, ERROR_USAGE, "the CRM's API %s needs %s", lacking, lack);
    }
    if (crm->redirect.length > 0) {
        return fail(error, ERROR_CRM, "%.*s", (int)crm->redirect.length, crm->redirect.at);
    }
    return fail(error, ERROR_CRM,
                "no API of a CRM answers at %s%s%s; give the address that the browser shows before "
                "index.php",
                url, api == CRM_API_AUTO ? "" : " under the name ",
                api == CRM_API_AUTO ? "" : drivers[api]->name);
}

bool open_crm(struct crm *crm, const char *url, const struct http_options *options,
              const struct crm_credentials *credentials, enum crm_api api, struct error *error)
{
    *crm = (struct crm){.credentials = credentials,
                        .product = EMPTY_TEXT,
                        .redirect = EMPTY_TEXT,
                        .has_keys = true,
                        .level = CRM_LEVEL_CONNECTION};
    note_secret(crm, make_text(credentials->password == NULL ? "" : credentials->password));
    note_secret(crm,
                make_text(credentials->client_secret == NULL ? "" : credentials->client_secret));
    crm->queue = open_queue(options->connections);
    if (crm->queue == NULL) {
        return fail_for_memory(error);
    }
    crm->http = open_http_client(url, options, error);
    return crm->http != NULL && choose_api(crm, url, api, error) &&
           renew_session(crm, &crm->sessions[0], error);
}

const char *name_crm_module(enum crm_module module)
{
    return module == CRM_CONTACTS ? "Contacts" : "Accounts";
}

const char *get_api_name(const struct crm *crm)
{
    return crm->driver->name;
}

bool describe_module(struct crm *crm, enum crm_module module, struct arena *arena,
                     struct crm_field_list *fields, struct error *error)
{
    return crm->driver->describe(crm, module, arena, fields, error);
}

void choose_fields(struct crm *crm, const struct crm_choice *choice)
{
    crm->choice = choice;
}

void close_crm(struct crm *crm)
{
    if (crm->queue != NULL) {
        abandon_writes(crm, TEXT("the connection was closed"));
        close_queue(crm->queue);
    }
    for (size_t i = 0; i < CRM_SESSION_LIMIT; i++) {
        if (crm->sessions[i].ticket.length > 0) {
            crm->driver->log_out(crm, &crm->sessions[i]);
        }
    }
    close_http_client(crm->http);
    free_arena(&crm->arena);
    *crm = (struct crm){0};
}
