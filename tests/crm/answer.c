#include "answer.h"

#include "base/files.h"
#include "base/unicode.h"

#include <stdlib.h>
#include <string.h>

struct transcripts {
    const char *directory;
    struct json_object *read; /* the files' contents, by name */
};

struct transcripts *open_transcripts(const char *directory)
{
    struct transcripts *transcripts = calloc(1, sizeof *transcripts);
    if (transcripts != NULL) {
        *transcripts = (struct transcripts){directory, json_object_new_object()};
    }
    return transcripts;
}

void close_transcripts(struct transcripts *transcripts)
{
    if (transcripts != NULL) {
        json_object_put(transcripts->read);
        free(transcripts);
    }
}

/* What was recorded, which the transcripts keep. */
static struct json_object *read_transcript(struct transcripts *transcripts, const char *name,
                                           struct error *error)
{
    char file[256];
    char path[PATH_LIMIT];
    struct json_object *recorded = NULL;
    if (json_object_object_get_ex(transcripts->read, name, &recorded)) {
        return recorded;
    }
    snprintf(file, sizeof file, "%s.json", name);
    if (!join_path(path, transcripts->directory, file, error)) {
        return NULL;
    }
    recorded = json_object_from_file(path);
    if (recorded == NULL) {
        fail(error, ERROR_INPUT, "%s cannot be read: %s", path, json_util_get_last_err());
        return NULL;
    }
    /* What the connection is like is the HTTP library's to say. */
    struct json_object *headers = json_object_object_get(recorded, "headers");
    json_object_object_del(headers, "transfer-encoding");
    json_object_object_del(headers, "connection");
    json_object_object_add(transcripts->read, name, recorded);
    return recorded;
}

static struct json_object *copy_member(struct json_object *object, const char *name)
{
    struct json_object *copy = NULL;
    json_object_deep_copy(json_object_object_get(object, name), &copy, NULL);
    return copy;
}

bool recall_answer(struct answer *answer, struct transcripts *transcripts, const char *name,
                   struct error *error)
{
    struct json_object *recorded = read_transcript(transcripts, name, error);
    return recorded != NULL &&
           recall_headers(answer, transcripts, name, copy_member(recorded, "body"), error);
}

bool recall_headers(struct answer *answer, struct transcripts *transcripts, const char *name,
                    struct json_object *body, struct error *error)
{
    struct json_object *recorded = read_transcript(transcripts, name, error);
    if (recorded == NULL) {
        json_object_put(body);
        return false;
    }
    *answer = (struct answer){
        .status = (unsigned)json_object_get_int(json_object_object_get(recorded, "status")),
        .headers = copy_member(recorded, "headers"),
        .body = body};
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
        size_t end = at;
        while (end < json.length && (unsigned char)json.at[end] < 0x80) {
            end++;
        }
        append_text(out, slice_text(json, at, end));
        at = end;
        if (at == json.length) {
            return;
        }
        struct character character = read_character(json, at);
        int32_t code = character.code < 0 ? 0xFFFD : character.code;
        if (code < 0x10000) {
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
