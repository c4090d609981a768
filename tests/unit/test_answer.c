#include "crm/answer.h"

#include "support.h"

#include <json-c/json.h>

/* An answer of the CRM; the caller frees its body. */
static struct http_response make_response(struct text body)
{
    struct http_response response = {.status = 200};
    append_text(&response.body, body);
    assert_false(response.body.failed);
    return response;
}

static struct json_object *parse(struct text body)
{
    struct http_response response = make_response(body);
    struct json_object *object = parse_answer(&response);
    free_http_response(&response);
    return object;
}

/* JSON that is some; the caller puts it back. */
static struct json_object *parse_good(const char *json)
{
    struct json_object *object = parse(make_text(json));
    if (object == NULL) {
        fail_msg("this is not taken for JSON: %s", json);
    }
    return object;
}

static void what_is_no_json_alone_is_none(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "",
        " ",
        "<html><body>502 Bad Gateway</body></html>",
        "<br />\n<b>Warning</b>: Undefined index in rest.php\n{\"id\":\"1\"}",
        "{\"id\":\"1\"}<br />\n<b>Warning</b>: Undefined index in rest.php",
        "{\"id\":\"1\"}{\"id\":\"2\"}",
        "{\"id\":\"1\"} x",
        "{",
        "{\"id\":\"1\"",
        "{\"id\":\"1",
        "[1,2",
        "\"text",
        "{\"id\":\"1\",}",
        "{'id':'1'}",
        "{id:1}",
        "{\"id\":\"\xFF\"}",
        "{\"id\":\"\xC3\"}",
        "nul",
        "nullx",
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct json_object *object = parse(make_text(cases[i]));
        if (object != NULL) {
            fail_msg("this is taken for JSON: %s", cases[i]);
        }
    }
}

static void json_of_any_kind_is_taken(void **state)
{
    (void)state;
    static const struct {
        const char *body;
        enum json_type type;
    } cases[] = {
        {"{}", json_type_object},
        {"[]", json_type_array},
        {"{\"a\":{\"b\":[1,\"\xC3\xA9\",null]}}", json_type_object},
        {"\n {\"a\":1}", json_type_object},
        {"{\"a\":1}\r\n", json_type_object},
        {"\xEF\xBB\xBF{\"a\":1}", json_type_object},
        {"\"Invalid\"", json_type_string},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct json_object *object = parse_good(cases[i].body);
        assert_int_equal(json_object_get_type(object), cases[i].type);
        json_object_put(object);
    }
}

static void null_is_no_answer(void **state)
{
    (void)state;
    static const char *const cases[] = {"null", "null\n", " null "};
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_null(parse(make_text(cases[i])));
    }
}

static void a_nul_byte_within_json_spoils_it(void **state)
{
    (void)state;
    assert_null(parse(TEXT("\0{\"id\":\"1\"}")));
    assert_null(parse(TEXT("{\"id\":\0\"1\"}")));
    assert_null(parse(TEXT("{\"id\":\"1\"}\0<br />")));
}

/* `depth` arrays, one in another. */
static struct json_object *parse_nested(size_t depth)
{
    struct buffer body = {0};
    for (size_t i = 0; i < 2 * depth; i++) {
        append_byte(&body, i < depth ? '[' : ']');
    }
    struct json_object *object = parse(view_buffer(&body));
    free_buffer(&body);
    return object;
}

static void json_may_be_nested_but_not_without_end(void **state)
{
    (void)state;
    struct json_object *object = parse_nested(40);
    assert_non_null(object);
    json_object_put(object);
    assert_null(parse_nested(100));
    assert_null(parse_nested(1000000));
}

static void members_are_those_of_objects_alone(void **state)
{
    (void)state;
    static const char *const cases[] = {"[]", "[{\"id\":1}]", "\"id\"",
                                        "{}", "{\"ID\":1}",   "{\"id\":null}"};
    assert_null(find_member(NULL, "id"));
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct json_object *object = parse_good(cases[i]);
        struct arena arena = {0};
        assert_null(find_member(object, "id"));
        check_text(copy_member(&arena, object, "id"), "");
        assert_int_equal(read_number_member(object, "id"), 0);
        json_object_put(object);
        free_arena(&arena);
    }
}

