/* Filters of SugarCRM's API, in SQL ("<module> GET" of the developer guide; the operators that
 * sugarcrm/rest-php-client has too). */
#include "v11.h"

#include <string.h>

/* How an operator takes its value. */
enum operand { OPERAND_VALUE, OPERAND_LIST, OPERAND_NONE, OPERAND_PART, OPERAND_RANGE };

/* A text is in `before` and `after`: for OPERAND_PART within the pattern, else around the value. */
struct operation {
    const char *name;
    enum operand operand;
    const char *before;
    const char *after;
};

static const struct operation operators[] = {
    {"$equals", OPERAND_VALUE, " = ", ""},      {"$not_equals", OPERAND_VALUE, " <> ", ""},
    {"$gt", OPERAND_VALUE, " > ", ""},          {"$gte", OPERAND_VALUE, " >= ", ""},
    {"$lt", OPERAND_VALUE, " < ", ""},          {"$lte", OPERAND_VALUE, " <= ", ""},
    {"$in", OPERAND_LIST, " IN (", ")"},        {"$not_in", OPERAND_LIST, " NOT IN (", ")"},
    {"$is_null", OPERAND_NONE, " IS NULL", ""}, {"$not_null", OPERAND_NONE, " IS NOT NULL", ""},
    {"$starts", OPERAND_PART, "", "%"},         {"$ends", OPERAND_PART, "%", ""},
    {"$contains", OPERAND_PART, "%", "%"},      {"$between", OPERAND_RANGE, " BETWEEN ", ""},
};

enum { OPERATOR_TOTAL = sizeof operators / sizeof operators[0], COLUMN_SIZE = 512 };

/* A column, and what stands around a comparison with it. */
struct column {
    char before[COLUMN_SIZE];
    char name[COLUMN_SIZE];
    const char *after;
};

static const struct operation *find_operator(const char *name)
{
    for (size_t i = 0; i < OPERATOR_TOTAL; i++) {
        if (strcmp(operators[i].name, name) == 0) {
            return &operators[i];
        }
    }
    return NULL;
}

static const char *name_table(enum module module)
{
    return module == MODULE_CONTACTS ? "contacts" : "accounts";
}

/* A field that stands in a table, by "table.name"; not one that is made of others. */
static bool name_column(const struct site *site, enum module module, const char *field,
                        char name[COLUMN_SIZE])
{
    const struct store_field *found = find_field(site->store, module, field);
    if (found == NULL || found->place == FIELD_ELSEWHERE || !has_sugar_field(site, module, field)) {
        return false;
    }
    snprintf(name, COLUMN_SIZE, "%s%s.%s", name_table(module),
             found->place == FIELD_IN_CUSTOM ? "_cstm" : "", field);
    return true;
}

/* "email_addresses.email_address" and its like. */
static bool find_email_column(enum module module, const char *field, struct column *column)
{
    static const char *const fields[] = {"id", "email_address", "email_address_caps"};
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        if (strcmp(fields[i], field) == 0) {
            snprintf(column->name, sizeof column->name, "e.%s", field);
            snprintf(column->before, sizeof column->before,
                     "%s.id IN (SELECT r.bean_id FROM email_addr_bean_rel r JOIN email_addresses e "
                     "ON e.id = r.email_address_id WHERE r.deleted = 0 AND e.deleted = 0 AND "
                     "r.bean_module = '%s' AND ",
                     name_table(module), name_module(module));
            column->after = ")";
            return true;
        }
    }
    return false;
}

