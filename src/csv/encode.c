#include "csv/encode.h"

#include "base/unicode.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define NO_CONVERTER ((iconv_t)-1)

/* What is reserved beyond the length of the text to convert: no one character becomes as much. */
enum { ROOM_FOR_CHARACTER = 64 };

/* What append_visible shows for a byte that is no character. */
#define REPLACEMENT_CHARACTER 0xFFFDu

/* How many characters a list of them shows. */
enum { MOST_LISTED = 10 };

static const struct text question_mark = {"?", 1};

/* What CSV is made of besides the values, and what stands for a character that cannot be encoded.
 */
static const struct text indispensable = {"\",\r\n?", 5};

/* The encodings that hold all of Unicode and begin with a mark, as they are spelt without dashes.
 * They are opened with their byte order, since iconv would write a mark of its own without. */
static const struct unicode_encoding {
    const char *name;
    const char *iconv_name;
    struct text mark;
} unicode_encodings[] = {
    {"utf8", NULL, {"\xEF\xBB\xBF", 3}},          {"utf16", "UTF-16LE", {"\xFF\xFE", 2}},
    {"utf16le", "UTF-16LE", {"\xFF\xFE", 2}},     {"utf16be", "UTF-16BE", {"\xFE\xFF", 2}},
    {"utf32", "UTF-32LE", {"\xFF\xFE\0\0", 4}},   {"utf32le", "UTF-32LE", {"\xFF\xFE\0\0", 4}},
    {"utf32be", "UTF-32BE", {"\0\0\xFE\xFF", 4}},
};

static const struct unicode_encoding *find_unicode_encoding(const char *name)
{
    char plain[sizeof "utf32be"];
    size_t length = 0;
    for (; *name != '\0'; name++) {
        if (*name == '-' || *name == '_' || *name == ' ') {
            continue;
        }
        if (length == sizeof plain) {
            return NULL;
        }
        plain[length++] = *name;
    }
    for (size_t i = 0; i < sizeof unicode_encodings / sizeof *unicode_encodings; i++) {
        if (equal_texts_ignoring_case((struct text){plain, length},
                                      make_text(unicode_encodings[i].name))) {
            return &unicode_encodings[i];
        }
    }
    return NULL;
}

/* To glibc's iconv a name without any is the encoding of whoever runs the program. */
static bool holds_letter_or_digit(const char *name)
{
    for (; *name != '\0'; name++) {
        char lower = (char)(*name | 0x20);
        if ((lower >= 'a' && lower <= 'z') || (*name >= '0' && *name <= '9')) {
            return true;
        }
    }
    return false;
}

static bool refuse_name(const char *name, const char *reason, struct error *error)
{
    struct buffer shown = {0};
    append_visible(&shown, make_text(name), 40);
    fail(error, ERROR_USAGE, "--output-encoding: the encoding \"%.*s\" %s", (int)shown.length,
         shown.length > 0 ? shown.at : "", reason);
    free_buffer(&shown);
    return false;
}

/* Converts `text` up to a character that cannot be, and returns what is left from there on, in
 * bytes: 0 if all was converted. Something is left too if memory ran out. */
static size_t convert_text(iconv_t converter, struct text text, struct buffer *out)
{
    char *from = (char *)text.at; /* iconv only reads there, whatever its prototype says */
    size_t left = text.length;
    while (left > 0) {
        char *place = reserve_in_buffer(out, left + ROOM_FOR_CHARACTER);
        if (place == NULL) {
            return left;
        }
        size_t room = out->capacity - out->length;
        bool stopped = iconv(converter, &from, &left, &place, &room) == (size_t)-1;
        int cause = stopped ? errno : 0;
        out->length = out->capacity - room;
        if (stopped && cause != E2BIG) {
            return left;
        }
    }
    return 0;
}

static void flush_converter(iconv_t converter, struct buffer *out)
{
    char *place = reserve_in_buffer(out, ROOM_FOR_CHARACTER);
    if (place != NULL) {
        size_t room = out->capacity - out->length;
        iconv(converter, NULL, NULL, &place, &room);
        out->length = out->capacity - room;
    }
}

/* Converts `text` as one that stands alone. */
static bool convert_alone(iconv_t converter, struct text text, struct buffer *out)
{
    iconv(converter, NULL, NULL, NULL, NULL);
    if (convert_text(converter, text, out) > 0) {
        return false;
    }
    flush_converter(converter, out);
    return !out->failed;
}

/* Whether `one` and `other` are the same but for what Unicode itself takes as equal: CP1258 and
 * TSCII compose letters and marks on the way back. */
