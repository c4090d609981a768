#include "fault.h"

#include <stdlib.h>
#include <string.h>

static const struct kind {
    const char *name;
    enum fault_kind kind;
    unsigned usual; /* its number; 0 if it has none, or must be given one */
} kinds[] = {
    {"cut", FAULT_CUT, 0},         {"drop", FAULT_DROP, 0},         {"delay", FAULT_DELAY, 0},
    {"500", FAULT_500, 0},         {"503", FAULT_503, 1},           {"429", FAULT_429, 1},
    {"session", FAULT_SESSION, 0}, {"garbage", FAULT_GARBAGE, 0},   {"html", FAULT_HTML, 0},
    {"empty", FAULT_EMPTY, 0},     {"redirect", FAULT_REDIRECT, 0}, {"endless", FAULT_ENDLESS, 0},
    {"login", FAULT_LOGIN, 0},
};

static const char login_page[] = "<!DOCTYPE html>\n<html><head><title>SuiteCRM</title></head>\n"
                                 "<body><form action=\"index.php\" method=\"post\">"
                                 "<input name=\"user_name\"></form></body></html>\n";

static const char warning[] = "<br />\n<b>Deprecated</b>: a notice<br />\n";

static const char early[] = "early-";

/* Reads "cut", "delay:300" or "early-drop"; false if it is neither of these nor their like. */
static bool read_kind(const char *text, struct fault *fault)
{
    bool is_early = strncmp(text, early, sizeof early - 1) == 0;
    text += is_early ? sizeof early - 1 : 0;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        const struct kind *kind = &kinds[i];
        size_t length = strlen(kind->name);
        const char *rest = text + length;
        if (strncmp(text, kind->name, length) != 0) {
            continue;
        }
        *fault = (struct fault){kind->kind, kind->usual, is_early};
        bool takes_number = kind->usual > 0 || kind->kind == FAULT_DELAY;
        if (*rest == ':' && takes_number) {
            char *end;
            fault->number = (unsigned)strtoul(rest + 1, &end, 10);
            return *end == '\0' && fault->number > 0;
        }
        return *rest == '\0' && kind->kind != FAULT_DELAY;
    }
    return false;
}

bool find_fault(const struct string_list *faults, unsigned number, struct fault *found,
                struct error *error)
{
    *found = (struct fault){0};
    for (size_t i = 0; i < faults->count; i++) {
        struct fault fault;
        char *end;
        unsigned long first = strtoul(faults->items[i], &end, 10);
        bool stays = *end == '+';
        end += stays ? 1 : 0;
        if (first == 0 || *end != '=' || !read_kind(end + 1, &fault)) {
            return fail(error, ERROR_USAGE, "%s is no fault", faults->items[i]);
        }
        if (number == first || (stays && number > first)) {
            *found = fault;
        }
    }
    return true;
}

bool read_faults(struct string_list *faults, char *text, struct error *error)
{
    struct fault found;
    size_t lines = 1;
    for (const char *at = text; *at != '\0'; at++) {
        lines += *at == '\n' ? 1 : 0;
    }
    *faults = (struct string_list){.items = calloc(lines, sizeof *faults->items)};
    if (faults->items == NULL) {
        return fail_for_memory(error);
    }
    while (*text != '\0') {
        size_t length = strcspn(text, "\n");
        char *next = text + length + (text[length] == '\n' ? 1 : 0);
        text[length] = '\0';
        if (length > 0) {
            faults->items[faults->count++] = text;
        }
        text = next;
    }
    bool fits = find_fault(faults, 1, &found, error);
    if (!fits) {
        free_string_list(faults);
    }
    return fits;
}

/* The server is busy, and says for how long. */
static void make_refusal(struct answer *answer, unsigned status, const char *html, unsigned seconds)
{
    char number[16];
    snprintf(number, sizeof number, "%u", seconds);
    make_page(answer, status, html);
    set_header(answer, "retry-after", number);
}

static void make_redirect(struct answer *answer, unsigned port, const char *path)
{
    struct buffer place = {0};
    append_formatted(&place, "http://localhost:%u%s", port, path);
    append_byte(&place, '\0');
    make_page(answer, 302, "");
    set_header(answer, "location", place.at);
    free_buffer(&place);
}

static void put_warning_before(struct answer *answer)
{
    struct buffer body = {0};
    append_text(&body, make_text(warning));
    append_body(&body, answer);
    json_object_put(answer->body);
    answer->body = json_object_new_string_len(body.at, (int)body.length);
    free_buffer(&body);
}

void spoil_answer(struct answer *answer, const struct fault *fault, unsigned port, const char *path)
{
    switch (fault->kind) {
    case FAULT_500:
        make_page(answer, 500, "");
        break;
    case FAULT_503:
        make_refusal(answer, 503, "<html><body>Service Unavailable</body></html>\n", fault->number);
        break;
    case FAULT_429:
        make_refusal(answer, 429, "<html><body>Too Many Requests</body></html>\n", fault->number);
        break;
    case FAULT_GARBAGE:
        put_warning_before(answer);
        break;
    case FAULT_HTML:
        make_page(answer, 200, login_page);
        break;
    case FAULT_EMPTY:
        make_page(answer, 200, "");
        break;
    case FAULT_REDIRECT:
        make_redirect(answer, port, path);
        break;
    case FAULT_NONE:
    case FAULT_CUT:
    case FAULT_DROP:
    case FAULT_DELAY:
    case FAULT_SESSION:
    case FAULT_ENDLESS:
    case FAULT_LOGIN:
        break;
    }
}
