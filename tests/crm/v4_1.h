/**
 * What the parts of the API v4_1 share. For v4_1*.c alone.
 *
 * The methods answer as SuiteCRM 7.14.6 did (facts: suitecrm-live.md section 2, source-and-docs.md
 * section B).
 */
#ifndef POSSUM_TESTS_CRM_V4_1_H
#define POSSUM_TESTS_CRM_V4_1_H

#include "api.h"

enum { ARGUMENT_LIMIT = 11 };

/** A call, its arguments in the order of the method's parameters; NULL where there is none. */
struct call {
    struct site *site;
    struct json_object *arguments[ARGUMENT_LIMIT];
    struct answer *answer;
    struct error *error;
};

/** Answers a call. */
typedef bool method_answerer(struct call *call);

method_answerer answer_login, answer_logout, answer_seamless_login, answer_server_info,
    answer_user_id, answer_module_fields;
method_answerer answer_get_entry, answer_get_entries, answer_get_entry_list,
    answer_get_entries_count;
method_answerer answer_set_entry, answer_set_entries;
method_answerer answer_get_relationships, answer_set_relationship;

/** Answers with a recorded answer; its cookie is the session that is the first argument. */
bool recall_reply(struct call *call, const char *name);

/** Answers with a body, which the answer takes over. */
bool answer_with(struct call *call, struct json_object *body);

/** Answers that the database failed. */
bool answer_database_failure(struct call *call);

/** Has the answer set the session's cookie. */
void set_session(struct answer *answer, const char *session);

/** Whether the first argument is a session that is good; if not, the call is answered, which is
 *  done or not. */
bool has_session(struct call *call, bool *done);

/** has_session, and whether the second argument is a module that has records. */
bool has_module(struct call *call, enum module *module, bool *done);

/** has_module, for methods that take the module EmailAddresses too, which *is_address tells. */
bool has_module_or_addresses(struct call *call, enum module *module, bool *is_address, bool *done);

/** The text of an argument, "" if there is none. */
const char *get_argument(const struct call *call, size_t index);

/** The number of an argument as PHP takes it. */
int get_number(const struct call *call, size_t index);

/** Makes one object, name by value, of a list of pairs, {"name":N,"value":V}, or an object. */
struct json_object *gather_values(struct json_object *pairs);

/** {"name":N,"value":V} of a text, with ' " < and > escaped. */
struct json_object *make_pair(const char *name, struct json_object *text);

/** A record (NULL is one without fields) as an entry: its id, the module and the fields. */
struct json_object *make_entry(const char *id, const char *module, struct json_object *record);

/** A list, or an empty object: PHP writes an empty object as an empty list. */
struct json_object *make_php_list(struct json_object *object);

/** What a record's links say, for each of `links`, names of links by lists of fields: a list of
 *  {"name":L,"records":[...]}, without those that lead nowhere. In lists each record is wrapped as
 * {"link_value":...}. */
struct json_object *make_links(struct call *call, enum module module, const char *id,
                               struct json_object *links, bool is_wrapped);

/** The row of an address, as list_emails has it, as an entry with the fields of `names`. Where it
 * is told with a record, its fields have primary_address among them, which is empty. */
struct json_object *make_address_entry(struct json_object *email, struct json_object *names,
                                       bool is_with_record);

/** Answers get_entry_list for addresses. */
/** Answers a list of users, by their ids. */
bool answer_user_list(struct call *call, const struct selection *selection);
bool answer_address_list(struct call *call, const struct selection *selection);

/** Writes an address: a row that is there is renamed for every record that shares it. False if
 *  there is one of the id that is to be new. */
bool write_address(struct store *store, struct json_object *values, char id[ID_SIZE]);

/** Begins the body of a list: its counts. */
struct json_object *make_list_body(int count, unsigned total, unsigned offset);

/** Whether a value is nothing to PHP. */
bool is_empty(const char *value);

/** Translates a query, or an order; false if the call is answered instead, which is done or not:
 *  it holds a sub-select that is not allowed, or a literal that does not end. */
bool accept_query(struct call *call, struct buffer *out, const char *query, bool *done);

#endif
