/* Records as resources of the JSON:API. */
#include "v8.h"

#include <string.h>

static const char *const beans[MODULE_TOTAL] = {"Contact", "Account"};

/* A relationship, by the module at its other end. */
struct relationship {
    const char *module;
    const char *link;
};

static const struct relationship contact_relationships[] = {
    {"AM_ProjectTemplates", "am_projecttemplates_contacts_1"},
    {"AOS_Contracts", "aos_contracts"},
    {"AOS_Invoices", "aos_invoices"},
    {"AOS_Quotes", "aos_quotes"},
    {"CampaignLog", "campaigns"},
    {"EmailAddress", "email_addresses"},
    {"Opportunities", "opportunities"},
    {"Project", "project_contacts_1"},
    {"ProspectLists", "prospect_lists"},
    {"SecurityGroups", "SecurityGroups"},
    {"Users", "created_by_link"},
    {NULL, NULL},
};

static const struct relationship account_relationships[] = {
    {"AOS_Contracts", "aos_contracts"},
    {"AOS_Invoices", "aos_invoices"},
    {"AOS_Quotes", "aos_quotes"},
    {"Accounts", "members"},
    {"Bugs", "bugs"},
    {"Calls", "calls"},
    {"CampaignLog", "campaigns"},
    {"Cases", "cases"},
    {"Contacts", "contacts"},
    {"EmailAddress", "email_addresses"},
    {"Emails", "emails"},
    {"Leads", "leads"},
    {"Meetings", "meetings"},
    {"Notes", "notes"},
    {"Opportunities", "opportunities"},
    {"Project", "project"},
    {"ProspectLists", "prospect_lists"},
    {"SecurityGroups", "SecurityGroups"},
    {"Tasks", "tasks"},
    {"Users", "created_by_link"},
    {NULL, NULL},
};

static const struct relationship *const relationships[MODULE_TOTAL] = {contact_relationships,
                                                                       account_relationships};

/* What fields show that the store has nothing for. NULL is an empty object. */
static const struct {
    const char *name;
    const char *value;
} defaults[] = {
    {"modified_user_id", "1"},
    {"modified_by_name", "Administrator"},
    {"created_by", "1"},
    {"created_by_name", "Administrator"},
    {"deleted", "0"},
    {"portal_account_disabled", "0"},
    {"portal_user_type", "Single"},
    {"reports_to_link", NULL},
    {"user_sync", NULL},
    {"campaign_contacts", NULL},
    {"member_of", NULL},
    {"campaign_accounts", NULL},
};

enum { DEFAULT_TOTAL = sizeof defaults / sizeof defaults[0] };

const char *name_bean(enum module module)
{
    return beans[module];
}

struct json_object *list_v8_fields(struct exchange *exchange, enum module module)
{
    struct answer recorded = {0};
    const char *name =
        module == MODULE_CONTACTS ? "v8-meta-fields-Contacts" : "v8-meta-fields-Accounts";
    if (!recall_answer(&recorded, exchange->site->transcripts, name, exchange->error)) {
        return NULL;
    }
    struct json_object *data = json_object_object_get(recorded.body, "data");
    struct json_object *fields =
        change_fields(&exchange->site->changes, json_object_object_get(data, "attributes"));
    free_answer(&recorded);
    return fields;
}

struct json_object *encode_entities(const char *text)
{
    struct buffer encoded = {0};
    for (size_t i = 0; text[i] != '\0'; i++) {
        switch (text[i]) {
        case '\'':
            append_text(&encoded, TEXT("&#039;"));
            break;
        case '"':
            append_text(&encoded, TEXT("&quot;"));
            break;
        case '<':
            append_text(&encoded, TEXT("&lt;"));
            break;
        case '>':
            append_text(&encoded, TEXT("&gt;"));
            break;
        default:
            append_byte(&encoded, text[i]);
        }
    }
    struct json_object *value =
        json_object_new_string_len(encoded.length == 0 ? "" : encoded.at, (int)encoded.length);
    free_buffer(&encoded);
    return value;
}

/* What the store has as v4_1 shows it. */
static bool is_other_in_v4_1(const char *name)
{
    static const char *const names[] = {"modified_by_name", "created_by_name", "email_and_name1"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(names[i], name) == 0) {
            return true;
        }
    }
    return false;
}

