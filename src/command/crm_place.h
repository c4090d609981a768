/**
 * Which CRM a command talks to, and how it gets at it: the options, what possum.conf says about the
 * CRM of that name, and the environment, brought together. What is nearer to the person counts:
 * options before the environment, the environment before the file.
 */
#ifndef POSSUM_COMMAND_CRM_PLACE_H
#define POSSUM_COMMAND_CRM_PLACE_H

#include "command/credentials.h"
#include "command/crm_configuration.h"
#include "command/crm_options.h"

/** A CRM to talk to. It owns its strings but those of the options; forget_crm frees them. */
struct crm_place {
    struct crm_configuration configuration; /**< empty if a URL was given */
    const char *url;
    enum crm_api api;
    struct http_options http; /**< without a trace */
    const char *platform;     /**< of a login over v11, or NULL */
    struct credential_sources sources;
    struct credentials credentials; /**< once enter_crm has read them */
};

/** Finds the CRM of --crm: a text with "://" in it is a URL, for which no configuration is read;
 *  any other is the name of a section of the configuration. That is the file of --config; else that
 *  of POSSUM_CONFIG; else the first that there is of possum/possum.conf in XDG_CONFIG_HOME (or
 *  ~/.config) and /etc/possum/possum.conf.
 *
 *  ERROR_USAGE for wrong options, a configuration that cannot be read or is wrong, a name that it
 *  does not have, and a URL that cannot be used. Nothing is sent, and no secret is read. */
bool find_crm(struct crm_place *place, const struct crm_options *options, struct error *error);

/** Checks that an output at `path` (NULL: none) goes over no file that is read on the way to the
 *  CRM. ERROR_USAGE. */
bool keep_crm_files(const struct crm_place *place, const char *path, struct error *error);

/** Reads the credentials, asks for a password if need be, and logs in; `trace` may be NULL. Fails
 *  as read_credentials and open_crm do. close_crm ends the connection, after a failure too, before
 *  forget_crm. */
bool enter_crm(struct crm_place *place, FILE *trace, struct crm *crm, struct error *error);

/** "SuiteCRM 7.14.6 at https://crm.example.com, over v4_1", in `arena`: the CRM as reports name it.
 */
const char *describe_place(const struct crm_place *place, const struct crm *crm,
                           struct arena *arena);

/** Wipes the credentials and frees the rest. */
void forget_crm(struct crm_place *place);

#endif
