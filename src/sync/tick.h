/**
 * What the tick of a contact means for its row (product.md "pull, and closing the loop"): whether
 * the contact holds something that ClickPOS has not seen.
 */
#ifndef POSSUM_SYNC_TICK_H
#define POSSUM_SYNC_TICK_H

#include "sync/contact_match.h"

/** Judges the tick of the contact that a customer has been matched to, by what pulls have handed
 * out of it. Where the contact is as it was handed out, the row is written as any other and takes
 * the tick away. Else the tick stays; and if the row would overwrite something, either the contact
 * is newer than a row that has what was handed out, so that it keeps its values, or it is a
 * conflict. The match says which, an issue says why. Takes memory from `arena`. */
bool judge_tick(const struct push_rules *rules, const struct customer *customer,
                struct contact_match *match, struct issue_list *issues, struct arena *arena,
                struct error *error);

#endif
