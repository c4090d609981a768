#include "csv/encode.h"

#include "base/unicode.h"
#include "csv/decode.h"
#include "random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <utf8proc.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* Above 0x7F, as UTF-8: e acute, the euro sign, a grinning face, and the kanji for mountain and
 * rice field. */
#define E_ACUTE "\xC3\xA9"
#define EURO "\xE2\x82\xAC"
#define FACE "\xF0\x9F\x98\x80"
#define MOUNTAIN "\xE5\xB1\xB1"
#define FIELD "\xE7\x94\xB0"
#define ZERO_WIDTH "\xEF\xBB\xBF"
#define TAG_A "\xF3\xA0\x81\x81"

/* Ten capital letters with accents, and how they are listed. */
#define TEN_LETTERS                                                                                \
    "\xC3\x80\xC3\x81\xC3\x82\xC3\x83\xC3\x84\xC3\x85\xC3\x86\xC3\x87\xC3\x88\xC3\x89"
#define TEN_LISTED                                                                                 \
    "U+00C0 \xC3\x80, U+00C1 \xC3\x81, U+00C2 \xC3\x82, U+00C3 \xC3\x83, U+00C4 \xC3\x84, "        \
    "U+00C5 \xC3\x85, U+00C6 \xC3\x86, U+00C7 \xC3\x87, U+00C8 \xC3\x88, U+00C9 \xC3\x89"

static struct encoder open_known(const char *name)
{
    struct encoder encoder;
    struct error error = {0};
    if (!open_encoder(&encoder, name, &error)) {
        fail_msg("%s", error.message);
    }
    return encoder;
}

static void print_bytes(const char *what, struct text bytes)
{
    for (size_t i = 0; i < bytes.length; i++) {
        print_error("%s%02X", i == 0 ? what : " ", (unsigned char)bytes.at[i]);
    }
}

static void check_bytes(const char *what, struct text actual, struct text expected)
{
    if (!equal_texts(actual, expected)) {
        print_bytes("\nthese bytes: ", actual);
        print_bytes("\nshould be:   ", expected);
        fail_msg("in %s", what);
    }
}

