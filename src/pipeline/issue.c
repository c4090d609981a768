#include "pipeline/issue.h"

static const struct issue_kind kinds[ISSUE_CODE_COUNT] = {
    [ISSUE_QUOTE_OPEN] = {"quote-open", SEVERITY_ERROR,
                          "A double quote opens a cell and never closes",
                          "Put the missing double quote at the end of that cell, or take away the "
                          "one at its start, and feed the row in again."},
    [ISSUE_QUOTE_JUNK] = {"quote-junk", SEVERITY_ERROR, "Text stands behind a closing double quote",
                          "Write each double quote inside that cell twice, or take it away, and "
                          "feed the row in again."},
    [ISSUE_QUOTE_STRAY] =
        {"quote-stray", SEVERITY_ERROR,
         "A stray double quote has joined this row with rows below it",
         "Take the double quote at the start of the cell away and feed the row in "
         "again; the rows below it were read on their own."},
    [ISSUE_TOO_LARGE] = {"too-large", SEVERITY_ERROR, "A cell over 64 KiB or a row over 1 MiB",
                         "Look for a double quote that never closes in that row, or shorten its "
                         "longest cell."},
    [ISSUE_NUL_BYTE] = {"nul-byte", SEVERITY_ERROR, "The row holds a NUL byte, which is no text",
                        "Type the row anew or export it again; if every row is concerned, name the "
                        "file's encoding with --encoding."},
    [ISSUE_UNDECODABLE] = {"undecodable", SEVERITY_ERROR,
                           "Characters that the file's encoding does not know",
                           "Type the damaged characters anew in the rejects file, or name the "
                           "right encoding with --encoding and run again."},
    [ISSUE_TOO_MANY_CELLS] = {"too-many-cells", SEVERITY_ERROR,
                              "More cells than the header has columns",
                              "Look for a comma inside a value, which has shifted the columns: put "
                              "double quotes around that value or take the comma away."},
    [ISSUE_NO_CUSTOMER_NUMBER] = {"no-customer-number", SEVERITY_ERROR, "No customer number",
                                  "Look the customer's number up in ClickPOS, fill it in and feed "
                                  "the row in again."},
    [ISSUE_BAD_CUSTOMER_NUMBER] =
        {"bad-customer-number", SEVERITY_ERROR,
         "The customer number is not a whole number from 1 to 2147483647",
         "Correct the number as it stands in ClickPOS and feed the row in "
         "again."},
    [ISSUE_DUPLICATE_NUMBER] = {"duplicate-number", SEVERITY_ERROR,
                                "A customer number that an earlier row has, with other values",
                                "Decide which of the two rows is right and correct or delete the "
                                "other, or run with --on-duplicate first to keep the first one."},
    [ISSUE_SHARED_NUMBER] =
        {"shared-number", SEVERITY_ERROR, "Two contacts have one customer number",
         "Decide in the CRM whose number it is, take it away from the other "
         "contact, or merge the two if they are one person; then export again."},
    [ISSUE_REPEATED_CONTACT] = {"repeated-contact", SEVERITY_ERROR,
                                "One contact stands in the file twice, with different values",
                                "Delete the row that is out of date and run again, or make a new "
                                "export."},
    [ISSUE_NO_NAME] = {"no-name", SEVERITY_ERROR, "No last name, first name or company",
                       "Fill in a last name and feed the row in again."},
    [ISSUE_TOO_LONG] = {"too-long", SEVERITY_ERROR, "A value is longer than the CRM's field",
                        "Shorten the value and feed the row in again, or run with --too-long cut "
                        "to have it cut."},
    [ISSUE_COLUMN_REPEATED] =
        {"column-repeated", SEVERITY_WARNING, "A column stands more than once in the header",
         "If the values are taken from the wrong one of these columns, rename "
         "or delete the other and run again."},
    [ISSUE_COLUMN_MISSING] = {"column-missing", SEVERITY_WARNING,
                              "A field has no column in the file: it is blank for everybody",
                              "If the field stands there under another label, name that with "
                              "--column; if not, export it too, unless it is not used."},
    [ISSUE_NO_ACCOUNTS_FILE] = {"no-accounts-file", SEVERITY_WARNING,
                                "No accounts file: what accounts hold is blank for everybody",
                                "Export the accounts from the CRM as well and name that file with "
                                "--accounts."},
    [ISSUE_TOO_FEW_CELLS] = {"too-few-cells", SEVERITY_WARNING,
                             "Fewer cells than the header has columns",
                             "Check that the row is whole; the cells that are missing at its end "
                             "count as blank."},
    [ISSUE_LOST_DIGITS] = {"lost-digits", SEVERITY_WARNING,
                           "Excel has rounded a number, its digits are lost: left out",
                           "Look the number up and enter it by hand where the file goes, or make "
                           "a new export and do not save it in Excel."},
    [ISSUE_BAD_EMAIL] = {"bad-email", SEVERITY_WARNING, "Not a valid email address: left out",
                         "Correct the address in ClickPOS and run again, or enter it in the CRM by "
                         "hand."},
    [ISSUE_FURTHER_EMAIL] = {"further-email", SEVERITY_WARNING,
                             "Several email addresses in one cell: the first valid one is used",
                             "Enter the other addresses in the CRM by hand if they are needed."},
    [ISSUE_CUT] = {"cut", SEVERITY_WARNING, "A value was cut to the length of the CRM's field",
                   "Check that what is left still makes sense; shorten the value in ClickPOS if it "
                   "does not."},
    [ISSUE_DUPLICATE_SKIPPED] =
        {"duplicate-skipped", SEVERITY_WARNING,
         "Skipped: an earlier row has this customer number, with other "
         "values",
         "Check that the first row is the right one; delete it and run again "
         "if it is not."},
    [ISSUE_ACCOUNT_DIFFERS] =
        {"account-differs", SEVERITY_WARNING,
         "Customers of one company disagree about its details: the first row "
         "wins",
         "Compare the values with the company's first row; make them equal in "
         "ClickPOS, or spell the company names differently if they are two "
         "companies."},
    [ISSUE_NO_PLACE] = {"no-place", SEVERITY_WARNING,
                        "A value has no place in the CRM, since the customer has no account",
                        "Run with --no-company account if these values are to be kept."},
    [ISSUE_ACCOUNT_MISSING] =
        {"account-missing", SEVERITY_WARNING, "A contact's account is not in the accounts file",
         "Export all accounts and run again; without the account its address, "
         "phone and website are blank."},
    [ISSUE_ACCOUNT_AMBIGUOUS] =
        {"account-ambiguous", SEVERITY_WARNING, "Two accounts have the name of a contact's account",
         "Rename or merge one of the two in the CRM and export again; until "
         "then address, phone and website of these contacts are blank."},
    [ISSUE_REPEATED_ACCOUNT] = {"repeated-account", SEVERITY_WARNING,
                                "One account stands in the file twice, with different values",
                                "Delete the row that is out of date and run again: the first one "
                                "counts."},
    [ISSUE_UNUSED_ACCOUNT] = {"unused-account", SEVERITY_WARNING,
                              "Not carried: an account that no contact of the file has",
                              "Nothing, unless it is a customer: then give it a contact in the CRM "
                              "and export again."},
    [ISSUE_BAD_TICK] = {"bad-tick", SEVERITY_WARNING,
                        "The check box ClickPOS Sync is neither 1 nor 0: it counts as not ticked",
                        "Write 1 or 0 into that cell, or name the right column with --column."},
    [ISSUE_UNENCODABLE] = {"unencodable", SEVERITY_WARNING,
                           "The output's encoding lacks a character: a ? stands in its place",
                           "Run without --output-encoding if ClickPOS takes UTF-8, or correct the "
                           "values in ClickPOS by hand."},
    [ISSUE_REPLACEMENT_CHARACTER] =
        {"replacement-character", SEVERITY_WARNING,
         "A character was lost before the file came here",
         "Correct the value in ClickPOS: where the mark of a lost "
         "character stands, an earlier program could not read a letter."},
    [ISSUE_WIZARD_DAMAGE] = {"wizard-damage", SEVERITY_WARNING,
                             "The CRM's import wizard would change a value",
                             "Run with --protect to have a harmless equivalent written, or correct "
                             "the value in the CRM after the import."},
    [ISSUE_WIZARD_ROW] = {"wizard-row", SEVERITY_WARNING,
                          "The CRM's import wizard would lose or garble the whole row",
                          "Run with --protect or shorten the row's values; otherwise check this "
                          "customer in the CRM after the import."},
    [ISSUE_WIZARD_EMAIL] = {"wizard-email", SEVERITY_WARNING,
                            "The CRM's import wizard would refuse the email address: left out",
                            "Enter the address in the CRM by hand after the import."},
    [ISSUE_NOT_A_CUSTOMER] = {"not-a-customer", SEVERITY_NOTICE,
                              "Skipped: a title, a total or a page number, not a customer",
                              "Nothing, unless one of these rows is a customer: then fill in the "
                              "customer number and a name."},
    [ISSUE_DELETED] = {"deleted", SEVERITY_NOTICE, "Skipped: the record is deleted in the CRM",
                       "Nothing: deleted records are not carried."},
    [ISSUE_REPEATED_HEADER] = {"repeated-header", SEVERITY_NOTICE,
                               "Skipped: the header once more, as on each printed page",
                               "Nothing: the rows around it were read as usual."},
    [ISSUE_REPEATED_ROW] = {"repeated-row", SEVERITY_NOTICE,
                            "Skipped: the row repeats an earlier one",
                            "Nothing: the earlier row was carried."},
    [ISSUE_NUMBER_REWRITTEN] = {"number-rewritten", SEVERITY_NOTICE,
                                "A customer number was written in another way",
                                "Nothing, as long as it is the same number in ClickPOS."},
    [ISSUE_ZERO_NUMBER] = {"zero-number", SEVERITY_NOTICE,
                           "A customer number of 0 counts as none: the customer is new to ClickPOS",
                           "Nothing, as long as these customers are not in ClickPOS yet."},
    [ISSUE_UNWRAPPED] = {"unwrapped", SEVERITY_NOTICE, "Excel's =\"...\" was taken off a value",
                         "Nothing: the value itself is unchanged."},
    [ISSUE_ZERO_RESTORED] = {"zero-restored", SEVERITY_NOTICE,
                             "A leading zero that Excel had dropped was put back",
                             "Nothing, unless the number belongs to another country: then correct "
                             "it in ClickPOS."},
    [ISSUE_CONTROL_CHARACTER] = {"control-character", SEVERITY_NOTICE,
                                 "An invisible control character was removed",
                                 "Nothing: the value is the same to the eye."},
    [ISSUE_NAME_MOVED] = {"name-moved", SEVERITY_NOTICE,
                          "No last name: the first name stands there",
                          "Nothing, or fill in the last name in ClickPOS and run again."},
    [ISSUE_COMPANY_AS_NAME] = {"company-as-name", SEVERITY_NOTICE,
                               "No name: the company name stands as the last name",
                               "Nothing, or fill in the contact's name in ClickPOS and run again."},
    [ISSUE_COMPANY_LIKE_PERSON] = {"company-like-person", SEVERITY_NOTICE,
                                   "A company is named like the account of a person",
                                   "Rename the company if it is to come back to ClickPOS: by this "
                                   "name it would be taken for a customer without one."},
    [ISSUE_EMPTY_WEBSITE] = {"empty-website", SEVERITY_NOTICE,
                             "A website of nothing but http:// counts as blank",
                             "Nothing: the CRM shows a blank website that way."},
    [ISSUE_UNUSUAL_EMAIL] = {"unusual-email", SEVERITY_NOTICE,
                             "An email address that the CRM's own import would refuse: carried",
                             "Check the address; on the way back into the CRM it would be left "
                             "out."},
    [ISSUE_PROTECTED] = {"protected", SEVERITY_NOTICE,
                         "A value was rewritten so that the import wizard leaves it alone",
                         "Nothing, as long as the new spelling reads the same."},
};

const struct issue_kind *get_issue_kind(enum issue_code code)
{
    return &kinds[code];
}

const char *get_severity_name(enum severity severity)
{
    static const char *const names[] = {
        [SEVERITY_ERROR] = "error",
        [SEVERITY_WARNING] = "warning",
        [SEVERITY_NOTICE] = "notice",
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
