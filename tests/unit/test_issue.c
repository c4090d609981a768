#include "pipeline/issue.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* Scripts may rely on every one of these: a name is never changed. */
static const struct {
    const char *name;
    enum severity severity;
} expected[] = {
    [ISSUE_QUOTE_OPEN] = {"quote-open", SEVERITY_ERROR},
    [ISSUE_QUOTE_JUNK] = {"quote-junk", SEVERITY_ERROR},
    [ISSUE_QUOTE_STRAY] = {"quote-stray", SEVERITY_ERROR},
    [ISSUE_TOO_LARGE] = {"too-large", SEVERITY_ERROR},
    [ISSUE_NUL_BYTE] = {"nul-byte", SEVERITY_ERROR},
    [ISSUE_UNDECODABLE] = {"undecodable", SEVERITY_ERROR},
    [ISSUE_TOO_MANY_CELLS] = {"too-many-cells", SEVERITY_ERROR},
    [ISSUE_NO_CUSTOMER_NUMBER] = {"no-customer-number", SEVERITY_ERROR},
    [ISSUE_BAD_CUSTOMER_NUMBER] = {"bad-customer-number", SEVERITY_ERROR},
    [ISSUE_DUPLICATE_NUMBER] = {"duplicate-number", SEVERITY_ERROR},
    [ISSUE_SHARED_NUMBER] = {"shared-number", SEVERITY_ERROR},
    [ISSUE_REPEATED_CONTACT] = {"repeated-contact", SEVERITY_ERROR},
    [ISSUE_NO_NAME] = {"no-name", SEVERITY_ERROR},
    [ISSUE_ACCOUNTS_UNCLEAR] = {"accounts-unclear", SEVERITY_ERROR},
    [ISSUE_TOO_LONG] = {"too-long", SEVERITY_ERROR},
    [ISSUE_COLUMN_REPEATED] = {"column-repeated", SEVERITY_WARNING},
    [ISSUE_COLUMN_MISSING] = {"column-missing", SEVERITY_WARNING},
    [ISSUE_NO_ACCOUNTS_FILE] = {"no-accounts-file", SEVERITY_WARNING},
    [ISSUE_TOO_FEW_CELLS] = {"too-few-cells", SEVERITY_WARNING},
    [ISSUE_LOST_DIGITS] = {"lost-digits", SEVERITY_WARNING},
    [ISSUE_BAD_EMAIL] = {"bad-email", SEVERITY_WARNING},
    [ISSUE_FURTHER_EMAIL] = {"further-email", SEVERITY_WARNING},
    [ISSUE_CUT] = {"cut", SEVERITY_WARNING},
    [ISSUE_DUPLICATE_SKIPPED] = {"duplicate-skipped", SEVERITY_WARNING},
    [ISSUE_ACCOUNT_DIFFERS] = {"account-differs", SEVERITY_WARNING},
    [ISSUE_NO_PLACE] = {"no-place", SEVERITY_WARNING},
    [ISSUE_ACCOUNT_MISSING] = {"account-missing", SEVERITY_WARNING},
    [ISSUE_ACCOUNT_AMBIGUOUS] = {"account-ambiguous", SEVERITY_WARNING},
    [ISSUE_REPEATED_ACCOUNT] = {"repeated-account", SEVERITY_WARNING},
    [ISSUE_UNUSED_ACCOUNT] = {"unused-account", SEVERITY_WARNING},
    [ISSUE_BAD_TICK] = {"bad-tick", SEVERITY_WARNING},
    [ISSUE_UNENCODABLE] = {"unencodable", SEVERITY_WARNING},
    [ISSUE_REPLACEMENT_CHARACTER] = {"replacement-character", SEVERITY_WARNING},
    [ISSUE_WIZARD_DAMAGE] = {"wizard-damage", SEVERITY_WARNING},
    [ISSUE_WIZARD_ROW] = {"wizard-row", SEVERITY_WARNING},
    [ISSUE_WIZARD_EMAIL] = {"wizard-email", SEVERITY_WARNING},
    [ISSUE_TICKED_AGAIN] = {"ticked-again", SEVERITY_NOTICE},
    [ISSUE_WAITING] = {"waiting", SEVERITY_NOTICE},
    [ISSUE_NOT_UPLOADED] = {"not-uploaded", SEVERITY_NOTICE},
    [ISSUE_EDIT_KEPT] = {"edit-kept", SEVERITY_NOTICE},
    [ISSUE_TICK_KEPT] = {"tick-kept", SEVERITY_NOTICE},
    [ISSUE_NOT_A_CUSTOMER] = {"not-a-customer", SEVERITY_NOTICE},
    [ISSUE_DELETED] = {"deleted", SEVERITY_NOTICE},
    [ISSUE_REPEATED_HEADER] = {"repeated-header", SEVERITY_NOTICE},
    [ISSUE_REPEATED_ROW] = {"repeated-row", SEVERITY_NOTICE},
    [ISSUE_NUMBER_REWRITTEN] = {"number-rewritten", SEVERITY_NOTICE},
    [ISSUE_ZERO_NUMBER] = {"zero-number", SEVERITY_NOTICE},
    [ISSUE_UNWRAPPED] = {"unwrapped", SEVERITY_NOTICE},
    [ISSUE_ZERO_RESTORED] = {"zero-restored", SEVERITY_NOTICE},
    [ISSUE_CONTROL_CHARACTER] = {"control-character", SEVERITY_NOTICE},
    [ISSUE_NAME_MOVED] = {"name-moved", SEVERITY_NOTICE},
    [ISSUE_COMPANY_AS_NAME] = {"company-as-name", SEVERITY_NOTICE},
    [ISSUE_COMPANY_LIKE_PERSON] = {"company-like-person", SEVERITY_NOTICE},
    [ISSUE_EMPTY_WEBSITE] = {"empty-website", SEVERITY_NOTICE},
    [ISSUE_UNUSUAL_EMAIL] = {"unusual-email", SEVERITY_NOTICE},
    [ISSUE_PROTECTED] = {"protected", SEVERITY_NOTICE},
    [ISSUE_SEVERAL_CONTACTS] = {"several-contacts", SEVERITY_CONFLICT},
    [ISSUE_CONTACT_TAKEN] = {"contact-taken", SEVERITY_CONFLICT},
    [ISSUE_OTHER_NUMBER] = {"other-number", SEVERITY_CONFLICT},
    [ISSUE_CONTACT_DELETED] = {"contact-deleted", SEVERITY_CONFLICT},
    [ISSUE_SEVERAL_ACCOUNTS] = {"several-accounts", SEVERITY_CONFLICT},
    [ISSUE_UNSEEN_EDIT] = {"unseen-edit", SEVERITY_CONFLICT},
    [ISSUE_LIKE_HAND_OUT] = {"like-hand-out", SEVERITY_CONFLICT},
    [ISSUE_CHANGED_SINCE] = {"changed-since", SEVERITY_CONFLICT},
    [ISSUE_NOT_WRITTEN] = {"not-written", SEVERITY_FAILURE},
    [ISSUE_CRM_CHANGES] = {"crm-changes", SEVERITY_WARNING},
    [ISSUE_NOT_KEPT] = {"not-kept", SEVERITY_WARNING},
    [ISSUE_CREATED] = {"created", SEVERITY_CHANGE},
    [ISSUE_RECREATED] = {"recreated", SEVERITY_CHANGE},
    [ISSUE_NUMBERED] = {"numbered", SEVERITY_CHANGE},
    [ISSUE_UPDATED] = {"updated", SEVERITY_CHANGE},
    [ISSUE_CONTACT_MOVED] = {"contact-moved", SEVERITY_CHANGE},
    [ISSUE_ACCOUNT_CREATED] = {"account-created", SEVERITY_CHANGE},
    [ISSUE_ACCOUNT_UPDATED] = {"account-updated", SEVERITY_CHANGE},
    [ISSUE_ACCOUNT_RENAMED] = {"account-renamed", SEVERITY_CHANGE},
    [ISSUE_HANDED_OUT] = {"handed-out", SEVERITY_CHANGE},
};

