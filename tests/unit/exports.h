/**
 * What the tests of the reader share: a judge of headers, and the records of an input listed as
 * text, so that a table can say what is expected.
 */
#ifndef POSSUM_TESTS_UNIT_EXPORTS_H
#define POSSUM_TESTS_UNIT_EXPORTS_H

#include "base/excel.h"
#include "base/unicode.h"
#include "csv/reader.h"

/* cmocka comes last, since its macro fail() hides the function of base/error.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/** For the judge: a header has the column No, the key, and two others of these. */
static inline size_t match_export_header(const void *context, struct cell_list cells,
                                         size_t *key_column)
{
    static const char *const names[] = {"No", "First", "Last", "City"};
    size_t known = 0;
    bool has_key = false;
    (void)context;
    for (size_t i = 0; i < cells.count; i++) {
        struct text cell = trim_blanks(cells.cells[i]);
        for (size_t j = 0; j < COUNT(names); j++) {
            known += equal_texts(cell, make_text(names[j]));
        }
        if (equal_texts(cell, TEXT("No")) && !has_key) {
            *key_column = i;
            has_key = true;
        }
    }
    return has_key && known >= 3 ? known : 0;
}

/** For the judge: a key is a whole number, perhaps wrapped for Excel. */
static inline bool is_export_key(struct text cell)
{
    struct arena arena = {0};
    struct text value = unwrap_excel(&arena, cell);
    bool is_number = value.length > 0;
    for (size_t i = 0; i < value.length; i++) {
        is_number = is_number && value.at[i] >= '0' && value.at[i] <= '9';
    }
    free_arena(&arena);
    return is_number;
}

/** For the judge: says which record came nearest. */
static inline void explain_no_export(const void *context, const char *path, struct cell_list cells,
                                     uint64_t line, struct error *error)
{
    (void)context;
    (fail)(error, ERROR_INPUT, "%s: line %d has %zu columns", path, (int)line, cells.count);
}

/** The judge. */
static const struct header_judge export_judge = {.match_header = match_export_header,
                                                 .is_key = is_export_key,
                                                 .explain_no_header = explain_no_export};

/** Appends a list of cells in brackets; of a long one only its length. */
static inline void append_cells(struct buffer *out, const struct text *cells, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        append_byte(out, '[');
        if (cells[i].length > 100) {
            append_formatted(out, "%zu bytes", cells[i].length);
        } else {
            append_visible(out, cells[i], 100);
        }
        append_byte(out, ']');
    }
}

/** Appends the records of a batch: line, number, fault and cells, each record a line. */
static inline void append_records(struct buffer *out, const struct batch *batch)
{
    static const char *const faults[] = {[RECORD_SOUND] = "sound",
                                         [RECORD_QUOTE_OPEN] = "open",
                                         [RECORD_QUOTE_JUNK] = "junk",
                                         [RECORD_QUOTE_STRAY] = "stray",
                                         [RECORD_TOO_LARGE] = "large",
                                         [RECORD_NUL] = "nul",
                                         [RECORD_UNDECODABLE] = "undecodable"};
    for (size_t i = 0; i < batch->count; i++) {
        const struct record *record = &batch->records[i];
        append_formatted(out, "%llu/%llu %s ", (unsigned long long)record->line,
                         (unsigned long long)record->number, faults[record->fault]);
        append_cells(out, record->cells, record->cell_count);
        append_byte(out, '\n');
    }
}

/** Appends all records of a reader to a listing, and a NUL; or the error that it has opened with
 *  (`reader` is NULL), or stopped at. Closes it. */
static inline void list_records(struct reader *reader, struct error *error, struct buffer *listing)
{
    struct batch batch = {0};
    while (reader != NULL && read_batch(reader, &batch, error) && batch.count > 0) {
        append_records(listing, &batch);
    }
    if (error->kind != ERROR_NONE) {
        append_formatted(listing, "error: %s\n", error->message);
    }
    append_byte(listing, '\0');
    assert_false(listing->failed);
    free_batch(&batch);
    close_reader(reader);
}

#endif
