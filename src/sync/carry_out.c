/* The writes of a round: those that are ready are intended in the journal, sent, and followed by
   the next step of the same change. */
#include "sync/task.h"

#include <string.h>

enum {
    GROUP_LIMIT = 64, /* intents that are committed together */
    LOW_WATER = 2,    /* writes for each connection below which more are sent */
};

static const struct text email_name = {"email1", sizeof "email1" - 1};
static const struct text link_name = {"account_id", sizeof "account_id" - 1};

const struct field_change *find_field_change(const struct change_entry *change, struct text name)
{
    for (size_t i = 0; i < change->field_count; i++) {
        if (equal_texts(change->fields[i].name, name)) {
            return &change->fields[i];
        }
    }
    return NULL;
}

static bool is_special(struct text name)
{
    return equal_texts(name, email_name) || equal_texts(name, link_name);
}

/* The tick alone, which somebody has set. */
static bool fill_tick(struct task *task, size_t *count)
{
    const struct record_fields *fields = task->work->application->fields;
    task->values = take_from_arena(&task->work->arena, sizeof *task->values);
    *count = 1;
    if (task->values != NULL) {
        *task->values =
            (struct crm_value){fields->names[CRM_CONTACTS][fields->of_role[ROLE_TICK]], TEXT("1")};
    }
    return task->values != NULL;
}

/* The values of a create or an update; false if memory ran out. */
static bool fill_values(struct task *task, bool is_create, size_t *count)
{
    const struct change_entry *change = task->change;
    task->values =
        take_from_arena(&task->work->arena, (change->field_count + 1) * sizeof *task->values);
    *count = 0;
    for (size_t i = 0; task->values != NULL && i < change->field_count; i++) {
        const struct field_change *field = &change->fields[i];
        bool is_email = equal_texts(field->name, email_name);
        bool goes = !is_special(field->name) || (is_create && is_email && !task->email_apart);
        if (goes) {
            task->values[(*count)++] = (struct crm_value){field->name, field->new};
        }
    }
    return task->values != NULL;
}

static struct text get_new_value(const struct task *task, struct text name)
{
    const struct field_change *field = find_field_change(task->change, name);
    return field == NULL ? EMPTY_TEXT : field->new;
}

static unsigned choose_step(const struct task *task)
{
    unsigned step = STEP_CREATE;
    while (task->steps != 0 && (task->steps & step) == 0) {
        step <<= 1;
    }
    return task->steps == 0 ? 0 : step;
}

static void note_done(void *context, struct text id);
static void note_refused(void *context, enum crm_level level, struct text words);
static void note_unknown(void *context, struct text words);
static bool note_removing(void *context, struct text ids);

/* Over v11 an account that was made in this very round has got its id only now. */
static struct text get_account_id(const struct task *task)
{
    struct text reference = get_new_value(task, link_name);
    const struct task *account =
        reference.length == 0 ? NULL : find_task(task->work, CRM_ACCOUNTS, reference);
    return account != NULL && account->change->id.length > 0 ? account->change->id : reference;
}

static bool submit_step(struct task *task)
{
    struct work *work = task->work;
    const struct change_entry *change = task->change;
    struct crm_write write = {.module = change->module,
                              .id = change->id,
                              .email = get_new_value(task, email_name),
                              .further = task->further,
                              .account_id = change->module == CRM_CONTACTS ? get_account_id(task)
                                                                           : EMPTY_TEXT};
    const struct crm_completion completion = {task, note_done, note_refused, note_unknown,
                                              note_removing};
    task->step = choose_step(task);
    switch (task->step) {
    case STEP_CREATE:
        write.kind = CRM_CREATE;
        write.id = change->key;
        break;
    case STEP_UPDATE:
    case STEP_TICK:
        write.kind = CRM_UPDATE;
        break;
    case STEP_EMAIL:
        write.kind = CRM_CHANGE_EMAIL;
        break;
    case STEP_LINK:
        write.kind = CRM_LINK;
        break;
    default:
        write.kind = CRM_DELETE;
        break;
    }
    if ((task->step & (STEP_CREATE | STEP_UPDATE | STEP_TICK)) != 0) {
        bool is_filled = task->step == STEP_TICK
                             ? fill_tick(task, &write.value_count)
                             : fill_values(task, task->step == STEP_CREATE, &write.value_count);
        if (!is_filled) {
            return fail_for_memory(work->error);
        }
        write.values = task->values;
    }
    struct error refusal = {0};
    work->in_flight++;
    if (submit_write(work->application->crm, &write, &completion, &refusal)) {
        return true;
    }
    if (refusal.kind != ERROR_USAGE) {
        work->in_flight--;
        *work->error = refusal;
        return false;
    }
    note_refused(task, CRM_LEVEL_RECORD, make_text(refusal.message)); /* such as an old address */
    return true;
}

/* What is done is read back next, and saved with that; until then it is as intended. */
static void end_writing(struct task *task)
{
    task->is_written = true;
    task->is_unsaved = task->change->state != CHANGE_DONE;
    task->needs_look = true;
    task->step = 0;
    task->work->in_flight--;
}

static void note_done(void *context, struct text id)
{
    struct task *task = context;
    struct work *work = task->work;
    task->steps &= ~task->step;
    task->has_changed = true;
    if (task->step == STEP_CREATE) {
        task->change->id = copy_to_arena(&work->arena, id);
        work->failed = work->failed || !name_task(task, task->change->id);
    }
    if (task->steps == 0) {
        task->is_confirmed = true;
        task->change->state = CHANGE_DONE;
        end_writing(task);
        return;
    }
    work->in_flight--;
    if (!submit_step(task)) { /* memory ran out, or the connection is lost */
        work->failed = true;
        work->in_flight++;
        end_writing(task); /* as intended: what is left of it is found by looking */
    }
}

