#include "crm/secrets.h"

#include "base/unicode.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

enum { LAYERS = 2, LONGEST_CHARACTER = 4 };

/* A text after some layers of encoding were taken off. */
struct decoding {
    unsigned char *bytes;
    size_t *origins; /* where each byte began in the first text; one more for its end */
    size_t length;
};

/* What one unit of an encoding stands for. */
struct unit {
    unsigned char bytes[LONGEST_CHARACTER];
    size_t length; /* of the bytes */
    size_t taken;  /* of the text; 0: there is no such unit here */
};

static const struct unit no_unit = {.taken = 0};

typedef struct unit unit_reader(struct text text);

/* Reads `count` hexadecimal digits; -1 if they are not there. */
static int32_t read_hexadecimal(struct text text, size_t at, size_t count)
{
    int32_t value = 0;
    for (size_t i = at; i < at + count; i++) {
        int digit = i < text.length ? read_digit(text.at[i], 16) : -1;
        if (digit < 0) {
            return -1;
        }
        value = value * 16 + digit;
    }
    return value;
}

static struct unit make_byte(char byte, size_t taken)
{
    return (struct unit){.bytes = {(unsigned char)byte}, .length = 1, .taken = taken};
}

static struct unit make_character(int32_t code, size_t taken)
{
    struct unit unit = {.taken = taken};
    utf8proc_ssize_t length = utf8proc_encode_char(code, unit.bytes);
    if (length <= 0) {
        return no_unit;
    }
    unit.length = (size_t)length;
    return unit;
}

static struct unit read_percent(struct text text)
{
    int32_t value = text.at[0] == '%' ? read_hexadecimal(text, 1, 2) : -1;
    return value < 0 ? no_unit : make_byte((char)value, 3);
}

static struct unit read_form(struct text text)
{
    return text.at[0] == '+' ? make_byte(' ', 1) : read_percent(text);
}

static struct unit read_json_code(struct text text)
{
    int32_t code = read_hexadecimal(text, 2, 4);
    if (code >= 0xD800 && code < 0xDC00 && text.length >= 8 && text.at[6] == '\\' &&
        text.at[7] == 'u') {
        int32_t low = read_hexadecimal(text, 8, 4);
        if (low >= 0xDC00 && low < 0xE000) {
            return make_character(0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00), 12);
        }
    }
    return code < 0 ? no_unit : make_character(code, 6);
}

static struct unit read_json(struct text text)
{
    static const char escapes[] = "\"\\/bfnrt'";
    static const char meanings[] = "\"\\/\b\f\n\r\t'";
    if (text.at[0] != '\\' || text.length < 2) {
        return no_unit;
    }
    if (text.at[1] == 'u') {
        return read_json_code(text);
    }
    const char *found = text.at[1] == '\0' ? NULL : strchr(escapes, text.at[1]);
    return found == NULL ? no_unit : make_byte(meanings[found - escapes], 2);
}

static struct unit read_numeric_reference(struct text text)
{
    bool is_hexadecimal = text.length > 2 && (text.at[2] == 'x' || text.at[2] == 'X');
    int base = is_hexadecimal ? 16 : 10;
    int32_t code = 0;
    size_t start = is_hexadecimal ? 3 : 2;
    size_t at = start;
    while (at < text.length && code <= 0x10FFFF) {
        int digit = read_digit(text.at[at], base);
        if (digit < 0) {
            break;
        }
        code = code * base + digit;
        at++;
    }
    bool is_whole = at > start && at < text.length && text.at[at] == ';';
    return is_whole && code <= 0x10FFFF ? make_character(code, at + 1) : no_unit;
}

static struct unit read_html(struct text text)
{
    static const struct {
        struct text name;
        char meaning;
    } references[] = {
        {{"&amp;", 5}, '&'},  {{"&lt;", 4}, '<'},    {{"&gt;", 4}, '>'},
        {{"&quot;", 6}, '"'}, {{"&apos;", 6}, '\''},
    };
    if (text.at[0] != '&') {
        return no_unit;
    }
    if (text.length > 1 && text.at[1] == '#') {
        return read_numeric_reference(text);
    }
    for (size_t i = 0; i < sizeof references / sizeof *references; i++) {
        if (starts_with(text, references[i].name)) {
            return make_byte(references[i].meaning, references[i].name.length);
        }
    }
    return no_unit;
}

