#include "customer/crm_header.h"

#include "crm_files.h"

/* Where a choice may name the header too. */
struct column_example {
    const char *choice; /* NULL: none */
    const char *header;
    enum module module; /* of the field, and of the file */
    const char *field;
    int column;
};

static void check_examples(const struct column_example *examples, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct fixture fixture = begin_fixture();
        struct crm_file file;
        if (examples[i].choice != NULL) {
            choose_crm_column(&fixture, examples[i].choice);
        }
        open_crm_file(&fixture, &file, examples[i].module, examples[i].header);
        int found = get_crm_column(&fixture, &file, examples[i].module, examples[i].field);
        if (found != examples[i].column) {
            fail_msg("\"%s\": %s has column %d, not %d", examples[i].header, examples[i].field,
                     found, examples[i].column);
        }
        assert_int_equal(file.columns.clashing_field.length, 0);
        end_fixture(&fixture);
    }
}

static void the_likeliest_name_wins_wherever_it_stands(void **state)
{
    static const struct column_example examples[] = {
        {NULL, "Email Address|email1", MODULE_CONTACTS, "email1", 1},
        {NULL, "Email|E-mail Address|Email Address", MODULE_CONTACTS, "email1", 2},
        {NULL, "E-Mail|Email|E-mail Address", MODULE_CONTACTS, "email1", 2},
        {NULL, "Job Title|Title", MODULE_CONTACTS, "title", 1},
        {NULL, "Mobile Phone|Mobile", MODULE_CONTACTS, "phone_mobile", 1},
        {NULL, "ClickPOS Synch|cp_synch", MODULE_CONTACTS, "cp_synch", 1},
        {NULL, "Customer Code|CP_CUST_CODE|ClickPOS Customer No.", MODULE_CONTACTS, "cp_cust_code",
         1},
        {NULL, "cp_cust_code|CP_CUST_CODE_C", MODULE_CONTACTS, "cp_cust_code", 1},
        {NULL, "Account Name|Name", MODULE_ACCOUNTS, "name", 1},
        {NULL, "Phone|Office Phone", MODULE_ACCOUNTS, "phone_office", 1},
    };
    (void)state;
    check_examples(examples, COUNT(examples));
}

static void of_two_columns_the_one_spelled_exactly_is_meant(void **state)
{
    static const struct column_example examples[] = {
        {NULL, "MOBILE|Mobile", MODULE_CONTACTS, "phone_mobile", 1},
        {NULL, "MOBILE| Mobile |mobile", MODULE_CONTACTS, "phone_mobile", 1},
        {NULL, "Email 1|email1|EMAIL1", MODULE_CONTACTS, "email1", 1},
        /* a label counts too where it is the field's name in other letters; that goes first */
        {NULL, "TITLE|Title", MODULE_CONTACTS, "title", 1},
        {NULL, "Title|title", MODULE_CONTACTS, "title", 1},
        {NULL, "title|Title", MODULE_CONTACTS, "title", 0},
        {NULL, "NAME|Name", MODULE_ACCOUNTS, "name", 1},
        {"title=TITLE", "Title|TITLE", MODULE_CONTACTS, "title", 1},
        {"title=Anrede", "ANREDE|Anrede", MODULE_CONTACTS, "title", 1},
    };
    (void)state;
    check_examples(examples, COUNT(examples));
}

static void a_chosen_column_wins(void **state)
{
    static const struct column_example examples[] = {
        {"title=Anrede", "Title|Anrede", MODULE_CONTACTS, "title", 1},
        {"title=anrede.", "Title| ANREDE ", MODULE_CONTACTS, "title", 1},
        {"title=Anrede", "Title|Job Title|title", MODULE_CONTACTS, "title", -1},
        {"cp_cust_code=Kundennr.", "Kundennr|cp_cust_code_c", MODULE_CONTACTS, "cp_cust_code", 0},
        /* it is nobody else's then */
        {"title=Last Name", "First Name|Last Name", MODULE_CONTACTS, "title", 1},
        {"title=Last Name", "First Name|Last Name", MODULE_CONTACTS, "last_name", -1},
        {"title=ID", "First Name|ID", MODULE_CONTACTS, "title", 1},
        {"cp_synch=#", "First Name|%| # ", MODULE_CONTACTS, "cp_synch", 2},
        {"cp_synch=#", "First Name|%|", MODULE_CONTACTS, "cp_synch", -1},
        {"cp_cust_code=\u2116", "First Name|No|", MODULE_CONTACTS, "cp_cust_code", 1},
        {"Accounts.email1=Post", "Email Address|Post", MODULE_ACCOUNTS, "email1", 1},
        {"Accounts.email1=Post", "Email Address|Post", MODULE_CONTACTS, "email1", 0},
        {"name=Firma", "Name|Firma", MODULE_ACCOUNTS, "name", 1},
    };
    (void)state;
    check_examples(examples, COUNT(examples));
}

