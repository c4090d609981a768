#include "customer/customer.h"

#include "base/unicode.h"
#include "support.h"

#include <stdio.h>

#define HEADER "Cust No.|Name|Last|Email|Mob|CONAME|Address 1|Post/ZIP|Country|Loyalty Points"

/* A row of HEADER, what becomes of it, and the codes of its issues. */
struct example {
    const char *row;
    enum outcome outcome;
    const char *codes;
};

static void check_examples(const struct example *examples, size_t count)
{
    struct fixture fixture = begin_fixture();
    set_header(&fixture, HEADER);
    for (size_t i = 0; i < count; i++) {
        struct customer customer = make_row(&fixture, i + 2, examples[i].row);
        const char *codes = list_codes(&fixture.arena, &customer.issues);
        if (customer.outcome != examples[i].outcome || strcmp(codes, examples[i].codes) != 0) {
            fail_msg("\"%s\" has outcome %d and the issues \"%s\", not %d and \"%s\"",
                     examples[i].row, (int)customer.outcome, codes, (int)examples[i].outcome,
                     examples[i].codes);
        }
    }
    end_fixture(&fixture);
}

static void a_row_becomes_a_customer(void **state)
{
    (void)state;
    struct fixture fixture = begin_fixture();
    set_header(&fixture, HEADER);
    struct customer customer =
        make_row(&fixture, 7,
                 " 630 |John|Citizen|jo@example.com|0411222333|Company Name|215 Rouse "
                 "St.|3207|Australia|35");
    assert_int_equal(customer.outcome, OUTCOME_CARRIED);
    assert_null(customer.issues.first);
    assert_int_equal(customer.record->line, 7);
    assert_int_equal(customer.number, 630);
    check_text(customer.number_text, "630");
    check_text(get_customer_value(&fixture, &customer, MODULE_CONTACTS, "cp_cust_code"), "630");
    check_text(get_customer_value(&fixture, &customer, MODULE_CONTACTS, "first_name"), "John");
    check_text(get_customer_value(&fixture, &customer, MODULE_CONTACTS, "last_name"), "Citizen");
    check_text(get_customer_value(&fixture, &customer, MODULE_CONTACTS, "title"), "");
    check_text(get_customer_value(&fixture, &customer, MODULE_CONTACTS, "phone_mobile"),
               "0411222333");
    check_text(get_customer_value(&fixture, &customer, MODULE_CONTACTS, "cp_synch"), "0");
    check_text(get_customer_value(&fixture, &customer, MODULE_CONTACTS, "email1"),
               "jo@example.com");
    check_text(get_customer_value(&fixture, &customer, MODULE_ACCOUNTS, "email1"),
               "jo@example.com");
    check_text(get_customer_value(&fixture, &customer, MODULE_ACCOUNTS, "name"), "Company Name");
    check_text(
        get_customer_value(&fixture, &customer, MODULE_ACCOUNTS, "billing_address_postalcode"),
        "3207");
    end_fixture(&fixture);
}

static void the_tick_is_always_off(void **state)
{
    (void)state;
    struct error error = {0};
    struct fixture fixture = begin_fixture();
    assert_true(choose_column(fixture.mapping, TEXT("cp_synch=Sync"), false, &error));
    set_header(&fixture, "Cust No.|Last|Sync");
    struct customer customer = make_row(&fixture, 2, "630|Citizen|1");
    check_text(get_customer_value(&fixture, &customer, MODULE_CONTACTS, "cp_synch"), "0");
    end_fixture(&fixture);
}

