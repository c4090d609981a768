#include "sync/contact_match.h"

#include "customer/identity.h"
#include "sync/key_look_up.h"
#include "sync/matching.h"

#include <stdio.h>
#include <string.h>

enum {
    MOST_IDS = 4,   /* of candidates that a message names */
    MOST_KEYS = 20, /* derived ids that are tried for one record */
    SITE_SIZE = 48,
};

struct text write_key(struct arena *arena, struct uuid id)
{
    char *text = take_from_arena(arena, UUID_TEXT_LENGTH);
    return text == NULL ? EMPTY_TEXT : format_uuid(id, text);
}

static struct text read_key(const void *context, const struct crm_record *record)
{
    (void)context;
    return record->key;
}

struct text read_contact_number(const struct matching *matching, const struct crm_record *contact)
{
    return get_record_value(matching->rules->fields, matching->arena, CRM_CONTACTS, ROLE_NUMBER,
                            contact);
}

static struct text read_number(const void *context, const struct crm_record *record)
{
    return read_contact_number(context, record);
}

struct text get_role_column(const struct matching *matching, enum role role)
{
    int row = matching->rules->customers->mapping->role_rows[role];
    return row == NO_ROW ? EMPTY_TEXT : get_column_header(matching->rules->customers, (size_t)row);
}

/* `Jane Citizen (ID)`: whom a message is about. */
static void append_contact(const struct matching *matching, struct buffer *out,
                           const struct crm_record *contact)
{
    const struct record_fields *fields = matching->rules->fields;
    struct text first =
        get_record_value(fields, matching->arena, CRM_CONTACTS, ROLE_FIRST_NAME, contact);
    struct text last =
        get_record_value(fields, matching->arena, CRM_CONTACTS, ROLE_LAST_NAME, contact);
    append_text(out, first);
    append_text(out, first.length > 0 && last.length > 0 ? TEXT(" ") : EMPTY_TEXT);
    append_text(out, last);
    append_formatted(out, " (%.*s)", (int)contact->id.length, contact->id.at);
}

/* The customer is in conflict; the message is `beginning`, the contacts, and `end`. */
void note_conflict(struct matching *matching, size_t i, enum issue_code code, enum role role,
                   const char *beginning, const struct crm_record *const *contacts, size_t count,
                   const char *end)
{
    struct issue *issue =
        add_issue(&matching->issues[i], matching->arena, code, get_role_column(matching, role));
    struct buffer message = {0};
    append_text(&message, make_text(beginning));
    for (size_t k = 0; k < count && k < MOST_IDS; k++) {
        append_text(&message, k == 0 ? EMPTY_TEXT : k + 1 < count ? TEXT(", ") : TEXT(" and "));
        append_contact(matching, &message, contacts[k]);
    }
    if (count > MOST_IDS) {
        append_formatted(&message, " and %zu more", count - MOST_IDS);
    }
    append_text(&message, make_text(end));
    issue->message = copy_to_arena(matching->arena, view_buffer(&message));
    matching->arena->exhausted = matching->arena->exhausted || message.failed;
    free_buffer(&message);
    matching->matches[i].is_conflict = true;
}

void note_match(struct matching *matching, size_t i, enum match_rule rule,
                const struct crm_record *contact)
{
    matching->matches[i].rule = rule;
    matching->matches[i].contact = contact;
}

bool is_unmatched(const struct matching *matching, size_t i)
{
    return matching->matches[i].contact == NULL && !matching->matches[i].is_conflict;
}

/* Whether an undo of ours has deleted the record with that key. */
static bool ask_taken_back(struct matching *matching, struct text key, bool *is_taken_back)
{
    struct known_record known = {0};
    bool is_known = false;
    bool done = find_known_record(matching->rules->journal, CRM_CONTACTS, key, matching->arena,
                                  &known, &is_known, matching->error);
    *is_taken_back = is_known && known.is_taken_back;
    return done;
}

