#include "customer/contact.h"

#include "crm_files.h"

static void check_examples(const char *header, const struct contact_example *examples, size_t count)
{
    struct crm_run run;
    begin_crm_run(&run, header, NULL);
    for (size_t i = 0; i < count; i++) {
        struct contact contact = make_contact_row(&run, i + 2, examples[i].row);
        check_outcome(&run, &contact, &examples[i]);
        assert_true(contact.is_selected);
        assert_null(contact.account);
        assert_int_equal(contact.customer.record->line, i + 2);
    }
    end_crm_run(&run);
}

static void a_row_becomes_a_customer(void **state)
{
    (void)state;
    struct crm_run run;
    begin_crm_run(&run, CONTACT_LABELS, ACCOUNT_LABELS);
    store_row(&run, 2, "Other|a-1|||||");
    store_row(&run, 3,
              "Caf\u00E9 & Co|a-2|www.cafe.example|office@example.com|'+61 3 5550 1234|1 Main "
              "Rd\nRear|R&amp;D");
    struct contact contact = make_contact_row(
        &run, 9,
        "Zo\u00EB|O'Brien, \"Bob\"|c-1| CAFE\u0301  & co|zoe@example.com|'+64 21 555 111|630|1|0");
    assert_int_equal(contact.customer.outcome, OUTCOME_CARRIED);
    assert_null(contact.customer.issues.first);
    assert_int_equal(contact.customer.number, 630);
    check_text(contact.customer.number_text, "630");
    assert_int_equal(contact.customer.record->line, 9);
    check_text(get_contact_value(&run, &contact, MODULE_CONTACTS, "first_name"), "Zo\u00EB");
    check_text(get_contact_value(&run, &contact, MODULE_CONTACTS, "last_name"), "O'Brien, \"Bob\"");
    check_text(get_contact_value(&run, &contact, MODULE_CONTACTS, "email1"), "zoe@example.com");
    check_text(get_contact_value(&run, &contact, MODULE_CONTACTS, "phone_mobile"),
               "+64 21 555 111");
    check_text(get_contact_value(&run, &contact, MODULE_CONTACTS, "cp_cust_code"), "630");
    check_text(get_contact_value(&run, &contact, MODULE_CONTACTS, "cp_synch"), "1");
    check_text(get_contact_value(&run, &contact, MODULE_CONTACTS, "title"), "");
    /* the account's spelling is that of the accounts file */
    check_text(get_contact_value(&run, &contact, MODULE_ACCOUNTS, "name"), "Caf\u00E9 & Co");
    check_text(get_contact_value(&run, &contact, MODULE_ACCOUNTS, "email1"), "office@example.com");
    check_text(get_contact_value(&run, &contact, MODULE_ACCOUNTS, "phone_office"),
               "+61 3 5550 1234");
    check_text(get_contact_value(&run, &contact, MODULE_ACCOUNTS, "billing_address_street"),
               "1 Main Rd\nRear");
    check_text(get_contact_value(&run, &contact, MODULE_ACCOUNTS, "cp_cust_tradingas"), "R&D");
    assert_non_null(contact.account);
    assert_int_equal(unpack_account(&run.store, contact.account, &run.fixture.arena, NULL).line, 3);
    end_crm_run(&run);
}

#define NUMBER_ROW(number) "John|Citizen|c-1||||" number "|0|0"

