#include "sync/undo.h"

#include "base/progress.h"
#include "base/signals.h"
#include "base/unicode.h"
#include "command/command.h"
#include "command/common_options.h"
#include "command/crm_place.h"
#include "command/push_run.h"
#include "command/state_access.h"
#include "command/trace_file.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

struct undo_options {
    struct crm_options access;
    uint64_t connections;
    const char *state;
    bool dry_run;
    bool force;
    bool quiet;
    int progress; /* enum when */
};

#define OPTION(member) offsetof(struct undo_options, member)

/* clang-format off */
static const struct option_entry options[] = {
    {.name = "dry-run", .letter = 'n', .kind = OPTION_FLAG, .offset = OPTION(dry_run),
     .help = "say what would be taken back, and change nothing"},
    {.name = "crm", .kind = OPTION_STRING, .argument = "URL|NAME", .offset = OPTION(access.crm),
     .help = "the CRM, if it is not to be reached as the run did"},
    CRM_OPTIONS(struct undo_options),
    {.name = "connections", .kind = OPTION_COUNT, .argument = "N", .offset = OPTION(connections),
     .help = "write N records at a time, 16 at most (default 2)"},
    {.name = "state", .kind = OPTION_STRING, .argument = "FILE", .offset = OPTION(state),
     .help = "the journal is in this file instead of the usual one"},
    {.name = "force", .letter = 'f', .kind = OPTION_FLAG, .offset = OPTION(force),
     .help = "replace a trace that exists"},
    {.name = "quiet", .letter = 'q', .kind = OPTION_FLAG, .offset = OPTION(quiet),
     .help = "say nothing unless something was left alone"},
    {.name = "progress", .kind = OPTION_WHEN, .offset = OPTION(progress),
     .help = "show how far the run is; auto: on a terminal"},
};
/* clang-format on */

enum { OPTION_TOTAL = sizeof options / sizeof options[0] };

/* A run: all that lives from the command line to the exit status. */
struct run {
    struct undo_options options;
    const char *id;
    struct crm_place place;
    FILE *trace;
    struct crm crm;
    struct record_fields fields;
    struct crm_choice choice;
    struct text path; /* of the state file */
    struct state state;
    struct run_entry undone;
    struct run_entry entry;
    struct application application;
    struct undo_counts counts;
    uint64_t failed;
    struct progress progress;
    struct error halt; /* why it could not come to its end */
    struct arena arena;
};

static bool check_options(struct run *run, int operand_count, char **operands, struct error *error)
{
    if (operand_count != 1) {
        return fail(error, ERROR_USAGE,
                    "undo needs the id of one run: possum undo RUN; \"possum "
                    "runs\" lists them");
    }
    if (run->options.connections > CRM_SESSION_LIMIT) {
        return fail(error, ERROR_USAGE, "--connections takes a number from 1 to %d",
                    CRM_SESSION_LIMIT);
    }
    run->id = operands[0];
    return true;
}

/* Whether the run is one that can be taken back. */
static bool check_run(const struct run *run, struct error *error)
{
    const struct run_entry *undone = &run->undone;
    if (undone->kind == RUN_UNDO) {
        return fail(error, ERROR_USAGE,
                    "run %s is an undo itself; to do again what it took back, "
                    "push the export again",
                    run->id);
    }
    if (undone->undone_by.length > 0) {
        return fail(error, ERROR_USAGE, "run %s has been taken back already, by run %.*s", run->id,
                    (int)undone->undone_by.length, undone->undone_by.at);
    }
    if (undone->kind == RUN_PULL) {
        return fail(error, ERROR_USAGE,
                    "run %s is a pull, which has changed nothing in the CRM; what it handed out is "
                    "handed out once more by \"possum pull --again\"",
                    run->id);
    }
    return !undone->is_forgotten ||
           fail(error, ERROR_USAGE,
                "the old values of run %s have been forgotten (possum runs --forget), so that it "
                "cannot be taken back",
                run->id);
}

