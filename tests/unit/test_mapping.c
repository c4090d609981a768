#include "customer/mapping.h"

#include "support.h"

#include <stdio.h>
#include <stdlib.h>

/* A mapping, empty or with the rows no customer can do without. */
static struct mapping *begin_mapping(bool with_needed_rows)
{
    static const char *const rows[] = {
        "Contacts|last_name|Last Name||Last|Surname|text",
        "Contacts|cp_cust_code|ClickPOS Customer No.||Cust No.||customer number",
        "Accounts|name|Name||CONAME||text",
    };
    struct mapping *mapping = calloc(1, sizeof *mapping);
    assert_non_null(mapping);
    for (size_t i = 0; with_needed_rows && i < COUNT(rows); i++) {
        struct error error = {0};
        size_t count;
        assert_true(
            add_mapping_row(mapping, split_row(&mapping->arena, rows[i], &count), "x", &error));
    }
    return mapping;
}

static void end_mapping(struct mapping *mapping)
{
    free_mapping(mapping);
    free(mapping);
}

static bool add_row(struct mapping *mapping, const char *row, struct error *error)
{
    size_t count;
    const struct text *cells = split_row(&mapping->arena, row, &count);
    assert_int_equal(count, MAPPING_COLUMN_COUNT);
    return add_mapping_row(mapping, cells, "my.csv, line 5", error);
}

/* The table of the contract: the seventeen fields, and the tick, which has no column. */
static void the_shipped_mapping_is_the_help_pages(void **state)
{
    static const struct {
        enum module module;
        const char *field;
        const char *column;
        enum rule rule;
    } expected[] = {
        {MODULE_CONTACTS, "title", "Title", RULE_TEXT},
        {MODULE_CONTACTS, "first_name", "Name", RULE_TEXT},
        {MODULE_CONTACTS, "last_name", "Last", RULE_TEXT},
        {MODULE_CONTACTS, "email1", "Email", RULE_EMAIL},
        {MODULE_CONTACTS, "cp_cust_code_c", "Cust No.", RULE_CUSTOMER_NUMBER},
        {MODULE_CONTACTS, "phone_mobile", "Mob", RULE_PHONE},
        {MODULE_CONTACTS, "cp_synch_c", "", RULE_TICK},
        {MODULE_ACCOUNTS, "name", "CONAME", RULE_TEXT},
        {MODULE_ACCOUNTS, "cp_cust_tradingas_c", "Trading As", RULE_TEXT},
        {MODULE_ACCOUNTS, "cp_cust_customerclass_c", "Customer Class", RULE_TEXT},
        {MODULE_ACCOUNTS, "email1", "Email", RULE_EMAIL},
        {MODULE_ACCOUNTS, "billing_address_street", "Address 1", RULE_STREET},
        {MODULE_ACCOUNTS, "billing_address_city", "Suburb", RULE_TEXT},
        {MODULE_ACCOUNTS, "billing_address_state", "State", RULE_TEXT},
        {MODULE_ACCOUNTS, "billing_address_postalcode", "Post/ZIP", RULE_POSTCODE},
        {MODULE_ACCOUNTS, "phone_office", "Tel Home", RULE_PHONE},
        {MODULE_ACCOUNTS, "website", "Website", RULE_WEBSITE},
        {MODULE_ACCOUNTS, "billing_address_country", "Country", RULE_TEXT},
    };
    (void)state;
    struct fixture fixture = begin_fixture();
    assert_int_equal(fixture.mapping->count, COUNT(expected));
    for (size_t i = 0; i < COUNT(expected); i++) {
        const struct mapping_row *row =
            &fixture.mapping->rows[find_row(&fixture, expected[i].module, expected[i].field)];
        check_text(row->column, expected[i].column);
        assert_int_equal(row->rule, expected[i].rule);
        assert_int_equal(row->chosen_column.length, 0);
        assert_true(row->labels.count > 0);
    }
    end_fixture(&fixture);
}

/* Else a column might go to another row than a person would think. */
static void no_name_but_email_belongs_to_two_rows(void **state)
{
    (void)state;
    struct fixture fixture = begin_fixture();
    for (size_t i = 0; i < fixture.mapping->count; i++) {
        const struct mapping_row *row = &fixture.mapping->rows[i];
        for (size_t k = 0; k < row->column_keys.count; k++) {
            struct text key = row->column_keys.names[k];
            for (size_t j = 0; j < i && !equal_texts(key, TEXT("email")); j++) {
                const struct name_list *others = &fixture.mapping->rows[j].column_keys;
                for (size_t n = 0; n < others->count; n++) {
                    assert_false(equal_texts(key, others->names[n]));
                }
            }
        }
    }
    end_fixture(&fixture);
}

