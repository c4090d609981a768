#include "pipeline/issue.h"

static const struct issue_kind kinds[ISSUE_CODE_COUNT] = {
    [ISSUE_QUOTE_OPEN] = {"quote-open", "A double quote opens a cell and never closes",
                          "Put the missing double quote at the end of that cell, or take away the "
                          "one at its start, and feed the row in again.",
                          SEVERITY_ERROR},
    [ISSUE_QUOTE_JUNK] = {"quote-junk", "Text stands behind a closing double quote",
                          "Write each double quote inside that cell twice, or take it away, and "
                          "feed the row in again.",
                          SEVERITY_ERROR},
    [ISSUE_QUOTE_STRAY] =
        {"quote-stray", "A stray double quote has joined this row with rows below it",
         "Take the double quote at the start of the cell away and feed the row in "
         "again; the rows below it were read on their own.",
         SEVERITY_ERROR},
    [ISSUE_TOO_LARGE] = {"too-large", "A cell over 64 KiB or a row over 1 MiB",
                         "Look for a double quote that never closes in that row, or shorten its "
                         "longest cell.",
                         SEVERITY_ERROR},
    [ISSUE_NUL_BYTE] = {"nul-byte", "The row holds a NUL byte, which is no text",
                        "Type the row anew or export it again; if every row is concerned, name the "
                        "file's encoding with --encoding.",
                        SEVERITY_ERROR},
    [ISSUE_UNDECODABLE] = {"undecodable", "Characters that the file's encoding does not know",
                           "Type the damaged characters anew in the rejects file, or name the "
                           "right encoding with --encoding and run again.",
                           SEVERITY_ERROR},
    [ISSUE_TOO_MANY_CELLS] = {"too-many-cells", "More cells than the header has columns",
                              "Look for a comma inside a value, which has shifted the columns: put "
                              "double quotes around that value or take the comma away.",
                              SEVERITY_ERROR},
    [ISSUE_NO_CUSTOMER_NUMBER] = {"no-customer-number", "No customer number",
                                  "Look the customer's number up in ClickPOS, fill it in and feed "
                                  "the row in again.",
                                  SEVERITY_ERROR},
    [ISSUE_BAD_CUSTOMER_NUMBER] =
        {"bad-customer-number", "The customer number is not a whole number from 1 to 2147483647",
         "Correct the number as it stands in ClickPOS and feed the row in "
         "again.",
         SEVERITY_ERROR},
    [ISSUE_DUPLICATE_NUMBER] = {"duplicate-number",
                                "A customer number that an earlier row has, with other values",
                                "Decide which of the two rows is right and correct or delete the "
                                "other, or run with --on-duplicate first to keep the first one.",
                                SEVERITY_ERROR},
    [ISSUE_SHARED_NUMBER] = {"shared-number", "Two contacts have one customer number",
                             "Decide in the CRM whose number it is, take it away from the other "
                             "contact, or merge the two if they are one person; then export again.",
                             SEVERITY_ERROR},
    [ISSUE_REPEATED_CONTACT] = {"repeated-contact",
                                "One contact stands in the file twice, with different values",
                                "Delete the row that is out of date and run again, or make a new "
                                "export.",
                                SEVERITY_ERROR},
    [ISSUE_NO_NAME] = {"no-name", "No last name, first name or company",
                       "Fill in a last name and feed the row in again.", SEVERITY_ERROR},
    [ISSUE_ACCOUNTS_UNCLEAR] = {"accounts-unclear", "The contact hangs on several accounts",
                                "Take the contact off the accounts that are not its own, in the "
                                "CRM; the next pull hands it out.",
                                SEVERITY_ERROR},
    [ISSUE_TOO_LONG] = {"too-long", "A value is longer than the CRM's field",
                        "Shorten the value and feed the row in again, or run with --too-long cut "
                        "to have it cut.",
                        SEVERITY_ERROR},
    [ISSUE_SEVERAL_CONTACTS] =
        {"several-contacts", "More than one contact in the CRM could be the customer",
         "Merge the contacts in the CRM, or give the right one the customer number, and feed the "
         "row in again.",
         SEVERITY_CONFLICT},
    [ISSUE_CONTACT_TAKEN] = {"contact-taken", "Two rows match one contact",
                             "Give the contact in the CRM the number of the right one, and feed "
                             "both rows in again.",
                             SEVERITY_CONFLICT},
    [ISSUE_OTHER_NUMBER] = {"other-number",
                            "The customer's contact has another number, another has the customer's",
                            "Put the numbers of the two contacts right in the CRM and feed the row "
                            "in again.",
                            SEVERITY_CONFLICT},
    [ISSUE_CONTACT_DELETED] = {"contact-deleted", "The contact was deleted in the CRM",
                               "Delete the customer in ClickPOS too, or run with "
                               "--recreate-deleted to make the contact anew.",
                               SEVERITY_CONFLICT},
    [ISSUE_SEVERAL_ACCOUNTS] = {"several-accounts",
                                "More than one account in the CRM could be the customer's",
                                "Merge or rename the accounts in the CRM, or take the contact off "
                                "those that are not its own, and feed the row in again.",
                                SEVERITY_CONFLICT},
    [ISSUE_UNSEEN_EDIT] = {"unseen-edit",
                           "The ticked contact holds an edit that ClickPOS has not seen",
                           "Bring the contact to ClickPOS first, or take its tick away in the CRM "
                           "to have it overwritten, and feed the row in again.",
                           SEVERITY_CONFLICT},
    [ISSUE_LIKE_HAND_OUT] = {"like-hand-out",
                             "The row looks like a contact that was handed out and has no number "
                             "yet",
                             "If it is that contact, enter the number there in the CRM; if not, "
                             "make the contact in the CRM, with the number; then feed the row in "
                             "again.",
                             SEVERITY_CONFLICT},
    [ISSUE_CHANGED_SINCE] = {"changed-since",
                             "The record was changed in the CRM after the plan was made",
                             "Feed the row in again: it will be compared anew.", SEVERITY_CONFLICT,
                             true},
    [ISSUE_NOT_WRITTEN] = {"not-written", "The CRM did not take the record",
                           "Look what the CRM says, put that right and feed the row in again.",
                           SEVERITY_FAILURE, true},
    [ISSUE_COLUMN_REPEATED] =
        {"column-repeated", "A column stands more than once in the header",
         "If the values are taken from the wrong one of these columns, rename "
         "or delete the other and run again.",
         SEVERITY_WARNING},
    [ISSUE_COLUMN_MISSING] = {"column-missing",
                              "A field has no column in the file: it is blank for everybody",
                              "If the field stands there under another label, name that with "
                              "--column; if not, export it too, unless it is not used.",
                              SEVERITY_WARNING},
    [ISSUE_NO_ACCOUNTS_FILE] = {"no-accounts-file",
                                "No accounts file: what accounts hold is blank for everybody",
                                "Export the accounts from the CRM as well and name that file with "
                                "--accounts.",
                                SEVERITY_WARNING},
    [ISSUE_TOO_FEW_CELLS] = {"too-few-cells", "Fewer cells than the header has columns",
                             "Check that the row is whole; the cells that are missing at its end "
                             "count as blank.",
                             SEVERITY_WARNING},
    [ISSUE_LOST_DIGITS] = {"lost-digits",
                           "Excel has rounded a number, its digits are lost: left out",
                           "Look the number up and enter it by hand where the file goes, or make "
                           "a new export and do not save it in Excel.",
                           SEVERITY_WARNING},
    [ISSUE_BAD_EMAIL] = {"bad-email", "Not a valid email address: left out",
                         "Correct the address in ClickPOS and run again, or enter it in the CRM by "
                         "hand.",
                         SEVERITY_WARNING},
    [ISSUE_FURTHER_EMAIL] = {"further-email",
                             "Several email addresses in one cell: the first valid one is used",
                             "Enter the other addresses in the CRM by hand if they are needed.",
                             SEVERITY_WARNING},
    [ISSUE_CUT] = {"cut", "A value was cut to the length of the CRM's field",
                   "Check that what is left still makes sense; shorten the value in ClickPOS if it "
                   "does not.",
                   SEVERITY_WARNING},
    [ISSUE_DUPLICATE_SKIPPED] =
        {"duplicate-skipped",
         "Skipped: an earlier row has this customer number, with other "
         "values",
         "Check that the first row is the right one; delete it and run again "
         "if it is not.",
         SEVERITY_WARNING},
    [ISSUE_ACCOUNT_DIFFERS] =
        {"account-differs",
         "Customers of one company disagree about its details: the first row "
         "wins",
         "Compare the values with the company's first row; make them equal in "
         "ClickPOS, or spell the company names differently if they are two "
         "companies.",
         SEVERITY_WARNING},
    [ISSUE_NO_PLACE] = {"no-place",
                        "A value has no place in the CRM, since the customer has no account",
                        "Run with --no-company account if these values are to be kept.",
                        SEVERITY_WARNING},
    [ISSUE_ACCOUNT_MISSING] =
        {"account-missing", "A contact's account is not in the accounts file",
         "Export all accounts and run again; without the account its address, "
         "phone and website are blank.",
         SEVERITY_WARNING},
    [ISSUE_ACCOUNT_AMBIGUOUS] =
        {"account-ambiguous", "Two accounts have the name of a contact's account",
         "Rename or merge one of the two in the CRM and export again; until "
         "then address, phone and website of these contacts are blank.",
         SEVERITY_WARNING},
    [ISSUE_REPEATED_ACCOUNT] = {"repeated-account",
                                "One account stands in the file twice, with different values",
                                "Delete the row that is out of date and run again: the first one "
                                "counts.",
                                SEVERITY_WARNING},
    [ISSUE_UNUSED_ACCOUNT] = {"unused-account",
                              "Not carried: an account that no contact of the file has",
                              "Nothing, unless it is a customer: then give it a contact in the CRM "
                              "and export again.",
                              SEVERITY_WARNING},
    [ISSUE_BAD_TICK] = {"bad-tick",
                        "The check box ClickPOS Sync is neither 1 nor 0: it counts as not ticked",
                        "Write 1 or 0 into that cell, or name the right column with --column.",
                        SEVERITY_WARNING},
    [ISSUE_UNENCODABLE] = {"unencodable",
                           "The output's encoding lacks a character: a ? stands in its place",
                           "Run without --output-encoding if ClickPOS takes UTF-8, or correct the "
                           "values in ClickPOS by hand.",
                           SEVERITY_WARNING},
    [ISSUE_REPLACEMENT_CHARACTER] =
        {"replacement-character", "A character was lost before the file came here",
         "Correct the value in ClickPOS: where the mark of a lost "
         "character stands, an earlier program could not read a letter.",
         SEVERITY_WARNING},
    [ISSUE_WIZARD_DAMAGE] = {"wizard-damage", "The CRM's import wizard would change a value",
                             "Run with --protect to have a harmless equivalent written, or correct "
                             "the value in the CRM after the import.",
                             SEVERITY_WARNING},
    [ISSUE_WIZARD_ROW] = {"wizard-row",
                          "The CRM's import wizard would lose or garble the whole row",
                          "Run with --protect or shorten the row's values; otherwise check this "
                          "customer in the CRM after the import.",
                          SEVERITY_WARNING},
    [ISSUE_WIZARD_EMAIL] = {"wizard-email",
                            "The CRM's import wizard would refuse the email address: left out",
                            "Enter the address in the CRM by hand after the import.",
                            SEVERITY_WARNING},
    [ISSUE_CRM_CHANGES] = {"crm-changes", "The CRM stores a value in another form",
                           "Write the value without what looks like markup or is no letter, if it "
                           "is to arrive as it stands.",
                           SEVERITY_WARNING},
    [ISSUE_NOT_KEPT] = {"not-kept", "Read back: the CRM did not keep a value as it was sent",
                        "Compare the two, and correct the value in the CRM by hand if it matters.",
                        SEVERITY_WARNING, true},
    [ISSUE_TICKED_AGAIN] = {"ticked-again", "A contact was ticked again while it was written",
                            "Nothing: the tick stays, and the next pull hands the contact out.",
                            SEVERITY_NOTICE, true},
    [ISSUE_WAITING] = {"waiting", "Skipped: handed out before, and nothing has come back yet",
                       "Nothing, if the file is being uploaded; --again hands it out once more.",
                       SEVERITY_NOTICE},
    [ISSUE_NOT_UPLOADED] = {"not-uploaded",
                            "Left alone: ClickPOS does not have what was handed out",
                            "Upload the file of that pull, and export anew; if the file is lost, "
                            "pull with --again.",
                            SEVERITY_NOTICE},
    [ISSUE_EDIT_KEPT] = {"edit-kept", "Left alone: edited in the CRM after it was handed out",
                         "Nothing: the next pull hands the edit out.", SEVERITY_NOTICE},
    [ISSUE_TICK_KEPT] = {"tick-kept", "The tick stays, since no pull has handed the contact out",
                         "Nothing: the next pull hands it out, and the push after that takes the "
                         "tick away.",
                         SEVERITY_NOTICE},
    [ISSUE_NOT_A_CUSTOMER] = {"not-a-customer",
                              "Skipped: a title, a total or a page number, not a customer",
                              "Nothing, unless one of these rows is a customer: then fill in the "
                              "customer number and a name.",
                              SEVERITY_NOTICE},
    [ISSUE_DELETED] = {"deleted", "Skipped: the record is deleted in the CRM",
                       "Nothing: deleted records are not carried.", SEVERITY_NOTICE},
    [ISSUE_REPEATED_HEADER] = {"repeated-header",
                               "Skipped: the header once more, as on each printed page",
                               "Nothing: the rows around it were read as usual.", SEVERITY_NOTICE},
    [ISSUE_REPEATED_ROW] = {"repeated-row", "Skipped: the row repeats an earlier one",
                            "Nothing: the earlier row was carried.", SEVERITY_NOTICE},
    [ISSUE_NUMBER_REWRITTEN] = {"number-rewritten", "A customer number was written in another way",
                                "Nothing, as long as it is the same number in ClickPOS.",
                                SEVERITY_NOTICE},
    [ISSUE_ZERO_NUMBER] = {"zero-number",
                           "A customer number of 0 counts as none: the customer is new to ClickPOS",
                           "Nothing, as long as these customers are not in ClickPOS yet.",
                           SEVERITY_NOTICE},
    [ISSUE_UNWRAPPED] = {"unwrapped", "Excel's =\"...\" was taken off a value",
                         "Nothing: the value itself is unchanged.", SEVERITY_NOTICE},
    [ISSUE_ZERO_RESTORED] = {"zero-restored", "A leading zero that Excel had dropped was put back",
                             "Nothing, unless the number belongs to another country: then correct "
                             "it in ClickPOS.",
                             SEVERITY_NOTICE},
    [ISSUE_CONTROL_CHARACTER] = {"control-character", "An invisible control character was removed",
                                 "Nothing: the value is the same to the eye.", SEVERITY_NOTICE},
    [ISSUE_NAME_MOVED] = {"name-moved", "No last name: the first name stands there",
                          "Nothing, or fill in the last name in ClickPOS and run again.",
                          SEVERITY_NOTICE},
    [ISSUE_COMPANY_AS_NAME] = {"company-as-name",
                               "No name: the company name stands as the last name",
                               "Nothing, or fill in the contact's name in ClickPOS and run again.",
                               SEVERITY_NOTICE},
    [ISSUE_COMPANY_LIKE_PERSON] = {"company-like-person",
                                   "A company is named like the account of a person",
                                   "Rename the company if it is to come back to ClickPOS: by this "
                                   "name it would be taken for a customer without one.",
                                   SEVERITY_NOTICE},
    [ISSUE_EMPTY_WEBSITE] = {"empty-website", "A website of nothing but http:// counts as blank",
                             "Nothing: the CRM shows a blank website that way.", SEVERITY_NOTICE},
    [ISSUE_UNUSUAL_EMAIL] = {"unusual-email",
                             "An email address that the CRM's own import would refuse: carried",
                             "Check the address; on the way back into the CRM it would be left "
                             "out.",
                             SEVERITY_NOTICE},
    [ISSUE_PROTECTED] = {"protected",
                         "A value was rewritten so that the import wizard leaves it alone",
                         "Nothing, as long as the new spelling reads the same.", SEVERITY_NOTICE},
    [ISSUE_CREATED] = {"created", "A contact is created", "Nothing.", SEVERITY_CHANGE},
    [ISSUE_RECREATED] = {"recreated", "A contact that was deleted in the CRM is made anew",
                         "Nothing.", SEVERITY_CHANGE},
    [ISSUE_NUMBERED] = {"numbered", "A contact gets its customer number", "Nothing.",
                        SEVERITY_CHANGE},
    [ISSUE_UPDATED] = {"updated", "A contact's field is changed", "Nothing.", SEVERITY_CHANGE},
    [ISSUE_CONTACT_MOVED] = {"contact-moved", "A contact moves to another account",
                             "Nothing, if it belongs to that company now.", SEVERITY_CHANGE},
    [ISSUE_ACCOUNT_CREATED] = {"account-created", "An account is created", "Nothing.",
                               SEVERITY_CHANGE},
    [ISSUE_ACCOUNT_UPDATED] = {"account-updated", "An account's field is changed", "Nothing.",
                               SEVERITY_CHANGE},
    [ISSUE_ACCOUNT_RENAMED] = {"account-renamed", "An account is renamed",
                               "Nothing, if the company has a new name.", SEVERITY_CHANGE},
    [ISSUE_HANDED_OUT] = {"handed-out", "A contact goes to ClickPOS",
                          "Upload the file in ClickPOS.", SEVERITY_CHANGE},
};

