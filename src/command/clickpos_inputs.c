#include "command/clickpos_inputs.h"

#include "base/files.h"
#include "base/uuid.h"
#include "customer/clean.h"

/* What the judge of a file's header knows. */
struct judging {
    const struct mapping *mapping;
    enum module module;
};

static size_t match_header(const void *context, struct cell_list cells, size_t *key_column)
{
    const struct judging *judging = context;
    struct arena arena = {0};
    struct crm_columns columns;
    find_crm_columns(judging->mapping, judging->module, cells.cells, cells.count, false, &arena,
                     &columns);
    free_arena(&arena);
    *key_column = find_key_column(judging->mapping, &columns);
    return make_crm_header(judging->mapping, &columns) ? columns.columns.mapped : 0;
}

static void explain_header(const void *context, const char *path, struct cell_list cells,
                           uint64_t line, struct error *error)
{
    const struct judging *judging = context;
    explain_no_crm_header(judging->mapping, judging->module, path, cells.cells, cells.count, line,
                          error);
}

/* A record that begins in the middle of another is known by its id, or if there are none, by its
   customer number. */
static bool is_key(struct text cell)
{
    struct uuid uuid;
    return parse_uuid(cell, &uuid) || is_customer_number(cell);
}

static bool open_input(struct clickpos_inputs *inputs, enum module module,
                       const struct to_clickpos_choices *choices, const char *directory,
                       struct arena *arena, struct error *error)
{
    const struct to_clickpos_options *chosen = &choices->options;
    const char *encoding = chosen->common.encoding;
    struct input *input = &inputs->inputs[module];
    const struct judging judging = {inputs->mapping, module};
    const struct header_judge judge = {.context = &judging,
                                       .match_header = match_header,
                                       .is_key = is_key,
                                       .explain_no_header = explain_header};
    bool is_contacts = module == MODULE_CONTACTS;
    *input = (struct input){.role = is_contacts ? "contacts" : "accounts",
                            .path = is_contacts ? chosen->contacts : chosen->accounts};
    input->reader = is_contacts
                        ? open_rewindable_reader(input->path, encoding, choices->delimiter,
                                                 directory, &judge, error)
                        : open_reader(input->path, encoding, choices->delimiter, &judge, error);
    if (input->reader == NULL || !take_headers(input, arena, error)) {
        return false;
    }
    struct crm_columns *columns = &inputs->columns[module];
    find_crm_columns(inputs->mapping, module, input->headers, input->header_count,
                     is_contacts && chosen->no_company == NO_COMPANY_ON_CONTACT, arena, columns);
    inputs->rules[module] = (struct crm_rules){.values = {.mapping = inputs->mapping,
                                                          .columns = &columns->columns,
                                                          .headers = input->headers,
                                                          .header_count = input->header_count,
                                                          .digest_key = draw_digest_key()},
                                               .columns = columns};
    if (arena->exhausted) {
        return fail_for_memory(error);
    }
    return check_crm_columns(inputs->mapping, columns, input->headers, input->header_count,
                             name_path(input->path), error);
}

static bool has_column(const struct clickpos_inputs *inputs, enum module module, enum link link)
{
    return inputs->columns[module].of_link[link] != NO_COLUMN;
}

/* Contacts must name their account in a way in which the accounts file can be searched. */
static bool check_links(const struct clickpos_inputs *inputs, struct error *error)
{
    const char *path = name_path(inputs->inputs[MODULE_CONTACTS].path);
    bool has_names = has_column(inputs, MODULE_CONTACTS, LINK_ACCOUNT_NAME);
    bool has_ids = has_column(inputs, MODULE_CONTACTS, LINK_ACCOUNT_ID);
    if (!has_names && !has_ids && !inputs->columns[MODULE_CONTACTS].has_labels) {
        return true; /* a file of ours: no contact has an account */
    }
    if (!has_names && !has_ids) {
        return fail(error, ERROR_INPUT,
                    "%s has no column that names a contact's account (\"Account Name\" or "
                    "\"account_id\"), so the accounts cannot be joined; name it with --column "
                    "account_name=HEADER, or leave out --accounts",
                    path);
    }
    if (!has_names && !has_column(inputs, MODULE_ACCOUNTS, LINK_ID)) {
        return fail(error, ERROR_INPUT,
                    "%s names accounts by their id, and %s has no column of ids (\"ID\"); name it "
                    "with --column Accounts.id=HEADER, or export the accounts with their ids",
                    path, name_path(inputs->inputs[MODULE_ACCOUNTS].path));
    }
    return true;
}

/* What --select ticked cannot do without. */
static bool check_tick(const struct clickpos_inputs *inputs, int selection, struct error *error)
{
    const struct mapping *mapping = inputs->mapping;
    int row = mapping->role_rows[ROLE_TICK];
    if (selection != SELECT_TICKED ||
        (row != NO_ROW && inputs->columns[MODULE_CONTACTS].columns.of_row[row] != NO_COLUMN)) {
        return true;
    }
    const struct input *input = &inputs->inputs[MODULE_CONTACTS];
    if (row == NO_ROW) {
        return fail(error, ERROR_USAGE,
                    "--select ticked needs a row for Contacts.cp_synch in the mapping; \"possum "
                    "mapping\" prints a complete table");
    }
    struct buffer headers = {0};
    append_headers(&headers, input->headers, input->header_count, input->header_count);
    struct text shown = view_buffer(&headers);
    fail(error, ERROR_INPUT,
         "%s has no column for the check box ClickPOS Sync, which --select ticked goes by; name it "
         "with --column cp_synch=HEADER; the columns are %.*s",
         name_path(input->path), (int)shown.length, shown.at);
    free_buffer(&headers);
    return false;
}

