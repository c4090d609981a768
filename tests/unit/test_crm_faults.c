/* Each function of each driver, spoilt by each fault at each of its requests: what is read is right
   or not read at all; what is said to be done is done, what is refused is not, and what is unknown
   is put right by looking it up and doing it again. */
#include "crm_writing.h"

enum { REQUEST_LIMIT = 12 };

/* What is expected of a request that meets with a fault. */
struct fault {
    const char *kind;
    bool passes; /* the session is renewed, or the server waited for: nothing is to be noticed */
    bool passes_reading; /* which is repeated */
};

static const struct fault faults[] = {
    {"delay:60", true, true},     {"session", true, true},     {"early-503:1", false, true},
    {"early-429:1", false, true}, {"503:1", false, true},      {"429", false, true},
    {"drop", false, true},        {"early-drop", false, true}, {"cut", false, true},
    {"early-cut", false, true},   {"500", false, false},       {"early-500", false, false},
    {"garbage", false, false},    {"html", false, false},      {"early-html", false, false},
    {"empty", false, false},      {"redirect", false, false},  {"early-redirect", false, false},
    {"endless", false, false},
};

static void check_secrecy(const char *words)
{
    static const char *const secrets[] = {"quokka", "numbat", "testsession", "testtoken"};
    for (size_t i = 0; i < COUNT(secrets); i++) {
        if (strstr(words, secrets[i]) != NULL) {
            fail_msg("a secret is told: %s", words);
        }
    }
}

/* Opens a connection, without faults; over v11 it has to learn whether there are keys. */
static void connect_to(const struct site *site, const struct crm_process *process, FILE *trace,
                       struct crm *crm)
{
    struct error error = {0};
    spoil_crm(process, "");
    if (!open_site(site, process, trace, crm, &error) ||
        (site->api == CRM_API_V11 && !describe_site(crm, &error))) {
        fail_msg("%s: %s", site->name, error.message);
    }
}

/* A function that reads, and prints what it has read. */
struct reading {
    const char *name;
    bool (*read)(const struct site *site, struct crm *crm, struct buffer *out, struct error *error);
};

static void append_list(struct buffer *out, const struct crm_record_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct crm_record *record = &list->records[i];
        append_text(out, record->id);
        for (size_t k = 0; k < COUNT(account_fields); k++) {
            append_byte(out, '|');
            append_text(out, record->values[k]);
        }
        append_formatted(out, " %zu\n", record->account_count);
    }
}

static bool read_fields(const struct site *site, struct crm *crm, struct buffer *out,
                        struct error *error)
{
    struct arena arena = {0};
    struct crm_field_list fields = {0};
    (void)site;
    bool done = describe_module(crm, CRM_ACCOUNTS, &arena, &fields, error);
    append_formatted(out, "%zu", fields.count);
    free_arena(&arena);
    return done;
}

static bool read_by(struct crm *crm, enum crm_module module, enum crm_criterion criterion,
                    struct text one, struct text other, struct buffer *out, struct error *error)
{
    struct arena arena = {0};
    struct crm_record_list list;
    const struct text values[] = {one, other};
    bool done = find_records(crm, module, criterion, values, 2, &arena, &list, error);
    append_list(out, &list);
    free_arena(&arena);
    return done;
}

static bool read_by_id(const struct site *site, struct crm *crm, struct buffer *out,
                       struct error *error)
{
    (void)site;
    return read_by(crm, CRM_CONTACTS, CRM_BY_ID, TEXT(ZOE), TEXT(TWIN), out, error);
}

static bool read_by_key(const struct site *site, struct crm *crm, struct buffer *out,
                        struct error *error)
{
    char keys[2][64];
    return read_by(crm, CRM_ACCOUNTS, CRM_BY_KEY, make_text(make_key(site, ALPHA, keys[0])),
                   make_text(make_key(site, BETA, keys[1])), out, error);
}

static bool read_by_number(const struct site *site, struct crm *crm, struct buffer *out,
                           struct error *error)
{
    (void)site;
    return read_by(crm, CRM_CONTACTS, CRM_BY_NUMBER, TEXT("1001"), TEXT("1003"), out, error);
}

static bool read_by_email(const struct site *site, struct crm *crm, struct buffer *out,
                          struct error *error)
{
    (void)site;
    return read_by(crm, CRM_CONTACTS, CRM_BY_EMAIL, TEXT("nina@example.com"),
                   TEXT("nobody@example.com"), out, error);
}

static bool read_by_mobile(const struct site *site, struct crm *crm, struct buffer *out,
                           struct error *error)
{
    (void)site;
    return read_by(crm, CRM_CONTACTS, CRM_BY_MOBILE, TEXT("0411000002"), TEXT("1"), out, error);
}

static bool read_by_name(const struct site *site, struct crm *crm, struct buffer *out,
                         struct error *error)
{
    (void)site;
    return read_by(crm, CRM_ACCOUNTS, CRM_BY_NAME, TEXT("Alpha & Sons"), TEXT("Gamma"), out, error);
}

