#include "crm_writing.h"

static bool holds(const struct buffer *state, const char *part)
{
    return part != NULL && strstr(state->at, part) != NULL;
}

static void check_writing(const struct site *site, const struct crm_process *process,
                          struct crm *crm, const struct writing *writing)
{
    struct error error = {0};
    struct write_outcome outcome;
    bool has_own_id = site->api != CRM_API_V11;
    if (!carry_out(site, crm, writing->write, &outcome, &error) || outcome.kind != DONE) {
        fail_msg("%s: %s: %d %s %s", site->name, writing->name, outcome.kind, outcome.words,
                 error.message);
    }
    assert_int_equal(outcome.id[0] != '\0', true);
    if (has_own_id) {
        check_text(writing->write.id, outcome.id);
    }
    struct buffer state = look_into_crm(process);
    for (size_t i = 0; i < COUNT(writing->holds); i++) {
        if (writing->holds[i] != NULL && !holds(&state, writing->holds[i])) {
            fail_msg("%s: %s: %s is not in\n%s", site->name, writing->name, writing->holds[i],
                     state.at);
        }
    }
    for (size_t i = 0; i < COUNT(writing->holds_not); i++) {
        if (holds(&state, writing->holds_not[i])) {
            fail_msg("%s: %s: %s is still in\n%s", site->name, writing->name, writing->holds_not[i],
                     state.at);
        }
    }
    free_buffer(&state);
}

static void check_all_writings(const struct site *site, const struct crm_process *process,
                               struct crm *crm)
{
    for (size_t i = 0; i < COUNT(writings); i++) {
        fill_site(site, process);
        check_writing(site, process, crm, &writings[i]);
    }
}

static void each_write_does_what_it_says(void **state)
{
    (void)state;
    visit_sites(check_all_writings);
}

/* The CRM's records are those of `before`, which is freed. */
static void check_unchanged(const struct crm_process *process, struct buffer *before)
{
    struct buffer after = look_into_crm(process);
    assert_string_equal(before->at, after.at);
    free_buffer(before);
    free_buffer(&after);
}

/* Doing the same again changes nothing, but for a create. */
static void check_repetitions(const struct site *site, const struct crm_process *process,
                              struct crm *crm)
{
    for (size_t i = 0; i < COUNT(writings); i++) {
        enum crm_write_kind kind = writings[i].write.kind;
        if (kind != CRM_CREATE && kind != CRM_DELETE) {
            fill_site(site, process);
            check_writing(site, process, crm, &writings[i]);
            struct buffer before = look_into_crm(process);
            check_writing(site, process, crm, &writings[i]);
            check_unchanged(process, &before);
        }
    }
}

static void a_write_can_be_done_again(void **state)
{
    (void)state;
    visit_sites(check_repetitions);
}

/* Where the id is ours, the second create is not carried out; what is there has to be looked up. A
   record of ours over v11 is written over, or without keys there are two. */
static void check_taken_ids(const struct site *site, const struct crm_process *process,
                            struct crm *crm)
{
    const char *const ids[] = {ZOE, GONE};
    for (size_t i = 0; i < COUNT(ids) && site->api != CRM_API_V11; i++) {
        struct error error = {0};
        struct write_outcome outcome;
        const struct crm_write write = {.kind = CRM_CREATE,
                                        .module = CRM_CONTACTS,
                                        .id = make_text(ids[i]),
                                        .values = contact_values,
                                        .value_count = 3};
        struct buffer before = look_into_crm(process);
        assert_true(carry_out(site, crm, write, &outcome, &error));
        assert_int_equal(outcome.kind, UNKNOWN);
        check_unchanged(process, &before);
    }
}

static void a_create_of_what_is_there_is_not_taken_for_done(void **state)
{
    (void)state;
    visit_sites(check_taken_ids);
}

