/**
 * Writes for the tests of the drivers: one of each kind, and what has become of it.
 */
#ifndef POSSUM_TESTS_UNIT_CRM_WRITING_H
#define POSSUM_TESTS_UNIT_CRM_WRITING_H

#include "crm_site.h"

/** What a write has come to. */
struct write_outcome {
    enum { NOT_COMPLETE, DONE, REFUSED, UNKNOWN } kind;
    enum crm_level level;
    unsigned calls;
    char id[64];
    char words[512];
};

static inline void note_done(void *context, struct text id)
{
    struct write_outcome *outcome = context;
    outcome->kind = DONE;
    outcome->calls++;
    snprintf(outcome->id, sizeof outcome->id, "%.*s", (int)id.length, id.at);
}

static inline void note_refused(void *context, enum crm_level level, struct text words)
{
    struct write_outcome *outcome = context;
    outcome->kind = REFUSED;
    outcome->level = level;
    outcome->calls++;
    snprintf(outcome->words, sizeof outcome->words, "%.*s", (int)words.length, words.at);
}

static inline void note_unknown(void *context, struct text words)
{
    struct write_outcome *outcome = context;
    outcome->kind = UNKNOWN;
    outcome->calls++;
    snprintf(outcome->words, sizeof outcome->words, "%.*s", (int)words.length, words.at);
}

static inline struct crm_completion note_outcome(struct write_outcome *outcome)
{
    *outcome = (struct write_outcome){0};
    return (struct crm_completion){outcome, note_done, note_refused, note_unknown, NULL};
}

static const struct crm_value contact_values[] = {
    {{"first_name", 10}, {"Ngaire", 6}},         {{"last_name", 9}, {"O'Toole & \"Co\"", 14}},
    {{"cp_cust_code_c", 14}, {"2001", 4}},       {{"cp_synch_c", 10}, {"0", 1}},
    {{"email1", 6}, {"ngaire@example.org", 18}},
};
static const struct crm_value account_values[] = {
    {{"name", 4}, {"Gamma \xE2\x82\xAC 100% + more;", 22}},
    {{"billing_address_street", 22}, {"2 Quay St\nLevel 3", 17}},
};
static const struct crm_value changed_values[] = {
    {{"last_name", 9}, {"Onion & Leek", 12}},
    {{"phone_mobile", 12}, {"", 0}},
    {{"cp_synch_c", 10}, {"0", 1}},
};

#define VALUES(array) array, COUNT(array)

/** A write, with a name for messages and what the CRM then holds. */
struct writing {
    const char *name;
    struct crm_write write;
    const char *holds[4];
    const char *holds_not[3];
};

#define TEXT_OF(literal)                                                                           \
    {                                                                                              \
        (literal), sizeof(literal) - 1                                                             \
    }

static const struct writing writings[] = {
    {"create a contact",
     {CRM_CREATE, CRM_CONTACTS, TEXT_OF(NEWCOMER), VALUES(contact_values), TEXT_OF(""),
      TEXT_OF(BETA), TEXT_OF("")},
     {"\"last_name\":\"O'Toole & \\\"Co\\\"\"", "\"cp_cust_code_c\":\"2001\"",
      "\"emails\":[\"ngaire@example.org\"],\"accounts\":[\"" BETA "\"]", "Ngaire"},
     {NULL}},
    {"create an account",
     {CRM_CREATE, CRM_ACCOUNTS, TEXT_OF(GAMMA), VALUES(account_values), TEXT_OF(""), TEXT_OF(""),
      TEXT_OF("")},
     {"\"name\":\"Gamma \xE2\x82\xAC 100% + more;\"", "2 Quay St\\nLevel 3"},
     {NULL}},
    {"update",
     {CRM_UPDATE, CRM_CONTACTS, TEXT_OF(NINA), VALUES(changed_values), TEXT_OF(""), TEXT_OF(""),
      TEXT_OF("")},
     {"\"last_name\":\"Onion & Leek\""},
     {"Union"}},
    {"change an email",
     {CRM_CHANGE_EMAIL, CRM_CONTACTS, TEXT_OF(ZOE), NULL, 0, TEXT_OF("new@example.org"),
      TEXT_OF(""), TEXT_OF("")},
     {"\"emails\":[\"new@example.org\",\"o'brien@example.com\",\"third@example.com\"]"},
     {"zoe@example.com"}},
    {"promote an email",
     {CRM_CHANGE_EMAIL, CRM_CONTACTS, TEXT_OF(ZOE), NULL, 0, TEXT_OF("O'Brien@example.com"),
      TEXT_OF(""), TEXT_OF("")},
     {"rien@example.com\",\"third@example.com\"]"},
     {"zoe@example.com"}},
    {"take another's email",
     {CRM_CHANGE_EMAIL, CRM_CONTACTS, TEXT_OF(ZOE), NULL, 0, TEXT_OF("nina@example.com"),
      TEXT_OF(""), TEXT_OF("")},
     {"\"emails\":[\"nina@example.com\",\"o'brien@example.com\",\"third@example.com\"],"
      "\"opted_out\":[\"nina@example.com\"]"},
     {"zoe@example.com"}},
    {"give a first email",
     {CRM_CHANGE_EMAIL, CRM_ACCOUNTS, TEXT_OF(BETA), NULL, 0, TEXT_OF("beta@example.org"),
      TEXT_OF(""), TEXT_OF("")},
     {"\"emails\":[\"beta@example.org\"]"},
     {NULL}},
    {"clear an email",
     {CRM_CHANGE_EMAIL, CRM_CONTACTS, TEXT_OF(ZOE), NULL, 0, TEXT_OF(""), TEXT_OF(""), TEXT_OF("")},
     {NULL},
     {"zoe@example.com", "third@example.com", "rien@example.com"}},
    {"move to another account",
     {CRM_LINK, CRM_CONTACTS, TEXT_OF(ZOE), NULL, 0, TEXT_OF(""), TEXT_OF(BETA), TEXT_OF("")},
     {"\"third@example.com\"],\"accounts\":[\"" BETA "\"]"},
     {NULL}},
    {"leave one account of two",
     {CRM_LINK, CRM_CONTACTS, TEXT_OF(TWIN), NULL, 0, TEXT_OF(""), TEXT_OF(BETA), TEXT_OF("")},
     {NULL},
     {"\"" ALPHA "\",\"" BETA "\""}},
    {"unlink",
     {CRM_LINK, CRM_CONTACTS, TEXT_OF(ODD), NULL, 0, TEXT_OF(""), TEXT_OF(""), TEXT_OF("")},
     {NULL},
     {"`1\",\"accounts\""}},
    {"delete",
     {CRM_DELETE, CRM_CONTACTS, TEXT_OF(ZOE), NULL, 0, TEXT_OF(""), TEXT_OF(""), TEXT_OF("")},
     {NULL},
     {"zoe@example.com"}},
};

/** Carries a write out; over v11 under the key of `key`. False as await_writes. */
static inline bool carry_out(const struct site *site, struct crm *crm, struct crm_write write,
                             struct write_outcome *outcome, struct error *error)
{
    char key[64];
    const struct crm_completion completion = note_outcome(outcome);
    if (write.kind == CRM_CREATE) {
        write.id = make_text(make_key(site, write.id.at, key));
    }
    if (!submit_write(crm, &write, &completion, error)) {
        fail_msg("%s: %s", site->name, error->message);
    }
    bool done = await_writes(crm, 0, error);
    assert_int_equal(outcome->calls, 1);
    return done;
}

#endif
