/**
 * The spool: issues in a temporary file, in the order they came, so that their number costs no
 * memory.
 */
#ifndef POSSUM_REPORT_SPOOL_H
#define POSSUM_REPORT_SPOOL_H

#include "report/report.h"

/** Appends an issue. False if it cannot be written, errno says why. */
bool append_to_spool(FILE *spool, const struct issue_place *place, const struct issue *issue);

/** Takes one issue of the spool; its texts are gone after the call. */
typedef void issue_visitor(void *context, const struct issue_place *place,
                           const struct issue *issue);

/** Hands every issue to `visit`, in order. More may be appended afterwards. False if the spool
 *  cannot be read or memory runs out. */
bool visit_spool(FILE *spool, issue_visitor *visit, void *context, struct error *error);

/** Hands every issue of the report to `visit`: those of each input in order, one input after the
 *  other (product.md "Issues stand in the order of their lines"). Fails as visit_spool does. */
bool visit_issues(const struct report *report, issue_visitor *visit, void *context,
                  struct error *error);

/** Hands every finding of the report to `visit`, in the order of the lines. Fails likewise. */
bool visit_findings(const struct report *report, issue_visitor *visit, void *context,
                    struct error *error);

#endif
