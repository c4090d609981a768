#include "sync/record_fields.h"

#include "base/buffer.h"

#include <nettle/sha2.h>
#include <stdlib.h>
#include <string.h>

_Static_assert((int)CRM_CONTACTS == (int)MODULE_CONTACTS &&
                   (int)CRM_ACCOUNTS == (int)MODULE_ACCOUNTS,
               "the modules of the CRM and of the mapping have one order");

void clear_record_fields(struct record_fields *fields)
{
    memset(fields->counts, 0, sizeof fields->counts);
    for (size_t i = 0; i < ROLE_COUNT; i++) {
        fields->of_role[i] = NO_FIELD;
    }
}

bool add_record_field(struct record_fields *fields, enum crm_module module,
                      const struct record_field *field)
{
    size_t index = fields->counts[module];
    if (index == RECORD_FIELD_LIMIT) {
        return false;
    }
    fields->fields[module][index] = *field;
    fields->names[module][index] = field->name;
    fields->counts[module]++;
    if (field->role != ROLE_NONE && !field->is_moved) {
        fields->of_role[field->role] = (int)index;
    }
    return true;
}

struct text read_record_value(const struct record_fields *fields, struct arena *arena,
                              enum crm_module module, size_t index, const struct crm_record *record)
{
    return read_stored_value(arena, fields->fields[module][index].stored.kind,
                             record->values[index]);
}

struct text get_record_value(const struct record_fields *fields, struct arena *arena,
                             enum crm_module module, enum role role,
                             const struct crm_record *record)
{
    int index = fields->of_role[role];
    return index == NO_FIELD ? EMPTY_TEXT
                             : read_record_value(fields, arena, module, (size_t)index, record);
}

struct text get_customer_value(const struct customer *customer, const struct record_field *field,
                               bool with_account)
{
    if (field->role == ROLE_COMPANY && !field->is_moved) {
        return customer->account_name;
    }
    return field->is_moved && with_account ? EMPTY_TEXT : customer->values[field->row];
}

size_t find_record_field(const struct record_fields *fields, enum crm_module module,
                         struct text name)
{
    size_t index = 0;
    while (index < fields->counts[module] && !equal_texts(fields->names[module][index], name)) {
        index++;
    }
    return index;
}

struct text get_linked_account(const struct crm_record *contact)
{
    return contact->account_count == 0 ? EMPTY_TEXT : contact->accounts[0].id;
}

struct text describe_record_fields(const struct record_fields *fields, struct arena *arena)
{
    struct buffer out = {0};
    for (int module = 0; module < CRM_MODULE_COUNT; module++) {
        for (size_t i = 0; i < fields->counts[module]; i++) {
            const struct record_field *field = &fields->fields[module][i];
            if (field->is_only_read) {
                continue;
            }
            append_formatted(&out, "%d %d %zu ", module, (int)field->stored.kind,
                             field->stored.length);
            append_text(&out, field->name);
            append_byte(&out, ';');
        }
    }
    struct text text = copy_to_arena(arena, view_buffer(&out));
    arena->exhausted = arena->exhausted || out.failed;
    free_buffer(&out);
    return text;
}

/* Takes a number and the blank behind it from the front of a text. */
static bool take_number(struct text *text, size_t most, size_t *number)
{
    size_t at = 0;
    *number = 0;
    for (; at < text->length && at < 9 && read_digit(text->at[at], 10) >= 0; at++) {
        *number = *number * 10 + (size_t)read_digit(text->at[at], 10);
    }
    if (at == 0 || at == text->length || text->at[at] != ' ' || *number > most) {
        return false;
    }
    *text = slice_text(*text, at + 1, text->length);
    return true;
}

