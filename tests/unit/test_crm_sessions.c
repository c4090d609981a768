#include "crm/call.h"
#include "support.h"

/* What each API says when a session has ended, and what it says otherwise. */
static const struct {
    const struct crm_driver *driver;
    long status;
    const char *body;
    bool is_expired;
} cases[] = {
    {&v4_1_driver, 200, "{\"name\":\"Invalid Session ID\",\"number\":11,\"description\":\"\"}",
     true},
    {&v4_1_driver, 200, "{\"name\":\"Invalid Session ID\",\"number\":\"11\"}", true},
    {&v4_1_driver, 200, "{\"name\":\"Access Denied\",\"number\":40,\"description\":\"\"}", false},
    {&v4_1_driver, 200, "{\"id\":\"1\",\"number\":11}", false},
    {&v4_1_driver, 401, "", false},
    {&v8_driver, 401, "{\"error\":\"access_denied\"}", true},
    {&v8_driver, 401, "", true},
    {&v8_driver, 400, "{\"errors\":{\"detail\":\"Module id is empty when trying to get Users\"}}",
     true},
    {&v8_driver, 400, "{\"errors\":{\"detail\":\"Contacts module with id 1 is not found\"}}",
     false},
    {&v8_driver, 200, "{\"errors\":{\"detail\":\"Module id is empty when trying to get Users\"}}",
     false},
    {&v8_driver, 400, "{\"errors\":{\"detail\":[]}}", false},
    {&v8_driver, 400, "no JSON", false},
    {&v11_driver, 401, "{\"error\":\"invalid_grant\"}", true},
    {&v11_driver, 403, "{\"error\":\"not_authorized\"}", false},
};

static void an_ended_session_is_known_by_what_the_api_says(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct crm_reply reply = {.response = {.status = cases[i].status}};
        append_text(&reply.response.body, make_text(cases[i].body));
        read_reply(&reply);
        if (cases[i].driver->is_expired(&reply) != cases[i].is_expired) {
            fail_msg("%s: %ld %s", cases[i].driver->name, cases[i].status, cases[i].body);
        }
        end_reply(&reply);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_ended_session_is_known_by_what_the_api_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
