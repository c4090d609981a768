#include "command/ticked_contacts.h"

#include "base/files.h"
#include "base/signals.h"
#include "csv/writer.h"
#include "customer/identity.h"
#include "sync/id_set.h"
#include "sync/journal_records.h"

#include <errno.h>
#include <string.h>

enum { PAGE = 200 };

/* A download in progress. */
struct download {
    struct ticked_contacts *contacts;
    const struct record_fields *fields;
    const struct mapping *mapping;
    struct text site;
    struct journal *journal;
    struct csv_writer writers[MODULE_COUNT];
    struct id_set accounts; /* those that are in their list */
    struct arena arena;     /* of a page */
    struct error *error;
};

static FILE *open_list(const char *name, struct error *error)
{
    const char *directory = choose_temporary_directory(NULL);
    FILE *list = open_temporary_file(directory, name);
    if (list == NULL) {
        fail(error, ERROR_USAGE, "cannot make a temporary file in %s: %s", directory,
             strerror(errno));
    }
    return list;
}

static bool open_lists(struct download *download)
{
    struct ticked_contacts *contacts = download->contacts;
    for (int i = 0; i < MODULE_COUNT; i++) {
        contacts->lists[i] = open_list("possum-list", download->error);
        if (contacts->lists[i] == NULL) {
            return false;
        }
        snprintf(contacts->paths[i], LIST_PATH_SIZE, "/dev/fd/%d", fileno(contacts->lists[i]));
        download->writers[i].out = contacts->lists[i];
    }
    contacts->digests = open_list("possum-digests", download->error);
    return contacts->digests != NULL;
}

static struct text get_header(const struct download *download, const struct record_field *field)
{
    const struct field *mapped = &download->mapping->rows[field->row].field;
    return field->is_moved ? make_text(mapped->contact_place) : mapped->name;
}

static void write_header(struct download *download, enum crm_module module)
{
    struct csv_writer *writer = &download->writers[module];
    write_cell(writer, get_link_name(LINK_ID));
    if (module == CRM_CONTACTS) {
        write_cell(writer, get_link_name(LINK_ACCOUNT_ID));
        write_cell(writer, get_link_name(LINK_ACCOUNT_NAME));
    }
    for (size_t i = 0; i < download->fields->counts[module]; i++) {
        write_cell(writer, get_header(download, &download->fields->fields[module][i]));
    }
    end_record(writer);
}

static void write_values(struct download *download, enum crm_module module,
                         const struct crm_record *record, bool with_company)
{
    for (size_t i = 0; i < download->fields->counts[module]; i++) {
        bool is_company = download->fields->fields[module][i].role == ROLE_COMPANY;
        write_cell(&download->writers[module],
                   is_company && !with_company
                       ? EMPTY_TEXT
                       : read_record_value(download->fields, &download->arena, module, i, record));
    }
    end_record(&download->writers[module]);
}

/* Whether a push has made the account for the person, who may have another name since; but nobody
   has given the account one of its own. */
static bool ask_whether_of_person(struct download *download, const struct crm_record *contact,
                                  const struct crm_record *account, bool *is_of_person)
{
    char id[UUID_TEXT_LENGTH];
    const struct record_fields *fields = download->fields;
    struct arena *arena = &download->arena;
    struct text number = get_record_value(fields, arena, CRM_CONTACTS, ROLE_NUMBER, contact);
    struct text name = get_record_value(fields, arena, CRM_ACCOUNTS, ROLE_COMPANY, account);
    struct text ending = print_to_arena(arena, "(%.*s)", (int)number.length, number.at);
    struct text derived = format_uuid(derive_person_id(download->site, number), id);
    struct known_record known;
    bool is_known = false;
    *is_of_person = false;
    if (number.length == 0 || !ends_with_ignoring_case(name, ending)) {
        return true;
    }
    /* Over v11 the id is the CRM's own. */
    if (!find_known_record(download->journal, CRM_ACCOUNTS, derived, arena, &known, &is_known,
                           download->error)) {
        return false;
    }
    *is_of_person =
        equal_texts(derived, account->key) || (is_known && equal_texts(known.id, account->id));
    return true;
}

static bool write_account(struct download *download, const struct crm_record *account,
                          bool with_company)
{
    if (has_id(&download->accounts, account->id)) {
        return true;
    }
    write_cell(&download->writers[CRM_ACCOUNTS], account->id);
    write_values(download, CRM_ACCOUNTS, account, with_company);
    return add_id(&download->accounts, account->id, download->error);
}

static void write_digests(struct download *download, const struct crm_record *contact)
{
    const struct value_digests digests =
        digest_contact(download->fields, &download->arena, contact);
    const uint32_t counts[] = {(uint32_t)contact->account_count, (uint32_t)digests.count};
    FILE *out = download->contacts->digests;
    fwrite(counts, sizeof counts, 1, out);
    fwrite(digests.of_field, sizeof digests.of_field[0], digests.count, out);
}

