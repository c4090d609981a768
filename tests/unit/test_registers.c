#include "customer/registers.h"

#include "support.h"

#include <stdio.h>

#define HEADER "Cust No.|Last|Mob|CONAME|Trading As|Suburb|Website|Loyalty Points"

/* A run: registers over a fixture. */
struct run {
    struct fixture fixture;
    struct registers registers;
    uint64_t line;
};

/* The registers point into the run, which therefore stays where it is. */
static void begin_run(struct run *run, enum on_duplicate on_duplicate)
{
    run->fixture = begin_fixture();
    set_header(&run->fixture, HEADER);
    run->registers = start_registers(&run->fixture.rules, on_duplicate);
    run->line = 1;
}

static void end_run(struct run *run)
{
    free_registers(&run->registers);
    end_fixture(&run->fixture);
}

/* Takes the next line, as a run does: what is carried so far is registered. */
static struct customer take(struct run *run, const char *row, bool *new_account)
{
    struct customer customer = make_row(&run->fixture, ++run->line, row);
    *new_account = false;
    if (customer.outcome == OUTCOME_CARRIED) {
        register_customer(&run->registers, &customer, &run->fixture.arena, new_account);
    }
    assert_false(run->fixture.arena.exhausted);
    return customer;
}

/* Takes the next line and compares what became of it. */
static struct customer expect(struct run *run, const char *row, enum outcome outcome,
                              bool new_account, const char *codes)
{
    bool is_new;
    struct customer customer = take(run, row, &is_new);
    const char *found = list_codes(&run->fixture.arena, &customer.issues);
    if (customer.outcome != outcome || is_new != new_account || strcmp(found, codes) != 0) {
        fail_msg("line %d: outcome %d, %s account, \"%s\"; expected %d, %s account, \"%s\"",
                 (int)run->line, (int)customer.outcome, is_new ? "new" : "no new", found,
                 (int)outcome, new_account ? "new" : "no new", codes);
    }
    return customer;
}

static void check_line_named(const struct issue *issue, const char *line)
{
    struct arena arena = {0};
    struct text words = print_to_arena(&arena, "line %s ", line);
    struct text message =
        print_to_arena(&arena, "%.*s ", (int)issue->message.length, issue->message.at);
    struct text clause = print_to_arena(&arena, "line %s,", line);
    if (find_text(message, words) == message.length &&
        find_text(message, clause) == message.length) {
        fail_msg("\"%s\" does not name line %s", message.at, line);
    }
    free_arena(&arena);
}

static void a_repeated_row_is_folded_into_the_first(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct run run;
        begin_run(&run, i == 0 ? ON_DUPLICATE_REJECT : ON_DUPLICATE_FIRST);
        expect(&run, "1|Other||||||", OUTCOME_CARRIED, true, "");
        expect(&run, "630|Citizen|0411222333|||||5", OUTCOME_CARRIED, true, "");
        /* what is not mapped, and what cleaning evens out, does not count */
        struct customer again =
            expect(&run, "00630| Citizen |411222333|||||9", OUTCOME_SKIPPED, false, "repeated-row");
        check_text(again.issues.first->column, "Cust No.");
        check_text(again.issues.first->old, "630");
        check_line_named(again.issues.first, "3");
        again = expect(&run, "630|Citizen|0411222333|||||", OUTCOME_SKIPPED, false, "repeated-row");
        check_line_named(again.issues.first, "3");
        end_run(&run);
    }
}

static void a_different_row_is_rejected(void **state)
{
    (void)state;
    struct run run;
    begin_run(&run, ON_DUPLICATE_REJECT);
    expect(&run, "630|Citizen||||||", OUTCOME_CARRIED, true, "");
    /* its notices go, as those of any rejected row */
    struct customer other =
        expect(&run, "630|Citizen|411222333|||||", OUTCOME_REJECTED, false, "duplicate-number");
    check_issue(other.issues.first, "Cust No.", "630", NULL);
    check_line_named(other.issues.first, "2");
    /* it has not taken the first one's place */
    other = expect(&run, "630|Citizen|411222333|||||", OUTCOME_REJECTED, false, "duplicate-number");
    check_line_named(other.issues.first, "2");
    other = expect(&run, "630|Citizen||||||", OUTCOME_SKIPPED, false, "repeated-row");
    check_line_named(other.issues.first, "2");
    end_run(&run);
}

