#include "customer/account.h"

#include "crm_files.h"

#define HEADER                                                                                     \
    "Name|ID|Website|Email Address|Office Phone|Billing Street|Billing Postal Code|"               \
    "Billing Country|ClickPOS Trading As|Deleted|Longitude"

/* A row of HEADER, what becomes of it, and the codes of its issues. */
struct example {
    const char *row;
    enum outcome outcome;
    const char *codes;
};

static void check_examples(const char *header, const struct example *examples, size_t count)
{
    struct fixture fixture = begin_fixture();
    struct crm_file file;
    open_crm_file(&fixture, &file, MODULE_ACCOUNTS, header);
    for (size_t i = 0; i < count; i++) {
        struct account account = make_account_row(&fixture, &file, i + 2, examples[i].row);
        const char *codes = list_codes(&fixture.arena, &account.issues);
        if (account.outcome != examples[i].outcome || strcmp(codes, examples[i].codes) != 0) {
            fail_msg("\"%s\" has outcome %d and the issues \"%s\", not %d and \"%s\"",
                     examples[i].row, (int)account.outcome, codes, (int)examples[i].outcome,
                     examples[i].codes);
        }
        assert_int_equal(account.values != NULL, account.outcome == OUTCOME_CARRIED);
        assert_int_equal(account.record->line, i + 2);
    }
    end_fixture(&fixture);
}

static struct text get_account_value(const struct fixture *fixture, const struct account *account,
                                     enum module module, const char *field)
{
    assert_non_null(account->values);
    return account->values[find_row(fixture, module, field)];
}

static void a_row_becomes_an_account(void **state)
{
    (void)state;
    struct fixture fixture = begin_fixture();
    struct crm_file file;
    open_crm_file(&fixture, &file, MODULE_ACCOUNTS, HEADER);
    struct account account = make_account_row(
        &fixture, &file, 7,
        " Fish &amp; Chips |a-1|http://|shop@example.com|'+61 3 5550 1234|1 Main Rd\nRear|810||"
        "R&amp;D|0|0.0000");
    assert_int_equal(account.outcome, OUTCOME_CARRIED);
    assert_string_equal(list_codes(&fixture.arena, &account.issues), "zero-restored");
    assert_int_equal(account.record->line, 7);
    check_text(account.id, "a-1");
    check_text(get_account_value(&fixture, &account, MODULE_ACCOUNTS, "name"), "Fish &amp; Chips");
    check_text(get_account_value(&fixture, &account, MODULE_ACCOUNTS, "website"), "");
    check_text(get_account_value(&fixture, &account, MODULE_ACCOUNTS, "email1"),
               "shop@example.com");
    check_text(get_account_value(&fixture, &account, MODULE_ACCOUNTS, "phone_office"),
               "+61 3 5550 1234");
    check_text(get_account_value(&fixture, &account, MODULE_ACCOUNTS, "billing_address_street"),
               "1 Main Rd\nRear");
    check_text(get_account_value(&fixture, &account, MODULE_ACCOUNTS, "billing_address_postalcode"),
               "0810");
    check_text(get_account_value(&fixture, &account, MODULE_ACCOUNTS, "cp_cust_tradingas"), "R&D");
    check_text(get_account_value(&fixture, &account, MODULE_ACCOUNTS, "cp_cust_customerclass"), "");
    /* what is a contact's is blank */
    check_text(get_account_value(&fixture, &account, MODULE_CONTACTS, "email1"), "");
    check_text(get_account_value(&fixture, &account, MODULE_CONTACTS, "cp_synch"), "");
    check_issue(account.issues.first, "Billing Postal Code", "810", "0810");
    end_fixture(&fixture);
}

static void accounts_are_told_from_what_is_none(void **state)
{
    static const struct example examples[] = {
        {"Firm|a-1|||||||||", OUTCOME_CARRIED, ""},
        {"Firm||||||||||", OUTCOME_CARRIED, ""}, /* no id */
        {"|a-1|||||||||", OUTCOME_CARRIED, ""},  /* no name: it can be found by its id */
        {"Firm|a-1", OUTCOME_CARRIED, "too-few-cells"},
        {"Firm|a-1|||||||||||", OUTCOME_CARRIED, ""},
        {"||www.shop.example|shop@example.com|||||||", OUTCOME_SKIPPED, "not-a-customer"},
        {"|\u00A0|||||||||", OUTCOME_SKIPPED, "not-a-customer"},
        {"||", OUTCOME_SKIPPED, "not-a-customer"}, /* nothing else is said of it */
        {HEADER, OUTCOME_SKIPPED, "repeated-header"},
        {"NAME|id|Website|Email Address|Office Phone|Billing Street |Billing Postal Code|"
         "Billing Country|ClickPOS Trading As|Deleted|Longitude|",
         OUTCOME_SKIPPED, "repeated-header"},
        {"Name|ID|||||||||", OUTCOME_CARRIED, ""},
        {"Firm|a-1|||||||||x", OUTCOME_CARRIED, ""},
        {"Firm|a-1||||||||||x", OUTCOME_REJECTED, "too-many-cells"},
        {"|||||||||||x", OUTCOME_REJECTED, "too-many-cells"},
    };
    (void)state;
    check_examples(HEADER, examples, COUNT(examples));
}

