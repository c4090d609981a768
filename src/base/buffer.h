/**
 * Growing byte buffers.
 *
 * Like an arena's, a failure sticks: `failed` becomes true, later appends do nothing, and whoever
 * uses the content looks at `failed` once.
 */
#ifndef POSSUM_BASE_BUFFER_H
#define POSSUM_BASE_BUFFER_H

#include "base/text.h"

/** A buffer; all zero is a valid, empty one. The caller owns it and frees it with free_buffer. */
struct buffer {
    char *at;
    size_t length;
    size_t capacity;
    bool failed; /**< memory ran out since the last reset */
};

/** Makes room for `more` bytes behind the content and returns where they go; NULL on failure. */
char *reserve_in_buffer(struct buffer *buffer, size_t more);

/** Appends bytes. */
void append_text(struct buffer *buffer, struct text text);

/** Appends one byte. */
void append_byte(struct buffer *buffer, char byte);

/** Appends formatted text. */
void append_formatted(struct buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/** The content as a slice, valid until the next append. */
struct text view_buffer(const struct buffer *buffer);

/** Empties the buffer but keeps its memory. */
void reset_buffer(struct buffer *buffer);

/** Frees the memory; the buffer is empty and usable afterwards. */
void free_buffer(struct buffer *buffer);

#endif
