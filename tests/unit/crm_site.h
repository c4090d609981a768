/**
 * What the tests of the drivers share: the APIs, a CRM with some records, and a connection to it.
 */
#ifndef POSSUM_TESTS_UNIT_CRM_SITE_H
#define POSSUM_TESTS_UNIT_CRM_SITE_H

#include "crm/crm.h"
#include "crm_process.h"

enum { SITE_CONNECTIONS = 3 };

/** A way to talk to the CRM for tests. */
struct site {
    const char *name;
    enum crm_api api;
    const char *options[6]; /**< of the CRM */
    bool has_keys;          /**< keys that are not ids */
    bool finds_deleted;
    bool as_client; /**< V8 without a user */
};

static const struct site sites[] = {
    {.name = "v4_1", .api = CRM_API_V4_1, .finds_deleted = true},
    {.name = "v8", .api = CRM_API_V8},
    {.name = "v8 as a client", .api = CRM_API_V8, .as_client = true},
    {.name = "v11",
     .api = CRM_API_V11,
     .options = {"--only", "v11", "--platform", "possum"},
     .has_keys = true},
    {.name = "v11 without keys",
     .api = CRM_API_V11,
     .options = {"--only", "v11", "--platform", "possum", "--no-sync-key"}},
};

#define ALPHA "a0000000-0000-4000-8000-000000000001"
#define BETA "a0000000-0000-4000-8000-000000000002"
#define GAMMA "a0000000-0000-4000-8000-000000000003" /* not there at first */
#define ZOE "c0000000-0000-4000-8000-000000000001"
#define NINA "c0000000-0000-4000-8000-000000000002"
#define GONE "c0000000-0000-4000-8000-000000000003"
#define TWIN "c0000000-0000-4000-8000-000000000004"
#define ODD "c0000000-0000-4000-8000-000000000005"
#define NEWCOMER "c0000000-0000-4000-8000-000000000009" /* not there at first */

/** The key of a record: over v11 not the id. */
static inline const char *make_key(const struct site *site, const char *id, char key[64])
{
    snprintf(key, 64, "%s%s", site->has_keys ? "k" : "", site->has_keys ? id + 1 : id);
    return key;
}

/* Records as the CRM holds them, not in the order of their ids. */
static const struct {
    const char *id;
    const char *rest;
} held[] = {
    {ALPHA, "\"module\":\"Accounts\",\"name\":\"Alpha & Sons\",\"phone_office\":\"03 9000 0001\","
            "\"emails\":[\"office@alpha.example.com\"]"},
    {BETA, "\"module\":\"Accounts\",\"name\":\"B\xC3\xA9ta (Pty) \\\"Q\\\" `x\","
           "\"billing_address_street\":\"1 Quay St\\nLevel 2\""},
    {ZOE, "\"module\":\"Contacts\",\"first_name\":\"Zo\xC3\xAB\",\"last_name\":\"O'Brien <b>\","
          "\"cp_cust_code_c\":\"1001\",\"phone_mobile\":\"0411 000 001\","
          "\"emails\":[\"zoe@example.com\",\"o'brien@example.com\",\"third@example.com\"],"
          "\"accounts\":[\"" ALPHA "\"]"},
    {ODD, "\"module\":\"Contacts\",\"last_name\":\"Odd\",\"cp_synch_c\":\"1\","
          "\"phone_mobile\":\"(03) `1\",\"accounts\":[\"" BETA "\"]"},
    {NINA, "\"module\":\"Contacts\",\"last_name\":\"Union\",\"cp_synch_c\":\"1\","
           "\"phone_mobile\":\"0411000002\",\"emails\":[\"nina@example.com\"],"
           "\"opted_out\":[\"nina@example.com\"]"},
    {GONE, "\"module\":\"Contacts\",\"last_name\":\"Gone\",\"cp_cust_code_c\":\"1003\","
           "\"phone_mobile\":\"0411000002\",\"deleted\":\"1\""},
    {TWIN, "\"module\":\"Contacts\",\"last_name\":\"Twin\",\"cp_cust_code_c\":\"1001\","
           "\"cp_synch_c\":\"1\",\"phone_mobile\":\"0411000002\","
           "\"emails\":[\"nina@example.com\"],\"opted_out\":[\"nina@example.com\"],"
           "\"accounts\":[\"" ALPHA "\",\"" BETA "\"]"},
};