/* Behind a hexadecimal escape A, B and a are \x41, \x42 and \x61, lest they continue it. */
static const struct {
    const char *encoding;
    struct text text;
    struct text bytes;
} streams[] = {
    /* one mark and no more, even for nothing and before a value that begins with one */
    {NULL, {"", 0}, {"\xEF\xBB\xBF", 3}},
    {NULL, {"A" E_ACUTE, 3}, {"\xEF\xBB\xBF\x41\xC3\xA9", 6}},
    {"UTF-8", {"A" FACE TAG_A, 9}, {"\xEF\xBB\xBF\x41" FACE TAG_A, 12}},
    {"utf8", {ZERO_WIDTH "A", 4}, {"\xEF\xBB\xBF\xEF\xBB\xBF\x41", 7}},
    {"UTF-16", {"", 0}, {"\xFF\xFE", 2}},
    {"UTF-16", {"A" EURO FACE, 8}, {"\xFF\xFE\x41\0\xAC\x20\x3D\xD8\x00\xDE", 10}},
    {"UTF-16", {ZERO_WIDTH "A", 4}, {"\xFF\xFE\xFF\xFE\x41\0", 6}},
    {"utf16", {"A\0B", 3}, {"\xFF\xFE\x41\0\0\0\x42\0", 8}},
    {"utf16-le", {"A", 1}, {"\xFF\xFE\x41\0", 4}},
    {"Utf 16le", {"A", 1}, {"\xFF\xFE\x41\0", 4}},
    {"UTF-16BE", {"A" EURO FACE, 8}, {"\xFE\xFF\0A\x20\xAC\xD8\x3D\xDE\x00", 10}},
    {"utf_16_be", {ZERO_WIDTH, 3}, {"\xFE\xFF\xFE\xFF", 4}},
    {"UTF-32", {"A" FACE, 5}, {"\xFF\xFE\0\0A\0\0\0\x00\xF6\x01\0", 12}},
    {"utf32le", {"A", 1}, {"\xFF\xFE\0\0A\0\0\0", 8}},
    {"UTF-32BE", {"A" FACE, 5}, {"\0\0\xFE\xFF\0\0\0A\0\x01\xF6\x00", 12}},
    {"UTF32-BE", {"", 0}, {"\0\0\xFE\xFF", 4}},
    /* the other encodings of Unicode have none */
    {"UTF-7", {"a" EURO "b", 5}, {"a+IKw-b", 7}},
    {"GB18030", {"a" FACE E_ACUTE, 7}, {"a\x94\x39\xFC\x36\xA8\xA6", 7}},
    {"GB18030", {"\xF3\xA0\x82\x80" TAG_A, 8}, {"\xD3\x36\xA2\x36\xD3\x36\x9C\x33", 8}},
    {"UCS-2LE", {"A" EURO, 4}, {"A\0\xAC\x20", 4}},
    /* one byte to a character */
    {"Windows-1252", {"", 0}, {"", 0}},
    {"Windows-1252", {"Zo\xC3\xAB " EURO ",\r\n", 11}, {"Zo\xEB \x80,\r\n", 8}},
    {"cp1252", {"a\0b", 3}, {"a\0b", 3}},
    {"ISO-8859-1", {"Zo\xC3\xAB\xC2\x80", 6}, {"Zo\xEB\x80", 4}},
    {"EBCDIC-US", {"Ab?", 3}, {"\xC1\x82\x6F", 3}},
    /* a letter and its mark are two bytes */
    {"CP1258", {"e\xCC\x81", 3}, {"e\xEC", 2}},
    {"CP1258", {"\xE1\xBA\xBF", 3}, {"\xEA\xEC", 2}},
    /* two bytes to some */
    {"SHIFT_JIS", {"a" MOUNTAIN FIELD, 7}, {"a\x8E\x52\x93\x63", 5}},
    {"BIG5-HKSCS", {"\xC3\x8A\xCC\x84\xC3\x8A", 6}, {"\x88\x62\x88\x66", 4}},
    {"EUC-JISX0213", {"\xE3\x81\x8B\xE3\x82\x9A\xE3\x81\x8B", 9}, {"\xA4\xF7\xA4\xAB", 4}},
    /* shift states: the end returns to the first of them */
    {"ISO-2022-JP", {"a" MOUNTAIN FIELD, 7}, {"a\x1B$B;3ED\x1B(B", 11}},
    {"ISO-2022-JP", {MOUNTAIN ",\r\n", 6}, {"\x1B$B;3\x1B(B,\r\n", 11}},
    {"ISO-2022-KR", {"a" MOUNTAIN, 4}, {"\x1B$)Ca\x0E\x5F\x23\x0F", 9}},
    /* whatever cannot be encoded is not left out */
    {"Windows-1252", {MOUNTAIN, 3}, {"?", 1}},
    {"Windows-1252", {"a" MOUNTAIN FACE "b", 9}, {"a??b", 4}},
    {"Windows-1252", {"\xF3\xA0\x80\x80\xF3\xA0\x81\xBF\xF3\xA0\x82\x80", 12}, {"???", 3}},
    {"Windows-1252", {"\xF3\xA0\x82\x80" TAG_A E_ACUTE, 10}, {"??\xE9", 3}},
    {"Windows-1252", {"a\xFF\xED\xA0\x80z\xE5\xB1", 8}, {"a????z??", 8}},
    {"Windows-1252", {"a\xF3\xA0", 3}, {"a??", 3}},
    {"UTF-16LE", {"a\xFF\xC3", 3}, {"\xFF\xFE\x61\0?\0?\0", 8}},
    {"EBCDIC-US", {"a" E_ACUTE "b", 4}, {"\x81\x6F\x82", 3}},
    {"ISO-2022-JP", {MOUNTAIN FACE FIELD, 10}, {"\x1B$B;3\x1B(B?\x1B$BED\x1B(B", 17}},
    {"ISO-2022-JP", {MOUNTAIN TAG_A, 7}, {"\x1B$B;3\x1B(B?", 9}},
    {"EUC-JISX0213", {"\xE3\x81\x8B" TAG_A "\xE3\x82\x9A", 10}, {"\xA4\xAB??", 4}},
};

