/**
 * A CRM behind one interface, whatever API it speaks: what is there is described, looked up and
 * listed; records are created, changed, linked and deleted.
 *
 * Reading is done at once and in batches. Writing is submitted, and carried out while await_writes
 * waits, several at a time; each write completes with its own outcome.
 *
 * A record has a key, which is the caller's (product.md "Ids are derived, not random"), and an id,
 * which is the CRM's. Over v4_1 and V8 a record is created under its key, so that both are equal;
 * over v11 the key is the record's sync_key, where the server has such a field, and the id is the
 * CRM's own.
 *
 * What the APIs do not tell: an update of a record that is not there, or of a deleted one, is
 * answered as if it had been done, unknown fields are passed over, and values are cut, trimmed and
 * cleaned of markup (facts: suitecrm-live.md section 2). Who must know reads the record again.
 *
 * Memory belongs to the caller unless something else is said. A failure is ERROR_CRM (the CRM could
 * not be used), ERROR_USAGE (it was asked for in a wrong way) or ERROR_STOPPED (a signal).
 */
#ifndef POSSUM_CRM_CRM_H
#define POSSUM_CRM_CRM_H

#include "base/arena.h"
#include "crm/http.h"

/** Which API to use (--api). */
enum crm_api {
    CRM_API_AUTO, /**< the first of the others that answers */
    CRM_API_V4_1, /**< the legacy REST API: SugarCRM 5.5 to 6.5, SuiteCRM 7 and 8 */
    CRM_API_V8,   /**< SuiteCRM's JSON:API */
    CRM_API_V11,  /**< the REST API of SugarCRM 7 and later */
    CRM_API_COUNT,
};

/** Who logs in. NULL for what is not known; the strings must outlive the connection. */
struct crm_credentials {
    const char *user;
    const char *password;
    const char *client_id; /**< V8 needs it; v11 takes "sugar" without it */
    const char *client_secret;
    const char *platform; /**< of v11: a login ends the session that the user has on the same
                               platform; NULL: "possum", which an administrator has to register */
};

/** The modules that have records for us. */
enum crm_module {
    CRM_CONTACTS,
    CRM_ACCOUNTS,
    CRM_MODULE_COUNT,
};

/** The name of a module in the APIs: "Contacts". */
const char *name_crm_module(enum crm_module module);

/** How far a failure reaches. */
enum crm_level {
    CRM_LEVEL_RECORD,     /**< this record; others may do */
    CRM_LEVEL_MODULE,     /**< this module: it is not there, or the user may not use it */
    CRM_LEVEL_CONNECTION, /**< everything: no connection, no login, no session */
};

/** A field of a module, as the CRM describes it. */
struct crm_field {
    struct text name;
    struct text label; /**< on the screen, without its colon; empty if the API does not tell */
    struct text type;  /**< "int", "bool", "varchar"... */
    size_t length;     /**< 0 if it has none */
    bool is_required;
};

/** The fields of a module. */
struct crm_field_list {
    struct crm_field *fields;
    size_t count;
};

/** Which fields are read of a module's records, by their names in this CRM. */
struct crm_field_choice {
    const struct text *names;
    size_t count;
};

/** What the look-ups must know of a CRM; the arrays and texts must outlive the connection. */
struct crm_choice {
    struct crm_field_choice read[CRM_MODULE_COUNT];
    struct text number_field; /**< of Contacts: "cp_cust_code_c", or what it is called here */
    struct text tick_field;   /**< of Contacts: "cp_synch_c", or what it is called here */
};

/** A record. */
struct crm_record {
    struct text id;
    struct text key;             /**< over v11 empty if it has none; else equal to the id */
    struct text modified;        /**< when it was last changed, in the API's words: for comparing */
    bool is_deleted;             /**< only v4_1 finds deleted records */
    const struct text *values;   /**< of the fields chosen, in their order; empty: none. HTML's
                                      escapes of the APIs are undone; a check box is "1" or "0" */
    struct crm_record *accounts; /**< of a contact: the live accounts that it is linked to, the one
                                      that its page shows among them; else NULL */
    size_t account_count;
};

/** Records. */
struct crm_record_list {
    struct crm_record *records;
    size_t count;
};

