#include "crm/package.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/unicode.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <string.h>

/* When what is in the package last changed. A date of writing would differ every time. */
#define PUBLISHED_DATE "2026-11-25"

enum { LABEL_LENGTH_SHOWN = 60 };

/* How the CRM's own Studio would make a field of each type. */
static const struct column {
    const char *type;
    const char *default_value;
    const char *max_size;
} columns[] = {
    [FIELD_CHECK_BOX] = {"bool", "0", "255"},
    [FIELD_INTEGER] = {"int", "", "11"},
    [FIELD_TEXT] = {"varchar", "", "255"},
};

/* A package that is being written. */
struct package {
    const struct custom_field *fields;
    size_t count;
    const char *version;
    struct archive *archive;
    struct buffer content; /* of the entry at hand */
    struct arena arena;
};

static la_ssize_t write_bytes(struct archive *archive, void *context, const void *bytes,
                              size_t length)
{
    FILE *out = context;
    errno = 0;
    if (fwrite(bytes, 1, length, out) != length) {
        archive_set_error(archive, errno, "%s", errno != 0 ? strerror(errno) : "a write failed");
        return -1;
    }
    return (la_ssize_t)length;
}

static bool fail_to_write(const struct package *package, struct error *error)
{
    const char *cause = archive_error_string(package->archive);
    return fail(error, ERROR_USAGE, "the package cannot be written: %s",
                cause != NULL ? cause : "a write failed");
}

static bool open_archive(struct package *package, FILE *out, struct error *error)
{
    package->archive = archive_write_new();
    if (package->archive == NULL) {
        return fail_for_memory(error);
    }
    /* Without the second, the last block is filled up, and a zip has to end with its directory. */
    return (archive_write_set_format_zip(package->archive) == ARCHIVE_OK &&
            archive_write_set_bytes_in_last_block(package->archive, 1) == ARCHIVE_OK &&
            archive_write_open(package->archive, out, NULL, write_bytes, NULL) == ARCHIVE_OK) ||
           fail_to_write(package, error);
}

/* Adds the content as an entry. It gets no time, which stands as 1980 whatever the time zone. */
static bool add_entry(struct package *package, struct text path, struct error *error)
{
    struct text content = view_buffer(&package->content);
    struct archive_entry *entry = archive_entry_new();
    if (package->content.failed || package->arena.exhausted || entry == NULL) {
        archive_entry_free(entry);
        return fail_for_memory(error);
    }
    archive_entry_set_pathname(entry, path.at);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_size(entry, (la_int64_t)content.length);
    bool done = archive_write_header(package->archive, entry) == ARCHIVE_OK &&
                archive_write_data(package->archive, content.at, content.length) ==
                    (la_ssize_t)content.length;
    archive_entry_free(entry);
    reset_buffer(&package->content);
    return done || fail_to_write(package, error);
}

/* Every string of the package's PHP goes through here: between single quotes only the quote itself
   and the backslash mean anything. */
static void append_string(struct buffer *out, struct text text)
{
    append_byte(out, '\'');
    for (size_t i = 0; i < text.length; i++) {
        if (text.at[i] == '\'' || text.at[i] == '\\') {
            append_byte(out, '\\');
        }
        append_byte(out, text.at[i]);
    }
    append_byte(out, '\'');
}

/* "'key' => 'value'," on a line of its own. */
static void append_member(struct buffer *out, int indent, const char *key, struct text value)
{
    append_formatted(out, "%*s", indent, "");
    append_string(out, make_text(key));
    append_formatted(out, " => ");
    append_string(out, value);
    append_formatted(out, ",\n");
}

/* The same with a value that is no string. */
static void append_plain_member(struct buffer *out, int indent, const char *key, const char *value)
{
    append_formatted(out, "%*s'%s' => %s,\n", indent, "", key, value);
}

