#include "crm/package.h"

#include "base/buffer.h"

#include <archive.h>
#include <archive_entry.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* A slice over a literal, where an initialiser has to be constant. */
#define SLICE(literal)                                                                             \
    {                                                                                              \
        (literal), sizeof(literal) - 1                                                             \
    }

static const struct custom_field four_fields[] = {
    {"Contacts", SLICE("cp_synch_c"), SLICE("ClickPOS Sync"), FIELD_CHECK_BOX},
    {"Contacts", SLICE("cp_cust_code_c"), SLICE("ClickPOS Customer No."), FIELD_INTEGER},
    {"Accounts", SLICE("cp_cust_tradingas_c"), SLICE("ClickPOS Trading As"), FIELD_TEXT},
    {"Accounts", SLICE("cp_cust_customerclass_c"), SLICE("ClickPOS Customer Class"), FIELD_TEXT},
};

/* A package, in memory. */
struct package {
    char *bytes;
    size_t length;
};

static struct package write_package(const struct custom_field *fields, size_t count)
{
    struct package package = {0};
    struct error error = {0};
    FILE *out = open_memstream(&package.bytes, &package.length);
    assert_non_null(out);
    if (!write_field_package(out, fields, count, "1.2.3", &error)) {
        fail_msg("%s", error.message);
    }
    assert_int_equal(fclose(out), 0);
    return package;
}

/* How a zip may be read: by its directory, as PHP does, or from front to back. */
typedef int format_chooser(struct archive *archive);

static struct archive *open_zip(const struct package *package, format_chooser *choose_format)
{
    struct archive *archive = archive_read_new();
    assert_non_null(archive);
    assert_int_equal(choose_format(archive), ARCHIVE_OK);
    assert_int_equal(archive_read_open_memory(archive, package->bytes, package->length),
                     ARCHIVE_OK);
    return archive;
}

/* What an entry holds, until free_buffer. */
static struct buffer read_entry(struct archive *archive)
{
    struct buffer content = {0};
    char bytes[100];
    la_ssize_t length;
    while ((length = archive_read_data(archive, bytes, sizeof bytes)) > 0) {
        append_text(&content, (struct text){bytes, (size_t)length});
    }
    assert_int_equal(length, 0);
    assert_false(content.failed);
    return content;
}

/* The content of the entry at that path, with a NUL behind it. The caller frees it. */
static char *read_file(const struct package *package, const char *path)
{
    struct archive *archive = open_zip(package, archive_read_support_format_zip_seekable);
    struct archive_entry *entry;
    struct buffer content = {0};
    while (content.at == NULL && archive_read_next_header(archive, &entry) == ARCHIVE_OK) {
        if (strcmp(archive_entry_pathname(entry), path) == 0) {
            content = read_entry(archive);
            append_byte(&content, '\0');
        }
    }
    archive_read_free(archive);
    if (content.at == NULL) {
        fail_msg("the package has no %s", path);
    }
    return content.at;
}

static void check_file(const struct package *package, const char *path, const char *expected)
{
    char *content = read_file(package, path);
    assert_string_equal(content, expected);
    free(content);
}

static void the_entries_are_those_that_the_module_loader_reads(void **state)
{
    (void)state;
    static const char *const paths[] = {"manifest.php", "language/en_us.contacts.php",
                                        "language/en_us.accounts.php"};
    static format_chooser *const ways[] = {archive_read_support_format_zip_seekable,
                                           archive_read_support_format_zip_streamable};
    struct package package = write_package(four_fields, COUNT(four_fields));
    for (size_t way = 0; way < COUNT(ways); way++) {
        struct archive *archive = open_zip(&package, ways[way]);
        struct archive_entry *entry;
        for (size_t i = 0; i < COUNT(paths); i++) {
            assert_int_equal(archive_read_next_header(archive, &entry), ARCHIVE_OK);
            assert_string_equal(archive_entry_pathname(entry), paths[i]);
            assert_int_equal(archive_entry_filetype(entry), AE_IFREG);
            assert_int_equal(archive_entry_uid(entry), 0);
            assert_int_equal(archive_entry_gid(entry), 0);
            if (ways[way] == archive_read_support_format_zip_seekable) {
                assert_int_equal(archive_entry_perm(entry), 0644);
            }
            struct buffer content = read_entry(archive);
            assert_true(starts_with(view_buffer(&content), TEXT("<?php\n")));
            free_buffer(&content);
        }
        assert_int_equal(archive_read_next_header(archive, &entry), ARCHIVE_EOF);
        archive_read_free(archive);
    }
    free(package.bytes);
}