/* Encodes all in one go, or character by character with nothing between. */
static void check_stream(struct encoder *encoder, size_t which, bool in_pieces)
{
    struct text text = streams[which].text;
    struct buffer out = {0};
    append_text(&out, TEXT("before"));
    begin_encoding(encoder, &out);
    for (size_t at = 0; at < text.length;) {
        size_t end = in_pieces ? at + read_character(text, at).length : text.length;
        encode_text(encoder, slice_text(text, at, end), &out);
        encode_text(encoder, EMPTY_TEXT, &out);
        at = end;
    }
    finish_encoding(encoder, &out);
    assert_false(out.failed);
    const char *name = streams[which].encoding == NULL ? "no name" : streams[which].encoding;
    check_bytes(name, slice_text(view_buffer(&out), 6, out.length), streams[which].bytes);
    free_buffer(&out);
}

static void streams_are_encoded_byte_by_byte(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(streams); i++) {
        struct encoder encoder = open_known(streams[i].encoding);
        check_stream(&encoder, i, false);
        check_stream(&encoder, i, true); /* a second stream knows nothing of the first */
        close_encoder(&encoder);
    }
}

static const struct {
    const char *encoding;
    const char *value;
    const char *replaced; /* NULL: the same slice */
    const char *characters;
} replacements[] = {
    {NULL, "A" E_ACUTE FACE TAG_A ZERO_WIDTH, NULL, ""},
    {"UTF-16", "A" E_ACUTE FACE TAG_A ZERO_WIDTH, NULL, ""},
    {"GB18030", "A" E_ACUTE FACE MOUNTAIN ZERO_WIDTH, NULL, ""},
    {"UTF-7", "A+b" E_ACUTE FACE MOUNTAIN ZERO_WIDTH, NULL, ""},
    {"Windows-1252", "", NULL, ""},
    {"Windows-1252", "Zo\xC3\xAB \\ ~ " EURO "\t\r\n", NULL, ""},
    {"Windows-1252", "\xC4\x81" MOUNTAIN, "??", "U+0101 \xC4\x81, U+5C71 " MOUNTAIN},
    {"Windows-1252", "Zo\xC3\xAB \xC4\x81 b", "Zo\xC3\xAB ? b", "U+0101 \xC4\x81"},
    {"Windows-1252", MOUNTAIN "-" FACE "-" MOUNTAIN, "?-?-?", "U+5C71 " MOUNTAIN ", U+1F600 " FACE},
    {"Windows-1252", "e\xCC\x81", "e?", "U+0301 \xCC\x81"},
    {"Windows-1252", ZERO_WIDTH "a" ZERO_WIDTH, "?a?", "U+FEFF " ZERO_WIDTH},
    {"Windows-1252", "a\xE2\x80\xAE", "a?", "U+202E \\u{202E}"},
    {"Windows-1252", "a\xFF", "a?", "U+FFFD \xEF\xBF\xBD"},
    {"Windows-1252", "\xC2\x81\xC2\x80", "??", "U+0081 \\x81, U+0080 \\x80"},
    /* glibc leaves these out as if all was well */
    {"Windows-1252", TAG_A, "?", "U+E0041 " TAG_A},
    {"Windows-1252", "a" TAG_A "b" E_ACUTE, "a?b" E_ACUTE, "U+E0041 " TAG_A},
    {"GB18030", "a\xF3\xA0\x82\x80", NULL, ""},
    {"ISO-8859-1", "Zo\xC3\xAB\xC2\x80", NULL, ""},
    {"ISO-8859-1", "Zo\xC3\xAB " EURO, "Zo\xC3\xAB ?", "U+20AC " EURO},
    {"ASCII", "Zo\xC3\xAB", "Zo?", "U+00EB \xC3\xAB"},
    {"EBCDIC-US", "Zo\xC3\xAB [", "Zo? ?", "U+00EB \xC3\xAB, U+005B ["},
    {"UCS-2LE", MOUNTAIN FACE, MOUNTAIN "?", "U+1F600 " FACE},
    /* and these it writes as others that look like them */
    {"CP932", "\xC2\xA5" MOUNTAIN "\\", "?" MOUNTAIN "\\", "U+00A5 \xC2\xA5"},
    {"SHIFT_JIS", "a\\b~" MOUNTAIN, "a?b?" MOUNTAIN, "U+005C \\, U+007E ~"},
    {"ISO-2022-JP-2", "\xC4\x93 ~", NULL, ""},
    {"ISO-2022-JP-2", "\xC4\x93~~", "\xC4\x93?~", "U+007E ~"},
    /* escapes that would be taken for those of the encoding */
    {"ISO-2022-JP", MOUNTAIN "\x1B", MOUNTAIN "?", "U+001B \\x1B"},
    {"ISO-2022-KR", "a\x0E\x0F", "a??", "U+000E \\x0E, U+000F \\x0F"},
    {"ISO-2022-JP", MOUNTAIN E_ACUTE FIELD, MOUNTAIN "?" FIELD, "U+00E9 " E_ACUTE},
    /* a mark that is there only upon its letter, and letters that are composed on the way back */
    {"BIG5-HKSCS", "\xC3\x8A\xCC\x84", NULL, ""},
    {"BIG5-HKSCS", "\xC3\x8A\xCC\x84 " FACE, "\xC3\x8A\xCC\x84 ?", "U+1F600 " FACE},
    {"BIG5-HKSCS", FACE "\xC3\x8A\xCC\x84\xCC\x84", "?\xC3\x8A\xCC\x84?",
     "U+1F600 " FACE ", U+0304 \xCC\x84"},
    {"BIG5-HKSCS", FACE "\xCC\x84", "??", "U+1F600 " FACE ", U+0304 \xCC\x84"},
    {"CP1258", "e\xCC\x81\xE1\xBA\xBF", NULL, ""},
    {"CP1258", "e\xCC\x81" MOUNTAIN "\xCC\x81", "e\xCC\x81?\xCC\x81", "U+5C71 " MOUNTAIN},
    /* ten of them and more than ten */
    {"ASCII", TEN_LETTERS "\xC3\x80", "???????????", TEN_LISTED},
    {"ASCII", TEN_LETTERS "\xC3\x8A\xC3\x8B\xC3\x80", "?????????????", TEN_LISTED ", ..."},
};

