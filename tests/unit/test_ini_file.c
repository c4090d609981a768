#include "base/ini_file.h"

#include "support.h"

#include <stdio.h>
#include <stdlib.h>

/* What was taken: "[NAME]" and "KEY=VALUE", each with its line, a bar between. */
struct record_of_all {
    struct buffer taken;
    uint64_t refused_line; /* 0: none */
};

static bool take_section(void *context, struct text name, uint64_t line, struct error *error)
{
    struct record_of_all *all = context;
    append_formatted(&all->taken, "%llu[%.*s]|", (unsigned long long)line, (int)name.length,
                     name.at);
    return line != all->refused_line || fail_at_line(error, "own", line, "refused");
}

static bool take_setting(void *context, struct text key, struct text value, uint64_t line,
                         struct error *error)
{
    struct record_of_all *all = context;
    append_formatted(&all->taken, "%llu", (unsigned long long)line);
    append_text(&all->taken, key);
    append_byte(&all->taken, '=');
    append_text(&all->taken, value);
    append_byte(&all->taken, '|');
    return line != all->refused_line || fail_at_line(error, "own", line, "refused");
}

static const struct ini_taker taker = {.begin_section = take_section, .take_setting = take_setting};

/* The content stands in memory of its very size, so that a look behind its end is found. */
static bool read_copy(struct text content, struct record_of_all *all, struct error *error)
{
    char *copy = malloc(content.length > 0 ? content.length : 1);
    assert_non_null(copy);
    memcpy(copy, content.at, content.length);
    bool done = read_ini("my.conf", (struct text){copy, content.length}, &taker, all, error);
    free(copy);
    assert_false(all->taken.failed);
    return done;
}

static void check_taken(struct text content, const char *expected)
{
    struct record_of_all all = {0};
    struct error error = {0};
    if (!read_copy(content, &all, &error)) {
        fail_msg("\"%.*s\": %s", (int)content.length, content.at, error.message);
    }
    check_text(view_buffer(&all.taken), expected);
    free_buffer(&all.taken);
}

static void check_refused(struct text content, const char *place, const char *reason)
{
    struct record_of_all all = {0};
    struct error error = {0};
    if (read_copy(content, &all, &error)) {
        fail_msg("it is not refused: %s", reason);
    }
    assert_int_equal(error.kind, ERROR_USAGE);
    if (!starts_with(make_text(error.message), make_text(place)) ||
        strstr(error.message, reason) == NULL) {
        fail_msg("\"%s\" is not \"%s%s\"", error.message, place, reason);
    }
    free_buffer(&all.taken);
}

