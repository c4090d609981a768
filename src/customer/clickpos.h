/**
 * The outer form of a customer in ClickPOS: the columns of the file for its mass upload, under
 * ClickPOS's own labels, in the order of the mapping (product.md "to-clickpos").
 */
#ifndef POSSUM_CUSTOMER_CLICKPOS_H
#define POSSUM_CUSTOMER_CLICKPOS_H

#include "customer/mapping.h"

/** The columns of the file: rows of the mapping that have a ClickPOS column. */
struct clickpos_layout {
    size_t rows[MAPPING_ROW_LIMIT];
    size_t count;
};

/** Lays out the file by a mapping. */
struct clickpos_layout lay_out_clickpos_file(const struct mapping *mapping);

#endif
