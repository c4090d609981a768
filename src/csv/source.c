#include "csv/source.h"

#include "base/files.h"
#include "base/signals.h"
#include "csv/encoding.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { READ_SIZE = 256 * 1024, HEAD_SIZE = 1024 * 1024, POLL_MILLISECONDS = 200 };

static bool fail_to_read(const struct source *source, int number, struct error *error)
{
    return fail(error, ERROR_INPUT, "%s cannot be read: %s", source->name, strerror(number));
}

/* Waits until there is something to read, or its end; a signal ends the wait, whichever thread it
   came to. */
static bool wait_for_bytes(const struct source *source, struct error *error)
{
    struct pollfd wait = {.fd = source->descriptor, .events = POLLIN};
    int ready = 0;
    while (ready == 0 && explain_signal() == NULL) {
        ready = poll(&wait, 1, POLL_MILLISECONDS);
        if (ready < 0 && errno == EINTR) {
            ready = 0;
        }
    }
    return ready != 0 || fail(error, ERROR_STOPPED, "%s was not read to its end: %s", source->name,
                              explain_signal());
}

/* Reads up to `size` bytes to `place`; *length becomes 0 at the end of the input only. */
static bool read_bytes(const struct source *source, char *place, size_t size, size_t *length,
                       struct error *error)
{
    if (source->descriptor < 0) {
        *length = 0; /* all of it was in the head */
        return true;
    }
    if (!wait_for_bytes(source, error)) {
        return false;
    }
    ssize_t got;
    do {
        got = read(source->descriptor, place, size);
    } while (got < 0 && errno == EINTR);
    if (got < 0) {
        return fail_to_read(source, errno, error);
    }
    *length = (size_t)got;
    return true;
}

static bool seek_beginning(const struct source *source, struct error *error)
{
    return lseek(source->descriptor, source->beginning, SEEK_SET) >= 0 ||
           fail_to_read(source, errno, error);
}

/* Scans a file from start to end and goes back to where it began. */
static bool scan_file(struct source *source, struct encoding_scan *scan, struct error *error)
{
    char *place = reserve_in_buffer(&source->head, READ_SIZE);
    if (place == NULL) {
        return fail_for_memory(error);
    }
    for (size_t length = 1; length > 0;) {
        if (!read_bytes(source, place, READ_SIZE, &length, error)) {
            return false;
        }
        scan_encoding(scan, (struct text){place, length});
    }
    return seek_beginning(source, error);
}

/* Reads the first mebibyte of what cannot be sought, and keeps it. */
static bool scan_head(struct source *source, struct encoding_scan *scan, struct error *error)
{
    if (reserve_in_buffer(&source->head, HEAD_SIZE) == NULL) {
        return fail_for_memory(error);
    }
    for (size_t length = 1; length > 0 && source->head.length < HEAD_SIZE;) {
        char *place = source->head.at + source->head.length;
        if (!read_bytes(source, place, HEAD_SIZE - source->head.length, &length, error)) {
            return false;
        }
        source->head.length += length;
    }
    scan_encoding(scan, view_buffer(&source->head));
    return true;
}

static bool detect_encoding(struct source *source, struct error *error)
{
    struct encoding_scan scan = {0};
    if (!(source->beginning >= 0 ? scan_file(source, &scan, error)
                                 : scan_head(source, &scan, error))) {
        return false;
    }
    size_t mark_length;
    source->encoding = find_encoding(&scan, &mark_length);
    source->looks_like_utf16 = mark_length == 0 && scan.nul > scan.total / 4;
    return true;
}

/* Opens a file; a FIFO is open once somebody writes to it, or a signal has come. */
static bool open_file(struct source *source, const char *path, struct error *error)
{
    do {
        source->descriptor = open(path, O_RDONLY | O_CLOEXEC);
    } while (source->descriptor < 0 && errno == EINTR && explain_signal() == NULL);
    if (source->descriptor < 0 && errno == EINTR) {
        return fail(error, ERROR_STOPPED, "%s was not read: %s", source->name, explain_signal());
    }
    return source->descriptor >= 0 ||
           fail(error, ERROR_INPUT, "%s cannot be opened: %s", source->name, strerror(errno));
}

static bool open_descriptor(struct source *source, const char *path, struct error *error)
{
    bool is_named = !is_standard_input(path);
    source->descriptor = STDIN_FILENO;
    if (is_named && !open_file(source, path, error)) {
        return false;
    }
    struct stat status;
    if (is_named && fstat(source->descriptor, &status) == 0 && S_ISDIR(status.st_mode)) {
        return fail(error, ERROR_INPUT, "%s is a directory; name the file in it", source->name);
    }
    source->beginning = lseek(source->descriptor, 0, SEEK_CUR);
    return true;
}

static void close_descriptor(struct source *source)
{
    if (source->copy != NULL) {
        fclose(source->copy);
    } else if (source->descriptor > STDIN_FILENO) {
        close(source->descriptor);
    }
    source->copy = NULL;
    source->descriptor = -1;
}

