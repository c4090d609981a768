#include "base/outputs.h"

#include "base/files.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { STREAM_BUFFER_SIZE = 256 * 1024 };

static void free_output(struct output *output)
{
    if (output->stream != NULL) {
        fclose(output->stream);
    }
    if (output->temporary != NULL) {
        unlink(output->temporary);
    }
    free(output->path);
    free(output->temporary);
    free(output);
}

/* The name of a hidden file beside `path`, for mkstemp to complete. */
static char *name_temporary(const char *path)
{
    static const char ending[] = ".possum-XXXXXX";
    const char *name = get_file_name(path);
    size_t directory_length = (size_t)(name - path);
    size_t size = strlen(path) + sizeof ending + 1;
    char *temporary = malloc(size);
    if (temporary != NULL) {
        snprintf(temporary, size, "%.*s.%s%s", (int)directory_length, path, name, ending);
    }
    return temporary;
}

/* Creates the temporary file with the rights that a plain new file would have. */
static bool create_stream(struct output *output, struct error *error)
{
    int descriptor = mkstemp(output->temporary);
    if (descriptor < 0) {
        int number = errno;
        free(output->temporary);
        output->temporary = NULL;
        return fail(error, ERROR_USAGE, "%s cannot be written: %s", output->path, strerror(number));
    }
    mode_t mask = umask(0);
    umask(mask);
    if (fchmod(descriptor, 0666 & ~mask) != 0) {
        close(descriptor);
        return fail(error, ERROR_USAGE, "%s cannot be written: %s", output->path, strerror(errno));
    }
    output->stream = fdopen(descriptor, "wb");
    if (output->stream == NULL || setvbuf(output->stream, NULL, _IOFBF, STREAM_BUFFER_SIZE) != 0) {
        if (output->stream == NULL) {
            close(descriptor);
        }
        return fail_for_memory(error);
    }
    return true;
}

bool check_output_place(const char *path, bool overwrite, struct error *error)
{
    struct stat status;
    bool is_there = stat(path, &status) == 0;
    if (!is_there && !is_system_path(path)) {
        return true;
    }
    if (is_system_path(path) || !S_ISREG(status.st_mode)) {
        return fail(error, ERROR_USAGE, "%s is no plain file; name another output", path);
    }
    if (!overwrite) {
        return fail(error, ERROR_USAGE,
                    "%s exists already; name another output, or say --force to replace it", path);
    }
    return true;
}

static bool add_output(struct outputs *outputs, struct output *output, struct error *error)
{
    struct output **grown = realloc(outputs->items, (outputs->count + 1) * sizeof(struct output *));
    if (grown == NULL) {
        return fail_for_memory(error);
    }
    outputs->items = grown;
    outputs->items[outputs->count++] = output;
    return true;
}

struct output *open_output(struct outputs *outputs, const char *path, bool overwrite,
                           struct error *error)
{
    if (!check_output_place(path, overwrite, error)) {
        return NULL;
    }
    struct output *output = calloc(1, sizeof *output);
    if (output == NULL) {
        fail_for_memory(error);
        return NULL;
    }
    output->path = strdup(path);
    output->temporary = name_temporary(path);
    if (output->path == NULL || output->temporary == NULL) {
        fail_for_memory(error);
    } else if (create_stream(output, error) && add_output(outputs, output, error)) {
        return output;
    }
    free_output(output);
    return NULL;
}

bool close_output(struct output *output, struct error *error)
{
    FILE *stream = output->stream;
    if (stream == NULL) {
        return true;
    }
    output->stream = NULL;
    bool written = ferror(stream) == 0;
    if (fclose(stream) != 0 || !written) {
        return fail(error, ERROR_USAGE, "%s cannot be written: %s", output->path,
                    errno != 0 ? strerror(errno) : "the disk may be full");
    }
    return true;
}

bool rewrite_output(struct output *output, output_rewriter *rewrite, void *context,
                    struct error *error)
{
    if (!close_output(output, error)) {
        return false;
    }
    char *old = output->temporary;
    FILE *in = fopen(old, "rb");
    bool done = in != NULL || fail(error, ERROR_USAGE, "%s cannot be read back: %s", output->path,
                                   strerror(errno));
    output->temporary = name_temporary(output->path);
    done = done && (output->temporary != NULL || fail_for_memory(error)) &&
           create_stream(output, error);
    done = done && rewrite(in, output->stream, context, error) && close_output(output, error);
    if (in != NULL) {
        fclose(in);
    }
    unlink(old);
    free(old);
    return done;
}

bool place_outputs(struct outputs *outputs, struct error *error)
{
    for (size_t i = 0; i < outputs->count; i++) {
        if (!close_output(outputs->items[i], error)) {
            return false;
        }
    }
    for (size_t i = 0; i < outputs->count; i++) {
        struct output *output = outputs->items[i];
        if (rename(output->temporary, output->path) != 0) {
            return fail(error, ERROR_USAGE, "%s cannot be put in its place: %s", output->path,
                        strerror(errno));
        }
        free(output->temporary);
        output->temporary = NULL;
    }
    return true;
}

void discard_outputs(struct outputs *outputs)
{
    for (size_t i = 0; i < outputs->count; i++) {
        free_output(outputs->items[i]);
    }
    free(outputs->items);
    *outputs = (struct outputs){0};
}
