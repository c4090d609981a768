#include "csv/reader.h"

#include "csv/frame.h"
#include "exports.h"
#include "feeding.h"
#include "random.h"

#define HEADER "No,First,Last\n"
#define BYTES(literal)                                                                             \
    {                                                                                              \
        (literal), sizeof(literal) - 1                                                             \
    }

static const struct {
    struct text input;
    const char *records;
} cases[] = {
    /* nothing, and the last line end */
    {BYTES("No,First,Last"), ""},
    {BYTES(HEADER), ""},
    {BYTES("No,First,Last\r\n\r\n"), ""},
    {BYTES(HEADER "1,a,b\n"), "2/1 sound [1][a][b]\n"},
    {BYTES(HEADER "1,a,b"), "2/1 sound [1][a][b]\n"},
    {BYTES(HEADER "1,a,"), "2/1 sound [1][a][]\n"},
    {BYTES("No,First,Last\r\n1,a,b\r"), "2/1 sound [1][a][b]\n"},
    /* line ends of all kinds, and mixed; blank lines are nothing, but count as lines */
    {BYTES("No,First,Last\r1,a,b\r2,c,d\r"), "2/1 sound [1][a][b]\n3/2 sound [2][c][d]\n"},
    {BYTES("No,First,Last\r\n1,a,b\r\n2,c,d\r\n"), "2/1 sound [1][a][b]\n3/2 sound [2][c][d]\n"},
    {BYTES(HEADER "1,a,b\r2,c,d\r\n3,e,f"),
     "2/1 sound [1][a][b]\n3/2 sound [2][c][d]\n4/3 sound [3][e][f]\n"},
    {BYTES(HEADER "1,a,b\n\r2,c,d\r\r\n3,e,f"),
     "2/1 sound [1][a][b]\n4/2 sound [2][c][d]\n6/3 sound [3][e][f]\n"},
    {BYTES("\n\nNo,First,Last\n\n \t \n1,a,b\n\r\n\n2,c,d\n  "),
     "6/1 sound [1][a][b]\n9/2 sound [2][c][d]\n"},
    {BYTES(HEADER ",,\n\"\"\n1,a,b\n"), "2/1 sound [][][]\n3/2 sound []\n4/3 sound [1][a][b]\n"},
    /* line breaks in quotes */
    {BYTES("\"No\",\"Fir\nst\",First,Last\n1,a,b,c\n2,\"d\r\ne\rf\ng\",\"\n\",\"h\"\n3,i,j,k\n"),
     "3/1 sound [1][a][b][c]\n4/2 sound [2][d\\r\\ne\\rf\\ng][\\n][h]\n9/3 sound [3][i][j][k]\n"},
    /* values stay as they are */
    {BYTES(HEADER " 1 ,=\"0411\",5\" pipe\n"), "2/1 sound [ 1 ][=\"0411\"][5\" pipe]\n"},
    /* too few cells, too many */
    {BYTES(HEADER "1\n2,a,b,c,d\n"), "2/1 sound [1]\n3/2 sound [2][a][b][c][d]\n"},
    /* quotes that do not add up swallow nothing */
    {BYTES(HEADER "1,\"a,b\n2,c,d\n3,e,f\n"),
     "2/1 open [1][\"a][b]\n3/2 sound [2][c][d]\n4/3 sound [3][e][f]\n"},
    {BYTES(HEADER "1,\"a\"x,b\n2,c,d\n"), "2/1 junk [1][\"a\"x][b]\n3/2 sound [2][c][d]\n"},
    {BYTES(HEADER "1,\"a\nb\"x,c\n2,d,e\n"),
     "2/1 open [1][\"a]\n3/2 sound [b\"x][c]\n4/3 sound [2][d][e]\n"},
    {BYTES(HEADER "1,\"a,b\n2,c,d\n3,e\",f\n4,g,h\n"),
     "2/1 stray [1][\"a][b]\n3/2 sound [2][c][d]\n4/3 sound [3][e\"][f]\n5/4 sound [4][g][h]\n"},
    {BYTES(HEADER "1,\"a\nx\",b,c\n2,d,e\n"),
     "2/1 stray [1][\"a]\n3/2 sound [x\"][b][c]\n4/3 sound [2][d][e]\n"},
    {BYTES(HEADER "1,\"a,b\n2,\"c,d\n3,e,f\n"),
     "2/1 open [1][\"a][b]\n3/2 open [2][\"c][d]\n4/3 sound [3][e][f]\n"},
    /* NUL bytes and what does not decode: the row, and only it */
    {BYTES(HEADER "1,a\0,b\n2,c,d\n"), "2/1 nul [1][a\\x00][b]\n3/2 sound [2][c][d]\n"},
    {BYTES(HEADER "1,\"a\n\0\",b\n2,c,d\n"), "2/1 nul [1][a\\n\\x00][b]\n4/2 sound [2][c][d]\n"},
    {BYTES(HEADER "1,\0\xFF,Zo\xC3\xAB\n2,\xC3\xAB,\xC3\xAB\n"),
     "2/1 nul [1][\\x00\xEF\xBF\xBD][Zo\xC3\xAB]\n3/2 sound [2][\xC3\xAB][\xC3\xAB]\n"},
    {BYTES(HEADER "1,a\xFF,Zo\xC3\xAB\n2,\xC3\xAB,d\n"),
     "2/1 undecodable [1][a\xEF\xBF\xBD][Zo\xC3\xAB]\n3/2 sound [2][\xC3\xAB][d]\n"},
    {BYTES(HEADER "1,\"a\xFF,\n2,\xC3\xAB,\xC3\xAB\n"),
     "2/1 open [1][\"a\xEF\xBF\xBD][]\n3/2 sound [2][\xC3\xAB][\xC3\xAB]\n"},
};

