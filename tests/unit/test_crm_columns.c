#include "customer/crm_columns.h"

#include "crm_files.h"

/* Where a field should be found. */
struct expectation {
    enum module module;
    const char *field;
    int column;
};

static void check_columns(const struct fixture *fixture, const struct crm_file *file,
                          const struct expectation *expected, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        int found = get_crm_column(fixture, file, expected[i].module, expected[i].field);
        if (found != expected[i].column) {
            fail_msg("%s.%s has column %d, not %d", get_module_name(expected[i].module),
                     expected[i].field, found, expected[i].column);
        }
    }
}

/* Fails unless `header`, and only it, is the row's column in a file of the row's module. */
static void check_name(struct fixture *fixture, size_t row, struct text header)
{
    enum module module = fixture->mapping->rows[row].field.module;
    const struct text cells[] = {TEXT("Loyalty Points"), header};
    struct crm_file file;
    open_crm_cells(fixture, &file, module, cells, COUNT(cells), false);
    for (size_t i = 0; i < fixture->mapping->count; i++) {
        size_t expected = i == row ? 1 : NO_COLUMN;
        if (file.columns.columns.of_row[i] != expected) {
            fail_msg("\"%.*s\" is misunderstood at row %zu", (int)header.length, header.at, i);
        }
        assert_int_equal(file.columns.columns.twin_of_row[i], i);
    }
    assert_int_equal(file.columns.columns.mapped, 1);
    assert_int_equal(file.columns.clashing_field.length, 0);
    struct text key = make_header_key(&fixture->arena, header);
    assert_ptr_equal(find_row_of_crm_header(fixture->mapping, module, key),
                     &fixture->mapping->rows[row]);
}

static struct text shout(struct arena *arena, struct text name)
{
    char *loud = take_from_arena(arena, name.length);
    assert_non_null(loud);
    for (size_t i = 0; i < name.length; i++) {
        bool is_small = name.at[i] >= 'a' && name.at[i] <= 'z';
        loud[i] = (char)(is_small ? name.at[i] - 'a' + 'A' : name.at[i]);
    }
    return (struct text){loud, name.length};
}

static void every_name_of_a_field_finds_its_column(void **state)
{
    (void)state;
    struct fixture fixture = begin_fixture();
    for (size_t row = 0; row < fixture.mapping->count; row++) {
        const struct mapping_row *mapping_row = &fixture.mapping->rows[row];
        check_name(&fixture, row, mapping_row->field.name);
        check_name(&fixture, row, get_bare_name(&mapping_row->field));
        check_name(&fixture, row, shout(&fixture.arena, mapping_row->field.name));
        check_name(&fixture, row, shout(&fixture.arena, get_bare_name(&mapping_row->field)));
        for (size_t i = 0; i < mapping_row->labels.count; i++) {
            struct text label = mapping_row->labels.names[i];
            const struct text padded[] = {TEXT(" "), label, TEXT(":\u00A0")};
            check_name(&fixture, row, label);
            check_name(&fixture, row, shout(&fixture.arena, label));
            check_name(&fixture, row, join_in_arena(&fixture.arena, padded, COUNT(padded)));
        }
    }
    end_fixture(&fixture);
}

