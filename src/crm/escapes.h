/**
 * SuiteCRM's and SugarCRM 6's APIs escape four characters on the way out, and nothing else.
 */
#ifndef POSSUM_CRM_ESCAPES_H
#define POSSUM_CRM_ESCAPES_H

#include "base/arena.h"

/** `text`, or a copy of it in `arena`, with &#039; &quot; &lt; and &gt; decoded; & is not escaped,
 *  so that nothing else is, and nothing twice (facts: suitecrm-live.md section 2). */
struct text undo_escapes(struct arena *arena, struct text text);

#endif