/* Nothing of the step is done. If nothing was done before it either, and the reason is the record's
   own, that is for good; if the connection is lost, the change is as it was. */
static void note_refused(void *context, enum crm_level level, struct text words)
{
    struct task *task = context;
    struct work *work = task->work;
    if (level == CRM_LEVEL_RECORD) {
        task->change->words = copy_to_arena(&work->arena, words);
        task->change->state = !task->has_changed && task->prior_state == CHANGE_PLANNED
                                  ? CHANGE_REFUSED
                                  : CHANGE_INTENDED;
    } else {
        task->change->state = task->has_changed ? CHANGE_INTENDED : task->prior_state;
        work->is_stopping = true;
        if (work->error->kind == ERROR_NONE) {
            fail(work->error, ERROR_CRM, "%.*s", (int)words.length, words.at);
        }
    }
    end_writing(task);
}

static void note_unknown(void *context, struct text words)
{
    struct task *task = context;
    task->change->words = copy_to_arena(&task->work->arena, words);
    task->change->state = CHANGE_INTENDED;
    end_writing(task);
}

/* What the record loses for a moment is in the journal before it does. */
static bool note_removing(void *context, struct text ids)
{
    struct task *task = context;
    struct work *work = task->work;
    struct error unwanted = {0}; /* the write is refused, which says enough */
    task->further = copy_to_arena(&work->arena, ids);
    return note_removed_addresses(work->application->journal, task->change->module,
                                  task->change->id, ids, &unwanted);
}

static bool is_ready(const struct task *task)
{
    if (!task->is_queued || task->is_written || task->step != 0) {
        return false;
    }
    for (size_t i = 0; i < sizeof task->waits_for / sizeof task->waits_for[0]; i++) {
        const struct task *other = task->waits_for[i];
        if (other != NULL && !other->is_over && other->is_queued && !other->is_written) {
            return false;
        }
    }
    return true;
}

/* A contact cannot go before its account is there: it waits for the next round. */
static bool lacks_account(const struct task *task)
{
    const struct task *account = task->waits_for[0];
    return account != NULL && account->change->kind == CHANGE_CREATE &&
           account->change->state != CHANGE_DONE && account->change->state != CHANGE_VERIFIED;
}

bool save_states(struct work *work)
{
    const struct application *application = work->application;
    for (size_t i = 0; i < work->count; i++) {
        struct task *task = &work->tasks[i];
        if (task->is_unsaved &&
            !update_change(application->journal, application->run, task->change, work->error)) {
            return false;
        }
        task->is_unsaved = false;
    }
    return true;
}

/* Intends the changes in the journal and sends them. */
static bool send_group(struct work *work, struct task *const *group, size_t count)
{
    const struct application *application = work->application;
    if (!begin_group(application->journal, work->error)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        struct task *task = group[i];
        task->prior_state = task->change->state;
        task->has_changed = false;
        task->change->state = CHANGE_INTENDED;
        task->is_unsaved = true;
        task->tries++;
    }
    if (!save_states(work) || !commit_group(application->journal, work->error)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (!submit_step(group[i])) {
            return false;
        }
    }
    return true;
}

/* The next tasks that are ready. What waits for an account that is not there is left out. */
static size_t take_ready(struct work *work, size_t *first, struct task **group, size_t limit)
{
    size_t count = 0;
    bool is_open = false;
    for (size_t i = *first; i < work->count && count < limit; i++) {
        struct task *task = &work->tasks[i];
        if (is_ready(task)) {
            if (lacks_account(task)) {
                task->is_queued = false;
                continue;
            }
            group[count++] = task;
        }
        is_open = is_open || (task->is_queued && !task->is_written && task->step == 0);
        *first = is_open ? *first : i + 1;
    }
    return count;
}

static bool send_and_await(struct work *work, size_t low)
{
    const struct application *application = work->application;
    struct task *group[GROUP_LIMIT];
    size_t first = 0;
    for (;;) {
        size_t room = GROUP_LIMIT - (work->in_flight < GROUP_LIMIT ? work->in_flight : GROUP_LIMIT);
        size_t count = work->is_stopping ? 0 : take_ready(work, &first, group, room);
        if (count > 0 && !send_group(work, group, count)) {
            return false;
        }
        if (work->in_flight == 0) {
            return true;
        }
        size_t left = work->in_flight > low ? low : work->in_flight - 1;
        struct error error = {0};
        if (!await_writes(application->crm, left, &error)) {
            work->is_stopping = true;
            *work->error = error;
        }
        if (work->failed) {
            return false;
        }
    }
}

bool carry_out_steps(struct work *work)
{
    struct journal *journal = work->application->journal;
    size_t low = LOW_WATER * work->application->connections;
    bool done = send_and_await(work, low);
    if (!done) {
        struct error unwanted;
        (void)await_writes(work->application->crm, 0, &unwanted);
        return false;
    }
    for (size_t i = 0; work->is_stopping && i < work->count; i++) {
        work->tasks[i].is_unsaved = work->tasks[i].is_unsaved || work->tasks[i].is_written;
    }
    return begin_group(journal, work->error) && save_states(work) &&
           commit_group(journal, work->error);
}
