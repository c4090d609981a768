/**
 * The fields of the CRM's modules, as they were recorded, but for what the command line changes.
 */
#ifndef POSSUM_TESTS_CRM_FIELDS_H
#define POSSUM_TESTS_CRM_FIELDS_H

#include "answer.h"
#include "base/options.h"

/** Changes, each by the recorded name of the field. */
struct field_changes {
    struct string_list without; /**< FIELD: it is not there */
    struct string_list names;   /**< FIELD=NAME */
    struct string_list types;   /**< FIELD=TYPE */
    struct string_list labels;  /**< FIELD=LABEL, where labels are told */
    struct string_list lengths; /**< FIELD=LENGTH */
};

/** Checks that every change is one, of a field that Contacts or Accounts have in the transcripts.
 *  ERROR_USAGE if not. */
bool check_changes(const struct field_changes *changes, struct transcripts *transcripts,
                   struct error *error);

/** A copy of the recorded fields, name by description, with the changes made. The caller puts it
 *  back. */
struct json_object *change_fields(const struct field_changes *changes, struct json_object *fields);

/** Frees the lists. */
void free_changes(struct field_changes *changes);

#endif
