#include "sync/hand_over.h"

#include "base/file_digest.h"
#include "base/files.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Waits until what the file or directory holds is on the disk. */
static bool sync_path(const char *path, struct error *error)
{
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    bool done = descriptor >= 0 && (fsync(descriptor) == 0 || errno == EINVAL || errno == EROFS);
    int number = errno;
    if (descriptor >= 0) {
        close(descriptor);
    }
    return done ||
           fail(error, ERROR_USAGE, "%s cannot be written to the disk: %s", path, strerror(number));
}

static bool sync_directory_of(const char *path, struct arena *arena, struct error *error)
{
    size_t length = (size_t)(get_file_name(path) - path);
    struct text directory = print_to_arena(arena, "%.*s", (int)length, path);
    return arena->exhausted ? fail_for_memory(error)
                            : sync_path(length == 0 ? "." : directory.at, error);
}

/* The contacts are handed out: the file is in its place. */
static bool mark_handed_out(struct journal *journal, struct run_entry *run, struct error *error)
{
    run->state = RUN_DONE;
    run->ended = (int64_t)time(NULL);
    return begin_group(journal, error) && open_hand_outs(journal, run->id, error) &&
           update_run(journal, run, error) && commit_group(journal, error);
}

static bool take_back(struct journal *journal, struct run_entry *run, struct error *error)
{
    run->state = RUN_ABANDONED;
    run->ended = (int64_t)time(NULL);
    return begin_group(journal, error) && drop_hand_outs(journal, run->id, error) &&
           update_run(journal, run, error) && commit_group(journal, error);
}

bool hand_over_file(struct journal *journal, struct run_entry *run, struct outputs *outputs,
                    struct arena *arena, struct error *error)
{
    struct output *output = outputs->items[0];
    char sha256[FILE_DIGEST_SIZE];
    char temporary[PATH_LIMIT];
    if (!close_output(output, error) || !sync_path(output->temporary, error) ||
        !digest_file(output->temporary, sha256, error) ||
        !make_whole_path(temporary, output->temporary, error)) {
        return false;
    }
    run->sha256 = copy_to_arena(arena, make_text(sha256));
    run->options = copy_to_arena(arena, make_text(temporary));
    run->state = RUN_PLANNED;
    if (arena->exhausted) {
        return fail_for_memory(error);
    }
    if (!add_run(journal, run, error) || !commit_group(journal, error)) {
        return false;
    }
    if (!place_outputs(outputs, error)) {
        struct error unwanted = {0};
        (void)take_back(journal, run, &unwanted); /* or the next run does */
        return false;
    }
    return sync_directory_of(output->path, arena, error) && mark_handed_out(journal, run, error);
}

/* Whether the file is there, with the bytes that were handed out. */
static bool is_in_place(const struct run_entry *run, const char *path)
{
    char sha256[FILE_DIGEST_SIZE];
    struct error unwanted = {0};
    return access(path, F_OK) == 0 && digest_file(path, sha256, &unwanted) &&
           equal_texts(run->sha256, make_text(sha256));
}

bool settle_pull(struct journal *journal, bool is_dry_run, struct arena *arena,
                 struct text *warning, struct error *error)
{
    struct run_entry run;
    bool is_found = false;
    *warning = EMPTY_TEXT;
    if (!find_unfinished_pull(journal, arena, &run, &is_found, error)) {
        return false;
    }
    if (!is_found) {
        return true;
    }
    const char *path = print_to_arena(arena, "%.*s", (int)run.file.length, run.file.at).at;
    const char *temporary =
        print_to_arena(arena, "%.*s", (int)run.options.length, run.options.at).at;
    if (arena->exhausted) {
        return fail_for_memory(error);
    }
    if (access(temporary, F_OK) == 0) {
        /* In this order: a file that is gone from here would be taken for one that was renamed. */
        return take_back(journal, &run, error) &&
               (is_dry_run || unlink(temporary) == 0 ||
                fail(error, ERROR_USAGE, "%s, which a stopped pull has left, cannot be removed: %s",
                     temporary, strerror(errno)));
    }
    if (!is_in_place(&run, path)) {
        *warning = print_to_arena(
            arena,
            "%s, which run %.*s has handed out, is not there any more, or has been changed; its "
            "customers count as handed out; if the file is lost, pull with --again",
            path, (int)run.id.length, run.id.at);
    }
    return mark_handed_out(journal, &run, error) && (!arena->exhausted || fail_for_memory(error));
}
