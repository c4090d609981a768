#include "base/files.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

bool is_same_file(const char *one, const char *other)
{
    struct stat first;
    struct stat second;
    return stat(one, &first) == 0 && stat(other, &second) == 0 && first.st_dev == second.st_dev &&
           first.st_ino == second.st_ino;
}

bool is_standard_input(const char *path)
{
    return strcmp(path, "-") == 0;
}

const char *name_path(const char *path)
{
    return is_standard_input(path) ? "standard input" : path;
}

bool join_path(char path[PATH_LIMIT], const char *directory, const char *name, struct error *error)
{
    size_t length = strlen(directory);
    const char *slash = length > 0 && directory[length - 1] == '/' ? "" : "/";
    int written = snprintf(path, PATH_LIMIT, "%s%s%s", directory, slash, name);
    return (written > 0 && written < PATH_LIMIT) ||
           fail(error, ERROR_USAGE, "the path of %s in the output directory is too long", name);
}