static void characters_are_replaced_and_listed(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(replacements); i++) {
        struct encoder encoder = open_known(replacements[i].encoding);
        struct arena arena = {0};
        struct text value = make_text(replacements[i].value);
        struct text characters = TEXT("unset");
        struct text replaced = replace_unencodable(&encoder, &arena, value, &characters);
        assert_false(arena.exhausted);
        if (replacements[i].replaced == NULL) {
            assert_ptr_equal(replaced.at, value.at);
            assert_int_equal(replaced.length, value.length);
        } else {
            check_bytes(replacements[i].value, replaced, make_text(replacements[i].replaced));
            assert_ptr_not_equal(replaced.at, value.at);
        }
        check_bytes(replacements[i].value, characters, make_text(replacements[i].characters));
        /* What has been replaced can be encoded, so that once is enough. */
        struct text again = replace_unencodable(&encoder, &arena, replaced, &characters);
        assert_ptr_equal(again.at, replaced.at);
        assert_int_equal(characters.length, 0);
        free_arena(&arena);
        close_encoder(&encoder);
    }
}

static size_t encode_character(int32_t code, char place[4])
{
    return (size_t)utf8proc_encode_char(code, (utf8proc_uint8_t *)place);
}

/* The characters of the Basic Multilingual Plane that an encoding holds, by number. */
static size_t count_held(const char *name)
{
    struct encoder encoder = open_known(name);
    struct arena arena = {0};
    size_t count = 0;
    for (int32_t code = 0x80; code < 0x10000; code++) {
        char bytes[4];
        struct text character = {bytes, encode_character(code, bytes)};
        struct text characters;
        struct text held = replace_unencodable(&encoder, &arena, character, &characters);
        assert_int_equal(held.at == character.at, characters.length == 0);
        count += characters.length == 0;
        reset_arena(&arena);
    }
    free_arena(&arena);
    close_encoder(&encoder);
    return count;
}

