#include "customer/traits.h"

#define ONE(a) TRAIT((a) - 'a')
#define FOUR(a, b, c, d) (ONE(a) | ONE(b) | ONE(c) | ONE(d))
#define LETTER(capital, small) [capital] = TRAIT((capital) - 'A'), [small] = TRAIT((capital) - 'A')

/* What matters to scripts only. */
#define TRAIT_COLON TRAIT(30)
#define TRAIT_DOT TRAIT(31)
#define TRAIT_BRACKET TRAIT(32)
#define TRAIT_HYPHEN TRAIT(33)
#define TRAIT_EQUALS TRAIT(34)
#define TRAIT_GREATER TRAIT(35)
#define TRAIT_SIX TRAIT(36)
#define TRAIT_FILLING TRAIT(37) /* may stand between the letters of an exploded word */

static const uint64_t traits[256] = {
    LETTER('A', 'a'),
    LETTER('B', 'b'),
    LETTER('C', 'c'),
    LETTER('D', 'd'),
    LETTER('E', 'e'),
    LETTER('F', 'f'),
    LETTER('G', 'g'),
    LETTER('H', 'h'),
    LETTER('I', 'i'),
    LETTER('J', 'j'),
    LETTER('K', 'k'),
    LETTER('L', 'l'),
    LETTER('M', 'm'),
    LETTER('N', 'n'),
    LETTER('O', 'o'),
    LETTER('P', 'p'),
    LETTER('Q', 'q'),
    LETTER('R', 'r'),
    LETTER('S', 's'),
    LETTER('T', 't'),
    LETTER('U', 'u'),
    LETTER('V', 'v'),
    LETTER('W', 'w'),
    LETTER('X', 'x'),
    LETTER('Y', 'y'),
    LETTER('Z', 'z'),
    ['"'] = TRAIT_MARKUP,
    ['<'] = TRAIT_MARKUP,
    ['&'] = TRAIT_AMPERSAND | TRAIT_LONG,
    ['%'] = TRAIT_MARKUP,
    ['>'] = TRAIT_LONG | TRAIT_GREATER,
    ['`'] = TRAIT_LONG,
    ['\''] = TRAIT_LONG | TRAIT_FILLING,
    ['\\'] = TRAIT_BACKSLASH,
    [':'] = TRAIT_COLON,
    ['.'] = TRAIT_DOT,
    ['('] = TRAIT_BRACKET,
    ['-'] = TRAIT_HYPHEN,
    ['='] = TRAIT_EQUALS,
    ['6'] = TRAIT_SIX,
    /* white space, and the first bytes of such beyond ASCII */
    [' '] = TRAIT_FILLING,
    ['\n'] = TRAIT_FILLING,
    ['\t'] = TRAIT_FILLING,
    ['\r'] = TRAIT_FILLING,
    ['+'] = TRAIT_FILLING,
    [0xC2] = TRAIT_FILLING,
    [0xE1] = TRAIT_FILLING,
    [0xE2] = TRAIT_FILLING,
    [0xE3] = TRAIT_FILLING,
    [0xEF] = TRAIT_FILLING,
    [0xF0] = TRAIT_BEYOND,
    [0xF1] = TRAIT_BEYOND,
    [0xF2] = TRAIT_BEYOND,
    [0xF3] = TRAIT_BEYOND,
    [0xF4] = TRAIT_BEYOND,
};

/* What a value has that holds a trace of a script, but for the events of a browser. */
static const uint64_t script_traits[] = {
    /* document.write, window.location, .parentNode, .innerHTML, .appendChild, -moz-binding */
    TRAIT_DOT | FOUR('d', 'o', 'c', 'u') | FOUR('m', 'e', 'n', 't'),
    TRAIT_DOT | FOUR('w', 'i', 'n', 'd') | ONE('o'),
    TRAIT_DOT | FOUR('p', 'a', 'r', 'e') | FOUR('n', 't', 'o', 'd'),
    TRAIT_DOT | FOUR('i', 'n', 'e', 'r') | FOUR('h', 't', 'm', 'l'),
    TRAIT_DOT | FOUR('a', 'p', 'e', 'n') | FOUR('d', 'c', 'h', 'i'),
    TRAIT_HYPHEN | FOUR('m', 'o', 'z', 'b') | FOUR('i', 'n', 'd', 'g'),
    /* vbs, vbscript, jscript and the like, jar, behavior, mocha, view-source, data */
    TRAIT_COLON | ONE('v') | ONE('b') | ONE('s'),
    TRAIT_COLON | FOUR('s', 'c', 'r', 'i') | ONE('p') | ONE('t'),
    TRAIT_COLON | ONE('j') | ONE('a') | ONE('r'),
    TRAIT_COLON | FOUR('b', 'e', 'h', 'a') | FOUR('v', 'i', 'o', 'r'),
    TRAIT_COLON | FOUR('m', 'o', 'c', 'h') | ONE('a'),
    TRAIT_COLON | FOUR('v', 'i', 'e', 'w') | FOUR('s', 'o', 'u', 'r'),
    TRAIT_COLON | FOUR('d', 'a', 't', 'b') | ONE('s') | ONE('e'),
    /* expression, src="x.js" */
    TRAIT_BRACKET | FOUR('e', 'x', 'p', 'r') | FOUR('s', 'i', 'o', 'n'),
    TRAIT_EQUALS | FOUR('s', 'r', 'c', 'j'),
    /* exploded document, base64 */
    TRAIT_FILLING | FOUR('d', 'o', 'c', 'u') | FOUR('m', 'e', 'n', 't'),
    TRAIT_FILLING | TRAIT_SIX | FOUR('b', 'a', 's', 'e'),
};

