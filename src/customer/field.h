/**
 * The CRM's fields that customers may go to: the stock text fields of Contacts and Accounts with
 * their lengths (facts: source-and-docs.md section C), the four that ClickPOS needs, and any custom
 * field made in Studio, whose name ends in "_c".
 */
#ifndef POSSUM_CUSTOMER_FIELD_H
#define POSSUM_CUSTOMER_FIELD_H

#include "base/text.h"

/** The CRM's modules. */
enum module { MODULE_CONTACTS, MODULE_ACCOUNTS, MODULE_COUNT };

/** What a field means to a rule; most mean nothing special. */
enum role {
    ROLE_NONE,
    ROLE_NUMBER,        /**< Contacts.cp_cust_code: the customer number, the key */
    ROLE_TICK,          /**< Contacts.cp_synch */
    ROLE_FIRST_NAME,    /**< Contacts.first_name */
    ROLE_LAST_NAME,     /**< Contacts.last_name */
    ROLE_EMAIL,         /**< Contacts.email1 */
    ROLE_COMPANY,       /**< Accounts.name */
    ROLE_ACCOUNT_EMAIL, /**< Accounts.email1 */
    ROLE_COUNTRY,       /**< Accounts.billing_address_country */
    ROLE_COUNT,
};

/** A field. */
struct field {
    enum module module;
    struct text name; /**< as SuiteCRM calls it: a custom one with its suffix "_c" */
    size_t length;    /**< in characters; 0 if it has no limit */
    bool custom;      /**< made in Studio */
    enum role role;
    const char *contact_place; /**< for an account's field: the contact's field that can hold its
                                    value when there is no account, or NULL */
};

/** A field that ties the CRM's records together. It is in no mapping. */
enum link {
    LINK_ID,           /**< the record's own id */
    LINK_DELETED,      /**< 1 if somebody deleted it */
    LINK_ACCOUNT_ID,   /**< of a contact: its account's id */
    LINK_ACCOUNT_NAME, /**< of a contact: its account's name, which exports have instead */
    LINK_COUNT,
};

/** "Contacts" or "Accounts". */
const char *get_module_name(enum module module);

/** Finds the module of that name, in either case. */
bool find_module(struct text name, enum module *module);

/** Finds a field by its name, in either case, with or without the suffix "_c" for the four that
 *  ClickPOS needs; any other name that ends in "_c" is a custom text field of 255 characters, whose
 *  name then is `name` itself. */
bool find_field(enum module module, struct text name, struct field *field);

/** A field's name without the suffix that Studio gives. */
struct text get_bare_name(const struct field *field);

/** The name of a link's field: "account_id". */
struct text get_link_name(enum link link);

/** Whether the module has that link. */
bool has_link(enum module module, enum link link);

/** The known field name nearest to a mistyped one, or the empty text. */
struct text suggest_field(enum module module, struct text typed);

#endif
