#include "customer/clickpos.h"

#include "support.h"

static void the_file_has_the_columns_of_the_help_page(void **state)
{
    static const char *const columns[] = {
        "Title",  "Name",       "Last",           "Email",   "Cust No.",  "Mob",
        "CONAME", "Trading As", "Customer Class", "Email",   "Address 1", "Suburb",
        "State",  "Post/ZIP",   "Tel Home",       "Website", "Country"};
    (void)state;
    struct fixture fixture = begin_fixture();
    struct clickpos_layout layout = lay_out_clickpos_file(fixture.mapping);
    assert_int_equal(layout.count, COUNT(columns));
    for (size_t i = 0; i < COUNT(columns); i++) {
        check_text(fixture.mapping->rows[layout.rows[i]].column, columns[i]);
        assert_true(i == 0 || layout.rows[i] > layout.rows[i - 1]);
    }
    end_fixture(&fixture);
}

static void the_mappings_order_is_that_of_the_file(void **state)
{
    (void)state;
    struct fixture fixture = begin_fixture();
    extend_mapping(&fixture, "Contacts|department|Department||||text"); /* goes nowhere */
    extend_mapping(&fixture, "Contacts|hobby_c|Hobby||Hobby||text");
    extend_mapping(&fixture, "Accounts|industry|Industry|| ||text");
    extend_mapping(&fixture, "Contacts|phone_work|Work||Tel Work|Work|phone");
    struct clickpos_layout layout = lay_out_clickpos_file(fixture.mapping);
    assert_int_equal(layout.count, 19);
    assert_int_equal(layout.rows[17], find_row(&fixture, MODULE_CONTACTS, "hobby_c"));
    assert_int_equal(layout.rows[18], find_row(&fixture, MODULE_CONTACTS, "phone_work"));
    end_fixture(&fixture);
}

static void a_full_mapping_is_laid_out(void **state)
{
    (void)state;
    struct fixture fixture = begin_fixture();
    while (fixture.mapping->count < MAPPING_ROW_LIMIT) {
        struct text row = print_to_arena(&fixture.arena, "Contacts|f%zu_c|||F %zu||text",
                                         fixture.mapping->count, fixture.mapping->count);
        extend_mapping(&fixture, row.at);
    }
    struct clickpos_layout layout = lay_out_clickpos_file(fixture.mapping);
    assert_int_equal(layout.count, MAPPING_ROW_LIMIT - 1); /* all but the tick */
    assert_int_equal(layout.rows[layout.count - 1], MAPPING_ROW_LIMIT - 1);
    end_fixture(&fixture);
}

static void an_empty_mapping_has_no_columns(void **state)
{
    (void)state;
    struct fixture fixture = begin_fixture();
    fixture.mapping->count = 0;
    assert_int_equal(lay_out_clickpos_file(fixture.mapping).count, 0);
    end_fixture(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_file_has_the_columns_of_the_help_page),
        cmocka_unit_test(the_mappings_order_is_that_of_the_file),
        cmocka_unit_test(a_full_mapping_is_laid_out),
        cmocka_unit_test(an_empty_mapping_has_no_columns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