static bool are_equivalent(struct arena *scratch, struct text one, struct text other)
{
    return equal_texts(one, other) ||
           (equal_texts(compose_text(scratch, one), compose_text(scratch, other)) &&
            !scratch->exhausted);
}

/* Whether `text` comes back the same when it is encoded and decoded again. */
static bool survives_trial(struct encoder *encoder, struct text text)
{
    reset_buffer(&encoder->encoded);
    reset_buffer(&encoder->decoded);
    reset_arena(&encoder->scratch);
    bool survives =
        convert_alone(encoder->trial, text, &encoder->encoded) &&
        convert_alone(encoder->way_back, view_buffer(&encoder->encoded), &encoder->decoded) &&
        are_equivalent(&encoder->scratch, view_buffer(&encoder->decoded), text);
    encoder->failed = encoder->failed || encoder->encoded.failed || encoder->decoded.failed ||
                      encoder->scratch.exhausted;
    return survives;
}

static bool holds_printable_ascii(struct encoder *encoder)
{
    char printable['~' - ' ' + 1];
    for (size_t i = 0; i < sizeof printable; i++) {
        printable[i] = (char)(' ' + i);
    }
    return survives_trial(encoder, (struct text){printable, sizeof printable});
}

static bool open_converter(iconv_t *converter, const char *to, const char *from, const char *name,
                           struct error *error)
{
    *converter = iconv_open(to, from);
    if (*converter != NO_CONVERTER) {
        return true;
    }
    if (errno == EINVAL) {
        return refuse_name(name, "is unknown; \"iconv -l\" lists the known ones", error);
    }
    char reason[128];
    snprintf(reason, sizeof reason, "cannot be used now: %s", strerror(errno));
    return refuse_name(name, reason, error);
}

/* What glibc writes for ISO-2022-CN and ISO-2022-CN-EXT is wrong where characters of different sets
 * meet (as U+9BBD and U+584E do), and depends on all of the line so far. */
static bool mixes_up_sets(struct encoder *encoder)
{
    const struct text pair = TEXT("\xE9\xAE\xBD\xE5\xA1\x8E");
    return survives_trial(encoder, slice_text(pair, 0, 3)) &&
           survives_trial(encoder, slice_text(pair, 3, 6)) && !survives_trial(encoder, pair);
}

/* Opens what trials need, and tries what must be known of the encoding. */
static bool prepare_trials(struct encoder *encoder, const char *name, struct error *error)
{
    if (!open_converter(&encoder->trial, name, "UTF-8", name, error) ||
        !open_converter(&encoder->way_back, "UTF-8", name, name, error)) {
        return false;
    }
    bool holds_table = survives_trial(encoder, indispensable);
    bool is_mixed_up = mixes_up_sets(encoder);
    encoder->holds_ascii = holds_printable_ascii(encoder);
    encoder->leaves_out_tags = !survives_trial(encoder, TEXT("\xF3\xA0\x81\x81"));
    if (encoder->failed) {
        return fail_for_memory(error);
    }
    if (!holds_table) {
        return refuse_name(name,
                           "cannot hold a table: it lacks the comma, the double quote, the "
                           "question mark or the line end",
                           error);
    }
    return !is_mixed_up ||
           refuse_name(name, "cannot be written without errors on this system", error);
}

bool open_encoder(struct encoder *encoder, const char *name, struct error *error)
{
    *encoder = (struct encoder){
        .converter = NO_CONVERTER, .trial = NO_CONVERTER, .way_back = NO_CONVERTER};
    if (name == NULL) {
        name = "UTF-8";
    }
    if (strchr(name, '/') != NULL) {
        return refuse_name(name,
                           "must be named without the \"/\" and what follows it, which could "
                           "change values without a word",
                           error);
    }
    const struct unicode_encoding *unicode = find_unicode_encoding(name);
    bool opened = false;
    if (unicode != NULL) {
        encoder->mark = unicode->mark;
        opened = unicode->iconv_name == NULL ||
                 open_converter(&encoder->converter, unicode->iconv_name, "UTF-8", name, error);
    } else if (!holds_letter_or_digit(name)) {
        return refuse_name(name, "is unknown; \"iconv -l\" lists the known ones", error);
    } else {
        opened = open_converter(&encoder->converter, name, "UTF-8", name, error) &&
                 prepare_trials(encoder, name, error);
    }
    if (!opened) {
        close_encoder(encoder);
    }
    return opened;
}

void begin_encoding(struct encoder *encoder, struct buffer *out)
{
    append_text(out, encoder->mark);
}

