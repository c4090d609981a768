/**
 * Cells that survive Excel (product.md "Outputs").
 *
 * Opening a CSV file, Excel runs a cell that looks like a formula, drops a leading zero and rounds
 * a number to 15 digits. It takes ="0411" for the text 0411 and leaves that alone. This is about a
 * cell's value: the quotes that CSV itself needs come on top, from the writer.
 */
#ifndef POSSUM_BASE_EXCEL_H
#define POSSUM_BASE_EXCEL_H

#include "base/arena.h"
#include "base/buffer.h"

/** Whether Excel would run or change the cell: it begins with = + - @, a tab, CR or LF; or is a
 * number of more than 15 digits (digits, blanks, dots and commas only); or is longer than one byte,
 * begins with 0 and holds no letter (every non-ASCII byte counts as one). */
bool is_changed_by_excel(struct text cell);

/** Appends the cell's value: as ="...", inner quotes doubled, if is_changed_by_excel, else as it
 * is. */
void append_for_excel(struct buffer *out, struct text cell);

/** What stands inside a cell that is exactly ="...", its doubled quotes made single (a slice of the
 *  cell if there are none). Any other cell, one with a single quote inside too, comes back as it
 *  is. For each cell that is_changed_by_excel, this undoes append_for_excel. */
struct text unwrap_excel(struct arena *arena, struct text cell);

#endif
