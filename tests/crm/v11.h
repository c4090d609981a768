/**
 * What the files of SugarCRM's API v10 to v11_10 share. There is no recording of it: it stands on
 * SugarCRM's documents (facts: source-and-docs.md section A), and where these are silent the
 * comments say that a thing is assumed.
 */
#ifndef POSSUM_TESTS_CRM_V11_H
#define POSSUM_TESTS_CRM_V11_H

#include "api.h"

/** Why a request is refused: the labels of the document "API Exceptions". */
enum sugar_error {
    SUGAR_INCORRECT_VERSION,
    SUGAR_NEED_LOGIN,
    SUGAR_INVALID_GRANT,
    SUGAR_NOT_AUTHORIZED,
    SUGAR_NO_METHOD,
    SUGAR_NOT_FOUND,
    SUGAR_INVALID_PARAMETER
};

/** A request, or a part of one in bulk, and where its answer goes. */
struct call {
    struct site *site;
    const char *method;
    struct json_object *query; /**< the URL's parameters */
    struct json_object *body;  /**< NULL if there is none */
    struct text token;         /**< empty if there is none */
    enum module module;        /**< this and what follows come from the path */
    const char *id;
    const char *link;
    const char *other_id; /**< of the record at the other end of the link */
    const char *key;      /**< the value of sync_key */
    struct answer *answer;
};

/** Answers with a body, which it takes over. */
void give_sugar_answer(struct call *call, unsigned status, struct json_object *body);

/** Answers with an error and the document's message, or another if `message` is not NULL. */
void refuse_sugar_call(struct call *call, enum sugar_error error, const char *message);

/** Whether a field is one of a module's in this API. */
bool has_sugar_field(const struct site *site, enum module module, const char *name);

/** Makes a record. `chosen` has the names of the wanted fields as its members; NULL is all. */
struct json_object *make_sugar_record(struct call *call, enum module module, const char *id,
                                      struct json_object *chosen);

/** The fields that "fields" asks for, or NULL for all; the caller puts them back. */
struct json_object *choose_sugar_fields(struct call *call);

/** A parameter, which is a member of the body or one of the URL's; NULL if it is neither. */
struct json_object *find_sugar_parameter(struct call *call, const char *name);

/** Gives the records of the ids that `offset` and `max_num` leave, of `total` in all. */
void give_sugar_records(struct call *call, enum module module, struct json_object *ids,
                        unsigned offset, unsigned total);

/** Reads "offset" and "max_num", which is 20 unless it is given, and 1000 at most. */
void read_sugar_page(struct call *call, unsigned *offset, unsigned *limit);

/** Appends the SQL of a filter. False if the call has been refused. */
bool append_sugar_filter(struct call *call, struct json_object *filter, struct buffer *sql);

/* The calls themselves. */

/** POST oauth2/token */
void log_in_to_sugar(struct call *call);
/** POST oauth2/logout */
void log_out_of_sugar(struct call *call);
/** GET metadata */
void get_sugar_metadata(struct call *call);
/** GET MODULE, and GET and POST MODULE/filter */
void list_sugar_records(struct call *call);
/** POST MODULE */
void create_sugar_record(struct call *call);
/** GET MODULE/ID */
void get_sugar_record(struct call *call);
/** PUT MODULE/ID */
void update_sugar_record(struct call *call);
/** DELETE MODULE/ID */
void delete_sugar_record(struct call *call);
/** PATCH and PUT MODULE/sync_key/KEY, PATCH integrate/MODULE/sync_key/KEY */
void upsert_sugar_record(struct call *call);
/** PATCH integrate/MODULE/ID/sync_key/KEY */
void set_sugar_key(struct call *call);
/** GET MODULE/ID/link/LINK */
void list_sugar_links(struct call *call);
/** POST MODULE/ID/link */
void add_sugar_links(struct call *call);
/** POST MODULE/ID/link/LINK/ID */
void add_sugar_link(struct call *call);
/** DELETE MODULE/ID/link/LINK/ID */
void remove_sugar_link(struct call *call);

#endif
