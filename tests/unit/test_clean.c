#include "customer/clean.h"

#include "support.h"

#include <stdlib.h>

/* A value, what becomes of it, and the codes of the issues ("" for none). */
struct example {
    const char *value;
    const char *cleaned;
    const char *codes;
};

typedef struct text cleaner(struct cleaning *cleaning, struct text value);

static void check_examples(cleaner *clean, const struct example *examples, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct arena arena = {0};
        struct issue_list issues = {0};
        struct cleaning cleaning = {&arena, &issues, TEXT("Column")};
        struct text cleaned = clean(&cleaning, make_text(examples[i].value));
        const char *codes = list_codes(&arena, &issues);
        if (!equal_texts(cleaned, make_text(examples[i].cleaned)) ||
            strcmp(codes, examples[i].codes) != 0) {
            fail_msg("\"%s\" became \"%.*s\" with \"%s\", not \"%s\" with \"%s\"",
                     examples[i].value, (int)cleaned.length, cleaned.at, codes, examples[i].cleaned,
                     examples[i].codes);
        }
        for (const struct issue *issue = issues.first; issue != NULL; issue = issue->next) {
            check_text(issue->column, "Column");
            assert_true(issue->has_old && issue->has_new && issue->message.length > 0);
        }
        free_arena(&arena);
    }
}

static void excel_wrapping_is_taken_off(void **state)
{
    static const struct example examples[] = {
        {"=\"0411222333\"", "0411222333", "unwrapped"},
        {"  =\"0411222333\"\u00A0", "0411222333", "unwrapped"},
        {"=\" 0411 \"", "0411", "unwrapped"},
        {"=\"5\"\" pipe\"", "5\" pipe", "unwrapped"},
        {"=\"\"", "", "unwrapped"},
        {"=\"5\" pipe\"", "=\"5\" pipe\"", ""},
        {"=\"0411", "=\"0411", ""},
        {"=0411\"", "=0411\"", ""},
        {"=1+1", "=1+1", ""},
        {"=", "=", ""},
        {"=\"", "=\"", ""},
        {"\"0411\"", "\"0411\"", ""},
        {" 0411\t", "0411", ""},
        {"", "", ""},
    };
    (void)state;
    check_examples(unwrap_value, examples, COUNT(examples));
}

static void text_is_trimmed_composed_and_kept_on_one_line(void **state)
{
    static const struct example examples[] = {
        {"", "", ""},
        {"Citizen", "Citizen", ""},
        {"  Citizen ", "Citizen", ""},
        {"\u00A0\u2003\u3000Citizen\u202F\uFEFF", "Citizen", ""},
        {"\t\r\n", "", ""},
        {"a  b", "a  b", ""},
        {"Rene\u0301e", "Ren\u00E9e", ""},
        {"\u212Bngstr\u00F6m", "\u00C5ngstr\u00F6m", ""},
        {"\uFB01ne", "\uFB01ne", ""}, /* normal form C, not KC */
        {"a\tb", "a b", ""},
        {"a\nb", "a b", ""},
        {"a\rb", "a b", ""},
        {"a\r\nb", "a b", ""},
        {"a\u2028b\u2029c", "a b c", ""},
        {"a\x01"
         "b",
         "ab", "control-character"},
        {"a\x7F\xC2\x80", "a", "control-character"},
        {"\x1B[31mred", "[31mred", "control-character"},
        {"\x01 Citizen \x02", "Citizen", "control-character"},
        {"e\x01\u0301", "\u00E9", "control-character"},
        {"Ren\uFFFD", "Ren\uFFFD", "replacement-character"},
        {"\uFFFD\x02", "\uFFFD", "control-character replacement-character"},
        {"=\"Ren\u00E9\"", "Ren\u00E9", "unwrapped"},
        {"=\"a\tb\"", "a b", "unwrapped"},
        {"4.11E+08", "4.11E+08", ""},
        {"411222333", "411222333", ""},
        {"5\" pipe", "5\" pipe", ""},
    };
    (void)state;
    check_examples(clean_text, examples, COUNT(examples));
}

