/**
 * The report: one collector of issues and counts, many forms.
 *
 * Issues go to a spool file as they come, so a million of them need no memory; what is kept in
 * memory is one group for each code (count and first lines). Each input has a spool of its own:
 * the report has the issues of one input after those of another, whatever the order in which the
 * inputs were read. When the run has ended, each form (text.c, json.c, csv.c, and the summary on
 * the terminal) is written from the spools and the groups.
 */
#ifndef POSSUM_REPORT_REPORT_H
#define POSSUM_REPORT_REPORT_H

#include "base/error.h"
#include "pipeline/issue.h"

#include <stdio.h>

/** A column of an input and what became of it. */
struct report_column {
    struct text header;
    const struct text *fields; /**< "Contacts.first_name"...; none if it maps to nothing */
    size_t field_count;
    uint64_t filled; /**< records in which it is not blank */
};

/** An input as it was read: its role and path, and its dialect (product.md "Reading a file"). */
struct report_input {
    const char *role; /**< "export" for to-sugar */
    const char *path; /**< as given; "-" is standard input */
    const char *encoding;
    const char *line_ends; /**< "CRLF", "LF", "CR", "mixed" or "none" */
    char delimiter;
    uint64_t header_line;
    struct report_column *columns;
    size_t column_count;
};

/** The counts of a run; read = carried + rejected + skipped, always, and of a push also
 *  + conflict + failed + not_reached, where carried = created + updated + unchanged. */
struct counts {
    uint64_t read;
    uint64_t carried;
    uint64_t rejected;
    uint64_t skipped;
    uint64_t created;   /**< customers whose contact is new (push) */
    uint64_t updated;   /**< of whose contact or account a value is changed */
    uint64_t unchanged; /**< of whom nothing is sent */
    uint64_t conflict;
    uint64_t failed;
    uint64_t not_reached; /**< the run stopped before them */
    uint64_t contacts;
    uint64_t accounts;
    uint64_t new_customers;     /**< carried without a customer number (to-clickpos) */
    uint64_t not_selected;      /**< of the skipped: left out by --select */
    uint64_t waiting;           /**< of the skipped: handed out before (pull) */
    uint64_t unused_accounts;   /**< of the accounts: no contact has them (to-clickpos) */
    uint64_t rejected_accounts; /**< rows of the accounts file that could not be used */
    uint64_t accounts_updated;  /**< accounts that are changed (push) */
    uint64_t notices;           /**< issues of that severity; kept by record_issue */
    uint64_t warnings;          /**< likewise, without findings */
    uint64_t findings;          /**< issues that only a real write can show; likewise */
};

/** Checks that they add up (product.md "Nothing is lost silently"); if not, a row has been lost by
 * a mistake of Possum's own, which the error says. */
bool check_counts(const struct counts *counts, struct error *error);

/** Where an issue stands. */
struct issue_place {
    size_t input;         /**< index into the report's inputs */
    uint64_t line;        /**< physical line the record begins at */
    uint64_t record;      /**< its number below the header; 0 for the header itself */
    struct text customer; /**< the customer number, cleaned if it could be; empty if none */
};

enum {
    REPORT_FIRST_LINES = 3,
    REPORT_INPUT_LIMIT = 2,
    REPORT_SPOOL_COUNT = REPORT_INPUT_LIMIT + 1, /**< the last one is of findings */
};

/** Where the customers go. */
enum report_direction { REPORT_TO_SUGAR, REPORT_TO_CLICKPOS, REPORT_PUSH, REPORT_PULL };

/** A line that has an issue. */
struct issue_line {
    size_t input; /**< index into the report's inputs */
    uint64_t line;
};

/** The issues of one code so far. */
struct issue_group {
    uint64_t count;
    uint64_t line_count; /**< the lines they stand on; less than count where a line has several */
    struct issue_line first_lines[REPORT_FIRST_LINES]; /**< the first of them in the report */
    uint64_t last_lines[REPORT_INPUT_LIMIT];           /**< of each input; 0 if none */
};

/** What a person should know besides counts: a file that was written. */
struct report_file {
    const char *path;
    const char *what; /**< "102 records"... */
};

/** A report being collected. The caller fills the public facts; strings must outlive it. */
struct report {
    const char *command; /**< "to-sugar" */
    enum report_direction direction;
    bool dry_run;
    bool verbose;      /**< the summary of a push lists every change */
    const char *crm;   /**< "SuiteCRM 7.14.6 at https://crm.example.com, over v4_1"; or NULL */
    const char *run;   /**< the id of a push, or NULL */
    const char *go_on; /**< the command that goes on with a run that stopped early, or NULL */
    struct report_input inputs[REPORT_INPUT_LIMIT];
    size_t input_count;
    struct counts counts;
    struct issue_group groups[ISSUE_CODE_COUNT];
    const char *stopped;              /**< why the run stopped early, or NULL */
    FILE *spools[REPORT_SPOOL_COUNT]; /**< the issues of each input, and the findings; kept by
                                           record_issue */
    const char *spool_directory;      /**< where the spools are; kept by open_report */
};

/** Opens the spools (unlinked temporary files in `directory`, which must outlive the report, or in
 *  TMPDIR or /tmp if that is NULL). close_report closes them, after a failure too. */
bool open_report(struct report *report, const char *directory, struct error *error);

/** Appends an issue to its input's spool, its group and the counts of notices and warnings. Those
 *  of one input come in the order of their lines (product.md "Nothing is lost silently"); the
 *  inputs may come in any order. Findings have a spool and a count of their own, so that what a dry
 *  run says is what the real run says. ERROR_USAGE if it cannot be written. */
bool record_issue(struct report *report, const struct issue_place *place, const struct issue *issue,
                  struct error *error);

/** Records the issues of a list, all of one place. */
bool record_issues(struct report *report, const struct issue_place *place,
                   const struct issue_list *issues, struct error *error);

/** Gives the next of several issues, in the order of their lines, by filling `place` (but for the
 *  input) and `issue`; false if there is none left. The texts stay until the next call. */
typedef bool issue_source(void *context, struct issue_place *place, struct issue *issue);

/** Records the further issues of an input that `next` gives, as record_issue does, each where its
 *  line belongs among those recorded already, behind what its own line has. All of them or, if this
 *  fails as record_issue does, none. */
bool merge_issues(struct report *report, size_t input, issue_source *next, void *context,
                  struct error *error);

/** Closes the spools. */
void close_report(struct report *report);

/** The form of a report, by the ending of its path. */
enum report_form { REPORT_TEXT, REPORT_JSON, REPORT_CSV };

/** Finds the form that the ending of `path` names (.txt, .json, .csv, in either case); false with
 *  an ERROR_USAGE that lists the endings if it names none. */
bool find_report_form(const char *path, enum report_form *form, struct error *error);

/** Writes the report in `form` to `out`. Failures to write show in ferror(out); this fails only if
 *  a spool cannot be read. */
bool write_report(struct report *report, enum report_form form, FILE *out, struct error *error);

#endif
