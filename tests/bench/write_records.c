/*
 * Creates contacts in a CRM over v4_1: write_records URL COUNT CONNECTIONS. With 0 connections it
 * sends the same by a plain loop over libcurl, one request after the other, which is what it is to
 * be compared with. Prints the seconds that went by, and the seconds of processor time of its own.
 * POSSUM_USER and POSSUM_PASSWORD log in.
 */
#include "base/buffer.h"
#include "crm/crm.h"

#include <curl/curl.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

enum { AT_A_TIME = 256 /* submitted and not complete */ };

/* A contact on its way. */
struct contact {
    char id[40];
    char number[16];
    char email[64];
    struct crm_value values[5];
};

static size_t failures;

static void note_done(void *context, struct text id)
{
    (void)context;
    (void)id;
}

static void note_refused(void *context, enum crm_level level, struct text words)
{
    (void)context;
    (void)level;
    fprintf(stderr, "refused: %.*s\n", (int)words.length, words.at);
    failures++;
}

static void note_unknown(void *context, struct text words)
{
    (void)context;
    fprintf(stderr, "unknown: %.*s\n", (int)words.length, words.at);
    failures++;
}

static void fill_contact(struct contact *contact, size_t number)
{
    snprintf(contact->id, sizeof contact->id, "b0000000-0000-4000-8000-%012zu", number);
    snprintf(contact->number, sizeof contact->number, "%zu", number + 1);
    snprintf(contact->email, sizeof contact->email, "c%zu@example.com", number);
    const struct crm_value values[] = {{TEXT("first_name"), TEXT("Ngaire")},
                                       {TEXT("last_name"), TEXT("O'Toole & Co")},
                                       {TEXT("phone_mobile"), TEXT("0411 222 333")},
                                       {TEXT("cp_cust_code_c"), make_text(contact->number)},
                                       {TEXT("email1"), make_text(contact->email)}};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        contact->values[i] = values[i];
    }
}

static bool write_contacts(struct crm *crm, size_t count, struct error *error)
{
    struct contact *contacts = calloc(count, sizeof *contacts);
    const struct crm_completion completion = {NULL, note_done, note_refused, note_unknown, NULL};
    bool done = true;
    if (contacts == NULL) {
        return fail_for_memory(error);
    }
    for (size_t i = 0; done && i < count; i++) {
        fill_contact(&contacts[i], i);
        const struct crm_write write = {.kind = CRM_CREATE,
                                        .module = CRM_CONTACTS,
                                        .id = make_text(contacts[i].id),
                                        .values = contacts[i].values,
                                        .value_count = 5};
        done = submit_write(crm, &write, &completion, error) && await_writes(crm, AT_A_TIME, error);
    }
    done = done && await_writes(crm, 0, error);
    free(contacts);
    return done;
}

static size_t drop_answer(const char *bytes, size_t size, size_t count, void *data)
{
    (void)bytes;
    (void)data;
    return size * count;
}

/* The form of one set_entry, as simply as it can be made. */
static void print_form(struct buffer *form, CURL *easy, const struct crm *crm, size_t number)
{
    struct contact contact;
    struct json_object *arguments = json_object_new_object();
    struct json_object *list = json_object_new_object();
    fill_contact(&contact, number);
    json_object_object_add(arguments, "session",
                           json_object_new_string_len(crm->sessions[0].ticket.at,
                                                      (int)crm->sessions[0].ticket.length));
    json_object_object_add(arguments, "module_name", json_object_new_string("Contacts"));
    json_object_object_add(arguments, "name_value_list", list);
    json_object_object_add(list, "new_with_id", json_object_new_string("1"));
    json_object_object_add(list, "id", json_object_new_string(contact.id));
    for (size_t i = 0; i < 5; i++) {
        json_object_object_add(list, contact.values[i].name.at,
                               json_object_new_string(contact.values[i].value.at));
    }
    const char *json = json_object_to_json_string_ext(arguments, JSON_C_TO_STRING_PLAIN);
    char *escaped = curl_easy_escape(easy, json, 0);
    reset_buffer(form);
    append_formatted(form, "method=set_entry&input_type=JSON&response_type=JSON&rest_data=%s%c",
                     escaped, '\0');
    curl_free(escaped);
    json_object_put(arguments);
}

static bool write_plainly(const struct crm *crm, const char *url, size_t count, struct error *error)
{
    struct buffer form = {0};
    CURL *easy = curl_easy_init();
    struct text place = {0};
    struct arena arena = {0};
    CURLcode code = CURLE_OK;
    place = print_to_arena(&arena, "%s/service/v4_1/rest.php", url);
    curl_easy_setopt(easy, CURLOPT_URL, place.at);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, drop_answer);
    for (size_t i = 0; code == CURLE_OK && i < count; i++) {
        print_form(&form, easy, crm, i);
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, form.at);
        code = curl_easy_perform(easy);
    }
    curl_easy_cleanup(easy);
    free_buffer(&form);
    free_arena(&arena);
    return code == CURLE_OK || fail(error, ERROR_CRM, "%s", curl_easy_strerror(code));
}

static double read_processor_time(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static double read_time(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
    struct crm crm;
    struct error error = {0};
    size_t count = argc == 4 ? strtoul(argv[2], NULL, 10) : 0;
    unsigned connections = argc == 4 ? (unsigned)strtoul(argv[3], NULL, 10) : 0;
    const struct crm_credentials credentials = {.user = getenv("POSSUM_USER"),
                                                .password = getenv("POSSUM_PASSWORD")};
    const struct http_options options = {.connections = connections};
    if (count == 0 || credentials.user == NULL || credentials.password == NULL) {
        fputs("write_records URL COUNT CONNECTIONS, with POSSUM_USER and POSSUM_PASSWORD\n",
              stderr);
        return 2;
    }
    bool done = open_crm(&crm, argv[1], &options, &credentials, CRM_API_V4_1, &error);
    double start = read_time();
    double processor_start = read_processor_time();
    done = done && (connections == 0 ? write_plainly(&crm, argv[1], count, &error)
                                     : write_contacts(&crm, count, &error));
    double seconds = read_time() - start;
    double processor_seconds = read_processor_time() - processor_start;
    close_crm(&crm);
    if (!done || failures > 0) {
        fprintf(stderr, "write_records: %s\n", error.message);
        return 1;
    }
    printf("%.3f %.3f\n", seconds, processor_seconds);
    return 0;
}
