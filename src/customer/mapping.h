/**
 * The mapping: which ClickPOS column goes to which CRM field, and by which rule (product.md "The
 * mapping"; possum-mapping(5)).
 *
 * The shipped table is samples/mapping.csv, compiled in from that very file.
 */
#ifndef POSSUM_CUSTOMER_MAPPING_H
#define POSSUM_CUSTOMER_MAPPING_H

#include "base/arena.h"
#include "base/error.h"
#include "customer/field.h"

#include <stdint.h>

/** The shipped table, byte for byte. */
extern const unsigned char default_mapping[];
extern const size_t default_mapping_size;

/** How a column's values are cleaned (clean.h); the names stand in the column "rule". */
enum rule {
    RULE_TEXT,
    RULE_STREET,
    RULE_CUSTOMER_NUMBER,
    RULE_PHONE,
    RULE_POSTCODE,
    RULE_EMAIL,
    RULE_WEBSITE,
    RULE_TICK,
    RULE_COUNT,
};

/** A list of names. */
struct name_list {
    struct text *names;
    size_t count;
};

/** The columns of a mapping table, in its shipped order. */
enum mapping_column {
    MAPPING_MODULE,
    MAPPING_FIELD,
    MAPPING_LABEL,
    MAPPING_FURTHER_LABELS,
    MAPPING_COLUMN,
    MAPPING_FURTHER_COLUMNS,
    MAPPING_RULE,
    MAPPING_COLUMN_COUNT,
};

/** The headers of those columns. */
extern const char *const mapping_headers[MAPPING_COLUMN_COUNT];

/** One row: a field and the columns it may come from. */
struct mapping_row {
    struct field field;
    struct name_list labels; /**< how exports of the CRM call it, the likeliest first */
    struct text column;      /**< ClickPOS's own name of the column; empty if it has none */
    struct name_list
        column_keys;           /**< that name and the further ones, as make_header_key makes them */
    struct text chosen_column; /**< the header that --column names for it; empty if none */
    enum rule rule;
};

enum { NO_ROW = -1, MAPPING_ROW_LIMIT = 200 };

/** A mapping. All zero is an empty one; add rows, then check it. free_mapping frees it. */
struct mapping {
    struct arena arena;
    struct mapping_row rows[MAPPING_ROW_LIMIT];
    size_t count;
    struct text chosen_links[MODULE_COUNT][LINK_COUNT]; /**< as chosen_column, for links */
    int role_rows[ROLE_COUNT]; /**< the row of each role, or NO_ROW; valid after check_mapping */
};

/** A header reduced to what counts when it is compared: letters and digits, case-folded (product.md
 *  "The mapping": whatever their case, spacing and punctuation). In `arena`. */
struct text make_header_key(struct arena *arena, struct text header);

/** Adds a row of a table; `cells` has MAPPING_COLUMN_COUNT of them, in the order of the enum.
 *  ERROR_USAGE that begins with `place` ("my.csv, line 5") if it says nothing valid. */
bool add_mapping_row(struct mapping *mapping, const struct text *cells, const char *place,
                     struct error *error);

/** Checks that the fields no customer can do without are there, and finds the roles. `path` is for
 *  the message. */
bool check_mapping(struct mapping *mapping, const char *path, struct error *error);

/** Takes in "FIELD=HEADER" (--column): FIELD is a field of the mapping or, `with_links`, a link,
 *  with its module and a dot in front where two modules have one of that name. */
bool choose_column(struct mapping *mapping, struct text choice, bool with_links,
                   struct error *error);

/** The row of a field, whose name is as struct field has it, in either case; or NULL. */
const struct mapping_row *find_mapping_row(const struct mapping *mapping, enum module module,
                                           struct text field);

/** The row of a role, or NULL. */
const struct mapping_row *get_role_row(const struct mapping *mapping, enum role role);

/** Frees its memory. */
void free_mapping(struct mapping *mapping);

#endif
