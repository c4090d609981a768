#include "csv/rejects.h"

#include "exports.h"
#include "random.h"

#include <stdlib.h>

#define MARK "\xEF\xBB\xBF"
#define COLUMNS MARK "possum_line,possum_code,possum_reason,"

/* A rejects file in memory. */
struct rejects {
    char *bytes;
    size_t length;
    struct csv_writer writer;
};

static void start_rejects(struct rejects *rejects, const struct text *header, size_t count)
{
    *rejects = (struct rejects){0};
    rejects->writer.out = open_memstream(&rejects->bytes, &rejects->length);
    assert_non_null(rejects->writer.out);
    begin_rejects(&rejects->writer, (struct cell_list){header, count});
}

static struct text end_rejects(struct rejects *rejects)
{
    assert_false(rejects->writer.record.failed);
    free_csv_writer(&rejects->writer);
    assert_int_equal(fclose(rejects->writer.out), 0);
    return (struct text){rejects->bytes, rejects->length};
}

static const struct text export_header[] = {{"No", 2}, {"First", 5}, {"Last", 4}};

static void the_file_begins_with_mark_and_columns(void **state)
{
    (void)state;
    static const struct text header[] = {{"Cust No.", 8}, {"Name, first", 11}, {"=A1", 3}, {"", 0}};
    struct rejects rejects;
    start_rejects(&rejects, header, COUNT(header));
    assert_string_equal(end_rejects(&rejects).at,
                        COLUMNS "Cust No.,\"Name, first\",\"=\"\"=A1\"\"\",\r\n");
    free(rejects.bytes);
}

static void cells_are_safe_from_excel_and_decodable(void **state)
{
    (void)state;
    static const struct {
        struct text cell;
        const char *written;
    } cases[] = {
        {{"", 0}, ""},
        {{"Citizen", 7}, "Citizen"},
        {{"Zo\xC3\xAB", 4}, "Zo\xC3\xAB"},
        {{"0", 1}, "0"},
        {{"a, b", 4}, "\"a, b\""},
        {{"5\" pipe", 7}, "\"5\"\" pipe\""},
        {{"a\nb", 3}, "\"a\nb\""},
        {{" a ", 3}, "\" a \""},
        {{"=1+1", 4}, "\"=\"\"=1+1\"\"\""},
        {{"+61 411", 7}, "\"=\"\"+61 411\"\"\""},
        {{"-", 1}, "\"=\"\"-\"\"\""},
        {{"@a", 2}, "\"=\"\"@a\"\"\""},
        {{"00630", 5}, "\"=\"\"00630\"\"\""},
        {{"1234567890123456", 16}, "\"=\"\"1234567890123456\"\"\""},
        {{"=\"0411\"", 7}, "\"=\"\"=\"\"\"\"0411\"\"\"\"\"\"\""},
        /* what cannot be decoded, and NUL */
        {{"a\xFF"
          "b",
          3},
         "a\xEF\xBF\xBD"
         "b"},
        {{"\xC3", 1}, "\xEF\xBF\xBD"},
        {{"a\0b", 3},
         "a\xEF\xBF\xBD"
         "b"},
        {{"=\0\xFF", 3}, "\"=\"\"=\xEF\xBF\xBD\xEF\xBF\xBD\"\"\""},
        {{"\0,", 2}, "\"\xEF\xBF\xBD,\""},
        {{"\xEF\xBF\xBD", 3}, "\xEF\xBF\xBD"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct text cells[] = {cases[i].cell, TEXT("x")};
        const struct record record = {.line = 12, .cells = cells, .cell_count = COUNT(cells)};
        struct rejects rejects;
        char expected[160];
        start_rejects(&rejects, export_header, 3);
        write_reject(&rejects.writer, &record, TEXT("no-name"), TEXT("Why"));
        snprintf(expected, sizeof expected, COLUMNS "No,First,Last\r\n12,no-name,Why,%s,x\r\n",
                 cases[i].written);
        assert_string_equal(end_rejects(&rejects).at, expected);
        free(rejects.bytes);
    }
}

static void rows_keep_all_their_cells_and_their_reason(void **state)
{
    (void)state;
    static const struct text cells[] = {{"1", 1}, {"a", 1}, {"b", 1}, {"", 0}, {"d", 1}};
    struct rejects rejects;
    start_rejects(&rejects, export_header, 3);
    for (size_t count = 0; count <= COUNT(cells); count += 5) {
        const struct record record = {
            .line = UINT64_C(12345678901), .cells = cells, .cell_count = count};
        write_reject(&rejects.writer, &record, TEXT("too-many-cells"),
                     TEXT("5 cells, \"Email\" is the last"));
        write_reject(&rejects.writer, &record, TEXT("no-name"), TEXT("=1+1 is no name"));
    }
    assert_string_equal(
        end_rejects(&rejects).at,
        COLUMNS "No,First,Last\r\n"
                "12345678901,too-many-cells,\"5 cells, \"\"Email\"\" is the last\"\r\n"
                "12345678901,no-name,\"=\"\"=1+1 is no name\"\"\"\r\n"
                "12345678901,too-many-cells,\"5 cells, \"\"Email\"\" is the last\",1,a,b,,d\r\n"
                "12345678901,no-name,\"=\"\"=1+1 is no name\"\"\",1,a,b,,d\r\n");
    free(rejects.bytes);
}

/* Whatever a row held comes back when the file is fed in again. */
static void rows_can_be_fed_back(void **state)
{
    (void)state;
    static const struct text alphabet = {"0a=+-@\"\",;\r\n\t ", 14};
    for (uint64_t seed = 1; seed <= 5000; seed++) {
        uint64_t drawing = seed;
        char letters[3][8];
        struct text cells[3];
        struct rejects rejects;
        struct buffer expected = {0};
        struct buffer listing = {0};
        struct error error = {0};
        for (size_t i = 0; i < 3; i++) {
            cells[i] = draw_text(&drawing, alphabet, letters[i], sizeof letters[i]);
        }
        const struct record record = {.line = 7, .cells = cells, .cell_count = 3};
        start_rejects(&rejects, export_header, 3);
        write_reject(&rejects.writer, &record, TEXT("no-name"), TEXT("There is no name."));
        struct text bytes = end_rejects(&rejects);
        append_text(&expected, TEXT("2/1 sound "));
        append_cells(&expected, cells, 3);
        append_text(&expected, TEXT("\n\0"));
        list_records(open_memory_reader("rejects.csv", bytes, &export_judge, &error), &error,
                     &listing);
        if (strcmp(listing.at, expected.at) != 0) {
            fail_msg("seed %llu: %s gave\n%sinstead of\n%s", (unsigned long long)seed, bytes.at,
                     listing.at, expected.at);
        }
        free_buffer(&expected);
        free_buffer(&listing);
        free(rejects.bytes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_file_begins_with_mark_and_columns),
        cmocka_unit_test(cells_are_safe_from_excel_and_decodable),
        cmocka_unit_test(rows_keep_all_their_cells_and_their_reason),
        cmocka_unit_test(rows_can_be_fed_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
