#include "answer.h"

#include "base/files.h"
#include "base/unicode.h"

#include <string.h>

static struct json_object *take_member(struct json_object *object, const char *name)
{
    return json_object_get(json_object_object_get(object, name));
}

bool recall_answer(struct answer *answer, const char *directory, const char *name,
                   struct error *error)
{
    char file[256];
    char path[PATH_LIMIT];
    snprintf(file, sizeof file, "%s.json", name);
    if (!join_path(path, directory, file, error)) {
        return false;
    }
    struct json_object *recorded = json_object_from_file(path);
    if (recorded == NULL) {
        return fail(error, ERROR_INPUT, "%s cannot be read: %s", path, json_util_get_last_err());
    }
    *answer = (struct answer){
        .status = (unsigned)json_object_get_int(json_object_object_get(recorded, "status")),
        .headers = take_member(recorded, "headers"),
        .body = take_member(recorded, "body")};
    json_object_put(recorded);
    /* What the connection is like is the HTTP library's to say. */
    json_object_object_del(answer->headers, "transfer-encoding");
    json_object_object_del(answer->headers, "connection");
    return true;
}

void make_page(struct answer *answer, unsigned status, const char *html)
{
    free_answer(answer);
    *answer = (struct answer){.status = status,
                              .headers = json_object_new_object(),
                              .body = json_object_new_string(html)};
    set_header(answer, "content-type", "text/html; charset=UTF-8");
}

void replace_member(struct answer *answer, const char *name, const char *text)
{
    json_object_object_add(answer->body, name, json_object_new_string(text));
}

void set_header(struct answer *answer, const char *name, const char *value)
{
    json_object_object_add(answer->headers, name, json_object_new_string(value));
}

/* PHP escapes what is not ASCII, above U+FFFF in two halves. */
static void append_in_ascii(struct buffer *out, struct text json)
{
    size_t at = 0;
    while (at < json.length) {
        struct character character = read_character(json, at);
        int32_t code = character.code < 0 ? 0xFFFD : character.code;
        if (code < 0x80) {
            append_byte(out, (char)code);
        } else if (code < 0x10000) {
            append_formatted(out, "\\u%04x", (unsigned)code);
        } else {
            append_formatted(out, "\\u%04x\\u%04x", 0xD800U + (unsigned)((code - 0x10000) >> 10),
                             0xDC00U + (unsigned)((code - 0x10000) & 0x3FF));
        }
        at += character.length;
    }
}

void append_body(struct buffer *out, const struct answer *answer)
{
    if (json_object_is_type(answer->body, json_type_string)) {
        append_text(out, (struct text){json_object_get_string(answer->body),
                                       (size_t)json_object_get_string_len(answer->body)});
    } else {
        append_in_ascii(
            out, make_text(json_object_to_json_string_ext(answer->body, JSON_C_TO_STRING_PLAIN)));
    }
}

void free_answer(struct answer *answer)
{
    json_object_put(answer->headers);
    json_object_put(answer->body);
    *answer = (struct answer){0};
}
