/**
 * The CRM for tests (tests/crm) as a process of a test program: started, filled, spoilt and looked
 * into. Its path is in the environment's CRM; the test runs at the top of the project.
 */
#ifndef POSSUM_TESTS_UNIT_CRM_PROCESS_H
#define POSSUM_TESTS_UNIT_CRM_PROCESS_H

#include "base/buffer.h"
#include "crm/http.h"
#include "support.h"

#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define CRM_TEST_PASSWORD "quokka \"w\xC3\xA4ltz\" \\ 7%&+/<b>"
#define CRM_TEST_SECRET "numbat/\"9\"+%"
#define CRM_TEST_CLIENT "e7bc5ac7-1c1f-9ba4-7845-6b05752f686a"

/** A CRM that runs. */
struct crm_process {
    pid_t process;
    int input; /**< it ends when this is closed */
    char url[64];
};

static inline void run_crm(const char *program, const int input[2], const int output[2],
                           const char *const *options)
{
    const char *arguments[16] = {program, "--transcripts", "tests/crm/transcripts"};
    for (size_t i = 0; i < COUNT(arguments) - 4 && options[i] != NULL; i++) {
        arguments[3 + i] = options[i];
    }
    dup2(input[0], STDIN_FILENO);
    dup2(output[1], STDOUT_FILENO);
    close(input[1]);
    close(output[0]);
    setenv("CRM_PASSWORD", CRM_TEST_PASSWORD, 1);
    setenv("CRM_CLIENT_SECRET", CRM_TEST_SECRET, 1);
    execv(program, (char *const *)(void *)arguments);
    _exit(127);
}

/** Starts a CRM with these options, NULL-terminated. */
static inline void start_crm(struct crm_process *crm, const char *const *options)
{
    int input[2] = {-1, -1};
    int output[2] = {-1, -1};
    const char *program = getenv("CRM");
    char port[16] = "";
    *crm = (struct crm_process){.input = -1};
    if (program == NULL) {
        fail_msg("CRM names no program; run the test with tests/run");
        return;
    }
    assert_int_equal(pipe(input), 0);
    assert_int_equal(pipe(output), 0);
    crm->process = fork();
    assert_true(crm->process >= 0);
    if (crm->process == 0) {
        run_crm(program, input, output, options);
    }
    close(input[0]);
    close(output[1]);
    crm->input = input[1];
    FILE *told = fdopen(output[0], "r");
    assert_non_null(told);
    assert_non_null(fgets(port, sizeof port, told));
    fclose(told);
    port[strcspn(port, "\n")] = '\0';
    snprintf(crm->url, sizeof crm->url, "http://127.0.0.1:%s", port);
}

/** Ends it; what a sanitizer found in it shows in its status. */
static inline void stop_crm(struct crm_process *crm)
{
    int status = 0;
    close(crm->input);
    assert_int_equal(waitpid(crm->process, &status, 0), crm->process);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

/* Sends a request to one of the paths for tests; the answer's body goes to `body`. */
static inline void ask_crm(const struct crm_process *crm, const char *method, const char *path,
                           struct text sent, struct buffer *body)
{
    struct error error = {0};
    struct http_response response;
    struct http_client *client = open_http_client(crm->url, &(struct http_options){0}, &error);
    const struct http_request request = {.method = method,
                                         .path = path,
                                         .body = sent,
                                         .content_type = sent.length > 0 ? "text/plain" : NULL};
    assert_non_null(client);
    if (!perform_request(client, &request, &response, &error)) {
        fail_msg("%s", error.message);
    }
    append_text(body, view_buffer(&response.body));
    append_byte(body, '\0');
    body->length--;
    if (response.status > 299) {
        fail_msg("%s %s: %ld %s", method, path, response.status, body->at);
    }
    free_http_response(&response);
    close_http_client(client);
}

/** Replaces all records. */
static inline void fill_crm(const struct crm_process *crm, const char *state)
{
    struct buffer body = {0};
    ask_crm(crm, "PUT", "/test/state", make_text(state), &body);
    free_buffer(&body);
}

/** Replaces the faults, one a line; the next request is number 1. */
static inline void spoil_crm(const struct crm_process *crm, const char *faults)
{
    struct buffer body = {0};
    ask_crm(crm, "PUT", "/test/faults", make_text(faults), &body);
    free_buffer(&body);
}

/* Appends a record without what cannot be known before: dates, and an id that the CRM has made. */
static inline void append_known(struct buffer *known, struct text line)
{
    static const char *const unknown[] = {"date_entered", "date_modified"};
    struct json_tokener *tokener = json_tokener_new();
    struct json_object *record = json_tokener_parse_ex(tokener, line.at, (int)line.length);
    json_tokener_free(tokener);
    assert_non_null(record);
    for (size_t i = 0; i < COUNT(unknown); i++) {
        json_object_object_del(record, unknown[i]);
    }
    const char *id = json_object_get_string(json_object_object_get(record, "id"));
    if (strncmp(id, "0000", 4) == 0 || json_object_object_get_ex(record, "sync_key", NULL)) {
        json_object_object_del(record, "id");
    }
    append_formatted(known, "%s\n", json_object_to_json_string_ext(record, 0));
    json_object_put(record);
}

/** Reads all records, a line each. The caller frees the buffer. */
static inline struct buffer look_into_crm(const struct crm_process *crm)
{
    struct buffer state = {0};
    struct buffer known = {0};
    ask_crm(crm, "GET", "/test/state", EMPTY_TEXT, &state);
    struct text all = view_buffer(&state);
    for (size_t at = 0; at < all.length;) {
        size_t end = find_byte(all, '\n', at);
        append_known(&known, slice_text(all, at, end));
        at = end + 1;
    }
    append_byte(&known, '\0');
    free_buffer(&state);
    return known;
}

#endif
