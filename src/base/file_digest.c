#include "base/file_digest.h"

#include "base/files.h"
#include "base/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <nettle/sha2.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

enum { CHUNK = 64 * 1024 };

/* Reads on; 0 is the end, -1 a failure that errno names or a signal. */
static ssize_t read_chunk(int descriptor, uint8_t chunk[CHUNK])
{
    ssize_t count;
    do {
        count = explain_signal() == NULL ? read(descriptor, chunk, CHUNK) : -1;
    } while (count < 0 && errno == EINTR && explain_signal() == NULL);
    return count;
}

static bool fail_to_read(const char *path, struct error *error)
{
    if (explain_signal() != NULL) {
        return fail(error, ERROR_STOPPED, "%s", explain_signal());
    }
    return fail(error, ERROR_INPUT, "cannot read %s: %s", name_path(path), strerror(errno));
}

static void write_digest(struct sha256_ctx *hash, char digest[FILE_DIGEST_SIZE])
{
    uint8_t bytes[SHA256_DIGEST_SIZE];
    sha256_digest(hash, sizeof bytes, bytes);
    for (size_t i = 0; i < sizeof bytes; i++) {
        snprintf(digest + 2 * i, 3, "%02x", bytes[i]);
    }
}

static bool digest_descriptor(int descriptor, const char *path, char digest[FILE_DIGEST_SIZE],
                              struct error *error)
{
    uint8_t chunk[CHUNK];
    struct sha256_ctx hash;
    ssize_t count;
    sha256_init(&hash);
    while ((count = read_chunk(descriptor, chunk)) > 0) {
        sha256_update(&hash, (size_t)count, chunk);
    }
    if (count < 0) {
        return fail_to_read(path, error);
    }
    write_digest(&hash, digest);
    return true;
}

/* Puts a copy of a pipe in its place. */
static bool copy_standard_input(struct error *error)
{
    const char *directory = choose_temporary_directory(NULL);
    FILE *copy = open_temporary_file(directory, "possum-input");
    uint8_t chunk[CHUNK];
    ssize_t count = 0;
    bool done = copy != NULL;
    bool is_read = true;
    while (done && (count = read_chunk(STDIN_FILENO, chunk)) > 0) {
        done = fwrite(chunk, 1, (size_t)count, copy) == (size_t)count;
    }
    if (done && count < 0) {
        is_read = fail_to_read("-", error);
    } else {
        done = done && fflush(copy) == 0 && lseek(fileno(copy), 0, SEEK_SET) == 0 &&
               dup2(fileno(copy), STDIN_FILENO) == STDIN_FILENO;
    }
    if (!done) {
        fail(error, ERROR_USAGE, "cannot copy standard input to a temporary file in %s: %s",
             directory, strerror(errno));
    }
    if (copy != NULL) {
        fclose(copy);
    }
    return done && is_read;
}

static bool digest_standard_input(char digest[FILE_DIGEST_SIZE], struct error *error)
{
    off_t position = lseek(STDIN_FILENO, 0, SEEK_CUR);
    if (position < 0) {
        if (errno == ESPIPE && !copy_standard_input(error)) {
            return false;
        }
        position = 0;
    }
    return digest_descriptor(STDIN_FILENO, "-", digest, error) &&
           (lseek(STDIN_FILENO, position, SEEK_SET) == position || fail_to_read("-", error));
}

bool digest_file(const char *path, char digest[FILE_DIGEST_SIZE], struct error *error)
{
    if (is_standard_input(path)) {
        return digest_standard_input(digest, error);
    }
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        return fail_to_read(path, error);
    }
    bool done = digest_descriptor(descriptor, path, digest, error);
    close(descriptor);
    return done;
}
