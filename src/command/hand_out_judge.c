#include "command/hand_out_judge.h"

#include <time.h>

/* The values as a push would read them from the file; as they stand if it would reject the row. */
static struct text *read_back(const struct hand_out_judge *judge, const struct customer *customer,
                              struct arena *arena)
{
    const struct clickpos_layout *layout = &judge->file->layout;
    struct text *cells = take_from_arena(arena, (layout->count + 1) * sizeof *cells);
    struct customer read;
    if (cells == NULL) {
        return customer->values;
    }
    for (size_t i = 0; i < layout->count; i++) {
        struct text unwanted;
        size_t row = layout->rows[i];
        bool is_number = judge->rules->mapping->rows[row].field.role == ROLE_NUMBER;
        cells[i] = is_number ? TEXT("1") /* any will do: it is not compared */
                             : replace_unencodable(&judge->file->encoder, arena,
                                                   customer->values[row], &unwanted);
    }
    const struct record record = {
        .line = 1, .number = 1, .cells = cells, .cell_count = layout->count};
    make_customer(judge->rules, &record, arena, &read);
    return read.values != NULL ? read.values : customer->values;
}

static void skip_waiting(struct hand_out_judge *judge, struct customer *customer,
                         const struct hand_out *before, bool is_edited, struct arena *arena)
{
    struct text event = describe_hand_out(before, arena);
    customer->outcome = OUTCOME_SKIPPED;
    customer->issues = (struct issue_list){0};
    add_issue(&customer->issues, arena, ISSUE_WAITING, EMPTY_TEXT)->message = print_to_arena(
        arena, "%.*s%s", (int)event.length, event.at,
        is_edited ? " as a new customer, and edited since: the edit follows once the number is here"
                  : "");
    judge->counts->waiting++;
}

static void reject_for_accounts(struct customer *customer, struct arena *arena)
{
    add_issue(&customer->issues, arena, ISSUE_ACCOUNTS_UNCLEAR, EMPTY_TEXT)->message =
        TEXT("the contact hangs on several accounts; which of them is the customer's company is "
             "not clear");
    keep_only_errors(&customer->issues);
    customer->outcome = OUTCOME_REJECTED;
}

static bool hand_out(struct hand_out_judge *judge, struct customer *customer, struct text id,
                     const struct value_digests *in_crm, struct arena *arena, struct error *error)
{
    const struct hand_out entry = {.run = judge->run,
                                   .contact = id,
                                   .customer = customer->number_text,
                                   .state = HAND_OUT_PREPARED,
                                   .handed = (int64_t)time(NULL),
                                   .in_crm = *in_crm,
                                   .in_row =
                                       digest_row(judge->rules, read_back(judge, customer, arena))};
    struct issue *issue = add_issue(&customer->issues, arena, ISSUE_HANDED_OUT, EMPTY_TEXT);
    issue->message = customer->number == 0 ? TEXT("goes to ClickPOS as a new customer")
                                           : TEXT("goes to ClickPOS with its changes");
    return add_hand_out(judge->journal, &entry, error);
}

bool judge_hand_out(void *context, struct contact *contact, struct arena *arena,
                    struct error *error)
{
    struct hand_out_judge *judge = context;
    struct customer *customer = &contact->customer;
    struct text id = customer->record->cells[judge->id_column];
    struct ticked_contact ticked;
    struct hand_out before;
    bool is_known = false;
    if (!read_ticked_contact(judge->contacts, customer->record->number, &ticked, error)) {
        return false;
    }
    if (ticked.account_count > 1) {
        reject_for_accounts(customer, arena);
        return true;
    }
    if (!find_hand_out(judge->journal, id, arena, &before, &is_known, error)) {
        return false;
    }
    bool is_open = is_known && before.state == HAND_OUT_OPEN && !judge->hands_out_again;
    bool is_edited = is_open && !are_digests_equal(&ticked.in_crm, &before.in_crm);
    if (is_open && (!is_edited || customer->number == 0)) {
        skip_waiting(judge, customer, &before, is_edited, arena);
        return true;
    }
    return hand_out(judge, customer, id, &ticked.in_crm, arena, error);
}
