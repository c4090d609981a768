#include "base/options.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/nearest.h"
#include "base/unicode.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum {
    LONG_CODE = 256,  /* what getopt_long returns for a long option: this plus its index */
    MOST_SHOWN = 60,  /* characters of what the user typed, in a message */
    HELP_COLUMN = 24, /* where the help of an option begins */
    LINE_WIDTH = 80,
};

struct parser {
    int argc;
    char **argv;
    const struct option_entry *table;
    size_t count;
    void *target;
    struct error *error;
    struct arena arena;
    struct option *long_options;
    char *letters;
};

static const struct option_entry help_entry = {
    .name = "help", .letter = 'h', .kind = OPTION_FLAG, .help = "show this help"};

static const char *const when_names[] = {
    [WHEN_AUTO] = "auto", [WHEN_ALWAYS] = "always", [WHEN_NEVER] = "never", NULL};

/* The table's entry at `index`; --help stands behind the last one. */
static const struct option_entry *get_entry(const struct parser *parser, size_t index)
{
    return index < parser->count ? &parser->table[index] : &help_entry;
}

/* The entry for what getopt_long returned, or NULL. */
static const struct option_entry *find_entry(const struct parser *parser, int code)
{
    if (code >= LONG_CODE) {
        return get_entry(parser, (size_t)(code - LONG_CODE));
    }
    for (size_t i = 0; i <= parser->count; i++) {
        const struct option_entry *entry = get_entry(parser, i);
        if (entry->letter != 0 && entry->letter == code) {
            return entry;
        }
    }
    return NULL;
}

static const char *const *get_choices(const struct option_entry *entry)
{
    return entry->kind == OPTION_WHEN ? when_names : entry->choices;
}

static size_t count_choices(const char *const *choices)
{
    size_t count = 0;
    while (choices[count] != NULL) {
        count++;
    }
    return count;
}

/* Whether, and how, an option of this kind takes an argument, for getopt_long. */
static int get_argument_rule(enum option_kind kind)
{
    switch (kind) {
    case OPTION_FLAG:
        return no_argument;
    case OPTION_WHEN:
        return optional_argument;
    default:
        return required_argument;
    }
}

/* Translates the table for getopt_long. The ':' in front tells a missing argument from an unknown
 * option. */
static bool translate_table(struct parser *parser)
{
    size_t entries = parser->count + 1;
    parser->long_options =
        take_from_arena(&parser->arena, (entries + 1) * sizeof *parser->long_options);
    parser->letters = take_from_arena(&parser->arena, 1 + entries * strlen("x::") + 1);
    if (parser->arena.exhausted) {
        return fail_for_memory(parser->error);
    }
    char *end = parser->letters;
    *end++ = ':';
    for (size_t i = 0; i < entries; i++) {
        const struct option_entry *entry = get_entry(parser, i);
        int rule = get_argument_rule(entry->kind);
        parser->long_options[i] = (struct option){entry->name, rule, NULL, LONG_CODE + (int)i};
        if (entry->letter != 0) {
            *end++ = entry->letter;
            for (int colons = 0; colons < rule; colons++) {
                *end++ = ':';
            }
        }
    }
    *end = '\0';
    parser->long_options[entries] = (struct option){0};
    return true;
}

static bool fail_with_message(struct parser *parser, struct buffer *message)
{
    if (message->failed || parser->arena.exhausted) {
        fail_for_memory(parser->error);
    } else {
        fail(parser->error, ERROR_USAGE, "%.*s", (int)message->length, message->at);
    }
    free_buffer(message);
    return false;
}

static void append_quoted(struct buffer *message, const char *dashes, struct text text)
{
    append_formatted(message, "\"%s", dashes);
    append_visible(message, text, MOST_SHOWN);
    append_byte(message, '"');
}

static const char *choose_separator(size_t index, size_t count)
{
    return index + 1 == count ? "" : index + 2 == count ? " or " : ", ";
}

static void append_pointer_to_help(struct buffer *message, const struct parser *parser)
{
    append_formatted(message, "\"possum ");
    append_visible(message, make_text(parser->argv[0]), MOST_SHOWN);
    append_formatted(message, " --help\" lists them");
}