static void titles_totals_and_headers_are_skipped(void **state)
{
    static const struct example examples[] = {
        {"Customer List|||||||||", OUTCOME_SKIPPED, "not-a-customer"},
        {"Page 3 of 7", OUTCOME_SKIPPED, "not-a-customer"},
        {"||||||||Printed 23/11/2026|", OUTCOME_SKIPPED, "not-a-customer"},
        {"|||||||||1250", OUTCOME_SKIPPED, "not-a-customer"},
        {"0||||0411222333||1 Elm St|800||", OUTCOME_SKIPPED, "not-a-customer"},
        {"|\u00A0| ||||||||", OUTCOME_SKIPPED, "not-a-customer"},
        {HEADER, OUTCOME_SKIPPED, "repeated-header"},
        {"cust no.|NAME|Last |Email|Mob|CONAME|Address 1|Post/ZIP|Country|Loyalty Points",
         OUTCOME_SKIPPED, "repeated-header"},
        {HEADER "||", OUTCOME_SKIPPED, "repeated-header"},
        /* a name, a company or an email makes it a customer */
        {"|John||||||||", OUTCOME_REJECTED, "no-customer-number"},
        {"||Citizen|||||||", OUTCOME_REJECTED, "no-customer-number"},
        {"|||||Company Name||||", OUTCOME_REJECTED, "no-customer-number"},
        {"|||jo@example.com||||||", OUTCOME_REJECTED, "no-customer-number no-name"},
        {"Total|John||||||||", OUTCOME_REJECTED, "bad-customer-number"},
        /* and so does a number */
        {"630|||||||||", OUTCOME_REJECTED, "no-name"},
    };
    (void)state;
    check_examples(examples, COUNT(examples));
}

static void either_email_makes_a_customer(void **state)
{
    (void)state;
    struct fixture fixture = begin_fixture();
    set_header(&fixture, "Cust No.|Last|Email|Email");
    assert_int_equal(make_row(&fixture, 2, "||jo@example.com|").outcome, OUTCOME_REJECTED);
    assert_int_equal(make_row(&fixture, 3, "|||office@example.com").outcome, OUTCOME_REJECTED);
    assert_int_equal(make_row(&fixture, 4, "|||").outcome, OUTCOME_SKIPPED);
    end_fixture(&fixture);
}

static void numbers_are_checked(void **state)
{
    static const struct example examples[] = {
        {"630||Citizen|||||||", OUTCOME_CARRIED, ""},
        {"2147483647||Citizen|||||||", OUTCOME_CARRIED, ""},
        {"00630||Citizen|||||||", OUTCOME_CARRIED, "number-rewritten"},
        {"630.0||Citizen|||||||", OUTCOME_CARRIED, "number-rewritten"},
        {"=\"630\"||Citizen|||||||", OUTCOME_CARRIED, "unwrapped"},
        {" ||Citizen|||||||", OUTCOME_REJECTED, "no-customer-number"},
        {"0||Citizen|||||||", OUTCOME_REJECTED, "bad-customer-number"},
        {"2147483648||Citizen|||||||", OUTCOME_REJECTED, "bad-customer-number"},
        {"63O||Citizen|||||||", OUTCOME_REJECTED, "bad-customer-number"},
    };
    (void)state;
    check_examples(examples, COUNT(examples));
    struct fixture fixture = begin_fixture();
    set_header(&fixture, "Last|cust_no.|Mob");
    struct customer customer = make_row(&fixture, 2, "Citizen| 63O |");
    check_issue(find_issue(&customer.issues, ISSUE_BAD_CUSTOMER_NUMBER), "cust_no.", "63O", NULL);
    assert_int_equal(customer.number, 0);
    check_text(customer.number_text, "");
    customer = make_row(&fixture, 3, "Citizen|00630|");
    check_issue(find_issue(&customer.issues, ISSUE_NUMBER_REWRITTEN), "cust_no.", "00630", "630");
    check_text(customer.number_text, "630");
    end_fixture(&fixture);
}

static void a_last_name_is_found(void **state)
{
    static const struct {
        const char *row;
        const char *first;
        const char *last;
        const char *company;
        const char *codes;
    } examples[] = {
        {"630|John|Citizen|Firm", "John", "Citizen", "Firm", ""},
        {"630||Citizen|", "", "Citizen", "", ""},
        {"630|John||", "", "John", "", "name-moved"},
        {"630|John| |Firm", "", "John", "Firm", "name-moved"},
        {"630|||Firm", "", "Firm", "Firm", "company-as-name"},
    };
    (void)state;
    struct fixture fixture = begin_fixture();
    set_header(&fixture, "Cust No.|Name|Last|CONAME");
    for (size_t i = 0; i < COUNT(examples); i++) {
        struct customer customer = make_row(&fixture, 2, examples[i].row);
        check_text(get_customer_value(&fixture, &customer, MODULE_CONTACTS, "first_name"),
                   examples[i].first);
        check_text(get_customer_value(&fixture, &customer, MODULE_CONTACTS, "last_name"),
                   examples[i].last);
        check_text(get_customer_value(&fixture, &customer, MODULE_ACCOUNTS, "name"),
                   examples[i].company);
        assert_string_equal(list_codes(&fixture.arena, &customer.issues), examples[i].codes);
        if (customer.issues.first != NULL) {
            check_issue(customer.issues.first, "Last", "", examples[i].last);
        }
    }
    end_fixture(&fixture);
}

