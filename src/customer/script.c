#include "customer/script.h"

#include "base/unicode.h"
#include "customer/entity.h"
#include "customer/markup.h"

#include <string.h>
#include <utf8proc.h>

/* The events of a browser, without their "on"; each ends in a space. */
static const char events[] =
    "abort activate afterprint afterscriptexecute afterupdate animationcancel "
    "animationend animationiteration animationstart ariarequest attribute autocomplete "
    "autocompleteerror auxclick beforeactivate beforecopy beforecut beforedeactivate "
    "beforeeditfocus beforepaste beforeprint beforescriptexecute beforeunload "
    "beforeupdate begin blur bounce cancel canplay canplaythrough cellchange change "
    "click close command compassneedscalibration contextmenu controlselect copy "
    "cuechange cut dataavailable datasetchanged datasetcomplete dblclick deactivate "
    "devicelight devicemotion deviceorientation deviceproximity drag dragdrop dragend "
    "dragenter dragleave dragover dragstart drop durationchange emptied end ended error "
    "errorupdate exit filterchange finish focus focusin focusout formchange forminput "
    "fullscreenchange fullscreenerror gotpointercapture hashchange help input invalid "
    "keydown keypress keyup languagechange layoutcomplete load loadeddata loadedmetadata "
    "loadstart losecapture lostpointercapture mediacomplete mediaerror message mousedown "
    "mouseenter mouseleave mousemove mouseout mouseover mouseup mousewheel move moveend "
    "movestart mozfullscreenchange mozfullscreenerror mozpointerlockchange "
    "mozpointerlockerror mscontentzoom msfullscreenchange msfullscreenerror "
    "msgesturechange msgesturedoubletap msgestureend msgesturehold msgesturestart "
    "msgesturetap msgotpointercapture msinertiastart mslostpointercapture "
    "msmanipulationstatechanged mspointercancel mspointerdown mspointerenter "
    "mspointerleave mspointermove mspointerout mspointerover mspointerup "
    "mssitemodejumplistitemremoved msthumbnailclick offline online outofsync page "
    "pagehide pageshow paste pause play playing pointercancel pointerdown pointerenter "
    "pointerleave pointerlockchange pointerlockerror pointermove pointerout pointerover "
    "pointerrawupdate pointerup popstate progress propertychange qt_error ratechange "
    "readystatechange received repeat reset resize resizeend resizestart resume reverse "
    "rowdelete rowenter rowexit rowinserted rowsdelete rowsenter rowsexit rowsinserted "
    "scroll search seek seeked seeking select selectionchange selectstart show stalled "
    "start stop storage storagecommit submit suspend synchrestored syncrestored "
    "timeerror timer timeupdate toggle touchcancel touchend touchleave touchmove "
    "touchstart trackchange transitioncancel transitionend unload urlflip userproximity "
    "volumechange waiting webkitanimationend webkitanimationiteration "
    "webkitanimationstart webkitfullscreenchange webkitfullscreenerror "
    "webkittransitionend wheel ";

/* Removed wherever they stand. The weak character is the dot, or the hyphen in front. */
static const struct text forbidden[] = {
    {"document.cookie", 15},  {"(document).cookie", 17}, {"document.write", 14},
    {"(document).write", 16}, {".parentNode", 11},       {".innerHTML", 10},
    {".appendChild", 12},     {"-moz-binding", 12},
};

/* Followed by a colon, they take all that follows with them up to a bracket, slash or the like. */
static const struct text schemes[] = {
    {"javascript", 10}, {"jar", 3},         {"applescript", 11}, {"vbscript", 8},
    {"vbs", 3},         {"wscript", 7},     {"jscript", 7},      {"behavior", 8},
    {"mocha", 5},       {"livescript", 10}, {"view-source", 11},
};

/* Split into two words before anything else is looked at, even behind a letter. */
static const struct text split_scheme = {"javascript:", 11};

/* Drawn together where space stands between their letters. */
static const struct text exploded[] = {
    {"javascript", 10},
    {"base64", 6},
    {"document", 8},
    {"eval", 4},
};

static bool is_letter(int32_t code)
{
    utf8proc_category_t category = utf8proc_category(code);
    return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO;
}

