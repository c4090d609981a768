/**
 * Markup in a value, and what SugarCRM and SuiteCRM make of it.
 */
#ifndef POSSUM_CUSTOMER_MARKUP_H
#define POSSUM_CUSTOMER_MARKUP_H

#include "base/arena.h"

/** Whether SuiteCRM takes the `<` at `at` for the start of markup. */
bool begins_markup(struct text text, size_t at);

/** Whether `text` ends in a `<` that no `>` follows, and more than an amount such as `< 10 kg`. */
bool leaves_markup_open(struct text text);

/** Whether SugarCRM CE takes the `<` at `at` for the start of a tag. */
bool begins_tag(struct text text, size_t at);

/** `text` as SuiteCRM stores it (its purify_html on HTML Purifier): unknown elements go, known ones
 *  stay without their attributes and are closed, an address in angle brackets becomes a link. The
 *  very same slice if it holds no markup. Nesting and tables are not put right as they would be. */
struct text purify_markup(struct arena *arena, struct text text);

/** `text` as SugarCRM CE stores it (PHP's strip_tags): all that looks like a tag goes. The very
 * same slice if nothing does. */
struct text strip_tags(struct arena *arena, struct text text);

#endif