/* Appends the nearest of `names` to what was typed, as a question; nothing if none is near. */
static void append_suggestion(struct buffer *message, const char *dashes, struct text typed,
                              const struct text *names, size_t count)
{
    size_t nearest = find_nearest(typed, names, count);
    if (nearest < count) {
        append_formatted(message, "; did you mean ");
        append_quoted(message, dashes, names[nearest]);
        append_byte(message, '?');
    }
}

/* An array of the names that begin with `beginning`, in the parser's arena; NULL without memory. */
static struct text *collect_names(struct parser *parser, struct text beginning, size_t *count)
{
    struct text *names = take_from_arena(&parser->arena, (parser->count + 1) * sizeof *names);
    *count = 0;
    for (size_t i = 0; names != NULL && i <= parser->count; i++) {
        struct text name = make_text(get_entry(parser, i)->name);
        if (starts_with(name, beginning)) {
            names[(*count)++] = name;
        }
    }
    return names;
}

static bool refuse_unknown_name(struct parser *parser, struct text typed)
{
    struct buffer message = {0};
    size_t count = 0;
    struct text *names = collect_names(parser, EMPTY_TEXT, &count);
    append_formatted(&message, "there is no option ");
    append_quoted(&message, "--", typed);
    size_t length = message.length;
    append_suggestion(&message, "--", typed, names, count);
    append_formatted(&message, message.length > length ? " " : "; ");
    append_pointer_to_help(&message, parser);
    return fail_with_message(parser, &message);
}

static bool refuse_ambiguous_name(struct parser *parser, struct text typed,
                                  const struct text *names, size_t count)
{
    struct buffer message = {0};
    append_quoted(&message, "--", typed);
    append_formatted(&message, " could be ");
    for (size_t i = 0; i < count; i++) {
        append_quoted(&message, "--", names[i]);
        append_formatted(&message, "%s", choose_separator(i, count));
    }
    append_formatted(&message, "; write the option out");
    return fail_with_message(parser, &message);
}

/* getopt_long tells neither what was typed nor, apart, that it could be several options. */
static bool refuse_name(struct parser *parser)
{
    struct text typed = make_text(parser->argv[optind - 1] + strlen("--"));
    typed = slice_text(typed, 0, find_byte(typed, '=', 0));
    size_t count = 0;
    struct text *names = collect_names(parser, typed, &count);
    if (count > 1) {
        return refuse_ambiguous_name(parser, typed, names, count);
    }
    return refuse_unknown_name(parser, typed);
}

static bool refuse_letter(struct parser *parser)
{
    char letter = (char)optopt;
    struct text typed = {&letter, 1};
    /* Of a letter beyond ASCII getopt_long has seen the first byte: show all of it. */
    const char *rest = optind < parser->argc ? strchr(parser->argv[optind], letter) : NULL;
    if ((unsigned char)letter >= 0x80 && rest != NULL) {
        struct text text = make_text(rest);
        typed = slice_text(text, 0, read_character(text, 0).length);
    }
    struct buffer message = {0};
    append_formatted(&message, "there is no option ");
    append_quoted(&message, "-", typed);
    append_formatted(&message, "; ");
    append_pointer_to_help(&message, parser);
    return fail_with_message(parser, &message);
}

static bool refuse_argument(struct parser *parser, const struct option_entry *entry)
{
    struct text typed = make_text(parser->argv[optind - 1]);
    size_t equals = find_byte(typed, '=', 0);
    struct buffer message = {0};
    append_formatted(&message, "--%s takes no argument, but ", entry->name);
    append_quoted(&message, "", slice_text(typed, equals + 1, typed.length));
    append_formatted(&message, " was given; write only \"--%s\"", entry->name);
    return fail_with_message(parser, &message);
}

static bool refuse_option(struct parser *parser)
{
    if (optopt >= LONG_CODE) {
        return refuse_argument(parser, find_entry(parser, optopt));
    }
    return optopt == 0 ? refuse_name(parser) : refuse_letter(parser);
}