static void street_keeps_its_lines(void **state)
{
    static const struct example examples[] = {
        {"215 Rouse St.", "215 Rouse St.", ""},
        {"Unit 3\n215 Rouse St.", "Unit 3\n215 Rouse St.", ""},
        {"Unit 3\r\n215 Rouse St.", "Unit 3\n215 Rouse St.", ""},
        {"Unit 3\r215 Rouse St.", "Unit 3\n215 Rouse St.", ""},
        {"Unit 3\u2028215 Rouse St.", "Unit 3\n215 Rouse St.", ""},
        {"\r\n 215 Rouse St. \r\n", "215 Rouse St.", ""},
        {"Unit\t3", "Unit 3", ""},
        {"Unit 3\x0B", "Unit 3", ""},
        {"Unit\x01 3\r\n", "Unit 3", "control-character"},
        {"=\"3\r\n4\"", "3\n4", "unwrapped"},
    };
    (void)state;
    check_examples(clean_street, examples, COUNT(examples));
}

static void phones_get_their_zero_back(void **state)
{
    static const struct example examples[] = {
        {"411222333", "0411222333", "zero-restored"},
        {" 411222333 ", "0411222333", "zero-restored"},
        {"=\"411222333\"", "0411222333", "unwrapped zero-restored"},
        {"=\"0411222333\"", "0411222333", "unwrapped"},
        {"0411222333", "0411222333", ""},
        {"0411 222 333", "0411 222 333", ""},
        {"311222333", "311222333", ""},
        {"41122233", "41122233", ""},
        {"4112223334", "4112223334", ""},
        {"41122233x", "41122233x", ""},
        {"61411222333", "61411222333", ""},
        {"+61411222333", "+61411222333", ""},
        {"0939393933939", "0939393933939", ""},
        {"4.11E+08", "", "lost-digits"},
        {"4.11e+08", "", "lost-digits"},
        {"4,11E+08", "", "lost-digits"},
        {"4E+08", "", "lost-digits"},
        {"6.14112E+10", "", "lost-digits"},
        {"4.11E+08 (wife)", "4.11E+08 (wife)", ""},
        {"E+08", "E+08", ""},
        {"4.11E+", "4.11E+", ""},
        {"4.11E08", "4.11E08", ""},
        {"", "", ""},
    };
    (void)state;
    check_examples(clean_phone, examples, COUNT(examples));
}

static void postcodes_in_scientific_notation_are_dropped(void **state)
{
    static const struct example examples[] = {
        {"3207", "3207", ""},
        {" 3207 ", "3207", ""},
        {"3.2E+03", "", "lost-digits"},
        {"810", "810", ""},
        {"=\"0810\"", "0810", "unwrapped"},
        {"SW1A 1AA", "SW1A 1AA", ""},
    };
    (void)state;
    check_examples(clean_postcode, examples, COUNT(examples));
}

static void postcodes_get_their_zero_back_in_australia(void **state)
{
    static const struct {
        const char *postcode;
        const char *country;
        const char *restored;
    } examples[] = {
        {"800", "Australia", "0800"},
        {"999", "Australia", "0999"},
        {"810", "", "0810"},
        {"810", "AUSTRALIA", "0810"},
        {"810", "australia", "0810"},
        {"799", "Australia", NULL},
        {"200", "", NULL},
        {"810", "New Zealand", NULL},
        {"810", "Austria", NULL},
        {"0810", "Australia", NULL},
        {"8100", "Australia", NULL},
        {"80", "", NULL},
        {"8x0", "", NULL},
        {"", "Australia", NULL},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(examples); i++) {
        struct arena arena = {0};
        struct issue_list issues = {0};
        struct cleaning cleaning = {&arena, &issues, TEXT("Post/ZIP")};
        const char *expected = examples[i].restored;
        check_text(restore_postcode_zero(&cleaning, make_text(examples[i].postcode),
                                         make_text(examples[i].country)),
                   expected == NULL ? examples[i].postcode : expected);
        assert_string_equal(list_codes(&arena, &issues), expected == NULL ? "" : "zero-restored");
        if (expected != NULL) {
            check_issue(issues.first, "Post/ZIP", examples[i].postcode, expected);
        }
        free_arena(&arena);
    }
}

