#include "customer/sugar.h"

static void add_column(struct sugar_layout *layout, struct text header, enum sugar_source source,
                       size_t row, bool is_needed)
{
    layout->columns[layout->count++] = (struct sugar_column){
        .header = header, .source = source, .row = row, .is_needed = is_needed};
}

static bool has_column(const struct sugar_layout *layout, struct text header)
{
    for (size_t i = 0; i < layout->count; i++) {
        if (equal_texts(layout->columns[i].header, header)) {
            return true;
        }
    }
    return false;
}

static void add_module_rows(const struct mapping *mapping, enum module module,
                            struct sugar_layout *layout)
{
    for (size_t row = 0; row < mapping->count; row++) {
        const struct field *field = &mapping->rows[row].field;
        if (field->module == module) {
            bool is_needed = field->role == ROLE_NUMBER || field->role == ROLE_TICK ||
                             field->role == ROLE_LAST_NAME || field->role == ROLE_COMPANY;
            add_column(layout, field->name, field->role == ROLE_COMPANY ? SUGAR_NAME : SUGAR_VALUE,
                       row, is_needed);
        }
    }
}

/* --no-company contact: places on the contact, unless the mapping has given them away. */
static void add_moved_rows(const struct mapping *mapping, struct sugar_layout *layout)
{
    for (size_t row = 0; row < mapping->count; row++) {
        const struct field *field = &mapping->rows[row].field;
        if (field->contact_place != NULL && !has_column(layout, make_text(field->contact_place))) {
            add_column(layout, make_text(field->contact_place), SUGAR_MOVED_VALUE, row, false);
        }
    }
}

void lay_out_files(struct sugar_form *form)
{
    const struct mapping *mapping = form->rules->mapping;
    struct sugar_layout *accounts = &form->layouts[MODULE_ACCOUNTS];
    struct sugar_layout *contacts = &form->layouts[MODULE_CONTACTS];
    accounts->count = 0;
    contacts->count = 0;
    add_column(accounts, TEXT("id"), SUGAR_ID, 0, true);
    add_module_rows(mapping, MODULE_ACCOUNTS, accounts);
    add_column(contacts, TEXT("id"), SUGAR_ID, 0, true);
    add_column(contacts, TEXT("account_id"), SUGAR_ACCOUNT_ID, 0, false);
    add_module_rows(mapping, MODULE_CONTACTS, contacts);
    if (form->no_company == NO_COMPANY_CONTACT) {
        add_moved_rows(mapping, contacts);
    }
}

bool has_account(const struct sugar_form *form, const struct customer *customer)
{
    return customer->has_company || form->no_company == NO_COMPANY_ACCOUNT;
}

static struct text write_id(struct arena *arena, struct uuid id)
{
    char *text = take_from_arena(arena, UUID_TEXT_LENGTH);
    return text == NULL ? EMPTY_TEXT : format_uuid(id, text);
}

/* An issue about a value on its way into the field of a row. */
static struct issue *add_field_issue(const struct sugar_form *form, struct customer *customer,
                                     struct arena *arena, enum issue_code code, size_t row,
                                     struct text old, const char *message)
{
    const struct field *field = &form->rules->mapping->rows[row].field;
    struct issue *issue =
        add_issue(&customer->issues, arena, code, get_column_header(form->rules, row));
    issue->old = old;
    issue->has_old = true;
    issue->message = print_to_arena(arena, "%s.%.*s: %s", get_module_name(field->module),
                                    (int)field->name.length, field->name.at, message);
    return issue;
}

static bool is_same(struct text one, struct text other)
{
    return one.at == other.at && one.length == other.length;
}

