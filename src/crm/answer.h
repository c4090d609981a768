/**
 * Answers of the CRM's APIs: JSON, or what a server puts in its place.
 */
#ifndef POSSUM_CRM_ANSWER_H
#define POSSUM_CRM_ANSWER_H

#include "base/arena.h"
#include "crm/crm.h"

#include <json-c/json.h>

/** The JSON of an answer; NULL if it is none: text before or behind it, JSON cut short or nested
 *  deeper than an API's, and a bare null, count as none. The caller puts it back with
 *  json_object_put. */
struct json_object *parse_answer(const struct http_response *response);

/** The member of an object, or NULL; there is none in anything else, such as the empty list that
 * PHP writes for an empty object. */
struct json_object *find_member(struct json_object *object, const char *name);

/** The text of a member, in `arena`: of a string or a number; empty if there is none, or if it is
 *  neither. */
struct text copy_member(struct arena *arena, struct json_object *object, const char *name);

/** The number in a member that is a number or its digits in a string; 0 if there is none. */
size_t read_number_member(struct json_object *object, const char *name);

/** Lists the fields that the members of `fields` describe, into `arena`; false if it is no object.
 */
bool take_fields(struct json_object *fields, struct arena *arena, struct crm_field_list *list);

enum { CRM_SECRET_COUNT = 3 };

/** The secrets of a connection: the password, the client's secret, the session; some may be empty.
 */
void list_secrets(const struct crm *crm, struct text secrets[CRM_SECRET_COUNT]);

/** Fills `error` for an answer that cannot be used: its status and the first of what it says,
 *  without the connection's secrets, which some servers repeat. False. */
bool refuse_answer(const struct crm *crm, const struct http_response *response, const char *what,
                   struct error *error);

/** As refuse_answer, for the answer to a login: it may hold a session that nobody knows yet, so
 * only what `words`, a part of it, says is shown; they may be empty. */
bool refuse_login(const struct crm *crm, const struct http_response *response, struct text words,
                  struct error *error);

#endif
