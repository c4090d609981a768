#include "base/files.h"

#include "base/buffer.h"
#include "base/environment.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void keep_standard_streams(void)
{
    for (int descriptor = 0; descriptor <= STDERR_FILENO; descriptor++) {
        if (fcntl(descriptor, F_GETFD) < 0 && errno == EBADF) {
            /* the lowest that is free, which is this one, and open the wrong way round */
            (void)open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY);
        }
    }
}

bool is_same_file(const char *one, const char *other)
{
    struct stat first;
    struct stat second;
    return stat(one, &first) == 0 && stat(other, &second) == 0 && first.st_dev == second.st_dev &&
           first.st_ino == second.st_ino;
}

const char *get_file_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

/* Looks at the directory that a path lies in. */
static bool look_at_directory(const char *path, struct stat *status)
{
    char directory[PATH_LIMIT];
    size_t length = (size_t)(get_file_name(path) - path);
    if (length >= sizeof directory) {
        return false;
    }
    memcpy(directory, path, length);
    directory[length] = '\0';
    return stat(length == 0 ? "." : directory, status) == 0;
}

bool is_same_place(const char *one, const char *other)
{
    struct stat first;
    struct stat second;
    return is_same_file(one, other) ||
           (strcmp(get_file_name(one), get_file_name(other)) == 0 &&
            look_at_directory(one, &first) && look_at_directory(other, &second) &&
            first.st_dev == second.st_dev && first.st_ino == second.st_ino);
}

bool is_standard_input(const char *path)
{
    return strcmp(path, "-") == 0;
}

const char *name_path(const char *path)
{
    return is_standard_input(path) ? "standard input" : path;
}

bool is_system_path(const char *path)
{
    return strncmp(path, "/dev/", 5) == 0 || strncmp(path, "/proc/", 6) == 0;
}

bool join_path(char path[PATH_LIMIT], const char *directory, const char *name, struct error *error)
{
    size_t length = strlen(directory);
    const char *slash = length > 0 && directory[length - 1] == '/' ? "" : "/";
    int written = snprintf(path, PATH_LIMIT, "%s%s%s", directory, slash, name);
    return (written > 0 && written < PATH_LIMIT) ||
           fail(error, ERROR_USAGE, "the path of %s in the output directory is too long", name);
}

const char *choose_temporary_directory(const char *directory)
{
    if (directory != NULL) {
        return directory;
    }
    const char *chosen = read_variable("TMPDIR");
    return chosen != NULL ? chosen : "/tmp";
}

FILE *open_temporary_file(const char *directory, const char *name)
{
    struct buffer path = {0};
    FILE *file = NULL;
    int descriptor = -1;
    int reason = ENOMEM;
    append_formatted(&path, "%s/%s-XXXXXX", directory, name);
    append_byte(&path, '\0');
    if (path.failed) {
        goto cleanup;
    }
    descriptor = mkstemp(path.at); /* which lets nobody but its owner read the file */
    if (descriptor >= 0) {
        unlink(path.at);
        if (fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0) {
            file = fdopen(descriptor, "w+b");
        }
    }
    reason = errno;
cleanup:
    if (file == NULL && descriptor >= 0) {
        close(descriptor);
    }
    free_buffer(&path);
    errno = reason;
    return file;
}

bool make_whole_path(char whole[PATH_LIMIT], const char *path, struct error *error)
{
    char directory[PATH_LIMIT];
    if (path[0] == '/') {
        int length = snprintf(whole, PATH_LIMIT, "%s", path);
        return (length > 0 && length < PATH_LIMIT) ||
               fail(error, ERROR_USAGE, "the path %s is too long", path);
    }
    return getcwd(directory, sizeof directory) == NULL
               ? fail(error, ERROR_USAGE, "cannot tell the directory at hand: %s", strerror(errno))
               : join_path(whole, directory, path, error);
}

bool make_parent_directories(const char *path)
{
    char *copy = strdup(path);
    bool done = copy != NULL;
    char *slash = done && copy[0] != '\0' ? strchr(copy + 1, '/') : NULL;
    for (; done && slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        done = mkdir(copy, S_IRWXU) == 0 || access(copy, F_OK) == 0;
        *slash = '/';
    }
    free(copy);
    return done;
}