/* "2026-01-02 03:04:05" loses its seconds. */
static struct json_object *make_moment(const char *value)
{
    char moment[32];
    if (strlen(value) != strlen("2026-01-02 03:04:05")) {
        return json_object_new_string(value);
    }
    snprintf(moment, sizeof moment, "%.10sT%.5s:00+00:00", value, value + 11);
    return json_object_new_string(moment);
}

static struct json_object *make_default(const char *name, const struct store_field *field,
                                        bool has_email)
{
    for (size_t i = 0; i < DEFAULT_TOTAL; i++) {
        if (strcmp(defaults[i].name, name) == 0) {
            return defaults[i].value == NULL ? json_object_new_object()
                                             : json_object_new_string(defaults[i].value);
        }
    }
    if (strcmp(name, "invalid_email") == 0 || strcmp(name, "email_opt_out") == 0) {
        return json_object_new_string(has_email ? "0" : "");
    }
    if (field != NULL && field->place != FIELD_ELSEWHERE) {
        bool is_float = strcmp(field->type, "float") == 0;
        bool is_bool = strcmp(field->type, "bool") == 0;
        return json_object_new_string(is_float ? "0.00000000" : is_bool ? "0" : "");
    }
    return json_object_new_string("");
}

/* The names of the members, as a list; NULL of NULL. */
static struct json_object *list_names(struct json_object *object)
{
    if (object == NULL) {
        return NULL;
    }
    struct json_object *names = json_object_new_array();
    json_object_object_foreach(object, name, value)
    {
        (void)value;
        json_object_array_add(names, json_object_new_string(name));
    }
    return names;
}

static bool has_emails(struct store *store, enum module module, const char *id)
{
    struct json_object *emails = list_emails(store, module, id);
    bool has = json_object_array_length(emails) > 0;
    json_object_put(emails);
    return has;
}

struct json_object *make_attributes(struct store *store, enum module module, const char *id,
                                    struct json_object *fields, struct json_object *chosen)
{
    struct json_object *attributes = json_object_new_object();
    struct json_object *names = list_names(chosen);
    struct json_object *record = read_record(store, module, id, names);
    bool has_email = has_emails(store, module, id);
    json_object_object_foreach(fields, name, description)
    {
        bool wanted = chosen == NULL || json_object_object_get_ex(chosen, name, NULL);
        const char *value = get_text(record, name);
        if (!wanted || strcmp(name, "id") == 0) {
            continue;
        }
        struct json_object *shown;
        if (value[0] == '\0' || is_other_in_v4_1(name)) {
            shown = make_default(name, find_field(store, module, name), has_email);
        } else if (strcmp(get_text(description, "type"), "datetime") == 0) {
            shown = make_moment(value);
        } else {
            shown = encode_entities(value);
        }
        json_object_object_add(attributes, name, shown);
    }
    json_object_put(record);
    json_object_put(names);
    return attributes;
}

static struct json_object *make_relationships(enum module module, const char *id, const char *path)
{
    struct json_object *made = json_object_new_object();
    for (const struct relationship *each = relationships[module]; each->module != NULL; each++) {
        struct json_object *links = json_object_new_object();
        struct json_object *relationship = json_object_new_object();
        char related[512];
        snprintf(related, sizeof related, "%s/%s/relationships/%s", path, id, each->link);
        json_object_object_add(links, "related", json_object_new_string(related));
        json_object_object_add(relationship, "links", links);
        json_object_object_add(made, each->module, relationship);
    }
    return made;
}

struct json_object *make_resource(struct store *store, enum module module, const char *id,
                                  struct json_object *fields, struct json_object *chosen,
                                  const char *path)
{
    struct json_object *resource = json_object_new_object();
    const char *below = path[0] == '/' ? path + 1 : path;
    json_object_object_add(resource, "type", json_object_new_string(name_bean(module)));
    json_object_object_add(resource, "id", json_object_new_string(id));
    json_object_object_add(resource, "attributes",
                           make_attributes(store, module, id, fields, chosen));
    json_object_object_add(resource, "relationships", make_relationships(module, id, below));
    return resource;
}