static const uint64_t exploded_javascript =
    TRAIT_FILLING | FOUR('j', 'a', 'v', 's') | FOUR('c', 'r', 'i', 'p');
static const uint64_t exploded_eval = TRAIT_FILLING | FOUR('e', 'v', 'a', 'l');

uint64_t look_at_value(struct text value)
{
    uint64_t seen = 0;
    for (size_t i = 0; i < value.length; i++) {
        seen |= traits[(unsigned char)value.at[i]];
    }
    return seen;
}

static bool is_ascii_letter(char byte)
{
    return (traits[(unsigned char)byte] & TRAIT_LETTERS) != 0;
}

/* Whether some word of the value begins with "on", as the name of an event does. */
static bool holds_on_word(struct text value)
{
    for (size_t at = 0; at + 2 < value.length; at++) {
        if ((value.at[at] | 0x20) == 'o' && (value.at[at + 1] | 0x20) == 'n' &&
            (at == 0 || !is_ascii_letter(value.at[at - 1]))) {
            return true;
        }
    }
    return false;
}

/* Whether the last word of the value begins with "on". */
static bool ends_like_event(struct text value)
{
    size_t at = value.length;
    while (at > 0 && (is_ascii_letter(value.at[at - 1]) || value.at[at - 1] == '_')) {
        at--;
    }
    return holds_on_word(slice_text(value, at, value.length));
}

/* Whether a colon stands where one of a scheme does: behind `script`, `jar`, `behavior`, `mocha`,
 * `data`, `view-source` or `vbs`, or space. It does not in `http:` and `https:`. */
static bool holds_scheme_colon(struct text value)
{
    for (size_t at = find_byte(value, ':', 1); at < value.length;
         at = find_byte(value, ':', at + 1)) {
        char before = value.at[at - 1] | 0x20;
        bool letter = is_ascii_letter(before);
        if (before == 't' || before == 'r' || before == 'a' || before == 'e' || !letter ||
            (before == 's' && at > 1 && (value.at[at - 2] | 0x20) == 'b')) {
            return true;
        }
    }
    return false;
}

static bool may_be_filling(char byte)
{
    return (traits[(unsigned char)byte] & TRAIT_FILLING) != 0 || (unsigned char)byte >= 0x80;
}

/* Whether some `v` has an `a` or `e` before it and an `a` behind it, filling aside, as it has in an
 * exploded `javascript` or `eval`. Names such as "Varga Electrical" have all the letters, but not
 * so. */
static bool may_hold_exploded_v(struct text value)
{
    for (size_t at = 1; at + 1 < value.length; at++) {
        if ((value.at[at] | 0x20) != 'v') {
            continue;
        }
        size_t before = at - 1;
        size_t behind = at + 1;
        while (before > 0 && may_be_filling(value.at[before])) {
            before--;
        }
        while (behind + 1 < value.length && may_be_filling(value.at[behind])) {
            behind++;
        }
        char letter = value.at[before] | 0x20;
        if ((letter == 'a' || letter == 'e') && (value.at[behind] | 0x20) == 'a') {
            return true;
        }
    }
    return false;
}

bool may_hold_script(struct text value, uint64_t seen)
{
    const uint64_t on = TRAIT('o' - 'a') | TRAIT('n' - 'a');
    if ((seen & on) == on &&
        (((seen & (TRAIT_EQUALS | TRAIT_BRACKET | TRAIT_GREATER)) != 0 && holds_on_word(value)) ||
         ends_like_event(value))) {
        return true;
    }
    if ((seen & TRAIT_COLON) != 0 && !holds_scheme_colon(value)) {
        seen &= ~TRAIT_COLON;
    }
    if ((seen & (TRAIT_DOT | TRAIT_HYPHEN | TRAIT_COLON | TRAIT_BRACKET | TRAIT_EQUALS |
                 TRAIT_FILLING)) == 0) {
        return false;
    }
    for (size_t i = 0; i < sizeof script_traits / sizeof script_traits[0]; i++) {
        if ((seen & script_traits[i]) == script_traits[i]) {
            return true;
        }
    }
    bool has_letters = (seen & exploded_javascript) == exploded_javascript ||
                       (seen & exploded_eval) == exploded_eval;
    return has_letters && may_hold_exploded_v(value);
}
