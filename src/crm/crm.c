#include "crm/crm.h"

static const struct crm_driver *const drivers[CRM_API_COUNT] = {
    [CRM_API_V4_1] = &v4_1_driver,
    [CRM_API_V8] = &v8_driver,
};

/* SuiteCRM 8 keeps the tree of SuiteCRM 7, with its APIs, below this. */
static const char *const prefixes[] = {"", "/legacy"};

enum { PREFIX_COUNT = sizeof prefixes / sizeof prefixes[0] };

/* Why an API that answers cannot be used with the credentials there are; NULL if it can. */
static const char *find_lack(const struct crm_credentials *credentials,
                             const struct crm_driver *driver)
{
    bool has_user = credentials->user != NULL && credentials->password != NULL;
    bool has_client = credentials->client_id != NULL && credentials->client_secret != NULL;
    if (driver == &v8_driver) {
        return has_client ? NULL : "a client: POSSUM_CLIENT_ID and POSSUM_CLIENT_SECRET";
    }
    return has_user ? NULL : "a user: POSSUM_USER, and a password";
}

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
        const char *missing = found ? find_lack(crm->credentials, drivers[i]) : NULL;
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
    return fail(error, ERROR_CRM,
                "no API of a CRM answers at %s%s%s; give the address that the browser shows before "
                "index.php",
                url, api == CRM_API_AUTO ? "" : " under the name ",
                api == CRM_API_AUTO ? "" : drivers[api]->name);
}

bool open_crm(struct crm *crm, const char *url, const struct http_options *options,
              const struct crm_credentials *credentials, enum crm_api api, struct error *error)
{
    *crm = (struct crm){.credentials = credentials, .product = EMPTY_TEXT, .session = EMPTY_TEXT};
    crm->http = open_http_client(url, options, error);
    return crm->http != NULL && choose_api(crm, url, api, error) && crm->driver->log_in(crm, error);
}

bool describe_module(struct crm *crm, const char *module, struct arena *arena,
                     struct crm_field_list *fields, struct error *error)
{
    return crm->driver->describe(crm, module, arena, fields, error);
}

void close_crm(struct crm *crm)
{
    if (crm->session.length > 0) {
        crm->driver->log_out(crm);
    }
    close_http_client(crm->http);
    free_arena(&crm->arena);
    *crm = (struct crm){0};
}