static void one_column_may_be_chosen_for_two_fields(void **state)
{
    static const char *const choices[] = {"first_name=Kunde", "last_name=Kunde",
                                          "account_name=Kunde"};
    (void)state;
    struct error error = {0};
    struct fixture fixture = begin_fixture();
    struct crm_file file;
    for (size_t i = 0; i < COUNT(choices); i++) {
        choose_crm_column(&fixture, choices[i]);
    }
    open_crm_file(&fixture, &file, MODULE_CONTACTS, "Kunde|cp_cust_code");
    assert_int_equal(get_crm_column(&fixture, &file, MODULE_CONTACTS, "first_name"), 0);
    assert_int_equal(get_crm_column(&fixture, &file, MODULE_CONTACTS, "last_name"), 0);
    assert_int_equal(get_link_column(&file, LINK_ACCOUNT_NAME), 0);
    assert_int_equal(file.columns.columns.mapped, 2); /* columns, not fields */
    assert_false(make_crm_header(fixture.mapping, &file.columns));
    assert_true(check_crm_columns(fixture.mapping, &file.columns, file.rules.values.headers,
                                  file.rules.values.header_count, "C.csv", &error));
    open_crm_file(&fixture, &file, MODULE_CONTACTS, "KUNDE|Kunde|cp_cust_code");
    assert_int_equal(get_crm_column(&fixture, &file, MODULE_CONTACTS, "first_name"), 1);
    assert_int_equal(get_crm_column(&fixture, &file, MODULE_CONTACTS, "last_name"), 1);
    assert_int_equal(file.columns.clashing_field.length, 0);
    end_fixture(&fixture);
}

static void links_may_be_chosen(void **state)
{
    static const struct {
        const char *choice;
        enum module module;
        const char *header;
        enum link link;
        int column;
    } examples[] = {
        {"account_name=Firma", MODULE_CONTACTS, "Firma|Last Name", LINK_ACCOUNT_NAME, 0},
        {"account_name=Firma", MODULE_CONTACTS, "Account Name|FIRMA", LINK_ACCOUNT_NAME, 1},
        {"account_name=Firma", MODULE_CONTACTS, "Account Name|ID", LINK_ACCOUNT_NAME, -1},
        {"account_id=Firmen-Id", MODULE_CONTACTS, "ID|Firmen-Id", LINK_ACCOUNT_ID, 1},
        {"account_id=#", MODULE_CONTACTS, "ID|#", LINK_ACCOUNT_ID, 1},
        {"Contacts.id=Kennung", MODULE_CONTACTS, "ID|Kennung", LINK_ID, 1},
        {"Contacts.id=Kennung", MODULE_ACCOUNTS, "ID|Kennung", LINK_ID, 0},
        {"Accounts.id=Kennung", MODULE_ACCOUNTS, "ID|Kennung", LINK_ID, 1},
        {"Accounts.id=Kennung", MODULE_CONTACTS, "ID|Kennung", LINK_ID, 0},
        {"Contacts.deleted=Weg", MODULE_CONTACTS, "Deleted|Weg", LINK_DELETED, 1},
        {"Accounts.deleted=Weg", MODULE_ACCOUNTS, "Deleted|Weg", LINK_DELETED, 1},
        {"account_name=ID", MODULE_CONTACTS, "ID|Last Name", LINK_ID, -1},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(examples); i++) {
        struct fixture fixture = begin_fixture();
        struct crm_file file;
        choose_crm_column(&fixture, examples[i].choice);
        open_crm_file(&fixture, &file, examples[i].module, examples[i].header);
        if (get_link_column(&file, examples[i].link) != examples[i].column) {
            fail_msg("%s: \"%s\" is misunderstood", examples[i].choice, examples[i].header);
        }
        end_fixture(&fixture);
    }
}

static void rows_that_share_a_label_share_its_columns(void **state)
{
    static const struct {
        const char *header;
        int first;
        int second;
        bool clashes;
    } examples[] = {
        {"Shop|ID|Shop", 0, 2, false},
        {"SHOP|ID|shop", 0, 2, false},
        {"SHOP|ID|Shop", 2, 0, false}, /* spelled exactly as the first row's */
        {"Shop", 0, -1, false},
        {"Shop|Shop|Shop", 0, 1, true},
        {"Shop|shop_2_c|Shop", 0, 1, true}, /* the second row wants neither of the two */
        {"shop_1_c|Shop", 0, 1, false},
        {"shop_1_c|Shop|Shop", 0, 1, true},
    };
    (void)state;
    struct fixture fixture = begin_fixture();
    extend_mapping(&fixture, "Contacts|shop_1_c|Shop||Shop 1||text");
    extend_mapping(&fixture, "Contacts|shop_2_c|Shop||Shop 2||text");
    for (size_t i = 0; i < COUNT(examples); i++) {
        struct crm_file file;
        open_crm_file(&fixture, &file, MODULE_CONTACTS, examples[i].header);
        int first = get_crm_column(&fixture, &file, MODULE_CONTACTS, "shop_1_c");
        int second = get_crm_column(&fixture, &file, MODULE_CONTACTS, "shop_2_c");
        bool clashes = file.columns.clashing_field.length > 0;
        if (first != examples[i].first || second != examples[i].second ||
            clashes != examples[i].clashes) {
            fail_msg("\"%s\": %d and %d, %s", examples[i].header, first, second,
                     clashes ? "clash" : "no clash");
        }
    }
    end_fixture(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_likeliest_name_wins_wherever_it_stands),
        cmocka_unit_test(of_two_columns_the_one_spelled_exactly_is_meant),
        cmocka_unit_test(a_chosen_column_wins),
        cmocka_unit_test(one_column_may_be_chosen_for_two_fields),
        cmocka_unit_test(links_may_be_chosen),
        cmocka_unit_test(rows_that_share_a_label_share_its_columns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
