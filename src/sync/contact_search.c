/* The search among the contacts that have no customer number yet (product.md "Matching"). */
#include "sync/matching.h"

#include "base/unicode.h"

static struct text read_email(const void *context, const struct crm_record *record)
{
    const struct matching *matching = context;
    return fold_email(matching->arena, get_record_value(matching->rules->fields, matching->arena,
                                                        CRM_CONTACTS, ROLE_EMAIL, record));
}

static struct text keep_digits(struct arena *arena, struct text value)
{
    char *digits = take_from_arena(arena, value.length + 1);
    size_t count = 0;
    for (size_t i = 0; digits != NULL && i < value.length; i++) {
        if (value.at[i] >= '0' && value.at[i] <= '9') {
            digits[count++] = value.at[i];
        }
    }
    return digits == NULL ? EMPTY_TEXT : (struct text){digits, count};
}

static const struct text mobile_field = {"phone_mobile", sizeof "phone_mobile" - 1};

static struct text read_mobile(const void *context, const struct crm_record *record)
{
    const struct matching *matching = context;
    const struct record_fields *fields = matching->rules->fields;
    size_t index = find_record_field(fields, CRM_CONTACTS, mobile_field);
    return keep_digits(matching->arena, record->values[index]);
}

static bool has_last_name(const struct matching *matching, size_t i,
                          const struct crm_record *contact)
{
    int row = matching->rules->customers->mapping->role_rows[ROLE_LAST_NAME];
    struct text name = get_record_value(matching->rules->fields, matching->arena, CRM_CONTACTS,
                                        ROLE_LAST_NAME, contact);
    return equal_texts(fold_text(matching->arena, name),
                       fold_text(matching->arena, matching->customers[i]->values[row]));
}

/* Contacts without a number that have the value, and the customer's last name. */
static void match_by_value(struct matching *matching, size_t i, enum match_rule rule,
                           struct text value, const struct record_index *index)
{
    const struct crm_record *found[CANDIDATE_LIMIT];
    size_t listed = list_records_of_value(index, value, false, found, CANDIDATE_LIMIT);
    size_t count = 0;
    for (size_t k = 0; k < listed; k++) {
        if (read_contact_number(matching, found[k]).length == 0 &&
            has_last_name(matching, i, found[k])) {
            found[count++] = found[k];
        }
    }
    if (count == 1) {
        note_match(matching, i, rule, found[0]);
    } else if (count > 1) {
        bool by_email = rule == MATCH_EMAIL;
        note_conflict(matching, i, ISSUE_SEVERAL_CONTACTS, by_email ? ROLE_EMAIL : ROLE_LAST_NAME,
                      by_email ? "several contacts have the email and the last name: "
                               : "several contacts have the mobile and the last name: ",
                      found, count, "");
    }
}

static struct text get_email(const struct matching *matching, size_t i)
{
    int row = matching->rules->customers->mapping->role_rows[ROLE_EMAIL];
    return row == NO_ROW ? EMPTY_TEXT : matching->customers[i]->values[row];
}

static struct text get_mobile(const struct matching *matching, size_t i)
{
    const struct record_fields *fields = matching->rules->fields;
    size_t index = find_record_field(fields, CRM_CONTACTS, mobile_field);
    return index == fields->counts[CRM_CONTACTS]
               ? EMPTY_TEXT
               : matching->customers[i]->values[fields->fields[CRM_CONTACTS][index].row];
}

/* A contact that was found by an address which is not its primary one cannot be told to whom it
   belongs: whoever has its last name asks for his address alone. */