static void names_and_severities_are_stable(void **state)
{
    (void)state;
    assert_int_equal(COUNT(expected), ISSUE_CODE_COUNT);
    for (size_t i = 0; i < ISSUE_CODE_COUNT; i++) {
        const struct issue_kind *kind = get_issue_kind((enum issue_code)i);
        assert_non_null(expected[i].name);
        assert_string_equal(kind->name, expected[i].name);
        assert_int_equal(kind->severity, expected[i].severity);
    }
}

static void names_are_unique_and_kebab_case(void **state)
{
    (void)state;
    for (size_t i = 0; i < ISSUE_CODE_COUNT; i++) {
        const char *name = get_issue_kind((enum issue_code)i)->name;
        assert_int_equal(strspn(name, "abcdefghijklmnopqrstuvwxyz-"), strlen(name));
        assert_null(strstr(name, "--"));
        assert_true(name[0] != '-' && name[0] != '\0' && name[strlen(name) - 1] != '-');
        for (size_t k = 0; k < i; k++) {
            assert_string_not_equal(name, get_issue_kind((enum issue_code)k)->name);
        }
    }
}

static void titles_and_advice_read_well(void **state)
{
    (void)state;
    for (size_t i = 0; i < ISSUE_CODE_COUNT; i++) {
        const struct issue_kind *kind = get_issue_kind((enum issue_code)i);
        size_t title = strlen(kind->title);
        size_t advice = strlen(kind->advice);
        assert_in_range(title, 5, 90);
        assert_true(kind->title[title - 1] != '.');
        assert_in_range(advice, 5, 160);
        assert_true(kind->advice[advice - 1] == '.');
        assert_null(strstr(kind->advice, ". ")); /* one sentence */
        assert_null(strstr(kind->advice, "  "));
        for (size_t k = 0; k < i; k++) {
            assert_string_not_equal(kind->title, get_issue_kind((enum issue_code)k)->title);
        }
    }
}

