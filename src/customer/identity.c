#include "customer/identity.h"

#include "base/unicode.h"

enum { SITE_LENGTH_LIMIT = 32 };

bool is_site_name(struct text site)
{
    for (size_t i = 0; i < site.length; i++) {
        char byte = site.at[i];
        if (!((byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte == '-')) {
            return false;
        }
    }
    return site.length >= 1 && site.length <= SITE_LENGTH_LIMIT;
}

static struct uuid derive_id(struct text site, struct text kind, struct text key)
{
    const struct text parts[] = {TEXT("possum:"), site, kind, key};
    return derive_uuid(&url_namespace, parts, sizeof parts / sizeof parts[0]);
}

struct uuid derive_contact_id(struct text site, struct text number)
{
    return derive_id(site, TEXT("/Contacts/"), number);
}

struct uuid derive_company_id(struct text site, struct text folded)
{
    return derive_id(site, TEXT("/Accounts/company/"), folded);
}

struct uuid derive_person_id(struct text site, struct text number)
{
    return derive_id(site, TEXT("/Accounts/person/"), number);
}

struct text name_person_account(struct arena *arena, const struct person *person, size_t length)
{
    const struct text names[] = {person->first_name, TEXT(" "), person->last_name};
    struct text name =
        person->first_name.length == 0 ? person->last_name : join_in_arena(arena, names, 3);
    size_t room = length - person->number.length - sizeof " ()" + 1;
    if (name.length > room) {
        name = trim_white_space(cut_to_characters(name, room));
    }
    const struct text parts[] = {name, TEXT(" ("), person->number, TEXT(")")};
    return join_in_arena(arena, parts, 4);
}

/* The number in brackets that an account's name ends with; empty if it ends otherwise. */
static struct text find_number(struct text account_name)
{
    enum { DIGIT_LIMIT = 10 };
    size_t end = account_name.length;
    if (end == 0 || account_name.at[end - 1] != ')') {
        return EMPTY_TEXT;
    }
    size_t start = --end;
    while (start > 0 && account_name.at[start - 1] >= '0' && account_name.at[start - 1] <= '9') {
        start--;
    }
    struct text number = slice_text(account_name, start, end);
    bool is_number = number.length > 0 && number.length <= DIGIT_LIMIT && number.at[0] != '0' &&
                     start > 0 && account_name.at[start - 1] == '(';
    return is_number ? number : EMPTY_TEXT;
}

static struct text make_name_key(struct arena *arena, struct text name)
{
    return keep_letters_and_digits(arena, fold_text(arena, name));
}

bool is_person_account(struct arena *arena, const struct person *person, struct text account_name,
                       size_t length)
{
    struct text number = find_number(account_name);
    if (number.length == 0 || (person->number.length > 0 && !equal_texts(number, person->number))) {
        return false;
    }
    const struct person numbered = {person->first_name, person->last_name, number};
    struct text expected = name_person_account(arena, &numbered, length);
    return equal_texts(make_name_key(arena, account_name), make_name_key(arena, expected));
}
