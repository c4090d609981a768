#include "report/spool.h"

#include "base/buffer.h"

#include <errno.h>
#include <string.h>

enum { SPOOLED_TEXTS = 5 };

/* What stands before the bytes of an issue's texts. Only the process that wrote it reads it. */
struct spooled_issue {
    uint64_t line;
    uint64_t record;
    size_t input;
    size_t lengths[SPOOLED_TEXTS];
    enum issue_code code;
    bool has_old;
    bool has_new;
};

bool append_to_spool(FILE *spool, const struct issue_place *place, const struct issue *issue)
{
    const struct text texts[SPOOLED_TEXTS] = {place->customer, issue->column, issue->old,
                                              issue->new, issue->message};
    struct spooled_issue head;
    memset(&head, 0, sizeof head); /* the gaps between the members are written, too */
    head.line = place->line;
    head.record = place->record;
    head.input = place->input;
    head.code = issue->code;
    head.has_old = issue->has_old;
    head.has_new = issue->has_new;
    for (size_t i = 0; i < SPOOLED_TEXTS; i++) {
        head.lengths[i] = texts[i].length;
    }
    if (fwrite(&head, sizeof head, 1, spool) != 1) {
        return false;
    }
    for (size_t i = 0; i < SPOOLED_TEXTS; i++) {
        if (texts[i].length > 0 && fwrite(texts[i].at, texts[i].length, 1, spool) != 1) {
            return false;
        }
    }
    return true;
}

static void hand_over(const struct spooled_issue *head, const char *bytes, issue_visitor *visit,
                      void *context)
{
    struct text texts[SPOOLED_TEXTS];
    for (size_t i = 0; i < SPOOLED_TEXTS; i++) {
        texts[i] = (struct text){bytes, head->lengths[i]};
        bytes += head->lengths[i];
    }
    struct issue_place place = {
        .input = head->input, .line = head->line, .record = head->record, .customer = texts[0]};
    struct issue issue = {.code = head->code,
                          .column = texts[1],
                          .old = texts[2],
                          .new = texts[3],
                          .message = texts[4],
                          .has_old = head->has_old,
                          .has_new = head->has_new};
    visit(context, &place, &issue);
}

/* Reads the texts behind `head` into `bytes`. */
static bool read_texts(FILE *spool, const struct spooled_issue *head, struct buffer *bytes)
{
    size_t length = 0;
    for (size_t i = 0; i < SPOOLED_TEXTS; i++) {
        length += head->lengths[i];
    }
    reset_buffer(bytes);
    char *place = reserve_in_buffer(bytes, length + 1); /* all of them may be empty */
    return place != NULL && fread(place, 1, length, spool) == length;
}

bool visit_spool(FILE *spool, issue_visitor *visit, void *context, struct error *error)
{
    struct buffer bytes = {0};
    struct spooled_issue head;
    bool whole = fflush(spool) == 0 && fseeko(spool, 0, SEEK_SET) == 0;
    while (whole && fread(&head, sizeof head, 1, spool) == 1) {
        whole = read_texts(spool, &head, &bytes);
        if (whole) {
            hand_over(&head, bytes.at, visit, context);
        }
    }
    if (bytes.failed) {
        fail_for_memory(error);
    } else if (!whole || ferror(spool) || fseeko(spool, 0, SEEK_END) != 0) {
        whole = fail(error, ERROR_USAGE,
                     "the temporary file of the report's issues cannot be read: %s; run again",
                     strerror(errno));
    }
    free_buffer(&bytes);
    return whole;
}

bool visit_issues(const struct report *report, issue_visitor *visit, void *context,
                  struct error *error)
{
    for (size_t i = 0; i < REPORT_INPUT_LIMIT; i++) {
        if (!visit_spool(report->spools[i], visit, context, error)) {
            return false;
        }
    }
    return true;
}

bool visit_findings(const struct report *report, issue_visitor *visit, void *context,
                    struct error *error)
{
    return visit_spool(report->spools[REPORT_INPUT_LIMIT], visit, context, error);
}
