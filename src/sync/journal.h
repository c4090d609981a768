/**
 * The journal: what the pushes to one CRM and site meant to do, did, and found, in a state file on
 * SQLite (product.md "push", "Resumable" and "Which run goes on").
 *
 * A run is planned whole before anything is written: its customers and changes are entered, then
 * it is marked as planned. A change is marked as intended before its request is sent, and with what
 * came of it afterwards; so whoever opens the file later knows what may have been done.
 *
 * Entries are made in groups: begin_group, entries, commit_group, and what a group holds is on the
 * disk when commit_group returns (WAL, synchronous FULL). Everything below may be called outside of
 * a group too, each a group of its own.
 *
 * The file holds values of customers (pre-images, for undo): its mode is 0600. Failures are
 * ERROR_USAGE with the file's path, unless something else is said.
 */
#ifndef POSSUM_SYNC_JOURNAL_H
#define POSSUM_SYNC_JOURNAL_H

#include "base/arena.h"
#include "base/error.h"

struct journal;

/** Opens the state file at `path`, or makes it, with the directories above it (0700). A file of
 *  another program, or of a later version of Possum, is refused as it is. NULL on failure;
 *  close_journal closes it. */
struct journal *open_journal(const char *path, struct error *error);

/** Opens a copy of the state file at `path`, or an empty one if there is none: for a dry run, and
 *  for looking. What of it has no room in memory stands in a temporary file that nobody else sees.
 * Nothing is entered in the file. */
struct journal *copy_journal(const char *path, struct error *error);

/** Closes it; an open group is rolled back. NULL is allowed. */
void close_journal(struct journal *journal);

/** Begins a group of entries. */
bool begin_group(struct journal *journal, struct error *error);

/** Takes what the open group holds back, after a failure. */
void abandon_group(struct journal *journal);

/** Puts the group on the disk. After a failure nothing of it is there. */
bool commit_group(struct journal *journal, struct error *error);

#endif
