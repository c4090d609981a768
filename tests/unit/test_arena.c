#include "base/arena.h"

#include <setjmp.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void pieces_are_aligned_and_apart(void **state)
{
    (void)state;
    struct arena arena = {0};
    unsigned char *pieces[64];
    for (size_t i = 0; i < 64; i++) {
        pieces[i] = take_from_arena(&arena, i);
        assert_non_null(pieces[i]);
        assert_int_equal((uintptr_t)pieces[i] % alignof(max_align_t), 0);
        memset(pieces[i], (int)i, i);
    }
    for (size_t i = 0; i < 64; i++) {
        for (size_t j = 0; j < i; j++) {
            assert_int_equal(pieces[i][j], i);
            assert_ptr_not_equal(pieces[i], pieces[j]);
        }
    }
    free_arena(&arena);
}

static void pieces_may_be_larger_than_a_block(void **state)
{
    (void)state;
    struct arena arena = {0};
    const size_t large = 3 * 1024 * 1024;
    char *before = take_from_arena(&arena, 1);
    char *piece = take_from_arena(&arena, large);
    char *after = take_from_arena(&arena, 1);
    assert_non_null(before);
    assert_non_null(piece);
    assert_non_null(after);
    *before = 'b';
    *after = 'a';
    memset(piece, 'p', large);
    assert_int_equal(*before, 'b');
    assert_int_equal(*after, 'a');
    free_arena(&arena);
}

static void copies_are_independent_of_the_original(void **state)
{
    (void)state;
    struct arena arena = {0};
    char original[] = {'6', '\0', '3', '0'};
    struct text copy = copy_to_arena(&arena, (struct text){original, sizeof original});
    memset(original, 'x', sizeof original);
    assert_int_equal(copy.length, 4);
    assert_memory_equal(copy.at,
                        "6\0"
                        "30",
                        4);
    assert_int_equal(copy_to_arena(&arena, EMPTY_TEXT).length, 0);
    free_arena(&arena);
}

static void text_is_printed_with_a_nul_behind_it(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct text text = print_to_arena(&arena, "%s (%d)", "John Citizen", 630);
    assert_int_equal(text.length, strlen("John Citizen (630)"));
    assert_string_equal(text.at, "John Citizen (630)");
    assert_int_equal(print_to_arena(&arena, "%s", "").length, 0);
    free_arena(&arena);
}

static void what_the_newest_piece_does_not_need_is_used_again(void **state)
{
    (void)state;
    struct arena arena = {0};
    char *piece = take_from_arena(&arena, 1000);
    shrink_newest_piece(&arena, piece, 1000, 10);
    char *next = take_from_arena(&arena, 10);
    assert_true(next >= piece + 10);
    assert_true(next < piece + 1000);

    /* Only the newest piece can shrink: `piece` no longer is, and nothing may happen. */
    shrink_newest_piece(&arena, piece, 1000, 1);
    assert_true((char *)take_from_arena(&arena, 1) >= next + 10);
    free_arena(&arena);
}

static void a_piece_may_shrink_to_nothing(void **state)
{
    (void)state;
    struct arena arena = {0};
    char *piece = take_from_arena(&arena, 100);
    shrink_newest_piece(&arena, piece, 100, 0);
    assert_ptr_not_equal(take_from_arena(&arena, 1), piece);
    free_arena(&arena);
}

static void a_failure_sticks_until_the_arena_is_reset(void **state)
{
    (void)state;
    struct arena arena = {0};
    assert_null(take_from_arena(&arena, SIZE_MAX));
    assert_true(arena.exhausted);
    assert_null(take_from_arena(&arena, 1));
    assert_int_equal(copy_to_arena(&arena, TEXT("Vic")).length, 0);
    assert_int_equal(print_to_arena(&arena, "%d", 630).length, 0);
    reset_arena(&arena);
    assert_false(arena.exhausted);
    assert_non_null(take_from_arena(&arena, 1));
    free_arena(&arena);
}

static void a_reset_arena_uses_its_memory_again(void **state)
{
    (void)state;
    struct arena arena = {0};
    char *firsts[2];
    for (int round = 0; round < 2; round++) {
        firsts[round] = take_from_arena(&arena, 100);
        for (int i = 0; i < 50; i++) {
            char *piece = take_from_arena(&arena, 100 * 1024);
            assert_non_null(piece);
            memset(piece, round, 100 * 1024);
        }
        reset_arena(&arena);
    }
    assert_ptr_equal(firsts[0], firsts[1]);
    free_arena(&arena);
}

static void a_freed_arena_is_empty_and_usable(void **state)
{
    (void)state;
    struct arena arena = {0};
    free_arena(&arena);
    assert_non_null(take_from_arena(&arena, 10));
    free_arena(&arena);
    assert_null(arena.first);
    assert_null(arena.current);
    assert_non_null(take_from_arena(&arena, 10));
    free_arena(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_are_aligned_and_apart),
        cmocka_unit_test(pieces_may_be_larger_than_a_block),
        cmocka_unit_test(copies_are_independent_of_the_original),
        cmocka_unit_test(text_is_printed_with_a_nul_behind_it),
        cmocka_unit_test(what_the_newest_piece_does_not_need_is_used_again),
        cmocka_unit_test(a_piece_may_shrink_to_nothing),
        cmocka_unit_test(a_failure_sticks_until_the_arena_is_reset),
        cmocka_unit_test(a_reset_arena_uses_its_memory_again),
        cmocka_unit_test(a_freed_arena_is_empty_and_usable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
