#include "command/state_access.h"

#include "base/unicode.h"
#include "sync/hand_over.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { MOST_SHOWN = 60 };

bool list_states(const char *state, struct arena *arena, struct text **paths, size_t *count,
                 struct error *error)
{
    if (state == NULL) {
        return list_state_files(arena, paths, count, error);
    }
    if (access(state, F_OK) != 0) {
        return fail(error, ERROR_USAGE, "cannot read the state file %s: %s", state,
                    strerror(errno));
    }
    *paths = take_from_arena(arena, sizeof **paths);
    if (*paths == NULL) {
        return fail_for_memory(error);
    }
    **paths = make_text(state);
    *count = 1;
    return true;
}

static bool look_for_run(struct text path, struct text id, struct arena *arena,
                         struct run_entry *run, bool *is_found, struct error *error)
{
    struct journal *journal = copy_journal(path.at, error);
    bool done = journal != NULL && find_run(journal, id, arena, run, is_found, error);
    close_journal(journal);
    return done;
}

bool find_state_of_run(const char *state, struct text id, struct arena *arena, struct text *path,
                       struct run_entry *run, struct error *error)
{
    struct text *paths = NULL;
    size_t count = 0;
    bool is_found = false;
    if (!list_states(state, arena, &paths, &count, error)) {
        return false;
    }
    for (size_t i = 0; i < count && !is_found; i++) {
        *path = paths[i];
        if (!look_for_run(paths[i], id, arena, run, &is_found, error)) {
            return false;
        }
    }
    if (!is_found || run->state == RUN_PLANNING) {
        struct text shown = make_visible(arena, id, MOST_SHOWN);
        return fail(error, ERROR_USAGE, "there is no run %.*s; \"possum runs\" lists them",
                    (int)shown.length, shown.at);
    }
    return true;
}

bool choose_state_path(const char *given, const char *url, const char *site, struct arena *arena,
                       struct text *path, struct error *error)
{
    if (given != NULL) {
        *path = make_text(given);
        return true;
    }
    return find_state_path(arena, make_text(url), make_text(site), path, error);
}

/* A pull that was stopped may have left something for a person to look at. */
static bool settle_stopped_pull(struct journal *journal, bool is_dry_run, struct error *error)
{
    struct arena arena = {0};
    struct text warning = EMPTY_TEXT;
    bool done = settle_pull(journal, is_dry_run, &arena, &warning, error);
    if (done && warning.length > 0) {
        struct text shown = make_visible(&arena, warning, warning.length);
        fprintf(stderr, "possum: %.*s\n", (int)shown.length, shown.at);
    }
    free_arena(&arena);
    return done;
}

bool open_state(struct state *state, struct text path, bool is_dry_run, struct error *error)
{
    *state = NO_STATE;
    state->path = path;
    if (!is_dry_run && !lock_state_file(path.at, &state->lock, error)) {
        state->is_busy = error->kind == ERROR_STOPPED;
        return false;
    }
    state->journal = is_dry_run ? copy_journal(path.at, error) : open_journal(path.at, error);
    return state->journal != NULL && drop_unplanned_runs(state->journal, error) &&
           settle_stopped_pull(state->journal, is_dry_run, error);
}

void close_state(struct state *state)
{
    close_journal(state->journal);
    state->journal = NULL;
    unlock_state_file(&state->lock);
}
