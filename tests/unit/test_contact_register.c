#include "customer/contact_register.h"

#include "crm_files.h"
#include "random.h"

#include <stdio.h>
#include <stdlib.h>

#define HEADER "ID|Last Name|ClickPOS Customer Code|Account Name|Mobile"

/* A row of HEADER, what becomes of it, and the line that its issue names (0: it has none). */
struct example {
    const char *row;
    enum outcome outcome;
    const char *codes;
    int line;
};

/* A register over a file whose first row is on line 2. */
struct register_test {
    struct crm_run run;
    struct contact_register contacts;
};

static void begin_register_test(struct register_test *test, const char *header)
{
    begin_crm_run(&test->run, header, NULL);
    test->contacts = start_contact_register(&test->run.contacts.rules.values);
}

static void end_register_test(struct register_test *test)
{
    free_contact_register(&test->contacts);
    end_crm_run(&test->run);
}

static void enter(struct register_test *test, uint64_t line, const char *row)
{
    struct contact contact = make_contact_row(&test->run, line, row);
    if (contact.customer.outcome == OUTCOME_CARRIED) {
        assert_true(enter_contact(&test->contacts, &contact));
    }
}

static struct contact judge(struct register_test *test, uint64_t line, const char *row)
{
    struct contact contact = make_contact_row(&test->run, line, row);
    if (contact.customer.outcome == OUTCOME_CARRIED) {
        assert_true(judge_contact_again(&test->contacts, &contact, &test->run.fixture.arena));
    }
    return contact;
}

static void check_judgement(struct register_test *test, uint64_t line,
                            const struct example *expected)
{
    struct contact contact = judge(test, line, expected->row);
    struct arena *arena = &test->run.fixture.arena;
    const struct customer *customer = &contact.customer;
    const char *codes = list_codes(arena, &customer->issues);
    if (customer->outcome != expected->outcome || strcmp(codes, expected->codes) != 0) {
        fail_msg("line %d has outcome %d and the issues \"%s\", not %d and \"%s\"", (int)line,
                 (int)customer->outcome, codes, (int)expected->outcome, expected->codes);
    }
    assert_int_equal(customer->values != NULL, customer->outcome == OUTCOME_CARRIED);
    if (expected->line > 0) {
        struct text message = customer->issues.first->message;
        struct text words = print_to_arena(arena, "line %d ", expected->line);
        assert_true(find_text(message, words) < message.length);
    }
}

/* Enters all rows and then judges them, as the two readings do. */
static void check_file(const char *header, const struct example *rows, size_t count)
{
    struct register_test test;
    begin_register_test(&test, header);
    for (size_t i = 0; i < count; i++) {
        enter(&test, i + 2, rows[i].row);
    }
    for (size_t i = 0; i < count; i++) {
        check_judgement(&test, i + 2, &rows[i]);
    }
    for (size_t i = count; i-- > 0;) { /* what was judged before does not count */
        check_judgement(&test, i + 2, &rows[i]);
    }
    end_register_test(&test);
}

static void contacts_of_their_own_numbers_are_carried(void **state)
{
    static const struct example rows[] = {
        {"c-1|Citizen|1||", OUTCOME_CARRIED, "", 0},
        {"c-2|Citizen|2||", OUTCOME_CARRIED, "", 0},
        {"c-3|Citizen|2147483647||411222333", OUTCOME_CARRIED, "zero-restored", 0},
        {"c-4|Citizen|||", OUTCOME_CARRIED, "", 0},
        {"c-5|Citizen|||", OUTCOME_CARRIED, "", 0},
        {"c-6|Citizen|0||", OUTCOME_CARRIED, "zero-number", 0},
        {"|Citizen|||", OUTCOME_CARRIED, "", 0},
        {"|Citizen|||0411222333", OUTCOME_CARRIED, "", 0},
        {"|Citizen|3||", OUTCOME_CARRIED, "", 0},
        {"c-7|Citizen|abc||", OUTCOME_REJECTED, "bad-customer-number", 0},
    };
    (void)state;
    check_file(HEADER, rows, COUNT(rows));
}

static void contacts_that_share_a_number_are_rejected(void **state)
{
    static const struct example rows[] = {
        {"c-1|Citizen|630||411222333", OUTCOME_REJECTED, "shared-number", 4},
        {"c-2|Other|7||", OUTCOME_REJECTED, "shared-number", 8},
        {"c-3|Citizen|00630||", OUTCOME_REJECTED, "shared-number", 2},
        {"c-4|Alone|8||", OUTCOME_CARRIED, "", 0},
        {"c-5|Resident|630||", OUTCOME_REJECTED, "shared-number", 2},
        {"|Resident|630||", OUTCOME_REJECTED, "shared-number", 2},
        {"|Other|7||", OUTCOME_REJECTED, "shared-number", 3},
        /* of one that is rejected anyway the number is free */
        {"c-8||9||", OUTCOME_REJECTED, "no-name", 0},
        {"c-9|Heir|9||", OUTCOME_CARRIED, "", 0},
    };
    (void)state;
    check_file(HEADER, rows, COUNT(rows));
}

