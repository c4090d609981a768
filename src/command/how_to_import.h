/**
 * how-to-import.txt: the exact steps through the CRM's import wizard.
 */
#ifndef POSSUM_COMMAND_HOW_TO_IMPORT_H
#define POSSUM_COMMAND_HOW_TO_IMPORT_H

#include "command/sugar_file.h"

/** Writes the steps for the files of a run that have been finished. */
void write_how_to_import(FILE *out, enum wizard wizard, const struct sugar_file *accounts,
                         const struct sugar_file *contacts);

#endif
