/* What "filter" says, in SQL (facts: suitecrm-live.md section 3; of email1: issue 9606 of
 * SuiteCRM on GitHub). */
#include "v8.h"

#include <string.h>

static const struct {
    const char *name;
    const char *sql;
} operators[] = {
    {"eq", "="}, {"neq", "<>"}, {"gt", ">"}, {"gte", ">="}, {"lt", "<"}, {"lte", "<="},
};

enum { OPERATOR_TOTAL = sizeof operators / sizeof operators[0] };

/* Upper and lower case are the same in names of operators. */
static const char *find_operator(const char *name)
{
    for (size_t i = 0; i < OPERATOR_TOTAL; i++) {
        if (equal_texts_ignoring_case(make_text(operators[i].name), make_text(name))) {
            return operators[i].sql;
        }
    }
    return NULL;
}

/* What has the table that a field stands in; SuiteCRM looks for a link or account_name in the
 * module's own, too, which is an error of SQL. */
static void append_column(struct buffer *out, struct store *store, enum module module,
                          const char *name)
{
    const char *table = module == MODULE_CONTACTS ? "contacts" : "accounts";
    const struct store_field *field = find_field(store, module, name);
    bool is_custom = field != NULL && field->place == FIELD_IN_CUSTOM;
    append_formatted(out, "%s%s.%s", table, is_custom ? "_cstm" : "", name);
}

/* By any address that the record has or, by a mistake of SuiteCRM's, once had. */
static void append_email(struct buffer *out, enum module module, const char *sql, const char *value)
{
    append_formatted(out,
                     "%s.id IN (SELECT r.bean_id FROM email_addresses e JOIN email_addr_bean_rel r "
                     "ON e.id = r.email_address_id WHERE e.email_address %s ",
                     module == MODULE_CONTACTS ? "contacts" : "accounts", sql);
    append_literal(out, make_text(value));
    append_byte(out, ')');
}

static bool append_comparisons(struct exchange *exchange, enum module module, const char *name,
                               struct json_object *comparisons, const char *join,
                               struct buffer *condition)
{
    json_object_object_foreach(comparisons, comparison, value)
    {
        const char *sql = find_operator(comparison);
        if (sql == NULL) {
            refuse_v8_request(exchange, REFUSED_BY_PARAMETERS, "Filter operator %s is invalid",
                              comparison);
            return false;
        }
        append_text(condition, make_text(condition->length == 0 ? "(" : join));
        if (strcmp(name, "email1") == 0) {
            append_email(condition, module, sql, json_object_get_string(value));
        } else {
            append_column(condition, exchange->site->store, module, name);
            append_formatted(condition, " %s ", sql);
            append_literal(condition, make_text(json_object_get_string(value)));
        }
    }
    return true;
}

static bool append_fields(struct exchange *exchange, enum module module, struct json_object *fields,
                          struct json_object *filter, const char *join, struct buffer *condition)
{
    json_object_object_foreach(filter, name, comparisons)
    {
        if (strcmp(name, "operator") == 0 || strcmp(name, "deleted") == 0) {
            continue;
        }
        if (!json_object_object_get_ex(fields, name, NULL)) {
            refuse_v8_request(exchange, REFUSED_BY_PARAMETERS,
                              "Filter field %s in %s module is not found", name, name_bean(module));
            return false;
        }
        if (!json_object_is_type(comparisons, json_type_object)) {
            refuse_v8_request(exchange, REFUSED_BY_PARAMETERS, "Filter field %s must be an array",
                              name);
            return false;
        }
        if (!append_comparisons(exchange, module, name, comparisons, join, condition)) {
            return false;
        }
    }
    return true;
}

bool append_v8_filter(struct exchange *exchange, enum module module, struct json_object *fields,
                      struct json_object *filter, struct buffer *condition, int *deleted)
{
    const char *join = get_text(filter, "operator");
    bool joins_or = equal_texts_ignoring_case(make_text(join), TEXT("or"));
    if (join[0] != '\0' && !joins_or && !equal_texts_ignoring_case(make_text(join), TEXT("and"))) {
        refuse_v8_request(exchange, REFUSED_BY_PARAMETERS, "Filter operator %s is invalid", join);
        return false;
    }
    if (json_object_is_type(filter, json_type_object) &&
        !append_fields(exchange, module, fields, filter, joins_or ? " OR " : " AND ", condition)) {
        return false;
    }
    *deleted = strcmp(get_text(json_object_object_get(filter, "deleted"), "eq"), "1") == 0;
    append_formatted(condition, "%s%s.deleted = %d", condition->length == 0 ? "" : ") AND ",
                     module == MODULE_CONTACTS ? "contacts" : "accounts", *deleted);
    append_byte(condition, '\0');
    return true;
}