static void the_zip_ends_with_its_directory(void **state)
{
    (void)state;
    enum { END_RECORD_LENGTH = 22 };
    struct package package = write_package(four_fields, COUNT(four_fields));
    assert_true(package.length > END_RECORD_LENGTH);
    assert_memory_equal(package.bytes + package.length - END_RECORD_LENGTH, "PK\x05\x06", 4);
    free(package.bytes);
}

static void the_manifest_has_every_key(void **state)
{
    (void)state;
    struct package package = write_package(&four_fields[1], 1);
    check_file(&package, "manifest.php",
               "<?php\n"
               "$manifest = array(\n"
               "    'acceptable_sugar_versions' => array(\n"
               "        'regex_matches' => array('.*'),\n"
               "    ),\n"
               "    'acceptable_sugar_flavors' => array('CE', 'PRO', 'CORP', 'ENT', 'ULT'),\n"
               "    'key' => 'cp',\n"
               "    'name' => 'ClickPOS fields',\n"
               "    'description' => 'The fields that ClickPOS needs in the CRM',\n"
               "    'author' => 'Possum',\n"
               "    'version' => '1.2.3',\n"
               "    'published_date' => '2026-11-25',\n"
               "    'type' => 'module',\n"
               "    'icon' => '',\n"
               "    'readme' => '',\n"
               "    'is_uninstallable' => true,\n"
               "    'remove_tables' => 'prompt',\n"
               ");\n"
               "$installdefs = array(\n"
               "    'id' => 'clickpos_fields',\n"
               "    'language' => array(\n"
               "        array(\n"
               "            'from' => '<basepath>/language/en_us.contacts.php',\n"
               "            'to_module' => 'Contacts',\n"
               "            'language' => 'en_us',\n"
               "        ),\n"
               "    ),\n"
               "    'custom_fields' => array(\n"
               "        array(\n"
               "            'name' => 'cp_cust_code_c',\n"
               "            'label' => 'LBL_CP_CUST_CODE',\n"
               "            'type' => 'int',\n"
               "            'module' => 'Contacts',\n"
               "            'help' => '',\n"
               "            'comments' => '',\n"
               "            'default_value' => '',\n"
               "            'max_size' => 11,\n"
               "            'require_option' => 0,\n"
               "            'reportable' => 1,\n"
               "            'audited' => 0,\n"
               "            'mass_update' => 0,\n"
               "            'importable' => 'true',\n"
               "            'duplicate_merge' => 0,\n"
               "            'ext1' => '',\n"
               "            'ext2' => '',\n"
               "            'ext3' => '',\n"
               "            'ext4' => '',\n"
               "        ),\n"
               "    ),\n"
               ");\n");
    free(package.bytes);
}

static void each_type_is_made_as_studio_would(void **state)
{
    (void)state;
    static const struct {
        enum custom_field_type type;
        const char *members[3];
    } cases[] = {
        {FIELD_CHECK_BOX, {"'type' => 'bool',", "'default_value' => '0',", "'max_size' => 255,"}},
        {FIELD_INTEGER, {"'type' => 'int',", "'default_value' => '',", "'max_size' => 11,"}},
        {FIELD_TEXT, {"'type' => 'varchar',", "'default_value' => '',", "'max_size' => 255,"}},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct custom_field field = {"Contacts", TEXT("cp_field_c"), TEXT("Label"), cases[i].type};
        struct package package = write_package(&field, 1);
        char *manifest = read_file(&package, "manifest.php");
        for (size_t j = 0; j < COUNT(cases[i].members); j++) {
            assert_non_null(strstr(manifest, cases[i].members[j]));
        }
        free(manifest);
        free(package.bytes);
    }
}

