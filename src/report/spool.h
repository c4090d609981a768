/**
 * The spool: issues in a temporary file, in the order they came, so that their number costs no
 * memory.
 */
#ifndef POSSUM_REPORT_SPOOL_H
#define POSSUM_REPORT_SPOOL_H

#include "report/report.h"

/** Opens an empty spool in `directory`; nobody else sees the file, and it goes with its closing.
 * NULL if it cannot be made, errno says why. */
FILE *open_spool(const char *directory);

/** Appends an issue. False if it cannot be written, errno says why. */
bool append_to_spool(FILE *spool, const struct issue_place *place, const struct issue *issue);

/** Takes one issue of the spool; its texts are gone after the call. */
typedef void issue_visitor(void *context, const struct issue_place *place,
                           const struct issue *issue);

/** Hands every issue to `visit`, in order. More may be appended afterwards. False if the spool
 *  cannot be read or memory runs out. */
bool visit_spool(FILE *spool, issue_visitor *visit, void *context, struct error *error);

#endif