static void the_first_valid_email_is_used(void **state)
{
    static const struct example examples[] = {
        {"", "", ""},
        {"jo@example.com", "jo@example.com", ""},
        {"  Jo@Example.com\u00A0", "Jo@Example.com", ""},
        {"o'brien@example.com", "o'brien@example.com", ""},
        {"jo", "", "bad-email"},
        {"jo@example", "", "bad-email"},
        {"jo%x@example.com", "", "bad-email"},
        {"j\u00F6@example.com", "", "bad-email"},
        {"jo@exa\tmple.com", "", "bad-email"},
        {";", "", "bad-email"},
        {"a@example.com;b@example.com", "a@example.com", "further-email"},
        {"a@example.com, b@example.com", "a@example.com", "further-email"},
        {"a@example.com b@example.com", "a@example.com", "further-email"},
        {"a@example.com\nb@example.com", "a@example.com", "further-email"},
        {"a@example.com\u00A0b@example.com", "a@example.com", "further-email"},
        {"a@example; b@example.com; c@example.com", "b@example.com", "further-email"},
        {"call first: a@example.com", "a@example.com", "further-email"},
        {"a@example;b@example", "", "bad-email"},
        {"=\"a@example.com\"", "a@example.com", "unwrapped"},
    };
    (void)state;
    check_examples(clean_email, examples, COUNT(examples));
}

static void further_emails_are_shown(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct issue_list issues = {0};
    struct cleaning cleaning = {&arena, &issues, TEXT("Email")};
    clean_email(&cleaning, TEXT("x; a@example.com; b@example.com"));
    check_issue(issues.first, "Email", "x; a@example.com; b@example.com", "a@example.com");
    clean_email(&cleaning, TEXT(" jo "));
    check_issue(issues.last, "Email", "jo", "");
    free_arena(&arena);
}

static void an_email_has_at_most_255_characters(void **state)
{
    (void)state;
    char email[257];
    memset(email, 'a', sizeof email);
    memcpy(email + 243, "@example.com", 13); /* 255 and the NUL */
    const struct example longest = {email, email, ""};
    check_examples(clean_email, &longest, 1);
    memset(email, 'a', sizeof email);
    memcpy(email + 244, "@example.com", 13);
    const struct example too_long = {email, "", "bad-email"};
    check_examples(clean_email, &too_long, 1);
}

static void a_website_without_a_name_is_none(void **state)
{
    static const struct example examples[] = {
        {"www.clickpos.com", "www.clickpos.com", ""},
        {"http://www.clickpos.com", "http://www.clickpos.com", ""},
        {" http:// ", "", "empty-website"},
        {"https://", "", "empty-website"},
        {"HTTP://", "", "empty-website"},
        {"http:", "http:", ""},
        {"ftp://", "ftp://", ""},
        {"", "", ""},
    };
    (void)state;
    check_examples(clean_website, examples, COUNT(examples));
}

