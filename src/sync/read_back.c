/* What is left to do of changes, by what the CRM has of their records. */
#include "sync/task.h"

enum {
    CREATE_TRIES = 2, /* a create whose record is not there */
    REPAIR_TRIES = 3, /* an email or a link that did not arrive */
};

static const struct text email_name = {"email1", sizeof "email1" - 1};
static const struct text link_name = {"account_id", sizeof "account_id" - 1};

/* The id of the account that a contact is to be linked to: over v11 a key leads to it. */
static bool resolve_account(struct task *task, struct text reference, struct text *id)
{
    struct work *work = task->work;
    const struct task *account = find_task(work, CRM_ACCOUNTS, reference);
    struct known_record known = {0};
    bool is_known = false;
    *id = reference;
    if (account != NULL) {
        *id = account->change->id.length > 0 ? account->change->id : reference;
        return true;
    }
    if (!find_known_record(work->application->journal, CRM_ACCOUNTS, reference, &work->arena,
                           &known, &is_known, work->error)) {
        return false;
    }
    *id = is_known && known.id.length > 0 ? known.id : reference;
    return true;
}

/* How a field of the record stands to a change of it. */
struct standing {
    struct text held;
    bool is_new;
    bool is_old;
};

static void judge_link(const struct crm_record *contact, const struct field_change *field,
                       struct standing *standing)
{
    standing->held = get_linked_account(contact);
    standing->is_new = field->new.length == 0
                           ? contact->account_count == 0
                           : contact->account_count == 1 && equal_texts(standing->held, field->new);
    standing->is_old = field->old.length == 0 && contact->account_count == 0;
    for (size_t i = 0; i < contact->account_count; i++) {
        standing->is_old = standing->is_old || equal_texts(contact->accounts[i].id, field->old);
    }
}

static struct standing judge_field(struct task *task, const struct field_change *field)
{
    struct work *work = task->work;
    const struct record_fields *fields = work->application->fields;
    enum crm_module module = task->change->module;
    struct standing standing = {EMPTY_TEXT, true, false};
    if (module == CRM_CONTACTS && equal_texts(field->name, link_name)) {
        judge_link(task->record, field, &standing);
        return standing;
    }
    size_t index = find_record_field(fields, module, field->name);
    if (index == fields->counts[module]) {
        return standing; /* the owner, which is not read */
    }
    const struct stored_field *stored = &fields->fields[module][index].stored;
    standing.held = read_record_value(fields, &work->look_arena, module, index, task->record);
    standing.is_new = is_stored_value(&work->look_arena, stored, field->new, standing.held);
    standing.is_old = stored->kind == VALUE_EMAIL
                          ? equal_texts_ignoring_case(field->old, standing.held)
                          : equal_texts(field->old, standing.held);
    return standing;
}

static unsigned get_step(const struct task *task, const struct field_change *field)
{
    return equal_texts(field->name, email_name) ? STEP_EMAIL
           : task->change->module == CRM_CONTACTS && equal_texts(field->name, link_name)
               ? STEP_LINK
               : STEP_UPDATE;
}

static struct text choose_words(const struct task *task, struct text words)
{
    return task->change->words.length > 0 ? task->change->words : words;
}

/* Reports a value that the CRM keeps in another form, and remembers it (product.md "Settling"). */
static bool note_not_kept(struct task *task, const struct field_change *field, struct text held)
{
    struct work *work = task->work;
    const struct application *application = work->application;
    const struct record_fields *fields = application->fields;
    const struct change_entry *change = task->change;
    size_t index = find_record_field(fields, change->module, field->name);
    bool has_column = application->rules != NULL && index < fields->counts[change->module];
    struct issue issue = {
        .code = ISSUE_NOT_KEPT,
        .column = has_column ? get_column_header(application->rules,
                                                 fields->fields[change->module][index].row)
                             : EMPTY_TEXT,
        .old = field->new,
        .new = held,
        .has_old = true,
        .has_new = true,
        .message = print_to_arena(&work->arena, "%s.%.*s: the CRM did not keep the value",
                                  name_crm_module(change->module), (int)field->name.length,
                                  field->name.at)};
    const struct settled_value settled = {digest_value(&work->look_arena, field->new),
                                          digest_value(&work->look_arena, held)};
    if (change->record == 0) { /* an undo, which nobody feeds in again */
        return end_in_failure(task, CHANGE_REFUSED, choose_words(task, issue.message));
    }
    return note_settled_value(application->journal, change->module, change->id, field->name,
                              &settled, work->error) &&
           add_finding(application->journal, application->run, change->record, &issue, work->error);
}

