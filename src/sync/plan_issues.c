/* What a plan has to say of its changes. */
#include "sync/planning.h"

static const char *explain_rule(enum match_rule rule)
{
    static const char *const words[MATCH_RULE_COUNT] = {
        [MATCH_NONE] = "no contact matched",
        [MATCH_ID] = "matched by id",
        [MATCH_NUMBER] = "matched by customer number",
        [MATCH_EMAIL] = "matched by email and last name",
        [MATCH_MOBILE] = "matched by mobile and last name",
        [MATCH_HAND_OUT] = "matched by what was handed out"};
    return words[rule];
}

static struct text get_column(const struct planning *planning, const struct record_field *field)
{
    return field == NULL ? EMPTY_TEXT
                         : get_column_header(planning->plan->rules->customers, field->row);
}

const struct record_field *find_field_of(const struct planning *planning, enum crm_module module,
                                         struct text name)
{
    const struct record_fields *fields = planning->plan->rules->fields;
    size_t index = find_record_field(fields, module, name);
    return index == fields->counts[module] ? NULL : &fields->fields[module][index];
}

/* Names each value that the CRM will store in another form. */
void foresee_changes(struct planning *planning, size_t i, enum crm_module module,
                     const struct field_change *changes, size_t count)
{
    for (size_t k = 0; k < count; k++) {
        const struct record_field *field = find_field_of(planning, module, changes[k].name);
        struct text stored = field == NULL
                                 ? changes[k].new
                                 : store_over_api(&planning->arena, &field->stored, changes[k].new);
        if (equal_texts(stored, changes[k].new)) {
            continue;
        }
        struct issue *issue = add_issue(&planning->issues[i], &planning->arena, ISSUE_CRM_CHANGES,
                                        get_column(planning, field));
        issue->old = changes[k].new;
        issue->has_old = true;
        issue->new = stored;
        issue->has_new = true;
        issue->message = print_to_arena(
            &planning->arena, "%s.%.*s: the CRM would store the value in another form",
            name_crm_module(module), (int)changes[k].name.length, changes[k].name.at);
    }
}

static struct text join_names(struct arena *arena, struct text first, struct text last)
{
    const struct text parts[] = {first, TEXT(" "), last};
    return first.length == 0 ? last : last.length == 0 ? first : join_in_arena(arena, parts, 3);
}

struct text get_customer_name(struct planning *planning, size_t i)
{
    const int *rows = planning->plan->rules->customers->mapping->role_rows;
    const struct text *values = planning->customers[i]->values;
    return join_names(&planning->arena,
                      rows[ROLE_FIRST_NAME] == NO_ROW ? EMPTY_TEXT : values[rows[ROLE_FIRST_NAME]],
                      rows[ROLE_LAST_NAME] == NO_ROW ? EMPTY_TEXT : values[rows[ROLE_LAST_NAME]]);
}

void report_created(struct planning *planning, size_t i, enum issue_code code, struct text name,
                    const char *message)
{
    struct issue *issue = add_issue(&planning->issues[i], &planning->arena, code, EMPTY_TEXT);
    issue->new = name;
    issue->has_new = true;
    issue->message = make_text(message);
}

void report_updated(struct planning *planning, size_t i, enum crm_module module,
                    enum issue_code code, const struct field_change *changes, size_t count)
{
    const char *rule = explain_rule(planning->contacts[i].rule);
    for (size_t k = 0; k < count; k++) {
        const struct record_field *field = find_field_of(planning, module, changes[k].name);
        if (field == NULL) {
            continue; /* the link, which is reported as a move */
        }
        bool is_renaming = module == CRM_ACCOUNTS && field->role == ROLE_COMPANY &&
                           planning->accounts[i].is_renamed;
        bool is_numbering = field->role == ROLE_NUMBER && changes[k].old.length == 0;
        struct issue *issue = add_issue(&planning->issues[i], &planning->arena,
                                        is_renaming    ? ISSUE_ACCOUNT_RENAMED
                                        : is_numbering ? ISSUE_NUMBERED
                                                       : code,
                                        get_column(planning, field));
        issue->old = changes[k].old;
        issue->has_old = true;
        issue->new = changes[k].new;
        issue->has_new = true;
        issue->message = print_to_arena(&planning->arena, "%s.%.*s, %s", name_crm_module(module),
                                        (int)changes[k].name.length, changes[k].name.at, rule);
    }
}
