/**
 * What an API's driver is made of. Callers use crm/crm.h.
 *
 * A driver makes calls (what to ask) and judges replies (what the answer means). Sessions, repeats
 * and the order of things are the same for all, in crm/call.c and crm/writes.c.
 */
#ifndef POSSUM_CRM_DRIVER_H
#define POSSUM_CRM_DRIVER_H

#include "crm/answer.h"
#include "crm/crm.h"

/** A call: what is asked, but for the session, which may change before it is sent. */
struct crm_call {
    const char *verb; /**< of v4_1 the method ("set_entry"), else HTTP's ("POST") */
    struct text path; /**< of V8 and v11, below the API */
    const struct crm_session *session; /**< NULL: the first */
    struct json_object *body; /**< of v4_1 the arguments behind the session; NULL: none. The call
                                   owns it */
    bool is_read;             /**< it changes nothing, so that it may be sent again */
    bool is_harmless;         /**< done twice it is as if it were done once */
    bool is_unique;           /**< done twice it does harm, and the API would not notice */
    bool is_open;             /**< it needs no session */
    bool is_login;            /**< its answer brings a session */
    bool is_logout;           /**< it is not worth a new session */
};

/** The answer to a call. */
struct crm_reply {
    struct http_response response;
    long status;              /**< HTTP's; of a part of a bundle that part's; 0: not answered */
    struct json_object *body; /**< NULL if it is no JSON, or null */
};

/** A call, or a bundle of several, in the form in which it is sent. */
struct crm_sending {
    struct http_request request;
    struct buffer path; /**< with a NUL behind it */
    struct buffer body;
    struct buffer ticket; /**< the header that holds the session, with a NUL behind it */
    const char *headers[2];
};

/** What a reply means for a write. */
enum crm_verdict {
    VERDICT_DONE,
    VERDICT_NEXT, /**< there is a further step */
    VERDICT_REFUSED,
    VERDICT_UNKNOWN,
};

enum { STEP_TRY_LIMIT = 3 /**< how often a step that is harmless is tried */ };

/** A write on its way. */
struct crm_operation {
    struct crm_operation *next;
    struct crm_write write;
    struct crm_completion completion;
    struct arena arena;   /**< of id and words and what the driver keeps from step to step */
    struct crm_call call; /**< of the step at hand; its verb is NULL before plan_step */
    unsigned step;        /**< from 0; the driver moves it on */
    bool is_renewed;      /**< the call was sent again after a new login */
    bool has_changed;     /**< an earlier step has changed something in the CRM */
    struct text id;       /**< the record's, once the CRM has told it */
    enum crm_level level; /**< of a refusal */
    struct text words;    /**< of a refusal, or why it is unknown */
    struct text *found;   /**< ids that a step has found */
    size_t found_count;
    size_t found_next;    /**< the next of them to deal with */
    size_t returned_from; /**< the first of them that comes back */
    size_t removed_count; /**< those that are linked and go; what comes behind comes back only */
    unsigned tries;       /**< of a step that is repeated, from 0 */
    struct text found_id; /**< another one */
    bool is_set; /**< what the write is about is as it is to be, but for what is around it */
    struct text addresses;    /**< of the record before the write, for a message */
    struct json_object *kept; /**< what the body of the next step is made of, or NULL: owned */
};

/** An API. */
struct crm_driver {
    const char *name; /**< "v4_1" */

    /** Asks, without logging in, whether the API is there below crm->prefix; fills crm->product if
     *  it says so. False with *answers false and no error if something else answers; false with an
     *  error if nothing does. */
    bool (*probe)(struct crm *crm, bool *answers, struct error *error);
    /** Why the API cannot be used with these credentials: what it needs; NULL if it can. */
    const char *(*find_lack)(const struct crm_credentials *credentials);
    /** Opens a session, or renews it where that can be done. */
    bool (*log_in)(struct crm *crm, struct crm_session *session, struct error *error);
    /** Ends a session, as well as it can be done. */
    void (*log_out)(struct crm *crm, const struct crm_session *session);
    /** The requests of a session wait for each other, so that each connection has its own. */
    bool is_serial;

    /** Puts a call in the form in which it is sent, with its session as that is now. */
    bool (*seal_call)(struct crm *crm, const struct crm_call *call, struct crm_sending *sending);
    /** Whether the reply says that the session has ended. */
    bool (*is_expired)(const struct crm_reply *reply);

    /** Lists the fields of a module into `arena`. */
    bool (*describe)(struct crm *crm, enum crm_module module, struct arena *arena,
                     struct crm_field_list *fields, struct error *error);
    /** Appends the records that have one of the values to `list`; at most batch_limit values. */
    bool (*find)(struct crm *crm, enum crm_module module, enum crm_criterion criterion,
                 const struct text *values, size_t count, struct arena *arena,
                 struct crm_record_list *list, struct error *error);
    size_t batch_limit;
    /** Appends the contacts that have one of the keys or numbers, see find_contacts; NULL if there
     *  is no such question. */
    bool (*find_pairs)(struct crm *crm, const struct text *keys, size_t key_count,
                       const struct text *numbers, size_t number_count, struct arena *arena,
                       struct crm_record_list *list, struct error *error);
    /** See list_contacts_of_accounts; at most batch_limit accounts. */
    bool (*list_contacts)(struct crm *crm, const struct text *ids, size_t count,
                          struct arena *arena, struct crm_account_contacts *contacts,
                          struct error *error);
    /** See find_user. */
    bool (*find_user)(struct crm *crm, struct text name, struct arena *arena, struct text *id,
                      struct error *error);
    /** Whether a create leaves the marks of addresses alone; else the next tells which addresses
     *  have some, at most batch_limit, or is NULL: then any may. */
    bool keeps_marks;
    bool (*find_marked)(struct crm *crm, const struct text *addresses, size_t count,
                        struct arena *arena, struct text *marked, size_t *marked_count,
                        struct error *error);
    /** Lists ticked contacts, see list_ticked_contacts. */
    bool (*list_ticked)(struct crm *crm, struct text after, size_t limit, struct arena *arena,
                        struct crm_record_list *list, struct error *error);

    /** Makes the call for the step at hand of a write. False if memory ran out. */
    bool (*plan_step)(struct crm *crm, struct crm_operation *operation);
    /** Judges the answer to it; for VERDICT_NEXT it has moved the step on, for VERDICT_REFUSED and
     *  VERDICT_UNKNOWN it has set words, and for the first the level. */
    enum crm_verdict (*judge_step)(struct crm *crm, struct crm_operation *operation,
                                   const struct crm_reply *reply);

    /** How many calls of writes can go into one request; 1: there are no bundles, and the next two
     *  are NULL. */
    size_t bundle_limit;
    /** Puts calls together in one request. */
    bool (*seal_bundle)(struct crm *crm, struct crm_operation *const *operations, size_t count,
                        struct crm_sending *sending);
    /** Takes part `index` of the answer to a bundle: its body is a new reference. */
    void (*open_bundle)(const struct crm_reply *whole, size_t index, struct crm_reply *part);
};

extern const struct crm_driver v4_1_driver;
extern const struct crm_driver v8_driver;
extern const struct crm_driver v11_driver;

#endif
