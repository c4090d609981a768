#include "customer/contact.h"

#include "customer/identity.h"

#include "crm_files.h"

/* Contacts joined to an accounts file, and what is carried of the account. */
struct join_example {
    const char *row;
    const char *name;
    const char *website;
    const char *codes;
    uint64_t line; /* the account's; 0 if the contact has none */
};

static void check_joins(struct crm_run *run, const struct join_example *examples, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct contact contact = make_contact_row(run, 2, examples[i].row);
        const struct contact_example expected = {examples[i].row, OUTCOME_CARRIED,
                                                 examples[i].codes};
        check_outcome(run, &contact, &expected);
        check_text(get_contact_value(run, &contact, MODULE_ACCOUNTS, "name"), examples[i].name);
        check_text(get_contact_value(run, &contact, MODULE_ACCOUNTS, "website"),
                   examples[i].website);
        uint64_t line =
            contact.account == NULL
                ? 0
                : unpack_account(&run->store, contact.account, &run->fixture.arena, NULL).line;
        assert_int_equal(line, examples[i].line);
    }
}

static void contacts_are_joined_by_name(void **state)
{
    static const struct join_example examples[] = {
        {"John|Citizen|c-1|Firm|||630|0|0", "Firm", "www.firm.example", "", 2},
        {"John|Citizen|c-1|FIRM|||630|0|0", "Firm", "www.firm.example", "", 2},
        {"John|Citizen|c-1| firm\u00A0 |||630|0|0", "Firm", "www.firm.example", "", 2},
        {"John|Citizen|c-1|\uFF26\uFF49\uFF52\uFF4D|||630|0|0", "Firm", "www.firm.example", "", 2},
        {"John|Citizen|c-1|A  &\tB|||630|0|0", "A & B", "", "", 3},
        {"John|Citizen|c-1|'=Shop|||630|0|0", "=Shop", "", "", 4},
        {"John|Citizen|c-1|Nobody|||630|0|0", "Nobody", "", "account-missing", 0},
        {"John|Citizen|c-1|Firm.|||630|0|0", "Firm.", "", "account-missing", 0},
        {"John|Citizen|c-1|shared|||630|0|0", "shared", "", "account-ambiguous", 5},
        {"John|Citizen|c-1|||||0|0", "", "", "", 0},
        {"John|Citizen|c-1| |||630|0|0", "", "", "", 0},
        {"John|Citizen", "", "", "too-few-cells", 0},
    };
    (void)state;
    struct crm_run run;
    begin_crm_run(&run, CONTACT_LABELS, ACCOUNT_LABELS);
    store_row(&run, 2, "Firm|a-1|www.firm.example||||");
    store_row(&run, 3, "A & B|a-2|||||");
    store_row(&run, 4, "'=Shop|a-3|||||");
    store_row(&run, 5, "Shared|a-4|www.one.example||||");
    store_row(&run, 6, "SHARED|a-5|www.two.example||||");
    store_row(&run, 7, "Gone|a-6|||||");
    check_joins(&run, examples, COUNT(examples));
    end_crm_run(&run);
}

static void contacts_are_joined_by_id(void **state)
{
    static const struct join_example examples[] = {
        {"c-1|a-1|John|Citizen|630|0|", "Firm", "www.firm.example", "", 2},
        /* whatever name stands there, and whoever shares it */
        {"c-1|a-1|John|Citizen|630|0|Shop", "Firm", "www.firm.example", "", 2},
        {"c-1|a-2|John|Citizen|630|0|Firm", "Firm", "www.second.example", "", 3},
        {"c-1|a-3|John|Citizen|630|0|Shop", "", "www.unnamed.example", "", 4},
        {"c-1|A-1|John|Citizen|630|0|Shop", "Shop", "", "account-missing", 0},
        {"c-1|a-9|John|Citizen|630|0|Shop", "Shop", "", "account-missing", 0},
        {"c-1|a-9|John|Citizen|630|0|", "", "", "account-missing", 0},
        /* without an id the name counts */
        {"c-1||John|Citizen|630|0|shop", "Shop", "www.shop.example", "", 5},
        {"c-1||John|Citizen|630|0|firm", "firm", "", "account-ambiguous", 2},
        {"c-1||John|Citizen|630|0|", "", "", "", 0},
        /* a person without names is at least of a company */
        {"c-1|a-1|||630|0|", "Firm", "www.firm.example", "", 2},
    };
    (void)state;
    struct crm_run run;
    begin_crm_run(&run, CONTACT_FIELDS, ACCOUNT_FIELDS);
    store_row(&run, 2, "a-1|Firm|www.firm.example|||");
    store_row(&run, 3, "a-2|Firm|www.second.example|||");
    store_row(&run, 4, "a-3||www.unnamed.example|||");
    store_row(&run, 5, "a-4|Shop|www.shop.example|||");
    check_joins(&run, examples, COUNT(examples));
    const struct contact_example nameless = {"c-1|a-9|||630|0|", OUTCOME_REJECTED, "no-name"};
    struct contact contact = make_contact_row(&run, 2, nameless.row);
    check_outcome(&run, &contact, &nameless);
    end_crm_run(&run);
}

