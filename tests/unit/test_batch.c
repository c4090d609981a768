#include "pipeline/batch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void a_batch_has_room_for_all_its_records(void **state)
{
    (void)state;
    struct batch batch = {0};
    assert_true(begin_batch(&batch));
    assert_int_equal(batch.count, 0);
    memset(batch.records, 0xA5, BATCH_RECORD_LIMIT * sizeof *batch.records);
    struct text other = copy_to_arena(&batch.arena, TEXT("Citizen"));
    assert_true(equal_texts(other, TEXT("Citizen")));
    free_batch(&batch);
}

static void a_batch_begun_anew_is_empty_and_keeps_its_memory(void **state)
{
    (void)state;
    struct batch batch = {0};
    assert_true(begin_batch(&batch));
    struct record *records = batch.records;
    batch.count = 7;
    batch.arena.exhausted = true;
    assert_true(begin_batch(&batch));
    assert_int_equal(batch.count, 0);
    assert_false(batch.arena.exhausted);
    assert_ptr_equal(batch.records, records);
    free_batch(&batch);
}

static void a_freed_batch_is_empty_and_usable(void **state)
{
    (void)state;
    struct batch batch = {0};
    free_batch(&batch);
    assert_true(begin_batch(&batch));
    batch.count = 1;
    free_batch(&batch);
    assert_int_equal(batch.count, 0);
    assert_null(batch.records);
    assert_true(begin_batch(&batch));
    free_batch(&batch);
    free_batch(&batch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_batch_has_room_for_all_its_records),
        cmocka_unit_test(a_batch_begun_anew_is_empty_and_keeps_its_memory),
        cmocka_unit_test(a_freed_batch_is_empty_and_usable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
