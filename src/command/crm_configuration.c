#include "command/crm_configuration.h"

#include "base/buffer.h"
#include "base/files.h"
#include "base/ini_file.h"
#include "base/nearest.h"
#include "base/unicode.h"
#include "command/crm_options.h"
#include "crm/base_url.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    MESSAGE_LIMIT = 1024,
    MOST_SHOWN = 60, /* characters of what the file holds, in a message */
};

enum key_kind {
    KEY_TEXT,
    KEY_URL,
    KEY_API,
    KEY_FILE,
    KEY_SWITCH,
    KEY_RATE,
    KEY_CONNECTIONS,
    KEY_SECRET, /* refused */
};

struct key {
    const char *name;
    enum key_kind kind;
    size_t offset;       /* of its place in a section */
    const char *instead; /* where a secret belongs */
};

#define PLACE(member) offsetof(struct crm_section, member)

/* The secrets come last: none of them is suggested. */
static const struct key keys[] = {
    {"url", KEY_URL, PLACE(url), NULL},
    {"api", KEY_API, PLACE(api), NULL},
    {"user", KEY_TEXT, PLACE(user), NULL},
    {"client_id", KEY_TEXT, PLACE(client_id), NULL},
    {"platform", KEY_TEXT, PLACE(platform), NULL},
    {"password_file", KEY_FILE, PLACE(password_file), NULL},
    {"client_secret_file", KEY_FILE, PLACE(client_secret_file), NULL},
    {"insecure_http", KEY_SWITCH, PLACE(insecure_http), NULL},
    {"rate", KEY_RATE, PLACE(rate), NULL},
    {"connections", KEY_CONNECTIONS, PLACE(connections), NULL},
    {"password", KEY_SECRET, 0, "in POSSUM_PASSWORD, or in a file that password_file names"},
    {"client_secret", KEY_SECRET, 0,
     "in POSSUM_CLIENT_SECRET, or in a file that client_secret_file names"},
};

enum { KEY_COUNT = sizeof keys / sizeof keys[0], KNOWN_KEY_COUNT = KEY_COUNT - 2 };

/* A configuration that is being read. */
struct reading {
    struct crm_configuration *configuration;
    struct crm_section *section;   /* the last one, or NULL */
    uint64_t key_lines[KEY_COUNT]; /* where it has its keys */
    uint64_t line;
    struct error *error;
};

/* What stands in the file as a message may have it, with a NUL behind it. */
static const char *show(struct reading *reading, struct text text)
{
    struct arena *arena = &reading->configuration->arena;
    struct text visible = make_visible(arena, text, MOST_SHOWN);
    const char *shown = print_to_arena(arena, "%.*s", (int)visible.length, visible.at).at;
    return arena->exhausted ? "" : shown;
}