static void a_shared_number_is_shown(void **state)
{
    (void)state;
    struct register_test test;
    begin_register_test(&test, HEADER);
    enter(&test, 2, "c-1|Citizen|00630||");
    enter(&test, 5, "c-2|Citizen|630||");
    struct contact contact = judge(&test, 2, "c-1|Citizen|00630||");
    check_issue(contact.customer.issues.first, "ClickPOS Customer Code", "630", NULL);
    check_text(contact.customer.issues.first->message,
               "the contact on line 5 has this customer number too");
    assert_null(contact.customer.issues.first->next); /* its notices go */
    assert_int_equal(contact.customer.number, 630);
    end_register_test(&test);
}

static void a_repeated_row_is_folded_into_the_first(void **state)
{
    static const struct example rows[] = {
        {"c-1|Citizen|630||", OUTCOME_CARRIED, "", 0},
        {"c-2|Citizen|||", OUTCOME_CARRIED, "", 0},
        {"|Citizen|7||", OUTCOME_CARRIED, "", 0},
        {"|Citizen|||", OUTCOME_CARRIED, "", 0},
        {" c-1| Citizen |00630||", OUTCOME_SKIPPED, "repeated-row", 2},
        {"c-1|Citizen|630||", OUTCOME_SKIPPED, "repeated-row", 2},
        {"c-2|Citizen|||", OUTCOME_SKIPPED, "repeated-row", 3},
        {"|Citizen|7||", OUTCOME_SKIPPED, "repeated-row", 4},
        {"|Citizen|||", OUTCOME_SKIPPED, "repeated-row", 5},
    };
    (void)state;
    check_file(HEADER, rows, COUNT(rows));
}

static void a_contact_of_two_values_is_rejected(void **state)
{
    static const struct example rows[] = {
        {"c-1|Citizen|630||", OUTCOME_REJECTED, "repeated-contact", 4},
        {"c-1|Citizen|630||", OUTCOME_REJECTED, "repeated-contact", 2},
        {"c-1|Citizen|630||0411222333", OUTCOME_REJECTED, "repeated-contact", 2},
        {"c-1|Resident|630||", OUTCOME_REJECTED, "repeated-contact", 2},
        /* with another number, or another account, or once without a number */
        {"c-2|Citizen|7||", OUTCOME_REJECTED, "repeated-contact", 7},
        {"c-2|Citizen|8||", OUTCOME_REJECTED, "repeated-contact", 6},
        {"c-3|Citizen||Firm|", OUTCOME_REJECTED, "repeated-contact", 9},
        {"c-3|Citizen||Shop|", OUTCOME_REJECTED, "repeated-contact", 8},
        {"c-4|Citizen|9||", OUTCOME_REJECTED, "repeated-contact", 11},
        {"c-4|Citizen|||", OUTCOME_REJECTED, "repeated-contact", 10},
        {"c-5|Citizen|10||", OUTCOME_CARRIED, "", 0},
    };
    (void)state;
    check_file(HEADER, rows, COUNT(rows));
}

static void repeated_contacts_share_their_numbers_with_others(void **state)
{
    static const struct example rows[] = {
        /* a copy of a row whose number is shared */
        {"c-1|Citizen|1||", OUTCOME_REJECTED, "shared-number", 4},
        {"c-1|Citizen|1||", OUTCOME_REJECTED, "shared-number", 4},
        {"c-2|Citizen|1||", OUTCOME_REJECTED, "shared-number", 2},
        {"c-2|Citizen|1||", OUTCOME_REJECTED, "shared-number", 2},
        /* any number of a contact may be its right one: the first, the second, and one that comes
           behind the other's */
        {"c-3|Citizen|2||", OUTCOME_REJECTED, "repeated-contact", 7},
        {"c-3|Citizen|3||", OUTCOME_REJECTED, "repeated-contact", 6},
        {"c-4|Citizen|2||", OUTCOME_REJECTED, "shared-number", 6},
        {"c-5|Citizen|3||", OUTCOME_REJECTED, "shared-number", 6},
        {"c-6|Citizen|4||", OUTCOME_REJECTED, "shared-number", 11},
        {"c-7|Citizen|||", OUTCOME_REJECTED, "repeated-contact", 12},
        {"c-7|Citizen|4||", OUTCOME_REJECTED, "repeated-contact", 11},
        /* but it does not share with itself */
        {"c-8|Citizen|5||", OUTCOME_REJECTED, "repeated-contact", 14},
        {"c-8|Resident|5||", OUTCOME_REJECTED, "repeated-contact", 13},
        {"c-9|Citizen|6||", OUTCOME_CARRIED, "", 0},
        {"c-9|Citizen|6||", OUTCOME_SKIPPED, "repeated-row", 15},
    };
    (void)state;
    check_file(HEADER, rows, COUNT(rows));
}

