#include "sync/state_file.h"

#include "base/buffer.h"
#include "base/environment.h"
#include "base/files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HOST_LIMIT = 100, DIGIT_COUNT = 16 };

static const struct text ending = {".state", sizeof ".state" - 1};

static char make_small(char byte)
{
    return (char)(byte >= 'A' && byte <= 'Z' ? byte + 'a' - 'A' : byte);
}

/* Takes `part` off the end of a path, and the slashes before it. */
static struct text drop_ending(struct text path, struct text part)
{
    if (path.length >= part.length && ends_with_ignoring_case(path, part)) {
        path.length -= part.length;
    }
    while (path.length > 0 && path.at[path.length - 1] == '/') {
        path.length--;
    }
    return path;
}

struct text normalise_base_url(struct arena *arena, struct text url)
{
    const struct text separator = TEXT("://");
    size_t scheme = find_text(url, separator);
    if (scheme == url.length) {
        return copy_to_arena(arena, url);
    }
    size_t begin = scheme + separator.length;
    size_t end = find_byte(url, '/', begin);
    struct text port = equal_texts_ignoring_case(slice_text(url, 0, scheme), TEXT("https"))
                           ? TEXT(":443")
                           : TEXT(":80");
    struct text authority = slice_text(url, 0, end);
    if (ends_with_ignoring_case(authority, port)) {
        authority.length -= port.length;
    }
    struct text path = drop_ending(slice_text(url, end, url.length), EMPTY_TEXT);
    path = drop_ending(path, TEXT("/index.php"));
    const struct text parts[] = {authority, path};
    struct text joined = join_in_arena(arena, parts, 2);
    char *out = take_from_arena(arena, joined.length + 1);
    for (size_t i = 0; out != NULL && i < joined.length; i++) {
        out[i] = i < authority.length ? make_small(joined.at[i]) : joined.at[i];
    }
    return out == NULL ? EMPTY_TEXT : (struct text){out, joined.length};
}

bool find_state_directory(struct arena *arena, struct text *directory, struct error *error)
{
    const char *state = read_variable("XDG_STATE_HOME");
    const char *home = read_variable("HOME");
    if (state != NULL && state[0] == '/') { /* another one is to be ignored, says XDG */
        *directory = print_to_arena(arena, "%s/possum", state);
    } else if (home != NULL) {
        *directory = print_to_arena(arena, "%s/.local/state/possum", home);
    } else {
        return fail(error, ERROR_USAGE,
                    "there is no home directory for the state file; name one with --state FILE");
    }
    return !arena->exhausted || fail_for_memory(error);
}

