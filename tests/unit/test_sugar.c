#include "customer/sugar.h"

#include "support.h"

#include <stdio.h>
#include <stdlib.h>

#define HEADER                                                                                     \
    "Cust No.|Title|Name|Last|Email|Mob|CONAME|Trading As|Customer Class|Email|Address 1|Suburb|"  \
    "State|Post/ZIP|Tel Home|Website|Country"

/* Row 630 with all values but CONAME. */
#define PERSON                                                                                     \
    "630|Mr.|John|Citizen|jo@example.com|0411222333||T/A JC|Retail|acc@example.com|215 Rouse St."  \
    "|Port Melbourne|Vic|3207|0939393933|www.example.com|Australia"

static const char contact_id[] = "06a74697-4794-56dd-a565-22058e03f003";
static const char person_id[] = "ce4785df-38d8-5141-baca-429b1c8df1da";

/* A fixture and the files laid out over it. */
struct files {
    struct fixture fixture;
    struct sugar_form form;
    struct text cells[SUGAR_COLUMN_LIMIT];
};

static struct files *begin_files(enum no_company no_company)
{
    struct files *files = calloc(1, sizeof *files);
    assert_non_null(files);
    files->fixture = begin_fixture();
    set_header(&files->fixture, HEADER);
    files->form = (struct sugar_form){.rules = &files->fixture.rules, .no_company = no_company};
    lay_out_files(&files->form);
    return files;
}

static void end_files(struct files *files)
{
    end_fixture(&files->fixture);
    free(files);
}

/* The headers or cells of a module's file, as a row. */
static const char *list_headers(struct files *files, enum module module)
{
    struct arena *arena = &files->fixture.arena;
    struct text list = print_to_arena(arena, "%s", "");
    for (size_t i = 0; i < files->form.layouts[module].count; i++) {
        struct text header = files->form.layouts[module].columns[i].header;
        list = print_to_arena(arena, "%s%s%.*s", list.at, i > 0 ? "|" : "", (int)header.length,
                              header.at);
    }
    return list.at;
}

/* Fills the cells of a module's file; the issues are those of the filling alone. */
static void fill(struct files *files, enum module module, struct customer *customer)
{
    customer->issues = (struct issue_list){0};
    fill_sugar_cells(&files->form, module, customer, &files->fixture.arena, files->cells);
    assert_false(files->fixture.arena.exhausted);
}

static struct text get_cell(const struct files *files, enum module module, const char *header)
{
    const struct sugar_layout *layout = &files->form.layouts[module];
    for (size_t i = 0; i < layout->count; i++) {
        if (equal_texts(layout->columns[i].header, make_text(header))) {
            return files->cells[i];
        }
    }
    fail_msg("%s has no column %s", get_module_name(module), header);
    return EMPTY_TEXT;
}

/* Fails unless the cells are those of `row`. */
static void check_cells(struct files *files, enum module module, const char *row)
{
    size_t count;
    struct text *expected = split_row(&files->fixture.arena, row, &count);
    assert_int_equal(count, files->form.layouts[module].count);
    for (size_t i = 0; i < count; i++) {
        if (!equal_texts(files->cells[i], expected[i])) {
            fail_msg("%.*s: \"%.*s\" should be \"%.*s\"",
                     (int)files->form.layouts[module].columns[i].header.length,
                     files->form.layouts[module].columns[i].header.at, (int)files->cells[i].length,
                     files->cells[i].at, (int)expected[i].length, expected[i].at);
        }
    }
}

static const char *list_issues(struct files *files, const struct customer *customer)
{
    return list_codes(&files->fixture.arena, &customer->issues);
}

#define ACCOUNT_HEADERS                                                                            \
    "id|name|cp_cust_tradingas_c|cp_cust_customerclass_c|email1|billing_address_street|"           \
    "billing_address_city|billing_address_state|billing_address_postalcode|phone_office|website|"  \
    "billing_address_country"