static const struct {
    struct contact_example example;
    uint32_t number;
    const char *text;
} number_examples[] = {
    {{NUMBER_ROW("630"), OUTCOME_CARRIED, ""}, 630, "630"},
    {{NUMBER_ROW(" 630\u00A0"), OUTCOME_CARRIED, ""}, 630, "630"},
    {{NUMBER_ROW("2147483647"), OUTCOME_CARRIED, ""}, 2147483647, "2147483647"},
    {{NUMBER_ROW("00630"), OUTCOME_CARRIED, "number-rewritten"}, 630, "630"},
    {{NUMBER_ROW("630.0"), OUTCOME_CARRIED, "number-rewritten"}, 630, "630"},
    {{NUMBER_ROW("630.00"), OUTCOME_CARRIED, "number-rewritten"}, 630, "630"},
    {{NUMBER_ROW("=\"630\""), OUTCOME_CARRIED, "unwrapped"}, 630, "630"},
    {{NUMBER_ROW("'=\"630\""), OUTCOME_CARRIED, "unwrapped"}, 630, "630"},
    {{NUMBER_ROW("=\"00630\""), OUTCOME_CARRIED, "unwrapped number-rewritten"}, 630, "630"},
    /* none makes a new customer */
    {{NUMBER_ROW(""), OUTCOME_CARRIED, ""}, 0, ""},
    {{NUMBER_ROW(" \u00A0"), OUTCOME_CARRIED, ""}, 0, ""},
    {{NUMBER_ROW("0"), OUTCOME_CARRIED, "zero-number"}, 0, ""},
    {{NUMBER_ROW(" 0 "), OUTCOME_CARRIED, "zero-number"}, 0, ""},
    {{NUMBER_ROW("0.0"), OUTCOME_CARRIED, "zero-number"}, 0, ""},
    {{NUMBER_ROW("00"), OUTCOME_CARRIED, "zero-number"}, 0, ""},
    /* anything else is wrong */
    {{NUMBER_ROW("'-5"), OUTCOME_REJECTED, "bad-customer-number"}, 0, ""},
    {{NUMBER_ROW("-5"), OUTCOME_REJECTED, "bad-customer-number"}, 0, ""},
    {{NUMBER_ROW("-0"), OUTCOME_REJECTED, "bad-customer-number"}, 0, ""},
    {{NUMBER_ROW("0."), OUTCOME_REJECTED, "bad-customer-number"}, 0, ""},
    {{NUMBER_ROW("."), OUTCOME_REJECTED, "bad-customer-number"}, 0, ""},
    {{NUMBER_ROW(".0"), OUTCOME_REJECTED, "bad-customer-number"}, 0, ""},
    {{NUMBER_ROW("0.0.0"), OUTCOME_REJECTED, "bad-customer-number"}, 0, ""},
    {{NUMBER_ROW("0.1"), OUTCOME_REJECTED, "bad-customer-number"}, 0, ""},
    {{NUMBER_ROW("2147483648"), OUTCOME_REJECTED, "bad-customer-number"}, 0, ""},
    {{NUMBER_ROW("4294967926"), OUTCOME_REJECTED, "bad-customer-number"}, 0, ""},
    {{NUMBER_ROW("abc"), OUTCOME_REJECTED, "bad-customer-number"}, 0, ""},
    {{NUMBER_ROW("63O"), OUTCOME_REJECTED, "bad-customer-number"}, 0, ""},
    {{NUMBER_ROW("1,001"), OUTCOME_REJECTED, "bad-customer-number"}, 0, ""},
    {{NUMBER_ROW("6.3E+02"), OUTCOME_REJECTED, "bad-customer-number"}, 0, ""},
    {{NUMBER_ROW("'630"), OUTCOME_REJECTED, "bad-customer-number"}, 0, ""},
    /* nothing but the error is said of a rejected row */
    {{"John|Citizen|c-1||none|411222333|abc|x|0", OUTCOME_REJECTED, "bad-customer-number"}, 0, ""},
};

static void numbers_are_read(void **state)
{
    (void)state;
    struct crm_run run;
    begin_crm_run(&run, CONTACT_LABELS, NULL);
    for (size_t i = 0; i < COUNT(number_examples); i++) {
        struct contact contact = make_contact_row(&run, 2, number_examples[i].example.row);
        check_outcome(&run, &contact, &number_examples[i].example);
        assert_int_equal(contact.customer.number, number_examples[i].number);
        check_text(contact.customer.number_text, number_examples[i].text);
        if (contact.customer.outcome == OUTCOME_CARRIED) {
            check_text(get_contact_value(&run, &contact, MODULE_CONTACTS, "cp_cust_code"),
                       number_examples[i].text);
        }
    }
    struct contact contact = make_contact_row(&run, 2, NUMBER_ROW("'-5"));
    check_issue(contact.customer.issues.first, "ClickPOS Customer Code", "-5", NULL);
    contact = make_contact_row(&run, 2, NUMBER_ROW(" 0.0 "));
    check_issue(contact.customer.issues.first, "ClickPOS Customer Code", "0.0", "");
    contact = make_contact_row(&run, 2, NUMBER_ROW("00630"));
    check_issue(contact.customer.issues.first, "ClickPOS Customer Code", "00630", "630");
    end_crm_run(&run);
}

