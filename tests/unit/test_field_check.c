#include "command/field_check.h"

#include "support.h"

#include <stdlib.h>

/* A field of the CRM, written down. */
struct described {
    const char *name;
    const char *label;
    const char *type;
    size_t length;
};

enum { FIELDS_MOST = 8, SYNCH = 0, CODE, TRADING_AS, CLASS };

/* Both modules' fields, and what was found of the four. */
struct inspection {
    struct crm_field fields[MODULE_COUNT][FIELDS_MOST];
    struct crm_field_list lists[MODULE_COUNT];
    struct checked_field checked[NEEDED_FIELD_COUNT];
};

static void add_field(struct inspection *inspection, enum module module, struct described described)
{
    struct crm_field_list *list = &inspection->lists[module];
    assert_true(list->count < FIELDS_MOST);
    list->fields = inspection->fields[module];
    list->fields[list->count++] = (struct crm_field){.name = make_text(described.name),
                                                     .label = make_text(described.label),
                                                     .type = make_text(described.type),
                                                     .length = described.length};
}

static void check_with(struct inspection *inspection, const struct mapping *mapping)
{
    memset(inspection->checked, 0xFF, sizeof inspection->checked);
    check_fields(mapping, inspection->lists, inspection->checked);
}

static void check(struct inspection *inspection)
{
    struct fixture fixture = begin_fixture();
    check_with(inspection, fixture.mapping);
    end_fixture(&fixture);
}

/* All four fields. */
static void add_all_fields(struct inspection *inspection)
{
    add_field(inspection, MODULE_CONTACTS,
              (struct described){"cp_synch_c", "ClickPOS Sync", "bool", 0});
    add_field(inspection, MODULE_CONTACTS,
              (struct described){"cp_cust_code_c", "ClickPOS Customer No.", "int", 11});
    add_field(inspection, MODULE_ACCOUNTS,
              (struct described){"cp_cust_tradingas_c", "ClickPOS Trading As", "varchar", 255});
    add_field(inspection, MODULE_ACCOUNTS,
              (struct described){"cp_cust_customerclass_c", "", "varchar", 255});
}

/* What is printed; the caller frees it. */
static char *print(const struct inspection *inspection)
{
    char *printed = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&printed, &length);
    assert_non_null(out);
    print_checked_fields(inspection->checked, out);
    assert_int_equal(fclose(out), 0);
    return printed;
}

static void check_printed(const struct inspection *inspection, const char *expected)
{
    char *printed = print(inspection);
    assert_string_equal(printed, expected);
    free(printed);
}

static void a_crm_without_any_field_lacks_all_four(void **state)
{
    (void)state;
    struct inspection inspection = {0};
    struct error error = {0};
    check(&inspection);
    for (size_t i = 0; i < NEEDED_FIELD_COUNT; i++) {
        assert_int_equal(inspection.checked[i].state, FIELD_MISSING);
    }
    check_printed(&inspection, "Contacts.cp_synch               missing\n"
                               "Contacts.cp_cust_code           missing\n"
                               "Accounts.cp_cust_tradingas      missing\n"
                               "Accounts.cp_cust_customerclass  missing\n");
    assert_false(judge_fields(inspection.checked, &error));
    assert_int_equal(error.kind, ERROR_CRM);
    assert_non_null(strstr(error.message,
                           "the CRM lacks Contacts.cp_synch, Contacts.cp_cust_code, "
                           "Accounts.cp_cust_tradingas, Accounts.cp_cust_customerclass; "));
    assert_non_null(strstr(error.message, "Studio"));
    assert_non_null(strstr(error.message, "\"possum fields --package FILE.zip\""));
}

static void a_field_of_the_other_module_is_none(void **state)
{
    (void)state;
    struct inspection inspection = {0};
    add_field(&inspection, MODULE_ACCOUNTS,
              (struct described){"cp_synch_c", "ClickPOS Sync", "bool", 0});
    add_field(&inspection, MODULE_CONTACTS,
              (struct described){"cp_cust_tradingas_c", "ClickPOS Trading As", "varchar", 255});
    check(&inspection);
    for (size_t i = 0; i < NEEDED_FIELD_COUNT; i++) {
        assert_int_equal(inspection.checked[i].state, FIELD_MISSING);
    }
}

