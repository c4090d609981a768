#include "command/output_directory.h"

#include "base/files.h"
#include "base/text.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PART_DIGITS = 4 };

/* Whether the name is that of a part: "Accounts-0001.csv". */
static bool is_part_name(struct text name, struct text module)
{
    if (!starts_with(name, module) || name.length < module.length + 1 + PART_DIGITS + 4 ||
        name.at[module.length] != '-') {
        return false;
    }
    struct text digits = slice_text(name, module.length + 1, name.length - 4);
    for (size_t i = 0; i < digits.length; i++) {
        if (digits.at[i] < '0' || digits.at[i] > '9') {
            return false;
        }
    }
    return equal_texts(slice_text(name, name.length - 4, name.length), TEXT(".csv"));
}

static bool is_output_name(struct text name)
{
    return equal_texts(name, TEXT("Accounts.csv")) || equal_texts(name, TEXT("Contacts.csv")) ||
           equal_texts(name, TEXT("rejects.csv")) || equal_texts(name, TEXT("how-to-import.txt")) ||
           is_part_name(name, TEXT("Accounts")) || is_part_name(name, TEXT("Contacts"));
}

static bool add_leftover(struct output_directory *directory, const char *name, struct error *error)
{
    char **grown = realloc(directory->leftovers, (directory->leftover_count + 1) * sizeof(char *));
    if (grown == NULL) {
        return fail_for_memory(error);
    }
    directory->leftovers = grown;
    grown[directory->leftover_count] = strdup(name);
    if (grown[directory->leftover_count] == NULL) {
        return fail_for_memory(error);
    }
    directory->leftover_count++;
    return true;
}

static bool consider_file(struct output_directory *directory, const char *name, bool overwrite,
                          const char *input_path, struct error *error)
{
    char path[PATH_LIMIT];
    if (!is_output_name(make_text(name))) {
        return true;
    }
    if (!join_path(path, directory->path, name, error)) {
        return false;
    }
    if (input_path != NULL && is_same_file(path, input_path)) {
        return fail(error, ERROR_USAGE,
                    "%s is the input and would be replaced by the output; name another directory",
                    path);
    }
    if (!overwrite) {
        return fail(error, ERROR_USAGE,
                    "%s exists already; name another directory, or say --force to replace what an "
                    "earlier run left there",
                    path);
    }
    return add_leftover(directory, name, error);
}

bool inspect_directory(struct output_directory *directory, const char *path, bool overwrite,
                       const char *input_path, struct error *error)
{
    *directory = (struct output_directory){.path = path, .old_length = strlen(path)};
    DIR *stream = opendir(path);
    if (stream == NULL) {
        return errno == ENOENT || fail(error, ERROR_USAGE, "%s cannot be used as a directory: %s",
                                       path, strerror(errno));
    }
    bool done = true;
    for (struct dirent *entry = readdir(stream); done && entry != NULL; entry = readdir(stream)) {
        done = consider_file(directory, entry->d_name, overwrite, input_path, error);
    }
    closedir(stream);
    return done;
}

/* Makes one directory; *length becomes that of `path` if it was there already. */
static bool make_one_directory(const char *path, size_t *length, struct error *error)
{
    if (mkdir(path, 0777) == 0) {
        return true;
    }
    *length = strlen(path);
    return errno == EEXIST || errno == EISDIR ||
           fail(error, ERROR_USAGE, "the directory %s cannot be made: %s", path, strerror(errno));
}

bool make_directory(struct output_directory *directory, struct error *error)
{
    struct stat status;
    char path[PATH_LIMIT];
    size_t length = strlen(directory->path);
    directory->old_length = length;
    if (stat(directory->path, &status) == 0) {
        return S_ISDIR(status.st_mode) ||
               fail(error, ERROR_USAGE, "%s is no directory", directory->path);
    }
    if (length >= sizeof path) {
        return fail(error, ERROR_USAGE, "the path of the output directory is too long");
    }
    memcpy(path, directory->path, length + 1);
    directory->old_length = 0;
    for (char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (!make_one_directory(path, &directory->old_length, error)) {
            return false;
        }
        *slash = '/';
    }
    return make_one_directory(path, &directory->old_length, error);
}

bool is_output_place(const struct output_directory *directory, const char *path, bool with_rejects)
{
    char place[PATH_LIMIT];
    struct error unused;
    const char *name = get_file_name(path);
    return is_output_name(make_text(name)) && (with_rejects || strcmp(name, "rejects.csv") != 0) &&
           join_path(place, directory->path, name, &unused) && is_same_place(place, path);
}

bool is_file_of_ours(const char *path)
{
    static const struct text beginnings[] = {
        {"id,", 3}, {"\xEF\xBB\xBFpossum_line,", 15}, {"How to import", 13}};
    char bytes[16];
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return false;
    }
    struct text start = {bytes, fread(bytes, 1, sizeof bytes, file)};
    fclose(file);
    for (size_t i = 0; i < sizeof beginnings / sizeof beginnings[0]; i++) {
        if (starts_with(start, beginnings[i])) {
            return true;
        }
    }
    return false;
}

bool remove_if_ours(const char *path, struct error *error)
{
    return !is_file_of_ours(path) || unlink(path) == 0 ||
           fail(error, ERROR_USAGE, "%s of an earlier run cannot be removed: %s", path,
                strerror(errno));
}

bool remove_leftovers(const struct output_directory *directory, path_judge *is_kept,
                      const void *context, struct error *error)
{
    for (size_t i = 0; i < directory->leftover_count; i++) {
        char path[PATH_LIMIT];
        if (!join_path(path, directory->path, directory->leftovers[i], error)) {
            return false;
        }
        if (!is_kept(path, context) && !remove_if_ours(path, error)) {
            return false;
        }
    }
    return true;
}

/* Removes the new directories from the innermost outwards, as long as they are empty. */
static void remove_new_directories(const struct output_directory *directory)
{
    char path[PATH_LIMIT];
    size_t length = strlen(directory->path);
    if (length >= sizeof path) {
        return;
    }
    memcpy(path, directory->path, length + 1);
    while (length > directory->old_length && rmdir(path) == 0) {
        char *slash = strrchr(path, '/');
        length = slash == NULL ? 0 : (size_t)(slash - path);
        path[length] = '\0';
    }
}

void close_directory(struct output_directory *directory)
{
    if (directory->path != NULL) {
        remove_new_directories(directory);
    }
    for (size_t i = 0; i < directory->leftover_count; i++) {
        free(directory->leftovers[i]);
    }
    free(directory->leftovers);
    *directory = (struct output_directory){0};
}
