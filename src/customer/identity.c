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

struct text name_person_account(struct arena *arena, struct text first_name, struct text last_name,
                                struct text number, size_t length)
{
    const struct text names[] = {first_name, TEXT(" "), last_name};
    struct text name = first_name.length == 0 ? last_name : join_in_arena(arena, names, 3);
    size_t room = length - number.length - sizeof " ()" + 1;
    if (name.length > room) {
        name = trim_white_space(cut_to_characters(name, room));
    }
    const struct text parts[] = {name, TEXT(" ("), number, TEXT(")")};
    return join_in_arena(arena, parts, 4);
}