static bool read_ticked(const struct site *site, struct crm *crm, struct buffer *out,
                        struct error *error)
{
    struct arena arena = {0};
    struct crm_record_list list;
    (void)site;
    bool done = list_ticked_contacts(crm, TEXT(NINA), 10, &arena, &list, error);
    append_list(out, &list);
    free_arena(&arena);
    return done;
}

static const struct reading readings[] = {
    {"describe", read_fields},     {"by id", read_by_id},       {"by key", read_by_key},
    {"by number", read_by_number}, {"by email", read_by_email}, {"by mobile", read_by_mobile},
    {"by name", read_by_name},     {"ticked", read_ticked},
};

static void spoil_request(const struct crm_process *process, size_t number, const char *kind)
{
    char line[64];
    snprintf(line, sizeof line, "%zu=%s\n", number, kind);
    spoil_crm(process, line);
}

static void check_reading(const struct site *site, const struct crm_process *process,
                          const struct reading *reading, const struct fault *fault, size_t number,
                          const struct buffer *expected)
{
    struct crm crm;
    struct error error = {0};
    struct buffer found = {0};
    connect_to(site, process, NULL, &crm);
    spoil_request(process, number, fault->kind);
    bool done = reading->read(site, &crm, &found, &error);
    bool is_right = equal_texts(view_buffer(&found), view_buffer(expected));
    check_secrecy(error.message);
    if ((done && !is_right) || (!done && (fault->passes_reading || error.kind != ERROR_CRM)) ||
        (!done && error.message[0] == '\0')) {
        fail_msg("%s: %s: %zu=%s: %s, %s, not\n%.*s", site->name, reading->name, number,
                 fault->kind, error.message, view_buffer(&found).at, (int)expected->length,
                 expected->at);
    }
    free_buffer(&found);
    close_crm(&crm);
}

/* Whether a site is tried with a fault: the second way to log in to V8 only with those that make a
   new login. */
static bool is_tried(const struct site *site, const struct fault *fault)
{
    return !site->as_client || strcmp(fault->kind, "session") == 0;
}

static void read_with_each_fault(const struct site *site, const struct crm_process *process,
                                 const struct reading *reading)
{
    struct crm crm;
    struct error error = {0};
    struct buffer expected = {0};
    char *told = NULL;
    size_t size = 0;
    FILE *trace = open_memstream(&told, &size);
    connect_to(site, process, trace, &crm);
    fflush(trace);
    size_t before = size;
    assert_true(reading->read(site, &crm, &expected, &error));
    fflush(trace);
    size_t requests = count_requests_in(told, before);
    close_crm(&crm);
    fclose(trace);
    check_secrecy(told);
    free(told);
    assert_true(expected.length > 0 && requests > 0 && requests < REQUEST_LIMIT);
    for (size_t i = 0; i < COUNT(faults); i++) {
        for (size_t number = 1; number <= requests && is_tried(site, &faults[i]); number++) {
            check_reading(site, process, reading, &faults[i], number, &expected);
        }
    }
    free_buffer(&expected);
}

/* Looks the record of a create up, as a caller has to: by its key, or else by what it has. */
static bool find_created(const struct site *site, struct crm *crm, const struct crm_write *write,
                         char id[64])
{
    struct arena arena = {0};
    struct error error = {0};
    struct crm_record_list list;
    char key[64];
    bool is_contact = write->module == CRM_CONTACTS;
    struct text value = make_text(make_key(site, write->id.at, key));
    enum crm_criterion criterion = CRM_BY_KEY;
    if (!crm->has_keys) {
        criterion = is_contact ? CRM_BY_NUMBER : CRM_BY_NAME;
        value = write->values[is_contact ? 2 : 0].value;
    }
    if (!find_records(crm, write->module, criterion, &value, 1, &arena, &list, &error)) {
        fail_msg("%s: %s", site->name, error.message);
    }
    assert_true(list.count < 2);
    if (list.count > 0) {
        snprintf(id, 64, "%.*s", (int)list.records[0].id.length, list.records[0].id.at);
    }
    free_arena(&arena);
    return list.count > 0;
}

/* What a caller does about a write that is unknown, or that was refused because of the
   connection. */
static void put_right(const struct site *site, struct crm *crm, const struct writing *writing)
{
    struct write_outcome outcome = {0};
    struct error error = {0};
    struct crm_write write = writing->write;
    char id[64];
    bool is_create = write.kind == CRM_CREATE;
    bool is_there = is_create && find_created(site, crm, &write, id);
    if (is_there && write.account_id.length > 0) {
        write.kind = CRM_LINK;
        write.id = make_text(id);
    }
    if (!is_there || write.kind == CRM_LINK) {
        assert_true(carry_out(site, crm, write, &outcome, &error));
        bool is_gone = write.kind == CRM_DELETE && outcome.kind == REFUSED;
        if (outcome.kind != DONE && !is_gone) {
            fail_msg("%s: %s: again: %s", site->name, writing->name, outcome.words);
        }
    }
}

