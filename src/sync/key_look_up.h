/**
 * Finding records by the keys that were derived for them.
 */
#ifndef POSSUM_SYNC_KEY_LOOK_UP_H
#define POSSUM_SYNC_KEY_LOOK_UP_H

#include "sync/push_rules.h"

/** Finds the records of a module that have one of the keys, as find_records does with CRM_BY_KEY.
 *  Where the CRM cannot find records by keys, those are found whose ids the journal knows; their
 *  keys are filled in. */
bool find_by_keys(const struct push_rules *rules, enum crm_module module, const struct text *keys,
                  size_t count, struct arena *arena, struct crm_record_list *list,
                  struct error *error);

#endif
