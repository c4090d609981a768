#include "customer/account.h"

static void skip_account(struct making *making, struct account *account, enum issue_code code,
                         struct text message)
{
    account->issues = (struct issue_list){0};
    add_record_issue(making, code, message);
    account->outcome = OUTCOME_SKIPPED;
}

static void make_values(struct making *making, const struct crm_rules *rules,
                        struct account *account)
{
    account->id = read_link(making, rules, LINK_ID);
    if (is_deleted(making, rules)) {
        skip_account(making, account, ISSUE_DELETED, TEXT("the account is deleted in the CRM"));
        return;
    }
    if (!clean_values(making)) {
        return;
    }
    account->values = making->values;
    if (repeats_header(making)) {
        skip_account(making, account, ISSUE_REPEATED_HEADER, TEXT("the header stands here again"));
    } else if (account->id.length == 0 && get_value(making, ROLE_COMPANY).length == 0) {
        skip_account(making, account, ISSUE_NOT_A_CUSTOMER,
                     TEXT("no id and no name: this is no account"));
    }
}

static struct text clean_account_cell(struct making *making, size_t row, struct text cell)
{
    return clean_crm_cell(making, making->context, row, cell);
}

void make_account(const struct crm_rules *rules, const struct record *record, struct arena *arena,
                  struct account *account)
{
    *account = (struct account){.record = record, .outcome = OUTCOME_CARRIED};
    struct making making = {.rules = &rules->values,
                            .record = record,
                            .cleaning = {.arena = arena, .issues = &account->issues},
                            .clean_cell = clean_account_cell,
                            .context = rules,
                            .leaves_out = {[MODULE_CONTACTS] = true}};
    if (check_record(&making)) {
        make_values(&making, rules, account);
    }
    if (has_error(&account->issues)) {
        keep_only_errors(&account->issues);
        account->outcome = OUTCOME_REJECTED;
    }
    if (account->outcome != OUTCOME_CARRIED) {
        account->values = NULL;
    }
}
