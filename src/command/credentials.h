/**
 * Who logs in to the CRM: from the environment, a file that nobody else may read, or a prompt;
 * never from the command line (product.md "push", Safe).
 */
#ifndef POSSUM_COMMAND_CREDENTIALS_H
#define POSSUM_COMMAND_CREDENTIALS_H

#include "crm/crm.h"

enum { PASSWORD_LIMIT = 1024 };

/** Where credentials come from, beside the environment. NULL for what is not known. */
struct credential_sources {
    const char *password_file; /**< --password-file: counts before POSSUM_PASSWORD */
    const char *user;          /**< of possum.conf, as what follows: if POSSUM_USER is unset */
    const char *client_id;     /**< if POSSUM_CLIENT_ID is unset */
    const char *usual_password_file; /**< if there is no other password */
    const char *client_secret_file;  /**< if POSSUM_CLIENT_SECRET is unset */
};

/** The credentials, and room for secrets that were read. */
struct credentials {
    struct crm_credentials crm;
    char password[PASSWORD_LIMIT];
    char client_secret[PASSWORD_LIMIT];
};

/** Reads POSSUM_USER, POSSUM_PASSWORD, POSSUM_CLIENT_ID and POSSUM_CLIENT_SECRET and the sources,
 *  as said there; a secret is the first line of its file. If there is a user but no password, it is
 *  asked for on the terminal, which does not show it. ERROR_USAGE if a file that is needed cannot
 * be read or others may read it, or if any of it is not UTF-8, ERROR_STOPPED if a signal ends the
 *  prompt. The credentials stay where they are, and the sources' strings must outlive them;
 *  forget_credentials wipes the secrets. */
bool read_credentials(struct credentials *credentials, const struct credential_sources *sources,
                      struct error *error);

/** Wipes the secrets that were read. */
void forget_credentials(struct credentials *credentials);

#endif