static void headers_are_of_one_module(void **state)
{
    static const struct {
        enum module module;
        const char *header;
        const char *field; /* NULL: none */
    } examples[] = {
        {MODULE_CONTACTS, "Job Title", "title"},
        {MODULE_CONTACTS, "Mobile Phone", "phone_mobile"},
        {MODULE_CONTACTS, "ClickPOS Synch", "cp_synch"},
        {MODULE_CONTACTS, "ClickPOS Sync", "cp_synch"},
        {MODULE_CONTACTS, "clickpos customer code", "cp_cust_code"},
        {MODULE_CONTACTS, "\uFF2C\uFF41\uFF53\uFF54 Name", "last_name"},
        {MODULE_CONTACTS, "Account Name", NULL}, /* a link */
        {MODULE_CONTACTS, "Name", NULL},
        {MODULE_CONTACTS, "Website", NULL},
        {MODULE_CONTACTS, "Office Phone", NULL}, /* the contact's own, not the account's */
        {MODULE_CONTACTS, "Cust No.", NULL},     /* ClickPOS's name, not the CRM's */
        {MODULE_CONTACTS, "cp_cust_code_c_c", NULL},
        {MODULE_CONTACTS, "", NULL},
        {MODULE_CONTACTS, "#", NULL},
        {MODULE_CONTACTS, "Title\xFF", NULL},
        {MODULE_ACCOUNTS, "Name", "name"},
        {MODULE_ACCOUNTS, "Account Name", "name"},
        {MODULE_ACCOUNTS, "Phone", "phone_office"},
        {MODULE_ACCOUNTS, "Alternate Phone", NULL},
        {MODULE_ACCOUNTS, "Address", NULL}, /* the maps' */
        {MODULE_ACCOUNTS, "Shipping Street", NULL},
        {MODULE_ACCOUNTS, "Title", NULL},
        {MODULE_ACCOUNTS, "ClickPOS Customer Code", NULL},
        {MODULE_ACCOUNTS, "Last Name", NULL},
    };
    (void)state;
    struct fixture fixture = begin_fixture();
    for (size_t i = 0; i < COUNT(examples); i++) {
        struct text key = make_header_key(&fixture.arena, make_text(examples[i].header));
        const struct mapping_row *row =
            find_row_of_crm_header(fixture.mapping, examples[i].module, key);
        if (examples[i].field == NULL) {
            assert_null(row);
        } else {
            size_t expected = find_row(&fixture, examples[i].module, examples[i].field);
            assert_ptr_equal(row, &fixture.mapping->rows[expected]);
        }
    }
    end_fixture(&fixture);
}

static void suitecrms_contacts_are_understood(void **state)
{
    static const struct expectation expected[] = {
        {MODULE_CONTACTS, "title", 4},         {MODULE_CONTACTS, "first_name", 0},
        {MODULE_CONTACTS, "last_name", 1},     {MODULE_CONTACTS, "email1", 7},
        {MODULE_CONTACTS, "cp_cust_code", 46}, {MODULE_CONTACTS, "phone_mobile", 9},
        {MODULE_CONTACTS, "cp_synch", 50},     {MODULE_ACCOUNTS, "name", -1},
        {MODULE_ACCOUNTS, "email1", -1},       {MODULE_ACCOUNTS, "phone_office", -1},
        {MODULE_ACCOUNTS, "website", -1},      {MODULE_ACCOUNTS, "billing_address_street", -1},
    };
    (void)state;
    struct fixture fixture = begin_fixture();
    struct crm_file file;
    open_crm_file(&fixture, &file, MODULE_CONTACTS, SUITECRM_CONTACTS);
    assert_int_equal(file.rules.values.header_count, 52);
    check_columns(&fixture, &file, expected, COUNT(expected));
    assert_int_equal(get_link_column(&file, LINK_ID), 2);
    assert_int_equal(get_link_column(&file, LINK_DELETED), 38);
    assert_int_equal(get_link_column(&file, LINK_ACCOUNT_ID), -1);
    assert_int_equal(get_link_column(&file, LINK_ACCOUNT_NAME), 6);
    assert_int_equal(file.columns.columns.mapped, 10);
    assert_int_equal(file.columns.module, MODULE_CONTACTS);
    assert_true(file.columns.has_labels);
    assert_true(make_crm_header(fixture.mapping, &file.columns));
    assert_int_equal(find_key_column(fixture.mapping, &file.columns), 2);
    end_fixture(&fixture);
}

