/**
 * What the files of the JSON:API share (facts: suitecrm-live.md section 3).
 *
 * A function that answers a request gives false only if a recorded answer cannot be read; that the
 * request is refused is an answer.
 */
#ifndef POSSUM_TESTS_CRM_V8_H
#define POSSUM_TESTS_CRM_V8_H

#include "api.h"

/** A request, and where its answer goes. */
struct exchange {
    struct site *site;
    const struct request *request;
    struct answer *answer;
    struct error *error;
};

/** Who refuses a request, which shows in the answer's content type. */
enum refusal {
    REFUSED_BY_PARAMETERS, /**< application/json: a parameter is not one */
    REFUSED_BY_SERVICE     /**< application/vnd.api+json: it cannot be done */
};

/** Gives the recorded answer. */
bool recall_v8_answer(struct exchange *exchange, const char *name);

/** Answers with a body, which it takes over, and status 200 or 201. */
bool give_v8_answer(struct exchange *exchange, unsigned status, struct json_object *body);

/** Answers with status 400 and an object (not a list) of errors. */
bool refuse_v8_request(struct exchange *exchange, enum refusal refusal, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/** The name that a module's records have as their type: "Contact". */
const char *name_bean(enum module module);

/** The fields of a module, links among them, name by description, with the changes of the command
 *  line. The caller puts them back. NULL if they cannot be read. */
struct json_object *list_v8_fields(struct exchange *exchange, enum module module);

/** Makes the attributes of a record. `chosen` has the names of those wanted as its members; NULL
 *  is all. */
struct json_object *make_attributes(struct store *store, enum module module, const char *id,
                                    struct json_object *fields, struct json_object *chosen);

/** Makes a resource: type, id, attributes and relationships. `path` is the request's, below the
 *  API, of which the links are made. */
struct json_object *make_resource(struct store *store, enum module module, const char *id,
                                  struct json_object *fields, struct json_object *chosen,
                                  const char *path);

/** A text as SuiteCRM shows it: ' " < > as entities, & as it is. */
struct json_object *encode_entities(const char *text);

/** Appends the SQL of "filter" to `condition`; *deleted says whether it asks for deleted records.
 *  False if the request has been refused. */
bool append_v8_filter(struct exchange *exchange, enum module module, struct json_object *fields,
                      struct json_object *filter, struct buffer *condition, int *deleted);

/** Whether all parameters are among the names, of which the last is NULL. False if the request has
 *  been refused. */
bool check_parameters(struct exchange *exchange, struct json_object *query,
                      const char *const *parameters);

/** Answers GET module/{module}. */
bool list_v8_records(struct exchange *exchange, enum module module);

/** Answers GET module/{module}/{id}. */
bool get_v8_record(struct exchange *exchange, enum module module, const char *id);

/** Answers POST module. */
bool create_v8_record(struct exchange *exchange);

/** Answers PATCH module. */
bool update_v8_record(struct exchange *exchange);

/** Answers DELETE module/{module}/{id}. */
bool delete_v8_record(struct exchange *exchange, enum module module, const char *id);

/** The object that "data" of the request's body is, with at least a type; the caller puts it back.
 *  NULL if the request has been refused. */
struct json_object *read_v8_data(struct exchange *exchange);

/** Whether a text may be the id of a record in this API: a UUID, whatever its version. */
bool is_v8_id(const char *text);

/** Makes the attributes of an e-mail address, one of the store's lists of them. They tell neither
 *  whose it is nor whether it is the primary one. */
struct json_object *make_email_attributes(struct json_object *email);

/** Answers PATCH module for an address: its spelling and its marks, as tried on 7.14.6. */
bool update_v8_email(struct exchange *exchange, struct json_object *data);

/** Answers GET module/EmailAddresses with a filter. */
bool list_v8_emails(struct exchange *exchange);

/** Answers POST module of an e-mail address, `data` being the body's. */
bool create_v8_email(struct exchange *exchange, struct json_object *data);

/** Answers a request to module/{module}/{id}/relationships, /{link} and /{link}/{related id};
 *  what is not there is NULL. */
bool answer_v8_relationship(struct exchange *exchange, enum module module, const char *id,
                            const char *link, const char *related_id);

#endif