static void a_members_text_outlives_the_answer(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct json_object *object = parse_good(
        "{\"s\":\"a\\u00e9\\n\",\"n\":42,\"d\":6.5,\"e\":\"\",\"o\":{\"a\":1},\"l\":[1],\"z\":\"a\\"
        "u0000b\"}");
    struct text string = copy_member(&arena, object, "s");
    struct text whole = copy_member(&arena, object, "n");
    struct text decimal = copy_member(&arena, object, "d");
    struct text zero = copy_member(&arena, object, "z");
    check_text(copy_member(&arena, object, "e"), "");
    check_text(copy_member(&arena, object, "o"), "");
    check_text(copy_member(&arena, object, "l"), "");
    json_object_put(object);
    check_text(string, "a\xC3\xA9\n");
    check_text(whole, "42");
    check_text(decimal, "6.5");
    assert_true(equal_texts(zero, TEXT("a\0b")));
    free_arena(&arena);
}

static void numbers_may_stand_in_strings(void **state)
{
    (void)state;
    static const struct {
        const char *value;
        size_t number;
    } cases[] = {
        {"255", 255},  {"\"255\"", 255}, {"0", 0},       {"\"0\"", 0}, {"-1", 0},
        {"\"-1\"", 0}, {"\"\"", 0},      {"\"abc\"", 0}, {"null", 0},  {"[]", 0},
        {"{}", 0},     {"255.0", 255},   {"\"1\"", 1},   {"true", 1},  {"false", 0},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct arena arena = {0};
        struct json_object *object =
            parse_good(print_to_arena(&arena, "{\"len\":%s}", cases[i].value).at);
        size_t number = read_number_member(object, "len");
        if (number != cases[i].number) {
            fail_msg("%s: %zu instead of %zu", cases[i].value, number, cases[i].number);
        }
        json_object_put(object);
        free_arena(&arena);
    }
}

static void fields_are_those_of_an_object(void **state)
{
    (void)state;
    static const char *const cases[] = {"[]", "[{\"name\":\"id\"}]", "\"fields\""};
    struct arena arena = {0};
    struct crm_field_list list;
    assert_false(take_fields(NULL, &arena, &list));
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct json_object *object = parse_good(cases[i]);
        assert_false(take_fields(object, &arena, &list));
        json_object_put(object);
    }
    struct json_object *none = parse_good("{}");
    assert_true(take_fields(none, &arena, &list));
    assert_int_equal(list.count, 0);
    json_object_put(none);
    free_arena(&arena);
}

static void fields_keep_their_order_and_what_is_told_of_them(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        const char *label;
        const char *type;
        size_t length;
        bool is_required;
    } cases[] = {
        {"till_c", "Goes to the till", "bool", 0, false},
        {"last_name", "Last Name", "varchar", 100, true},
        {"ratio_c", "Ratio 1:2:", "float", 18, false},
        {"colon_c", "", "", 0, true},
        {"null_c", "", "", 0, false},
        {"list_c", "", "", 0, false},
        {"text_c", "", "", 0, false},
    };
    struct arena arena = {0};
    struct crm_field_list list;
    struct json_object *object = parse_good(
        "{\"till_c\":{\"label\":\"Goes to the "
        "till\",\"type\":\"bool\",\"len\":\"\",\"required\":0},"
        "\"last_name\":{\"label\":\"Last "
        "Name:\",\"type\":\"varchar\",\"len\":\"100\",\"required\":1}"
        ",\"ratio_c\":{\"label\":\"Ratio 1:2::\",\"type\":\"float\",\"len\":18,\"required\":\"0\"},"
        "\"colon_c\":{\"label\":\":\",\"type\":null,\"len\":null,\"required\":\"1\"},"
        "\"null_c\":null,\"list_c\":[],\"text_c\":\"text\"}");
    assert_true(take_fields(object, &arena, &list));
    json_object_put(object);
    assert_int_equal(list.count, COUNT(cases));
    for (size_t i = 0; i < COUNT(cases); i++) {
        check_text(list.fields[i].name, cases[i].name);
        check_text(list.fields[i].label, cases[i].label);
        check_text(list.fields[i].type, cases[i].type);
        assert_int_equal(list.fields[i].length, cases[i].length);
        assert_int_equal(list.fields[i].is_required, cases[i].is_required);
    }
    free_arena(&arena);
}

