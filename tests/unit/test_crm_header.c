#include "customer/crm_header.h"

#include "crm_files.h"

/* Checks the columns of a header, and what is said of them. */
static void check_message(struct fixture *fixture, enum module module, const char *header,
                          enum error_kind kind, const char *message)
{
    struct error error = {0};
    struct crm_file file;
    open_crm_file(fixture, &file, module, header);
    bool is_fine = check_crm_columns(fixture->mapping, &file.columns, file.rules.values.headers,
                                     file.rules.values.header_count, "C.csv", &error);
    assert_string_equal(error.message, message == NULL ? "" : message);
    assert_int_equal(error.kind, kind);
    assert_int_equal(is_fine, message == NULL);
}

static void columns_of_one_name_clash(void **state)
{
    static const struct {
        enum module module;
        const char *header;
        const char *message; /* NULL: nothing clashes */
    } examples[] = {
        {MODULE_CONTACTS, "Last Name|MOBILE|ID|mobile",
         "C.csv has two columns that could be Contacts.phone_mobile, 2 (\"MOBILE\") and 4 "
         "(\"mobile\"); rename one of them in the file, or name another with --column "
         "Contacts.phone_mobile=HEADER"},
        {MODULE_CONTACTS, "Mobile|Mobile|ID",
         "C.csv has two columns that could be Contacts.phone_mobile, 1 (\"Mobile\") and 2 "
         "(\"Mobile\"); rename one of them in the file, or name another with --column "
         "Contacts.phone_mobile=HEADER"},
        {MODULE_CONTACTS, "ID|ID|Last Name",
         "C.csv has two columns that could be Contacts.id, 1 (\"ID\") and 2 (\"ID\"); rename one "
         "of them in the file, or name another with --column Contacts.id=HEADER"},
        {MODULE_CONTACTS, "Account Name|account\x1Bname|ID",
         "C.csv has two columns that could be Contacts.account_name, 1 (\"Account Name\") and 2 "
         "(\"account\\x1Bname\"); rename one of them in the file, or name another with "
         "--column Contacts.account_name=HEADER"},
        /* the first of two clashes is told */
        {MODULE_ACCOUNTS, "NAME|naMe|WEBSITE|webSite",
         "C.csv has two columns that could be Accounts.name, 1 (\"NAME\") and 2 (\"naMe\"); rename "
         "one of them in the file, or name another with --column Accounts.name=HEADER"},
        /* what is likelier decides, what is nobody's does not count, and a third is no better */
        {MODULE_CONTACTS, "Mobile|Mobile Phone|Mobile Phone|ID", NULL},
        {MODULE_CONTACTS, "Longitude|Longitude|Mobile|Name|Name||", NULL},
        {MODULE_CONTACTS, "Title|Title|Title",
         "C.csv has two columns that could be Contacts.title, 1 (\"Title\") and 2 (\"Title\"); "
         "rename one of them in the file, or name another with --column Contacts.title=HEADER"},
        {MODULE_CONTACTS, "cp_cust_code_c|cp_cust_code_c",
         "C.csv has two columns that could be Contacts.cp_cust_code_c, 1 (\"cp_cust_code_c\") and "
         "2 (\"cp_cust_code_c\"); rename one of them in the file, or name another with --column "
         "Contacts.cp_cust_code_c=HEADER"},
    };
    (void)state;
    struct fixture fixture = begin_fixture();
    for (size_t i = 0; i < COUNT(examples); i++) {
        check_message(&fixture, examples[i].module, examples[i].header,
                      examples[i].message == NULL ? ERROR_NONE : ERROR_INPUT, examples[i].message);
    }
    /* the advice helps */
    choose_crm_column(&fixture, "Contacts.phone_mobile=Mobile 2");
    check_message(&fixture, MODULE_CONTACTS, "MOBILE|mobile|Mobile 2", ERROR_NONE, NULL);
    check_message(
        &fixture, MODULE_CONTACTS, "Mobile-2|mobile2|ID", ERROR_INPUT,
        "C.csv has two columns that could be Contacts.phone_mobile, 1 (\"Mobile-2\") and 2 "
        "(\"mobile2\"); rename one of them in the file, or name another with --column "
        "Contacts.phone_mobile=HEADER");
    end_fixture(&fixture);
}