bool read_record_fields(struct text text, struct record_fields *fields)
{
    clear_record_fields(fields);
    while (text.length > 0) {
        size_t end = find_byte(text, ';', 0);
        struct text rest = slice_text(text, 0, end);
        size_t module;
        size_t kind;
        size_t length;
        if (end == text.length || !take_number(&rest, CRM_MODULE_COUNT - 1, &module) ||
            !take_number(&rest, VALUE_WEBSITE, &kind) || !take_number(&rest, SIZE_MAX, &length) ||
            rest.length == 0) {
            return false;
        }
        const struct record_field field = {.name = rest,
                                           .stored = {(enum value_kind)kind, length},
                                           .role = kind == VALUE_NUMBER ? ROLE_NUMBER
                                                   : kind == VALUE_TICK ? ROLE_TICK
                                                                        : ROLE_NONE};
        if (!add_record_field(fields, (enum crm_module)module, &field)) {
            return false;
        }
        text = slice_text(text, end + 1, text.length);
    }
    return true;
}

static void add_to_hash(struct sha256_ctx *hash, struct text text)
{
    const uint64_t length = text.length;
    sha256_update(hash, sizeof length, (const uint8_t *)&length);
    sha256_update(hash, text.length, (const uint8_t *)text.at);
}

static struct text write_hash(struct arena *arena, struct sha256_ctx *hash, size_t digits)
{
    static const char hexadecimal[] = "0123456789abcdef";
    uint8_t bytes[SHA256_DIGEST_SIZE];
    char *text = take_from_arena(arena, digits);
    sha256_digest(hash, sizeof bytes, bytes);
    if (text == NULL) {
        return EMPTY_TEXT;
    }
    for (size_t i = 0; i < digits; i++) {
        text[i] = hexadecimal[i % 2 == 0 ? bytes[i / 2] >> 4 : bytes[i / 2] & 15];
    }
    return (struct text){text, digits};
}

/* The ids of the accounts, in an order that does not depend on the answer's. */
static void add_accounts(struct sha256_ctx *hash, struct arena *arena,
                         const struct crm_record *contact)
{
    struct text *ids = take_from_arena(arena, (contact->account_count + 1) * sizeof *ids);
    for (size_t i = 0; ids != NULL && i < contact->account_count; i++) {
        ids[i] = contact->accounts[i].id;
    }
    if (ids != NULL && contact->account_count > 1) {
        qsort(ids, contact->account_count, sizeof *ids, compare_texts);
    }
    for (size_t i = 0; ids != NULL && i < contact->account_count; i++) {
        add_to_hash(hash, ids[i]);
    }
}

static void add_values(struct sha256_ctx *hash, const struct record_fields *fields,
                       struct arena *arena, enum crm_module module, const struct crm_record *record,
                       field_filter *leaves_out, const void *context)
{
    for (size_t i = 0; i < fields->counts[module]; i++) {
        const struct record_field *field = &fields->fields[module][i];
        if (field->is_only_read || (leaves_out != NULL && leaves_out(context, field))) {
            continue;
        }
        struct text value = read_record_value(fields, arena, module, i, record);
        if (field->stored.kind == VALUE_EMAIL) { /* so it is in the state files that there are */
            value = fold_email(arena, value);
            sha256_update(hash, value.length, (const uint8_t *)value.at);
            value = EMPTY_TEXT;
        }
        add_to_hash(hash, value);
    }
}

struct text digest_record(const struct record_fields *fields, struct arena *arena,
                          enum crm_module module, const struct crm_record *record)
{
    struct sha256_ctx hash;
    sha256_init(&hash);
    add_values(&hash, fields, arena, module, record, NULL, NULL);
    if (module == CRM_CONTACTS) {
        add_accounts(&hash, arena, record);
    }
    return write_hash(arena, &hash, RECORD_DIGEST_LENGTH);
}

struct text digest_some_fields(const struct record_fields *fields, struct arena *arena,
                               enum crm_module module, const struct crm_record *record,
                               field_filter *leaves_out, const void *context)
{
    struct sha256_ctx hash;
    sha256_init(&hash);
    add_values(&hash, fields, arena, module, record, leaves_out, context);
    return write_hash(arena, &hash, RECORD_DIGEST_LENGTH);
}

struct text digest_value(struct arena *arena, struct text value)
{
    struct sha256_ctx hash;
    sha256_init(&hash);
    sha256_update(&hash, value.length, (const uint8_t *)value.at);
    return write_hash(arena, &hash, (size_t)2 * SHA256_DIGEST_SIZE);
}
