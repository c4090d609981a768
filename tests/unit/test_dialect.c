#include "csv/dialect.h"

#include "csv/frame.h"
#include "exports.h"

/* Opens `input` and lists its dialect ("; line 2 [No][First]") and its records. */
static void list_with_dialect(struct text input, char delimiter, struct buffer *listing)
{
    struct error error = {0};
    struct source source;
    struct arena arena = {0};
    struct dialect dialect = {0};
    struct header_place place;
    assert_true(open_memory_source(&source, "export.csv", input, &error));
    if (find_header(&source, delimiter, &export_judge, &arena, &dialect, &place, &error)) {
        append_formatted(listing, "%c line %d ", dialect.delimiter, (int)dialect.header_line);
        append_cells(listing, dialect.header.cells, dialect.header.count);
        struct text window = get_window(&source);
        append_formatted(listing, " key %d, then line %d: ", (int)place.key_column,
                         (int)place.next_line);
        append_visible(listing, slice_text(window, place.length, window.length), 40);
    } else {
        assert_int_equal(error.kind, ERROR_INPUT);
        append_formatted(listing, "error: %s", error.message);
    }
    append_byte(listing, '\0');
    free_arena(&arena);
    close_source(&source);
}

struct dialect_case {
    const char *input;
    char delimiter;
    const char *found;
};

static void assert_dialects(const struct dialect_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct buffer listing = {0};
        list_with_dialect(make_text(cases[i].input), cases[i].delimiter, &listing);
        assert_string_equal(listing.at, cases[i].found);
        free_buffer(&listing);
    }
}

static void the_delimiter_is_found_from_the_header(void **state)
{
    (void)state;
    static const struct dialect_case cases[] = {
        {"No,First,Last\n1", 0, ", line 1 [No][First][Last] key 0, then line 2: 1"},
        {"No;First;Last\n1", 0, "; line 1 [No][First][Last] key 0, then line 2: 1"},
        {"No\tFirst\tLast\n1", 0, "\t line 1 [No][First][Last] key 0, then line 2: 1"},
        {"No|First|Last\n1", 0, "| line 1 [No][First][Last] key 0, then line 2: 1"},
        {"\"No\";\"First\";\"Last\"\r\n1", 0, "; line 1 [No][First][Last] key 0, then line 2: 1"},
        {"\xEF\xBB\xBF\"No\",First,Last", 0, ", line 1 [No][First][Last] key 0, then line 1: "},
        /* SugarCRM's second mark, and one more for good measure */
        {"\xEF\xBB\xBF\xEF\xBB\xBF\xEF\xBB\xBF\"No\",First,Last\n1", 0,
         ", line 1 [No][First][Last] key 0, then line 2: 1"},
        {"\xEF\xBB\xBF\xEF\xBB\xBFsep=;\nNo;First;Last\n1", 0,
         "; line 2 [No][First][Last] key 0, then line 3: 1"},
        {" Last , No,First\r1", 0, ", line 1 [ Last ][ No][First] key 1, then line 2: 1"},
        /* the other delimiters may stand in it */
        {"No;Name, first|last;First;Last\n", 0,
         "; line 1 [No][Name, first|last][First][Last] key 0, then line 2: "},
        {"No;First;Last;City;a,No,First,Last\n", 0,
         "; line 1 [No][First][Last][City][a,No,First,Last] key 0, then line 2: "},
        /* the one that knows most columns */
        {"No,First,Last\nNo;First;Last;City\n1", 0,
         "; line 2 [No][First][Last][City] key 0, then line 3: 1"},
        {"No,First,Last\nNo;First;Last\n1", 0,
         ", line 1 [No][First][Last] key 0, then line 2: No;First;Last\\n1"},
        /* the one that was asked for, and no other */
        {"No:First:Last\n1", ':', ": line 1 [No][First][Last] key 0, then line 2: 1"},
        {"No,First,Last,City\nNo;First;Last\n", ';',
         "; line 2 [No][First][Last] key 0, then line 3: "},
        {"No,First,Last\n1", ';', "error: export.csv: line 1 has 1 columns"},
    };
    assert_dialects(cases, COUNT(cases));
}

