/* Whatever the CRM answers, it is JSON or none, its members can be asked for, and what is shown of
   it holds no secret: the first two bytes say how the secret that is planted in the middle is
   encoded, the third how many secrets were noted after it, and the rest is the answer's body. */
#include "base/error.h"
#include "crm/answer.h"
#include "encodings.h"
#include "fuzzing.h"

/* What comes of making other text visible neither begins with a "q" nor has one, so that only the
   answer itself can bring it. */
static const struct text secret = {"q7 k+\"%'<\xC3\xA9/&", 13};

static void insist_on_text(struct text text, struct json_object *value)
{
    bool has_text = json_object_is_type(value, json_type_string) ||
                    json_object_is_type(value, json_type_boolean) ||
                    json_object_is_type(value, json_type_int) ||
                    json_object_is_type(value, json_type_double);
    insist(has_text || text.length == 0);
    if (json_object_is_type(value, json_type_string)) {
        insist(text.length == (size_t)json_object_get_string_len(value));
        insist(memcmp(text.at, json_object_get_string(value), text.length) == 0);
    }
}

static void ask_for_members(struct json_object *value, struct arena *arena)
{
    for (size_t i = 0; i < count_elements(value); i++) {
        ask_for_members(get_element(value, i), arena);
    }
    insist(get_element(value, count_elements(value)) == NULL);
    insist(find_member(value, "no such member") == NULL ||
           json_object_is_type(value, json_type_object));
    if (!json_object_is_type(value, json_type_object)) {
        return;
    }
    json_object_object_foreach(value, name, member)
    {
        char place[CRM_NAME_SIZE];
        insist(find_member(value, name) == member);
        insist_on_text(copy_member(arena, value, name), member);
        insist(read_number_member(value, name) <= INT64_MAX);
        copy_name(place, make_text(name));
        insist(starts_with(make_text(name), make_text(place)));
        ask_for_members(member, arena);
    }
}

/* Takes what the answer's members describe, and reads it when the answer is gone. */
static void check_members(const struct http_response *response)
{
    struct arena arena = {0};
    struct crm_field_list list = {0};
    struct json_object *answer = parse_answer(response);
    bool is_object = json_object_is_type(answer, json_type_object);
    size_t count = is_object ? (size_t)json_object_object_length(answer) : 0;
    ask_for_members(answer, &arena);
    insist(take_fields(answer, &arena, &list) == is_object && list.count == count);
    json_object_put(answer);
    for (size_t i = 0; i < list.count; i++) {
        const struct crm_field *field = &list.fields[i];
        insist(find_byte(field->name, '\0', 0) == field->name.length);
        insist(is_valid_utf8(field->label) && is_valid_utf8(field->type));
    }
    free_arena(&arena);
}

/* The "|" on its sides keeps the secret apart from what else the answer has. */
static void insist_on_silence(struct text shown, struct text planted)
{
    insist(find_text(shown, secret) == shown.length);
    insist(planted.length == 0 || find_text(shown, planted) == shown.length);
    insist(is_valid_utf8(shown));
    for (size_t at = 0; at < shown.length;) {
        struct character character = read_character(shown, at);
        insist(!is_control(character.code));
        at += character.length;
    }
}

static void check_words(const struct crm *crm, const struct http_response *response,
                        struct text planted)
{
    struct arena arena = {0};
    struct error error = {0};
    struct text words = view_buffer(&response->body);
    insist_on_silence(quote_words(crm, words, &arena), planted);
    insist_on_silence(quote_answer(crm, response, &arena), planted);
    insist(!refuse_answer(crm, response, "a look", &error));
    insist(error.kind == ERROR_CRM);
    insist_on_silence(make_text(error.message), planted);
    insist(!refuse_login(crm, response, words, &error));
    insist_on_silence(make_text(error.message), planted);
    free_arena(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct text input = {(const char *)bytes, size};
    struct crm crm = {.prefix = ""};
    struct buffer planted = {0};
    struct http_response response = {.status = 200};
    uint8_t inner = take_byte(&input);
    uint8_t outer = take_byte(&input);
    uint8_t others = take_byte(&input);
    note_secret(&crm, secret);
    for (uint8_t i = 0; i < others; i++) {
        note_secret(&crm, i % 2 == 0 ? TEXT("another") : EMPTY_TEXT);
    }
    append_text(&response.body, input);
    check_members(&response);
    check_words(&crm, &response, EMPTY_TEXT);

    append_byte(&planted, '|');
    append_encoded_twice(&planted, secret, inner, outer);
    append_byte(&planted, '|');
    reset_buffer(&response.body);
    append_text(&response.body, slice_text(input, 0, input.length / 2));
    append_text(&response.body, view_buffer(&planted));
    append_text(&response.body, slice_text(input, input.length / 2, input.length));
    check_words(&crm, &response, view_buffer(&planted));
    free_http_response(&response);
    free_buffer(&planted);
    return 0;
}
