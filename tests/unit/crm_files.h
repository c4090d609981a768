/**
 * What the tests of files that came from the CRM share: a contacts and an accounts file with
 * headers and rows written with "|" between the cells, and what is made of them.
 */
#ifndef POSSUM_TESTS_UNIT_CRM_FILES_H
#define POSSUM_TESTS_UNIT_CRM_FILES_H

#include "support.h"

#include "customer/account_store.h"
#include "customer/contact.h"

/** What SuiteCRM 7.14 exports of contacts and accounts, custom fields last and mixed with those of
   its maps (facts: suitecrm-live.md section 4). */
#define SUITECRM_CONTACTS                                                                          \
    "First Name|Last Name|ID|Salutation|Job Title|Department|Account Name|Email Address|"          \
    "Non Primary E-mails|Mobile|Office Phone|Home|Other Phone|Fax|Primary Address Street|"         \
    "Primary Address City|Primary Address State|Primary Address Postal Code|"                      \
    "Primary Address Country|Alternate Address Street|Alternate Address City|"                     \
    "Alternate Address State|Alternate Address Postal Code|Alternate Address Country|"             \
    "Description|Birthdate|Lead Source|Campaign ID|Do Not Call|Reports to ID|Assistant|"           \
    "Assistant Phone|Assigned to|Assigned User|Date Created|Date Modified|Modified By|Created By|" \
    "Deleted|Photo|Lawful Basis|Lawful Basis Date Reviewed|Lawful Basis Source|"                   \
    "Joomla Account ID|Account Disabled|Portal User Type|ClickPOS Customer Code|Geocode Status|"   \
    "Longitude|Address|ClickPOS Synch|Latitude"
#define SUITECRM_ACCOUNTS                                                                          \
    "Name|ID|Website|Email Address|Non Primary E-mails|Office Phone|Alternate Phone|Fax|"          \
    "Billing Street|Billing City|Billing State|Billing Postal Code|Billing Country|"               \
    "Shipping Street|Shipping City|Shipping State|Shipping Postal Code|Shipping Country|"          \
    "Description|Type|Industry|Annual Revenue|Employees|SIC Code|Ticker Symbol|"                   \
    "Parent Account ID|Ownership|Campaign ID|Rating|Assigned to|Assigned User|Date Created|"       \
    "Date Modified|Modified By|Created By|Deleted|Geocode Status|Longitude|Address|"               \
    "ClickPOS Trading As|Latitude|ClickPOS Customer Class"

/** Smaller files: of labels, and of field names with ids that join them. */
#define CONTACT_LABELS                                                                             \
    "First Name|Last Name|ID|Account Name|Email Address|Mobile|ClickPOS Customer Code|"            \
    "ClickPOS Synch|Deleted"
#define ACCOUNT_LABELS                                                                             \
    "Name|ID|Website|Email Address|Office Phone|Billing Street|ClickPOS Trading As"
#define CONTACT_FIELDS "id|account_id|first_name|last_name|cp_cust_code_c|cp_synch_c|account_name"
#define ACCOUNT_FIELDS "id|name|website|email1|phone_office|billing_address_street"

/** A file of one module. Once it has a header it stays where it is: the rules point into it. */
struct crm_file {
    struct crm_columns columns;
    struct crm_rules rules;
};

/** Takes in "FIELD=HEADER", for a link too. */
static inline void choose_crm_column(struct fixture *fixture, const char *choice)
{
    struct error error = {0};
    if (!choose_column(fixture->mapping, make_text(choice), true, &error)) {
        fail_msg("%s", error.message);
    }
}

/** Finds the columns of a header given as cells. */
static inline void open_crm_cells(struct fixture *fixture, struct crm_file *file,
                                  enum module module, const struct text *cells, size_t count,
                                  bool with_places)
{
    memset(file, 0xAA, sizeof *file); /* as memory that was used before */
    find_crm_columns(fixture->mapping, module, cells, count, with_places, &fixture->arena,
                     &file->columns);
    assert_false(fixture->arena.exhausted);
    file->rules = (struct crm_rules){.values = {.mapping = fixture->mapping,
                                                .columns = &file->columns.columns,
                                                .headers = cells,
                                                .header_count = count,
                                                .digest_key = {"0123456789abcde"}},
                                     .columns = &file->columns};
}

/** Finds the columns of a header. */
static inline void open_crm_file(struct fixture *fixture, struct crm_file *file, enum module module,
                                 const char *header)
{
    size_t count;
    const struct text *cells = split_row(&fixture->arena, header, &count);
    open_crm_cells(fixture, file, module, cells, count, false);
}