/* An id is of no use where the accounts file has none. */
static void ids_that_cannot_be_found_are_not_sought(void **state)
{
    static const struct join_example examples[] = {
        {"c-1|a-1|John|Citizen|630|0|Firm", "Firm", "www.firm.example", "", 2},
        {"c-1|a-1|John|Citizen|630|0|Nobody", "Nobody", "", "account-missing", 0},
        {"c-1|a-1|John|Citizen|630|0|", "", "", "", 0},
    };
    (void)state;
    struct crm_run run;
    begin_crm_run(&run, CONTACT_FIELDS, "name|website|email1");
    assert_false(run.store.finds_ids);
    store_row(&run, 2, "Firm|www.firm.example|");
    check_joins(&run, examples, COUNT(examples));
    end_crm_run(&run);
}

static void check_account_issue(struct crm_run *run, const char *row, enum issue_code code,
                                const char *column, const char *old, const char *message)
{
    struct contact contact = make_contact_row(run, 2, row);
    const struct issue *issue = find_issue(&contact.customer.issues, code);
    check_issue(issue, column, old, NULL);
    check_text(issue->message, message);
}

static void a_missing_account_is_explained(void **state)
{
    (void)state;
    struct crm_run run;
    begin_crm_run(&run, CONTACT_LABELS, ACCOUNT_LABELS);
    check_account_issue(
        &run, "John|Citizen|c-1| Firm |||630|0|0", ISSUE_ACCOUNT_MISSING, "Account Name", "Firm",
        "the contact c-1 has an account that is not in the accounts file; its name was carried of "
        "it");
    check_account_issue(
        &run, "John|Citizen||Firm|||630|0|0", ISSUE_ACCOUNT_MISSING, "Account Name", "Firm",
        "the contact has an account that is not in the accounts file; its name was carried of it");
    end_crm_run(&run);
    begin_crm_run(&run, CONTACT_FIELDS, ACCOUNT_FIELDS);
    check_account_issue(
        &run, "c-1|a-9|John|Citizen|630|0|", ISSUE_ACCOUNT_MISSING, "account_id", "a-9",
        "the contact c-1 has an account that is not in the accounts file; nothing was carried of "
        "it");
    check_account_issue(
        &run, "c-1|a-9|John|Citizen|630|0|Firm", ISSUE_ACCOUNT_MISSING, "account_id", "a-9",
        "the contact c-1 has an account that is not in the accounts file; its name was carried of "
        "it");
    end_crm_run(&run);
}

