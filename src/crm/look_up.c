#include "crm/look_up.h"

#include "base/unicode.h"
#include "crm/driver.h"

#include <stdlib.h>
#include <string.h>

enum { ID_LIMIT = 36 };

struct crm_record *grow_records(struct arena *arena, struct crm_record_list *list, size_t more)
{
    struct crm_record *grown = take_from_arena(arena, (list->count + more + 1) * sizeof *grown);
    if (grown == NULL) {
        return NULL;
    }
    if (list->count > 0) {
        memcpy(grown, list->records, list->count * sizeof *grown);
    }
    list->records = grown;
    return grown;
}

static int compare_ids(const void *one, const void *other)
{
    return compare_texts(&((const struct crm_record *)one)->id,
                         &((const struct crm_record *)other)->id);
}

/* Takes out what stands twice in the list: of records with the same id one stays. The order becomes
   that of the ids. */
static void remove_repeated_records(struct crm_record_list *list)
{
    size_t kept = 0;
    if (list->count > 1) {
        qsort(list->records, list->count, sizeof *list->records, compare_ids);
    }
    for (size_t i = 0; i < list->count; i++) {
        if (kept == 0 || !equal_texts(list->records[kept - 1].id, list->records[i].id)) {
            list->records[kept++] = list->records[i];
        }
    }
    list->count = kept;
}

/* The record of an id in a list without repeated ones, or NULL. */
static const struct crm_record *find_record(const struct crm_record_list *list, struct text id)
{
    const struct crm_record sought = {.id = id};
    return list->count == 0
               ? NULL
               : bsearch(&sought, list->records, list->count, sizeof sought, compare_ids);
}

static bool is_of_digits(struct text value)
{
    size_t i = 0;
    while (i < value.length && value.at[i] >= '0' && value.at[i] <= '9') {
        i++;
    }
    return i > 0 && i == value.length && i <= 10;
}

/* SuiteCRM's own pattern for ids. */
static bool is_id(struct text value)
{
    for (size_t i = 0; i < value.length; i++) {
        char byte = value.at[i];
        bool is_good = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                       (byte >= '0' && byte <= '9') || byte == '-' || byte == '_';
        if (!is_good) {
            return false;
        }
    }
    return value.length > 0 && value.length <= ID_LIMIT;
}

static bool is_printable(struct text value)
{
    for (size_t i = 0; i < value.length; i++) {
        if ((unsigned char)value.at[i] < ' ' || value.at[i] == 0x7F) {
            return false;
        }
    }
    return value.length > 0 && is_valid_utf8(value);
}

static bool check_value(enum crm_criterion criterion, struct text value, struct error *error)
{
    switch (criterion) {
    case CRM_BY_ID:
    case CRM_BY_KEY:
        return is_id(value) ||
               fail(error, ERROR_USAGE,
                    "an id of a record is 1 to %d letters, digits, \"-\" and \"_\"", ID_LIMIT);
    case CRM_BY_NUMBER:
        return is_of_digits(value) ||
               fail(error, ERROR_USAGE, "a customer number is 1 to 10 digits");
    case CRM_BY_EMAIL:
    case CRM_BY_MOBILE:
    case CRM_BY_NAME:
    case CRM_CRITERION_COUNT:
        break;
    }
    return is_printable(value) ||
           fail(error, ERROR_USAGE,
                "a text that is looked up is UTF-8, not empty, and without control characters");
}

static bool check_values(enum crm_criterion criterion, const struct text *values, size_t count,
                         struct error *error)
{
    for (size_t i = 0; i < count; i++) {
        if (!check_value(criterion, values[i], error)) {
            return false;
        }
    }
    return true;
}

static bool is_possible(enum crm_module module, enum crm_criterion criterion)
{
    switch (criterion) {
    case CRM_BY_ID:
    case CRM_BY_KEY:
        return true;
    case CRM_BY_NAME:
        return module == CRM_ACCOUNTS;
    case CRM_BY_NUMBER:
    case CRM_BY_EMAIL:
    case CRM_BY_MOBILE:
        return module == CRM_CONTACTS;
    case CRM_CRITERION_COUNT:
        break;
    }
    return false;
}

static bool find_in_batches(struct crm *crm, enum crm_module module, enum crm_criterion criterion,
                            const struct text *values, size_t count, struct arena *arena,
                            struct crm_record_list *list, struct error *error)
{
    size_t limit = crm->driver->batch_limit;
    for (size_t i = 0; i < count; i += limit) {
        size_t batch = count - i < limit ? count - i : limit;
        if (!crm->driver->find(crm, module, criterion, values + i, batch, arena, list, error)) {
            return false;
        }
    }
    remove_repeated_records(list);
    return true;
}

bool find_records(struct crm *crm, enum crm_module module, enum crm_criterion criterion,
                  const struct text *values, size_t count, struct arena *arena,
                  struct crm_record_list *list, struct error *error)
{
    *list = (struct crm_record_list){0};
    if (!is_possible(module, criterion)) {
        return fail(error, ERROR_USAGE, "%s are not looked up by that", name_crm_module(module));
    }
    return check_values(criterion, values, count, error) &&
           find_in_batches(crm, module, criterion, values, count, arena, list, error);
}