static bool find_place(struct run *run, struct error *error)
{
    struct crm_options *access = &run->options.access;
    if (access->crm == NULL) {
        access->crm =
            print_to_arena(&run->arena, "%.*s", (int)run->undone.crm.length, run->undone.crm.at).at;
    }
    if (!find_crm(&run->place, access, error)) {
        return false;
    }
    struct text own = normalise_base_url(&run->arena, make_text(run->place.url));
    return equal_texts(own, normalise_base_url(&run->arena, run->undone.url)) ||
           fail(error, ERROR_USAGE, "run %s has written to another CRM, %.*s", run->id,
                (int)run->undone.url.length, run->undone.url.at);
}

static bool open_connection(struct run *run, struct error *error)
{
    enum { USUAL_CONNECTIONS = 2 };
    unsigned *connections = &run->place.http.connections;
    *connections = run->options.connections > 0 ? (unsigned)run->options.connections
                   : *connections > 0           ? *connections
                                                : USUAL_CONNECTIONS;
    if (run->trace != NULL) {
        *connections = 1; /* a trace of more would have to number its exchanges */
    }
    for (int i = 0; i < CRM_API_COUNT; i++) {
        if (run->options.access.api == CRM_API_NOT_GIVEN &&
            equal_texts(run->undone.api, make_text(crm_api_names[i]))) {
            run->place.api = (enum crm_api)i;
        }
    }
    if (!read_fields_of_run(&run->undone, &run->fields)) {
        return fail(error, ERROR_USAGE, "the state file does not say which fields run %s wrote",
                    run->id);
    }
    for (int i = 0; i < CRM_MODULE_COUNT; i++) {
        run->choice.read[i] =
            (struct crm_field_choice){run->fields.names[i], run->fields.counts[i]};
    }
    int number = run->fields.of_role[ROLE_NUMBER];
    int tick = run->fields.of_role[ROLE_TICK];
    run->choice.number_field =
        number == NO_FIELD ? EMPTY_TEXT : run->fields.names[CRM_CONTACTS][number];
    run->choice.tick_field = tick == NO_FIELD ? EMPTY_TEXT : run->fields.names[CRM_CONTACTS][tick];
    if (!enter_crm(&run->place, run->trace, &run->crm, error)) {
        return false;
    }
    choose_fields(&run->crm, &run->choice);
    return true;
}

static void show_changes(void *context, uint64_t changes)
{
    struct run *run = context;
    show_progress(&run->progress, changes);
}

static bool open_journal_of_run(struct run *run, struct error *error)
{
    if (!open_state(&run->state, run->path, run->options.dry_run, error)) {
        return false;
    }
    run->application = (struct application){.crm = &run->crm,
                                            .journal = run->state.journal,
                                            .fields = &run->fields,
                                            .connections = run->place.http.connections,
                                            .show = show_changes,
                                            .context = run};
    return true;
}

/* A run that was left half done: an undo of this very run goes on, anything else is settled. */
static bool settle_unfinished(struct run *run, bool *goes_on, struct error *error)
{
    struct run_entry found;
    bool is_found = false;
    *goes_on = false;
    if (!find_unfinished_run(run->state.journal, &run->arena, &found, &is_found, error)) {
        return false;
    }
    if (!is_found) {
        return true;
    }
    if (found.kind == RUN_UNDO && equal_texts(found.undoes, run->undone.id)) {
        *goes_on = true;
        run->entry = found;
        return true;
    }
    run->application.run = found.id;
    if (!settle_run(&run->application, error)) {
        return false;
    }
    found.state = RUN_ABANDONED;
    found.ended = (int64_t)time(NULL);
    if (equal_texts(found.id, run->undone.id)) {
        run->undone = found;
    }
    return update_run(run->state.journal, &found, error);
}