static void a_missing_column_goes_by_its_usual_name(void **state)
{
    (void)state;
    struct fixture fixture = begin_fixture();
    set_header(&fixture, "Cust No.|name|Mob");
    struct customer customer = make_row(&fixture, 2, "630|John|");
    check_issue(find_issue(&customer.issues, ISSUE_NAME_MOVED), "Last", "", "John");
    check_text(get_column_header(&fixture.rules, find_row(&fixture, MODULE_CONTACTS, "first_name")),
               "name");
    check_text(get_column_header(&fixture.rules, find_row(&fixture, MODULE_ACCOUNTS, "name")),
               "CONAME");
    end_fixture(&fixture);
}

/* A row "630|" and a last name of `count` characters. */
static const char *make_long_row(char *row, size_t count)
{
    memcpy(row, "630|", 4);
    for (size_t i = 0; i < count; i++) {
        memcpy(row + 4 + 2 * i, "\u00E9", 2);
    }
    row[4 + 2 * count] = '\0';
    return row;
}

static void a_value_may_fill_its_field(void **state)
{
    (void)state;
    char row[300];
    struct fixture fixture = begin_fixture();
    set_header(&fixture, "Cust No.|Last|Mob");
    struct customer customer = make_row(&fixture, 2, make_long_row(row, 100));
    assert_int_equal(customer.outcome, OUTCOME_CARRIED);
    assert_int_equal(
        count_characters(get_customer_value(&fixture, &customer, MODULE_CONTACTS, "last_name")),
        100);
    assert_string_equal(list_codes(&fixture.arena, &customer.issues), "too-few-cells");
    end_fixture(&fixture);
}

static void a_value_that_is_too_long_rejects_the_row(void **state)
{
    (void)state;
    char row[300];
    struct fixture fixture = begin_fixture();
    set_header(&fixture, "Cust No.|Last|Mob");
    struct customer customer = make_row(&fixture, 2, make_long_row(row, 101));
    assert_int_equal(customer.outcome, OUTCOME_REJECTED);
    assert_string_equal(list_codes(&fixture.arena, &customer.issues), "too-long");
    check_issue(customer.issues.first, "Last", row + 4, NULL);
    check_text(customer.issues.first->message,
               "the value has 101 characters, the CRM's field last_name takes 100");
    end_fixture(&fixture);
}

static void a_value_that_is_too_long_is_cut_if_asked(void **state)
{
    (void)state;
    char row[300];
    struct fixture fixture = begin_fixture();
    set_header(&fixture, "Cust No.|Last");
    fixture.rules.cut_too_long = true;
    struct customer customer = make_row(&fixture, 2, make_long_row(row, 101));
    assert_int_equal(customer.outcome, OUTCOME_CARRIED);
    assert_string_equal(list_codes(&fixture.arena, &customer.issues), "cut");
    char cut[300];
    make_long_row(cut, 100);
    check_text(get_customer_value(&fixture, &customer, MODULE_CONTACTS, "last_name"), cut + 4);
    check_issue(customer.issues.first, "Last", row + 4, cut + 4);
    /* no white space is left at the cut */
    memcpy(row + 4 + 2 * 99, "  and more", 11);
    customer = make_row(&fixture, 3, row);
    make_long_row(cut, 99);
    check_text(get_customer_value(&fixture, &customer, MODULE_CONTACTS, "last_name"), cut + 4);
    end_fixture(&fixture);
}