static const struct crm_credentials credentials = {
    .user = "ada", .password = "quokka \"7%\"", .client_id = "till", .client_secret = "numbat/9"};

static const struct crm nobody = {.credentials = &(const struct crm_credentials){NULL}};

/* A connection with the secrets of its credentials, and a session. */
static struct crm make_connection(struct text session)
{
    struct crm crm = {.credentials = &credentials};
    note_secret(&crm, make_text(credentials.password));
    note_secret(&crm, make_text(credentials.client_secret));
    note_secret(&crm, session);
    return crm;
}

static void the_newest_secrets_are_kept_and_the_credentials(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct crm crm = make_connection(TEXT("first"));
    for (size_t i = 0; i < CRM_SECRET_LIMIT; i++) {
        note_secret(&crm, print_to_arena(&arena, "later%zu", i));
    }
    assert_int_equal(crm.secret_count, CRM_SECRET_LIMIT);
    check_text(crm.secrets[0], credentials.password);
    check_text(crm.secrets[1], credentials.client_secret);
    check_text(crm.secrets[2], "later2");
    check_text(crm.secrets[CRM_SECRET_LIMIT - 1], "later63");
    free_arena(&arena);
}

/* The message about an answer, in the arena. */
static const char *refuse(struct arena *arena, const struct crm *crm, long status, struct text body)
{
    struct error error = {0};
    struct http_response response = make_response(body);
    response.status = status;
    assert_false(refuse_answer(crm, &response, "the question", &error));
    assert_int_equal(error.kind, ERROR_CRM);
    free_http_response(&response);
    return print_to_arena(arena, "%s", error.message).at;
}

/* The message about a login that was answered with `words` among other things. */
static const char *refuse_words(struct arena *arena, const struct crm *crm, struct text words)
{
    struct error error = {0};
    struct http_response response = make_response(TEXT("{\"id\":\"new session\"}"));
    response.status = 401;
    assert_false(refuse_login(crm, &response, words, &error));
    assert_int_equal(error.kind, ERROR_CRM);
    free_http_response(&response);
    return print_to_arena(arena, "%s", error.message).at;
}

static void an_answer_is_refused_with_what_it_says(void **state)
{
    (void)state;
    static const struct {
        long status;
        const char *body;
        const char *message; /* how it begins */
    } cases[] = {
        {500, "", "the CRM's answer to the question cannot be used (status 500): nothing; "},
        {200, " \r\n\t", "the CRM's answer to the question cannot be used (status 200): nothing; "},
        {404, "\n<h1>Not\nFound</h1>\n",
         "the CRM's answer to the question cannot be used (status 404): "
         "\"<h1>Not\\nFound</h1>\"; "},
    };
    struct arena arena = {0};
    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *message = refuse(&arena, &nobody, cases[i].status, make_text(cases[i].body));
        if (!starts_with(make_text(message), make_text(cases[i].message))) {
            fail_msg("%s", message);
        }
    }
    const char *message = refuse(&arena, &nobody, 200, TEXT("a\0b\x1B[31m\xFF"));
    assert_null(strchr(message, '\x1B'));
    assert_null(strstr(message, "\xFF"));
    assert_non_null(strstr(message, "\xEF\xBF\xBD"));
    free_arena(&arena);
}

static void check_no_secret(const char *message)
{
    assert_non_null(strstr(message, "[secret]"));
    if (strstr(message, "quokka") != NULL || strstr(message, "numbat") != NULL ||
        strstr(message, "bilby") != NULL) {
        fail_msg("%s", message);
    }
}

