#include "customer/columns.h"

#include "support.h"

#include <stdlib.h>

static void choose(struct fixture *fixture, const char *choice)
{
    struct error error = {0};
    assert_true(choose_column(fixture->mapping, make_text(choice), false, &error));
}

/* Fails unless the field's row has `column` (-1: none). */
static void check_column(const struct fixture *fixture, enum module module, const char *field,
                         int column)
{
    size_t found = fixture->columns.of_row[find_row(fixture, module, field)];
    size_t expected = column < 0 ? NO_COLUMN : (size_t)column;
    if (found != expected) {
        fail_msg("%s.%s has column %zu, not %zu", get_module_name(module), field, found, expected);
    }
}

static void headers_match_whatever_their_spelling(void **state)
{
    static const struct {
        const char *header;
        enum module module;
        const char *field; /* NULL: an extra column */
    } examples[] = {
        {"Cust No.", MODULE_CONTACTS, "cp_cust_code"},
        {"CUSTOMER NUMBER", MODULE_CONTACTS, "cp_cust_code"},
        {"Cust No", MODULE_CONTACTS, "cp_cust_code"},
        {"cust_no.", MODULE_CONTACTS, "cp_cust_code"},
        {" cust\u00A0NO ", MODULE_CONTACTS, "cp_cust_code"},
        {"CustNo", MODULE_CONTACTS, "cp_cust_code"},
        {"Title", MODULE_CONTACTS, "title"},
        {"NAME", MODULE_CONTACTS, "first_name"},
        {"Last", MODULE_CONTACTS, "last_name"},
        {"Surname", MODULE_CONTACTS, "last_name"},
        {"Mob.", MODULE_CONTACTS, "phone_mobile"},
        {"Co-Name", MODULE_ACCOUNTS, "name"},
        {"trading-as", MODULE_ACCOUNTS, "cp_cust_tradingas"},
        {"T/A", MODULE_ACCOUNTS, "cp_cust_tradingas"},
        {"CUSTOMER CLASS", MODULE_ACCOUNTS, "cp_cust_customerclass"},
        {"Address1", MODULE_ACCOUNTS, "billing_address_street"},
        {"suburb", MODULE_ACCOUNTS, "billing_address_city"},
        {"state:", MODULE_ACCOUNTS, "billing_address_state"},
        {"Post ZIP", MODULE_ACCOUNTS, "billing_address_postalcode"},
        {"Tel. Home", MODULE_ACCOUNTS, "phone_office"},
        {"web-site", MODULE_ACCOUNTS, "website"},
        {"COUNTRY", MODULE_ACCOUNTS, "billing_address_country"},
        {"Loyalty Points", MODULE_CONTACTS, NULL},
        {"Customer", MODULE_CONTACTS, NULL},
        {"Name 2", MODULE_CONTACTS, NULL},
        {"cp_synch", MODULE_CONTACTS, NULL},
        {"", MODULE_CONTACTS, NULL},
        {"#", MODULE_CONTACTS, NULL},
    };
    (void)state;
    struct fixture fixture = begin_fixture();
    for (size_t i = 0; i < COUNT(examples); i++) {
        struct text key = make_header_key(&fixture.arena, make_text(examples[i].header));
        const struct mapping_row *row = find_row_of_header(fixture.mapping, key);
        set_header(&fixture, examples[i].header);
        assert_int_equal(fixture.columns.mapped, examples[i].field != NULL);
        if (examples[i].field != NULL) {
            check_column(&fixture, examples[i].module, examples[i].field, 0);
            size_t expected = find_row(&fixture, examples[i].module, examples[i].field);
            assert_ptr_equal(row, &fixture.mapping->rows[expected]);
        } else {
            assert_null(row);
        }
    }
    end_fixture(&fixture);
}