/* The character before `at`; 0 at the start of the text. */
static int32_t look_back(struct text text, size_t at)
{
    if (at == 0) {
        return 0;
    }
    size_t start = at - 1;
    while (start > 0 && ((unsigned char)text.at[start] & 0xC0) == 0x80) {
        start--;
    }
    return read_character(text, start).code;
}

static bool stands_alone(struct text text, size_t at)
{
    return !is_letter(look_back(text, at));
}

static bool stands_at(struct text text, size_t at, struct text word)
{
    return text.length - at >= word.length && (text.at[at] | 0x20) == (word.at[0] | 0x20) &&
           equal_texts_ignoring_case(slice_text(text, at, at + word.length), word);
}

/* The position of `word` at or after `from`, or the text's length. */
static size_t find_word(struct text text, struct text word, size_t from)
{
    while (from < text.length && !stands_at(text, from, word)) {
        from++;
    }
    return from;
}

static bool has_byte(struct text text, size_t at, char byte)
{
    return at < text.length && text.at[at] == byte;
}

static size_t skip_space(struct text text, size_t at)
{
    while (at < text.length) {
        struct character character = read_character(text, at);
        if (!is_white_space(character.code)) {
            break;
        }
        at += character.length;
    }
    return at;
}

/* Past what may stand between the letters of an exploded word. */
static size_t skip_filling(struct text text, size_t at)
{
    size_t before;
    do {
        before = at;
        at = skip_space(text, at);
        if (has_byte(text, at, '"') || has_byte(text, at, '\'') || has_byte(text, at, '+')) {
            at++;
        }
    } while (at > before);
    return at;
}

/* The end of `word` at `at`, spread out; 0 if it does not stand there. */
static size_t match_spread(struct text text, size_t at, struct text word)
{
    for (size_t i = 0; i < word.length; i++) {
        at = i > 0 ? skip_filling(text, at) : at;
        if (at == text.length || !stands_at(text, at, slice_text(word, i, i + 1))) {
            return 0;
        }
        at++;
    }
    if (at < text.length) {
        int32_t next = read_character(text, at).code;
        if (is_letter(next) || next == '@' || next == '.' || next == '!' || next == '?' ||
            next == ' ') {
            return 0;
        }
    }
    return at;
}

static bool find_exploded(struct text text, size_t at, struct script *found)
{
    for (size_t i = 0; i < sizeof exploded / sizeof exploded[0]; i++) {
        size_t end = match_spread(text, at, exploded[i]);
        if (end > at + exploded[i].length && stands_alone(text, at)) {
            *found = (struct script){at, end, at, true};
            return true;
        }
    }
    return false;
}

static bool find_forbidden(struct text text, size_t at, struct script *found)
{
    for (size_t i = 0; i < sizeof forbidden / sizeof forbidden[0]; i++) {
        if (stands_at(text, at, forbidden[i])) {
            size_t sign = forbidden[i].at[0] == '-' ? 0 : find_byte(forbidden[i], '.', 0);
            *found = (struct script){at, at + forbidden[i].length, at + sign, false};
            return true;
        }
    }
    return false;
}

static bool find_scheme(struct text text, size_t at, struct script *found)
{
    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++) {
        if (!stands_at(text, at, schemes[i]) || !stands_alone(text, at)) {
            continue;
        }
        size_t colon = skip_space(text, at + schemes[i].length);
        if (has_byte(text, colon, ':')) {
            size_t end = colon + 1;
            while (end < text.length && memchr("/\\;()'\">", text.at[end], 8) == NULL) {
                end++;
            }
            *found = (struct script){at, end, colon, false};
            return true;
        }
    }
    return false;
}

static bool is_word_character(int32_t code)
{
    return is_letter(code) || code == '_' || utf8proc_category(code) == UTF8PROC_CATEGORY_ND;
}

/* Past `location` or an event at `at`; 0 if neither stands there. */
static size_t match_property(struct text text, size_t at)
{
    if (stands_at(text, at, TEXT("location"))) {
        return at + 8;
    }
    if (!stands_at(text, at, TEXT("on"))) {
        return 0;
    }
    at += 2;
    while (at < text.length && is_word_character(read_character(text, at).code)) {
        at += read_character(text, at).length;
    }
    return at;
}