/* A copy with the letters of the case that begins at `from` in the one that begins at `to`. */
static struct text change_case(struct arena *arena, struct text text, char from, char to)
{
    char *copy = take_from_arena(arena, text.length);
    if (copy == NULL) {
        return EMPTY_TEXT;
    }
    for (size_t i = 0; i < text.length; i++) {
        bool has_case = text.at[i] >= from && text.at[i] < from + 26;
        copy[i] = has_case ? (char)(text.at[i] - from + to) : text.at[i];
    }
    return (struct text){copy, text.length};
}

/* "LBL_CP_SYNCH" for "cp_synch_c", as Studio would call it. */
static struct text make_label_key(struct package *package, struct text name)
{
    size_t length = name.length;
    if (length > 2 && equal_texts(slice_text(name, length - 2, length), TEXT("_c"))) {
        length -= 2;
    }
    struct text upper = change_case(&package->arena, slice_text(name, 0, length), 'a', 'A');
    return print_to_arena(&package->arena, "LBL_%.*s", (int)upper.length, upper.at);
}

static struct text make_language_path(struct package *package, const char *module)
{
    struct text lower = change_case(&package->arena, make_text(module), 'A', 'a');
    return print_to_arena(&package->arena, "language/en_us.%.*s.php", (int)lower.length, lower.at);
}

/* Whether no field before this one is in its module. */
static bool is_first_of_module(const struct package *package, size_t field)
{
    for (size_t i = 0; i < field; i++) {
        if (strcmp(package->fields[i].module, package->fields[field].module) == 0) {
            return false;
        }
    }
    return true;
}

static void append_manifest(struct package *package)
{
    struct buffer *out = &package->content;
    append_text(out, TEXT("$manifest = array(\n"
                          "    'acceptable_sugar_versions' => array(\n"
                          "        'regex_matches' => array('.*'),\n"
                          "    ),\n"
                          "    'acceptable_sugar_flavors' => array("
                          "'CE', 'PRO', 'CORP', 'ENT', 'ULT'),\n"));
    append_member(out, 4, "key", TEXT("cp"));
    append_member(out, 4, "name", TEXT("ClickPOS fields"));
    append_member(out, 4, "description", TEXT("The fields that ClickPOS needs in the CRM"));
    append_member(out, 4, "author", TEXT("Possum"));
    append_member(out, 4, "version", make_text(package->version));
    append_member(out, 4, "published_date", TEXT(PUBLISHED_DATE));
    append_member(out, 4, "type", TEXT("module"));
    append_member(out, 4, "icon", EMPTY_TEXT);
    append_member(out, 4, "readme", EMPTY_TEXT);
    append_plain_member(out, 4, "is_uninstallable", "true");
    append_member(out, 4, "remove_tables", TEXT("prompt"));
    append_text(out, TEXT(");\n"));
}

static void append_languages(struct package *package)
{
    struct buffer *out = &package->content;
    append_text(out, TEXT("    'language' => array(\n"));
    for (size_t i = 0; i < package->count; i++) {
        if (!is_first_of_module(package, i)) {
            continue;
        }
        const char *module = package->fields[i].module;
        struct text path = make_language_path(package, module);
        append_text(out, TEXT("        array(\n"));
        append_member(
            out, 12, "from",
            print_to_arena(&package->arena, "<basepath>/%.*s", (int)path.length, path.at));
        append_member(out, 12, "to_module", make_text(module));
        append_member(out, 12, "language", TEXT("en_us"));
        append_text(out, TEXT("        ),\n"));
    }
    append_text(out, TEXT("    ),\n"));
}

