#include "control.h"

#include "fault.h"

#include <stdlib.h>
#include <string.h>

static const char directory[] = "/test/";

bool is_control_path(const char *path)
{
    return strncmp(path, directory, sizeof directory - 1) == 0;
}

static void answer_state(struct serving *serving, struct answer *answer)
{
    struct buffer state = {0};
    append_state(&state, serving->site.store);
    make_page(answer, 200, "");
    json_object_put(answer->body);
    answer->body = json_object_new_string_len(state.length == 0 ? "" : state.at, (int)state.length);
    set_header(answer, "content-type", "text/plain; charset=UTF-8");
    free_buffer(&state);
}

static bool take_state(struct serving *serving, const struct request *request, struct error *error)
{
    return replace_state(serving->site.store, request->body, error);
}

/* The faults point into their text. */
static bool take_faults(struct serving *serving, const struct request *request, struct error *error)
{
    struct string_list faults;
    char *text = strndup(request->body.at, request->body.length);
    if (text == NULL) {
        return fail_for_memory(error);
    }
    if (!read_faults(&faults, text, error)) {
        free(text);
        return false;
    }
    free_string_list(&serving->faults);
    free(serving->fault_text);
    serving->faults = faults;
    serving->fault_text = text;
    serving->requests = 0;
    return true;
}

void answer_control(struct serving *serving, const struct request *request, struct answer *answer)
{
    const char *name = request->path + sizeof directory - 1;
    bool is_put = strcmp(request->method, "PUT") == 0;
    struct error error = {0};
    bool done = true;
    if (strcmp(name, "state") == 0 && strcmp(request->method, "GET") == 0) {
        answer_state(serving, answer);
        return;
    }
    if (strcmp(name, "state") == 0 && is_put) {
        done = take_state(serving, request, &error);
    } else if (strcmp(name, "faults") == 0 && is_put) {
        done = take_faults(serving, request, &error);
    } else {
        done = fail(&error, ERROR_USAGE, "%s of %s is nothing", request->method, request->path);
    }
    make_page(answer, done ? 200 : 400, error.message);
    set_header(answer, "content-type", "text/plain; charset=UTF-8");
}
