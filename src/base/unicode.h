/**
 * What Possum needs of Unicode, on utf8proc: normal forms, case folding, white space, and making
 * control characters visible. All texts are UTF-8. Results stand in the arena given, or are slices
 * of the argument where nothing had to change.
 */
#ifndef POSSUM_BASE_UNICODE_H
#define POSSUM_BASE_UNICODE_H

#include "base/arena.h"
#include "base/buffer.h"

#include <stdint.h>

/** A character read from a text. */
struct character {
    int32_t code;  /**< the code point, or -1 for a byte that belongs to no valid sequence */
    size_t length; /**< its bytes, at least 1 */
};

/** The character at `at` (at < text.length). */
struct character read_character(struct text text, size_t at);

/** Whether the text holds only bytes 0x20 to 0x7E. */
bool is_plain_ascii(struct text text);

/** Whether the text is well-formed UTF-8. */
bool is_valid_utf8(struct text text);

/** Whether `code` has Unicode's White_Space property, or is U+FEFF (a no-break space of no width).
 */
bool is_white_space(int32_t code);

/** Whether `code` is a control character (Cc): U+0000 to U+001F and U+007F to U+009F. */
bool is_control(int32_t code);

/** The number of characters (code points) in `text`. */
size_t count_characters(struct text text);

/** The longest beginning of `text` with at most `most` characters. */
struct text cut_to_characters(struct text text, size_t most);

/** `text` without the white space around it. */
struct text trim_white_space(struct text text);

/** `text` in normal form C. */
struct text compose_text(struct arena *arena, struct text text);

/** `text` folded for comparison: NFKC_Casefold, each run of white space one space, trimmed
 *  (product.md "Rules that hold everywhere", Folded). */
struct text fold_text(struct arena *arena, struct text text);

/** The letters, marks and digits of `text`, in the arena; all else is left out. */
struct text keep_letters_and_digits(struct arena *arena, struct text text);

/** Appends `text` to `out` for a person's eyes: control characters and those that change the
 *  direction of writing as \n, \t, \x1B or \u{202E}, undecodable bytes as U+FFFD; at most `most`
 *  characters of it, then "...". */
void append_visible(struct buffer *out, struct text text, size_t most);

/** append_visible into an arena. */
struct text make_visible(struct arena *arena, struct text text, size_t most);

#endif
