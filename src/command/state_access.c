#include "command/state_access.h"

#include "base/unicode.h"

#include <errno.h>
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
