#include "customer/markup.h"

#include "base/buffer.h"

#include <string.h>

enum { DEEPEST = 64 };

/* What happens to an element. */
enum element {
    ELEMENT_UNKNOWN, /* its tags go */
    ELEMENT_KEPT,    /* stays, unless it is empty */
    ELEMENT_EMPTY,   /* stays; has no content */
    ELEMENT_HIDDEN,  /* goes with all it holds */
};

struct element_name {
    struct text name;
    enum element element;
};

static const struct element_name elements[] = {
    {{"abbr", 4}, ELEMENT_KEPT},     {{"acronym", 7}, ELEMENT_KEPT}, {{"address", 7}, ELEMENT_KEPT},
    {{"b", 1}, ELEMENT_KEPT},        {{"big", 3}, ELEMENT_KEPT},     {{"br", 2}, ELEMENT_EMPTY},
    {{"center", 6}, ELEMENT_KEPT},   {{"cite", 4}, ELEMENT_KEPT},    {{"code", 4}, ELEMENT_KEPT},
    {{"del", 3}, ELEMENT_KEPT},      {{"dfn", 3}, ELEMENT_KEPT},     {{"div", 3}, ELEMENT_KEPT},
    {{"em", 2}, ELEMENT_KEPT},       {{"font", 4}, ELEMENT_KEPT},    {{"h1", 2}, ELEMENT_KEPT},
    {{"h2", 2}, ELEMENT_KEPT},       {{"h3", 2}, ELEMENT_KEPT},      {{"h4", 2}, ELEMENT_KEPT},
    {{"h5", 2}, ELEMENT_KEPT},       {{"h6", 2}, ELEMENT_KEPT},      {{"head", 4}, ELEMENT_HIDDEN},
    {{"hr", 2}, ELEMENT_EMPTY},      {{"i", 1}, ELEMENT_KEPT},       {{"ins", 3}, ELEMENT_KEPT},
    {{"kbd", 3}, ELEMENT_KEPT},      {{"p", 1}, ELEMENT_KEPT},       {{"pre", 3}, ELEMENT_KEPT},
    {{"q", 1}, ELEMENT_KEPT},        {{"s", 1}, ELEMENT_KEPT},       {{"samp", 4}, ELEMENT_KEPT},
    {{"script", 6}, ELEMENT_HIDDEN}, {{"small", 5}, ELEMENT_KEPT},   {{"span", 4}, ELEMENT_KEPT},
    {{"strike", 6}, ELEMENT_KEPT},   {{"strong", 6}, ELEMENT_KEPT},  {{"style", 5}, ELEMENT_HIDDEN},
    {{"sub", 3}, ELEMENT_KEPT},      {{"sup", 3}, ELEMENT_KEPT},     {{"title", 5}, ELEMENT_HIDDEN},
    {{"tt", 2}, ELEMENT_KEPT},       {{"u", 1}, ELEMENT_KEPT},       {{"var", 3}, ELEMENT_KEPT},
};

static const struct element_name unknown = {{"", 0}, ELEMENT_UNKNOWN};

/* An element that is open, and where in the output its tag and its content begin. */
struct open_element {
    const struct element_name *name;
    size_t tag;
    size_t content;
};

struct purifier {
    struct text text;
    size_t at;
    struct buffer out;
    struct open_element open[DEEPEST];
    size_t depth;
};

