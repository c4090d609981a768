#include "base/signals.h"
#include "base/unicode.h"
#include "command/command.h"
#include "command/state_access.h"
#include "sync/hand_outs.h"
#include "sync/journal_entries.h"

#include <inttypes.h>
#include <time.h>

struct runs_options {
    const char *forget;
    const char *state;
};

#define OPTION(member) offsetof(struct runs_options, member)

/* clang-format off */
static const struct option_entry options[] = {
    {.name = "forget", .kind = OPTION_STRING, .argument = "RUN", .offset = OPTION(forget),
     .help = "delete the values that the journal keeps of a run; it cannot be undone then"},
    {.name = "state", .kind = OPTION_STRING, .argument = "FILE", .offset = OPTION(state),
     .help = "the journal is in this file instead of the usual one"},
};
/* clang-format on */

enum { OPTION_TOTAL = sizeof options / sizeof options[0], MOST_SHOWN = 400 };

static void print_text(struct arena *arena, const char *label, struct text value)
{
    struct text shown = make_visible(arena, value, MOST_SHOWN);
    printf("%-12s%.*s\n", label, (int)shown.length, shown.at);
}

static void print_time(const char *label, int64_t seconds)
{
    char when[32] = "not yet";
    time_t time = (time_t)seconds;
    struct tm parts;
    if (seconds > 0 && localtime_r(&time, &parts) != NULL) {
        strftime(when, sizeof when, "%Y-%m-%d %H:%M:%S", &parts);
    }
    printf("%-12s%s\n", label, when);
}

/* How a run has ended, and what can be done about it. */
static const char *explain_end(const struct run_entry *run)
{
    if (run->kind == RUN_PULL && run->state != RUN_DONE) {
        return run->state == RUN_PLANNED ? "stopped while its file was handed out: the next run "
                                           "settles that"
                                         : "stopped: nothing was handed out";
    }
    if (run->undone_by.length > 0) {
        return "done, and taken back since";
    }
    switch (run->state) {
    case RUN_PLANNED:
        return run->kind == RUN_UNDO ? "stopped early: can be resumed"
                                     : "stopped early: can be resumed, or undone";
    case RUN_DONE:
        return run->kind != RUN_PUSH ? "done"
               : run->is_forgotten   ? "done; forgotten, so that it cannot be undone"
                                     : "done: can be undone";
    case RUN_ABANDONED:
        return run->is_forgotten ? "abandoned; forgotten" : "abandoned: can be undone";
    case RUN_PLANNING:
        break;
    }
    return "not begun";
}

static void print_counts(const struct run_entry *run)
{
    const struct run_counts *counts = &run->counts;
    if (run->kind == RUN_PULL) {
        printf("%" PRIu64 " handed out, %" PRIu64 " waiting, %" PRIu64 " rejected\n",
               counts->created, counts->unchanged, counts->rejected);
        return;
    }
    if (run->kind == RUN_UNDO) {
        printf("%" PRIu64 " deleted, %" PRIu64 " restored, %" PRIu64 " left alone, %" PRIu64
               " failed\n",
               counts->created, counts->updated, counts->conflict, counts->failed);
        return;
    }
    printf("%" PRIu64 " created, %" PRIu64 " updated, %" PRIu64 " unchanged, %" PRIu64
           " in conflict, %" PRIu64 " failed, %" PRIu64 " rejected, %" PRIu64 " skipped\n",
           counts->created, counts->updated, counts->unchanged, counts->conflict, counts->failed,
           counts->rejected, counts->skipped);
}

/* A listing, over all state files. */
struct listing {
    struct arena *arena;
    bool has_any;
};

