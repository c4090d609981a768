#include "base/excel.h"

#include "random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct {
    struct text cell;
    struct text written; /* the same if Excel leaves the cell alone */
} cases[] = {
    {{"", 0}, {"", 0}},
    {{"Jo", 2}, {"Jo", 2}},
    {{"say \"hi\"", 8}, {"say \"hi\"", 8}},
    /* what begins like a formula */
    {{"=", 1}, {"=\"=\"", 4}},
    {{"=1+1", 4}, {"=\"=1+1\"", 7}},
    {{"=\"0411\"", 7}, {"=\"=\"\"0411\"\"\"", 12}},
    {{"+61 3", 5}, {"=\"+61 3\"", 8}},
    {{"-", 1}, {"=\"-\"", 4}},
    {{"@jo", 3}, {"=\"@jo\"", 6}},
    {{"\tx", 2}, {"=\"\tx\"", 5}},
    {{"\rx", 2}, {"=\"\rx\"", 5}},
    {{"\nx", 2}, {"=\"\nx\"", 5}},
    {{" =1", 3}, {" =1", 3}},
    {{"a=1", 3}, {"a=1", 3}},
    {{"\0=", 2}, {"\0=", 2}},
    /* numbers of more than 15 digits */
    {{"123456789012345", 15}, {"123456789012345", 15}},
    {{"1234567890123456", 16}, {"=\"1234567890123456\"", 19}},
    {{"1234 5678 9012 3456", 19}, {"=\"1234 5678 9012 3456\"", 22}},
    {{"1,234,567,890,123.456", 21}, {"=\"1,234,567,890,123.456\"", 24}},
    {{"123 456 789 012 345", 19}, {"123 456 789 012 345", 19}},
    {{"1234567890123456x", 17}, {"1234567890123456x", 17}},
    {{"1234-5678-9012-3456", 19}, {"1234-5678-9012-3456", 19}},
    /* leading zeros */
    {{"0", 1}, {"0", 1}},
    {{"00", 2}, {"=\"00\"", 5}},
    {{"0411 222 333", 12}, {"=\"0411 222 333\"", 15}},
    {{"0/1", 3}, {"=\"0/1\"", 6}},
    {{"0\"", 2}, {"=\"0\"\"\"", 6}},
    {{"0411x", 5}, {"0411x", 5}},
    {{"0Z", 2}, {"0Z", 2}},
    {{"0\xC3\xA9", 3}, {"0\xC3\xA9", 3}},
    {{"1023", 4}, {"1023", 4}},
};

static void wraps_what_excel_changes(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct text cell = cases[i].cell;
        struct text written = cases[i].written;
        struct buffer out = {0};
        append_for_excel(&out, cell);
        assert_int_equal(out.length, written.length);
        if (out.length > 0) {
            assert_memory_equal(out.at, written.at, out.length);
        }
        assert_int_equal(is_changed_by_excel(cell), !equal_texts(cell, written));
        free_buffer(&out);
    }
}

static const struct {
    struct text cell;
    struct text inner;
    bool same; /* it comes back as the very same slice */
} unwrapped[] = {
    {{"=\"0411\"", 7}, {"0411", 4}, false},
    {{"=\"\"", 3}, {"", 0}, false},
    {{"=\"\"\"\"", 5}, {"\"", 1}, false},
    {{"=\"a\"\"b\"\"\"\"c\"", 12}, {"a\"b\"\"c", 6}, false},
    {{"=\"=\"\"0411\"\"\"", 12}, {"=\"0411\"", 7}, false},
    {{"", 0}, {"", 0}, true},
    {{"=", 1}, {"=", 1}, true},
    {{"=\"", 2}, {"=\"", 2}, true},
    {{"=\"\"\"", 4}, {"=\"\"\"", 4}, true},
    {{"=\"a", 3}, {"=\"a", 3}, true},
    {{"=a\"", 3}, {"=a\"", 3}, true},
    {{"\"a\"", 3}, {"\"a\"", 3}, true},
    {{" =\"a\"", 5}, {" =\"a\"", 5}, true},
    {{"=\"a\" ", 5}, {"=\"a\" ", 5}, true},
    {{"=\"a\"b\"", 6}, {"=\"a\"b\"", 6}, true},
    {{"=\"a\"&\"b\"", 8}, {"=\"a\"&\"b\"", 8}, true},
    {{"=\"a\"\"", 5}, {"=\"a\"\"", 5}, true},
    {{"=\"a\"\"\"b\"", 8}, {"=\"a\"\"\"b\"", 8}, true},
    {{"0411", 4}, {"0411", 4}, true},
};

static void unwraps_exactly_that(void **state)
{
    (void)state;
    struct arena arena = {0};
    for (size_t i = 0; i < sizeof unwrapped / sizeof *unwrapped; i++) {
        struct text cell = unwrapped[i].cell;
        struct text inner = unwrap_excel(&arena, cell);
        assert_true(equal_texts(inner, unwrapped[i].inner));
        assert_int_equal(inner.at == cell.at, unwrapped[i].same);
    }
    free_arena(&arena);
}

static void slices_where_it_can(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct text cell = TEXT("=\"0411\"");
    assert_ptr_equal(unwrap_excel(&arena, cell).at, cell.at + 2);
    assert_null(arena.first);
    arena.exhausted = true;
    assert_int_equal(unwrap_excel(&arena, TEXT("=\"a\"\"b\"")).length, 0);
    free_arena(&arena);
}

static void gives_back_what_it_wrapped(void **state)
{
    (void)state;
    struct text alphabet = TEXT("==\"\"\"0001 .,-+@a\t\r\n\xC3\xA9");
    struct arena arena = {0};
    struct buffer out = {0};
    uint64_t seed = 20110131;
    size_t wrapped = 0;
    for (int round = 0; round < 50000; round++) {
        char memory[12];
        struct text cell = draw_text(&seed, alphabet, memory, sizeof memory);
        reset_buffer(&out);
        append_for_excel(&out, cell);
        if (is_changed_by_excel(cell)) {
            wrapped++;
            assert_true(equal_texts(unwrap_excel(&arena, view_buffer(&out)), cell));
        } else {
            assert_true(equal_texts(view_buffer(&out), cell));
        }
    }
    assert_in_range(wrapped, 10000, 45000);
    free_buffer(&out);
    free_arena(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wraps_what_excel_changes),
        cmocka_unit_test(unwraps_exactly_that),
        cmocka_unit_test(slices_where_it_can),
        cmocka_unit_test(gives_back_what_it_wrapped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