/** The column of a module's field; -1 if it has none. */
static inline int get_crm_column(const struct fixture *fixture, const struct crm_file *file,
                                 enum module module, const char *field)
{
    size_t column = file->columns.columns.of_row[find_row(fixture, module, field)];
    return column == NO_COLUMN ? -1 : (int)column;
}

/** The column of a link; -1 if it has none. */
static inline int get_link_column(const struct crm_file *file, enum link link)
{
    size_t column = file->columns.of_link[link];
    return column == NO_COLUMN ? -1 : (int)column;
}

/** A sound record of cells that stand in `row`. */
static inline struct record *make_record(struct arena *arena, uint64_t line, const char *row)
{
    struct record *record = take_from_arena(arena, sizeof *record);
    assert_non_null(record);
    *record = (struct record){.line = line, .number = line - 1};
    record->cells = split_row(arena, row, &record->cell_count);
    return record;
}

/** Makes an account of a row. */
static inline struct account make_account_row(struct fixture *fixture, const struct crm_file *file,
                                              uint64_t line, const char *row)
{
    struct account account;
    make_account(&file->rules, make_record(&fixture->arena, line, row), &fixture->arena, &account);
    assert_false(fixture->arena.exhausted);
    return account;
}

/** A contacts file, perhaps an accounts file with its store, and the rules of both. It stays where
 *  it is. */
struct crm_run {
    struct fixture fixture;
    struct crm_file contacts;
    struct crm_file accounts;
    struct account_store store;
    struct contact_rules rules;
};

/** Opens both files, with the fixture begun: there are no accounts if their header is NULL. */
static inline void open_crm_run(struct crm_run *run, const char *contacts, const char *accounts)
{
    open_crm_file(&run->fixture, &run->contacts, MODULE_CONTACTS, contacts);
    run->rules = (struct contact_rules){.crm = run->contacts.rules};
    run->store = (struct account_store){0};
    if (accounts == NULL) {
        return;
    }
    open_crm_file(&run->fixture, &run->accounts, MODULE_ACCOUNTS, accounts);
    run->store = (struct account_store){
        .mapping = run->fixture.mapping,
        .digest_key = {"0123456789abcde"},
        .finds_ids = get_link_column(&run->contacts, LINK_ACCOUNT_ID) >= 0 &&
                     get_link_column(&run->accounts, LINK_ID) >= 0,
        .finds_names = get_link_column(&run->contacts, LINK_ACCOUNT_NAME) >= 0};
    run->rules.accounts = &run->store;
}

/** Begins a run over the shipped mapping. */
static inline void begin_crm_run(struct crm_run *run, const char *contacts, const char *accounts)
{
    run->fixture = begin_fixture();
    open_crm_run(run, contacts, accounts);
}

/** Makes an account of a row, and stores it if it is carried. */
static inline struct account store_row(struct crm_run *run, uint64_t line, const char *row)
{
    struct account account = make_account_row(&run->fixture, &run->accounts, line, row);
    if (account.outcome == OUTCOME_CARRIED) {
        store_account(&run->store, &account, &run->fixture.arena);
    }
    assert_false(run->fixture.arena.exhausted);
    return account;
}

/** Makes a contact of a row. */
static inline struct contact make_contact_row(struct crm_run *run, uint64_t line, const char *row)
{
    struct contact contact;
    struct arena *arena = &run->fixture.arena;
    make_contact(&run->rules, make_record(arena, line, row), arena, &contact);
    assert_false(arena->exhausted);
    return contact;
}

/** The contact's value for a field. */
static inline struct text get_contact_value(const struct crm_run *run,
                                            const struct contact *contact, enum module module,
                                            const char *field)
{
    return get_customer_value(&run->fixture, &contact->customer, module, field);
}

/** What becomes of a row, and the codes of its issues. */
struct contact_example {
    const char *row;
    enum outcome outcome;
    const char *codes;
};

/** Fails unless that has become of the contact. */
static inline void check_outcome(struct crm_run *run, const struct contact *contact,
                                 const struct contact_example *expected)
{
    const char *codes = list_codes(&run->fixture.arena, &contact->customer.issues);
    if (contact->customer.outcome != expected->outcome || strcmp(codes, expected->codes) != 0) {
        fail_msg("\"%s\" has outcome %d and the issues \"%s\", not %d and \"%s\"", expected->row,
                 (int)contact->customer.outcome, codes, (int)expected->outcome, expected->codes);
    }
    assert_int_equal(contact->customer.values != NULL,
                     contact->customer.outcome == OUTCOME_CARRIED);
}

/** Frees it all. */
static inline void end_crm_run(struct crm_run *run)
{
    free_account_store(&run->store);
    end_fixture(&run->fixture);
}

#endif
