/**
 * Issues: what a stage has to say about one record, as data.
 *
 * A stage never prints. It adds issues to the record's list; the committer hands them to the report
 * in the order of the lines (architecture.md "Data flows forward").
 */
#ifndef POSSUM_PIPELINE_ISSUE_H
#define POSSUM_PIPELINE_ISSUE_H

#include "base/arena.h"

#include <stdint.h>

/** How much an issue weighs. */
enum severity {
    SEVERITY_ERROR,    /**< the row is rejected */
    SEVERITY_WARNING,  /**< a value is lost, or will be */
    SEVERITY_NOTICE,   /**< something was changed, moved or left out that nobody will miss */
    SEVERITY_CONFLICT, /**< the row is left alone, since it is not clear what it is in the CRM */
    SEVERITY_FAILURE,  /**< the CRM did not take the row */
    SEVERITY_CHANGE,   /**< what is, or would be, done in the CRM */
};

/** Every cause an issue can have. The order is that of the table in issue.c and of the summary. */
enum issue_code {
    ISSUE_QUOTE_OPEN,
    ISSUE_QUOTE_JUNK,
    ISSUE_QUOTE_STRAY,
    ISSUE_TOO_LARGE,
    ISSUE_NUL_BYTE,
    ISSUE_UNDECODABLE,
    ISSUE_TOO_MANY_CELLS,
    ISSUE_NO_CUSTOMER_NUMBER,
    ISSUE_BAD_CUSTOMER_NUMBER,
    ISSUE_DUPLICATE_NUMBER,
    ISSUE_SHARED_NUMBER,
    ISSUE_REPEATED_CONTACT,
    ISSUE_NO_NAME,
    ISSUE_ACCOUNTS_UNCLEAR,
    ISSUE_TOO_LONG,
    ISSUE_SEVERAL_CONTACTS,
    ISSUE_CONTACT_TAKEN,
    ISSUE_OTHER_NUMBER,
    ISSUE_CONTACT_DELETED,
    ISSUE_SEVERAL_ACCOUNTS,
    ISSUE_UNSEEN_EDIT,
    ISSUE_LIKE_HAND_OUT,
    ISSUE_CHANGED_SINCE,
    ISSUE_NOT_WRITTEN,
    ISSUE_COLUMN_REPEATED,
    ISSUE_COLUMN_MISSING,
    ISSUE_NO_ACCOUNTS_FILE,
    ISSUE_TOO_FEW_CELLS,
    ISSUE_LOST_DIGITS,
    ISSUE_BAD_EMAIL,
    ISSUE_FURTHER_EMAIL,
    ISSUE_CUT,
    ISSUE_DUPLICATE_SKIPPED,
    ISSUE_ACCOUNT_DIFFERS,
    ISSUE_NO_PLACE,
    ISSUE_ACCOUNT_MISSING,
    ISSUE_ACCOUNT_AMBIGUOUS,
    ISSUE_REPEATED_ACCOUNT,
    ISSUE_UNUSED_ACCOUNT,
    ISSUE_BAD_TICK,
    ISSUE_UNENCODABLE,
    ISSUE_REPLACEMENT_CHARACTER,
    ISSUE_WIZARD_DAMAGE,
    ISSUE_WIZARD_ROW,
    ISSUE_WIZARD_EMAIL,
    ISSUE_CRM_CHANGES,
    ISSUE_NOT_KEPT,
    ISSUE_TICKED_AGAIN,
    ISSUE_WAITING,
    ISSUE_NOT_UPLOADED,
    ISSUE_EDIT_KEPT,
    ISSUE_TICK_KEPT,
    ISSUE_NOT_A_CUSTOMER,
    ISSUE_DELETED,
    ISSUE_REPEATED_HEADER,
    ISSUE_REPEATED_ROW,
    ISSUE_NUMBER_REWRITTEN,
    ISSUE_ZERO_NUMBER,
    ISSUE_UNWRAPPED,
    ISSUE_ZERO_RESTORED,
    ISSUE_CONTROL_CHARACTER,
    ISSUE_NAME_MOVED,
    ISSUE_COMPANY_AS_NAME,
    ISSUE_COMPANY_LIKE_PERSON,
    ISSUE_EMPTY_WEBSITE,
    ISSUE_UNUSUAL_EMAIL,
    ISSUE_PROTECTED,
    ISSUE_CREATED,
    ISSUE_RECREATED,
    ISSUE_NUMBERED,
    ISSUE_UPDATED,
    ISSUE_CONTACT_MOVED,
    ISSUE_ACCOUNT_CREATED,
    ISSUE_ACCOUNT_UPDATED,
    ISSUE_ACCOUNT_RENAMED,
    ISSUE_HANDED_OUT,
    ISSUE_CODE_COUNT,
};

/** What is known of a code; the report, possum(1) and the tests read the one table. */
struct issue_kind {
    const char *name;   /**< stable: scripts may rely on it */
    const char *title;  /**< the cause, in a few words, for the summary */
    const char *advice; /**< what to do about it, one sentence */
    enum severity severity;
    bool is_finding; /**< only a real write can show it, a dry run cannot */
};

/** The kind of a code. Never NULL. */
const struct issue_kind *get_issue_kind(enum issue_code code);

/** "error", "warning", "notice", "conflict", "failure" or "change". */
const char *get_severity_name(enum severity severity);

/** An issue; its texts stand in the batch's arena (or are literals). */
struct issue {
    struct issue *next;
    enum issue_code code;
    struct text
        column;      /**< the header of the column it is about; empty if about the whole record */
    struct text old; /**< the value as it stood; empty if none */
    struct text new; /**< the value as carried or as it would be stored */
    bool has_old;    /**< `old` is meant, even if empty */
    bool has_new;    /**< `new` is meant, even if empty */
    struct text message; /**< one sentence for a person */
};

/** The issues of one record, in the order they were found. All zero is an empty list. */
struct issue_list {
    struct issue *first;
    struct issue *last;
};

/** Adds a blank issue of `code` about `column` to the list and returns it for filling in. If memory
 *  ran out the arena says so and a scratch issue that belongs to nobody is returned. */
struct issue *add_issue(struct issue_list *list, struct arena *arena, enum issue_code code,
                        struct text column);

/** Whether the list holds an issue of severity error. */
bool has_error(const struct issue_list *list);

/** Drops every issue that is not an error: what a rejected row says of values that go nowhere. */
void keep_only_errors(struct issue_list *list);

#endif
