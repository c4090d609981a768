/* Whatever the CRM answers to a step of a write, the driver comes to a verdict about it: the first
   byte says which driver and which write, the second the status, the third how many steps there
   were, and the rest is the answer's body. */
#include "crm/call.h"
#include "fuzzing.h"

enum { STEP_LIMIT = 12 };

static const struct crm_driver *const drivers[] = {&v4_1_driver, &v8_driver, &v11_driver};
static const long statuses[] = {200, 201, 400, 401, 404, 422, 429, 500, 503};

static struct crm_write choose_write(uint8_t choice)
{
    static const struct crm_value values[] = {{{"last_name", 9}, {"Onion", 5}}};
    return (struct crm_write){.kind = (enum crm_write_kind)(choice % 5),
                              .module = choice % 2 == 0 ? CRM_CONTACTS : CRM_ACCOUNTS,
                              .id = TEXT("c0000000-0000-4000-8000-000000000001"),
                              .values = values,
                              .value_count = 1,
                              .email = choice % 3 == 0 ? EMPTY_TEXT : TEXT("ann@example.com"),
                              .account_id = choice % 4 == 0 ? EMPTY_TEXT : TEXT("a1")};
}

/* Plans a step, and has it sealed and answered. */
static enum crm_verdict take_step(struct crm *crm, struct crm_operation *operation, long status,
                                  struct text body)
{
    struct crm_sending sending = {0};
    struct crm_reply reply = {0};
    insist(crm->driver->plan_step(crm, operation));
    operation->call.session = &crm->sessions[0];
    insist(crm->driver->seal_call(crm, &operation->call, &sending));
    end_sending(&sending);
    append_text(&reply.response.body, body);
    reply.response.status = status;
    read_reply(&reply);
    operation->words = EMPTY_TEXT;
    enum crm_verdict verdict = crm->driver->judge_step(crm, operation, &reply);
    end_reply(&reply);
    end_call(&operation->call);
    return verdict;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const struct crm_credentials credentials = {.user = NULL};
    struct crm crm = {.credentials = &credentials, .prefix = "", .version = "v11_10"};
    struct crm_operation operation = {0};
    enum crm_verdict verdict = VERDICT_NEXT;
    if (size < 3) {
        return 0;
    }
    crm.driver = drivers[bytes[0] % 3];
    crm.has_keys = bytes[0] % 2 == 0;
    crm.sessions[0].ticket = TEXT("quokka");
    note_secret(&crm, TEXT("quokka"));
    operation.write = choose_write(bytes[0] / 3);
    const struct text body = {(const char *)bytes + 3, size - 3};
    for (unsigned i = 0; verdict == VERDICT_NEXT && i <= bytes[2] % STEP_LIMIT; i++) {
        long status = statuses[bytes[1] % (sizeof statuses / sizeof *statuses)];
        verdict = take_step(&crm, &operation, status, body);
    }
    if (verdict == VERDICT_REFUSED || verdict == VERDICT_UNKNOWN) {
        insist(operation.words.length > 0);
        insist(find_text(operation.words, TEXT("quokka")) == operation.words.length);
    }
    json_object_put(operation.kept);
    free_arena(&operation.arena);
    free_arena(&crm.arena);
    return 0;
}