/* Reads `input` from standard input in pieces. With its encoding and its delimiter told, no more is
 * read ahead than the header. */
static void list_fed(struct text input, size_t piece, bool told, struct buffer *listing)
{
    struct error error = {0};
    struct feeding feeding = start_feeding(input, piece);
    list_records(open_reader("-", told ? "UTF-8" : NULL, told ? ',' : 0, &export_judge, &error),
                 &error, listing);
    end_feeding(&feeding);
}

static void list_file(struct text input, struct buffer *listing)
{
    struct error error = {0};
    struct test_file file = make_test_file(input);
    list_records(open_reader(file.path, NULL, 0, &export_judge, &error), &error, listing);
    remove_test_file(&file);
}

static void list_memory(struct text input, struct buffer *listing)
{
    struct error error = {0};
    list_records(open_memory_reader("-", input, &export_judge, &error), &error, listing);
}

static void assert_listing(struct buffer *listing, const char *expected)
{
    if (strcmp(listing->at, expected) != 0) {
        fail_msg("expected\n%sbut got\n%s", expected, listing->at);
    }
    free_buffer(listing);
}

static void records_are_read_from_a_file(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buffer listing = {0};
        list_file(cases[i].input, &listing);
        assert_listing(&listing, cases[i].records);
    }
}

static void records_are_read_from_memory(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buffer listing = {0};
        list_memory(cases[i].input, &listing);
        assert_listing(&listing, cases[i].records);
    }
}

static void records_are_read_from_standard_input(void **state)
{
    (void)state;
    static const size_t pieces[] = {1, 2, 3, 5, 19, 1000};
    for (size_t i = 0; i < COUNT(cases) * COUNT(pieces); i++) {
        struct buffer listing = {0};
        list_fed(cases[i / COUNT(pieces)].input, pieces[i % COUNT(pieces)], i % 2 == 0, &listing);
        assert_listing(&listing, cases[i / COUNT(pieces)].records);
    }
}