static void columns_stand_in_any_order(void **state)
{
    (void)state;
    struct fixture fixture = begin_fixture();
    set_header(&fixture, "Country|Loyalty Points|Last||Cust No.|CONAME|Last|Name");
    check_column(&fixture, MODULE_ACCOUNTS, "billing_address_country", 0);
    check_column(&fixture, MODULE_CONTACTS, "last_name", 2);
    check_column(&fixture, MODULE_CONTACTS, "cp_cust_code", 4);
    check_column(&fixture, MODULE_ACCOUNTS, "name", 5);
    check_column(&fixture, MODULE_CONTACTS, "first_name", 7);
    check_column(&fixture, MODULE_CONTACTS, "title", -1);
    check_column(&fixture, MODULE_CONTACTS, "cp_synch", -1);
    assert_int_equal(fixture.columns.mapped, 5);
    end_fixture(&fixture);
}

static void emails_go_to_contact_and_account(void **state)
{
    static const struct {
        const char *choice; /* NULL: none */
        const char *header;
        int contact;
        int account;
    } examples[] = {
        {NULL, "Cust No.|Last|Email|CONAME|Email", 2, 4},
        {NULL, "Cust No.|Last|Email|CONAME|E-MAIL", 2, 4},
        {NULL, "Cust No.|Last|Email|CONAME", 2, 2},
        {NULL, "Email|Email|Cust No.|Email", 0, 1},
        {NULL, "Cust No.|Last|Email|Account Email", 2, 3},
        {NULL, "Cust No.|Last|Account Email|Email", 3, 2},
        {NULL, "Cust No.|Last|CONAME", -1, -1},
        {"Contacts.email1=Mail", "Cust No.|Last|Email|Mail", 3, 2},
        {"Contacts.email1=Mail", "Cust No.|Mail|Email|Email", 1, 2},
        {"Accounts.email1=Mail", "Cust No.|Mail|Email|Last", 2, 1},
        {"Accounts.email1=Mail", "Cust No.|Mail|Email|Email", 2, 1},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(examples); i++) {
        struct fixture fixture = begin_fixture();
        if (examples[i].choice != NULL) {
            choose(&fixture, examples[i].choice);
        }
        set_header(&fixture, examples[i].header);
        check_column(&fixture, MODULE_CONTACTS, "email1", examples[i].contact);
        check_column(&fixture, MODULE_ACCOUNTS, "email1", examples[i].account);
        size_t contact = find_row(&fixture, MODULE_CONTACTS, "email1");
        size_t account = find_row(&fixture, MODULE_ACCOUNTS, "email1");
        bool shared = examples[i].contact == examples[i].account && examples[i].contact >= 0;
        assert_int_equal(fixture.columns.twin_of_row[contact], contact);
        assert_int_equal(fixture.columns.twin_of_row[account], shared ? contact : account);
        end_fixture(&fixture);
    }
}

/* Of two columns of one name the first is the contact's, a single one is both, chosen or not. */
static void choosing_the_usual_email_column_changes_nothing(void **state)
{
    static const char *const choices[] = {"Contacts.email1=Email", "Accounts.email1=Email"};
    (void)state;
    for (size_t i = 0; i < COUNT(choices); i++) {
        struct fixture fixture = begin_fixture();
        choose(&fixture, choices[i]);
        set_header(&fixture, "Cust No.|Last|Email|Email");
        check_column(&fixture, MODULE_CONTACTS, "email1", 2);
        check_column(&fixture, MODULE_ACCOUNTS, "email1", 3);
        set_header(&fixture, "Cust No.|Last|Email");
        check_column(&fixture, MODULE_CONTACTS, "email1", 2);
        check_column(&fixture, MODULE_ACCOUNTS, "email1", 2);
        end_fixture(&fixture);
    }
}

