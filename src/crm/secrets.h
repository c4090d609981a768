/**
 * Keeping secrets out of what people see: passwords, tokens and sessions are blanked in errors and
 * traces, however the text around them has encoded them.
 */
#ifndef POSSUM_CRM_SECRETS_H
#define POSSUM_CRM_SECRETS_H

#include "base/buffer.h"

/** Appends `text` to `out` with "[secret]" in place of each of the secrets: as it is,
 *  percent-encoded (with + for a blank or not), with JSON's escapes, with HTML's character
 *  references, or with two of these one over the other. Empty secrets are ignored. */
void append_without_secrets(struct buffer *out, struct text text, const struct text *secrets,
                            size_t secret_count);

#endif