static void severities_have_names(void **state)
{
    (void)state;
    assert_string_equal(get_severity_name(SEVERITY_ERROR), "error");
    assert_string_equal(get_severity_name(SEVERITY_WARNING), "warning");
    assert_string_equal(get_severity_name(SEVERITY_NOTICE), "notice");
}

static void issues_keep_their_order(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct issue_list list = {0};
    struct issue *one = add_issue(&list, &arena, ISSUE_UNWRAPPED, TEXT("Mob"));
    struct issue *two = add_issue(&list, &arena, ISSUE_CUT, EMPTY_TEXT);
    assert_ptr_equal(list.first, one);
    assert_ptr_equal(one->next, two);
    assert_ptr_equal(list.last, two);
    assert_null(two->next);
    assert_int_equal(one->code, ISSUE_UNWRAPPED);
    assert_true(equal_texts(one->column, TEXT("Mob")));
    assert_false(one->has_old || one->has_new);
    assert_int_equal(one->message.length, 0);
    free_arena(&arena);
}

static void an_exhausted_arena_gives_a_scratch_issue(void **state)
{
    (void)state;
    struct arena arena = {.exhausted = true};
    struct issue_list list = {0};
    struct issue *scratch = add_issue(&list, &arena, ISSUE_CUT, EMPTY_TEXT);
    assert_non_null(scratch);
    scratch->has_old = true;
    assert_null(list.first);
    assert_null(list.last);
    assert_false(add_issue(&list, &arena, ISSUE_CUT, EMPTY_TEXT)->has_old);
}

static void only_errors_are_errors(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct issue_list list = {0};
    assert_false(has_error(&list));
    add_issue(&list, &arena, ISSUE_UNWRAPPED, EMPTY_TEXT);
    add_issue(&list, &arena, ISSUE_BAD_EMAIL, EMPTY_TEXT);
    assert_false(has_error(&list));
    add_issue(&list, &arena, ISSUE_NO_NAME, EMPTY_TEXT);
    assert_true(has_error(&list));
    free_arena(&arena);
}

/* E stands for an error, N for a notice. */
static void keep_only_errors_relinks_the_list(void **state)
{
    (void)state;
    static const char *const lists[] = {"", "N", "E", "NE", "EN", "NENENN", "EEE", "NNN"};
    for (size_t i = 0; i < COUNT(lists); i++) {
        struct arena arena = {0};
        struct issue_list list = {0};
        struct issue *errors[4];
        size_t count = 0;
        for (const char *at = lists[i]; *at != '\0'; at++) {
            struct issue *issue = add_issue(
                &list, &arena, *at == 'E' ? ISSUE_TOO_LONG : ISSUE_NAME_MOVED, EMPTY_TEXT);
            if (*at == 'E') {
                errors[count++] = issue;
            }
        }
        keep_only_errors(&list);
        struct issue *at = list.first;
        for (size_t k = 0; k < count; k++) {
            assert_ptr_equal(at, errors[k]);
            at = at->next;
        }
        assert_null(at);
        assert_ptr_equal(list.last, count > 0 ? errors[count - 1] : NULL);
        struct issue *added = add_issue(&list, &arena, ISSUE_CUT, EMPTY_TEXT);
        assert_ptr_equal(list.last, added);
        assert_null(added->next);
        free_arena(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_and_severities_are_stable),
        cmocka_unit_test(names_are_unique_and_kebab_case),
        cmocka_unit_test(titles_and_advice_read_well),
        cmocka_unit_test(severities_have_names),
        cmocka_unit_test(issues_keep_their_order),
        cmocka_unit_test(an_exhausted_arena_gives_a_scratch_issue),
        cmocka_unit_test(only_errors_are_errors),
        cmocka_unit_test(keep_only_errors_relinks_the_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