static void a_separator_line_names_the_delimiter(void **state)
{
    (void)state;
    static const struct dialect_case cases[] = {
        {"sep=;\r\nNo;First;Last\r\n1", 0, "; line 2 [No][First][Last] key 0, then line 3: 1"},
        {"sep=,\nNo,First,Last\n1", 0, ", line 2 [No][First][Last] key 0, then line 3: 1"},
        {"sep=\t\rNo\tFirst\tLast\r1", 0, "\t line 2 [No][First][Last] key 0, then line 3: 1"},
        {"SEP=|\nNo|First|Last\n1", 0, "| line 2 [No][First][Last] key 0, then line 3: 1"},
        {"Sep=:\nNo:First:Last\n1", 0, ": line 2 [No][First][Last] key 0, then line 3: 1"},
        {"\xEF\xBB\xBFsep=;\nNo;First;Last", 0, "; line 2 [No][First][Last] key 0, then line 2: "},
        {"sep=;\n\nTitle\nNo;First;Last", 0, "; line 4 [No][First][Last] key 0, then line 4: "},
        /* it is believed, unless another one is asked for */
        {"sep=;\nNo,First,Last\n1", 0, "error: export.csv: line 2 has 1 columns"},
        {"sep=;\nNo,First,Last\n1", ',', ", line 2 [No][First][Last] key 0, then line 3: 1"},
        /* what is none is a record like any other */
        {"sep=\nNo,First,Last\n1", 0, ", line 2 [No][First][Last] key 0, then line 3: 1"},
        {"sep=\r\nNo,First,Last\n1", 0, ", line 2 [No][First][Last] key 0, then line 3: 1"},
        {"sep=;;\nNo,First,Last\n1", 0, ", line 2 [No][First][Last] key 0, then line 3: 1"},
        {"\"sep=;\"\nNo;First;Last\n1", 0, "; line 2 [No][First][Last] key 0, then line 3: 1"},
        {"sep=\"\nNo,First,Last\n1", 0, ", line 2 [No][First][Last] key 0, then line 3: 1"},
        {" sep=;\nNo,First,Last\n1", 0, ", line 2 [No][First][Last] key 0, then line 3: 1"},
        {"Title\nsep=;\nNo,First,Last\n1", 0, ", line 3 [No][First][Last] key 0, then line 4: 1"},
        {"sep=;", 0, "error: export.csv: line 1 has 2 columns"},
        {"sep=;\n", 0, "error: export.csv: line 0 has 0 columns"},
    };
    assert_dialects(cases, COUNT(cases));
}

static void titles_above_the_header_are_passed_over(void **state)
{
    (void)state;
    static const struct dialect_case cases[] = {
        {"\r\n \r\nCustomers\r\n\r\nNo,First,Last\r\n1", 0,
         ", line 5 [No][First][Last] key 0, then line 6: 1"},
        {"\"All\ncustomers\r\nof\rus\",x\nNo,First,Last\n1", 0,
         ", line 5 [No][First][Last] key 0, then line 6: 1"},
        {"No,First\nFirst,Last,City\nNo,City,Last\n1", 0,
         ", line 3 [No][City][Last] key 0, then line 4: 1"},
        /* a quote in a title swallows nothing */
        {"\"All customers\nNo,First,Last\n1", 0,
         ", line 2 [No][First][Last] key 0, then line 3: 1"},
        {"\"All\" customers\nNo,First,Last\n1", 0,
         ", line 2 [No][First][Last] key 0, then line 3: 1"},
        {"No,First,\"La\nst\",Last\n1", 0,
         ", line 1 [No][First][La\\nst][Last] key 0, then line 3: 1"},
        /* the first one is it */
        {"No,First,Last\nNo,First,Last,City\n", 0,
         ", line 1 [No][First][Last] key 0, then line 2: No,First,Last,City\\n"},
    };
    assert_dialects(cases, COUNT(cases));
}

static void a_file_without_a_header_is_explained(void **state)
{
    (void)state;
    static const struct dialect_case cases[] = {
        {"", 0, "error: export.csv: line 0 has 0 columns"},
        {"\n\n \n", 0, "error: export.csv: line 0 has 0 columns"},
        {"\xEF\xBB\xBF", 0, "error: export.csv: line 0 has 0 columns"},
        {"Title\n1,a,b\n2,c,d,e\n3,f\n", 0, "error: export.csv: line 3 has 4 columns"},
        {"1;a;b\nx,y\n", 0, "error: export.csv: line 1 has 3 columns"},
    };
    assert_dialects(cases, COUNT(cases));
}

/* `records` title records of two lines each, blank lines between, and then the header. */
static void append_titles(struct buffer *out, int records)
{
    for (int i = 0; i < records; i++) {
        append_formatted(out, "\"title\n%d\"\n\n", i);
    }
    append_text(out, TEXT("No,First,Last\n1,a,b\n"));
}

static void the_header_is_sought_in_twenty_records(void **state)
{
    (void)state;
    struct buffer in_time = {0};
    struct buffer too_late = {0};
    struct buffer listing = {0};
    append_titles(&in_time, 19);
    append_titles(&too_late, 20);
    list_with_dialect(view_buffer(&in_time), 0, &listing);
    assert_string_equal(listing.at, ", line 58 [No][First][Last] key 0, then line 59: 1,a,b\\n");
    reset_buffer(&listing);
    list_with_dialect(view_buffer(&too_late), 0, &listing);
    assert_string_equal(listing.at, "error: export.csv: line 1 has 1 columns");
    free_buffer(&in_time);
    free_buffer(&too_late);
    free_buffer(&listing);
}