static bool print_run(void *context, const struct run_entry *run)
{
    struct listing *listing = context;
    if (listing->has_any) {
        putchar('\n');
    }
    listing->has_any = true;
    print_text(listing->arena, "run", run->id);
    print_text(listing->arena, "crm", run->url);
    if (run->kind == RUN_UNDO) {
        print_text(listing->arena, "undo of", run->undoes);
    } else {
        print_text(listing->arena, "file", run->file);
        print_text(listing->arena, "sha256", run->sha256);
    }
    print_time("started", run->started);
    print_time("ended", run->ended);
    printf("%-12s", "counts");
    print_counts(run);
    printf("%-12s%s\n", "state", explain_end(run));
    return true;
}

static bool list_all(const struct runs_options *chosen, struct arena *arena, struct error *error)
{
    struct text *paths = NULL;
    size_t count = 0;
    struct listing listing = {.arena = arena};
    if (!list_states(chosen->state, arena, &paths, &count, error)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        struct journal *journal = copy_journal(paths[i].at, error);
        bool done = journal != NULL && list_runs(journal, print_run, &listing, error);
        close_journal(journal);
        if (!done) {
            return false;
        }
    }
    if (!listing.has_any) {
        printf("There are no runs yet.\n");
    }
    return true;
}

static const char *const state_names[] = {
    [CHANGE_PLANNED] = "not done",         [CHANGE_INTENDED] = "not known whether done",
    [CHANGE_DONE] = "done, not read back", [CHANGE_VERIFIED] = "done",
    [CHANGE_REFUSED] = "failed",           [CHANGE_CONFLICT] = "left alone"};

static void print_field(struct arena *arena, const struct field_change *field, bool is_forgotten)
{
    struct text name = make_visible(arena, field->name, MOST_SHOWN);
    struct text old = make_visible(arena, field->old, MOST_SHOWN);
    struct text new = make_visible(arena, field->new, MOST_SHOWN);
    if (is_forgotten) {
        printf("    %.*s\n", (int)name.length, name.at);
    } else {
        printf("    %.*s: \"%.*s\" -> \"%.*s\"\n", (int)name.length, name.at, (int)old.length,
               old.at, (int)new.length, new.at);
    }
}

static void print_change(struct arena *arena, const struct change_entry *change, bool is_forgotten)
{
    static const char marks[] = {
        [CHANGE_CREATE] = '+', [CHANGE_UPDATE] = '~', [CHANGE_DELETE] = '-'};
    struct text id = change->id.length > 0 ? change->id : change->key;
    struct text words = make_visible(arena, change->words, MOST_SHOWN);
    printf("%c %s %.*s: %s%s%.*s\n", marks[change->kind], name_crm_module(change->module),
           (int)id.length, id.at, state_names[change->state], words.length > 0 ? ": " : "",
           (int)words.length, words.at);
    for (size_t i = 0; i < change->field_count; i++) {
        print_field(arena, &change->fields[i], is_forgotten);
    }
}

static bool print_changes(struct journal *journal, const struct run_entry *run, struct error *error)
{
    enum { PAGE = 500 };
    struct arena arena = {0};
    struct change_entry *changes = NULL;
    size_t count = PAGE;
    int64_t after = 0;
    bool done = true;
    while (done && count > 0) {
        reset_arena(&arena);
        done = list_changes(journal, run->id, after, ~0U, PAGE, &arena, &changes, &count, error);
        for (size_t i = 0; done && i < count; i++) {
            after = changes[i].sequence;
            print_change(&arena, &changes[i], run->is_forgotten);
        }
    }
    free_arena(&arena);
    return done;
}

static bool print_hand_out(void *context, const struct hand_out *hand_out)
{
    static const char *const words[] = {[HAND_OUT_PREPARED] = "not handed out",
                                        [HAND_OUT_OPEN] = "handed out",
                                        [HAND_OUT_CLOSED] = "handed out, and back",
                                        [HAND_OUT_SUPERSEDED] = "handed out once more"};
    struct arena *arena = context;
    struct text id = make_visible(arena, hand_out->contact, MOST_SHOWN);
    struct text number = make_visible(arena, hand_out->customer, MOST_SHOWN);
    bool is_known = (size_t)hand_out->state < sizeof words / sizeof words[0];
    printf("> Contacts %.*s, %s%.*s: %s\n", (int)id.length, id.at,
           number.length > 0 ? "customer " : "a new customer", (int)number.length, number.at,
           is_known ? words[hand_out->state] : "unknown");
    return true;
}

