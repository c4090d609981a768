#include "crm/answer.h"

#include "base/unicode.h"
#include "crm/secrets.h"

#include <string.h>

enum { DEPTH_LIMIT = 64, SHOWN_LENGTH = 200 };

struct json_object *parse_answer(const struct http_response *response)
{
    struct text body = trim_white_space(view_buffer(&response->body));
    struct json_tokener *tokener = json_tokener_new_ex(DEPTH_LIMIT);
    if (tokener == NULL || body.length == 0 || body.length > INT32_MAX) {
        json_tokener_free(tokener);
        return NULL;
    }
    json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
    struct json_object *object = json_tokener_parse_ex(tokener, body.at, (int)body.length);
    bool is_whole = json_tokener_get_error(tokener) == json_tokener_success &&
                    json_tokener_get_parse_end(tokener) == body.length;
    json_tokener_free(tokener);
    if (!is_whole) {
        json_object_put(object);
        return NULL;
    }
    return object;
}

struct json_object *find_member(struct json_object *object, const char *name)
{
    struct json_object *member = NULL;
    if (object != NULL && json_object_is_type(object, json_type_object)) {
        json_object_object_get_ex(object, name, &member);
    }
    return member;
}

struct json_object *get_element(struct json_object *list, size_t index)
{
    return index < count_elements(list) ? json_object_array_get_idx(list, index) : NULL;
}

size_t count_elements(struct json_object *list)
{
    return json_object_is_type(list, json_type_array) ? json_object_array_length(list) : 0;
}

void copy_name(char place[CRM_NAME_SIZE], struct text name)
{
    size_t length = name.length < CRM_NAME_SIZE ? name.length : CRM_NAME_SIZE - 1;
    memcpy(place, name.at, length);
    place[length] = '\0';
}

struct text copy_member(struct arena *arena, struct json_object *object, const char *name)
{
    struct json_object *member = find_member(object, name);
    if (json_object_is_type(member, json_type_boolean)) {
        return json_object_get_boolean(member) ? TEXT("1") : TEXT("0");
    }
    if (!json_object_is_type(member, json_type_string) &&
        !json_object_is_type(member, json_type_int) &&
        !json_object_is_type(member, json_type_double)) {
        return EMPTY_TEXT; /* NULL is of none of these types */
    }
    const char *text = json_object_get_string(member);
    size_t length = json_object_is_type(member, json_type_string)
                        ? (size_t)json_object_get_string_len(member)
                        : strlen(text);
    return copy_to_arena(arena, (struct text){text, length});
}

size_t read_number_member(struct json_object *object, const char *name)
{
    struct json_object *member = find_member(object, name);
    int64_t number = member == NULL ? 0 : json_object_get_int64(member);
    return number > 0 ? (size_t)number : 0;
}

static struct text trim_colon(struct text label)
{
    return label.length > 0 && label.at[label.length - 1] == ':'
               ? slice_text(label, 0, label.length - 1)
               : label;
}

bool take_fields(struct json_object *fields, struct arena *arena, struct crm_field_list *list)
{
    if (fields == NULL || !json_object_is_type(fields, json_type_object)) {
        return false;
    }
    size_t count = (size_t)json_object_object_length(fields);
    *list = (struct crm_field_list){take_from_arena(arena, count * sizeof *list->fields), 0};
    json_object_object_foreach(fields, name, field)
    {
        if (list->fields != NULL) {
            list->fields[list->count++] =
                (struct crm_field){.name = copy_to_arena(arena, make_text(name)),
                                   .label = trim_colon(copy_member(arena, field, "label")),
                                   .type = copy_member(arena, field, "type"),
                                   .length = read_number_member(field, "len"),
                                   .is_required = read_number_member(field, "required") == 1};
        }
    }
    return true;
}

void note_secret(struct crm *crm, struct text secret)
{
    enum { KEPT = 2 };
    if (crm->secret_count == CRM_SECRET_LIMIT) {
        memmove(crm->secrets + KEPT, crm->secrets + KEPT + 1,
                (CRM_SECRET_LIMIT - KEPT - 1) * sizeof *crm->secrets);
        crm->secret_count--;
    }
    crm->secrets[crm->secret_count++] = secret;
}

/* Appends the beginning of what a CRM says, without secrets. */
static void append_harmless(struct buffer *out, const struct crm *crm, struct text words)
{
    struct buffer harmless = {0};
    append_without_secrets(&harmless, words, crm->secrets, crm->secret_count);
    append_visible(out, trim_white_space(view_buffer(&harmless)), SHOWN_LENGTH);
    out->failed |= harmless.failed;
    free_buffer(&harmless);
}

struct text quote_words(const struct crm *crm, struct text words, struct arena *arena)
{
    struct buffer shown = {0};
    append_harmless(&shown, crm, words);
    struct text quoted =
        shown.failed ? TEXT("(out of memory)") : copy_to_arena(arena, view_buffer(&shown));
    free_buffer(&shown);
    return quoted;
}

struct text quote_answer(const struct crm *crm, const struct http_response *response,
                         struct arena *arena)
{
    struct text said = quote_words(crm, view_buffer(&response->body), arena);
    return print_to_arena(arena, "status %ld, %s%.*s%s", response->status,
                          said.length > 0 ? "\"" : "", said.length > 0 ? (int)said.length : 15,
                          said.length > 0 ? said.at : "an empty answer",
                          said.length > 0 ? "\"" : "");
}

bool refuse_answer(const struct crm *crm, const struct http_response *response, const char *what,
                   struct error *error)
{
    struct buffer shown = {0};
    append_harmless(&shown, crm, view_buffer(&response->body));
    struct text said = view_buffer(&shown);
    const char *quote = said.length > 0 ? "\"" : "";
    fail(error, ERROR_CRM,
         "the CRM's answer to %s cannot be used (status %ld): %s%.*s%s; check that the address is "
         "that of the CRM",
         what, response->status, quote, said.length > 0 ? (int)said.length : 7,
         said.length > 0 ? said.at : "nothing", quote);
    free_buffer(&shown);
    return false;
}

bool refuse_login(const struct crm *crm, const struct http_response *response, struct text words,
                  struct error *error)
{
    struct buffer shown = {0};
    append_harmless(&shown, crm, words);
    struct text said = view_buffer(&shown);
    if (said.length > 0) {
        fail(error, ERROR_CRM,
             "the CRM refused the login (status %ld): %.*s; check the user and the password",
             response->status, (int)said.length, said.at);
    } else {
        fail(error, ERROR_CRM,
             "the CRM's answer to the login cannot be used (status %ld, %zu bytes that are not "
             "shown, since they may hold a session); check the address, and the CRM's own log",
             response->status, response->body.length);
    }
    free_buffer(&shown);
    return false;
}
