/**
 * Texts in the SQL of v4_1's queries. This is the one place where a text gets into a query.
 */
#ifndef POSSUM_CRM_SQL_LITERAL_H
#define POSSUM_CRM_SQL_LITERAL_H

#include "base/buffer.h"

/** Whether a text can stand in a query: it is UTF-8, without NUL, and has no character beyond
 *  U+FFFF, for which SuiteCRM's tables have no place, and which fails the whole query. */
bool is_sql_text(struct text text);

/** Appends the literal of a text that is_sql_text: its bytes in hexadecimal, "0x4F2742". So nothing
 *  of it can end the literal, and nothing in it looks to SuiteCRM's check of queries like SQL that
 *  it refuses: a parenthesis or a backtick in a quoted literal does. MySQL and MariaDB compare it
 * as they compare a quoted one. (Tried on SuiteCRM 7.14.6; SugarCRM's other databases would not
 *  take it.) The empty text is ''. */
void append_sql_literal(struct buffer *out, struct text text);

#endif