static void an_answer_is_refused_without_the_secrets_in_it(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "quokka \"7%\"",
        "{\"password\":\"quokka \\\"7%\\\"\"}",
        "password=quokka+%227%25%22&x",
        "<b>quokka &quot;7%&quot;</b>",
        "numbat/9",
        "numbat\\/9",
        "client_secret=numbat%2f9",
        "session=bilby",
    };
    const struct crm crm = make_connection(TEXT("bilby"));
    struct arena arena = {0};
    for (size_t i = 0; i < COUNT(cases); i++) {
        check_no_secret(refuse(&arena, &crm, 200, make_text(cases[i])));
        check_no_secret(refuse_words(&arena, &crm, make_text(cases[i])));
    }
    free_arena(&arena);
}

/* A secret is known by its blanks too, which must not be trimmed before. */
static void a_secret_may_begin_and_end_in_blanks(void **state)
{
    (void)state;
    struct arena arena = {0};
    const struct crm crm = make_connection(TEXT(" bilby "));
    const char *message = refuse_words(&arena, &crm, TEXT("The password is invalid:  bilby "));
    assert_null(strstr(message, "bilby"));
    message = refuse(&arena, &crm, 500, TEXT(" bilby  is not the password"));
    assert_null(strstr(message, "bilby"));
    free_arena(&arena);
}

static void a_login_is_refused_without_the_session_in_its_answer(void **state)
{
    (void)state;
    const struct crm crm = make_connection(EMPTY_TEXT);
    struct arena arena = {0};
    const char *message = refuse_words(&arena, &crm, TEXT("Invalid\nLogin"));
    assert_non_null(strstr(message, "(status 401"));
    assert_non_null(strstr(message, "Invalid\\nLogin"));
    assert_null(strstr(message, "new session"));
    message = refuse_words(&arena, &crm, EMPTY_TEXT);
    assert_non_null(strstr(message, "(status 401"));
    assert_null(strstr(message, "new session"));
    free_arena(&arena);
}

static void a_long_answer_is_cut_but_no_secret_of_it_in_two(void **state)
{
    (void)state;
    const struct crm crm = make_connection(TEXT("bilby"));
    struct arena arena = {0};
    struct buffer body = {0};
    for (size_t before = 150; before < 210; before++) {
        reset_buffer(&body);
        for (size_t i = 0; i < before; i++) {
            append_byte(&body, '-');
        }
        for (size_t i = 0; i < 1000; i++) {
            append_text(&body, TEXT("bilby "));
        }
        const char *message = refuse(&arena, &crm, 200, view_buffer(&body));
        assert_true(strlen(message) < 350);
        if (strstr(message, "...\"; ") == NULL || strstr(message, "bi") != NULL) {
            fail_msg("%s", message);
        }
    }
    free_buffer(&body);
    free_arena(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_no_json_alone_is_none),
        cmocka_unit_test(json_of_any_kind_is_taken),
        cmocka_unit_test(null_is_no_answer),
        cmocka_unit_test(a_nul_byte_within_json_spoils_it),
        cmocka_unit_test(json_may_be_nested_but_not_without_end),
        cmocka_unit_test(members_are_those_of_objects_alone),
        cmocka_unit_test(a_members_text_outlives_the_answer),
        cmocka_unit_test(numbers_may_stand_in_strings),
        cmocka_unit_test(fields_are_those_of_an_object),
        cmocka_unit_test(fields_keep_their_order_and_what_is_told_of_them),
        cmocka_unit_test(the_newest_secrets_are_kept_and_the_credentials),
        cmocka_unit_test(an_answer_is_refused_with_what_it_says),
        cmocka_unit_test(an_answer_is_refused_without_the_secrets_in_it),
        cmocka_unit_test(a_secret_may_begin_and_end_in_blanks),
        cmocka_unit_test(a_login_is_refused_without_the_session_in_its_answer),
        cmocka_unit_test(a_long_answer_is_cut_but_no_secret_of_it_in_two),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
