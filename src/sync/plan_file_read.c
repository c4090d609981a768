#include "sync/plan_file.h"

#include "base/file_digest.h"

#include <errno.h>
#include <inttypes.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

bool find_applied_plan(const char *path, struct journal *journal, struct arena *arena,
                       struct text *plan, struct error *error)
{
    char digest[FILE_DIGEST_SIZE];
    struct run_entry found;
    bool is_found = false;
    if (!digest_file(path, digest, error)) {
        error->kind = error->kind == ERROR_INPUT ? ERROR_USAGE : error->kind;
        return false;
    }
    *plan = copy_to_arena(arena, make_text(digest));
    if (arena->exhausted) {
        return fail_for_memory(error);
    }
    if (!find_run_of_plan(journal, *plan, arena, &found, &is_found, error)) {
        return false;
    }
    return !is_found || found.state == RUN_PLANNED ||
           fail(error, ERROR_USAGE,
                "the plan %s has been carried out already, by run %.*s; a plan is carried out "
                "once: make a new one with --dry-run --plan-out",
                path, (int)found.id.length, found.id.at);
}

/* A plan file being read. */
struct plan_reading {
    const char *path;
    uint64_t line;
    struct journal *journal;
    const struct run_entry *run;
    struct arena arena; /* of a line */
    struct error *error;
};

static bool refuse_plan(struct plan_reading *reading, const char *reason)
{
    return fail(reading->error, ERROR_USAGE,
                "%s, line %" PRIu64 ": %s; make the plan anew with --dry-run --plan-out",
                reading->path, reading->line, reason);
}

static struct text get_text(struct json_object *object, const char *name)
{
    struct json_object *value = NULL;
    if (!json_object_object_get_ex(object, name, &value) ||
        !json_object_is_type(value, json_type_string)) {
        return EMPTY_TEXT;
    }
    return (struct text){json_object_get_string(value), (size_t)json_object_get_string_len(value)};
}

static bool has_member(struct json_object *object, const char *name)
{
    return json_object_object_get_ex(object, name, NULL);
}

static uint64_t get_number(struct json_object *object, const char *name)
{
    struct json_object *value = NULL;
    json_object_object_get_ex(object, name, &value);
    int64_t number = json_object_get_int64(value);
    return number < 0 ? 0 : (uint64_t)number;
}

/* CHANGE_KIND_COUNT if there is no such kind. */
static enum change_kind find_kind(struct text name)
{
    int kind = 0;
    while (kind < CHANGE_KIND_COUNT &&
           !equal_texts(make_text(get_change_kind_name((enum change_kind)kind)), name)) {
        kind++;
    }
    return (enum change_kind)kind;
}

static bool read_fields(struct plan_reading *reading, struct json_object *array,
                        struct change_entry *change)
{
    change->field_count = array == NULL ? 0 : json_object_array_length(array);
    change->fields =
        take_from_arena(&reading->arena, (change->field_count + 1) * sizeof *change->fields);
    for (size_t i = 0; change->fields != NULL && i < change->field_count; i++) {
        struct json_object *field = json_object_array_get_idx(array, i);
        change->fields[i] = (struct field_change){get_text(field, "field"), get_text(field, "old"),
                                                  get_text(field, "new")};
        if (change->fields[i].name.length == 0) {
            return refuse_plan(reading, "a field without a name");
        }
    }
    return change->fields != NULL || fail_for_memory(reading->error);
}

static bool read_change(struct plan_reading *reading, struct json_object *object, uint64_t record)
{
    struct json_object *fields = NULL;
    enum change_kind kind = find_kind(get_text(object, "kind"));
    bool is_contact =
        equal_texts(get_text(object, "module"), make_text(name_crm_module(CRM_CONTACTS)));
    bool is_account =
        equal_texts(get_text(object, "module"), make_text(name_crm_module(CRM_ACCOUNTS)));
    struct change_entry change = {.record = record,
                                  .module = is_contact ? CRM_CONTACTS : CRM_ACCOUNTS,
                                  .kind = kind,
                                  .id = get_text(object, "id"),
                                  .key = get_text(object, "key"),
                                  .account = get_text(object, "account"),
                                  .modified = get_text(object, "modified"),
                                  .digest = get_text(object, "digest"),
                                  .words = EMPTY_TEXT};
    bool is_array = json_object_object_get_ex(object, "fields", &fields) &&
                    json_object_is_type(fields, json_type_array);
    if (kind > CHANGE_UPDATE || is_contact == is_account || !is_array) {
        return refuse_plan(reading, "a change that cannot be understood");
    }
    return read_fields(reading, fields, &change) &&
           add_change(reading->journal, reading->run->id, &change, reading->error);
}

static bool read_issue(struct plan_reading *reading, struct json_object *object,
                       struct issue_list *issues)
{
    struct text name = get_text(object, "code");
    size_t code = 0;
    while (code < ISSUE_CODE_COUNT &&
           !equal_texts(make_text(get_issue_kind((enum issue_code)code)->name), name)) {
        code++;
    }
    if (code == ISSUE_CODE_COUNT) {
        return refuse_plan(reading, "an issue of a code that this version does not know");
    }
    struct issue *issue =
        add_issue(issues, &reading->arena, (enum issue_code)code, get_text(object, "column"));
    issue->message = get_text(object, "message");
    issue->old = get_text(object, "old");
    issue->has_old = has_member(object, "old");
    issue->new = get_text(object, "new");
    issue->has_new = has_member(object, "new");
    return true;
}

