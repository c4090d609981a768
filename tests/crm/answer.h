/**
 * Answers of the CRM that the tests talk to, as they were recorded from SuiteCRM 7.14.6: each file
 * in the directory of transcripts holds the status, the headers and the body of one.
 *
 * Where a recorded answer has SESSION, TOKEN or REFRESH, something of this CRM's own is put. Memory
 * that runs out ends the program, since it is for tests alone.
 */
#ifndef POSSUM_TESTS_CRM_ANSWER_H
#define POSSUM_TESTS_CRM_ANSWER_H

#include "base/buffer.h"
#include "base/error.h"

#include <json-c/json.h>

/** An answer; all zero is none. free_answer frees it. */
struct answer {
    unsigned status;
    struct json_object *headers; /**< names and values */
    struct json_object *body;    /**< a string is sent as it is, anything else as JSON */
};

/** The recorded answers of a directory; each is read once, when it is first asked for. */
struct transcripts;

/** Opens the recorded answers in `directory`, which must stay. */
struct transcripts *open_transcripts(const char *directory);

/** Forgets the answers; NULL is allowed. */
void close_transcripts(struct transcripts *transcripts);

/** Makes a copy of the answer that was recorded as `name`. ERROR_INPUT if it cannot be read. */
bool recall_answer(struct answer *answer, struct transcripts *transcripts, const char *name,
                   struct error *error);

/** Copies only the status and the headers of a recorded answer; the body is `body`, which the
 *  answer takes over. */
bool recall_headers(struct answer *answer, struct transcripts *transcripts, const char *name,
                    struct json_object *body, struct error *error);

/** Makes an answer that is a page. */
void make_page(struct answer *answer, unsigned status, const char *html);

/** Puts a text in place of a member of the answer's body. */
void replace_member(struct answer *answer, const char *name, const char *text);

/** Sets a header. */
void set_header(struct answer *answer, const char *name, const char *value);

/** Appends the body as PHP sends it: JSON in ASCII. */
void append_body(struct buffer *out, const struct answer *answer);

/** Frees what the answer holds. */
void free_answer(struct answer *answer);

#endif
