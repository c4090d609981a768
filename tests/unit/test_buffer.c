#include "base/buffer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void assert_content(const struct buffer *buffer, struct text expected)
{
    struct text content = view_buffer(buffer);
    assert_false(buffer->failed);
    assert_int_equal(content.length, expected.length);
    assert_memory_equal(content.at, expected.at, expected.length);
}

static void an_empty_buffer_shows_the_empty_text(void **state)
{
    (void)state;
    struct buffer buffer = {0};
    assert_content(&buffer, EMPTY_TEXT);
    append_text(&buffer, EMPTY_TEXT);
    append_text(&buffer, (struct text){NULL, 0});
    assert_content(&buffer, EMPTY_TEXT);
    free_buffer(&buffer);
}

static void what_is_appended_stands_in_order(void **state)
{
    (void)state;
    struct buffer buffer = {0};
    append_text(&buffer, TEXT("Suburb"));
    append_byte(&buffer, ',');
    append_byte(&buffer, '\0');
    append_formatted(&buffer, "%s %d", "Vic", 3207);
    append_byte(&buffer, '.');
    assert_content(&buffer, TEXT("Suburb,\0Vic 3207."));
    free_buffer(&buffer);
}

static void content_survives_growth(void **state)
{
    (void)state;
    struct buffer buffer = {0};
    for (int i = 0; i < 100000; i++) {
        append_byte(&buffer, (char)(i % 251));
    }
    assert_int_equal(view_buffer(&buffer).length, 100000);
    for (int i = 0; i < 100000; i++) {
        assert_int_equal(view_buffer(&buffer).at[i], (char)(i % 251));
    }
    free_buffer(&buffer);
}

static void reserved_room_is_not_content_yet(void **state)
{
    (void)state;
    struct buffer buffer = {0};
    append_text(&buffer, TEXT("ab"));
    char *room = reserve_in_buffer(&buffer, 10000);
    assert_non_null(room);
    memset(room, 'c', 10000);
    assert_content(&buffer, TEXT("ab"));
    assert_ptr_equal(room, buffer.at + 2);
    buffer.length += 1;
    assert_content(&buffer, TEXT("abc"));
    free_buffer(&buffer);
}

static void a_failure_sticks_until_the_buffer_is_reset(void **state)
{
    (void)state;
    struct buffer buffer = {0};
    append_text(&buffer, TEXT("kept"));
    assert_null(reserve_in_buffer(&buffer, SIZE_MAX));
    assert_true(buffer.failed);
    append_text(&buffer, TEXT("x"));
    append_byte(&buffer, 'x');
    append_formatted(&buffer, "%d", 1);
    assert_int_equal(view_buffer(&buffer).length, 4);
    reset_buffer(&buffer);
    append_byte(&buffer, 'y');
    assert_content(&buffer, TEXT("y"));
    free_buffer(&buffer);
}

static void a_reset_buffer_keeps_its_memory(void **state)
{
    (void)state;
    struct buffer buffer = {0};
    append_text(&buffer, TEXT("Customer Class"));
    const char *memory = buffer.at;
    reset_buffer(&buffer);
    assert_content(&buffer, EMPTY_TEXT);
    append_text(&buffer, TEXT("Not Active"));
    assert_ptr_equal(view_buffer(&buffer).at, memory);
    assert_content(&buffer, TEXT("Not Active"));
    free_buffer(&buffer);
}

static void a_freed_buffer_is_empty_and_usable(void **state)
{
    (void)state;
    struct buffer buffer = {0};
    append_byte(&buffer, 'a');
    free_buffer(&buffer);
    assert_content(&buffer, EMPTY_TEXT);
    append_byte(&buffer, 'b');
    assert_content(&buffer, TEXT("b"));
    free_buffer(&buffer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_buffer_shows_the_empty_text),
        cmocka_unit_test(what_is_appended_stands_in_order),
        cmocka_unit_test(content_survives_growth),
        cmocka_unit_test(reserved_room_is_not_content_yet),
        cmocka_unit_test(a_failure_sticks_until_the_buffer_is_reset),
        cmocka_unit_test(a_reset_buffer_keeps_its_memory),
        cmocka_unit_test(a_freed_buffer_is_empty_and_usable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