/* v4_1 says that it was done. */
static void check_refusals(const struct site *site, const struct crm_process *process,
                           struct crm *crm)
{
    const struct crm_write writes[] = {
        {.kind = CRM_UPDATE,
         .module = CRM_CONTACTS,
         .id = TEXT(NEWCOMER),
         .values = changed_values,
         .value_count = COUNT(changed_values)},
        {.kind = CRM_DELETE, .module = CRM_CONTACTS, .id = TEXT(NEWCOMER)},
    };
    (void)process;
    for (size_t i = 0; i < COUNT(writes) && site->api != CRM_API_V4_1; i++) {
        struct error error = {0};
        struct write_outcome outcome;
        assert_true(carry_out(site, crm, writes[i], &outcome, &error));
        if (outcome.kind != REFUSED || outcome.level != CRM_LEVEL_RECORD ||
            strstr(outcome.words, "not") == NULL) {
            fail_msg("%s: %d, \"%s\"", site->name, outcome.kind, outcome.words);
        }
    }
}

static void a_refusal_has_the_words_of_the_crm(void **state)
{
    (void)state;
    visit_sites(check_refusals);
}

/* Whatever the API says, the contact is not left without the account that it had. */
static void check_link_to_nowhere(const struct site *site, const struct crm_process *process,
                                  struct crm *crm)
{
    struct error error = {0};
    struct write_outcome outcome;
    const struct crm_write write = {
        .kind = CRM_LINK, .module = CRM_CONTACTS, .id = TEXT(ZOE), .account_id = TEXT(GAMMA)};
    struct buffer before = look_into_crm(process);
    assert_true(carry_out(site, crm, write, &outcome, &error));
    if (outcome.kind == DONE) {
        fail_msg("%s: done", site->name);
    }
    check_unchanged(process, &before);
}

static void a_link_to_an_account_that_is_not_there_is_not_done(void **state)
{
    (void)state;
    visit_sites(check_link_to_nowhere);
}

/* Addresses that a change of the primary one takes away for a moment: their ids. */
static struct {
    char ids[128];
    bool refuses;
} removing;

static bool note_removing(void *context, struct text ids)
{
    (void)context;
    snprintf(removing.ids, sizeof removing.ids, "%.*s", (int)ids.length, ids.at);
    return !removing.refuses;
}

/* Changes the address of ZOE, after an earlier try if there are `further` ones. */
static void change_address(const struct site *site, struct crm *crm, const char *email,
                           const char *further, struct write_outcome *outcome)
{
    struct error error = {0};
    struct crm_completion completion = note_outcome(outcome);
    const struct crm_write write = {.kind = CRM_CHANGE_EMAIL,
                                    .module = CRM_CONTACTS,
                                    .id = TEXT(ZOE),
                                    .email = make_text(email),
                                    .further = make_text(further)};
    completion.removing = note_removing;
    if (!submit_write(crm, &write, &completion, &error) || !await_writes(crm, 0, &error)) {
        fail_msg("%s: %s", site->name, error.message);
    }
}

static void expect_addresses(const struct site *site, const struct crm_process *process,
                             const char *expected)
{
    struct buffer state = look_into_crm(process);
    append_byte(&state, '\0');
    if (strstr(state.at, expected) == NULL) {
        fail_msg("%s: there is no %s", site->name, expected);
    }
    free_buffer(&state);
}

static void check_further_addresses(const struct site *site, const struct crm_process *process,
                                    struct crm *crm)
{
    static const char *const whole =
        "[\"new@example.org\",\"o'brien@example.com\",\"third@example.com\"]";
    char ids[sizeof removing.ids];
    struct write_outcome outcome;
    if (strcmp(get_api_name(crm), "v8") != 0) {
        return; /* the others take none of them away */
    }
    struct buffer before = look_into_crm(process);
    removing.refuses = true;
    change_address(site, crm, "new@example.org", "", &outcome);
    assert_int_equal(outcome.kind, REFUSED);
    check_unchanged(process, &before);
    removing.refuses = false;
    change_address(site, crm, "new@example.org", "", &outcome);
    assert_int_equal(outcome.kind, DONE);
    expect_addresses(site, process, whole);
    snprintf(ids, sizeof ids, "%s", removing.ids);
    /* It came to no end before the new address was set, or behind that. */
    for (int is_set = 0; is_set < 2; is_set++) {
        change_address(site, crm, "", "", &outcome);
        if (is_set != 0) {
            change_address(site, crm, "new@example.org", "", &outcome);
        }
        change_address(site, crm, "new@example.org", ids, &outcome);
        assert_int_equal(outcome.kind, DONE);
        expect_addresses(site, process, whole);
    }
    change_address(site, crm, "new@example.org", ids, &outcome); /* they are all there */
    assert_int_equal(outcome.kind, DONE);
    expect_addresses(site, process, whole);
}

