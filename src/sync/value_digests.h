/**
 * What is remembered of values without keeping them: a digest for each field, by which a later run
 * tells whether a record, or a row, is as it was (product.md "pull, and closing the loop").
 *
 * A field takes eight bytes: 24 bits of its name's digest, 40 of its value's. So two values of one
 * field count as equal though they differ once in 2^40 comparisons, and values of two runs can be
 * compared whatever their mappings: fields that only one of them has do not count.
 */
#ifndef POSSUM_SYNC_VALUE_DIGESTS_H
#define POSSUM_SYNC_VALUE_DIGESTS_H

#include "sync/record_fields.h"

enum { VALUE_DIGEST_LIMIT = 2 * RECORD_FIELD_LIMIT + 1 /**< both modules' fields and the link */ };

/** The digests of some values. All zero is none. */
struct value_digests {
    uint64_t of_field[VALUE_DIGEST_LIMIT];
    size_t count;
};

/** The values of a row for, or of, ClickPOS: of those of the mapping's rows for which it has a
 *  column; neither the number nor the tick. */
struct value_digests digest_row(const struct customer_rules *rules, const struct text *values);

/** The values that a contact has in the CRM, with those of its account and which one it is; neither
 *  the number nor the tick. What of a moved field (struct record_field) stands on a contact with an
 *  account does not count. Takes memory from `arena`. */
struct value_digests digest_contact(const struct record_fields *fields, struct arena *arena,
                                    const struct crm_record *contact);

/** Whether a field's digest is that of a blank. */
bool is_blank_digest(uint64_t digest);

/** Whether no field that both have differs. */
bool are_digests_equal(const struct value_digests *one, const struct value_digests *other);

/** Whether a row may be what was handed out, with a change or two: they have the email, the mobile
 * or the whole name in common, or at least half of what was handed out. Blanks do not count. */
bool are_digests_alike(const struct value_digests *row, const struct value_digests *handed_out);

/** One digest of all fields of `row` that `header` has too; the same for rows that are equal there.
 *  Fields that are blank in the row count as those that it does not have. */
uint64_t join_digests(const struct value_digests *row, const struct value_digests *header);

/** How a row stands to one that was handed out and to the one before. */
enum row_standing {
    ROW_WITHOUT_NEWS, /**< it is the one before, and that was handed out: nothing was edited */
    ROW_WITH_EDIT,    /**< at least one of the fields that were edited is no longer as before */
    ROW_BEFORE_EDIT,  /**< all of it is as before */
    ROW_MEETS_EDIT, /**< what was edited is as before, if anything was, and other fields are not */
};

/** Tells how `row` stands to what was handed out, `before` being the row that ClickPOS had. */
enum row_standing judge_row(const struct value_digests *row, const struct value_digests *before,
                            const struct value_digests *handed_out);

/** The digests as bytes, slices of them, and the way back (false for what are none). */
struct text view_digests(const struct value_digests *digests);
bool read_digests(struct text bytes, struct value_digests *digests);

#endif
