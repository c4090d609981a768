#include "sync/value_digests.h"

#include <string.h>

enum { VALUE_BITS = 40 };

static const uint64_t value_mask = (UINT64_C(1) << VALUE_BITS) - 1;

/* What is kept in a file must be the same in the next run: there is nothing secret about the key.
 */
static const struct digest_key key = {{0}};

/* The name takes part in the digest of the value, so that no two fields have blanks in common. */
static uint64_t digest_field(uint64_t name, struct text value)
{
    uint64_t top = name & ~value_mask;
    return value.length == 0 ? top : top | (digest_text(&key, value) & value_mask);
}

bool is_blank_digest(uint64_t digest)
{
    return (digest & value_mask) == 0;
}

static bool has_one_name(uint64_t one, uint64_t other)
{
    return ((one ^ other) & ~value_mask) == 0;
}

static uint64_t digest_name(enum module module, struct text name)
{
    return digest_text(&key, name) ^ digest_number(&key, (uint64_t)module + 1);
}

static void add_digest(struct value_digests *digests, uint64_t digest)
{
    digests->of_field[digests->count++] = digest;
}

static bool counts_in_loop(enum role role)
{
    return role != ROLE_NUMBER && role != ROLE_TICK;
}

struct value_digests digest_row(const struct customer_rules *rules, const struct text *values)
{
    struct value_digests digests = {.count = 0};
    const struct mapping *mapping = rules->mapping;
    for (size_t row = 0; row < mapping->count; row++) {
        const struct field *field = &mapping->rows[row].field;
        bool has_column = rules->columns->of_row[row] != NO_COLUMN &&
                          rules->columns->twin_of_row[row] == row; /* one Email column is one */
        if (counts_in_loop(field->role) && has_column) {
            uint64_t name = digest_name(field->module, get_bare_name(field));
            add_digest(&digests, digest_field(name, values[row]));
        }
    }
    return digests;
}

static void add_record(struct value_digests *digests, const struct record_fields *fields,
                       struct arena *arena, enum crm_module module, const struct crm_record *record,
                       bool with_moved)
{
    for (size_t i = 0; i < fields->counts[module]; i++) {
        const struct record_field *field = &fields->fields[module][i];
        if (!counts_in_loop(field->role) || (field->is_moved && !with_moved)) {
            continue;
        }
        struct text value = read_record_value(fields, arena, module, i, record);
        if (field->stored.kind == VALUE_EMAIL) {
            value = fold_email(arena, value);
        }
        add_digest(digests, digest_field(digest_name((enum module)module, field->name), value));
    }
}

struct value_digests digest_contact(const struct record_fields *fields, struct arena *arena,
                                    const struct crm_record *contact)
{
    struct value_digests digests = {.count = 0};
    bool has_account = contact->account_count > 0;
    add_record(&digests, fields, arena, CRM_CONTACTS, contact, !has_account);
    if (has_account) {
        add_record(&digests, fields, arena, CRM_ACCOUNTS, &contact->accounts[0], false);
    }
    add_digest(&digests, digest_field(digest_name(MODULE_CONTACTS, TEXT("account_id")),
                                      get_linked_account(contact)));
    return digests;
}

/* The digest of the same field, or NULL; it is likely to be at `place`. */
static const uint64_t *find_digest(const struct value_digests *digests, uint64_t of, size_t place)
{
    if (place < digests->count && has_one_name(digests->of_field[place], of)) {
        return &digests->of_field[place];
    }
    for (size_t i = 0; i < digests->count; i++) {
        if (has_one_name(digests->of_field[i], of)) {
            return &digests->of_field[i];
        }
    }
    return NULL;
}

bool are_digests_equal(const struct value_digests *one, const struct value_digests *other)
{
    for (size_t i = 0; i < one->count; i++) {
        const uint64_t *found = find_digest(other, one->of_field[i], i);
        if (found != NULL && *found != one->of_field[i]) {
            return false;
        }
    }
    return true;
}

/* Whether both have the field of that name, with one value. */
static bool share_field(const struct value_digests *one, const struct value_digests *other,
                        const char *name)
{
    const uint64_t sought = digest_name(MODULE_CONTACTS, make_text(name));
    const uint64_t *left = find_digest(one, sought, 0);
    const uint64_t *right = find_digest(other, sought, 0);
    return left != NULL && right != NULL && !is_blank_digest(*left) && *left == *right;
}

bool are_digests_alike(const struct value_digests *row, const struct value_digests *handed_out)
{
    size_t filled = 0;
    size_t shared = 0;
    for (size_t i = 0; i < handed_out->count; i++) {
        const uint64_t *found = find_digest(row, handed_out->of_field[i], i);
        if (found != NULL && !is_blank_digest(handed_out->of_field[i])) {
            filled++;
            shared += *found == handed_out->of_field[i];
        }
    }
    return shared > 0 && (2 * shared >= filled || share_field(row, handed_out, "email1") ||
                          share_field(row, handed_out, "phone_mobile") ||
                          (share_field(row, handed_out, "first_name") &&
                           share_field(row, handed_out, "last_name")));
}

uint64_t join_digests(const struct value_digests *row, const struct value_digests *header)
{
    uint64_t joined = 0;
    for (size_t i = 0; i < row->count; i++) {
        bool counts =
            !is_blank_digest(row->of_field[i]) && find_digest(header, row->of_field[i], i) != NULL;
        joined += counts ? digest_number(&key, row->of_field[i]) : 0;
    }
    return joined;
}

enum row_standing judge_row(const struct value_digests *row, const struct value_digests *before,
                            const struct value_digests *handed_out)
{
    bool was_edited = false;
    bool has_changed = false;
    for (size_t i = 0; i < row->count; i++) {
        const uint64_t *old = find_digest(before, row->of_field[i], i);
        const uint64_t *new = find_digest(handed_out, row->of_field[i], i);
        if (old == NULL || new == NULL) {
            continue;
        }
        bool is_as_before = *old == row->of_field[i];
        if (*old != *new && !is_as_before) {
            return ROW_WITH_EDIT;
        }
        was_edited = was_edited || *old != *new;
        has_changed = has_changed || !is_as_before;
    }
    return has_changed ? ROW_MEETS_EDIT : was_edited ? ROW_BEFORE_EDIT : ROW_WITHOUT_NEWS;
}

struct text view_digests(const struct value_digests *digests)
{
    return (struct text){(const char *)digests->of_field,
                         digests->count * sizeof digests->of_field[0]};
}

bool read_digests(struct text bytes, struct value_digests *digests)
{
    digests->count = bytes.length / sizeof digests->of_field[0];
    if (bytes.length % sizeof digests->of_field[0] != 0 || digests->count > VALUE_DIGEST_LIMIT) {
        return false;
    }
    memcpy(digests->of_field, bytes.at, bytes.length);
    return true;
}
