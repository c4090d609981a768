#include "sync/apply.h"

#include "base/signals.h"
#include "sync/task.h"

enum {
    WORK_LIMIT = 400, /* changes that are carried out together */
    TICK_LIMIT = 8,   /* likewise, of those that take ticks away */
    ROUND_LIMIT = 6,
};

#define UNFINISHED_STATES ((1U << CHANGE_PLANNED) | (1U << CHANGE_INTENDED) | (1U << CHANGE_DONE))

static const struct text email_name = {"email1", sizeof "email1" - 1};
static const struct text link_name = {"account_id", sizeof "account_id" - 1};

struct task_entry {
    enum crm_module module;
    struct text id;
    struct task *task;
    struct task *last_contact; /* of an account: the last task that links a contact to it */
};

static bool matches_task(const void *entry, const void *key)
{
    const struct task_entry *one = entry;
    const struct task_entry *other = key;
    return one->module == other->module && equal_texts(one->id, other->id);
}

static struct task_entry *find_task_entry(const struct work *work, enum crm_module module,
                                          struct text id)
{
    const struct task_entry sought = {.module = module, .id = id};
    return find_entry(&work->by_id, digest_text(work->digest_key, id), matches_task, &sought);
}

struct task *find_task(const struct work *work, enum crm_module module, struct text id)
{
    struct task_entry *entry = find_task_entry(work, module, id);
    return entry == NULL ? NULL : entry->task;
}

static struct task_entry *provide_task_entry(struct work *work, enum crm_module module,
                                             struct text id)
{
    struct task_entry *entry = find_task_entry(work, module, id);
    if (entry == NULL) {
        entry = add_entry(&work->by_id, digest_text(work->digest_key, id));
        if (entry == NULL) {
            fail_for_memory(work->error);
            return NULL;
        }
        entry->module = module;
        entry->id = id;
    }
    return entry;
}

bool name_task(struct task *task, struct text id)
{
    struct task_entry *entry = provide_task_entry(task->work, task->change->module, id);
    if (entry != NULL) {
        entry->task = task;
    }
    return entry != NULL;
}

/* One account's contacts are written one after another: a contact waits for the last one that
   concerns its old or its new account. */
static bool queue_behind(struct work *work, struct task *task, struct text account, size_t place)
{
    if (account.length == 0) {
        return true;
    }
    struct task_entry *entry = provide_task_entry(work, CRM_ACCOUNTS, account);
    if (entry == NULL) {
        return false;
    }
    if (place == 1) {
        task->waits_for[0] = entry->task;
    }
    task->waits_for[place] = entry->last_contact;
    entry->last_contact = task;
    return true;
}

static bool set_up_task(struct work *work, struct task *task, struct change_entry *change)
{
    bool is_fresh = change->kind == CHANGE_CREATE && change->state == CHANGE_PLANNED;
    *task = (struct task){.work = work,
                          .change = change,
                          .needs_look = !is_fresh,
                          .is_confirmed = change->state == CHANGE_DONE};
    const struct text names[] = {change->key, change->id};
    for (size_t i = 0; i < 2; i++) {
        if (names[i].length > 0 && !name_task(task, names[i])) {
            return false;
        }
    }
    if (change->module != CRM_CONTACTS) {
        return true;
    }
    const struct field_change *link = find_field_change(change, link_name);
    return queue_behind(work, task, change->account, 1) &&
           (link == NULL || equal_texts(link->old, change->account) ||
            queue_behind(work, task, link->old, 2));
}

/* Creating with an address that the CRM has marked would take the marks away. */
static bool set_marked_emails_apart(struct work *work)
{
    struct text *emails = take_from_arena(&work->arena, (2 * work->count + 1) * sizeof *emails);
    size_t count = 0;
    size_t marked_count = 0;
    if (emails == NULL) {
        return fail_for_memory(work->error);
    }
    struct text *marked = emails + work->count;
    for (size_t i = 0; i < work->count; i++) {
        const struct change_entry *change = work->tasks[i].change;
        const struct field_change *email = find_field_change(change, email_name);
        if (change->kind == CHANGE_CREATE && email != NULL && email->new.length > 0) {
            emails[count++] = email->new;
        }
    }
    if (count == 0) {
        return true;
    }
    if (!find_marked_emails(work->application->crm, emails, count, &work->arena, marked,
                            &marked_count, work->error)) {
        return false;
    }
    for (size_t i = 0; marked_count > 0 && i < work->count; i++) {
        const struct field_change *email = find_field_change(work->tasks[i].change, email_name);
        for (size_t k = 0; email != NULL && k < marked_count; k++) {
            work->tasks[i].email_apart =
                work->tasks[i].email_apart || equal_texts_ignoring_case(email->new, marked[k]);
        }
    }
    return true;
}

static bool end_hopeless_tasks(struct work *work)
{
    if (!begin_group(work->application->journal, work->error)) {
        return false;
    }
    for (size_t i = 0; i < work->count; i++) {
        struct task *task = &work->tasks[i];
        struct text words = task->change->words;
        if (!task->is_over &&
            !end_in_failure(task, CHANGE_REFUSED,
                            words.length > 0 ? words
                                             : TEXT("the CRM does not take it as it should"))) {
            return false;
        }
    }
    return save_states(work) && commit_group(work->application->journal, work->error);
}

static bool has_queued_tasks(const struct work *work)
{
    for (size_t i = 0; i < work->count; i++) {
        if (work->tasks[i].is_queued) {
            return true;
        }
    }
    return false;
}

