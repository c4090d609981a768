/**
 * Email addresses as the CRM has them: which ones its import wizard accepts (product.md "Cleaning
 * and checking a row", Email), and how it looks them up. Its APIs drop others without a word, or
 * store them (seen on SuiteCRM 7.14.6).
 *
 * The importers of SugarCRM CE and SuiteCRM match a cell, trimmed, against
 *
 *     /^(?:['\.\-\+&#!\$\*=\?\^_`\{\}~\/\w]+)@
 *       (?:(?:\d{1,3}\.){3}\d{1,3}|\w+(?:[\.-]*\w+)*(?:\.[\w-]{2,})+)$/
 *
 * where \w is [A-Za-z0-9_], and refuse the whole row if it fails. In words:
 *
 * - before the "@": one or more of the characters in the first brackets;
 * - behind it: four groups of one to three digits with dots between; or a host name of
 * [A-Za-z0-9_.-] that begins with \w and ends with one or more labels of at least two characters,
 * each with its dot, before the first of which a \w stands.
 *
 * So "%", anything that is not ASCII, a host without a dot and a last label of one letter are
 * refused, while "a@b.--" passes. The expression as written backtracks for ever on some texts; the
 * same rule is matched here in time linear in the text.
 */
#ifndef POSSUM_BASE_EMAIL_H
#define POSSUM_BASE_EMAIL_H

#include "base/arena.h"

/** Whether the import wizard accepts `email`, which has been trimmed. */
bool is_valid_email(struct text email);

/** An address as SuiteCRM keeps it for looking it up: in ASCII's capitals, in `arena`. */
struct text write_in_capitals(struct arena *arena, struct text email);

#endif