static void deleted_accounts_are_skipped(void **state)
{
    static const struct example examples[] = {
        {"Firm|a-1|http://||||810|||1|", OUTCOME_SKIPPED, "deleted"},
        {"Firm|a-1|||||||| TRUE |", OUTCOME_SKIPPED, "deleted"},
        {"||||||||| 1|", OUTCOME_SKIPPED, "deleted"},
        {"Firm|a-1||||||||1|||", OUTCOME_SKIPPED, "deleted"},
        {"Firm|a-1||||||||0|", OUTCOME_CARRIED, ""},
        {"Firm|a-1|||||||||", OUTCOME_CARRIED, ""},
        {"Firm|a-1||||||||Deleted|", OUTCOME_CARRIED, ""},
        {"Firm|a-1||||||||1||x", OUTCOME_REJECTED, "too-many-cells"},
    };
    (void)state;
    check_examples(HEADER, examples, COUNT(examples));
}

static void notices_of_values_stay(void **state)
{
    static const struct example examples[] = {
        {"Firm|a-1|http://|none|411222333||||||", OUTCOME_CARRIED, "unusual-email zero-restored"},
        {"Firm|a-1|http://|none||||||||x", OUTCOME_REJECTED, "too-many-cells"},
        {"Fi\uFFFDrm|a-1|||||||||", OUTCOME_CARRIED, "replacement-character"},
    };
    (void)state;
    check_examples(HEADER, examples, COUNT(examples));
}

static void unsound_records_are_rejected(void **state)
{
    static const enum record_fault faults[] = {RECORD_QUOTE_OPEN,  RECORD_QUOTE_JUNK,
                                               RECORD_QUOTE_STRAY, RECORD_TOO_LARGE,
                                               RECORD_NUL,         RECORD_UNDECODABLE};
    static const char *const codes[] = {"quote-open", "quote-junk", "quote-stray",
                                        "too-large",  "nul-byte",   "undecodable"};
    (void)state;
    struct fixture fixture = begin_fixture();
    struct crm_file file;
    open_crm_file(&fixture, &file, MODULE_ACCOUNTS, HEADER);
    for (size_t i = 0; i < COUNT(faults); i++) {
        struct account account;
        struct record *record = make_record(&fixture.arena, 2, "Fi\xFFrm|a-1");
        record->fault = faults[i];
        make_account(&file.rules, record, &fixture.arena, &account);
        assert_int_equal(account.outcome, OUTCOME_REJECTED);
        assert_string_equal(list_codes(&fixture.arena, &account.issues), codes[i]);
        assert_null(account.values);
    }
    end_fixture(&fixture);
}

/* Too long for the CRM is nothing here: the CRM holds it. */
static void values_may_be_of_any_length(void **state)
{
    (void)state;
    struct fixture fixture = begin_fixture();
    struct crm_file file;
    static char row[60000];
    memset(row, 'x', sizeof row - 1);
    memcpy(row, "Firm|a-1|", strlen("Firm|a-1|"));
    open_crm_file(&fixture, &file, MODULE_ACCOUNTS, "Name|ID|ClickPOS Trading As");
    struct account account = make_account_row(&fixture, &file, 2, row);
    assert_int_equal(account.outcome, OUTCOME_CARRIED);
    assert_null(account.issues.first);
    check_text(get_account_value(&fixture, &account, MODULE_ACCOUNTS, "cp_cust_tradingas"),
               row + strlen("Firm|a-1|"));
    end_fixture(&fixture);
}

static void our_own_accounts_are_read_as_they_stand(void **state)
{
    (void)state;
    struct fixture fixture = begin_fixture();
    struct crm_file file;
    open_crm_file(&fixture, &file, MODULE_ACCOUNTS, "id|name|cp_cust_tradingas_c|phone_office");
    struct account account =
        make_account_row(&fixture, &file, 2, "a-1|'=Firm|R&amp;D|'+61 3 5550 1234");
    check_text(get_account_value(&fixture, &account, MODULE_ACCOUNTS, "name"), "'=Firm");
    check_text(get_account_value(&fixture, &account, MODULE_ACCOUNTS, "cp_cust_tradingas"),
               "R&amp;D");
    check_text(get_account_value(&fixture, &account, MODULE_ACCOUNTS, "phone_office"),
               "'+61 3 5550 1234");
    /* without a column of ids there is none, and a blank name makes no account */
    open_crm_file(&fixture, &file, MODULE_ACCOUNTS, "name|website|phone_office");
    check_text(make_account_row(&fixture, &file, 2, "Firm||").id, "");
    assert_int_equal(make_account_row(&fixture, &file, 3, "|x|").outcome, OUTCOME_SKIPPED);
    end_fixture(&fixture);
}

static void columns_chosen_are_read(void **state)
{
    (void)state;
    struct fixture fixture = begin_fixture();
    struct crm_file file;
    choose_crm_column(&fixture, "Accounts.id=#");
    choose_crm_column(&fixture, "Accounts.deleted=Weg");
    choose_crm_column(&fixture, "name=Firma");
    open_crm_file(&fixture, &file, MODULE_ACCOUNTS, "#|Firma|Weg|ID|Name|Deleted");
    struct account account = make_account_row(&fixture, &file, 2, "7|Werk|0|8|Firm|1");
    assert_int_equal(account.outcome, OUTCOME_CARRIED);
    check_text(account.id, "7");
    check_text(get_account_value(&fixture, &account, MODULE_ACCOUNTS, "name"), "Werk");
    assert_int_equal(make_account_row(&fixture, &file, 3, "7|Werk|1|8|Firm|0").outcome,
                     OUTCOME_SKIPPED);
    end_fixture(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_becomes_an_account),
        cmocka_unit_test(accounts_are_told_from_what_is_none),
        cmocka_unit_test(deleted_accounts_are_skipped),
        cmocka_unit_test(notices_of_values_stay),
        cmocka_unit_test(unsound_records_are_rejected),
        cmocka_unit_test(values_may_be_of_any_length),
        cmocka_unit_test(our_own_accounts_are_read_as_they_stand),
        cmocka_unit_test(columns_chosen_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