static void a_different_row_is_skipped_if_the_first_counts(void **state)
{
    (void)state;
    struct run run;
    begin_run(&run, ON_DUPLICATE_FIRST);
    expect(&run, "630|Citizen||||||", OUTCOME_CARRIED, true, "");
    struct customer other =
        expect(&run, "630|Resident||||||", OUTCOME_SKIPPED, false, "duplicate-skipped");
    check_issue(other.issues.first, "Cust No.", "630", NULL);
    check_line_named(other.issues.first, "2");
    end_run(&run);
}

static void only_a_carried_row_claims_its_number(void **state)
{
    (void)state;
    struct run run;
    begin_run(&run, ON_DUPLICATE_REJECT);
    expect(&run, "630|||||||", OUTCOME_REJECTED, false, "no-name");
    expect(&run, "630|Citizen|||||||x", OUTCOME_REJECTED, false, "too-many-cells");
    expect(&run, "630|Citizen||||||", OUTCOME_CARRIED, true, "");
    struct customer other =
        expect(&run, "630|Resident||||||", OUTCOME_REJECTED, false, "duplicate-number");
    check_line_named(other.issues.first, "4");
    end_run(&run);
}

static void a_company_has_one_account(void **state)
{
    (void)state;
    struct run run;
    begin_run(&run, ON_DUPLICATE_REJECT);
    expect(&run, "1|Citizen||Firm|T/A Firm|Kew||", OUTCOME_CARRIED, true, "");
    expect(&run, "2|Resident||Firm|T/A Firm|Kew||", OUTCOME_CARRIED, false, "");
    expect(&run, "3|Citizen||Farm|T/A Firm|Kew||", OUTCOME_CARRIED, true, "");
    /* the contacts' own values are nothing to the account */
    expect(&run, "4|Citizen|0411222333|Farm|T/A Firm|Kew||9", OUTCOME_CARRIED, false, "");
    end_run(&run);
}

static void a_person_has_an_account_alone(void **state)
{
    (void)state;
    struct run run;
    begin_run(&run, ON_DUPLICATE_REJECT);
    expect(&run, "1|Citizen||||Kew||", OUTCOME_CARRIED, true, "");
    expect(&run, "2|Citizen||||Albury||", OUTCOME_CARRIED, true, "");
    end_run(&run);
}

static void a_company_keeps_its_first_details(void **state)
{
    static const struct {
        const char *row;
        const char *columns[4]; /* where it differs, in the order of the mapping */
        const char *values[4];
    } examples[] = {
        {"2|A||Firm|T/A Firm|Kew||", {NULL}, {NULL}},
        {"3|A||Firm|T/A Firm|Albury||", {"Suburb"}, {"Albury"}},
        {"4|A||Firm|T/A Firm|||", {"Suburb"}, {""}},
        {"5|A||Firm|T/A Firm|Kew|firm.example|", {"Website"}, {"firm.example"}},
        {"6|A||FIRM|T/A Firm|Kew||", {"CONAME"}, {"FIRM"}},
        {"7|A||firm|Firm||www.example|",
         {"CONAME", "Trading As", "Suburb", "Website"},
         {"firm", "Firm", "", "www.example"}},
        {"8|A||  Firm |T/A Firm|Kew||", {NULL}, {NULL}},
    };
    (void)state;
    struct run run;
    begin_run(&run, ON_DUPLICATE_REJECT);
    expect(&run, "1|Citizen||Firm|T/A Firm|Kew||", OUTCOME_CARRIED, true, "");
    for (size_t i = 0; i < COUNT(examples); i++) {
        bool new_account;
        struct customer customer = take(&run, examples[i].row, &new_account);
        assert_int_equal(customer.outcome, OUTCOME_CARRIED);
        assert_false(new_account);
        const struct issue *issue = customer.issues.first;
        for (size_t k = 0; k < 4 && examples[i].columns[k] != NULL; k++) {
            assert_non_null(issue);
            assert_int_equal(issue->code, ISSUE_ACCOUNT_DIFFERS);
            check_text(issue->column, examples[i].columns[k]);
            assert_true(issue->has_old);
            check_text(issue->old, examples[i].values[k]);
            check_line_named(issue, "2");
            issue = issue->next;
        }
        assert_null(issue);
    }
    end_run(&run);
}