static void contacts_are_told_from_what_is_none(void **state)
{
    static const struct contact_example examples[] = {
        {"John|Citizen|c-1||||630|0|0", OUTCOME_CARRIED, ""},
        {"|Citizen|||||||", OUTCOME_CARRIED, ""},
        {"John||||||||", OUTCOME_CARRIED, ""}, /* a single name is one */
        {"||c-1|Firm|||||", OUTCOME_CARRIED, ""},
        {"||||||630||", OUTCOME_REJECTED, "no-name"},
        {"||c-1||||||", OUTCOME_REJECTED, "no-name"},
        {"||||jo@example.com||||", OUTCOME_REJECTED, "no-name"},
        {"||c-1|||0411222333|abc||", OUTCOME_REJECTED, "bad-customer-number no-name"},
        {"|||||0411222333||1|", OUTCOME_SKIPPED, "not-a-customer"},
        {"||||nothing||||", OUTCOME_SKIPPED, "not-a-customer"},
        {"||||||abc||", OUTCOME_SKIPPED, "not-a-customer"},
        {"||||||0||", OUTCOME_SKIPPED, "not-a-customer"},
        {"||||||||", OUTCOME_SKIPPED, "not-a-customer"},
        {"|", OUTCOME_SKIPPED, "not-a-customer"},
        {CONTACT_LABELS, OUTCOME_SKIPPED, "repeated-header"},
        {"first name|LAST NAME|ID|Account Name| Email Address |Mobile|ClickPOS Customer Code|"
         "ClickPOS Synch|Deleted||",
         OUTCOME_SKIPPED, "repeated-header"},
        {"First Name|Last Name|ID|Account Name|Email Address|Mobile|630|ClickPOS Synch|Deleted",
         OUTCOME_CARRIED, "unusual-email bad-tick"},
        {"John|Citizen|c-1||||630", OUTCOME_CARRIED, "too-few-cells"},
        {"John|Citizen|c-1||||630|0|0|", OUTCOME_CARRIED, ""},
        {"John|Citizen|c-1||||630|0|0|x", OUTCOME_REJECTED, "too-many-cells"},
        {"John|Citizen|c-1||||630|ja|0", OUTCOME_CARRIED, "bad-tick"},
    };
    (void)state;
    check_examples(CONTACT_LABELS, examples, COUNT(examples));
}

static void deleted_contacts_are_skipped(void **state)
{
    static const struct contact_example examples[] = {
        {"John|Citizen|c-1||none||00630|ja|1", OUTCOME_SKIPPED, "deleted"},
        {"John|Citizen|c-1||||abc|0| True ", OUTCOME_SKIPPED, "deleted"},
        {"||||||||1", OUTCOME_SKIPPED, "deleted"},
        {"John|Citizen|c-1||||630|0|0", OUTCOME_CARRIED, ""},
        {"John|Citizen|c-1||||630|0|", OUTCOME_CARRIED, ""},
        {"John|Citizen|c-1||||630|0|Deleted", OUTCOME_CARRIED, ""},
        {"John|Citizen|c-1||||630|0|1|x", OUTCOME_REJECTED, "too-many-cells"},
    };
    (void)state;
    check_examples(CONTACT_LABELS, examples, COUNT(examples));
    struct crm_run run;
    begin_crm_run(&run, CONTACT_LABELS, ACCOUNT_LABELS);
    store_row(&run, 2, "Firm|a-1|||||");
    struct contact contact = make_contact_row(&run, 2, "John|Citizen|c-1|Firm|||00630|1|1");
    assert_int_equal(contact.customer.outcome, OUTCOME_SKIPPED);
    check_text(contact.customer.number_text, "630"); /* the report says who it is */
    assert_null(contact.account);                    /* and does not give it an account */
    end_crm_run(&run);
}

