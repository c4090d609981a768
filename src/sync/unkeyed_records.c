/* Records that may have been created in a CRM which cannot find them by their keys: a contact is
   known by its customer number then, an account by its name. */
#include "sync/task.h"

/* What the record would be found by. */
static struct text get_mark(const struct task *task)
{
    const struct record_fields *fields = task->work->application->fields;
    enum crm_module module = task->change->module;
    int index = fields->of_role[module == CRM_CONTACTS ? ROLE_NUMBER : ROLE_COMPANY];
    const struct field_change *field =
        index == NO_FIELD ? NULL : find_field_change(task->change, fields->names[module][index]);
    return field == NULL ? EMPTY_TEXT : field->new;
}

static bool is_sought(const struct task *task, enum crm_module module)
{
    return wants_look(task, module) && task->change->id.length == 0 && get_mark(task).length > 0;
}

bool find_unkeyed_records(struct work *work, enum crm_module module)
{
    const struct record_fields *fields = work->application->fields;
    int index = fields->of_role[module == CRM_CONTACTS ? ROLE_NUMBER : ROLE_COMPANY];
    struct text *marks = take_from_arena(&work->look_arena, (work->count + 1) * sizeof *marks);
    struct crm_record_list list;
    size_t count = 0;
    if (marks == NULL) {
        return fail_for_memory(work->error);
    }
    for (size_t i = 0; i < work->count; i++) {
        if (is_sought(&work->tasks[i], module)) {
            marks[count++] = get_mark(&work->tasks[i]);
        }
    }
    if (count == 0) {
        return true;
    }
    if (!find_records(work->application->crm, module,
                      module == CRM_CONTACTS ? CRM_BY_NUMBER : CRM_BY_NAME, marks, count,
                      &work->look_arena, &list, work->error)) {
        return false;
    }
    for (size_t i = 0; i < work->count; i++) {
        struct task *task = &work->tasks[i];
        for (size_t k = 0; is_sought(task, module) && k < list.count; k++) {
            struct text value = read_record_value(fields, &work->look_arena, module, (size_t)index,
                                                  &list.records[k]);
            if (!list.records[k].is_deleted && equal_texts(value, get_mark(task))) {
                task->record = &list.records[k];
            }
        }
    }
    return true;
}
