/**
 * The driver of SuiteCRM's JSON:API, in its parts (facts: suitecrm-live.md section 3; tried on
 * SuiteCRM 7.14.6).
 */
#ifndef POSSUM_CRM_V8_H
#define POSSUM_CRM_V8_H

#include "crm/driver.h"

/** What the API says of a failure, in `arena`: the detail of its error, else the status and the
 *  beginning of the answer, without secrets. */
struct text read_v8_words(const struct crm *crm, const struct crm_reply *reply,
                          struct arena *arena);

/** See struct crm_driver. */
bool find_v8_records(struct crm *crm, enum crm_module module, enum crm_criterion criterion,
                     const struct text *values, size_t count, struct arena *arena,
                     struct crm_record_list *list, struct error *error);
bool list_v8_contacts(struct crm *crm, const struct text *ids, size_t count, struct arena *arena,
                      struct crm_account_contacts *contacts, struct error *error);
bool find_v8_user(struct crm *crm, struct text name, struct arena *arena, struct text *id,
                  struct error *error);
bool list_v8_ticked(struct crm *crm, struct text after, size_t limit, struct arena *arena,
                    struct crm_record_list *list, struct error *error);
bool plan_v8_step(struct crm *crm, struct crm_operation *operation);
enum crm_verdict judge_v8_step(struct crm *crm, struct crm_operation *operation,
                               const struct crm_reply *reply);

#endif