/* A field of the records at the other end, "accounts.name". */
static bool find_linked_column(const struct site *site, enum module module, const char *field,
                               struct column *column)
{
    enum module other = module == MODULE_CONTACTS ? MODULE_ACCOUNTS : MODULE_CONTACTS;
    const char *table = name_table(other);
    snprintf(column->before, sizeof column->before,
             "%s.id IN (SELECT l.%s FROM accounts_contacts l JOIN %s ON %s.id = l.%s LEFT JOIN "
             "%s_cstm ON %s_cstm.id_c = %s.id WHERE l.deleted = 0 AND %s.deleted = 0 AND ",
             name_table(module), module == MODULE_CONTACTS ? "contact_id" : "account_id", table,
             table, module == MODULE_CONTACTS ? "account_id" : "contact_id", table, table, table,
             table);
    column->after = ")";
    return name_column(site, other, field, column->name);
}

/* The documents have "link_name.remote_field" for fields of related records. That email1 and
 * account_id are none to filter by is assumed. */
static bool find_column(const struct call *call, const char *field, struct column *column)
{
    struct text name = make_text(field);
    enum module module = call->module;
    const char *link = module == MODULE_CONTACTS ? "accounts." : "contacts.";
    *column = (struct column){.after = ""};
    if (starts_with(name, TEXT("email_addresses."))) {
        return find_email_column(module, field + strlen("email_addresses."), column);
    }
    return starts_with(name, make_text(link))
               ? find_linked_column(call->site, module, field + strlen(link), column)
               : name_column(call->site, module, field, column->name);
}

static void append_value(struct buffer *sql, struct json_object *value)
{
    bool is_boolean = json_object_is_type(value, json_type_boolean);
    const char *text =
        is_boolean ? (json_object_get_boolean(value) ? "1" : "0") : json_object_get_string(value);
    append_literal(sql, make_text(text));
}

/* Single values, and lists of them, with `join` between. */
static bool append_values(struct buffer *sql, struct json_object *values, const char *join)
{
    size_t count = json_object_array_length(values);
    for (size_t i = 0; i < count; i++) {
        struct json_object *value = json_object_array_get_idx(values, i);
        if (value == NULL || json_object_is_type(value, json_type_object) ||
            json_object_is_type(value, json_type_array)) {
            return false;
        }
        append_text(sql, make_text(i == 0 ? "" : join));
        append_value(sql, value);
    }
    return true;
}

static bool is_single(struct json_object *value)
{
    return value != NULL && !json_object_is_type(value, json_type_object) &&
           !json_object_is_type(value, json_type_array);
}

static bool append_pattern(struct buffer *sql, const struct operation *operation,
                           struct json_object *value)
{
    struct buffer pattern = {0};
    append_text(&pattern, make_text(operation->before));
    append_text(&pattern, make_text(json_object_get_string(value)));
    append_text(&pattern, make_text(operation->after));
    append_text(sql, TEXT(" LIKE "));
    append_literal(sql, view_buffer(&pattern));
    free_buffer(&pattern);
    return true;
}

static bool append_operand(struct buffer *sql, const struct operation *operation,
                           struct json_object *value)
{
    bool is_list = json_object_is_type(value, json_type_array);
    if (operation->operand == OPERAND_PART) {
        return is_single(value) && append_pattern(sql, operation, value);
    }
    append_text(sql, make_text(operation->before));
    switch (operation->operand) {
    case OPERAND_VALUE:
        if (!is_single(value)) {
            return false;
        }
        append_value(sql, value);
        break;
    case OPERAND_LIST:
        if (!is_list || !append_values(sql, value, ", ")) {
            return false;
        }
        break;
    case OPERAND_RANGE:
        if (!is_list || json_object_array_length(value) != 2 ||
            !append_values(sql, value, " AND ")) {
            return false;
        }
        break;
    default:
        break;
    }
    append_text(sql, make_text(operation->after));
    return true;
}

static bool refuse_filter(struct call *call, const char *what, const char *name)
{
    char message[256];
    snprintf(message, sizeof message, "%s: %s", what, name);
    refuse_sugar_call(call, SUGAR_INVALID_PARAMETER, message);
    return false;
}