/** What records are looked up by. */
enum crm_criterion {
    CRM_BY_ID,
    CRM_BY_KEY,    /**< the same as CRM_BY_ID but over v11 */
    CRM_BY_NUMBER, /**< contacts: their customer number, in digits */
    CRM_BY_EMAIL,  /**< contacts without a number: an address of theirs, in either case */
    CRM_BY_MOBILE, /**< contacts without a number: the mobile as it stands in the CRM */
    CRM_BY_NAME,   /**< accounts */
    CRM_CRITERION_COUNT,
};

struct crm_driver;
struct crm_queue;

enum {
    CRM_SESSION_LIMIT = 16, /**< of sessions, and so of connections */
    CRM_SECRET_LIMIT = 64,
};

/** A session; all zero is none. */
struct crm_session {
    struct text ticket;  /**< the session or the access token: a secret */
    struct text renewal; /**< the refresh token, empty if there is none: a secret */
    unsigned logins;     /**< how many times it was opened */
};

/** A connection. open_crm makes it, close_crm ends it; it may not be moved in between. Callers read
 *  the first members. */
struct crm {
    const struct crm_driver *driver;
    struct text product;  /**< "SuiteCRM 7.14.6", as far as the API tells */
    bool has_keys;        /**< records can be found by their key: not over v11 without sync_key,
                               which is known once both modules have been described */
    enum crm_level level; /**< of the last failure */
    /* the drivers' own: */
    struct http_client *http;
    const struct crm_credentials *credentials;
    const struct crm_choice *choice;
    const char *prefix;   /**< below the URL, where the API was found: "" or "/legacy" */
    const char *version;  /**< of v11, as it stands in URLs: "v11_10" */
    struct arena arena;   /**< of what follows */
    struct text redirect; /**< what was said of a redirect when the API was sought */
    struct crm_session sessions[CRM_SESSION_LIMIT]; /**< the first is that of all reading */
    struct text secrets[CRM_SECRET_LIMIT];          /**< what must not be shown, see note_secret */
    size_t secret_count;
    bool is_lost;            /**< it cannot be used any more */
    struct crm_queue *queue; /**< the writes that are not complete */
};

/** The name of the API that a connection speaks: "v4_1". */
const char *get_api_name(const struct crm *crm);

/** Opens a connection to the CRM at `url` and logs in: over `api`, or the first API that answers
 *  and for which the credentials suffice. A server is asked what it is without logging in. Fails as
 *  described above; close_crm frees it, after a failure too. */
bool open_crm(struct crm *crm, const char *url, const struct http_options *options,
              const struct crm_credentials *credentials, enum crm_api api, struct error *error);

/** Lists the fields of a module into `arena`. */
bool describe_module(struct crm *crm, enum crm_module module, struct arena *arena,
                     struct crm_field_list *fields, struct error *error);

/** Says what is read and what custom fields are called; to be done before all that follows. */
void choose_fields(struct crm *crm, const struct crm_choice *choice);

/** Finds the records of a module that have one of the values, in hundreds a request where the API
 *  can; V8 has no such question, so that over it a module is paged through, or the records are
 * asked for one by one, whichever is less (crm/v8_look_up.c). The list, in `arena`, has each record
 * once, in no useful order, and none for values that no record has.
 *
 *  Names, mobiles and addresses are compared as the CRM compares: SuiteCRM's databases take letters
 *  of either case as equal, and often accents too, so that the caller has to look whether it means
 *  the same. Deleted records are found over v4_1 alone. ERROR_USAGE for a value that cannot be
 *  asked for: an id that is none, a number that is not of digits, a text with a control
 *  character. */
bool find_records(struct crm *crm, enum crm_module module, enum crm_criterion criterion,
                  const struct text *values, size_t count, struct arena *arena,
                  struct crm_record_list *list, struct error *error);

/** Finds the contacts that have one of the keys, or one of the numbers (in digits), deleted ones
 * too where the API finds them: over v4_1 by one question for both, up to CRM_PAIR_LIMIT of each.
 * The list is as that of find_records, and the values are checked likewise. */
bool find_contacts(struct crm *crm, const struct text *keys, size_t key_count,
                   const struct text *numbers, size_t number_count, struct arena *arena,
                   struct crm_record_list *list, struct error *error);

enum { CRM_PAIR_LIMIT = 256 };

/** The live contacts of an account. */
struct crm_account_contacts {
    struct text *ids;
    size_t count;
};

/** Lists all the live contacts of each account, into `contacts`, which has room for `count`. An
 *  account that is not there has none. */