static bool fail_to_copy(const struct source *source, const char *directory, struct error *error)
{
    return fail(error, ERROR_USAGE, "the copy of %s in %s cannot be written: %s", source->name,
                directory, strerror(errno));
}

/* Copies all bytes to `copy`, and goes back to its first. */
static bool copy_bytes(struct source *source, FILE *copy, const char *directory,
                       struct error *error)
{
    char *place = reserve_in_buffer(&source->head, READ_SIZE);
    if (place == NULL) {
        return fail_for_memory(error);
    }
    for (size_t length = 1; length > 0;) {
        if (!read_bytes(source, place, READ_SIZE, &length, error)) {
            return false;
        }
        if (fwrite(place, 1, length, copy) != length) {
            return fail_to_copy(source, directory, error);
        }
    }
    return (fflush(copy) == 0 && lseek(fileno(copy), 0, SEEK_SET) == 0) ||
           fail_to_copy(source, directory, error);
}

/* Puts a copy in the place of what cannot be sought. */
static bool make_rewindable(struct source *source, const char *directory, struct error *error)
{
    if (source->beginning >= 0) {
        return true;
    }
    directory = choose_temporary_directory(directory);
    FILE *copy = open_temporary_file(directory, "possum-input");
    if (copy == NULL) {
        return fail_to_copy(source, directory, error);
    }
    if (!copy_bytes(source, copy, directory, error)) {
        fclose(copy);
        return false;
    }
    close_descriptor(source);
    source->copy = copy;
    source->descriptor = fileno(copy);
    source->beginning = 0;
    return true;
}

/* A source of which nothing is open yet. */
static void begin_source(struct source *source, const char *name, const char *encoding)
{
    *source = (struct source){.name = name, .encoding = encoding, .descriptor = -1};
    source->decoder.converter = (iconv_t)-1;
}

/* Finds the encoding, unless it is told, and begins to decode. */
static bool start_decoding(struct source *source, struct error *error)
{
    return (source->encoding != NULL || detect_encoding(source, error)) &&
           open_decoder(&source->decoder, source->encoding, error);
}

bool open_source(struct source *source, const char *path, const char *encoding, struct error *error)
{
    begin_source(source, name_path(path), encoding);
    if (!open_descriptor(source, path, error) || !start_decoding(source, error)) {
        close_source(source);
        return false;
    }
    return true;
}

bool open_rewindable_source(struct source *source, const char *path, const char *encoding,
                            const char *spool_directory, struct error *error)
{
    begin_source(source, name_path(path), encoding);
    if (!open_descriptor(source, path, error) || !make_rewindable(source, spool_directory, error) ||
        !start_decoding(source, error)) {
        close_source(source);
        return false;
    }
    return true;
}

bool open_memory_source(struct source *source, const char *name, struct text bytes,
                        struct error *error)
{
    begin_source(source, name, "UTF-8");
    append_text(&source->head, bytes);
    if (source->head.failed || !start_decoding(source, error)) {
        close_source(source);
        return fail_for_memory(error);
    }
    return true;
}

struct text get_window(const struct source *source)
{
    struct text all = view_buffer(&source->decoded);
    return slice_text(all, source->start, all.length);
}

void move_window(struct source *source, size_t length)
{
    source->start += length;
}

static void compact_window(struct source *source)
{
    struct buffer *decoded = &source->decoded;
    if (source->start > 0) {
        memmove(decoded->at, decoded->at + source->start, decoded->length - source->start);
        decoded->length -= source->start;
        source->start = 0;
    }
}

bool fill_window(struct source *source, struct error *error)
{
    compact_window(source);
    if (source->head_used < source->head.length) {
        struct text rest = view_buffer(&source->head);
        decode_bytes(&source->decoder, slice_text(rest, source->head_used, rest.length),
                     &source->decoded);
        source->head_used = source->head.length;
    } else {
        size_t length = 0;
        char *place = reserve_in_buffer(&source->head, READ_SIZE);
        if (place == NULL) {
            return fail_for_memory(error);
        }
        if (!read_bytes(source, place, READ_SIZE, &length, error)) {
            return false;
        }
        if (length == 0) {
            source->at_end = true;
            finish_decoding(&source->decoder, &source->decoded);
        } else {
            decode_bytes(&source->decoder, (struct text){place, length}, &source->decoded);
        }
    }
    return source->decoded.failed ? fail_for_memory(error) : true;
}

bool rewind_source(struct source *source, struct error *error)
{
    if (source->descriptor >= 0 && !seek_beginning(source, error)) {
        return false;
    }
    reset_buffer(&source->decoded);
    source->start = 0;
    source->head_used = 0;
    source->at_end = false;
    close_decoder(&source->decoder);
    return open_decoder(&source->decoder, source->encoding, error);
}

void close_source(struct source *source)
{
    close_descriptor(source);
    close_decoder(&source->decoder);
    free_buffer(&source->head);
    free_buffer(&source->decoded);
}