/* --column knows fields of the mapping and links only. */
static void a_place_that_clashes_cannot_be_chosen(void **state)
{
    (void)state;
    struct error error = {0};
    struct fixture fixture = begin_fixture();
    struct crm_file file;
    size_t count;
    const struct text *cells = split_row(&fixture.arena, "HOME|home|cp_cust_code|ID", &count);
    open_crm_cells(&fixture, &file, MODULE_CONTACTS, cells, count, true);
    assert_false(check_crm_columns(fixture.mapping, &file.columns, cells, count, "C.csv", &error));
    assert_string_equal(error.message,
                        "C.csv has two columns that could be Contacts.phone_home, 1 (\"HOME\") and "
                        "2 (\"home\"); rename one of them in the file");
    open_crm_cells(&fixture, &file, MODULE_CONTACTS, cells, count, false);
    assert_true(check_crm_columns(fixture.mapping, &file.columns, cells, count, "C.csv", &error));
    end_fixture(&fixture);
}

static void a_chosen_column_must_be_there(void **state)
{
    static const struct {
        const char *choice;
        enum module module;
        const char *header;
        const char *message; /* NULL: it is there, or not asked for */
    } examples[] = {
        {"title=Anrede", MODULE_CONTACTS, "cp_cust_code|ANREDE|ID", NULL},
        {"title=Anrede", MODULE_CONTACTS, "cp_cust_code|Anreed|Title",
         "C.csv has no column \"Anrede\"; did you mean \"Anreed\"?"},
        {"title=Anrede", MODULE_CONTACTS, "cp_cust_code|M\nob|",
         "C.csv has no column \"Anrede\"; it has \"cp_cust_code\", \"M\\nob\""},
        {"title=#", MODULE_CONTACTS, "cp_cust_code||Title",
         "C.csv has no column \"#\"; it has \"cp_cust_code\", \"Title\""},
        {"account_name=Firma", MODULE_CONTACTS, "cp_cust_code|Account Name",
         "C.csv has no column \"Firma\"; it has \"cp_cust_code\", \"Account Name\""},
        {"Contacts.id=Kennung", MODULE_CONTACTS, "cp_cust_code|ID",
         "C.csv has no column \"Kennung\"; it has \"cp_cust_code\", \"ID\""},
        /* what is chosen for one module says nothing of the other's file */
        {"title=Anrede", MODULE_ACCOUNTS, "Name|ID|Website", NULL},
        {"account_name=Firma", MODULE_ACCOUNTS, "Name|ID|Website", NULL},
        {"Contacts.id=Kennung", MODULE_ACCOUNTS, "Name|ID|Website", NULL},
        {"Accounts.id=Kennung", MODULE_CONTACTS, "cp_cust_code|ID", NULL},
        {"Accounts.id=Kennung", MODULE_ACCOUNTS, "Name|ID",
         "C.csv has no column \"Kennung\"; it has \"Name\", \"ID\""},
        {"website=Netz", MODULE_ACCOUNTS, "Name|Website",
         "C.csv has no column \"Netz\"; it has \"Name\", \"Website\""},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(examples); i++) {
        struct fixture fixture = begin_fixture();
        choose_crm_column(&fixture, examples[i].choice);
        check_message(&fixture, examples[i].module, examples[i].header,
                      examples[i].message == NULL ? ERROR_NONE : ERROR_USAGE, examples[i].message);
        end_fixture(&fixture);
    }
}

/* Else each contact would be taken for an account of the name of its own, with its own email. */
static void contacts_are_not_taken_for_accounts(void **state)
{
    (void)state;
    struct fixture fixture = begin_fixture();
    check_message(&fixture, MODULE_ACCOUNTS, SUITECRM_CONTACTS, ERROR_INPUT,
                  "C.csv looks like the file for --contacts, for it has the columns \"Last Name\", "
                  "\"ClickPOS Customer Code\"; name the file of the accounts with --accounts, or "
                  "if this is one, say --column Accounts.name=HEADER");
    check_message(&fixture, MODULE_ACCOUNTS, SUITECRM_ACCOUNTS, ERROR_NONE, NULL);
    /* accounts may have a number of their own */
    check_message(&fixture, MODULE_ACCOUNTS, "Name|ID|Email Address|Customer Number", ERROR_NONE,
                  NULL);
    check_message(&fixture, MODULE_ACCOUNTS, "Name|ID|Website|Last Name", ERROR_NONE, NULL);
    check_message(&fixture, MODULE_CONTACTS, SUITECRM_CONTACTS, ERROR_NONE, NULL);
    choose_crm_column(&fixture, "Accounts.name=Account Name");
    check_message(&fixture, MODULE_ACCOUNTS, SUITECRM_CONTACTS, ERROR_NONE, NULL);
    end_fixture(&fixture);
}