static void unsound_records_are_rejected_with_their_number(void **state)
{
    static const struct {
        const char *row;
        const char *number;
    } examples[] = {
        {"John|Citi\xFFzen|c-1||||630|0|0", "630"},
        {"John|Citizen|c-1||||00630|0|0", "630"},
        {"John|Citizen|c-1||||6\xFF|0|0", ""},
        {"John", ""},
    };
    (void)state;
    struct crm_run run;
    begin_crm_run(&run, CONTACT_LABELS, NULL);
    for (size_t i = 0; i < COUNT(examples); i++) {
        struct contact contact;
        struct record *record = make_record(&run.fixture.arena, 2, examples[i].row);
        record->fault = RECORD_UNDECODABLE;
        make_contact(&run.rules, record, &run.fixture.arena, &contact);
        assert_int_equal(contact.customer.outcome, OUTCOME_REJECTED);
        assert_string_equal(list_codes(&run.fixture.arena, &contact.customer.issues),
                            "undecodable");
        check_text(contact.customer.number_text, examples[i].number);
        assert_null(contact.customer.values);
    }
    end_crm_run(&run);
}

static void contacts_are_selected(void **state)
{
    static const struct {
        const char *row;
        bool is_ticked;
        bool is_new;
    } examples[] = {
        {"John|Citizen|c-1||||630|1|0", true, false},
        {"John|Citizen|c-1||||630|TRUE|0", true, false},
        {"John|Citizen|c-1||||630|0|0", false, false},
        {"John|Citizen|c-1||||630||0", false, false},
        {"John|Citizen|c-1||||630|ja|0", false, false},
        {"John|Citizen|c-1|||||1|0", true, true},
        {"John|Citizen|c-1|||||0|0", false, true},
        {"John|Citizen|c-1||||0|0|0", false, true},
        {"John|Citizen|c-1|Nobody|||630|0|0", false, false},
    };
    (void)state;
    struct crm_run run;
    begin_crm_run(&run, CONTACT_LABELS, ACCOUNT_LABELS);
    for (size_t i = 0; i < COUNT(examples); i++) {
        run.rules.selection = SELECT_ALL;
        struct contact contact = make_contact_row(&run, 2, examples[i].row);
        struct uuid identity = contact.identity;
        uint64_t digest = contact.customer.digest;
        assert_true(contact.is_selected);
        run.rules.selection = SELECT_TICKED;
        contact = make_contact_row(&run, 2, examples[i].row);
        assert_int_equal(contact.is_selected, examples[i].is_ticked);
        run.rules.selection = SELECT_NEW;
        contact = make_contact_row(&run, 2, examples[i].row);
        assert_int_equal(contact.is_selected, examples[i].is_new);
        /* the register must know it all the same */
        assert_int_equal(contact.customer.outcome, OUTCOME_CARRIED);
        assert_memory_equal(&contact.identity, &identity, sizeof identity);
        assert_true(contact.customer.digest == digest);
    }
    end_crm_run(&run);
}

/* What is not wanted is not rejected for its values, but for what makes it unreadable. */
static void rows_that_are_not_selected_are_not_rejected(void **state)
{
    static const struct {
        enum selection selection;
        bool is_selected;
        struct contact_example example;
    } examples[] = {
        {SELECT_TICKED, false, {"John|Citizen|c-1||||abc|0|0", OUTCOME_CARRIED, ""}},
        {SELECT_TICKED, false, {"||c-1||||630|0|0", OUTCOME_CARRIED, ""}},
        {SELECT_TICKED,
         false,
         {"John|Citizen|c-1||none|411222333|00630|ja|0", OUTCOME_CARRIED, ""}},
        {SELECT_TICKED,
         true,
         {"John|Citizen|c-1||||abc|1|0", OUTCOME_REJECTED, "bad-customer-number"}},
        {SELECT_TICKED, true, {"||c-1||||630|1|0", OUTCOME_REJECTED, "no-name"}},
        {SELECT_TICKED,
         true,
         {"John|Citizen|c-1||||630|0|0|x", OUTCOME_REJECTED, "too-many-cells"}},
        {SELECT_TICKED, true, {"John|Citizen|c-1||||630|0|1", OUTCOME_SKIPPED, "deleted"}},
        {SELECT_TICKED, true, {CONTACT_LABELS, OUTCOME_SKIPPED, "repeated-header"}},
        {SELECT_TICKED, true, {"||||||||", OUTCOME_SKIPPED, "not-a-customer"}},
        {SELECT_NEW, false, {"||c-1||||630|0|0", OUTCOME_CARRIED, ""}},
        {SELECT_NEW, false, {"John|Citizen|c-1||none||630|ja|0", OUTCOME_CARRIED, ""}},
        {SELECT_NEW, true, {"||c-1|||||0|0", OUTCOME_REJECTED, "no-name"}},
        /* a number that cannot be read may be a new customer's */
        {SELECT_NEW,
         true,
         {"John|Citizen|c-1||||abc|0|0", OUTCOME_REJECTED, "bad-customer-number"}},
        {SELECT_ALL,
         true,
         {"John|Citizen|c-1||||abc|0|0", OUTCOME_REJECTED, "bad-customer-number"}},
    };
    (void)state;
    struct crm_run run;
    begin_crm_run(&run, CONTACT_LABELS, NULL);
    for (size_t i = 0; i < COUNT(examples); i++) {
        run.rules.selection = examples[i].selection;
        struct contact contact = make_contact_row(&run, 2, examples[i].example.row);
        check_outcome(&run, &contact, &examples[i].example);
        assert_int_equal(contact.is_selected, examples[i].is_selected);
    }
    end_crm_run(&run);
}

