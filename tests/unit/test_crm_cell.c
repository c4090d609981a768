#include "customer/crm_cell.h"

#include "crm_files.h"

static void a_guard_is_taken_off_once_and_from_labels_only(void **state)
{
    static const struct {
        const char *cell;
        const char *value; /* in a file of labels */
    } examples[] = {
        {"'+64 21 555 111", "+64 21 555 111"},
        {"'-5", "-5"},
        {"'=1+1", "=1+1"},
        {"'@home", "@home"},
        {"'=", "="},
        {"'=\"0411\"", "=\"0411\""},
        {"'=x'", "=x'"},
        {"'='+x", "='+x"},
        {"'==x", "==x"},
        /* no guard */
        {"", ""},
        {"'", "'"},
        {"''", "''"},
        {"''=x", "''=x"},
        {"'x", "'x"},
        {"' =x", "' =x"},
        {" '=x", " '=x"},
        {"=x", "=x"},
        {"+61 411", "+61 411"},
        {"'n Gum", "'n Gum"},
        {"'\t=x", "'\t=x"},
        {"\u2019=x", "\u2019=x"},
        {"x'=y", "x'=y"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(examples); i++) {
        struct text cell = make_text(examples[i].cell);
        check_text(remove_guard(cell, true), examples[i].value);
        check_text(remove_guard(cell, false), examples[i].cell);
    }
    /* what lies behind the cell does not count */
    check_text(remove_guard((struct text){"'=x", 1}, true), "'");
}

static void ampersands_come_back_once(void **state)
{
    static const struct {
        const char *value;
        const char *restored;
    } examples[] = {
        {"Fish &amp; Chips", "Fish & Chips"},
        {"&amp;", "&"},
        {"&amp;&amp;", "&&"},
        {"&amp;amp;", "&amp;"},
        {"&amp;amp;amp;", "&amp;amp;"},
        {"&amp;lt;", "&lt;"},
        {"a & b", "a & b"},
        {"&lt;b&gt; &quot;x&quot; &#039;", "&lt;b&gt; &quot;x&quot; &#039;"},
        {"&AMP;", "&AMP;"},
        {"&amp", "&amp"},
        {"&am", "&am"},
        {"&", "&"},
        {"&&amp;", "&&"},
        {"", ""},
    };
    (void)state;
    struct arena arena = {0};
    for (size_t i = 0; i < COUNT(examples); i++) {
        struct text value = make_text(examples[i].value);
        struct text restored = restore_ampersands(&arena, value);
        check_text(restored, examples[i].restored);
        if (find_text(value, TEXT("&amp;")) == value.length) {
            assert_ptr_equal(restored.at, value.at);
        }
    }
    check_text(restore_ampersands(&arena, (struct text){"&amp;", 4}), "&amp");
    free_arena(&arena);
}

static void ticks_are_read(void **state)
{
    static const struct {
        const char *cell;
        bool is_ticked;
        bool is_known;
    } examples[] = {
        {"1", true, true},    {"yes", true, true},     {"TRUE", true, true},
        {"On", true, true},   {"Yes", true, true},     {"0", false, true},
        {"", false, true},    {"no", false, true},     {"FALSE", false, true},
        {"off", false, true}, {"2", false, false},     {"x", false, false},
        {"01", false, false}, {"1.0", false, false},   {"-1", false, false},
        {"y", false, false},  {"ja", false, false},    {" ", false, false},
        {"10", false, false}, {"true1", false, false},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(examples); i++) {
        for (int before = 0; before < 2; before++) {
            bool is_known = before == 1;
            bool ticked = is_ticked(make_text(examples[i].cell), &is_known);
            if (ticked != examples[i].is_ticked || is_known != examples[i].is_known) {
                fail_msg("\"%s\" is misunderstood", examples[i].cell);
            }
        }
    }
}

/* A record in the making, and the issues of it. */
struct cell_test {
    struct fixture fixture;
    struct crm_file file;
    struct issue_list issues;
    struct making making;
};

static void begin_cell_test(struct cell_test *test, enum module module, const char *header)
{
    *test = (struct cell_test){.fixture = begin_fixture()};
    open_crm_file(&test->fixture, &test->file, module, header);
    test->making = (struct making){
        .rules = &test->file.rules.values,
        .cleaning = {.arena = &test->fixture.arena, .issues = &test->issues, .column = TEXT("X")}};
}

static void end_cell_test(struct cell_test *test)
{
    end_fixture(&test->fixture);
}

/* Cleans a cell of a field; its issues are those of the test afterwards. */
static struct text clean_cell(struct cell_test *test, enum module module, const char *field,
                              const char *cell)
{
    test->issues = (struct issue_list){0};
    return clean_crm_cell(&test->making, &test->file.rules, find_row(&test->fixture, module, field),
                          make_text(cell));
}

static const struct {
    enum module module;
    const char *field;
    const char *cell;
    const char *value; /* in a file of labels */
    const char *codes;
    const char *own_value; /* in a file of ours */
    const char *own_codes;
} cell_examples[] = {
    {MODULE_CONTACTS, "phone_mobile", "'+64 21 555 111", "+64 21 555 111", "", "'+64 21 555 111",
     ""},
    {MODULE_CONTACTS, "phone_mobile", "411222333", "0411222333", "zero-restored", "0411222333",
     "zero-restored"},
    {MODULE_CONTACTS, "phone_mobile", "4.11E+08", "", "lost-digits", "", "lost-digits"},
    {MODULE_CONTACTS, "phone_mobile", "'=\"0411\"", "0411", "unwrapped", "'=\"0411\"", ""},
    {MODULE_CONTACTS, "last_name", " Zo\u00EB\u00A0", "Zo\u00EB", "", "Zo\u00EB", ""},
    {MODULE_CONTACTS, "last_name", "O'Brien, \"Bob\"", "O'Brien, \"Bob\"", "", "O'Brien, \"Bob\"",
     ""},
    {MODULE_CONTACTS, "last_name", "a\nb\x01", "a b", "control-character", "a b",
     "control-character"},
    {MODULE_CONTACTS, "last_name", "Fish &amp; Chips", "Fish &amp; Chips", "", "Fish &amp; Chips",
     ""}, /* nothing made in Studio */
    {MODULE_ACCOUNTS, "cp_cust_tradingas", "Fish &amp; Chips", "Fish & Chips", "",
     "Fish &amp; Chips", ""},
    {MODULE_ACCOUNTS, "cp_cust_customerclass", "A&amp;amp;B", "A&amp;B", "", "A&amp;amp;B", ""},
    {MODULE_ACCOUNTS, "cp_cust_tradingas", "'=&amp;", "=&", "", "'=&amp;", ""},
    {MODULE_ACCOUNTS, "cp_cust_tradingas", "''=x", "''=x", "", "''=x", ""},
    {MODULE_ACCOUNTS, "name", "A &amp; B", "A &amp; B", "", "A &amp; B", ""},
    {MODULE_ACCOUNTS, "website", " http:// ", "", "", "", "empty-website"}, /* the CRM's blank */
    {MODULE_ACCOUNTS, "website", "HTTP://", "", "empty-website", "", "empty-website"},
    {MODULE_ACCOUNTS, "website", "https://", "", "empty-website", "", "empty-website"},
    {MODULE_ACCOUNTS, "website", "http://x", "http://x", "", "http://x", ""},
    {MODULE_ACCOUNTS, "cp_cust_tradingas", "http://", "http://", "", "http://", ""},
    {MODULE_ACCOUNTS, "website", "www.shop.example", "www.shop.example", "", "www.shop.example",
     ""},
    {MODULE_ACCOUNTS, "billing_address_street", "1 Main Rd\nFlat 2", "1 Main Rd\nFlat 2", "",
     "1 Main Rd\nFlat 2", ""},
    {MODULE_ACCOUNTS, "billing_address_postalcode", "0110", "0110", "", "0110", ""},
    /* an email is carried as it stands, even one that to-sugar would leave out or take apart */
    {MODULE_CONTACTS, "email1", " jo@example.com ", "jo@example.com", "", "jo@example.com", ""},
    {MODULE_CONTACTS, "email1", "jo@b\u00FCcher.example", "jo@b\u00FCcher.example", "unusual-email",
     "jo@b\u00FCcher.example", "unusual-email"},
    {MODULE_CONTACTS, "email1", "a@example.com; b@example.com", "a@example.com; b@example.com",
     "unusual-email", "a@example.com; b@example.com", "unusual-email"},
    {MODULE_ACCOUNTS, "email1", "none", "none", "unusual-email", "none", "unusual-email"},
    {MODULE_ACCOUNTS, "email1", "'@example", "@example", "unusual-email", "'@example",
     "unusual-email"},
    {MODULE_ACCOUNTS, "email1", "", "", "", "", ""},
    {MODULE_CONTACTS, "cp_synch", "1", "1", "", "1", ""},
    {MODULE_CONTACTS, "cp_synch", " TRUE ", "1", "", "1", ""},
    {MODULE_CONTACTS, "cp_synch", "0", "0", "", "0", ""},
    {MODULE_CONTACTS, "cp_synch", "", "0", "", "0", ""},
    {MODULE_CONTACTS, "cp_synch", "No", "0", "", "0", ""},
    {MODULE_CONTACTS, "cp_synch", "ja", "0", "bad-tick", "0", "bad-tick"},
    {MODULE_CONTACTS, "cp_synch", "'-1", "0", "bad-tick", "0", "bad-tick"},
};

static void cells_are_restored_and_cleaned(void **state)
{
    (void)state;
    struct cell_test labels;
    struct cell_test own;
    begin_cell_test(&labels, MODULE_CONTACTS, "First Name|Last Name|ID");
    begin_cell_test(&own, MODULE_CONTACTS, "id|first_name|last_name");
    for (size_t i = 0; i < COUNT(cell_examples); i++) {
        check_text(clean_cell(&labels, cell_examples[i].module, cell_examples[i].field,
                              cell_examples[i].cell),
                   cell_examples[i].value);
        assert_string_equal(list_codes(&labels.fixture.arena, &labels.issues),
                            cell_examples[i].codes);
        check_text(clean_cell(&own, cell_examples[i].module, cell_examples[i].field,
                              cell_examples[i].cell),
                   cell_examples[i].own_value);
        assert_string_equal(list_codes(&own.fixture.arena, &own.issues),
                            cell_examples[i].own_codes);
    }
    end_cell_test(&labels);
    end_cell_test(&own);
}

static void issues_show_the_value_and_its_column(void **state)
{
    (void)state;
    struct cell_test test;
    begin_cell_test(&test, MODULE_CONTACTS, "Last Name|ID");
    clean_cell(&test, MODULE_CONTACTS, "email1", " not one ");
    check_issue(find_issue(&test.issues, ISSUE_UNUSUAL_EMAIL), "X", "not one", NULL);
    clean_cell(&test, MODULE_CONTACTS, "cp_synch", " maybe ");
    check_issue(find_issue(&test.issues, ISSUE_BAD_TICK), "X", "maybe", NULL);
    clean_cell(&test, MODULE_ACCOUNTS, "website", "HTTPS://");
    check_issue(find_issue(&test.issues, ISSUE_EMPTY_WEBSITE), "X", "HTTPS://", "");
    end_cell_test(&test);
}

/* What a custom mapping adds is treated like the fields of the shipped one. */
static void fields_made_in_studio_get_their_ampersands_back(void **state)
{
    (void)state;
    struct cell_test test;
    begin_cell_test(&test, MODULE_CONTACTS, "Last Name|ID");
    extend_mapping(&test.fixture, "Contacts|hobby_c|Hobby||Hobby||text");
    extend_mapping(&test.fixture, "Contacts|department|Department||Dept||text");
    check_text(clean_cell(&test, MODULE_CONTACTS, "hobby_c", "R&amp;D"), "R&D");
    check_text(clean_cell(&test, MODULE_CONTACTS, "department", "R&amp;D"), "R&amp;D");
    end_cell_test(&test);
}

/* Reads a link of a record; nothing is said of it. */
static struct text read_row_link(struct cell_test *test, const char *row, enum link link)
{
    test->issues = (struct issue_list){0};
    test->making.record = make_record(&test->fixture.arena, 2, row);
    struct text value = read_link(&test->making, &test->file.rules, link);
    assert_null(test->issues.first);
    return value;
}

static void links_are_read(void **state)
{
    (void)state;
    struct cell_test test;
    begin_cell_test(&test, MODULE_CONTACTS, "Last Name|Account Name|ID|Deleted");
    check_text(read_row_link(&test, "Citizen| Firm\u00A0|c-1|0", LINK_ACCOUNT_NAME), "Firm");
    check_text(read_row_link(&test, "Citizen|'=Firm|c-1|0", LINK_ACCOUNT_NAME), "=Firm");
    check_text(read_row_link(&test, "Citizen|A &amp; B|c-1|0", LINK_ACCOUNT_NAME), "A &amp; B");
    check_text(read_row_link(&test, "Citizen|Fi\x01rm\n2|c-1|0", LINK_ACCOUNT_NAME), "Firm 2");
    check_text(read_row_link(&test, "Citizen|=\"007\"|c-1|0", LINK_ACCOUNT_NAME), "007");
    check_text(read_row_link(&test, "Citizen|Firm|'-1|0", LINK_ID), "-1");
    check_text(read_row_link(&test, "Citizen|Firm|c-1", LINK_ID), "c-1");
    check_text(read_row_link(&test, "Citizen|Firm", LINK_ID), "");               /* too few cells */
    check_text(read_row_link(&test, "Citizen|Firm|c-1|0", LINK_ACCOUNT_ID), ""); /* no column */
    end_cell_test(&test);
    begin_cell_test(&test, MODULE_CONTACTS, "last_name|account_name|id|deleted");
    check_text(read_row_link(&test, "Citizen|'=Firm|c-1|0", LINK_ACCOUNT_NAME), "'=Firm");
    end_cell_test(&test);
}

static void deleted_records_are_known(void **state)
{
    static const struct {
        const char *row;
        bool is_deleted;
    } examples[] = {
        {"Firm|1", true},   {"Firm|0", false},  {"Firm|", false},      {"Firm|TRUE", true},
        {"Firm| 1 ", true}, {"Firm|yes", true}, {"Firm|FALSE", false}, {"Firm|Deleted", false},
        {"Firm|2", false},  {"Firm", false},    {"Firm|=\"1\"", true},
    };
    (void)state;
    struct cell_test test;
    begin_cell_test(&test, MODULE_ACCOUNTS, "Name|Deleted");
    for (size_t i = 0; i < COUNT(examples); i++) {
        test.making.record = make_record(&test.fixture.arena, 2, examples[i].row);
        if (is_deleted(&test.making, &test.file.rules) != examples[i].is_deleted) {
            fail_msg("\"%s\" is misunderstood", examples[i].row);
        }
        assert_null(test.issues.first);
    }
    end_cell_test(&test);
    begin_cell_test(&test, MODULE_ACCOUNTS, "Name|Website");
    test.making.record = make_record(&test.fixture.arena, 2, "1|1");
    assert_false(is_deleted(&test.making, &test.file.rules));
    end_cell_test(&test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_guard_is_taken_off_once_and_from_labels_only),
        cmocka_unit_test(ampersands_come_back_once),
        cmocka_unit_test(ticks_are_read),
        cmocka_unit_test(cells_are_restored_and_cleaned),
        cmocka_unit_test(issues_show_the_value_and_its_column),
        cmocka_unit_test(fields_made_in_studio_get_their_ampersands_back),
        cmocka_unit_test(links_are_read),
        cmocka_unit_test(deleted_records_are_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