static const char *explain(struct fixture *fixture, enum module module, const char *header,
                           struct error *error)
{
    size_t count;
    const struct text *headers = split_row(&fixture->arena, header, &count);
    *error = (struct error){0};
    explain_no_crm_header(fixture->mapping, module, "C.csv", headers, count, 3, error);
    assert_int_equal(error->kind, ERROR_INPUT);
    return error->message;
}

#define NO_NUMBER                                                                                  \
    "C.csv has no header that can be used: none of its first 20 records has a column for the "     \
    "customer number (\"ClickPOS Customer No.\") and at least two other known ones; the columns "  \
    "seen on line 3 are "
#define NO_ACCOUNT_NAME                                                                            \
    "C.csv has no header that can be used: none of its first 20 records has a column for the "     \
    "account's name (\"Name\") and at least one other known one; the columns seen on line 3 are "
#define NAME_THE_OTHERS                                                                            \
    "; that one is there, but too few of the others are known: name them with --column "           \
    "FIELD=HEADER (\"possum mapping\" lists the fields)"

static void a_missing_header_is_explained(void **state)
{
    static const struct {
        enum module module;
        const char *header;
        const char *message;
    } examples[] = {
        {MODULE_CONTACTS, "First Name|Last Name|ID",
         NO_NUMBER "\"First Name\", \"Last Name\", \"ID\"; export it with the customer number "
                   "included, or name that column with --column cp_cust_code=HEADER"},
        {MODULE_CONTACTS, "Vorname| |Kunden\x07nr",
         NO_NUMBER "\"Vorname\", \"Kunden\\x07nr\"; export it with the customer number included, "
                   "or name that column with --column cp_cust_code=HEADER"},
        {MODULE_CONTACTS, "ClickPOS Custmer Code|Last Name|ID",
         NO_NUMBER "\"ClickPOS Custmer Code\", \"Last Name\", \"ID\"; if \"ClickPOS Custmer Code\" "
                   "is the customer number, say --column cp_cust_code=\"ClickPOS Custmer Code\""},
        {MODULE_CONTACTS, "cp_cust_code_c|Vorname|Nachname",
         NO_NUMBER "\"cp_cust_code_c\", \"Vorname\", \"Nachname\"" NAME_THE_OTHERS},
        {MODULE_CONTACTS, "Name|ID|Website",
         NO_NUMBER "\"Name\", \"ID\", \"Website\"; this looks like the file for --accounts"},
        {MODULE_CONTACTS, "id|name|website|billing_address_city",
         NO_NUMBER "\"id\", \"name\", \"website\", \"billing_address_city\"; this looks like the "
                   "file for --accounts"},
        {MODULE_ACCOUNTS, "id|account_id|last_name|cp_cust_code_c",
         NO_ACCOUNT_NAME "\"id\", \"account_id\", \"last_name\", \"cp_cust_code_c\"; this looks "
                         "like the file for --contacts"},
        /* contacts have the names of accounts too, but accounts have no last names */
        {MODULE_CONTACTS, "Last Name|ID|Account Name|Email Address",
         NO_NUMBER "\"Last Name\", \"ID\", \"Account Name\", \"Email Address\"; export it with the "
                   "customer number included, or name that column with --column "
                   "cp_cust_code=HEADER"},
        {MODULE_CONTACTS, "Cust No.|Name|Last|CONAME",
         NO_NUMBER "\"Cust No.\", \"Name\", \"Last\", \"CONAME\"; this looks like an export of "
                   "ClickPOS, which \"possum to-sugar\" reads"},
        {MODULE_ACCOUNTS, "Cust No.|Last|CONAME|Suburb",
         NO_ACCOUNT_NAME
         "\"Cust No.\", \"Last\", \"CONAME\", \"Suburb\"; this looks like an export "
         "of ClickPOS, which \"possum to-sugar\" reads"},
        {MODULE_ACCOUNTS, "Firma|Webseite",
         NO_ACCOUNT_NAME "\"Firma\", \"Webseite\"; name that column with --column "
                         "Accounts.name=HEADER"},
        {MODULE_ACCOUNTS, "Name|Webseite",
         NO_ACCOUNT_NAME "\"Name\", \"Webseite\"" NAME_THE_OTHERS},
    };
    (void)state;
    struct error error;
    struct fixture fixture = begin_fixture();
    for (size_t i = 0; i < COUNT(examples); i++) {
        assert_string_equal(explain(&fixture, examples[i].module, examples[i].header, &error),
                            examples[i].message);
    }
    explain_no_crm_header(fixture.mapping, MODULE_CONTACTS, "C.csv", NULL, 0, 0, &error);
    assert_string_equal(error.message, "C.csv is empty; it has no header and no contacts");
    explain_no_crm_header(fixture.mapping, MODULE_ACCOUNTS, "A.csv", NULL, 0, 0, &error);
    assert_string_equal(error.message, "A.csv is empty; it has no header and no accounts");
    assert_int_equal(error.kind, ERROR_INPUT);
    end_fixture(&fixture);
}