static void rows_of_one_column_but_other_rules_are_no_twins(void **state)
{
    (void)state;
    struct fixture fixture = begin_fixture();
    extend_mapping(&fixture, "Contacts|phone_work|||Tel Home||phone");
    extend_mapping(&fixture, "Contacts|phone_text_c|||Tel Home||text");
    set_header(&fixture, "Cust No.|Last|Tel Home");
    size_t office = find_row(&fixture, MODULE_ACCOUNTS, "phone_office");
    size_t work = find_row(&fixture, MODULE_CONTACTS, "phone_work");
    size_t text = find_row(&fixture, MODULE_CONTACTS, "phone_text_c");
    check_column(&fixture, MODULE_CONTACTS, "phone_work", 2);
    check_column(&fixture, MODULE_CONTACTS, "phone_text_c", 2);
    assert_int_equal(fixture.columns.twin_of_row[work], office);
    assert_int_equal(fixture.columns.twin_of_row[text], text);
    assert_int_equal(fixture.columns.mapped, 3);
    end_fixture(&fixture);
}

static void a_chosen_column_wins_over_the_labels(void **state)
{
    static const struct {
        const char *choice;
        const char *header;
        enum module module;
        const char *field;
        int column;
    } examples[] = {
        {"cp_cust_code=Client Nr", "Last|Client Nr|Name", MODULE_CONTACTS, "cp_cust_code", 1},
        {"cp_cust_code=client_nr.", "Last|Client Nr|Name", MODULE_CONTACTS, "cp_cust_code", 1},
        {"cp_cust_code=Client Nr", "Cust No.|Client Nr|Name", MODULE_CONTACTS, "cp_cust_code", 1},
        {"cp_cust_code=Client Nr", "Cust No.|Last|Name", MODULE_CONTACTS, "cp_cust_code", -1},
        {"cp_synch=Sync", "Cust No.|Sync|Name", MODULE_CONTACTS, "cp_synch", 1},
        {"name=Last", "Cust No.|Last|CONAME", MODULE_CONTACTS, "last_name", -1},
        {"name=Last", "Cust No.|Last|Surname", MODULE_CONTACTS, "last_name", 2},
        {"name=Last", "Cust No.|Last|Surname", MODULE_ACCOUNTS, "name", 1},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(examples); i++) {
        struct fixture fixture = begin_fixture();
        choose(&fixture, examples[i].choice);
        set_header(&fixture, examples[i].header);
        check_column(&fixture, examples[i].module, examples[i].field, examples[i].column);
        end_fixture(&fixture);
    }
}

/* A header of punctuation only has no letters to be compared by, and yet is not any other one. */
static void a_chosen_column_may_be_called_by_a_sign(void **state)
{
    (void)state;
    struct fixture fixture = begin_fixture();
    choose(&fixture, "cp_cust_code=#");
    set_header(&fixture, "|Last|%|Name| # ");
    check_column(&fixture, MODULE_CONTACTS, "cp_cust_code", 4);
    set_header(&fixture, "|Last|%|Name");
    check_column(&fixture, MODULE_CONTACTS, "cp_cust_code", -1);
    end_fixture(&fixture);
}

static void one_column_may_be_chosen_for_two_fields(void **state)
{
    (void)state;
    struct fixture fixture = begin_fixture();
    choose(&fixture, "last_name=Customer");
    choose(&fixture, "Accounts.name=Customer");
    set_header(&fixture, "Cust No.|Customer|Mob");
    check_column(&fixture, MODULE_CONTACTS, "last_name", 1);
    check_column(&fixture, MODULE_ACCOUNTS, "name", 1);
    assert_int_equal(fixture.columns.mapped, 3);
    end_fixture(&fixture);
}