static bool match_by_further_address(struct matching *matching, size_t i,
                                     const struct crm_record_list *strays)
{
    struct text email = get_email(matching, i);
    struct crm_record_list list;
    const struct crm_record *found[CANDIDATE_LIMIT];
    size_t count = 0;
    bool has_stray = false;
    for (size_t k = 0; k < strays->count; k++) {
        has_stray = has_stray || has_last_name(matching, i, &strays->records[k]);
    }
    if (!has_stray) {
        return true;
    }
    if (!find_records(matching->rules->crm, CRM_CONTACTS, CRM_BY_EMAIL, &email, 1, matching->arena,
                      &list, matching->error)) {
        return false;
    }
    for (size_t k = 0; k < list.count && count < CANDIDATE_LIMIT; k++) {
        if (has_last_name(matching, i, &list.records[k])) {
            found[count++] = &list.records[k];
        }
    }
    if (count == 1) {
        note_match(matching, i, MATCH_EMAIL, found[0]);
    } else if (count > 1) {
        note_match(matching, i, MATCH_NONE, NULL);
        note_conflict(matching, i, ISSUE_SEVERAL_CONTACTS, ROLE_EMAIL,
                      "several contacts have the email and the last name: ", found, count, "");
    }
    return true;
}

/* The records whose primary address is none of those that were asked for. */
static void keep_strays(const struct matching *matching, const struct text *emails, size_t count,
                        const struct crm_record_list *list, struct crm_record_list *strays)
{
    strays->count = 0;
    strays->records = take_from_arena(matching->arena, (list->count + 1) * sizeof *list->records);
    for (size_t k = 0; strays->records != NULL && k < list->count; k++) {
        struct text email = read_email(matching, &list->records[k]);
        bool is_asked = false;
        for (size_t i = 0; i < count && !is_asked; i++) {
            is_asked = equal_texts_ignoring_case(emails[i], email);
        }
        if (!is_asked) {
            strays->records[strays->count++] = list->records[k];
        }
    }
}

bool match_all_by_email(struct matching *matching)
{
    struct text *emails = take_from_arena(matching->arena, (matching->count + 1) * sizeof *emails);
    size_t count = 0;
    struct crm_record_list list;
    struct crm_record_list strays;
    struct record_index index;
    if (emails == NULL) {
        return fail_for_memory(matching->error);
    }
    for (size_t i = 0; i < matching->count; i++) {
        if (is_unmatched(matching, i) && get_email(matching, i).length > 0) {
            emails[count++] = get_email(matching, i);
        }
    }
    if (count == 0) {
        return true;
    }
    if (!find_records(matching->rules->crm, CRM_CONTACTS, CRM_BY_EMAIL, emails, count,
                      matching->arena, &list, matching->error) ||
        !index_records(&list, read_email, matching, matching->arena, &index, matching->error)) {
        return false;
    }
    keep_strays(matching, emails, count, &list, &strays);
    for (size_t i = 0; i < matching->count; i++) {
        struct text email = get_email(matching, i);
        if (!is_unmatched(matching, i) || email.length == 0) {
            continue;
        }
        match_by_value(matching, i, MATCH_EMAIL, fold_email(matching->arena, email), &index);
        if (strays.count > 0 && !matching->matches[i].is_conflict &&
            !match_by_further_address(matching, i, &strays)) {
            return false;
        }
    }
    return true;
}

bool match_all_by_mobile(struct matching *matching)
{
    struct text *mobiles =
        take_from_arena(matching->arena, (2 * matching->count + 1) * sizeof *mobiles);
    size_t count = 0;
    struct crm_record_list list;
    struct record_index index;
    if (mobiles == NULL) {
        return fail_for_memory(matching->error);
    }
    for (size_t i = 0; i < matching->count; i++) {
        struct text mobile = get_mobile(matching, i);
        struct text digits = keep_digits(matching->arena, mobile);
        if (is_unmatched(matching, i) && digits.length > 0) {
            mobiles[count++] = mobile;
            if (!equal_texts(mobile, digits)) {
                mobiles[count++] = digits;
            }
        }
    }
    if (count == 0) {
        return true;
    }
    if (!find_records(matching->rules->crm, CRM_CONTACTS, CRM_BY_MOBILE, mobiles, count,
                      matching->arena, &list, matching->error) ||
        !index_records(&list, read_mobile, matching, matching->arena, &index, matching->error)) {
        return false;
    }
    for (size_t i = 0; i < matching->count; i++) {
        struct text digits = keep_digits(matching->arena, get_mobile(matching, i));
        if (is_unmatched(matching, i) && digits.length > 0) {
            match_by_value(matching, i, MATCH_MOBILE, digits, &index);
        }
    }
    return true;
}