static bool show_run(const struct runs_options *chosen, const char *id, struct arena *arena,
                     struct error *error)
{
    struct text path;
    struct run_entry run;
    struct listing listing = {.arena = arena};
    if (!find_state_of_run(chosen->state, make_text(id), arena, &path, &run, error)) {
        return false;
    }
    struct journal *journal = copy_journal(path.at, error);
    bool done = journal != NULL;
    if (done) {
        print_run(&listing, &run);
        if (run.state == RUN_PLANNED && run.kind != RUN_PULL) {
            print_text(arena, "to go on", run.go_on);
        }
        print_text(arena, "state file", path);
        putchar('\n');
        done = run.kind == RUN_PULL ? list_hand_outs(journal, run.id, print_hand_out, arena, error)
                                    : print_changes(journal, &run, error);
    }
    close_journal(journal);
    return done;
}

static bool check_forgetting(const struct run_entry *run, const char *id, struct error *error)
{
    if (run->kind == RUN_PULL) {
        return fail(error, ERROR_USAGE,
                    "run %s is a pull, of which the journal keeps no values but hashes", id);
    }
    return run->state != RUN_PLANNED || fail(error, ERROR_USAGE,
                                             "run %s was stopped early and needs its values to go "
                                             "on; finish it or undo it first",
                                             id);
}

static bool forget(const struct runs_options *chosen, struct arena *arena, struct error *error)
{
    struct text path;
    struct run_entry run;
    struct state_lock lock;
    if (!find_state_of_run(chosen->state, make_text(chosen->forget), arena, &path, &run, error) ||
        !lock_state_file(path.at, &lock, error)) {
        return false;
    }
    struct journal *journal = NULL;
    bool done = check_forgetting(&run, chosen->forget, error);
    if (done) {
        journal = open_journal(path.at, error);
        done = journal != NULL && forget_run(journal, run.id, error);
    }
    close_journal(journal);
    unlock_state_file(&lock);
    if (done) {
        printf("The values of run %s are deleted; it cannot be undone any more.\n", chosen->forget);
    }
    return done;
}

static bool do_run(const struct runs_options *chosen, int operand_count, char **operands,
                   struct error *error)
{
    struct arena arena = {0};
    bool done;
    if (operand_count > 1 || (operand_count == 1 && chosen->forget != NULL)) {
        done = fail(error, ERROR_USAGE, "runs shows one run at a time: possum runs RUN");
    } else if (chosen->forget != NULL) {
        done = forget(chosen, &arena, error);
    } else if (operand_count == 1) {
        done = show_run(chosen, operands[0], &arena, error);
    } else {
        done = list_all(chosen, &arena, error);
    }
    free_arena(&arena);
    return done;
}

static int run_runs(int argc, char **argv)
{
    struct runs_options chosen = {0};
    struct error error = {0};
    bool help = false;
    int first = argc;
    int status = EXIT_DONE;
    catch_signals();
    bool done = parse_options(argc, argv, options, OPTION_TOTAL, &chosen, &help, &first, &error) &&
                (help || do_run(&chosen, argc - first, argv + first, &error));
    if (!done) {
        status = report_error(&error);
    } else if (help) {
        print_command_help(stdout, &runs_command);
    }
    return status;
}

const struct command runs_command = {
    .name = "runs",
    .summary = "list the pushes and pulls made so far, and how each ended",
    .usage = "possum runs [RUN]",
    .options = options,
    .option_count = OPTION_TOTAL,
    .run = run_runs,
};