bool list_contacts_of_accounts(struct crm *crm, const struct text *ids, size_t count,
                               struct arena *arena, struct crm_account_contacts *contacts,
                               struct error *error);

/** Finds the user of that login name; *id is empty if there is none. */
bool find_user(struct crm *crm, struct text name, struct arena *arena, struct text *id,
               struct error *error);

/** Tells which of the addresses must not go into a CRM_CREATE, since that would take their marks
 *  "opted out" and "invalid" away: `marked` has room for `count`. V8 cannot tell, so that all of
 *  them are; over v11 none is. */
bool find_marked_emails(struct crm *crm, const struct text *addresses, size_t count,
                        struct arena *arena, struct text *marked, size_t *marked_count,
                        struct error *error);

/** Lists ticked contacts in the order of their ids: at most `limit` of those whose id comes after
 *  `after` (empty: from the start). An empty list is the end. So the list can be gone through while
 *  ticks are cleared. */
bool list_ticked_contacts(struct crm *crm, struct text after, size_t limit, struct arena *arena,
                          struct crm_record_list *list, struct error *error);

/** What a write does. Records that are changed must be live: over v4_1 an update of any other is
 *  answered as if it were done, and leaves custom fields, links and addresses without a record. */
enum crm_write_kind {
    CRM_CREATE, /**< with email1 among its values too. SuiteCRM has one row for an address, for
                     all who share it: creating with one that is there takes its marks "opted out"
                     and "invalid" away, for all. CRM_CHANGE_EMAIL leaves them. An account that is
                     not there makes no link, and no error */
    CRM_UPDATE,
    CRM_CHANGE_EMAIL, /**< since the APIs ignore email1 in an update once there is an address. The
                           primary address is replaced, others stay; a blank one takes all away, or
                           another one would take its place */
    CRM_LINK,         /**< a contact to an account, and to no other; or to none */
    CRM_DELETE,
};

/** A field's value. */
struct crm_value {
    struct text name;
    struct text value; /**< empty: none */
};

/** A write. What it points at must stay until it is complete. */
struct crm_write {
    enum crm_write_kind kind;
    enum crm_module module;
    struct text id;                 /**< the record's id; of a CRM_CREATE its key */
    const struct crm_value *values; /**< of CRM_CREATE and CRM_UPDATE, email1 only in the former */
    size_t value_count;
    struct text email;      /**< of CRM_CHANGE_EMAIL; empty: none */
    struct text account_id; /**< of CRM_LINK, and of a contact's CRM_CREATE; empty: none */
    struct text further; /**< of CRM_CHANGE_EMAIL: what `removing` was told when it was tried before
                              and came to no end; empty: nothing */
};

/** Takes the outcome of a write: exactly one of the first three is called, once, and all three must
 *  be there. They may submit further writes, and nothing else. The texts are valid during the call.
 */
struct crm_completion {
    void *context;
    /** The CRM says that it is done. */
    void (*done)(void *context, struct text id);
    /** It is not done, for the reason in `words`: the CRM's, or ours. */
    void (*refused)(void *context, enum crm_level level, struct text words);
    /** It may be done, in part too: the answer was lost or is no answer; or a record with the key
     * of a CRM_CREATE is there already, live or deleted. The record has to be looked up before
     * anything else is done with it. */
    void (*unknown)(void *context, struct text words);
    /** Over V8 a CRM_CHANGE_EMAIL takes addresses away that it brings back at its end. These are
     *  their ids, a blank behind each: whoever does not want to lose them writes them down, since
     *  the write may come to no end. False: they cannot be written down, and nothing is taken away.
     *  NULL: nobody does. */
    bool (*removing)(void *context, struct text ids);
};

/** Submits a write. Nothing is sent before await_writes. False, with nothing submitted: ERROR_USAGE
 *  for a write that makes no sense, or memory ran out. */
bool submit_write(struct crm *crm, const struct crm_write *write,
                  const struct crm_completion *completion, struct error *error);

/** Carries writes out until no more than `left` are incomplete; as many requests as the client has
 *  connections are on their way at a time. Writes to one record must not be submitted together:
 * they may overtake each other.
 *
 *  False if the connection cannot be used any more, or a signal has come: then every write has
 *  completed all the same, as refused or as unknown. */
bool await_writes(struct crm *crm, size_t left, struct error *error);

/** Logs out and closes the connection. Writes that are not complete are completed as refused, or as
 *  unknown if something of them was sent. */
void close_crm(struct crm *crm);

#endif
