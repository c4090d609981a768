#include "sync/tick.h"

#include "sync/record_changes.h"

/* A ticked contact and its row. */
struct judging {
    const struct push_rules *rules;
    const struct customer *customer;
    struct contact_match *match;
    struct issue_list *issues;
    struct arena *arena;
};

static bool is_ticked_in_crm(const struct judging *judging)
{
    return equal_texts(get_record_value(judging->rules->fields, judging->arena, CRM_CONTACTS,
                                        ROLE_TICK, judging->match->contact),
                       TEXT("1"));
}

static bool is_numbered(const struct judging *judging)
{
    return get_record_value(judging->rules->fields, judging->arena, CRM_CONTACTS, ROLE_NUMBER,
                            judging->match->contact)
               .length > 0;
}

static void note_kept(struct judging *judging, enum issue_code code, const char *words,
                      const struct hand_out *hand_out)
{
    struct issue *issue = add_issue(judging->issues, judging->arena, code, EMPTY_TEXT);
    struct text event = describe_hand_out(hand_out, judging->arena);
    issue->message = print_to_arena(judging->arena, "the contact was %.*s, and %s",
                                    (int)event.length, event.at, words);
}

/* The first field, of the contact or its account, in which the CRM has another value than the row;
   false if there is none. */
static bool find_difference(struct judging *judging, const struct record_field **field,
                            struct text *held)
{
    const struct push_rules *rules = judging->rules;
    const struct crm_record *contact = judging->match->contact;
    return holds_other_value(rules, judging->customer, CRM_CONTACTS, contact, judging->arena, field,
                             held) ||
           (contact->account_count > 0 && gets_account(rules, judging->customer) &&
            holds_other_value(rules, judging->customer, CRM_ACCOUNTS, &contact->accounts[0],
                              judging->arena, field, held));
}

static void add_conflict(struct judging *judging, const struct record_field *field,
                         struct text held, const char *message)
{
    struct issue *issue = add_issue(judging->issues, judging->arena, ISSUE_UNSEEN_EDIT,
                                    get_column_header(judging->rules->customers, field->row));
    issue->old = held;
    issue->has_old = true;
    issue->new = get_customer_value(judging->customer, field, true);
    issue->has_new = true;
    issue->message = make_text(message);
    judging->match->is_conflict = true;
}

/* The contact is not as it was handed out last, if it ever was. */
static bool judge_unseen(struct judging *judging, const struct hand_out *hand_out,
                         const struct value_digests *row, struct error *error)
{
    const struct record_field *field = NULL;
    struct text held;
    bool is_handed_out = false;
    judging->match->keeps_tick = true;
    if (!find_difference(judging, &field, &held)) {
        add_issue(judging->issues, judging->arena, ISSUE_TICK_KEPT, EMPTY_TEXT)->message =
            TEXT("the contact is ticked for ClickPOS, and no pull has handed out what it is now: "
                 "the tick stays");
        return true;
    }
    if (hand_out != NULL &&
        !ask_whether_handed_out(judging->rules->journal, judging->match->contact->id, row,
                                &is_handed_out, error)) {
        return false;
    }
    if (is_handed_out) {
        judging->match->keeps_values = true;
        note_kept(judging, ISSUE_EDIT_KEPT,
                  "edited since: the row has what was handed out, the contact has what is newer",
                  hand_out);
        return true;
    }
    add_conflict(judging, field, held,
                 "the contact is ticked for ClickPOS, and the CRM has another value than the row");
    return true;
}

/* How the row stands to what was handed out, by the row that was seen before. */
static bool compare_with_row_before(const struct judging *judging, const struct hand_out *hand_out,
                                    const struct value_digests *row, enum row_standing *standing,
                                    struct error *error)
{
    struct journal *journal = judging->rules->journal;
    struct value_digests before;
    bool is_known = false;
    bool is_handed_out = false;
    *standing = ROW_WITHOUT_NEWS;
    if (!find_seen_row(journal, judging->customer->number, &before, &is_known, error)) {
        return false;
    }
    if (is_known) {
        *standing = judge_row(row, &before, &hand_out->in_row);
    }
    if (*standing != ROW_WITH_EDIT || are_digests_equal(row, &hand_out->in_row)) {
        return true;
    }
    /* What an earlier pull handed out has arrived, and not yet what the last one has. */
    if (!ask_whether_handed_out(journal, judging->match->contact->id, row, &is_handed_out, error)) {
        return false;
    }
    *standing = is_handed_out ? ROW_BEFORE_EDIT : ROW_WITH_EDIT;
    return true;
}

/* The contact is as it was handed out. Does ClickPOS have that, too? */
static bool judge_seen(struct judging *judging, const struct hand_out *hand_out,
                       const struct value_digests *row, struct error *error)
{
    const struct record_field *field = NULL;
    struct text held;
    enum row_standing standing;
    if (!is_numbered(judging) || !find_difference(judging, &field, &held)) {
        return true;
    }
    if (!compare_with_row_before(judging, hand_out, row, &standing, error)) {
        return false;
    }
    if (standing == ROW_BEFORE_EDIT) {
        judging->match->keeps_tick = true;
        judging->match->keeps_values = true;
        note_kept(judging, ISSUE_NOT_UPLOADED,
                  "the row is still the one before: its file has not been uploaded, or the export "
                  "is older",
                  hand_out);
    } else if (standing == ROW_MEETS_EDIT) {
        add_conflict(
            judging, field, held,
            "the contact was handed out with another value, and the row has been edited in "
            "ClickPOS: uploading that file would undo it");
    }
    return true;
}

bool judge_tick(const struct push_rules *rules, const struct customer *customer,
                struct contact_match *match, struct issue_list *issues, struct arena *arena,
                struct error *error)
{
    struct judging judging = {rules, customer, match, issues, arena};
    struct hand_out hand_out;
    bool is_handed_out = false;
    if (match->contact == NULL || match->is_conflict || !is_ticked_in_crm(&judging)) {
        return true;
    }
    if (!find_hand_out(rules->journal, match->contact->id, arena, &hand_out, &is_handed_out,
                       error)) {
        return false;
    }
    is_handed_out = is_handed_out && hand_out.state == HAND_OUT_OPEN;
    const struct value_digests row = digest_row(rules->customers, customer->values);
    const struct value_digests held = digest_contact(rules->fields, arena, match->contact);
    if (is_handed_out && are_digests_equal(&held, &hand_out.in_crm)) {
        return judge_seen(&judging, &hand_out, &row, error);
    }
    return judge_unseen(&judging, is_handed_out ? &hand_out : NULL, &row, error);
}