/* A deleted record stands where the customer's would be. */
static bool meet_deleted(struct matching *matching, size_t i, const struct crm_record *deleted)
{
    bool is_taken_back = false;
    struct text key = deleted->key.length > 0 ? deleted->key : deleted->id;
    if (!ask_taken_back(matching, key, &is_taken_back)) {
        return false;
    }
    matching->needs_next_key[i] = true;
    if (is_taken_back) {
        return true;
    }
    matching->matches[i].is_recreated = matching->rules->recreates_deleted;
    if (!matching->rules->recreates_deleted) {
        note_conflict(matching, i, ISSUE_CONTACT_DELETED, ROLE_NUMBER, "the contact ", &deleted, 1,
                      " was deleted in the CRM");
    }
    return true;
}

/* The derived id first, then the number (product.md "Matching"). */
static bool match_by_key_or_number(struct matching *matching, size_t i, struct text key,
                                   const struct record_index *keys,
                                   const struct record_index *numbers)
{
    const struct customer *customer = matching->customers[i];
    const struct crm_record *found[CANDIDATE_LIMIT];
    const struct crm_record *own = NULL;
    size_t count =
        list_records_of_value(numbers, customer->number_text, false, found, CANDIDATE_LIMIT);
    if (list_records_of_value(keys, key, false, &own, 1) == 1) {
        struct text number = read_contact_number(matching, own);
        bool is_other = number.length > 0 && !equal_texts(number, customer->number_text);
        if (!is_other || count == 0) {
            note_match(matching, i, MATCH_ID, own);
            return true;
        }
        note_conflict(matching, i, ISSUE_OTHER_NUMBER, ROLE_NUMBER, "the number is that of ", found,
                      count, ", while the contact with the customer's id has another one");
        return true;
    }
    if (count == 1) {
        note_match(matching, i, MATCH_NUMBER, found[0]);
        return true;
    }
    if (count > 1) {
        note_conflict(matching, i, ISSUE_SEVERAL_CONTACTS, ROLE_NUMBER,
                      "several contacts have the number: ", found, count, "");
        return true;
    }
    if (list_records_of_value(keys, key, true, found, 1) == 1) {
        return meet_deleted(matching, i, found[0]);
    }
    count = list_records_of_value(numbers, customer->number_text, true, found, CANDIDATE_LIMIT);
    for (size_t k = 0; k < count && !matching->matches[i].is_conflict; k++) {
        if (!meet_deleted(matching, i, found[k])) {
            return false;
        }
    }
    /* Its own id is free: a deleted contact has the number under another. */
    matching->needs_next_key[i] = false;
    return true;
}

static bool match_all_by_key_or_number(struct matching *matching)
{
    struct text *keys = take_from_arena(matching->arena, (matching->count + 1) * sizeof *keys);
    struct text *numbers =
        take_from_arena(matching->arena, (matching->count + 1) * sizeof *numbers);
    struct crm_record_list list;
    struct crm_record_list known = {0};
    struct record_index by_key;
    struct record_index by_number;
    if (keys == NULL || numbers == NULL) {
        return fail_for_memory(matching->error);
    }
    for (size_t i = 0; i < matching->count; i++) {
        keys[i] = write_key(matching->arena, matching->customers[i]->contact_id);
        numbers[i] = matching->customers[i]->number_text;
        matching->matches[i].key = keys[i];
    }
    if (!find_contacts(matching->rules->crm, keys, matching->count, numbers, matching->count,
                       matching->arena, &list, matching->error) ||
        (!matching->rules->crm->has_keys &&
         !find_by_keys(matching->rules, CRM_CONTACTS, keys, matching->count, matching->arena,
                       &known, matching->error)) ||
        !index_records(matching->rules->crm->has_keys ? &list : &known, read_key, matching,
                       matching->arena, &by_key, matching->error) ||
        !index_records(&list, read_number, matching, matching->arena, &by_number,
                       matching->error)) {
        return false;
    }
    for (size_t i = 0; i < matching->count; i++) {
        if (!match_by_key_or_number(matching, i, keys[i], &by_key, &by_number)) {
            return false;
        }
    }
    return true;
}