/* The steps that are left of a record that is there; what cannot be mended is reported. */
static bool find_steps_left(struct task *task)
{
    bool is_sure = task->is_confirmed || task->tries >= CREATE_TRIES;
    const struct field_change *tick =
        find_tick_change(task->work->application->fields, task->change);
    task->steps = 0;
    for (size_t i = 0; i < task->change->field_count; i++) {
        const struct field_change *field = &task->change->fields[i];
        struct standing standing = judge_field(task, field);
        unsigned step = get_step(task, field);
        bool is_hopeless = step == STEP_UPDATE ? is_sure : task->tries >= REPAIR_TRIES;
        bool is_whole =
            step != STEP_EMAIL || task->further.length == 0 || task->is_confirmed || is_hopeless;
        if (standing.is_new && is_whole) {
            continue;
        }
        if (!is_hopeless) {
            task->steps |= step;
        } else if (field == tick && takes_tick_away(tick)) {
            if (!note_ticked_again(task)) {
                return false;
            }
        } else if (!note_not_kept(task, field, standing.held)) {
            return false;
        }
        if (task->is_over) {
            return true;
        }
    }
    if (is_edited_meanwhile(task)) {
        task->steps |= STEP_TICK;
        task->rest = EMPTY_TEXT;
    }
    return true;
}

/* What an undo has deleted may be made anew (product.md "Deleted in the CRM"). */
static bool note_deletion(const struct task *task)
{
    struct work *work = task->work;
    const struct change_entry *change = task->change;
    const struct known_record known = {.id = change->id, .is_taken_back = true};
    return change->key.length == 0 || note_record(work->application->journal, change->module,
                                                  change->key, &known, work->error);
}

/* It is as it should be: what it is like now is what an undo goes by. */
static bool end_as_verified(struct task *task)
{
    struct work *work = task->work;
    const struct application *application = work->application;
    struct change_entry *change = task->change;
    task->is_over = true;
    task->is_unsaved = true;
    change->state = CHANGE_VERIFIED;
    change->words = EMPTY_TEXT;
    if (change->kind == CHANGE_DELETE) {
        return note_deletion(task);
    }
    if (task->further.length > 0 &&
        !drop_removed_addresses(application->journal, change->module, change->id, work->error)) {
        return false;
    }
    change->modified = copy_to_arena(&work->arena, task->record->modified);
    change->digest = digest_record(application->fields, &work->arena, change->module, task->record);
    const struct known_record known = {.id = change->id};
    bool has_own_id = change->kind != CHANGE_CREATE || equal_texts(change->id, change->key);
    return note_hand_out(task) && (has_own_id || note_record(application->journal, change->module,
                                                             change->key, &known, work->error));
}

/* The customer is not what it was planned to be, and a finding says why. */
static bool report_failure(struct task *task)
{
    struct work *work = task->work;
    const struct application *application = work->application;
    const struct change_entry *change = task->change;
    bool is_conflict = change->state == CHANGE_CONFLICT;
    struct customer_entry *customer = NULL;
    size_t count = 0;
    struct issue issue = {
        .code = is_conflict ? ISSUE_CHANGED_SINCE : ISSUE_NOT_WRITTEN,
        .message = print_to_arena(&work->arena, "%s: %.*s",
                                  change->module == CRM_CONTACTS ? "the contact" : "the account",
                                  (int)change->words.length, change->words.at)};
    if (change->record == 0) {
        return true;
    }
    if (!add_finding(application->journal, application->run, change->record, &issue, work->error) ||
        !list_customers(application->journal, application->run, change->record - 1, 1, &work->arena,
                        &customer, &count, work->error)) {
        return false;
    }
    if (count == 0 || customer->record != change->record || customer->outcome == PUSH_FAILED) {
        return true;
    }
    customer->outcome = is_conflict ? PUSH_CONFLICT : PUSH_FAILED;
    return update_customer(application->journal, application->run, customer, work->error);
}

