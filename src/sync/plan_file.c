#include "sync/plan_file.h"

#include <json-c/json.h>

enum { PAGE = 500 };

/* The members of an object being made; what fails sticks. */
struct object {
    struct json_object *json;
    bool failed;
};

static struct object begin_object(void)
{
    struct json_object *json = json_object_new_object();
    return (struct object){json, json == NULL};
}

static void add_member(struct object *object, const char *name, struct json_object *value)
{
    if (value == NULL || object->failed || json_object_object_add(object->json, name, value) != 0) {
        object->failed = true;
        json_object_put(value);
    }
}

static void add_text(struct object *object, const char *name, struct text text)
{
    add_member(object, name, json_object_new_string_len(text.at, (int)text.length));
}

static void add_number(struct object *object, const char *name, uint64_t number)
{
    add_member(object, name, json_object_new_int64((int64_t)number));
}

static void add_name(struct object *object, const char *name, const char *value)
{
    add_text(object, name, make_text(value));
}

/* Writes the object as a line, and frees it. */
static bool write_line(FILE *out, struct object *object, struct error *error)
{
    size_t length = 0;
    const char *line =
        object->failed
            ? NULL
            : json_object_to_json_string_length(
                  object->json, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE, &length);
    if (line != NULL) {
        fwrite(line, 1, length, out);
        fputc('\n', out);
    }
    bool done = line != NULL;
    json_object_put(object->json);
    return done || fail_for_memory(error);
}

static bool write_header(FILE *out, const struct run_entry *run, struct error *error)
{
    struct object header = begin_object();
    add_number(&header, "possum_plan", PLAN_FORMAT);
    add_text(&header, "crm", run->url);
    add_text(&header, "site", run->site);
    add_text(&header, "api", run->api);
    add_text(&header, "export", run->file);
    add_text(&header, "sha256", run->sha256);
    add_text(&header, "options", run->options);
    add_number(&header, "last_record", run->last_record);
    return write_line(out, &header, error);
}

static struct json_object *make_fields(const struct change_entry *change)
{
    struct object fields = {json_object_new_array(), false};
    for (size_t i = 0; i < change->field_count; i++) {
        struct object field = begin_object();
        add_text(&field, "field", change->fields[i].name);
        add_text(&field, "old", change->fields[i].old);
        add_text(&field, "new", change->fields[i].new);
        if (field.failed || json_object_array_add(fields.json, field.json) != 0) {
            json_object_put(field.json);
            json_object_put(fields.json);
            return NULL;
        }
    }
    return fields.json;
}

static struct json_object *make_change(const struct change_entry *change)
{
    struct object object = begin_object();
    add_name(&object, "module", name_crm_module(change->module));
    add_name(&object, "kind", get_change_kind_name(change->kind));
    add_text(&object, "id", change->id);
    add_text(&object, "key", change->key);
    add_text(&object, "account", change->account);
    add_text(&object, "modified", change->modified);
    add_text(&object, "digest", change->digest);
    add_member(&object, "fields", make_fields(change));
    if (object.failed) {
        json_object_put(object.json);
        return NULL;
    }
    return object.json;
}

static struct json_object *make_issue(const struct issue *issue)
{
    struct object object = begin_object();
    add_name(&object, "code", get_issue_kind(issue->code)->name);
    add_text(&object, "column", issue->column);
    add_text(&object, "message", issue->message);
    if (issue->has_old) {
        add_text(&object, "old", issue->old);
    }
    if (issue->has_new) {
        add_text(&object, "new", issue->new);
    }
    if (object.failed) {
        json_object_put(object.json);
        return NULL;
    }
    return object.json;
}

static void add_to_array(struct object *object, struct json_object *array,
                         struct json_object *element)
{
    if (array == NULL || element == NULL || json_object_array_add(array, element) != 0) {
        json_object_put(element);
        object->failed = true;
    }
}

/* The changes of a run, in their order, page by page. */
struct change_pages {
    struct change_entry *changes;
    size_t count;
    size_t next;
    int64_t after;
    struct arena arena;
};

/* The next change, or NULL at the end. */
static bool peek_at_change(struct change_pages *pages, struct journal *journal, struct text run,
                           struct change_entry **change, struct error *error)
{
    *change = NULL;
    if (pages->next == pages->count) {
        if (pages->count > 0) {
            pages->after = pages->changes[pages->count - 1].sequence;
        }
        reset_arena(&pages->arena);
        pages->next = 0;
        if (!list_changes(journal, run, pages->after, ~0U, PAGE, &pages->arena, &pages->changes,
                          &pages->count, error)) {
            return false;
        }
    }
    if (pages->next < pages->count) {
        *change = &pages->changes[pages->next];
    }
    return true;
}

static bool write_customer(FILE *out, const struct customer_entry *customer,
                           struct change_pages *pages, struct journal *journal, struct text run,
                           struct error *error)
{
    struct object object = begin_object();
    struct json_object *changes = json_object_new_array();
    struct json_object *issues = json_object_new_array();
    struct change_entry *change = NULL;
    bool done = true;
    add_number(&object, "record", customer->record);
    add_number(&object, "line", customer->line);
    add_text(&object, "customer", customer->number);
    add_name(&object, "outcome", get_outcome_name(customer->outcome));
    add_name(&object, "rule", get_rule_name(customer->rule));
    add_text(&object, "contact", customer->contact);
    add_text(&object, "account", customer->account);
    while ((done = peek_at_change(pages, journal, run, &change, error)) && change != NULL &&
           change->record <= customer->record) {
        add_to_array(&object, changes, make_change(change));
        pages->next++;
    }
    for (const struct issue *issue = customer->issues.first; issue != NULL; issue = issue->next) {
        add_to_array(&object, issues, make_issue(issue));
    }
    add_member(&object, "changes", changes);
    add_member(&object, "issues", issues);
    if (!done) {
        json_object_put(object.json);
        return false;
    }
    return write_line(out, &object, error);
}

static bool write_customers(FILE *out, struct journal *journal, struct text run, uint64_t *written,
                            struct error *error)
{
    struct arena arena = {0};
    struct change_pages pages = {0};
    struct customer_entry *customers = NULL;
    uint64_t after = 0;
    size_t count = PAGE;
    bool done = true;
    *written = 0;
    while (done && count > 0) {
        reset_arena(&arena);
        done = list_customers(journal, run, after, PAGE, &arena, &customers, &count, error);
        for (size_t i = 0; done && i < count; i++) {
            done = write_customer(out, &customers[i], &pages, journal, run, error);
            after = customers[i].record;
            ++*written;
        }
    }
    free_arena(&arena);
    free_arena(&pages.arena);
    return done;
}

bool write_plan_file(FILE *out, struct journal *journal, const struct run_entry *run,
                     struct error *error)
{
    uint64_t written = 0;
    if (!write_header(out, run, error) ||
        !write_customers(out, journal, run->id, &written, error)) {
        return false;
    }
    struct object end = begin_object();
    add_number(&end, "customers", written);
    return write_line(out, &end, error);
}