/* The list of characters that is made while a value is gone through. */
struct character_list {
    int32_t codes[MOST_LISTED];
    size_t count;
    bool is_full; /* it shows already that there are more */
    struct buffer shown;
};

static void list_character(struct character_list *list, struct text character, int32_t code)
{
    for (size_t i = 0; i < list->count; i++) {
        if (list->codes[i] == code) {
            return;
        }
    }
    if (list->count == MOST_LISTED) {
        if (!list->is_full) {
            append_text(&list->shown, TEXT(", ..."));
            list->is_full = true;
        }
        return;
    }
    append_formatted(&list->shown, "%sU+%04X ", list->count > 0 ? ", " : "",
                     code < 0 ? REPLACEMENT_CHARACTER : (unsigned)code);
    append_visible(&list->shown, character, 1);
    list->codes[list->count++] = code;
}

/* Whether the encoding holds all of `text`. */
static bool holds_text(struct encoder *encoder, struct text text)
{
    return (encoder->holds_ascii && is_plain_ascii(text)) || survives_trial(encoder, text);
}

/* Copies `value` to `place`, each character that cannot be encoded as "?"; returns the length.
 *
 * A character is tried behind the one before it, which can matter: BIG5-HKSCS has some marks only
 * upon their letters, and glibc's ISO-2022-JP-2 takes a tilde behind some letters for another. */
static size_t copy_encodable(struct encoder *encoder, struct text value, char *place,
                             struct character_list *list)
{
    size_t length = 0;
    size_t start = 0; /* of what a character is tried with: the last one that stands by itself */
    for (size_t at = 0; at < value.length;) {
        struct character character = read_character(value, at);
        size_t end = at + character.length;
        struct text bytes = slice_text(value, at, end);
        if (holds_text(encoder, slice_text(value, start, end))) {
            memcpy(place + length, bytes.at, bytes.length);
            length += bytes.length;
            start = holds_text(encoder, bytes) ? at : start;
        } else {
            place[length++] = question_mark.at[0];
            list_character(list, bytes, character.code);
            start = end;
        }
        at = end;
    }
    return length;
}

struct text replace_unencodable(struct encoder *encoder, struct arena *arena, struct text value,
                                struct text *characters)
{
    *characters = EMPTY_TEXT;
    if (encoder->trial == NO_CONVERTER || holds_text(encoder, value)) {
        return value;
    }
    char *place = take_from_arena(arena, value.length);
    if (place == NULL) {
        return EMPTY_TEXT;
    }
    struct character_list list = {0};
    size_t length = copy_encodable(encoder, value, place, &list);
    shrink_newest_piece(arena, place, value.length, length);
    *characters = copy_to_arena(arena, view_buffer(&list.shown));
    arena->exhausted = arena->exhausted || encoder->failed || list.shown.failed;
    free_buffer(&list.shown);
    return (struct text){place, length};
}

/* The position of the first tag character (U+E0000 to U+E007F) in `text`, or text.length. */
static size_t find_tag(struct text text)
{
    const struct text beginning = TEXT("\xF3\xA0");
    for (size_t at = 0; at < text.length; at += beginning.length) {
        at += find_text(slice_text(text, at, text.length), beginning);
        if (at == text.length || (read_character(text, at).code & ~0x7F) == 0xE0000) {
            return at;
        }
    }
    return text.length;
}

void encode_text(struct encoder *encoder, struct text text, struct buffer *out)
{
    if (encoder->converter == NO_CONVERTER) {
        append_text(out, text);
        return;
    }
    while (text.length > 0 && !out->failed) {
        size_t end = encoder->leaves_out_tags ? find_tag(text) : text.length;
        size_t left = convert_text(encoder->converter, slice_text(text, 0, end), out);
        size_t at = end - left;
        if (at < text.length) {
            convert_text(encoder->converter, question_mark, out);
            at += read_character(text, at).length;
        }
        text = slice_text(text, at, text.length);
    }
}

void finish_encoding(struct encoder *encoder, struct buffer *out)
{
    if (encoder->converter != NO_CONVERTER) {
        flush_converter(encoder->converter, out);
    }
}

static void close_converter(iconv_t *converter)
{
    if (*converter != NO_CONVERTER && *converter != (iconv_t)0) {
        iconv_close(*converter);
    }
    *converter = NO_CONVERTER;
}

void close_encoder(struct encoder *encoder)
{
    close_converter(&encoder->converter);
    close_converter(&encoder->trial);
    close_converter(&encoder->way_back);
    free_buffer(&encoder->encoded);
    free_buffer(&encoder->decoded);
    free_arena(&encoder->scratch);
}
