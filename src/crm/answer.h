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

/** The element of a list, or NULL. */
struct json_object *get_element(struct json_object *list, size_t index);

/** How many elements a list has; 0 if it is none. */
size_t count_elements(struct json_object *list);

enum { CRM_NAME_SIZE = 256 };

/** Copies the name of a field, cut if it is longer than any is, with a NUL behind it. */
void copy_name(char place[CRM_NAME_SIZE], struct text name);

/** The text of a member, in `arena`: of a string, a number or a truth value ("1", "0"); empty if
 *  there is none, or if it is something else. */
struct text copy_member(struct arena *arena, struct json_object *object, const char *name);

/** The number in a member that is a number or its digits in a string; 0 if there is none. */
size_t read_number_member(struct json_object *object, const char *name);

/** Lists the fields that the members of `fields` describe, into `arena`; false if it is no object.
 */
bool take_fields(struct json_object *fields, struct arena *arena, struct crm_field_list *list);

/** Keeps a text, which must stay, out of all that is shown from now on. The oldest but the first
 * two, the password and the client's secret, make room if there are too many. */
void note_secret(struct crm *crm, struct text secret);

/** The beginning of what a CRM says, in `arena`, without the connection's secrets, which some
 *  servers repeat, and with control characters made visible. */
struct text quote_words(const struct crm *crm, struct text words, struct arena *arena);

/** The status of an answer that says nothing better, and the first of its body, likewise. */
struct text quote_answer(const struct crm *crm, const struct http_response *response,
                         struct arena *arena);

/** Fills `error` for an answer that cannot be used: its status and the first of what it says,
 *  without the connection's secrets, which some servers repeat. False. */
bool refuse_answer(const struct crm *crm, const struct http_response *response, const char *what,
                   struct error *error);

/** As refuse_answer, for the answer to a login: it may hold a session that nobody knows yet, so
 * only what `words`, a part of it, says is shown; they may be empty. */
bool refuse_login(const struct crm *crm, const struct http_response *response, struct text words,
                  struct error *error);

#endif
