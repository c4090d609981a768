/**
 * The driver of SugarCRM's REST API v10 and v11, in its parts. It is built from the documentation
 * that source-and-docs.md section A of the facts cites; no server of this kind could be had to try
 * it on.
 */
#ifndef POSSUM_CRM_V11_H
#define POSSUM_CRM_V11_H

#include "crm/driver.h"
#include "crm/json.h"

enum { V11_BUNDLE_LIMIT = 20, V11_BATCH_LIMIT = 200, V11_PAGE_SIZE = 200 };

/** What the API says of a failure, in `arena`: its error and its message, else the status and the
 *  beginning of the answer, without secrets. */
struct text read_v11_words(const struct crm *crm, const struct crm_reply *reply,
                           struct arena *arena);

/** See struct crm_driver. */
bool find_v11_records(struct crm *crm, enum crm_module module, enum crm_criterion criterion,
                      const struct text *values, size_t count, struct arena *arena,
                      struct crm_record_list *list, struct error *error);
bool list_v11_contacts(struct crm *crm, const struct text *ids, size_t count, struct arena *arena,
                       struct crm_account_contacts *contacts, struct error *error);
bool find_v11_user(struct crm *crm, struct text name, struct arena *arena, struct text *id,
                   struct error *error);
bool list_v11_ticked(struct crm *crm, struct text after, size_t limit, struct arena *arena,
                     struct crm_record_list *list, struct error *error);
bool plan_v11_step(struct crm *crm, struct crm_operation *operation);
enum crm_verdict judge_v11_step(struct crm *crm, struct crm_operation *operation,
                                const struct crm_reply *reply);

#endif