#define CONTACT_HEADERS                                                                            \
    "id|account_id|title|first_name|last_name|email1|cp_cust_code_c|phone_mobile|cp_synch_c"
#define MOVED_HEADERS                                                                              \
    "|primary_address_street|primary_address_city|primary_address_state|"                          \
    "primary_address_postalcode|phone_home|primary_address_country"

static void ids_come_first_then_the_mapped_fields(void **state)
{
    static const struct {
        enum no_company no_company;
        const char *contacts;
    } examples[] = {
        {NO_COMPANY_ACCOUNT, CONTACT_HEADERS},
        {NO_COMPANY_CONTACT, CONTACT_HEADERS MOVED_HEADERS},
        {NO_COMPANY_SKIP, CONTACT_HEADERS},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(examples); i++) {
        struct files *files = begin_files(examples[i].no_company);
        assert_string_equal(list_headers(files, MODULE_ACCOUNTS), ACCOUNT_HEADERS);
        assert_string_equal(list_headers(files, MODULE_CONTACTS), examples[i].contacts);
        end_files(files);
    }
}

static void laying_out_again_starts_afresh(void **state)
{
    (void)state;
    struct files *files = begin_files(NO_COMPANY_CONTACT);
    files->form.no_company = NO_COMPANY_ACCOUNT;
    lay_out_files(&files->form);
    assert_string_equal(list_headers(files, MODULE_CONTACTS), CONTACT_HEADERS);
    end_files(files);
}

/* The wizard needs them, or they tell who a record is; all others may be left out where blank. */
static void needed_columns_stay_though_blank(void **state)
{
    static const char *const needed[] = {"id", "name", "last_name", "cp_cust_code_c", "cp_synch_c"};
    (void)state;
    struct files *files = begin_files(NO_COMPANY_CONTACT);
    for (size_t module = 0; module < MODULE_COUNT; module++) {
        const struct sugar_layout *layout = &files->form.layouts[module];
        for (size_t i = 0; i < layout->count; i++) {
            bool expected = false;
            for (size_t k = 0; k < COUNT(needed); k++) {
                expected = expected || equal_texts(layout->columns[i].header, make_text(needed[k]));
            }
            assert_int_equal(layout->columns[i].is_needed, expected);
        }
    }
    end_files(files);
}

static void a_company_is_the_same_in_every_way(void **state)
{
    (void)state;
    for (int no_company = NO_COMPANY_ACCOUNT; no_company <= NO_COMPANY_SKIP; no_company++) {
        struct files *files = begin_files((enum no_company)no_company);
        struct customer customer = make_row(
            &files->fixture, 2,
            "630|Mr.|John|Citizen|jo@example.com|0411222333|Company Name|T/A JC|Retail|acc@"
            "example.com|215 Rouse St.|Port Melbourne|Vic|3207|0939393933|www.example.com|"
            "Australia");
        assert_true(has_account(&files->form, &customer));
        fill(files, MODULE_ACCOUNTS, &customer);
        assert_null(customer.issues.first);
        check_cells(files, MODULE_ACCOUNTS,
                    "5abf5db5-c780-5f39-9ece-e26f3d497cf9|Company Name|T/A JC|Retail|"
                    "acc@example.com|215 Rouse St.|Port Melbourne|Vic|3207|0939393933|"
                    "www.example.com|Australia");
        fill(files, MODULE_CONTACTS, &customer);
        assert_null(customer.issues.first);
        check_cells(files, MODULE_CONTACTS,
                    no_company == NO_COMPANY_CONTACT
                        ? "06a74697-4794-56dd-a565-22058e03f003|5abf5db5-c780-5f39-9ece-"
                          "e26f3d497cf9|Mr.|John|Citizen|jo@example.com|630|0411222333|0||||||"
                        : "06a74697-4794-56dd-a565-22058e03f003|5abf5db5-c780-5f39-9ece-"
                          "e26f3d497cf9|Mr.|John|Citizen|jo@example.com|630|0411222333|0");
        end_files(files);
    }
}