static void headers_are_compared_by_letters_and_digits(void **state)
{
    static const struct {
        const char *header;
        const char *key;
    } examples[] = {
        {"Cust No.", "custno"},
        {"cust_no.", "custno"},
        {"  CUST\u00A0NO ", "custno"},
        {"CUSTOMER NUMBER", "customernumber"},
        {"Post/ZIP", "postzip"},
        {"Address 1", "address1"},
        {"\uFF23\uFF35\uFF33\uFF34 \u2116", "custno"},
        {"Stra\u00DFe", "strasse"},
        {"Nume\u0301ro", "num\u00E9ro"},
        {"\u5BA2\u6237", "\u5BA2\u6237"},
        {"#", ""},
        {"", ""},
        {"Nr\xFF", ""},
    };
    (void)state;
    struct arena arena = {0};
    for (size_t i = 0; i < COUNT(examples); i++) {
        check_text(make_header_key(&arena, make_text(examples[i].header)), examples[i].key);
    }
    free_arena(&arena);
}

static void a_row_is_taken_apart(void **state)
{
    (void)state;
    struct error error = {0};
    struct mapping *mapping = begin_mapping(false);
    assert_true(add_row(mapping,
                        " accounts | BILLING_ADDRESS_STREET |Street\u00A0| Road ;; Lane |"
                        " Address 1 |Address; Street Address;;#| STREET ",
                        &error));
    assert_int_equal(mapping->count, 1);
    const struct mapping_row *row = &mapping->rows[0];
    assert_int_equal(row->field.module, MODULE_ACCOUNTS);
    check_text(row->field.name, "billing_address_street");
    assert_int_equal(row->labels.count, 3);
    check_text(row->labels.names[0], "Street");
    check_text(row->labels.names[1], "Road");
    check_text(row->labels.names[2], "Lane");
    check_text(row->column, "Address 1");
    assert_int_equal(row->column_keys.count, 3);
    check_text(row->column_keys.names[0], "address1");
    check_text(row->column_keys.names[1], "address");
    check_text(row->column_keys.names[2], "streetaddress");
    assert_int_equal(row->rule, RULE_STREET);
    end_mapping(mapping);
}

