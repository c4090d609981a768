#include "crm/base_url.h"

#include "support.h"

struct url_case {
    const char *url;
    bool insecure_http;
    const char *base; /* NULL: refused */
    const char *said; /* the host, or part of the message */
};

static const struct url_case cases[] = {
    {"https://crm.example", false, "https://crm.example", "crm.example"},
    {"https://crm.example/", false, "https://crm.example", "crm.example"},
    {"https://crm.example/suitecrm/", false, "https://crm.example/suitecrm", "crm.example"},
    {"https://crm.example/suitecrm/index.php", false, "https://crm.example/suitecrm",
     "crm.example"},
    {"https://crm.example//index.php//", false, "https://crm.example", "crm.example"},
    {"https://crm.example/myindex.php", false, "https://crm.example/myindex.php", "crm.example"},
    {"https://crm.example:8443/a", false, "https://crm.example:8443/a", "crm.example:8443"},
    {"HTTPS://crm.example:443/a", false, "https://crm.example/a", "crm.example"},
    {"http://localhost:8080/crm", false, "http://localhost:8080/crm", "localhost:8080"},
    {"http://LOCALHOST", false, "http://LOCALHOST", "LOCALHOST"},
    {"http://127.0.0.1", false, "http://127.0.0.1", "127.0.0.1"},
    {"http://127.255.3.4/x", false, "http://127.255.3.4/x", "127.255.3.4"},
    {"http://127.1/x", false, "http://127.0.0.1/x", "127.0.0.1"},
    {"http://[::1]:81", false, "http://[::1]:81", "[::1]:81"},
    {"http://crm.example", true, "http://crm.example", "crm.example"},
    {"http://crm.example:443", true, "http://crm.example:443", "crm.example:443"},
    {"http://crm.example", false, NULL, "--insecure-http"},
    {"http://127.0.0.1.crm.example", false, NULL, "crm.example"},
    {"http://localhost.crm.example", false, NULL, "https://"},
    {"http://128.0.0.1", false, NULL, "--insecure-http"},
    {"http://[::2]", false, NULL, "--insecure-http"},
    {"http://[::1:0]", false, NULL, "--insecure-http"},
    {"http://localhost@crm.example/", false, NULL, "POSSUM_USER"},
    {"https://ada:hunter2@crm.example/", false, NULL, "POSSUM_PASSWORD"},
    {"https://:hunter2@crm.example/", false, NULL, "POSSUM_PASSWORD"},
    {"http://ada:hunter2@127.0.0.1/", true, NULL, "POSSUM_PASSWORD"},
    {"https://crm.example:hunter2@x:y/", false, NULL, "cannot be read"},
    {"https://crm.example/#/home", false, NULL, "leave out"},
    {"https://crm.example/index.php?module=Home", false, NULL, "leave out"},
    {"ftp://crm.example/", true, NULL, "neither https:// nor http://"},
    {"file:///etc/passwd", true, NULL, "https://"},
    {"crm.example", true, NULL, "should read like"},
    {"localhost:8080", true, NULL, "https://"},
    {"https://", true, NULL, "should read like"},
    {"https://crm example/", true, NULL, "should read like"},
    {"https://crm.example/a\nb", true, NULL, "should read like"},
    {"https://crm.example:99999/", true, NULL, "should read like"},
    {"", true, NULL, "should read like"},
};

static void urls_are_taken_apart_or_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct url_case *test = &cases[i];
        struct base_url base;
        struct error error = {0};
        bool good = read_base_url(&base, test->url, test->insecure_http, &error);
        if (good != (test->base != NULL)) {
            fail_msg("%s: %s", test->url, good ? base.url : error.message);
        }
        assert_int_equal(check_base_url(test->url, test->insecure_http, &error), good);
        if (good) {
            assert_string_equal(base.url, test->base);
            assert_string_equal(base.host, test->said);
        } else {
            assert_int_equal(error.kind, ERROR_USAGE);
            assert_null(strstr(error.message, "hunter2"));
            if (strstr(error.message, test->said) == NULL) {
                fail_msg("%s: %s", test->url, error.message);
            }
        }
        free_base_url(&base);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(urls_are_taken_apart_or_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