static void any_input_gives_the_same_records_however_it_comes(void **state)
{
    (void)state;
    static const struct text alphabet = {"12,,\"\r\n \t\xFF", 10};
    for (uint64_t seed = 1; seed <= 300; seed++) {
        uint64_t drawing = seed;
        char bytes[100] = HEADER;
        struct buffer whole = {0};
        struct buffer fed = {0};
        struct text rest = draw_text(&drawing, alphabet, bytes + strlen(HEADER), 80);
        struct text input = {bytes, strlen(HEADER) + rest.length};
        size_t piece = 1 + draw_below(&drawing, 9);
        list_memory(input, &whole);
        list_fed(input, piece, true, &fed);
        if (strcmp(whole.at, fed.at) != 0) {
            fail_msg("seed %llu, pieces of %zu: <%s> gave\n%sbut whole\n%s",
                     (unsigned long long)seed, piece, bytes, fed.at, whole.at);
        }
        free_buffer(&whole);
        free_buffer(&fed);
    }
}

/* Appends HEADER, `before`, `count` times `byte`, and `after`. */
static void append_long_line(struct buffer *out, const char *before, size_t count, char byte,
                             const char *after)
{
    append_text(out, TEXT(HEADER));
    append_text(out, make_text(before));
    char *place = reserve_in_buffer(out, count);
    assert_non_null(place);
    memset(place, byte, count);
    out->length += count;
    append_text(out, make_text(after));
}

static void a_line_of_five_megabytes_is_one_bad_record(void **state)
{
    (void)state;
    static const char *const afters[] = {"\n2,c,d\n", "\r\n2,c,d\n", "\r2,c,d\n"};
    for (size_t i = 0; i < COUNT(afters); i++) {
        for (int fed = 0; fed < 2; fed++) {
            struct buffer input = {0};
            struct buffer listing = {0};
            append_long_line(&input, "1,a,b\n7,", 5000000, 'x', afters[i]);
            if (fed) {
                list_fed(view_buffer(&input), 65536, false, &listing);
            } else {
                list_file(view_buffer(&input), &listing);
            }
            assert_listing(&listing, "2/1 sound [1][a][b]\n3/2 large [7][1048574 bytes]\n"
                                     "4/3 sound [2][c][d]\n");
            free_buffer(&input);
        }
    }
}

static void a_long_line_may_end_where_a_piece_does(void **state)
{
    (void)state;
    enum { PIECE = 65536 };
    for (size_t shift = 0; shift < 4; shift++) {
        struct buffer input = {0};
        struct buffer listing = {0};
        append_long_line(&input, "", 18 * PIECE - strlen(HEADER) - shift, 'x', "\r\n2,c,d\r\n");
        list_fed(view_buffer(&input), PIECE, true, &listing);
        assert_listing(&listing, "2/1 large [1048576 bytes]\n3/2 sound [2][c][d]\n");
        free_buffer(&input);
    }
}

static void a_long_line_may_be_the_last(void **state)
{
    (void)state;
    static const char *const afters[] = {"", "\n", "\r"};
    for (size_t i = 0; i < COUNT(afters); i++) {
        struct buffer input = {0};
        struct buffer listing = {0};
        append_long_line(&input, "1,\"", RECORD_LIMIT, 'x', afters[i]);
        list_fed(view_buffer(&input), 65536, false, &listing);
        assert_listing(&listing, "2/1 large [1][1048574 bytes]\n");
        free_buffer(&input);
    }
}

static void large_cells_reject_their_row_alone(void **state)
{
    (void)state;
    struct buffer input = {0};
    struct buffer listing = {0};
    append_long_line(&input, "1,", CELL_LIMIT, 'x', ",b\n2,");
    append_long_line(&input, "3,", CELL_LIMIT + 1, 'x', ",d\n4,e,f\n");
    list_file(view_buffer(&input), &listing);
    assert_listing(&listing, "2/1 sound [1][65536 bytes][b]\n3/2 sound [2][No][First][Last]\n"
                             "4/3 large [3][65537 bytes][d]\n5/4 sound [4][e][f]\n");
    free_buffer(&input);
}

static void a_long_line_that_begins_with_blanks_is_not_lost(void **state)
{
    (void)state;
    struct buffer input = {0};
    struct buffer listing = {0};
    append_long_line(&input, "", RECORD_LIMIT + 9, ' ', ",a,b\n2,c,d\n");
    list_file(view_buffer(&input), &listing);
    assert_listing(&listing, "2/1 large [1048576 bytes]\n3/2 sound [2][c][d]\n");
    free_buffer(&input);
}