/* document.location, (window).document.onblur and the like */
static bool find_property(struct text text, size_t at, struct script *found)
{
    bool window = stands_at(text, at, TEXT("window"));
    if (!window && !stands_at(text, at, TEXT("document"))) {
        return false;
    }
    size_t dot = at + (window ? 6 : 8);
    dot += has_byte(text, dot, ')');
    if (window && stands_at(text, dot, TEXT(".document"))) {
        dot += 9;
    }
    size_t end = has_byte(text, dot, '.') ? match_property(text, dot + 1) : 0;
    if (end == 0) {
        return false;
    }
    size_t start = at;
    start -= start > 0 && text.at[start - 1] == ':' && start > 1 && text.at[start - 2] == '(';
    start -= start > 0 && text.at[start - 1] == '(';
    *found = (struct script){start, end, dot, false};
    return true;
}

/* `image/` of any sort but svg */
static bool is_picture(struct text text, size_t at)
{
    if (!stands_at(text, at, TEXT("image"))) {
        return false;
    }
    size_t slash = skip_space(text, at + 5);
    if (!has_byte(text, slash, '/')) {
        return false;
    }
    size_t kind = skip_space(text, slash + 1);
    return !stands_at(text, kind, TEXT("svg"));
}

static bool find_data(struct text text, size_t at, struct script *found)
{
    if (!stands_at(text, at, TEXT("data"))) {
        return false;
    }
    size_t colon = skip_space(text, at + 4);
    if (!has_byte(text, colon, ':') || is_picture(text, colon + 1)) {
        return false;
    }
    size_t comma = find_byte(text, ',', find_word(text, TEXT("base64"), colon + 1));
    if (comma == text.length) {
        return false;
    }
    *found = (struct script){at, comma + 1, colon, false};
    return true;
}

static bool find_expression(struct text text, size_t at, struct script *found)
{
    if (!stands_at(text, at, TEXT("expression"))) {
        return false;
    }
    size_t bracket = skip_space(text, at + 10);
    *found = (struct script){at, bracket + 1, bracket, false};
    return has_byte(text, bracket, '(');
}

/* src="....js" */
static bool find_source(struct text text, size_t at, struct script *found)
{
    if (!stands_at(text, at, TEXT("src=")) || at + 4 == text.length ||
        memchr("'|\"", text.at[at + 4], 3) == NULL) {
        return false;
    }
    size_t end = 0;
    for (size_t i = at + 5; i < text.length; i++) {
        if (text.at[i] == text.at[at + 4] && i >= at + 8 && stands_at(text, i - 3, TEXT(".js"))) {
            end = i + 1;
        }
    }
    *found = (struct script){at, end, at + 3, false};
    return end > 0;
}

/* Whether an equals sign follows, with nothing but white space and brackets, or no letter, between.
 */
static bool is_assigned(struct text text, size_t at)
{
    while (at < text.length && text.at[at] != '=') {
        struct character character = read_character(text, at);
        size_t closing = character.code == '[' ? find_byte(text, ']', at) : text.length;
        if (closing < text.length) {
            at = closing + 1;
        } else if (is_letter(character.code)) {
            return false;
        } else {
            at += character.length;
        }
    }
    return at < text.length;
}

static bool is_event_end(struct text text, size_t at)
{
    return skip_space(text, at) == text.length || find_byte(text, '>', at) < text.length ||
           (has_byte(text, at, '(') && find_byte(text, ')', at) < text.length) ||
           is_assigned(text, at);
}

static bool find_event(struct text text, size_t at, struct script *found)
{
    if (!stands_at(text, at, TEXT("on"))) {
        return false;
    }
    int32_t before = look_back(text, at);
    if (is_letter(before) || (before > 0 && before < 0x80 && strchr("@.!?>", before) != NULL)) {
        return false;
    }
    for (const char *name = events; *name != '\0';) {
        size_t length = strcspn(name, " ");
        if (stands_at(text, at + 2, (struct text){name, length}) &&
            is_event_end(text, at + 2 + length)) {
            *found = (struct script){at, at + 2 + length, at, false};
            return true;
        }
        name += length + 1;
    }
    return false;
}

