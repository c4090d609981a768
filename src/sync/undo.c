#include "sync/undo.h"

#include "sync/task.h"

enum { PAGE = 200 };

#define WRITTEN_STATES ((1U << CHANGE_INTENDED) | (1U << CHANGE_DONE) | (1U << CHANGE_VERIFIED))

static const struct text link_name = {"account_id", sizeof "account_id" - 1};

/* An undo being planned. */
struct undoing {
    const struct application *application;
    struct text undone;
    struct undo_counts *counts;
    struct id_set leaving; /* contacts that leave their accounts */
    struct arena arena;    /* of a page */
    struct error *error;
};

static const struct crm_record *find_record_of(const struct crm_record_list *list, struct text id)
{
    for (size_t i = 0; i < list->count; i++) {
        if (equal_texts(list->records[i].id, id)) {
            return &list->records[i];
        }
    }
    return NULL;
}

/* Why the record has to be left alone; empty if it need not. */
static struct text find_reason(struct undoing *undoing, const struct change_entry *change,
                               const struct crm_record *record)
{
    if (change->state != CHANGE_VERIFIED) {
        return TEXT("it is not known whether it was written as it should");
    }
    struct text digest =
        digest_record(undoing->application->fields, &undoing->arena, change->module, record);
    return equal_texts(digest, change->digest) && equal_texts(record->modified, change->modified)
               ? EMPTY_TEXT
               : TEXT("it has been changed in the CRM since");
}

/* The fields the other way round. */
static bool turn_fields(struct undoing *undoing, const struct change_entry *change,
                        struct change_entry *back)
{
    back->fields =
        take_from_arena(&undoing->arena, (change->field_count + 1) * sizeof *back->fields);
    if (back->fields == NULL) {
        return fail_for_memory(undoing->error);
    }
    back->field_count = change->field_count;
    for (size_t i = 0; i < change->field_count; i++) {
        const struct field_change *field = &change->fields[i];
        back->fields[i] = (struct field_change){field->name, field->new, field->old};
    }
    return true;
}

static bool take_back(struct undoing *undoing, const struct change_entry *change,
                      const struct crm_record *record, struct text reason)
{
    const struct application *application = undoing->application;
    bool is_create = change->kind == CHANGE_CREATE;
    bool is_gone = record == NULL || record->is_deleted;
    struct change_entry back = {.module = change->module,
                                .kind = is_create ? CHANGE_DELETE : CHANGE_UPDATE,
                                .state = CHANGE_PLANNED,
                                .id = change->id,
                                .key = is_create ? change->key : EMPTY_TEXT,
                                .account = change->account,
                                .modified = change->modified,
                                .digest = change->digest,
                                .words = reason};
    if (is_gone && is_create) {
        undoing->counts->gone++;
        return true;
    }
    if (is_gone) {
        back.words = TEXT("it is not in the CRM any more");
    }
    if (back.words.length > 0) {
        back.state = CHANGE_CONFLICT;
        undoing->counts->left_alone++;
    } else if (is_create) {
        undoing->counts->deleted++;
    } else {
        undoing->counts->restored++;
    }
    bool leaves = back.state == CHANGE_PLANNED && change->module == CRM_CONTACTS &&
                  (is_create || find_field_change(change, link_name) != NULL);
    return turn_fields(undoing, change, &back) &&
           (!leaves || add_id(&undoing->leaving, change->id, undoing->error)) &&
           add_change(application->journal, application->run, &back, undoing->error);
}

static bool take_back_contacts(struct undoing *undoing, const struct change_entry *changes,
                               size_t count, const struct crm_record_list *list)
{
    for (size_t i = 0; i < count; i++) {
        const struct crm_record *record = find_record_of(list, changes[i].id);
        struct text reason =
            record == NULL ? EMPTY_TEXT : find_reason(undoing, &changes[i], record);
        if (changes[i].module == CRM_CONTACTS && !take_back(undoing, &changes[i], record, reason)) {
            return false;
        }
    }
    return true;
}