static void blank_lines_do_not_end_the_input_however_many_they_are(void **state)
{
    (void)state;
    struct buffer input = {0};
    struct buffer listing = {0};
    append_long_line(&input, "", 2 * BATCH_BYTE_LIMIT, '\n', "1,a,b\n");
    list_file(view_buffer(&input), &listing);
    assert_listing(&listing, "1048578/1 sound [1][a][b]\n");
    free_buffer(&input);
}

static void batches_are_bounded_and_go_on_counting(void **state)
{
    (void)state;
    struct buffer input = {0};
    struct error error = {0};
    struct batch batch = {0};
    uint64_t number = 0;
    append_text(&input, TEXT(HEADER));
    for (int i = 0; i < 5000; i++) {
        append_formatted(&input, "%d,\"a\nb\",%*d\n", i, i < 4500 ? 1 : 5000, i);
    }
    struct reader *reader = open_memory_reader("-", view_buffer(&input), &export_judge, &error);
    assert_non_null(reader);
    while (read_batch(reader, &batch, &error) && batch.count > 0) {
        size_t bytes = 0;
        assert_in_range(batch.count, 1, BATCH_RECORD_LIMIT);
        for (size_t i = 0; i < batch.count; i++) {
            assert_int_equal(batch.records[i].number, number + 1);
            assert_int_equal(batch.records[i].line, 2 + 2 * number);
            assert_true(i == 0 || bytes < BATCH_BYTE_LIMIT);
            bytes += batch.records[i].cells[2].length;
            number++;
        }
    }
    assert_int_equal(error.kind, ERROR_NONE);
    assert_int_equal(number, 5000);
    assert_true(read_batch(reader, &batch, &error));
    assert_int_equal(batch.count, 0);
    close_reader(reader);
    close_reader(NULL);
    free_batch(&batch);
    free_buffer(&input);
}

static void takes_five_thousand_columns(void **state)
{
    (void)state;
    struct buffer input = {0};
    struct error error = {0};
    struct batch batch = {0};
    append_text(&input, TEXT("No,First,Last"));
    for (int i = 3; i < 5000; i++) {
        append_formatted(&input, ",column %d", i);
    }
    append_text(&input, TEXT("\r\n1"));
    for (int i = 1; i < 5000; i++) {
        append_formatted(&input, ",\"cell\n%d\"", i);
    }
    append_text(&input, TEXT("\r\n2,a,b\r\n"));
    struct reader *reader = open_memory_reader("-", view_buffer(&input), &export_judge, &error);
    assert_non_null(reader);
    assert_int_equal(get_dialect(reader)->header.count, 5000);
    assert_true(read_batch(reader, &batch, &error));
    assert_int_equal(batch.count, 2);
    assert_int_equal(batch.records[0].fault, RECORD_SOUND);
    assert_int_equal(batch.records[0].cell_count, 5000);
    assert_true(equal_texts(batch.records[0].cells[4999], TEXT("cell\n4999")));
    assert_int_equal(batch.records[1].line, 5002);
    close_reader(reader);
    free_batch(&batch);
    free_buffer(&input);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_are_read_from_a_file),
        cmocka_unit_test(records_are_read_from_memory),
        cmocka_unit_test(records_are_read_from_standard_input),
        cmocka_unit_test(any_input_gives_the_same_records_however_it_comes),
        cmocka_unit_test(a_line_of_five_megabytes_is_one_bad_record),
        cmocka_unit_test(a_long_line_may_end_where_a_piece_does),
        cmocka_unit_test(a_long_line_may_be_the_last),
        cmocka_unit_test(large_cells_reject_their_row_alone),
        cmocka_unit_test(a_long_line_that_begins_with_blanks_is_not_lost),
        cmocka_unit_test(blank_lines_do_not_end_the_input_however_many_they_are),
        cmocka_unit_test(batches_are_bounded_and_go_on_counting),
        cmocka_unit_test(takes_five_thousand_columns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
