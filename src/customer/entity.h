/**
 * HTML entities as SugarCRM and SuiteCRM decode them on the way into the database.
 */
#ifndef POSSUM_CUSTOMER_ENTITY_H
#define POSSUM_CUSTOMER_ENTITY_H

#include "base/arena.h"

#include <stdint.h>

/** An entity in a text; a length of 0 means that there is none. */
struct entity {
    int32_t code;  /**< the character it stands for; 0 if it stands for none and is dropped */
    size_t length; /**< its bytes, the semicolon included */
};

/** Which entities count. */
typedef struct entity entity_reader(struct text text, size_t at);

/** The entity at `at`, as SuiteCRM knows them: the names of HTML 4.01, `&apos;`, and numbers, these
 *  even without a semicolon. */
struct entity read_entity(struct text text, size_t at);

/** The entity at `at`, as SugarCRM CE knows them: `&amp;` `&lt;` `&gt;` `&quot;` and `&#039;`. */
struct entity read_basic_entity(struct text text, size_t at);

/** `text` with each entity that `reader` finds replaced by its character, once (what comes of that
 * is not looked at again); the very same slice if there is none. */
struct text decode_entities(struct arena *arena, entity_reader *reader, struct text text);

#endif