/** Fills the CRM with its records. */
static inline void fill_site(const struct site *site, const struct crm_process *process)
{
    struct buffer state = {0};
    char key[64];
    for (size_t i = 0; i < COUNT(held); i++) {
        append_formatted(&state, "{\"id\":\"%s\",%s", held[i].id, held[i].rest);
        if (site->has_keys) {
            append_formatted(&state, ",\"sync_key\":\"%s\"", make_key(site, held[i].id, key));
        }
        append_text(&state, TEXT("}\n"));
    }
    append_byte(&state, '\0');
    fill_crm(process, state.at);
    free_buffer(&state);
}

static const struct text contact_fields[] = {
    {"first_name", 10},     {"last_name", 9},   {"email1", 6},
    {"cp_cust_code_c", 14}, {"cp_synch_c", 10}, {"phone_mobile", 12},
};
static const struct text account_fields[] = {
    {"name", 4}, {"phone_office", 12}, {"email1", 6}, {"billing_address_street", 22}};
static const struct crm_choice choice = {
    .read = {[CRM_CONTACTS] = {contact_fields, COUNT(contact_fields)},
             [CRM_ACCOUNTS] = {account_fields, COUNT(account_fields)}},
    .number_field = {"cp_cust_code_c", 14},
    .tick_field = {"cp_synch_c", 10},
};

/** Opens a connection to a site, with a few requests on their way at a time. False as open_crm. */
static inline bool open_site(const struct site *site, const struct crm_process *process,
                             FILE *trace, struct crm *crm, struct error *error)
{
    static struct crm_credentials credentials;
    const struct http_options options = {.wait_factor = 0.001,
                                         .stall_timeout = 2,
                                         .body_limit = 1000000,
                                         .connections = SITE_CONNECTIONS,
                                         .trace = trace,
                                         .trace_values = trace != NULL};
    bool is_v8 = site->api == CRM_API_V8;
    credentials = (struct crm_credentials){.user = site->as_client ? NULL : "admin",
                                           .password = site->as_client ? NULL : CRM_TEST_PASSWORD,
                                           .client_id = !is_v8 ? NULL
                                                        : site->as_client
                                                            ? "ecffe16f-14f0-72aa-040d-6b0575305f99"
                                                            : CRM_TEST_CLIENT,
                                           .client_secret = is_v8 ? CRM_TEST_SECRET : NULL};
    bool opened = open_crm(crm, process->url, &options, &credentials, site->api, error);
    choose_fields(crm, &choice);
    return opened;
}

/** How many requests a trace shows from `from` on. */
static inline size_t count_requests_in(const char *trace, size_t from)
{
    size_t count = 0;
    for (const char *at = trace + from; (at = strstr(at, "> ")) != NULL; at++) {
        const char *rest = at + 2;
        count += strncmp(rest, "GET ", 4) == 0 || strncmp(rest, "POST ", 5) == 0 ||
                 strncmp(rest, "PUT ", 4) == 0 || strncmp(rest, "PATCH ", 6) == 0 ||
                 strncmp(rest, "DELETE ", 7) == 0;
    }
    return count;
}

/** Has the driver learn of keys, which a description tells; part of any run. */
static inline bool describe_site(struct crm *crm, struct error *error)
{
    struct arena arena = {0};
    struct crm_field_list fields;
    bool done = describe_module(crm, CRM_CONTACTS, &arena, &fields, error) &&
                describe_module(crm, CRM_ACCOUNTS, &arena, &fields, error);
    free_arena(&arena);
    return done;
}

/** Opens a connection to a CRM that has its first records. */
static inline void begin_visit(const struct site *site, struct crm_process *process,
                               struct crm *crm)
{
    struct error error = {0};
    start_crm(process, site->options);
    fill_site(site, process);
    if (!open_site(site, process, NULL, crm, &error) || !describe_site(crm, &error)) {
        fail_msg("%s: %s", site->name, error.message);
    }
}

/** Ends both. */
static inline void end_visit(struct crm_process *process, struct crm *crm)
{
    close_crm(crm);
    stop_crm(process);
}

/** What is looked at on a visit. */
typedef void site_check(const struct site *site, const struct crm_process *process,
                        struct crm *crm);

/** Runs a check at each of the sites, with a CRM and a connection of its own. */
static inline void visit_sites(site_check *check)
{
    for (size_t i = 0; i < COUNT(sites); i++) {
        struct crm_process process;
        struct crm crm;
        begin_visit(&sites[i], &process, &crm);
        assert_int_equal(crm.has_keys, sites[i].has_keys || sites[i].api != CRM_API_V11);
        check(&sites[i], &process, &crm);
        end_visit(&process, &crm);
    }
}

#endif
