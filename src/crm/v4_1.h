/**
 * The legacy REST API's driver, in its parts (facts: source-and-docs.md section B,
 * suitecrm-live.md section 2). Arguments have their exact names, for PHP 8, and stand in their
 * exact order, for PHP 5 and 7; the session, always the first, is put before them when they are
 * sent.
 */
#ifndef POSSUM_CRM_V4_1_H
#define POSSUM_CRM_V4_1_H

#include "crm/driver.h"

enum {
    V4_1_BATCH_LIMIT = 500, /**< values in a query */
    V4_1_PAGE_SIZE = 1000,  /**< records in an answer */
};

/** Whether an answer is an error of the API, which comes with status 200. */
bool is_v4_1_fault(struct json_object *answer);

/** What an error of the API says, its name and its description, in `arena`; else the status and the
 *  beginning of the answer, without secrets. */
struct text read_v4_1_words(const struct crm *crm, const struct crm_reply *reply,
                            struct arena *arena);

/** How far an error of the API reaches. */
enum crm_level read_v4_1_level(struct json_object *answer);

/** The arguments of get_entry_list, from `query` to the end, in the order of the ids (the name with
 *  its table, as in a query, would be dropped without a word: seen on SuiteCRM 7.14.6). The lists
 *  of fields and links become part of it. NULL if memory ran out, for one of them too. */
struct json_object *make_v4_1_list_arguments(const char *module, struct text query, size_t offset,
                                             struct json_object *fields, struct json_object *links,
                                             size_t limit, bool with_deleted);

/** Appends the list of literals of the values that can be in the CRM, "(0x..,0x..)"; false if there
 *  is none. */
bool append_v4_1_literals(struct buffer *query, const struct text *values, size_t count,
                          bool in_capitals);

/** See struct crm_driver. */
bool find_v4_1_records(struct crm *crm, enum crm_module module, enum crm_criterion criterion,
                       const struct text *values, size_t count, struct arena *arena,
                       struct crm_record_list *list, struct error *error);
bool find_v4_1_pairs(struct crm *crm, const struct text *keys, size_t key_count,
                     const struct text *numbers, size_t number_count, struct arena *arena,
                     struct crm_record_list *list, struct error *error);
bool list_v4_1_contacts(struct crm *crm, const struct text *ids, size_t count, struct arena *arena,
                        struct crm_account_contacts *contacts, struct error *error);
bool find_v4_1_user(struct crm *crm, struct text name, struct arena *arena, struct text *id,
                    struct error *error);
bool find_v4_1_marked(struct crm *crm, const struct text *addresses, size_t count,
                      struct arena *arena, struct text *marked, size_t *marked_count,
                      struct error *error);
bool list_v4_1_ticked(struct crm *crm, struct text after, size_t limit, struct arena *arena,
                      struct crm_record_list *list, struct error *error);
bool plan_v4_1_step(struct crm *crm, struct crm_operation *operation);
enum crm_verdict judge_v4_1_step(struct crm *crm, struct crm_operation *operation,
                                 const struct crm_reply *reply);

#endif