static struct reader *open_text(const char *input)
{
    struct error error = {0};
    struct reader *reader =
        open_memory_reader("export.csv", make_text(input), &export_judge, &error);
    assert_non_null(reader);
    return reader;
}

static void line_ends_are_gathered(void **state)
{
    (void)state;
    static const struct {
        const char *input;
        const char *at_first;
        const char *at_last;
    } cases[] = {
        {"No,First,Last", "none", "none"},
        {"No,First,Last\r\n1,a,b", "CRLF", "CRLF"},
        {"No,First,Last\n1,a,b\n", "LF", "LF"},
        {"No,First,Last\r1,a,b\r", "CR", "CR"},
        {"No,First,Last\r\n1,a,b\n", "CRLF", "mixed"},
        {"No,First,Last\n\r1,a,b\n", "LF", "mixed"},
        {"sep=,\r\nNo,First,Last\n", "mixed", "mixed"},
        {"No,First,Last\r\n1,\"a\nb\rc\",d\r\n", "CRLF", "CRLF"},
        {"No,First,Last\n1,\"a\r\n2,b,c\n", "LF", "mixed"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct reader *reader = open_text(cases[i].input);
        struct error error = {0};
        struct batch batch = {0};
        assert_string_equal(get_line_ends_name(get_dialect(reader)->line_ends), cases[i].at_first);
        assert_true(read_batch(reader, &batch, &error));
        assert_string_equal(get_line_ends_name(get_dialect(reader)->line_ends), cases[i].at_last);
        free_batch(&batch);
        close_reader(reader);
    }
}

static const struct dialect_case rejects_files[] = {
    {"possum_line,possum_code,possum_reason,No,First,Last\n"
     "7,no-name,\"There is no name, at all\",\"=\"\"00630\"\"\",=\"0411\",\"=\"\"-\"\"\"\"x\"\"\"\n"
     "8,too-long,x,2,a,b,c\n"
     "9,too-long\n"
     "9\n"
     ",,,3,\"=\"\"a\",\"=a\"\n",
     0,
     "2/1 sound [00630][0411][-\"x]\n3/2 sound [2][a][b][c]\n4/3 sound \n5/4 sound \n"
     "6/5 sound [3][=\"a][=a]\n"},
    /* as Excel leaves it behind, with titles and without what Possum wrote */
    {"Mended\npossum_line;possum_code;possum_reason;Last;First;No\n;;;a;b;1\n", 0,
     "3/1 sound [a][b][1]\n"},
    /* a row that stands alone has our columns too */
    {"possum_line,possum_code,possum_reason,No,First,Last\n"
     "7,x,y,1,\"a\nx,,,2,b,c\nx,x,y,3,d\",e\n",
     0, "2/1 stray [1][\"a]\n3/2 sound [2][b][c]\n4/3 sound [3][d\"][e]\n"},
    /* nothing of the kind */
    {"No,First,Last\n=\"00630\",\"=\"\"0411\"\"\",b\n", 0,
     "2/1 sound [=\"00630\"][=\"0411\"][b]\n"},
    {"possum_line,possum_reason,possum_code,No,First,Last\n7,a,b,1,=\"c\",d\n", 0,
     "2/1 sound [7][a][b][1][=\"c\"][d]\n"},
    {"possum_line,possum_code,No,First,Last\n7,a,1,=\"c\",d\n", 0,
     "2/1 sound [7][a][1][=\"c\"][d]\n"},
};

static void the_columns_of_a_rejects_file_are_ignored(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rejects_files); i++) {
        struct buffer listing = {0};
        struct error error = {0};
        list_records(open_text(rejects_files[i].input), &error, &listing);
        assert_string_equal(listing.at, rejects_files[i].found);
        free_buffer(&listing);
    }
    for (size_t i = 0; i < COUNT(rejects_files); i++) {
        struct reader *reader = open_text(rejects_files[i].input);
        const struct dialect *dialect = get_dialect(reader);
        assert_int_equal(dialect->is_rejects_file, i < 3);
        assert_int_equal(dialect->header.count, i < 4 ? 3 : i == 4 ? 6 : 5);
        close_reader(reader);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_delimiter_is_found_from_the_header),
        cmocka_unit_test(a_separator_line_names_the_delimiter),
        cmocka_unit_test(titles_above_the_header_are_passed_over),
        cmocka_unit_test(a_file_without_a_header_is_explained),
        cmocka_unit_test(the_header_is_sought_in_twenty_records),
        cmocka_unit_test(line_ends_are_gathered),
        cmocka_unit_test(the_columns_of_a_rejects_file_are_ignored),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
