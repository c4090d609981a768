#include "customer/clean.h"

#include "base/email.h"
#include "base/excel.h"
#include "base/unicode.h"

#include <string.h>

enum { EMAIL_LENGTH_LIMIT = 255, LINE_SEPARATOR = 0x2028, PARAGRAPH_SEPARATOR = 0x2029 };

static const struct text replacement_character = {"\xEF\xBF\xBD", 3};

static struct issue *add_change(struct cleaning *cleaning, enum issue_code code, struct text old,
                                struct text new)
{
    struct issue *issue = add_issue(cleaning->issues, cleaning->arena, code, cleaning->column);
    issue->old = old;
    issue->new = new;
    issue->has_old = true;
    issue->has_new = true;
    return issue;
}

struct text unwrap_value(struct cleaning *cleaning, struct text value)
{
    value = trim_white_space(value);
    if (value.length < 3 || value.at[0] != '=') {
        return value;
    }
    struct text inner = unwrap_excel(cleaning->arena, value);
    if (inner.at == value.at) {
        return value;
    }
    inner = trim_white_space(inner);
    add_change(cleaning, ISSUE_UNWRAPPED, value, inner)->message =
        TEXT("the value was wrapped as =\"...\", as Excel does it, and was unwrapped");
    return inner;
}

/* Whether nothing in the value can need cleaning: printable ASCII, no blank at its ends. */
static bool is_clean(struct text value)
{
    return value.length == 0 || (value.at[0] != ' ' && value.at[0] != '=' &&
                                 value.at[value.length - 1] != ' ' && is_plain_ascii(value));
}

static bool is_line_break(int32_t code)
{
    return code == '\n' || code == '\r' || code == LINE_SEPARATOR || code == PARAGRAPH_SEPARATOR;
}

/* The value with line breaks as `line_break`, tabs as blanks, and no other control character. */
static struct text replace_controls(struct cleaning *cleaning, struct text value, char line_break,
                                    size_t *removed)
{
    char *out = take_from_arena(cleaning->arena, value.length);
    if (out == NULL) {
        return EMPTY_TEXT;
    }
    size_t length = 0;
    for (size_t at = 0; at < value.length;) {
        struct character character = read_character(value, at);
        if (character.code == '\r' && at + 1 < value.length && value.at[at + 1] == '\n') {
            at++;
        }
        if (is_line_break(character.code)) {
            out[length++] = line_break;
        } else if (character.code == '\t') {
            out[length++] = ' ';
        } else if (is_control(character.code)) {
            ++*removed;
        } else {
            memcpy(out + length, value.at + at, character.length);
            length += character.length;
        }
        at += character.length;
    }
    return (struct text){out, length};
}

static struct text clean_characters(struct cleaning *cleaning, struct text value, char line_break)
{
    if (is_clean(value)) {
        return value;
    }
    struct text old = unwrap_value(cleaning, value);
    if (is_clean(old)) {
        return old;
    }
    size_t removed = 0;
    struct text new = replace_controls(cleaning, old, line_break, &removed);
    new = trim_white_space(compose_text(cleaning->arena, new));
    if (removed > 0) {
        add_change(cleaning, ISSUE_CONTROL_CHARACTER, old, new)->message =
            print_to_arena(cleaning->arena, "%zu control character%s removed", removed,
                           removed == 1 ? " was" : "s were");
    }
    if (find_text(new, replacement_character) < new.length) {
        add_change(cleaning, ISSUE_REPLACEMENT_CHARACTER, old, new)->message =
            TEXT("the value holds U+FFFD, the mark of a character that was lost before Possum read "
                 "the file");
    }
    return new;
}

struct text clean_text(struct cleaning *cleaning, struct text value)
{
    return clean_characters(cleaning, value, ' ');
}

struct text clean_street(struct cleaning *cleaning, struct text value)
{
    return clean_characters(cleaning, value, '\n');
}

static size_t count_digits(struct text value, size_t from)
{
    size_t at = from;
    while (at < value.length && value.at[at] >= '0' && value.at[at] <= '9') {
        at++;
    }
    return at - from;
}

/* Whether the value is a number in scientific notation: 4.11E+08. */
static bool is_scientific(struct text value)
{
    size_t at = count_digits(value, 0);
    if (at == 0) {
        return false;
    }
    if (at < value.length && (value.at[at] == '.' || value.at[at] == ',')) {
        at += 1 + count_digits(value, at + 1);
    }
    if (at + 2 >= value.length || (value.at[at] != 'E' && value.at[at] != 'e') ||
        (value.at[at + 1] != '+' && value.at[at + 1] != '-')) {
        return false;
    }
    return at + 2 + count_digits(value, at + 2) == value.length;
}

static struct text drop_scientific(struct cleaning *cleaning, struct text value)
{
    if (!is_scientific(value)) {
        return value;
    }
    add_change(cleaning, ISSUE_LOST_DIGITS, value, EMPTY_TEXT)->message =
        TEXT("Excel turned the number into scientific notation and lost its digits; it was left "
             "out");
    return EMPTY_TEXT;
}

static struct text restore_zero(struct cleaning *cleaning, struct text value, const char *what)
{
    struct text restored = print_to_arena(cleaning->arena, "0%.*s", (int)value.length, value.at);
    add_change(cleaning, ISSUE_ZERO_RESTORED, value, restored)->message =
        print_to_arena(cleaning->arena, "the %s had lost its leading zero and got it back", what);
    return restored;
}

struct text clean_phone(struct cleaning *cleaning, struct text value)
{
    value = drop_scientific(cleaning, clean_text(cleaning, value));
    bool lost_zero = value.length == 9 && value.at[0] == '4' && count_digits(value, 0) == 9;
    return lost_zero ? restore_zero(cleaning, value, "mobile number") : value;
}

