#include "report/counts_summary.h"

#include "report/numbers.h"
#include "report/plan_summary.h"
#include "report/style.h"

/* What went to the CRM, or will. */
static void append_crm_counts(struct buffer *out, const struct counts *counts)
{
    append_counted(out, counts->contacts, "contact");
    append_text(out, TEXT(", "));
    append_counted(out, counts->accounts, "account");
    append_byte(out, '\n');
    if (counts->contacts > 0) {
        append_time(out, counts->contacts + counts->accounts, "to import them");
    }
}

/* Appends "3 accounts read, 1 of them without a contact, 2 rejected". */
static void append_account_counts(struct buffer *out, const struct counts *counts, bool color)
{
    append_counted(out, counts->accounts, "account");
    append_text(out, TEXT(" read"));
    if (counts->unused_accounts > 0) {
        append_text(out, TEXT(", "));
        append_number(out, counts->unused_accounts, 0);
        append_text(out, TEXT(" of them without a contact"));
    }
    if (counts->rejected_accounts > 0) {
        append_text(out, TEXT(", "));
        append_styled(out, color, RED, counts->rejected_accounts, "rejected");
    }
    append_byte(out, '\n');
}

/* What goes to ClickPOS, and what the accounts file had for it. */
static void append_clickpos_counts(struct buffer *out, const struct report *report, bool color)
{
    const struct counts *counts = &report->counts;
    append_counted(out, counts->carried, "customer");
    append_text(out, TEXT(" for ClickPOS, "));
    if (counts->new_customers > 0) {
        append_number(out, counts->new_customers, 0);
    } else {
        append_text(out, TEXT("none"));
    }
    append_text(out, TEXT(" of them new\n"));
    if (report->input_count > 1 && report->direction != REPORT_PULL) {
        append_account_counts(out, counts, color);
    }
}

/* What is not carried, and yet neither rejected nor skipped: " + 2 in conflict". */
static void append_left(struct buffer *out, bool color, uint64_t number, const char *word)
{
    if (number > 0) {
        append_text(out, TEXT(" + "));
        append_styled(out, color, RED, number, word);
    }
}

/* What of the skipped needs a word: " (3 of them not selected)". */
static void append_skipped(struct buffer *out, uint64_t number, const char *what)
{
    if (number > 0) {
        append_text(out, TEXT(" ("));
        append_number(out, number, 0);
        append_formatted(out, " of them %s)", what);
    }
}

void append_counts(struct buffer *out, const struct report *report, bool color)
{
    const struct counts *counts = &report->counts;
    bool is_pull = report->direction == REPORT_PULL;
    append_text(out, TEXT("\n"));
    append_counted(out, counts->read, is_pull ? "ticked contact" : "row");
    append_text(out, TEXT(" read = "));
    append_number(out, counts->carried, 0);
    append_text(out, TEXT(" carried"));
    append_left(out, color, counts->conflict, "in conflict");
    append_left(out, color, counts->failed, "failed");
    append_left(out, color, counts->not_reached, "not reached");
    append_text(out, TEXT(" + "));
    append_styled(out, color, RED, counts->rejected, "rejected");
    append_text(out, TEXT(" + "));
    append_number(out, counts->skipped, 0);
    append_text(out, TEXT(" skipped"));
    append_skipped(out, counts->not_selected, "not selected");
    append_skipped(out, counts->waiting, "waiting");
    append_byte(out, '\n');
    switch (report->direction) {
    case REPORT_TO_SUGAR:
        append_crm_counts(out, counts);
        break;
    case REPORT_TO_CLICKPOS:
    case REPORT_PULL:
        append_clickpos_counts(out, report, color);
        break;
    case REPORT_PUSH:
        append_push_counts(out, counts);
        break;
    }
    append_styled(out, color, YELLOW, counts->warnings,
                  counts->warnings == 1 ? "warning" : "warnings");
    append_text(out, TEXT(", "));
    append_counted(out, counts->notices, "notice");
    append_byte(out, '\n');
}