static void free_decoding(struct decoding *decoding)
{
    free(decoding->bytes);
    free(decoding->origins);
}

/* Room for one text of `length` bytes; no encoding is shorter than what it stands for. */
static bool start_decoding(struct decoding *decoding, size_t length)
{
    *decoding = (struct decoding){.bytes = malloc(length + LONGEST_CHARACTER),
                                  .origins = calloc(length + LONGEST_CHARACTER, sizeof(size_t))};
    if (decoding->bytes == NULL || decoding->origins == NULL) {
        free_decoding(decoding);
        *decoding = (struct decoding){0};
        return false;
    }
    return true;
}

/* Takes one layer off `from`; *changed says whether there was any of it. */
static bool decode_layer(const struct decoding *from, unit_reader *read_unit,
                         struct decoding *decoded, bool *changed)
{
    *changed = false;
    if (!start_decoding(decoded, from->length)) {
        return false;
    }
    struct text all = {(const char *)from->bytes, from->length};
    for (size_t at = 0; at < all.length;) {
        struct unit unit = read_unit(slice_text(all, at, all.length));
        if (unit.taken == 0) {
            unit = make_byte(all.at[at], 1);
        } else {
            *changed = true;
        }
        for (size_t i = 0; i < unit.length; i++) {
            decoded->bytes[decoded->length] = unit.bytes[i];
            decoded->origins[decoded->length] = from->origins[at];
            decoded->length++;
        }
        at += unit.taken;
    }
    decoded->origins[decoded->length] = from->origins[from->length];
    return true;
}

/* Marks where the secrets stand in the first text. */
static void mark_secrets(const struct decoding *decoding, const struct text *secrets,
                         size_t secret_count, unsigned char *marks)
{
    struct text all = {(const char *)decoding->bytes, decoding->length};
    for (size_t i = 0; i < secret_count; i++) {
        size_t length = secrets[i].length;
        for (size_t at = 0; length > 0 && at + length <= all.length;) {
            at += find_text(slice_text(all, at, all.length), secrets[i]);
            if (at + length <= all.length) {
                size_t start = decoding->origins[at];
                memset(marks + start, 1, decoding->origins[at + length] - start);
                at++;
            }
        }
    }
}

/* Marks the secrets in this decoding and in those that have up to `layers` layers less. */
static bool mark_layers(const struct decoding *decoding, unsigned layers,
                        const struct text *secrets, size_t secret_count, unsigned char *marks)
{
    static unit_reader *const readers[] = {read_percent, read_form, read_json, read_html};
    mark_secrets(decoding, secrets, secret_count, marks);
    bool done = true;
    for (size_t i = 0; layers > 0 && done && i < sizeof readers / sizeof *readers; i++) {
        struct decoding decoded;
        bool changed;
        done = decode_layer(decoding, readers[i], &decoded, &changed);
        if (done && changed) {
            done = mark_layers(&decoded, layers - 1, secrets, secret_count, marks);
        }
        free_decoding(&decoded);
    }
    return done;
}

static void append_unmarked(struct buffer *out, struct text text, const unsigned char *marks)
{
    for (size_t at = 0; at < text.length;) {
        size_t end = at;
        while (end < text.length && marks[end] == marks[at]) {
            end++;
        }
        append_text(out, marks[at] ? TEXT("[secret]") : slice_text(text, at, end));
        at = end;
    }
}

void append_without_secrets(struct buffer *out, struct text text, const struct text *secrets,
                            size_t secret_count)
{
    struct decoding plain;
    unsigned char *marks = calloc(text.length + 1, 1);
    if (marks == NULL || !start_decoding(&plain, text.length)) {
        free(marks);
        out->failed = true;
        return;
    }
    for (size_t i = 0; i < text.length; i++) {
        plain.bytes[i] = (unsigned char)text.at[i];
        plain.origins[i] = i;
    }
    plain.length = text.length;
    plain.origins[text.length] = text.length;
    if (mark_layers(&plain, LAYERS, secrets, secret_count, marks)) {
        append_unmarked(out, text, marks);
    } else {
        out->failed = true;
    }
    free_decoding(&plain);
    free(marks);
}
