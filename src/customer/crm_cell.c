#include "customer/crm_cell.h"

#include "base/email.h"
#include "base/unicode.h"
#include "customer/entity.h"

static const struct text ampersand = {"&amp;", 5};
static const struct text blank_website = {"http://", 7};

struct text remove_guard(struct text cell, bool has_labels)
{
    bool is_guarded =
        has_labels && cell.length > 1 && cell.at[0] == '\'' &&
        (cell.at[1] == '=' || cell.at[1] == '+' || cell.at[1] == '-' || cell.at[1] == '@');
    return is_guarded ? slice_text(cell, 1, cell.length) : cell;
}

static struct entity read_ampersand(struct text text, size_t at)
{
    bool is_one = starts_with(slice_text(text, at, text.length), ampersand);
    return is_one ? (struct entity){'&', ampersand.length} : (struct entity){0};
}

struct text restore_ampersands(struct arena *arena, struct text value)
{
    return decode_entities(arena, read_ampersand, value);
}

bool is_ticked(struct text cell, bool *is_known)
{
    static const char *const ticks[] = {"1", "yes", "true", "on"};
    static const char *const blanks[] = {"", "0", "no", "false", "off"};
    *is_known = true;
    for (size_t i = 0; i < sizeof ticks / sizeof ticks[0]; i++) {
        if (equal_texts_ignoring_case(cell, make_text(ticks[i]))) {
            return true;
        }
    }
    for (size_t i = 0; i < sizeof blanks / sizeof blanks[0]; i++) {
        if (equal_texts_ignoring_case(cell, make_text(blanks[i]))) {
            return false;
        }
    }
    *is_known = false;
    return false;
}

struct text read_link(const struct making *making, const struct crm_rules *rules, enum link link)
{
    size_t column = rules->columns->of_link[link];
    if (column >= making->record->cell_count) { /* NO_COLUMN, too */
        return EMPTY_TEXT;
    }
    struct issue_list unwanted = {0};
    struct cleaning cleaning = {.arena = making->cleaning.arena, .issues = &unwanted};
    return clean_text(&cleaning,
                      remove_guard(making->record->cells[column], rules->columns->has_labels));
}

bool is_deleted(const struct making *making, const struct crm_rules *rules)
{
    bool is_known;
    return is_ticked(read_link(making, rules, LINK_DELETED), &is_known);
}

static struct text clean_crm_email(struct making *making, struct text cell)
{
    struct text email = clean_text(&making->cleaning, cell);
    if (email.length > 0 && !is_valid_email(email)) {
        struct issue *issue = add_issue(making->cleaning.issues, making->cleaning.arena,
                                        ISSUE_UNUSUAL_EMAIL, making->cleaning.column);
        issue->old = email;
        issue->has_old = true;
        issue->message =
            TEXT("the CRM's own import would refuse this email address; it was carried "
                 "as it stands");
    }
    return email;
}

static struct text clean_tick(struct making *making, struct text cell)
{
    bool is_known;
    struct text value = clean_text(&making->cleaning, cell);
    bool ticked = is_ticked(value, &is_known);
    if (!is_known) {
        struct issue *issue = add_issue(making->cleaning.issues, making->cleaning.arena,
                                        ISSUE_BAD_TICK, making->cleaning.column);
        issue->old = value;
        issue->has_old = true;
        issue->message = TEXT("the check box should be 1 or 0; it counts as not ticked");
    }
    return ticked ? TEXT("1") : TEXT("0");
}

struct text clean_crm_cell(struct making *making, const struct crm_rules *rules, size_t row,
                           struct text cell)
{
    const struct mapping_row *mapping_row = &making->rules->mapping->rows[row];
    bool has_labels = rules->columns->has_labels;
    cell = remove_guard(cell, has_labels);
    if (has_labels && mapping_row->field.custom) {
        cell = restore_ampersands(making->cleaning.arena, cell);
    }
    bool is_blank_website = has_labels && mapping_row->rule == RULE_WEBSITE &&
                            equal_texts(trim_white_space(cell), blank_website);
    if (is_blank_website) {
        return EMPTY_TEXT;
    }
    switch (mapping_row->rule) {
    case RULE_EMAIL:
        return clean_crm_email(making, cell);
    case RULE_TICK:
        return clean_tick(making, cell);
    default:
        return clean_value(&making->cleaning, mapping_row->rule, cell);
    }
}