/* Round by round: look, judge, write what is left. */
static bool carry_out_work(struct work *work)
{
    if (!set_marked_emails_apart(work)) {
        return false;
    }
    for (unsigned round = 0; round < ROUND_LIMIT; round++) {
        if (!look_at_records(work) || !judge_tasks(work)) {
            return false;
        }
        if (!has_queued_tasks(work)) {
            return true;
        }
        if (!carry_out_steps(work) || work->is_stopping) {
            return false;
        }
    }
    return look_at_records(work) && judge_tasks(work) && end_hopeless_tasks(work);
}

static bool set_up_work(struct work *work, struct change_entry *changes, size_t count)
{
    work->tasks = take_from_arena(&work->arena, (count + 1) * sizeof *work->tasks);
    work->count = count;
    if (work->tasks == NULL) {
        return fail_for_memory(work->error);
    }
    for (size_t i = 0; i < count; i++) {
        if (!set_up_task(work, &work->tasks[i], &changes[i])) {
            return false;
        }
    }
    return true;
}

static bool note_failed_accounts(const struct application *application,
                                 struct id_set *failed_accounts, struct error *error)
{
    struct arena arena = {0};
    struct change_entry *changes;
    size_t count = WORK_LIMIT;
    int64_t after = 0;
    bool done = true;
    while (done && count == WORK_LIMIT) {
        reset_arena(&arena);
        done = list_changes(application->journal, application->run, after, 1U << CHANGE_REFUSED,
                            WORK_LIMIT, &arena, &changes, &count, error);
        for (size_t i = 0; done && i < count; i++) {
            after = changes[i].sequence;
            if (changes[i].module == CRM_ACCOUNTS && changes[i].kind == CHANGE_CREATE) {
                done = add_id(failed_accounts, changes[i].key, error);
            }
        }
    }
    free_arena(&arena);
    return done;
}

/* What is left to do of a change that may have been done says how far it came. */
static bool settle_work(struct work *work)
{
    const struct application *application = work->application;
    if (!look_at_records(work) || !judge_tasks(work) ||
        !begin_group(application->journal, work->error)) {
        return false;
    }
    for (size_t i = 0; i < work->count; i++) {
        struct task *task = &work->tasks[i];
        bool is_undone = task->is_queued && task->change->kind == CHANGE_CREATE &&
                         (task->steps & STEP_CREATE) != 0;
        if (is_undone) {
            task->change->state = CHANGE_PLANNED;
            task->is_unsaved = true;
        }
    }
    return save_states(work) && commit_group(application->journal, work->error);
}

/* A going through the changes of a run. */
struct passage {
    const struct application *application;
    struct id_set failed_accounts;
    struct digest_key digest_key;
    unsigned states;
    bool (*deal_with)(struct work *work);
    int64_t after;
    struct error *error;
};

/* Between looking at a contact and taking its tick away nobody may tick it again (product.md "pull,
   and closing the loop"): few of them go together, so that this is short. */
static size_t limit_ticks(const struct passage *passage, const struct change_entry *changes,
                          size_t count)
{
    const struct record_fields *fields = passage->application->fields;
    size_t first = 0;
    while (first < count && (changes[first].kind != CHANGE_UPDATE ||
                             !takes_tick_away(find_tick_change(fields, &changes[first])))) {
        first++;
    }
    return first > 0 ? first : count < TICK_LIMIT ? count : TICK_LIMIT;
}

/* The next changes; *count is 0 at the end. */
static bool deal_with_next(struct passage *passage, size_t *count)
{
    const struct application *application = passage->application;
    struct work work = {.application = application,
                        .by_id = {.entry_size = sizeof(struct task_entry)},
                        .failed_accounts = &passage->failed_accounts,
                        .digest_key = &passage->digest_key,
                        .error = passage->error};
    struct change_entry *changes = NULL;
    bool done =
        list_changes(application->journal, application->run, passage->after, passage->states,
                     WORK_LIMIT, &work.arena, &changes, count, passage->error);
    *count = done ? limit_ticks(passage, changes, *count) : 0;
    if (done && *count > 0) {
        passage->after = changes[*count - 1].sequence;
        done = set_up_work(&work, changes, *count) && passage->deal_with(&work);
    }
    if (done && work.arena.exhausted) {
        done = fail_for_memory(passage->error);
    }
    free_entry_set(&work.by_id);
    free_arena(&work.arena);
    free_arena(&work.look_arena);
    return done;
}

static bool go_through(struct passage *passage)
{
    const struct application *application = passage->application;
    uint64_t over = 0;
    size_t count = 1;
    bool done = note_failed_accounts(application, &passage->failed_accounts, passage->error);
    while (done && count > 0) {
        if (explain_signal() != NULL) {
            done = fail(passage->error, ERROR_STOPPED, "%s", explain_signal());
            break;
        }
        done = deal_with_next(passage, &count);
        over += count;
        if (done && application->show != NULL) {
            application->show(application->context, over);
        }
    }
    free_id_set(&passage->failed_accounts);
    return done;
}

bool apply_run(const struct application *application, struct error *error)
{
    struct passage passage = {.application = application,
                              .failed_accounts = start_id_set(),
                              .digest_key = draw_digest_key(),
                              .states = UNFINISHED_STATES,
                              .deal_with = carry_out_work,
                              .error = error};
    return go_through(&passage);
}

bool settle_run(const struct application *application, struct error *error)
{
    struct passage passage = {.application = application,
                              .failed_accounts = start_id_set(),
                              .digest_key = draw_digest_key(),
                              .states = (1U << CHANGE_INTENDED) | (1U << CHANGE_DONE),
                              .deal_with = settle_work,
                              .error = error};
    return go_through(&passage);
}