static void a_blank_of_the_first_row_stays(void **state)
{
    (void)state;
    struct run run;
    begin_run(&run, ON_DUPLICATE_REJECT);
    expect(&run, "1|Citizen||Firm||||", OUTCOME_CARRIED, true, "");
    expect(&run, "2|Citizen||Firm||Kew||", OUTCOME_CARRIED, false, "account-differs");
    expect(&run, "3|Citizen||Firm||Kew||", OUTCOME_CARRIED, false, "account-differs");
    expect(&run, "4|Citizen||Firm||||", OUTCOME_CARRIED, false, "");
    end_run(&run);
}

static void only_a_carried_row_gives_a_company_its_details(void **state)
{
    (void)state;
    struct run run;
    begin_run(&run, ON_DUPLICATE_REJECT);
    expect(&run, "1|Citizen||||||", OUTCOME_CARRIED, true, "");
    expect(&run, "1|Citizen||Firm||Albury||", OUTCOME_REJECTED, false, "duplicate-number");
    expect(&run, "x|Citizen||Firm||Albury||", OUTCOME_REJECTED, false, "bad-customer-number");
    expect(&run, "2|Citizen||Firm||Kew||", OUTCOME_CARRIED, true, "");
    expect(&run, "3|Citizen||Firm||Kew||", OUTCOME_CARRIED, false, "");
    end_run(&run);
}

/* What else there is to say of a row stays when its account differs. */
static void earlier_issues_stay(void **state)
{
    (void)state;
    struct run run;
    begin_run(&run, ON_DUPLICATE_REJECT);
    expect(&run, "1|Citizen||Firm||||", OUTCOME_CARRIED, true, "");
    expect(&run, "2|Citizen|411222333|Firm||Kew||", OUTCOME_CARRIED, false,
           "zero-restored account-differs");
    end_run(&run);
}

/* Numbers that go up by one and companies of two customers each, past any first size of a table. */
static void many_customers_are_remembered(void **state)
{
    enum { MANY = 30000 };
    (void)state;
    struct run run;
    begin_run(&run, ON_DUPLICATE_REJECT);
    for (int round = 0; round < 2; round++) {
        for (int number = 1; number <= MANY; number++) {
            char row[100];
            bool new_account;
            snprintf(row, sizeof row, "%d|Citizen||Firm %d||||", number, number / 2);
            struct customer customer = take(&run, row, &new_account);
            assert_int_equal(customer.outcome, round == 0 ? OUTCOME_CARRIED : OUTCOME_SKIPPED);
            assert_int_equal(new_account, round == 0 && (number % 2 == 0 || number == 1));
            if (round == 1) {
                struct arena *arena = &run.fixture.arena;
                check_line_named(customer.issues.first, print_to_arena(arena, "%d", number + 1).at);
            }
            reset_arena(&run.fixture.arena);
            set_header(&run.fixture, HEADER);
        }
    }
    end_run(&run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_repeated_row_is_folded_into_the_first),
        cmocka_unit_test(a_different_row_is_rejected),
        cmocka_unit_test(a_different_row_is_skipped_if_the_first_counts),
        cmocka_unit_test(only_a_carried_row_claims_its_number),
        cmocka_unit_test(a_company_has_one_account),
        cmocka_unit_test(a_person_has_an_account_alone),
        cmocka_unit_test(a_company_keeps_its_first_details),
        cmocka_unit_test(a_blank_of_the_first_row_stays),
        cmocka_unit_test(only_a_carried_row_gives_a_company_its_details),
        cmocka_unit_test(earlier_issues_stay),
        cmocka_unit_test(many_customers_are_remembered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
