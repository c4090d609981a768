/**
 * Who logs in to the CRM: from the environment, a file that nobody else may read, or a prompt;
 * never from the command line (product.md "push", Safe).
 */
#ifndef POSSUM_COMMAND_CREDENTIALS_H
#define POSSUM_COMMAND_CREDENTIALS_H

#include "crm/crm.h"

enum { PASSWORD_LIMIT = 1024 };

/** The credentials, and room for a password that was read. */
struct credentials {
    struct crm_credentials crm;
    char password[PASSWORD_LIMIT];
};

/** Reads POSSUM_USER, POSSUM_PASSWORD, POSSUM_CLIENT_ID and POSSUM_CLIENT_SECRET; the password from
 *  the first line of `password_file` instead, unless that is NULL; and if there is a user but no
 *  password, from the terminal, which does not show it. ERROR_USAGE if the file cannot be read or
 *  others may read it, or if any of it is not UTF-8, ERROR_STOPPED if a signal ends the prompt. The
 * credentials stay where they are; forget_credentials wipes the password. */
bool read_credentials(struct credentials *credentials, const char *password_file,
                      struct error *error);

/** Wipes the password that was read. */
void forget_credentials(struct credentials *credentials);

#endif