static void encodings_hold_their_characters_and_no_more(void **state)
{
    (void)state;
    assert_int_equal(count_held("ASCII"), 0);
    assert_int_equal(count_held("ISO-8859-1"), 128);
    assert_int_equal(count_held("Windows-1252"), 128 - 5);
    assert_int_equal(count_held("UCS-2LE"), 0x10000 - 0x80 - 0x800);
}

static void trials_leave_the_stream_alone(void **state)
{
    (void)state;
    struct encoder encoder = open_known("ISO-2022-JP");
    struct arena arena = {0};
    struct buffer out = {0};
    struct text characters;
    replace_unencodable(&encoder, &arena, TEXT(FIELD), &characters);
    encode_text(&encoder, TEXT(MOUNTAIN), &out);
    replace_unencodable(&encoder, &arena, TEXT(MOUNTAIN "\x1B" FACE "a"), &characters);
    encode_text(&encoder, TEXT(FIELD), &out);
    replace_unencodable(&encoder, &arena, TEXT(MOUNTAIN), &characters);
    finish_encoding(&encoder, &out);
    check_bytes("ISO-2022-JP", view_buffer(&out), (struct text){"\x1B$B;3ED\x1B(B", 10});
    free_buffer(&out);
    free_arena(&arena);
    close_encoder(&encoder);
}

/* Replaces what must be, encodes all values as one stream, and decodes it again: the values must be
 * as they were replaced, or the same in normal form C if the encoding `composes`. */
static void check_return(const char *name, struct encoder *encoder, const struct buffer *values,
                         size_t count, bool composes)
{
    struct arena arena = {0};
    struct buffer expected = {0};
    struct buffer out = {0};
    struct buffer decoded = {0};
    struct decoder decoder;
    struct error error = {0};
    begin_encoding(encoder, &out);
    for (size_t i = 0; i < count; i++) {
        struct text value = view_buffer(&values[i]);
        struct text characters;
        struct text replaced = replace_unencodable(encoder, &arena, value, &characters);
        assert_int_equal(count_characters(replaced), count_characters(value));
        assert_int_equal(characters.length == 0, equal_texts(replaced, value));
        append_byte(&expected, ',');
        append_text(&expected, replaced);
        encode_text(encoder, TEXT(","), &out);
        encode_text(encoder, replaced, &out);
    }
    finish_encoding(encoder, &out);
    assert_true(open_decoder(&decoder, name, &error));
    decode_bytes(&decoder, view_buffer(&out), &decoded);
    finish_decoding(&decoder, &decoded);
    close_decoder(&decoder);
    struct text one = view_buffer(&decoded);
    struct text other = view_buffer(&expected);
    check_bytes(name, composes ? compose_text(&arena, one) : one,
                composes ? compose_text(&arena, other) : other);
    assert_false(arena.exhausted || out.failed || expected.failed || decoded.failed);
    free_buffer(&decoded);
    free_buffer(&out);
    free_buffer(&expected);
    free_arena(&arena);
}

/* Whatever room the buffers have left, it runs out anywhere in the stream. */
static void buffers_grow_at_any_place(void **state)
{
    (void)state;
    static const char *const names[] = {"Windows-1252", "UTF-16",      "UTF-32BE",
                                        "ISO-2022-JP",  "ISO-2022-KR", "UTF-7",
                                        "EUC-JISX0213", "BIG5-HKSCS",  "EBCDIC-US"};
    static const struct text parts[] = {
        {"\xC3\x8A\xCC\x84", 4}, {"a", 1}, {MOUNTAIN, 3}, {E_ACUTE, 2}, {FACE, 4}, {FIELD, 3}};
    for (size_t which = 0; which < COUNT(names); which++) {
        struct encoder encoder = open_known(names[which]);
        for (size_t border = 32; border <= 8192; border *= 2) {
            for (size_t size = border - 12; size < border + 12; size++) {
                struct buffer value = {0};
                for (size_t i = 0; value.length < size; i++) {
                    append_text(&value, parts[i * i % 7 % COUNT(parts)]);
                }
                check_return(names[which], &encoder, &value, 1, false);
                free_buffer(&value);
            }
        }
        close_encoder(&encoder);
    }
}