static void check_states(const char *what, const struct site *site, const struct writing *writing,
                         const struct fault *fault, size_t number,
                         const struct crm_process *process, const struct buffer *expected)
{
    struct buffer now = look_into_crm(process);
    if (strcmp(now.at, expected->at) != 0) {
        fail_msg("%s: %s: %zu=%s: %s, but there is\n%snot\n%s", site->name, writing->name, number,
                 fault->kind, what, now.at, expected->at);
    }
    free_buffer(&now);
}

/* The CRM before a write, and after it. */
struct states {
    struct buffer before;
    struct buffer after;
};

static void check_write(const struct site *site, const struct crm_process *process,
                        const struct writing *writing, const struct fault *fault, size_t number,
                        const struct states *states)
{
    struct crm crm;
    struct write_outcome outcome;
    struct error error = {0};
    fill_site(site, process);
    connect_to(site, process, NULL, &crm);
    spoil_request(process, number, fault->kind);
    carry_out(site, &crm, writing->write, &outcome, &error);
    close_crm(&crm);
    check_secrecy(error.message);
    check_secrecy(outcome.words);
    if ((fault->passes && outcome.kind != DONE) ||
        (outcome.kind != DONE && outcome.words[0] == '\0')) {
        fail_msg("%s: %s: %zu=%s: %d %s", site->name, writing->name, number, fault->kind,
                 outcome.kind, outcome.words);
    }
    if (outcome.kind == REFUSED) {
        check_states("refused", site, writing, fault, number, process, &states->before);
    }
    if (outcome.kind != DONE) {
        connect_to(site, process, NULL, &crm);
        put_right(site, &crm, writing);
        close_crm(&crm);
    }
    check_states(outcome.kind == DONE ? "done" : "put right", site, writing, fault, number, process,
                 &states->after);
}

static void write_with_each_fault(const struct site *site, const struct crm_process *process,
                                  const struct writing *writing)
{
    struct crm crm;
    struct error error = {0};
    struct write_outcome outcome;
    struct states states;
    char *told = NULL;
    size_t size = 0;
    FILE *trace = open_memstream(&told, &size);
    fill_site(site, process);
    states.before = look_into_crm(process);
    connect_to(site, process, trace, &crm);
    fflush(trace);
    size_t before = size;
    assert_true(carry_out(site, &crm, writing->write, &outcome, &error));
    assert_int_equal(outcome.kind, DONE);
    fflush(trace);
    size_t requests = count_requests_in(told, before);
    close_crm(&crm);
    fclose(trace);
    check_secrecy(told);
    free(told);
    states.after = look_into_crm(process);
    assert_true(requests > 0 && requests < REQUEST_LIMIT);
    for (size_t i = 0; i < COUNT(faults); i++) {
        for (size_t number = 1; number <= requests && is_tried(site, &faults[i]); number++) {
            check_write(site, process, writing, &faults[i], number, &states);
        }
    }
    free_buffer(&states.before);
    free_buffer(&states.after);
}

/* The state that the test begins with is a site. */
static void each_function_survives_each_fault(void **state)
{
    const struct site *site = *state;
    struct crm_process process;
    start_crm(&process, site->options);
    fill_site(site, &process);
    for (size_t i = 0; i < COUNT(readings); i++) {
        bool has_answer =
            readings[i].read != read_by_key || site->has_keys || site->api != CRM_API_V11;
        if (has_answer) {
            read_with_each_fault(site, &process, &readings[i]);
        }
    }
    for (size_t i = 0; i < COUNT(writings); i++) {
        write_with_each_fault(site, &process, &writings[i]);
    }
    stop_crm(&process);
}

/* A login that meets with a fault succeeds or fails, in words without secrets. */
static void logins_survive_each_fault(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(sites); i++) {
        struct crm_process process;
        start_crm(&process, sites[i].options);
        for (size_t k = 0; k <= COUNT(faults); k++) {
            const char *kind = k == COUNT(faults) ? "login" : faults[k].kind;
            for (size_t number = 1; number <= 3; number++) {
                struct crm crm;
                struct error error = {0};
                spoil_request(&process, number, kind);
                bool opened = open_site(&sites[i], &process, NULL, &crm, &error);
                check_secrecy(error.message);
                if (opened == (error.kind != ERROR_NONE) ||
                    (!opened && (error.kind != ERROR_CRM || error.message[0] == '\0')) ||
                    (!opened && k < COUNT(faults) && faults[k].passes_reading)) {
                    fail_msg("%s: %zu=%s: %s", sites[i].name, number, kind, error.message);
                }
                close_crm(&crm);
            }
        }
        stop_crm(&process);
    }
}

#define TEST_SITE(index)                                                                           \
    {                                                                                              \
        .name = "each_function_survives_each_fault_" #index,                                       \
        .test_func = each_function_survives_each_fault, .initial_state = (void *)&sites[index]     \
    }

_Static_assert(COUNT(sites) == 5, "each site is a test below");

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_SITE(0), TEST_SITE(1), TEST_SITE(2),
        TEST_SITE(3), TEST_SITE(4), cmocka_unit_test(logins_survive_each_fault),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