static void append_field(struct package *package, const struct custom_field *field)
{
    struct buffer *out = &package->content;
    const struct column *column = &columns[field->type];
    append_text(out, TEXT("        array(\n"));
    append_member(out, 12, "name", field->name);
    append_member(out, 12, "label", make_label_key(package, field->name));
    append_member(out, 12, "type", make_text(column->type));
    append_member(out, 12, "module", make_text(field->module));
    append_member(out, 12, "help", EMPTY_TEXT);
    append_member(out, 12, "comments", EMPTY_TEXT);
    append_member(out, 12, "default_value", make_text(column->default_value));
    append_plain_member(out, 12, "max_size", column->max_size);
    append_plain_member(out, 12, "require_option", "0");
    append_plain_member(out, 12, "reportable", "1");
    append_plain_member(out, 12, "audited", "0");
    append_plain_member(out, 12, "mass_update", "0");
    append_member(out, 12, "importable", TEXT("true"));
    append_plain_member(out, 12, "duplicate_merge", "0");
    append_member(out, 12, "ext1", EMPTY_TEXT);
    append_member(out, 12, "ext2", EMPTY_TEXT);
    append_member(out, 12, "ext3", EMPTY_TEXT);
    append_member(out, 12, "ext4", EMPTY_TEXT);
    append_text(out, TEXT("        ),\n"));
}

static bool add_manifest(struct package *package, struct error *error)
{
    struct buffer *out = &package->content;
    append_text(out, TEXT("<?php\n"));
    append_manifest(package);
    append_text(out, TEXT("$installdefs = array(\n"));
    append_member(out, 4, "id", TEXT("clickpos_fields"));
    append_languages(package);
    append_text(out, TEXT("    'custom_fields' => array(\n"));
    for (size_t i = 0; i < package->count; i++) {
        append_field(package, &package->fields[i]);
    }
    append_text(out, TEXT("    ),\n);\n"));
    return add_entry(package, TEXT("manifest.php"), error);
}

/* The labels of a module's fields. */
static bool add_language(struct package *package, const char *module, struct error *error)
{
    struct buffer *out = &package->content;
    append_text(out, TEXT("<?php\n"));
    for (size_t i = 0; i < package->count; i++) {
        const struct custom_field *field = &package->fields[i];
        if (strcmp(field->module, module) == 0) {
            append_text(out, TEXT("$mod_strings["));
            append_string(out, make_label_key(package, field->name));
            append_text(out, TEXT("] = "));
            append_string(out, field->label);
            append_text(out, TEXT(";\n"));
        }
    }
    return add_entry(package, make_language_path(package, module), error);
}

static bool add_languages(struct package *package, struct error *error)
{
    bool done = true;
    for (size_t i = 0; done && i < package->count; i++) {
        done = !is_first_of_module(package, i) ||
               add_language(package, package->fields[i].module, error);
    }
    return done;
}

static bool close_archive(struct package *package, struct error *error)
{
    return archive_write_close(package->archive) == ARCHIVE_OK || fail_to_write(package, error);
}

/* A label is a line of text: the CRM shows it on pages and writes it into the headers of exports.
 */
static bool check_labels(struct package *package, struct error *error)
{
    for (size_t i = 0; i < package->count; i++) {
        const struct custom_field *field = &package->fields[i];
        for (size_t at = 0; at < field->label.length;) {
            struct character character = read_character(field->label, at);
            if (character.code < 0 || is_control(character.code)) {
                struct text seen = make_visible(&package->arena, field->label, LABEL_LENGTH_SHOWN);
                return fail(error, ERROR_USAGE,
                            "the label \"%.*s\" of %.*s has a line break or another control "
                            "character in it, which no label can have; take it out",
                            (int)seen.length, seen.at, (int)field->name.length, field->name.at);
            }
            at += character.length;
        }
    }
    return true;
}

bool write_field_package(FILE *out, const struct custom_field *fields, size_t count,
                         const char *version, struct error *error)
{
    struct package package = {.fields = fields, .count = count, .version = version};
    bool done = check_labels(&package, error) && open_archive(&package, out, error) &&
                add_manifest(&package, error) && add_languages(&package, error) &&
                close_archive(&package, error);
    archive_write_free(package.archive);
    free_buffer(&package.content);
    free_arena(&package.arena);
    return done;
}