/* What --column says of accounts goes nowhere without them. */
static bool check_choices(const struct mapping *mapping, struct error *error)
{
    bool is_chosen = false;
    for (size_t i = 0; i < mapping->count; i++) {
        is_chosen |= mapping->rows[i].field.module == MODULE_ACCOUNTS &&
                     mapping->rows[i].chosen_column.length > 0;
    }
    for (size_t i = 0; i < LINK_COUNT; i++) {
        is_chosen |= mapping->chosen_links[MODULE_ACCOUNTS][i].length > 0;
    }
    return !is_chosen || fail(error, ERROR_USAGE,
                              "--column names a column of the accounts, and there is no accounts "
                              "file; name one with --accounts FILE");
}

bool open_clickpos_inputs(struct clickpos_inputs *inputs, const struct to_clickpos_choices *choices,
                          const struct mapping *mapping, const char *directory, struct arena *arena,
                          struct error *error)
{
    *inputs = (struct clickpos_inputs){.mapping = mapping};
    if (!open_input(inputs, MODULE_CONTACTS, choices, directory, arena, error) ||
        !check_tick(inputs, choices->options.selection, error)) {
        return false;
    }
    return choices->options.accounts == NULL
               ? check_choices(mapping, error)
               : open_input(inputs, MODULE_ACCOUNTS, choices, directory, arena, error) &&
                     check_links(inputs, error);
}

bool has_accounts(const struct clickpos_inputs *inputs)
{
    return inputs->inputs[MODULE_ACCOUNTS].reader != NULL;
}

struct account_store start_account_store(const struct clickpos_inputs *inputs)
{
    return (struct account_store){
        .mapping = inputs->mapping,
        .digest_key = draw_digest_key(),
        .finds_ids = has_column(inputs, MODULE_CONTACTS, LINK_ACCOUNT_ID) &&
                     has_column(inputs, MODULE_ACCOUNTS, LINK_ID),
        .finds_names = has_column(inputs, MODULE_CONTACTS, LINK_ACCOUNT_NAME)};
}

static const struct mapping_row *find_contacts_row(const void *context, struct text key)
{
    return find_row_of_crm_header(context, MODULE_CONTACTS, key);
}

static const struct mapping_row *find_accounts_row(const void *context, struct text key)
{
    return find_row_of_crm_header(context, MODULE_ACCOUNTS, key);
}

/* Says in the report which columns are links. */
static void describe_links(const struct clickpos_inputs *inputs, enum module module,
                           struct report *report, struct arena *arena)
{
    for (size_t i = 0; i < LINK_COUNT; i++) {
        size_t column = inputs->columns[module].of_link[i];
        struct text name = get_link_name((enum link)i);
        if (column != NO_COLUMN) {
            add_column_field(&report->inputs[module], column,
                             print_to_arena(arena, "%s.%.*s", get_module_name(module),
                                            (int)name.length, name.at),
                             arena);
        }
    }
}

/* In a file of labels a field without a column has one under a label that is not known, or was not
   exported; in a file of ours it was blank throughout. */
static bool report_missing_columns(const struct clickpos_inputs *inputs, enum module module,
                                   struct report *report, struct arena *arena, struct error *error)
{
    const struct mapping *mapping = inputs->mapping;
    for (size_t row = 0; inputs->columns[module].has_labels && row < mapping->count; row++) {
        const struct field *field = &mapping->rows[row].field;
        if (field->module != module || field->role == ROLE_TICK ||
            mapping->rows[row].column.length == 0 ||
            inputs->columns[module].columns.of_row[row] != NO_COLUMN) {
            continue;
        }
        struct text name = get_bare_name(field);
        struct text message =
            print_to_arena(arena,
                           "no column is known to be %s.%.*s, so \"%.*s\" is blank for everybody; "
                           "if there is one, "
                           "say --column %s.%.*s=HEADER",
                           get_module_name(module), (int)name.length, name.at,
                           (int)mapping->rows[row].column.length, mapping->rows[row].column.at,
                           get_module_name(module), (int)name.length, name.at);
        if (!report_header_issue(report, module, ISSUE_COLUMN_MISSING, EMPTY_TEXT, message, arena,
                                 error)) {
            return false;
        }
    }
    return true;
}

static bool describe_module(const struct clickpos_inputs *inputs, enum module module,
                            struct report *report, struct arena *arena, struct error *error)
{
    row_finder *find_row = module == MODULE_CONTACTS ? find_contacts_row : find_accounts_row;
    if (!describe_input(report, &inputs->inputs[module], inputs->mapping,
                        &inputs->columns[module].columns, arena, error)) {
        return false;
    }
    describe_links(inputs, module, report, arena);
    return report_unused_columns(report, module, find_row, inputs->mapping, arena, error) &&
           report_missing_columns(inputs, module, report, arena, error);
}

bool describe_clickpos_inputs(const struct clickpos_inputs *inputs, struct report *report,
                              struct arena *arena, struct error *error)
{
    if (!describe_module(inputs, MODULE_CONTACTS, report, arena, error)) {
        return false;
    }
    if (has_accounts(inputs)) {
        return describe_module(inputs, MODULE_ACCOUNTS, report, arena, error);
    }
    return report_header_issue(report, MODULE_CONTACTS, ISSUE_NO_ACCOUNTS_FILE, EMPTY_TEXT,
                               TEXT("there is no accounts file; of an account only the name is "
                                    "carried, if the contacts have it"),
                               arena, error);
}

void close_clickpos_inputs(struct clickpos_inputs *inputs)
{
    for (size_t i = 0; i < MODULE_COUNT; i++) {
        close_reader(inputs->inputs[i].reader);
        inputs->inputs[i].reader = NULL;
    }
}