static bool plan_run(struct run *run, struct error *error)
{
    bool goes_on = false;
    if (!settle_unfinished(run, &goes_on, error)) {
        return false;
    }
    if (goes_on) {
        run->application.run = run->entry.id;
        return true;
    }
    run->entry = (struct run_entry){.id = make_run_id(&run->arena),
                                    .kind = RUN_UNDO,
                                    .state = RUN_PLANNING,
                                    .started = (int64_t)time(NULL),
                                    .file = run->undone.file,
                                    .sha256 = run->undone.sha256,
                                    .options = run->undone.options,
                                    .plan = EMPTY_TEXT,
                                    .crm = run->undone.crm,
                                    .url = run->undone.url,
                                    .site = run->undone.site,
                                    .api = make_text(get_api_name(&run->crm)),
                                    .go_on = print_to_arena(&run->arena, "possum undo %s", run->id),
                                    .undoes = run->undone.id,
                                    .undone_by = EMPTY_TEXT};
    run->application.run = run->entry.id;
    if (!add_run(run->state.journal, &run->entry, error) ||
        !plan_undo(&run->application, run->undone.id, &run->counts, error)) {
        return false;
    }
    run->entry.state = RUN_PLANNED;
    return update_run(run->state.journal, &run->entry, error);
}

/* Counts what the changes of the undo have come to. */
static bool count_changes(struct run *run, struct error *error)
{
    enum { PAGE = 500 };
    struct arena arena = {0};
    struct change_entry *changes = NULL;
    size_t count = PAGE;
    int64_t after = 0;
    bool done = true;
    run->counts.deleted = run->counts.restored = run->counts.left_alone = 0;
    while (done && count > 0) {
        reset_arena(&arena);
        done = list_changes(run->state.journal, run->entry.id, after, ~0U, PAGE, &arena, &changes,
                            &count, error);
        for (size_t i = 0; done && i < count; i++) {
            bool is_refused = changes[i].state == CHANGE_REFUSED;
            after = changes[i].sequence;
            if (changes[i].state == CHANGE_CONFLICT) {
                run->counts.left_alone++;
            } else if (is_refused) {
                run->failed++;
            } else if (changes[i].kind == CHANGE_DELETE) {
                run->counts.deleted++;
            } else {
                run->counts.restored++;
            }
        }
    }
    free_arena(&arena);
    return done;
}

static bool end_run(struct run *run, bool is_finished, struct error *error)
{
    if (!count_changes(run, error)) {
        return false;
    }
    run->entry.state = is_finished ? RUN_DONE : RUN_PLANNED;
    run->entry.ended = (int64_t)time(NULL);
    run->entry.counts = (struct run_counts){.created = run->counts.deleted,
                                            .updated = run->counts.restored,
                                            .conflict = run->counts.left_alone,
                                            .failed = run->failed};
    if (is_finished) {
        run->undone.undone_by = run->entry.id;
    }
    return begin_group(run->state.journal, error) &&
           update_run(run->state.journal, &run->entry, error) &&
           update_run(run->state.journal, &run->undone, error) &&
           commit_group(run->state.journal, error);
}

static bool carry_out(struct run *run, struct error *error)
{
    if (run->options.dry_run) {
        return count_changes(run, error);
    }
    run->progress =
        start_progress(decide_on_terminal(run->options.progress) && !run->options.quiet);
    bool done = apply_run(&run->application, error);
    end_progress(&run->progress);
    if (!done && error->kind != ERROR_STOPPED && error->kind != ERROR_CRM) {
        return false;
    }
    if (!done) {
        run->halt = *error;
        *error = (struct error){0};
        if (explain_signal() != NULL) {
            fail(&run->halt, ERROR_STOPPED, "%s", explain_signal());
        }
    }
    return end_run(run, done, error);
}

static bool run_stages(struct run *run, struct error *error)
{
    return find_state_of_run(run->options.state, make_text(run->id), &run->arena, &run->path,
                             &run->undone, error) &&
           check_run(run, error) && find_place(run, error) &&
           open_trace_file(run->options.access.trace, run->options.force, &run->trace, error) &&
           open_connection(run, error) && open_journal_of_run(run, error) && plan_run(run, error) &&
           carry_out(run, error);
}