/* The host of a normalised URL as part of a file's name. */
static struct text name_host(struct arena *arena, struct text url)
{
    size_t scheme = find_text(url, TEXT("://"));
    size_t begin = scheme == url.length ? 0 : scheme + 3;
    struct text host = slice_text(url, begin, find_byte(url, '/', begin));
    host.length = host.length < HOST_LIMIT ? host.length : HOST_LIMIT;
    char *name = take_from_arena(arena, host.length + 1);
    for (size_t i = 0; name != NULL && i < host.length; i++) {
        char byte = host.at[i];
        bool is_plain = (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') ||
                        byte == '.' || byte == '-';
        name[i] = is_plain ? byte : '_';
    }
    return name == NULL ? EMPTY_TEXT : (struct text){name, host.length};
}

bool find_state_path(struct arena *arena, struct text url, struct text site, struct text *path,
                     struct error *error)
{
    struct text directory = EMPTY_TEXT;
    struct text normalised = normalise_base_url(arena, url);
    struct sha256_ctx hash;
    uint8_t bytes[SHA256_DIGEST_SIZE];
    char digits[2 * SHA256_DIGEST_SIZE + 1];
    if (!find_state_directory(arena, &directory, error)) {
        return false;
    }
    sha256_init(&hash);
    sha256_update(&hash, normalised.length, (const uint8_t *)normalised.at);
    sha256_update(&hash, 1, (const uint8_t *)"\n");
    sha256_update(&hash, site.length, (const uint8_t *)site.at);
    sha256_digest(&hash, sizeof bytes, bytes);
    for (size_t i = 0; i < DIGIT_COUNT / 2; i++) {
        snprintf(digits + 2 * i, 3, "%02x", bytes[i]);
    }
    struct text host = name_host(arena, normalised);
    *path = print_to_arena(arena, "%s/%.*s-%s%s", directory.at, (int)host.length, host.at, digits,
                           ending.at);
    return !arena->exhausted || fail_for_memory(error);
}

static int compare_paths(const void *one, const void *other)
{
    return strcmp(((const struct text *)one)->at, ((const struct text *)other)->at);
}

bool list_state_files(struct arena *arena, struct text **paths, size_t *count, struct error *error)
{
    struct text directory = EMPTY_TEXT;
    struct buffer list = {0};
    *count = 0;
    *paths = NULL;
    if (!find_state_directory(arena, &directory, error)) {
        return false;
    }
    DIR *stream = opendir(directory.at);
    if (stream == NULL) {
        return errno == ENOENT || errno == ENOTDIR ||
               fail(error, ERROR_USAGE, "cannot look into %s: %s", directory.at, strerror(errno));
    }
    for (const struct dirent *entry; (entry = readdir(stream)) != NULL;) {
        if (ends_with_ignoring_case(make_text(entry->d_name), ending)) {
            struct text path = print_to_arena(arena, "%s/%s", directory.at, entry->d_name);
            append_text(&list, (struct text){(const char *)&path, sizeof path});
            ++*count;
        }
    }
    closedir(stream);
    *paths = take_from_arena(arena, (*count + 1) * sizeof **paths);
    bool done = *paths != NULL && !list.failed && !arena->exhausted;
    if (done && *count > 0) {
        memcpy(*paths, list.at, *count * sizeof **paths);
        qsort(*paths, *count, sizeof **paths, compare_paths);
    }
    free_buffer(&list);
    return done || fail_for_memory(error);
}

static bool fail_to_lock(const char *path, struct error *error)
{
    return fail(error, ERROR_USAGE,
                "cannot lock the state file %s: %s; name another one with --state", path,
                strerror(errno));
}

/* Says whose the lock is; a few words that nobody holds any more are written over. */
static bool write_holder(int descriptor)
{
    char host[HOST_LIMIT] = "";
    char holder[HOST_LIMIT + 32];
    gethostname(host, sizeof host - 1);
    int length = snprintf(holder, sizeof holder, "%ld %s\n", (long)getpid(), host);
    return ftruncate(descriptor, 0) == 0 &&
           pwrite(descriptor, holder, (size_t)length, 0) == (ssize_t)length;
}

static bool refuse_lock(int descriptor, struct error *error)
{
    char holder[HOST_LIMIT + 32];
    ssize_t length = pread(descriptor, holder, sizeof holder - 1, 0);
    holder[length > 0 ? length : 0] = '\0';
    char *blank = strchr(holder, ' ');
    char *end = strchr(holder, '\n');
    if (blank == NULL || end == NULL) {
        return fail(error, ERROR_STOPPED,
                    "another run writes to this CRM; wait for it to end and run again");
    }
    *blank = *end = '\0';
    return fail(error, ERROR_STOPPED,
                "another run writes to this CRM: process %s on %s; wait for it to end and run "
                "again",
                holder, blank + 1);
}

bool lock_state_file(const char *path, struct state_lock *lock, struct error *error)
{
    struct buffer name = {0};
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    append_formatted(&name, "%s.lock", path);
    append_byte(&name, '\0');
    lock->descriptor = -1;
    if (name.failed) {
        free_buffer(&name);
        return fail_for_memory(error);
    }
    bool done = make_parent_directories(path) || fail_to_lock(path, error);
    if (done) {
        lock->descriptor =
            open(name.at, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
        done = lock->descriptor >= 0 || fail_to_lock(path, error);
    }
    free_buffer(&name);
    if (done && fcntl(lock->descriptor, F_SETLK, &whole) != 0) {
        done = errno == EACCES || errno == EAGAIN ? refuse_lock(lock->descriptor, error)
                                                  : fail_to_lock(path, error);
    }
    done = done && (write_holder(lock->descriptor) || fail_to_lock(path, error));
    if (!done) {
        unlock_state_file(lock);
    }
    return done;
}

void unlock_state_file(struct state_lock *lock)
{
    if (lock->descriptor >= 0) {
        close(lock->descriptor);
        lock->descriptor = -1;
    }
}