/* The fields of a module stand in one file, in their order, wherever the others are. */
static void each_module_has_a_file_with_its_labels(void **state)
{
    (void)state;
    const struct custom_field mixed[] = {four_fields[3], four_fields[0], four_fields[2],
                                         four_fields[1]};
    struct package package = write_package(mixed, COUNT(mixed));
    check_file(&package, "language/en_us.accounts.php",
               "<?php\n"
               "$mod_strings['LBL_CP_CUST_CUSTOMERCLASS'] = 'ClickPOS Customer Class';\n"
               "$mod_strings['LBL_CP_CUST_TRADINGAS'] = 'ClickPOS Trading As';\n");
    check_file(&package, "language/en_us.contacts.php",
               "<?php\n"
               "$mod_strings['LBL_CP_SYNCH'] = 'ClickPOS Sync';\n"
               "$mod_strings['LBL_CP_CUST_CODE'] = 'ClickPOS Customer No.';\n");
    char *manifest = read_file(&package, "manifest.php");
    const char *accounts = strstr(manifest, "'to_module' => 'Accounts'");
    const char *contacts = strstr(manifest, "'to_module' => 'Contacts'");
    assert_true(accounts != NULL && contacts != NULL && accounts < contacts);
    assert_null(strstr(contacts + 1, "'to_module'"));
    free(manifest);
    free(package.bytes);
}

