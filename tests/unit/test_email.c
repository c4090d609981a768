#include "base/email.h"

#include "random.h"

#include <regex.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct {
    struct text email;
    bool valid;
} cases[] = {
    {{"jo@example.com", 14}, true},
    {{"Jo.O'Brien+shop@mail.example.com.au", 35}, true},
    {{"'.-+&#!$*=?^_`{}~/9@example.com", 31}, true},
    {{".@a.bc", 6}, true},
    {{"", 0}, false},
    {{"jo", 2}, false},
    {{"@example.com", 12}, false},
    {{"jo@", 3}, false},
    {{"jo@example", 10}, false},
    {{"jo@@example.com", 15}, false},
    {{"jo@a.com@b.com", 14}, false},
    {{"jo%x@example.com", 16}, false},
    {{"jo x@example.com", 16}, false},
    {{"jo@exa mple.com", 15}, false},
    {{"jo\\x@example.com", 16}, false},
    {{"jo@example.com\n", 15}, false},
    {{"jo@example.com,", 15}, false},
    {{"jo\0x@example.com", 16}, false},
    {{"jo@exam\0ple.com", 15}, false},
    {{"jo@example.com\0", 15}, false},
    {{"J\xC3\xB6@example.com", 14}, false},
    {{"jo@ex\xC3\xA4mple.com", 16}, false},
    /* four groups of digits */
    {{"a@1.2.3.4", 9}, true},
    {{"a@127.0.0.1", 11}, true},
    {{"a@999.999.999.999", 17}, true},
    {{"a@1.2.3", 7}, false},
    {{"a@1.2.3.", 8}, false},
    {{"a@1.2..4", 8}, false},
    {{"a@1.2.3.4.5", 11}, false},
    {{"a@1234.2.3.4", 12}, false},
    {{"a@1.2.3.1234", 12}, true}, /* as a name: 1.2.3 and the label 1234 */
    {{"a@1.2.3.x", 9}, false},
    /* labels of one letter, at the end and before it */
    {{"a@b.c", 5}, false},
    {{"a@b.cd", 6}, true},
    {{"a@b.c.de", 8}, true},
    {{"a@b.cd.e", 8}, false},
    /* the name before the labels ends with a word byte */
    {{"a@b-.com", 8}, false},
    {{"a@a.b-.com", 10}, true},
    {{"a@a..com", 8}, false},
    {{"a@a.-.com", 9}, false},
    {{"a@a.--.com", 10}, true},
    {{"a@a-.b-.com", 11}, false},
    {{"a@a.b-.c-.com", 13}, true},
    {{"a@a..b.com", 10}, true},
    {{"a@a-b.com", 9}, true},
    {{"a@a.com-", 8}, true},
    {{"a@b.--", 6}, true},
    {{"a@b.-", 5}, false},
    {{"a@b.com.", 8}, false},
    {{"a@-b.com", 8}, false},
    {{"a@.b.com", 8}, false},
    {{"a@_.__", 6}, true},
};

static void follows_the_table(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (is_valid_email(cases[i].email) != cases[i].valid) {
            fail_msg("\"%s\" should be %s", cases[i].email.at,
                     cases[i].valid ? "valid" : "refused");
        }
    }
}

static void accepts_every_local_byte(void **state)
{
    (void)state;
    static const char accepted[] = "'.-+&#!$*=?^_`{}~/"
                                   "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    for (int byte = 0; byte < 256; byte++) {
        char email[] = "?@example.com";
        email[0] = (char)byte;
        bool expected = byte != 0 && strchr(accepted, byte) != NULL;
        assert_int_equal(is_valid_email(TEXT(email)), expected);
    }
}

/* Mostly "a@" and a host, of bytes that the rule tells apart. */
static struct text draw_email(char *email, uint64_t *seed)
{
    static const char bytes[] = "..--aab_1129@%'";
    size_t length = 0;
    if (draw_below(seed, 8) != 0) {
        email[length++] = 'a';
        email[length++] = '@';
    }
    for (size_t left = draw_below(seed, 14); left > 0; left--) {
        size_t choice = draw_below(seed, 4) == 0 ? sizeof bytes - 1 : 12;
        email[length++] = bytes[draw_below(seed, choice)];
    }
    email[length] = '\0';
    return (struct text){email, length};
}

static void agrees_with_the_expression(void **state)
{
    (void)state;
    static const char expression[] =
        "^['.+&#!$*=?^_`{}~/A-Za-z0-9-]+@(([0-9]{1,3}\\.){3}[0-9]{1,3}|"
        "[A-Za-z0-9_]+([.-]*[A-Za-z0-9_]+)*(\\.[A-Za-z0-9_-]{2,})+)$";
    regex_t compiled;
    assert_int_equal(regcomp(&compiled, expression, REG_EXTENDED | REG_NOSUB), 0);
    uint64_t seed = 20110131;
    size_t valid = 0;
    for (int round = 0; round < 200000; round++) {
        char memory[20];
        struct text email = draw_email(memory, &seed);
        bool expected = regexec(&compiled, email.at, 0, NULL, 0) == 0;
        if (is_valid_email(email) != expected) {
            fail_msg("\"%s\": the expression says %d", email.at, expected);
        }
        valid += expected;
    }
    regfree(&compiled);
    assert_in_range(valid, 10000, 190000);
}

/* Each such text keeps the expression as written busy for longer than anyone waits. */
static void takes_linear_time(void **state)
{
    (void)state;
    size_t length = 1000 * 1000;
    char *email = malloc(length);
    assert_non_null(email);
    memset(email, 'a', length);
    email[1] = '@';
    assert_false(is_valid_email((struct text){email, length}));
    for (size_t i = 3; i + 1 < length; i += 2) {
        email[i] = '.';
    }
    email[length - 1] = '!';
    assert_false(is_valid_email((struct text){email, length}));
    free(email);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(follows_the_table),
        cmocka_unit_test(accepts_every_local_byte),
        cmocka_unit_test(agrees_with_the_expression),
        cmocka_unit_test(takes_linear_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