/* PUSH_OUTCOME_COUNT if there is no such outcome. */
static enum push_outcome find_outcome(struct text name)
{
    int outcome = 0;
    while (outcome < PUSH_OUTCOME_COUNT &&
           !equal_texts(make_text(get_outcome_name((enum push_outcome)outcome)), name)) {
        outcome++;
    }
    return (enum push_outcome)outcome;
}

/* MATCH_RULE_COUNT if there is no such rule. */
static enum match_rule find_rule(struct text name)
{
    int rule = 0;
    while (rule < MATCH_RULE_COUNT &&
           !equal_texts(make_text(get_rule_name((enum match_rule)rule)), name)) {
        rule++;
    }
    return (enum match_rule)rule;
}

static bool read_customer(struct plan_reading *reading, struct json_object *object)
{
    struct json_object *changes = NULL;
    struct json_object *issues = NULL;
    enum push_outcome outcome = find_outcome(get_text(object, "outcome"));
    enum match_rule rule = find_rule(get_text(object, "rule"));
    struct customer_entry customer = {.record = get_number(object, "record"),
                                      .line = get_number(object, "line"),
                                      .number = get_text(object, "customer"),
                                      .outcome = outcome,
                                      .rule = rule,
                                      .contact = get_text(object, "contact"),
                                      .account = get_text(object, "account")};
    json_object_object_get_ex(object, "changes", &changes);
    json_object_object_get_ex(object, "issues", &issues);
    if (outcome == PUSH_OUTCOME_COUNT || rule == MATCH_RULE_COUNT || customer.record == 0 ||
        !json_object_is_type(changes, json_type_array) ||
        !json_object_is_type(issues, json_type_array)) {
        return refuse_plan(reading, "a customer that cannot be understood");
    }
    for (size_t i = 0; i < json_object_array_length(issues); i++) {
        if (!read_issue(reading, json_object_array_get_idx(issues, i), &customer.issues)) {
            return false;
        }
    }
    for (size_t i = 0; i < json_object_array_length(changes); i++) {
        if (!read_change(reading, json_object_array_get_idx(changes, i), customer.record)) {
            return false;
        }
    }
    return add_customer(reading->journal, reading->run->id, &customer, reading->error);
}

static bool check_header(struct plan_reading *reading, struct json_object *header,
                         struct plan_file *plan)
{
    const struct run_entry *run = reading->run;
    const struct {
        const char *member;
        struct text own;
        const char *reason;
    } facts[] = {
        {"crm", run->url, "the plan was made for another CRM"},
        {"site", run->site, "the plan was made for another site"},
        {"sha256", run->sha256, "the plan was made from another export, or it was changed since"},
        {"options", run->options,
         "the plan was made with other options; give the same ones with --plan"},
        {"api", run->api, "the plan was made over another API; name it with --api"},
    };
    if (get_number(header, "possum_plan") != PLAN_FORMAT) {
        return refuse_plan(reading, "this is no plan that this version of Possum can read");
    }
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
        if (!equal_texts(get_text(header, facts[i].member), facts[i].own)) {
            return refuse_plan(reading, facts[i].reason);
        }
    }
    plan->last_record = get_number(header, "last_record");
    return true;
}

static bool take_line(struct plan_reading *reading, struct json_object *object,
                      struct plan_file *plan, uint64_t *customers, bool *is_over)
{
    if (*is_over) {
        return refuse_plan(reading, "something stands behind the plan's end");
    }
    if (reading->line == 1) {
        return check_header(reading, object, plan);
    }
    if (has_member(object, "customers")) {
        *is_over = true;
        return get_number(object, "customers") == *customers ||
               refuse_plan(reading, "lines are missing from the plan");
    }
    ++*customers;
    return read_customer(reading, object);
}

static bool read_lines(struct plan_reading *reading, FILE *file, struct plan_file *plan)
{
    char *line = NULL;
    size_t capacity = 0;
    uint64_t customers = 0;
    bool is_over = false;
    bool done = true;
    while (done && getline(&line, &capacity, file) > 0) {
        struct json_object *object = json_tokener_parse(line);
        reading->line++;
        reset_arena(&reading->arena);
        done = json_object_is_type(object, json_type_object)
                   ? take_line(reading, object, plan, &customers, &is_over)
                   : refuse_plan(reading, "this is no plan, or it was altered");
        json_object_put(object);
    }
    if (done && ferror(file)) {
        done = fail(reading->error, ERROR_USAGE, "cannot read the plan %s: %s", reading->path,
                    strerror(errno));
    }
    free(line);
    return done && (is_over || refuse_plan(reading, "the plan has no end: it was cut"));
}

bool read_plan_file(const char *path, const struct run_entry *run, struct journal *journal,
                    struct plan_file *plan, struct error *error)
{
    struct plan_reading reading = {.path = path, .journal = journal, .run = run, .error = error};
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        return fail(error, ERROR_USAGE, "cannot read the plan %s: %s", path, strerror(errno));
    }
    bool done = begin_group(journal, error) && read_lines(&reading, file, plan) &&
                commit_group(journal, error);
    free_arena(&reading.arena);
    fclose(file);
    return done;
}