static bool is_same_identity(struct crm_run *run, const char *one, const char *other)
{
    struct contact first = make_contact_row(run, 2, one);
    struct contact second = make_contact_row(run, 3, other);
    return memcmp(&first.identity, &second.identity, sizeof first.identity) == 0;
}

static bool is_same_digest(struct crm_run *run, const char *one, const char *other)
{
    struct contact first = make_contact_row(run, 2, one);
    struct contact second = make_contact_row(run, 3, other);
    return first.customer.digest == second.customer.digest;
}

static void a_contact_is_known_by_its_id(void **state)
{
    (void)state;
    struct crm_run run;
    begin_crm_run(&run, CONTACT_LABELS, NULL);
    struct contact contact =
        make_contact_row(&run, 2, "John|Citizen|cccccccc-1111-4111-8111-000000000001||||630|0|0");
    check_uuid(contact.identity, "cccccccc-1111-4111-8111-000000000001");
    assert_true(is_same_identity(&run, "John|Citizen|c-1||||630|0|0", "Jane|Other| c-1 ||||7|1|0"));
    assert_false(
        is_same_identity(&run, "John|Citizen|c-1||||630|0|0", "John|Citizen|c-2||||630|0|0"));
    assert_false(
        is_same_identity(&run, "John|Citizen|c-1||||630|0|0", "John|Citizen|C-1||||630|0|0"));
    /* a contact without an id, by all its values */
    assert_true(is_same_identity(&run, "John|Citizen|||||630|0|0", " John |Citizen|||||00630||"));
    assert_false(is_same_identity(&run, "John|Citizen|||||630|0|0", "John|Citizen|||||631|0|0"));
    assert_false(
        is_same_identity(&run, "John|Citizen|||||630|0|0", "John|Citizen||Firm|||630|0|0"));
    assert_false(is_same_identity(&run, "John|Citizen|||||||", "John|Citizen|c-1||||||"));
    end_crm_run(&run);
}

static void the_digest_is_of_all_that_is_carried(void **state)
{
    static const struct {
        const char *one;
        const char *other;
        bool is_same;
    } examples[] = {
        {"John|Citizen|c-1|Firm|||630|0|0", "John|Citizen|c-1|Firm|||630|0|0", true},
        {"John|Citizen|c-1|Firm|||630|0|0", " John|Citizen |c-1|Firm|||00630||", true},
        {"John|Citizen|c-1|Firm|||630|0|0", "John|Citizen|c-1|Firm|||630|1|0", false},
        {"John|Citizen|c-1|Firm|||630|0|0", "John|Citizen|c-1|Firm|||631|0|0", false},
        {"John|Citizen|c-1|Firm|||630|0|0", "John|Citizen|c-2|Firm|||630|0|0", false},
        {"John|Citizen|c-1|Firm|||630|0|0", "John|Citizen|c-1|FIRM|||630|0|0", false},
        {"John|Citizen|c-1|Firm|||630|0|0", "John|Citizen|c-1||||630|0|0", false},
        {"John|Citizen|c-1|||0411|630|0|0", "John|Citizen|c-1||0411||630|0|0", false},
        {"ab|c|c-1||||630|0|0", "a|bc|c-1||||630|0|0", false},
    };
    (void)state;
    struct crm_run run;
    begin_crm_run(&run, CONTACT_LABELS, ACCOUNT_LABELS);
    store_row(&run, 2, "Firm|a-1|www.firm.example||||");
    for (size_t i = 0; i < COUNT(examples); i++) {
        if (is_same_digest(&run, examples[i].one, examples[i].other) != examples[i].is_same) {
            fail_msg("\"%s\" and \"%s\" should %sbe equal", examples[i].one, examples[i].other,
                     examples[i].is_same ? "" : "not ");
        }
    }
    end_crm_run(&run);
}