static void a_company_is_known_by_its_name_as_carried(void **state)
{
    (void)state;
    struct fixture fixture = begin_fixture();
    set_header(&fixture, "Cust No.|Last|CONAME");
    fixture.rules.cut_too_long = true;
    char name[300];
    char row[400];
    memset(name, 'x', 151);
    name[151] = '\0';
    snprintf(row, sizeof row, "630|Citizen|%s", name);
    struct customer cut = make_row(&fixture, 2, row);
    name[150] = '\0';
    snprintf(row, sizeof row, "631|Citizen|%s", name);
    struct customer whole = make_row(&fixture, 3, row);
    assert_memory_equal(&cut.account_id, &whole.account_id, sizeof cut.account_id);
    check_text(cut.account_name, name);
    end_fixture(&fixture);
}

static void postcodes_depend_on_the_country(void **state)
{
    static const struct {
        const char *row;
        const char *postcode;
        const char *codes;
    } examples[] = {
        {"630|Citizen|810| australia ", "0810", "zero-restored"},
        {"630|Citizen|810|=\"Australia\"", "0810", "unwrapped zero-restored"},
        {"630|Citizen|810|", "0810", "zero-restored"},
        {"630|Citizen|810", "0810", "too-few-cells zero-restored"},
        {"630|Citizen|810|Iceland", "810", ""},
        {"630|Citizen|8.1E+02|", "", "lost-digits"},
    };
    (void)state;
    struct fixture fixture = begin_fixture();
    set_header(&fixture, "Cust No.|Last|Post/ZIP|Country");
    for (size_t i = 0; i < COUNT(examples); i++) {
        struct customer customer = make_row(&fixture, 2, examples[i].row);
        check_text(
            get_customer_value(&fixture, &customer, MODULE_ACCOUNTS, "billing_address_postalcode"),
            examples[i].postcode);
        assert_string_equal(list_codes(&fixture.arena, &customer.issues), examples[i].codes);
    }
    set_header(&fixture, "Cust No.|Last|Post/ZIP");
    struct customer customer = make_row(&fixture, 3, "630|Citizen|810");
    check_issue(find_issue(&customer.issues, ISSUE_ZERO_RESTORED), "Post/ZIP", "810", "0810");
    end_fixture(&fixture);
}

static void a_shared_email_column_is_reported_once(void **state)
{
    (void)state;
    struct fixture fixture = begin_fixture();
    set_header(&fixture, "Cust No.|Last|EMAIL");
    struct customer customer = make_row(&fixture, 2, "630|Citizen|a@example.com;b@example.com");
    assert_string_equal(list_codes(&fixture.arena, &customer.issues), "further-email");
    check_text(get_customer_value(&fixture, &customer, MODULE_CONTACTS, "email1"), "a@example.com");
    check_text(get_customer_value(&fixture, &customer, MODULE_ACCOUNTS, "email1"), "a@example.com");
    set_header(&fixture, "Cust No.|Last|Email|Email");
    customer = make_row(&fixture, 2, "630|Citizen|a@example.com|b@example");
    check_issue(find_issue(&customer.issues, ISSUE_BAD_EMAIL), "Email", "b@example", "");
    check_text(get_customer_value(&fixture, &customer, MODULE_CONTACTS, "email1"), "a@example.com");
    check_text(get_customer_value(&fixture, &customer, MODULE_ACCOUNTS, "email1"), "");
    end_fixture(&fixture);
}

static void a_shared_postcode_column_is_reported_once(void **state)
{
    (void)state;
    struct fixture fixture = begin_fixture();
    extend_mapping(&fixture, "Accounts|shipping_address_postalcode|||Post/ZIP||postcode");
    set_header(&fixture, "Cust No.|Last|Post/ZIP");
    struct customer customer = make_row(&fixture, 2, "630|Citizen|810");
    check_text(
        get_customer_value(&fixture, &customer, MODULE_ACCOUNTS, "billing_address_postalcode"),
        "0810");
    check_text(
        get_customer_value(&fixture, &customer, MODULE_ACCOUNTS, "shipping_address_postalcode"),
        "0810");
    assert_string_equal(list_codes(&fixture.arena, &customer.issues), "zero-restored");
    end_fixture(&fixture);
}

