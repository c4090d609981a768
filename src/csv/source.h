/**
 * Where the bytes of an input come from: a file or standard input, decoded to UTF-8 into a window
 * that moves over the input.
 */
#ifndef POSSUM_CSV_SOURCE_H
#define POSSUM_CSV_SOURCE_H

#include "csv/decode.h"

#include <stdio.h>
#include <sys/types.h>

/** A source; open_source fills it, close_source empties it. */
struct source {
    const char *name; /**< its path, for messages */
    const char *encoding;
    bool looks_like_utf16; /**< over a quarter is NUL bytes, and no byte order mark said why */
    bool at_end;           /**< everything has been decoded into the window */
    int descriptor;        /**< -1 for a source in memory */
    off_t beginning;       /**< where its first byte lies; -1 for what cannot be sought */
    FILE *copy;            /**< the copy that is read in its place, or NULL; owns the descriptor */
    struct decoder decoder;
    struct buffer head; /**< read ahead to tell the encoding of what cannot be sought */
    size_t head_used;
    struct buffer decoded;
    size_t start; /**< of the window in `decoded` */
};

/** Opens `path` ("-" for standard input) and, unless `encoding` names one, finds its encoding: a
 *  file is scanned whole for it, what cannot be sought over its first mebibyte (product.md "Reading
 *  a file"). `path` must outlive the source. ERROR_INPUT if it cannot be read, ERROR_USAGE if iconv
 *  does not know the encoding. */
bool open_source(struct source *source, const char *path, const char *encoding,
                 struct error *error);

/** As open_source, for an input that is to be read twice: what cannot be sought is first copied
 *  whole to a temporary file in `spool_directory` (NULL: choose_temporary_directory in base/files.h
 *  chooses) and read from there, so that its encoding is found over all of it too. ERROR_USAGE if
 *  the copy cannot be written, ERROR_STOPPED once a signal has come (product.md "Two passes are
 *  fine"). */
bool open_rewindable_source(struct source *source, const char *path, const char *encoding,
                            const char *spool_directory, struct error *error);

/** Makes a source of the UTF-8 text at `bytes`; `name` stands for its path. */
bool open_memory_source(struct source *source, const char *name, struct text bytes,
                        struct error *error);

/** The decoded bytes not yet moved past; valid until the next fill_window. */
struct text get_window(const struct source *source);

/** Moves the start of the window `length` bytes on. */
void move_window(struct source *source, size_t length);

/** Reads and decodes more bytes into the window, or sets at_end. ERROR_STOPPED once a
 *  signal has come (base/signals.h), so that a read that waits for a person ends too. */
bool fill_window(struct source *source, struct error *error);

/** Goes back to the first byte, as if the source had just been opened; what was found of it stays.
 *  Only for a source that open_rewindable_source or open_memory_source has opened. */
bool rewind_source(struct source *source, struct error *error);

/** Closes the input and frees its memory. Closing twice does no harm. */
void close_source(struct source *source);

#endif
