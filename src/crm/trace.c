#include "crm/trace.h"

#include "base/unicode.h"
#include "crm/percent_encoding.h"
#include "crm/secrets.h"

#include <stdarg.h>
#include <string.h>

enum {
    SHOWN_LENGTH = 64 * 1024,
    LONGEST_NAME = 64,
    LARGEST_EXPANSION = 18, /* of one byte: a JSON escape that is percent-encoded */
};

static const struct text hidden = {"...", 3};

/* Headers that hold a login or a session. */
static const char *const secret_headers[] = {
    "Authorization", "Cookie", "Set-Cookie", "OAuth-Token", "Proxy-Authorization", "X-Auth-Token",
};

/* Parts of the names of members that hold a secret. */
static const char *const secret_parts[] = {"password", "token", "secret", "session"};

/* Members whose values say what a request is about, and nothing about a person. */
static const char *const plain_members[] = {"method",        "module",     "module_name",
                                            "type",          "status",     "input_type",
                                            "response_type", "grant_type", "offset"};

static bool is_among(struct text name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (equal_texts_ignoring_case(name, make_text(names[i]))) {
            return true;
        }
    }
    return false;
}

static bool is_secret_member(struct text name)
{
    for (size_t i = 0; i < sizeof secret_parts / sizeof *secret_parts; i++) {
        struct text part = make_text(secret_parts[i]);
        for (size_t at = 0; at + part.length <= name.length; at++) {
            if (equal_texts_ignoring_case(slice_text(name, at, at + part.length), part)) {
                return true;
            }
        }
    }
    return false;
}

static bool is_value_shown(const struct trace *trace, struct text name)
{
    return !is_secret_member(name) &&
           (trace->show_values ||
            is_among(name, plain_members, sizeof plain_members / sizeof *plain_members));
}

