/**
 * Cells of files that came from the CRM: what its export does to values is undone (product.md
 * "to-clickpos"; facts: source-and-docs.md section D, suitecrm-live.md section 4), and what is left
 * is cleaned as the cells of any file are.
 */
#ifndef POSSUM_CUSTOMER_CRM_CELL_H
#define POSSUM_CUSTOMER_CRM_CELL_H

#include "customer/crm_columns.h"
#include "customer/making.h"

/** What records of a file from the CRM are made by. */
struct crm_rules {
    struct customer_rules values; /**< its columns are those of `columns` */
    const struct crm_columns *columns;
};

/** A cell without SuiteCRM's guard: in a file of labels, one ' in front of = + - @ goes. */
struct text remove_guard(struct text cell, bool has_labels);

/** A text from a field made in Studio, which stores & as &amp; : each &amp; becomes &, once. */
struct text restore_ampersands(struct arena *arena, struct text value);

/** Whether a check box's cell says that it is ticked: 1, yes, true or on, in either case. *is_known
 *  becomes false for a cell that is none of these nor 0, no, false, off or blank. */
bool is_ticked(struct text cell, bool *is_known);

/** The cleaned cell of a link; empty if the file has no such column. */
struct text read_link(const struct making *making, const struct crm_rules *rules, enum link link);

/** Whether the record is deleted in the CRM. */
bool is_deleted(const struct making *making, const struct crm_rules *rules);

/** Undoes what the export did to the cell of a row (a website of http:// alone is how the CRM
 * writes none), and cleans it: all but the customer number, which contact.c reads. An email that
 * the CRM's import would refuse is carried, with a notice
 * (`unusual-email`): the CRM holds it all the same. A check box becomes "1" or "0"; a cell that is
 *  neither counts as 0, with a warning (`bad-tick`). */
struct text clean_crm_cell(struct making *making, const struct crm_rules *rules, size_t row,
                           struct text cell);

#endif
