#include "customer/wizard.h"

#include "base/buffer.h"
#include "base/unicode.h"
#include "customer/entity.h"
#include "customer/markup.h"
#include "customer/script.h"
#include "customer/traits.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

enum {
    FULL_WIDTH = 0xFF00 - 0x20, /* from an ASCII character to its look-alike that NFKC folds back */
    ENTITY_ROUNDS = 4, /* how often SuiteCRM decodes entities between the file and the database */
    MARK = 0x1F,       /* stands for a character that is to be replaced; no clean value holds it */
};

static bool is_lone_zero(const struct wizard_field *field, struct text value)
{
    return field->custom && value.length == 1 && value.at[0] == '0';
}

/* Whether an ampersand begins an entity. */
static bool holds_entity(struct text value, entity_reader *reader)
{
    for (size_t at = find_byte(value, '&', 0); at < value.length;
         at = find_byte(value, '&', at + 1)) {
        if (reader(value, at).length > 0) {
            return true;
        }
    }
    return false;
}

/* Whether nothing but the length of the value could keep it from being stored as it stands. */
static bool is_harmless(enum wizard wizard, const struct wizard_field *field, struct text value,
                        uint64_t seen)
{
    bool is_suitecrm = wizard == WIZARD_SUITECRM;
    if ((seen & (TRAIT_MARKUP | TRAIT_BEYOND)) != 0 ||
        ((seen & TRAIT_AMPERSAND) != 0 &&
         holds_entity(value, is_suitecrm ? read_entity : read_basic_entity))) {
        return false;
    }
    if (!is_suitecrm) {
        return true;
    }
    struct script found;
    return !is_lone_zero(field, value) &&
           (!may_hold_script(value, seen) || !find_script(value, &found));
}

/* What a byte becomes when SuiteCRM escapes it. */
static struct text escape_byte(char byte)
{
    switch (byte) {
    case '"':
        return TEXT("&quot;");
    case '\'':
        return TEXT("&#039;");
    case '<':
        return TEXT("&lt;");
    case '>':
        return TEXT("&gt;");
    case '`':
        return TEXT("&#96;");
    default:
        return EMPTY_TEXT;
    }
}

/* The first round takes the escape of a double quote for a text that needs one itself. */
static struct text spoil_quotes(struct arena *arena, struct text value)
{
    const struct text quote = TEXT("&quot;");
    const struct text ampersand = TEXT("&#38;");
    char *spoilt = take_from_arena(arena, value.length);
    if (spoilt == NULL) {
        return value;
    }
    size_t length = 0;
    for (size_t at = 0; at < value.length;) {
        if (starts_with(slice_text(value, at, value.length), quote)) {
            memcpy(spoilt + length, ampersand.at, ampersand.length);
            length += ampersand.length;
            at += quote.length;
        } else {
            spoilt[length++] = value.at[at++];
        }
    }
    return (struct text){spoilt, length};
}

/* What the second round leaves. It spoils the quotes that the first one escaped, unless that has
 * decoded the value. */
static struct text escape_value(struct arena *arena, struct text value, bool decoded)
{
    struct buffer escaped = {0};
    for (size_t at = 0; at < value.length; at++) {
        struct text escape = escape_byte(value.at[at]);
        if (value.at[at] == '"' && !decoded) {
            append_text(&escaped, TEXT("&#38;"));
        } else if (escape.length > 0) {
            append_text(&escaped, escape);
        } else {
            append_byte(&escaped, value.at[at]);
        }
    }
    arena->exhausted = arena->exhausted || escaped.failed;
    struct text copy = copy_to_arena(arena, view_buffer(&escaped));
    free_buffer(&escaped);
    return copy;
}

static bool is_trimmed(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r' || byte == '\v' ||
           byte == '\0';
}

/* As PHP's trim. */
static struct text trim_value(struct text value)
{
    while (value.length > 0 && is_trimmed(value.at[0])) {
        value = slice_text(value, 1, value.length);
    }
    while (value.length > 0 && is_trimmed(value.at[value.length - 1])) {
        value.length--;
    }
    return value;
}

static struct text cut_value(const struct wizard_field *field, struct text value)
{
    if (field->length == 0 || value.length <= field->length) {
        return value;
    }
    struct text cut = cut_to_characters(value, field->length);
    return cut.length < value.length ? trim_value(cut) : value;
}

/* In its own fields SuiteCRM cuts once more, just before the database, where an ampersand is still
 * `&amp;`. */
static struct text cut_for_database(struct arena *arena, const struct wizard_field *field,
                                    struct text value)
{
    if (field->custom || field->length == 0 || find_byte(value, '&', 0) == value.length) {
        return value;
    }
    struct buffer escaped = {0};
    for (size_t at = 0; at < value.length; at++) {
        append_byte(&escaped, value.at[at]);
        append_text(&escaped, value.at[at] == '&' ? TEXT("amp;") : EMPTY_TEXT);
    }
    arena->exhausted = arena->exhausted || escaped.failed;
    struct text cut = cut_to_characters(view_buffer(&escaped), field->length);
    bool whole = cut.length == escaped.length;
    struct text copy = whole ? value : copy_to_arena(arena, cut);
    free_buffer(&escaped);
    return whole ? value : decode_entities(arena, read_basic_entity, copy);
}

