/* A connection that cannot be used any more: every write has an outcome all the same. */
#include "base/signals.h"
#include "crm_writing.h"

#include <signal.h>

enum { MANY = 40 };

/* Submits the same update many times; for what becomes of a connection that does no harm. */
static void submit_many(struct crm *crm, struct write_outcome outcomes[MANY])
{
    struct error error = {0};
    for (size_t i = 0; i < MANY; i++) {
        const struct crm_completion completion = note_outcome(&outcomes[i]);
        assert_true(submit_write(crm, &writings[2].write, &completion, &error));
    }
}

/* How many of the writes have come to this; each has come to something, once. */
static size_t count_outcomes(const struct write_outcome outcomes[MANY], int kind)
{
    size_t count = 0;
    for (size_t i = 0; i < MANY; i++) {
        assert_int_equal(outcomes[i].calls, 1);
        count += (int)outcomes[i].kind == kind;
        if (outcomes[i].kind == REFUSED) {
            assert_int_equal(outcomes[i].level, CRM_LEVEL_CONNECTION);
            assert_true(outcomes[i].words[0] != '\0');
        }
    }
    return count;
}

static void check_lost(const struct site *site, struct crm *crm, bool done,
                       const struct error *error)
{
    struct error further = {0};
    struct write_outcome outcome;
    const struct crm_completion completion = note_outcome(&outcome);
    if (done) {
        fail_msg("%s: done", site->name);
    }
    assert_int_equal(error->kind, ERROR_CRM);
    assert_true(error->message[0] != '\0');
    assert_int_equal(crm->level, CRM_LEVEL_CONNECTION);
    assert_false(submit_write(crm, &writings[2].write, &completion, &further));
    assert_int_equal(further.kind, ERROR_CRM);
    assert_int_equal(outcome.calls, 0);
}

static void check_refused_login(const struct site *site, const struct crm_process *process,
                                struct crm *crm)
{
    struct error error = {0};
    struct write_outcome outcomes[MANY];
    struct buffer before = look_into_crm(process);
    spoil_crm(process, "1=session\n2+=login\n");
    submit_many(crm, outcomes);
    bool done = await_writes(crm, 0, &error);
    check_lost(site, crm, done, &error);
    /* Over v4_1 a further session may have been opened before the first one ended. */
    size_t written = count_outcomes(outcomes, DONE);
    assert_true(written <= (site->api == CRM_API_V4_1 ? 3 : 0));
    assert_int_equal(count_outcomes(outcomes, REFUSED) + written, MANY);
    struct buffer after = look_into_crm(process);
    assert_int_equal(strcmp(before.at, after.at) != 0, written > 0);
    free_buffer(&before);
    free_buffer(&after);
}

static void a_new_login_that_is_refused_ends_all_writes(void **state)
{
    (void)state;
    visit_sites(check_refused_login);
}

static void a_crm_that_is_gone_is_asked_a_few_times_and_not_for_each_write(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(sites); i++) {
        struct crm_process process;
        struct crm crm;
        struct error error = {0};
        struct write_outcome outcomes[MANY];
        begin_visit(&sites[i], &process, &crm);
        stop_crm(&process);
        submit_many(&crm, outcomes);
        bool done = await_writes(&crm, 0, &error);
        if (sites[i].api != CRM_API_V11) { /* which has them in two requests */
            check_lost(&sites[i], &crm, done, &error);
        }
        /* A connection that was kept may have taken a request before it was seen to be closed. */
        assert_true(count_outcomes(outcomes, REFUSED) + count_outcomes(outcomes, UNKNOWN) == MANY);
        assert_true(count_outcomes(outcomes, REFUSED) > MANY / 2);
        close_crm(&crm);
    }
}

static void an_answer_that_does_not_come_in_time_is_unknown(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(sites); i += 2) {
        struct crm_process process;
        struct crm crm;
        struct error error = {0};
        struct write_outcome outcome;
        begin_visit(&sites[i], &process, &crm);
        spoil_crm(&process, "1=delay:4000\n");
        assert_true(carry_out(&sites[i], &crm, writings[2].write, &outcome, &error));
        assert_int_equal(outcome.kind, UNKNOWN);
        struct buffer after = look_into_crm(&process);
        assert_non_null(strstr(after.at, "Onion & Leek"));
        free_buffer(&after);
        close_crm(&crm);
        stop_crm(&process);
    }
}

/* In a process of its own, since what a signal has stopped stays stopped. */
static bool meet_signal(const struct site *site)
{
    struct crm_process process;
    struct crm crm;
    struct error error = {0};
    struct write_outcome outcomes[MANY];
    begin_visit(site, &process, &crm);
    catch_signals();
    submit_many(&crm, outcomes);
    if (!await_writes(&crm, MANY / 2, &error)) {
        return false;
    }
    raise(SIGINT);
    bool done = await_writes(&crm, 0, &error);
    size_t ended = count_outcomes(outcomes, DONE);
    size_t unknown = count_outcomes(outcomes, UNKNOWN);
    size_t underway = site->api == CRM_API_V11 ? MANY / 2 : 6; /* which a slow machine may lose */
    bool good = ended + unknown >= MANY / 2 && unknown <= underway &&
                (ended == MANY ? done : !done && error.kind == ERROR_STOPPED);
    close_crm(&crm);
    stop_crm(&process);
    return good;
}

static void a_signal_lets_what_is_on_its_way_end_and_refuses_the_rest(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(sites); i++) {
        int status = 0;
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            _exit(meet_signal(&sites[i]) ? 0 : 1);
        }
        assert_int_equal(waitpid(child, &status, 0), child);
        if (status != 0) {
            fail_msg("%s: status %d", sites[i].name, status);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_login_that_is_refused_ends_all_writes),
        cmocka_unit_test(a_crm_that_is_gone_is_asked_a_few_times_and_not_for_each_write),
        cmocka_unit_test(an_answer_that_does_not_come_in_time_is_unknown),
        cmocka_unit_test(a_signal_lets_what_is_on_its_way_end_and_refuses_the_rest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
