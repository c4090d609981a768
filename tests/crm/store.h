/**
 * The records of the CRM that the tests talk to, in SQLite in memory: contacts, accounts, their
 * e-mail addresses and the links between them, in tables as SuiteCRM has them.
 *
 * The store writes values as the CRM stores them (facts: suitecrm-live.md section 2) and gives them
 * back as they are stored: to escape ' " < > as SuiteCRM's APIs do on read is the API's part. A
 * store of kind STORE_SUGAR leaves markup alone. Values go in and come out as JSON objects, name by
 * value; all that come out are texts, NULL is "". What is handed out as a json_object is the
 * caller's to put back; what is handed in stays the caller's.
 *
 * Texts compare as in MySQL, without regard to case and accents. A store is for one thread at a
 * time (the server's mutex). Where SQLite itself or memory fails, the program ends, since it is for
 * tests alone.
 */
#ifndef POSSUM_TESTS_CRM_STORE_H
#define POSSUM_TESTS_CRM_STORE_H

#include "answer.h"
#include "fields.h"

enum { ID_LENGTH = 36, ID_SIZE = ID_LENGTH + 1 };

/** A module that has records. */
enum module { MODULE_CONTACTS, MODULE_ACCOUNTS, MODULE_TOTAL };

/** Whose manners the store has. */
enum store_kind {
    STORE_SUITECRM, /**< markup is stripped; email1 is ignored once a record has an address */
    STORE_SUGAR     /**< texts stay as they are; email1 replaces the primary address; each module
                         has a field sync_key too */
};

/** What became of a write. */
enum store_result {
    STORE_DONE,
    STORE_MISSING, /**< no live record has that id; nothing was written */
    STORE_TAKEN    /**< a record, live or deleted, has that id; nothing was written */
};

/** Whether there is a record. */
enum record_state { RECORD_ABSENT, RECORD_LIVE, RECORD_DELETED };

/** Where a field's value stands. */
enum field_place {
    FIELD_IN_TABLE,  /**< in the module's own table */
    FIELD_IN_CUSTOM, /**< in the table of custom fields, _cstm */
    FIELD_ELSEWHERE  /**< made from other fields or tables, such as name, email1 and account_id */
};

/** A field that the CRM has, by the name that it goes by. */
struct store_field {
    const char *name;
    const char *type; /**< as recorded or changed: "varchar", "bool", "int" ... */
    size_t length;    /**< characters that fit, 0 if there is no limit */
    enum field_place place;
    const char *usual; /**< what a new record has in it, "" for NULL */
};

/** Which records, in which order. */
struct selection {
    const char *condition; /**< SQL on MODULE's table and its _cstm, "" is all; see
                                translate_query for what MySQL writes otherwise */
    const char *order;     /**< SQL behind ORDER BY, "" is the order of creation */
    int deleted;           /**< 0: the live ones, 1: these and the deleted ones */
    unsigned offset;
    unsigned limit; /**< 0 is no limit */
};

struct store;

/** Opens an empty store whose fields are those of the transcripts, with the changes.
 *  NULL with ERROR_INPUT if a transcript cannot be read. */
struct store *open_store(enum store_kind kind, struct transcripts *transcripts,
                         const struct field_changes *changes, struct error *error);

/** Closes a store; NULL is allowed. */
void close_store(struct store *store);

/** Finds a module by its name in the APIs, "Contacts". */
bool find_module(const char *name, enum module *module);

/** The name of a module in the APIs. */
const char *name_module(enum module module);

/** The fields of a module in the recorded order (links, which V8 lists too, are not among them). */
const struct store_field *list_fields(const struct store *store, enum module module, size_t *count);

/** A field by its name, or NULL. */
const struct store_field *find_field(const struct store *store, enum module module,
                                     const char *name);

/** Creates a record. `id` is the chosen one, cut to 36 characters, or "" for one of the store's
 *  own; the record's id goes to `created`. Of the values:
 *  - a field that is not there is ignored, so are id, date_entered, date_modified and what is made
 *    of other fields; missing fields are empty, whatever they are;
 *  - bool and int are coerced as SuiteCRM and MySQL do, dates that are none become NULL, texts are
 *    trimmed, stripped of markup, and cut to the field's length;
 *  - email1 becomes the primary address, email2 another one, unless they are invalid or blank;
 *  - account_id links to that account if there is a live one; account_name is ignored;
 *  - deleted of 1 creates a deleted record.
 *  STORE_TAKEN or STORE_DONE. */
enum store_result create_record(struct store *store, enum module module, const char *id,
                                struct json_object *values, char created[ID_SIZE]);

/** Changes the fields of a live record that stand in `values`, by the rules of create_record, but:
 *  - email1 and email2 of a record that has an address are ignored (STORE_SUGAR: email1 takes the
 *    place of the primary address, a blank one takes it away);
 *  - account_id moves the first link; that of no live account, and "", takes it away;
 *  - deleted of 1 is delete_record.
 *  STORE_MISSING or STORE_DONE. */
enum store_result update_record(struct store *store, enum module module, const char *id,
                                struct json_object *values);