/* Ranges of characters that ask something of an encoding; none is a surrogate. */
static const struct {
    int32_t first;
    int32_t last;
} ranges[] = {
    {0x00, 0x1F},       {0x20, 0x7E},       {0x20, 0x7E},       {0x20, 0x7E},
    {0x7F, 0x9F},       {0xA0, 0xFF},       {0x100, 0x24F},     {0x2B0, 0x2FF},
    {0x300, 0x36F},     {0x300, 0x304},     {0x370, 0x4FF},     {0x5D0, 0x5EA},
    {0x621, 0x64A},     {0x1EA0, 0x1EF9},   {0x2010, 0x206F},   {0x20A0, 0x20BF},
    {0x2190, 0x25FF},   {0x3000, 0x30FF},   {0x4E00, 0x5FFF},   {0xAC00, 0xD7A3},
    {0xE000, 0xF8FF},   {0xFEFF, 0xFEFF},   {0xFF01, 0xFFEE},   {0xFFFD, 0xFFFF},
    {0x1F300, 0x1F6FF}, {0x20000, 0x2A6DF}, {0xE0000, 0xE007F}, {0x10FFF0, 0x10FFFF},
};

/* Draws most characters from one range, as values are written in one script. */
static void draw_value(uint64_t *seed, struct buffer *value)
{
    size_t length = draw_below(seed, draw_below(seed, 20) == 0 ? 800 : 24);
    size_t script = draw_below(seed, COUNT(ranges));
    for (size_t i = 0; i < length; i++) {
        size_t range = draw_below(seed, 3) > 0 ? script : draw_below(seed, COUNT(ranges));
        size_t width = (size_t)(ranges[range].last - ranges[range].first) + 1;
        int32_t code = ranges[range].first + (int32_t)draw_below(seed, width);
        char bytes[4];
        append_text(value, (struct text){bytes, encode_character(code, bytes)});
    }
    assert_true(is_valid_utf8(view_buffer(value)));
}

static void random_values_come_back_as_they_were_replaced(void **state)
{
    (void)state;
    /* The first of them compose letters and marks, so that they come back in normal form C. */
    enum { COMPOSING = 3 };
    static const char *const names[] = {
        "Windows-1255",  "Windows-1258", "TCVN",         "UTF-8",        "UTF-16",
        "UTF-16BE",      "UTF-32",       "UTF-7",        "GB18030",      "UCS-2LE",
        "Windows-1252",  "ISO-8859-1",   "ISO-8859-15",  "Windows-1251", "MACINTOSH",
        "KOI8-U",        "IBM850",       "IBM864",       "EBCDIC-US",    "SHIFT_JIS",
        "CP932",         "EUC-JP",       "EUC-JISX0213", "EUC-KR",       "BIG5",
        "BIG5-HKSCS",    "GBK",          "ISO-2022-JP",  "ISO-2022-KR",  "ISO-2022-JP-2",
        "ISO-2022-JP-3", "IBM930",
    };
    for (size_t i = 0; i < COUNT(names); i++) {
        struct encoder encoder = open_known(names[i]);
        for (uint64_t seed = 1; seed <= 60; seed++) {
            uint64_t number = seed * 1000 + i;
            struct buffer drawn[6] = {{0}};
            for (size_t cell = 0; cell < COUNT(drawn); cell++) {
                draw_value(&number, &drawn[cell]);
            }
            check_return(names[i], &encoder, drawn, COUNT(drawn), i < COMPOSING);
            for (size_t cell = 0; cell < COUNT(drawn); cell++) {
                free_buffer(&drawn[cell]);
            }
        }
        close_encoder(&encoder);
    }
}