static void cells_are_counted(void **state)
{
    static const struct example examples[] = {
        {"630||Citizen|||||||35", OUTCOME_CARRIED, ""},
        {"630||Citizen|||||||35||", OUTCOME_CARRIED, ""},
        {"630||Citizen|||||||35| |\u00A0", OUTCOME_CARRIED, ""},
        {"630||Citizen|||||||35||x", OUTCOME_REJECTED, "too-many-cells"},
        {"630||Citizen", OUTCOME_CARRIED, "too-few-cells"},
        {"630", OUTCOME_REJECTED, "no-name"},
    };
    (void)state;
    check_examples(examples, COUNT(examples));
}

static void a_fault_rejects_the_row(void **state)
{
    static const char *const codes[] = {
        [RECORD_QUOTE_OPEN] = "quote-open",
        [RECORD_QUOTE_JUNK] = "quote-junk",
        [RECORD_QUOTE_STRAY] = "quote-stray",
        [RECORD_TOO_LARGE] = "too-large",
        [RECORD_NUL] = "nul-byte",
        [RECORD_UNDECODABLE] = "undecodable",
    };
    (void)state;
    struct fixture fixture = begin_fixture();
    set_header(&fixture, "Cust No.|Last|Mob");
    for (size_t fault = RECORD_QUOTE_OPEN; fault < COUNT(codes); fault++) {
        struct customer customer =
            make_faulty(&fixture, 2, "630|Citizen|4.11E+08|x", (enum record_fault)fault);
        assert_int_equal(customer.outcome, OUTCOME_REJECTED);
        assert_string_equal(list_codes(&fixture.arena, &customer.issues), codes[fault]);
        assert_true(customer.issues.first->message.length > 0);
        check_text(customer.number_text, "630");
    }
    end_fixture(&fixture);
}

/* The number of a row that is rejected before it is cleaned is a number all the same. */
static void a_rejected_rows_number_is_in_digits(void **state)
{
    static const char *const cells[] = {"630", " 630 ", "00630", "630.0", "=\"630\""};
    (void)state;
    struct fixture fixture = begin_fixture();
    set_header(&fixture, "Cust No.|Last");
    for (size_t i = 0; i < COUNT(cells); i++) {
        char row[100];
        snprintf(row, sizeof row, "%s|Citizen|too many", cells[i]);
        struct customer customer = make_row(&fixture, 2, row);
        assert_int_equal(customer.outcome, OUTCOME_REJECTED);
        check_text(customer.number_text, "630");
    }
    struct customer customer = make_row(&fixture, 2, "x|Citizen|too many");
    check_text(customer.number_text, "");
    end_fixture(&fixture);
}

static void a_rejected_row_has_only_errors(void **state)
{
    (void)state;
    struct fixture fixture = begin_fixture();
    set_header(&fixture, "Cust No.|Last|Email|Mob|Post/ZIP");
    struct customer customer = make_row(&fixture, 2, "=\"63O\"|\x01|jo@example|411222333");
    assert_int_equal(customer.outcome, OUTCOME_REJECTED);
    assert_string_equal(list_codes(&fixture.arena, &customer.issues),
                        "bad-customer-number no-name");
    end_fixture(&fixture);
}

static void only_a_carried_row_has_values(void **state)
{
    (void)state;
    struct fixture fixture = begin_fixture();
    set_header(&fixture, "Cust No.|Last|Mob");
    assert_non_null(make_row(&fixture, 2, "630|Citizen|").values);
    assert_null(make_row(&fixture, 2, "x|Citizen|").values);
    assert_null(make_row(&fixture, 2, "630|Citizen||x").values);
    assert_null(make_row(&fixture, 2, "Page 3||").values);
    end_fixture(&fixture);
}