static bool refuse(struct reading *reading, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Says what is wrong with the line that is being read. */
static bool refuse(struct reading *reading, const char *format, ...)
{
    char message[MESSAGE_LIMIT];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    return fail_at_line(reading->error, reading->configuration->path, reading->line, "%s", message);
}

/* A section that ends, at the next one or with the file. */
static bool end_section(struct reading *reading)
{
    const struct crm_section *section = reading->section;
    return section == NULL || section->url != NULL ||
           fail_at_line(reading->error, reading->configuration->path, section->line,
                        "the section [crm %s] does not say where the CRM is; add a line such as "
                        "\"url = https://crm.example/suitecrm\"",
                        section->name);
}

static bool is_name(struct text name)
{
    for (size_t i = 0; i < name.length; i++) {
        bool fits = (name.at[i] >= 'a' && name.at[i] <= 'z') ||
                    (name.at[i] >= 'A' && name.at[i] <= 'Z') ||
                    (name.at[i] >= '0' && name.at[i] <= '9') ||
                    (name.at[i] != '\0' && strchr("._-", name.at[i]) != NULL);
        if (!fits) {
            return false;
        }
    }
    return name.length > 0;
}

static size_t measure_word(struct text text)
{
    size_t blank = find_byte(text, ' ', 0);
    size_t tab = find_byte(text, '\t', 0);
    return blank < tab ? blank : tab;
}

/* Takes the name out of "crm NAME". */
static bool read_section_name(struct reading *reading, struct text inside, struct text *name)
{
    struct text kind = slice_text(inside, 0, measure_word(inside));
    *name = trim_blanks(slice_text(inside, kind.length, inside.length));
    if (!equal_texts(kind, TEXT("crm")) || name->length == 0) {
        return refuse(reading,
                      "there are no sections but those of CRMs, not \"[%s]\"; they read like "
                      "[crm main]",
                      show(reading, inside));
    }
    return is_name(*name) ||
           refuse(reading,
                  "the CRM's name \"%s\" can have letters without accents, digits, \".\", \"_\" "
                  "and \"-\" only; choose another one",
                  show(reading, *name));
}

static bool begin_section(void *context, struct text inside, uint64_t line, struct error *error)
{
    struct reading *reading = context;
    struct arena *arena = &reading->configuration->arena;
    struct text name;
    reading->line = line;
    if (!end_section(reading) || !read_section_name(reading, inside, &name)) {
        return false;
    }
    struct crm_section *section = take_from_arena(arena, sizeof *section);
    const char *copy = print_to_arena(arena, "%.*s", (int)name.length, name.at).at;
    if (arena->exhausted) {
        return fail_for_memory(error);
    }
    const struct crm_section *other = find_crm_section(reading->configuration, copy);
    if (other != NULL) {
        return fail_at_line(error, reading->configuration->path, line,
                            "there is a section [crm %s] on line %llu already; make one of the "
                            "two, or give this one another name",
                            copy, (unsigned long long)other->line);
    }
    *section = (struct crm_section){.name = copy, .line = line};
    *(reading->section == NULL ? &reading->configuration->first : &reading->section->next) =
        section;
    reading->section = section;
    memset(reading->key_lines, 0, sizeof reading->key_lines);
    return true;
}

static bool refuse_key(struct reading *reading, struct text name)
{
    struct text names[KNOWN_KEY_COUNT];
    for (size_t i = 0; i < KNOWN_KEY_COUNT; i++) {
        names[i] = make_text(keys[i].name);
    }
    size_t nearest = find_nearest(name, names, KNOWN_KEY_COUNT);
    return nearest < KNOWN_KEY_COUNT
               ? refuse(reading, "there is no key \"%s\"; did you mean \"%s\"?",
                        show(reading, name), keys[nearest].name)
               : refuse(reading,
                        "there is no key \"%s\"; possum.conf(5) lists those that there are",
                        show(reading, name));
}

static bool take_url(struct reading *reading, const char *value)
{
    struct error reason = {0};
    if (!check_base_url(value, true, &reason)) { /* http is judged when the CRM is used */
        return refuse(reading, "%s", reason.message);
    }
    reading->section->url = value;
    reading->section->url_line = reading->line;
    return true;
}

static bool take_api(struct reading *reading, const char *value)
{
    for (int i = 0; crm_api_names[i] != NULL; i++) {
        if (strcmp(value, crm_api_names[i]) == 0) {
            reading->section->api = i;
            return true;
        }
    }
    struct buffer known = {0};
    for (int i = 0; crm_api_names[i] != NULL; i++) {
        append_formatted(&known, "%s%s", i == 0 ? "" : ", ", crm_api_names[i]);
    }
    refuse(reading, "the API has to be one of %.*s, not \"%s\"", (int)known.length, known.at,
           show(reading, make_text(value)));
    free_buffer(&known);
    return false;
}

/* A path that is not absolute begins where the configuration stands. */
static bool take_file(struct reading *reading, const struct key *key, const char *value,
                      const char **place)
{
    struct crm_configuration *configuration = reading->configuration;
    if (value[0] == '~') {
        return refuse(reading,
                      "\"~\" stands for no directory here; write the whole path of the file, or "
                      "the one from the directory of this file");
    }
    int length = (int)(get_file_name(configuration->path) - configuration->path);
    *place = print_to_arena(&configuration->arena, "%.*s%s", value[0] == '/' ? 0 : length,
                            configuration->path, value)
                 .at;
    return *get_file_name(value) != '\0' ||
           refuse(reading, "%s has to name a file, not a directory", key->name);
}

static bool take_switch(struct reading *reading, const struct key *key, const char *value,
                        bool *place)
{
    *place = strcmp(value, "yes") == 0;
    return *place || strcmp(value, "no") == 0 ||
           refuse(reading, "%s has to be yes or no, not \"%s\"", key->name,
                  show(reading, make_text(value)));
}

static bool take_rate(struct reading *reading, const struct key *key, const char *value,
                      double *place)
{
    return read_request_rate(value, place) ||
           refuse(reading, "%s has to be " REQUEST_RATE_RULE ", not \"%s\"", key->name,
                  show(reading, make_text(value)));
}

static bool take_connections(struct reading *reading, const struct key *key, const char *value,
                             unsigned *place)
{
    bool is_number = strspn(value, "0123456789") == strlen(value);
    unsigned long number = is_number ? strtoul(value, NULL, 10) : 0;
    *place = number <= CRM_SESSION_LIMIT ? (unsigned)number : 0;
    return *place > 0 || refuse(reading, "%s has to be a whole number from 1 to %d, not \"%s\"",
                                key->name, CRM_SESSION_LIMIT, show(reading, make_text(value)));
}

static bool take_value(struct reading *reading, const struct key *key, const char *value)
{
    void *place = (char *)reading->section + key->offset;
    switch (key->kind) {
    case KEY_TEXT:
        *(const char **)place = value;
        return true;
    case KEY_URL:
        return take_url(reading, value);
    case KEY_API:
        return take_api(reading, value);
    case KEY_FILE:
        return take_file(reading, key, value, place);
    case KEY_SWITCH:
        return take_switch(reading, key, value, place);
    case KEY_RATE:
        return take_rate(reading, key, value, place);
    case KEY_CONNECTIONS:
        return take_connections(reading, key, value, place);
    case KEY_SECRET:
        break; /* refused before */
    }
    return false;
}

static bool check_key(struct reading *reading, const struct key *key)
{
    uint64_t *line = &reading->key_lines[key - keys];
    if (key->kind == KEY_SECRET) {
        return refuse(
            reading, "no secret may stand in this file; take the line out and give the %s %s",
            strcmp(key->name, "password") == 0 ? "password" : "client's secret", key->instead);
    }
    if (reading->section == NULL) {
        return refuse(reading,
                      "\"%s\" belongs to no CRM; put a section such as [crm main] before it",
                      key->name);
    }
    if (*line != 0) {
        return refuse(reading, "\"%s\" is there already, on line %llu; delete one", key->name,
                      (unsigned long long)*line);
    }
    *line = reading->line;
    return true;
}

static bool check_value(struct reading *reading, const struct key *key, struct text value)
{
    if (value.length == 0) {
        return refuse(reading, "\"%s\" has no value; give it one, or delete the line", key->name);
    }
    char first = value.at[0];
    bool is_quoted =
        value.length > 1 && (first == '"' || first == '\'') && value.at[value.length - 1] == first;
    return !is_quoted || refuse(reading,
                                "the quotes around the value of \"%s\" would be part of it; take "
                                "them away",
                                key->name);
}

static bool take_setting(void *context, struct text name, struct text value, uint64_t line,
                         struct error *error)
{
    struct reading *reading = context;
    struct arena *arena = &reading->configuration->arena;
    const struct key *key = NULL;
    reading->line = line;
    for (size_t i = 0; i < KEY_COUNT && key == NULL; i++) {
        key = equal_texts(name, make_text(keys[i].name)) ? &keys[i] : NULL;
    }
    if (key == NULL) {
        return refuse_key(reading, name);
    }
    if (!check_key(reading, key) || !check_value(reading, key, value)) {
        return false;
    }
    const char *copy = print_to_arena(arena, "%.*s", (int)value.length, value.at).at;
    return arena->exhausted ? fail_for_memory(error) : take_value(reading, key, copy);
}

bool parse_crm_configuration(struct crm_configuration *configuration, const char *path,
                             struct text content, struct error *error)
{
    static const struct ini_taker taker = {.begin_section = begin_section,
                                           .take_setting = take_setting};
    *configuration = (struct crm_configuration){0};
    configuration->path = print_to_arena(&configuration->arena, "%s", path).at;
    struct reading reading = {.configuration = configuration, .error = error};
    if (configuration->arena.exhausted) {
        return fail_for_memory(error);
    }
    return read_ini(configuration->path, content, &taker, &reading, error) &&
           end_section(&reading) && (!configuration->arena.exhausted || fail_for_memory(error));
}

static bool check_file(int descriptor, const char *path, struct error *error)
{
    struct stat status;
    if (fstat(descriptor, &status) != 0) {
        return fail(error, ERROR_USAGE, "the configuration %s cannot be read: %s", path,
                    strerror(errno));
    }
    return S_ISREG(status.st_mode) ||
           fail(error, ERROR_USAGE, "the configuration %s is no plain file", path);
}

static bool read_content(int descriptor, const char *path, struct buffer *content,
                         struct error *error)
{
    enum { PIECE = 16 * 1024 };
    ssize_t got = 0;
    do {
        char *place = reserve_in_buffer(content, PIECE);
        if (place == NULL) {
            return fail_for_memory(error);
        }
        got = read(descriptor, place, PIECE);
        content->length += got > 0 ? (size_t)got : 0;
    } while ((got > 0 && content->length <= CONFIGURATION_LIMIT) || (got < 0 && errno == EINTR));
    if (got < 0) {
        return fail(error, ERROR_USAGE, "the configuration %s cannot be read: %s", path,
                    strerror(errno));
    }
    return content->length <= CONFIGURATION_LIMIT ||
           fail(error, ERROR_USAGE,
                "%s is no configuration, which has a megabyte at most; name another file", path);
}

bool read_crm_configuration(struct crm_configuration *configuration, const char *path,
                            struct error *error)
{
    *configuration = (struct crm_configuration){0};
    struct buffer content = {0};
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (descriptor < 0) {
        return fail(error, ERROR_USAGE, "the configuration %s cannot be opened: %s", path,
                    strerror(errno));
    }
    bool done = check_file(descriptor, path, error) &&
                read_content(descriptor, path, &content, error) &&
                parse_crm_configuration(configuration, path, view_buffer(&content), error);
    close(descriptor);
    free_buffer(&content);
    return done;
}

const struct crm_section *find_crm_section(const struct crm_configuration *configuration,
                                           const char *name)
{
    const struct crm_section *section = configuration->first;
    while (section != NULL && strcmp(section->name, name) != 0) {
        section = section->next;
    }
    return section;
}

void free_crm_configuration(struct crm_configuration *configuration)
{
    free_arena(&configuration->arena);
    *configuration = (struct crm_configuration){0};
}
