/**
 * Where a journal stands, and whose it is while a run goes on.
 */
#ifndef POSSUM_SYNC_STATE_FILE_H
#define POSSUM_SYNC_STATE_FILE_H

#include "base/arena.h"
#include "base/error.h"

/** The base URL of a CRM in the one form by which its state goes: scheme and host in lower case, a
 *  port only if it is not the scheme's own, the path without "index.php" and final slash
 *  (product.md "Which run goes on"). In `arena`. */
struct text normalise_base_url(struct arena *arena, struct text url);

/** The directory of state files: "possum" in XDG_STATE_HOME, if that is an absolute path, or else
 *  in ~/.local/state. In `arena`, with a NUL behind it. ERROR_USAGE if there is no home. */
bool find_state_directory(struct arena *arena, struct text *directory, struct error *error);

/** The path of the state file of a CRM and a site: in that directory, the host and, so that no two
 *  share one, 16 digits of the SHA-256 of the normalised URL and the site: "HOST-DIGITS.state". In
 *  `arena`, with a NUL behind it. */
bool find_state_path(struct arena *arena, struct text url, struct text site, struct text *path,
                     struct error *error);

/** Lists the paths of the state files in that directory, by name; none if it is not there. */
bool list_state_files(struct arena *arena, struct text **paths, size_t *count, struct error *error);

/** A lock; a descriptor of -1 is none. */
struct state_lock {
    int descriptor;
};

/** Locks the state file at `path`, by a file "PATH.lock" beside it (made with its directories),
 *  which says whose it is: process and host. The system takes the lock away when its process ends,
 *  however it ends; so what a file says that nobody holds is stale, and is written over.
 *  ERROR_STOPPED if another process holds it, with what the file says of that one. */
bool lock_state_file(const char *path, struct state_lock *lock, struct error *error);

/** Unlocks; for no lock too. */
void unlock_state_file(struct state_lock *lock);

#endif