bool end_in_failure(struct task *task, enum change_state state, struct text words)
{
    struct work *work = task->work;
    struct change_entry *change = task->change;
    change->state = state;
    change->words = words;
    task->is_over = true;
    task->is_unsaved = true;
    task->steps = 0;
    if (change->kind == CHANGE_CREATE && change->module == CRM_ACCOUNTS &&
        !add_id(work->failed_accounts, change->key, work->error)) {
        return false;
    }
    return report_failure(task);
}

static bool is_account_failed(const struct task *task)
{
    const struct field_change *link = find_field_change(task->change, link_name);
    return task->change->module == CRM_CONTACTS && link != NULL && link->new.length > 0 &&
           has_id(task->work->failed_accounts, link->new);
}

static bool judge_create(struct task *task)
{
    struct work *work = task->work;
    struct change_entry *change = task->change;
    if (task->record == NULL) {
        task->steps = STEP_CREATE | (task->email_apart ? STEP_EMAIL : 0U);
        return task->tries < CREATE_TRIES ||
               end_in_failure(task, CHANGE_REFUSED,
                              choose_words(task, TEXT("the CRM said that it had made the record, "
                                                      "but it is not there")));
    }
    if (task->record->is_deleted) {
        return end_in_failure(task, CHANGE_REFUSED,
                              TEXT("a deleted record in the CRM has the id already"));
    }
    change->id = copy_to_arena(&work->arena, task->record->id);
    return find_steps_left(task) && (task->is_over || task->steps != 0 || end_as_verified(task));
}

/* What was never sent goes only to a record that is as it was when it was planned. */
static bool judge_planned_update(struct task *task)
{
    struct work *work = task->work;
    const struct change_entry *change = task->change;
    struct text digest =
        digest_record(work->application->fields, &work->look_arena, change->module, task->record);
    bool is_new = true;
    task->steps = 0;
    for (size_t i = 0; i < change->field_count; i++) {
        if (!judge_field(task, &change->fields[i]).is_new) {
            task->steps |= get_step(task, &change->fields[i]);
            is_new = false;
        }
    }
    if (is_new) {
        return end_as_verified(task);
    }
    note_rest(task);
    return equal_texts(digest, change->digest) ||
           end_in_failure(task, CHANGE_CONFLICT,
                          TEXT("it was changed in the CRM after the plan was made"));
}

/* Our write takes the tick away with all the rest: where it is there still, and the record has been
   saved since, somebody else has done that. */
static bool is_ticked_by_other(struct task *task)
{
    const struct change_entry *change = task->change;
    const struct field_change *tick = find_tick_change(task->work->application->fields, change);
    return takes_tick_away(tick) && !judge_field(task, tick).is_new &&
           !equal_texts(change->modified, task->record->modified);
}

/* What may have been sent: each field is as it was, or as it should be, or somebody else's. */
static bool judge_intended_update(struct task *task)
{
    if (!task->is_confirmed && is_ticked_by_other(task)) {
        return end_in_failure(task, CHANGE_CONFLICT,
                              TEXT("it was ticked and saved in the CRM while it was written"));
    }
    for (size_t i = 0; !task->is_confirmed && i < task->change->field_count; i++) {
        struct standing standing = judge_field(task, &task->change->fields[i]);
        bool may_be_between = get_step(task, &task->change->fields[i]) != STEP_UPDATE;
        if (!standing.is_new && !standing.is_old && !may_be_between) {
            return end_in_failure(task, CHANGE_CONFLICT,
                                  TEXT("it was changed in the CRM while it was written"));
        }
    }
    return find_steps_left(task) && (task->is_over || task->steps != 0 || end_as_verified(task));
}

/* Addresses that the record may have lost when its primary one was changed, and this came to no
 * end.
 */
static bool find_lost_addresses(struct task *task)
{
    struct work *work = task->work;
    const struct change_entry *change = task->change;
    return task->further.length > 0 || change->id.length == 0 ||
           find_field_change(change, email_name) == NULL ||
           find_removed_addresses(work->application->journal, change->module, change->id,
                                  &work->arena, &task->further, work->error);
}