bool read_linked_accounts(struct crm *crm, size_t first, struct arena *arena,
                          struct crm_record_list *contacts, struct error *error)
{
    struct crm_record_list accounts = {0};
    struct text *ids = take_from_arena(arena, (contacts->count + 1) * sizeof *ids);
    size_t listed = 0;
    size_t count = 0;
    for (size_t i = first; ids != NULL && i < contacts->count; i++) {
        if (contacts->records[i].account_count > 0) {
            ids[listed++] = contacts->records[i].accounts->id;
        }
    }
    if (ids == NULL) {
        return fail_for_memory(error);
    }
    qsort(ids, listed, sizeof *ids, compare_texts);
    for (size_t i = 0; i < listed; i++) {
        if (count == 0 || !equal_texts(ids[count - 1], ids[i])) {
            ids[count++] = ids[i];
        }
    }
    if (!find_in_batches(crm, CRM_ACCOUNTS, CRM_BY_ID, ids, count, arena, &accounts, error)) {
        return false;
    }
    for (size_t i = first; i < contacts->count; i++) {
        struct crm_record *contact = &contacts->records[i];
        const struct crm_record *account =
            contact->account_count == 0 ? NULL : find_record(&accounts, contact->accounts->id);
        contact->account_count = account != NULL;
        if (account != NULL) {
            *contact->accounts = *account;
        }
    }
    return true;
}

bool list_ticked_contacts(struct crm *crm, struct text after, size_t limit, struct arena *arena,
                          struct crm_record_list *list, struct error *error)
{
    *list = (struct crm_record_list){0};
    if (after.length > 0 && !check_value(CRM_BY_ID, after, error)) {
        return false;
    }
    return crm->driver->list_ticked(crm, after, limit, arena, list, error);
}

static size_t get_batch(size_t from, size_t count)
{
    size_t left = from < count ? count - from : 0;
    return left < CRM_PAIR_LIMIT ? left : CRM_PAIR_LIMIT;
}

bool find_contacts(struct crm *crm, const struct text *keys, size_t key_count,
                   const struct text *numbers, size_t number_count, struct arena *arena,
                   struct crm_record_list *list, struct error *error)
{
    const struct crm_driver *driver = crm->driver;
    *list = (struct crm_record_list){0};
    if (!check_values(CRM_BY_KEY, keys, key_count, error) ||
        !check_values(CRM_BY_NUMBER, numbers, number_count, error)) {
        return false;
    }
    if (driver->find_pairs == NULL) {
        return find_in_batches(crm, CRM_CONTACTS, CRM_BY_KEY, keys, key_count, arena, list,
                               error) &&
               find_in_batches(crm, CRM_CONTACTS, CRM_BY_NUMBER, numbers, number_count, arena, list,
                               error);
    }
    for (size_t i = 0; i < key_count || i < number_count; i += CRM_PAIR_LIMIT) {
        if (!driver->find_pairs(crm, keys + i, get_batch(i, key_count), numbers + i,
                                get_batch(i, number_count), arena, list, error)) {
            return false;
        }
    }
    remove_repeated_records(list);
    return true;
}

bool list_contacts_of_accounts(struct crm *crm, const struct text *ids, size_t count,
                               struct arena *arena, struct crm_account_contacts *contacts,
                               struct error *error)
{
    size_t limit = crm->driver->batch_limit;
    for (size_t i = 0; i < count; i++) {
        contacts[i] = (struct crm_account_contacts){0};
    }
    if (!check_values(CRM_BY_ID, ids, count, error)) {
        return false;
    }
    for (size_t i = 0; i < count; i += limit) {
        size_t batch = count - i < limit ? count - i : limit;
        if (!crm->driver->list_contacts(crm, ids + i, batch, arena, contacts + i, error)) {
            return false;
        }
    }
    return true;
}

bool find_user(struct crm *crm, struct text name, struct arena *arena, struct text *id,
               struct error *error)
{
    *id = EMPTY_TEXT;
    return check_value(CRM_BY_NAME, name, error) &&
           crm->driver->find_user(crm, name, arena, id, error);
}

bool find_marked_emails(struct crm *crm, const struct text *addresses, size_t count,
                        struct arena *arena, struct text *marked, size_t *marked_count,
                        struct error *error)
{
    const struct crm_driver *driver = crm->driver;
    size_t limit = driver->batch_limit;
    *marked_count = 0;
    for (size_t i = 0; !driver->keeps_marks && driver->find_marked == NULL && i < count; i++) {
        marked[(*marked_count)++] = addresses[i];
    }
    if (driver->find_marked == NULL) {
        return true;
    }
    for (size_t i = 0; i < count; i += limit) {
        size_t batch = count - i < limit ? count - i : limit;
        if (!crm->driver->find_marked(crm, addresses + i, batch, arena, marked, marked_count,
                                      error)) {
            return false;
        }
    }
    return true;
}