static void columns_that_are_chosen_are_read(void **state)
{
    static const char *const choices[] = {"account_name=Firma",  "cp_cust_code=#",
                                          "cp_synch=Haken",      "last_name=Nachname",
                                          "Contacts.id=Kennung", "Contacts.deleted=Weg"};
    (void)state;
    struct crm_run run = {.fixture = begin_fixture()};
    for (size_t i = 0; i < COUNT(choices); i++) {
        choose_crm_column(&run.fixture, choices[i]);
    }
    open_crm_run(&run, "Nachname|#|Haken|Firma|Kennung|Weg|E-Mail", ACCOUNT_LABELS);
    store_row(&run, 2, "Werk|a-1|www.werk.example||||");
    struct contact contact =
        make_contact_row(&run, 2, "M\u00FCller|'=\"630\"|1|WERK|k-1|0|m@example.com");
    assert_string_equal(list_codes(&run.fixture.arena, &contact.customer.issues), "unwrapped");
    assert_int_equal(contact.customer.number, 630);
    check_text(get_contact_value(&run, &contact, MODULE_CONTACTS, "last_name"), "M\u00FCller");
    check_text(get_contact_value(&run, &contact, MODULE_CONTACTS, "cp_synch"), "1");
    check_text(get_contact_value(&run, &contact, MODULE_ACCOUNTS, "website"), "www.werk.example");
    contact = make_contact_row(&run, 2, "M\u00FCller|630|1|WERK|k-1|1|m@example.com");
    assert_int_equal(contact.customer.outcome, OUTCOME_SKIPPED);
    end_crm_run(&run);
}

/* A mapping need not have a tick or an email. */
static void a_mapping_may_be_small(void **state)
{
    static const char *const rows[] = {
        "Contacts|last_name|Last Name||Last||text",
        "Contacts|cp_cust_code|Code||Cust No.||customer number",
        "Accounts|name|Name||CONAME||text",
    };
    (void)state;
    struct crm_run run = {.fixture = begin_fixture()};
    run.fixture.mapping->count = 0;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct error error = {0};
        size_t count;
        const struct text *cells = split_row(&run.fixture.arena, rows[i], &count);
        assert_true(add_mapping_row(run.fixture.mapping, cells, "the test", &error));
    }
    struct error error = {0};
    assert_true(check_mapping(run.fixture.mapping, "the test", &error));
    open_crm_run(&run, "Last Name|Code|Account Name", "Name|ID");
    store_row(&run, 2, "Firm|a-1");
    struct contact contact = make_contact_row(&run, 2, "Citizen|630|Firm");
    assert_int_equal(contact.customer.outcome, OUTCOME_CARRIED);
    check_text(get_contact_value(&run, &contact, MODULE_ACCOUNTS, "name"), "Firm");
    assert_int_equal(make_contact_row(&run, 2, "||").customer.outcome, OUTCOME_SKIPPED);
    run.rules.selection = SELECT_TICKED;
    assert_false(make_contact_row(&run, 2, "Citizen|630|Firm").is_selected);
    end_crm_run(&run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_becomes_a_customer),
        cmocka_unit_test(numbers_are_read),
        cmocka_unit_test(contacts_are_told_from_what_is_none),
        cmocka_unit_test(deleted_contacts_are_skipped),
        cmocka_unit_test(unsound_records_are_rejected_with_their_number),
        cmocka_unit_test(contacts_are_selected),
        cmocka_unit_test(rows_that_are_not_selected_are_not_rejected),
        cmocka_unit_test(a_contact_is_known_by_its_id),
        cmocka_unit_test(the_digest_is_of_all_that_is_carried),
        cmocka_unit_test(columns_that_are_chosen_are_read),
        cmocka_unit_test(a_mapping_may_be_small),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