static bool judge_update(struct task *task)
{
    if (task->record == NULL || task->record->is_deleted) {
        return end_in_failure(task, CHANGE_CONFLICT, TEXT("it is no longer in the CRM"));
    }
    return task->change->state == CHANGE_PLANNED ? judge_planned_update(task)
                                                 : judge_intended_update(task);
}

static bool judge_delete(struct task *task)
{
    struct work *work = task->work;
    if (task->record == NULL || task->record->is_deleted) {
        task->record = NULL;
        return end_as_verified(task);
    }
    if (task->change->state == CHANGE_PLANNED &&
        !equal_texts(digest_record(work->application->fields, &work->look_arena,
                                   task->change->module, task->record),
                     task->change->digest)) {
        return end_in_failure(task, CHANGE_CONFLICT,
                              TEXT("it was changed in the CRM after the plan was made"));
    }
    task->steps = STEP_DELETE;
    return task->tries < REPAIR_TRIES ||
           end_in_failure(task, CHANGE_REFUSED,
                          choose_words(task, TEXT("the CRM said that it had deleted the record, "
                                                  "but it is still there")));
}

static bool resolve_link(struct task *task)
{
    for (size_t i = 0; i < task->change->field_count; i++) {
        struct field_change *field = &task->change->fields[i];
        if (task->change->module == CRM_CONTACTS && equal_texts(field->name, link_name) &&
            field->new.length > 0) {
            return resolve_account(task, field->new, &field->new);
        }
    }
    return true;
}

static bool judge_task(struct task *task)
{
    if (task->change->state == CHANGE_REFUSED) {
        return end_in_failure(task, CHANGE_REFUSED, task->change->words);
    }
    if (is_account_failed(task)) {
        return end_in_failure(task, CHANGE_REFUSED, TEXT("its account could not be made"));
    }
    if (!resolve_link(task)) {
        return false;
    }
    if (!find_lost_addresses(task)) {
        return false;
    }
    switch (task->change->kind) {
    case CHANGE_CREATE:
        if (!task->needs_look) {
            task->steps = STEP_CREATE | (task->email_apart ? STEP_EMAIL : 0U);
            return true;
        }
        return judge_create(task);
    case CHANGE_UPDATE:
        return judge_update(task);
    case CHANGE_DELETE:
        break;
    }
    return judge_delete(task);
}

/* An account's stamp may move when a contact is linked to it: that was us. */
static bool renew_stamp(struct work *work, const struct crm_record *account)
{
    const struct application *application = work->application;
    struct task *task = find_task(work, CRM_ACCOUNTS, account->id);
    struct change_entry found = {0};
    struct change_entry *change = task == NULL ? &found : task->change;
    bool has_change = task != NULL;
    if (task == NULL && !find_account_change(application->journal, application->run, account->id,
                                             &work->look_arena, &found, &has_change, work->error)) {
        return false;
    }
    if (!has_change || change->state != CHANGE_VERIFIED ||
        equal_texts(change->modified, account->modified) ||
        !equal_texts(change->digest, digest_record(application->fields, &work->look_arena,
                                                   CRM_ACCOUNTS, account))) {
        return true;
    }
    change->modified = copy_to_arena(&work->arena, account->modified);
    return update_change(application->journal, application->run, change, work->error);
}

static bool renew_stamps(struct work *work)
{
    for (size_t i = 0; i < work->count; i++) {
        const struct task *task = &work->tasks[i];
        const struct crm_record *contact = task->record;
        bool was_written = task->change->module == CRM_CONTACTS && task->tries > 0;
        for (size_t k = 0; was_written && contact != NULL && k < contact->account_count; k++) {
            if (!renew_stamp(work, &contact->accounts[k])) {
                return false;
            }
        }
    }
    return true;
}

bool judge_tasks(struct work *work)
{
    struct journal *journal = work->application->journal;
    if (!begin_group(journal, work->error)) {
        return false;
    }
    for (size_t i = 0; i < work->count; i++) {
        struct task *task = &work->tasks[i];
        task->is_queued = false;
        task->is_written = false;
        if (!task->is_over && !judge_task(task)) {
            return false;
        }
        task->is_queued = !task->is_over && task->steps != 0;
    }
    return renew_stamps(work) && save_states(work) && commit_group(journal, work->error);
}