static void a_person_gets_an_account(void **state)
{
    (void)state;
    struct files *files = begin_files(NO_COMPANY_ACCOUNT);
    struct customer customer = make_row(&files->fixture, 2, PERSON);
    assert_true(has_account(&files->form, &customer));
    fill(files, MODULE_ACCOUNTS, &customer);
    assert_null(customer.issues.first);
    check_cells(files, MODULE_ACCOUNTS,
                "ce4785df-38d8-5141-baca-429b1c8df1da|John Citizen (630)|T/A JC|Retail|"
                "acc@example.com|215 Rouse St.|Port Melbourne|Vic|3207|0939393933|"
                "www.example.com|Australia");
    fill(files, MODULE_CONTACTS, &customer);
    assert_null(customer.issues.first);
    check_text(get_cell(files, MODULE_CONTACTS, "account_id"), person_id);
    end_files(files);
}

static void check_lost(const struct issue *issue, const char *column, const char *value)
{
    assert_non_null(issue);
    assert_int_equal(issue->code, ISSUE_NO_PLACE);
    check_issue(issue, column, value, "");
}

static void a_contact_takes_address_and_phone(void **state)
{
    (void)state;
    struct files *files = begin_files(NO_COMPANY_CONTACT);
    struct customer customer = make_row(&files->fixture, 2, PERSON);
    assert_false(has_account(&files->form, &customer));
    fill(files, MODULE_CONTACTS, &customer);
    check_cells(files, MODULE_CONTACTS,
                "06a74697-4794-56dd-a565-22058e03f003||Mr.|John|Citizen|jo@example.com|630|"
                "0411222333|0|215 Rouse St.|Port Melbourne|Vic|3207|0939393933|Australia");
    assert_string_equal(list_issues(files, &customer), "no-place no-place no-place no-place");
    const struct issue *issue = customer.issues.first;
    check_lost(issue, "Trading As", "T/A JC");
    check_lost(issue->next, "Customer Class", "Retail");
    check_lost(issue->next->next, "Email", "acc@example.com");
    check_lost(issue->next->next->next, "Website", "www.example.com");
    end_files(files);
}

static void what_has_no_account_is_reported(void **state)
{
    (void)state;
    struct files *files = begin_files(NO_COMPANY_SKIP);
    struct customer customer = make_row(&files->fixture, 2, PERSON);
    assert_false(has_account(&files->form, &customer));
    fill(files, MODULE_CONTACTS, &customer);
    check_text(get_cell(files, MODULE_CONTACTS, "id"), contact_id);
    check_text(get_cell(files, MODULE_CONTACTS, "account_id"), "");
    static const char *const lost[][2] = {
        {"Trading As", "T/A JC"},       {"Customer Class", "Retail"},
        {"Email", "acc@example.com"},   {"Address 1", "215 Rouse St."},
        {"Suburb", "Port Melbourne"},   {"State", "Vic"},
        {"Post/ZIP", "3207"},           {"Tel Home", "0939393933"},
        {"Website", "www.example.com"}, {"Country", "Australia"},
    };
    const struct issue *issue = customer.issues.first;
    for (size_t i = 0; i < COUNT(lost); i++) {
        check_lost(issue, lost[i][0], lost[i][1]);
        issue = issue->next;
    }
    assert_null(issue);
    end_files(files);
}

static void a_blank_or_an_email_that_is_there_is_not_lost(void **state)
{
    (void)state;
    for (int i = NO_COMPANY_CONTACT; i <= NO_COMPANY_SKIP; i++) {
        struct files *files = begin_files((enum no_company)i);
        struct customer customer =
            make_row(&files->fixture, 2, "630|||Citizen|jo@example.com|||||jo@example.com|||||||");
        fill(files, MODULE_CONTACTS, &customer);
        assert_null(customer.issues.first);
        customer = make_row(&files->fixture, 3, "631|||Citizen||||||acc@example.com|||||||");
        fill(files, MODULE_CONTACTS, &customer);
        check_lost(customer.issues.first, "Email", "acc@example.com");
        /* of the account's values only its email is the contact's too */
        customer = make_row(&files->fixture, 4, "632|||Citizen|j@x.example|||j@x.example|||||||||");
        fill(files, MODULE_CONTACTS, &customer);
        check_lost(customer.issues.first, "Trading As", "j@x.example");
        end_files(files);
    }
}