static void all_four_are_listed_in_their_own_order(void **state)
{
    (void)state;
    struct inspection inspection = {0};
    struct error error = {0};
    add_all_fields(&inspection);
    struct crm_field first = inspection.fields[MODULE_CONTACTS][0];
    inspection.fields[MODULE_CONTACTS][0] = inspection.fields[MODULE_CONTACTS][1];
    inspection.fields[MODULE_CONTACTS][1] = first;
    check(&inspection);
    check_printed(
        &inspection,
        "Contacts.cp_synch               cp_synch_c (\"ClickPOS Sync\"), bool: fits\n"
        "Contacts.cp_cust_code           cp_cust_code_c (\"ClickPOS Customer No.\"), int: "
        "fits\n"
        "Accounts.cp_cust_tradingas      cp_cust_tradingas_c (\"ClickPOS Trading As\"), "
        "varchar: fits\n"
        "Accounts.cp_cust_customerclass  cp_cust_customerclass_c, varchar: fits\n");
    assert_true(judge_fields(inspection.checked, &error));
    assert_int_equal(error.kind, ERROR_NONE);
}

static void a_field_fits_by_its_type_and_length(void **state)
{
    (void)state;
    static const struct {
        size_t field;
        const char *type;
        size_t length;
        enum field_state state;
    } cases[] = {
        {SYNCH, "", 0, FIELD_UNFIT},
        {SYNCH, "int", 0, FIELD_UNFIT},
        {SYNCH, "tinyint", 1, FIELD_UNFIT},
        {SYNCH, "varchar", 255, FIELD_UNFIT},
        {SYNCH, "boo", 0, FIELD_UNFIT},
        {SYNCH, "booleans", 0, FIELD_UNFIT},
        {SYNCH, "bool", 0, FIELD_FITS},
        {SYNCH, "bool", 1, FIELD_FITS},
        {SYNCH, "Boolean", 0, FIELD_FITS},
        {CODE, "", 0, FIELD_UNFIT},
        {CODE, "bool", 0, FIELD_UNFIT},
        {CODE, "varchar", 255, FIELD_UNFIT},
        {CODE, "float", 0, FIELD_UNFIT},
        {CODE, "decimal", 18, FIELD_UNFIT},
        {CODE, "int", 0, FIELD_FITS},
        {CODE, "int", 11, FIELD_FITS},
        {CODE, "INTEGER", 0, FIELD_FITS},
        {CODE, "uint", 0, FIELD_FITS},
        {CODE, "long", 20, FIELD_FITS},
        {CODE, "ulong", 20, FIELD_FITS},
        {TRADING_AS, "", 255, FIELD_UNFIT},
        {TRADING_AS, "int", 255, FIELD_UNFIT},
        {TRADING_AS, "enum", 100, FIELD_UNFIT},
        {TRADING_AS, "relate", 10, FIELD_UNFIT},
        {TRADING_AS, "varchar", 1, FIELD_SHORT},
        {TRADING_AS, "varchar", 254, FIELD_SHORT},
        {TRADING_AS, "text", 100, FIELD_SHORT},
        {TRADING_AS, "varchar", 255, FIELD_FITS},
        {TRADING_AS, "varchar", 0, FIELD_FITS},
        {TRADING_AS, "VARCHAR", 1000, FIELD_FITS},
        {TRADING_AS, "text", 0, FIELD_FITS},
        {CLASS, "name", 255, FIELD_FITS},
        {CLASS, "name", 150, FIELD_SHORT},
        {CLASS, "bool", 0, FIELD_UNFIT},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct inspection inspection = {0};
        struct error error = {0};
        add_all_fields(&inspection);
        struct crm_field *field =
            &inspection.fields[needed_fields[cases[i].field].module][cases[i].field % 2];
        field->type = make_text(cases[i].type);
        field->length = cases[i].length;
        check(&inspection);
        for (size_t k = 0; k < NEEDED_FIELD_COUNT; k++) {
            enum field_state expected = k == cases[i].field ? cases[i].state : FIELD_FITS;
            if (inspection.checked[k].state != expected) {
                fail_msg("field %zu, \"%s\", %zu: %d instead of %d", k, cases[i].type,
                         cases[i].length, inspection.checked[k].state, expected);
            }
        }
        assert_int_equal(judge_fields(inspection.checked, &error), cases[i].state != FIELD_UNFIT);
    }
}