/* MySQL's utf8 has no characters of four bytes: each of the bytes becomes a question mark. */
static struct text lose_beyond(struct arena *arena, struct text value)
{
    struct text copy = copy_to_arena(arena, value);
    char *bytes = copy.length > 0 ? take_from_arena(arena, copy.length) : NULL;
    if (bytes == NULL) {
        return copy;
    }
    for (size_t at = 0; at < copy.length;) {
        size_t length = read_character(copy, at).length;
        if (length == 4) {
            memset(bytes + at, '?', 4);
        } else {
            memcpy(bytes + at, copy.at + at, length);
        }
        at += length;
    }
    return (struct text){bytes, copy.length};
}

/* A Studio field keeps `&` as `&amp;`, which every reader takes for `&`: that is no change. */
static struct text store_by_suitecrm(struct arena *arena, const struct wizard_field *field,
                                     struct text value)
{
    bool decoded;
    value = remove_scripts(arena, spoil_quotes(arena, value), &decoded);
    value = trim_value(escape_value(arena, value, decoded));
    value = cut_value(field, value);
    for (int round = 0; round < ENTITY_ROUNDS; round++) {
        value = decode_entities(arena, read_entity, value);
    }
    value = cut_for_database(arena, field, purify_markup(arena, value));
    value = lose_beyond(arena, value);
    value = field->length > 0 ? cut_to_characters(value, field->length) : value;
    return is_lone_zero(field, value) ? EMPTY_TEXT : value;
}

static struct text store_by_sugarcrm(struct arena *arena, const struct wizard_field *field,
                                     struct text value)
{
    value = cut_value(field, strip_tags(arena, trim_value(value)));
    size_t length;
    do {
        length = value.length;
        value = decode_entities(arena, read_basic_entity, value);
    } while (value.length < length);
    value = lose_beyond(arena, value);
    return field->length > 0 ? cut_to_characters(value, field->length) : value;
}

/* The most characters that SuiteCRM may count: it escapes an ampersand once more in its own fields,
 * just before the database. */
static size_t count_escaped(struct text value)
{
    size_t count = count_characters(value);
    for (size_t i = 0; i < value.length; i++) {
        size_t escape = value.at[i] == '&' ? sizeof "&amp;" - 1 : escape_byte(value.at[i]).length;
        count += escape > 0 ? escape - 1 : 0;
    }
    return count;
}

static bool fits_field(enum wizard wizard, const struct wizard_field *field, struct text value,
                       uint64_t seen)
{
    if (field->length == 0) {
        return true;
    }
    if (wizard == WIZARD_SUITECRM && (seen & TRAIT_LONG) != 0) {
        return count_escaped(value) <= field->length;
    }
    return value.length <= field->length || count_characters(value) <= field->length;
}

struct text store_by_wizard(struct arena *arena, enum wizard wizard,
                            const struct wizard_field *field, struct text value)
{
    uint64_t seen = look_at_value(value);
    if (is_harmless(wizard, field, value, seen) && fits_field(wizard, field, value, seen)) {
        return value;
    }
    struct text stored = wizard == WIZARD_SUITECRM ? store_by_suitecrm(arena, field, value)
                                                   : store_by_sugarcrm(arena, field, value);
    return equal_texts(stored, value) ? value : stored;
}

/* The NFKC form of a character beyond the BMP, if that lies wholly in the BMP. */
static void append_within_bmp(struct buffer *out, struct text character)
{
    utf8proc_uint8_t *mapped = NULL;
    utf8proc_ssize_t length =
        utf8proc_map((const utf8proc_uint8_t *)character.at, (utf8proc_ssize_t)character.length,
                     &mapped, UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT);
    struct text form = {(const char *)mapped, length > 0 ? (size_t)length : 0};
    bool within = form.length > 0 && (look_at_value(form) & TRAIT_BEYOND) == 0;
    append_text(out, within ? form : TEXT("\xEF\xBF\xBD"));
    free(mapped);
}

static struct text replace_beyond(struct arena *arena, struct text value)
{
    struct buffer out = {0};
    for (size_t at = 0; at < value.length;) {
        size_t length = read_character(value, at).length;
        struct text character = slice_text(value, at, at + length);
        if (length == 4) {
            append_within_bmp(&out, character);
        } else {
            append_text(&out, character);
        }
        at += length;
    }
    arena->exhausted = arena->exhausted || out.failed;
    struct text replaced = copy_to_arena(arena, view_buffer(&out));
    free_buffer(&out);
    return compose_text(arena, replaced);
}

/* A value, and a copy in which MARK stands for each character that is to be replaced. */
struct protection {
    struct text value;
    char *work;
};

static struct text view_work(const struct protection *protection)
{
    return (struct text){protection->work, protection->value.length};
}

static void mark_quotes(struct protection *protection)
{
    for (size_t at = 0; at < protection->value.length; at++) {
        if (protection->work[at] == '"') {
            protection->work[at] = MARK;
        }
    }
}