static void suitecrms_accounts_are_understood(void **state)
{
    static const struct expectation expected[] = {
        {MODULE_ACCOUNTS, "name", 0},
        {MODULE_ACCOUNTS, "cp_cust_tradingas", 39},
        {MODULE_ACCOUNTS, "cp_cust_customerclass", 41},
        {MODULE_ACCOUNTS, "email1", 3},
        {MODULE_ACCOUNTS, "billing_address_street", 8},
        {MODULE_ACCOUNTS, "billing_address_city", 9},
        {MODULE_ACCOUNTS, "billing_address_state", 10},
        {MODULE_ACCOUNTS, "billing_address_postalcode", 11},
        {MODULE_ACCOUNTS, "phone_office", 5},
        {MODULE_ACCOUNTS, "website", 2},
        {MODULE_ACCOUNTS, "billing_address_country", 12},
        {MODULE_CONTACTS, "email1", -1},
        {MODULE_CONTACTS, "last_name", -1},
    };
    (void)state;
    struct fixture fixture = begin_fixture();
    struct crm_file file;
    open_crm_file(&fixture, &file, MODULE_ACCOUNTS, SUITECRM_ACCOUNTS);
    assert_int_equal(file.rules.values.header_count, 42);
    check_columns(&fixture, &file, expected, COUNT(expected));
    assert_int_equal(get_link_column(&file, LINK_ID), 1);
    assert_int_equal(get_link_column(&file, LINK_DELETED), 35);
    assert_int_equal(get_link_column(&file, LINK_ACCOUNT_ID), -1);
    assert_int_equal(get_link_column(&file, LINK_ACCOUNT_NAME), -1);
    assert_int_equal(file.columns.columns.mapped, 13);
    assert_true(file.columns.has_labels);
    assert_true(make_crm_header(fixture.mapping, &file.columns));
    assert_int_equal(find_key_column(fixture.mapping, &file.columns), 1);
    end_fixture(&fixture);
}

/* SugarCRM CE 6.5 says Mobile Phone and Home Phone where SuiteCRM says Mobile and Home. */
static void sugarcrms_contacts_are_understood(void **state)
{
    static const struct expectation expected[] = {
        {MODULE_CONTACTS, "title", 4},         {MODULE_CONTACTS, "first_name", 0},
        {MODULE_CONTACTS, "last_name", 1},     {MODULE_CONTACTS, "email1", 7},
        {MODULE_CONTACTS, "cp_cust_code", 14}, {MODULE_CONTACTS, "phone_mobile", 9},
        {MODULE_CONTACTS, "cp_synch", 15},
    };
    (void)state;
    struct fixture fixture = begin_fixture();
    struct crm_file file;
    open_crm_file(&fixture, &file, MODULE_CONTACTS,
                  "First Name|Last Name|ID|Salutation|Title|Department|Account Name|Email Address|"
                  "email_addresses_non_primary|Mobile Phone|Office Phone|Home Phone|Other Phone|"
                  "Deleted|cp_cust_code_c|ClickPOS Synchronise");
    check_columns(&fixture, &file, expected, COUNT(expected));
    assert_int_equal(get_link_column(&file, LINK_ACCOUNT_NAME), 6);
    assert_true(file.columns.has_labels);
    end_fixture(&fixture);
}

/* As to-sugar writes them. */
static void our_own_files_are_understood(void **state)
{
    static const struct expectation contacts[] = {
        {MODULE_CONTACTS, "title", 2},        {MODULE_CONTACTS, "first_name", 3},
        {MODULE_CONTACTS, "last_name", 4},    {MODULE_CONTACTS, "email1", 5},
        {MODULE_CONTACTS, "cp_cust_code", 6}, {MODULE_CONTACTS, "phone_mobile", 7},
        {MODULE_CONTACTS, "cp_synch", 8},
    };
    static const struct expectation accounts[] = {
        {MODULE_ACCOUNTS, "name", 1},
        {MODULE_ACCOUNTS, "cp_cust_tradingas", 2},
        {MODULE_ACCOUNTS, "billing_address_street", 3},
        {MODULE_ACCOUNTS, "website", -1},
    };
    (void)state;
    struct fixture fixture = begin_fixture();
    struct crm_file file;
    open_crm_file(&fixture, &file, MODULE_CONTACTS,
                  "id|account_id|title|first_name|last_name|email1|cp_cust_code_c|phone_mobile|"
                  "cp_synch_c");
    check_columns(&fixture, &file, contacts, COUNT(contacts));
    assert_int_equal(get_link_column(&file, LINK_ID), 0);
    assert_int_equal(get_link_column(&file, LINK_ACCOUNT_ID), 1);
    assert_int_equal(get_link_column(&file, LINK_ACCOUNT_NAME), -1);
    assert_false(file.columns.has_labels);
    open_crm_file(&fixture, &file, MODULE_ACCOUNTS,
                  "id|name|cp_cust_tradingas_c|billing_address_street");
    check_columns(&fixture, &file, accounts, COUNT(accounts));
    assert_false(file.columns.has_labels);
    end_fixture(&fixture);
}