static bool write_contact(struct download *download, const struct crm_record *contact)
{
    struct csv_writer *writer = &download->writers[CRM_CONTACTS];
    const struct crm_record *account = contact->account_count > 0 ? &contact->accounts[0] : NULL;
    bool is_of_person = false;
    if (account != NULL && !ask_whether_of_person(download, contact, account, &is_of_person)) {
        return false;
    }
    bool has_company = account != NULL && !is_of_person;
    write_cell(writer, contact->id);
    write_cell(writer, get_linked_account(contact));
    write_cell(writer, !has_company ? EMPTY_TEXT
                                    : get_record_value(download->fields, &download->arena,
                                                       CRM_ACCOUNTS, ROLE_COMPANY, account));
    write_values(download, CRM_CONTACTS, contact, true);
    write_digests(download, contact);
    download->contacts->count++;
    return account == NULL || write_account(download, account, has_company);
}

/* The page behind the id `after`, which becomes the last one of the page. */
static bool download_page(struct download *download, struct crm *crm, struct buffer *after,
                          size_t *count)
{
    struct crm_record_list list;
    if (explain_signal() != NULL) {
        return fail(download->error, ERROR_STOPPED, "%s", explain_signal());
    }
    reset_arena(&download->arena);
    if (!list_ticked_contacts(crm, view_buffer(after), PAGE, &download->arena, &list,
                              download->error)) {
        return false;
    }
    *count = list.count;
    for (size_t i = 0; i < list.count; i++) {
        if (!write_contact(download, &list.records[i])) {
            return false;
        }
    }
    if (list.count > 0) {
        after->length = 0;
        append_text(after, list.records[list.count - 1].id);
    }
    return (!download->arena.exhausted && !after->failed) || fail_for_memory(download->error);
}

/* All of a list is in its file, and its beginning is where it is read next. */
static bool finish_list(FILE *list, struct error *error)
{
    return (fflush(list) == 0 && ferror(list) == 0 && fseek(list, 0, SEEK_SET) == 0) ||
           fail(error, ERROR_USAGE, "cannot write a temporary file: %s", strerror(errno));
}

static bool finish_lists(const struct download *download)
{
    const struct ticked_contacts *contacts = download->contacts;
    for (int i = 0; i < MODULE_COUNT; i++) {
        if (download->writers[i].record.failed) {
            return fail_for_memory(download->error);
        }
        if (!finish_list(contacts->lists[i], download->error)) {
            return false;
        }
    }
    return finish_list(contacts->digests, download->error);
}

bool download_ticked_contacts(struct ticked_contacts *contacts, struct crm *crm,
                              const struct record_fields *fields, const struct mapping *mapping,
                              struct text site, struct journal *journal, struct progress *progress,
                              struct error *error)
{
    struct download download = {.contacts = contacts,
                                .fields = fields,
                                .mapping = mapping,
                                .site = site,
                                .journal = journal,
                                .accounts = start_id_set(),
                                .error = error};
    struct buffer after = {0};
    size_t count = 1;
    bool done = open_lists(&download);
    for (int i = 0; done && i < MODULE_COUNT; i++) {
        write_header(&download, (enum crm_module)i);
    }
    while (done && count > 0) {
        done = download_page(&download, crm, &after, &count);
        show_progress(progress, contacts->count);
    }
    done = done && finish_lists(&download);
    for (int i = 0; i < MODULE_COUNT; i++) {
        free_csv_writer(&download.writers[i]);
    }
    free_buffer(&after);
    free_id_set(&download.accounts);
    free_arena(&download.arena);
    return done;
}

bool read_ticked_contact(struct ticked_contacts *contacts, uint64_t number,
                         struct ticked_contact *contact, struct error *error)
{
    while (contacts->read < number) {
        uint32_t counts[2];
        bool done = fread(counts, sizeof counts, 1, contacts->digests) == 1 &&
                    counts[1] <= VALUE_DIGEST_LIMIT &&
                    fread(contact->in_crm.of_field, sizeof contact->in_crm.of_field[0], counts[1],
                          contacts->digests) == counts[1];
        if (!done) {
            return fail(error, ERROR_USAGE, "cannot read a temporary file back: %s",
                        strerror(errno));
        }
        contact->account_count = counts[0];
        contact->in_crm.count = counts[1];
        contacts->read++;
    }
    return true;
}

void discard_ticked_contacts(struct ticked_contacts *contacts)
{
    FILE *const files[] = {contacts->lists[CRM_CONTACTS], contacts->lists[CRM_ACCOUNTS],
                           contacts->digests};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        if (files[i] != NULL) {
            fclose(files[i]);
        }
    }
    *contacts = (struct ticked_contacts){0};
}
