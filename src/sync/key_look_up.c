#include "sync/key_look_up.h"

static void fill_keys(struct crm_record_list *list, const struct text *ids, const struct text *keys,
                      size_t count)
{
    for (size_t i = 0; i < list->count; i++) {
        for (size_t k = 0; k < count; k++) {
            if (equal_texts(ids[k], list->records[i].id)) {
                list->records[i].key = keys[k];
            }
        }
    }
}

bool find_by_keys(const struct push_rules *rules, enum crm_module module, const struct text *keys,
                  size_t count, struct arena *arena, struct crm_record_list *list,
                  struct error *error)
{
    if (rules->crm->has_keys) {
        return find_records(rules->crm, module, CRM_BY_KEY, keys, count, arena, list, error);
    }
    struct text *ids = take_from_arena(arena, (count + 1) * sizeof *ids);
    struct text *known_keys = take_from_arena(arena, (count + 1) * sizeof *known_keys);
    size_t known_count = 0;
    if (ids == NULL || known_keys == NULL) {
        return fail_for_memory(error);
    }
    for (size_t i = 0; i < count; i++) {
        struct known_record known = {0};
        bool is_known = false;
        if (!find_known_record(rules->journal, module, keys[i], arena, &known, &is_known, error)) {
            return false;
        }
        if (is_known && known.id.length > 0) {
            known_keys[known_count] = keys[i];
            ids[known_count++] = known.id;
        }
    }
    if (!find_records(rules->crm, module, CRM_BY_ID, ids, known_count, arena, list, error)) {
        return false;
    }
    fill_keys(list, ids, known_keys, known_count);
    return true;
}