static void addresses_that_go_for_a_moment_are_told_and_come_back(void **state)
{
    (void)state;
    visit_sites(check_further_addresses);
}

/* Many at a time, each with its own outcome, some of them made by the completion of others. */
struct chain {
    struct crm *crm;
    struct crm_write writes[60];
    struct crm_value values[60];
    char ids[60][40];
    size_t submitted;
    size_t completed;
};

static void submit_next(struct chain *chain);

static void note_create_done(void *context, struct text id)
{
    struct chain *chain = context;
    assert_true(id.length > 0);
    chain->completed++;
    submit_next(chain);
}

static void fail_if_refused(void *context, enum crm_level level, struct text words)
{
    (void)context;
    fail_msg("refused (%d): %.*s", level, (int)words.length, words.at);
}

static void fail_if_unknown(void *context, struct text words)
{
    (void)context;
    fail_msg("unknown: %.*s", (int)words.length, words.at);
}

static void submit_next(struct chain *chain)
{
    struct error error = {0};
    size_t i = chain->submitted;
    if (i >= COUNT(chain->writes)) {
        return;
    }
    snprintf(chain->ids[i], sizeof chain->ids[i], "e0000000-0000-4000-8000-0000000000%02zu", i);
    chain->values[i] = (struct crm_value){TEXT("last_name"), make_text(chain->ids[i])};
    chain->writes[i] = (struct crm_write){.kind = CRM_CREATE,
                                          .module = CRM_CONTACTS,
                                          .id = make_text(chain->ids[i]),
                                          .values = &chain->values[i],
                                          .value_count = 1,
                                          .account_id = TEXT(ALPHA)};
    chain->submitted++;
    const struct crm_completion completion = {chain, note_create_done, fail_if_refused,
                                              fail_if_unknown, NULL};
    assert_true(submit_write(chain->crm, &chain->writes[i], &completion, &error));
}

static void check_chain(const struct site *site, const struct crm_process *process, struct crm *crm)
{
    struct error error = {0};
    struct chain chain = {.crm = crm};
    size_t count = 0;
    for (size_t i = 0; i < 25; i++) {
        submit_next(&chain);
    }
    if (!await_writes(crm, 0, &error)) {
        fail_msg("%s: %s", site->name, error.message);
    }
    assert_int_equal(chain.completed, COUNT(chain.writes));
    for (size_t i = 0; i < SITE_CONNECTIONS; i++) { /* over v4_1 each connection has a session */
        bool is_open = i == 0 || site->api == CRM_API_V4_1;
        assert_int_equal(crm->sessions[i].logins, is_open);
    }
    struct buffer state = look_into_crm(process);
    for (const char *at = state.at; (at = strstr(at, "\"last_name\":\"e0000000")) != NULL; at++) {
        count++;
    }
    assert_int_equal(count, COUNT(chain.writes));
    free_buffer(&state);
}

static void many_are_written_at_a_time_and_completions_go_on(void **state)
{
    (void)state;
    visit_sites(check_chain);
}

/* Over v11 twenty calls go into a request: 25 creates and their links are ten requests at most, not
   50. */
static void calls_go_in_bundles_where_there_are_bundles(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(sites); i++) {
        struct crm_process process;
        struct crm crm;
        struct error error = {0};
        struct chain chain = {.crm = &crm, .submitted = COUNT(chain.writes) - 25};
        char *told = NULL;
        size_t size = 0;
        FILE *trace = open_memstream(&told, &size);
        start_crm(&process, sites[i].options);
        fill_site(&sites[i], &process);
        assert_true(open_site(&sites[i], &process, trace, &crm, &error) &&
                    describe_site(&crm, &error));
        while (chain.submitted < COUNT(chain.writes)) {
            submit_next(&chain);
        }
        fflush(trace);
        size_t before = size;
        assert_true(await_writes(&crm, 0, &error));
        fflush(trace);
        size_t requests = count_requests_in(told, before);
        assert_true(sites[i].api == CRM_API_V11 ? requests <= 10 : requests >= 25);
        end_visit(&process, &crm);
        fclose(trace);
        free(told);
    }
}

