/**
 * The reader: bytes of a file or of standard input to batches of records.
 *
 * It finds the dialect, frames each record by our own quote rule, judges its bytes, and has libcsv
 * split it (product.md "Reading a file"). Who knows what a customer is stays outside: a judge says
 * which record is the header and which cell a key.
 */
#ifndef POSSUM_CSV_READER_H
#define POSSUM_CSV_READER_H

#include "base/error.h"
#include "csv/split.h"
#include "pipeline/batch.h"

/** What makes a record a header, and a cell a key. */
struct header_judge {
    const void *context;
    /** The number of columns known among `cells` if they make a header, else 0; the key column's
     *  index goes to *key_column, SIZE_MAX if none is one. */
    size_t (*match_header)(const void *context, struct cell_list cells, size_t *key_column);
    /** Whether a cell holds a valid key. */
    bool (*is_key)(struct text cell);
    /** Fills `error` for a file of which no record is a header; `cells` is the record that comes
     *  nearest (perhaps none), `line` its line. */
    void (*explain_no_header)(const void *context, const char *path, struct cell_list cells,
                              uint64_t line, struct error *error);
};

/** How a file is written, as found or as told. */
struct dialect {
    const char *encoding;
    char delimiter;
    unsigned line_ends; /**< bits of enum line_end met so far behind records */
    uint64_t header_line;
    struct cell_list
        header;           /**< its cells, without those of a rejects file; the reader owns them */
    bool is_rejects_file; /**< it begins with the columns of our own rejects file, which are ignored
                           */
};

/** The columns that a rejects file of ours begins with (product.md "Rejects can be fed back"). */
enum { REJECTS_COLUMN_COUNT = 3 };
extern const char *const rejects_columns[REJECTS_COLUMN_COUNT];

struct reader;

/** Opens `path` ("-" for standard input; it must outlive the reader) and finds its dialect;
 *  `encoding` NULL and `delimiter` 0 mean: find it. Returns NULL with ERROR_INPUT if it cannot be
 *  used. The caller closes it. */
struct reader *open_reader(const char *path, const char *encoding, char delimiter,
                           const struct header_judge *judge, struct error *error);

/** As open_reader, for an input that is to be read twice: see open_rewindable_source in
 *  csv/source.h. ERROR_USAGE if a copy of it is needed and cannot be written. */
struct reader *open_rewindable_reader(const char *path, const char *encoding, char delimiter,
                                      const char *spool_directory, const struct header_judge *judge,
                                      struct error *error);

/** As open_reader, for the UTF-8 text at `bytes`; `name` stands for its path. */
struct reader *open_memory_reader(const char *name, struct text bytes,
                                  const struct header_judge *judge, struct error *error);

/** The dialect; line_ends grows while reading, perhaps ahead of the batch at hand, which has its
 * own. */
const struct dialect *get_dialect(const struct reader *reader);

/** Reads the next records into `batch`, which is begun anew; a count of 0 is the end. */
bool read_batch(struct reader *reader, struct batch *batch, struct error *error);

/** Goes back: the next read_batch gives the first record again. The dialect stays as it was found,
 *  and line_ends is again what it was behind the header. Only for a reader that
 *  open_rewindable_reader or open_memory_reader has opened. ERROR_INPUT if the input has become
 *  shorter than its header; that nothing else changed between the readings is not checked. */
bool rewind_reader(struct reader *reader, struct error *error);

/** Closes the input and frees the reader; NULL is allowed. */
void close_reader(struct reader *reader);

/** "CRLF", "LF", "CR", "mixed", or "none" for bits of enum line_end. */
const char *get_line_ends_name(unsigned line_ends);

#endif
