/**
 * Slices of text: the strings that travel between the stages.
 *
 * A slice points into memory that somebody else owns (usually a batch's arena) and is never assumed
 * to be NUL-terminated: a value may hold any byte.
 */
#ifndef POSSUM_BASE_TEXT_H
#define POSSUM_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/** A slice; a length of 0 is the empty text, whatever `at` is. */
struct text {
    const char *at;
    size_t length;
};

/** A slice over a string literal, for initialisers and arguments. */
#define TEXT(literal) ((struct text){(literal), sizeof(literal) - 1})

/** The empty text. */
#define EMPTY_TEXT ((struct text){"", 0})

/** The slice over a NUL-terminated string; `string` must outlive it. */
struct text make_text(const char *string);

/** Whether both slices hold the same bytes. */
bool equal_texts(struct text one, struct text other);

/** Whether both slices hold the same bytes when ASCII letters of either case are taken as equal. */
bool equal_texts_ignoring_case(struct text one, struct text other);

/** The order of two texts by their bytes, for qsort and bsearch: both point to a struct text. */
int compare_texts(const void *one, const void *other);

/** Whether `text` begins with the bytes of `beginning`. */
bool starts_with(struct text text, struct text beginning);

/** Whether `text` ends with the bytes of `ending`, ASCII letters of either case taken as equal. */
bool ends_with_ignoring_case(struct text text, struct text ending);

/** The position of the first `byte` in `text` at or after `from`, or text.length if there is none.
 */
size_t find_byte(struct text text, char byte, size_t from);

/** The position of the first `part` (not empty) in `text`, or text.length if there is none. */
size_t find_text(struct text text, struct text part);

/** The part of `text` from `from` up to, not including, `to` (0 <= from <= to <= length). */
struct text slice_text(struct text text, size_t from, size_t to);

/** The value of a digit of `base` (10 or 16; letters of either case); -1 if it is none. */
int read_digit(char byte, int base);

/** `text` without the blanks and tabs around it (ASCII only; see unicode.h for values). */
struct text trim_blanks(struct text text);

#endif
