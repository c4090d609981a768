#include "report/plan_summary.h"

#include "base/unicode.h"
#include "report/numbers.h"
#include "report/spool.h"

#include <inttypes.h>
#include <stdlib.h>

enum { FIRST_CHANGES = 3, VALUE_LIMIT = 40, NAME_LIMIT = 80, MESSAGE_LIMIT = 200 };

/* Changes of one kind, or to one field. */
struct change_group {
    enum issue_code code;
    struct text field; /* "Contacts.phone_mobile"; empty if the kind is not of fields */
    uint64_t count;
    struct buffer lines;
};

/* The groups, in the order in which the first change of each came. */
struct change_groups {
    struct change_group *groups;
    size_t count;
    struct arena arena;
    bool all;
    bool failed;
};

static bool is_of_fields(enum issue_code code)
{
    return code == ISSUE_UPDATED || code == ISSUE_ACCOUNT_UPDATED;
}

static struct change_group *provide_group(struct change_groups *groups, enum issue_code code,
                                          struct text message)
{
    struct text field =
        is_of_fields(code) ? slice_text(message, 0, find_byte(message, ',', 0)) : EMPTY_TEXT;
    for (size_t i = 0; i < groups->count; i++) {
        if (groups->groups[i].code == code && equal_texts(groups->groups[i].field, field)) {
            return &groups->groups[i];
        }
    }
    struct change_group *grown =
        realloc(groups->groups, (groups->count + 1) * sizeof *groups->groups);
    if (grown == NULL) {
        groups->failed = true;
        return NULL;
    }
    groups->groups = grown;
    grown[groups->count] =
        (struct change_group){.code = code, .field = copy_to_arena(&groups->arena, field)};
    return &grown[groups->count++];
}

/* "    630: 0411 222 333 -> 0422 222 333 (line 9)", or "    630 Jane Citizen (line 3)". */
static void append_change(struct buffer *lines, const struct issue_place *place,
                          const struct issue *issue)
{
    append_text(lines, TEXT("      "));
    if (issue->code == ISSUE_HANDED_OUT) {
        append_visible(lines, issue->message, MESSAGE_LIMIT);
        append_byte(lines, '\n');
        return;
    }
    append_visible(lines, place->customer, VALUE_LIMIT);
    if (issue->has_old) {
        append_text(lines, TEXT(": "));
        append_visible(lines, issue->old.length > 0 ? issue->old : TEXT("(blank)"), VALUE_LIMIT);
        append_text(lines, TEXT(" -> "));
    } else {
        append_byte(lines, ' ');
    }
    append_visible(lines, issue->new.length > 0 ? issue->new : TEXT("(blank)"), VALUE_LIMIT);
    append_formatted(lines, " (line %" PRIu64 ")\n", place->line);
}

static void take_change(void *context, const struct issue_place *place, const struct issue *issue)
{
    struct change_groups *groups = context;
    if (get_issue_kind(issue->code)->severity != SEVERITY_CHANGE) {
        return;
    }
    struct change_group *group = provide_group(groups, issue->code, issue->message);
    if (group == NULL) {
        return;
    }
    group->count++;
    if (groups->all || group->count <= FIRST_CHANGES) {
        append_change(&group->lines, place, issue);
    }
}

static void append_heading(struct buffer *out, const struct change_group *group)
{
    switch (group->code) {
    case ISSUE_CREATED:
        append_text(out, TEXT("  + create "));
        append_counted(out, group->count, "contact");
        break;
    case ISSUE_RECREATED:
        append_text(out, TEXT("  + create anew "));
        append_counted(out, group->count, "contact");
        break;
    case ISSUE_ACCOUNT_CREATED:
        append_text(out, TEXT("  + create "));
        append_counted(out, group->count, "account");
        break;
    case ISSUE_CONTACT_MOVED:
        append_text(out, TEXT("  > move "));
        append_counted(out, group->count, "contact");
        append_text(out, TEXT(" to another account"));
        break;
    case ISSUE_HANDED_OUT:
        append_text(out, TEXT("  > hand out "));
        append_counted(out, group->count, "contact");
        break;
    case ISSUE_NUMBERED:
        append_text(out, TEXT("  # number "));
        append_counted(out, group->count, "contact");
        break;
    case ISSUE_ACCOUNT_RENAMED:
        append_text(out, TEXT("  ~ rename "));
        append_counted(out, group->count, "account");
        break;
    default:
        append_text(out, TEXT("  ~ update "));
        append_visible(out, group->field, NAME_LIMIT);
        append_text(out, TEXT(": "));
        append_number(out, group->count, 0);
        break;
    }
    append_byte(out, '\n');
}

static void append_group(struct buffer *out, const struct change_group *group, bool all)
{
    append_heading(out, group);
    append_text(out, view_buffer(&group->lines));
    if (!all && group->count > FIRST_CHANGES) {
        append_text(out, TEXT("      and "));
        append_number(out, group->count - FIRST_CHANGES, 0);
        append_text(out, TEXT(" more\n"));
    }
}

static void append_total(struct buffer *out, const char *sign, uint64_t number)
{
    if (number > 0) {
        append_formatted(out, "  %s ", sign);
        append_number(out, number, 0);
        append_byte(out, '\n');
    }
}

void append_plan_summary(struct buffer *out, const struct report *report, bool all)
{
    static const enum issue_code order[] = {
        ISSUE_CREATED,  ISSUE_RECREATED,       ISSUE_ACCOUNT_CREATED,
        ISSUE_NUMBERED, ISSUE_CONTACT_MOVED,   ISSUE_ACCOUNT_RENAMED,
        ISSUE_UPDATED,  ISSUE_ACCOUNT_UPDATED, ISSUE_HANDED_OUT};
    struct change_groups groups = {.all = all};
    struct error unread; /* whoever lists the issues themselves meets it too */
    (void)visit_issues(report, take_change, &groups, &unread);
    for (size_t k = 0; k < sizeof order / sizeof *order; k++) {
        for (size_t i = 0; i < groups.count; i++) {
            if (groups.groups[i].code == order[k]) {
                append_group(out, &groups.groups[i], all);
            }
        }
    }
    append_total(out, "= unchanged", report->counts.unchanged);
    append_total(out, "! conflict", report->counts.conflict);
    append_total(out, "! failed", report->counts.failed);
    for (size_t i = 0; i < groups.count; i++) {
        out->failed = out->failed || groups.groups[i].lines.failed;
        free_buffer(&groups.groups[i].lines);
    }
    out->failed = out->failed || groups.failed || groups.arena.exhausted;
    free(groups.groups);
    free_arena(&groups.arena);
}

void append_push_counts(struct buffer *out, const struct counts *counts)
{
    append_number(out, counts->carried, 0);
    append_text(out, TEXT(" carried = "));
    append_number(out, counts->created, 0);
    append_text(out, TEXT(" created + "));
    append_number(out, counts->updated, 0);
    append_text(out, TEXT(" updated + "));
    append_number(out, counts->unchanged, 0);
    append_text(out, TEXT(" unchanged\n"));
}

void append_push_time(struct buffer *out, const struct counts *counts)
{
    uint64_t records =
        counts->created + counts->updated + counts->accounts + counts->accounts_updated;
    if (records > 0) {
        append_time(out, records, "to write what has changed");
    }
}