static void mark_entities(struct protection *protection, entity_reader *reader)
{
    struct text work = view_work(protection);
    for (size_t at = find_byte(work, '&', 0); at < work.length; at = find_byte(work, '&', at + 1)) {
        if (reader(work, at).length > 0) {
            protection->work[at] = MARK;
        }
    }
}

/* Marks each `<` that begins markup, and the `>` that ends it. */
static void mark_markup(struct protection *protection, bool (*begins)(struct text, size_t))
{
    struct text work = view_work(protection);
    for (size_t at = find_byte(work, '<', 0); at < work.length; at = find_byte(work, '<', at + 1)) {
        if (begins(work, at)) {
            size_t end = find_byte(work, '>', at);
            protection->work[at] = MARK;
            if (end < work.length) {
                protection->work[end] = MARK;
            }
        }
    }
}

/* The backslash that escapes a quote or the end of the value; the length if there is none. */
static size_t find_escape(struct text value)
{
    bool escaping = false;
    for (size_t at = find_byte(value, '\\', 0); at < value.length; at++) {
        if (escaping && value.at[at] == '"') {
            return at - 1;
        }
        escaping = value.at[at] == '\\' && !escaping;
    }
    return escaping ? value.length - 1 : value.length;
}

static void mark_escapes(struct protection *protection)
{
    struct text work = view_work(protection);
    for (size_t at = find_escape(work); at < work.length; at = find_escape(work)) {
        protection->work[at] = MARK;
    }
}

static void mark_scripts(struct arena *arena, struct protection *protection)
{
    struct text work = view_work(protection);
    struct script found;
    while (find_script(work, &found)) {
        protection->work[found.weak] = MARK;
    }
    bool hidden = hides_script(arena, work);
    for (size_t at = 0; hidden && at < work.length; at++) {
        if (read_percent_escape(work, at) >= 0) {
            protection->work[at] = MARK;
        }
    }
}

static void mark_for_suitecrm(struct arena *arena, const struct wizard_field *field,
                              struct protection *protection)
{
    if (is_lone_zero(field, protection->value)) {
        protection->work[0] = MARK;
    }
    mark_escapes(protection);
    mark_quotes(protection);
    mark_entities(protection, read_entity);
    mark_markup(protection, begins_markup);
    mark_scripts(arena, protection);
}

static void mark_for_sugarcrm(struct protection *protection)
{
    mark_escapes(protection);
    mark_entities(protection, read_basic_entity);
    mark_markup(protection, begins_tag);
}

/* A double quote opens at the start of the value, and after white space or an opening bracket. */
static bool opens(struct text value, size_t at)
{
    if (at == 0) {
        return true;
    }
    size_t start = at - 1;
    while (start > 0 && ((unsigned char)value.at[start] & 0xC0) == 0x80) {
        start--;
    }
    int32_t before = read_character(value, start).code;
    return is_white_space(before) || before == '(' || before == '[' || before == '{';
}

static struct text apply_marks(struct arena *arena, const struct protection *protection)
{
    struct text value = protection->value;
    struct buffer out = {0};
    for (size_t at = 0; at < value.length; at++) {
        char look_alike[4];
        if (protection->work[at] != MARK || value.at[at] == MARK) {
            append_byte(&out, value.at[at]);
        } else if (value.at[at] == '"') {
            append_text(&out, opens(value, at) ? TEXT("\xE2\x80\x9C") : TEXT("\xE2\x80\x9D"));
        } else {
            utf8proc_ssize_t length =
                utf8proc_encode_char(value.at[at] + FULL_WIDTH, (utf8proc_uint8_t *)look_alike);
            append_text(&out, (struct text){look_alike, (size_t)length});
        }
    }
    arena->exhausted = arena->exhausted || out.failed;
    struct text protected = copy_to_arena(arena, view_buffer(&out));
    free_buffer(&out);
    return protected;
}

struct text protect_from_wizard(struct arena *arena, enum wizard wizard,
                                const struct wizard_field *field, struct text value)
{
    uint64_t seen = look_at_value(value);
    if (is_harmless(wizard, field, value, seen) &&
        ((seen & TRAIT_BACKSLASH) == 0 || !breaks_wizard_row(value))) {
        return value;
    }
    struct text within = (seen & TRAIT_BEYOND) != 0 ? replace_beyond(arena, value) : value;
    char *work = take_from_arena(arena, within.length);
    if (work == NULL) {
        return value;
    }
    memcpy(work, within.at, within.length);
    struct protection protection = {within, work};
    if (wizard == WIZARD_SUITECRM) {
        mark_for_suitecrm(arena, field, &protection);
    } else {
        mark_for_sugarcrm(&protection);
    }
    struct text protected = apply_marks(arena, &protection);
    return equal_texts(protected, value) ? value : protected;
}

bool breaks_wizard_row(struct text value)
{
    return find_escape(value) < value.length;
}

bool breaks_wizard_email(enum wizard wizard, struct text email)
{
    return wizard == WIZARD_SUITECRM &&
           (find_byte(email, '\'', 0) < email.length || find_byte(email, '`', 0) < email.length);
}