static void wrong_rows_are_explained(void **state)
{
    static const struct {
        const char *row;
        const char *message;
    } examples[] = {
        {"Contact|title|||||text", "my.csv, line 5: there is no module \"Contact\"; it is "
                                   "\"Contacts\" or \"Accounts\""},
        {"|title|||||text",
         "my.csv, line 5: there is no module \"\"; it is \"Contacts\" or \"Accounts\""},
        {"Contacts|phone_mobil|||||phone", "my.csv, line 5: there is no field \"phone_mobil\" in "
                                           "Contacts; did you mean \"phone_mobile\"?"},
        {"Accounts|zzz|||||text", "my.csv, line 5: there is no field \"zzz\" in Accounts"},
        {"Contacts|a\x1B[2J|||||text",
         "my.csv, line 5: there is no field \"a\\x1B[2J\" in Contacts"},
        {"Contacts|LAST_NAME|||||text",
         "my.csv, line 5: the field Contacts.last_name has a row already"},
        {"Contacts|cp_cust_code_c|||||customer number",
         "my.csv, line 5: the field Contacts.cp_cust_code_c has a row already"},
        {"Contacts|title|||||txet",
         "my.csv, line 5: there is no rule \"txet\"; did you mean \"text\"?; the rules are text, "
         "street, customer number, phone, postcode, email, website and tick"},
        {"Contacts|title|||||",
         "my.csv, line 5: there is no rule \"\"; the rules are text, "
         "street, customer number, phone, postcode, email, website and tick"},
        {"Contacts|title|||||customer number",
         "my.csv, line 5: the rule \"customer number\" does not fit the field title; \"customer "
         "number\" belongs to cp_cust_code, \"tick\" to cp_synch, and they to those alone"},
        {"Contacts|cp_synch|||||text",
         "my.csv, line 5: the rule \"text\" does not fit the field cp_synch_c; \"customer "
         "number\" belongs to cp_cust_code, \"tick\" to cp_synch, and they to those alone"},
        {"Contacts|title|||||tick",
         "my.csv, line 5: the rule \"tick\" does not fit the field title; \"customer "
         "number\" belongs to cp_cust_code, \"tick\" to cp_synch, and they to those alone"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(examples); i++) {
        struct mapping *mapping = begin_mapping(true);
        struct error error = {0};
        assert_false(add_row(mapping, examples[i].row, &error));
        assert_int_equal(error.kind, ERROR_USAGE);
        assert_string_equal(error.message, examples[i].message);
        assert_int_equal(mapping->count, 3);
        end_mapping(mapping);
    }
}

static void the_same_field_of_the_other_module_is_another(void **state)
{
    (void)state;
    struct error error = {0};
    struct mapping *mapping = begin_mapping(false);
    assert_true(add_row(mapping, "Contacts|email1|||Email||email", &error));
    assert_true(add_row(mapping, "Accounts|email1|||Email||email", &error));
    assert_true(add_row(mapping, "Contacts|vip_c|||VIP||text", &error));
    assert_true(add_row(mapping, "Accounts|vip_c|||VIP||text", &error));
    assert_false(add_row(mapping, "Accounts|VIP_C|||VIP||text", &error));
    assert_int_equal(mapping->count, 4);
    end_mapping(mapping);
}

static void a_mapping_has_at_most_200_rows(void **state)
{
    (void)state;
    struct error error = {0};
    struct mapping *mapping = begin_mapping(true);
    char row[64];
    for (int i = 3; i < 200; i++) {
        snprintf(row, sizeof row, "Contacts|f%d_c|||F %d||text", i, i);
        assert_true(add_row(mapping, row, &error));
    }
    assert_false(add_row(mapping, "Contacts|f200_c|||F 200||text", &error));
    assert_string_equal(error.message, "my.csv, line 5: a mapping has at most 200 rows");
    assert_true(check_mapping(mapping, "my.csv", &error));
    check_text(mapping->rows[199].field.name, "f199_c");
    check_text(mapping->rows[199].column_keys.names[0], "f199");
    end_mapping(mapping);
}

static void a_mapping_needs_number_last_name_and_company(void **state)
{
    static const char *const rows[] = {
        "Contacts|cp_cust_code|||Cust No.||customer number",
        "Contacts|last_name|||Last||text",
        "Accounts|name|||CONAME||text",
    };
    static const char *const fields[] = {"Contacts.cp_cust_code", "Contacts.last_name",
                                         "Accounts.name"};
    (void)state;
    for (size_t missing = 0; missing < COUNT(rows); missing++) {
        struct error error = {0};
        struct mapping *mapping = begin_mapping(false);
        for (size_t i = 0; i < COUNT(rows); i++) {
            assert_true(i == missing || add_row(mapping, rows[i], &error));
        }
        char expected[200];
        snprintf(expected, sizeof expected,
                 "my.csv has no row for %s, which every customer needs; \"possum mapping\" prints "
                 "a complete table",
                 fields[missing]);
        assert_false(check_mapping(mapping, "my.csv", &error));
        assert_int_equal(error.kind, ERROR_USAGE);
        assert_string_equal(error.message, expected);
        end_mapping(mapping);
    }
}

static void roles_are_found(void **state)
{
    (void)state;
    struct error error = {0};
    struct mapping *mapping = begin_mapping(true);
    assert_true(check_mapping(mapping, "my.csv", &error));
    assert_ptr_equal(get_role_row(mapping, ROLE_LAST_NAME), &mapping->rows[0]);
    assert_ptr_equal(get_role_row(mapping, ROLE_NUMBER), &mapping->rows[1]);
    assert_ptr_equal(get_role_row(mapping, ROLE_COMPANY), &mapping->rows[2]);
    assert_null(get_role_row(mapping, ROLE_FIRST_NAME));
    assert_null(get_role_row(mapping, ROLE_TICK));
    assert_int_equal(mapping->role_rows[ROLE_EMAIL], NO_ROW);
    end_mapping(mapping);
}

static void a_column_is_chosen(void **state)
{
    static const struct {
        const char *choice;
        enum module module;
        const char *field;
        const char *header;
    } examples[] = {
        {"cp_cust_code=Client Nr", MODULE_CONTACTS, "cp_cust_code", "Client Nr"},
        {"CP_CUST_CODE_C=Client Nr", MODULE_CONTACTS, "cp_cust_code", "Client Nr"},
        {"Contacts.cp_cust_code=Client Nr", MODULE_CONTACTS, "cp_cust_code", "Client Nr"},
        {"contacts.email1=Mail", MODULE_CONTACTS, "email1", "Mail"},
        {"Accounts.email1=Mail", MODULE_ACCOUNTS, "email1", "Mail"},
        {" name =Firm", MODULE_ACCOUNTS, "name", "Firm"},
        {"title=A=B", MODULE_CONTACTS, "title", "A=B"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(examples); i++) {
        struct error error = {0};
        struct fixture fixture = begin_fixture();
        assert_true(choose_column(fixture.mapping, make_text(examples[i].choice), false, &error));
        size_t chosen = find_row(&fixture, examples[i].module, examples[i].field);
        for (size_t row = 0; row < fixture.mapping->count; row++) {
            check_text(fixture.mapping->rows[row].chosen_column,
                       row == chosen ? examples[i].header : "");
        }
        end_fixture(&fixture);
    }
}

static void wrong_choices_are_explained(void **state)
{
    static const struct {
        const char *choice;
        const char *message;
    } examples[] = {
        {"cp_cust_code",
         "--column needs FIELD=HEADER, such as --column cp_cust_code=\"Client Nr\""},
        {"cp_cust_code=",
         "--column needs FIELD=HEADER, such as --column cp_cust_code=\"Client Nr\""},
        {"=Client Nr", "--column needs FIELD=HEADER, such as --column cp_cust_code=\"Client Nr\""},
        {"", "--column needs FIELD=HEADER, such as --column cp_cust_code=\"Client Nr\""},
        {"email1=Mail", "--column email1=... could mean two fields; write Contacts.email1 or "
                        "Accounts.email1"},
        {"websit=Web", "--column: the mapping has no field \"websit\"; did you mean \"website\"?; "
                       "\"possum mapping\" lists them"},
        {"zzz=Web", "--column: the mapping has no field \"zzz\"; \"possum mapping\" lists them"},
        {"Accounts.title=T", "--column: the mapping has no field \"Accounts.title\"; "
                             "\"possum mapping\" lists them"},
        {"department=D",
         "--column: the mapping has no field \"department\"; \"possum mapping\" lists them"},
    };
    (void)state;
    struct fixture fixture = begin_fixture();
    for (size_t i = 0; i < COUNT(examples); i++) {
        struct error error = {0};
        assert_false(choose_column(fixture.mapping, make_text(examples[i].choice), false, &error));
        assert_int_equal(error.kind, ERROR_USAGE);
        assert_string_equal(error.message, examples[i].message);
    }
    end_fixture(&fixture);
}

/* Fails unless the header stands at that link and nowhere else. */
static void check_chosen_link(const struct fixture *fixture, enum module module, enum link link,
                              const char *header)
{
    for (size_t i = 0; i < MODULE_COUNT; i++) {
        for (size_t k = 0; k < LINK_COUNT; k++) {
            bool is_meant = i == (size_t)module && k == (size_t)link;
            check_text(fixture->mapping->chosen_links[i][k], is_meant ? header : "");
        }
    }
    for (size_t row = 0; row < fixture->mapping->count; row++) {
        check_text(fixture->mapping->rows[row].chosen_column, "");
    }
}

static void a_column_is_chosen_for_a_link(void **state)
{
    static const struct {
        const char *choice;
        enum module module;
        enum link link;
        const char *header;
    } examples[] = {
        {"account_name=Firma", MODULE_CONTACTS, LINK_ACCOUNT_NAME, "Firma"},
        {" Account_Name =Firma", MODULE_CONTACTS, LINK_ACCOUNT_NAME, "Firma"},
        {"Contacts.account_name=Firma", MODULE_CONTACTS, LINK_ACCOUNT_NAME, "Firma"},
        {"ACCOUNT_ID=a=b", MODULE_CONTACTS, LINK_ACCOUNT_ID, "a=b"},
        {"Contacts.id=#", MODULE_CONTACTS, LINK_ID, "#"},
        {"accounts.ID=#", MODULE_ACCOUNTS, LINK_ID, "#"},
        {"Contacts.deleted=Weg", MODULE_CONTACTS, LINK_DELETED, "Weg"},
        {"Accounts.deleted=Weg", MODULE_ACCOUNTS, LINK_DELETED, "Weg"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(examples); i++) {
        struct error error = {0};
        struct fixture fixture = begin_fixture();
        assert_true(choose_column(fixture.mapping, make_text(examples[i].choice), true, &error));
        check_chosen_link(&fixture, examples[i].module, examples[i].link, examples[i].header);
        /* the later choice counts, and a command without links knows none of them */
        struct text name = slice_text(make_text(examples[i].choice), 0,
                                      find_byte(make_text(examples[i].choice), '=', 0));
        const struct text again[] = {name, TEXT("=Again")};
        struct text choice = join_in_arena(&fixture.arena, again, COUNT(again));
        assert_false(choose_column(fixture.mapping, choice, false, &error));
        assert_int_equal(error.kind, ERROR_USAGE);
        assert_true(choose_column(fixture.mapping, choice, true, &error));
        check_chosen_link(&fixture, examples[i].module, examples[i].link, "Again");
        end_fixture(&fixture);
    }
}

/* Where links may be chosen, fields are chosen as ever. */
static void a_field_is_chosen_beside_links(void **state)
{
    (void)state;
    struct error error = {0};
    struct fixture fixture = begin_fixture();
    assert_true(choose_column(fixture.mapping, TEXT("name=Firma"), true, &error));
    assert_true(choose_column(fixture.mapping, TEXT("Contacts.email1=Mail"), true, &error));
    assert_true(choose_column(fixture.mapping, TEXT("CP_SYNCH=Haken"), true, &error));
    check_text(get_role_row(fixture.mapping, ROLE_COMPANY)->chosen_column, "Firma");
    check_text(get_role_row(fixture.mapping, ROLE_EMAIL)->chosen_column, "Mail");
    check_text(get_role_row(fixture.mapping, ROLE_ACCOUNT_EMAIL)->chosen_column, "");
    check_text(get_role_row(fixture.mapping, ROLE_TICK)->chosen_column, "Haken");
    end_fixture(&fixture);
}

static void wrong_links_are_explained(void **state)
{
    static const struct {
        const char *choice;
        const char *message;
    } examples[] = {
        {"id=Nr", "--column id=... could mean two fields; write Contacts.id or Accounts.id"},
        {"deleted=Weg",
         "--column deleted=... could mean two fields; write Contacts.deleted or Accounts.deleted"},
        {"Accounts.account_id=Nr", "--column: the mapping has no field \"Accounts.account_id\""},
        {"Accounts.account_name=Nr",
         "--column: the mapping has no field \"Accounts.account_name\""},
        {"Leads.id=Nr", "--column: the mapping has no field \"Leads.id\""},
        {"account_id_c=Nr", "--column: the mapping has no field \"account_id_c\""},
        {"acount_name=Firma", "--column: the mapping has no field \"acount_name\"; did you mean "
                              "\"account_name\"?"},
        {"account_id=", "--column needs FIELD=HEADER"},
    };
    (void)state;
    struct fixture fixture = begin_fixture();
    for (size_t i = 0; i < COUNT(examples); i++) {
        struct error error = {0};
        assert_false(choose_column(fixture.mapping, make_text(examples[i].choice), true, &error));
        assert_int_equal(error.kind, ERROR_USAGE);
        if (strncmp(error.message, examples[i].message, strlen(examples[i].message)) != 0) {
            fail_msg("\"%s\" should begin with \"%s\"", error.message, examples[i].message);
        }
    }
    end_fixture(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_shipped_mapping_is_the_help_pages),
        cmocka_unit_test(no_name_but_email_belongs_to_two_rows),
        cmocka_unit_test(headers_are_compared_by_letters_and_digits),
        cmocka_unit_test(a_row_is_taken_apart),
        cmocka_unit_test(wrong_rows_are_explained),
        cmocka_unit_test(the_same_field_of_the_other_module_is_another),
        cmocka_unit_test(a_mapping_has_at_most_200_rows),
        cmocka_unit_test(a_mapping_needs_number_last_name_and_company),
        cmocka_unit_test(roles_are_found),
        cmocka_unit_test(a_column_is_chosen),
        cmocka_unit_test(wrong_choices_are_explained),
        cmocka_unit_test(a_column_is_chosen_for_a_link),
        cmocka_unit_test(a_field_is_chosen_beside_links),
        cmocka_unit_test(wrong_links_are_explained),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
