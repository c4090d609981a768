#include "command/trace_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Makes a file of a descriptor, if it leads to a plain one. One that was there may have been for
   everybody. */
static FILE *make_stream(int descriptor)
{
    struct stat status;
    if (fstat(descriptor, &status) == 0 && !S_ISREG(status.st_mode)) {
        errno = EINVAL;
        return NULL;
    }
    return fchmod(descriptor, 0600) == 0 ? fdopen(descriptor, "w") : NULL;
}

static bool refuse_file(const char *path, int number, struct error *error)
{
    return number == EEXIST
               ? fail(error, ERROR_USAGE,
                      "%s exists already; name another file, or say --force to replace it", path)
               : fail(error, ERROR_USAGE, "%s cannot be written: %s", path, strerror(number));
}

bool open_trace_file(const char *path, bool overwrite, FILE **file, struct error *error)
{
    *file = NULL;
    if (path == NULL) {
        return true;
    }
    int descriptor =
        open(path, O_WRONLY | O_CREAT | O_NONBLOCK | O_CLOEXEC | (overwrite ? 0 : O_EXCL), 0600);
    if (descriptor < 0) {
        return refuse_file(path, errno, error);
    }
    *file = make_stream(descriptor);
    if (*file == NULL || ftruncate(descriptor, 0) != 0) {
        int number = errno;
        close(descriptor);
        *file = NULL;
        return refuse_file(path, number, error);
    }
    return true;
}

bool close_trace_file(const char *path, FILE *file, struct error *error)
{
    errno = 0;
    bool failed = file != NULL && ferror(file) != 0;
    failed = (file != NULL && fclose(file) != 0) || failed;
    return !failed || refuse_file(path, errno != 0 ? errno : EIO, error);
}
