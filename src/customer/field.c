#include "customer/field.h"

#include "base/nearest.h"

enum { CUSTOM_TEXT_LENGTH = 255 };

/* clang-format off */
#define CONTACT(name, length) {MODULE_CONTACTS, {(name), sizeof(name) - 1}, (length), false, ROLE_NONE, NULL}
#define ACCOUNT(name, length, place) {MODULE_ACCOUNTS, {(name), sizeof(name) - 1}, (length), false, ROLE_NONE, (place)}
#define SPECIAL(module, name, length, custom, role, place) {(module), {(name), sizeof(name) - 1}, (length), (custom), (role), (place)}

static const struct field fields[] = {
    SPECIAL(MODULE_CONTACTS, "cp_cust_code_c", 0, true, ROLE_NUMBER, NULL),
    SPECIAL(MODULE_CONTACTS, "cp_synch_c", 0, true, ROLE_TICK, NULL),
    SPECIAL(MODULE_CONTACTS, "first_name", 100, false, ROLE_FIRST_NAME, NULL),
    SPECIAL(MODULE_CONTACTS, "last_name", 100, false, ROLE_LAST_NAME, NULL),
    SPECIAL(MODULE_CONTACTS, "email1", 255, false, ROLE_EMAIL, NULL),
    CONTACT("salutation", 255),
    CONTACT("title", 100),
    CONTACT("department", 255),
    CONTACT("phone_mobile", 100),
    CONTACT("phone_home", 100),
    CONTACT("phone_work", 100),
    CONTACT("phone_other", 100),
    CONTACT("phone_fax", 100),
    CONTACT("primary_address_street", 150),
    CONTACT("primary_address_city", 100),
    CONTACT("primary_address_state", 100),
    CONTACT("primary_address_postalcode", 20),
    CONTACT("primary_address_country", 255),
    CONTACT("alt_address_street", 150),
    CONTACT("alt_address_city", 100),
    CONTACT("alt_address_state", 100),
    CONTACT("alt_address_postalcode", 20),
    CONTACT("alt_address_country", 255),
    CONTACT("lead_source", 255),
    CONTACT("description", 0),
    SPECIAL(MODULE_ACCOUNTS, "name", 150, false, ROLE_COMPANY, NULL),
    SPECIAL(MODULE_ACCOUNTS, "email1", 255, false, ROLE_ACCOUNT_EMAIL, NULL),
    SPECIAL(MODULE_ACCOUNTS, "cp_cust_tradingas_c", 255, true, ROLE_NONE, NULL),
    SPECIAL(MODULE_ACCOUNTS, "cp_cust_customerclass_c", 255, true, ROLE_NONE, NULL),
    ACCOUNT("phone_office", 100, "phone_home"),
    ACCOUNT("phone_alternate", 100, NULL),
    ACCOUNT("phone_fax", 100, NULL),
    ACCOUNT("website", 255, NULL),
    ACCOUNT("billing_address_street", 150, "primary_address_street"),
    ACCOUNT("billing_address_city", 100, "primary_address_city"),
    ACCOUNT("billing_address_state", 100, "primary_address_state"),
    ACCOUNT("billing_address_postalcode", 20, "primary_address_postalcode"),
    SPECIAL(MODULE_ACCOUNTS, "billing_address_country", 255, false, ROLE_COUNTRY, "primary_address_country"),
    ACCOUNT("shipping_address_street", 150, NULL),
    ACCOUNT("shipping_address_city", 100, NULL),
    ACCOUNT("shipping_address_state", 100, NULL),
    ACCOUNT("shipping_address_postalcode", 20, NULL),
    ACCOUNT("shipping_address_country", 255, NULL),
    ACCOUNT("account_type", 50, NULL),
    ACCOUNT("industry", 50, NULL),
    ACCOUNT("description", 0, NULL),
};
/* clang-format on */

enum { FIELD_COUNT = sizeof fields / sizeof fields[0] };

const char *get_module_name(enum module module)
{
    return module == MODULE_CONTACTS ? "Contacts" : "Accounts";
}

bool find_module(struct text name, enum module *module)
{
    for (int i = 0; i < MODULE_COUNT; i++) {
        *module = (enum module)i;
        if (equal_texts_ignoring_case(name, make_text(get_module_name(*module)))) {
            return true;
        }
    }
    return false;
}

static bool ends_as_custom(struct text name)
{
    return name.length > 2 && ends_with_ignoring_case(name, TEXT("_c"));
}

struct text get_bare_name(const struct field *field)
{
    return field->custom ? slice_text(field->name, 0, field->name.length - 2) : field->name;
}

bool find_field(enum module module, struct text name, struct field *field)
{
    for (size_t i = 0; i < FIELD_COUNT; i++) {
        if (fields[i].module == module &&
            (equal_texts_ignoring_case(name, fields[i].name) ||
             equal_texts_ignoring_case(name, get_bare_name(&fields[i])))) {
            *field = fields[i];
            return true;
        }
    }
    if (!ends_as_custom(name)) {
        return false;
    }
    *field = (struct field){
        .module = module, .name = name, .length = CUSTOM_TEXT_LENGTH, .custom = true};
    return true;
}

struct text get_link_name(enum link link)
{
    static const char *const names[LINK_COUNT] = {
        [LINK_ID] = "id",
        [LINK_DELETED] = "deleted",
        [LINK_ACCOUNT_ID] = "account_id",
        [LINK_ACCOUNT_NAME] = "account_name",
    };
    return make_text(names[link]);
}

bool has_link(enum module module, enum link link)
{
    return link == LINK_ID || link == LINK_DELETED || module == MODULE_CONTACTS;
}

struct text suggest_field(enum module module, struct text typed)
{
    struct text names[FIELD_COUNT];
    size_t count = 0;
    for (size_t i = 0; i < FIELD_COUNT; i++) {
        if (fields[i].module == module) {
            names[count++] = get_bare_name(&fields[i]);
        }
    }
    size_t nearest = find_nearest(typed, names, count);
    return nearest < count ? names[nearest] : EMPTY_TEXT;
}
