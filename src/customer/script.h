/**
 * Traces of scripts, as SuiteCRM's import wizard sees them (securexss in its include/utils.php, and
 * the AntiXSS library behind that): stretches of ordinary text that it removes because a browser
 * might run them, such as `Jar: x` or a last word `onShow`.
 */
#ifndef POSSUM_CUSTOMER_SCRIPT_H
#define POSSUM_CUSTOMER_SCRIPT_H

#include "base/arena.h"

/** A trace of a script in a text. */
struct script {
    size_t start; /**< it reaches from here */
    size_t end;   /**< up to, not including, here */
    size_t
        weak; /**< the ASCII character that makes it one: were it another, it would be harmless */
    bool exploded; /**< a word with space between its letters: only that space is removed */
};

/** The first trace in `text`, taken literally. */
bool find_script(struct text text, struct script *found);

/** Whether `text` holds one, or markup that never ends, when its entities and percent escapes are
 *  decoded. */
bool hides_script(struct arena *arena, struct text text);

/** What SuiteCRM makes of `text`: its traces removed and, if there were any, its entities and
 * percent escapes decoded, which `*found` says; the very same slice if nothing changes. */
struct text remove_scripts(struct arena *arena, struct text text, bool *found);

/** The value of the percent escape at `at` (`%41` is 'A'), or -1 if none stands there. */
int read_percent_escape(struct text text, size_t at);

#endif