static void labels_are_told_from_field_names(void **state)
{
    static const struct {
        enum module module;
        const char *choice; /* NULL: none */
        const char *header;
        bool has_labels;
    } examples[] = {
        {MODULE_CONTACTS, NULL, "id|account_id|last_name|cp_cust_code_c", false},
        {MODULE_CONTACTS, NULL, " last_name |cp_cust_code_c|id", false},
        /* a field of ours without its suffix, one under a label, and columns of nobody's */
        {MODULE_CONTACTS, NULL, "id|last_name|cp_cust_code", false},
        {MODULE_CONTACTS, NULL, "id|last_name|ClickPOS Customer No.", false},
        {MODULE_CONTACTS, NULL, "id|last_name|cp_cust_code_c|Loyalty Points", false},
        {MODULE_CONTACTS, NULL,
         "possum_line|possum_code|possum_reason|id|account_id|last_name|cp_cust_code_c", false},
        {MODULE_CONTACTS, NULL,
         "possum_line|possum_code|possum_reason|First Name|Last Name|ID|cp_cust_code_c", true},
        /* one label is enough */
        {MODULE_CONTACTS, NULL, "ID|last_name|cp_cust_code_c", true},
        {MODULE_CONTACTS, NULL, "id|account_id|last_name|cp_cust_code_c|Mobile", true},
        {MODULE_CONTACTS, NULL, "id|last_name|cp_cust_code_c|Account Name", true},
        {MODULE_CONTACTS, NULL, "id|last_name|cp_cust_code_c|Title", true},
        /* a file of labels in which the custom fields have none */
        {MODULE_CONTACTS, NULL, "First Name|Last Name|cp_cust_code|cp_synch", true},
        {MODULE_CONTACTS, NULL, "First Name|Last Name|cp_cust_code_c|cp_synch_c", true},
        /* one in a foreign language: what was chosen is no field's name, but may be in our file */
        {MODULE_CONTACTS, "last_name=Nachname", "Vorname|Nachname|cp_cust_code_c|cp_synch_c", true},
        {MODULE_CONTACTS, "last_name=Nachname", "Vorname|Nachname|cp_cust_code_c|ID", true},
        {MODULE_CONTACTS, "title=Anrede", "id|Anrede|last_name|cp_cust_code_c", false},
        {MODULE_CONTACTS, "account_name=Firma", "id|Firma|last_name|cp_cust_code_c", false},
        {MODULE_ACCOUNTS, NULL, "id|name|cp_cust_tradingas_c|website", false},
        {MODULE_ACCOUNTS, NULL, "id|Name|cp_cust_tradingas_c|website", true},
        {MODULE_ACCOUNTS, NULL, "Name|ID|ClickPOS Trading As", true},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(examples); i++) {
        struct fixture fixture = begin_fixture();
        struct crm_file file;
        if (examples[i].choice != NULL) {
            choose_crm_column(&fixture, examples[i].choice);
        }
        open_crm_file(&fixture, &file, examples[i].module, examples[i].header);
        if (file.columns.has_labels != examples[i].has_labels) {
            fail_msg("\"%s\" should have %s", examples[i].header,
                     examples[i].has_labels ? "labels" : "field names");
        }
        end_fixture(&fixture);
    }
}

