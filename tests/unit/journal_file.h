/**
 * A journal of its own for each test, in a scratch directory that goes with it.
 */
#ifndef POSSUM_TESTS_UNIT_JOURNAL_FILE_H
#define POSSUM_TESTS_UNIT_JOURNAL_FILE_H

#include "sync/journal_runs.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static char directory[64];
static char state_path[128];
static struct error error;
static struct arena arena;
static struct journal *journal;

/** Opens the journal, anew if it is open. */
static inline void open_own_journal(void)
{
    close_journal(journal);
    journal = open_journal(state_path, &error);
    if (journal == NULL) {
        fail_msg("%s", error.message);
    }
}

static inline int set_up_journal(void **state)
{
    (void)state;
    error = (struct error){0};
    snprintf(directory, sizeof directory, "/tmp/possum-hand-outs-XXXXXX");
    assert_non_null(mkdtemp(directory));
    snprintf(state_path, sizeof state_path, "%s/crm.state", directory);
    open_own_journal();
    return 0;
}

static inline int tear_down_journal(void **state)
{
    (void)state;
    close_journal(journal);
    journal = NULL;
    free_arena(&arena);
    DIR *stream = opendir(directory);
    assert_non_null(stream);
    for (const struct dirent *entry; (entry = readdir(stream)) != NULL;) {
        char path[sizeof directory + sizeof entry->d_name + 1];
        snprintf(path, sizeof path, "%s/%s", directory, entry->d_name);
        unlink(path);
    }
    closedir(stream);
    return rmdir(directory);
}

/** A pull's entry, with its id and file. */
static inline struct run_entry make_pull(const char *id, const char *file)
{
    return (struct run_entry){.id = make_text(id),
                              .kind = RUN_PULL,
                              .started = 1000,
                              .file = make_text(file),
                              .sha256 = EMPTY_TEXT,
                              .options = EMPTY_TEXT,
                              .plan = EMPTY_TEXT,
                              .crm = TEXT("main"),
                              .url = TEXT("https://crm.example"),
                              .site = TEXT("clickpos"),
                              .api = TEXT("v4_1"),
                              .go_on = EMPTY_TEXT,
                              .undoes = EMPTY_TEXT,
                              .undone_by = EMPTY_TEXT};
}

#endif
