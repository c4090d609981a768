/* What comes of a contact's tick when a change takes it away, or an undo gives it back (product.md
   "pull, and closing the loop"). */
#include "sync/hand_outs.h"
#include "sync/task.h"

const struct field_change *find_tick_change(const struct record_fields *fields,
                                            const struct change_entry *change)
{
    int index = fields->of_role[ROLE_TICK];
    return change->module != CRM_CONTACTS || index == NO_FIELD
               ? NULL
               : find_field_change(change, fields->names[CRM_CONTACTS][index]);
}

bool takes_tick_away(const struct field_change *tick)
{
    return tick != NULL && equal_texts(tick->new, TEXT("0"));
}

static bool is_changed_field(const void *context, const struct record_field *field)
{
    return find_field_change(context, field->name) != NULL;
}

static struct text digest_rest(const struct task *task, struct arena *arena)
{
    return digest_some_fields(task->work->application->fields, arena, CRM_CONTACTS, task->record,
                              is_changed_field, task->change);
}

void note_rest(struct task *task)
{
    if (takes_tick_away(find_tick_change(task->work->application->fields, task->change))) {
        task->rest = digest_rest(task, &task->work->arena);
    }
}

bool is_edited_meanwhile(const struct task *task)
{
    return task->is_confirmed && task->rest.length > 0 &&
           !equal_texts(task->rest, digest_rest(task, &task->work->look_arena));
}

bool note_ticked_again(const struct task *task)
{
    const struct application *application = task->work->application;
    const struct issue issue = {
        .code = ISSUE_TICKED_AGAIN,
        .message = TEXT("the contact was ticked again after its tick was taken away")};
    return task->change->record == 0 ||
           add_finding(application->journal, application->run, task->change->record, &issue,
                       task->work->error);
}

bool note_hand_out(const struct task *task)
{
    const struct work *work = task->work;
    struct journal *journal = work->application->journal;
    const struct change_entry *change = task->change;
    const struct field_change *tick = find_tick_change(work->application->fields, change);
    if (change->kind != CHANGE_UPDATE || tick == NULL) {
        return true;
    }
    return takes_tick_away(tick) ? close_hand_out(journal, change->id, work->error)
                                 : reopen_hand_out(journal, change->id, work->error);
}
