#include "command/how_to_import.h"

#include "base/files.h"

static void list_parts(FILE *out, const struct sugar_file *file)
{
    for (size_t i = 0; i < file->parts.count; i++) {
        fprintf(out, "     %s\n", get_file_name(file->parts.items[i]->path));
    }
}

static void list_columns(FILE *out, const struct sugar_file *file, bool kept)
{
    const struct sugar_layout *layout = &file->form->layouts[file->module];
    for (size_t i = 0; i < layout->count; i++) {
        if (keeps_column(file, i) == kept) {
            struct text header = layout->columns[i].header;
            fprintf(out, "     %.*s\n", (int)header.length, header.at);
        }
    }
}

static bool leaves_out_columns(const struct sugar_file *file)
{
    for (size_t i = 0; i < file->form->layouts[file->module].count; i++) {
        if (!keeps_column(file, i)) {
            return true;
        }
    }
    return false;
}

static void write_step(FILE *out, int step, const struct sugar_file *file)
{
    const char *name = get_module_name(file->module);
    fprintf(out, "%d. %s\n\n", step, name);
    if (file->record_count == 0) {
        fprintf(out, "   There are no records for %s: skip this step.\n\n", name);
        return;
    }
    fprintf(out,
            "   Open %s, choose \"Import %s\" (in the menu of the module), and import,\n"
            "   in this order:\n\n",
            name, name);
    list_parts(out, file);
    fprintf(out,
            "\n"
            "   - Choose \"Create new records and update existing records\".\n"
            "   - On the page of file properties: character set UTF-8, fields delimited by a\n"
            "     comma, qualified by a double quote, and a header row.\n"
            "   - The columns are named after the fields and map by themselves; check that each\n"
            "     of these stands beside its field, and none beside \"Do not map\":\n\n");
    list_columns(out, file, true);
    fprintf(out,
            "\n"
            "   - Choose no duplicate check: the id decides, and a check would leave records\n"
            "     out.\n"
            "   - At the end the wizard says how many records it created and updated. That\n"
            "     must be all %llu of them.\n\n",
            (unsigned long long)file->record_count);
}

static void write_second_import(FILE *out, const struct sugar_file *accounts,
                                const struct sugar_file *contacts)
{
    fprintf(out,
            "A second import\n\n"
            "   Each record has an id of its own, derived from the customer number or the\n"
            "   company's name. Importing a newer export updates the same records and doubles\n"
            "   none. Then, in each record that is in the files:\n\n"
            "   - a value in the file replaces the one in the CRM;\n"
            "   - a blank cell clears the one in the CRM;\n"
            "   - an email address that the record has already stays as it is, whatever the\n"
            "     file says.\n\n");
    if (leaves_out_columns(accounts) || leaves_out_columns(contacts)) {
        fprintf(out, "   These columns were blank in every row and were left out, so that nothing\n"
                     "   in the CRM is cleared for them:\n\n");
        list_columns(out, accounts, false);
        list_columns(out, contacts, false);
        fprintf(out, "\n");
    }
}

void write_how_to_import(FILE *out, enum wizard wizard, const struct sugar_file *accounts,
                         const struct sugar_file *contacts)
{
    const char *product = wizard == WIZARD_SUITECRM ? "SuiteCRM" : "SugarCRM";
    fprintf(out,
            "How to import these files into %s\n\n"
            "Before you begin\n\n"
            "   The CRM needs four fields, made in Studio: in Contacts cp_synch (check box) and\n"
            "   cp_cust_code (integer); in Accounts cp_cust_tradingas and\n"
            "   cp_cust_customerclass (text). Studio adds _c to their names.\n"
            "   Accounts come first: the contacts name theirs by its id.\n"
            "   Do not open and save the files in Excel on the way: it drops leading zeros.\n\n",
            product);
    write_step(out, 1, accounts);
    write_step(out, 2, contacts);
    fprintf(out, "   A website that is blank is stored as \"http://\" by the wizard.\n\n");
    write_second_import(out, accounts, contacts);
}