static void a_header_has_the_number_and_two_other_columns(void **state)
{
    static const struct {
        const char *header;
        bool is_header;
    } examples[] = {
        {"Cust No.|Last|Mob", true},
        {"Last|Mob|Cust No.|Loyalty Points", true},
        {"Cust No.|Email|Email", true},
        {"Cust No.|Last", false},
        {"Cust No.|Email", false}, /* serves two rows, yet is one column */
        {"Cust No.|Last|Last", false},
        {"Cust No.|Cust No.|Last", false},
        {"Cust No.|Last|Loyalty Points", false},
        {"Cust No.", false},
        {"Last|Name|Mob|CONAME|Country", false},
        {"Customer List", false},
        {"", false},
    };
    (void)state;
    struct fixture fixture = begin_fixture();
    for (size_t i = 0; i < COUNT(examples); i++) {
        set_header(&fixture, examples[i].header);
        if (make_header(fixture.mapping, &fixture.columns) != examples[i].is_header) {
            fail_msg("\"%s\" should %sbe a header", examples[i].header,
                     examples[i].is_header ? "" : "not ");
        }
    }
    end_fixture(&fixture);
}

static void a_chosen_column_must_be_there(void **state)
{
    static const struct {
        const char *choice;
        const char *header;
        const char *message; /* NULL: it is there */
    } examples[] = {
        {"title=Anrede", "Cust No.|ANREDE|Last", NULL},
        {"title=Salutatoin", "Cust No.|Last|Salutation",
         "in.csv has no column \"Salutatoin\"; did you mean \"Salutation\"?"},
        {"title=Anrede", "Cust No.|Last| Mob ",
         "in.csv has no column \"Anrede\"; it has \"Cust No.\", \"Last\", \"Mob\""},
        {"title=Anrede", "Cust No.||Last",
         "in.csv has no column \"Anrede\"; it has \"Cust No.\", \"Last\""},
        {"title=Anrede", "Cust No.|a1|a2|a3|a4|a5|a6|a7|a8|a9|a10|a11|a12|a13",
         "in.csv has no column \"Anrede\"; it has \"Cust No.\", \"a1\", \"a2\", \"a3\", \"a4\", "
         "\"a5\", \"a6\", \"a7\", \"a8\", \"a9\", \"a10\", \"a11\" and 2 more"},
        /* what is blank is not counted as more */
        {"title=Anrede", "Cust No.||a1|a2|a3|a4|a5|a6|a7|a8|a9|a10|a11|",
         "in.csv has no column \"Anrede\"; it has \"Cust No.\", \"a1\", \"a2\", \"a3\", \"a4\", "
         "\"a5\", \"a6\", \"a7\", \"a8\", \"a9\", \"a10\", \"a11\""},
        {"title=An\x1Brede", "Cust No.|M\nob",
         "in.csv has no column \"An\\x1Brede\"; it has \"Cust No.\", \"M\\nob\""},
        {"title=#", "Cust No.||Last", "in.csv has no column \"#\"; it has \"Cust No.\", \"Last\""},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(examples); i++) {
        struct error error = {0};
        struct fixture fixture = begin_fixture();
        choose(&fixture, examples[i].choice);
        set_header(&fixture, examples[i].header);
        bool found = check_chosen_columns(fixture.mapping, &fixture.columns, fixture.rules.headers,
                                          fixture.rules.header_count, "in.csv", &error);
        assert_int_equal(found, examples[i].message == NULL);
        assert_int_equal(error.kind, found ? ERROR_NONE : ERROR_USAGE);
        assert_string_equal(error.message, found ? "" : examples[i].message);
        end_fixture(&fixture);
    }
}

static const char *explain(struct fixture *fixture, const char *header, struct error *error)
{
    size_t count;
    const struct text *headers = split_row(&fixture->arena, header, &count);
    explain_no_header(fixture->mapping, "in.csv", headers, count, 3, error);
    assert_int_equal(error->kind, ERROR_INPUT);
    return error->message;
}

#define NO_HEADER                                                                                  \
    "in.csv has no header that can be used: none of its first 20 records has a customer number "   \
    "column (\"Cust No.\") and at least two other known ones; the columns seen on line 3 are "
#define EXPORT_IT                                                                                  \
    "; export it with the customer number included, or name that column with --column "            \
    "cp_cust_code=HEADER"