static bool append_comparison(struct call *call, const struct column *column, const char *name,
                              struct json_object *value, struct buffer *sql)
{
    const struct operation *operation = find_operator(name);
    if (operation == NULL) {
        return refuse_filter(call, "Did not recognize the operand", name);
    }
    append_formatted(sql, "%s%s", column->before, column->name);
    if (!append_operand(sql, operation, value)) {
        return refuse_filter(call, "The value does not fit the operand", name);
    }
    append_text(sql, make_text(column->after));
    return true;
}

/* {"field": value}, {"field": {"$operator": value, ...}}; the vendor's client writes
 * {"field": ["$is_null"]}. */
static bool append_field(struct call *call, const char *field, struct json_object *expression,
                         struct buffer *sql)
{
    struct column column;
    bool done = true;
    size_t written = 0;
    if (!find_column(call, field, &column)) {
        return refuse_filter(call, "Could not find the field", field);
    }
    if (json_object_is_type(expression, json_type_array)) {
        const char *name = json_object_get_string(json_object_array_get_idx(expression, 0));
        return append_comparison(call, &column, name == NULL ? "" : name, NULL, sql);
    }
    if (!json_object_is_type(expression, json_type_object)) {
        return append_comparison(call, &column, "$equals", expression, sql);
    }
    json_object_object_foreach(expression, name, value)
    {
        append_text(sql, make_text(written++ == 0 ? "" : " AND "));
        done = done && append_comparison(call, &column, name, value, sql);
    }
    return done;
}

static bool append_all(struct call *call, struct json_object *list, const char *join,
                       struct buffer *sql);

static bool append_member(struct call *call, const char *name, struct json_object *value,
                          struct buffer *sql)
{
    if (strcmp(name, "$or") == 0) {
        return append_all(call, value, " OR ", sql);
    }
    return strcmp(name, "$and") == 0 ? append_all(call, value, " AND ", sql)
                                     : append_field(call, name, value, sql);
}

/* An object whose members are numbers is a list: "filter[0][name]=x". */
static bool is_numbered(struct json_object *object)
{
    if (!json_object_is_type(object, json_type_object)) {
        return false;
    }
    json_object_object_foreach(object, name, value)
    {
        (void)value;
        if (name[strspn(name, "0123456789")] != '\0') {
            return false;
        }
    }
    return true;
}

static bool append_object(struct call *call, struct json_object *object, const char *join,
                          struct buffer *sql)
{
    bool numbered = is_numbered(object);
    bool done = true;
    size_t written = 0;
    if (!json_object_is_type(object, json_type_object)) {
        return refuse_filter(call, "The filter is no list of objects", "filter");
    }
    append_byte(sql, '(');
    json_object_object_foreach(object, name, value)
    {
        append_text(sql, make_text(written++ == 0 ? "" : join));
        done = done && (numbered ? append_object(call, value, " AND ", sql)
                                 : append_member(call, name, value, sql));
    }
    append_text(sql, make_text(written == 0 ? "1)" : ")"));
    return done;
}

static bool append_all(struct call *call, struct json_object *list, const char *join,
                       struct buffer *sql)
{
    if (json_object_is_type(list, json_type_object)) {
        return append_object(call, list, join, sql);
    }
    if (!json_object_is_type(list, json_type_array)) {
        return refuse_filter(call, "The filter is no list", "filter");
    }
    size_t count = json_object_array_length(list);
    append_byte(sql, '(');
    for (size_t i = 0; i < count; i++) {
        struct json_object *item = json_object_array_get_idx(list, i);
        append_text(sql, make_text(i == 0 ? "" : join));
        if (!append_object(call, item, " AND ", sql)) {
            return false;
        }
    }
    append_text(sql, make_text(count == 0 ? "1)" : ")"));
    return true;
}

bool append_sugar_filter(struct call *call, struct json_object *filter, struct buffer *sql)
{
    bool done = filter == NULL || append_all(call, filter, " AND ", sql);
    append_byte(sql, '\0');
    return done;
}
