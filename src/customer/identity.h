/**
 * Who a record is: ids that are derived, not random, and the name of a person's account (product.md
 * "Ids are derived, not random"; possum-mapping(5) has test vectors).
 */
#ifndef POSSUM_CUSTOMER_IDENTITY_H
#define POSSUM_CUSTOMER_IDENTITY_H

#include "base/arena.h"
#include "base/uuid.h"

/** Whether `site` may name a site (--site): 1 to 32 of a-z, 0-9 and "-". */
bool is_site_name(struct text site);

/** The contact's id: of possum:SITE/Contacts/NUMBER. `number` is in decimal digits. */
struct uuid derive_contact_id(struct text site, struct text number);

/** A company's account's id: of possum:SITE/Accounts/company/FOLDED NAME. `folded` comes from
 *  fold_text (base/unicode.h). */
struct uuid derive_company_id(struct text site, struct text folded);

/** A person's account's id: of possum:SITE/Accounts/person/NUMBER. */
struct uuid derive_person_id(struct text site, struct text number);

/** Whom a person's account is named after. */
struct person {
    struct text first_name;
    struct text last_name;
    struct text number; /**< in decimal digits; empty if there is none yet */
};

/** The name of a person's account, "First Last (630)", cut in the name, never in the number, to
 *  `length` characters; in `arena`. The person has a number. */
struct text name_person_account(struct arena *arena, const struct person *person, size_t length);

/** Whether an account of that name is the person's own: named as name_person_account would name it,
 *  with any number if the person has none (product.md "to-clickpos"). Case, white space and
 *  punctuation do not count, since the CRM's import may have changed them in either name.
 *  Takes memory from `arena`. */
bool is_person_account(struct arena *arena, const struct person *person, struct text account_name,
                       size_t length);

#endif