static void a_missing_header_is_explained(void **state)
{
    static const struct {
        const char *header;
        const char *message;
    } examples[] = {
        {"Last|Name|Mob", NO_HEADER "\"Last\", \"Name\", \"Mob\"" EXPORT_IT},
        {"Last| |Mob\x07", NO_HEADER "\"Last\", \"Mob\\x07\"" EXPORT_IT},
        {"a|b|c|d|e|f|g|h|i|j|k|l|m",
         NO_HEADER "\"a\", \"b\", \"c\", \"d\", \"e\", \"f\", \"g\", \"h\", \"i\", \"j\", \"k\", "
                   "\"l\" and 1 more" EXPORT_IT},
        {"a|b|c|d|e|f|g|h|i|j|k|l|",
         NO_HEADER "\"a\", \"b\", \"c\", \"d\", \"e\", \"f\", \"g\", \"h\", \"i\", \"j\", \"k\", "
                   "\"l\"" EXPORT_IT},
        {"Custmer No.|Last|Name",
         NO_HEADER "\"Custmer No.\", \"Last\", \"Name\"; if \"Custmer No.\" is the customer "
                   "number, say --column cp_cust_code=\"Custmer No.\""},
        {"The quick brown fox jumps over the lazy dog|Last",
         NO_HEADER "\"The quick brown fox jumps over...\", \"Last\"" EXPORT_IT},
    };
    (void)state;
    struct fixture fixture = begin_fixture();
    for (size_t i = 0; i < COUNT(examples); i++) {
        struct error error = {0};
        assert_string_equal(explain(&fixture, examples[i].header, &error), examples[i].message);
    }
    end_fixture(&fixture);
}

static void an_empty_file_is_explained(void **state)
{
    (void)state;
    struct error error = {0};
    struct fixture fixture = begin_fixture();
    explain_no_header(fixture.mapping, "in.csv", NULL, 0, 0, &error);
    assert_int_equal(error.kind, ERROR_INPUT);
    assert_string_equal(error.message, "in.csv is empty; it has no header and no customers");
    end_fixture(&fixture);
}

/* What is missing here are other columns. */
static void a_number_that_is_there_is_not_asked_for(void **state)
{
    (void)state;
    struct error error = {0};
    struct fixture fixture = begin_fixture();
    const char *message = explain(&fixture, "Cust No.|Nachname|Vorname", &error);
    assert_null(strstr(message, "export it with the customer number"));
    assert_null(strstr(message, "cp_cust_code="));
    end_fixture(&fixture);
}

static void memory_may_be_reused(void **state)
{
    (void)state;
    struct fixture fixture = begin_fixture();
    struct columns *columns = malloc(sizeof *columns);
    assert_non_null(columns);
    memset(columns, 0xAA, sizeof *columns);
    find_columns(fixture.mapping, NULL, 0, &fixture.arena, columns);
    assert_int_equal(columns->mapped, 0);
    for (size_t row = 0; row < fixture.mapping->count; row++) {
        assert_true(columns->of_row[row] == NO_COLUMN);
        assert_int_equal(columns->twin_of_row[row], row);
    }
    free(columns);
    end_fixture(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(headers_match_whatever_their_spelling),
        cmocka_unit_test(columns_stand_in_any_order),
        cmocka_unit_test(emails_go_to_contact_and_account),
        cmocka_unit_test(choosing_the_usual_email_column_changes_nothing),
        cmocka_unit_test(rows_of_one_column_but_other_rules_are_no_twins),
        cmocka_unit_test(a_chosen_column_wins_over_the_labels),
        cmocka_unit_test(a_chosen_column_may_be_called_by_a_sign),
        cmocka_unit_test(one_column_may_be_chosen_for_two_fields),
        cmocka_unit_test(a_header_has_the_number_and_two_other_columns),
        cmocka_unit_test(a_chosen_column_must_be_there),
        cmocka_unit_test(a_missing_header_is_explained),
        cmocka_unit_test(an_empty_file_is_explained),
        cmocka_unit_test(a_number_that_is_there_is_not_asked_for),
        cmocka_unit_test(memory_may_be_reused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
