/**
 * The parts of a URL: its path, and its parameters, as PHP takes them apart: "filter[name][eq]=x"
 * is an object in objects, of two parameters of one name the last one counts, and "[]" is the next
 * free number.
 */
#ifndef POSSUM_TESTS_CRM_V8_QUERY_H
#define POSSUM_TESTS_CRM_V8_QUERY_H

#include "api.h"

enum { PATH_PART_LIMIT = 12, PATH_SIZE = 1024 };

/** A path, taken apart at each "/"; empty parts are none. */
struct path {
    char text[PATH_SIZE];
    const char *parts[PATH_PART_LIMIT]; /**< NULL behind the last one */
    size_t count;
};

/** Takes a path apart. What is too long is cut, so that it fits nothing. */
void split_path(struct path *path, const char *text);

/** The parameters of a request, which the caller puts back. */
struct json_object *read_query(const struct request *request);

/** The parameters that stand behind the "?" of a URL, which the caller puts back. */
struct json_object *parse_query(struct text query);

/** Appends parameters as http_build_query of PHP does, but undecoded: "page[size]=5&sort=name". */
void append_query(struct buffer *out, struct json_object *query);

#endif
