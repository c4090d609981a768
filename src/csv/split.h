/**
 * A framed record into its cells: a sound one by libcsv, an unsound one as well as can be.
 */
#ifndef POSSUM_CSV_SPLIT_H
#define POSSUM_CSV_SPLIT_H

#include "base/arena.h"

/** A list of cells. */
struct cell_list {
    const struct text *cells;
    size_t count;
};

struct splitter;

/** A splitter for records with `delimiter`; NULL if memory ran out. The caller frees it. */
struct splitter *make_splitter(char delimiter);

/** Splits the content of a sound record (no line end behind it) by libcsv; the cells stand in
 *  `arena`, which says if memory ran out. */
struct cell_list split_sound_record(struct splitter *splitter, struct arena *arena,
                                    struct text content);

/** Splits a line whose quotes do not add up: a cell that is soundly quoted loses its quotes, in any
 *  other a quote is text. Cells of a line of over CELL_LIMIT bytes too are all kept. */
struct cell_list split_unsound_line(struct splitter *splitter, struct arena *arena,
                                    struct text line);

/** Frees the splitter. */
void free_splitter(struct splitter *splitter);

#endif