static const struct {
    const char *value;
    uint32_t number;
    const char *codes;
} numbers[] = {
    {"630", 630, ""},
    {" 630\u00A0", 630, ""},
    {"1", 1, ""},
    {"2147483647", 2147483647, ""},
    {"00630", 630, "number-rewritten"},
    {"630.0", 630, "number-rewritten"},
    {"630.00", 630, "number-rewritten"},
    {"0000000000000000000630", 630, "number-rewritten"},
    {"=\"630\"", 630, "unwrapped"},
    {" =\" 00630 \"", 630, "unwrapped number-rewritten"},
    {"", 0, ""},
    {"0", 0, ""},
    {"0.0", 0, ""},
    {"2147483648", 0, ""},
    {"99999999999999999999", 0, ""},
    {"18446744073709551617", 0, ""},
    {"-630", 0, ""},
    {"+630", 0, ""},
    {"630.5", 0, ""},
    {"630.01", 0, ""},
    {"630.", 0, ""},
    {".0", 0, ""},
    {"1,008", 0, ""},
    {"6 30", 0, ""},
    {"630x", 0, ""},
    {"C630", 0, ""},
    {"6.3E+02", 0, ""},
    {"\uFF16\uFF13\uFF10", 0, ""},
    {"=630", 0, ""},
    {"Cust No.", 0, ""},
};

static void customer_numbers_are_whole_and_in_range(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(numbers); i++) {
        struct arena arena = {0};
        struct issue_list issues = {0};
        struct cleaning cleaning = {&arena, &issues, TEXT("Cust No.")};
        uint32_t number = 7;
        struct text text = clean_customer_number(&cleaning, make_text(numbers[i].value), &number);
        if (number != numbers[i].number) {
            fail_msg("\"%s\" was read as %lu", numbers[i].value, (unsigned long)number);
        }
        assert_int_equal(text.length == 0, number == 0);
        assert_int_equal(text.length == 0 ? 0 : strtoul(text.at, NULL, 10), number);
        assert_true(text.length == 0 || text.at[0] != '0');
        assert_string_equal(list_codes(&arena, &issues), numbers[i].codes);
        free_arena(&arena);
    }
}

static void a_cell_holds_a_number_if_cleaning_finds_one(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(numbers); i++) {
        if (is_customer_number(make_text(numbers[i].value)) != (numbers[i].number > 0)) {
            fail_msg("\"%s\" should %sbe a customer number", numbers[i].value,
                     numbers[i].number > 0 ? "" : "not ");
        }
    }
}

static void each_rule_has_its_cleaner(void **state)
{
    static const struct {
        enum rule rule;
        struct example example;
    } examples[] = {
        {RULE_TEXT, {"a\nb", "a b", ""}},
        {RULE_TEXT, {"411222333", "411222333", ""}},
        {RULE_STREET, {"a\r\nb", "a\nb", ""}},
        {RULE_PHONE, {"411222333", "0411222333", "zero-restored"}},
        {RULE_POSTCODE, {"3.2E+03", "", "lost-digits"}},
        {RULE_POSTCODE, {"411222333", "411222333", ""}},
        {RULE_EMAIL, {"jo", "", "bad-email"}},
        {RULE_WEBSITE, {"http://", "", "empty-website"}},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(examples); i++) {
        struct arena arena = {0};
        struct issue_list issues = {0};
        struct cleaning cleaning = {&arena, &issues, TEXT("Column")};
        const struct example *example = &examples[i].example;
        check_text(clean_value(&cleaning, examples[i].rule, make_text(example->value)),
                   example->cleaned);
        assert_string_equal(list_codes(&arena, &issues), example->codes);
        free_arena(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(excel_wrapping_is_taken_off),
        cmocka_unit_test(text_is_trimmed_composed_and_kept_on_one_line),
        cmocka_unit_test(street_keeps_its_lines),
        cmocka_unit_test(phones_get_their_zero_back),
        cmocka_unit_test(postcodes_in_scientific_notation_are_dropped),
        cmocka_unit_test(postcodes_get_their_zero_back_in_australia),
        cmocka_unit_test(the_first_valid_email_is_used),
        cmocka_unit_test(further_emails_are_shown),
        cmocka_unit_test(an_email_has_at_most_255_characters),
        cmocka_unit_test(a_website_without_a_name_is_none),
        cmocka_unit_test(customer_numbers_are_whole_and_in_range),
        cmocka_unit_test(a_cell_holds_a_number_if_cleaning_finds_one),
        cmocka_unit_test(each_rule_has_its_cleaner),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