/* What looks like a name; the content of a broken JSON text may stand where a name should. */
static bool is_name(struct text text)
{
    if (text.length == 0 || text.length > LONGEST_NAME) {
        return false;
    }
    for (size_t i = 0; i < text.length; i++) {
        char byte = text.at[i];
        if (!((byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
              (byte >= '0' && byte <= '9') || byte == '_' || byte == '-' || byte == '.')) {
            return false;
        }
    }
    return true;
}

/* The end of the string whose opening quote stands at `at`, its closing quote included. */
static size_t find_string_end(struct text json, size_t at)
{
    for (at++; at < json.length && json.at[at] != '"'; at++) {
        if (json.at[at] == '\\') {
            at++;
        }
    }
    return at < json.length ? at + 1 : json.length;
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

static bool is_mark(char byte)
{
    return byte != '\0' && strchr("{}[]:,", byte) != NULL;
}

static size_t skip_blanks(struct text text, size_t at)
{
    while (at < text.length && is_blank(text.at[at])) {
        at++;
    }
    return at;
}

static size_t find_token_end(struct text json, size_t at)
{
    if (json.at[at] == '"') {
        return find_string_end(json, at);
    }
    if (is_mark(json.at[at])) {
        return at + 1;
    }
    while (at < json.length && json.at[at] != '"' && !is_mark(json.at[at]) &&
           !is_blank(json.at[at])) {
        at++;
    }
    return at;
}

static bool is_json_word(struct text token)
{
    return equal_texts(token, TEXT("true")) || equal_texts(token, TEXT("false")) ||
           equal_texts(token, TEXT("null"));
}

/* Appends a JSON text token by token, so that one that is broken loses its values as well. */
static void append_json(struct buffer *out, const struct trace *trace, struct text json)
{
    struct text name = EMPTY_TEXT;
    for (size_t at = skip_blanks(json, 0); at < json.length;) {
        size_t end = find_token_end(json, at);
        struct text token = slice_text(json, at, end);
        size_t next = skip_blanks(json, end);
        bool is_string = token.at[0] == '"' && token.length > 1;
        struct text content = is_string ? slice_text(token, 1, token.length - 1) : token;
        if (is_mark(token.at[0]) || is_json_word(token)) {
            append_text(out, token);
        } else if (is_string && next < json.length && json.at[next] == ':' && is_name(content)) {
            name = content;
            append_text(out, token);
        } else {
            append_text(out, is_value_shown(trace, name) ? token : hidden);
            /* What is no secret was for one value only; the items of a secret list are all secret.
             */
            name = is_secret_member(name) ? name : EMPTY_TEXT;
        }
        at = next;
    }
}

static bool looks_like_json(struct text text)
{
    size_t at = skip_blanks(text, 0);
    return at < text.length && (text.at[at] == '{' || text.at[at] == '[');
}

static void append_pair(struct buffer *out, const struct trace *trace, struct text pair)
{
    size_t equals = find_byte(pair, '=', 0);
    struct text name = slice_text(pair, 0, equals);
    struct buffer decoded = {0};
    append_text(out, is_name(name) ? name : hidden);
    if (equals < pair.length) {
        append_byte(out, '=');
        append_percent_decoded(&decoded, slice_text(pair, equals + 1, pair.length));
        struct text value = view_buffer(&decoded);
        if (looks_like_json(value) && !is_secret_member(name)) {
            append_json(out, trace, value);
        } else {
            append_text(out, is_value_shown(trace, name) ? value : hidden);
        }
    }
    out->failed = out->failed || decoded.failed;
    free_buffer(&decoded);
}

static void append_form(struct buffer *out, const struct trace *trace, struct text form)
{
    for (size_t at = 0; at < form.length;) {
        size_t end = find_byte(form, '&', at);
        if (at > 0) {
            append_byte(out, '&');
        }
        append_pair(out, trace, slice_text(form, at, end));
        at = end + 1;
    }
}

static void print_beginning(const struct trace *trace, char direction)
{
    if (trace->number > 0) {
        fprintf(trace->file, "%u", trace->number);
    }
    fprintf(trace->file, "%c ", direction);
}

/* Prints a line without secrets. The end of a text that was cut goes too, as far as the beginning
   of a secret may reach in it. */
static void print_line(const struct trace *trace, char direction, struct text line, bool is_cut)
{
    struct buffer blanked = {0};
    struct buffer visible = {0};
    size_t margin = 0;
    for (size_t i = 0; is_cut && i < trace->secret_count; i++) {
        size_t reach = trace->secrets[i].length * LARGEST_EXPANSION;
        margin = reach > margin ? reach : margin;
    }
    append_without_secrets(&blanked, line, trace->secrets, trace->secret_count);
    struct text shown = view_buffer(&blanked);
    shown.length -= margin < shown.length ? margin : shown.length;
    append_visible(&visible, shown, shown.length);
    if (blanked.failed || visible.failed) {
        print_beginning(trace, direction);
        fprintf(trace->file, "(out of memory)\n");
    } else {
        print_beginning(trace, direction);
        fprintf(trace->file, "%.*s%s\n", (int)visible.length, visible.length > 0 ? visible.at : "",
                is_cut ? " (cut)" : "");
    }
    free_buffer(&blanked);
    free_buffer(&visible);
}

void trace_request_line(const struct trace *trace, const char *method, const char *url)
{
    if (trace->file == NULL) {
        return;
    }
    struct buffer line = {0};
    struct text all = make_text(url);
    size_t question = find_byte(all, '?', 0);
    append_formatted(&line, "%s %.*s", method, (int)question, url);
    if (question < all.length) {
        append_byte(&line, '?');
        append_form(&line, trace, slice_text(all, question + 1, all.length));
    }
    if (!line.failed) {
        print_line(trace, '>', view_buffer(&line), false);
    }
    free_buffer(&line);
}

void trace_header(const struct trace *trace, char direction, struct text header)
{
    if (trace->file == NULL) {
        return;
    }
    while (header.length > 0 && is_blank(header.at[header.length - 1])) {
        header.length--;
    }
    size_t colon = find_byte(header, ':', 0);
    struct text name = slice_text(header, 0, colon);
    bool is_cut = header.length > SHOWN_LENGTH;
    if (is_among(name, secret_headers, sizeof secret_headers / sizeof *secret_headers)) {
        print_beginning(trace, direction);
        fprintf(trace->file, "%.*s: [secret]\n", (int)colon, header.at);
    } else if (header.length > 0) {
        print_line(trace, direction, is_cut ? slice_text(header, 0, SHOWN_LENGTH) : header, is_cut);
    }
}

void trace_body(const struct trace *trace, char direction, struct text content_type,
                struct text body)
{
    if (trace->file == NULL || body.length == 0) {
        return;
    }
    struct buffer line = {0};
    bool is_cut = body.length > SHOWN_LENGTH;
    struct text shown = is_cut ? slice_text(body, 0, SHOWN_LENGTH) : body;
    if (starts_with(content_type, TEXT("application/x-www-form-urlencoded"))) {
        append_form(&line, trace, shown);
    } else if (looks_like_json(shown)) {
        append_json(&line, trace, shown);
    } else if (trace->show_values) {
        append_text(&line, shown);
    } else {
        is_cut = false;
        append_formatted(&line, "(%zu bytes)", body.length);
    }
    if (line.failed) {
        trace_remark(trace, "out of memory");
    } else {
        print_line(trace, direction, view_buffer(&line), is_cut);
    }
    free_buffer(&line);
}

void trace_remark(const struct trace *trace, const char *format, ...)
{
    if (trace->file == NULL) {
        return;
    }
    va_list arguments;
    char remark[512];
    va_start(arguments, format);
    vsnprintf(remark, sizeof remark, format, arguments);
    va_end(arguments);
    print_line(trace, '*', make_text(remark), false);
}