/* Without --no-company contact nothing of the contact's own address is read. */
static void places_on_the_contact_are_found_if_asked(void **state)
{
    static const struct expectation labels[] = {
        {MODULE_ACCOUNTS, "billing_address_street", 14},
        {MODULE_ACCOUNTS, "billing_address_city", 15},
        {MODULE_ACCOUNTS, "billing_address_state", 16},
        {MODULE_ACCOUNTS, "billing_address_postalcode", 17},
        {MODULE_ACCOUNTS, "billing_address_country", 18},
        {MODULE_ACCOUNTS, "phone_office", 11},
        {MODULE_ACCOUNTS, "name", -1},
        {MODULE_ACCOUNTS, "website", -1},
        {MODULE_ACCOUNTS, "email1", -1},
    };
    static const struct expectation names[] = {
        {MODULE_ACCOUNTS, "billing_address_street", 2},
        {MODULE_ACCOUNTS, "phone_office", 3},
    };
    (void)state;
    struct fixture fixture = begin_fixture();
    struct crm_file file;
    size_t count;
    const struct text *cells = split_row(&fixture.arena, SUITECRM_CONTACTS, &count);
    open_crm_cells(&fixture, &file, MODULE_CONTACTS, cells, count, true);
    check_columns(&fixture, &file, labels, COUNT(labels));
    assert_int_equal(file.columns.columns.mapped, 16);
    cells = split_row(&fixture.arena, "id|last_name|primary_address_street|phone_home", &count);
    open_crm_cells(&fixture, &file, MODULE_CONTACTS, cells, count, true);
    check_columns(&fixture, &file, names, COUNT(names));
    assert_false(file.columns.has_labels);
    cells = split_row(&fixture.arena, "Last Name|Home Phone", &count);
    open_crm_cells(&fixture, &file, MODULE_CONTACTS, cells, count, true);
    assert_int_equal(get_crm_column(&fixture, &file, MODULE_ACCOUNTS, "phone_office"), 1);
    /* a row that the mapping has for the contact's own field comes first */
    extend_mapping(&fixture, "Contacts|phone_home|Home||Tel Private||phone");
    open_crm_cells(&fixture, &file, MODULE_CONTACTS, cells, count, true);
    assert_int_equal(get_crm_column(&fixture, &file, MODULE_ACCOUNTS, "phone_office"), -1);
    end_fixture(&fixture);
}

static void a_header_has_the_needed_column_and_others(void **state)
{
    static const struct {
        enum module module;
        const char *header;
        bool is_header;
    } examples[] = {
        {MODULE_CONTACTS, "ClickPOS Customer Code|Last Name|Mobile", true},
        {MODULE_CONTACTS, "id|last_name|cp_cust_code_c", true},
        {MODULE_CONTACTS, "ID|Account Name|cp_cust_code", true}, /* links count */
        {MODULE_CONTACTS, "ClickPOS Customer Code|Last Name", false},
        {MODULE_CONTACTS, "ClickPOS Customer Code|Last Name|Website", false},
        {MODULE_CONTACTS, "ClickPOS Customer Code|Last Name|LAST NAME", false},
        {MODULE_CONTACTS, "First Name|Last Name|Mobile|ID", false},
        {MODULE_CONTACTS, "Cust No.|Last Name|Mobile|ID", false},
        {MODULE_CONTACTS, "List of Contacts", false},
        {MODULE_CONTACTS, "", false},
        {MODULE_ACCOUNTS, "Name|ID|Website", true},
        {MODULE_ACCOUNTS, "Account Name|Phone|Billing City", true},
        {MODULE_ACCOUNTS, "id|name|deleted", true},
        {MODULE_ACCOUNTS, "id|name", true}, /* as to-sugar may write it */
        {MODULE_ACCOUNTS, "Name|Billing City|Longitude", true},
        {MODULE_ACCOUNTS, "Name", false},
        {MODULE_ACCOUNTS, "Name|Account ID", false},
        {MODULE_ACCOUNTS, "Name|Longitude|NAME", false},
        {MODULE_ACCOUNTS, "ID|Website|Account ID", false},
        {MODULE_ACCOUNTS, "Website|ID|Office Phone|Billing City", false},
    };
    (void)state;
    struct fixture fixture = begin_fixture();
    for (size_t i = 0; i < COUNT(examples); i++) {
        struct crm_file file;
        open_crm_file(&fixture, &file, examples[i].module, examples[i].header);
        if (make_crm_header(fixture.mapping, &file.columns) != examples[i].is_header) {
            fail_msg("\"%s\" should %sbe a header", examples[i].header,
                     examples[i].is_header ? "" : "not ");
        }
    }
    end_fixture(&fixture);
}