const struct issue_kind *get_issue_kind(enum issue_code code)
{
    return &kinds[code];
}

const char *get_severity_name(enum severity severity)
{
    static const char *const names[] = {
        [SEVERITY_ERROR] = "error",     [SEVERITY_WARNING] = "warning",
        [SEVERITY_NOTICE] = "notice",   [SEVERITY_CONFLICT] = "conflict",
        [SEVERITY_FAILURE] = "failure", [SEVERITY_CHANGE] = "change",
    };
    return names[severity];
}

static void append_issue(struct issue_list *list, struct issue *issue)
{
    if (list->last == NULL) {
        list->first = issue;
    } else {
        list->last->next = issue;
    }
    list->last = issue;
}

struct issue *add_issue(struct issue_list *list, struct arena *arena, enum issue_code code,
                        struct text column)
{
    /* Never read: the arena says that what was written there is lost. */
    static _Thread_local struct issue scratch;
    struct issue *issue = take_from_arena(arena, sizeof *issue);
    if (issue == NULL) {
        scratch = (struct issue){.code = code, .column = column};
        return &scratch;
    }
    *issue = (struct issue){.code = code, .column = column};
    append_issue(list, issue);
    return issue;
}

static bool is_error(const struct issue *issue)
{
    return get_issue_kind(issue->code)->severity == SEVERITY_ERROR;
}

bool has_error(const struct issue_list *list)
{
    for (const struct issue *issue = list->first; issue != NULL; issue = issue->next) {
        if (is_error(issue)) {
            return true;
        }
    }
    return false;
}

void keep_only_errors(struct issue_list *list)
{
    struct issue_list kept = {0};
    for (struct issue *issue = list->first; issue != NULL; issue = issue->next) {
        if (is_error(issue)) {
            append_issue(&kept, issue);
        }
    }
    if (kept.last != NULL) {
        kept.last->next = NULL;
    }
    *list = kept;
}