static void names_are_refused_with_a_reason(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        const char *message;
    } cases[] = {
        /* without letters or digits, those of whoever runs the program */
        {"", "the encoding \"\" is unknown; \"iconv -l\" lists the known ones"},
        {" ", "the encoding \" \" is unknown"},
        {",", "the encoding \",\" is unknown"},
        {"-", "the encoding \"-\" is unknown"},
        {"\xC3\xBC", "the encoding \"\xC3\xBC\" is unknown"},
        {"no-such-encoding", "the encoding \"no-such-encoding\" is unknown"},
        {"UTF-9", "the encoding \"UTF-9\" is unknown"},
        {"UTF-32BEE", "the encoding \"UTF-32BEE\" is unknown"},
        {"UTF", "the encoding \"UTF\" is unknown"},
        {"\x1B[31m", "the encoding \"\\x1B[31m\" is unknown"},
        {"\xFF\xFE\x61", "the encoding \"\xEF\xBF\xBD\xEF\xBF\xBD\x61\" is unknown"},
        {"a-name-of-more-than-forty-characters-is-cut", "\"a-name-of-more-than-forty-characters-is-"
                                                        "...\" is unknown"},
        {"ISO-8859-1//TRANSLIT", "the encoding \"ISO-8859-1//TRANSLIT\" must be named without the "
                                 "\"/\" and what follows it, which could change values"},
        {"Windows-1252//", "must be named without"},
        {"UTF-16/", "must be named without"},
        {"/", "must be named without"},
        /* no comma, no double quote, and what glibc gets wrong */
        {"INIS-8", "the encoding \"INIS-8\" cannot hold a table"},
        {"EBCDIC-ES-A", "cannot hold a table"},
        {"ISO-2022-CN", "the encoding \"ISO-2022-CN\" cannot be written without errors"},
        {"iso2022cnext", "cannot be written without errors"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct encoder encoder;
        struct error error = {0};
        assert_false(open_encoder(&encoder, cases[i].name, &error));
        assert_int_equal(error.kind, ERROR_USAGE);
        if (!starts_with(make_text(error.message), TEXT("--output-encoding: the encoding \"")) ||
            strstr(error.message, cases[i].message) == NULL) {
            fail_msg("\"%s\" should say \"%s\"", error.message, cases[i].message);
        }
        close_encoder(&encoder);
    }
}

static void memory_that_ran_out_shows(void **state)
{
    (void)state;
    static const char *const encodings[] = {"UTF-8", "Windows-1252", "UTF-16", "ISO-2022-JP"};
    for (size_t i = 0; i < COUNT(encodings); i++) {
        struct encoder encoder = open_known(encodings[i]);
        struct buffer out = {.failed = true};
        begin_encoding(&encoder, &out);
        encode_text(&encoder, TEXT("a" MOUNTAIN TAG_A "\xFF"), &out);
        finish_encoding(&encoder, &out);
        assert_true(out.failed);
        assert_int_equal(out.length, 0);
        close_encoder(&encoder);
    }
    struct encoder encoder = open_known("Windows-1252");
    struct arena arena = {.exhausted = true};
    struct text characters = TEXT("unset");
    struct text replaced = replace_unencodable(&encoder, &arena, TEXT(MOUNTAIN), &characters);
    assert_true(arena.exhausted);
    assert_int_equal(replaced.length, 0);
    assert_int_equal(characters.length, 0);
    close_encoder(&encoder);
}

static void closes_twice(void **state)
{
    (void)state;
    struct encoder encoder = {0};
    close_encoder(&encoder);
    encoder = open_known("Windows-1252");
    close_encoder(&encoder);
    close_encoder(&encoder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(streams_are_encoded_byte_by_byte),
        cmocka_unit_test(characters_are_replaced_and_listed),
        cmocka_unit_test(encodings_hold_their_characters_and_no_more),
        cmocka_unit_test(trials_leave_the_stream_alone),
        cmocka_unit_test(buffers_grow_at_any_place),
        cmocka_unit_test(random_values_come_back_as_they_were_replaced),
        cmocka_unit_test(names_are_refused_with_a_reason),
        cmocka_unit_test(memory_that_ran_out_shows),
        cmocka_unit_test(closes_twice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
