/* Which queries the server lets through (facts: source-and-docs.md section B, SugarSQLValidate). */
#include "v4_1.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum { WORD_LIMIT = 64 };

/* Reads the words of a query, literals apart. */
struct words {
    const char *at;
    char word[WORD_LIMIT]; /* the newest, in capitals */
};

static const char *skip_literal(const char *at)
{
    char quote = *at++;
    while (*at != '\0' && *at != quote) {
        at += *at == '\\' && at[1] != '\0' ? 2 : 1;
    }
    return *at == '\0' ? at : at + 1;
}

static bool is_word_byte(char byte)
{
    return isalnum((unsigned char)byte) || byte == '_' || byte == '.';
}

/* The next word; false at the end. */
static bool take_word(struct words *words)
{
    size_t length = 0;
    while (*words->at != '\0' && !is_word_byte(*words->at)) {
        words->at =
            *words->at == '\'' || *words->at == '"' ? skip_literal(words->at) : words->at + 1;
    }
    for (; is_word_byte(*words->at); words->at++) {
        if (length + 1 < WORD_LIMIT) {
            words->word[length++] = (char)toupper((unsigned char)*words->at);
        }
    }
    words->word[length] = '\0';
    return length > 0;
}

static bool is_one_of(const char *word, const char *const *list)
{
    for (size_t i = 0; list[i] != NULL; i++) {
        if (strcmp(word, list[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* Behind SELECT: columns, FROM, tables of e-mail addresses alone, each with JOIN or not, WHERE. */
static bool is_allowed_select(struct words *words)
{
    static const char *const tables[] = {"EMAIL_ADDR_BEAN_REL", "EMAIL_ADDRESSES", NULL};
    bool wants_table = false;
    bool has_from = false;
    while (take_word(words)) {
        if (wants_table && !is_one_of(words->word, tables)) {
            return false;
        }
        if (has_from && strcmp(words->word, "WHERE") == 0) {
            return true;
        }
        wants_table = strcmp(words->word, "FROM") == 0 || strcmp(words->word, "JOIN") == 0;
        has_from = has_from || wants_table;
    }
    return false;
}

/* A parenthesis in a literal confuses the server's parser. */
static bool has_quoted_parenthesis(const char *query)
{
    while (*query != '\0') {
        bool is_literal = *query == '\'' || *query == '"';
        const char *end = is_literal ? skip_literal(query) : query + 1;
        for (; query < end; query++) {
            if (is_literal && (*query == '(' || *query == ')')) {
                return true;
            }
        }
    }
    return false;
}

static bool is_allowed_query(const char *query)
{
    static const char *const refused[] = {"UNION",     "INTO",      "SLEEP",  "BENCHMARK",
                                          "LOAD_FILE", "USER_HASH", "INSERT", "DELETE",
                                          "UPDATE",    "DROP",      NULL};
    struct words words = {.at = query};
    unsigned selects = 0;
    if (has_quoted_parenthesis(query)) {
        return false;
    }
    while (take_word(&words)) {
        if (is_one_of(words.word, refused)) {
            return false;
        }
        if (strcmp(words.word, "SELECT") == 0 && (++selects > 1 || !is_allowed_select(&words))) {
            return false;
        }
    }
    return true;
}

bool accept_query(struct call *call, struct buffer *out, const char *query, bool *done)
{
    if (!is_allowed_query(query)) {
        *done = recall_reply(call, "v4-get_entry_list-union");
        return false;
    }
    if (!translate_query(out, make_text(query))) {
        *done = answer_database_failure(call);
        return false;
    }
    append_byte(out, '\0');
    return true;
}