static void lines_are_taken_as_they_stand(void **state)
{
    static const struct {
        const char *content;
        const char *taken;
    } cases[] = {
        {"", ""},
        {"\n\n \t\n", ""},
        {"[a]\nb=c\n", "1[a]|2b=c|"},
        {"[a]\r\nb=c\r\n", "1[a]|2b=c|"},
        {"[a]\nb=c", "1[a]|2b=c|"},
        {"\xEF\xBB\xBF[a]\nb=c", "1[a]|2b=c|"},
        {"\xEF\xBB\xBF"
         "b=c",
         "1b=c|"},
        {"  [ a b ]  \n\t b  =  c d  ", "1[a b]|2b=c d|"},
        {"\xC2\xA0"
         "b\xC2\xA0=\xC2\xA0"
         "c",
         "1b=c|"},
        {"b: c=d", "1b=c=d|"},
        {"b = c:d=e", "1b=c:d=e|"},
        {"b=", "1b=|"},
        {"=c", "1=c|"},
        {"b = \"c\"", "1b=\"c\"|"},
        /* remarks */
        {"# x\n; y\n  # z=[\nb=c", "4b=c|"},
        {"b = c ; d", "1b=c|"},
        {"b = c;d", "1b=c;d|"},
        {"b = c # d", "1b=c # d|"},
        {"b = ; d", "1b=|"},
        {"[a] ; x\n[b] # y\n[c];", "1[a]|2[b]|3[c]|"},
        {"#\xFF\xFE caf\xE9\nb=c", "2b=c|"},
        /* inih would take these for something else */
        {"b = c\n  d = e\n\tf = g", "1b=c|2d=e|3f=g|"},
        {"[a]\n[b]\n[a]", "1[a]|2[b]|3[a]|"},
        {"[]\n[ ]", "1[]|2[]|"},
        {"[a-name-that-is-longer-than-the-fifty-bytes-of-inih-itself]",
         "1[a-name-that-is-longer-than-the-fifty-bytes-of-inih-itself]|"},
        {"b = caf\xC3\xA9\tau", "1b=caf\xC3\xA9\tau|"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        check_taken(make_text(cases[i].content), cases[i].taken);
    }
}

static void what_is_no_ini_is_refused(void **state)
{
    static const struct {
        struct text content;
        const char *place;
        const char *reason;
    } cases[] = {
        {TEXT("b=c\n\nword\nd=e"), "my.conf:3: ", "neither a section"},
        {TEXT("b=c\n  more\n"), "my.conf:2: ", "neither a section"},
        {TEXT("word\n[a\n"), "my.conf:1: ", "neither a section"},
        {TEXT("[a\nb=c"), "my.conf:1: ", "is missing"},
        {TEXT("[a ; ]x\n"), "my.conf:1: ", "follows"},
        {TEXT("[a] b=c\n"), "my.conf:1: ", "follows"},
        {TEXT("[a][b]"), "my.conf:1: ", "follows"},
        {TEXT("b=c\nd=e\0f\n"), "my.conf:2: ", "no text"},
        {TEXT("\0"), "my.conf:1: ", "no text"},
        {TEXT("b=c\x1B[31m\n"), "my.conf:1: ", "no text"},
        {TEXT("b=c\xC2\x85z\n"), "my.conf:1: ", "no text"},
        {TEXT("[a]\rb=c\rd=e\r"), "my.conf:1: ", "no text"},
        {TEXT("\xFF\xFE[\0a\0]\0\n\0"), "my.conf:1: ", "no text"},
        {TEXT("[a]\nb=caf\xE9\n"), "my.conf:2: ", "not UTF-8"},
        {TEXT("b=\xED\xA0\x80"), "my.conf:1: ", "not UTF-8"},
        {TEXT("b=c\n\xEF\xBB\xBF word"), "my.conf:2: ", "neither a section"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        check_refused(cases[i].content, cases[i].place, cases[i].reason);
    }
}

static void a_long_line_is_not_cut(void **state)
{
    char content[2 * INI_LINE_LIMIT + 3];
    char expected[INI_LINE_LIMIT + 3];
    (void)state;
    memset(content, 'x', sizeof content);
    memcpy(content, "b=", 2);
    snprintf(expected, sizeof expected, "1%.*s|", INI_LINE_LIMIT, content);
    check_taken((struct text){content, INI_LINE_LIMIT}, expected);
    memcpy(content + INI_LINE_LIMIT, "\r\n \t", 4); /* which do not count */
    check_taken((struct text){content, INI_LINE_LIMIT + 4}, expected);
    memset(content + INI_LINE_LIMIT, 'x', 4);
    check_refused((struct text){content, INI_LINE_LIMIT + 1}, "my.conf:1: ", "has 200; shorten it");
    check_refused((struct text){content, sizeof content}, "my.conf:1: ", "can have 199 bytes");
    memcpy(content, "\nb", 2);
    check_refused((struct text){content, sizeof content}, "my.conf:2: ", "can have 199 bytes");
    memcpy(content, "#b", 2);
    check_taken((struct text){content, sizeof content}, "");
}

static void whoever_takes_may_refuse(void **state)
{
    (void)state;
    for (uint64_t line = 1; line <= 2; line++) {
        struct record_of_all all = {.refused_line = line};
        struct error error = {0};
        assert_false(read_copy(TEXT("[a]\nb=c\nword\nd=e\n"), &all, &error));
        assert_string_equal(error.message, line == 1 ? "own:1: refused" : "own:2: refused");
        check_text(view_buffer(&all.taken), line == 1 ? "1[a]|" : "1[a]|2b=c|");
        free_buffer(&all.taken);
    }
}

/* Of two mistakes the first in the file is told, whoever finds it. */
static void the_first_mistake_is_told(void **state)
{
    struct record_of_all all = {.refused_line = 3};
    struct error error = {0};
    (void)state;
    assert_false(read_copy(TEXT("[a]\nword\nb=c\n"), &all, &error));
    assert_int_equal(error.kind, ERROR_USAGE);
    assert_true(starts_with(make_text(error.message), TEXT("my.conf:2: ")));
    free_buffer(&all.taken);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_taken_as_they_stand),
        cmocka_unit_test(what_is_no_ini_is_refused),
        cmocka_unit_test(a_long_line_is_not_cut),
        cmocka_unit_test(whoever_takes_may_refuse),
        cmocka_unit_test(the_first_mistake_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