static void a_chosen_number_that_is_missing_is_named(void **state)
{
    (void)state;
    struct error error;
    struct fixture fixture = begin_fixture();
    choose_crm_column(&fixture, "cp_cust_code=Kundennr");
    assert_string_equal(
        explain(&fixture, MODULE_CONTACTS, "Kundenr|Last Name|ID", &error),
        "C.csv has no header that can be used: none of its first 20 records has a column for the "
        "customer number (\"Kundennr\") and at least two other known ones; the columns seen on "
        "line 3 are \"Kundenr\", \"Last Name\", \"ID\"; export it with the customer number "
        "included, or name that column with --column cp_cust_code=HEADER");
    end_fixture(&fixture);
}

/* All the columns of a usual export are listed, the number's among them under another label. */
static void all_headers_of_an_export_are_listed(void **state)
{
    (void)state;
    struct error error;
    struct fixture fixture = begin_fixture();
    size_t count;
    char header[sizeof SUITECRM_CONTACTS];
    memcpy(header, SUITECRM_CONTACTS, sizeof header);
    char *number = strstr(header, "ClickPOS Customer Code");
    memcpy(number, "Unsere Kundennummer 01", strlen("ClickPOS Customer Code"));
    const char *message = explain(&fixture, MODULE_CONTACTS, header, &error);
    const struct text *cells = split_row(&fixture.arena, header, &count);
    assert_int_equal(count, 52);
    for (size_t i = 0; i < count; i++) {
        struct text quoted =
            print_to_arena(&fixture.arena, "\"%.*s\"", (int)cells[i].length, cells[i].at);
        assert_non_null(strstr(message, quoted.at));
    }
    assert_non_null(strstr(message, "--column cp_cust_code=HEADER"));
    end_fixture(&fixture);
}

/* However many and long the headers are, the advice is not cut off. */
static void thousands_of_columns_are_searched_and_explained(void **state)
{
    enum { MANY = 5000 };
    (void)state;
    struct error error = {0};
    struct fixture fixture = begin_fixture();
    struct crm_file file;
    struct text *cells = take_from_arena(&fixture.arena, MANY * sizeof *cells);
    assert_non_null(cells);
    for (size_t i = 0; i < MANY; i++) {
        cells[i] = print_to_arena(&fixture.arena,
                                  "\u202EZus\u00E4tzliche Angabe Nummer %zu der Kundschaft", i);
    }
    cells[MANY - 1] = TEXT("Last Name");
    explain_no_crm_header(fixture.mapping, MODULE_CONTACTS, "C.csv", cells, MANY, 1, &error);
    assert_non_null(strstr(error.message, "\"\\u{202E}Zus\u00E4tzliche Angabe Nummer 0"));
    assert_non_null(strstr(error.message, " and 49"));
    assert_non_null(strstr(error.message, "--column cp_cust_code=HEADER"));
    cells[0] = TEXT("cp_cust_code");
    cells[2500] = TEXT("ID");
    open_crm_cells(&fixture, &file, MODULE_CONTACTS, cells, MANY, true);
    assert_int_equal(get_crm_column(&fixture, &file, MODULE_CONTACTS, "last_name"), MANY - 1);
    assert_int_equal(get_crm_column(&fixture, &file, MODULE_CONTACTS, "cp_cust_code"), 0);
    assert_int_equal(get_link_column(&file, LINK_ID), 2500);
    assert_true(make_crm_header(fixture.mapping, &file.columns));
    for (size_t i = 0; i < MANY; i++) {
        cells[i] = TEXT("Mobile");
    }
    open_crm_cells(&fixture, &file, MODULE_CONTACTS, cells, MANY, true);
    check_text(file.columns.clashing_field, "phone_mobile");
    end_fixture(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_of_one_name_clash),
        cmocka_unit_test(a_place_that_clashes_cannot_be_chosen),
        cmocka_unit_test(a_chosen_column_must_be_there),
        cmocka_unit_test(contacts_are_not_taken_for_accounts),
        cmocka_unit_test(a_missing_header_is_explained),
        cmocka_unit_test(a_chosen_number_that_is_missing_is_named),
        cmocka_unit_test(all_headers_of_an_export_are_listed),
        cmocka_unit_test(thousands_of_columns_are_searched_and_explained),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
