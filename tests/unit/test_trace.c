#include "crm/trace.h"

#include "support.h"

#include <stdlib.h>

/* What was traced, of which there is one at a time. */
struct recording {
    struct trace trace;
    char *text;
    size_t length;
};

static const struct text secrets[] = {{"hunter2", 7}, {"s 3/t", 5}};

static struct recording *start_recording(struct recording *recording, bool show_values)
{
    *recording = (struct recording){0};
    recording->trace = (struct trace){.file = open_memstream(&recording->text, &recording->length),
                                      .show_values = show_values,
                                      .secrets = secrets,
                                      .secret_count = COUNT(secrets)};
    assert_non_null(recording->trace.file);
    return recording;
}

static void check_recording(struct recording *recording, const char *expected)
{
    assert_int_equal(fclose(recording->trace.file), 0);
    check_text((struct text){recording->text, recording->length}, expected);
    free(recording->text);
}

struct body_case {
    const char *type;
    const char *body;
    const char *without_values;
    const char *with_values;
};

static const struct body_case bodies[] = {
    {"application/json",
     "{\"first_name\": \"Ada\", \"n\": [1, -2.5e3, true, false, null], \"e\": {}}",
     "> {\"first_name\":...,\"n\":[...,...,true,false,null],\"e\":{}}\n",
     "> {\"first_name\":\"Ada\",\"n\":[1,-2.5e3,true,false,null],\"e\":{}}\n"},
    {"application/json", "{\"Password\":\"unknown\",\"refresh_token\":\"abc\",\"x\":\"hunter2\"}",
     "> {\"Password\":...,\"refresh_token\":...,\"x\":...}\n",
     "> {\"Password\":...,\"refresh_token\":...,\"x\":\"[secret]\"}\n"},
    {"text/html", "[\"s 3\\/t\",\"a\\\"b\",\"type\",{\"type\":\"Contacts\",\"module_name\":\"A\"}]",
     "> [...,...,...,{\"type\":\"Contacts\",\"module_name\":\"A\"}]\n",
     "> [\"[secret]\",\"a\\\"b\",\"type\",{\"type\":\"Contacts\",\"module_name\":\"A\"}]\n"},
    {"application/json", "{\"Ada Brook\":1,\"a\":\"open", "> {...:...,\"a\":...\n",
     "> {\"Ada Brook\":1,\"a\":\"open\n"},
    {"application/json", "{\"type\":\"a\" Ada \"Brook\"", "> {\"type\":\"a\"......\n", NULL},
    {"application/json", "{\"tokens\":[\"a\",\"b\"],\"c\":[\"d\",\"e\"]}",
     "> {\"tokens\":[...,...],\"c\":[...,...]}\n",
     "> {\"tokens\":[...,...],\"c\":[\"d\",\"e\"]}\n"},
    {"application/json", "{\"a\" \"Ada\" Brook: 5 \\\"x\\\": \"", "> {.........:.........\n", NULL},
    {"application/x-www-form-urlencoded",
     "method=set_entry&input_type=JSON&rest_data=%7B%22session%22%3A%22abc%22%2C%22v%22%3A%22Ada%22"
     "%2C%22w%22%3A%22s+3%5C%2Ft%22%7D&password=s+3%2Ft&a%20b=c&flag&=",
     "> method=set_entry&input_type=JSON&rest_data={\"session\":...,\"v\":...,\"w\":...}"
     "&password=...&...=...&flag&...=...\n",
     "> method=set_entry&input_type=JSON&rest_data={\"session\":...,\"v\":\"Ada\","
     "\"w\":\"[secret]\"}&password=...&...=c&flag&...=\n"},
    {"text/html", "<b>Warning</b> hunter2\n{\"a\":1}", "> (30 bytes)\n",
     "> <b>Warning</b> [secret]\\n{\"a\":1}\n"},
    {"", "\x1B[2J\xFF", "> (5 bytes)\n", "> \\x1B[2J\xEF\xBF\xBD\n"},
    {"application/json", "", "", ""},
};

static void check_body(const struct body_case *test, bool show_values, const char *expected)
{
    struct recording recording;
    trace_body(&start_recording(&recording, show_values)->trace, '>', make_text(test->type),
               make_text(test->body));
    check_recording(&recording, expected);
}

static void bodies_show_values_only_if_asked(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(bodies); i++) {
        check_body(&bodies[i], false, bodies[i].without_values);
        if (bodies[i].with_values != NULL) {
            check_body(&bodies[i], true, bodies[i].with_values);
        }
    }
}

static void headers_with_logins_are_blanked(void **state)
{
    (void)state;
    struct recording recording;
    const struct trace *trace = &start_recording(&recording, true)->trace;
    trace_header(trace, '>', TEXT("authorization: Bearer abc"));
    trace_header(trace, '<', TEXT("Set-Cookie: PHPSESSID=abc\r\n"));
    trace_header(trace, '>', TEXT("X-Key: hunter2"));
    trace_header(trace, '<', TEXT("Location: https://h/?p=s%203%2ft\r\n"));
    trace_header(trace, '<', TEXT("\r\n"));
    trace_header(trace, '<', TEXT("HTTP/1.1 200 OK\r\n"));
    check_recording(&recording, "> authorization: [secret]\n< Set-Cookie: [secret]\n"
                                "> X-Key: [secret]\n< Location: https://h/?p=[secret]\n"
                                "< HTTP/1.1 200 OK\n");
}

static void queries_show_values_only_if_asked(void **state)
{
    (void)state;
    struct recording recording;
    struct recording with_values;
    const char *url = "https://h/hunter2/V8?filter=Ada+Brook&session=abc&type=Contacts";
    trace_request_line(&start_recording(&recording, false)->trace, "GET", url);
    check_recording(&recording,
                    "> GET https://h/[secret]/V8?filter=...&session=...&type=Contacts\n");
    trace_request_line(&start_recording(&with_values, true)->trace, "GET", url);
    check_recording(&with_values,
                    "> GET https://h/[secret]/V8?filter=Ada Brook&session=...&type=Contacts\n");
}

/* Wherever the cut goes through the secret, no part of it is left over. */
static void long_bodies_are_cut_without_half_a_secret(void **state)
{
    (void)state;
    for (size_t before = 64 * 1024 - 8; before <= 64 * 1024; before++) {
        struct recording recording;
        struct buffer body = {0};
        for (size_t i = 0; i < before; i++) {
            append_byte(&body, '.');
        }
        append_text(&body, TEXT("hunter2 and more"));
        trace_body(&start_recording(&recording, true)->trace, '<', EMPTY_TEXT, view_buffer(&body));
        free_buffer(&body);
        assert_int_equal(fclose(recording.trace.file), 0);
        assert_null(strchr(recording.text, 'h'));
        assert_non_null(strstr(recording.text, ". (cut)\n"));
        assert_in_range(recording.length, 64 * 1024 - 200, 64 * 1024 + 20);
        free(recording.text);
    }
}

static void there_may_be_no_trace(void **state)
{
    (void)state;
    const struct trace trace = {0};
    trace_request_line(&trace, "GET", "https://h/");
    trace_header(&trace, '>', TEXT("A: b"));
    trace_body(&trace, '>', EMPTY_TEXT, TEXT("body"));
    trace_remark(&trace, "%d", 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bodies_show_values_only_if_asked),
        cmocka_unit_test(headers_with_logins_are_blanked),
        cmocka_unit_test(queries_show_values_only_if_asked),
        cmocka_unit_test(long_bodies_are_cut_without_half_a_secret),
        cmocka_unit_test(there_may_be_no_trace),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