static void an_ambiguous_account_is_explained(void **state)
{
    (void)state;
    struct crm_run run;
    begin_crm_run(&run, CONTACT_LABELS, ACCOUNT_LABELS);
    store_row(&run, 4, "Firm|aaaaaaaa-1111-4111-8111-000000000001|||||");
    store_row(&run, 6, "FIRM|a-2|||||");
    check_account_issue(&run, "John|Citizen|c-1|firm|||630|0|0", ISSUE_ACCOUNT_AMBIGUOUS,
                        "Account Name", "firm",
                        "the contact c-1 has an account whose name the accounts file has more than "
                        "once: aaaaaaaa-1111-4111-8111-000000000001 (line 4), a-2 (line 6); only "
                        "the name was carried");
    store_row(&run, 9, "firm|a-3|||||");
    check_account_issue(&run, "John|Citizen|c-1|firm|||630|0|0", ISSUE_ACCOUNT_AMBIGUOUS,
                        "Account Name", "firm",
                        "the contact c-1 has an account whose name the accounts file has more than "
                        "once: aaaaaaaa-1111-4111-8111-000000000001 (line 4), a-2 (line 6) and 1 "
                        "more; only the name was carried");
    store_row(&run, 11, "firm|a-4|||||");
    store_row(&run, 12, "firm|a-2|||||"); /* said of that row, and not counted */
    check_account_issue(&run, "John|Citizen||firm|||630|0|0", ISSUE_ACCOUNT_AMBIGUOUS,
                        "Account Name", "firm",
                        "the contact has an account whose name the accounts file has more than "
                        "once: aaaaaaaa-1111-4111-8111-000000000001 (line 4), a-2 (line 6) and 2 "
                        "more; only the name was carried");
    end_crm_run(&run);
    begin_crm_run(&run, CONTACT_LABELS, "Name|Website|Email Address");
    store_row(&run, 4, "Firm||");
    store_row(&run, 6, "Firm||");
    check_account_issue(&run, "John|Citizen|c-1|Firm|||630|0|0", ISSUE_ACCOUNT_AMBIGUOUS,
                        "Account Name", "Firm",
                        "the contact c-1 has an account whose name the accounts file has more than "
                        "once: the account on line 4, the account on line 6; only the name was "
                        "carried");
    end_crm_run(&run);
}

/* product.md: a person's account goes back to an empty CONAME. */
static void a_persons_account_is_no_company(void **state)
{
    static const struct join_example examples[] = {
        {"John|Citizen|c-1|John Citizen (630)|||630|0|0", "", "www.john.example", "", 2},
        {"John|Citizen|c-1|JOHN  CITIZEN (630)|||00630|0|0", "", "www.john.example",
         "number-rewritten", 2},
        {"John|Citizen|c-1|John Citizen (630)||||0|0", "", "www.john.example", "", 2},
        {"John|Citizen|c-1|John Citizen (630)|||0|0|0", "", "www.john.example", "zero-number", 2},
        {"John|Citizen|c-1|John Citizen (630)|||631|0|0", "John Citizen (630)", "www.john.example",
         "", 2},
        {"Jane|Citizen|c-1|John Citizen (630)|||630|0|0", "John Citizen (630)", "www.john.example",
         "", 2},
        /* of one that is not found, too, and of one that is ambiguous */
        {"Jane|Citizen|c-1|Jane Citizen (7)|||7|0|0", "", "", "account-missing", 0},
        {"Jane|Citizen|c-1|Jane Citizen (7)|||8|0|0", "Jane Citizen (7)", "", "account-missing", 0},
        {"Ann|Twice|c-1|Ann Twice (9)|||9|0|0", "", "", "account-ambiguous", 3},
        {"|Citizen|c-1|Citizen (5)|||5|0|0", "", "", "account-missing", 0},
        {"John|Citizen|c-1|John Citizen|||630|0|0", "John Citizen", "", "account-missing", 0},
    };
    (void)state;
    struct crm_run run;
    begin_crm_run(&run, CONTACT_LABELS, ACCOUNT_LABELS);
    store_row(&run, 2, "John Citizen (630)|a-1|www.john.example||||");
    store_row(&run, 3, "Ann Twice (9)|a-2|||||");
    store_row(&run, 4, "Ann Twice (9)|a-3|||||");
    check_joins(&run, examples, COUNT(examples));
    end_crm_run(&run);
    /* by id it is the account's name that counts, not what the contact says */
    begin_crm_run(&run, CONTACT_FIELDS, ACCOUNT_FIELDS);
    store_row(&run, 2, "a-1|John Citizen (630)|www.john.example|||");
    static const struct join_example by_id = {"c-1|a-1|John|Citizen|630|0|Firm", "",
                                              "www.john.example", "", 2};
    check_joins(&run, &by_id, 1);
    end_crm_run(&run);
}

