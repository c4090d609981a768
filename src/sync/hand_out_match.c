/* The search among the contacts that were handed out as new ones (product.md "pull, and closing the
   loop"): what came back with a number is the contact that had none. */
#include "sync/matching.h"

#include "sync/key_look_up.h"

static struct text read_id(const void *context, const struct crm_record *record)
{
    (void)context;
    return record->id;
}

/* For each customer the contacts that it may be, and what the CRM has of them. */
struct seeking {
    struct matching *matching;
    struct waiting_contact **found; /* CANDIDATE_LIMIT for each customer */
    size_t *counts;
    struct record_index by_id;
};

static bool start_seeking(struct seeking *seeking, struct matching *matching)
{
    size_t room = (matching->count + 1) * sizeof(void *);
    *seeking = (struct seeking){
        .matching = matching,
        .found = take_from_arena(matching->arena, room * CANDIDATE_LIMIT),
        .counts = take_from_arena(matching->arena, (matching->count + 1) * sizeof(size_t))};
    return (seeking->found != NULL && seeking->counts != NULL) || fail_for_memory(matching->error);
}

/* Those that were handed out with the row's values, or that the row may be. */
typedef size_t contact_lister(const struct hand_out_index *index, const struct value_digests *row,
                              struct waiting_contact **found, size_t limit);

static void seek_contacts(struct seeking *seeking, contact_lister *list)
{
    const struct matching *matching = seeking->matching;
    for (size_t i = 0; i < matching->count; i++) {
        seeking->counts[i] = 0;
        if (is_unmatched(matching, i)) {
            const struct value_digests row =
                digest_row(matching->rules->customers, matching->customers[i]->values);
            seeking->counts[i] = list(matching->hand_outs, &row,
                                      seeking->found + i * CANDIDATE_LIMIT, CANDIDATE_LIMIT);
        }
    }
}

/* Asks the CRM for all that may be meant. */
static bool look_up_contacts(struct seeking *seeking)
{
    struct matching *matching = seeking->matching;
    struct crm_record_list list = {0};
    size_t total = 0;
    for (size_t i = 0; i < matching->count; i++) {
        total += seeking->counts[i];
    }
    struct text *ids = take_from_arena(matching->arena, (total + 1) * sizeof *ids);
    if (ids == NULL) {
        return fail_for_memory(matching->error);
    }
    total = 0;
    for (size_t i = 0; i < matching->count; i++) {
        for (size_t k = 0; k < seeking->counts[i]; k++) {
            ids[total++] = seeking->found[i * CANDIDATE_LIMIT + k]->id;
        }
    }
    return (total == 0 || find_records(matching->rules->crm, CRM_CONTACTS, CRM_BY_ID, ids, total,
                                       matching->arena, &list, matching->error)) &&
           index_records(&list, read_id, matching, matching->arena, &seeking->by_id,
                         matching->error);
}

/* The contacts of a customer that are still without a number, each once; one that has been deleted
   goes to *deleted. */
static size_t list_unnumbered(const struct seeking *seeking, size_t i,
                              const struct crm_record **contacts, const struct crm_record **deleted)
{
    const struct matching *matching = seeking->matching;
    size_t count = 0;
    for (size_t k = 0; k < seeking->counts[i]; k++) {
        const struct waiting_contact *waiting = seeking->found[i * CANDIDATE_LIMIT + k];
        const struct crm_record *record = NULL;
        bool is_listed = waiting->is_found;
        if (list_records_of_value(&seeking->by_id, waiting->id, true, deleted, 1) == 1 ||
            list_records_of_value(&seeking->by_id, waiting->id, false, &record, 1) == 0) {
            continue;
        }
        for (size_t m = 0; m < count; m++) {
            is_listed = is_listed || contacts[m] == record;
        }
        if (!is_listed && read_contact_number(matching, record).length == 0) {
            contacts[count++] = record;
        }
    }
    return count;
}

static void mark_found(const struct seeking *seeking, size_t i, struct text id)
{
    for (size_t k = 0; k < seeking->counts[i]; k++) {
        struct waiting_contact *waiting = seeking->found[i * CANDIDATE_LIMIT + k];
        waiting->is_found = waiting->is_found || equal_texts(waiting->id, id);
    }
}

static bool has_waiting_contacts(const struct matching *matching)
{
    return matching->hand_outs->count > 0;
}

/* For whom of the customers there is one. */
static bool find_waiting_contacts(struct seeking *seeking, struct matching *matching,
                                  contact_lister *list)
{
    if (!start_seeking(seeking, matching)) {
        return false;
    }
    seek_contacts(seeking, list);
    return look_up_contacts(seeking);
}

bool match_all_by_hand_out(struct matching *matching)
{
    struct seeking seeking;
    if (!has_waiting_contacts(matching)) {
        return true;
    }
    if (!find_waiting_contacts(&seeking, matching, list_equal_contacts)) {
        return false;
    }
    for (size_t i = 0; i < matching->count; i++) {
        const struct crm_record *contacts[CANDIDATE_LIMIT];
        size_t count = list_unnumbered(&seeking, i, contacts, &matching->handed_out[i]);
        if (count == 1) {
            note_match(matching, i, MATCH_HAND_OUT, contacts[0]);
        } else if (count > 1) {
            note_conflict(matching, i, ISSUE_SEVERAL_CONTACTS, ROLE_LAST_NAME,
                          "several contacts were handed out with the row's values: ", contacts,
                          count, "");
        }
    }
    for (size_t i = 0; i < matching->count; i++) { /* only now: two rows of one contact */
        if (matching->matches[i].rule == MATCH_HAND_OUT) {
            mark_found(&seeking, i, matching->matches[i].contact->id);
        }
    }
    return true;
}

/* A contact with the row's values was handed out, and deleted before it had its number. */
static void meet_deleted_hand_out(struct matching *matching, size_t i)
{
    matching->matches[i].is_recreated = matching->rules->recreates_deleted;
    if (!matching->rules->recreates_deleted) {
        note_conflict(matching, i, ISSUE_CONTACT_DELETED, ROLE_NUMBER, "the contact ",
                      &matching->handed_out[i], 1,
                      " was handed out with the row's values, and deleted in the CRM since");
    }
}

bool meet_hand_outs(struct matching *matching)
{
    struct seeking seeking;
    if (!has_waiting_contacts(matching)) {
        return true;
    }
    if (!find_waiting_contacts(&seeking, matching, list_similar_contacts)) {
        return false;
    }
    for (size_t i = 0; i < matching->count; i++) {
        const struct crm_record *contacts[CANDIDATE_LIMIT];
        const struct crm_record *unwanted = NULL;
        size_t count = list_unnumbered(&seeking, i, contacts, &unwanted);
        if (count > 0) {
            note_conflict(matching, i, ISSUE_LIKE_HAND_OUT, ROLE_LAST_NAME,
                          "the row may be a contact that was handed out and has no number yet: ",
                          contacts, count, "");
        } else if (is_unmatched(matching, i) && matching->handed_out[i] != NULL) {
            meet_deleted_hand_out(matching, i);
        }
    }
    return true;
}
