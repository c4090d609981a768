/* What the CRM has of the records that changes are about. */
#include "sync/task.h"

struct account_entry {
    struct text id;
    const struct crm_record *record;
};

static bool matches_account(const void *entry, const void *key)
{
    return equal_texts(((const struct account_entry *)entry)->id, *(const struct text *)key);
}

bool wants_look(const struct task *task, enum crm_module module)
{
    return task->needs_look && !task->is_over && task->change->module == module &&
           task->change->state != CHANGE_REFUSED;
}

/* The records of a module, by their ids or, before these are known, by their keys. */
static bool find_wanted(struct work *work, enum crm_module module, bool by_key,
                        const struct entry_set *seen)
{
    struct text *values = take_from_arena(&work->look_arena, (work->count + 1) * sizeof *values);
    struct crm_record_list list;
    size_t count = 0;
    if (values == NULL) {
        return fail_for_memory(work->error);
    }
    if (by_key && !work->application->crm->has_keys) {
        return find_unkeyed_records(work, module);
    }
    for (size_t i = 0; i < work->count; i++) {
        const struct change_entry *change = work->tasks[i].change;
        struct text value = by_key ? change->key : change->id;
        bool is_asked = wants_look(&work->tasks[i], module) && by_key == (change->id.length == 0);
        if (is_asked && find_entry(seen, digest_text(work->digest_key, value), matches_account,
                                   &value) == NULL) {
            values[count++] = value;
        }
    }
    if (count == 0) {
        return true;
    }
    if (!find_records(work->application->crm, module, by_key ? CRM_BY_KEY : CRM_BY_ID, values,
                      count, &work->look_arena, &list, work->error)) {
        return false;
    }
    for (size_t i = 0; i < list.count; i++) {
        const struct crm_record *record = &list.records[i];
        struct task *task = find_task(work, module, by_key ? record->key : record->id);
        if (task != NULL) {
            task->record = record;
        }
    }
    return true;
}

/* The accounts that came with the contacts need not be asked for. */
static bool take_linked_accounts(struct work *work, struct entry_set *seen)
{
    for (size_t i = 0; i < work->count; i++) {
        const struct crm_record *contact = work->tasks[i].record;
        bool is_contact = work->tasks[i].change->module == CRM_CONTACTS && contact != NULL;
        for (size_t k = 0; is_contact && k < contact->account_count; k++) {
            const struct crm_record *account = &contact->accounts[k];
            struct task *task = find_task(work, CRM_ACCOUNTS, account->id);
            if (task == NULL || !wants_look(task, CRM_ACCOUNTS) || task->record != NULL) {
                continue;
            }
            struct account_entry *entry =
                add_entry(seen, digest_text(work->digest_key, account->id));
            if (entry == NULL) {
                return fail_for_memory(work->error);
            }
            *entry = (struct account_entry){account->id, account};
            task->record = account;
        }
    }
    return true;
}

bool look_at_records(struct work *work)
{
    struct entry_set seen = {.entry_size = sizeof(struct account_entry)};
    reset_arena(&work->look_arena);
    for (size_t i = 0; i < work->count; i++) {
        work->tasks[i].record = NULL;
    }
    bool done = find_wanted(work, CRM_CONTACTS, false, &seen) &&
                find_wanted(work, CRM_CONTACTS, true, &seen) && take_linked_accounts(work, &seen) &&
                find_wanted(work, CRM_ACCOUNTS, false, &seen) &&
                find_wanted(work, CRM_ACCOUNTS, true, &seen);
    free_entry_set(&seen);
    return done;
}