/** Does what SuiteCRM does in an update of a record that is deleted or was never there, beside
 *  replying as if all were well: the custom fields that stand in `values` are written, those with a
 *  usual value get that if they do not, and addresses and the link to an account are saved as
 *  update_record saves them. A record that is created later under that id has all that, and its own
 *  custom fields are ignored. */
void update_missing_record(struct store *store, enum module module, const char *id,
                           struct json_object *values);

/** Marks a live record as deleted, and its links to accounts or contacts and addresses too.
 *  STORE_MISSING or STORE_DONE. */
enum store_result delete_record(struct store *store, enum module module, const char *id);

/** Whether there is a record of that id. */
enum record_state look_up_record(struct store *store, enum module module, const char *id);

/** Reads a record, live or deleted: a member for each of `names` (a JSON list of texts) that is a
 *  field, in that order; for every field if `names` is NULL or an empty list. name and full_name
 *  are made of first_name and last_name; email1 is the primary address; account_id and account_name
 *  are those of the first live link. NULL if there is no such record. */
struct json_object *read_record(struct store *store, enum module module, const char *id,
                                struct json_object *names);

/** Selects records: a list of ids, and in *total (unless that is NULL) how many there are without
 *  offset and limit. NULL if the condition or the order is no SQL that SQLite takes. */
struct json_object *select_records(struct store *store, enum module module,
                                   const struct selection *selection, unsigned *total);

/** Appends a text as a literal of SQLite, to build conditions of. */
void append_literal(struct buffer *out, struct text value);

/** Appends a query in MySQL's words in SQLite's: string literals in ' or " with backslash escapes,
 *  and 0x with pairs of digits behind it, become SQLite's. False if a literal does not end. */
bool translate_query(struct buffer *out, struct text query);

/** Changes the row of an address as it is told: email_address, opt_out and invalid_email, where
 * they stand in `values`. False if there is no such row. */
bool change_email(struct store *store, const char *email_id, struct json_object *values);

/** The live addresses of a record, the primary one first, then by age: a list of objects with id
 *  (of the address), email_address, email_address_caps, primary_address ("1" or "0"). */
struct json_object *list_emails(struct store *store, enum module module, const char *id);

/** Gives a record the addresses of a list (of objects with email_address and, true or "1" or 1,
 *  primary_address; the first is primary if none is) in place of all that it has. Invalid ones are
 *  left out. The record's date_modified moves. */
void replace_emails(struct store *store, enum module module, const char *id,
                    struct json_object *emails);

/** Links a record to an address by the address's id; a new link is not the primary one. False if
 *  there is no such address. */
bool link_email(struct store *store, enum module module, const char *id, const char *email_id);

/** Marks the live link between a record and an address, if there is one, as the primary one or not;
 *  other links stay as they are. */
void mark_email(struct store *store, enum module module, const char *id, const char *email_id,
                bool is_primary);

/** Takes the link between a record and an address away, if there is one. */
void unlink_email(struct store *store, enum module module, const char *id, const char *email_id);

/** Finds the id of the row of an address, or creates it, in `email_id`; an existing row takes over
 *  the spelling. False if the address is invalid. */
bool provide_email(struct store *store, const char *address, char email_id[ID_SIZE]);

/** Creates a row of an address, which is not checked, under a chosen id, whatever rows there are of
 *  it. STORE_TAKEN or STORE_DONE. */
enum store_result create_email(struct store *store, const char *email_id, const char *address);

/** Selects rows of addresses, whose table is email_addresses, as select_records does: a list of
 *  objects as list_emails has them, without primary_address. */
struct json_object *select_emails(struct store *store, const struct selection *selection,
                                  unsigned *total);

/** Selects users, whose table is users (id, user_name, deleted), as select_records does: "admin",
 *  "sally", and "gone", who is deleted. */
struct json_object *select_users(struct store *store, const struct selection *selection,
                                 unsigned *total);

/** Renames the row of an address in place, for every record that shares it. False if there is no
 *  such row. `address` is not checked. */
bool rename_email(struct store *store, const char *email_id, const char *address);

/** The ids at the other end of a record's live links: accounts of a contact, contacts of an
 *  account; by the links' age, live records only. */
struct json_object *list_linked(struct store *store, enum module module, const char *id);

/** Adds a link between a contact and an account, beside those that are there. Nothing happens if
 *  there is that link already, or if one of the two is not there. */
void link_account(struct store *store, const char *contact_id, const char *account_id);

/** Links a contact, live or not, to an account in place of its first link, as account_id does in
 *  update_record. */
void move_account(struct store *store, const char *contact_id, const char *account_id);

/** Takes a link away, if there is one. */
void unlink_account(struct store *store, const char *contact_id, const char *account_id);

/** Appends all records, a line of JSON each, by module and id: module, id, by name the fields that
 *  are not as a new record has them (deleted is one), "emails" (the primary one first), "opted_out"
 *  and "invalid" (those of them that are), and "accounts" (ids, sorted). Two stores hold the same
 * if these texts are equal. Of no record: nothing. */
void append_state(struct buffer *out, struct store *store);

/** Replaces all records by those of such a text; what a line leaves out is as a new record has it,
 *  date_entered and date_modified come from the store's clock. Values are stored as they stand
 * there. ERROR_INPUT, with the line, if it is no such text; the store is empty then. */
bool replace_state(struct store *store, struct text state, struct error *error);

#endif