static void a_label_may_hold_what_php_would_run(void **state)
{
    (void)state;
    static const struct {
        const char *label;
        const char *literal;
    } cases[] = {
        {"'; print('id'); //", "'\\'; print(\\'id\\'); //'"},
        {"\\", "'\\\\'"},
        {"\\'", "'\\\\\\''"},
        {"ends in \\", "'ends in \\\\'"},
        {"Client's No.", "'Client\\'s No.'"},
        {"\\n \\x41 \\\\", "'\\\\n \\\\x41 \\\\\\\\'"},
        {"$name {$name} \"No.\" ?> <?php", "'$name {$name} \"No.\" ?> <?php'"},
        {"<b>&amp;</b>", "'<b>&amp;</b>'"},
        {"Num\xC3\xA9ro \xE2\x80\x99 \xE7\x95\xAA \xF0\x9F\x90\xA8",
         "'Num\xC3\xA9ro \xE2\x80\x99 \xE7\x95\xAA \xF0\x9F\x90\xA8'"},
        {"", "''"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct custom_field field = {"Contacts", TEXT("cp_synch_c"), make_text(cases[i].label),
                                     FIELD_CHECK_BOX};
        struct package package = write_package(&field, 1);
        struct buffer expected = {0};
        append_formatted(&expected, "<?php\n$mod_strings['LBL_CP_SYNCH'] = %s;\n",
                         cases[i].literal);
        append_byte(&expected, '\0');
        check_file(&package, "language/en_us.contacts.php", expected.at);
        free_buffer(&expected);
        free(package.bytes);
    }
}

/* A slice is as long as it says, and what lies behind it is somebody else's. */
static void a_label_ends_where_its_slice_does(void **state)
{
    (void)state;
    struct custom_field field = {
        "Contacts", {"cp_synch_c_x", 10}, {"Sync' or", 4}, FIELD_CHECK_BOX};
    struct package package = write_package(&field, 1);
    check_file(&package, "language/en_us.contacts.php",
               "<?php\n$mod_strings['LBL_CP_SYNCH'] = 'Sync';\n");
    free(package.bytes);
}

static void a_label_that_is_no_line_of_text_is_refused(void **state)
{
    (void)state;
    static const struct text labels[] = {
        SLICE("Sync\n"),  SLICE("\r"),    SLICE("a\tb"),      SLICE("a\0b"),
        SLICE("\x1B[1m"), SLICE("a\x7F"), SLICE("a\xC2\x85"), SLICE("a\xE9 b"),
    };
    for (size_t i = 0; i < COUNT(labels); i++) {
        struct custom_field fields[] = {four_fields[0], four_fields[1]};
        fields[1].label = labels[i];
        struct package package = {0};
        struct error error = {0};
        FILE *out = open_memstream(&package.bytes, &package.length);
        assert_non_null(out);
        assert_false(write_field_package(out, fields, COUNT(fields), "1.2.3", &error));
        assert_int_equal(fclose(out), 0);
        assert_int_equal(package.length, 0);
        assert_int_equal(error.kind, ERROR_USAGE);
        assert_non_null(strstr(error.message, "cp_cust_code_c"));
        free(package.bytes);
    }
}

/* The time stands in a zip by the local clock. */
static void the_bytes_depend_on_the_fields_alone(void **state)
{
    (void)state;
    static const char *const zones[] = {"UTC0", "ABC-14", "DEF12"};
    const char *before = getenv("TZ");
    char *kept = before == NULL ? NULL : strdup(before);
    struct package first = write_package(four_fields, COUNT(four_fields));
    for (size_t i = 0; i < COUNT(zones); i++) {
        assert_int_equal(setenv("TZ", zones[i], 1), 0);
        tzset();
        struct package next = write_package(four_fields, COUNT(four_fields));
        assert_int_equal(next.length, first.length);
        assert_memory_equal(next.bytes, first.bytes, first.length);
        free(next.bytes);
    }
    assert_int_equal(kept == NULL ? unsetenv("TZ") : setenv("TZ", kept, 1), 0);
    tzset();
    free(kept);
    free(first.bytes);
}

/* Wherever the disk fills up. */
static void a_stream_that_takes_no_more_is_an_error(void **state)
{
    (void)state;
    struct package whole = write_package(four_fields, COUNT(four_fields));
    char *room = malloc(whole.length);
    assert_non_null(room);
    for (size_t size = 1; size <= whole.length; size++) {
        struct error error = {0};
        FILE *out = fmemopen(room, size, "wb");
        assert_non_null(out);
        setvbuf(out, NULL, _IONBF, 0);
        bool done = write_field_package(out, four_fields, COUNT(four_fields), "1.2.3", &error);
        fclose(out);
        assert_int_equal(done, size == whole.length);
        assert_int_equal(error.kind, done ? ERROR_NONE : ERROR_USAGE);
    }
    assert_memory_equal(room, whole.bytes, whole.length);
    free(room);
    free(whole.bytes);
}

static void a_full_disk_is_named(void **state)
{
    (void)state;
    struct error error = {0};
    FILE *out = fopen("/dev/full", "wb");
    assert_non_null(out);
    setvbuf(out, NULL, _IONBF, 0);
    assert_false(write_field_package(out, four_fields, COUNT(four_fields), "1.2.3", &error));
    fclose(out);
    assert_int_equal(error.kind, ERROR_USAGE);
    assert_string_equal(error.message, "the package cannot be written: No space left on device");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_entries_are_those_that_the_module_loader_reads),
        cmocka_unit_test(the_zip_ends_with_its_directory),
        cmocka_unit_test(the_manifest_has_every_key),
        cmocka_unit_test(each_type_is_made_as_studio_would),
        cmocka_unit_test(each_module_has_a_file_with_its_labels),
        cmocka_unit_test(a_label_may_hold_what_php_would_run),
        cmocka_unit_test(a_label_ends_where_its_slice_does),
        cmocka_unit_test(a_label_that_is_no_line_of_text_is_refused),
        cmocka_unit_test(the_bytes_depend_on_the_fields_alone),
        cmocka_unit_test(a_stream_that_takes_no_more_is_an_error),
        cmocka_unit_test(a_full_disk_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
