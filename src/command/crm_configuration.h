/**
 * possum.conf: the CRMs that a person has given names to, and how to get at each (possum.conf(5)).
 *
 * It is an INI file with a section [crm NAME] for each CRM. It holds no secrets, only the names of
 * files that do. Everything in it has to be understood: a setting that is passed over in silence
 * would lead to another CRM, or to the right one in another way, than its author thinks.
 */
#ifndef POSSUM_COMMAND_CRM_CONFIGURATION_H
#define POSSUM_COMMAND_CRM_CONFIGURATION_H

#include "base/arena.h"
#include "base/error.h"

#include <stdint.h>

enum { CONFIGURATION_LIMIT = 1024 * 1024 /**< bytes of a file */ };

/** A section: a CRM. NULL, false and 0 stand for what it does not say. */
struct crm_section {
    const char *name;
    uint64_t line;   /**< of its "[crm NAME]" */
    const char *url; /**< always there */
    uint64_t url_line;
    int api; /**< enum crm_api */
    const char *user;
    const char *client_id;
    const char *platform;           /**< what a login over v11 says where it comes from */
    const char *password_file;      /**< found from the file's directory */
    const char *client_secret_file; /**< the same */
    bool insecure_http;
    double rate;          /**< requests a second */
    unsigned connections; /**< requests on their way at a time */
    struct crm_section *next;
};

/** The sections of a file, in their order; all zero is one without any. It owns its strings;
 *  free_crm_configuration frees them. */
struct crm_configuration {
    struct arena arena;
    const char *path; /**< as it was given */
    struct crm_section *first;
};

/** Reads the file at `path`. ERROR_USAGE if it cannot be read, if it is no plain file or too large,
 *  and "FILE:LINE: what is wrong; what to do" for the first mistake in it; it does not repeat what
 *  may be a secret. The configuration is to be freed after a failure too. */
bool read_crm_configuration(struct crm_configuration *configuration, const char *path,
                            struct error *error);

/** Does the same for the content of a file; `path` says in messages, and for the names of files in
 *  it, where it stands. */
bool parse_crm_configuration(struct crm_configuration *configuration, const char *path,
                             struct text content, struct error *error);

/** The section of that name, or NULL. */
const struct crm_section *find_crm_section(const struct crm_configuration *configuration,
                                           const char *name);

/** Frees it; the configuration is empty afterwards. */
void free_crm_configuration(struct crm_configuration *configuration);

#endif