struct text clean_postcode(struct cleaning *cleaning, struct text value)
{
    return drop_scientific(cleaning, clean_text(cleaning, value));
}

struct text restore_postcode_zero(struct cleaning *cleaning, struct text postcode,
                                  struct text country)
{
    bool lost_zero =
        postcode.length == 3 && count_digits(postcode, 0) == 3 &&
        (postcode.at[0] == '8' || postcode.at[0] == '9') &&
        (country.length == 0 || equal_texts_ignoring_case(country, TEXT("Australia")) ||
         equal_texts_ignoring_case(country, TEXT("AU")) ||
         equal_texts_ignoring_case(country, TEXT("AUS")));
    return lost_zero ? restore_zero(cleaning, postcode, "postcode") : postcode;
}

static bool parts_emails(int32_t code)
{
    return code == ';' || code == ',' || is_white_space(code);
}

/* The position at or after `from` of a character that parts emails (or of one that does not), or
   the end. */
static size_t find_email_edge(struct text list, size_t from, bool parts)
{
    while (from < list.length) {
        struct character character = read_character(list, from);
        if (parts_emails(character.code) == parts) {
            break;
        }
        from += character.length;
    }
    return from;
}

/* Takes the next piece of a list of emails off `rest`; empty at its end. */
static struct text take_email(struct text *rest)
{
    size_t start = find_email_edge(*rest, 0, false);
    size_t end = find_email_edge(*rest, start, true);
    struct text email = slice_text(*rest, start, end);
    *rest = slice_text(*rest, end, rest->length);
    return email;
}

static bool can_carry_email(struct text email)
{
    return email.length <= EMAIL_LENGTH_LIMIT && is_valid_email(email);
}

struct text clean_email(struct cleaning *cleaning, struct text value)
{
    value = clean_text(cleaning, value);
    if (value.length == 0 || can_carry_email(value)) {
        return value;
    }
    struct text used = EMPTY_TEXT;
    size_t others = 0;
    struct text rest = value;
    for (struct text email = take_email(&rest); email.length > 0; email = take_email(&rest)) {
        if (used.length == 0 && can_carry_email(email)) {
            used = email;
        } else {
            others++;
        }
    }
    if (used.length == 0) {
        add_change(cleaning, ISSUE_BAD_EMAIL, value, EMPTY_TEXT)->message =
            TEXT("this is not an email address that the CRM takes; it was left out");
    } else {
        add_change(cleaning, ISSUE_FURTHER_EMAIL, value, used)->message =
            others > 0
                ? TEXT("several email addresses stand in one cell; the first valid one is used")
                : TEXT("only the email address itself is used, not what stands around it");
    }
    return used;
}

struct text clean_website(struct cleaning *cleaning, struct text value)
{
    value = clean_text(cleaning, value);
    if (equal_texts_ignoring_case(value, TEXT("http://")) ||
        equal_texts_ignoring_case(value, TEXT("https://"))) {
        add_change(cleaning, ISSUE_EMPTY_WEBSITE, value, EMPTY_TEXT)->message =
            TEXT("an address without a name is no website; it was left out");
        return EMPTY_TEXT;
    }
    return value;
}

/* Reads digits, perhaps with ".0" behind; 0 if that is not a customer number. */
static uint32_t read_number(struct text value)
{
    size_t digits = count_digits(value, 0);
    if (digits < value.length) {
        struct text fraction = slice_text(value, digits, value.length);
        bool is_zero = fraction.length > 1 && fraction.at[0] == '.';
        for (size_t i = 1; i < fraction.length; i++) {
            is_zero = is_zero && fraction.at[i] == '0';
        }
        if (!is_zero) {
            return 0;
        }
    }
    uint64_t number = 0;
    for (size_t i = 0; i < digits && number <= INT32_MAX; i++) {
        number = 10 * number + (uint64_t)(value.at[i] - '0');
    }
    return number <= INT32_MAX ? (uint32_t)number : 0;
}

struct text clean_customer_number(struct cleaning *cleaning, struct text value, uint32_t *number)
{
    struct text cleaned = clean_text(cleaning, value);
    *number = read_number(cleaned);
    if (*number == 0) {
        return EMPTY_TEXT;
    }
    if (cleaned.at[0] != '0' && count_digits(cleaned, 0) == cleaned.length) {
        return cleaned;
    }
    struct text digits = print_to_arena(cleaning->arena, "%lu", (unsigned long)*number);
    add_change(cleaning, ISSUE_NUMBER_REWRITTEN, cleaned, digits)->message =
        TEXT("the customer number was written as a plain whole number");
    return digits;
}

bool is_customer_number(struct text cell)
{
    cell = trim_white_space(cell);
    if (cell.length > 3 && cell.at[0] == '=' && cell.at[1] == '"' &&
        cell.at[cell.length - 1] == '"') {
        cell = trim_white_space(slice_text(cell, 2, cell.length - 1));
    }
    return read_number(cell) > 0;
}

struct text clean_value(struct cleaning *cleaning, enum rule rule, struct text value)
{
    switch (rule) {
    case RULE_STREET:
        return clean_street(cleaning, value);
    case RULE_PHONE:
        return clean_phone(cleaning, value);
    case RULE_POSTCODE:
        return clean_postcode(cleaning, value);
    case RULE_EMAIL:
        return clean_email(cleaning, value);
    case RULE_WEBSITE:
        return clean_website(cleaning, value);
    case RULE_TEXT:
    case RULE_CUSTOMER_NUMBER:
    case RULE_TICK:
    case RULE_COUNT:
        break;
    }
    return clean_text(cleaning, value);
}