/* The value as it is written for the target's wizard. */
static struct text adapt_value(const struct sugar_form *form, struct customer *customer,
                               struct arena *arena, size_t row, struct text value)
{
    const struct mapping_row *mapping_row = &form->rules->mapping->rows[row];
    const struct wizard_field field = {mapping_row->field.length, mapping_row->field.custom};
    if (value.length == 0 || mapping_row->rule == RULE_CUSTOMER_NUMBER ||
        mapping_row->rule == RULE_TICK) {
        return value;
    }
    if (mapping_row->rule == RULE_EMAIL && breaks_wizard_email(form->wizard, value)) {
        struct issue *issue = add_field_issue(
            form, customer, arena, ISSUE_WIZARD_EMAIL, row, value,
            "the import wizard would refuse the row for this address; it was left out");
        issue->has_new = true;
        return EMPTY_TEXT;
    }
    if (form->protect) {
        struct text protected = protect_from_wizard(arena, form->wizard, &field, value);
        if (!is_same(protected, value)) {
            struct issue *issue =
                add_field_issue(form, customer, arena, ISSUE_PROTECTED, row, value,
                                "written in a form that the import wizard leaves alone");
            issue->new = protected;
            issue->has_new = true;
            value = protected;
        }
    }
    struct text stored = store_by_wizard(arena, form->wizard, &field, value);
    if (!is_same(stored, value)) {
        struct issue *issue = add_field_issue(form, customer, arena, ISSUE_WIZARD_DAMAGE, row,
                                              value, "the import wizard would change the value");
        issue->new = stored;
        issue->has_new = true;
    }
    if (breaks_wizard_row(value)) {
        add_field_issue(form, customer, arena, ISSUE_WIZARD_ROW, row, value,
                        "the value ends in a backslash, for which the import wizard would lose or "
                        "garble the row");
    }
    return value;
}

/* Whether the value of an account's row has a column on the contact. */
static bool has_moved_column(const struct sugar_form *form, size_t row)
{
    const struct sugar_layout *contacts = &form->layouts[MODULE_CONTACTS];
    for (size_t i = 0; i < contacts->count; i++) {
        if (contacts->columns[i].source == SUGAR_MOVED_VALUE && contacts->columns[i].row == row) {
            return true;
        }
    }
    return false;
}

void report_lost_values(const struct sugar_form *form, struct customer *customer,
                        struct arena *arena)
{
    const struct mapping *mapping = form->rules->mapping;
    int email = mapping->role_rows[ROLE_EMAIL];
    for (size_t row = 0; row < mapping->count; row++) {
        const struct field *field = &mapping->rows[row].field;
        struct text value = customer->values[row];
        bool is_moved = has_moved_column(form, row);
        bool is_on_contact = field->role == ROLE_ACCOUNT_EMAIL && email != NO_ROW &&
                             equal_texts(value, customer->values[email]);
        if (field->module == MODULE_ACCOUNTS && value.length > 0 && !is_moved && !is_on_contact) {
            add_field_issue(form, customer, arena, ISSUE_NO_PLACE, row, value,
                            "the customer has no account, and the contact has no place for the "
                            "value; it was left out")
                ->has_new = true;
        }
    }
}

static struct text make_cell(const struct sugar_form *form, const struct sugar_column *column,
                             enum module module, struct customer *customer, struct arena *arena)
{
    bool with_account = has_account(form, customer);
    switch (column->source) {
    case SUGAR_ID:
        return write_id(arena,
                        module == MODULE_ACCOUNTS ? customer->account_id : customer->contact_id);
    case SUGAR_ACCOUNT_ID:
        return with_account ? write_id(arena, customer->account_id) : EMPTY_TEXT;
    case SUGAR_NAME:
        return adapt_value(form, customer, arena, column->row, customer->account_name);
    case SUGAR_VALUE:
        return adapt_value(form, customer, arena, column->row, customer->values[column->row]);
    case SUGAR_MOVED_VALUE:
        break;
    }
    return with_account
               ? EMPTY_TEXT
               : adapt_value(form, customer, arena, column->row, customer->values[column->row]);
}

void fill_sugar_cells(const struct sugar_form *form, enum module module, struct customer *customer,
                      struct arena *arena, struct text *cells)
{
    const struct sugar_layout *layout = &form->layouts[module];
    if (module == MODULE_CONTACTS && !has_account(form, customer)) {
        report_lost_values(form, customer, arena);
    }
    for (size_t i = 0; i < layout->count; i++) {
        cells[i] = make_cell(form, &layout->columns[i], module, customer, arena);
    }
}
