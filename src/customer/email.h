/**
 * Which email addresses the CRM's import wizard accepts (product.md "Cleaning and checking a row",
 * Email).
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
#ifndef POSSUM_CUSTOMER_EMAIL_H
#define POSSUM_CUSTOMER_EMAIL_H

#include "base/text.h"

/** Whether the import wizard accepts `email`, which has been trimmed. */
bool is_valid_email(struct text email);

#endif
