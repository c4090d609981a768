#include "command/pull_place.h"

#include "base/file_digest.h"
#include "command/reject_file.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_directory(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

static bool keep_text(struct arena *arena, const char *text, const char **kept, struct error *error)
{
    *kept = print_to_arena(arena, "%s", text).at;
    return !arena->exhausted || fail_for_memory(error);
}

static bool choose_in_directory(struct pull_place *place, const char *output, struct text id,
                                struct arena *arena, struct error *error)
{
    char path[PATH_LIMIT];
    char rejects[PATH_LIMIT];
    struct text name = print_to_arena(arena, "clickpos-%.*s.csv", (int)id.length, id.at);
    place->is_in_directory = true;
    return (!arena->exhausted || fail_for_memory(error)) &&
           join_path(path, output, name.at, error) &&
           join_path(rejects, output, "rejects.csv", error) &&
           keep_text(arena, path, &place->path, error) &&
           keep_text(arena, rejects, &place->rejects, error);
}

static bool choose_file(struct pull_place *place, const char *output, struct arena *arena,
                        struct error *error)
{
    char rejects[PATH_LIMIT];
    place->path = output;
    return name_reject_file(rejects, output, error) &&
           keep_text(arena, rejects, &place->rejects, error);
}

static bool find_whole_path(struct pull_place *place, struct arena *arena, struct error *error)
{
    char whole[PATH_LIMIT];
    if (!make_whole_path(whole, place->path, error)) {
        return false;
    }
    place->whole_path = print_to_arena(arena, "%s", whole);
    return !arena->exhausted || fail_for_memory(error);
}

bool find_pull_place(struct pull_place *place, const char *output, struct text id,
                     struct arena *arena, struct error *error)
{
    *place = (struct pull_place){.path = NULL};
    return (is_directory(output) ? choose_in_directory(place, output, id, arena, error)
                                 : choose_file(place, output, arena, error)) &&
           find_whole_path(place, arena, error);
}

/* A search for the pull that has handed a file out. */
struct search {
    const struct pull_place *place;
    char sha256[FILE_DIGEST_SIZE];
    struct error *error;
    bool is_found;
};

static bool visit_run(void *context, const struct run_entry *run)
{
    struct search *search = context;
    char file[PATH_LIMIT];
    bool is_pull = run->kind == RUN_PULL && run->state == RUN_DONE && run->file.length < PATH_LIMIT;
    if (is_pull) {
        memcpy(file, run->file.at, run->file.length);
        file[run->file.length] = '\0';
    }
    if (is_pull && equal_texts(run->sha256, make_text(search->sha256)) &&
        is_same_place(file, search->place->path)) {
        fail(search->error, ERROR_USAGE,
             "%s is what run %.*s has handed out, and would be lost before it is uploaded; move it "
             "away when it is, or name a directory",
             search->place->path, (int)run->id.length, run->id.at);
        search->is_found = true;
    }
    return !search->is_found;
}

bool keep_handed_out_file(const struct pull_place *place, struct journal *journal,
                          struct error *error)
{
    struct search search = {.place = place, .error = error};
    return access(place->path, F_OK) != 0 ||
           (digest_file(place->path, search.sha256, error) &&
            list_runs(journal, visit_run, &search, error) && !search.is_found);
}
