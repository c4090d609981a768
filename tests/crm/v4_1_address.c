/* The module EmailAddresses: rows of addresses, which records share. */
#include "v4_1.h"

#include <string.h>

bool is_empty(const char *value)
{
    return value == NULL || value[0] == '\0' || strcmp(value, "0") == 0 ||
           strcmp(value, "false") == 0;
}

static bool is_wanted(struct json_object *names, const char *name)
{
    size_t count =
        json_object_is_type(names, json_type_array) ? json_object_array_length(names) : 0;
    for (size_t i = 0; i < count; i++) {
        const char *wanted = json_object_get_string(json_object_array_get_idx(names, i));
        if (wanted != NULL && strcmp(wanted, name) == 0) {
            return true;
        }
    }
    return count == 0;
}

struct json_object *make_address_entry(struct json_object *email, struct json_object *names,
                                       bool is_with_record)
{
    static const struct {
        const char *name;
        const char *value; /* NULL if it is the row's own */
        bool is_with_record;
    } fields[] = {{"id", NULL, false},
                  {"email_address", NULL, false},
                  {"primary_address", "", true},
                  {"reply_to_address", "", true},
                  {"invalid_email", NULL, false},
                  {"opt_out", NULL, false},
                  {"email_address_caps", NULL, false},
                  {"deleted", "0", false},
                  {"confirm_opt_in", "not-opt-in", false}};
    struct json_object *record = json_object_new_object();
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        const char *name = fields[i].name;
        if (is_wanted(names, name) && (is_with_record || !fields[i].is_with_record)) {
            const char *value = fields[i].value == NULL ? get_text(email, name) : fields[i].value;
            json_object_object_add(record, name, json_object_new_string(value));
        }
    }
    struct json_object *entry = make_entry(get_text(email, "id"), "EmailAddresses", record);
    json_object_put(record);
    return entry;
}

bool answer_address_list(struct call *call, const struct selection *selection)
{
    unsigned total = 0;
    struct json_object *emails = select_emails(call->site->store, selection, &total);
    if (emails == NULL) {
        return answer_database_failure(call);
    }
    int count = (int)json_object_array_length(emails);
    struct json_object *body = make_list_body(count, total, selection->offset);
    struct json_object *entries = json_object_new_array();
    for (int i = 0; i < count; i++) {
        json_object_array_add(entries,
                              make_address_entry(json_object_array_get_idx(emails, (size_t)i),
                                                 call->arguments[5], false));
    }
    json_object_object_add(body, "entry_list", entries);
    json_object_object_add(body, "relationship_list", json_object_new_array());
    json_object_put(emails);
    return answer_with(call, body);
}

bool write_address(struct store *store, struct json_object *values, char id[ID_SIZE])
{
    const char *chosen = get_text(values, "id");
    const char *address = get_text(values, "email_address");
    if (chosen[0] == '\0') {
        provide_email(store, address, id);
        return true;
    }
    if (!is_empty(get_text(values, "new_with_id"))) {
        return create_email(store, chosen, address) == STORE_DONE;
    }
    if (address[0] != '\0') {
        rename_email(store, chosen, address);
    }
    return true;
}
