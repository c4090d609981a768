/* E-mail addresses as records of the JSON:API (live findings, 25 November 2026). */
#include "v8.h"
#include "v8_query.h"

#include <string.h>

/* One that was just created has none. */
static const char *get_flag(struct json_object *email, const char *name)
{
    const char *flag = get_text(email, name);
    return flag[0] == '\0' ? "0" : flag;
}

struct json_object *make_email_attributes(struct json_object *email)
{
    static const char moment[] = "2026-01-02T03:04:00+00:00";
    const char *const values[][2] = {
        {"email_address", get_text(email, "email_address")},
        {"email_address_caps", get_text(email, "email_address_caps")},
        {"invalid_email", get_flag(email, "invalid_email")},
        {"opt_out", get_flag(email, "opt_out")},
        {"confirm_opt_in", "not-opt-in"},
        {"confirm_opt_in_date", ""},
        {"confirm_opt_in_sent_date", ""},
        {"confirm_opt_in_fail_date", ""},
        {"confirm_opt_in_token", ""},
        {"date_created", moment},
        {"date_modified", moment},
        {"deleted", "0"},
    };
    struct json_object *attributes = json_object_new_object();
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        json_object_object_add(attributes, values[i][0], encode_entities(values[i][1]));
    }
    return attributes;
}

/* Addresses have no relationships, which is a list then. */
static struct json_object *make_email(struct json_object *email)
{
    struct json_object *made = json_object_new_object();
    json_object_object_add(made, "type", json_object_new_string("EmailAddress"));
    json_object_object_add(made, "id", json_object_new_string(get_text(email, "id")));
    json_object_object_add(made, "attributes", make_email_attributes(email));
    json_object_object_add(made, "relationships", json_object_new_array());
    return made;
}

/* Whether a list with commas has the name. */
static bool has_name(const char *list, const char *name)
{
    struct text names = make_text(list);
    for (size_t at = 0; at < names.length;) {
        size_t end = find_byte(names, ',', at);
        if (equal_texts(slice_text(names, at, end), make_text(name))) {
            return true;
        }
        at = end + 1;
    }
    return false;
}

/* Leaves the attributes that "fields" asks for. */
static void choose_attributes(struct json_object *email, struct json_object *query)
{
    struct json_object *fields = json_object_object_get(query, "fields");
    const char *list = get_text(fields, "EmailAddresses");
    struct json_object *all = json_object_object_get(email, "attributes");
    struct json_object *chosen = json_object_new_object();
    json_object_object_foreach(all, name, value)
    {
        if (list[0] == '\0' || has_name(list, name)) {
            json_object_object_add(chosen, name, json_object_get(value));
        }
    }
    json_object_object_add(email, "attributes", chosen);
}

/* Of the filters there is only [eq] here. False if there is none, or another. */
static bool append_condition(struct buffer *condition, struct json_object *query)
{
    static const char *const names[] = {"id", "email_address", "email_address_caps"};
    struct json_object *filter = json_object_object_get(query, "filter");
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *value = get_text(json_object_object_get(filter, names[i]), "eq");
        if (value[0] != '\0') {
            append_formatted(condition,
                             "%semail_addresses.%s = ", condition->length == 0 ? "" : " AND ",
                             names[i]);
            append_literal(condition, make_text(value));
        }
    }
    bool done = condition->length > 0;
    append_byte(condition, '\0');
    return done;
}

static bool give_emails(struct exchange *exchange, struct json_object *query,
                        struct json_object *emails)
{
    struct json_object *body = json_object_new_object();
    struct json_object *data = json_object_new_array();
    size_t count = emails == NULL ? 0 : json_object_array_length(emails);
    for (size_t i = 0; i < count; i++) {
        struct json_object *made = make_email(json_object_array_get_idx(emails, i));
        choose_attributes(made, query);
        json_object_array_add(data, made);
    }
    if (count == 0) {
        struct json_object *meta = json_object_new_object();
        json_object_object_add(
            meta, "message",
            json_object_new_string("Request was successful, but there is no result"));
        json_object_object_add(body, "meta", meta);
    }
    json_object_object_add(body, "data", data);
    return give_v8_answer(exchange, 200, body);
}

bool list_v8_emails(struct exchange *exchange)
{
    struct buffer condition = {0};
    struct json_object *query = read_query(exchange->request);
    bool done;
    if (append_condition(&condition, query)) {
        const struct selection selection = {.condition = condition.at, .order = ""};
        struct json_object *emails = select_emails(exchange->site->store, &selection, NULL);
        done = give_emails(exchange, query, emails);
        json_object_put(emails);
    } else {
        done = refuse_v8_request(exchange, REFUSED_BY_PARAMETERS,
                                 "The filter is none that this CRM for tests knows");
    }
    json_object_put(query);
    free_buffer(&condition);
    return done;
}

bool create_v8_email(struct exchange *exchange, struct json_object *data)
{
    struct json_object *attributes = json_object_object_get(data, "attributes");
    const char *address = get_text(attributes, "email_address");
    char id[ID_SIZE];
    if (!provide_email(exchange->site->store, address, id)) {
        return refuse_v8_request(exchange, REFUSED_BY_PARAMETERS,
                                 "Property email_address in EmailAddress module is invalid");
    }
    struct json_object *body = json_object_new_object();
    struct json_object *email = json_object_new_object();
    json_object_object_add(email, "id", json_object_new_string(id));
    json_object_object_add(email, "email_address", json_object_new_string(address));
    json_object_object_add(email, "email_address_caps",
                           json_object_new_string(get_text(attributes, "email_address_caps")));
    json_object_object_add(body, "data", make_email(email));
    json_object_put(email);
    return give_v8_answer(exchange, 201, body);
}

bool update_v8_email(struct exchange *exchange, struct json_object *data)
{
    const char *id = get_text(data, "id");
    struct json_object *attributes = json_object_object_get(data, "attributes");
    struct buffer condition = {0};
    if (!change_email(exchange->site->store, id, attributes)) {
        return refuse_v8_request(exchange, REFUSED_BY_SERVICE,
                                 "EmailAddresses module with id %s is not found", id);
    }
    append_text(&condition, TEXT("email_addresses.id = "));
    append_literal(&condition, make_text(id));
    append_byte(&condition, '\0');
    const struct selection selection = {.condition = condition.at, .order = ""};
    struct json_object *emails = select_emails(exchange->site->store, &selection, NULL);
    struct json_object *body = json_object_new_object();
    json_object_object_add(body, "data", make_email(json_object_array_get_idx(emails, 0)));
    json_object_put(emails);
    free_buffer(&condition);
    return give_v8_answer(exchange, 201, body);
}