/* "a" or "an", as the argument's name is spoken: an N, an ENCODING, a NAME. */
static const char *choose_article(const char *argument)
{
    bool spelled = strcspn(argument, "=|") == 1;
    const char *vowels = spelled ? "AEFHILMNORSX" : "AEIO";
    return strchr(vowels, argument[0]) != NULL ? "an" : "a";
}

static void append_need(struct buffer *message, const struct option_entry *entry)
{
    append_formatted(message, "--%s needs ", entry->name);
    const char *const *choices = get_choices(entry);
    if (entry->kind == OPTION_COUNT) {
        append_formatted(message, "a whole number, 1 or more, in plain digits");
    } else if (choices == NULL) {
        const char *argument = entry->argument != NULL ? entry->argument : "VALUE";
        append_formatted(message, "%s %s", choose_article(argument), argument);
    } else {
        size_t count = count_choices(choices);
        for (size_t i = 0; i < count; i++) {
            append_formatted(message, "%s%s", choices[i], choose_separator(i, count));
        }
    }
}

static bool refuse_missing_argument(struct parser *parser, const struct option_entry *entry)
{
    struct buffer message = {0};
    append_need(&message, entry);
    append_formatted(&message, "; give it behind \"--%s\"", entry->name);
    return fail_with_message(parser, &message);
}

/* Whether `typed` is an option of this command, written out. */
static bool names_option(const struct parser *parser, const char *typed)
{
    struct text text = make_text(typed);
    if (text.length == 2 && text.at[0] == '-') {
        return find_entry(parser, text.at[1]) != NULL;
    }
    if (!starts_with(text, TEXT("--"))) {
        return false;
    }
    text = slice_text(text, 2, find_byte(text, '=', 2));
    for (size_t i = 0; i <= parser->count; i++) {
        if (equal_texts(text, make_text(get_entry(parser, i)->name))) {
            return true;
        }
    }
    return false;
}

static bool refuse_swallowed_option(struct parser *parser, const struct option_entry *entry)
{
    struct text swallowed = make_text(optarg);
    struct buffer message = {0};
    append_need(&message, entry);
    append_formatted(&message, ", but the option ");
    append_quoted(&message, "", swallowed);
    append_formatted(&message, " follows it; if that is meant, write \"--%s=", entry->name);
    append_visible(&message, swallowed, MOST_SHOWN);
    append_byte(&message, '"');
    return fail_with_message(parser, &message);
}

static bool refuse_value(struct parser *parser, const struct option_entry *entry)
{
    struct text typed = make_text(optarg);
    struct buffer message = {0};
    append_need(&message, entry);
    append_formatted(&message, ", not ");
    append_quoted(&message, "", typed);
    const char *const *choices = get_choices(entry);
    size_t count = choices != NULL ? count_choices(choices) : 0;
    struct text *names = take_from_arena(&parser->arena, count * sizeof *names);
    for (size_t i = 0; names != NULL && i < count; i++) {
        names[i] = make_text(choices[i]);
    }
    append_suggestion(&message, "", typed, names, names != NULL ? count : 0);
    return fail_with_message(parser, &message);
}

static bool set_count(struct parser *parser, const struct option_entry *entry, uint64_t *place)
{
    const char *given = optarg != NULL ? optarg : "";
    bool digits = strspn(given, "0123456789") == strlen(given);
    errno = 0;
    uintmax_t number = strtoumax(given, NULL, 10);
    if (!digits || number == 0 || errno == ERANGE || number > UINT64_MAX) {
        return refuse_value(parser, entry);
    }
    *place = (uint64_t)number;
    return true;
}

static bool set_choice(struct parser *parser, const struct option_entry *entry, int *place)
{
    if (optarg == NULL) {
        *place = WHEN_ALWAYS;
        return true;
    }
    const char *const *choices = get_choices(entry);
    for (int i = 0; choices[i] != NULL; i++) {
        if (strcmp(choices[i], optarg) == 0) {
            *place = i;
            return true;
        }
    }
    return refuse_value(parser, entry);
}

static bool add_to_list(struct parser *parser, struct string_list *list)
{
    const char **grown = realloc(list->items, (list->count + 1) * sizeof *grown);
    if (grown == NULL) {
        return fail_for_memory(parser->error);
    }
    grown[list->count++] = optarg;
    list->items = grown;
    return true;
}