/* As product.md has it of other files: without ids a row is a contact. */
static void a_file_may_have_no_ids(void **state)
{
    static const struct example rows[] = {
        {"Citizen|630|Firm", OUTCOME_REJECTED, "shared-number", 4},
        {"Citizen||Firm", OUTCOME_CARRIED, "", 0},
        {"Citizen|630|Shop", OUTCOME_REJECTED, "shared-number", 2},
        {"Citizen||Firm", OUTCOME_SKIPPED, "repeated-row", 3},
        {"Citizen||Shop", OUTCOME_CARRIED, "", 0},
        {"Citizen|630|Firm", OUTCOME_REJECTED, "shared-number", 4},
        {"Citizen|7|Firm", OUTCOME_CARRIED, "", 0},
        {"Citizen|7.0|Firm", OUTCOME_SKIPPED, "repeated-row", 8},
    };
    (void)state;
    check_file("Last Name|ClickPOS Customer Code|Account Name", rows, COUNT(rows));
}

/* What --select leaves out is entered, so that a number is known to be shared with it. */
static void a_number_is_shared_with_one_that_is_not_selected(void **state)
{
    (void)state;
    struct register_test test;
    begin_register_test(&test, "ID|Last Name|ClickPOS Customer Code|ClickPOS Synch");
    test.run.rules.selection = SELECT_TICKED;
    enter(&test, 2, "c-1|Citizen|630|1");
    enter(&test, 3, "c-2|Citizen|630|0");
    enter(&test, 4, "c-3|Citizen|abc|0");
    assert_int_equal(judge(&test, 2, "c-1|Citizen|630|1").customer.outcome, OUTCOME_REJECTED);
    assert_false(judge(&test, 3, "c-2|Citizen|630|0").is_selected);
    assert_false(judge(&test, 4, "c-3|Citizen|abc|0").is_selected);
    end_register_test(&test);
}

static bool is_known(struct register_test *test, uint64_t line, const char *row)
{
    struct contact contact = make_contact_row(&test->run, line, row);
    assert_int_equal(contact.customer.outcome, OUTCOME_CARRIED);
    return judge_contact_again(&test->contacts, &contact, &test->run.fixture.arena);
}

static void a_file_that_has_changed_is_noticed(void **state)
{
    (void)state;
    struct register_test test;
    begin_register_test(&test, HEADER);
    assert_false(is_known(&test, 2, "c-1|Citizen|630||"));
    enter(&test, 2, "c-1|Citizen|630||");
    enter(&test, 3, "|Citizen|7||");
    assert_true(is_known(&test, 2, "c-1|Citizen|630||"));
    assert_true(is_known(&test, 3, "|Citizen|7||"));
    assert_false(is_known(&test, 4, "c-2|Citizen|630||"));
    assert_false(is_known(&test, 3, "|Citizen|8||"));
    assert_false(is_known(&test, 2, "c-1|Citizen|631||"));
    assert_false(is_known(&test, 2, "c-1|Citizen|630||0411222333"));
    end_register_test(&test);
}

static void lines_may_be_beyond_four_thousand_millions(void **state)
{
    static const char *const rows[] = {"c-1|Citizen|630||", "c-2|Citizen|630||"};
    (void)state;
    const uint64_t first = 5000000000u;
    struct register_test test;
    begin_register_test(&test, HEADER);
    for (uint64_t i = 0; i < 2; i++) {
        enter(&test, first + i, rows[i]);
    }
    for (uint64_t i = 0; i < 2; i++) {
        struct contact contact = judge(&test, first + i, rows[i]);
        check_text(contact.customer.issues.first->message,
                   i == 0 ? "the contact on line 5000000001 has this customer number too"
                          : "the contact on line 5000000000 has this customer number too");
    }
    end_register_test(&test);
}

enum { MANY = 100000, IDS = 70000, NUMBERS = 90000 };

/* A row of a random file. */
struct random_row {
    size_t id;
    uint32_t number;
    uint64_t digest;
};

/* What the rows say of a contact or a number, found the naive way: lines from 1, 0 for none. */
struct model {
    struct random_row rows[MANY];
    size_t first_line[IDS]; /* of the contact */
    size_t other_line[IDS]; /* the first of other values */
    size_t owner[NUMBERS];  /* the first line of the contact that had the number first */
    size_t sharer[NUMBERS]; /* of the second one */
};

