/**
 * A record of an input: its cells as they stood, and where they stood.
 *
 * A record points into the memory of the batch that holds it; nobody frees it alone.
 */
#ifndef POSSUM_PIPELINE_RECORD_H
#define POSSUM_PIPELINE_RECORD_H

#include "base/text.h"

#include <stdint.h>

/** What is wrong with the bytes of a record; anything but RECORD_SOUND rejects it
 *  (product.md "Reading a file"). */
enum record_fault {
    RECORD_SOUND,
    RECORD_QUOTE_OPEN,  /**< an opened quote never closes */
    RECORD_QUOTE_JUNK,  /**< text stands behind a closing quote */
    RECORD_QUOTE_STRAY, /**< a stray quote met another one in a record further below */
    RECORD_TOO_LARGE,   /**< a cell over 64 KiB or a record over 1 MiB */
    RECORD_NUL,         /**< a NUL byte */
    RECORD_UNDECODABLE, /**< bytes that the encoding does not know */
};

/** A record. Cells of an unsound one are split as well as can be, for the rejects file. */
struct record {
    uint64_t line;   /**< the physical line it begins at, from 1, as an editor counts */
    uint64_t number; /**< its place among the records below the header, from 1 */
    const struct text *cells;
    size_t cell_count;
    enum record_fault fault;
};

#endif
