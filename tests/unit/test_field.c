#include "customer/field.h"

#include "support.h"

static void modules_have_names(void **state)
{
    static const struct {
        struct text name;
        bool found;
        enum module module;
    } examples[] = {
        {{"Contacts", 8}, true, MODULE_CONTACTS}, {{"Accounts", 8}, true, MODULE_ACCOUNTS},
        {{"contacts", 8}, true, MODULE_CONTACTS}, {{"ACCOUNTS", 8}, true, MODULE_ACCOUNTS},
        {{"Contact", 7}, false, MODULE_CONTACTS}, {{"Leads", 5}, false, MODULE_CONTACTS},
        {{"", 0}, false, MODULE_CONTACTS},
    };
    (void)state;
    assert_string_equal(get_module_name(MODULE_CONTACTS), "Contacts");
    assert_string_equal(get_module_name(MODULE_ACCOUNTS), "Accounts");
    for (size_t i = 0; i < COUNT(examples); i++) {
        enum module module = MODULE_COUNT;
        assert_int_equal(find_module(examples[i].name, &module), examples[i].found);
        if (examples[i].found) {
            assert_int_equal(module, examples[i].module);
        }
    }
}

struct example {
    enum module module;
    const char *typed;
    const char *name; /* NULL: there is none */
    size_t length;
    bool custom;
    enum role role;
    const char *contact_place;
};

/* Lengths as the CRM's own field definitions give them. */
static const struct example examples[] = {
    {MODULE_CONTACTS, "title", "title", 100, false, ROLE_NONE, NULL},
    {MODULE_CONTACTS, "salutation", "salutation", 255, false, ROLE_NONE, NULL},
    {MODULE_CONTACTS, "first_name", "first_name", 100, false, ROLE_FIRST_NAME, NULL},
    {MODULE_CONTACTS, "last_name", "last_name", 100, false, ROLE_LAST_NAME, NULL},
    {MODULE_CONTACTS, "LAST_NAME", "last_name", 100, false, ROLE_LAST_NAME, NULL},
    {MODULE_CONTACTS, "email1", "email1", 255, false, ROLE_EMAIL, NULL},
    {MODULE_CONTACTS, "phone_mobile", "phone_mobile", 100, false, ROLE_NONE, NULL},
    {MODULE_CONTACTS, "phone_home", "phone_home", 100, false, ROLE_NONE, NULL},
    {MODULE_CONTACTS, "primary_address_street", "primary_address_street", 150, false, ROLE_NONE,
     NULL},
    {MODULE_CONTACTS, "primary_address_postalcode", "primary_address_postalcode", 20, false,
     ROLE_NONE, NULL},
    {MODULE_CONTACTS, "description", "description", 0, false, ROLE_NONE, NULL},
    {MODULE_ACCOUNTS, "name", "name", 150, false, ROLE_COMPANY, NULL},
    {MODULE_ACCOUNTS, "email1", "email1", 255, false, ROLE_ACCOUNT_EMAIL, NULL},
    {MODULE_ACCOUNTS, "phone_office", "phone_office", 100, false, ROLE_NONE, "phone_home"},
    {MODULE_ACCOUNTS, "website", "website", 255, false, ROLE_NONE, NULL},
    {MODULE_ACCOUNTS, "billing_address_street", "billing_address_street", 150, false, ROLE_NONE,
     "primary_address_street"},
    {MODULE_ACCOUNTS, "billing_address_city", "billing_address_city", 100, false, ROLE_NONE,
     "primary_address_city"},
    {MODULE_ACCOUNTS, "billing_address_state", "billing_address_state", 100, false, ROLE_NONE,
     "primary_address_state"},
    {MODULE_ACCOUNTS, "billing_address_postalcode", "billing_address_postalcode", 20, false,
     ROLE_NONE, "primary_address_postalcode"},
    {MODULE_ACCOUNTS, "billing_address_country", "billing_address_country", 255, false,
     ROLE_COUNTRY, "primary_address_country"},
    /* the four that ClickPOS needs: with the suffix or without, in either case */
    {MODULE_CONTACTS, "cp_cust_code", "cp_cust_code_c", 0, true, ROLE_NUMBER, NULL},
    {MODULE_CONTACTS, "Cp_cust_code", "cp_cust_code_c", 0, true, ROLE_NUMBER, NULL},
    {MODULE_CONTACTS, "CP_CUST_CODE_C", "cp_cust_code_c", 0, true, ROLE_NUMBER, NULL},
    {MODULE_CONTACTS, "cp_synch", "cp_synch_c", 0, true, ROLE_TICK, NULL},
    {MODULE_CONTACTS, "cp_synch_c", "cp_synch_c", 0, true, ROLE_TICK, NULL},
    {MODULE_ACCOUNTS, "Cp_cust_tradingas", "cp_cust_tradingas_c", 255, true, ROLE_NONE, NULL},
    {MODULE_ACCOUNTS, "cp_cust_tradingas_c", "cp_cust_tradingas_c", 255, true, ROLE_NONE, NULL},
    {MODULE_ACCOUNTS, "cp_cust_customerclass", "cp_cust_customerclass_c", 255, true, ROLE_NONE,
     NULL},
    /* other custom fields */
    {MODULE_CONTACTS, "loyalty_points_c", "loyalty_points_c", 255, true, ROLE_NONE, NULL},
    {MODULE_ACCOUNTS, "Loyalty_C", "Loyalty_C", 255, true, ROLE_NONE, NULL},
    {MODULE_CONTACTS, "last_name_c", "last_name_c", 255, true, ROLE_NONE, NULL},
    /* none */
    {MODULE_CONTACTS, "loyalty_points", NULL, 0, false, ROLE_NONE, NULL},
    {MODULE_CONTACTS, "_c", NULL, 0, false, ROLE_NONE, NULL},
    {MODULE_CONTACTS, "", NULL, 0, false, ROLE_NONE, NULL},
    {MODULE_CONTACTS, "name", NULL, 0, false, ROLE_NONE, NULL},
    {MODULE_CONTACTS, "website", NULL, 0, false, ROLE_NONE, NULL},
    {MODULE_ACCOUNTS, "last_name", NULL, 0, false, ROLE_NONE, NULL},
    {MODULE_ACCOUNTS, "cp_cust_code", NULL, 0, false, ROLE_NONE, NULL},
    {MODULE_CONTACTS, "cp_cust_tradingas", NULL, 0, false, ROLE_NONE, NULL},
    {MODULE_CONTACTS, "id", NULL, 0, false, ROLE_NONE, NULL},
};