/* Whom a change is about: the name and the id. */
static void print_record(struct arena *arena, const struct change_entry *change)
{
    static const struct text names[] = {{"first_name", 10}, {"last_name", 9}, {"name", 4}};
    printf("  %s", name_crm_module(change->module));
    for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
        for (size_t i = 0; i < change->field_count; i++) {
            struct text value = change->fields[i].old;
            if (equal_texts(change->fields[i].name, names[k]) && value.length > 0) {
                struct text shown = make_visible(arena, value, 60);
                printf(" %.*s", (int)shown.length, shown.at);
            }
        }
    }
    printf(" (%.*s)", (int)change->id.length, change->id.at);
}

/* Lists what was left alone, and why. */
static bool print_left_alone(struct run *run, struct error *error)
{
    enum { PAGE = 500 };
    struct arena arena = {0};
    struct change_entry *changes = NULL;
    size_t count = PAGE;
    int64_t after = 0;
    bool done = true;
    while (done && count > 0) {
        reset_arena(&arena);
        done = list_changes(run->state.journal, run->entry.id, after,
                            (1U << CHANGE_CONFLICT) | (1U << CHANGE_REFUSED), PAGE, &arena,
                            &changes, &count, error);
        for (size_t i = 0; done && i < count; i++) {
            after = changes[i].sequence;
            struct text words = make_visible(&arena, changes[i].words, 400);
            print_record(&arena, &changes[i]);
            printf(": %.*s\n", (int)words.length, words.at);
        }
    }
    free_arena(&arena);
    return done;
}

static bool print_summary(struct run *run, struct error *error)
{
    const struct undo_counts *counts = &run->counts;
    uint64_t left = counts->left_alone + run->failed;
    if (run->options.quiet && left == 0 && run->halt.kind == ERROR_NONE) {
        return true;
    }
    printf("%sundo of run %s: %" PRIu64 " deleted, %" PRIu64 " restored, %" PRIu64 " left alone",
           run->options.dry_run ? "DRY RUN, nothing was changed: " : "", run->id, counts->deleted,
           counts->restored, counts->left_alone);
    if (run->failed > 0) {
        printf(", %" PRIu64 " failed", run->failed);
    }
    if (counts->gone > 0) {
        printf(", %" PRIu64 " no longer there", counts->gone);
    }
    printf("\n");
    if (left > 0) {
        printf("\nLeft alone:\n");
    }
    if (left > 0 && !print_left_alone(run, error)) {
        return false;
    }
    if (run->halt.kind != ERROR_NONE) {
        printf("\nSTOPPED EARLY. To go on: possum undo %s\n", run->id);
    }
    return true;
}

static int choose_end(struct run *run)
{
    if (run->halt.kind != ERROR_NONE) {
        return report_error(&run->halt);
    }
    return run->counts.left_alone + run->failed > 0 ? EXIT_REJECTS : EXIT_DONE;
}

static int run_undo(int argc, char **argv)
{
    struct run run = {.options = {.access = NO_CRM_OPTIONS}, .state = NO_STATE};
    struct error error = {0};
    struct error unwritten = {0};
    bool help = false;
    int first = argc;
    int status = EXIT_DONE;
    catch_signals();
    bool done =
        parse_options(argc, argv, options, OPTION_TOTAL, &run.options, &help, &first, &error) &&
        (help || (check_options(&run, argc - first, argv + first, &error) &&
                  run_stages(&run, &error) && print_summary(&run, &error)));
    acknowledge_signal();
    if (!close_trace_file(run.options.access.trace, run.trace, &unwritten) && done) {
        error = unwritten;
        done = false;
    }
    if (!done) {
        status = report_error(&error);
    } else if (help) {
        print_command_help(stdout, &undo_command);
    } else {
        status = choose_end(&run);
    }
    close_crm(&run.crm);
    close_state(&run.state);
    forget_crm(&run.place);
    free_arena(&run.arena);
    return status;
}

const struct command undo_command = {
    .name = "undo",
    .summary = "take back what a push did",
    .usage = "possum undo [options] RUN",
    .options = options,
    .option_count = OPTION_TOTAL,
    .run = run_undo,
};