static void a_write_that_makes_no_sense_is_not_taken(void **state)
{
    (void)state;
    struct crm_process process;
    struct crm crm;
    struct write_outcome outcome;
    const struct crm_value email = {TEXT_OF("email1"), TEXT_OF("a@example.org")};
    const struct crm_write writes[] = {
        {.kind = CRM_UPDATE, .id = TEXT(ZOE), .values = &email, .value_count = 1},
        {.kind = CRM_UPDATE, .id = TEXT(ZOE)},
        {.kind = CRM_DELETE},
        {.kind = CRM_LINK, .module = CRM_ACCOUNTS, .id = TEXT(ALPHA)},
        {.kind = CRM_CREATE, .module = CRM_ACCOUNTS, .id = TEXT(GAMMA), .account_id = TEXT(BETA)},
        {.kind = CRM_CHANGE_EMAIL, .id = TEXT(ZOE), .email = TEXT("none")},
        {.kind = CRM_CHANGE_EMAIL, .id = TEXT(ZOE), .email = TEXT("@example.com")},
        {.kind = CRM_CHANGE_EMAIL, .id = TEXT(ZOE), .email = TEXT("a@example")},
        {.kind = CRM_CHANGE_EMAIL, .id = TEXT(ZOE), .email = TEXT("a b@example.com")},
        {.kind = CRM_CHANGE_EMAIL, .id = TEXT(ZOE), .email = TEXT("a@b@example.com")},
        {.kind = CRM_CHANGE_EMAIL, .id = TEXT(ZOE), .email = TEXT("jos\xC3\xA9@example.com")},
    };
    begin_visit(&sites[0], &process, &crm);
    for (size_t i = 0; i < COUNT(writes) + 3; i++) {
        struct error error = {0};
        struct crm_completion completion = note_outcome(&outcome);
        size_t missing = i < COUNT(writes) ? 3 : i - COUNT(writes);
        completion.done = missing == 0 ? NULL : completion.done;
        completion.refused = missing == 1 ? NULL : completion.refused;
        completion.unknown = missing == 2 ? NULL : completion.unknown;
        assert_false(submit_write(&crm, i < COUNT(writes) ? &writes[i] : &writings[0].write,
                                  &completion, &error));
        assert_int_equal(error.kind, ERROR_USAGE);
        assert_int_equal(outcome.calls, 0);
    }
    end_visit(&process, &crm);
}

static void closing_completes_what_is_not_complete(void **state)
{
    (void)state;
    struct crm_process process;
    struct crm crm;
    struct error error = {0};
    struct write_outcome outcomes[5];
    begin_visit(&sites[0], &process, &crm);
    for (size_t i = 0; i < COUNT(outcomes); i++) {
        const struct crm_completion completion = note_outcome(&outcomes[i]);
        assert_true(submit_write(&crm, &writings[2].write, &completion, &error));
    }
    close_crm(&crm);
    for (size_t i = 0; i < COUNT(outcomes); i++) {
        assert_int_equal(outcomes[i].calls, 1);
        assert_int_equal(outcomes[i].kind, REFUSED);
        assert_int_equal(outcomes[i].level, CRM_LEVEL_CONNECTION);
    }
    stop_crm(&process);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_write_does_what_it_says),
        cmocka_unit_test(a_write_can_be_done_again),
        cmocka_unit_test(a_create_of_what_is_there_is_not_taken_for_done),
        cmocka_unit_test(a_refusal_has_the_words_of_the_crm),
        cmocka_unit_test(a_link_to_an_account_that_is_not_there_is_not_done),
        cmocka_unit_test(addresses_that_go_for_a_moment_are_told_and_come_back),
        cmocka_unit_test(many_are_written_at_a_time_and_completions_go_on),
        cmocka_unit_test(calls_go_in_bundles_where_there_are_bundles),
        cmocka_unit_test(a_write_that_makes_no_sense_is_not_taken),
        cmocka_unit_test(closing_completes_what_is_not_complete),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