/* What to-sugar --no-company account wrote of one with a long name. */
static void a_persons_account_may_be_cut(void **state)
{
    (void)state;
    struct crm_run run;
    begin_crm_run(&run, CONTACT_LABELS, ACCOUNT_LABELS);
    struct arena *arena = &run.fixture.arena;
    char first[100];
    char last[101];
    memset(first, 'f', sizeof first - 1);
    memset(last, 'l', sizeof last - 1);
    first[sizeof first - 1] = last[sizeof last - 1] = '\0';
    const struct person person = {make_text(first), make_text(last), TEXT("2147483647")};
    struct text name = name_person_account(arena, &person, 150);
    assert_int_equal(name.length, 150);
    struct text row = print_to_arena(arena, "%s|%s|c-1|%.*s|||2147483647|0|0", first, last,
                                     (int)name.length, name.at);
    struct contact contact = make_contact_row(&run, 2, row.at);
    check_text(get_contact_value(&run, &contact, MODULE_ACCOUNTS, "name"), "");
    end_crm_run(&run);
}

/* All that is known of the accounts are their names. */
static void without_an_accounts_file_the_name_is_carried(void **state)
{
    static const struct join_example examples[] = {
        {"John|Citizen|c-1| Firm |||630|0|0", "Firm", "", "", 0},
        {"John|Citizen|c-1|John Citizen (630)|||630|0|0", "", "", "", 0},
        {"John|Citizen|c-1||||630|0|0", "", "", "", 0},
    };
    static const struct join_example by_id[] = {
        {"c-1|a-1|John|Citizen|630|0|Firm", "Firm", "", "", 0},
        {"c-1|a-1|John|Citizen|630|0|", "", "", "", 0},
    };
    (void)state;
    struct crm_run run;
    begin_crm_run(&run, CONTACT_LABELS, NULL);
    check_joins(&run, examples, COUNT(examples));
    end_crm_run(&run);
    begin_crm_run(&run, CONTACT_FIELDS, NULL);
    check_joins(&run, by_id, COUNT(by_id));
    end_crm_run(&run);
}

/* Where to-sugar --no-company contact put the address, it is found; but not if there is an account,
   whose address counts even if it is blank. */
static void the_contacts_own_address_counts_without_an_account(void **state)
{
    static const struct {
        const char *row;
        const char *street;
        const char *postcode;
        const char *phone;
    } examples[] = {
        {"Citizen|c-1|630||1 Elm St|810|411222333", "1 Elm St", "0810", "0411222333"},
        {"Citizen|c-1|630|Firm|1 Elm St|810|411222333", "2 Main Rd", "", ""},
        {"Citizen|c-1|630|Nobody|1 Elm St|810|411222333", "", "", ""},
        {"Citizen|c-1|630||'=Elm\nSt||'+61 3", "=Elm\nSt", "", "+61 3"},
    };
    (void)state;
    struct crm_run run;
    begin_crm_run(&run, CONTACT_LABELS, ACCOUNT_LABELS);
    store_row(&run, 2, "Firm|a-1||||2 Main Rd|");
    size_t count;
    const struct text *cells = split_row(
        &run.fixture.arena,
        "Last Name|ID|cp_cust_code|Account Name|Primary Address Street|Primary Address Postal "
        "Code|Home",
        &count);
    open_crm_cells(&run.fixture, &run.contacts, MODULE_CONTACTS, cells, count, true);
    run.rules.crm = run.contacts.rules;
    for (size_t i = 0; i < COUNT(examples); i++) {
        struct contact contact = make_contact_row(&run, 2, examples[i].row);
        assert_int_equal(contact.customer.outcome, OUTCOME_CARRIED);
        check_text(get_contact_value(&run, &contact, MODULE_ACCOUNTS, "billing_address_street"),
                   examples[i].street);
        check_text(get_contact_value(&run, &contact, MODULE_ACCOUNTS, "billing_address_postalcode"),
                   examples[i].postcode);
        check_text(get_contact_value(&run, &contact, MODULE_ACCOUNTS, "phone_office"),
                   examples[i].phone);
    }
    end_crm_run(&run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(contacts_are_joined_by_name),
        cmocka_unit_test(contacts_are_joined_by_id),
        cmocka_unit_test(ids_that_cannot_be_found_are_not_sought),
        cmocka_unit_test(a_missing_account_is_explained),
        cmocka_unit_test(an_ambiguous_account_is_explained),
        cmocka_unit_test(a_persons_account_is_no_company),
        cmocka_unit_test(a_persons_account_may_be_cut),
        cmocka_unit_test(without_an_accounts_file_the_name_is_carried),
        cmocka_unit_test(the_contacts_own_address_counts_without_an_account),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