static struct model *draw_model(uint64_t seed)
{
    struct model *model = calloc(1, sizeof *model);
    assert_non_null(model);
    for (size_t i = 0; i < MANY; i++) {
        struct random_row *row = &model->rows[i];
        row->id = draw_below(&seed, IDS);
        size_t first = model->first_line[row->id];
        if (first > 0 && draw_below(&seed, 3) > 0) {
            *row = model->rows[first - 1]; /* a copy */
        } else {
            row->number = (uint32_t)(draw_below(&seed, 4) == 0 ? 0 : draw_below(&seed, NUMBERS));
            row->digest = draw_below(&seed, 2) + 2 * row->number;
        }
        first = first > 0 ? first : i + 1;
        model->first_line[row->id] = first;
        if (model->other_line[row->id] == 0 && row->digest != model->rows[first - 1].digest) {
            model->other_line[row->id] = i + 1;
        }
        size_t *owner = &model->owner[row->number];
        size_t *sharer = &model->sharer[row->number];
        *owner = *owner > 0 ? *owner : first;
        *sharer = *sharer == 0 && *owner != first ? first : *sharer;
    }
    return model;
}

static struct contact make_random_contact(const struct model *model, struct record *record,
                                          size_t index)
{
    const struct random_row *row = &model->rows[index];
    struct contact contact = {
        .customer = {.record = record, .number = row->number, .digest = row->digest}};
    *record = (struct record){.line = index + 1};
    for (size_t i = 0; i < 4; i++) {
        contact.identity.bytes[i] = (uint8_t)(row->id >> (8 * i));
    }
    return contact;
}

/* What the model says of a row: the code of its issue and the line named there. */
static size_t judge_by_model(const struct model *model, size_t index, enum issue_code *code)
{
    const struct random_row *row = &model->rows[index];
    size_t line = index + 1;
    size_t first = model->first_line[row->id];
    size_t owner = model->owner[row->number];
    size_t sharer = row->number > 0 ? model->sharer[row->number] : 0;
    *code = ISSUE_REPEATED_CONTACT;
    if (model->other_line[row->id] > 0) {
        return line == first ? model->other_line[row->id] : first;
    }
    *code = ISSUE_SHARED_NUMBER;
    if (sharer > 0) {
        return owner == first ? sharer : owner;
    }
    *code = ISSUE_REPEATED_ROW;
    return line == first ? 0 : first;
}

static void many_contacts_are_judged_as_a_naive_model_does(void **state)
{
    (void)state;
    struct register_test test;
    begin_register_test(&test, HEADER);
    struct model *model = draw_model(630);
    struct arena *arena = &test.run.fixture.arena;
    struct record record;
    size_t seen[ISSUE_CODE_COUNT] = {0};
    for (size_t i = 0; i < MANY; i++) {
        struct contact contact = make_random_contact(model, &record, i);
        assert_true(enter_contact(&test.contacts, &contact));
    }
    for (size_t i = 0; i < MANY; i++) {
        enum issue_code code;
        struct contact contact = make_random_contact(model, &record, i);
        size_t line = judge_by_model(model, i, &code);
        assert_true(judge_contact_again(&test.contacts, &contact, arena));
        const struct issue *issue = contact.customer.issues.first;
        if (line == 0) {
            assert_null(issue);
            assert_int_equal(contact.customer.outcome, OUTCOME_CARRIED);
        } else {
            assert_non_null(issue);
            assert_int_equal(issue->code, code);
            struct text words = print_to_arena(arena, "line %zu ", line);
            assert_true(find_text(issue->message, words) < issue->message.length);
        }
        seen[line == 0 ? ISSUE_PROTECTED : code]++;
    }
    assert_true(seen[ISSUE_REPEATED_CONTACT] > 1000 && seen[ISSUE_SHARED_NUMBER] > 1000);
    assert_true(seen[ISSUE_REPEATED_ROW] > 1000 && seen[ISSUE_PROTECTED] > 1000);
    free(model);
    end_register_test(&test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(contacts_of_their_own_numbers_are_carried),
        cmocka_unit_test(contacts_that_share_a_number_are_rejected),
        cmocka_unit_test(a_shared_number_is_shown),
        cmocka_unit_test(a_repeated_row_is_folded_into_the_first),
        cmocka_unit_test(a_contact_of_two_values_is_rejected),
        cmocka_unit_test(repeated_contacts_share_their_numbers_with_others),
        cmocka_unit_test(a_file_may_have_no_ids),
        cmocka_unit_test(a_number_is_shared_with_one_that_is_not_selected),
        cmocka_unit_test(a_file_that_has_changed_is_noticed),
        cmocka_unit_test(lines_may_be_beyond_four_thousand_millions),
        cmocka_unit_test(many_contacts_are_judged_as_a_naive_model_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