/* A place on the contact that the mapping gives to another column is no place for the account's
 * value: one of the two would be lost without a word. */
static void a_place_that_is_taken_is_no_place(void **state)
{
    (void)state;
    struct files *files = begin_files(NO_COMPANY_CONTACT);
    extend_mapping(&files->fixture, "Contacts|phone_home|||Tel 2||phone");
    set_header(&files->fixture, "Cust No.|Last|Tel Home|Tel 2");
    lay_out_files(&files->form);
    struct customer customer = make_row(&files->fixture, 2, "630|Citizen|0939393933|0255501234");
    fill(files, MODULE_CONTACTS, &customer);
    check_text(get_cell(files, MODULE_CONTACTS, "phone_home"), "0255501234");
    assert_string_equal(list_issues(files, &customer), "no-place");
    check_lost(customer.issues.first, "Tel Home", "0939393933");
    end_files(files);
}

/* A company `5" Pipe`, for either target and protected or not. */
static void damage_is_reported_or_prevented(void **state)
{
    static const struct {
        enum wizard wizard;
        bool protect;
        const char *cell;
        const char *codes;
        const char *new;
    } examples[] = {
        {WIZARD_SUITECRM, false, "5\" Pipe", "wizard-damage", "5& Pipe"},
        {WIZARD_SUITECRM, true, "5\u201D Pipe", "protected", "5\u201D Pipe"},
        {WIZARD_SUGARCRM, false, "5\" Pipe", "", NULL},
        {WIZARD_SUGARCRM, true, "5\" Pipe", "", NULL},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(examples); i++) {
        struct files *files = begin_files(NO_COMPANY_ACCOUNT);
        files->form.wizard = examples[i].wizard;
        files->form.protect = examples[i].protect;
        struct customer customer =
            make_row(&files->fixture, 2, "630|||Citizen|||5\" Pipe||||||||||");
        fill(files, MODULE_CONTACTS, &customer);
        assert_null(customer.issues.first);
        fill(files, MODULE_ACCOUNTS, &customer);
        check_text(get_cell(files, MODULE_ACCOUNTS, "name"), examples[i].cell);
        assert_string_equal(list_issues(files, &customer), examples[i].codes);
        if (examples[i].new != NULL) {
            check_issue(customer.issues.first, "CONAME", "5\" Pipe", examples[i].new);
        }
        end_files(files);
    }
}

static void a_person_may_have_a_damaged_account_name(void **state)
{
    (void)state;
    struct files *files = begin_files(NO_COMPANY_ACCOUNT);
    struct customer customer = make_row(&files->fixture, 2, "630||\"Jo\"|Citizen|||||||||||||");
    fill(files, MODULE_CONTACTS, &customer);
    check_issue(find_issue(&customer.issues, ISSUE_WIZARD_DAMAGE), "Name", "\"Jo\"", "&Jo&");
    fill(files, MODULE_ACCOUNTS, &customer);
    check_issue(find_issue(&customer.issues, ISSUE_WIZARD_DAMAGE), "CONAME", "\"Jo\" Citizen (630)",
                "&Jo& Citizen (630)");
    files->form.protect = true;
    fill(files, MODULE_CONTACTS, &customer);
    check_text(get_cell(files, MODULE_CONTACTS, "first_name"), "\u201CJo\u201D");
    end_files(files);
}