static void records_are_told_apart_by_id_or_number(void **state)
{
    static const struct {
        enum module module;
        const char *header;
        int column;
    } examples[] = {
        {MODULE_CONTACTS, "cp_cust_code|Last Name|ID", 2},
        {MODULE_CONTACTS, "Last Name|cp_cust_code|Account ID", 1},
        {MODULE_CONTACTS, "Last Name|Mobile", -1},
        {MODULE_ACCOUNTS, "Name|ID", 1},
        {MODULE_ACCOUNTS, "Name|Website|ClickPOS Customer Code", -1},
    };
    (void)state;
    struct fixture fixture = begin_fixture();
    for (size_t i = 0; i < COUNT(examples); i++) {
        struct crm_file file;
        open_crm_file(&fixture, &file, examples[i].module, examples[i].header);
        size_t expected = examples[i].column < 0 ? NO_COLUMN : (size_t)examples[i].column;
        assert_true(find_key_column(fixture.mapping, &file.columns) == expected);
    }
    end_fixture(&fixture);
}

static void a_full_mapping_fits(void **state)
{
    (void)state;
    struct fixture fixture = begin_fixture();
    struct crm_file file;
    char row[64];
    while (fixture.mapping->count < MAPPING_ROW_LIMIT) {
        snprintf(row, sizeof row, "Contacts|f%zu_c|Same||F %zu||text", fixture.mapping->count,
                 fixture.mapping->count);
        extend_mapping(&fixture, copy_to_arena(&fixture.mapping->arena, make_text(row)).at);
    }
    open_crm_file(&fixture, &file, MODULE_CONTACTS, "Same|F199_C|Account Name|ID|Same");
    assert_int_equal(get_crm_column(&fixture, &file, MODULE_CONTACTS, "f199_c"), 1);
    assert_int_equal(get_link_column(&file, LINK_ACCOUNT_NAME), 2);
    assert_int_equal(file.columns.clashing_field.length, 0);
    assert_int_equal(file.columns.columns.mapped, 5);
    end_fixture(&fixture);
}

static void a_file_may_have_no_columns(void **state)
{
    (void)state;
    struct fixture fixture = begin_fixture();
    struct crm_file file;
    open_crm_cells(&fixture, &file, MODULE_CONTACTS, NULL, 0, true);
    assert_int_equal(file.columns.columns.mapped, 0);
    for (size_t row = 0; row < fixture.mapping->count; row++) {
        assert_true(file.columns.columns.of_row[row] == NO_COLUMN);
    }
    assert_int_equal(get_link_column(&file, LINK_ID), -1);
    assert_false(make_crm_header(fixture.mapping, &file.columns));
    end_fixture(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_name_of_a_field_finds_its_column),
        cmocka_unit_test(headers_are_of_one_module),
        cmocka_unit_test(suitecrms_contacts_are_understood),
        cmocka_unit_test(suitecrms_accounts_are_understood),
        cmocka_unit_test(sugarcrms_contacts_are_understood),
        cmocka_unit_test(our_own_files_are_understood),
        cmocka_unit_test(labels_are_told_from_field_names),
        cmocka_unit_test(places_on_the_contact_are_found_if_asked),
        cmocka_unit_test(a_header_has_the_needed_column_and_others),
        cmocka_unit_test(records_are_told_apart_by_id_or_number),
        cmocka_unit_test(a_full_mapping_fits),
        cmocka_unit_test(a_file_may_have_no_columns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
