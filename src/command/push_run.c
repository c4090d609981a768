#include "command/push_run.h"

#include "base/files.h"
#include "crm/crm.h"

#include <time.h>

static bool digest_mapping(const char *path, char digest[FILE_DIGEST_SIZE], struct error *error)
{
    digest[0] = '\0';
    return path == NULL || is_standard_input(path) || digest_file(path, digest, error);
}

static const struct text fields_mark = {", fields ", sizeof ", fields " - 1};

bool read_fields_of_run(const struct run_entry *run, struct record_fields *fields)
{
    size_t at = find_text(run->options, fields_mark);
    return at < run->options.length &&
           read_record_fields(
               slice_text(run->options, at + fields_mark.length, run->options.length), fields);
}

bool describe_push_options(const struct push_choices *choices, const struct record_fields *fields,
                           struct arena *arena, struct text *options, struct error *error)
{
    const struct push_options *chosen = &choices->options;
    const struct common_options *common = &chosen->common;
    char mapping[FILE_DIGEST_SIZE];
    if (!digest_mapping(common->mapping, mapping, error)) {
        return false;
    }
    struct text columns = EMPTY_TEXT;
    for (size_t i = 0; i < common->columns.count; i++) {
        columns = print_to_arena(arena, "%.*s --column %s", (int)columns.length, columns.at,
                                 common->columns.items[i]);
    }
    *options = print_to_arena(
        arena,
        "mapping %s%.*s, encoding %s, delimiter %d, no-company %d, too-long %d, on-duplicate %d, "
        "blanks %d, recreate-deleted %d, assign %s, limit %llu",
        mapping, (int)columns.length, columns.at,
        common->encoding == NULL ? "found" : common->encoding, choices->delimiter,
        chosen->no_company, chosen->too_long, chosen->on_duplicate, chosen->blanks,
        chosen->recreate_deleted, chosen->assign == NULL ? "nobody" : chosen->assign,
        (unsigned long long)common->limit);
    const struct text parts[] = {*options, fields_mark, describe_record_fields(fields, arena)};
    *options = join_in_arena(arena, parts, 3);
    return !arena->exhausted || fail_for_memory(error);
}

static bool is_plain(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') ||
           (byte != '\0' && find_byte(TEXT("-_./:=,+@%"), byte, 0) < sizeof "-_./:=,+@%" - 1);
}

/* A word as a shell takes it. */
static struct text quote_word(struct arena *arena, struct text word)
{
    size_t plain = 0;
    while (plain < word.length && is_plain(word.at[plain])) {
        plain++;
    }
    if (plain == word.length && word.length > 0) {
        return word;
    }
    struct text quoted = TEXT("'");
    for (size_t at = 0; at < word.length;) {
        size_t end = find_byte(word, '\'', at);
        struct text part = slice_text(word, at, end);
        const struct text parts[] = {quoted, part, end < word.length ? TEXT("'\\''") : EMPTY_TEXT};
        quoted = join_in_arena(arena, parts, 3);
        at = end + 1;
    }
    const struct text parts[] = {quoted, TEXT("'")};
    return join_in_arena(arena, parts, 2);
}

struct text quote_command(int argc, char **argv, bool has_force, struct arena *arena)
{
    struct text command = TEXT("possum");
    for (int i = 0; i < argc; i++) {
        const struct text parts[] = {command, TEXT(" "), quote_word(arena, make_text(argv[i])),
                                     i == 0 && !has_force ? TEXT(" --force") : EMPTY_TEXT};
        command = join_in_arena(arena, parts, 4);
    }
    return command;
}

bool open_push_run(struct push_run *run, const struct push_choices *choices,
                   const struct push_facts *facts, struct error *error)
{
    const struct push_options *chosen = &choices->options;
    struct text path = EMPTY_TEXT;
    return choose_state_path(chosen->state, facts->url, chosen->site, &run->arena, &path, error) &&
           open_state(&run->state, path, chosen->common.dry_run, error);
}

static bool is_same_run(const struct run_entry *entry, const struct push_choices *choices,
                        const struct push_facts *facts)
{
    return entry->kind == RUN_PUSH && equal_texts(entry->sha256, make_text(facts->sha256)) &&
           equal_texts(entry->site, make_text(choices->options.site)) &&
           equal_texts(entry->options, facts->options) &&
           (facts->plan.length == 0 || equal_texts(entry->plan, facts->plan));
}

/* The state file may have been named for another CRM, or two sites. */
static bool check_owner(const struct push_run *run, const struct run_entry *entry,
                        const struct push_facts *facts, struct arena *arena, struct error *error)
{
    struct text own = normalise_base_url(arena, make_text(facts->url));
    return equal_texts(normalise_base_url(arena, entry->url), own) ||
           fail(error, ERROR_USAGE, "the state file %.*s is that of another CRM, %.*s",
                (int)run->state.path.length, run->state.path.at, (int)entry->url.length,
                entry->url.at);
}

/* Another run was left half done: what may have been done is found out, and it is closed. */
static bool abandon_run(struct push_run *run, struct run_entry *entry,
                        struct application *application, struct error *error)
{
    application->run = entry->id;
    if (!settle_run(application, error)) {
        return false;
    }
    entry->state = RUN_ABANDONED;
    entry->ended = (int64_t)time(NULL);
    return update_run(run->state.journal, entry, error);
}

bool choose_push_run(struct push_run *run, const struct push_choices *choices,
                     const struct push_facts *facts, struct application *application,
                     struct error *error)
{
    struct run_entry found;
    bool is_found = false;
    if (!find_unfinished_run(run->state.journal, &run->arena, &found, &is_found, error) ||
        (is_found && !check_owner(run, &found, facts, &run->arena, error))) {
        return false;
    }
    run->goes_on = is_found && is_same_run(&found, choices, facts);
    if (run->goes_on) {
        run->entry = found;
        return true;
    }
    if (is_found && !choices->options.common.dry_run &&
        !abandon_run(run, &found, application, error)) {
        return false;
    }
    run->entry = (struct run_entry){.id = make_run_id(&run->arena),
                                    .kind = RUN_PUSH,
                                    .state = RUN_PLANNING,
                                    .started = (int64_t)time(NULL),
                                    .file = make_text(facts->file),
                                    .sha256 = make_text(facts->sha256),
                                    .options = facts->options,
                                    .plan = facts->plan,
                                    .crm = make_text(facts->crm),
                                    .url = make_text(facts->url),
                                    .site = make_text(choices->options.site),
                                    .api = make_text(get_api_name(application->crm)),
                                    .go_on = facts->go_on,
                                    .undoes = EMPTY_TEXT,
                                    .undone_by = EMPTY_TEXT};
    return add_run(run->state.journal, &run->entry, error);
}

void close_push_run(struct push_run *run)
{
    close_state(&run->state);
    free_arena(&run->arena);
}
