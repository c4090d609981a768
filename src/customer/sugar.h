/**
 * The outer form of a customer in SugarCRM: the columns of its import files, and their cells
 * (product.md "to-sugar: files for the import wizard").
 */
#ifndef POSSUM_CUSTOMER_SUGAR_H
#define POSSUM_CUSTOMER_SUGAR_H

#include "customer/customer.h"
#include "customer/wizard.h"

/** What a customer without a company gets (--no-company). */
enum no_company { NO_COMPANY_ACCOUNT, NO_COMPANY_CONTACT, NO_COMPANY_SKIP };

/** Where a column's cells come from. */
enum sugar_source {
    SUGAR_ID,          /**< the record's own id */
    SUGAR_ACCOUNT_ID,  /**< the contact's account's id */
    SUGAR_NAME,        /**< the account's name */
    SUGAR_VALUE,       /**< a row of the mapping */
    SUGAR_MOVED_VALUE, /**< an account's row, on the contact of a customer without an account */
};

/** A column of an import file. */
struct sugar_column {
    struct text header; /**< the field's name, which maps by itself in every language */
    enum sugar_source source;
    size_t row;     /**< of the mapping, for values */
    bool is_needed; /**< stays in the file even if blank throughout */
};

enum { SUGAR_COLUMN_LIMIT = 2 * MAPPING_ROW_LIMIT + 2 };

/** The columns of a module's file. */
struct sugar_layout {
    struct sugar_column columns[SUGAR_COLUMN_LIMIT];
    size_t count;
};

/** How customers are written. */
struct sugar_form {
    const struct customer_rules *rules;
    enum wizard wizard;
    bool protect;
    enum no_company no_company;
    struct sugar_layout layouts[MODULE_COUNT];
};

/** Lays out the files of both modules by the form's other members, which the caller has set. */
void lay_out_files(struct sugar_form *form);

/** Whether the customer gets an account. */
bool has_account(const struct sugar_form *form, const struct customer *customer);

/** Names, in its issues, the values of a customer without an account that have no place on the
 *  contact either. */
void report_lost_values(const struct sugar_form *form, struct customer *customer,
                        struct arena *arena);

/** Fills `cells`, one for each column of the module's layout, with the customer's values. What the
 *  target's wizard would damage, what was protected from it, and, for Contacts, what has no place
 *  without an account, goes to the customer's issues. Memory that ran out shows in `arena`. */
void fill_sugar_cells(const struct sugar_form *form, enum module module, struct customer *customer,
                      struct arena *arena, struct text *cells);

#endif