typedef bool script_finder(struct text text, size_t at, struct script *found);

static script_finder *const finders[] = {
    find_exploded, find_forbidden,  find_scheme, find_property,
    find_data,     find_expression, find_source, find_event,
};

enum { FINDER_COUNT = sizeof finders / sizeof finders[0] };

bool find_script(struct text text, struct script *found)
{
    size_t split = find_word(text, split_scheme, 0);
    if (split < text.length) {
        size_t end = split + split_scheme.length;
        *found = (struct script){split, end, end - 1, false};
        return true;
    }
    for (size_t i = 0; i < FINDER_COUNT; i++) {
        for (size_t at = 0; at < text.length; at++) {
            if (finders[i](text, at, found)) {
                return true;
            }
        }
    }
    return false;
}

int read_percent_escape(struct text text, size_t at)
{
    if (text.at[at] != '%' || text.length - at < 3) {
        return -1;
    }
    int high = read_digit(text.at[at + 1], 16);
    int low = read_digit(text.at[at + 2], 16);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

/* Only escapes of printable ASCII: the others cannot make a script. */
static struct text decode_percent(struct arena *arena, struct text text)
{
    if (find_byte(text, '%', 0) == text.length) {
        return text;
    }
    char *decoded = take_from_arena(arena, text.length);
    if (decoded == NULL) {
        return text;
    }
    size_t length = 0;
    for (size_t at = 0; at < text.length;) {
        int value = read_percent_escape(text, at);
        bool plain = value >= 0x20 && value < 0x7F;
        decoded[length++] = plain ? (char)value : text.at[at];
        at += plain ? 3 : 1;
    }
    return (struct text){decoded, length};
}

static struct text decode_fully(struct arena *arena, struct text text)
{
    size_t length;
    do {
        length = text.length;
        text = decode_percent(arena, decode_entities(arena, read_entity, text));
    } while (text.length < length);
    return text;
}

/* Removes a trace from the bytes in place and returns their new number. */
static size_t cut_out(char *bytes, size_t length, const struct script *script)
{
    size_t kept = script->start;
    if (script->exploded) {
        struct text word = {bytes, script->end};
        for (size_t at = script->start; at < script->end; at = skip_filling(word, at + 1)) {
            bytes[kept++] = bytes[at];
        }
    }
    memmove(bytes + kept, bytes + script->end, length - script->end);
    return length - (script->end - kept);
}

/* The copy of `text` at `bytes` without its traces; returns its new length. */
static size_t clean_in_place(char *bytes, size_t length)
{
    size_t before;
    do {
        before = length;
        for (size_t i = 0; i < FINDER_COUNT; i++) {
            for (size_t at = 0; at < length;) {
                struct script found;
                if (finders[i]((struct text){bytes, length}, at, &found)) {
                    length = cut_out(bytes, length, &found);
                    at = found.start;
                } else {
                    at++;
                }
            }
        }
    } while (length < before);
    return length;
}

static struct text split_javascript(struct arena *arena, struct text text)
{
    if (find_word(text, split_scheme, 0) == text.length) {
        return text;
    }
    char *split = take_from_arena(arena, text.length + text.length / split_scheme.length);
    if (split == NULL) {
        return text;
    }
    size_t length = 0;
    for (size_t at = 0; at < text.length; at++) {
        if (at >= 4 && stands_at(text, at - 4, split_scheme)) {
            split[length++] = ' ';
        }
        split[length++] = text.at[at];
    }
    return (struct text){split, length};
}

bool hides_script(struct arena *arena, struct text text)
{
    struct script found;
    struct text decoded = decode_fully(arena, text);
    return leaves_markup_open(decoded) || find_script(decoded, &found);
}

struct text remove_scripts(struct arena *arena, struct text text, bool *found)
{
    text = split_javascript(arena, text);
    *found = hides_script(arena, text);
    struct text decoded = *found ? decode_fully(arena, text) : EMPTY_TEXT;
    char *bytes = *found ? take_from_arena(arena, decoded.length) : NULL;
    if (bytes == NULL) {
        return text;
    }
    memcpy(bytes, decoded.at, decoded.length);
    return (struct text){bytes, clean_in_place(bytes, decoded.length)};
}
