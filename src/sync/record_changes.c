#include "sync/record_changes.h"

/* Whether what the record has is what an earlier run has read back after sending that value. */
static bool ask_whether_settled(const struct push_rules *rules, enum crm_module module,
                                const struct crm_record *record, const struct record_field *field,
                                struct text value, struct text held, struct arena *arena,
                                bool *is_settled, struct error *error)
{
    struct settled_value settled;
    bool is_known = false;
    *is_settled = false;
    if (!find_settled_value(rules->journal, module, record->id, field->name, arena, &settled,
                            &is_known, error)) {
        return false;
    }
    *is_settled = is_known && equal_texts(settled.sent, digest_value(arena, value)) &&
                  equal_texts(settled.kept, digest_value(arena, held));
    return true;
}

static bool is_cleared(const struct push_rules *rules, const struct record_field *field)
{
    return rules->clears_blanks && field->is_filled;
}

bool compare_record(const struct push_rules *rules, const struct customer *customer,
                    enum crm_module module, const struct crm_record *record, struct arena *arena,
                    struct field_change *changes, size_t *count, struct error *error)
{
    const struct record_fields *fields = rules->fields;
    bool with_account = gets_account(rules, customer);
    *count = 0;
    for (size_t i = 0; i < fields->counts[module]; i++) {
        const struct record_field *field = &fields->fields[module][i];
        if (field->is_only_read) {
            continue;
        }
        struct text value = get_customer_value(customer, field, with_account);
        struct text held = EMPTY_TEXT;
        bool is_same = value.length == 0;
        if (record != NULL) {
            held = read_record_value(fields, arena, module, i, record);
            is_same = (value.length == 0 && !is_cleared(rules, field)) ||
                      is_stored_value(arena, &field->stored, value, held);
            if (!is_same && !ask_whether_settled(rules, module, record, field, value, held, arena,
                                                 &is_same, error)) {
                return false;
            }
        }
        if (!is_same) {
            changes[(*count)++] = (struct field_change){field->name, held, value};
        }
    }
    return true;
}

/* Whether an edit of the field is one for ClickPOS: not that of the tick, nor that of a contact's
   own address where it is its account's that goes there, or where it has none. */
static bool counts_as_edit(const struct record_field *field, const struct crm_record *record,
                           struct text held)
{
    return field->role != ROLE_TICK && (field->role != ROLE_NUMBER || held.length > 0) &&
           (!field->is_moved || (record->account_count == 0 && held.length > 0));
}

bool holds_other_value(const struct push_rules *rules, const struct customer *customer,
                       enum crm_module module, const struct crm_record *record, struct arena *arena,
                       const struct record_field **field, struct text *held)
{
    const struct record_fields *fields = rules->fields;
    for (size_t i = 0; i < fields->counts[module]; i++) {
        *field = &fields->fields[module][i];
        *held = read_record_value(fields, arena, module, i, record);
        struct text value = get_customer_value(customer, *field, false);
        if (counts_as_edit(*field, record, *held) &&
            !is_stored_value(arena, &(*field)->stored, value, *held)) {
            return true;
        }
    }
    return false;
}