static bool is_letter(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static bool is_space(char byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

static bool stands_at(struct text text, size_t at, struct text word)
{
    return at <= text.length && starts_with(slice_text(text, at, text.length), word);
}

/* Past the labels and dots of a domain; `at` itself if none begins there. */
static size_t skip_domain(struct text text, size_t at)
{
    size_t end = at;
    while (at < text.length && (is_letter(text.at[at]) || is_digit(text.at[at]))) {
        while (at < text.length &&
               (is_letter(text.at[at]) || is_digit(text.at[at]) || text.at[at] == '-')) {
            at++;
        }
        if (text.at[at - 1] == '-') {
            break;
        }
        end = at;
        at += at < text.length && text.at[at] == '.';
    }
    return end;
}

/* The length of `<user@domain>` at `at`, or 0. */
static size_t measure_address(struct text text, size_t at)
{
    size_t end = at + 1;
    while (end < text.length &&
           (is_letter(text.at[end]) || is_digit(text.at[end]) ||
            (text.at[end] != '\0' && strchr(".!#$%&*+=?^_{|}~-", text.at[end]) != NULL))) {
        end++;
    }
    if (end == at + 1 || end == text.length || text.at[end] != '@') {
        return 0;
    }
    size_t closing = skip_domain(text, end + 1);
    return closing > end + 1 && stands_at(text, closing, TEXT(">")) ? closing + 1 - at : 0;
}

bool begins_markup(struct text text, size_t at)
{
    if (at + 1 == text.length) {
        return false;
    }
    return is_letter(text.at[at + 1]) || text.at[at + 1] == '/' ||
           stands_at(text, at, TEXT("<!--")) || measure_address(text, at) > 0;
}

bool leaves_markup_open(struct text text)
{
    size_t at = find_byte(text, '<', 0);
    while (at < text.length && find_byte(text, '>', at) < text.length) {
        at = find_byte(text, '<', find_byte(text, '>', at));
    }
    size_t rest = at + 1;
    while (rest < text.length && (is_digit(text.at[rest]) || memchr(" .,=%$", text.at[rest], 6))) {
        rest++;
    }
    bool amount = rest > at + 1;
    while (amount && rest < text.length &&
           (is_letter(text.at[rest]) || (unsigned char)text.at[rest] >= 0x80)) {
        rest++;
    }
    while (rest < text.length && is_space(text.at[rest])) {
        rest++;
    }
    return rest < text.length;
}

/* Only the last address of a line becomes a link. */
static bool is_last_address(struct text text, size_t at)
{
    size_t line_end = find_byte(text, '\n', at);
    for (at = find_byte(text, '<', at + 1); at < line_end; at = find_byte(text, '<', at + 1)) {
        if (measure_address(text, at) > 0) {
            return false;
        }
    }
    return true;
}

static bool is_blank(struct text text)
{
    for (size_t i = 0; i < text.length; i++) {
        if (!is_space(text.at[i])) {
            return false;
        }
    }
    return true;
}

/* Closes the innermost element; one that holds nothing goes. */
static void close_innermost(struct purifier *purifier)
{
    struct open_element *last = &purifier->open[--purifier->depth];
    struct text content =
        slice_text(view_buffer(&purifier->out), last->content, purifier->out.length);
    if (is_blank(content)) {
        purifier->out.length = last->tag;
        return;
    }
    append_text(&purifier->out, TEXT("</"));
    append_text(&purifier->out, last->name->name);
    append_byte(&purifier->out, '>');
}

static void close_element(struct purifier *purifier, const struct element_name *name)
{
    size_t depth = purifier->depth;
    while (depth > 0 && purifier->open[depth - 1].name != name) {
        depth--;
    }
    while (depth > 0 && purifier->depth >= depth) {
        close_innermost(purifier);
    }
}

static void open_element(struct purifier *purifier, const struct element_name *name)
{
    if (purifier->depth == DEEPEST) {
        return;
    }
    if (equal_texts(name->name, TEXT("p"))) {
        close_element(purifier, name);
    }
    size_t tag = purifier->out.length;
    append_byte(&purifier->out, '<');
    append_text(&purifier->out, name->name);
    append_text(&purifier->out, name->element == ELEMENT_EMPTY ? TEXT(" />") : TEXT(">"));
    if (name->element == ELEMENT_KEPT) {
        purifier->open[purifier->depth++] = (struct open_element){name, tag, purifier->out.length};
    }
}

static const struct element_name *find_element(struct text name)
{
    for (size_t i = 0; i < sizeof elements / sizeof elements[0]; i++) {
        if (equal_texts_ignoring_case(elements[i].name, name)) {
            return &elements[i];
        }
    }
    return &unknown;
}

/* Past the closing tag of the hidden element that has just been opened. */
static size_t skip_hidden(struct text text, size_t at, struct text name)
{
    while (at < text.length) {
        at = find_byte(text, '<', at);
        size_t end = at + 2 + name.length;
        if (end <= text.length && text.at[at + 1] == '/' &&
            equal_texts_ignoring_case(slice_text(text, at + 2, end), name)) {
            at = find_byte(text, '>', end);
            return at < text.length ? at + 1 : at;
        }
        at += at < text.length;
    }
    return text.length;
}

static void read_tag(struct purifier *purifier)
{
    struct text text = purifier->text;
    bool closing = text.at[purifier->at + 1] == '/';
    size_t name = purifier->at + 1 + closing;
    size_t name_end = name;
    while (name_end < text.length &&
           (is_letter(text.at[name_end]) || is_digit(text.at[name_end]))) {
        name_end++;
    }
    size_t end = find_byte(text, '>', name_end);
    bool ended = end < text.length;
    bool torn = find_byte(text, '<', name_end) < end;
    bool sound = ended && !torn &&
                 (name_end == end || is_space(text.at[name_end]) || text.at[name_end] == '/');
    const struct element_name *element =
        sound ? find_element(slice_text(text, name, name_end)) : &unknown;
    purifier->at = ended ? end + 1 : end;
    if (closing) {
        close_element(purifier, element);
    } else if (element->element == ELEMENT_HIDDEN) {
        purifier->at = skip_hidden(text, purifier->at, element->name);
    } else if (element->element != ELEMENT_UNKNOWN) {
        open_element(purifier, element);
        if (element->element == ELEMENT_KEPT && text.at[end - 1] == '/') {
            close_element(purifier, element);
        }
    }
}

static void make_link(struct purifier *purifier, size_t length)
{
    struct text address = slice_text(purifier->text, purifier->at + 1, purifier->at + length - 1);
    append_text(&purifier->out, TEXT("<<a href=\"mailto:"));
    append_text(&purifier->out, address);
    append_text(&purifier->out, TEXT("\">"));
    append_text(&purifier->out, address);
    append_text(&purifier->out, TEXT("</a>> "));
    purifier->at += length;
}

/* What begins with a `<` that begins markup. */
static void read_markup(struct purifier *purifier)
{
    struct text text = purifier->text;
    size_t address = measure_address(text, purifier->at);
    char next = text.at[purifier->at + 1];
    if (address > 0 && is_last_address(text, purifier->at)) {
        make_link(purifier, address);
    } else if (next == '!') {
        while (purifier->at < text.length && !stands_at(text, purifier->at, TEXT("-->"))) {
            purifier->at++;
        }
        purifier->at = purifier->at < text.length ? purifier->at + 3 : text.length;
    } else if (is_letter(next) ||
               (purifier->at + 2 < text.length && is_letter(text.at[purifier->at + 2]))) {
        read_tag(purifier);
    } else if (next == '/') {
        purifier->at += 2;
    } else {
        append_byte(&purifier->out, text.at[purifier->at++]);
    }
}

static bool holds_markup(struct text text)
{
    for (size_t at = find_byte(text, '<', 0); at < text.length; at = find_byte(text, '<', at + 1)) {
        if (begins_markup(text, at)) {
            return true;
        }
    }
    return false;
}

struct text purify_markup(struct arena *arena, struct text text)
{
    if (!holds_markup(text)) {
        return text;
    }
    struct purifier purifier = {.text = text};
    while (purifier.at < text.length) {
        if (text.at[purifier.at] == '<' && begins_markup(text, purifier.at)) {
            read_markup(&purifier);
        } else {
            append_byte(&purifier.out, text.at[purifier.at++]);
        }
    }
    while (purifier.depth > 0) {
        close_innermost(&purifier);
    }
    arena->exhausted = arena->exhausted || purifier.out.failed;
    struct text pure = copy_to_arena(arena, view_buffer(&purifier.out));
    free_buffer(&purifier.out);
    return pure;
}

bool begins_tag(struct text text, size_t at)
{
    return at + 1 == text.length || !is_space(text.at[at + 1]);
}

/* Past the tag at `at`: quotes hide what stands between them, and tags nest. */
static size_t skip_tag(struct text text, size_t at)
{
    if (stands_at(text, at, TEXT("<!--"))) {
        while (at < text.length && !stands_at(text, at, TEXT("-->"))) {
            at++;
        }
        return at < text.length ? at + 3 : at;
    }
    size_t depth = 0;
    char quote = '\0';
    for (at++; at < text.length; at++) {
        char byte = text.at[at];
        if (quote != '\0') {
            quote = byte == quote ? '\0' : quote;
        } else if (byte == '"' || byte == '\'') {
            quote = byte;
        } else if (byte == '<' && begins_tag(text, at)) {
            depth++;
        } else if (byte == '>' && depth-- == 0) {
            return at + 1;
        }
    }
    return at;
}

struct text strip_tags(struct arena *arena, struct text text)
{
    size_t at = find_byte(text, '<', 0);
    while (at < text.length && !begins_tag(text, at)) {
        at = find_byte(text, '<', at + 1);
    }
    char *stripped = at < text.length ? take_from_arena(arena, text.length) : NULL;
    if (stripped == NULL) {
        return text;
    }
    memcpy(stripped, text.at, at);
    size_t length = at;
    while (at < text.length) {
        if (text.at[at] == '<' && begins_tag(text, at)) {
            at = skip_tag(text, at);
        } else {
            stripped[length++] = text.at[at++];
        }
    }
    return (struct text){stripped, length};
}