/* Accounts that were created go only if nobody else hangs on them. */
static bool take_back_accounts(struct undoing *undoing, const struct change_entry *changes,
                               size_t count, const struct crm_record_list *list)
{
    struct text *ids = take_from_arena(&undoing->arena, (count + 1) * sizeof *ids);
    struct crm_account_contacts *contacts =
        take_from_arena(&undoing->arena, (count + 1) * sizeof *contacts);
    size_t id_count = 0;
    if (ids == NULL || contacts == NULL) {
        return fail_for_memory(undoing->error);
    }
    for (size_t i = 0; i < count; i++) {
        const struct crm_record *record = find_record_of(list, changes[i].id);
        if (changes[i].module == CRM_ACCOUNTS && changes[i].kind == CHANGE_CREATE &&
            record != NULL && !record->is_deleted) {
            ids[id_count++] = changes[i].id;
        }
    }
    if (id_count > 0 && !list_contacts_of_accounts(undoing->application->crm, ids, id_count,
                                                   &undoing->arena, contacts, undoing->error)) {
        return false;
    }
    size_t next = 0;
    for (size_t i = 0; i < count; i++) {
        const struct crm_record *record = find_record_of(list, changes[i].id);
        struct text reason =
            record == NULL ? EMPTY_TEXT : find_reason(undoing, &changes[i], record);
        if (changes[i].module != CRM_ACCOUNTS) {
            continue;
        }
        if (next < id_count && equal_texts(ids[next], changes[i].id)) {
            for (size_t k = 0; k < contacts[next].count; k++) {
                if (!has_id(&undoing->leaving, contacts[next].ids[k])) {
                    reason = TEXT("it has contacts that are not taken back");
                }
            }
            next++;
        }
        if (!take_back(undoing, &changes[i], record, reason)) {
            return false;
        }
    }
    return true;
}

static bool look_up(struct undoing *undoing, enum crm_module module,
                    const struct change_entry *changes, size_t count, struct crm_record_list *list)
{
    struct text *ids = take_from_arena(&undoing->arena, (count + 1) * sizeof *ids);
    size_t id_count = 0;
    *list = (struct crm_record_list){0};
    if (ids == NULL) {
        return fail_for_memory(undoing->error);
    }
    for (size_t i = 0; i < count; i++) {
        if (changes[i].module == module && changes[i].id.length > 0) {
            ids[id_count++] = changes[i].id;
        }
    }
    return id_count == 0 || find_records(undoing->application->crm, module, CRM_BY_ID, ids,
                                         id_count, &undoing->arena, list, undoing->error);
}

static bool take_back_module(struct undoing *undoing, enum crm_module module)
{
    const struct application *application = undoing->application;
    struct change_entry *changes = NULL;
    size_t count = PAGE;
    int64_t after = 0;
    bool done = true;
    while (done && count > 0) {
        struct crm_record_list list;
        reset_arena(&undoing->arena);
        done = list_changes(application->journal, undoing->undone, after, WRITTEN_STATES, PAGE,
                            &undoing->arena, &changes, &count, undoing->error);
        if (!done || count == 0) {
            break;
        }
        after = changes[count - 1].sequence;
        done = look_up(undoing, module, changes, count, &list) &&
               (module == CRM_CONTACTS ? take_back_contacts(undoing, changes, count, &list)
                                       : take_back_accounts(undoing, changes, count, &list));
    }
    return done;
}

bool plan_undo(const struct application *application, struct text undone,
               struct undo_counts *counts, struct error *error)
{
    struct undoing undoing = {.application = application,
                              .undone = undone,
                              .counts = counts,
                              .leaving = start_id_set(),
                              .error = error};
    *counts = (struct undo_counts){0};
    bool done = begin_group(application->journal, error);
    if (done) {
        done = take_back_module(&undoing, CRM_CONTACTS) &&
               take_back_module(&undoing, CRM_ACCOUNTS) &&
               (!undoing.arena.exhausted || fail_for_memory(error));
        if (!done) {
            abandon_group(application->journal);
        }
        done = done && commit_group(application->journal, error);
    }
    free_id_set(&undoing.leaving);
    free_arena(&undoing.arena);
    return done;
}
