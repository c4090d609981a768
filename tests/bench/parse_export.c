/*
 * What libcsv alone takes to parse a file, read in chunks of 64 KiB: the yardstick of the
 * benchmark. parse_export FILE prints the number of cells and records, so that nothing is optimised
 * away.
 */
#include <csv.h>
#include <stdint.h>
#include <stdio.h>

static void count_cell(void *bytes, size_t length, void *context)
{
    uint64_t *counts = context;
    (void)bytes;
    (void)length;
    counts[0]++;
}

static void count_record(int line_end, void *context)
{
    uint64_t *counts = context;
    (void)line_end;
    counts[1]++;
}

int main(int argc, char **argv)
{
    static char bytes[64 * 1024];
    struct csv_parser parser;
    uint64_t counts[2] = {0};
    FILE *file = argc == 2 ? fopen(argv[1], "rb") : NULL;
    if (file == NULL || csv_init(&parser, 0) != 0) {
        fputs("usage: parse_export FILE\n", stderr);
        return 2;
    }
    size_t length;
    while ((length = fread(bytes, 1, sizeof bytes, file)) > 0) {
        if (csv_parse(&parser, bytes, length, count_cell, count_record, counts) < length) {
            return 1;
        }
    }
    csv_fini(&parser, count_cell, count_record, counts);
    csv_free(&parser);
    fclose(file);
    printf("%llu cells in %llu records\n", (unsigned long long)counts[0],
           (unsigned long long)counts[1]);
    return 0;
}