/* The ids were computed with Python's uuid.uuid5. */
static void ids_are_derived(void **state)
{
    (void)state;
    struct fixture fixture = begin_fixture();
    set_header(&fixture, "Cust No.|Name|Last|CONAME");
    struct customer customer = make_row(&fixture, 2, "00630|John|Citizen| COMPANY\u00A0 name");
    assert_true(customer.has_company);
    check_uuid(customer.contact_id, "06a74697-4794-56dd-a565-22058e03f003");
    check_uuid(customer.account_id, "5abf5db5-c780-5f39-9ece-e26f3d497cf9");
    check_text(customer.account_name, "COMPANY\u00A0 name");
    customer = make_row(&fixture, 3, "630|John|Citizen|");
    assert_false(customer.has_company);
    check_uuid(customer.contact_id, "06a74697-4794-56dd-a565-22058e03f003");
    check_uuid(customer.account_id, "ce4785df-38d8-5141-baca-429b1c8df1da");
    check_text(customer.account_name, "John Citizen (630)");
    customer = make_row(&fixture, 4, "630|John||");
    check_text(customer.account_name, "John (630)");
    fixture.rules.site = TEXT("north-2");
    customer = make_row(&fixture, 5, "630|John|Citizen|");
    check_uuid(customer.contact_id, "85e92688-ef60-51d9-a269-c5188624da2a");
    check_uuid(customer.account_id, "b9de24c9-e76f-5f82-ac69-b70dc6384000");
    end_fixture(&fixture);
}

static void a_company_named_like_a_persons_account_is_noticed(void **state)
{
    static const struct example examples[] = {
        {"630|John|Citizen|||John Citizen (630)||||", OUTCOME_CARRIED, "company-like-person"},
        {"630||Citizen|||Citizen (630)||||", OUTCOME_CARRIED, "company-like-person"},
        {"631|John|Citizen|||John Citizen (630)||||", OUTCOME_CARRIED, ""},
        {"630|John|Citizen|||Jane Citizen (630)||||", OUTCOME_CARRIED, ""},
        {"630|John|Citizen|||Citizen (Sydney)||||", OUTCOME_CARRIED, ""},
    };
    (void)state;
    check_examples(examples, COUNT(examples));
}

/* What counts is what is carried, and every field of it. */
static void the_digest_is_of_the_cleaned_values(void **state)
{
    (void)state;
    struct fixture fixture = begin_fixture();
    set_header(&fixture, "Cust No.|Name|Last|CONAME|Loyalty Points");
    uint64_t digest = make_row(&fixture, 2, "630|John|Citizen|Firm|5").digest;
    assert_true(make_row(&fixture, 3, " 00630|John |=\"Citizen\"|Firm|9").digest == digest);
    assert_true(make_row(&fixture, 3, "631|John|Citizen|Firm|5").digest != digest);
    assert_true(make_row(&fixture, 3, "630|John|Citizen|FIRM|5").digest != digest);
    assert_true(make_row(&fixture, 3, "630|John|Citizen||5").digest != digest);
    assert_true(make_row(&fixture, 3, "630|JohnC|itizen|Firm|5").digest != digest);
    end_fixture(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_becomes_a_customer),
        cmocka_unit_test(the_tick_is_always_off),
        cmocka_unit_test(titles_totals_and_headers_are_skipped),
        cmocka_unit_test(either_email_makes_a_customer),
        cmocka_unit_test(numbers_are_checked),
        cmocka_unit_test(a_last_name_is_found),
        cmocka_unit_test(a_missing_column_goes_by_its_usual_name),
        cmocka_unit_test(a_value_may_fill_its_field),
        cmocka_unit_test(a_value_that_is_too_long_rejects_the_row),
        cmocka_unit_test(a_value_that_is_too_long_is_cut_if_asked),
        cmocka_unit_test(a_company_is_known_by_its_name_as_carried),
        cmocka_unit_test(postcodes_depend_on_the_country),
        cmocka_unit_test(a_shared_email_column_is_reported_once),
        cmocka_unit_test(a_shared_postcode_column_is_reported_once),
        cmocka_unit_test(cells_are_counted),
        cmocka_unit_test(a_fault_rejects_the_row),
        cmocka_unit_test(a_rejected_rows_number_is_in_digits),
        cmocka_unit_test(a_rejected_row_has_only_errors),
        cmocka_unit_test(only_a_carried_row_has_values),
        cmocka_unit_test(ids_are_derived),
        cmocka_unit_test(a_company_named_like_a_persons_account_is_noticed),
        cmocka_unit_test(the_digest_is_of_the_cleaned_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