static void names_count_before_labels_and_labels_whatever_their_spelling(void **state)
{
    (void)state;
    /* Two fields of Contacts, and the name of the one that is taken for cp_synch; NULL: neither. */
    static const struct {
        struct described one;
        struct described other;
        const char *found;
    } cases[] = {
        {{"synch_c", "Sync", "bool", 0}, {"cp_synch_c_c", "", "bool", 0}, NULL},
        {{"cp_sync", "", "bool", 0}, {"xcp_synch_c", "", "bool", 0}, NULL},
        {{"", "", "bool", 0}, {"a", ":", "bool", 0}, NULL},
        {{"a", "ClickPOS", "bool", 0}, {"b", "ClickPOS Sync 2", "bool", 0}, NULL},
        {{"cp_synch", "", "bool", 0}, {"b", "", "bool", 0}, "cp_synch"},
        {{"a", "", "bool", 0}, {"CP_SYNCH", "", "bool", 0}, "CP_SYNCH"},
        {{"a", "", "bool", 0}, {"Cp_Synch_C", "", "bool", 0}, "Cp_Synch_C"},
        {{"a", "ClickPOS Sync", "bool", 0}, {"cp_synch_c", "Other", "bool", 0}, "cp_synch_c"},
        {{"a", "ClickPOS Sync", "bool", 0}, {"CP_SYNCH", "", "int", 0}, "CP_SYNCH"},
        {{"a", "", "bool", 0}, {"b", "ClickPOS Sync", "bool", 0}, "b"},
        {{"a", "", "bool", 0}, {"b", "  click-POS  SYNC. ", "bool", 0}, "b"},
        {{"a", "", "bool", 0}, {"b", "clickpos synch", "bool", 0}, "b"},
        {{"a", "", "bool", 0}, {"b", "ClickPOS Synchronise", "bool", 0}, "b"},
        {{"a", "ClickPOS Synch", "bool", 0}, {"b", "ClickPOS Sync", "bool", 0}, "b"},
        {{"a", "ClickPOS Sync", "bool", 0}, {"b", "ClickPOS Sync", "bool", 0}, "a"},
        {{"a", "ClickPOS Sync", "varchar", 9}, {"b", "ClickPOS Synch", "bool", 0}, "a"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct inspection inspection = {0};
        add_field(&inspection, MODULE_CONTACTS, cases[i].one);
        add_field(&inspection, MODULE_CONTACTS, cases[i].other);
        check(&inspection);
        const struct checked_field *synch = &inspection.checked[SYNCH];
        if ((synch->state != FIELD_MISSING) != (cases[i].found != NULL)) {
            fail_msg("case %zu: %d", i, synch->state);
        }
        check_text(synch->found.name, cases[i].found == NULL ? "" : cases[i].found);
        assert_int_equal(inspection.checked[CODE].state, FIELD_MISSING);
    }
}

static void a_mapping_brings_its_own_labels(void **state)
{
    (void)state;
    struct fixture fixture = {.mapping = calloc(1, sizeof *fixture.mapping)};
    struct error error = {0};
    size_t count;
    assert_non_null(fixture.mapping);
    const struct text *cells = split_row(
        &fixture.arena, "Contacts|cp_synch|???|Goes to the till; Zur Kasse|||tick", &count);
    assert_int_equal(count, MAPPING_COLUMN_COUNT);
    assert_true(add_mapping_row(fixture.mapping, cells, "the test", &error));
    struct inspection inspection = {0};
    add_field(&inspection, MODULE_CONTACTS, (struct described){"unlabelled", "", "bool", 0});
    add_field(&inspection, MODULE_CONTACTS, (struct described){"a", "ClickPOS Sync", "bool", 0});
    add_field(&inspection, MODULE_CONTACTS, (struct described){"b", "ZUR KASSE", "bool", 0});
    add_field(&inspection, MODULE_CONTACTS,
              (struct described){"c", "ClickPOS Customer No.", "int", 0});
    add_field(&inspection, MODULE_ACCOUNTS, (struct described){"cp_cust_tradingas", "", "text", 0});
    check_with(&inspection, fixture.mapping);
    check_text(inspection.checked[SYNCH].found.name, "b");
    assert_int_equal(inspection.checked[CODE].state, FIELD_MISSING); /* it has no row */
    assert_int_equal(inspection.checked[TRADING_AS].state, FIELD_FITS);
    free_mapping(fixture.mapping);
    free(fixture.mapping);
    free_arena(&fixture.arena);
}

static void what_cannot_be_used_is_named_with_its_reason(void **state)
{
    (void)state;
    struct inspection inspection = {0};
    struct error error = {0};
    add_all_fields(&inspection);
    inspection.fields[MODULE_CONTACTS][0].type = TEXT("enum");
    inspection.fields[MODULE_CONTACTS][1].type = TEXT("varchar");
    inspection.fields[MODULE_ACCOUNTS][0].length = 50;
    inspection.fields[MODULE_ACCOUNTS][1].type = TEXT("bool");
    check(&inspection);
    check_printed(&inspection,
                  "Contacts.cp_synch               cp_synch_c (\"ClickPOS Sync\"), enum: does not "
                  "fit, it must be a check box\n"
                  "Contacts.cp_cust_code           cp_cust_code_c (\"ClickPOS Customer No.\"), "
                  "varchar: does not fit, it must be an integer\n"
                  "Accounts.cp_cust_tradingas      cp_cust_tradingas_c (\"ClickPOS Trading As\"), "
                  "varchar, 50 characters: values over that will be cut\n"
                  "Accounts.cp_cust_customerclass  cp_cust_customerclass_c, bool: does not fit, it "
                  "must be a text\n");
    assert_false(judge_fields(inspection.checked, &error));
    assert_int_equal(error.kind, ERROR_CRM);
    assert_non_null(strstr(error.message,
                           "lacks Contacts.cp_synch (of another type), Contacts.cp_cust_code (of "
                           "another type), Accounts.cp_cust_customerclass (of another type); "));
    assert_null(strstr(error.message, "tradingas"));
}

static void what_the_crm_says_is_made_visible_and_cut(void **state)
{
    (void)state;
    char long_label[2001] = "";
    memset(long_label, 'x', sizeof long_label - 1);
    struct inspection inspection = {0};
    add_field(&inspection, MODULE_CONTACTS,
              (struct described){"till\n", "ClickPOS\x1B Sync", "bo\x1B[31mol", 0});
    add_field(&inspection, MODULE_CONTACTS,
              (struct described){"cp_cust_code", long_label, "int\xFF", 0});
    check(&inspection);
    char *printed = print(&inspection);
    assert_non_null(strstr(printed, "  till\\n (\"ClickPOS\\x1B Sync\"), bo\\x1B[31mol: does not"));
    assert_null(strchr(printed, '\x1B'));
    assert_null(strstr(printed, "\xFF"));
    assert_non_null(strstr(printed, "xxx...\"), int\xEF\xBF\xBD: does not fit"));
    assert_true(strlen(printed) < 600);
    free(printed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_crm_without_any_field_lacks_all_four),
        cmocka_unit_test(a_field_of_the_other_module_is_none),
        cmocka_unit_test(all_four_are_listed_in_their_own_order),
        cmocka_unit_test(a_field_fits_by_its_type_and_length),
        cmocka_unit_test(names_count_before_labels_and_labels_whatever_their_spelling),
        cmocka_unit_test(a_mapping_brings_its_own_labels),
        cmocka_unit_test(what_cannot_be_used_is_named_with_its_reason),
        cmocka_unit_test(what_the_crm_says_is_made_visible_and_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