static void fields_are_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(examples); i++) {
        const struct example *example = &examples[i];
        struct field field;
        if (find_field(example->module, make_text(example->typed), &field) !=
            (example->name != NULL)) {
            fail_msg("%s.%s should %sbe a field", get_module_name(example->module), example->typed,
                     example->name != NULL ? "" : "not ");
        }
        if (example->name == NULL) {
            continue;
        }
        check_text(field.name, example->name);
        assert_int_equal(field.module, example->module);
        assert_int_equal(field.length, example->length);
        assert_int_equal(field.custom, example->custom);
        assert_int_equal(field.role, example->role);
        assert_int_equal(field.contact_place == NULL, example->contact_place == NULL);
        if (example->contact_place != NULL) {
            assert_string_equal(field.contact_place, example->contact_place);
        }
    }
}

/* What moves to the contact fits there. */
static void a_place_on_the_contact_is_a_field_of_that_length(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(examples); i++) {
        if (examples[i].contact_place != NULL) {
            struct field place;
            assert_true(find_field(MODULE_CONTACTS, make_text(examples[i].contact_place), &place));
            assert_true(place.length >= examples[i].length);
        }
    }
}

static void mistyped_fields_are_recognised(void **state)
{
    (void)state;
    check_text(suggest_field(MODULE_CONTACTS, TEXT("lastname")), "last_name");
    check_text(suggest_field(MODULE_CONTACTS, TEXT("cp_cus_code")), "cp_cust_code");
    check_text(suggest_field(MODULE_ACCOUNTS, TEXT("web_site")), "website");
    check_text(suggest_field(MODULE_ACCOUNTS, TEXT("billing_adress_city")), "billing_address_city");
    check_text(suggest_field(MODULE_CONTACTS, TEXT("loyalty points")), "");
    check_text(suggest_field(MODULE_CONTACTS, TEXT("")), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(modules_have_names),
        cmocka_unit_test(fields_are_found),
        cmocka_unit_test(a_place_on_the_contact_is_a_field_of_that_length),
        cmocka_unit_test(mistyped_fields_are_recognised),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