static void a_moved_value_is_protected_too(void **state)
{
    (void)state;
    struct files *files = begin_files(NO_COMPANY_CONTACT);
    files->form.protect = true;
    struct customer customer = make_row(&files->fixture, 2, "630|||Citizen|||||||4\" Lane||||||");
    fill(files, MODULE_CONTACTS, &customer);
    check_text(get_cell(files, MODULE_CONTACTS, "primary_address_street"), "4\u201D Lane");
    check_issue(find_issue(&customer.issues, ISSUE_PROTECTED), "Address 1", "4\" Lane",
                "4\u201D Lane");
    end_files(files);
}

static void a_broken_row_is_reported_or_prevented(void **state)
{
    (void)state;
    struct files *files = begin_files(NO_COMPANY_ACCOUNT);
    struct customer customer =
        make_row(&files->fixture, 2, "630|||Citizen|||Firm||||18 Kelp St\\||||||");
    fill(files, MODULE_ACCOUNTS, &customer);
    check_text(find_issue(&customer.issues, ISSUE_WIZARD_ROW)->column, "Address 1");
    check_text(find_issue(&customer.issues, ISSUE_WIZARD_ROW)->old, "18 Kelp St\\");
    files->form.protect = true;
    fill(files, MODULE_ACCOUNTS, &customer);
    assert_string_equal(list_issues(files, &customer), "protected");
    check_text(get_cell(files, MODULE_ACCOUNTS, "billing_address_street"), "18 Kelp St\uFF3C");
    end_files(files);
}

static void an_email_that_refuses_the_row_is_left_out(void **state)
{
    static const struct {
        enum wizard wizard;
        bool protect;
        const char *email;
        bool is_left_out;
    } examples[] = {
        {WIZARD_SUITECRM, false, "pat.o'brien@example.com", true},
        {WIZARD_SUITECRM, true, "pat.o'brien@example.com", true},
        {WIZARD_SUITECRM, false, "pat`x@example.com", true},
        {WIZARD_SUITECRM, true, "pat`x@example.com", true},
        {WIZARD_SUITECRM, false, "pat.obrien@example.com", false},
        {WIZARD_SUGARCRM, false, "pat.o'brien@example.com", false},
        {WIZARD_SUGARCRM, true, "pat`x@example.com", false},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(examples); i++) {
        struct files *files = begin_files(NO_COMPANY_ACCOUNT);
        files->form.wizard = examples[i].wizard;
        files->form.protect = examples[i].protect;
        char row[200];
        snprintf(row, sizeof row, "630|||O'Brien|%s||O'Brien's|||%s|||||||", examples[i].email,
                 examples[i].email);
        struct customer customer = make_row(&files->fixture, 2, row);
        for (int module = 0; module < MODULE_COUNT; module++) {
            fill(files, (enum module)module, &customer);
            check_text(get_cell(files, (enum module)module, "email1"),
                       examples[i].is_left_out ? "" : examples[i].email);
            assert_string_equal(list_issues(files, &customer),
                                examples[i].is_left_out ? "wizard-email" : "");
            if (examples[i].is_left_out) {
                check_issue(customer.issues.first, "Email", examples[i].email, "");
            }
        }
        end_files(files);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ids_come_first_then_the_mapped_fields),
        cmocka_unit_test(laying_out_again_starts_afresh),
        cmocka_unit_test(needed_columns_stay_though_blank),
        cmocka_unit_test(a_company_is_the_same_in_every_way),
        cmocka_unit_test(a_person_gets_an_account),
        cmocka_unit_test(a_contact_takes_address_and_phone),
        cmocka_unit_test(what_has_no_account_is_reported),
        cmocka_unit_test(a_blank_or_an_email_that_is_there_is_not_lost),
        cmocka_unit_test(a_place_that_is_taken_is_no_place),
        cmocka_unit_test(damage_is_reported_or_prevented),
        cmocka_unit_test(a_person_may_have_a_damaged_account_name),
        cmocka_unit_test(a_moved_value_is_protected_too),
        cmocka_unit_test(a_broken_row_is_reported_or_prevented),
        cmocka_unit_test(an_email_that_refuses_the_row_is_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