static struct text derive_next_key(const struct matching *matching, size_t i, unsigned turn)
{
    char site[SITE_SIZE];
    struct text name = matching->rules->customers->site;
    int length = snprintf(site, sizeof site, "%.*s#%u", (int)name.length, name.at, turn);
    return write_key(matching->arena, derive_contact_id((struct text){site, (size_t)length},
                                                        matching->customers[i]->number_text));
}

/* One turn: the customers whose id is taken get the next one, unless that is taken too. */
static bool take_next_keys(struct matching *matching, unsigned turn, size_t *left)
{
    struct text *keys = take_from_arena(matching->arena, (matching->count + 1) * sizeof *keys);
    size_t count = 0;
    struct crm_record_list list;
    struct record_index index;
    *left = 0;
    if (keys == NULL) {
        return fail_for_memory(matching->error);
    }
    for (size_t i = 0; i < matching->count; i++) {
        if (is_unmatched(matching, i) && matching->needs_next_key[i]) {
            matching->matches[i].key = derive_next_key(matching, i, turn);
            keys[count++] = matching->matches[i].key;
        }
    }
    if (count == 0) {
        return true;
    }
    if (!find_by_keys(matching->rules, CRM_CONTACTS, keys, count, matching->arena, &list,
                      matching->error) ||
        !index_records(&list, read_key, matching, matching->arena, &index, matching->error)) {
        return false;
    }
    for (size_t i = 0; i < matching->count; i++) {
        const struct crm_record *found;
        struct text key = matching->matches[i].key;
        if (!is_unmatched(matching, i) || !matching->needs_next_key[i]) {
            continue;
        }
        matching->needs_next_key[i] = false;
        if (list_records_of_value(&index, key, false, &found, 1) == 1) {
            note_match(matching, i, MATCH_ID, found);
        } else if (list_records_of_value(&index, key, true, &found, 1) == 1 &&
                   !meet_deleted(matching, i, found)) {
            return false;
        }
        *left += matching->needs_next_key[i];
    }
    return true;
}

static bool choose_next_keys(struct matching *matching)
{
    size_t left = 1;
    for (unsigned turn = 2; left > 0; turn++) {
        if (turn > MOST_KEYS) {
            return fail(matching->error, ERROR_CRM,
                        "%d contacts with one customer number were deleted in the CRM; that cannot "
                        "be right",
                        MOST_KEYS);
        }
        if (!take_next_keys(matching, turn, &left)) {
            return false;
        }
    }
    return true;
}

bool match_contacts(const struct push_rules *rules, struct hand_out_index *hand_outs,
                    struct customer *const *customers, size_t count, struct arena *arena,
                    struct contact_match *matches, struct issue_list *issues, struct error *error)
{
    struct matching matching = {.rules = rules,
                                .hand_outs = hand_outs,
                                .customers = customers,
                                .count = count,
                                .arena = arena,
                                .matches = matches,
                                .issues = issues,
                                .needs_next_key = take_from_arena(arena, count + 1),
                                .handed_out = take_from_arena(arena, (count + 1) * sizeof(void *)),
                                .error = error};
    if (matching.needs_next_key == NULL || matching.handed_out == NULL) {
        return fail_for_memory(error);
    }
    memset(matching.needs_next_key, 0, count + 1);
    for (size_t i = 0; i < count; i++) {
        matches[i] = (struct contact_match){.rule = MATCH_NONE, .key = EMPTY_TEXT};
        matching.handed_out[i] = NULL;
    }
    return match_all_by_key_or_number(&matching) && match_all_by_hand_out(&matching) &&
           match_all_by_email(&matching) && match_all_by_mobile(&matching) &&
           meet_hand_outs(&matching) && choose_next_keys(&matching) &&
           (!arena->exhausted || fail_for_memory(error));
}
