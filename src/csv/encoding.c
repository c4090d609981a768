#include "csv/encoding.h"

#include <string.h>

/* How a sequence read from some bytes ends. */
enum sequence_end {
    SEQUENCE_WHOLE,  /* well-formed */
    SEQUENCE_BROKEN, /* ill-formed, up to the byte that cannot follow */
    SEQUENCE_CUT,    /* well-formed as far as the bytes go */
};

/* The well-formed sequences of more than one byte (The Unicode Standard, table 3-7): what may stand
 * second depends on the lead byte; all further bytes are 0x80 to 0xBF. */
static const struct lead {
    unsigned char first;
    unsigned char last;
    unsigned char length;
    unsigned char lowest_second;
    unsigned char highest_second;
} leads[] = {
    {0xC2, 0xDF, 2, 0x80, 0xBF}, {0xE0, 0xE0, 3, 0xA0, 0xBF}, {0xE1, 0xEC, 3, 0x80, 0xBF},
    {0xED, 0xED, 3, 0x80, 0x9F}, {0xEE, 0xEF, 3, 0x80, 0xBF}, {0xF0, 0xF0, 4, 0x90, 0xBF},
    {0xF1, 0xF3, 4, 0x80, 0xBF}, {0xF4, 0xF4, 4, 0x80, 0x8F},
};

static const struct lead *find_lead(unsigned char byte)
{
    for (size_t i = 0; i < sizeof leads / sizeof *leads; i++) {
        if (byte >= leads[i].first && byte <= leads[i].last) {
            return &leads[i];
        }
    }
    return NULL;
}

/* Reads the sequence that begins with the non-ASCII byte at `at`; `length` becomes its bytes. */
static enum sequence_end read_sequence(const unsigned char *at, size_t available, size_t *length)
{
    const struct lead *lead = find_lead(at[0]);
    *length = 1;
    if (lead == NULL) {
        return SEQUENCE_BROKEN;
    }
    while (*length < lead->length) {
        if (*length == available) {
            return SEQUENCE_CUT;
        }
        unsigned char byte = at[*length];
        unsigned char lowest = *length == 1 ? lead->lowest_second : 0x80;
        unsigned char highest = *length == 1 ? lead->highest_second : 0xBF;
        if (byte < lowest || byte > highest) {
            return SEQUENCE_BROKEN;
        }
        (*length)++;
    }
    return SEQUENCE_WHOLE;
}

static void keep_start(struct encoding_scan *scan, struct text bytes)
{
    for (size_t i = 0; i < bytes.length && scan->start_length < sizeof scan->start; i++) {
        scan->start[scan->start_length++] = (unsigned char)bytes.at[i];
    }
}

/* Nearly all bytes of nearly all files are plain, so eight are looked at in one go. */
static const unsigned char *skip_plain_bytes(const unsigned char *at, const unsigned char *end)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    const uint64_t high_bits = UINT64_C(0x8080808080808080);
    while (end - at >= 8) {
        uint64_t eight;
        memcpy(&eight, at, sizeof eight);
        /* Where no byte has its high bit, taking 1 from each sets one exactly if one was NUL. */
        if (((eight | (eight - ones)) & high_bits) != 0) {
            break;
        }
        at += 8;
    }
    while (at < end && *at != 0 && *at < 0x80) {
        at++;
    }
    return at;
}

/* A sequence begun in the last piece; it grows byte by byte, so only the newest one can break it,
 * and that one is left to be read as the beginning of something else. */
static const unsigned char *finish_partial(struct encoding_scan *scan, const unsigned char *at,
                                           const unsigned char *end)
{
    while (scan->partial_length > 0 && at < end) {
        size_t length = 0;
        scan->partial[scan->partial_length++] = *at;
        switch (read_sequence(scan->partial, scan->partial_length, &length)) {
        case SEQUENCE_WHOLE:
            scan->valid++;
            scan->partial_length = 0;
            at++;
            break;
        case SEQUENCE_BROKEN:
            scan->invalid++;
            scan->partial_length = 0;
            break;
        case SEQUENCE_CUT:
            at++;
            break;
        }
    }
    return at;
}

static const unsigned char *take_in_sequence(struct encoding_scan *scan, const unsigned char *at,
                                             const unsigned char *end)
{
    size_t length = 0;
    switch (read_sequence(at, (size_t)(end - at), &length)) {
    case SEQUENCE_WHOLE:
        scan->valid++;
        break;
    case SEQUENCE_BROKEN:
        scan->invalid++;
        break;
    case SEQUENCE_CUT:
        memcpy(scan->partial, at, length);
        scan->partial_length = length;
        break;
    }
    return at + length;
}

void scan_encoding(struct encoding_scan *scan, struct text bytes)
{
    if (bytes.length == 0) {
        return;
    }
    scan->total += bytes.length;
    keep_start(scan, bytes);
    const unsigned char *at = (const unsigned char *)bytes.at;
    const unsigned char *end = at + bytes.length;
    at = finish_partial(scan, at, end);
    for (;;) {
        at = skip_plain_bytes(at, end);
        if (at == end) {
            return;
        }
        if (*at == 0) {
            scan->nul++;
            at++;
        } else {
            at = take_in_sequence(scan, at, end);
        }
    }
}

const char *find_encoding(struct encoding_scan *scan, size_t *mark_length)
{
    static const struct {
        struct text mark;
        const char *encoding;
    } marks[] = {
        {{"\xEF\xBB\xBF", 3}, "UTF-8"},
        {{"\xFF\xFE", 2}, "UTF-16LE"},
        {{"\xFE\xFF", 2}, "UTF-16BE"},
    };
    struct text start = {(const char *)scan->start, scan->start_length};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (starts_with(start, marks[i].mark)) {
            *mark_length = marks[i].mark.length;
            return marks[i].encoding;
        }
    }
    *mark_length = 0;
    if (scan->partial_length > 0) {
        scan->invalid++;
        scan->partial_length = 0;
    }
    bool none = scan->valid == 0 && scan->invalid == 0;
    return none || scan->valid > scan->invalid ? "UTF-8" : "Windows-1252";
}