static bool set_option(struct parser *parser, const struct option_entry *entry)
{
    /* Else "--site --dry-run" would be a site of that name, and a real run. */
    if (optarg != NULL && optarg == parser->argv[optind - 1] && names_option(parser, optarg)) {
        return refuse_swallowed_option(parser, entry);
    }
    void *place = (char *)parser->target + entry->offset;
    switch (entry->kind) {
    case OPTION_FLAG:
        *(bool *)place = true;
        return true;
    case OPTION_STRING:
        *(const char **)place = optarg;
        return true;
    case OPTION_COUNT:
        return set_count(parser, entry, place);
    case OPTION_CHOICE:
    case OPTION_WHEN:
        return set_choice(parser, entry, place);
    case OPTION_LIST:
        return add_to_list(parser, place);
    }
    return false;
}

static bool take_options(struct parser *parser, bool *help, int *first_operand)
{
    opterr = 0;
    optind = 0; /* begin anew: the C library keeps its place between calls */
    for (;;) {
        int code =
            getopt_long(parser->argc, parser->argv, parser->letters, parser->long_options, NULL);
        if (code == -1) {
            *first_operand = optind;
            return true;
        }
        if (code == '?') {
            return refuse_option(parser);
        }
        if (code == ':') {
            return refuse_missing_argument(parser, find_entry(parser, optopt));
        }
        const struct option_entry *entry = find_entry(parser, code);
        if (entry == &help_entry) {
            *help = true;
            *first_operand = parser->argc;
            return true;
        }
        if (!set_option(parser, entry)) {
            return false;
        }
    }
}

bool parse_options(int argc, char **argv, const struct option_entry *table, size_t count,
                   void *target, bool *help, int *first_operand, struct error *error)
{
    struct parser parser = {.argc = argc,
                            .argv = argv,
                            .table = table,
                            .count = count,
                            .target = target,
                            .error = error};
    bool parsed = translate_table(&parser) && take_options(&parser, help, first_operand);
    free_arena(&parser.arena);
    return parsed;
}

/* Prints what an option looks like and returns how wide that is. */
static int print_term(FILE *out, const struct option_entry *entry)
{
    int width = entry->letter != 0 ? fprintf(out, "  -%c, --%s", entry->letter, entry->name)
                                   : fprintf(out, "      --%s", entry->name);
    const char *const *choices = get_choices(entry);
    if (choices == NULL) {
        return entry->argument == NULL ? width : width + fprintf(out, " %s", entry->argument);
    }
    bool optional = entry->kind == OPTION_WHEN;
    width += fprintf(out, "%s%s", optional ? "[=" : " ", choices[0]);
    for (size_t i = 1; choices[i] != NULL; i++) {
        width += fprintf(out, "|%s", choices[i]);
    }
    return width + fprintf(out, "%s", optional ? "]" : "");
}

static void print_wrapped(FILE *out, struct text words)
{
    size_t width = HELP_COLUMN;
    for (size_t at = 0; at < words.length;) {
        size_t end = find_byte(words, ' ', at);
        size_t length = end - at;
        if (at > 0 && width + 1 + length > LINE_WIDTH) {
            fprintf(out, "\n%*s", HELP_COLUMN, "");
            width = HELP_COLUMN;
        } else if (at > 0) {
            fputc(' ', out);
            width++;
        }
        fwrite(words.at + at, 1, length, out);
        width += length;
        at = end + 1;
    }
    fputc('\n', out);
}

static void print_option(FILE *out, const struct option_entry *entry)
{
    int width = print_term(out, entry);
    if (width > HELP_COLUMN - 2) {
        fputc('\n', out);
        width = 0;
    }
    fprintf(out, "%*s", HELP_COLUMN - width, "");
    print_wrapped(out, make_text(entry->help));
}

void print_options(FILE *out, const struct option_entry *table, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        print_option(out, &table[i]);
    }
    print_option(out, &help_entry);
}

void free_string_list(struct string_list *list)
{
    free(list->items);
    *list = (struct string_list){0};
}
